"""Thirty officers hand their sheets in at the same moment: into one stream, and all of them are served."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.services.scoring.town import Town
from tests.services.voice import Voice
from tests.system import System

OFFICERS = 30


def test_thirty_officers_hand_in_at_once_and_all_are_served_in_turn(scoring: System, voice: Voice) -> None:
    """Nobody is told to come again, and nobody is overtaken: each decides once, when the turn comes.

    Taken out: the queue in `Decider._execute`. Then ten win, and twenty decide again up to sixteen times.
    """
    town = Town(scoring, voice, units=tuple(uuid.uuid4() for _ in range(OFFICERS))).founded().opened()
    officers = [town.officer(unit) for unit in town.units]
    for officer in officers:
        officer.found(f"/scoresheets/{town.cluster}/progress")  # everybody has come in: no connection is waited for below
    bodies = [town.own(unit) for unit in town.units]
    before = overtaken(scoring)
    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(lambda n: officers[n].command("submit-self-sheet", bodies[n]).status_code, range(OFFICERS)))
    assert set(answers) == {200}
    assert overtaken(scoring) == before
    assert len({person.seen["scoring"] for person in officers}) == OFFICERS, "each got a position of its own"


def overtaken(scoring: System) -> float:
    """How many decisions of this command the service made again."""
    told = text_string_to_metric_families(httpx.get(f"{scoring.service('scoring').url}/metrics").text)
    samples = [each for family in told for each in family.samples if each.name == "thidua_commands_overtaken_total"]
    return sum(each.value for each in samples if each.labels["door"] == "submit-self-sheet")
