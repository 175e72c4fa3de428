"""The HTTP application of a service: its doors, its queries, health, keys, and the log for those who audit it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, FastAPI, Path, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from infra.runtime import metrics, openapi
from infra.runtime.clock import DemoClock
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound
from infra.runtime.event_log import QUERIES as LOG_QUERIES
from infra.runtime.http import (
    AUDIT,
    Application,
    BoundedRoute,
    add_problem_handlers,
    bearer,
    caller_of,
    refuse_looking_back,
    require_role,
    runtime_of,
)

if TYPE_CHECKING:
    from infra.runtime.service import Runtime, Service

EVENTS_MAX: Final = 200
POSITION_MAX: Final = 10**18
LogId = Annotated[str, Path(pattern=r"^[a-z0-9.-]{1,63}$")]
health = APIRouter(tags=["health"])
history = APIRouter(tags=["history"])
demo = APIRouter(tags=["demo"], route_class=BoundedRoute)


def build_app(service: Service, runtime: Runtime | None = None, roles: Sequence[str] = ("http",)) -> FastAPI:
    """The application; without a runtime it answers nothing, but its OpenAPI document is whole."""
    app = Application(title=f"Thi Đua: {service.name}", version="1", docs_url=None, redoc_url=None)
    app.state.runtime = runtime
    if "http" in roles:
        # One list: through an included router FastAPI goes once a level for each request, and it keeps its routes twice.
        app.router.routes += [*service.router.routes, *history.routes]
        if runtime is not None and isinstance(runtime.clock, DemoClock):
            app.router.routes += demo.routes
        for door in service.doors:
            if door.roles:
                app.open_door(
                    door,
                    tags=["commands"],
                    summary=(door.command.__doc__ or door.name).strip().splitlines()[0],
                    description=f"For: {', '.join(sorted(door.roles))}.",
                    responses=openapi.answers_of(door.tells),
                    openapi_extra=openapi.of_command(door.command),
                )
    app.router.routes += health.routes
    add_problem_handlers(app)
    app.openapi = lambda: openapi.document(app, service)  # type: ignore[method-assign]
    return app


@health.get("/health/live")
async def live() -> dict[str, str]:
    """Say that the process runs."""
    return {"status": "live"}


@health.get("/health/ready")
async def ready(request: Request) -> Response:
    """Say whether commands are accepted, and how far behind relay and projector are."""
    answer = await runtime_of(request).health()
    return Response(orjson.dumps(answer), 200 if answer["status"] == "ready" else 503, media_type="application/json")


@health.get("/metrics", include_in_schema=False)
async def prometheus(request: Request) -> Response:
    """What this process counts, in Prometheus's text format. For the operator's network alone, as the health is."""
    return Response(runtime_of(request).metrics(), media_type=metrics.TEXT)


@health.get("/keys")
async def keys(request: Request) -> dict[str, Any]:
    """The public keys that this service signs its heads with, as a JWK set."""
    return {"keys": [runtime_of(request).signer.public_jwk()]}


@history.get("/logs/{log}/events", dependencies=[Depends(bearer)])
async def events(
    request: Request,
    log: LogId,
    after: Annotated[int, Query(ge=0, le=POSITION_MAX)] = 0,
    limit: Annotated[int, Query(ge=1, le=EVENTS_MAX)] = 50,
    stream: Annotated[str | None, Query(pattern=r"^[\x21-\x7e]{1,200}$")] = None,
    mention: Annotated[UUID | None, Query()] = None,
) -> Response:
    """The events of a log behind a position, as they stand there; only those of the caller's own authority.

    `mention` keeps those that name an id anywhere: of a unit, a document, a command, or of the event that caused them.
    """
    caller = await caller_of(request)
    require_role(caller, AUDIT)
    refuse_looking_back(request)
    rows = await LOG_QUERIES.authority_events(
        runtime_of(request).pool,
        log=log,
        position=after,
        stream=stream,
        mention=None if mention is None else str(mention),
        authority=caller.authority,
        count=limit,
    )
    items = b",".join(row["body"] for row in rows)
    after_last = orjson.dumps(rows[-1]["position"] if len(rows) == limit else None)
    return Response(b'{"items":[' + items + b'],"next":' + after_last + b"}", media_type="application/json")


@history.get("/logs/{log}/events/{position}", dependencies=[Depends(bearer)])
async def event(request: Request, log: LogId, position: Annotated[int, Path(ge=1, le=POSITION_MAX)]) -> Response:
    """One event, byte for byte as it stands in the log and in Kafka."""
    caller = await caller_of(request)
    require_role(caller, AUDIT)
    refuse_looking_back(request)
    rows = await LOG_QUERIES.authority_events(
        runtime_of(request).pool, log=log, position=position - 1, stream=None, mention=None, authority=caller.authority, count=1
    )
    if not rows or rows[0]["position"] != position:
        raise NotFound(what="event")
    return Response(rows[0]["body"], media_type="application/cloudevents+json")


class MoveClock(BaseModel):
    """Put the demonstration's clock forward."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    now: AwareDatetime


@demo.post("/demo/clock", include_in_schema=False, dependencies=[Depends(bearer)])
async def move_clock(request: Request, to: MoveClock) -> dict[str, datetime]:
    """Put the demonstration's clock forward; there is no such address outside the demo profile."""
    runtime = runtime_of(request)
    require_role(await caller_of(request), frozenset({Role.OPERATOR}))
    assert isinstance(runtime.clock, DemoClock)
    await runtime.clock.move(runtime.pool, to.now)
    # Nobody looks by the hour where days pass in seconds: what was written until yesterday is signed before today begins.
    await runtime.sign_heads()
    return {"now": runtime.clock.now()}
