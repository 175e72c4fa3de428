"""`thidua events` and `thidua digest`: look into a service's log and read model."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any

import asyncpg
import typer

from contracts.base import VIETNAM
from contracts.topics import SERVICES, log_of
from infra.local import console
from infra.local.faults import MISUSE, Fault
from infra.local.places import Layout, data_directory
from infra.local.postgres import Postgres
from infra.local.stack import require_running
from infra.local.state import read_state

BATCH = 500
LOOK_S = 0.2


def events(
    service: Annotated[str, typer.Argument(help=" | ".join((*SERVICES, "awards.public")))],
    stream: Annotated[str | None, typer.Option(help="Chỉ một dòng sự kiện · One stream alone, such as unit/<id>.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Chờ sự kiện mới · Wait for new ones.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Nguyên văn từng dòng · The events' own bytes, one a line.")] = False,
) -> None:
    """In sổ sự kiện của một dịch vụ · Print the event log of a service, from its first event on."""
    try:
        asyncio.run(_events(service, stream, follow=follow, as_json=as_json))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def digest(
    service: Annotated[str, typer.Argument(help=" | ".join(SERVICES))],
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Tóm lược mô hình đọc của một dịch vụ · Digest the read model of a service, table by table, at one cut."""
    found = asyncio.run(digest_of(service))
    if as_json:
        console.say(json.dumps(found))
        return
    for name, sha in [*found["tables"].items(), ("tất cả · all", found["total"])]:
        console.line(f"{name:<24}{sha}")
    cut = ", ".join(f"{log}@{position}" for log, position in found["cut"].items())
    console.say(f"Tại · at {cut}; {found['parked']} sự kiện chờ · events parked")


async def digest_of(service: str) -> dict[str, Any]:
    """The digest of a service's active read model: `cut`, `tables`, `total`, `parked`."""
    from infra.runtime.digest import digest as digest_model
    from infra.runtime.reading import QUERIES, ReadModel

    async with pool_of(service) as pool:
        projection = await QUERIES.active_projection(pool)
        found = await digest_model(ReadModel(pool, projection))
    return {"service": service, "cut": found.cut, "tables": found.tables, "total": found.total, "parked": found.parked}


async def _events(service: str, stream: str | None, *, follow: bool, as_json: bool) -> None:
    from infra.runtime.event_log import QUERIES

    async with pool_of(service) as pool:
        position = 0
        while True:
            rows = await QUERIES.events_of(pool, log=service, position=position, stream=stream, count=BATCH)
            for row in rows:
                position = row["position"]
                console.line(row["body"].decode() if as_json else _sentence(row))
            if not rows and not follow:
                if stream is not None and not position:
                    raise Fault(
                        f"Sổ {service} không có dòng «{stream}». Tên dòng viết như unit/<mã>.",
                        f"The log {service} has no stream `{stream}`. Streams are named like unit/<id>.",
                    )
                return
            if not rows:
                await asyncio.sleep(LOOK_S)


def _sentence(row: asyncpg.Record) -> str:
    event = json.loads(row["body"])
    kind = row["type"].removeprefix("vn.thidua.")
    at = datetime.fromisoformat(event["time"]).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S")
    return f"{row['position']:>7}  {at}  {kind:<40}  {row['stream']} v{event['streamversion']}  {event['actor']}"


@asynccontextmanager
async def pool_of(service: str) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(_database_url(service), min_size=1, max_size=2) as pool:
        yield pool


def _database_url(log: str) -> str:
    """The database in which a log stands: the environment's, else the local stack's."""
    try:
        service = log_of(log).service
    except ValueError:
        known = ", ".join(SERVICES)
        raise Fault(
            f"Không có dịch vụ «{log}». Các dịch vụ: {known}.", f"There is no service `{log}`. There are: {known}.", MISUSE
        ) from None
    if given := os.environ.get("THIDUA_DATABASE_URL"):
        return given
    require_running()
    layout = Layout(data_directory())
    state = read_state(layout.state)
    assert state is not None
    name = f"thidua_{service}"
    return Postgres(layout.postgres, state.ports["postgres"]).url(name, name)
