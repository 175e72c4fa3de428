"""Thirty officers hand their sheets in at the same moment: into one stream, and all of them are served."""

from __future__ import annotations

import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from tests.services.scoring.town import Town
from tests.services.voice import Voice
from tests.system import System

OFFICERS = 30
SPREAD_MAX = 3.0


def test_thirty_officers_hand_in_at_once_and_all_are_served_in_turn(scoring: System, voice: Voice) -> None:
    """Nobody is told to come again, and who waits longest waits about as long as thirty take: twice the median.

    Taken out: the queue in `Decider.execute`. Then ten win, and twenty decide again up to sixteen times.
    """
    town = Town(scoring, voice, units=tuple(uuid.uuid4() for _ in range(OFFICERS))).founded().opened()
    officers = [town.officer(unit) for unit in town.units]
    for officer in officers:
        officer.found(f"/scoresheets/{town.cluster}/progress")  # everybody has come in: no connection is waited for below
    bodies = [town.own(unit) for unit in town.units]

    def hands_in(n: int) -> tuple[int, float]:
        began = time.monotonic()
        answer = officers[n].command("submit-self-sheet", bodies[n])
        return answer.status_code, time.monotonic() - began

    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(hands_in, range(OFFICERS)))
    assert {status for status, _ in answers} == {200}
    waited = sorted(seconds for _, seconds in answers)
    assert waited[-1] <= SPREAD_MAX * statistics.median(waited), waited
    assert len({person.seen["scoring"] for person in officers}) == OFFICERS, "each got a position of its own"
