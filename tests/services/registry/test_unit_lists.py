"""A list of units entered at once: each line decided as a command of its own would be; all of it, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

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
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import DOCUMENT, UNIT, decide
from services.registry.unit_list import EnterUnits, UnitLine
from services.registry.unit_refusals import (
    UnitNamedTwice,
    UnitsNotEntered,
)
from tests.services.registry.examples import ELSEWHERE, PLAN_RECORDED, PROVINCE_REGISTERED
from tests.specification import Given, When, given

PLAN = PLAN_RECORDED.document
MAY, SEPTEMBER = date(2023, 5, 1), date(2023, 9, 1)
AS_REGISTERED = {name: getattr(UNIT_REGISTERED, name) for name in ("kind", "name", "code", "parent")}
FROM_SEPTEMBER = {"valid_from": SEPTEMBER, "document": PLAN}


def line(unit: UUID = PHUOC_LONG, **fields: Any) -> UnitLine:
    """The example's unit as it was registered, unless something is said to differ."""
    return UnitLine(**{**AS_REGISTERED, "unit": unit, **fields})


def entering(*lines: UnitLine, registered: tuple[Any, ...] = (), documents: tuple[UUID, ...] = (PLAN,), **fields: Any) -> When:
    """Enter these lines where these facts are on record, and the province."""
    command = EnterUnits(**{"authority": "bac-lieu", "on": MAY, "lines": lines, **fields})
    states: tuple[Any, ...] = ()
    for unit in command.units:
        told = [fact for fact in (PROVINCE_REGISTERED, *registered) if fact.unit == unit]
        states += given(UNIT, *told).states
    for document in command.documents:
        states += given(DOCUMENT, *([changed(PLAN_RECORDED, document=document)] if document in documents else [])).states
    return Given(states).when(decide, command)


def faults(refused: When) -> list[tuple[str, str]]:
    return [(each["at"], each["code"]) for each in refused.then_rejected(UnitsNotEntered).fields["faults"]]


def test_new_units_are_registered_each_behind_the_one_it_stands_under():
    school = line(HOA_BINH, code="T1", name="Trường Mầm non", parent=GIA_RAI, valid_from=MAY, document=PLAN)
    town = line(GIA_RAI, code="959", name="Thị xã Giá Rai", valid_from=MAY, document=PLAN)
    entering(school, town).then(
        changed(UNIT_REGISTERED, unit=GIA_RAI, code="959", name="Thị xã Giá Rai", valid_from=MAY),
        changed(UNIT_REGISTERED, unit=HOA_BINH, code="T1", name="Trường Mầm non", parent=GIA_RAI, valid_from=MAY),
    )


def test_what_differs_from_the_list_s_day_changes_and_the_same_list_again_is_nothing_to_do():
    units = (
        changed(UNIT_REGISTERED, unit=HOA_BINH, code="1"),
        changed(UNIT_REGISTERED, unit=GIA_RAI, code="2", kind=UnitKind.DISTRICT),
        UNIT_REGISTERED,
    )
    lines = (
        line(HOA_BINH, code="1", name=UNIT_RENAMED.name, **FROM_SEPTEMBER),
        line(GIA_RAI, code="2", kind=UnitKind.DEPARTMENT, **FROM_SEPTEMBER),
        line(code="957A", parent=None, **FROM_SEPTEMBER),
        line(PROVINCE, kind=PROVINCE_REGISTERED.kind, name=PROVINCE_REGISTERED.name, code="95", parent=None),
    )
    facts = entering(*lines, registered=units).then(UNIT_RENAMED, UNIT_RETYPED, UNIT_CODE_CHANGED, UNIT_MOVED)
    entering(*lines, registered=(*units, *facts)).then()


def test_what_became_known_for_later_is_not_taken_back_by_an_older_list():
    """The list of May still shows the name of May; from October the unit gets a code, and keeps its name of September."""
    units = (changed(UNIT_REGISTERED, unit=HOA_BINH), UNIT_RENAMED)
    october = date(2023, 10, 1)
    listed = line(HOA_BINH, code="958", valid_from=october, document=PLAN)
    entering(listed, registered=units).then(
        changed(UNIT_CODE_CHANGED, unit=HOA_BINH, code="958", before="957", valid_from=october)
    )


def test_who_gives_a_code_away_stands_before_who_takes_it():
    taking = line(HOA_BINH, name="Xã mới", code="957", valid_from=SEPTEMBER, document=PLAN)
    giving = line(code="957A", **FROM_SEPTEMBER)
    given_away, taken = entering(taking, giving, registered=(UNIT_REGISTERED,)).facts
    assert (given_away.unit, taken.unit) == (PHUOC_LONG, HOA_BINH)


def test_each_line_that_is_not_right_is_named_and_nothing_is_entered():
    units = (changed(UNIT_REGISTERED, unit=HOA_BINH, code="1"), changed(UNIT_DISSOLVED, unit=HOA_BINH, code="1", valid_from=MAY))
    unknown = UUID(int=7)
    wrong = entering(
        line(GIA_RAI, code="2"),
        line(UUID(int=1), code="3", valid_from=MAY),
        line(UUID(int=2), code="4", valid_from=MAY, document=UUID(int=9)),
        line(UUID(int=3), code="5", valid_from=MAY, document=PLAN, parent=unknown),
        line(name="Khác", valid_from=date(2023, 1, 4), document=PLAN),
        line(HOA_BINH, code="1", name="Khác", **FROM_SEPTEMBER),
        line(UUID(int=4), code="6", valid_from=MAY, document=PLAN),
        registered=(UNIT_REGISTERED, *units),
    )
    assert faults(wrong) == [
        ("/lines/0/valid_from", "listed-day-missing"),
        ("/lines/1/document", "listed-document-missing"),
        ("/lines/2/document", "unknown-document"),
        ("/lines/3/unit", "unknown-unit"),
        ("/lines/4/valid_from", "effective-before-document"),
        ("/lines/5/name", "unit-no-more"),
    ]


def test_a_unit_changed_since_the_list_was_made_is_not_written_over():
    listed = line(name="Khác", changes=4, **FROM_SEPTEMBER)
    assert entering(listed, registered=(UNIT_REGISTERED,)).facts
    since = changed(UNIT_RENAMED, unit=PHUOC_LONG, name="Huyện Phước Long mới", valid_from=date(2023, 6, 1))
    assert faults(entering(listed, registered=(UNIT_REGISTERED, since))) == [("/lines/0/unit", "unit-changed-since")]
    entering(line(changes=4), registered=(UNIT_REGISTERED, since)).then()


def test_a_list_is_its_authority_s_own_and_names_a_unit_once():
    entering(line(), authority=ELSEWHERE, registered=(UNIT_REGISTERED,)).then_rejected(ForeignAuthority)
    foreign = changed(UNIT_REGISTERED, authority=ELSEWHERE)
    theirs = entering(line(name="Khác", **FROM_SEPTEMBER), registered=(foreign,))
    assert faults(theirs) == [("/lines/0/unit", "foreign-authority")]
    entering(line(), line(), registered=(UNIT_REGISTERED,)).then_rejected(UnitNamedTwice)


def test_units_that_would_stand_under_one_another_are_refused():
    units = (UNIT_REGISTERED, changed(UNIT_REGISTERED, unit=GIA_RAI, code="2"))
    ring = (line(parent=GIA_RAI, **FROM_SEPTEMBER), line(GIA_RAI, code="2", parent=PHUOC_LONG, **FROM_SEPTEMBER))
    assert faults(entering(*ring, registered=units)) == [("/lines/1/parent", "parent-below")]
    new = [line(UUID(int=place), code=f"N{place}", parent=UUID(int=3 - place), valid_from=MAY, document=PLAN) for place in (1, 2)]
    assert [code for _, code in faults(entering(*new))] == ["unknown-unit", "unknown-unit"]


def test_letters_composed_otherwise_are_no_other_name():
    decomposed = changed(UNIT_REGISTERED, name="Huyện Phước Long".replace("ệ", "ê\u0323"))
    entering(line(), registered=(decomposed,)).then()
