"""A unit passes to another managing authority from a day on: who may act on it follows the day, and so does who sees what."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    SEASON_OPENED,
    SUSPENSION_LIFTED,
    UNIT_DISSOLVED,
    UNIT_PASSED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_SUSPENDED,
)
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import CLUSTER, DOCUMENT, SEASON, UNIT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
)
from services.registry.unit_refusals import (
    ChangedThatDay,
    NotAccepted,
    PassedToItself,
    UnitNoMore,
    UnitThereLater,
    UnknownUnit,
)
from tests.services.registry.conftest import World
from tests.services.registry.examples import (
    DISQUALIFY,
    DISSOLVE,
    ELSEWHERE,
    FOREIGN_PLAN,
    FORM,
    LIFT,
    PASS,
    PLAN_RECORDED,
    RENAME,
    but,
)
from tests.specification import Given, context, given

SEPTEMBER = UNIT_PASSED.valid_from
AUGUST, OCTOBER = date(2023, 8, 31), date(2023, 10, 1)
ACCEPTANCE = changed(FOREIGN_PLAN, document=PASS.acceptance)
PASSED = (UNIT_REGISTERED, UNIT_PASSED)
THEY = context(authority=ELSEWHERE)
RENAMING = but(RENAME, unit=PASS.unit)


def passing(*facts: Any) -> Given:
    return given(UNIT, *facts).also(DOCUMENT, PLAN_RECORDED).also(DOCUMENT, ACCEPTANCE)


def test_a_unit_passes_by_decision_of_who_has_it_and_a_document_of_who_takes_it():
    passing(UNIT_REGISTERED).when(decide, PASS).then(UNIT_PASSED)
    passing(*PASSED).when(decide, PASS).then()
    passing().when(decide, PASS).then_rejected(UnknownUnit)
    passing(UNIT_REGISTERED).when(decide, PASS, THEY).then_rejected(ForeignAuthority, authority="bac-lieu")
    mine = given(UNIT, UNIT_REGISTERED).also(DOCUMENT, PLAN_RECORDED)
    for taken in ((), (PLAN_RECORDED,)):
        mine.also(DOCUMENT, *taken).when(decide, PASS).then_rejected(NotAccepted, to=ELSEWHERE)
    late = changed(ACCEPTANCE, issued_on=date(2023, 9, 2))
    mine.also(DOCUMENT, late).when(decide, PASS).then_rejected(EffectiveBeforeDocument, issued_on=late.issued_on)
    mine.also(DOCUMENT, PLAN_RECORDED).when(decide, but(PASS, to="bac-lieu")).then_rejected(PassedToItself)
    gone = changed(UNIT_DISSOLVED, unit=PASS.unit, valid_from=SEPTEMBER)
    passing(UNIT_REGISTERED, gone).when(decide, PASS).then_rejected(UnitNoMore)


def test_from_one_day_a_unit_passes_to_one_authority():
    passing(*PASSED).when(decide, but(PASS, to="can-tho")).then_rejected(NotAccepted)
    third = given(UNIT, *PASSED).also(DOCUMENT, PLAN_RECORDED).also(DOCUMENT, changed(ACCEPTANCE, authority="can-tho"))
    third.when(decide, but(PASS, to="can-tho")).then_rejected(ChangedThatDay, stated=ELSEWHERE)
    first_day = but(PASS, valid_from=UNIT_REGISTERED.valid_from)
    old = changed(PLAN_RECORDED, issued_on=date(2022, 1, 1))
    taken = changed(ACCEPTANCE, issued_on=date(2022, 1, 1))
    given(UNIT, UNIT_REGISTERED).also(DOCUMENT, old).also(DOCUMENT, taken).when(decide, first_day).then_rejected(ChangedThatDay)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_passings_become_known_in_any_order(order: tuple[int, int]):
    """In March to Cần Thơ and in September to Cà Mau, whichever decision is recorded first."""
    march = changed(UNIT_PASSED, to="can-tho", valid_from=date(2023, 3, 1))
    passings = [(march, "can-tho"), (UNIT_PASSED, ELSEWHERE)]
    facts = [passings[place][0] for place in order]
    own = given(UNIT, UNIT_REGISTERED, *facts).also(DOCUMENT, PLAN_RECORDED)
    for day, has in ((date(2023, 2, 28), "bac-lieu"), (date(2023, 3, 1), "can-tho"), (AUGUST, "can-tho"), (SEPTEMBER, ELSEWHERE)):
        renaming = but(RENAMING, valid_from=day)
        if has == "bac-lieu":
            own.when(decide, renaming).then(changed(UNIT_RENAMED, unit=PASS.unit, valid_from=day))
        else:
            own.when(decide, renaming).then_rejected(ForeignAuthority, authority=has)


def test_who_acts_on_a_unit_is_who_has_it_on_the_day_of_the_act():
    mine, theirs = given(UNIT, *PASSED).also(DOCUMENT, PLAN_RECORDED), given(UNIT, *PASSED).also(DOCUMENT, ACCEPTANCE)
    mine.when(decide, but(RENAMING, valid_from=AUGUST)).then(changed(UNIT_RENAMED, unit=PASS.unit, valid_from=AUGUST))
    mine.when(decide, RENAMING).then_rejected(ForeignAuthority, authority=ELSEWHERE)
    theirs.when(decide, but(RENAMING, valid_from=AUGUST), THEY).then_rejected(ForeignAuthority, authority="bac-lieu")
    theirs.when(decide, RENAMING, THEY).then(changed(UNIT_RENAMED, unit=PASS.unit, authority=ELSEWHERE))
    ending = but(DISSOLVE, unit=PASS.unit, valid_from=OCTOBER)
    mine.when(decide, ending).then_rejected(ForeignAuthority)
    (end,) = theirs.when(decide, ending, THEY).facts
    assert (end.authority, end.valid_from) == (ELSEWHERE, OCTOBER)


def test_a_suspension_of_before_is_lifted_by_who_has_the_unit_now():
    suspended = changed(UNIT_SUSPENDED, unit=PASS.unit, valid_from=date(2023, 8, 1))
    lifting = but(LIFT, unit=PASS.unit, on=OCTOBER, document=PASS.acceptance)
    theirs = given(UNIT, *PASSED[:1], suspended, PASSED[1]).also(DOCUMENT, ACCEPTANCE)
    lifted = changed(SUSPENSION_LIFTED, unit=PASS.unit, authority=ELSEWHERE, on=OCTOBER, document=PASS.acceptance)
    theirs.when(decide, lifting, THEY).then(lifted)
    theirs.when(decide, lifting).then_rejected(ForeignAuthority, authority=ELSEWHERE)


def test_a_unit_does_not_end_before_it_passes():
    mine = given(UNIT, *PASSED).also(DOCUMENT, PLAN_RECORDED)
    mine.when(decide, but(DISSOLVE, unit=PASS.unit, valid_from=AUGUST)).then_rejected(UnitThereLater, last=SEPTEMBER)


def test_a_cluster_takes_in_units_that_its_authority_has_on_its_first_day():
    own = [changed(UNIT_REGISTERED, unit=unit) for unit in FORM.members]
    document = changed(PLAN_RECORDED, document=FORM.document)

    def formed(passed_on: date) -> Given:
        asked = given(CLUSTER).also(SEASON, SEASON_OPENED).also(DOCUMENT, document)
        for place, unit in enumerate(own):
            facts = (unit,) if place else (unit, changed(UNIT_PASSED, unit=unit.unit, valid_from=passed_on))
            asked = asked.also(UNIT, *facts)
        return asked

    formed(date(2023, 2, 15)).when(decide, FORM).then_rejected(ForeignAuthority, authority=ELSEWHERE)
    assert formed(date(2023, 2, 16)).when(decide, FORM).facts


def test_who_had_a_unit_in_a_season_puts_it_out_of_it_also_later():
    unit = (changed(UNIT_REGISTERED, unit=DISQUALIFY.unit), changed(UNIT_PASSED, unit=DISQUALIFY.unit))
    mine = given(UNIT, *unit).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    assert mine.when(decide, DISQUALIFY).facts
    later = changed(SEASON_OPENED, season="bac-lieu.2024", year=2024, first_day=date(2024, 1, 1), end_day=date(2025, 1, 1))
    gone = given(UNIT, *unit).also(SEASON, later).also(DOCUMENT, PLAN_RECORDED)
    gone.when(decide, but(DISQUALIFY, season="bac-lieu.2024", on=date(2024, 2, 1))).then_rejected(ForeignAuthority)


def test_each_board_acts_and_sees_by_the_day(world: World, neighbour: World) -> None:
    """Through HTTP: the old board keeps what was up to then, the new one has all, and a stranger nothing."""
    unit = world.unit(name="Ban Quản lý Khu kinh tế", code=f"{world.tag}-kkt")
    acceptance = neighbour.document("2023-06-20")
    order = world.document("2023-06-20")
    body = {"unit": unit, "to": neighbour.authority, "valid_from": "2023-07-01", "document": order, "acceptance": acceptance}
    neighbour.board.refused("pass-unit", body, "foreign-authority")
    world.board.refused("pass-unit", {**body, "acceptance": str(uuid.uuid4())}, "not-accepted")
    passed = world.board.accepted("pass-unit", body, key="pass")
    assert world.board.accepted("pass-unit", body, key="pass") == passed
    assert world.board.accepted("pass-unit", body)["events"] == []
    theirs = neighbour.board.has_seen(world.board)
    renaming = {"unit": unit, "name": "Ban Quản lý mới", "valid_from": "2023-09-01"}
    world.board.refused("rename-unit", {**renaming, "document": order}, "foreign-authority")
    theirs.accepted("rename-unit", {**renaming, "document": acceptance})
    theirs.accepted("record-staff-figures", {"unit": unit, "on": "2023-12-31", "staff": 9, "women": 4})
    mine = world.board.has_seen(theirs)
    mine.accepted("rename-unit", {**renaming, "name": "Ban Quản lý", "valid_from": "2023-05-01", "document": world.plan})

    new, old = theirs.has_seen(mine).found(f"/units/{unit}"), mine.found(f"/units/{unit}")
    assert [(row["authority"], row["valid_from"], row["valid_to"]) for row in new["authorities"]] == [
        (neighbour.authority, "2023-07-01", None),
        (world.authority, "2023-01-01", "2023-07-01"),
    ]
    assert [row["name"] for row in new["names"]] == ["Ban Quản lý mới", "Ban Quản lý", "Ban Quản lý Khu kinh tế"]
    assert (new["authority"], new["name"], len(new["staff_figures"])) == (neighbour.authority, "Ban Quản lý mới", 1)
    assert (old["authority"], old["name"], old["staff_figures"]) == (world.authority, "Ban Quản lý", [])
    assert [row["name"] for row in old["names"]] == ["Ban Quản lý", "Ban Quản lý Khu kinh tế"]
    assert [row["valid_to"] for row in old["authorities"]] == ["2023-07-01"]
    assert mine.found(f"/units/{unit}", on="2024-01-01")["name"] == "Ban Quản lý"

    def listed(reader: Any, **asked: Any) -> bool:
        return unit in {each["unit"] for each in reader.found("/units", limit=100, **asked)["items"]}

    assert [listed(mine, on=day) for day in ("2023-06-30", "2023-07-01")] == [True, False]
    assert [listed(theirs, on=day) for day in ("2023-06-30", "2023-07-01")] == [False, True]
    assert (listed(mine), listed(theirs)) == (True, True)
    assert (listed(mine, name="mới"), listed(theirs, name="mới")) == (False, True)
    told = [fact["type"].split(".")[3] for fact in theirs.found(f"/units/{unit}/facts")["facts"]]
    assert told == ["unit-registered", "unit-passed", "unit-renamed", "staff-figures-recorded", "unit-renamed"]
    kept = [fact["type"].split(".")[3] for fact in mine.found(f"/units/{unit}/facts")["facts"]]
    assert kept == ["unit-registered", "unit-passed", "unit-renamed"]
    stranger = World(world.system, f"c-{uuid.uuid4().hex[:12]}").board.has_seen(mine)
    assert stranger.get(f"/units/{unit}").status_code == 404
    assert not listed(stranger)


def test_a_cluster_warns_of_a_member_that_passed_on_and_keeps_it_until_a_decision(world: World, neighbour: World) -> None:
    cluster = world.cluster(members=5)
    body = {"unit": world.units[0], "to": neighbour.authority, "valid_from": "2023-07-01", "document": world.plan}
    world.tell("pass-unit", {**body, "acceptance": neighbour.plan})
    found = {day: world.board.found(f"/clusters/{cluster}", on=day) for day in ("2023-06-30", "2023-07-01")}
    warned = [[each["unit"] for each in of["warnings"] if each["code"] == "member-passed-on"] for of in found.values()]
    assert warned == [[], [world.units[0]]]
    assert [len(of["roll"]) for of in found.values()] == [5, 5]
    leaving = {"cluster": cluster, "joined": [], "left": [world.units[0]], "valid_from": "2023-08-01", "document": world.plan}
    world.tell("change-cluster-members", leaving)
    assert len(world.board.found(f"/clusters/{cluster}", on="2023-08-01")["roll"]) == 4
