"""The public feed over HTTP: the events of the public log as pages and as a stream, byte for byte as on the topic.

The roles that follow it may follow all of it: it holds what is public, of every authority, and nobody's name.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from contracts import feed_document
from infra.runtime.decisions import Caller, Role
from infra.runtime.errors import BadHeader
from infra.runtime.feed import Feed, Part
from infra.runtime.http import AUDIT, bearer, caller_of, refuse_looking_back, require_role, runtime_of
from infra.runtime.sse import EventStream

FOLLOWERS: Final = AUDIT | {Role.SUBSCRIBER}
PAGE_MAX: Final = 1000
POSITION_MAX: Final = 10**18
NDJSON: Final = "application/x-ndjson"
YEAR: Final = "private, max-age=31536000, immutable"
"""Events never change: a page that is full is the same for ever."""
ASK: Final = "private, no-cache"
router = APIRouter(tags=["public feed"])

After = Annotated[int, Query(ge=0, le=POSITION_MAX, description="the position of the last event that you have")]
LINES = {"content": {NDJSON: {"schema": {"type": "string", "description": "one event a line, in CloudEvents' JSON format"}}}}
FRAMES = {"content": {"text/event-stream": {"schema": {"type": "string", "description": "`id` is the event's position"}}}}
DOCUMENT = {"content": {"application/json": {"schema": {"type": "object"}}}}
HEADERS: Final[dict[str, Any]] = {
    "Thidua-Last": {"description": "The position of the page's last event: the next `after`", "schema": {"type": "integer"}},
    "Thidua-End": {"description": "The last position that is told now", "schema": {"type": "integer"}},
    "ETag": {"description": "The log's chain behind the last event", "schema": {"type": "string"}},
}


@router.get(
    "/public/events",
    dependencies=[Depends(bearer)],
    response_class=Response,
    responses={200: {"description": "Events", "headers": HEADERS, **LINES}, 304: {"description": "Nothing new"}},
)
async def events(request: Request, after: After = 0, limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = 200) -> Response:
    """The events behind a position, one a line, in the log's own bytes: chain and signatures can be checked over them.

    A page that is full never changes and may be kept. One that is not may grow: ask again with its ETag.
    """
    feed, _ = await _follower(request)
    part = await feed.part(after, limit)
    headers = {
        "Thidua-Last": str(part.last),
        "Thidua-End": str(part.end),
        "Cache-Control": YEAR if len(part.events) == limit else ASK,
        "ETag": f'"{_tag(part)}"',
    }
    if part.last < part.end:
        headers["Link"] = f'</public/events?after={part.last}&limit={limit}>; rel="next"'
    if headers["ETag"] in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(status_code=304, headers=headers)
    return Response(b"".join(event.body + b"\n" for event in part.events), media_type=NDJSON, headers=headers)


@router.get(
    "/public/stream",
    dependencies=[Depends(bearer)],
    response_class=Response,
    responses={200: {"description": "Events as they come", **FRAMES}},
)
async def stream(
    request: Request,
    after: After = 0,
    last_event_id: Annotated[str | None, Header(description="the id of the last event; goes before `after`")] = None,
) -> Response:
    """The events behind a position and all that come, as server-sent events, with a heart-beat every 15 s.

    It ends when the service stops, after an hour, or when what is sent is not taken; come back with `Last-Event-ID`.
    """
    feed, caller = await _follower(request)
    if last_event_id:
        after = _position(last_event_id)
    # What can be refused is refused here: an answer that has begun has no other status.
    await feed.part(after, 1)
    return EventStream(feed.stream(after), runtime_of(request).streams.seat(caller.person))


@router.get("/public/asyncapi.json", response_class=Response, responses={200: {"description": "AsyncAPI 3", **DOCUMENT}})
async def described() -> Response:
    """The public feed as an AsyncAPI document: what comes, where, in which shape."""
    return Response(orjson.dumps(feed_document.document()), media_type="application/json")


async def _follower(request: Request) -> tuple[Feed, Caller]:
    caller = await caller_of(request)
    require_role(caller, FOLLOWERS)
    refuse_looking_back(request)
    feed = runtime_of(request).feed
    assert feed is not None, "awards keeps a public log"
    return feed, caller


def _tag(part: Part) -> str:
    return part.events[-1].chain.hex() if part.events else f"none-after-{part.after}"


def _position(last_event_id: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", last_event_id):
        raise BadHeader(header="Last-Event-ID", shape="120")
    return int(last_event_id)
