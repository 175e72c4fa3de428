"""Verify: whoever changes, adds or takes away something without saying so in an event is found, and where it was."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from infra.runtime.event_log import EventLog
from infra.runtime.heads import HeadSigner, keys_in
from infra.runtime.history import Keys
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Applier
from infra.runtime.service import Runtime
from infra.runtime.verify import Findings, LogsVerifier, verify_read_model
from tests.runtime import parts, sample

KEYS = keys_in({"keys": [HeadSigner(parts.KEY).public_jwk()]})


async def write(log: EventLog) -> None:
    """Nine events: three units with claims, figures, two signed heads."""
    unit, other = parts.registered(), parts.registered()
    await parts.write(log, unit, parts.figures(unit.unit), other)
    await log.append([], sign=True)
    await log.append([parts.proposal(parts.figures(unit.unit, 11), parts.figures(unit.unit, 12))])
    await parts.write(log, parts.registered())
    await log.append([], sign=True)
    await parts.write(log, parts.figures(other.unit, 13))


@pytest.fixture
async def written(log: EventLog, pool: asyncpg.Pool) -> asyncpg.Pool:
    await write(log)
    return pool


async def tamper(pool: asyncpg.Pool, statement: str) -> None:
    """Change the database as its administrator can: with the triggers asleep."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        assert await connection.execute(statement) not in ("UPDATE 0", "DELETE 0"), "it changed something"


async def verified(pool: asyncpg.Pool, *, keys: Keys = KEYS, kept: Sequence[dict[str, Any]] = ()) -> Findings:
    verifier = LogsVerifier(sample.SERVICE, parts.INSTALLATION, keys, kept)
    _ = [step async for step in verifier.run(pool)]
    return verifier.found


def places(found: Findings) -> set[tuple[str, str]]:
    return {(finding.check, finding.where) for finding in found.failed}


async def test_what_was_not_tampered_with_holds(written: asyncpg.Pool) -> None:
    found = await verified(written)
    assert found.failed == []
    assert found.checked["registry"]["events"] == 9
    assert found.checked["registry"]["signed_up_to"] == 7
    assert (found.checked["claims"], found.checked["commands_events"]) == (3, 7)


TAMPERED = {
    "a byte of an event": (
        "update runtime.event_log set body = convert_to(replace(convert_from(body, 'UTF8'), 'Hòa', 'Hoà'), 'UTF8')"
        " where position = 3",
        ("chain", "registry@3"),
    ),
    "the chain beside an event": (
        "update runtime.event_log set chain = sha256(chain) where position = 3",
        ("chain", "registry@3"),
    ),
    "the stream's cell": ("update runtime.event_log set stream = 'unit/x' where position = 5", ("cell", "registry@5")),
    "the version's cell": ("update runtime.event_log set version = 9 where position = 5", ("cell", "registry@5")),
    "the type's cell": ("update runtime.event_log set type = 'vn.x.y.v1' where position = 5", ("cell", "registry@5")),
    "the time's cell": (
        "update runtime.event_log set recorded_at = recorded_at + interval '1 us' where position = 5",
        ("cell", "registry@5"),
    ),
    "garbage for an event": ("update runtime.event_log set body = 'x' where position = 5", ("event", "registry@5")),
    "an event in the middle": ("delete from runtime.event_log where position = 5", ("event", "registry@5")),
    "the last event": ("delete from runtime.event_log where position = 9", ("head", "registry@8")),
    "the head": ("delete from runtime.log_head", ("head", "registry")),
    "the head's chain": ("update runtime.log_head set chain = sha256(chain)", ("head", "registry@9")),
    "the head's position": ("update runtime.log_head set position = 10", ("head", "registry@9")),
    "what was signed": ("update runtime.log_head set signed_position = 0", ("head", "registry@9")),
    "a stored command": (
        "delete from runtime.command where convert_from(answer, 'UTF8')::jsonb #>> '{events,0,position}' = '3'",
        ("command", "registry@3"),
    ),
    "a command's answer": (
        "update runtime.command set answer = convert_to(replace(convert_from(answer, 'UTF8'), '\"position\":3,',"
        " '\"position\":33,'), 'UTF8') where convert_from(answer, 'UTF8')::jsonb #>> '{events,0,position}' = '3'",
        ("command", "registry@3"),
    ),
}


@pytest.mark.parametrize(("statement", "finding"), TAMPERED.values(), ids=TAMPERED.keys())
async def test_what_was_changed_is_found_where_it_is(written: asyncpg.Pool, statement: str, finding: tuple[str, str]) -> None:
    """Taken out, one at a time: each comparison in `_Walk` and `_commands`."""
    await tamper(written, statement)
    assert finding in places(await verified(written))


async def test_a_claim_that_was_taken_away_or_added_or_changed_is_found(written: asyncpg.Pool) -> None:
    """Taken out: either side of `_compare_claims`."""
    await tamper(written, "delete from runtime.claim where key = (select min(key) from runtime.claim)")
    assert [f.en for f in (await verified(written)).failed] == ["the events say so, the table does not"]
    await tamper(written, "insert into runtime.claim values ('official-code', 'x', '2023-01-01', null, 'unit/x')")
    assert len((await verified(written)).failed) == 2
    await tamper(written, "update runtime.claim set valid_to = '2024-01-01' where key = 'x'")
    assert len((await verified(written)).failed) == 2


async def test_a_command_that_nothing_came_of_is_found(written: asyncpg.Pool) -> None:
    """An answer for something that never happened. Taken out: `_compare_commands`."""
    [answer] = [row["answer"] for row in await written.fetch("select answer from runtime.command limit 1")]
    forged = json.loads(answer)
    forged["events"][0]["position"] = 99
    await written.execute("insert into runtime.command values (gen_random_uuid(), 'x', $1)", json.dumps(forged).encode())
    assert [finding.check for finding in (await verified(written)).failed] == ["command"]


def kept(written: dict[str, Any], position: int, chain: bytes) -> dict[str, Any]:
    return {"source": parts.SOURCE, "position": position, "chain": chain.hex(), **written}


async def test_last_events_that_are_missing_are_found_by_who_kept_a_head(written: asyncpg.Pool) -> None:
    """The head fits, nothing else knows. Taken out: `_keep`."""
    [last] = await written.fetch("select chain from runtime.event_log where position = 9")
    head = kept({}, 9, last["chain"])
    assert (await verified(written, kept=[head])).failed == []
    await tamper(written, "delete from runtime.event_log where position = 9")
    await tamper(written, "delete from runtime.command where convert_from(answer, 'UTF8') like '%\"position\":9,%'")
    await tamper(
        written,
        "update runtime.log_head h set position = 8, chain = e.chain, recorded_at = e.recorded_at"
        " from runtime.event_log e where e.position = 8",
    )
    assert (await verified(written)).failed == []
    assert places(await verified(written, kept=[head])) == {("kept-head", "registry@9")}


async def test_a_rewritten_history_is_found_by_who_kept_a_head(written: asyncpg.Pool) -> None:
    other = kept({}, 4, bytes(32))
    assert places(await verified(written, kept=[other])) == {("kept-head", "registry@4")}
    foreign = kept({"source": "/other/registry/registry"}, 4, bytes(32))
    assert places(await verified(written, kept=[foreign])) == {("kept-head", "/other/registry/registry")}


async def test_a_signed_head_that_was_kept_has_to_be_signed_by_a_known_key(written: asyncpg.Pool) -> None:
    [row] = await written.fetch("select body from runtime.event_log where position = 4")
    head = json.loads(row["body"])["data"]
    assert (await verified(written, kept=[head])).failed == []
    forged = head | {"signature": "A" * 86}
    assert places(await verified(written, kept=[forged])) == {("kept-head", "registry@3")}


async def test_an_unknown_key_is_a_failure(written: asyncpg.Pool) -> None:
    """Taken out: `unknown_keys` in `end`."""
    assert {finding.check for finding in (await verified(written, keys={})).failed} == {"signature"}


@pytest.fixture
async def projected(
    pool: asyncpg.Pool, prefix: str, topic: str, kafka_address: KafkaAddress, tmp_path: Path, log: EventLog
) -> Runtime:
    """A sample service whose nine events are on the topic and in the read model."""
    await write(log)
    runtime = await parts.runtime(pool, kafka_address, prefix, tmp_path)
    await parts.send(kafka_address, topic, *await parts.bodies(pool))
    applier = Applier(sample.SERVICE.projection, await runtime.model.active_schema(), parks=True)
    await applier.apply(pool, await parts.records(pool))
    return runtime


async def read_model(runtime: Runtime) -> Findings:
    found = Findings()
    await verify_read_model(
        runtime.pool,
        runtime.kafka,
        sample.SERVICE,
        found,
        installation=parts.INSTALLATION,
        prefix=runtime.settings.topic_prefix,
    )
    return found


async def test_a_changed_or_missing_row_of_the_read_model_is_named(projected: Runtime) -> None:
    """Taken out: the comparison of digests. The rows are named, from either side."""
    assert (await read_model(projected)).failed == []
    schema = await projected.model.active_schema()
    await projected.pool.execute(f"update {schema}.unit set name = 'Xã khác' where staff = 12")  # noqa: S608
    [finding] = (await read_model(projected)).failed
    assert (finding.check, finding.where) == ("read-model", "unit")
    assert "live: {" in finding.en
    assert "Xã khác" in finding.en
    assert "rebuilt: {" in finding.en
    await projected.pool.execute(f"delete from {schema}.figure where version = 2")  # noqa: S608
    assert [f.where for f in (await read_model(projected)).failed] == ["figure", "unit"]


async def test_a_checkpoint_that_was_taken_away_is_found(projected: Runtime) -> None:
    await projected.pool.execute(f"delete from {await projected.model.active_schema()}.checkpoint")  # noqa: S608
    [finding] = (await read_model(projected)).failed
    assert "checkpoints are gone" in finding.en


async def test_parked_events_make_read_models_not_comparable(projected: Runtime) -> None:
    """Taken out: the look at `parked`."""
    schema = await projected.model.active_schema()
    await projected.pool.execute(f"insert into {schema}.parked_event values ('registry', 9, 'unit/x', 'x', 'why')")  # noqa: S608
    [finding] = (await read_model(projected)).failed
    assert "not comparable" in finding.en


async def test_it_looks_at_one_moment_while_commands_go_on(written: asyncpg.Pool, log: EventLog) -> None:
    """Appends between its looks at events, claims and commands. Taken out: the snapshot."""
    verifier = LogsVerifier(sample.SERVICE, parts.INSTALLATION, KEYS, ())
    steps = verifier.run(written)
    await anext(steps)
    await asyncio.gather(*(parts.write(log, parts.registered()) for _ in range(3)))
    _ = [step async for step in steps]
    assert verifier.found.failed == []
