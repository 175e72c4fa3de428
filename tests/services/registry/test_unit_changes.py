"""Another name, kind, code or parent from a day on, in any order of recording."""

from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    GIA_RAI,
    HOA_BINH,
    PHUOC_LONG,
    PROVINCE,
    UNIT_CODE_CHANGED,
    UNIT_DISSOLVED,
    UNIT_MOVED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_RETYPED,
)
from contracts.registry import UnitKind
from infra.runtime.decisions import Claim, Release
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import DOCUMENT, UNIT, claims, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
)
from services.registry.unit_refusals import (
    ChangedThatDay,
    ParentBelow,
    UnitNoMore,
    UnitNotYetThere,
    UnknownUnit,
)
from tests.services.registry.examples import (
    CHANGE_CODE,
    ELSEWHERE,
    FOREIGN_PLAN,
    MOVE,
    PLAN_RECORDED,
    PROVINCE_REGISTERED,
    RENAME,
    RETYPE,
    but,
)
from tests.specification import context, given

SEPTEMBER = date(2023, 9, 1)
OF = {
    RENAME: (changed(UNIT_REGISTERED, unit=HOA_BINH), UNIT_RENAMED),
    RETYPE: (changed(UNIT_REGISTERED, unit=GIA_RAI), UNIT_RETYPED),
    CHANGE_CODE: (UNIT_REGISTERED, UNIT_CODE_CHANGED),
    MOVE: (UNIT_REGISTERED, UNIT_MOVED),
}
OTHERS = {
    RENAME: {"name": "Huyện Hòa Bình"},
    RETYPE: {"kind": UnitKind.COMMUNE},
    CHANGE_CODE: {"code": "957B"},
}
each_change = pytest.mark.parametrize("command", OF, ids=lambda command: type(command).__name__)


@each_change
def test_a_unit_changes(command):
    registered, fact = OF[command]
    given(UNIT, registered).also(DOCUMENT, PLAN_RECORDED).when(decide, command).then(fact)


@each_change
def test_the_same_change_again_is_nothing_to_do(command):
    registered, fact = OF[command]
    given(UNIT, registered, fact).also(DOCUMENT, PLAN_RECORDED).when(decide, command).then()


@pytest.mark.parametrize("command", OTHERS, ids=lambda command: type(command).__name__)
def test_another_change_from_the_same_day_contradicts_the_first(command):
    registered, fact = OF[command]
    asked = given(UNIT, registered, fact).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, but(command, **OTHERS[command])).then_rejected(ChangedThatDay, valid_from=SEPTEMBER)


def test_another_value_from_the_day_of_registration_contradicts_it():
    asked = given(UNIT, UNIT_REGISTERED).also(DOCUMENT, changed(PLAN_RECORDED, issued_on=date(2022, 12, 1)))
    first = but(CHANGE_CODE, valid_from=date(2023, 1, 1))
    asked.when(decide, first).then_rejected(ChangedThatDay, stated="957")
    asked.when(decide, but(first, code="957")).then()


def test_a_value_that_holds_already_is_stated_all_the_same():
    """A decision that becomes known later may come between: without this fact its name would hold on."""
    same = but(RENAME, name=UNIT_REGISTERED.name)
    asked = given(UNIT, changed(UNIT_REGISTERED, unit=HOA_BINH)).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, same).then(changed(UNIT_RENAMED, name=UNIT_REGISTERED.name))


@each_change
def test_a_change_holds_while_the_unit_is_there(command):
    registered, _ = OF[command]
    known = given(UNIT, registered).also(DOCUMENT, PLAN_RECORDED)
    known.when(decide, but(command, valid_from=date(2022, 12, 31))).then_rejected(UnitNotYetThere)
    given(UNIT).also(DOCUMENT, PLAN_RECORDED).when(decide, command).then_rejected(UnknownUnit)
    gone = changed(UNIT_DISSOLVED, unit=registered.unit, valid_from=SEPTEMBER)
    ended = given(UNIT, registered, gone).also(DOCUMENT, PLAN_RECORDED)
    ended.when(decide, command).then_rejected(UnitNoMore, ended_on=SEPTEMBER)
    day_before = date(2023, 8, 31)
    (late,) = ended.when(decide, but(command, valid_from=day_before)).facts
    assert late.valid_from == day_before


@each_change
def test_a_change_rests_on_a_document_of_the_same_authority_and_not_a_later_one(command):
    registered, _ = OF[command]
    given(UNIT, registered).also(DOCUMENT).when(decide, command).then_rejected(UnknownDocument)
    given(UNIT, registered).also(DOCUMENT, FOREIGN_PLAN).when(decide, command).then_rejected(ForeignAuthority)
    known = given(UNIT, registered).also(DOCUMENT, PLAN_RECORDED)
    known.when(decide, but(command, valid_from=date(2023, 1, 4))).then_rejected(EffectiveBeforeDocument)
    known.when(decide, command, context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)


def test_the_spelling_of_the_decision_is_kept():
    asked = given(UNIT, changed(UNIT_REGISTERED, unit=HOA_BINH, name="Huyện Hòa Bình")).also(DOCUMENT, PLAN_RECORDED)
    (fact,) = asked.when(decide, but(RENAME, name="Huyện Hoà Bình")).facts
    assert fact.name == "Huyện Hoà Bình"


def test_a_code_change_frees_the_code_before_and_takes_the_new_one():
    assert [*claims(UNIT_CODE_CHANGED)] == [
        Release("unit-code", "957", SEPTEMBER),
        Claim("unit-code", "957A", SEPTEMBER),
    ]


def test_a_code_change_that_becomes_known_late_holds_until_the_next_one():
    asked = given(UNIT, UNIT_REGISTERED, UNIT_CODE_CHANGED).also(DOCUMENT, PLAN_RECORDED)
    may = date(2023, 5, 1)
    late = changed(UNIT_CODE_CHANGED, code="Đ957", before="957", valid_from=may, valid_to=SEPTEMBER)
    asked.when(decide, but(CHANGE_CODE, code="Đ957", valid_from=may)).then(late)
    assert [*claims(late)] == [Release("unit-code", "957", may, SEPTEMBER), Claim("unit-code", "Đ957", may, SEPTEMBER)]


def test_a_unit_moves_under_another_one():
    asked = given(UNIT, changed(UNIT_REGISTERED, parent=None)).also(DOCUMENT, PLAN_RECORDED)
    under = but(MOVE, parent=PROVINCE)
    asked.also(UNIT, PROVINCE_REGISTERED).when(decide, under).then(changed(UNIT_MOVED, parent=PROVINCE))
    asked.also(UNIT).when(decide, under).then_rejected(UnknownUnit, unit=PROVINCE)
    gone = changed(UNIT_DISSOLVED, unit=PROVINCE, code="95", valid_from=SEPTEMBER)
    asked.also(UNIT, PROVINCE_REGISTERED, gone).when(decide, under).then_rejected(UnitNoMore, unit=PROVINCE)


def test_no_unit_stands_under_itself_or_under_one_below_it():
    itself = given(UNIT, UNIT_REGISTERED).also(DOCUMENT, PLAN_RECORDED).also(UNIT, UNIT_REGISTERED)
    itself.when(decide, but(MOVE, parent=PHUOC_LONG)).then_rejected(ParentBelow)
    province = given(UNIT, PROVINCE_REGISTERED).also(DOCUMENT, PLAN_RECORDED).also(UNIT, UNIT_REGISTERED)
    below = but(MOVE, unit=PROVINCE, parent=PHUOC_LONG)
    province.when(decide, below).then_rejected(ParentBelow, parent=PHUOC_LONG)
    left = given(UNIT, PROVINCE_REGISTERED).also(DOCUMENT, PLAN_RECORDED).also(UNIT, UNIT_REGISTERED, UNIT_MOVED)
    left.when(decide, below).then(changed(UNIT_MOVED, unit=PROVINCE, parent=PHUOC_LONG))
    left.when(decide, but(below, valid_from=date(2023, 8, 31))).then_rejected(ParentBelow)
