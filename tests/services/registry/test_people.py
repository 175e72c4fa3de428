"""People: entered, listed by where they served, forgotten; and the log does not notice."""

from __future__ import annotations

import uuid
from typing import Any

import asyncpg
import pytest

from infra.local.issuer import Persona, person_id
from infra.runtime.heads import keys_in
from infra.runtime.http import BODY_BYTES_MAX
from infra.runtime.verify import LogsVerifier
from services.registry.app import SERVICE
from tests.services.registry.conftest import World
from tests.system import System

BOARD_POST = {"role": "board-officer", "unit": None, "valid_from": "2023-01-01", "valid_to": None}


def post(unit: str | None, first: str, end: str | None = None, role: str = "unit-officer") -> dict[str, Any]:
    return {"role": role, "unit": unit, "valid_from": first, "valid_to": end}


def enter(world: World, name: str, *posts: dict[str, Any]) -> str:
    person = str(uuid.uuid4())
    answer = world.board.http.put(f"/people/{person}", json={"name": name, "posts": list(posts)})
    assert answer.status_code == 200, answer.text
    return person


def names(world: World, **wanted: str) -> list[str]:
    answer = world.board.http.get("/people", params=wanted)
    assert answer.status_code == 200, answer.text
    return [person["name"] for person in answer.json()["items"]]


def test_people_are_found_by_unit_role_and_day(world: World, neighbour: World) -> None:
    one, other = world.unit(), world.unit()
    first = enter(world, "Bùi An", post(one, "2023-01-01", "2023-07-01"), post(other, "2023-07-01"))
    enter(world, "Cao Bình", post(one, "2023-07-01"), BOARD_POST)
    enter(neighbour, "Đỗ Chi", post(one, "2023-01-01"))
    assert names(world) == ["Bùi An", "Cao Bình"]
    assert names(world, unit=one) == ["Bùi An", "Cao Bình"]
    assert names(world, unit=one, on="2023-06-30") == ["Bùi An"]
    assert names(world, unit=one, on="2023-07-01") == ["Cao Bình"]
    assert names(world, unit=other, on="2022-12-31") == []
    assert names(world, role="board-officer") == ["Cao Bình"]
    assert names(neighbour) == ["Đỗ Chi"]
    page = world.board.http.get("/people", params={"limit": 1}).json()
    assert [one["name"] for one in page["items"]] == ["Bùi An"]
    rest = world.board.http.get("/people", params={"limit": 1, "after": page["next"]}).json()
    assert ([one["name"] for one in rest["items"]], rest["next"]) == (["Cao Bình"], None)
    kept = world.board.http.get(f"/people/{first}").json()["posts"]
    assert kept == [post(one, "2023-01-01", "2023-07-01"), post(other, "2023-07-01")]
    for persona in ("unit-officer", "line-officer", "council-member", "operator", "subscriber"):
        assert world.someone(persona, unit=one).http.get("/people").json()["code"] == "role-not-allowed"


def test_posts_are_replaced_whole_and_the_same_again_changes_nothing(world: World) -> None:
    unit = world.unit()
    person = enter(world, "Bùi An", post(unit, "2023-01-01"))
    body = {"name": "Bùi An", "contact": None, "unit": None, "posts": [post(None, "2023-05-01", role="council-member")]}
    for _ in range(2):
        assert world.board.http.put(f"/people/{person}", json=body).json()["posts"] == body["posts"]
    assert names(world, unit=unit) == []


@pytest.mark.parametrize(
    ("posts", "code"),
    [
        ([post(None, "2023-05-01", "2023-05-01")], "post-ends-before-it-begins"),
        ([post(None, "2023-05-02", "2023-05-01")], "post-ends-before-it-begins"),
        ([post(None, "2023-01-01"), post(None, "2023-05-01")], "posts-overlap"),
        ([post(None, "2023-05-01"), post(None, "2023-01-01", "2023-05-02")], "posts-overlap"),
        ([post(None, "2023-02-30")], "invalid-input"),
        ([post(None, "20230201")], "invalid-input"),
        ([{**BOARD_POST, "valid_from": 1672531200}], "invalid-input"),
        ([post(None, "2023-01-01", role="king")], "invalid-input"),
        ([BOARD_POST] * 101, "invalid-input"),
    ],
)
def test_posts_that_cannot_be_are_refused_and_change_nothing(world: World, posts: list[dict[str, Any]], code: str) -> None:
    person = enter(world, "Bùi An", BOARD_POST)
    answer = world.board.http.put(f"/people/{person}", json={"name": "Khác", "posts": posts})
    assert answer.json()["code"] == code, answer.text
    assert world.board.http.get(f"/people/{person}").json()["name"] == "Bùi An"


@pytest.mark.parametrize("name", ["Bùi\u200bAn", "Bùi\u202eAn", "Bùi\u00adAn", "\ufeffBùi An"])
def test_a_name_with_a_hidden_character_is_refused_as_in_a_command(world: World, name: str) -> None:
    """Taken out: `plain_body` from the route."""
    answer = world.board.http.put(f"/people/{uuid.uuid4()}", json={"name": name})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["type"]) == ("/name", "hidden_character")


def test_the_nil_uuid_is_nobody_and_no_unit(world: World) -> None:
    nil = str(uuid.UUID(int=0))
    for path, body in ((nil, {"name": "Bùi An"}), (str(uuid.uuid4()), {"name": "Bùi An", "unit": nil})):
        answer = world.board.http.put(f"/people/{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")
    refused = world.board.refused("register-unit", world.a_unit(unit=nil), "invalid-input")
    assert [(error["pointer"], error["type"]) for error in refused["errors"]] == [("/unit", "nil_uuid")]


async def test_erasing_a_person_leaves_the_log_as_it_is_and_verifiable(system: System, world: World) -> None:
    """Who acted is an opaque id in every event; the name that it stood for is nowhere else."""
    unit = world.unit()
    event = world.board.found(f"/units/{unit}/facts")["facts"][0]
    me = event["actor"]
    assert world.board.http.put(f"/people/{me}", json={"name": "Hồ Thị Quên", "posts": [BOARD_POST]}).status_code == 200
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=2) as pool:
        rows = "select position, body, chain from runtime.event_log order by position"
        before = [tuple(row) for row in await pool.fetch(rows)]
        assert world.board.http.delete(f"/people/{me}").status_code == 204
        assert [tuple(row) for row in await pool.fetch(rows)] == before
        assert not any("Hồ Thị Quên".encode() in body for _, body, _ in before)
        assert await pool.fetchval("select count(*) from registry.person_post where person = $1", uuid.UUID(me)) == 0
        verifier = LogsVerifier(SERVICE, "test", keys_in({"keys": []}), ())
        _ = [step async for step in verifier.run(pool)]
    broken = [found for found in verifier.found.failed if found.check != "signature"]
    assert broken == []
    assert world.board.http.get(f"/people/{me}").status_code == 404


def test_a_person_is_entered_read_and_forgotten(world: World, neighbour: World) -> None:
    person = str(uuid.uuid4())
    unit = world.unit()
    kept = {"name": "Trần Thị Mẫu", "contact": "mau@example.vn", "unit": unit}
    board = world.board.http
    assert board.put(f"/people/{person}", json=kept).json() == {
        **kept,
        "person": person,
        "authority": world.authority,
        "posts": [],
    }
    assert board.put(f"/people/{person}", json={**kept, "contact": None}).json()["contact"] is None
    assert world.someone("auditor").http.get(f"/people/{person}").json()["name"] == "Trần Thị Mẫu"
    for persona in ("unit-officer", "line-officer", "council-member", "operator", "subscriber"):
        assert world.someone(persona, unit=unit).http.get(f"/people/{person}").status_code == 404
        for attempt in (
            world.someone(persona, unit=unit).http.put(f"/people/{person}", json=kept),
            world.someone(persona, unit=unit).http.delete(f"/people/{person}"),
        ):
            assert (attempt.status_code, attempt.json()["code"]) == (403, "role-not-allowed")
    for persona in ("board-officer", "auditor"):
        assert neighbour.someone(persona).http.get(f"/people/{person}").status_code == 404
    assert neighbour.board.http.put(f"/people/{person}", json={**kept, "name": "Ai đó"}).status_code == 404
    assert neighbour.board.http.delete(f"/people/{person}").status_code == 404
    assert board.get(f"/people/{person}").json()["name"] == "Trần Thị Mẫu"
    assert board.delete(f"/people/{person}").status_code == 204
    assert board.get(f"/people/{person}").json()["code"] == "not-found"
    assert board.delete(f"/people/{person}").status_code == 404


def test_a_person_reads_their_own_entry(world: World) -> None:
    unit = uuid.UUID(world.unit())
    me = person_id(Persona.UNIT_OFFICER, unit, world.authority)
    world.board.http.put(f"/people/{me}", json={"name": "Lê Văn Mẫu"})
    assert world.someone("unit-officer", unit=str(unit)).http.get(f"/people/{me}").json()["name"] == "Lê Văn Mẫu"


@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x" * 301}, {"name": "A\u0000B"}, {"name": "A", "unit": "x"}, {"name": "A", "x": 1}, []],
)
def test_a_person_s_details_are_checked(world: World, body: object) -> None:
    answer = world.board.http.put(f"/people/{uuid.uuid4()}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


def test_a_person_s_details_have_a_bound_like_a_command(world: World) -> None:
    """Taken out: `BoundedRoute`. Then however much is sent is read into memory."""
    person = f"/people/{uuid.uuid4()}"
    answer = world.board.http.put(person, content=b'{"name":"' + b"x" * BODY_BYTES_MAX + b'"}')
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert world.board.http.get(person).status_code == 404


def test_no_name_of_a_person_is_in_the_log(world: World) -> None:
    person = str(uuid.uuid4())
    world.board.http.put(f"/people/{person}", json={"name": "Nguyễn Thị Không Lộ"})
    world.unit()
    events = world.board.found("/logs/registry/events", limit=200)
    assert "Không Lộ" not in str(events)


AT_COMMIT = """
create function registry.refuse() returns trigger language plpgsql as $$ begin raise exception 'no room'; end $$;
create constraint trigger refuse after insert or delete on registry.person deferrable initially deferred
    for each row execute function registry.refuse();
"""


async def test_nobody_is_told_that_a_person_is_kept_or_forgotten_before_it_is_so(system: System, world: World) -> None:
    """Taken out: the scope of `writing`. Then the answer goes out first, and says 200 where the commit fails."""
    kept = enter(world, "Đỗ Văn Còn")
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=1) as pool:
        await pool.execute(AT_COMMIT)
        try:
            entered = world.board.http.put(f"/people/{uuid.uuid4()}", json={"name": "Đỗ Thị Không"})
            erased = world.board.http.delete(f"/people/{kept}")
        finally:
            await pool.execute("drop function registry.refuse cascade")
    assert (entered.status_code, erased.status_code) == (500, 500)
    assert world.board.found(f"/people/{kept}")["name"] == "Đỗ Văn Còn"
