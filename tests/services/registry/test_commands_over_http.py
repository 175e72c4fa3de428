"""Registry's commands over HTTP, against a real log: each happens, is refused, is repeated, and may lose a race."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.registry.conftest import World


def test_the_path_of_a_season(world: World) -> None:
    cluster = world.cluster(members=7)
    leader, deputy, *_ = world.units
    world.tell("recognise-leaders", world.leaders(cluster, leader, deputy))
    world.tell("set-cluster-quota", world.quota(cluster, ("provincial-flag", 1, 3), ("provincial-certificate", 4, 4)))
    world.tell("record-staff-figures", {"unit": leader, "on": "2023-12-31", "staff": 90, "women": 63})
    world.tell(
        "set-base-salary",
        {"authority": world.authority, "amount": 1_800_000, "valid_from": "2023-07-01", "document": world.plan},
    )
    paper = {"unit": deputy, "reason": "Có đơn tố cáo đang xác minh.", "document": world.plan}
    world.tell("suspend-unit", {**paper, "ground": "complaint", "valid_from": "2023-11-06"})
    world.tell("lift-suspension", {**paper, "on": "2023-12-04"})
    world.tell(
        "disqualify-unit",
        {
            "unit": deputy,
            "season": world.season(),
            "on": "2023-12-11",
            "ground": "Bị kỷ luật.",
            "document": world.plan,
        },
    )
    detail = world.board.found(f"/clusters/{cluster}")
    assert [row["unit"] for row in detail["roll"]] == world.units
    assert detail["leaders"]["in_force"]["leader"] == leader


def a_line(world: World) -> dict[str, Any]:
    """A new unit as a list states it."""
    return {name: value for name, value in world.a_unit().items() if name != "authority"}


def neighbour_of(world: World) -> World:
    return World(world.system, f"b-{uuid.uuid4().hex[:12]}")


COMMANDS: dict[str, Any] = {
    "record-legal-document": lambda w: w.a_document(),
    "set-document-validity": lambda w: {"document": w.document(), "effective_from": "2023-01-15", "effective_to": "2024-01-01"},
    "supersede-document": lambda w: {
        "document": w.document(), "by": w.document("2023-02-01"), "manner": "replaced", "valid_from": "2023-02-15"
    },
    "adopt-rule-pack": lambda w: {"authority": w.authority, "pack": "2024", "document": w.plan},
    "draft-rule-pack": lambda w: {
        "authority": w.authority, "pack": "own", "title": "Bộ quy tắc riêng", "valid_from": "2025-01-01", "valid_to": None,
        "copied_from": {"pack": "2024", "version": 1, "shipped": True},
    },
    "set-base-salary": lambda w: {
        "authority": w.authority, "amount": 1_490_000, "valid_from": "2023-06-01", "document": w.plan
    },
    "register-unit": lambda w: w.a_unit(),
    "rename-unit": lambda w: {"unit": w.unit(), "name": "Xã Hoà Bình", "valid_from": "2023-05-01", "document": w.plan},
    "retype-unit": lambda w: {"unit": w.unit(), "kind": "school", "valid_from": "2023-05-01", "document": w.plan},
    "change-unit-code": lambda w: {
        "unit": w.unit(), "code": f"{w.tag}-new", "valid_from": "2023-05-01", "document": w.plan
    },
    "move-unit": lambda w: {"unit": w.unit(), "parent": w.unit(), "valid_from": "2023-05-01", "document": w.plan},
    "pass-unit": lambda w: {
        "unit": w.unit(), "to": (other := neighbour_of(w)).authority, "valid_from": "2023-05-01", "document": w.plan,
        "acceptance": other.plan,
    },
    "enter-units": lambda w: {"authority": w.authority, "on": "2023-05-01", "lines": [a_line(w)]},
    "merge-units": lambda w: w.a_merger(w.unit(), w.unit()),
    "split-unit": lambda w: w.a_split(w.unit(), 7, 5),
    "dissolve-unit": lambda w: {"unit": w.unit(), "valid_from": "2023-05-01", "document": w.plan},
    "succeed-unit": lambda w: {
        "unit": w.unit(), "successor": str(uuid.uuid4()), "founded": w.founded(), "valid_from": "2023-05-01",
        "document": w.plan,
    },
    "record-staff-figures": lambda w: {"unit": w.unit(), "on": "2023-12-31", "staff": 9, "women": 4},
    "suspend-unit": lambda w: {
        "unit": w.unit(), "ground": "discipline", "reason": "Đang xem xét.", "valid_from": "2023-05-01", "document": w.plan
    },
    "lift-suspension": lambda w: {
        "unit": suspended(w), "reason": "Không có vi phạm.", "on": "2023-06-01", "document": w.plan
    },
    "disqualify-unit": lambda w: {
        "unit": w.unit(), "season": w.season(), "on": "2023-05-01", "ground": "Bị kỷ luật.", "document": w.plan
    },
    "open-season": lambda w: {"authority": w.authority, "year": adopted(w), "pack": "2017"},
    "form-cluster": lambda w: w.a_cluster(members=[w.unit() for _ in range(3)]),
    "recognise-leaders": lambda w: w.leaders(w.cluster(), w.units[0], w.units[1]),
    "set-cluster-quota": lambda w: w.quota(w.cluster(), ("provincial-flag", 1, 2)),
    "set-level-quota": lambda w: w.level_quota(("provincial-flag", 5)),
    "share-level-quota": lambda w: w.sharing(w.cluster(), percent="50"),
}  # fmt: skip
EVENTS = {
    "record-legal-document": ["vn.thidua.registry.legal-document-recorded.v1"],
    "set-document-validity": ["vn.thidua.registry.legal-document-validity-set.v1"],
    "supersede-document": ["vn.thidua.registry.legal-document-superseded.v1"],
    "adopt-rule-pack": ["vn.thidua.registry.rule-pack-adopted.v1"],
    "draft-rule-pack": ["vn.thidua.registry.rule-pack-drafted.v1"],
    "set-base-salary": ["vn.thidua.registry.base-salary-set.v1"],
    "register-unit": ["vn.thidua.registry.unit-registered.v1"],
    "rename-unit": ["vn.thidua.registry.unit-renamed.v1"],
    "retype-unit": ["vn.thidua.registry.unit-retyped.v1"],
    "change-unit-code": ["vn.thidua.registry.unit-code-changed.v1"],
    "move-unit": ["vn.thidua.registry.unit-moved.v1"],
    "pass-unit": ["vn.thidua.registry.unit-passed.v1"],
    "enter-units": ["vn.thidua.registry.unit-registered.v1"],
    "merge-units": [
        "vn.thidua.registry.unit-merged.v1",
        "vn.thidua.registry.unit-merged.v1",
        "vn.thidua.registry.unit-registered.v1",
        "vn.thidua.registry.unit-took-over.v1",
    ],
    "split-unit": [
        "vn.thidua.registry.unit-split.v1",
        "vn.thidua.registry.unit-registered.v1",
        "vn.thidua.registry.unit-took-over.v1",
    ],
    "dissolve-unit": ["vn.thidua.registry.unit-dissolved.v1"],
    "succeed-unit": [
        "vn.thidua.registry.unit-succeeded.v1",
        "vn.thidua.registry.unit-registered.v1",
        "vn.thidua.registry.unit-took-over.v1",
    ],
    "record-staff-figures": ["vn.thidua.registry.staff-figures-recorded.v1"],
    "suspend-unit": ["vn.thidua.registry.unit-suspended.v1"],
    "lift-suspension": ["vn.thidua.registry.suspension-lifted.v1"],
    "disqualify-unit": ["vn.thidua.registry.unit-disqualified.v1"],
    "open-season": ["vn.thidua.registry.season-opened.v1"],
    "form-cluster": ["vn.thidua.registry.cluster-formed.v1"],
    "recognise-leaders": ["vn.thidua.registry.leader-recognised.v1", "vn.thidua.registry.deputies-recognised.v1"],
    "set-cluster-quota": ["vn.thidua.registry.cluster-quota-set.v1", "vn.thidua.registry.level-places-taken.v1"],
    "set-level-quota": ["vn.thidua.registry.level-quota-set.v1"],
    "share-level-quota": ["vn.thidua.registry.level-places-shared.v1", "vn.thidua.registry.cluster-quota-set.v1"],
}
AGAIN = {
    "record-legal-document": "document-already-recorded",
    "adopt-rule-pack": "rule-pack-already-adopted",
    "register-unit": "unit-already-registered",
    "merge-units": "unit-no-more",
    "dissolve-unit": "unit-no-more",
    "succeed-unit": "unit-no-more",
    "suspend-unit": "already-suspended",
    "lift-suspension": "not-suspended",
    "disqualify-unit": "already-disqualified",
    "open-season": "season-already-opened",
    "form-cluster": "cluster-already-formed",
}
"""What the same command answers under another key; the others have nothing to do, and say so with no event."""


def suspended(world: World) -> str:
    return str(world.tell("suspend-unit", COMMANDS["suspend-unit"](world))["unit"])


def adopted(world: World) -> int:
    world.tell("adopt-rule-pack", {"authority": world.authority, "pack": "2017", "document": world.plan})
    return 2023


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_happens_once_however_often_it_is_sent(world: World, name: str) -> None:
    body = COMMANDS[name](world)
    key = uuid.uuid4().hex
    first = world.board.command(name, body, key=key)
    assert first.status_code == 200, first.text
    assert [event["type"] for event in first.json()["events"]] == EVENTS[name]
    repeated = world.board.command(name, body, key=key)
    assert (repeated.status_code, repeated.content) == (200, first.content)
    world.board.refused(name, {**body, "extra": 1}, "invalid-input", key=uuid.uuid4().hex)
    if name in AGAIN:
        world.board.refused(name, body, AGAIN[name])
    else:
        edited = 1 if "version" in first.json() else None
        assert world.board.accepted(name, body, if_match=edited)["events"] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_key_holds_one_command(world: World, name: str) -> None:
    body = COMMANDS[name](world)
    key = uuid.uuid4().hex
    world.board.accepted(name, body, key=key)
    other = json.dumps(body, indent=1).encode()
    world.board.refused(name, other, "idempotency-key-reused", key=key)


@pytest.mark.parametrize("name", COMMANDS)
def test_nobody_but_the_board_of_the_same_authority_gives_a_command(world: World, name: str) -> None:
    body = COMMANDS[name](world)
    unit = world.units[0] if world.units else world.unit()
    for persona in ("unit-officer", "leader-officer", "line-officer", "council-member", "auditor", "operator", "subscriber"):
        world.someone(persona, unit=unit).refused(name, body, "role-not-allowed")
    foreign = world.someone("board-officer", authority=f"c-{world.authority[2:]}")
    foreign.refused(name, body, "foreign-authority")
    assert world.board.http.post(f"/commands/{name}", json=body, headers={"Authorization": "Bearer x"}).status_code == 401
    world.board.accepted(name, body)


@pytest.mark.parametrize("name", COMMANDS)
def test_ten_equal_commands_at_once_leave_one_fact(world: World, name: str) -> None:
    """Two writers cannot both win: under keys of their own, one command happens and the others find it done."""
    body = COMMANDS[name](world)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: world.board.http.post(
            f"/commands/{name}", json=body, headers={"Idempotency-Key": uuid.uuid4().hex}
        ), range(10)))  # fmt: skip
    happened = [answer for answer in answers if answer.status_code == 200 and answer.json()["events"]]
    assert len(happened) == 1
    others = {a.json().get("code", "nothing") for a in answers if a not in happened}
    assert others <= {AGAIN.get(name, "nothing"), "version-required"}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"unit": "no-uuid"}, "/unit"),
        ({"unit": None}, "/unit"),
        ({"name": ""}, "/name"),
        ({"name": " Xã"}, "/name"),
        ({"name": "Xã\u0000"}, "/name"),
        ({"name": "x" * 301}, "/name"),
        ({"name": 7}, "/name"),
        ({"kind": "village"}, "/kind"),
        ({"code": "9 5"}, "/code"),
        ({"valid_from": "2023-02-30"}, "/valid_from"),
        ({"valid_from": "30/01/2023"}, "/valid_from"),
        ({"valid_from": 1672531200}, "/valid_from"),
        ({"valid_from": "0001-01-01"}, "/valid_from"),
        ({"parent": 5}, "/parent"),
        ({"authority": "Bạc Liêu"}, "/authority"),
        ({"surprise": True}, "/surprise"),
    ],
)
def test_a_field_that_is_not_right_is_named(world: World, changes: dict[str, Any], pointer: str) -> None:
    problem = world.board.refused("register-unit", world.a_unit(**changes), "invalid-input")
    assert problem["status"] == 422
    assert pointer in [error["pointer"] for error in problem["errors"]]
    assert all(error["vi"] and error["en"] for error in problem["errors"])


@pytest.mark.parametrize("field", ["unit", "authority", "kind", "name", "code", "parent", "valid_from", "document"])
def test_a_missing_field_is_named(world: World, field: str) -> None:
    body = world.a_unit()
    del body[field]
    problem = world.board.refused("register-unit", body, "invalid-input")
    assert [error["pointer"] for error in problem["errors"]] == [f"/{field}"]


@pytest.mark.parametrize("number", ["NaN", "1e400", "-1", "1.5", '"7"', "1000001", "true", "null"])
def test_a_number_that_is_no_count_is_refused(world: World, number: str) -> None:
    unit = world.unit()
    body = f'{{"unit":"{unit}","on":"2023-12-31","staff":{number},"women":0}}'.encode()
    answer = world.board.command("record-staff-figures", body)
    assert answer.json()["code"] in {"invalid-input", "malformed-json"}, answer.text
    assert world.board.found(f"/units/{unit}")["staff_figures"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"null", b'{"unit":'])
def test_what_is_no_json_object_is_refused(world: World, body: bytes) -> None:
    answer = world.board.command("register-unit", body)
    assert answer.json()["code"] in {"malformed-json", "invalid-input"}
    assert answer.status_code in {400, 422}


def test_an_official_code_is_one_unit_s_in_the_whole_installation(world: World, neighbour: World) -> None:
    body = world.tell("register-unit", world.a_unit(code=f"Đ-{world.tag}a"))
    twin = {**neighbour.a_unit(), "code": f"đ-{world.tag}A", "valid_from": "2025-07-01"}
    problem = neighbour.board.refused("register-unit", twin, "already-claimed")
    assert (problem["key"], twin["code"] in problem["vi"]) == (twin["code"], True)  # as they wrote it, not as it is compared
    neighbour.board.accepted("register-unit", {**twin, "code": body["code"] + "1"})


def test_of_two_units_that_want_one_code_at_once_one_gets_it(world: World) -> None:
    rivals = [world.a_unit(code=world.tag) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda body: world.board.http.post(
            "/commands/register-unit", json=body, headers={"Idempotency-Key": body["unit"]}
        ), rivals))  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 7]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already-claimed"}


def test_a_document_number_is_taken_once_a_year(world: World, neighbour: World) -> None:
    first = world.tell("record-legal-document", world.a_document(number="661/QĐ-UBND", kind="decision"))
    again = world.a_document(number="661/qđ-ubnd", kind="decision", issuer="Uỷ ban nhân dân tỉnh Bạc Liêu")
    problem = world.board.refused("record-legal-document", again, "already-claimed")
    assert "(661/qđ-ubnd, Uỷ ban nhân dân tỉnh Bạc Liêu, 2023)" in problem["vi"]
    world.board.accepted("record-legal-document", {**again, "issued_on": "2024-01-01"})
    theirs = {**first, "document": str(uuid.uuid4()), "authority": neighbour.authority}
    neighbour.board.accepted("record-legal-document", theirs)


def test_a_unit_is_in_one_cluster_of_a_level_at_a_time(world: World) -> None:
    world.cluster(members=3)
    body = world.a_cluster(number=2)
    world.board.refused("form-cluster", body, "already-claimed")
    world.board.accepted("form-cluster", {**body, "level": "delegated"})


def test_a_cluster_number_is_taken_once_a_season_and_level(world: World) -> None:
    world.cluster(members=3)
    others = [world.unit() for _ in range(3)]
    body = world.a_cluster(members=others)
    assert "Số thứ tự 1 đã dùng" in world.board.refused("form-cluster", body, "already-claimed")["vi"]
    world.board.accepted("form-cluster", {**body, "number": 2})


def test_members_of_a_neighbour_take_part_in_inter_provincial_clusters_alone(world: World, neighbour: World) -> None:
    foreign = neighbour.unit()
    own = [world.unit(), world.unit()]
    world.board.has_seen(neighbour.board)
    body = world.a_cluster(members=[*own, foreign])
    world.board.refused("form-cluster", body, "foreign-authority")
    world.board.accepted("form-cluster", {**body, "level": "inter-provincial"})
    mine = neighbour.board.has_seen(world.board).found(f"/units/{foreign}")["memberships"]
    assert [(m["level"], m["authority"]) for m in mine] == [("inter-provincial", world.authority)]
    assert neighbour.board.get(f"/clusters/{body['cluster']}").status_code == 404


def test_leaders_and_quotas_are_edited_in_the_version_that_was_read(world: World) -> None:
    cluster = world.cluster(members=5)
    first, second, third, *_ = world.units
    created = world.board.command("recognise-leaders", world.leaders(cluster, first, second))
    assert created.headers["etag"] == '"1"'
    later = world.leaders(cluster, second, third, valid_from="2023-08-01")
    problem = world.board.refused("recognise-leaders", later, "stale-version", if_match=0)
    assert (problem["status"], problem["current"]) == (412, 1)
    version = world.board.found(f"/clusters/{cluster}")["leaders"]["version"]
    world.board.accepted("recognise-leaders", later, if_match=version)
    world.board.accepted("set-cluster-quota", world.quota(cluster, ("provincial-flag", 1, 2)))
    fewer = world.quota(cluster, ("provincial-flag", 1, 1))
    world.board.refused("set-cluster-quota", fewer, "stale-version", if_match=7)
    world.board.accepted("set-cluster-quota", fewer, if_match=1)
    assert world.board.found(f"/clusters/{cluster}")["quota"]["places"] == fewer["places"]


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("register-unit", {"parent": str(uuid.uuid4())}, "unknown-unit"),
        ("register-unit", {"document": str(uuid.uuid4())}, "unknown-document"),
        ("rename-unit", {"valid_from": "2022-12-31"}, "unit-not-yet-there"),
        ("retype-unit", {"unit": str(uuid.uuid4())}, "unknown-unit"),
        ("change-unit-code", {"document": str(uuid.uuid4())}, "unknown-document"),
        ("move-unit", {"parent": str(uuid.uuid4())}, "unknown-unit"),
        ("merge-units", {"founded": None}, "unknown-unit"),
        ("merge-units", {"valid_from": "2023-01-01"}, "unit-there-later"),
        ("split-unit", {"valid_from": "2022-12-31"}, "unit-not-yet-there"),
        ("dissolve-unit", {"unit": str(uuid.uuid4())}, "unknown-unit"),
        ("succeed-unit", {"founded": None}, "unknown-unit"),
        ("record-legal-document", {"issued_on": "2199-01-01"}, "document-not-yet-issued"),
        ("record-staff-figures", {"women": 10}, "women-exceed-staff"),
        ("record-staff-figures", {"unit": str(uuid.uuid4())}, "unknown-unit"),
        ("record-staff-figures", {"on": "2199-01-01"}, "figures-in-future"),
        ("suspend-unit", {"valid_from": "2022-12-31"}, "unit-not-yet-there"),
        ("lift-suspension", {"on": "2023-05-01"}, "lift-before-suspension"),
        ("disqualify-unit", {"on": "2022-05-01"}, "unit-not-yet-there"),
        ("open-season", {"year": 2199}, "season-too-far-ahead"),
        ("open-season", {"year": 2024}, "rule-pack-not-valid"),
        ("open-season", {"pack": "2024"}, "rule-pack-not-adopted"),
        ("adopt-rule-pack", {"pack": "1954"}, "unknown-rule-pack"),
        ("draft-rule-pack", {"copied_from": {"pack": "2024", "version": 9, "shipped": True}}, "unknown-rule-pack"),
        ("set-base-salary", {"valid_from": "2022-12-31"}, "effective-before-document"),
        ("form-cluster", {"valid_from": "2024-01-01"}, "outside-season"),
        ("recognise-leaders", {"leader": str(uuid.uuid4())}, "not-a-member"),
        ("recognise-leaders", {"valid_from": "2023-02-14"}, "outside-season"),
        ("set-cluster-quota", {"cluster": str(uuid.uuid4())}, "unknown-cluster"),
        ("set-level-quota", {"document": str(uuid.uuid4())}, "unknown-document"),
        ("share-level-quota", {"level": "delegated"}, "cluster-of-another-level"),
    ],
)
def test_what_does_not_fit_the_world_is_refused_and_changes_nothing(
    world: World, name: str, change: dict[str, Any], code: str
) -> None:
    body = COMMANDS[name](world)
    problem = world.board.refused(name, {**body, **change}, code)
    assert problem["status"] == 409
    world.board.accepted(name, body)
