"""After the lock a value changes only by an explicit reopening, with reason and document."""

from decimal import Decimal
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import CLUSTER, DECISION_661
from contracts.rules import OfficialLayer
from contracts.scoring import Actual, Met, ReopenedSheet, ScoresLocked, ScoresReopened, Times
from infra.runtime.errors import ForeignAuthority
from services.scoring import refusals as no
from services.scoring.commands import LeaveOutUnit, LockScores, RecordCouncilWord, ReopenForComplaint, ReopenScores
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.ledger_commands import CancelLedgerEntry
from services.scoring.ledger_refusals import ReceiptOnRecord, UnknownDocument
from services.scoring.reopening_refusals import (
    AlreadyReopened,
    LedgerNotReopened,
    NothingToReopen,
    ReopeningUnsound,
    ScoresNotLocked,
    SheetNotReopened,
)
from services.scoring.season import Phase
from tests.services.scoring.books import DUE, FIGURES, enter, keeper, last_total, receive, received
from tests.services.scoring.cluster import GRAIN, LEADER, MODELS, ORDER, board, change, knowing, member, officer, opened
from tests.services.scoring.test_layers import explain
from tests.services.scoring.test_season import (
    DEPUTY,
    A,
    B,
    C,
    appraise,
    cross,
    faults_of,
    history,
    moves,
    own,
    submit,
    then,
    verify,
)
from tests.specification import fold, given

START = opened(member(A), member(B, ORDER), member(C), member(LEADER), member(DEPUTY), layers=tuple(OfficialLayer))
REASON = "Số liệu sản lượng được đính chính."
LOCK = LockScores(cluster=CLUSTER)


def locked():
    """A at 350,000 of 250,000 and B at 275,000 are scored and locked; C has no sheet. The board gave A three models."""
    without_order = tuple(entry for entry in own(B, grain="275000").entries if entry.leaf != ORDER)
    facts = history(own(A, grain="350000"), changed(own(B), entries=without_order), start=START)
    for unit, changes in ((A, [change(MODELS, Times(times=3))]), (B, [])):
        facts = then(then(facts, verify(unit), officer(LEADER)), appraise(unit, *changes), board())
    return then(facts, LOCK, board())


LOCKED = locked()


def reopen(*leaves: str, unit: UUID = A, **fields) -> ReopenScores:
    sheets = (ReopenedSheet(unit=unit, leaves=leaves or (GRAIN,)),)
    return ReopenScores(**{"cluster": CLUSTER, "sheets": sheets, "reason": REASON, "document": DECISION_661, **fields})


REOPENED = then(LOCKED, reopen(), board())
KEPT = change(MODELS, Times(times=3))
CORRECTED = change(GRAIN, Actual(actual=Decimal(300000)), "Theo số liệu đính chính.")


class TestReopening:
    def test_it_says_whose_leaves_why_and_by_what_document(self):
        given(SCORESHEET, *LOCKED).when(decide_season, reopen(), board()).then(
            ScoresReopened(
                cluster=CLUSTER,
                version=1,
                sheets=(ReopenedSheet(unit=A, leaves=(GRAIN,)),),
                reason=REASON,
                document=DECISION_661,
            )
        )

    def test_the_same_again_is_nothing_and_another_has_to_wait(self):
        given(SCORESHEET, *REOPENED).when(decide_season, reopen(), board()).then()
        given(SCORESHEET, *REOPENED).when(decide_season, reopen(MODELS), board()).then_rejected(AlreadyReopened)

    def test_only_what_is_locked(self):
        given(SCORESHEET, *history(own(A), start=START)).when(decide_season, reopen(), board()).then_rejected(ScoresNotLocked)
        given(SCORESHEET).when(decide_season, reopen(), board()).then_rejected(no.ScoringNotOpen)

    def test_its_document_has_to_be_on_record(self):
        refused = given(SCORESHEET, *LOCKED).when(decide_season, reopen(document=UUID(int=5)), board())
        refused.then_rejected(UnknownDocument)

    def test_another_authority_may_not(self):
        given(SCORESHEET, *LOCKED).when(decide_season, reopen(), board(authority="ca-mau")).then_rejected(ForeignAuthority)

    def test_only_sheets_that_were_complete_and_leaves_that_are_theirs(self):
        given(SCORESHEET, *LOCKED).when(decide_season, reopen(unit=C), board()).then_rejected(no.SheetMissing)
        given(SCORESHEET, *LOCKED).when(decide_season, reopen(unit=UUID(int=9)), board()).then_rejected(no.NotAMember)
        refused = given(SCORESHEET, *LOCKED).when(decide_season, reopen("IX", ORDER, unit=B), board())
        assert faults_of(refused.then_rejected(ReopeningUnsound)) == ["unknown-leaf IX", f"leaf-not-assigned {ORDER}"]


class TestAfterwards:
    def test_the_board_speaks_again_and_the_cluster_moves_with_it(self):
        """The best was 350,000; at 300,000 B's 275,000 is half of the best excess."""
        facts = given(SCORESHEET, *REOPENED).when(decide_season, appraise(A, CORRECTED, KEPT), board()).facts
        assert moves(facts) == {B: {GRAIN: ("437.50", "525.00")}}

    def test_what_was_not_reopened_stays_as_it_was_locked(self):
        for stated, leaf in (((CORRECTED,), MODELS), ((CORRECTED, KEPT, change(ORDER, Met(met=False))), ORDER)):
            refused = given(SCORESHEET, *REOPENED).when(decide_season, appraise(A, *stated), board())
            assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"leaf-not-reopened {leaf}"]
        given(SCORESHEET, *REOPENED).when(decide_season, appraise(B), board()).then_rejected(SheetNotReopened)

    def test_the_council_may_speak_too(self):
        word = RecordCouncilWord(cluster=CLUSTER, unit=A, changes=(CORRECTED,), document=DECISION_661)
        assert moves(given(SCORESHEET, *REOPENED).when(decide_season, word, board()).facts)
        other = changed_word(word, change(MODELS, Times(times=1)))
        refused = given(SCORESHEET, *REOPENED).when(decide_season, other, board())
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"leaf-not-reopened {MODELS}"]

    @pytest.mark.parametrize(
        ("command", "who", "refusal"),
        [
            (submit(A), officer(A), no.ScoresAreLocked),
            (cross(A, B), officer(B), no.AlreadyVerified),
            (verify(A), officer(LEADER), no.AlreadyAppraised),
            (explain(A, GRAIN), officer(A), no.AlreadyAppraised),
            (LeaveOutUnit(cluster=CLUSTER, unit=A), board(), no.ScoresAreLocked),
        ],
    )
    def test_nobody_else_does(self, command, who, refusal):
        given(SCORESHEET, *REOPENED).when(decide_season, command, who).then_rejected(refusal)

    def test_it_is_locked_a_second_time_and_reopened_a_second_time(self):
        facts = then(then(REOPENED, appraise(A, CORRECTED, KEPT), board()), LOCK, board())
        last = facts[-1]
        assert isinstance(last, ScoresLocked)
        before = next(fact for fact in facts if isinstance(fact, ScoresLocked))
        totals = {row.unit: (old.total, row.total) for old, row in zip(before.rows, last.rows, strict=True)}
        assert {unit for unit, (old, new) in totals.items() if old != new} == {B}
        given(SCORESHEET, *facts).when(decide_season, LOCK, board()).then()
        given(SCORESHEET, *facts).when(decide_season, appraise(A), board()).then_rejected(no.ScoresAreLocked)
        again = then(facts, reopen(MODELS), board())[-1]
        assert again.version == 2
        assert fold(SCORESHEET, facts).phase is Phase.LOCKED

    def test_a_unit_disqualified_after_the_lock_moves_nobodys_points(self):
        """Its rank is ranking's to take; what was locked changes by name alone."""
        facts = given(SCORESHEET, *REOPENED).when(decide_season, LOCK, board(knowing(disqualified=frozenset({A})))).facts
        assert [type(fact) for fact in facts] == [ScoresLocked]


def changed_word(word: RecordCouncilWord, *changes) -> RecordCouncilWord:
    return changed(word, changes=changes)  # type: ignore[type-var]  # a command has fields to change as a fact does


COMPLAINT = UUID(int=77)


def for_complaint(*leaves: str, unit: UUID = A, complaint: UUID = COMPLAINT) -> ReopenForComplaint:
    said = {"cluster": CLUSTER, "unit": unit, "leaves": leaves or (GRAIN,), "reason": REASON, "document": DECISION_661}
    return ReopenForComplaint(**said, complaint=complaint)


def by_complaint(version: int = 1, *leaves: str, complaint: UUID = COMPLAINT) -> ScoresReopened:
    sheets = (ReopenedSheet(unit=A, leaves=leaves or (GRAIN,)),)
    return ScoresReopened(
        cluster=CLUSTER, version=version, sheets=sheets, reason=REASON, document=DECISION_661, complaint=complaint
    )


class TestReopeningForAComplaint:
    def test_exactly_what_it_names_is_reopened_and_moves_what_follows(self):
        facts = [*LOCKED, *given(SCORESHEET, *LOCKED).when(decide_season, for_complaint(), board()).then(by_complaint())]
        assert fold(SCORESHEET, facts).reopening.leaves == {A: frozenset({GRAIN})}
        refused = given(SCORESHEET, *facts).when(decide_season, appraise(A, change(MODELS, Times(times=1))), board())
        assert isinstance(refused.refusal, no.SheetUnsound)
        corrected = then(facts, appraise(A, KEPT, CORRECTED), board())
        assert moves(corrected[len(facts) :])
        assert isinstance(then(corrected, LOCK, board())[-1], ScoresLocked)

    def test_the_same_complaint_again_is_nothing_even_behind_the_next_lock(self):
        facts = then(LOCKED, for_complaint(), board())
        given(SCORESHEET, *facts).when(decide_season, for_complaint(), board()).then()
        given(SCORESHEET, *then(facts, LOCK, board())).when(decide_season, for_complaint(), board()).then()

    def test_another_one_opens_its_own_leaves_beside_those_that_are_open(self):
        other = UUID(int=78)
        facts = then(REOPENED, for_complaint(MODELS, complaint=other), board())
        assert facts[-1] == by_complaint(2, MODELS, complaint=other)
        assert fold(SCORESHEET, facts).reopening.leaves == {A: frozenset({GRAIN, MODELS})}

    def test_what_is_not_locked_or_not_on_the_sheet_cannot_be_reopened(self):
        scoring = history(own(A), start=START)
        given(SCORESHEET, *scoring).when(decide_season, for_complaint(), board()).then_rejected(ScoresNotLocked)
        given(SCORESHEET, *LOCKED).when(decide_season, for_complaint("IX.1"), board()).then_rejected(ReopeningUnsound)
        given(SCORESHEET, *LOCKED).when(decide_season, for_complaint(unit=C), board()).then_rejected(no.SheetMissing)


OF_LEDGER = reopen(sheets=(), ledgers=(A,))
LEDGER_OPEN = then([*LOCKED], OF_LEDGER, board())


class TestReopeningALedger:
    """Bonuses, deductions and receipts of reports of the units named, until the next lock."""

    def test_it_says_whose(self):
        assert LEDGER_OPEN[-1] == ScoresReopened(
            cluster=CLUSTER, version=1, sheets=(), ledgers=(A,), reason=REASON, document=DECISION_661
        )
        given(SCORESHEET, *LEDGER_OPEN).when(decide_season, OF_LEDGER, board()).then()

    def test_something_has_to_be_named(self):
        given(SCORESHEET, *LOCKED).when(decide_season, reopen(sheets=()), board()).then_rejected(NothingToReopen)

    def test_only_members_that_compete(self):
        stranger = reopen(sheets=(), ledgers=(UUID(int=9),))
        given(SCORESHEET, *LOCKED).when(decide_season, stranger, board()).then_rejected(no.NotAMember)

    def test_its_entries_may_be_entered_and_cancelled_and_the_total_moves(self):
        start = changed(START, ledger=FIGURES)
        locked_so = [start, *LOCKED[1:]]
        facts = then(then(locked_so, OF_LEDGER, board()), enter(A), keeper())
        before = fold(SCORESHEET, locked_so).sheet(A).total
        assert last_total(facts, A) == before + 15
        again = then(facts, LOCK, keeper())
        rows = {row.unit: row.total for row in again[-1].rows}
        assert rows[A] == before + 15
        cancel = CancelLedgerEntry(cluster=CLUSTER, unit=A, entry=enter(A).entry, reason="Cờ của năm 2021.")
        given(SCORESHEET, *again).when(decide_season, cancel, keeper()).then_rejected(no.ScoresAreLocked)
        assert last_total(then(facts, cancel, keeper()), A) == before

    def test_nobody_elses(self):
        given(SCORESHEET, *LEDGER_OPEN).when(decide_season, enter(B), keeper()).then_rejected(LedgerNotReopened, unit=str(B))
        given(SCORESHEET, *REOPENED).when(decide_season, enter(A), keeper()).then_rejected(LedgerNotReopened, unit=str(A))

    def test_nor_a_leaf(self):
        given(SCORESHEET, *LEDGER_OPEN).when(decide_season, appraise(A), board()).then_rejected(SheetNotReopened)

    def test_a_receipt_is_corrected_with_a_reason(self):
        """Late by a day it cost 2; the envelope shows that it had come in time."""
        start = changed(START, ledger=FIGURES)
        late = [DUE, received(A, 1, "2023-05-05T00:00", late=True)]
        locked_so = [*late, start, *LOCKED[1:]]
        facts = then(locked_so, OF_LEDGER, board())
        refused = receive(A, 1, "2023-05-04T10:00")
        given(SCORESHEET, *facts).when(decide_season, refused, keeper()).then_rejected(ReceiptOnRecord)
        corrected = receive(A, 1, "2023-05-04T10:00", reason="Dấu bưu điện ngày 04/5.")
        facts = then(facts, corrected, keeper())
        assert facts[-1].cause.reports == (1,)
        other = receive(B, 1, "2023-05-04T10:00")
        given(SCORESHEET, *facts).when(decide_season, other, keeper()).then_rejected(LedgerNotReopened, unit=str(B))

    def test_a_complaint_reopens_it_beside_leaves_or_alone(self):
        alone = for_complaint().model_copy(update={"leaves": (), "ledgers": (A,)})
        (fact,) = given(SCORESHEET, *LOCKED).when(decide_season, alone, board()).facts
        assert (fact.sheets, fact.ledgers, fact.complaint) == ((), (A,), COMPLAINT)
        both = for_complaint(complaint=UUID(int=79)).model_copy(update={"ledgers": (B,)})
        facts = then([*LOCKED, fact], both, board())
        state = fold(SCORESHEET, facts).reopening
        assert (state.leaves, state.ledgers) == ({A: frozenset({GRAIN})}, frozenset({A, B}))
        assert fold(SCORESHEET, then(facts, LOCK, board())).reopening.ledgers == frozenset()
