"""From the first draft of a scorecard to the closed agreement."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
import rfc8785

from contracts.examples import changed
from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, GIA_RAI, HOA_BINH, MEMBERS, PHUOC_LONG, PROVINCE
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    CopiedScorecard,
    Direct,
    PlusMinus,
    ScorecardIssued,
    TargetsSet,
)
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.scoring import agreement_refusals as no
from services.scoring.agreement import SCORECARD, decide_agreement, decide_copy
from services.scoring.agreement_commands import (
    CloseAgreement,
    CopyScorecard,
    DraftScorecard,
    IssueScorecard,
    SetTargets,
    SignAgreement,
)
from services.scoring.refusals import NotAMember, UnknownCluster
from tests.services.scoring.cluster import (
    DIRECT,
    DRAFTED,
    HIGHER,
    KNOWN,
    LEADER,
    LOWER,
    PLUS_MINUS,
    QUALITATIVE,
    TREE,
    board,
    criterion,
    knowing,
    officer,
)
from tests.specification import given

DRAFT = DraftScorecard(cluster=CLUSTER, total=100, criteria=TREE)
SET = SetTargets(cluster=CLUSTER, unit=GIA_RAI, targets={"I.1": Decimal(120), "I.2": Decimal(0)}, not_assigned=("III.1", "II.2"))
TARGETS = TargetsSet(cluster=CLUSTER, unit=GIA_RAI, version=1, targets=SET.targets, not_assigned=("II.2", "III.1"))
ISSUE = IssueScorecard(cluster=CLUSTER)
DIGEST = hashlib.sha256(b"as issued").hexdigest()
ISSUED = ScorecardIssued(cluster=CLUSTER, version=1, digest=DIGEST, members=MEMBERS)
CLOSE = CloseAgreement(cluster=CLUSTER)
NOTHING = tuple(leaf for leaf in ("I.1", "I.2", "II.1", "II.2", "III.1", "III.2"))


def faults_of(refusal) -> list[str]:
    return [f"{fault['code']} {fault['at']}".strip() for fault in refusal.fields["faults"]]


def sign(unit=PHUOC_LONG, **changes) -> SignAgreement:
    return SignAgreement(**{"cluster": CLUSTER, "unit": unit, "version": 1, "digest": DIGEST, **changes})


def signed(unit) -> AgreementSigned:
    return AgreementSigned(cluster=CLUSTER, unit=unit, version=1, digest=DIGEST)


class TestDrafting:
    def test_it_happens(self):
        given(SCORECARD).when(decide_agreement, DRAFT, board()).then(DRAFTED)

    def test_a_later_draft_takes_the_place_of_the_first(self):
        again = changed(DRAFT, total=1000)
        given(SCORECARD, DRAFTED).when(decide_agreement, again, board()).then(changed(DRAFTED, total=1000, version=2))

    def test_even_of_one_that_was_issued_but_not_signed(self):
        again = changed(DRAFT, total=1000)
        given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, again, board()).then(changed(DRAFTED, total=1000, version=2))

    def test_the_same_again_is_nothing(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, DRAFT, board()).then()

    def test_the_first_signature_freezes_it(self):
        after = given(SCORECARD, DRAFTED, ISSUED, signed(PHUOC_LONG))
        after.when(decide_agreement, changed(DRAFT, total=1000), board()).then_rejected(no.AgreementFrozen)

    def test_another_authority_may_not(self):
        given(SCORECARD).when(decide_agreement, DRAFT, board(authority="ca-mau")).then_rejected(ForeignAuthority)

    def test_a_cluster_that_registry_has_not_told_of(self):
        given(SCORECARD).when(decide_agreement, DRAFT, board(known=None)).then_rejected(UnknownCluster)

    def test_sums_may_still_disagree(self):
        wrong = changed(DRAFT, criteria=(criterion("I", "90", None, criterion("I.1", "40", HIGHER)),))
        given(SCORECARD).when(decide_agreement, wrong, board()).then(changed(DRAFTED, criteria=wrong.criteria))

    @pytest.mark.parametrize(
        ("criteria", "faults"),
        [
            ((criterion("I", "5", QUALITATIVE), criterion("I", "5", QUALITATIVE)), ["code-twice I"]),
            ((criterion("I", "5", None, criterion("II.1", "5", QUALITATIVE)),), ["code-outside-parent II.1"]),
            ((criterion("I", "5", None, criterion("I", "5", QUALITATIVE)),), ["code-twice I", "code-outside-parent I"]),
            ((criterion("I.1", "5", QUALITATIVE),), ["group-code-dotted I.1"]),
            ((criterion("I", "5"),), ["leaf-or-branch I"]),
            ((criterion("I", "5", QUALITATIVE, criterion("I.1", "5", QUALITATIVE)),), ["leaf-or-branch I"]),
            ((criterion("I", "0.3", QUALITATIVE),), ["maximum-off-step I"]),
            ((criterion("I", "0", DIRECT),), ["maximum-off-step I"]),
            ((criterion("I", "5", PLUS_MINUS),), ["plus-minus-maximum I"]),
            ((criterion("I", "5", Direct(points_each=Decimal(0))),), ["points-each I"]),
            ((criterion("I", "5", Direct(points_each=Decimal(101))),), ["points-each I"]),
        ],
    )
    def test_a_tree_that_is_no_scorecard_is_refused_with_every_fault(self, criteria, faults):
        refusal = given(SCORECARD).when(decide_agreement, changed(DRAFT, criteria=criteria), board())
        assert faults_of(refusal.then_rejected(no.ScorecardUnsound)) == faults

    @pytest.mark.parametrize(("lowest", "highest"), [("1", "5"), ("-5", "-1"), ("5", "-5"), ("-101", "0"), ("0", "101")])
    def test_bounds_of_a_plus_minus_leaf_include_0_and_stay_within_the_total(self, lowest, highest):
        rule = PlusMinus(points_plus=Decimal(1), points_minus=Decimal(1), lowest=Decimal(lowest), highest=Decimal(highest))
        wrong = changed(DRAFT, criteria=(*TREE, criterion("IV", "0", rule)))
        given(SCORECARD).when(decide_agreement, wrong, board()).then_rejected(no.ScorecardUnsound, count=1)

    def test_two_hundred_leaves_are_the_most(self):
        def tree(leaves):
            groups = [[criterion(f"{group}.{n}", "0.5", QUALITATIVE) for n in range(leaves // 4)] for group in "ABCD"]
            return tuple(criterion(code, "25", None, *found) for code, found in zip("ABCD", groups, strict=True))

        most, too_many = changed(DRAFT, criteria=tree(200)), changed(DRAFT, criteria=tree(204))
        given(SCORECARD).when(decide_agreement, most, board()).then(changed(DRAFTED, criteria=most.criteria))
        given(SCORECARD).when(decide_agreement, too_many, board()).then_rejected(no.ScorecardUnsound, count=1)


class TestTargets:
    def test_the_board_sets_them(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, SET, board()).then(TARGETS)

    def test_the_leaders_officer_sets_them(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, SET, officer(LEADER)).then(TARGETS)

    def test_no_other_unit_does(self):
        for context in (officer(GIA_RAI), officer(LEADER, at="2023-04-19T23:59"), officer(None)):
            given(SCORECARD, DRAFTED).when(decide_agreement, SET, context).then_rejected(no.NotLeader)

    def test_another_authority_may_not(self):
        foreign = board(authority="ca-mau")
        given(SCORECARD, DRAFTED).when(decide_agreement, SET, foreign).then_rejected(ForeignAuthority)

    def test_the_same_again_in_another_order_is_nothing(self):
        again = changed(SET, not_assigned=("II.2", "III.1"))
        given(SCORECARD, DRAFTED, TARGETS).when(decide_agreement, again, board()).then()

    def test_others_take_their_place(self):
        fewer = changed(SET, targets={}, not_assigned=())
        after = changed(TARGETS, version=2, targets={}, not_assigned=())
        given(SCORECARD, DRAFTED, TARGETS).when(decide_agreement, fewer, board()).then(after)

    def test_the_first_signature_freezes_them(self):
        after = given(SCORECARD, DRAFTED, ISSUED, signed(PHUOC_LONG))
        after.when(decide_agreement, SET, board()).then_rejected(no.AgreementFrozen)

    def test_a_scorecard_comes_first(self):
        given(SCORECARD).when(decide_agreement, SET, board()).then_rejected(no.NoScorecard)

    def test_a_unit_of_another_cluster_has_none(self):
        stranger = changed(SET, unit=PROVINCE)
        given(SCORECARD, DRAFTED).when(decide_agreement, stranger, board()).then_rejected(NotAMember)

    @pytest.mark.parametrize(
        ("targets", "not_assigned", "fault"),
        [
            ({"I.9": "1"}, (), "unknown-leaf I.9"),
            ({"I": "1"}, (), "unknown-leaf I"),
            ({"II.1": "1"}, (), "target-without-figure II.1"),
            ({"I.1": "0"}, (), "target-zero I.1"),
            ({"I.1": "5"}, ("I.1",), "target-not-assigned I.1"),
            ({}, ("I.9",), "unknown-leaf I.9"),
            ({}, ("I.1", "I.1"), "leaf-twice I.1"),
        ],
    )
    def test_they_have_to_fit_the_scorecard(self, targets, not_assigned, fault):
        wrong = changed(SET, targets={code: Decimal(value) for code, value in targets.items()}, not_assigned=not_assigned)
        refusal = given(SCORECARD, DRAFTED).when(decide_agreement, wrong, board()).then_rejected(no.TargetsUnsound)
        assert faults_of(refusal) == [fault]


class TestIssuing:
    def digest(self, *targets: dict) -> str:
        """What a stranger works out from tree, targets and assignments with nothing but the rule."""
        tree = json.loads(DRAFTED.model_dump_json())["criteria"]
        return hashlib.sha256(rfc8785.dumps({"total": 100, "criteria": tree, "members": list(targets)})).hexdigest()

    def test_it_happens_and_the_digest_covers_tree_targets_and_assignments(self):
        agreed = {GIA_RAI: {"targets": {"I.1": "120", "I.2": "0"}, "not_assigned": ["II.2", "III.1"]}}
        nothing = {"targets": {}, "not_assigned": []}
        digest = self.digest(*({"unit": str(unit), **agreed.get(unit, nothing)} for unit in MEMBERS))
        issued = changed(ISSUED, digest=digest)
        given(SCORECARD, DRAFTED, TARGETS).when(decide_agreement, ISSUE, board()).then(issued)
        given(SCORECARD, DRAFTED, TARGETS, issued).when(decide_agreement, ISSUE, board()).then()

    def test_each_part_moves_the_digest(self):
        def digest(*facts):
            return given(SCORECARD, *facts).when(decide_agreement, ISSUE, board()).facts[0].digest

        other_tree = (*TREE[:2], criterion("III", "10", None, criterion("III.1", "10", QUALITATIVE)))
        histories = [
            (DRAFTED,),
            (changed(DRAFTED, criteria=other_tree),),
            (DRAFTED, TARGETS),
            (DRAFTED, changed(TARGETS, unit=DONG_HAI)),
            (DRAFTED, changed(TARGETS, targets={"I.1": Decimal(121)})),
            (DRAFTED, changed(TARGETS, not_assigned=("II.2",))),
        ]
        assert len({digest(*history) for history in histories}) == len(histories)

    def test_a_change_withdraws_what_was_issued(self):
        """Signing now would bind a digest that holds no more."""
        for change in (TARGETS, changed(DRAFTED, version=2)):
            history = given(SCORECARD, DRAFTED, ISSUED, change)
            history.when(decide_agreement, sign(), officer(PHUOC_LONG)).then_rejected(no.NotIssued)

    @pytest.mark.parametrize(
        ("total", "criteria", "fault"),
        [
            (100, (TREE[0], TREE[1]), "total-differs"),
            (100, (*TREE[:2], criterion("III", "9", None, TREE[2].children[0])), "sum-differs III"),
            (60, (TREE[0],), "scale-not-allowed"),
        ],
    )
    def test_sums_that_disagree_stop_it(self, total, criteria, fault):
        draft = changed(DRAFTED, total=total, criteria=criteria)
        refusal = given(SCORECARD, draft).when(decide_agreement, ISSUE, board()).then_rejected(no.ScorecardUnsound)
        assert faults_of(refusal)[0] == fault

    def test_a_leaf_assigned_to_nobody_stops_it(self):
        nobody = [changed(TARGETS, unit=unit, targets={}, not_assigned=("II.1",)) for unit in MEMBERS]
        refused = given(SCORECARD, DRAFTED, *nobody).when(decide_agreement, ISSUE, board())
        refused.then_rejected(no.AssignedToNobody, leaves="II.1")
        one_has_it = given(SCORECARD, DRAFTED, *nobody[1:]).when(decide_agreement, ISSUE, board())
        assert isinstance(one_has_it.facts[0], ScorecardIssued)

    def test_targets_that_a_later_draft_left_behind_stop_it(self):
        redrafted = changed(DRAFTED, version=2, criteria=(criterion("I", "100", LOWER),))
        history = given(SCORECARD, DRAFTED, TARGETS, redrafted)
        history.when(decide_agreement, ISSUE, board()).then_rejected(no.TargetsUnsound, unit=str(GIA_RAI))

    def test_the_first_signature_freezes_it(self):
        after = given(SCORECARD, DRAFTED, ISSUED, signed(PHUOC_LONG))
        after.when(decide_agreement, ISSUE, board()).then_rejected(no.AgreementFrozen)

    def test_a_draft_comes_first(self):
        given(SCORECARD).when(decide_agreement, ISSUE, board()).then_rejected(no.NoScorecard)

    def test_another_authority_may_not(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, ISSUE, board(authority="ca-mau")).then_rejected(ForeignAuthority)


class TestSigning:
    def test_it_happens(self):
        given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, sign(), officer(PHUOC_LONG)).then(signed(PHUOC_LONG))

    def test_once_more_is_nothing(self):
        given(SCORECARD, DRAFTED, ISSUED, signed(PHUOC_LONG)).when(decide_agreement, sign(), officer(PHUOC_LONG)).then()

    def test_for_another_unit_it_is_refused(self):
        given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, sign(), officer(GIA_RAI)).then_rejected(ForeignUnit)

    def test_a_stranger_has_nothing_to_sign(self):
        stranger = sign(unit=PROVINCE)
        given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, stranger, officer(PROVINCE)).then_rejected(NotAMember)

    def test_a_signature_binds_version_and_digest(self):
        for other in (sign(version=2), sign(digest="0" * 64)):
            refused = given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, other, officer(PHUOC_LONG))
            refused.then_rejected(no.OtherVersionIssued, version=1, digest=DIGEST)

    def test_before_the_issue_there_is_nothing_to_sign(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, sign(), officer(PHUOC_LONG)).then_rejected(no.NotIssued)

    def test_a_unit_without_any_leaf_cannot_sign(self):
        idle = changed(TARGETS, unit=PHUOC_LONG, targets={}, not_assigned=NOTHING)
        refused = given(SCORECARD, DRAFTED, idle, ISSUED).when(decide_agreement, sign(), officer(PHUOC_LONG))
        refused.then_rejected(no.NothingAssigned)


class TestClosing:
    CLOSED = AgreementClosed(cluster=CLUSTER, version=1, digest=DIGEST)
    ALL = tuple(signed(unit) for unit in MEMBERS)

    def test_it_happens_when_all_have_signed(self):
        given(SCORECARD, DRAFTED, ISSUED, *self.ALL).when(decide_agreement, CLOSE, board()).then(self.CLOSED)

    def test_again_is_nothing(self):
        given(SCORECARD, DRAFTED, ISSUED, *self.ALL, self.CLOSED).when(decide_agreement, CLOSE, board()).then()

    def test_it_waits_for_every_member(self):
        some = given(SCORECARD, DRAFTED, ISSUED, *self.ALL[2:])
        some.when(decide_agreement, CLOSE, board()).then_rejected(no.SignaturesMissing, units=[str(BAC_LIEU), str(GIA_RAI)])

    def test_but_not_for_one_without_any_leaf(self):
        idle = changed(TARGETS, unit=MEMBERS[0], targets={}, not_assigned=NOTHING)
        given(SCORECARD, DRAFTED, idle, ISSUED, *self.ALL[1:]).when(decide_agreement, CLOSE, board()).then(self.CLOSED)

    def test_nor_for_one_that_was_disqualified(self):
        gone = knowing(disqualified=frozenset({HOA_BINH}))
        given(SCORECARD, DRAFTED, ISSUED, *self.ALL[:-1]).when(decide_agreement, CLOSE, board(gone)).then(self.CLOSED)

    def test_there_is_nothing_to_close_before_the_issue(self):
        given(SCORECARD, DRAFTED).when(decide_agreement, CLOSE, board()).then_rejected(no.NotIssued)

    def test_another_authority_may_not(self):
        foreign = board(authority="ca-mau")
        given(SCORECARD, DRAFTED, ISSUED, *self.ALL).when(decide_agreement, CLOSE, foreign).then_rejected(ForeignAuthority)


class TestWhoLeads:
    def test_leader_and_first_deputy_are_those_of_the_day(self):
        """The deputy who takes over in October is nobody's deputy then; the second one is."""
        facts = knowing(
            leaders=((date(2023, 4, 20), PHUOC_LONG), (date(2023, 10, 1), GIA_RAI)),
            deputies=((date(2023, 4, 20), (GIA_RAI, DONG_HAI)),),
        )
        before, on, after = date(2023, 4, 19), date(2023, 4, 20), date(2023, 10, 1)
        assert [facts.leader_on(day) for day in (before, on, after)] == [None, PHUOC_LONG, GIA_RAI]
        assert [facts.first_deputy_on(day) for day in (before, on, after)] == [None, GIA_RAI, DONG_HAI]
        assert KNOWN.first_deputy_on(after) == GIA_RAI


class TestCopying:
    """A scorecard is drafted as another cluster's was drafted last, by the rules of this season."""

    SOURCE = UUID(int=17)
    LAST_YEARS = changed(DRAFTED, cluster=SOURCE, season="bac-lieu.2022", version=3)
    COPY = CopyScorecard(cluster=CLUSTER, source=SOURCE)

    def test_it_is_a_draft_that_says_where_it_is_from(self):
        copied = changed(DRAFTED, copied_from=CopiedScorecard(cluster=self.SOURCE, version=3))
        given(SCORECARD).also(SCORECARD, self.LAST_YEARS).when(decide_copy, self.COPY, board()).then(copied)
        given(SCORECARD, copied).also(SCORECARD, self.LAST_YEARS).when(decide_copy, self.COPY, board()).then()

    def test_in_place_of_a_draft_of_its_own(self):
        mine = changed(DRAFTED, total=1000)
        (again,) = given(SCORECARD, mine).also(SCORECARD, self.LAST_YEARS).when(decide_copy, self.COPY, board()).facts
        assert (again.version, again.total, again.copied_from.version) == (2, 100, 3)

    def test_what_this_seasons_rules_do_not_allow_is_named(self):
        known = replace(KNOWN, rules=KNOWN.rules.model_copy(update={"leaf_step": Decimal(1)}))
        refused = given(SCORECARD).also(SCORECARD, self.LAST_YEARS).when(decide_copy, self.COPY, board(known))
        assert faults_of(refused.then_rejected(no.ScorecardUnsound)) == ["maximum-off-step II.1", "maximum-off-step II.2"]

    def test_not_from_nothing_nor_from_itself(self):
        given(SCORECARD).also(SCORECARD).when(decide_copy, self.COPY, board()).then_rejected(no.NothingToCopy)
        itself = CopyScorecard(cluster=CLUSTER, source=CLUSTER)
        given(SCORECARD, DRAFTED).when(decide_copy, itself, board()).then_rejected(no.NothingToCopy)

    def test_not_another_authoritys(self):
        theirs = changed(self.LAST_YEARS, authority="ca-mau")
        given(SCORECARD).also(SCORECARD, theirs).when(decide_copy, self.COPY, board()).then_rejected(ForeignAuthority)

    def test_not_once_a_member_has_signed(self):
        facts = given(SCORECARD, DRAFTED, ISSUED, signed(PHUOC_LONG)).also(SCORECARD, self.LAST_YEARS)
        facts.when(decide_copy, self.COPY, board()).then_rejected(no.AgreementFrozen)
