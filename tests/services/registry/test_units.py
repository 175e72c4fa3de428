"""Who exists, and who is suspended or disqualified."""

from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    SEASON_OPENED,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    UNIT_DISQUALIFIED,
    UNIT_REGISTERED,
    UNIT_SUSPENDED,
)
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import DOCUMENT, SEASON, UNIT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
    UnknownSeason,
)
from services.registry.unit_refusals import (
    AlreadyDisqualified,
    AlreadySuspended,
    DisqualifiedBeforeSeason,
    FiguresInFuture,
    LiftBeforeSuspension,
    NotSuspended,
    SuspensionsOverlap,
    UnitAlreadyRegistered,
    UnitNotYetThere,
    UnknownUnit,
    WomenExceedStaff,
)
from tests.services.registry.examples import (
    DISQUALIFY,
    ELSEWHERE,
    FIGURES,
    FOREIGN_PLAN,
    LIFT,
    PLAN_RECORDED,
    PROVINCE_REGISTERED,
    REGISTER,
    SUSPEND,
    but,
)
from tests.specification import context, given

HOA_BINH = changed(UNIT_REGISTERED, unit=UNIT_SUSPENDED.unit)
DONG_HAI = changed(UNIT_REGISTERED, unit=UNIT_DISQUALIFIED.unit)
YEAR_END = context("2023-12-31T17:00")


def test_a_unit_is_registered_under_its_parent():
    asked = given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT, PROVINCE_REGISTERED)
    asked.when(decide, REGISTER).then(UNIT_REGISTERED)


def test_a_unit_without_a_parent_is_registered():
    asked = given(UNIT).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, but(REGISTER, parent=None)).then(changed(UNIT_REGISTERED, parent=None))


def test_a_unit_may_be_older_than_the_document_of_its_registration():
    asked = given(UNIT).also(DOCUMENT, PLAN_RECORDED)
    founded = date(1997, 1, 1)
    asked.when(decide, but(REGISTER, parent=None, valid_from=founded)).then(
        changed(UNIT_REGISTERED, parent=None, valid_from=founded)
    )


def test_a_parent_may_stand_under_another_authority():
    asked = given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT, changed(PROVINCE_REGISTERED, authority=ELSEWHERE))
    asked.when(decide, REGISTER).then(UNIT_REGISTERED)


def test_a_unit_is_registered_once():
    asked = given(UNIT, UNIT_REGISTERED).also(DOCUMENT, PLAN_RECORDED).also(UNIT, PROVINCE_REGISTERED)
    asked.when(decide, REGISTER).then_rejected(UnitAlreadyRegistered)


def test_a_parent_must_be_there_on_the_day():
    nobody = given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT)
    nobody.when(decide, REGISTER).then_rejected(UnknownUnit, unit=REGISTER.parent)
    younger = changed(PROVINCE_REGISTERED, valid_from=date(2023, 1, 2))
    given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT, younger).when(decide, REGISTER).then_rejected(UnitNotYetThere)


def test_a_registration_cites_a_document_of_its_authority():
    given(UNIT).also(DOCUMENT).when(decide, but(REGISTER, parent=None)).then_rejected(UnknownDocument)
    foreign = given(UNIT).also(DOCUMENT, FOREIGN_PLAN)
    foreign.when(decide, but(REGISTER, parent=None)).then_rejected(ForeignAuthority)
    own = given(UNIT).also(DOCUMENT, PLAN_RECORDED)
    own.when(decide, but(REGISTER, parent=None, authority=ELSEWHERE)).then_rejected(ForeignAuthority)


def test_a_unit_is_not_its_own_parent():
    asked = given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT)
    asked.when(decide, but(REGISTER, parent=REGISTER.unit)).then_rejected(UnknownUnit, unit=REGISTER.unit)


def test_figures_are_recorded_and_replaced():
    given(UNIT, UNIT_REGISTERED).when(decide, FIGURES, YEAR_END).then(STAFF_FIGURES_RECORDED)
    known = given(UNIT, UNIT_REGISTERED, STAFF_FIGURES_RECORDED)
    known.when(decide, FIGURES, YEAR_END).then()
    known.when(decide, but(FIGURES, women=42), YEAR_END).then(changed(STAFF_FIGURES_RECORDED, women=42))


def test_figures_that_make_no_sense_are_refused():
    known = given(UNIT, UNIT_REGISTERED)
    known.when(decide, but(FIGURES, women=97), YEAR_END).then_rejected(WomenExceedStaff)
    known.when(decide, FIGURES, context("2023-12-30T23:59")).then_rejected(FiguresInFuture)
    known.when(decide, but(FIGURES, on=date(2022, 12, 31)), YEAR_END).then_rejected(UnitNotYetThere)
    given(UNIT).when(decide, FIGURES, YEAR_END).then_rejected(UnknownUnit)
    known.when(decide, FIGURES, context("2023-12-31T17:00", authority=ELSEWHERE)).then_rejected(ForeignAuthority)


def test_a_unit_is_suspended():
    given(UNIT, HOA_BINH).also(DOCUMENT, PLAN_RECORDED).when(decide, SUSPEND).then(UNIT_SUSPENDED)


def test_a_suspended_unit_is_not_suspended_again():
    suspended = given(UNIT, HOA_BINH, UNIT_SUSPENDED).also(DOCUMENT, PLAN_RECORDED)
    suspended.when(decide, SUSPEND).then_rejected(AlreadySuspended, since=date(2023, 11, 6))


def test_a_unit_is_suspended_anew_once_the_suspension_before_was_lifted():
    lifted = given(UNIT, HOA_BINH, UNIT_SUSPENDED, SUSPENSION_LIFTED).also(DOCUMENT, PLAN_RECORDED)
    anew = changed(UNIT_SUSPENDED, valid_from=SUSPENSION_LIFTED.on)
    lifted.when(decide, but(SUSPEND, valid_from=SUSPENSION_LIFTED.on)).then(anew)
    lifted.when(decide, but(SUSPEND, valid_from=date(2023, 12, 3))).then_rejected(SuspensionsOverlap)


def test_a_suspension_rests_on_a_document_of_the_same_authority_and_not_a_later_one():
    given(UNIT, HOA_BINH).also(DOCUMENT).when(decide, SUSPEND).then_rejected(UnknownDocument)
    given(UNIT, HOA_BINH).also(DOCUMENT, FOREIGN_PLAN).when(decide, SUSPEND).then_rejected(ForeignAuthority)
    known = given(UNIT, HOA_BINH).also(DOCUMENT, PLAN_RECORDED)
    known.when(decide, but(SUSPEND, valid_from=date(2023, 1, 4))).then_rejected(EffectiveBeforeDocument)
    known.when(decide, but(SUSPEND, valid_from=date(2022, 1, 4))).then_rejected(UnitNotYetThere)
    given(UNIT).also(DOCUMENT, PLAN_RECORDED).when(decide, SUSPEND).then_rejected(UnknownUnit)


def test_a_foreign_unit_is_neither_suspended_nor_freed_nor_disqualified():
    foreign = given(UNIT, changed(HOA_BINH, authority=ELSEWHERE))
    foreign.also(DOCUMENT, PLAN_RECORDED).when(decide, SUSPEND).then_rejected(ForeignAuthority)
    foreign.also(DOCUMENT, PLAN_RECORDED).when(decide, LIFT).then_rejected(ForeignAuthority)
    asked = foreign.also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, DISQUALIFY).then_rejected(ForeignAuthority, authority=ELSEWHERE)


def test_a_suspension_is_lifted_once():
    suspended = given(UNIT, HOA_BINH, UNIT_SUSPENDED).also(DOCUMENT, PLAN_RECORDED)
    suspended.when(decide, LIFT).then(SUSPENSION_LIFTED)
    lifted = given(UNIT, HOA_BINH, UNIT_SUSPENDED, SUSPENSION_LIFTED).also(DOCUMENT, PLAN_RECORDED)
    lifted.when(decide, LIFT).then_rejected(NotSuspended)


@pytest.mark.parametrize("day", [date(2023, 11, 5), date(2023, 11, 6)])
def test_a_lift_comes_after_the_first_day_of_the_suspension(day):
    suspended = given(UNIT, HOA_BINH, UNIT_SUSPENDED).also(DOCUMENT, PLAN_RECORDED)
    suspended.when(decide, but(LIFT, on=day)).then_rejected(LiftBeforeSuspension)


def test_a_lift_rests_on_a_document_and_not_a_later_one():
    given(UNIT, HOA_BINH, UNIT_SUSPENDED).also(DOCUMENT).when(decide, LIFT).then_rejected(UnknownDocument)
    later = changed(PLAN_RECORDED, issued_on=date(2023, 12, 5))
    given(UNIT, HOA_BINH, UNIT_SUSPENDED).also(DOCUMENT, later).when(decide, LIFT).then_rejected(EffectiveBeforeDocument)


def test_a_unit_is_disqualified_once_in_a_season():
    asked = given(UNIT, DONG_HAI).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, DISQUALIFY).then(UNIT_DISQUALIFIED)
    already = given(UNIT, DONG_HAI, UNIT_DISQUALIFIED).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    already.when(decide, DISQUALIFY).then_rejected(AlreadyDisqualified)


def test_a_violation_may_come_to_light_after_the_season_but_not_before_it():
    next_year = but(DISQUALIFY, on=date(2024, 2, 1))
    asked = given(UNIT, DONG_HAI).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, next_year).then(changed(UNIT_DISQUALIFIED, on=date(2024, 2, 1)))
    older = given(UNIT, changed(DONG_HAI, valid_from=date(2000, 1, 1))).also(SEASON, SEASON_OPENED)
    older = older.also(DOCUMENT, changed(PLAN_RECORDED, issued_on=date(2022, 1, 1)))
    older.when(decide, but(DISQUALIFY, on=date(2022, 12, 31))).then_rejected(DisqualifiedBeforeSeason)


def test_a_disqualification_names_an_own_season_and_an_own_document():
    given(UNIT, DONG_HAI).also(SEASON).also(DOCUMENT, PLAN_RECORDED).when(decide, DISQUALIFY).then_rejected(UnknownSeason)
    foreign = changed(SEASON_OPENED, authority=ELSEWHERE)
    asked = given(UNIT, DONG_HAI).also(SEASON, foreign).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, DISQUALIFY).then_rejected(ForeignAuthority)
    given(UNIT, DONG_HAI).also(SEASON, SEASON_OPENED).also(DOCUMENT).when(decide, DISQUALIFY).then_rejected(UnknownDocument)
