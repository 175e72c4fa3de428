"""Which documents, rule packs and base salaries are on record."""

from datetime import date

from contracts.examples import changed
from contracts.examples.registry import BASE_SALARY_SET, LEGAL_DOCUMENT_RECORDED
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import BASE_SALARY, DOCUMENT, decide
from services.registry.refusals import (
    BaseSalaryAlreadySet,
    DocumentAlreadyRecorded,
    DocumentNotYetIssued,
    EffectiveBeforeDocument,
)
from services.registry.shipped import SHIPPED
from tests.services.registry.examples import (
    DECREE_RECORDED,
    ELSEWHERE,
    RECORD,
    SET_SALARY,
    but,
)
from tests.specification import context, given

LATER = context("2023-06-01T08:00")
SHIPPING = context(known=SHIPPED)


def test_a_document_is_recorded():
    given(DOCUMENT).when(decide, RECORD, LATER).then(LEGAL_DOCUMENT_RECORDED)


def test_a_document_is_recorded_on_the_day_of_its_issue():
    given(DOCUMENT).when(decide, RECORD, context("2023-04-20T00:00")).then(LEGAL_DOCUMENT_RECORDED)


def test_a_document_of_tomorrow_is_not_recorded():
    given(DOCUMENT).when(decide, RECORD, context("2023-04-19T23:59")).then_rejected(DocumentNotYetIssued)


def test_an_id_holds_one_document():
    given(DOCUMENT, LEGAL_DOCUMENT_RECORDED).when(decide, RECORD, LATER).then_rejected(DocumentAlreadyRecorded)


def test_nobody_records_documents_for_another_authority():
    given(DOCUMENT).when(decide, but(RECORD, authority=ELSEWHERE), LATER).then_rejected(ForeignAuthority)


def test_a_base_salary_is_set_once_for_a_day():
    unset = given(BASE_SALARY).also(DOCUMENT, DECREE_RECORDED)
    unset.when(decide, SET_SALARY).then(BASE_SALARY_SET)
    already = given(BASE_SALARY, BASE_SALARY_SET).also(DOCUMENT, DECREE_RECORDED)
    already.when(decide, SET_SALARY).then()
    already.when(decide, but(SET_SALARY, amount=1)).then_rejected(BaseSalaryAlreadySet, amount=1_800_000)


def test_base_salaries_may_become_known_out_of_order():
    earlier = but(SET_SALARY, amount=1_490_000, valid_from=date(2019, 7, 1))
    already = given(BASE_SALARY, BASE_SALARY_SET).also(DOCUMENT, DECREE_RECORDED)
    already.when(decide, earlier).then(changed(BASE_SALARY_SET, amount=1_490_000, valid_from=date(2019, 7, 1)))


def test_a_base_salary_does_not_hold_before_its_document():
    asked = given(BASE_SALARY).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED)
    asked.when(decide, but(SET_SALARY, valid_from=date(2023, 4, 19))).then_rejected(EffectiveBeforeDocument)
    asked.when(decide, but(SET_SALARY, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
