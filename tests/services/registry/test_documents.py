"""Legal documents: how long they have effect, and what later documents do to earlier ones."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from contracts.examples import changed
from contracts.examples.registry import (
    DECISION_661,
    DECISION_1352,
    LEGAL_DOCUMENT_RECORDED,
    LEGAL_DOCUMENT_SUPERSEDED,
    LEGAL_DOCUMENT_VALIDITY_SET,
)
from contracts.registry import LegalDocumentSuperseded, Supersession
from infra.runtime.errors import ForeignAuthority, Refusal
from services.registry.documents import (
    AlreadyEnded,
    AlreadySuperseded,
    AmendedLater,
    NotIssuedLater,
    SupersedeDocument,
    ValidityEndsBeforeItBegins,
)
from services.registry.domain import DOCUMENT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
)
from tests.services.registry.examples import ELSEWHERE, RECORD, SET_VALIDITY, SUPERSEDE, but
from tests.specification import context, fold, given

RECORDED = LEGAL_DOCUMENT_RECORDED
LATER = changed(RECORDED, document=DECISION_1352, number="1352/QĐ-UBND", issued_on=date(2023, 7, 21))
TODAY = context("2023-12-01T08:00")
OTHER = UUID("01899c3e-9000-7000-8003-000000009999")


def test_a_document_is_recorded_with_the_days_of_its_effect():
    said = but(RECORD, effective_from=date(2023, 4, 20), effective_to=date(2024, 1, 1))
    given(DOCUMENT).when(decide, said, TODAY).then(RECORDED, LEGAL_DOCUMENT_VALIDITY_SET)
    until = but(RECORD, effective_to=date(2024, 1, 1))  # from its day of issue
    given(DOCUMENT).when(decide, until, TODAY).then(RECORDED, LEGAL_DOCUMENT_VALIDITY_SET)
    given(DOCUMENT).when(decide, RECORD, TODAY).then(RECORDED)
    ends_first = but(RECORD, effective_to=date(2023, 4, 20))
    given(DOCUMENT).when(decide, ends_first, TODAY).then_rejected(ValidityEndsBeforeItBegins)


def test_the_effect_of_a_document_may_be_stated_later_and_anew():
    given(DOCUMENT, RECORDED).when(decide, SET_VALIDITY).then(LEGAL_DOCUMENT_VALIDITY_SET)
    given(DOCUMENT, RECORDED, LEGAL_DOCUMENT_VALIDITY_SET).when(decide, SET_VALIDITY).then()
    anew = changed(LEGAL_DOCUMENT_VALIDITY_SET, effective_to=None)
    given(DOCUMENT, RECORDED, LEGAL_DOCUMENT_VALIDITY_SET).when(decide, but(SET_VALIDITY, effective_to=None)).then(anew)
    state = fold(DOCUMENT, (RECORDED, LEGAL_DOCUMENT_VALIDITY_SET, anew))
    assert (state.validity, state.validities) == ((date(2023, 4, 20), None), 2)


def test_the_effect_of_a_document_is_stated_by_its_own_authority():
    given(DOCUMENT).when(decide, SET_VALIDITY).then_rejected(UnknownDocument)
    foreign = given(DOCUMENT, changed(RECORDED, authority=ELSEWHERE))
    foreign.when(decide, SET_VALIDITY).then_rejected(ForeignAuthority)
    backwards = but(SET_VALIDITY, effective_to=date(2023, 4, 20))
    given(DOCUMENT, RECORDED).when(decide, backwards).then_rejected(ValidityEndsBeforeItBegins)


def test_a_document_replaces_others_wholly_or_partly():
    both = given(DOCUMENT, RECORDED).also(DOCUMENT, LATER)
    for manner in Supersession:
        fact = changed(LEGAL_DOCUMENT_SUPERSEDED, manner=manner)
        both.when(decide, but(SUPERSEDE, manner=manner), TODAY).then(fact)
        again = given(DOCUMENT, RECORDED, fact).also(DOCUMENT, LATER)
        again.when(decide, but(SUPERSEDE, manner=manner), TODAY).then()
        otherwise = but(SUPERSEDE, manner=manner, valid_from=date(2023, 9, 1))
        again.when(decide, otherwise, TODAY).then_rejected(AlreadySuperseded, manner=manner)


def test_a_document_that_replaces_another_is_on_the_same_authority_s_record():
    given(DOCUMENT).also(DOCUMENT, LATER).when(decide, SUPERSEDE).then_rejected(UnknownDocument, document=DECISION_661)
    given(DOCUMENT, RECORDED).also(DOCUMENT).when(decide, SUPERSEDE).then_rejected(UnknownDocument, document=DECISION_1352)
    foreign = given(DOCUMENT, RECORDED).also(DOCUMENT, changed(LATER, authority=ELSEWHERE))
    foreign.when(decide, SUPERSEDE).then_rejected(ForeignAuthority)
    early = but(SUPERSEDE, valid_from=date(2023, 7, 20))
    given(DOCUMENT, RECORDED).also(DOCUMENT, LATER).when(decide, early).then_rejected(EffectiveBeforeDocument)


def test_a_document_ends_once_and_is_amended_only_before():
    ended = changed(LEGAL_DOCUMENT_SUPERSEDED, by=OTHER, manner=Supersession.REPEALED, valid_from=date(2023, 9, 1))
    facts = given(DOCUMENT, RECORDED, ended).also(DOCUMENT, LATER)
    facts.when(decide, but(SUPERSEDE, manner=Supersession.REPLACED), TODAY).then_rejected(AlreadyEnded, by=OTHER)
    facts.when(decide, but(SUPERSEDE, valid_from=date(2023, 9, 1)), TODAY).then_rejected(AlreadyEnded)
    facts.when(decide, SUPERSEDE, TODAY).then(LEGAL_DOCUMENT_SUPERSEDED)  # an amendment of August, entered last
    amended = changed(LEGAL_DOCUMENT_SUPERSEDED, by=OTHER, valid_from=date(2023, 9, 1))
    facts = given(DOCUMENT, RECORDED, amended).also(DOCUMENT, LATER)
    end = but(SUPERSEDE, manner=Supersession.REPLACED)
    facts.when(decide, end, TODAY).then_rejected(AmendedLater, by=OTHER)
    facts.when(decide, but(end, valid_from=date(2023, 9, 2)), TODAY).then(
        changed(LEGAL_DOCUMENT_SUPERSEDED, manner=Supersession.REPLACED, valid_from=date(2023, 9, 2))
    )


@pytest.mark.parametrize("issued_on", [date(2023, 4, 20), date(2023, 4, 19)])
def test_a_document_does_nothing_to_one_that_is_not_older(issued_on: date):
    other = changed(LATER, issued_on=issued_on)
    given(DOCUMENT, RECORDED).also(DOCUMENT, other).when(decide, SUPERSEDE, TODAY).then_rejected(NotIssuedLater)
    itself = but(SUPERSEDE, by=DECISION_661)
    given(DOCUMENT, RECORDED).also(DOCUMENT, RECORDED).when(decide, itself, TODAY).then_rejected(NotIssuedLater)


@drawn(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=20))
def test_cycles_of_documents_are_refused(pairs: list[tuple[int, int]]):
    """Whatever is tried in whatever order, no chain leads back to where it began."""
    names = [UUID(int=number + 1) for number in range(6)]
    streams = {name: [changed(RECORDED, document=name, issued_on=date(2020 + n // 2, 1, 1))] for n, name in enumerate(names)}
    for one, other in pairs:
        document, by = names[one], names[other]
        command = SupersedeDocument(document=document, by=by, manner=Supersession.AMENDED, valid_from=date(2023, 1, 1))
        try:
            facts = decide(command, TODAY, *(fold(DOCUMENT, streams[name]) for name in (document, by)))
        except Refusal:
            continue
        streams[document] += facts
    links = {n: {f.by for f in facts if isinstance(f, LegalDocumentSuperseded)} for n, facts in streams.items()}
    while ends := {name for name, further in links.items() if not further}:
        links = {name: further - ends for name, further in links.items() if name not in ends}
    assert not links
