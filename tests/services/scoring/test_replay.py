"""Scoring's read model says the same, however often its events come and whenever it is built."""

from __future__ import annotations

import asyncio

from services.scoring.app import SERVICE
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.scoring.town import Town, change
from tests.services.voice import Voice
from tests.system import System


def test_a_rebuilt_read_model_equals_the_live_one_and_repeats_change_nothing(scoring: System, voice: Voice, town: Town) -> None:
    town.closed("100", "50", "25", "80")
    third, fourth = town.units[2:]
    town.officer(fourth).accepted("submit-cross-sheet", town.cross(third, fourth))
    cut = town.changes(third, change("II.2", "times", times=1))
    town.officer(town.leader).accepted("verify-sheet", cut)
    town.officer(town.leader).accepted("verify-sheet", town.changes(third), if_match=1)
    town.board.accepted("appraise-sheet", town.changes(third, change("III.1", "met", met=False)))
    town.merges(town.units[0], town.units[1])
    answer = town.board.accepted("settle-departure", town.settlement(town.units[0], "exclude"), if_match=0)
    needed = {"scoring": int(answer["seen"].partition("@")[2])}
    live = asyncio.run(live_digest(scoring, SERVICE, at_least=needed))
    rebuilt = asyncio.run(rebuilt_digest(scoring, SERVICE, cut=live.cut))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)

    voice.repeats_everything()
    neighbour = Town(scoring, voice).founded()
    answer = neighbour.board.accepted("draft-scorecard", neighbour.draft())
    needed = {"scoring": int(answer["seen"].partition("@")[2])}
    after = asyncio.run(live_digest(scoring, SERVICE, at_least=needed))
    of_sheets = ("sheet", "statement", "points", "points_move", "score", "peer", "member", "leaf", "scoresheet", "departure")
    of_sheets += ("presence", "score_change")
    assert {table: after.tables[table] for table in of_sheets} == {table: live.tables[table] for table in of_sheets}
    assert asyncio.run(rebuilt_digest(scoring, SERVICE, cut=after.cut)).tables == after.tables
