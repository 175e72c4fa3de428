"""The runtime's parts, put together in the test's own process: quicker than a service, and every part in reach."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.base import Fact
from contracts.registry import StaffFiguresRecorded, UnitKind, UnitRegistered
from contracts.topics import SERVICES, log_of
from infra.local.issuer import Persona, ensure_issuer, sign
from infra.runtime.appender import Appender
from infra.runtime.clock import Clock, DemoClock, RealClock
from infra.runtime.decider import Decider, Order, hash_of
from infra.runtime.decisions import Caller, Claim, Release, Role
from infra.runtime.doors import Door, kebab
from infra.runtime.event_log import EventLog
from infra.runtime.heads import HeadSigner
from infra.runtime.kafka import KafkaAddress
from infra.runtime.projection import Record
from infra.runtime.proposals import Proposal
from infra.runtime.reading import ReadModel
from infra.runtime.relay import Relay
from infra.runtime.service import Runtime
from infra.runtime.settings import DEMO_ISSUER, Profile, Settings
from infra.runtime.topics import ensure_topics
from tests.runtime import sample

INSTALLATION = "test"
REGISTRY = log_of("registry")
SOURCE = REGISTRY.source(INSTALLATION)
OFFICER = Caller("00000000-0000-4000-8000-0000000000aa", frozenset({Role.BOARD_OFFICER}), "bac-lieu")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
WAIT_S_MAX = 15.0

EMPTY = (Path(__file__).parent / "empty.sql").read_text()


class SetClock:
    """A clock that shows what the test says."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def event_log(
    pool: asyncpg.Pool,
    *,
    clock: Clock | None = None,
    key: Ed25519PrivateKey = KEY,
    claims: Callable[[Fact], Iterable[Claim | Release]] = sample.claims,
    guard: Callable[[str], None] | None = None,
) -> EventLog:
    return EventLog(
        pool,
        installation=INSTALLATION,
        addresses={"main": REGISTRY},
        claims=claims,
        clock=clock or RealClock(),
        signer=HeadSigner(key),
        guard=guard,
    )


def registered(unit: UUID | None = None, *, code: str | None = None, valid_from: date = date(2023, 1, 1)) -> UnitRegistered:
    unit = unit or uuid.uuid4()
    return UnitRegistered(
        unit=unit,
        authority="bac-lieu",
        kind=UnitKind.COMMUNE,
        name="Xã Hòa Bình",
        code=code or str(unit),
        parent=None,
        valid_from=valid_from,
        document=sample.DOCUMENT,
    )


def figures(unit: UUID, staff: int = 10, women: int = 4) -> StaffFiguresRecorded:
    return StaffFiguresRecorded(unit=unit, on=date(2023, 12, 31), staff=staff, women=women)


def poison(unit: UUID) -> StaffFiguresRecorded:
    """What the sample's projection cannot apply."""
    return figures(unit, staff=1000, women=sample.POISON)


def proposal(
    *facts: Fact, id_: UUID | None = None, request_hash: bytes = b"#", expected: Mapping[str, int] | None = None
) -> Proposal:
    """What one command wants to append."""
    return Proposal(
        command_id=id_ or uuid.uuid4(),
        request_hash=request_hash,
        expected=expected or {},
        facts=facts,
        at=datetime(2023, 12, 31, tzinfo=UTC),
        actor=OFFICER.person,
        authority=OFFICER.authority,
    )


async def write(log: EventLog, *facts: Fact) -> None:
    """Append facts, one command each, as fast as it goes."""
    outcomes = await log.append([proposal(fact) for fact in facts])
    assert [type(o).__name__ for o in outcomes] == ["Accepted"] * len(facts)


async def bodies(pool: asyncpg.Pool) -> list[bytes]:
    """The log's events, from the first to the last."""
    rows = await pool.fetch("select body from runtime.event_log where log = 'registry' order by position")
    return [row["body"] for row in rows]


async def records(pool: asyncpg.Pool) -> list[Record]:
    """The log's events as a topic would deliver them, once each."""
    return [Record("registry", offset, body) for offset, body in enumerate(await bodies(pool))]


def order_of(command: Any, *, id_: UUID | None = None, **options: Any) -> Order:
    body = command.model_dump_json().encode()
    return Order(
        command=command,
        command_id=id_ or uuid.uuid4(),
        request_hash=hash_of(kebab(type(command).__name__), body),
        caller=OFFICER,
        at=datetime.now(UTC),
        needed={},
        may_omit_version=True,
        **options,
    )


def door_of(command: type[Any]) -> Door:
    return next(door for door in sample.SERVICE.doors if door.command is command)


@asynccontextmanager
async def deciding(pool: asyncpg.Pool, appender: Appender | None = None) -> AsyncIterator[Decider]:
    """A decider as one process has it, its appender running."""
    appender = appender or Appender(event_log(pool))
    model = ReadModel(pool, sample.SERVICE.projection.name)
    async with running(appender.run):
        yield Decider(pool, appender, model, categories=sample.SERVICE.categories, own_logs=["registry"])


@asynccontextmanager
async def running(*work: Callable[[], Any]) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Do work beside the test; an error of it fails the test."""
    tasks = [asyncio.ensure_future(w()) for w in work]
    try:
        yield tasks
        for task in tasks:
            if task.done():
                task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], Any], *, wait_s: float = WAIT_S_MAX, what: str = "") -> Any:
    """Wait for a condition (plain or awaitable) to hold; what it gave."""
    deadline = asyncio.get_running_loop().time() + wait_s
    while True:
        answer = condition()
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer:
            return answer
        assert asyncio.get_running_loop().time() < deadline, f"not within {wait_s} s: {what or condition}"
        await asyncio.sleep(0.02)


async def runtime(
    pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str, directory: Path, *, prepare: bool = True, **changes: Any
) -> Runtime:
    """The sample service, whole, but for its port and its own work: the test does that."""
    settings = service_settings(directory, kafka, prefix, **changes)
    clock = await DemoClock.load(pool) if settings.profile is Profile.DEMO else RealClock()
    runtime = Runtime(sample.SERVICE, settings, pool, clock, HeadSigner(KEY))
    if prepare:
        await runtime.prepare()
    return runtime


def service_settings(directory: Path, kafka: KafkaAddress, prefix: str, **changes: Any) -> Settings:
    issuer = directory / "issuer"
    issuer.mkdir(exist_ok=True)
    ensure_issuer(issuer)
    given: dict[str, Any] = {
        "profile": "demo",
        "installation": INSTALLATION,
        "database_url": "postgresql://nobody@localhost/unused",
        "kafka": kafka.bootstrap,
        "topic_prefix": prefix,
        "http_port": 1,
        "token_issuer": DEMO_ISSUER,
        "token_jwks": str(issuer / "jwks.json"),
        "head_key": "unused",
        **{f"{service}_url": f"http://{service}" for service in SERVICES},
    }
    return Settings(**{**given, **changes})


def signed_in(directory: Path, persona: Persona = Persona.BOARD_OFFICER) -> dict[str, str]:
    return {"Authorization": f"Bearer {sign(directory / 'issuer', persona, None, 'bac-lieu')}"}


def relay(pool: asyncpg.Pool, kafka: KafkaAddress, prefix: str) -> Relay:
    return Relay(pool, kafka, REGISTRY, installation=INSTALLATION, prefix=prefix)


async def send(kafka: KafkaAddress, topic: str, *values: bytes) -> None:
    """Write records to a topic, past any relay."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, acks="all")
    async with producer:
        for value in values:
            await producer.send_and_wait(topic, value=value, partition=0)


async def make_anew(kafka: KafkaAddress, topic: str) -> None:
    """Delete a topic and create it again, empty."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    try:
        await admin.delete_topics([topic])
        prefix = topic.removesuffix(f".{REGISTRY.topic_suffix}")
        await until(lambda: _gone(admin, topic))
        await ensure_topics(kafka.bootstrap, prefix, logs=[REGISTRY])
    finally:
        await admin.close()


async def _gone(admin: AIOKafkaAdminClient, topic: str) -> bool:
    return topic not in await admin.list_topics()


async def read(kafka: KafkaAddress, topic: str) -> list[bytes]:
    """Everything that a topic holds now."""
    return [record.value async for batch in kafka.read_to_end(topic, 0) for record in batch]


def first_occurrences(values: Sequence[bytes], body_of: dict[bytes, int]) -> list[int]:
    """The positions on a topic, each where it stands first."""
    seen: list[int] = []
    known: set[int] = set()
    for value in values:
        position = body_of[value]
        if position not in known:
            known.add(position)
            seen.append(position)
    return seen


async def cut_off(pool: asyncpg.Pool) -> None:
    """End every connection to the database of this pool, as a restart of PostgreSQL does."""
    with suppress(asyncpg.PostgresError, OSError):
        await pool.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
