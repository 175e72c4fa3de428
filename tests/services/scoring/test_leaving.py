"""A unit that leaves, merges or inherits while its cluster is scored: what becomes of everybody's points."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from contracts.examples.registry import CLUSTER, MEMBERS, PLAN, VINH_PHUOC
from contracts.scoring import (
    Cause,
    DepartureManner,
    DeparturePolicy,
    DepartureSettled,
    InheritedPart,
    ScoreInherited,
    ScoresLocked,
    UnitDeparted,
    UnitLeftOut,
)
from infra.runtime.errors import ForeignAuthority
from services.scoring import leaving_refusals as no_leaving
from services.scoring import refusals as no
from services.scoring.agreement import SCORECARD, decide_agreement
from services.scoring.agreement_commands import CloseAgreement
from services.scoring.agreement_refusals import SignaturesMissing
from services.scoring.commands import (
    CloseSelfScoring,
    InheritScore,
    LeaveOutUnit,
    LockScores,
    NoteDeparture,
    SettleDeparture,
)
from services.scoring.departures import by_months, full_months, weighted_mean
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.known import Departed, Heritage, LockedTotal, Predecessor
from tests.services.scoring.cluster import DEPUTY, DRAFTED, GRAIN, LEADER, board, change, knowing, officer
from tests.services.scoring.test_agreement import ISSUED, signed
from tests.services.scoring.test_season import (
    OPENED,
    A,
    B,
    C,
    appraise,
    history,
    moves,
    own,
    submit,
    then,
    verify,
)
from tests.specification import fold, given

GONE_ON = date(2023, 9, 1)
FREEZE, EXCLUDE, INHERIT = DeparturePolicy.FREEZE, DeparturePolicy.EXCLUDE, DeparturePolicy.INHERIT_WEIGHTED
LOCK = LockScores(cluster=CLUSTER)
LEAVE = LeaveOutUnit(cluster=CLUSTER, unit=A)


def note(unit: UUID = A, on: date = GONE_ON, *successors: UUID) -> NoteDeparture:
    manner = DepartureManner.MERGED if successors else DepartureManner.DISSOLVED
    return NoteDeparture(cluster=CLUSTER, unit=unit, on=on, manner=manner, successors=successors, document=PLAN)


def departed(unit: UUID = A, on: date = GONE_ON, *successors: UUID) -> UnitDeparted:
    return UnitDeparted(**dict(note(unit, on, *successors)))


def settle(policy: DeparturePolicy, unit: UUID = A) -> SettleDeparture:
    return SettleDeparture(cluster=CLUSTER, unit=unit, policy=policy, reason="Giải thể từ 01/9.", document=PLAN)


def settled(policy: DeparturePolicy, unit: UUID = A, version: int = 1) -> DepartureSettled:
    return DepartureSettled(**dict(settle(policy, unit)), version=version)


BEST = history(own(A, grain="350000"), own(B, grain="300000"))
"""A has the best excess of the leaf of 700, 0.4; B's is 0.2, so 525."""


def decide(facts, command, context=None):
    return given(SCORESHEET, *facts).when(decide_season, command, context or board())


def after(facts, *commands, context=None):
    for command in commands:
        facts = then(facts, command, context or board())
    return facts


def finished(facts, *units: UUID):
    """Verified and appraised without a change."""
    for unit in units:
        facts = then(facts, verify(unit), officer(DEPUTY if unit == LEADER else LEADER))
        facts = then(facts, appraise(unit), board())
    return facts


def totals(facts) -> dict[UUID, str]:
    state = fold(SCORESHEET, facts)
    return {unit: f"{sheet.total:f}" for unit, sheet in state.sheets.items() if sheet.total is not None}


class TestADisqualificationAtEachTime:
    def test_before_the_opening_it_waits_in_the_stream(self):
        (left,) = decide([], LEAVE).facts
        assert left == UnitLeftOut(cluster=CLUSTER, unit=A)
        assert decide([left, OPENED], submit(A), officer(A)).refusal.code == "unit-left-out"

    def test_between_opening_and_submission_nobody_moves(self):
        decide([OPENED], LEAVE).then(UnitLeftOut(cluster=CLUSTER, unit=A))

    def test_after_submission_leaving_re_scores_the_cluster(self):
        facts = decide(history(own(A, grain="350000"), own(B, grain="300000"), closed=False), LEAVE).facts
        assert moves(facts) == {B: {GRAIN: ("525.00", "700.00")}}

    def test_after_the_appraisal_too(self):
        assert moves(decide(finished(BEST, A, B), LEAVE).facts) == {B: {GRAIN: ("525.00", "700.00")}}

    def test_after_the_lock_nothing_changes(self):
        facts = after(finished(BEST, A, B), LOCK)
        decide(facts, LEAVE).then_rejected(no.ScoresAreLocked)


class TestADepartureIsMadeKnown:
    def test_it_moves_nothing_by_itself(self):
        decide(BEST, note()).then(departed())

    def test_again_is_nothing(self):
        decide([*BEST, departed()], note()).then()

    def test_it_may_come_before_the_opening(self):
        decide([], note()).then(departed())
        assert fold(SCORESHEET, [departed(), OPENED]).departures.units[A].on == GONE_ON

    def test_recorded_after_the_lock_it_is_a_notice_and_nothing_changes(self):
        facts = after(finished(BEST, A, B), LOCK)
        decide(facts, note()).then(departed())
        facts = [*facts, departed()]
        decide(facts, settle(EXCLUDE)).then_rejected(no.ScoresAreLocked)
        decide(facts, LOCK).then()

    def test_the_opening_and_the_lock_do_not_wait_for_the_reactor(self):
        known = knowing(departures=(Departed(A, GONE_ON, DepartureManner.DISSOLVED, (), PLAN),))
        refused = decide(finished(BEST, A, B), LOCK, board(known))
        refused.then_rejected(no_leaving.DeparturesOpen, count=1, units=[str(A)])
        # C handed in nothing, so there is nothing to decide on: it is noted with the lock.
        known = knowing(departures=(Departed(C, GONE_ON, DepartureManner.DISSOLVED, (), PLAN),))
        facts = decide(finished(BEST, A, B), LOCK, board(known)).facts
        assert [type(fact) for fact in facts] == [UnitDeparted, ScoresLocked]


class TestUntilThePolicyIsStated:
    def test_the_departure_stands_open_and_blocks_the_lock(self):
        refused = decide([*finished(BEST, A, B), departed()], LOCK)
        refused.then_rejected(no_leaving.DeparturesOpen, count=1, units=[str(A)])

    def test_a_departure_to_come_blocks_nothing_and_cannot_be_settled_yet(self):
        """Recorded in November with effect from the middle of December: until then it is a member."""
        facts = [*finished(BEST, A, B), departed(A, date(2023, 12, 15))]
        decide(facts, settle(EXCLUDE)).then_rejected(no_leaving.DepartureToCome, on="2023-12-15")
        assert decide(facts, LOCK).refusal is None
        assert decide(facts, LOCK, board(at="2023-12-15T00:00")).refusal.code == "departures-open"

    def test_who_is_disqualified_as_well_needs_no_word(self):
        facts = after([*finished(BEST, A, B), departed()], LEAVE)
        assert decide(facts, LOCK).refusal is None
        decide(facts, settle(FREEZE)).then_rejected(no.UnitIsLeftOut)

    def test_its_signature_is_not_waited_for(self):
        others = [signed(unit) for unit in MEMBERS if unit != A]
        facts = (DRAFTED, ISSUED, *others)
        close = CloseAgreement(cluster=CLUSTER)
        given(SCORECARD, *facts).when(decide_agreement, close, board()).then_rejected(SignaturesMissing, count=1)
        known = knowing(departures=(Departed(A, GONE_ON, DepartureManner.DISSOLVED, (), PLAN),))
        assert given(SCORECARD, *facts).when(decide_agreement, close, board(known)).refusal is None
        too_early = board(known, at="2023-08-31T23:59")
        given(SCORECARD, *facts).when(decide_agreement, close, too_early).then_rejected(SignaturesMissing, count=1)


class TestFreeze:
    def test_the_units_figures_stay_as_they_are_and_go_on_counting(self):
        facts = after([*BEST, departed()], settle(FREEZE))
        assert facts[-1] == settled(FREEZE)
        assert totals(facts)[B] == "775.00"
        corrected = then(facts, verify(B, change(GRAIN, own(B, grain="275000").entries[0].input)), officer(LEADER))
        # B's excess is 0.1 now, a quarter of A's, which still counts: 350 + 350 / 4.
        assert moves(corrected[len(facts) :]) == {B: {GRAIN: ("525.00", "437.50")}}
        refused = decide(facts, verify(A, change(GRAIN, own(A).entries[0].input)), officer(LEADER))
        refused.then_rejected(no_leaving.UnitHasDeparted, unit=str(A))

    def test_its_sheet_is_not_waited_for_at_the_lock_and_is_locked_as_it_stands(self):
        facts = after(finished([*BEST, departed()], B), settle(FREEZE), LOCK)
        rows = {row.unit: row for row in facts[-1].rows}
        assert (rows[A].complete, rows[A].departed, rows[B].total, rows[B].departed) == (False, FREEZE, Decimal("775.00"), None)

    def test_appraised_before_it_keeps_its_total(self):
        facts = after([*finished(BEST, A, B), departed()], settle(FREEZE), LOCK)
        rows = {row.unit: row for row in facts[-1].rows}
        assert (rows[A].complete, rows[A].total, rows[A].departed) == (True, Decimal("950.00"), FREEZE)


class TestExclude:
    def test_it_is_left_out_and_the_cluster_re_scored(self):
        facts = decide([*BEST, departed()], settle(EXCLUDE)).facts
        assert facts[0] == settled(EXCLUDE)
        assert moves(facts) == {B: {GRAIN: ("525.00", "700.00")}}
        assert facts[1].cause == Cause(unit=A, layer=None, version=None, departure=EXCLUDE)

    def test_the_same_again_is_nothing_and_another_word_is_the_next_version(self):
        facts = after([*BEST, departed()], settle(EXCLUDE))
        decide(facts, settle(EXCLUDE)).then()
        back = decide(facts, settle(FREEZE)).facts
        assert back[0] == settled(FREEZE, version=2)
        assert moves(back) == {B: {GRAIN: ("700.00", "525.00")}}

    def test_a_disqualified_unit_is_not_let_in_again(self):
        facts = after([*BEST, departed()], settle(EXCLUDE), LEAVE)
        assert facts[-1] == UnitLeftOut(cluster=CLUSTER, unit=A)
        decide(facts, settle(FREEZE)).then_rejected(no.UnitIsLeftOut)

    def test_its_row_says_so_for_whoever_ranks(self):
        facts = after([*finished(BEST, A, B), departed()], settle(EXCLUDE), LOCK)
        assert {row.unit: row.departed for row in facts[-1].rows}[A] is EXCLUDE


class TestSettling:
    def test_only_what_has_departed(self):
        decide(BEST, settle(FREEZE)).then_rejected(no_leaving.NotDeparted, unit=str(A))

    def test_only_a_member(self):
        decide(BEST, settle(FREEZE, VINH_PHUOC)).then_rejected(no.NotAMember)

    def test_only_by_the_clusters_board(self):
        decide([*BEST, departed()], settle(FREEZE), board(authority="ca-mau")).then_rejected(ForeignAuthority)

    def test_not_before_the_opening(self):
        decide([departed()], settle(FREEZE)).then_rejected(no.ScoringNotOpen)

    def test_who_has_no_successor_leaves_nothing_to_inherit(self):
        decide([*finished(BEST, A), departed()], settle(INHERIT)).then_rejected(no_leaving.NoSuccessor)

    def test_what_is_inherited_has_to_be_whole(self):
        facts = [*BEST, departed(A, GONE_ON, B)]
        decide(facts, settle(INHERIT)).then_rejected(no_leaving.NotAppraisedYet, unit=str(A))


class TestPeers:
    def test_cross_scoring_uses_as_many_peers_as_members_are_left_less_one(self):
        facts = [*history(own(A), own(B), closed=False), departed(C), departed(LEADER), departed(DEPUTY)]
        facts = after(facts, *(settle(EXCLUDE, unit) for unit in (C, LEADER, DEPUTY)), CloseSelfScoring(cluster=CLUSTER))
        assert [each.peers for each in facts[-1].peers] == [(B,), (A,)]

    def test_a_frozen_unit_is_nobodys_peer_and_has_none(self):
        facts = [*history(own(A), own(B), closed=False), departed()]
        facts = after(facts, settle(FREEZE), CloseSelfScoring(cluster=CLUSTER))
        assert [(each.unit, each.peers) for each in facts[-1].peers] == [(B, (C, LEADER))]

    def test_a_peer_that_leaves_is_not_waited_for(self):
        """B and C were to cross-score A; B leaves, and A's sheet goes its way."""
        facts = after([*history(own(A), own(B)), departed(B)], settle(EXCLUDE, B))
        assert fold(SCORESHEET, facts).peers[A] == (B, C)
        assert decide(finished(facts, A), LOCK).refusal is None


def predecessor(unit: UUID, parts: int = 1, of: int = 2, total: str | None = None, scale: int = 1000, policy=None) -> Predecessor:
    locked = None if total is None else LockedTotal(UUID(int=7), Decimal(total), scale, policy)
    return Predecessor(unit, parts, of, locked)


def heritage(*predecessors: Predecessor):
    return board(knowing(heritage=Heritage(date(2023, 1, 1), date(2024, 1, 1), predecessors)))


def inherit(unit: UUID = B, on: date = GONE_ON, *without: UUID) -> InheritScore:
    return InheritScore(cluster=CLUSTER, unit=unit, on=on, without=without, reason="Theo quyết định sáp nhập.", document=PLAN)


OLD_ONE, OLD_TWO, OLD_THREE = (UUID(int=number) for number in (101, 102, 103))


class TestInheritWeighted:
    def test_the_successor_opens_with_the_mean_weighted_by_the_shares_and_the_parts_by_full_months(self):
        """900.00 with a third, 840.50 with two thirds: 860.333…, so 860.33. Own: 350 + 200 + 50 = 600.

        Eight months before 1 September, four since: (8 · 860.33 + 4 · 600) / 12 = 773.553…, so 773.55.
        """
        taken = heritage(predecessor(OLD_ONE, 1, 3, "900.00"), predecessor(OLD_TWO, 2, 3, "840.50"))
        said, moved = decide(history(own(B)), inherit(), taken).facts
        assert (said.mean, said.months_before, said.months_own) == (Decimal("860.33"), 8, 4)
        assert (moved.leaves, moved.scaled, moved.total) == ((), Decimal("600.00"), Decimal("773.55"))
        assert moved.cause == Cause(unit=B, layer=None, version=None, inherited=True)

    def test_its_own_months_are_scored_afresh(self):
        """Inherited before its own sheet: nothing moves; then each change of its own counts by its months."""
        facts = then([OPENED], inherit(), heritage(predecessor(OLD_ONE, 1, 1, "900.00")))
        assert isinstance(facts[-1], ScoreInherited)
        facts = then(facts, submit(B), officer(B))
        assert totals(facts) == {B: "800.00"}
        facts = then(facts, submit(B, models=8), officer(B))
        assert totals(facts) == {B: "816.67"}

    def test_without_shares_in_the_decision_they_are_equal(self):
        parts = [
            InheritedPart(unit=u, cluster=CLUSTER, total=Decimal(t), scale=1000, parts=1, of=3)
            for u, t in ((OLD_ONE, "900.00"), (OLD_TWO, "900.01"), (OLD_THREE, "900.01"))
        ]
        assert weighted_mean(parts, 1000) == Decimal("900.01")

    def test_totals_of_another_scale_are_brought_to_the_successors(self):
        said = decide([OPENED], inherit(), heritage(predecessor(OLD_ONE, 1, 1, "87.55", scale=100))).facts[0]
        assert said.mean == Decimal("875.50")

    def test_in_the_same_cluster_the_appraised_total_is_what_is_inherited(self):
        """A had 1,000; B, once A's best is left out, 950. A third of A and two of B: 966.67; with B's own 950 since:

        (8 · 966.67 + 4 · 950) / 12 = 961.113…, so 961.11.
        """
        facts = finished(history(own(A, grain="350000", models=8), own(B, grain="300000")), A, B)
        facts = after([*facts, departed(A, GONE_ON, B)], settle(INHERIT))
        assert totals(facts) == {A: "1000.00", B: "950.00"}
        taken = heritage(predecessor(A, 1, 3), predecessor(B, 2, 3))
        facts = then(facts, inherit(), taken)
        assert (facts[-2].mean, totals(facts)[B]) == (Decimal("966.67"), "961.11")
        decide(facts, inherit(), taken).then()
        decide(facts, settle(EXCLUDE)).then_rejected(no_leaving.AlreadyInherited)
        rows = {row.unit: row for row in after(facts, LOCK)[-1].rows}
        assert (rows[A].departed, rows[A].total, rows[B].total) == (INHERIT, Decimal("1000.00"), Decimal("961.11"))

    def test_a_predecessor_without_a_locked_total_is_named(self):
        taken = heritage(predecessor(OLD_ONE), predecessor(OLD_TWO, total="900.00"), predecessor(A))
        refused = decide(BEST, inherit(), taken)
        refused.then_rejected(no_leaving.PredecessorsWithoutTotal, count=2, units=[str(OLD_ONE), str(A)])

    def test_one_whose_points_were_decided_otherwise_has_none_to_give(self):
        taken = heritage(predecessor(OLD_ONE, total="900.00", policy=EXCLUDE))
        decide(BEST, inherit(), taken).then_rejected(no_leaving.PredecessorsWithoutTotal, count=1)

    def test_the_board_may_name_who_does_not_count(self):
        """The rest keep their weights among themselves."""
        taken = heritage(predecessor(OLD_ONE, 1, 4), predecessor(OLD_TWO, 1, 4, "900.00"), predecessor(OLD_THREE, 2, 4, "600.00"))
        assert decide([OPENED], inherit(B, GONE_ON, OLD_ONE), taken).facts[0].mean == Decimal("700.00")
        decide([OPENED], inherit(B, GONE_ON, C), taken).then_rejected(no_leaving.NotPredecessors, units=[str(C)])
        only = heritage(predecessor(OLD_ONE, 1, 4))
        decide([OPENED], inherit(B, GONE_ON, OLD_ONE), only).then_rejected(no_leaving.NotPredecessors)

    def test_restated_it_is_the_next_version(self):
        facts = then([OPENED], inherit(), heritage(predecessor(OLD_ONE, 1, 1, "900.00")))
        more = heritage(predecessor(OLD_ONE, 1, 2, "900.00"), predecessor(OLD_TWO, 1, 2, "800.00"))
        (again,) = decide(facts, inherit(), more).facts
        assert (again.version, again.mean) == (2, Decimal("850.00"))

    def test_what_registry_does_not_know_is_not_inherited(self):
        decide([OPENED], inherit(), heritage()).then_rejected(no_leaving.NoTakeover)
        decide([OPENED], inherit(), board()).then_rejected(no_leaving.NoTakeover)
        decide([OPENED], inherit(), board(None)).then_rejected(no.UnknownCluster)

    def test_not_before_the_opening_nor_after_the_lock(self):
        taken = heritage(predecessor(OLD_ONE, 1, 1, "900.00"))
        decide([], inherit(), taken).then_rejected(no.ScoringNotOpen)
        decide(after(finished(BEST, A, B), LOCK), inherit(), taken).then_rejected(no.ScoresAreLocked)
        decide([OPENED], inherit(VINH_PHUOC), taken).then_rejected(no.NotAMember)

    def test_without_a_full_month_on_either_side_there_is_nothing_to_weight_by(self):
        taken = board(knowing(heritage=Heritage(date(2023, 8, 10), date(2023, 9, 20), (predecessor(OLD_ONE, 1, 1, "900.00"),))))
        decide([OPENED], inherit(), taken).then_rejected(no_leaving.NoFullMonth, on="2023-09-01")

    def test_the_lock_waits_for_what_a_successor_is_to_inherit(self):
        facts = finished(history(own(B)), B)
        refused = decide(facts, LOCK, board(knowing(heirs=frozenset({B}))))
        refused.then_rejected(no_leaving.InheritanceOpen, count=1, units=[str(B)])
        facts = then(facts, inherit(), heritage(predecessor(OLD_ONE, 1, 1, "900.00")))
        assert decide(facts, LOCK, board(knowing(heirs=frozenset({B})))).refusal is None


@pytest.mark.parametrize(
    ("first", "end", "months"),
    [
        ("2025-01-01", "2025-07-01", 6),
        ("2025-07-01", "2026-01-01", 6),
        ("2023-01-01", "2023-09-15", 8),
        ("2023-09-15", "2024-01-01", 3),
        ("2023-01-31", "2023-02-28", 1),
        ("2023-01-31", "2023-02-27", 0),
        ("2024-02-29", "2025-02-28", 12),
        ("2023-09-05", "2024-06-01", 8),
        ("2023-05-01", "2023-05-01", 0),
        ("2023-06-01", "2023-05-01", 0),
    ],
)
def test_months_are_full_ones(first, end, months):
    assert full_months(date.fromisoformat(first), date.fromisoformat(end)) == months


def test_the_reorganisation_of_july_halves_the_year():
    """Six months each: the mean of 912.34 and 880.01 is 896.175, half up 896.18."""
    assert by_months(Decimal("912.34"), 6, Decimal("880.01"), 6) == Decimal("896.18")
    assert by_months(Decimal("912.34"), 12, Decimal("1.00"), 0) == Decimal("912.34")


TOTALS = st.decimals(min_value=-100, max_value=1100, places=2)


@settings(max_examples=60, deadline=None)
@drawn(st.lists(st.tuples(TOTALS, st.integers(1, 1000)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_a_weighted_mean_lies_between_its_parts_and_their_order_says_nothing(weighed, chance):
    of = sum(weight for _, weight in weighed)
    parts = [
        InheritedPart(unit=UUID(int=place), cluster=CLUSTER, total=total, scale=1000, parts=weight, of=of)
        for place, (total, weight) in enumerate(weighed)
    ]
    mean = weighted_mean(parts, 1000)
    assert min(total for total, _ in weighed) <= mean <= max(total for total, _ in weighed)
    chance.shuffle(parts)
    assert weighted_mean(parts, 1000) == mean


def back(policy_version: int = 1) -> DepartureSettled:
    return settled(DeparturePolicy.RETURNED, version=policy_version)


class TestComingBack:
    """A unit that left its cluster by decision, and is a member again by another."""

    LEFT = UnitDeparted(cluster=CLUSTER, unit=A, on=GONE_ON, manner=DepartureManner.WITHDRAWN, successors=(), document=PLAN)

    def test_registry_has_to_say_so(self):
        known = knowing(departures=(Departed(A, GONE_ON, DepartureManner.WITHDRAWN, (), PLAN),))
        facts = [*BEST, self.LEFT]
        decide(facts, settle(DeparturePolicy.RETURNED), board(known)).then_rejected(no_leaving.NotReturned, unit=str(A))
        decide(facts, settle(DeparturePolicy.RETURNED)).then(back())

    def test_it_counts_again_and_the_cluster_is_scored_again(self):
        facts = after([*BEST, self.LEFT], settle(EXCLUDE))
        assert totals(facts)[B] == "950.00"
        returned = decide(facts, settle(DeparturePolicy.RETURNED)).facts
        assert returned[0] == back(2)
        assert moves(returned) == {B: {GRAIN: ("700.00", "525.00")}}
        assert decide([*facts, *returned], verify(A), officer(LEADER)).refusal is None

    def test_the_lock_says_nothing_of_a_departure(self):
        facts = after(finished([*BEST, self.LEFT, back()], A, B), LOCK)
        assert {row.unit: row.departed for row in facts[-1].rows}[A] is None

    def test_it_can_leave_again_on_another_day(self):
        facts = [*BEST, self.LEFT, back()]
        decide(facts, note(A, GONE_ON)).then()
        later = note(A, date(2023, 10, 1))
        decide(facts, later).then(UnitDeparted(**dict(later)))
        refused = decide(finished([*facts, UnitDeparted(**dict(later))], A, B), LOCK)
        refused.then_rejected(no_leaving.DeparturesOpen, units=[str(A)])
