"""Councils: name, kind, members and their unit, from-to."""

from datetime import date

import pytest
from pydantic import ValidationError

from contracts.examples import changed
from contracts.examples.registry import (
    CHAIR,
    CLUSTER_FORMED,
    COUNCIL_CHANGED,
    COUNCIL_ENDED,
    COUNCIL_FORMED,
    LEGAL_DOCUMENT_RECORDED,
    PHUOC_LONG,
    SECRETARY,
    UNIT_DISSOLVED,
    UNIT_REGISTERED,
)
from contracts.registry import CouncilRole, CouncilSeat
from infra.runtime.errors import ForeignAuthority
from services.registry.cluster_refusals import (
    UnknownCluster,
)
from services.registry.council_refusals import (
    CouncilAlreadyFormed,
    CouncilChangedThatDay,
    CouncilNeedsOneChair,
    CouncilThereLater,
    OutsideTerm,
    PersonSeatedTwice,
    TermReversed,
    UnknownCouncil,
)
from services.registry.domain import CLUSTER, COUNCIL, DOCUMENT, UNIT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
)
from services.registry.unit_refusals import (
    UnitNoMore,
    UnknownUnit,
)
from tests.services.registry.examples import (
    CHANGE_COUNCIL,
    ELSEWHERE,
    END_COUNCIL,
    FORM_COUNCIL,
    PLAN_RECORDED,
    but,
)
from tests.specification import given

DAY = date(2023, 7, 24)
UNITS = (UNIT_REGISTERED, UNIT_REGISTERED)


def forming(*council, cluster=(CLUSTER_FORMED,), units=UNITS, document=(PLAN_RECORDED,), **fields):
    asked = given(COUNCIL, *council).also(DOCUMENT, *document).also(CLUSTER, *cluster)
    for unit in units:
        asked = asked.also(UNIT, *([unit] if unit else []))
    return asked.when(decide, but(FORM_COUNCIL, **fields))


def changing(*council, units=UNITS, document=LEGAL_DOCUMENT_RECORDED, **fields):
    asked = given(COUNCIL, *council).also(DOCUMENT, document)
    for unit in units:
        asked = asked.also(UNIT, *([unit] if unit else []))
    return asked.when(decide, but(CHANGE_COUNCIL, **fields))


def ending(*council, **fields):
    return given(COUNCIL, *council).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).when(decide, but(END_COUNCIL, **fields))


def test_a_council_is_formed_by_decision_with_its_members_and_their_units():
    forming().then(COUNCIL_FORMED)
    forming(COUNCIL_FORMED).then_rejected(CouncilAlreadyFormed)


def test_a_council_has_one_chair_and_each_person_one_seat():
    chair, secretary = COUNCIL_FORMED.seats
    second = CouncilSeat(person=SECRETARY, unit=chair.unit, role=CouncilRole.CHAIR)
    forming(units=UNITS[:1], seats=(chair, second)).then_rejected(CouncilNeedsOneChair, chairs=2)
    forming(units=UNITS[:1], seats=(secretary,)).then_rejected(CouncilNeedsOneChair, chairs=0)
    again = CouncilSeat(person=CHAIR, unit=None, role=CouncilRole.MEMBER)
    refusal = forming(units=UNITS[:1], seats=(chair, again)).then_rejected(PersonSeatedTwice, seat=2)
    assert str(CHAIR) not in str(refusal.to_document())


def test_a_person_stands_in_a_council_by_an_opaque_id_and_never_by_name():
    with pytest.raises(ValidationError):
        CouncilSeat.model_validate_json('{"person": "nguyen-van-a", "unit": null, "role": "member"}')


def test_a_council_rests_on_a_decision_and_its_members_units_are_there():
    forming(document=()).then_rejected(UnknownDocument)
    forming(valid_from=date(2023, 1, 4)).then_rejected(EffectiveBeforeDocument)
    forming(units=(UNIT_REGISTERED, None)).then_rejected(UnknownUnit)
    forming(authority=ELSEWHERE).then_rejected(ForeignAuthority)
    forming(cluster=()).then_rejected(UnknownCluster)
    forming(cluster=(changed(CLUSTER_FORMED, authority=ELSEWHERE),)).then_rejected(ForeignAuthority)
    forming(valid_to=COUNCIL_FORMED.valid_from).then_rejected(TermReversed)


def test_a_province_s_own_council_belongs_to_no_cluster():
    seat = CouncilSeat(person=CHAIR, unit=None, role=CouncilRole.CHAIR)
    asked = given(COUNCIL).also(DOCUMENT, PLAN_RECORDED)
    (formed,) = asked.when(decide, but(FORM_COUNCIL, cluster=None, seats=(seat,))).facts
    assert (formed.cluster, formed.seats) == (None, (seat,))


def test_decision_1352_changes_the_council_of_the_enterprise_block():
    changing(COUNCIL_FORMED).then(COUNCIL_CHANGED)
    changing(COUNCIL_FORMED, COUNCIL_CHANGED).then()
    others = tuple(reversed(COUNCIL_CHANGED.seats))
    changing(COUNCIL_FORMED, COUNCIL_CHANGED, seats=others).then_rejected(CouncilChangedThatDay)


def test_changes_become_known_in_any_order_within_the_term():
    later = changed(COUNCIL_CHANGED, valid_from=date(2023, 9, 1))
    changing(COUNCIL_FORMED, later).then(COUNCIL_CHANGED)
    changing().then_rejected(UnknownCouncil)
    changing(changed(COUNCIL_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    changing(COUNCIL_FORMED, valid_from=date(2023, 2, 14)).then_rejected(OutsideTerm)
    changing(changed(COUNCIL_FORMED, valid_to=DAY)).then_rejected(OutsideTerm)
    changing(COUNCIL_FORMED, changed(COUNCIL_ENDED, valid_from=DAY)).then_rejected(OutsideTerm)
    changing(COUNCIL_FORMED, document=changed(LEGAL_DOCUMENT_RECORDED, issued_on=date(2023, 8, 1))).then_rejected(
        EffectiveBeforeDocument
    )


def test_a_member_s_unit_is_there_on_the_day_of_the_change():
    gone = given(COUNCIL, COUNCIL_FORMED).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).also(UNIT, UNIT_REGISTERED)
    gone = gone.also(UNIT, UNIT_REGISTERED, changed(UNIT_DISSOLVED, valid_from=date(2023, 7, 1)))
    gone.when(decide, CHANGE_COUNCIL).then_rejected(UnitNoMore, unit=PHUOC_LONG)


def test_a_council_ends_behind_what_is_on_record_of_it():
    ending(COUNCIL_FORMED, COUNCIL_CHANGED).then(COUNCIL_ENDED)
    ending(COUNCIL_FORMED, COUNCIL_ENDED).then()
    ending(COUNCIL_FORMED, COUNCIL_ENDED, valid_from=date(2023, 12, 2)).then_rejected(OutsideTerm)
    ending(COUNCIL_FORMED, COUNCIL_CHANGED, valid_from=DAY).then_rejected(CouncilThereLater, last=DAY)
    ending().then_rejected(UnknownCouncil)
    ending(changed(COUNCIL_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
