"""The ledger of bonuses and deductions beside the sheet (DOMAIN: "Bonus and deductions form a ledger beside the sheet")."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, PROVINCE
from contracts.examples.scoring import SCORES_LOCKED, SHEET_APPRAISED, SHEET_VERIFIED
from contracts.rules import ScaleFigureCode
from contracts.scoring import Cause, LedgerEntryCancelled, ScoresLocked, UnitLeftOut, UnitScoreChanged
from infra.runtime.errors import ForeignAuthority
from services.scoring import ledger_refusals as no
from services.scoring import refusals
from services.scoring.commands import CloseSelfScoring, LockScores
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.ledger_commands import CancelLedgerEntry
from tests.services.scoring.books import FIGURES, enter, entered, handed_in, keeper, last_total, submit, sums
from tests.services.scoring.cluster import HONOURS, member, officer, opened
from tests.specification import fold, given

A, B = BAC_LIEU, DONG_HAI
LOCKED_ROWS = SCORES_LOCKED.rows
DONE = tuple(changed(layer, unit=A, changes=()) for layer in (SHEET_VERIFIED, SHEET_APPRAISED))
OPENED = opened(member(A), member(B, HONOURS), ledger=FIGURES)
CAUSE = Cause(unit=A, layer=None, version=None, entry=UUID(int=1))


def history(*facts):
    return [*handed_in(decide_season, SCORESHEET, [OPENED], A), *facts]


def after(*commands, facts=None):
    """What the commands leave, one after the other."""
    facts = list(facts or history())
    for command in commands:
        facts += given(SCORESHEET, *facts).when(decide_season, command, keeper()).facts
    return facts


def cancel(number: int = 1, unit=A, reason="Cờ được tặng cho thành tích của năm trước."):
    return CancelLedgerEntry(cluster=CLUSTER, unit=unit, entry=UUID(int=number), reason=reason)


class TestEntering:
    def test_fifteen_for_a_government_flag_are_added_to_the_total(self):
        facts = given(SCORESHEET, *history()).when(decide_season, enter(A), keeper()).facts
        assert facts[0] == entered(A, "15", figure=ScaleFigureCode.GOVERNMENT_FLAG)
        (moved,) = facts[1:]
        assert (moved.total, moved.scaled, moved.ledger) == (615, 600, sums(bonuses="15", points="15"))
        assert (moved.cause, moved.leaves) == (CAUSE, ())

    def test_ten_for_a_city_or_ministry_flag(self):
        assert last_total(after(enter(A, figure=ScaleFigureCode.MINISTRY_FLAG)), A) == 610

    def test_a_tenth_of_these_on_a_hundred_points(self):
        hundred = changed(OPENED, ledger={ScaleFigureCode.GOVERNMENT_FLAG: Decimal("1.5")})
        facts = given(SCORESHEET, hundred).when(decide_season, enter(A), keeper()).facts
        assert facts == (entered(A, "1.5", figure=ScaleFigureCode.GOVERNMENT_FLAG),)

    def test_totals_may_pass_the_scale_and_may_be_negative(self):
        full = {"grain": "350000", "models": 8}
        best = handed_in(decide_season, SCORESHEET, [OPENED], A, **full)
        assert last_total(best, A) == 1000
        assert last_total(after(enter(A), facts=best), A) == 1015
        none = handed_in(decide_season, SCORESHEET, [OPENED], A, grain="0", order=False, models=0)
        assert last_total(after(enter(A, points=Decimal(-50)), facts=none), A) == -50

    def test_added_after_scaling_at_face_value(self):
        """550 of the 900 that are assigned are 611.11 on the full scale; 15 stay 15."""
        start = opened(member(A, "III.1"), ledger=FIGURES)
        facts = [start, *given(SCORESHEET, start).when(decide_season, _without_models(A), officer(A)).facts]
        before = last_total(facts, A)
        assert before == Decimal("611.11")
        assert last_total(after(enter(A), facts=facts), A) == before + 15

    def test_points_stated_within_the_bounds_of_the_pack(self):
        facts = after(enter(A, points=Decimal("-7.5")))
        assert last_total(facts, A) == Decimal("592.5")
        assert facts[-1].ledger == sums(deductions="-7.5", points="-7.5")

    @pytest.mark.parametrize("points", ["30.01", "-50.01", "0"])
    def test_points_beyond_the_bounds_or_none_at_all(self, points):
        refused = given(SCORESHEET, *history()).when(decide_season, enter(A, points=Decimal(points)), keeper())
        refused.then_rejected(no.PointsBeyondBounds, lowest="-50", highest="30")

    def test_either_a_figure_or_points(self):
        both = enter(A, figure=ScaleFigureCode.GOVERNMENT_FLAG, points=Decimal(1))
        neither = enter(A, figure=None)
        for command in (both, neither):
            given(SCORESHEET, *history()).when(decide_season, command, keeper()).then_rejected(no.FigureOrPoints)

    @pytest.mark.parametrize("figure", sorted(set(ScaleFigureCode) - {"ministry-flag", "government-flag"}))
    def test_late_reports_and_bounds_are_no_entries_by_hand(self, figure):
        refused = given(SCORESHEET, *history()).when(decide_season, enter(A, figure=ScaleFigureCode(figure)), keeper())
        refused.then_rejected(no.FollowsByItself)

    def test_what_an_old_pack_does_not_state_is_said_and_not_assumed(self):
        old = changed(OPENED, ledger={})
        refused = given(SCORESHEET, old).when(decide_season, enter(A), keeper())
        refused.then_rejected(no.FigureNotStated, figure="scoring.by_scale.government-flag", scale=1000, pack="2017")
        refused = given(SCORESHEET, old).when(decide_season, enter(A, points=Decimal(1)), keeper())
        refused.then_rejected(no.FigureNotStated, figure="scoring.by_scale.deduction-cap")

    def test_before_the_own_sheet_it_waits_for_it(self):
        facts = after(enter(A), facts=[OPENED])
        assert [type(fact).__name__ for fact in facts] == ["SelfScoringOpened", "LedgerEntryEntered"]
        assert last_total(handed_in(decide_season, SCORESHEET, facts, A), A) == 615

    def test_again_is_nothing(self):
        given(SCORESHEET, *after(enter(A))).when(decide_season, enter(A), keeper()).then()

    def test_an_entry_is_never_changed(self):
        facts = after(enter(A))
        for other in (enter(A, ground="Khác."), enter(A, points=Decimal(15)), enter(B)):
            given(SCORESHEET, *facts).when(decide_season, other, keeper()).then_rejected(no.EntryIdTaken)

    def test_the_document_has_to_be_on_record(self):
        refused = given(SCORESHEET, *history()).when(decide_season, enter(A, document=PROVINCE), keeper())
        refused.then_rejected(no.UnknownDocument)

    def test_not_for_a_stranger_nor_for_who_was_left_out(self):
        stranger = given(SCORESHEET, *history()).when(decide_season, enter(PROVINCE), keeper())
        stranger.then_rejected(refusals.NotAMember)
        left = given(SCORESHEET, *history(UnitLeftOut(cluster=CLUSTER, unit=A))).when(decide_season, enter(A), keeper())
        left.then_rejected(refusals.UnitIsLeftOut)

    def test_from_the_opening_to_the_lock_by_the_managing_authority(self):
        given(SCORESHEET).when(decide_season, enter(A), keeper()).then_rejected(refusals.ScoringNotOpen)
        locked = history(ScoresLocked(cluster=CLUSTER, season=OPENED.season, authority=OPENED.authority, rows=LOCKED_ROWS))
        given(SCORESHEET, *locked).when(decide_season, enter(A), keeper()).then_rejected(refusals.ScoresAreLocked)
        foreign = keeper(authority="ca-mau")
        given(SCORESHEET, *history()).when(decide_season, enter(A), foreign).then_rejected(ForeignAuthority)


def _without_models(unit):
    whole = submit(unit)
    return whole.model_copy(update={"entries": tuple(each for each in whole.entries if each.leaf != "III.1")})


class TestCancelling:
    def test_with_a_reason_and_the_points_go(self):
        facts = given(SCORESHEET, *after(enter(A))).when(decide_season, cancel(), keeper()).facts
        assert facts[0] == LedgerEntryCancelled(cluster=CLUSTER, unit=A, entry=UUID(int=1), reason=cancel().reason)
        assert (facts[1].total, facts[1].ledger, facts[1].cause) == (600, None, CAUSE)

    def test_again_is_nothing_and_its_id_stays_taken(self):
        facts = after(enter(A), cancel())
        given(SCORESHEET, *facts).when(decide_season, cancel(), keeper()).then()
        given(SCORESHEET, *facts).when(decide_season, enter(A), keeper()).then_rejected(no.EntryIdTaken)

    def test_an_unknown_entry_or_one_of_another_unit(self):
        for command in (cancel(2), cancel(1, unit=B)):
            given(SCORESHEET, *after(enter(A))).when(decide_season, command, keeper()).then_rejected(no.UnknownEntry)


class TestCaps:
    def test_the_cap_cuts_the_sum_not_entries(self):
        """15 + 15 + 10 are 40: 30 count, and each entry keeps its face value."""
        facts = after(enter(A), enter(A, 2), enter(A, 3, figure=ScaleFigureCode.MINISTRY_FLAG))
        assert facts[-1].ledger == sums(bonuses="40", bonuses_cut="10", points="30")
        assert last_total(facts, A) == 630
        assert fold(SCORESHEET, facts).ledger.entries[UUID(int=3)].fact.points == 10

    def test_what_the_cap_had_cut_comes_back_when_an_entry_is_cancelled(self):
        facts = after(enter(A), enter(A, 2), enter(A, 3), cancel(1))
        assert facts[-1].ledger == sums(bonuses="30", points="30")
        assert facts[-1].total == 630

    def test_deductions_are_cut_at_fifty_on_a_thousand(self):
        facts = after(enter(A, points=Decimal(-50)), enter(A, 2, points=Decimal(-20)), enter(A, 3))
        assert facts[-1].ledger == sums(bonuses="15", deductions="-70", deductions_cut="20", points="-35")

    def test_a_pack_need_not_cap_sums(self):
        uncapped = {code: points for code, points in FIGURES.items() if code is not ScaleFigureCode.BONUS_CAP}
        start = handed_in(decide_season, SCORESHEET, [changed(OPENED, ledger=uncapped)], A)
        assert last_total(after(enter(A), enter(A, 2), enter(A, 3), facts=start), A) == 645

    def test_every_entry_has_one_cause_and_moves_its_unit_alone(self):
        start = handed_in(decide_season, SCORESHEET, [OPENED], A)
        start = [*start, *given(SCORESHEET, *start).when(decide_season, _without_honours(B), officer(B)).facts]
        facts = after(enter(A), enter(A, 2), facts=start)[len(start) :]
        changes = [fact for fact in facts if isinstance(fact, UnitScoreChanged)]
        assert [(fact.unit, fact.cause.entry) for fact in changes] == [(A, UUID(int=1)), (A, UUID(int=2))]


def _without_honours(unit):
    whole = submit(unit)
    return whole.model_copy(update={"entries": tuple(each for each in whole.entries if each.leaf != HONOURS)})


def test_the_lock_counts_deductions_before_any_bound():
    """Two penalties of the plus/minus leaf and 70 of the ledger: 74, the smaller sum of which breaks a tie."""
    facts = handed_in(decide_season, SCORESHEET, [opened(member(A), ledger=FIGURES)], A, honours=(0, 2))
    facts = after(enter(A, points=Decimal(-50)), enter(A, 2, points=Decimal(-20)), CloseSelfScoring(cluster=CLUSTER), facts=facts)
    locked = given(SCORESHEET, *facts, *DONE).when(decide_season, LockScores(cluster=CLUSTER), keeper()).facts[-1]
    (row,) = locked.rows
    assert (row.total, row.deductions, row.late_reports) == (Decimal("546.00"), Decimal(74), 0)
