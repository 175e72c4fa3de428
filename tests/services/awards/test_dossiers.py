"""Dossiers, as sentences: handed in, returned, refused; complete when the pack's papers are there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.procedure import (
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    NominationsSubmitted,
    PaperDocument,
    PaperFile,
    PaperRecord,
    ReceivedPaper,
    RecordKind,
)
from infra.runtime.decisions import Context, Role
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.awards import procedure_refusals as refusals
from services.awards.dossiers import HandInPapers, RefuseDossier, ReturnDossier, decide_dossier, lacking
from services.awards.procedure import Procedure
from services.awards.refusals import NominationsMissing, PackMissing
from services.awards.rounds import NOMINATION
from tests.services.awards.examples import (
    CERTIFICATE,
    CLUSTER,
    FLAG,
    NOMINATED,
    NOMINATIONS,
    PACK_2017,
    RECEIVED,
    SUBMISSION,
    known,
    unit,
)
from tests.specification import context, fold, given

INITIATIVE = UUID(int=77)
OF = {"cluster": CLUSTER, "unit": unit(1), "award": FLAG}
REPORT = ReceivedPaper(paper="achievement-report", source=PaperFile(name="bao-cao.pdf", sha256="ab" * 32))
MINUTES = ReceivedPaper(paper="review-minutes", source=PaperDocument(number="12/BB", issued_on=date(2023, 12, 18)))
CITED = ReceivedPaper(paper="review-minutes", source=PaperRecord(record=RecordKind.INITIATIVE, id=INITIATIVE))
HAND_IN = HandInPapers(**OF, papers=(REPORT, MINUTES))
HANDED_IN = DossierPapersReceived(**OF, papers=(REPORT, MINUTES), received_on=date(2023, 12, 21), pack="2017")
RETURN = ReturnDossier(**OF, papers=("achievement-report",), reason="Chưa có xác nhận.")
RETURNED = DossierReturned(**OF, papers=("achievement-report",), reason="Chưa có xác nhận.", returned_on=date(2023, 12, 21))
REFUSE = RefuseDossier(**OF, reason="Không đúng đối tượng.")
REFUSED = DossierRefused(**OF, rank=1, reason="Không đúng đối tượng.", refused_on=date(2023, 12, 21))
FROZEN = NominationsSubmitted(cluster=CLUSTER, submission=SUBMISSION, submitted_on=date(2023, 12, 22), nominations=NOMINATIONS)


def at(when: str = "2023-12-21T09:00", **changes: object) -> Context:
    facts = known(**{name: changes.pop(name) for name in ("packs", "records") if name in changes})
    return context(when, known=facts, **changes)


# It happens


def test_a_units_officer_hands_in_the_own_dossier():
    officer = at(role=Role.UNIT_OFFICER, unit=unit(1))
    given(NOMINATION, NOMINATED).when(decide_dossier, HAND_IN, officer).then(HANDED_IN)


def test_the_board_hands_in_for_anybody():
    given(NOMINATION, NOMINATED).when(decide_dossier, HAND_IN, at()).then(HANDED_IN)


def test_a_record_of_the_units_may_be_cited():
    records = frozenset({(RecordKind.INITIATIVE, INITIATIVE, unit(1))})
    command = HandInPapers(**OF, papers=(CITED,))
    (fact,) = given(NOMINATION, NOMINATED).when(decide_dossier, command, at(records=records)).facts
    assert fact.papers == (CITED,)


def test_a_returned_dossier_can_be_handed_in_again():
    given(NOMINATION, NOMINATED, HANDED_IN).when(decide_dossier, RETURN, at()).then(RETURNED)
    again = HandInPapers(**OF, papers=(REPORT,))
    (fact,) = given(NOMINATION, NOMINATED, HANDED_IN, RETURNED).when(decide_dossier, again, at()).facts
    current = fold(NOMINATION, [NOMINATED, HANDED_IN, RETURNED, fact])
    assert (current.dossier((unit(1), FLAG)).returned, lacking(NOMINATIONS[:1], current, PACK_2017)) == (None, {})


def test_a_return_that_names_no_paper_gives_all_back():
    (fact,) = given(NOMINATION, NOMINATED, HANDED_IN).when(decide_dossier, RETURN.model_copy(update={"papers": ()}), at()).facts
    assert fact.papers == ("achievement-report", "review-minutes")


def test_a_dossier_is_complete_when_the_packs_papers_are_there():
    current = fold(NOMINATION, [NOMINATED, HANDED_IN, RETURNED])
    assert lacking(NOMINATIONS[:2], current, PACK_2017) == {
        NOMINATIONS[0]: ("Báo cáo thành tích",),
        NOMINATIONS[1]: ("Báo cáo thành tích", "Biên bản họp"),
    }


def test_a_refused_dossier_is_out_and_nobody_moves_up():
    given(NOMINATION, NOMINATED, HANDED_IN).when(decide_dossier, REFUSE, at()).then(REFUSED)
    assert fold(NOMINATION, [NOMINATED, HANDED_IN, REFUSED]).standing == NOMINATIONS[1:]


def test_the_checklist_is_that_of_the_day_of_receipt_where_a_pack_began_since():
    """Received in December under pack 2017; in January its checklist still holds."""
    command = HandInPapers(**OF, papers=(MINUTES,))
    (fact,) = given(NOMINATION, NOMINATED, RECEIVED).when(decide_dossier, command, at("2024-01-03T09:00")).facts
    assert fact.pack == "2017"
    (fact,) = given(NOMINATION, NOMINATED).when(decide_dossier, command, at("2024-01-03T09:00")).facts
    assert fact.pack == "2024"


# It is refused


def test_no_officer_hands_in_for_another_unit():
    officer = at(role=Role.UNIT_OFFICER, unit=unit(2))
    given(NOMINATION, NOMINATED).when(decide_dossier, HAND_IN, officer).then_rejected(ForeignUnit)


@pytest.mark.parametrize("command", [HAND_IN, RETURN, REFUSE])
def test_dossiers_are_the_own_authoritys(command):
    foreign = at(authority="ca-mau")
    given(NOMINATION, NOMINATED, HANDED_IN).when(decide_dossier, command, foreign).then_rejected(ForeignAuthority)


def test_there_is_no_dossier_without_a_nomination():
    given(NOMINATION).when(decide_dossier, HAND_IN, at()).then_rejected(NominationsMissing)
    other = HAND_IN.model_copy(update={"award": CERTIFICATE})
    given(NOMINATION, NOMINATED).when(decide_dossier, other, at()).then_rejected(refusals.NotNominated)


def test_a_paper_that_the_pack_does_not_list_is_named():
    command = HandInPapers(**OF, papers=(REPORT.model_copy(update={"paper": "photograph"}),))
    given(NOMINATION, NOMINATED).when(decide_dossier, command, at()).then_rejected(
        refusals.UnknownPapers, papers="photograph", required="achievement-report, review-minutes"
    )


def test_a_pack_without_a_checklist_is_named_and_nothing_assumed():
    silent = replace(PACK_2017, procedure=Procedure(named="2017@2"))
    given(NOMINATION, NOMINATED).when(decide_dossier, HAND_IN, at(packs=(silent,))).then_rejected(
        refusals.PapersNotStated, pack="2017@2", award=FLAG
    )
    given(NOMINATION, NOMINATED).when(decide_dossier, HAND_IN, at(packs=())).then_rejected(PackMissing)


@pytest.mark.parametrize("of", [set(), {(RecordKind.INITIATIVE, INITIATIVE, unit(2))}])
def test_a_record_of_another_unit_or_of_nobody_is_not_cited(of):
    command = HandInPapers(**OF, papers=(CITED,))
    given(NOMINATION, NOMINATED).when(decide_dossier, command, at(records=frozenset(of))).then_rejected(refusals.UnknownRecords)


@pytest.mark.parametrize("papers", [("achievement-report",), ()])
def test_what_did_not_come_cannot_go_back(papers):
    command = RETURN.model_copy(update={"papers": papers})
    given(NOMINATION, NOMINATED).when(decide_dossier, command, at()).then_rejected(refusals.PapersNotReceived)


@pytest.mark.parametrize("command", [HAND_IN, RETURN, REFUSE.model_copy(update={"reason": "Lý do khác."})])
def test_a_refusal_is_final_for_the_round(command):
    given(NOMINATION, NOMINATED, HANDED_IN, REFUSED).when(decide_dossier, command, at()).then_rejected(
        refusals.DossierRefusedBefore
    )


@pytest.mark.parametrize("command", [HandInPapers(**OF, papers=(CITED,)), RETURN, REFUSE])
def test_after_the_submission_dossiers_are_frozen(command):
    given(NOMINATION, NOMINATED, HANDED_IN, RECEIVED, FROZEN).when(decide_dossier, command, at()).then_rejected(
        refusals.NominationsFrozen, submission=str(SUBMISSION)
    )


def test_a_paper_is_named_once():
    with pytest.raises(ValueError, match="once only"):
        HandInPapers(**OF, papers=(REPORT, REPORT))


# It is repeated


def test_the_same_papers_and_the_same_refusal_again_change_nothing():
    given(NOMINATION, NOMINATED, HANDED_IN).when(decide_dossier, HAND_IN, at()).then()
    given(NOMINATION, NOMINATED, HANDED_IN, REFUSED).when(decide_dossier, REFUSE, at()).then()
