"""A unit that joins its cluster late: by an annex to what the others signed, while self-scoring is open and no longer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.examples.registry import CLUSTER, GIA_RAI, MEMBERS, PHUOC_LONG, PLAN, PROMOTION_CENTRE
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    DepartureManner,
    MemberAdmitted,
    ScorecardIssued,
    TargetsSet,
)
from services.scoring import agreement_refusals as no
from services.scoring.agreement import SCORECARD, decide_agreement
from services.scoring.agreement_commands import CloseAgreement, IssueScorecard, SetTargets, SignAgreement
from services.scoring.commands import CloseSelfScoring, OpenSelfScoring, SubmitSelfSheet
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.joining import PARTIES_MAX
from services.scoring.known import Departed
from services.scoring.refusals import NotAMember
from services.scoring.scorecard_rules import annex_digest_of
from tests.services.scoring.cluster import DRAFTED, KNOWN, board, knowing, officer
from tests.services.scoring.test_agreement import ISSUED, signed
from tests.services.scoring.test_season import OPENED, A, faults_of, history, own, then
from tests.specification import fold, given

JOINER = PROMOTION_CENTRE
LARGER = knowing(members=(*MEMBERS, JOINER))
SET = SetTargets(cluster=CLUSTER, unit=JOINER, targets={"I.1": Decimal(120)}, not_assigned=("III.1", "II.2"))
DIGEST = annex_digest_of(ISSUED.digest, JOINER, SET.targets, SET.not_assigned)
ANNEX = AnnexIssued(cluster=CLUSTER, unit=JOINER, version=1, targets=SET.targets, not_assigned=("II.2", "III.1"), digest=DIGEST)
SIGN = SignAgreement(cluster=CLUSTER, unit=JOINER, version=1, digest=DIGEST)
SIGNED = AgreementSigned(cluster=CLUSTER, unit=JOINER, version=1, digest=DIGEST)
OTHERS = tuple(signed(unit) for unit in MEMBERS)
CLOSED = AgreementClosed(cluster=CLUSTER, version=1, digest=ISSUED.digest)
BEGUN = (DRAFTED, ISSUED, signed(PHUOC_LONG))
ADMITTED = MemberAdmitted(cluster=CLUSTER, unit=JOINER, place=6, targets=SET.targets, not_assigned=("II.2", "III.1"))


class TestBeforeTheFirstSignature:
    def test_it_is_issued_anew_with_the_unit_that_joined(self):
        issue = IssueScorecard(cluster=CLUSTER)
        (issued,) = given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, issue, board(LARGER)).facts
        assert isinstance(issued, ScorecardIssued)
        assert issued.members == (*MEMBERS, JOINER)

    def test_and_without_one_that_has_left(self):
        left = Departed(GIA_RAI, date(2023, 2, 1), DepartureManner.WITHDRAWN, (), PLAN)
        issue, known = IssueScorecard(cluster=CLUSTER), knowing(departures=(left,))
        (issued,) = given(SCORECARD, DRAFTED).when(decide_agreement, issue, board(known)).facts
        assert issued.members == tuple(unit for unit in MEMBERS if unit != GIA_RAI)

    def test_its_targets_are_set_like_anybodys(self):
        given(SCORECARD, DRAFTED, ISSUED).when(decide_agreement, SET, board(LARGER)).then(
            TargetsSet(cluster=CLUSTER, unit=JOINER, version=1, targets=SET.targets, not_assigned=("II.2", "III.1"))
        )


class TestTheAnnex:
    def test_its_targets_become_an_annex_and_what_the_others_signed_stays(self):
        facts = given(SCORECARD, *BEGUN).when(decide_agreement, SET, board(LARGER)).then(ANNEX)
        card = fold(SCORECARD, [*BEGUN, *facts])
        assert (card.issued.digest, card.digest_for(JOINER), card.digest_for(PHUOC_LONG)) == (
            ISSUED.digest,
            DIGEST,
            ISSUED.digest,
        )

    def test_the_same_again_is_nothing_and_other_targets_are_the_next_version(self):
        given(SCORECARD, *BEGUN, ANNEX).when(decide_agreement, SET, board(LARGER)).then()
        other = SET.model_copy(update={"targets": {}})
        (again,) = given(SCORECARD, *BEGUN, ANNEX).when(decide_agreement, other, board(LARGER)).facts
        assert (again.version, again.digest != DIGEST) == (2, True)

    def test_targets_that_were_set_before_and_never_issued_are_put_before_it_all_the_same(self):
        early = TargetsSet(cluster=CLUSTER, unit=JOINER, version=1, targets=SET.targets, not_assigned=("II.2", "III.1"))
        (annex,) = given(SCORECARD, DRAFTED, early, *BEGUN[1:]).when(decide_agreement, SET, board(LARGER)).facts
        assert annex == ANNEX.model_copy(update={"version": 2})

    def test_nobody_elses_targets_move(self):
        other = SET.model_copy(update={"unit": GIA_RAI})
        given(SCORECARD, *BEGUN).when(decide_agreement, other, board(LARGER)).then_rejected(no.AgreementFrozen)

    def test_only_who_has_joined(self):
        given(SCORECARD, *BEGUN).when(decide_agreement, SET, board(KNOWN)).then_rejected(NotAMember, unit=str(JOINER))

    def test_its_faults_are_named(self):
        wrong = SET.model_copy(update={"targets": {"IX.9": Decimal(1)}})
        refusal = given(SCORECARD, *BEGUN).when(decide_agreement, wrong, board(LARGER)).then_rejected(no.TargetsUnsound)
        assert faults_of(refusal) == ["unknown-leaf IX.9"]

    def test_once_it_has_signed_it_stands(self):
        other = SET.model_copy(update={"targets": {}})
        refused = given(SCORECARD, *BEGUN, ANNEX, SIGNED).when(decide_agreement, other, board(LARGER))
        refused.then_rejected(no.AgreementFrozen)

    def test_a_scoresheet_has_an_end(self):
        crowd = tuple(UUID(int=number) for number in range(PARTIES_MAX))
        issued = ISSUED.model_copy(update={"members": crowd})
        known, facts = knowing(members=(*crowd, JOINER)), (DRAFTED, issued, signed(crowd[0]))
        given(SCORECARD, *facts).when(decide_agreement, SET, board(known)).then_rejected(no.TooManyParties, most=PARTIES_MAX)


class TestItsSignature:
    def test_it_signs_its_annex_under_the_version_of_the_scorecard(self):
        given(SCORECARD, *BEGUN, ANNEX).when(decide_agreement, SIGN, officer(JOINER)).then(SIGNED)
        given(SCORECARD, *BEGUN, ANNEX, SIGNED).when(decide_agreement, SIGN, officer(JOINER)).then()

    def test_what_the_others_signed_is_not_its(self):
        other = SIGN.model_copy(update={"digest": ISSUED.digest})
        refused = given(SCORECARD, *BEGUN, ANNEX).when(decide_agreement, other, officer(JOINER))
        refused.then_rejected(no.OtherVersionIssued, digest=DIGEST)

    def test_without_an_annex_there_is_nothing_to_sign(self):
        given(SCORECARD, *BEGUN).when(decide_agreement, SIGN, officer(JOINER)).then_rejected(NotAMember)

    def test_the_closing_waits_for_who_was_given_something_to_sign_and_for_nobody_else(self):
        close = CloseAgreement(cluster=CLUSTER)
        given(SCORECARD, DRAFTED, ISSUED, *OTHERS).when(decide_agreement, close, board(LARGER)).then(CLOSED)
        waiting = given(SCORECARD, DRAFTED, ISSUED, *OTHERS, ANNEX).when(decide_agreement, close, board(LARGER))
        waiting.then_rejected(no.SignaturesMissing, units=[str(JOINER)])


class TestItsPlaceAmongTheScored:
    def test_signed_before_the_opening_it_is_opened_behind_the_others(self):
        card = (DRAFTED, ISSUED, *OTHERS, ANNEX, SIGNED, CLOSED)
        command = OpenSelfScoring(cluster=CLUSTER)
        (opened,) = given(SCORESHEET).also(SCORECARD, *card).when(decide_season, command, board(LARGER)).facts
        last = opened.members[-1]
        assert (last.unit, last.signed, last.targets, last.not_assigned) == (JOINER, True, SET.targets, ("II.2", "III.1"))
        assert len(opened.members) == len(MEMBERS) + 1

    def test_not_signed_it_is_not_opened(self):
        card = (DRAFTED, ISSUED, *OTHERS, CLOSED, ANNEX)
        command = OpenSelfScoring(cluster=CLUSTER)
        (opened,) = given(SCORESHEET).also(SCORECARD, *card).when(decide_season, command, board(LARGER)).facts
        assert [member.unit for member in opened.members] == list(MEMBERS)

    def test_while_self_scoring_is_open_its_signature_admits_it(self):
        facts = given(SCORECARD, *BEGUN, CLOSED, ANNEX).also(SCORESHEET, OPENED)
        facts.when(decide_agreement, SIGN, officer(JOINER)).then(SIGNED, ADMITTED)

    def test_admitted_it_hands_in_its_sheet_and_is_given_peers(self):
        member = ADMITTED.model_copy(update={"targets": {}, "not_assigned": ()})
        sheet = SubmitSelfSheet(cluster=CLUSTER, unit=JOINER, entries=own(JOINER).entries)
        facts = then([OPENED, member], sheet, officer(JOINER))
        closed = then(facts, CloseSelfScoring(cluster=CLUSTER), board())[-1]
        assert (closed.peers[0].unit, JOINER in closed.missing) == (JOINER, False)

    def test_signed_between_two_readings_it_is_admitted_by_signing_again(self):
        """The opening did not see its signature, its signature did not see the opening: the next attempt mends it."""
        facts = given(SCORECARD, *BEGUN, CLOSED, ANNEX, SIGNED).also(SCORESHEET, OPENED)
        facts.when(decide_agreement, SIGN, officer(JOINER)).then(ADMITTED)
        given(SCORECARD, *BEGUN, CLOSED, ANNEX, SIGNED).also(SCORESHEET, OPENED, ADMITTED).when(
            decide_agreement, SIGN, officer(JOINER)
        ).then()

    @pytest.mark.parametrize("command", [SET, SIGN], ids=["annex", "signature"])
    def test_once_self_scoring_is_closed_it_comes_too_late(self, command):
        card = BEGUN if command is SET else (*BEGUN, ANNEX)
        who = board(LARGER) if command is SET else officer(JOINER)
        refused = given(SCORECARD, *card).also(SCORESHEET, *history(own(A))).when(decide_agreement, command, who)
        refused.then_rejected(no.JoinedTooLate, unit=str(JOINER))
