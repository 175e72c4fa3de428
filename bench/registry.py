"""The registry's command side without HTTP, Kafka and read model: decider, appender and log on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.base import Contract
from contracts.registry import DocumentKind, UnitKind
from infra.runtime.appender import Appender
from infra.runtime.clock import RealClock
from infra.runtime.decider import Decider, Order, hash_of
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.event_log import EventLog
from infra.runtime.heads import HeadSigner
from infra.runtime.migrate import migrate
from infra.runtime.proposals import Accepted
from infra.runtime.reading import ReadModel
from services.registry.app import SERVICE
from services.registry.commands import RecordLegalDocument
from services.registry.unit_commands import RecordStaffFigures, RegisterUnit

OFFICER = Caller("00000000-0000-4000-8000-0000000000aa", frozenset({Role.BOARD_OFFICER}), "bac-lieu")
DOCUMENT = UUID("00000000-0000-4000-8000-000000000001")
INSTALLATION = "bench"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
DAY = date(2023, 12, 31)
DOORS: dict[type[Contract], Door] = {door.command: door for door in SERVICE.doors}


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry that takes commands."""

    decider: Decider

    async def give(self, command: Contract) -> Accepted:
        """Have a command decided and appended."""
        return await self.take(order(command))

    async def take(self, given: Order) -> Accepted:
        """Have a command decided and appended, as the endpoint would after reading it."""
        return await self.decider.execute(DOORS[type(given.command)], given)


def order(command: Contract) -> Order:
    """A command as the endpoint hands it on."""
    body = command.model_dump_json().encode()
    return Order(
        command=command,
        command_id=uuid.uuid4(),
        request_hash=hash_of(DOORS[type(command)].name, body),
        caller=OFFICER,
        at=datetime.now(UTC),
        needed={},
    )


def event_log(pool: asyncpg.Pool) -> EventLog:
    return EventLog(
        pool,
        installation=INSTALLATION,
        addresses=SERVICE.own,
        claims=SERVICE.claims,
        clock=RealClock(),
        signer=HeadSigner(KEY),
    )


@asynccontextmanager
async def registry(pool: asyncpg.Pool) -> AsyncIterator[Registry]:
    """A registry on an empty database, with the document that units are registered under."""
    await migrate(pool)
    log = event_log(pool)
    await log.open()
    appender = Appender(log)
    model = ReadModel(pool, SERVICE.projection.name)
    appending = asyncio.create_task(appender.run())
    try:
        decider = Decider(pool, appender, model, categories=SERVICE.categories, own_logs=log.log_ids)
        ready = Registry(decider)
        await ready.give(document())
        yield ready
    finally:
        appending.cancel()
        await asyncio.gather(appending, return_exceptions=True)


def document() -> RecordLegalDocument:
    return RecordLegalDocument(
        document=DOCUMENT,
        authority=OFFICER.authority,
        kind=DocumentKind.DECISION,
        number="01/QĐ-UBND",
        issuer="Ủy ban nhân dân tỉnh",
        issued_on=date(2023, 1, 1),
        abstract="Phê duyệt danh sách đơn vị tham gia thi đua",
    )


def unit(number: int) -> RegisterUnit:
    """Register the unit of that number; every number is another id and code."""
    return RegisterUnit(
        unit=UUID(int=number, version=4),
        authority=OFFICER.authority,
        kind=UnitKind.COMMUNE,
        name=f"Xã Hòa Bình {number}",
        code=f"X{number}",
        parent=None,
        valid_from=date(2023, 1, 1),
        document=DOCUMENT,
    )


def figures(number: int, chance: random.Random) -> RecordStaffFigures:
    """Record other figures than before for the unit of that number."""
    return RecordStaffFigures(unit=UUID(int=number, version=4), on=DAY, staff=chance.randrange(10, 1_000_000), women=4)
