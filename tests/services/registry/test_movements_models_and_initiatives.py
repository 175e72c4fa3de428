"""Movements, exemplary models and initiatives: simple records, each begun by an act and ended by another."""

from datetime import date

from contracts.examples import changed
from contracts.examples.movements import (
    EXEMPLARY_MODEL_CONFIRMED,
    EXEMPLARY_MODEL_PROPOSED,
    EXEMPLARY_MODEL_PUBLICISED,
    EXEMPLARY_MODEL_WITHDRAWN,
    INITIATIVE_NOT_RECOGNISED,
    INITIATIVE_PROPOSED,
    INITIATIVE_RECOGNISED,
    MOVEMENT_CLOSED,
    MOVEMENT_LAUNCHED,
)
from contracts.examples.registry import COUNCIL_FORMED, GIA_RAI, PHUOC_LONG, SEASON_OPENED, UNIT_DISSOLVED, UNIT_REGISTERED
from contracts.registry import CouncilKind
from infra.runtime.decisions import Role
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.registry.council_refusals import AnotherKindOfCouncil, OutsideTerm, UnknownCouncil
from services.registry.domain import COUNCIL, DOCUMENT, SEASON, UNIT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
    UnknownSeason,
)
from services.registry.unit_refusals import (
    UnitNoMore,
    UnknownUnit,
)
from services.registry.work.domain import INITIATIVE, MODEL, MOVEMENT
from services.registry.work.refusals import (
    ClosedBeforeItBegan,
    ConfirmedModelIsTheBoards,
    DayToCome,
    InitiativeAlreadyExamined,
    ModelAlreadyConfirmed,
    ModelNotConfirmed,
    ModelWithdrawn,
    MovementAlreadyClosed,
    MovementEndsBeforeItBegins,
    RecordTaken,
    UnknownRecord,
)
from tests.services.registry.examples import ELSEWHERE, PLAN_RECORDED, but
from tests.services.registry.work_examples import (
    CLOSE,
    CONFIRM,
    DECLINE,
    LAUNCH,
    PROPOSE_INITIATIVE,
    PROPOSE_MODEL,
    PUBLICISE,
    RECOGNISE_INITIATIVE,
    WITHDRAW,
)
from tests.specification import context, given

TODAY = context("2023-12-21T08:00")
OFFICER = context("2023-12-21T08:00", role=Role.UNIT_OFFICER, unit=PHUOC_LONG)
STRANGER = context("2023-12-21T08:00", role=Role.UNIT_OFFICER, unit=GIA_RAI)


def test_a_movement_is_launched_by_a_document_with_aim_period_and_units():
    launched = given(MOVEMENT).also(DOCUMENT, PLAN_RECORDED)
    launched.when(decide, LAUNCH).then(MOVEMENT_LAUNCHED)
    given(MOVEMENT, MOVEMENT_LAUNCHED).also(DOCUMENT, PLAN_RECORDED).when(decide, LAUNCH).then()
    again = given(MOVEMENT, MOVEMENT_LAUNCHED).also(DOCUMENT, PLAN_RECORDED)
    again.when(decide, but(LAUNCH, name="Phong trào khác")).then_rejected(RecordTaken)
    launched.when(decide, but(LAUNCH, end_day=LAUNCH.first_day)).then_rejected(MovementEndsBeforeItBegins)
    launched.when(decide, but(LAUNCH, first_day=date(2023, 1, 4))).then_rejected(EffectiveBeforeDocument)
    launched.when(decide, LAUNCH, context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    some = but(LAUNCH, units=(PHUOC_LONG,))
    launched.also(UNIT, UNIT_REGISTERED).when(decide, some).then(changed(MOVEMENT_LAUNCHED, units=(PHUOC_LONG,)))
    launched.also(UNIT).when(decide, some).then_rejected(UnknownUnit)


def test_a_movement_is_closed_once_with_its_results():
    movement = given(MOVEMENT, MOVEMENT_LAUNCHED).also(DOCUMENT, PLAN_RECORDED)
    movement.when(decide, CLOSE, TODAY).then(MOVEMENT_CLOSED)
    closed = given(MOVEMENT, MOVEMENT_LAUNCHED, MOVEMENT_CLOSED).also(DOCUMENT, PLAN_RECORDED)
    closed.when(decide, CLOSE, TODAY).then()
    closed.when(decide, but(CLOSE, results="Khác."), TODAY).then_rejected(MovementAlreadyClosed)
    movement.when(decide, CLOSE, context("2023-12-19T08:00")).then_rejected(DayToCome)
    movement.when(decide, but(CLOSE, on=date(2023, 1, 31)), TODAY).then_rejected(ClosedBeforeItBegan)
    given(MOVEMENT).also(DOCUMENT, PLAN_RECORDED).when(decide, CLOSE, TODAY).then_rejected(UnknownRecord)


def test_an_exemplary_model_is_proposed_by_its_own_unit_or_by_the_board():
    asked = given(MODEL).also(SEASON, SEASON_OPENED).also(UNIT, UNIT_REGISTERED)
    asked.when(decide, PROPOSE_MODEL, OFFICER).then(EXEMPLARY_MODEL_PROPOSED)
    asked.when(decide, PROPOSE_MODEL, TODAY).then(EXEMPLARY_MODEL_PROPOSED)
    asked.when(decide, PROPOSE_MODEL, STRANGER).then_rejected(ForeignUnit)
    asked.when(decide, but(PROPOSE_MODEL, person=None), OFFICER).then(changed(EXEMPLARY_MODEL_PROPOSED, person=None))
    again = given(MODEL, EXEMPLARY_MODEL_PROPOSED).also(SEASON, SEASON_OPENED).also(UNIT, UNIT_REGISTERED)
    again.when(decide, PROPOSE_MODEL, OFFICER).then()
    again.when(decide, but(PROPOSE_MODEL, title="Khác"), OFFICER).then_rejected(RecordTaken)
    given(MODEL).also(SEASON).also(UNIT, UNIT_REGISTERED).when(decide, PROPOSE_MODEL, OFFICER).then_rejected(UnknownSeason)
    gone = changed(UNIT_DISSOLVED, unit=PHUOC_LONG, valid_from=date(2023, 12, 21))
    ended = given(MODEL).also(SEASON, SEASON_OPENED).also(UNIT, UNIT_REGISTERED, gone)
    ended.when(decide, PROPOSE_MODEL, OFFICER).then_rejected(UnitNoMore)


def test_an_exemplary_model_is_confirmed_by_the_board_and_publicised_then():
    proposed = given(MODEL, EXEMPLARY_MODEL_PROPOSED).also(DOCUMENT, PLAN_RECORDED)
    proposed.when(decide, CONFIRM, TODAY).then(EXEMPLARY_MODEL_CONFIRMED)
    proposed.when(decide, PUBLICISE, TODAY).then_rejected(ModelNotConfirmed)
    proposed.when(decide, CONFIRM, context("2023-08-14T08:00")).then_rejected(DayToCome)
    given(MODEL).also(DOCUMENT, PLAN_RECORDED).when(decide, CONFIRM, TODAY).then_rejected(UnknownRecord)
    given(MODEL, EXEMPLARY_MODEL_PROPOSED).also(DOCUMENT).when(decide, CONFIRM, TODAY).then_rejected(UnknownDocument)
    confirmed = (EXEMPLARY_MODEL_PROPOSED, EXEMPLARY_MODEL_CONFIRMED)
    there = given(MODEL, *confirmed).also(DOCUMENT, PLAN_RECORDED)
    there.when(decide, CONFIRM, TODAY).then()
    there.when(decide, but(CONFIRM, on=date(2023, 8, 16)), TODAY).then_rejected(ModelAlreadyConfirmed)
    there.when(decide, PUBLICISE, TODAY).then(EXEMPLARY_MODEL_PUBLICISED)
    there.when(decide, but(PUBLICISE, on=date(2023, 8, 14)), TODAY).then_rejected(ModelNotConfirmed)
    shown = given(MODEL, *confirmed, EXEMPLARY_MODEL_PUBLICISED).also(DOCUMENT, PLAN_RECORDED)
    shown.when(decide, PUBLICISE, TODAY).then()
    shown.when(decide, but(PUBLICISE, where="Báo Bạc Liêu"), TODAY).then(
        changed(EXEMPLARY_MODEL_PUBLICISED, where="Báo Bạc Liêu")
    )


def test_an_exemplary_model_is_withdrawn_with_a_reason():
    """By its unit while it is proposed, by the board alone once it is confirmed."""
    confirmed = (EXEMPLARY_MODEL_PROPOSED, EXEMPLARY_MODEL_CONFIRMED)
    given(MODEL, EXEMPLARY_MODEL_PROPOSED).when(decide, WITHDRAW, OFFICER).then(EXEMPLARY_MODEL_WITHDRAWN)
    given(MODEL, EXEMPLARY_MODEL_PROPOSED).when(decide, WITHDRAW, STRANGER).then_rejected(ForeignUnit)
    given(MODEL, *confirmed).when(decide, WITHDRAW, OFFICER).then_rejected(ConfirmedModelIsTheBoards)
    given(MODEL, *confirmed).when(decide, WITHDRAW, TODAY).then(EXEMPLARY_MODEL_WITHDRAWN)
    early = but(WITHDRAW, on=date(2023, 8, 14))
    given(MODEL, *confirmed).when(decide, early, TODAY).then_rejected(ModelNotConfirmed)
    withdrawn = given(MODEL, *confirmed, EXEMPLARY_MODEL_WITHDRAWN)
    withdrawn.when(decide, WITHDRAW, TODAY).then()
    withdrawn.when(decide, but(WITHDRAW, reason="Khác."), TODAY).then_rejected(ModelWithdrawn)
    later = but(PUBLICISE, on=date(2023, 11, 1))
    withdrawn.also(DOCUMENT, PLAN_RECORDED).when(decide, later, TODAY).then_rejected(ModelWithdrawn)
    given(MODEL, EXEMPLARY_MODEL_PROPOSED, EXEMPLARY_MODEL_WITHDRAWN).also(DOCUMENT, PLAN_RECORDED).when(
        decide, CONFIRM, TODAY
    ).then_rejected(ModelWithdrawn)


def test_an_initiative_is_recognised_or_not_once_with_scope_and_document():
    asked = given(INITIATIVE).also(SEASON, SEASON_OPENED).also(UNIT, UNIT_REGISTERED)
    asked.when(decide, PROPOSE_INITIATIVE, OFFICER).then(INITIATIVE_PROPOSED)
    asked.when(decide, PROPOSE_INITIATIVE, STRANGER).then_rejected(ForeignUnit)
    again = given(INITIATIVE, INITIATIVE_PROPOSED).also(SEASON, SEASON_OPENED).also(UNIT, UNIT_REGISTERED)
    again.when(decide, PROPOSE_INITIATIVE, OFFICER).then()
    again.when(decide, but(PROPOSE_INITIATIVE, authors=()), OFFICER).then_rejected(RecordTaken)
    proposed = given(INITIATIVE, INITIATIVE_PROPOSED).also(DOCUMENT, PLAN_RECORDED)
    for command, fact in ((RECOGNISE_INITIATIVE, INITIATIVE_RECOGNISED), (DECLINE, INITIATIVE_NOT_RECOGNISED)):
        proposed.when(decide, command, TODAY).then(fact)
        proposed.when(decide, command, context("2023-10-19T08:00")).then_rejected(DayToCome)
        given(INITIATIVE).also(DOCUMENT, PLAN_RECORDED).when(decide, command, TODAY).then_rejected(UnknownRecord)
        examined = given(INITIATIVE, INITIATIVE_PROPOSED, fact).also(DOCUMENT, PLAN_RECORDED)
        examined.when(decide, command, TODAY).then()
        other = DECLINE if command is RECOGNISE_INITIATIVE else RECOGNISE_INITIATIVE
        examined.when(decide, other, TODAY).then_rejected(InitiativeAlreadyExamined, on=fact.on)


def test_an_initiative_names_the_council_that_examined_it_and_that_was_there_on_the_day():
    council = changed(COUNCIL_FORMED, kind=CouncilKind.INITIATIVE, cluster=None, valid_to=date(2023, 12, 1))
    proposed = given(INITIATIVE, INITIATIVE_PROPOSED).also(DOCUMENT, PLAN_RECORDED)
    for asked, fact in ((RECOGNISE_INITIATIVE, INITIATIVE_RECOGNISED), (DECLINE, INITIATIVE_NOT_RECOGNISED)):
        command, said = but(asked, council=COUNCIL_FORMED.council), changed(fact, council=COUNCIL_FORMED.council)
        proposed.also(COUNCIL, council).when(decide, command, TODAY).then(said)
        proposed.also(COUNCIL).when(decide, command, TODAY).then_rejected(UnknownCouncil, council=council.council)
        proposed.also(COUNCIL, COUNCIL_FORMED).when(decide, command, TODAY).then_rejected(AnotherKindOfCouncil, kind="block")
        foreign = changed(council, authority=ELSEWHERE)
        proposed.also(COUNCIL, foreign).when(decide, command, TODAY).then_rejected(ForeignAuthority)
        for day in (date(2023, 2, 14), date(2023, 12, 1)):
            proposed.also(COUNCIL, council).when(decide, but(command, on=day), TODAY).then_rejected(OutsideTerm, day=day)
