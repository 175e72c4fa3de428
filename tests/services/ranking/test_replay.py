"""Ranking's read model says the same, however often its events come and whenever it is built."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import asyncpg

from contracts.examples import changed
from contracts.examples.registry import UNIT_SUSPENDED
from contracts.examples.scoring import SCORES_REOPENED
from infra.runtime.heads import keys_in
from infra.runtime.verify import Finding, LogsVerifier
from services.ranking.app import SERVICE
from tests.services.ranking.polling import Poll, council_of
from tests.services.ranking.town import DATED, FIVE, TODAY, Town, complaint_of, decision_on, publish, until
from tests.services.ranking.voting import PACK
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import System


def test_a_rebuilt_read_model_equals_the_live_one_and_repeats_change_nothing(ranking: System, voice: Voice) -> None:
    _votes_are_held(Town(ranking, voice).opens(PACK))
    town = Town(ranking, voice).opens(**DATED).scores().locks(*FIVE)
    town.drawn()
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY))
    town.drawn(2)
    board, member = town.person("board-officer"), town.person("unit-officer", unit=town.units[0])
    board.accepted("publish-standings", publish(town, 2))
    complaints = [complaint_of(town) for _ in range(3)]
    for said in complaints:
        member.accepted("file-complaint", said)
    member.accepted("withdraw-complaint", {"complaint": complaints[0]["complaint"], "reason": "Đã rõ."})
    board.accepted("decide-complaint", decision_on(town, complaints[1], "rejected"))
    upheld = board.accepted("decide-complaint", decision_on(town, complaints[2], "upheld", leaves=["I.1"]))
    reopened = changed(SCORES_REOPENED, cluster=town.cluster, complaint=UUID(complaints[2]["complaint"]))
    town.says(reopened)
    town.locks("950.00", "960.00", "970.00", "920.00", "910.00")
    board = town.person("board-officer")
    until(lambda: board.get(f"/standings/{town.cluster}"), lambda document: document["newer_drawing"] == 3)
    answer = board.accepted("publish-standings", {**publish(town, 3), "reason": "Chấm lại theo kiến nghị."})
    assert board.found(f"/standings/{town.cluster}")["complaints"] == [complaints[2]["complaint"]]
    assert upheld["events"][0]["type"] == "vn.thidua.ranking.complaint-upheld.v1"
    needed = {"ranking": int(answer["seen"].partition("@")[2])}
    live = asyncio.run(live_digest(ranking, SERVICE, at_least=needed))
    rebuilt = asyncio.run(rebuilt_digest(ranking, SERVICE, cut=live.cut))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)

    voice.repeats_everything()
    end = town.says(changed(UNIT_SUSPENDED, unit=uuid4(), authority=town.authority, valid_from=TODAY))
    registry = int(end.partition("registry@")[2].partition(",")[0])
    after = asyncio.run(live_digest(ranking, SERVICE, at_least={"registry": registry}))
    assert live.tables.keys() >= {"ballot", "ballot_voter", "ballot_paper", "lots", "tie_broken", "council_seats"}
    unmoved = {table: digest for table, digest in after.tables.items() if table != "suspension_change"}
    assert unmoved == {table: live.tables[table] for table in unmoved}
    assert asyncio.run(rebuilt_digest(ranking, SERVICE, cut=after.cut)).tables == after.tables
    assert asyncio.run(_faults_of_the_log(ranking)) == []


async def _faults_of_the_log(system: System) -> list[Finding]:
    """What verify finds of log, claims and stored commands; signatures aside, for it is given no keys."""
    verifier = LogsVerifier(SERVICE, "test", keys_in({"keys": []}), ())
    async with asyncpg.create_pool(system.database_url("ranking"), min_size=1, max_size=1) as pool:
        _ = [step async for step in verifier.run(pool)]
    assert verifier.found.checked["claims"] == 1, "the lots that are under way"
    return [found for found in verifier.found.failed if found.check != "signature"]


def _votes_are_held(town: Town) -> None:
    """A ballot of a council that is cancelled, one of the cluster that leaves the tie, and lots that are announced."""
    town.locks("950.00", "950.00", *FIVE[2:]).drawn()
    one, two, *voters = town.units
    members = [uuid4() for _ in range(3)]
    cancelled = Poll(town, (one, two), council=council_of(town, *members)).opens(*members)
    cancelled.voter(members[0]).accepted("cast-vote", cancelled.paper(one))
    cancelled.board.accepted("cancel-ballot", {"ballot": str(cancelled.ballot), "reason": "Mất điện."})
    held = Poll(town, (one, two)).opens(*voters)
    for voter, said in zip(voters, (one, two, None), strict=True):
        held.voter(voter).accepted("cast-vote", held.paper(said))
    held.board.accepted("close-ballot", held.closing)
    lots = {"lots": str(uuid4()), "cluster": str(town.cluster), "units": [str(one), str(two)]}
    held.board.accepted("announce-lots", {**lots, "source": "Xổ số", "known_at": "2199-01-01T00:00:00Z"})
