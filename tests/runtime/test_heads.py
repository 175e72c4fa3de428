"""Signed heads: who keeps one can prove later what the history was."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.examples import EXAMPLES
from contracts.heads import HeadSigned
from contracts.ranking import StandingsPublished
from contracts.reading import Reader
from infra.runtime import service as serving
from infra.runtime.event_log import EventLog
from infra.runtime.heads import HeadSigner, holds
from infra.runtime.proposals import Accepted
from infra.runtime.service import Runtime
from tests.runtime import parts
from tests.runtime.parts import proposal, registered, running, until


async def heads(pool: asyncpg.Pool) -> list[tuple[int, HeadSigned]]:
    """The signed heads in the log, each with its own position."""
    reader = Reader(HeadSigned)
    events = [(n, reader.read(body)) for n, body in enumerate(await parts.bodies(pool), start=1)]
    return [(n, event.data) for n, event in events if hasattr(event, "data")]  # type: ignore[misc]


async def chain_at(pool: asyncpg.Pool, position: int) -> str:
    chain: bytes = await pool.fetchval("select chain from runtime.event_log where position = $1", position)
    return chain.hex()


async def test_a_signed_head_holds_for_the_history_before_it(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: any of source, position and chain in `signed_bytes`. Then one signature fits two histories."""
    await parts.write(log, registered(), registered(), registered())
    assert await log.append([], sign=True) == []
    assert await log.append([], sign=True) == [], "nothing was added since: nothing is signed"
    [(position, head)] = await heads(pool)
    assert (position, head.position, head.source) == (4, 3, parts.SOURCE)
    assert head.chain == await chain_at(pool, 3)
    key = parts.KEY.public_key()
    assert holds(head, key)
    for change in ({"position": 2}, {"chain": "0" * 64}, {"source": "/other/registry/registry"}):
        assert not holds(head.model_copy(update=change), key)


async def test_a_head_signed_by_another_key_does_not_hold(log: EventLog, pool: asyncpg.Pool) -> None:
    """Taken out: `verify`, or the comparison of key ids, in `holds`."""
    thief = Ed25519PrivateKey.generate()
    await parts.write(log, registered())
    await parts.event_log(pool, key=thief).append([], sign=True)
    [(_, head)] = await heads(pool)
    assert holds(head, thief.public_key())
    assert not holds(head, parts.KEY.public_key())
    assert not holds(head.model_copy(update={"key_id": HeadSigner(parts.KEY).key_id}), parts.KEY.public_key())
    assert not holds(head.model_copy(update={"key_id": HeadSigner(parts.KEY).key_id}), thief.public_key())


async def test_a_publication_is_signed_in_its_own_transaction(pool: asyncpg.Pool) -> None:
    """Results and the signature over them are there together, or not at all.

    Taken out: `fact.signs_head` in `_Group._put`.
    """
    log = parts.event_log(pool, claims=lambda _: ())
    await log.open()
    fact = EXAMPLES[StandingsPublished]
    [outcome] = await log.append([proposal(fact)])
    assert isinstance(outcome, Accepted)
    assert [e["position"] for e in json.loads(outcome.answer)["events"]] == [1]
    [(position, head)] = await heads(pool)
    assert (position, head.position) == (2, 1)
    assert holds(head, parts.KEY.public_key())
    assert await pool.fetchval("select count(distinct xmin::text) from runtime.event_log") == 1
    assert await pool.fetchval("select signed_position from runtime.log_head") == 2


async def test_a_quiet_log_is_signed_after_a_day_and_not_again(
    log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: `_sign_heads` in the service's work. Then a log without publications is never signed.

    Taken out: the comparison of positions in `_sign_heads`, and `moved` in `sign_heads`. Then a log without any event
    grows by one a day.
    """
    monkeypatch.setattr(serving, "SIGN_LOOK_S", 0.01)
    clock = parts.SetClock(datetime(2023, 12, 31, tzinfo=UTC))
    log = parts.event_log(pool, clock=clock)
    await parts.write(log, registered())
    await log.append([], sign=True)
    await parts.write(log, registered())
    runtime: Any = Runtime.__new__(Runtime)
    runtime.pool, runtime.log, runtime.clock = pool, log, clock
    looks = 0

    async def signed(count: int) -> bool:
        nonlocal looks
        looks += 1
        return len(await heads(pool)) == count

    async with running(runtime._sign_heads):
        clock.at += timedelta(hours=16)
        await until(lambda: looks > 5 or signed(2))
        assert len(await heads(pool)) == 1, "not yet another day (UTC+7)"
        clock.at += timedelta(hours=2)
        await until(lambda: signed(2))
        clock.at += timedelta(days=9)
        looks = 0
        await until(lambda: looks > 5 or signed(3))
    assert [(n, h.position) for n, h in await heads(pool)] == [(2, 1), (4, 3)]


async def test_signing_outlives_a_database_that_goes_away(
    log: EventLog, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: PostgresError in `_sign_heads`. Then a restart of PostgreSQL ends the process."""
    monkeypatch.setattr(serving, "SIGN_LOOK_S", 0.01)
    asked = 0

    async def gone(_: Any) -> list[Any]:
        nonlocal asked
        asked += 1
        raise asyncpg.AdminShutdownError("terminating connection due to administrator command")

    monkeypatch.setattr(serving.LOG_QUERIES, "heads", gone)
    runtime: Any = Runtime.__new__(Runtime)
    runtime.pool, runtime.log, runtime.clock = pool, log, parts.SetClock(datetime.now(UTC))
    async with running(runtime._sign_heads):
        await until(lambda: asked > 2)
