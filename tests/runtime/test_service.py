"""The sample service as its users meet it: over HTTP, in a process of its own."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.system import Client, System


@pytest.fixture
def unit() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def officer(shared: System) -> Client:
    return shared.client("registry", "board-officer")


def register(unit: str, code: str | None = None, name: str = "Xã Hòa Bình") -> dict[str, Any]:
    return {"unit": unit, "name": name, "code": code or unit[:8]}


def record(unit: str, staff: int = 10, women: int = 4, on: str = "2023-12-31") -> dict[str, Any]:
    return {"unit": unit, "on": on, "staff": staff, "women": women}


def test_what_was_written_is_read(officer: Client, unit: str) -> None:
    answer = officer.accepted("register", register(unit))
    assert answer["seen"] == f"registry@{answer['events'][0]['position']}"
    assert officer.found(f"/units/{unit}")["name"] == "Xã Hòa Bình"


def test_a_repeated_command_gets_the_first_answer_and_changes_nothing(officer: Client, unit: str) -> None:
    first = officer.command("register", register(unit), key="k1")
    again = officer.command("register", register(unit), key="k1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    officer.refused("register", register(unit), "already-registered", key="k2")
    officer.refused("register", register(unit, name="Khác"), "idempotency-key-reused", key="k1")


def test_equal_keys_of_two_people_are_two_commands(shared: System, officer: Client, unit: str) -> None:
    officer.accepted("register", register(unit), key="same")
    other = shared.client("registry", "board-officer", authority="ca-mau")
    other.accepted("register", register(str(uuid.uuid4())), key="same")


def test_one_code_goes_to_one_of_fifty_units_that_ask_at_the_same_time(officer: Client, unit: str) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: officer.command("register", register(str(uuid.uuid4()), code=unit[:8])), range(50)))
    assert sorted(a.status_code for a in answers) == [200] + [409] * 49
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already-claimed"}


def test_thirty_officers_on_one_stream_are_all_served(officer: Client, unit: str) -> None:
    officer.accepted("register", register(unit))
    officer.accepted("record", record(unit))
    with ThreadPoolExecutor(30) as pool:
        # The queue makes it fair, the version makes it right: whoever edits an older version is told so.
        answers = list(pool.map(lambda n: officer.command("record", record(unit, n), if_match=1), range(30)))
    assert sorted(a.status_code for a in answers) == [200] + [412] * 29
    assert {a.json()["current"] for a in answers if a.status_code == 412} == {2}


def test_a_stale_version_is_refused_with_the_current_one(officer: Client, unit: str) -> None:
    officer.accepted("register", register(unit))
    assert officer.accepted("record", record(unit))["version"] == 1
    assert officer.refused("record", record(unit, 11), "version-required")["current"] == 1
    answer = officer.command("record", record(unit, 11), if_match=1)
    assert answer.headers["etag"] == '"2"'
    stale = officer.command("record", record(unit, 12), if_match=1)
    assert (stale.status_code, stale.json()["current"], stale.headers["etag"]) == (412, 2, '"2"')


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        (b"{", "malformed-json", None),
        (b"", "malformed-json", None),
        (b'{"a": NaN', "malformed-json", None),
        (b"[]", "invalid-input", ""),
        (b'{"unit":"x","name":"a","code":"b"}', "invalid-input", "/unit"),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":"a"}', "invalid-input", "/code"),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":"' + b"a" * 301 + b'","code":"b"}', "invalid-input", "/name"),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":" ","code":"b"}', "invalid-input", "/name"),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":"a","code":"b","more":1}', "invalid-input", "/more"),
        (b'{"name":"' + b"a" * 3_000_000 + b'"}', "body-too-large", None),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":"a","name":"b","code":"c"}', "malformed-json", None),
        ('{"unit":"00000000-0000-4000-8000-000000000009","name":"a\u202eb","code":"c"}'.encode(), "invalid-input", "/name"),
        (b'{"unit":"00000000-0000-0000-0000-000000000000","name":"a","code":"c"}', "invalid-input", "/unit"),
        (b'{"unit":"{00000000000000000000000000000000}","name":"a","code":"c"}', "invalid-input", "/unit"),
        (b'{"unit":"\\u00300000000-0000-0000-0000-000000000000","name":"a","code":"c"}', "invalid-input", "/unit"),
        (b'{"unit":"00000000-0000-4000-8000-000000000009","name":"a\\u200bb","code":"c"}', "invalid-input", "/name"),
    ],
)
def test_bad_bodies_are_refused_in_both_languages(officer: Client, body: bytes, code: str, pointer: str | None) -> None:
    problem = officer.refused("register", body, code)
    if pointer is not None:
        assert pointer in [error["pointer"] for error in problem["errors"]]
        assert all(error["vi"] and error["en"] for error in problem["errors"])


@pytest.mark.parametrize("staff", ["NaN", "1e400", "-1", "1.5", "1e3", '"5"', "9999999999"])
def test_bad_numbers_are_refused(officer: Client, unit: str, staff: str) -> None:
    officer.accepted("register", register(unit))
    body = f'{{"unit":"{unit}","on":"2023-02-28","staff":{staff},"women":0}}'.encode()
    answer = officer.command("record", body)
    assert answer.json()["code"] in {"invalid-input", "malformed-json"}, answer.text


@pytest.mark.parametrize("day", ["2023-02-29", "2023-13-01", "28/02/2023", "", "2023-02-28T00:00:00", "0"])
def test_a_date_that_does_not_exist_is_refused(officer: Client, unit: str, day: str) -> None:
    officer.accepted("register", register(unit))
    officer.refused("record", record(unit, on=day), "invalid-input")


def test_headers_are_checked(officer: Client, unit: str) -> None:
    url = "/commands/register"
    assert officer.http.post(url, json=register(unit)).json()["code"] == "idempotency-key-missing"
    key = {"Idempotency-Key": "k"}
    assert officer.http.post(url, json=register(unit), headers={"Idempotency-Key": "a b"}).status_code == 400
    for name, value in [("If-Match", "x"), ("If-Match", "*"), ("Thidua-Seen", "registry"), ("Thidua-Seen", "a@b")]:
        problem = officer.http.post(url, json=register(unit), headers={**key, name: value}).json()
        assert (problem["code"], problem["header"]) == ("bad-header", name)


def test_a_query_that_must_see_what_is_not_there_yet_is_told_so(officer: Client, unit: str) -> None:
    officer.accepted("register", register(unit))
    answer = officer.get(f"/units/{unit}", seen="registry@5000")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet-seen")
    assert answer.headers["retry-after"] == "1"


def test_nobody_acts_or_sees_beyond_role_and_authority(shared: System, officer: Client, unit: str) -> None:
    position = officer.accepted("register", register(unit))["events"][0]["position"]
    auditor = shared.client("registry", "auditor")
    auditor.refused("register", register(str(uuid.uuid4())), "role-not-allowed")
    assert auditor.get(f"/units/{unit}").json()["code"] == "role-not-allowed"
    foreign = shared.client("registry", "board-officer", authority="kien-giang")
    assert foreign.get(f"/units/{unit}").json()["code"] == "not-found"
    assert foreign.found("/logs/registry/events")["items"] == []
    assert foreign.get(f"/logs/registry/events/{position}").status_code == 404
    assert officer.found(f"/logs/registry/events/{position}")["data"]["unit"] == unit
    about = officer.found("/logs/registry/events", mention=unit)["items"]
    assert {event["data"]["unit"] for event in about} == {unit}
    assert foreign.found("/logs/registry/events", mention=unit)["items"] == []


def test_a_door_of_reactors_alone_is_no_address(officer: Client) -> None:
    assert officer.command("answer", {}).json()["code"] == "not-found"


def test_an_answered_event_is_answered_once(officer: Client, unit: str) -> None:
    officer.accepted("register", register(unit))
    position = officer.accepted("record", record(unit, staff=1000, women=0))["events"][0]["position"]
    # The reactor's own event is the next of the log: the query waits for it.
    assert officer.get(f"/units/{unit}", seen=f"registry@{position + 1}").json()["women"] == 1
    events = officer.found("/logs/registry/events", stream=f"unit/{unit}", limit=200)["items"]
    [caused] = [e for e in events if e["actor"] == "system:large"]
    [cause] = [e for e in events if e["id"] == caused["causationid"]]
    assert cause["data"]["staff"] == 1000
    assert caused["correlationid"] == cause["correlationid"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/logs/registry/events?stream=%00", 422),
        ("/logs/registry%00/events", 422),
        ("/logs/registry/events?after=99999999999999999999", 422),
        ("/logs/registry/events/99999999999999999999", 422),
        ("/logs/registry/events/x", 422),
        ("/nothing", 404),
        ("/commands/register", 405),
    ],
)
def test_bad_addresses_are_problems_and_the_connection_lives_on(officer: Client, path: str, status: int) -> None:
    answer = officer.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert officer.http.get("/health/live").status_code == 200


def test_the_clock_of_the_demonstration_runs_forward_only(shared: System, officer: Client, unit: str) -> None:
    operator = shared.client("registry", "operator")
    assert operator.http.post("/demo/clock", json={"now": "2123-11-20T08:00:00+07:00"}).status_code == 200
    position = officer.accepted("register", register(unit))["events"][0]["position"]
    assert officer.found(f"/logs/registry/events/{position}")["time"].startswith("2123-11-20T01:00:")
    back = operator.http.post("/demo/clock", json={"now": "2123-11-20T07:59:00+07:00"})
    assert (back.status_code, back.json()["code"]) == (409, "clock-runs-forward")
    assert officer.http.post("/demo/clock", json={"now": "2124-01-01T00:00:00Z"}).json()["code"] == "role-not-allowed"
    assert operator.http.post("/demo/clock", json={"now": "2124-13-01"}).json()["code"] == "invalid-input"
