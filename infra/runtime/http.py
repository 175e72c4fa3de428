"""HTTP: commands through their doors, queries on the read model, problems as RFC 9457."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import UUID, uuid5

import orjson
import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from opentelemetry.trace import SpanKind
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.base import Contract
from infra.runtime import faults, metrics, steps, tracing
from infra.runtime.database import is_infrastructure
from infra.runtime.decider import Order, hash_of
from infra.runtime.decisions import Caller, Role
from infra.runtime.doors import Door
from infra.runtime.errors import (
    AsOfNotHere,
    AsOfWithSeen,
    BadHeader,
    BodyTooLarge,
    IdempotencyKeyMissing,
    InternalError,
    MethodNotAllowed,
    NotFound,
    NotReady,
    Problem,
    RoleNotAllowed,
)
from infra.runtime.instants import SHAPE, instant_of
from infra.runtime.observability import logger
from infra.runtime.plain import require_plain
from infra.runtime.reading import Read
from infra.runtime.seen import read_seen
from infra.runtime.sql import Connection

if TYPE_CHECKING:
    from infra.runtime.service import Runtime

BODY_BYTES_MAX: Final = 2 * 1024 * 1024
COMMANDS: Final = UUID("7d1f8a52-51c6-5a0c-9a0a-5b0ad5c0b1de")
AS_OF: Final = "thidua-as-of"
AUDIT: Final = frozenset({Role.AUDITOR, Role.BOARD_OFFICER})
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
SERVER_FAULT: Final = 500
UNLOGGED: Final = ("/health/", "/metrics")
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT"})
Endpoint = Callable[[Request], Awaitable[Response]]
Made = Callable[[bytes], Awaitable[Contract]]
"""How a command is made from the body of its request."""
LOG = logger("http")
bearer = HTTPBearer(auto_error=False, description="A token of the configured OpenID Connect issuer")


@dataclass(frozen=True, slots=True)
class Reading:
    """A query's snapshot, who asks, and the instant that it looks back upon, if it does."""

    read: Read
    caller: Caller
    known_on: datetime | None = None

    @property
    def conn(self) -> Connection:
        return self.read.conn


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


async def caller_of(request: Request) -> Caller:
    """The verified caller of a request."""
    caller = await runtime_of(request).verifier.caller(request.headers.get("authorization"))
    structlog.contextvars.bind_contextvars(actor=caller.person, authority=caller.authority)
    return caller


def require_role(caller: Caller, roles: frozenset[Role]) -> None:
    """Refuse a caller who has none of the roles."""
    if not caller.roles & roles:
        raise RoleNotAllowed(allowed=", ".join(sorted(roles)))


def reading(*roles: Role) -> Callable[..., AsyncIterator[Reading]]:
    """A dependency: the snapshot for a query that these roles may ask."""
    allowed = frozenset(roles)

    async def dependency(request: Request, response: Response, _: Annotated[Any, Depends(bearer)]) -> AsyncIterator[Reading]:
        caller = await caller_of(request)
        require_role(caller, allowed)
        if (as_of := request.headers.get(AS_OF)) is not None:
            known_on = _looking_back(request, caller, as_of)
            runtime = runtime_of(request)
            async with runtime.model.as_known_on(known_on, runtime.service.projection.version) as read:
                response.headers["Thidua-As-Of"], response.headers["Thidua-Cut"] = known_on.isoformat(), read.seen
                yield Reading(read, caller, known_on)
            return
        needed = read_seen(request.headers.get("thidua-seen"))
        async with runtime_of(request).model.at(needed) as read:
            response.headers["Thidua-Seen"] = read.seen
            yield Reading(read, caller)

    return dependency


def _looking_back(request: Request, caller: Caller, as_of: str) -> datetime:
    require_role(caller, AUDIT)
    if request.headers.get("thidua-seen"):
        raise AsOfWithSeen
    try:
        return instant_of(as_of)
    except ValueError:
        raise BadHeader(header="Thidua-As-Of", shape=SHAPE) from None


def refuse_looking_back(request: Request) -> None:
    """Refuse to look back where nothing is read from the read model."""
    if AS_OF in request.headers:
        raise AsOfNotHere


async def visiting(request: Request) -> AsyncIterator[Read]:
    """A dependency: the snapshot for what anybody may ask without a token, not too often from one address."""
    runtime = runtime_of(request)
    runtime.visits.admit(request.client.host if request.client else "")
    refuse_looking_back(request)
    async with runtime.model.at(read_seen(request.headers.get("thidua-seen"))) as read:
        yield read


@dataclass(frozen=True, slots=True)
class Writing:
    """One transaction on a service's ordinary tables, which no event log stands behind, and who asks."""

    conn: Connection
    caller: Caller


def writing(*roles: Role) -> Any:
    """A dependency: a transaction on the service's ordinary tables for these roles, committed before the answer goes out."""
    allowed = frozenset(roles)

    async def dependency(request: Request, _: Annotated[Any, Depends(bearer)]) -> AsyncIterator[Writing]:
        caller = await caller_of(request)
        require_role(caller, allowed)
        refuse_looking_back(request)
        async with runtime_of(request).ordinary_tables() as connection:
            yield Writing(connection, caller)

    return Depends(dependency, scope="function")


async def plain_body(request: Request) -> None:
    """A dependency: refuse a body that a command would not be read from either."""
    require_plain(await request.body())


class BoundedRoute(APIRoute):
    """A route outside the doors whose body is read whole, within the bound of commands, before FastAPI looks at it.

    FastAPI itself reads however much is sent. Nobody is listened to who is not signed in.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def bounded(request: Request) -> Response:
            await caller_of(request)
            body = await _body(request)

            async def replayed() -> Message:
                return {"type": "http.request", "body": body, "more_body": False}

            return await handle(Request(request.scope, replayed))

        return bounded


def command_endpoint(door: Door) -> Endpoint:
    """The endpoint of one door."""

    async def made(body: bytes) -> Contract:
        return command_of(door, body)

    async def endpoint(request: Request) -> Response:
        return await carried_out(request, door, made)

    return endpoint


def command_of(door: Door, body: bytes) -> Contract:
    """The command that a JSON document says.

    Raises:
        MalformedJson, InvalidInput: it says none.
    """
    require_plain(body)
    try:
        return door.command.model_validate_json(body)
    except ValidationError as error:
        raise faults.problem_of(error) from None


async def carried_out(request: Request, door: Door, made: Made) -> Response:
    """Take a command through its door, made from the body of the request once the caller may bring it."""
    runtime = runtime_of(request)
    caller = await caller_of(request)
    require_role(caller, door.roles)
    refuse_looking_back(request)
    order = await _order(request, door, caller, made)
    runtime.require_ready()
    accepted = await runtime.decider.execute(door, order)
    await steps.reached("http.answering")
    answer = orjson.loads(accepted.answer)
    headers = {"Thidua-Seen": answer["seen"]}
    if "version" in answer:
        headers["ETag"] = f'"{answer["version"]}"'
    structlog.contextvars.bind_contextvars(command=door.name, events=len(answer["events"]), repeated=accepted.repeated)
    return Response(accepted.answer, media_type="application/json", headers=headers)


async def _order(request: Request, door: Door, caller: Caller, made: Made) -> Order:
    key = request.headers.get("idempotency-key", "")
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyMissing
    body = await _body(request)
    command = await made(body)
    return Order(
        command=command,
        # A key is its caller's own: another person's equal key is another command.
        command_id=uuid5(COMMANDS, f"{caller.person}/{key}"),
        request_hash=hash_of(door.name, body),
        caller=caller,
        at=runtime_of(request).clock.now(),
        needed=read_seen(request.headers.get("thidua-seen")),
        if_match=_version(request.headers.get("if-match")),
        traceparent=_traceparent(request.scope),
    )


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise BodyTooLarge(limit_bytes=BODY_BYTES_MAX)
    return bytes(body)


def _version(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    if not re.fullmatch(r'"?[0-9]{1,9}"?', if_match):
        raise BadHeader(header="If-Match", shape='"3"')
    return int(if_match.strip('"'))


def problem_response(problem: Problem) -> Response:
    headers = {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.can_retry:
        headers["Retry-After"] = "1"
    if "current" in problem.fields:
        headers["ETag"] = f'"{problem.fields["current"]}"'
    body = orjson.dumps(problem.to_document(), default=str)
    return Response(body, problem.status, headers, media_type="application/problem+json")


async def _on_problem(_: Request, error: Exception) -> Response:
    structlog.contextvars.bind_contextvars(problem=getattr(error, "code", None))
    return problem_response(_problem_of(error))


def _problem_of(error: Exception) -> Problem:
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return faults.invalid(error.errors())
        case HTTPException(status_code=404):
            return NotFound(what="page")
        case HTTPException(status_code=405):
            return MethodNotAllowed()
        case _ if is_infrastructure(error):
            LOG.warning("http.unavailable", error=repr(error))
            metrics.database_error(error)
            return NotReady(reason="the database cannot be reached")
    LOG.error("http.failed", error=repr(error), exc_info=error)
    return InternalError()


class CanonicalLog:
    """ASGI middleware: one line a request, whatever became of it; also the last place to catch an error."""

    def __init__(self, app: ASGIApp, untraced: Container[str] = ()) -> None:
        """`untraced` are the paths of which no trace may tell."""
        self._app = app
        self._untraced = untraced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif not tracing.is_on() or scope["path"] in self._untraced or scope["path"].startswith(UNLOGGED):
            await self._answer(scope, receive, send)
        else:
            with tracing.span(scope["method"], _traceparent(scope), kind=SpanKind.SERVER) as span:
                status = await self._answer(scope, receive, send)
                span.note(status=status, name=_named(scope))
                if status >= SERVER_FAULT:
                    span.failed(str(status))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> int:
        status = 0
        began = time.perf_counter()
        structlog.contextvars.clear_contextvars()

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, note)
        except Exception as error:
            # Answered here and not raised on, or the server would close the connection under the next request.
            problem = _problem_of(error)
            if status:
                raise
            structlog.contextvars.bind_contextvars(problem=problem.code)
            await problem_response(problem)(scope, receive, note)
        finally:
            if not scope["path"].startswith(UNLOGGED):
                metrics.REQUESTS.labels(scope["method"] if scope["method"] in METHODS else "other", status).inc()
                LOG.info(
                    "http.answered",
                    method=scope["method"],
                    path=scope["path"],
                    status=status,
                    duration_ms=round((time.perf_counter() - began) * 1000, 2),
                )
        return status


def _traceparent(scope: Scope) -> str | None:
    """The caller's traceparent, None where there is none or it is none."""
    given: bytes = next((value for key, value in scope["headers"] if key == b"traceparent"), b"")
    text = given.decode("latin-1")
    return text if _TRACEPARENT.fullmatch(text) else None


def _named(scope: Scope) -> str:
    """What a request is called in a trace: its door's or its route's path, for an address may name a unit."""
    path = scope["route"].path if "route" in scope else scope.get("door", "")
    return f"{scope['method']} {path}".strip()


class Application(FastAPI):
    """FastAPI, but for commands, which go to their doors directly.

    Of the dozen layers that it puts around an endpoint they need the log line alone, and the layers cost more than the
    endpoint. In its routes the doors stand as well: for the OpenAPI document.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._doors: dict[str, Endpoint] = {}
        self._untraced: set[str] = set()
        self._entrance = CanonicalLog(self._enter, self._untraced)
        self.add_middleware(CanonicalLog, untraced=self._untraced)

    def open_door(self, door: Door, **described: Any) -> None:
        """Let a command in at `/commands/<name>`; `described` is what the OpenAPI document says of it."""
        endpoint = self._doors[f"/commands/{door.name}"] = command_endpoint(door)
        if not door.traced:
            self._untraced.add(f"/commands/{door.name}")
        self.add_api_route(f"/commands/{door.name}", endpoint, methods=["POST"], name=door.name, **described)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in self._doors:
            scope["app"], scope["door"] = self, scope["path"]
            await self._entrance(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _enter(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._doors[scope["path"]](Request(scope, receive))
        await response(scope, receive, send)


def add_problem_handlers(app: FastAPI) -> None:
    """Let every error that can reach a client be a problem document."""
    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _on_problem)
