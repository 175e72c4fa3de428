"""Queries: answered as FastAPI would answer them, to the byte, without its way round."""

from __future__ import annotations

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from pydantic import BaseModel

from infra.runtime import asked
from infra.runtime.errors import NotFound
from infra.runtime.http import Application, add_problem_handlers, bearer

CALLS: list[str] = []
UNIT = UUID("01856d3f-5c00-7000-8000-000000000001")
router, inner = APIRouter(), APIRouter()


class Shown(BaseModel):
    """What a query answers."""

    unit: UUID
    points: Decimal
    words: tuple[str, ...] = ()
    note: str | None = None


async def opened(request: Request, response: Response, _: Annotated[Any, Depends(bearer)]) -> AsyncIterator[str]:
    CALLS.append("open")
    response.headers["Thidua-Seen"] = request.headers.get("thidua-seen", "nothing")
    try:
        yield "opened"
    finally:
        CALLS.append("close")


At = Annotated[str, Depends(opened)]


async def sight(at: At, unit: UUID) -> str:
    CALLS.append("sight")
    return f"{at} {unit}"


@router.get("/units/{unit}/points")
async def points(
    at: At,
    seen: Annotated[str, Depends(sight)],
    unit: UUID,
    word: Annotated[list[str] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=9)] = 5,
) -> Shown:
    return Shown(unit=unit, points=Decimal("1.50"), words=(at, seen, str(limit), *(word or ())))


@router.get("/units/{unit}/missing")
async def missing(at: At, unit: UUID) -> Shown:
    raise NotFound(what=f"unit {at} {unit}")


@inner.get("/units/{unit}/plain")
async def plain(at: At, unit: UUID) -> Response:
    return Response(f"{at} {unit}", media_type="text/plain")


@inner.get("/units/{unit}/by-header")
async def by_header(at: At, unit: UUID, other: Annotated[str, Header()]) -> Shown:
    return Shown(unit=unit, points=Decimal(1), note=f"{at} {other}")


router.include_router(inner)


@pytest.fixture(autouse=True)
def calls() -> list[str]:
    CALLS.clear()
    return CALLS


async def ask(app: FastAPI, address: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x", headers=headers) as client:
        return await client.get(address)


def apps() -> tuple[Application, FastAPI]:
    ours, theirs = Application(), FastAPI()
    ours.take_in(router)
    theirs.include_router(router)
    for app in (ours, theirs):
        add_problem_handlers(app)
    return ours, theirs


@pytest.mark.parametrize(
    "address",
    [
        f"/units/{UNIT}/points",
        f"/units/{UNIT}/points?word=a&word=đ&limit=9",
        f"/units/{UNIT}/points?limit=10",
        f"/units/{UNIT}/points?limit=x&word=",
        "/units/nobody/points",
        f"/units/{UNIT}/missing",
        f"/units/{UNIT}/plain",
        f"/units/{UNIT}/by-header",
        f"/units/{UNIT}/points/",
        f"/units/{UNIT}",
        "/",
    ],
)
async def test_a_query_is_answered_as_fastapi_answers_it(address: str) -> None:
    """Taken out: the fault that sends a request FastAPI's way; the headers that a dependency sets. Then the answers differ."""
    ours, theirs = [await ask(app, address, **{"thidua-seen": "registry@1"}) for app in apps()]
    assert (ours.status_code, ours.content, dict(ours.headers)) == (theirs.status_code, theirs.content, dict(theirs.headers))


async def test_what_stands_in_the_tree_twice_is_solved_once_and_held_until_the_answer_is_sent(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: `places`. Then a query reads two snapshots."""
    sent = Response.__call__

    async def noted(response: Response, *of: Any) -> None:
        calls.append("sent")
        await sent(response, *of)

    monkeypatch.setattr(Response, "__call__", noted)
    answer = await ask(apps()[0], f"/units/{UNIT}/points")
    assert answer.json()["words"] == ["opened", f"opened {UNIT}", "5"]
    assert calls == ["open", "sight", "sent", "close"]


async def test_what_is_open_is_closed_where_a_query_fails(calls: list[str]) -> None:
    assert (await ask(apps()[0], f"/units/{UNIT}/missing")).status_code == 404
    assert calls == ["open", "close"]


async def test_queries_do_not_go_fastapis_way() -> None:
    """Only what is declared otherwise does: a parameter in a header, an answer that is a file."""
    ours, _ = apps()
    found = asked.Queries(ours.routes)
    went = {
        name: found.find({"path": f"/units/{UNIT}/{name}", "query_string": b""}) is not None
        for name in ("points", "missing", "plain", "by-header")
    }
    assert went == {"points": True, "missing": True, "plain": False, "by-header": False}
