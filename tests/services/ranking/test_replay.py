"""Ranking's read model says the same, however often its events come and whenever it is built."""

from __future__ import annotations

import asyncio

from contracts.examples import changed
from contracts.examples.registry import UNIT_SUSPENDED
from services.ranking.app import SERVICE
from tests.services.ranking.town import FIVE, TODAY, Town, publish
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import System


def test_a_rebuilt_read_model_equals_the_live_one_and_repeats_change_nothing(ranking: System, voice: Voice) -> None:
    town = Town(ranking, voice).opens().locks(*FIVE)
    town.drawn()
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY))
    town.drawn(2)
    answer = town.person("board-officer").accepted("publish-standings", publish(town, 2))
    needed = {"ranking": int(answer["seen"].partition("@")[2])}
    live = asyncio.run(live_digest(ranking, SERVICE, at_least=needed))
    rebuilt = asyncio.run(rebuilt_digest(ranking, SERVICE))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)

    voice.repeats_everything()
    end = town.says(changed(UNIT_SUSPENDED, unit=town.units[0], authority=town.authority, valid_from=TODAY))
    registry = int(end.partition("registry@")[2].partition(",")[0])
    after = asyncio.run(live_digest(ranking, SERVICE, at_least={"registry": registry}))
    unmoved = {table: digest for table, digest in after.tables.items() if table != "suspension_change"}
    assert unmoved == {table: live.tables[table] for table in unmoved}
    assert asyncio.run(rebuilt_digest(ranking, SERVICE)).tables == after.tables
