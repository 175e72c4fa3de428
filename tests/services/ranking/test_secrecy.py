"""A vote cannot be traced: who has a copy of everything that is written down does no better than chance."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from contracts.topics import log_of
from infra.runtime.kafka import KafkaAddress
from infra.runtime.sql import Queries, statements_in
from services.ranking import box
from services.ranking.sealing import Paper
from tests.collector import Collector, collecting
from tests.runtime import parts
from tests.services.ranking.curious import Seen, copied, copy_of, guesses
from tests.services.ranking.polling import Poll, council_of
from tests.services.ranking.town import Town
from tests.services.ranking.voting import PACK, SEAL
from tests.services.voice import Voice
from tests.system import System

TIE = ("950.00", "950.00", "930.00", "920.00", "910.00")
BALLOTS, MEMBERS = 5, 12
VOTES = BALLOTS * MEMBERS
# Half the papers say yes: a guess is right every second time, give or take; five and a half standard deviations to either side.
CHANCE = range(VOTES // 2 - 22, VOTES // 2 + 23)
ROOM = Path(box.__file__).parent


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as server:
        yield server


@pytest.fixture(scope="module")
def watched(ranking: System, collector: Collector) -> System:
    """Ranking as it runs where everything is logged and traced."""
    ranking.spawn("ranking", THIDUA_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}").wait_until_ready()
    return ranking


@dataclass
class Ballots:
    """What the voters alone know."""

    nonces: list[str] = field(default_factory=list)
    receipts: list[str] = field(default_factory=list)


def halves(size: int) -> list[str]:
    said = ["yes", "no"] * (size // 2)
    random.SystemRandom().shuffle(said)
    return said


def test_the_curious_administrator_does_no_better_than_chance(watched: System, voice: Voice, collector: Collector) -> None:
    """Every table after each vote's end and after its count, hidden columns included, with the committee's key; every
    topic, log line and span. What is written of a vote leads to no voter, by no id and in no order.
    """
    town = Town(watched, voice).opens(PACK)
    town.locks(*TIE).drawn()
    members = [uuid.uuid4() for _ in range(MEMBERS)]
    council = council_of(town, *members)
    right: Counter[str] = Counter()
    ballots = Ballots()
    for _ in range(BALLOTS):
        poll = Poll(town, town.units[:1], kind="confirmation", council=council, award="provincial-flag").opens(*members)
        turn = random.SystemRandom().sample(members, MEMBERS)
        said = dict(zip((str(poll.voter_id(member)) for member in turn), halves(MEMBERS), strict=True))
        for member in turn:
            paper = poll.paper({town.units[0]: said[str(poll.voter_id(member))]})
            answer = poll.voter(member).accepted("cast-vote", paper)
            ballots.nonces.append(paper["nonce"])
            ballots.receipts.append(answer["receipts"][0]["receipt"])
        full = copy_of(watched)
        assert len({row["_xmin"] for row in full["ranking.ballot_box"]}) == 1
        poll.board.accepted("close-ballot", poll.closing)
        poll.found()
        seen = Seen(poll.ballot, full, copy_of(watched))
        assert seen.rows(seen.counted, "ballot_box") == []
        for way, guessed in guesses(seen, _orders(seen, said)):
            right[way] += sum(said[voter] == choice for voter, choice in guessed.items())
    worst = {way: count for way, count in right.items() if count not in CHANCE}
    assert len(right) > 50
    assert worst == {}
    _nothing_is_written_together(seen, watched, collector, ballots)


def _orders(seen: Seen, said: dict[str, str]) -> dict[str, list[str]]:
    """Every order in which something written tells of the voters."""
    events = [
        {**row, **json.loads(row["body"])}
        for row in seen.counted["runtime.event_log"]
        if row["stream"] == f"ballot/{seen.ballot}" and row["type"].endswith("vote-cast.v1")
    ]
    commands = {str(row["id"]): row for row in seen.counted["runtime.command"]}
    lying = list(commands)
    of = {
        "votes in order": lambda event: event["position"],
        "votes by event id": lambda event: event["id"],
        "votes by command": lambda event: event["commandid"],
        "votes by voter": lambda event: event["data"]["voter"],
        "votes by answer": lambda event: bytes(commands[event["commandid"]]["answer"]),
        "votes by hash": lambda event: (bytes(commands[event["commandid"]]["request_hash"]), event["position"]),
        "votes by chain": lambda event: bytes(event["chain"]),
        "commands as they lie": lambda event: lying.index(event["commandid"]),
    }
    assert len(events) == MEMBERS
    orders = {name: [event["data"]["voter"] for event in sorted(events, key=key)] for name, key in of.items()}
    rows = [row for row in seen.rows(seen.counted, "ballot_voter") if str(row["voter"]) in said]
    return {**orders, "the roll as it lies": [str(row["voter"]) for row in rows]}


def _nothing_is_written_together(seen: Seen, system: System, collector: Collector, ballots: Ballots) -> None:
    tables = [(name, row) for copy in (seen.full, seen.counted) for name, rows in copy.items() for row in rows]
    topic = asyncio.run(parts.read(KafkaAddress(system.bootstrap, {}), log_of("ranking").topic(system.prefix)))
    lines = system.processes["ranking"].log.read_text().splitlines()
    spans = [str(span) for span in collector.spans]
    written = [
        *((name, _shown(row)) for name, row in tables),
        *(("topic", body.decode()) for body in topic),
        *(("log line", line) for line in lines),
        *(("span", span) for span in spans),
    ]
    assert any("cast-vote" in line for line in lines)
    assert any("close-ballot" in span for span in spans)
    # No nonce anywhere; a receipt only where the papers are published, and there beside no voter and no command of theirs.
    assert {name for name, text in written if any(nonce in text for nonce in ballots.nonces)} == set()
    published = [(name, text) for name, text in written if any(receipt in text for receipt in ballots.receipts)]
    assert {name.rpartition(".")[2] for name, _ in published} == {"event_log", "topic", "ballot_paper"}
    casts = [row for row in seen.counted["runtime.event_log"] if row["type"].endswith("vote-cast.v1")]
    events = [json.loads(row["body"]) for row in casts]
    whom = {event[name] for event in events for name in ("id", "commandid", "actor")} | {e["data"]["voter"] for e in events}
    assert [name for name, text in published if any(each in text for each in whom)] == []
    assert not any("cast-vote" in span or any(each in span for each in whom) for span in spans)
    assert {row["traceparent"] for row in casts} == {None}
    # What is kept of the commands tells one vote from another by its place in the log alone.
    kept = [row for row in seen.counted["runtime.command"] if str(row["id"]) in whom]
    assert (len(kept), len({bytes(row["request_hash"]) for row in kept})) == (VOTES, 1)


def _shown(row: Mapping[str, Any]) -> str:
    return " ".join(value.decode("latin-1") if isinstance(value, bytes) else str(value) for value in row.values())


@pytest.fixture
async def box_pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database, min_size=1, max_size=1) as pool:
        await pool.execute(
            "create schema ranking; set search_path to ranking;" + statements_in(ROOM / "migrations/ballot_box.sql")
        )
        yield pool


def unshaken(tmp_path: Path) -> Queries:
    """The box without what shakes it."""
    statements, shake = (ROOM / "box.sql").read_text(), " order by gen_random_uuid()"
    assert statements.count(shake) == 1
    (tmp_path / "box.sql").write_text(statements.replace(shake, ""))
    return Queries(tmp_path / "box.sql")


@pytest.mark.parametrize("shaken", [True, False])
async def test_shaking_the_box_is_what_hides_the_order(
    box_pool: asyncpg.Pool, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shaken: bool
) -> None:
    """With the committee's key and one copy of the box: chance where it is shaken, every vote where it is not."""
    if not shaken:
        monkeypatch.setattr(box, "QUERIES", unshaken(tmp_path))
    right: Counter[str] = Counter()
    for _ in range(BALLOTS):
        ballot, said = uuid.uuid4(), halves(MEMBERS)
        for choice in said:
            papers = box.PutIn((Paper(ballot, UUID(int=1), choice, secrets.token_hex(32)),), SEAL, None)
            async with box_pool.acquire() as connection, connection.transaction():
                await papers.keep(connection)
        seen = Seen(ballot, await copied(database), {})
        for way, guessed in guesses(seen, {"votes in order": [str(n) for n in range(MEMBERS)]}):
            right[way] += sum(said[int(voter)] == choice for voter, choice in guessed.items())
    of_the_box = {way: count for way, count in right.items() if "box" in way}
    if shaken:
        assert {way: count for way, count in of_the_box.items() if count not in CHANCE} == {}
    else:
        assert of_the_box["votes in order × box as it lies"] == VOTES


async def test_who_copies_the_box_between_two_votes_sees_papers_that_only_the_committee_can_open(
    box_pool: asyncpg.Pool, database: str
) -> None:
    """Which paper came when, such a copy tells: what it says, only with the committee's key."""
    ballot, before = uuid.uuid4(), set()
    for choice in halves(MEMBERS):
        papers = box.PutIn((Paper(ballot, UUID(int=1), choice, secrets.token_hex(32)),), SEAL, None)
        async with box_pool.acquire() as connection, connection.transaction():
            await papers.keep(connection)
        now = {row["sealed"] for row in (await copied(database))["ranking.ballot_box"]}
        [new] = now - before
        assert f'"{choice}"'.encode() not in new
        assert papers.papers[0].receipt not in new
        before = now
    assert {len(sealed) for sealed in before} == {116}
