"""One cluster's season: from opened self-scoring to locked scores."""

import time
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, HONG_DAN, PROVINCE
from contracts.examples.scoring import EVIDENCE
from contracts.rules import NotAssigned
from contracts.scoring import (
    Actual,
    AgreementClosed,
    AgreementSigned,
    Cause,
    CrossSheetSubmitted,
    Entry,
    Layer,
    Leaf,
    LockedScore,
    Member,
    Met,
    MovedLeaf,
    Peers,
    PlusMinusTimes,
    ScorecardIssued,
    ScoresLocked,
    SelfScoringClosed,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetVerified,
    TargetsSet,
    Times,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.scoring import refusals as no
from services.scoring.agreement import SCORECARD
from services.scoring.commands import (
    AppraiseSheet,
    CloseSelfScoring,
    LeaveOutUnit,
    LockScores,
    OpenSelfScoring,
    SubmitCrossSheet,
    SubmitSelfSheet,
    VerifySheet,
)
from services.scoring.domain import SCORESHEET, decide_season
from tests.services.scoring.cluster import (
    DEPUTY,
    DRAFTED,
    GRAIN,
    HIGHER,
    HONOURS,
    LEADER,
    MODELS,
    ORDER,
    board,
    change,
    entries,
    knowing,
    member,
    officer,
    opened,
)
from tests.specification import fold, given

DIGEST = "d" * 64
A, B, C = BAC_LIEU, HONG_DAN, DONG_HAI
"""Three ordinary members; LEADER and DEPUTY are two more."""
OPENED = opened(member(A), member(B), member(C), member(LEADER), member(DEPUTY))


def own(unit: UUID, version: int = 1, **figures) -> SelfSheetSubmitted:
    return SelfSheetSubmitted(cluster=CLUSTER, unit=unit, version=version, entries=entries(**figures))


def submit(unit: UUID, **figures) -> SubmitSelfSheet:
    return SubmitSelfSheet(cluster=CLUSTER, unit=unit, entries=entries(**figures))


def history(*sheets: SelfSheetSubmitted, start=OPENED, closed: bool = True):
    """Facts as they really come: each sheet with what it did to the points, then the end of self-scoring."""
    facts = [start]
    for sheet in sheets:
        command = SubmitSelfSheet(cluster=CLUSTER, unit=sheet.unit, entries=sheet.entries)
        facts += given(SCORESHEET, *facts).when(decide_season, command, officer(sheet.unit)).facts
    if closed:
        facts += given(SCORESHEET, *facts).when(decide_season, CloseSelfScoring(cluster=CLUSTER), board()).facts
    return facts


def then(facts, command, context):
    """The facts so far, and those that the command adds; it must not be refused."""
    more = given(SCORESHEET, *facts).when(decide_season, command, context)
    assert more.refusal is None, more.refusal
    return [*facts, *more.facts]


def moves(facts) -> dict[UUID, dict[str, tuple[str | None, str | None]]]:
    """Unit → leaf → points before and after."""

    def text(points):
        return None if points is None else str(points)

    return {
        fact.unit: {moved.leaf: (text(moved.old), text(moved.new)) for moved in fact.leaves}
        for fact in facts
        if isinstance(fact, UnitScoreChanged)
    }


def verify(unit: UUID, *changes) -> VerifySheet:
    return VerifySheet(cluster=CLUSTER, unit=unit, changes=changes)


def verified(unit: UUID, *changes, version=1, verifier=LEADER) -> SheetVerified:
    return SheetVerified(
        cluster=CLUSTER,
        unit=unit,
        version=version,
        verifier=verifier,
        leader=LEADER,
        first_deputy=DEPUTY,
        changes=changes,
    )


def appraise(unit: UUID, *changes) -> AppraiseSheet:
    return AppraiseSheet(cluster=CLUSTER, unit=unit, changes=changes)


def appraised(unit: UUID, *changes, version=1) -> SheetAppraised:
    return SheetAppraised(cluster=CLUSTER, unit=unit, version=version, changes=changes)


def faults_of(refusal) -> list[str]:
    return [f"{fault['code']} {fault['at']}" for fault in refusal.fields["faults"]]


class TestOpening:
    ISSUED = ScorecardIssued(cluster=CLUSTER, version=1, digest=DIGEST, members=(A, B, C))
    IDLE = TargetsSet(
        cluster=CLUSTER, unit=C, version=1, targets={}, not_assigned=("I.1", "I.2", "II.1", "II.2", "III.1", "III.2")
    )
    AIMED = TargetsSet(cluster=CLUSTER, unit=A, version=1, targets={"I.1": Decimal(120)}, not_assigned=("II.2",))
    SIGNED = tuple(AgreementSigned(cluster=CLUSTER, unit=unit, version=1, digest=DIGEST) for unit in (A, B))
    CLOSED = AgreementClosed(cluster=CLUSTER, version=1, digest=DIGEST)
    AGREEMENT = (DRAFTED, AIMED, IDLE, ISSUED, *SIGNED, CLOSED)
    OPEN = OpenSelfScoring(cluster=CLUSTER)
    EXPECTED = opened(
        Member(unit=A, signed=True, targets={"I.1": Decimal(120)}, not_assigned=("II.2",)),
        Member(unit=B, signed=True, targets={}, not_assigned=()),
        Member(unit=C, signed=False, targets={}, not_assigned=IDLE.not_assigned),
        digest=DIGEST,
        leaf_step=Decimal("0.5"),
        total=100,
        leaves=tuple(
            Leaf(leaf=leaf.code, group=group, title=leaf.title, maximum=leaf.maximum, rule=leaf.rule)
            for group, root in enumerate(DRAFTED.criteria, start=1)
            for leaf in root.children
        ),
    )

    def test_it_copies_all_that_deciding_needs(self):
        given(SCORESHEET).also(SCORECARD, *self.AGREEMENT).when(decide_season, self.OPEN, board()).then(self.EXPECTED)

    def test_again_is_nothing(self):
        again = given(SCORESHEET, self.EXPECTED).also(SCORECARD, *self.AGREEMENT)
        again.when(decide_season, self.OPEN, board()).then()

    def test_not_after_its_end(self):
        again = given(SCORESHEET, *history()).also(SCORECARD, *self.AGREEMENT)
        again.when(decide_season, self.OPEN, board()).then_rejected(no.SelfScoringOver)

    def test_the_agreement_has_to_be_closed(self):
        for agreement in ((), self.AGREEMENT[:-1]):
            start = given(SCORESHEET).also(SCORECARD, *agreement)
            start.when(decide_season, self.OPEN, board()).then_rejected(no.AgreementNotClosed)

    def test_a_unit_that_is_disqualified_by_then_is_left_out_from_the_beginning(self):
        gone = board(knowing(disqualified=frozenset({A, PROVINCE})))
        left = UnitLeftOut(cluster=CLUSTER, unit=A)
        given(SCORESHEET).also(SCORECARD, *self.AGREEMENT).when(decide_season, self.OPEN, gone).then(self.EXPECTED, left)
        given(SCORESHEET, left).also(SCORECARD, *self.AGREEMENT).when(decide_season, self.OPEN, gone).then(self.EXPECTED)

    def test_another_authority_may_not(self):
        start = given(SCORESHEET).also(SCORECARD, *self.AGREEMENT)
        start.when(decide_season, self.OPEN, board(authority="ca-mau")).then_rejected(ForeignAuthority)

    def test_a_cluster_that_registry_has_not_told_of(self):
        start = given(SCORESHEET).also(SCORECARD, *self.AGREEMENT)
        start.when(decide_season, self.OPEN, board(known=None)).then_rejected(no.UnknownCluster)


class TestSelfSheet:
    def test_it_happens_and_says_the_points(self):
        """300,000 of 250,000 is the best excess: 700. Order 200, 4 models at 12.5 are 50, two honours 20."""
        given(SCORESHEET, OPENED).when(decide_season, submit(A, grain="300000", honours=(2, 0)), officer(A)).then(
            own(A, grain="300000", honours=(2, 0)),
            UnitScoreChanged(
                cluster=CLUSTER,
                unit=A,
                cause=Cause(unit=A, layer=Layer.SELF, version=1),
                leaves=(
                    MovedLeaf(leaf=GRAIN, old=None, new=Decimal("700.00")),
                    MovedLeaf(leaf=ORDER, old=None, new=Decimal("200.00")),
                    MovedLeaf(leaf=MODELS, old=None, new=Decimal("50.00")),
                    MovedLeaf(leaf=HONOURS, old=None, new=Decimal("20.00")),
                ),
                groups=(Decimal("700.00"), Decimal("200.00"), Decimal("50.00")),
                maximum=Decimal("1000.00"),
                raw=Decimal("950.00"),
                scaled=Decimal("950.00"),
                plus_minus=Decimal("20.00"),
                total=Decimal("970.00"),
            ),
        )

    def test_one_units_sheet_moves_the_others(self):
        """B's 350,000 is twice A's excess: A falls to 350 + 350/2."""
        facts = history(own(A, grain="300000"), closed=False)
        after = given(SCORESHEET, *facts).when(decide_season, submit(B, grain="350000"), officer(B)).facts
        assert moves(after)[A] == {GRAIN: ("700.00", "525.00")}
        assert moves(after)[B][GRAIN] == (None, "700.00")
        told = next(fact for fact in after if isinstance(fact, UnitScoreChanged) and fact.unit == A)
        assert told.cause == Cause(unit=B, layer=Layer.SELF, version=1)
        assert told.total == Decimal("775.00")

    def test_the_order_of_entry_says_nothing(self):
        backwards = changed(submit(A), entries=entries()[::-1])
        straight = given(SCORESHEET, OPENED).when(decide_season, submit(A), officer(A)).facts
        given(SCORESHEET, OPENED).when(decide_season, backwards, officer(A)).then(*straight)

    def test_resubmitted_it_is_the_next_version_and_says_what_moved(self):
        facts = history(own(A), closed=False)
        after = given(SCORESHEET, *facts).when(decide_season, submit(A, models=5), officer(A)).facts
        assert after[0] == own(A, version=2, models=5)
        assert moves(after) == {A: {MODELS: ("50.00", "62.50")}}

    def test_the_same_again_is_nothing(self):
        facts = history(own(A), closed=False)
        given(SCORESHEET, *facts).when(decide_season, submit(A), officer(A)).then()

    def test_other_evidence_is_a_new_version_though_no_point_moves(self):
        facts = history(own(A), closed=False)
        better = (changed(entries()[0], evidence=(EVIDENCE,)), *entries()[1:])
        again = SubmitSelfSheet(cluster=CLUSTER, unit=A, entries=better)
        given(SCORESHEET, *facts).when(decide_season, again, officer(A)).then(
            SelfSheetSubmitted(cluster=CLUSTER, unit=A, version=2, entries=better)
        )

    def test_what_is_not_assigned_leaves_the_maximum(self):
        """Without grain: 250 of 300, scaled to 833.33; honours are added at face value."""
        start = opened(member(A, GRAIN, target=None), member(B), member(C))
        sheet = SubmitSelfSheet(cluster=CLUSTER, unit=A, entries=entries(honours=(0, 1))[1:])
        told = given(SCORESHEET, start).when(decide_season, sheet, officer(A)).facts[1]
        assert (told.maximum, told.raw, told.scaled, told.total) == tuple(map(Decimal, ("300", "250", "833.33", "831.33")))
        raw = changed(start, not_assigned=NotAssigned.RAW)
        assert given(SCORESHEET, raw).when(decide_season, sheet, officer(A)).facts[1].total == Decimal(248)

    @pytest.mark.parametrize(
        ("sheet", "faults"),
        [
            (entries()[1:], [f"leaf-missing {GRAIN}"]),
            ((*entries(), entries()[0]), [f"leaf-twice {GRAIN}"]),
            ((*entries(), Entry(leaf="IX.9", input=Met(met=True))), ["unknown-leaf IX.9"]),
            ((Entry(leaf=GRAIN, input=Met(met=True)), *entries()[1:]), [f"wrong-input {GRAIN}"]),
            ((entries()[0], Entry(leaf=ORDER, input=Times(times=1)), *entries()[2:]), [f"wrong-input {ORDER}"]),
            (
                (changed(entries()[0], evidence=(changed(EVIDENCE, period_to=date(2022, 12, 31)),)), *entries()[1:]),
                [f"period-backwards {GRAIN}"],
            ),
            (
                (Entry(leaf=GRAIN, input=Met(met=True)),),
                [f"wrong-input {GRAIN}", *(f"leaf-missing {x}" for x in (ORDER, MODELS, HONOURS))],
            ),
        ],
    )
    def test_a_sheet_that_is_not_whole_or_does_not_fit_is_refused_with_every_fault(self, sheet, faults):
        command = SubmitSelfSheet(cluster=CLUSTER, unit=A, entries=sheet)
        refused = given(SCORESHEET, OPENED).when(decide_season, command, officer(A))
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == faults

    def test_a_leaf_that_is_not_assigned_cannot_be_stated(self):
        start = opened(member(A, ORDER), member(B), member(C))
        refused = given(SCORESHEET, start).when(decide_season, submit(A), officer(A))
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"leaf-not-assigned {ORDER}"]

    def test_for_another_unit_it_is_refused(self):
        given(SCORESHEET, OPENED).when(decide_season, submit(A), officer(B)).then_rejected(ForeignUnit)
        given(SCORESHEET, OPENED).when(decide_season, submit(A), board()).then_rejected(ForeignUnit)

    def test_a_stranger_hands_in_nothing(self):
        given(SCORESHEET, OPENED).when(decide_season, submit(PROVINCE), officer(PROVINCE)).then_rejected(no.NotAMember)

    def test_not_before_it_is_opened(self):
        given(SCORESHEET).when(decide_season, submit(A), officer(A)).then_rejected(no.ScoringNotOpen)

    def test_not_after_it_is_closed(self):
        given(SCORESHEET, *history(own(B))).when(decide_season, submit(A), officer(A)).then_rejected(no.SelfScoringOver)

    def test_not_after_the_lock(self):
        given(SCORESHEET, *locked()).when(decide_season, submit(A), officer(A)).then_rejected(no.ScoresAreLocked)

    def test_who_has_not_signed_has_no_sheet(self):
        start = opened(member(A, signed=False), member(B), member(C))
        given(SCORESHEET, start).when(decide_season, submit(A), officer(A)).then_rejected(no.NotSigned)

    def test_who_was_left_out_hands_in_nothing(self):
        gone = given(SCORESHEET, OPENED, UnitLeftOut(cluster=CLUSTER, unit=A))
        gone.when(decide_season, submit(A), officer(A)).then_rejected(no.UnitIsLeftOut)


class TestClosing:
    CLOSE = CloseSelfScoring(cluster=CLUSTER)

    def test_the_next_two_on_the_roll_become_peers_and_who_handed_in_nothing_is_missing(self):
        facts = history(own(A), own(LEADER), own(DEPUTY), closed=False)
        given(SCORESHEET, *facts).when(decide_season, self.CLOSE, board()).then(
            SelfScoringClosed(
                cluster=CLUSTER,
                peers=(
                    Peers(unit=A, peers=(B, C)),
                    Peers(unit=LEADER, peers=(DEPUTY, A)),
                    Peers(unit=DEPUTY, peers=(A, B)),
                ),
                missing=(B, C),
            )
        )

    @pytest.mark.parametrize(
        ("left", "peers", "expected"),
        [((), 2, (B, C)), ((B,), 2, (C, LEADER)), ((B, C, LEADER), 2, (DEPUTY,)), ((B, C, LEADER, DEPUTY), 2, ()), ((), 0, ())],
    )
    def test_it_takes_at_most_one_less_than_the_members_that_are_left(self, left, peers, expected):
        facts = history(own(A), closed=False, start=changed(OPENED, peers=peers))
        facts += [UnitLeftOut(cluster=CLUSTER, unit=unit) for unit in left]
        closed = given(SCORESHEET, *facts).when(decide_season, self.CLOSE, board()).facts[0]
        assert closed.peers == (Peers(unit=A, peers=expected),)

    def test_again_is_nothing(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, self.CLOSE, board()).then()

    def test_after_the_lock_it_is_refused(self):
        given(SCORESHEET, *locked()).when(decide_season, self.CLOSE, board()).then_rejected(no.ScoresAreLocked)

    def test_not_before_it_is_opened(self):
        given(SCORESHEET).when(decide_season, self.CLOSE, board()).then_rejected(no.ScoringNotOpen)

    def test_another_authority_may_not(self):
        foreign = board(authority="ca-mau")
        given(SCORESHEET, OPENED).when(decide_season, self.CLOSE, foreign).then_rejected(ForeignAuthority)


def cross(unit: UUID, peer: UUID, **figures) -> SubmitCrossSheet:
    return SubmitCrossSheet(cluster=CLUSTER, unit=unit, peer=peer, entries=entries(**figures))


class TestCrossSheet:
    SHEET = CrossSheetSubmitted(cluster=CLUSTER, unit=A, peer=B, version=1, entries=entries(models=2))

    def test_it_is_advice_and_moves_no_point(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, cross(A, B, models=2), officer(B)).then(self.SHEET)

    def test_resubmitted_it_is_the_next_version_and_the_same_again_is_nothing(self):
        facts = [*history(own(A)), self.SHEET]
        given(SCORESHEET, *facts).when(decide_season, cross(A, B, models=2), officer(B)).then()
        given(SCORESHEET, *facts).when(decide_season, cross(A, B, models=3), officer(B)).then(
            changed(self.SHEET, version=2, entries=entries(models=3))
        )

    def test_each_peer_counts_their_own_versions(self):
        facts = [*history(own(A)), self.SHEET]
        given(SCORESHEET, *facts).when(decide_season, cross(A, C), officer(C)).then(
            changed(self.SHEET, peer=C, entries=entries())
        )

    def test_only_by_a_chosen_peer(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, cross(A, LEADER), officer(LEADER)).then_rejected(no.NotAPeer)

    def test_never_oneself(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, cross(A, A), officer(A)).then_rejected(no.OwnSheet)

    def test_not_in_the_name_of_another_unit(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, cross(A, B), officer(C)).then_rejected(ForeignUnit)

    def test_not_while_self_scoring_goes_on(self):
        facts = history(own(A), closed=False)
        given(SCORESHEET, *facts).when(decide_season, cross(A, B), officer(B)).then_rejected(no.SelfScoringNotOver)

    def test_there_has_to_be_a_sheet(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, cross(B, C), officer(C)).then_rejected(no.SheetMissing)

    def test_not_after_the_verification(self):
        facts = [*history(own(A)), verified(A)]
        given(SCORESHEET, *facts).when(decide_season, cross(A, B), officer(B)).then_rejected(no.AlreadyVerified)

    def test_it_has_to_be_whole(self):
        part = changed(cross(A, B), entries=entries()[1:])
        refused = given(SCORESHEET, *history(own(A))).when(decide_season, part, officer(B))
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"leaf-missing {GRAIN}"]

    def test_not_before_it_is_opened(self):
        given(SCORESHEET).when(decide_season, cross(A, B), officer(B)).then_rejected(no.ScoringNotOpen)

    def test_a_peer_that_was_left_out_scores_nobody(self):
        facts = [*history(own(A)), UnitLeftOut(cluster=CLUSTER, unit=B)]
        given(SCORESHEET, *facts).when(decide_season, cross(A, B), officer(B)).then_rejected(no.UnitIsLeftOut)


CUT = change(MODELS, Times(times=3))


class TestVerification:
    def test_the_leader_changes_what_is_official(self):
        facts = given(SCORESHEET, *history(own(A))).when(decide_season, verify(A, CUT), officer(LEADER)).facts
        assert facts[0] == verified(A, CUT)
        assert moves(facts) == {A: {MODELS: ("50.00", "37.50")}}
        assert facts[1].cause == Cause(unit=A, layer=Layer.LEADER, version=1)

    def test_without_a_change_it_is_verified_too(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, verify(A), officer(LEADER)).then(verified(A))

    def test_the_same_again_is_nothing(self):
        facts = then(history(own(A)), verify(A, CUT), officer(LEADER))
        given(SCORESHEET, *facts).when(decide_season, verify(A, CUT), officer(LEADER)).then()

    def test_a_correction_re_scores_the_whole_cluster(self):
        """The best, 350,000, was 300,000: then B's 275,000 is half of the best excess, C stays below the target."""
        facts = history(own(A, grain="350000"), own(B, grain="275000"), own(C, grain="125000"))
        correction = change(GRAIN, Actual(actual=Decimal(300000)))
        after = given(SCORESHEET, *facts).when(decide_season, verify(A, correction), officer(LEADER)).facts
        assert moves(after) == {B: {GRAIN: ("437.50", "525.00")}}
        assert after[1].cause == Cause(unit=A, layer=Layer.LEADER, version=1)

    def test_revised_it_falls_back_where_it_is_silent(self):
        facts = then(history(own(A)), verify(A, CUT), officer(LEADER))
        other = change(ORDER, Met(met=False))
        after = given(SCORESHEET, *facts).when(decide_season, verify(A, other), officer(LEADER)).facts
        assert after[0] == verified(A, other, version=2)
        assert moves(after) == {A: {MODELS: ("37.50", "50.00"), ORDER: ("200.00", "0.00")}}

    def test_not_once_the_board_has_spoken(self):
        facts = [*history(own(A)), verified(A), appraised(A)]
        given(SCORESHEET, *facts).when(decide_season, verify(A, CUT), officer(LEADER)).then_rejected(no.AlreadyAppraised)

    def test_another_unit_does_not_verify(self):
        for unit in (B, DEPUTY):
            refused = given(SCORESHEET, *history(own(A))).when(decide_season, verify(A), officer(unit))
            refused.then_rejected(no.NotTheVerifier, verifier=str(LEADER))
        given(SCORESHEET, *history(own(A))).when(decide_season, verify(A), board()).then_rejected(no.NotTheVerifier)

    def test_nobody_verifies_their_own_unit(self):
        facts = history(own(A), own(LEADER))
        for unit in (A, LEADER):
            given(SCORESHEET, *facts).when(decide_season, verify(unit), officer(unit)).then_rejected(no.OwnSheet)

    def test_the_leaders_own_sheet_is_the_first_deputys(self):
        facts = history(own(LEADER))
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), officer(DEPUTY)).then(verified(LEADER, verifier=DEPUTY))
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), board()).then_rejected(no.NotTheVerifier)

    def test_without_a_deputy_it_is_the_boards(self):
        alone = knowing(deputies=())
        facts = history(own(LEADER))
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), board(alone)).then(
            changed(verified(LEADER, verifier=None), first_deputy=None)
        )
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), officer(LEADER, alone)).then_rejected(no.OwnSheet)
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), officer(A, alone)).then_rejected(no.NotTheVerifier)
        foreign = board(alone, authority="ca-mau")
        given(SCORESHEET, *facts).when(decide_season, verify(LEADER), foreign).then_rejected(ForeignAuthority)

    def test_a_board_officer_of_the_leading_unit_does_not_verify_it(self):
        own_board = board(knowing(deputies=()), unit=LEADER)
        given(SCORESHEET, *history(own(LEADER))).when(decide_season, verify(LEADER), own_board).then_rejected(no.OwnSheet)

    def test_who_leads_is_asked_on_the_day(self):
        """The deputy takes over in December; then the former leader is one of the others."""
        later = knowing(leaders=((date(2023, 4, 20), LEADER), (date(2023, 12, 1), DEPUTY)))
        facts = history(own(A))
        new = officer(DEPUTY, later, at="2023-12-01T00:00")
        expected = changed(verified(A, verifier=DEPUTY), leader=DEPUTY, first_deputy=None)
        given(SCORESHEET, *facts).when(decide_season, verify(A), new).then(expected)
        former = officer(LEADER, later, at="2023-12-01T00:00")
        given(SCORESHEET, *facts).when(decide_season, verify(A), former).then_rejected(no.NotTheVerifier)

    def test_without_a_leader_nobody_verifies(self):
        nobody = officer(LEADER, knowing(leaders=()))
        given(SCORESHEET, *history(own(A))).when(decide_season, verify(A), nobody).then_rejected(no.NoLeader)

    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ((change(MODELS, Times(times=4)),), f"nothing-changed {MODELS}"),
            ((CUT, CUT), f"leaf-twice {MODELS}"),
            ((change("IX.9", Met(met=True)),), "unknown-leaf IX.9"),
            ((change(MODELS, Met(met=True)),), f"wrong-input {MODELS}"),
            ((change(HONOURS, PlusMinusTimes(plus=1, minus=0)),), f"leaf-not-assigned {HONOURS}"),
        ],
    )
    def test_a_change_has_to_fit_and_to_change_something(self, changes, fault):
        start = opened(member(A, HONOURS), member(B), member(C), member(LEADER), member(DEPUTY))
        sheet = SelfSheetSubmitted(cluster=CLUSTER, unit=A, version=1, entries=entries()[:3])
        refused = given(SCORESHEET, *history(sheet, start=start)).when(decide_season, verify(A, *changes), officer(LEADER))
        assert faults_of(refused.then_rejected(no.SheetUnsound))[0] == fault

    def test_not_while_self_scoring_goes_on(self):
        facts = history(own(A), closed=False)
        given(SCORESHEET, *facts).when(decide_season, verify(A), officer(LEADER)).then_rejected(no.SelfScoringNotOver)

    def test_there_has_to_be_a_sheet(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, verify(B), officer(LEADER)).then_rejected(no.SheetMissing)

    def test_a_cluster_that_registry_has_not_told_of(self):
        facts = history(own(A))
        given(SCORESHEET, *facts).when(decide_season, verify(A), officer(LEADER, None)).then_rejected(no.UnknownCluster)


class TestAppraisal:
    def test_the_board_has_the_last_word(self):
        facts = then(history(own(A)), verify(A, CUT), officer(LEADER))
        back = change(MODELS, Times(times=4))
        after = given(SCORESHEET, *facts).when(decide_season, appraise(A, back), board()).facts
        assert after[0] == appraised(A, back)
        assert moves(after) == {A: {MODELS: ("37.50", "50.00")}}
        assert after[1].cause == Cause(unit=A, layer=Layer.BOARD, version=1)

    def test_nobody_appraises_their_own_unit(self):
        facts = [*history(own(A)), verified(A)]
        given(SCORESHEET, *facts).when(decide_season, appraise(A), board(unit=A)).then_rejected(no.OwnSheet)
        given(SCORESHEET, *facts).when(decide_season, appraise(A), board(unit=B)).then(appraised(A))

    def test_the_official_value_is_the_last_layers_and_never_the_highest(self):
        facts = then(history(own(A, models=2)), verify(A, change(MODELS, Times(times=8))), officer(LEADER))
        after = given(SCORESHEET, *facts).when(decide_season, appraise(A, change(MODELS, Times(times=1))), board()).facts
        assert moves(after) == {A: {MODELS: ("100.00", "12.50")}}

    def test_revised_it_falls_back_to_the_leaders_word(self):
        facts = then(history(own(A)), verify(A, CUT), officer(LEADER))
        facts = then(facts, appraise(A, change(MODELS, Times(times=1))), board())
        after = given(SCORESHEET, *facts).when(decide_season, appraise(A), board()).facts
        assert after[0] == appraised(A, version=2)
        assert moves(after) == {A: {MODELS: ("12.50", "37.50")}}

    def test_the_same_again_is_nothing(self):
        facts = [*history(own(A)), verified(A), appraised(A)]
        given(SCORESHEET, *facts).when(decide_season, appraise(A), board()).then()

    def test_what_the_leader_said_already_is_no_change(self):
        facts = then(history(own(A)), verify(A, CUT), officer(LEADER))
        refused = given(SCORESHEET, *facts).when(decide_season, appraise(A, CUT), board())
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"nothing-changed {MODELS}"]

    def test_verification_comes_first(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, appraise(A), board()).then_rejected(no.NotVerified)

    def test_another_authority_may_not(self):
        facts = [*history(own(A)), verified(A)]
        foreign = board(authority="ca-mau")
        given(SCORESHEET, *facts).when(decide_season, appraise(A), foreign).then_rejected(ForeignAuthority)

    def test_not_after_the_lock(self):
        given(SCORESHEET, *locked()).when(decide_season, appraise(A, CUT), board()).then_rejected(no.ScoresAreLocked)

    def test_there_has_to_be_a_sheet(self):
        given(SCORESHEET, *history(own(A))).when(decide_season, appraise(B), board()).then_rejected(no.SheetMissing)


def done(*units: UUID, **figures):
    """All sheets of these units handed in, verified and appraised without a change."""
    facts = history(*(own(unit, **figures) for unit in units))
    return [*facts, *(fact for unit in units for fact in (verified(unit), appraised(unit)))]


def locked():
    return then(done(A, B), LockScores(cluster=CLUSTER), board())


class TestLock:
    LOCK = LockScores(cluster=CLUSTER)

    def test_every_unit_has_its_row_and_who_is_missing_has_no_total(self):
        """A: 350 + 200 + 50 and one honour less two penalties: 600 + 10 - 4; deductions are 4."""
        facts = done(A, B, honours=(1, 2))
        row = LockedScore(
            unit=A,
            signed=True,
            complete=True,
            total=Decimal("606.00"),
            groups=(Decimal("350.00"), Decimal("200.00"), Decimal("50.00")),
            deductions=Decimal("4.00"),
            late_reports=0,
        )
        missing = changed(row, unit=C, complete=False, total=None, groups=(), deductions=Decimal(0))
        rows = (row, changed(row, unit=B), missing, changed(missing, unit=LEADER), changed(missing, unit=DEPUTY))
        given(SCORESHEET, *facts).when(decide_season, self.LOCK, board()).then(
            ScoresLocked(cluster=CLUSTER, season=OPENED.season, authority=OPENED.authority, rows=rows)
        )

    def test_again_is_nothing(self):
        given(SCORESHEET, *locked()).when(decide_season, self.LOCK, board()).then()

    def test_every_sheet_that_was_handed_in_has_to_be_verified_and_appraised(self):
        facts = [*history(own(A), own(B), own(C)), verified(A), verified(B), appraised(A)]
        refused = given(SCORESHEET, *facts).when(decide_season, self.LOCK, board())
        refused.then_rejected(no.SheetsUnfinished, count=2, units=[str(B), str(C)])

    def test_not_while_self_scoring_goes_on(self):
        facts = history(own(A), closed=False)
        given(SCORESHEET, *facts).when(decide_season, self.LOCK, board()).then_rejected(no.SelfScoringNotOver)

    def test_not_before_it_is_opened(self):
        given(SCORESHEET).when(decide_season, self.LOCK, board()).then_rejected(no.ScoringNotOpen)

    def test_another_authority_may_not(self):
        foreign = board(authority="ca-mau")
        given(SCORESHEET, *done(A)).when(decide_season, self.LOCK, foreign).then_rejected(ForeignAuthority)

    def test_a_cluster_that_registry_has_not_told_of(self):
        given(SCORESHEET, *done(A)).when(decide_season, self.LOCK, board(known=None)).then_rejected(no.UnknownCluster)

    def test_who_was_disqualified_in_the_last_moment_is_left_out_first(self):
        """A's 350,000 was the best; without it B's 300,000 is. A's sheet was not appraised and need not be."""
        facts = [*history(own(A, grain="350000"), own(B, grain="300000")), verified(B), appraised(B)]
        after = given(SCORESHEET, *facts).when(decide_season, self.LOCK, board(knowing(disqualified=frozenset({A})))).facts
        assert [type(fact) for fact in after] == [UnitLeftOut, UnitScoreChanged, ScoresLocked]
        assert moves(after) == {B: {GRAIN: ("525.00", "700.00")}}
        rows = {row.unit: row for row in after[-1].rows}
        assert (rows[A].complete, rows[A].total, rows[B].total) == (False, None, Decimal(950))


class TestLeavingOut:
    LEAVE = LeaveOutUnit(cluster=CLUSTER, unit=A)
    LEFT = UnitLeftOut(cluster=CLUSTER, unit=A)

    def test_it_re_scores_the_cluster(self):
        facts = history(own(A, grain="350000"), own(B, grain="300000"), closed=False)
        after = given(SCORESHEET, *facts).when(decide_season, self.LEAVE).facts
        assert after[0] == self.LEFT
        assert moves(after) == {B: {GRAIN: ("525.00", "700.00")}}
        assert after[1].cause == Cause(unit=A, layer=None, version=None)

    def test_it_holds_from_before_the_opening(self):
        """Disqualified in March: whoever opens in November finds it in the stream."""
        given(SCORESHEET).when(decide_season, self.LEAVE).then(self.LEFT)
        state = fold(SCORESHEET, [self.LEFT, OPENED])
        assert state.competing == (B, C, LEADER, DEPUTY)

    def test_again_is_nothing(self):
        given(SCORESHEET, OPENED, self.LEFT).when(decide_season, self.LEAVE).then()

    def test_after_the_lock_nothing_moves_any_more(self):
        given(SCORESHEET, *locked()).when(decide_season, self.LEAVE).then_rejected(no.ScoresAreLocked)

    def test_its_own_points_stay_on_record(self):
        """The best that was left out keeps its 700; the others are measured without it."""
        facts = then(history(own(A, grain="350000"), own(B, grain="300000"), closed=False), self.LEAVE, board())
        after = given(SCORESHEET, *facts).when(decide_season, submit(C, grain="310000"), officer(C)).facts
        assert A not in moves(after)
        assert moves(after)[B] == {GRAIN: ("700.00", "641.67")}


UNITS = tuple(UUID(int=number) for number in range(1, 31))
CODES = tuple(f"I.{number}" for number in range(1, 61))
START = opened(
    *(
        Member(unit=unit, signed=True, targets={code: Decimal(1000 + place) for code in CODES}, not_assigned=())
        for place, unit in enumerate(UNITS)
    ),
    leaves=tuple(Leaf(leaf=code, group=1, title="Tiêu chí", maximum=Decimal("16.5"), rule=HIGHER) for code in CODES),
)


class TestTheWholeCluster:
    """Thirty units, sixty leaves, all of them quantitative: the heaviest that a decision can be."""

    def sheet(self, place: int, offset: int = 0) -> SubmitSelfSheet:
        stated = tuple(
            Entry(leaf=code, input=Actual(actual=Decimal(900 + offset + place * 37 % 200 + number)))
            for number, code in enumerate(CODES)
        )
        return SubmitSelfSheet(cluster=CLUSTER, unit=UNITS[place], entries=stated)

    def full(self):
        state = fold(SCORESHEET, [START])
        for place, unit in enumerate(UNITS):
            for fact in decide_season(self.sheet(place), officer(unit), state):
                state = SCORESHEET.evolve(state, fact)
        return state

    def test_a_correction_of_the_best_is_decided_quickly_and_says_all_that_moved(self):
        state = self.full()
        best = max(range(30), key=lambda place: 37 * place % 200 - place)
        code = CODES[0]
        state = SCORESHEET.evolve(state, SelfScoringClosed(cluster=CLUSTER, peers=(), missing=()))
        correction = verify(UNITS[best], change(code, Actual(actual=Decimal(5000))))
        context = officer(LEADER)
        took = []
        for _ in range(5):
            begun = time.perf_counter()
            facts = decide_season(correction, context, state)
            took.append(time.perf_counter() - begun)
        moved = moves(facts)
        assert all(list(leaves) == [code] for leaves in moved.values())
        assert len(moved) > 5
        assert min(took) < 0.05

    def test_a_change_keeps_what_did_not_change(self):
        """States are shared, not copied: another unit's sheet is the same object before and after."""
        state = self.full()
        after = SCORESHEET.evolve(state, UnitLeftOut(cluster=CLUSTER, unit=UNITS[0]))
        assert after.sheets is state.sheets
        again = SelfSheetSubmitted(cluster=CLUSTER, unit=UNITS[0], version=2, entries=self.sheet(0, 1).entries)
        after = SCORESHEET.evolve(state, again)
        assert all(after.sheets[unit] is state.sheets[unit] for unit in UNITS[1:])

    def test_the_points_in_the_log_are_those_that_a_fresh_computation_gives(self):
        """Folded from what moved, sheet after sheet, in two orders: the same points."""
        forwards = self.full()
        state = fold(SCORESHEET, [START])
        for place in reversed(range(30)):
            for fact in decide_season(self.sheet(place), officer(UNITS[place]), state):
                state = SCORESHEET.evolve(state, fact)
        assert {unit: (s.points, s.total) for unit, s in state.sheets.items()} == {
            unit: (s.points, s.total) for unit, s in forwards.sheets.items()
        }
