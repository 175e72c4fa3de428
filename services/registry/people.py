"""People: names, contacts, and who served where in which role; ordinary, erasable tables. Events carry opaque ids alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BeforeValidator, Field

from contracts.base import NONE, Contract, Day, Name, UnitId
from infra.runtime.decisions import Role
from infra.runtime.errors import NotFound, Refusal
from infra.runtime.http import BoundedRoute, Writing, plain_body, writing
from infra.runtime.paging import Listing, Paged
from infra.runtime.sql import Connection, queries_of
from services.registry.views import (
    PersonView,
    PostView,
)

QUERIES = queries_of(Path(__file__).parent / "people.sql")
SEES_NAMES = frozenset({Role.BOARD_OFFICER, Role.AUDITOR})
router = APIRouter(route_class=BoundedRoute)


class PostEndsBeforeItBegins(Refusal):
    """A post would end on or before its first day."""

    code = "post-ends-before-it-begins"
    vi = "Vai trò {role}: ngày kết thúc {valid_to} không sau ngày bắt đầu {valid_from}. Sửa lại ngày."
    en = "Role {role} ends on {valid_to}, not after {valid_from}, where it begins. Mend the days."


class PostsOverlap(Refusal):
    """A person would have one role for one unit twice on a day."""

    code = "posts-overlap"
    vi = "Vai trò {role} ở cùng một đơn vị ghi hai lần cho ngày {day}. Gộp lại hoặc sửa ngày."
    en = "Role {role} for the same unit is stated twice for {day}. Make it one, or mend the days."


def _as_day(value: object) -> object:
    """The framework has read the JSON before: in its hands a day is text."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("YYYY-MM-DD") else value
    except ValueError:
        return value


def _named(person: UUID) -> UUID:
    if person.int == 0:
        raise ValueError("the nil UUID names nobody")
    return person


PostDay = Annotated[Day, BeforeValidator(_as_day)]
PersonKey = Annotated[UUID, AfterValidator(_named)]


class Post(Contract, strict=False):
    """A role that a person has for a unit, or for the authority itself, from a day on and up to, not including, another."""

    role: Annotated[Role, NONE]
    unit: Annotated[UnitId | None, NONE] = None
    valid_from: PostDay
    valid_to: PostDay | None = None


class PersonDetails(Contract, strict=False):
    """What is kept of a person; their authority is that of the officer who enters them.

    Not strict, because the framework has read the JSON before: in its hands the unit's id is text.
    """

    name: Name
    contact: Name | None = None
    unit: Annotated[UnitId | None, NONE] = None
    posts: tuple[Post, ...] = Field(default=(), max_length=100)


@router.put("/people/{person}", dependencies=[Depends(plain_body)])
async def put_person(
    at: Annotated[Writing, writing(Role.BOARD_OFFICER)], person: PersonKey, details: PersonDetails
) -> PersonView:
    """Enter a person, or replace what is kept of them, posts included; the same again changes nothing."""
    _require_sound(details.posts)
    kept = {name: value for name, value in dict(details).items() if name != "posts"}
    if await QUERIES.put_person(at.conn, person=person, authority=at.caller.authority, **kept) == "INSERT 0 0":
        raise NotFound(what="person")
    await QUERIES.forget_posts(at.conn, person=person)
    await QUERIES.put_posts(
        at.conn,
        person=person,
        roles=[post.role.value for post in details.posts],
        units=[post.unit for post in details.posts],
        first_days=[post.valid_from for post in details.posts],
        end_days=[post.valid_to for post in details.posts],
    )
    (view,) = await _with_posts(at.conn, [{"person": person, "authority": at.caller.authority, **kept}])
    return view


@router.get("/people")
async def list_people(
    at: Annotated[Writing, writing(*SEES_NAMES)],
    page: Paged,
    unit: UUID | None = None,
    role: Role | None = None,
    on: Annotated[date | None, Query(description="the day on which they serve")] = None,
) -> Listing[PersonView]:
    """People of the authority by name: those who served a unit, in a role, on a day, each if it is asked for."""
    wanted = {"authority": at.caller.authority, "after": page.after_key, "rows": page.rows}
    rows = list(await QUERIES.people(at.conn, **wanted, unit=unit, role=role, day=on))
    views = {view.person: view for view in await _with_posts(at.conn, rows)}
    return page.listing(rows, lambda row: views[row["person"]])


@router.get("/people/{person}")
async def get_person(at: Annotated[Writing, writing(*Role)], person: UUID) -> PersonView:
    """One person, for the board and the auditor of the same authority, and for the person themself."""
    row = await QUERIES.person_by_id(at.conn, person=person)
    caller = at.caller
    if row is None or not (caller.person == str(person) or (caller.roles & SEES_NAMES and caller.authority == row["authority"])):
        raise NotFound(what="person")
    (view,) = await _with_posts(at.conn, [row])
    return view


@router.delete("/people/{person}", status_code=204)
async def erase_person(at: Annotated[Writing, writing(Role.BOARD_OFFICER)], person: UUID) -> None:
    """Forget a person: all that was kept is gone for good, the opaque id in the events says nothing any more."""
    if await QUERIES.erase_person(at.conn, person=person, authority=at.caller.authority) == "DELETE 0":
        raise NotFound(what="person")


async def _with_posts(connection: Connection, rows: Sequence[Any]) -> list[PersonView]:
    posts: dict[UUID, list[PostView]] = defaultdict(list)
    for post in await QUERIES.posts(connection, people=[row["person"] for row in rows]):
        posts[post["person"]].append(PostView(**dict(post)))
    return [PersonView(**{**dict(row), "posts": tuple(posts[row["person"]])}) for row in rows]


def _require_sound(posts: Iterable[Post]) -> None:
    """Refuse posts that end before they begin, and one role for one unit twice on a day."""
    in_order = sorted(posts, key=lambda post: post.valid_from)
    for post in in_order:
        if post.valid_to is not None and post.valid_to <= post.valid_from:
            raise PostEndsBeforeItBegins(role=post.role, valid_from=post.valid_from, valid_to=post.valid_to)
    for earlier, later in combinations(in_order, 2):
        same = (earlier.role, earlier.unit) == (later.role, later.unit)
        if same and (earlier.valid_to is None or later.valid_from < earlier.valid_to):
            raise PostsOverlap(role=later.role, day=later.valid_from)
