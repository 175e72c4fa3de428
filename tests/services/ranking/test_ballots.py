"""Secret ballots, as sentences: who may vote on what, when it holds, and what the count says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from contracts.ballots import BallotCancelled, BallotCounted, BallotKind, BallotMethod, VoteCast
from contracts.rules import AwardCode
from contracts.scoring import DeparturePolicy
from infra.runtime.errors import ForeignAuthority
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import (
    Answer,
    AnsweredPaper,
    AnsweredPapers,
    AnswerTo,
    CancelBallot,
    CountedAnswers,
    CountedVotes,
    NamedPapers,
    RecordPaperCount,
)
from services.ranking.ballots import BALLOT, decide
from services.ranking.refusals import NothingDrawn, ScoresAreReopened, ScoresNotLocked, SeasonRulesUnknown
from services.ranking.standing import STANDING
from services.ranking.voting import Composition, Council
from tests.services.ranking.examples import CLUSTER, STEPS, locked, score, unit
from tests.services.ranking.voting import (
    COUNCIL,
    HALF_PRESENT,
    HALF_TOTAL,
    NONCE,
    OTHERS,
    POLL,
    RULES,
    TIE,
    TIED,
    TWO_THIRDS,
    at,
    box_of,
    call,
    called,
    cast,
    close,
    drawn,
    member,
    names,
    officer_of,
    opened,
    opening,
    seats,
    tie_broken,
    voted,
    voting,
)
from tests.specification import Given, given

CONFIRM = {"kind": BallotKind.CONFIRMATION, "candidates": (unit(1),)}
ON_PAPER = {"method": BallotMethod.PAPER}


def before(*facts: object) -> Given:
    return given(BALLOT).also(STANDING, *(facts or (drawn(),)))  # type: ignore[arg-type]


# Calling


def test_on_a_tie_everybody_votes_but_the_tied():
    (fact,) = before().when(decide, call(), at()).facts
    assert [entry.voter for entry in fact.roll] == list(OTHERS)
    assert (fact.rank, fact.members, fact.threshold, fact.quorum) == (1, 7, None, TWO_THIRDS)
    assert (fact.pack, fact.pack_version, fact.drawing) == ("2017", 2, 1)


def test_a_unit_that_has_left_the_cluster_has_no_vote():
    left = locked(*TIED.rows[:6], score(7, "890.00", departed=DeparturePolicy.EXCLUDE))
    assert [entry.voter for entry in called(facts=voting(left)).roll] == [unit(n) for n in (3, 4, 5, 6)]


@pytest.mark.parametrize("tied", [(unit(1), unit(3)), (unit(1), unit(2), unit(3)), (unit(4), unit(5))])
def test_a_ballot_is_held_on_exactly_the_units_of_an_unresolved_tie(tied):
    before().when(decide, call(candidates=tied), at()).then_rejected(refusals.TieNotUnresolved)


@pytest.mark.parametrize(
    ("place", "may"),
    [(1, True), (2, False), (3, True), (4, True), (5, False)],
    ids=["first rank", "within the flags", "over flags and certificate", "over the certificate", "behind all"],
)
def test_only_ties_at_the_first_rank_or_over_a_border_go_to_a_ballot(place, may):
    totals = [900 - 10 * n + (10 if n == place else 0) for n in range(7)]
    scores = locked(*(score(n + 1, f"{total}.00") for n, total in enumerate(totals)))
    command = call(candidates=(unit(place), unit(place + 1)))
    outcome = before(drawn(scores)).when(decide, command, at(voting(scores)))
    if may:
        assert outcome.facts[0].rank == place
    else:
        outcome.then_rejected(refusals.TieNotUnresolved)


def test_a_pack_without_a_ballot_knows_none():
    none = replace(RULES, tie_breaks=STEPS[:-2])
    before().when(decide, call(), at(voting(rules=none))).then_rejected(refusals.StepNotInPack, step="ballot")


@pytest.mark.parametrize(
    ("changes", "command", "figure"),
    [
        ({"quorum": None}, call(), "ranking.ballot_quorum"),
        ({"confirmation": None}, call(**CONFIRM), "ranking.cluster_confirmation"),
        ({"votes": {}}, call(**CONFIRM, council=COUNCIL, award=AwardCode.PROVINCIAL_FLAG), "awards.votes.provincial-flag"),
    ],
)
def test_a_figure_that_the_pack_does_not_state_is_named(changes, command, figure):
    facts = voting(rules=replace(RULES, **changes), council=Council((Composition(date(2023, 1, 1), seats(None)),)))
    before().when(decide, command, at(facts)).then_rejected(refusals.PackFigureMissing, figure=figure)


def test_a_tie_is_voted_on_once():
    again = before(drawn(), tie_broken(TIE, act=UUID(int=9)))
    again.when(decide, call(), at()).then_rejected(refusals.TieAlreadyVotedOn, act=UUID(int=9))
    three = locked(*(score(n, "950.00") for n in (1, 2, 3)), *TIED.rows[3:])
    left_two = before(drawn(three), tie_broken((unit(3),), TIE, act=UUID(int=9)), drawn())
    left_two.when(decide, call(), at()).then_rejected(refusals.TieAlreadyVotedOn)


def test_what_nobody_may_decide_yet_is_refused():
    given(BALLOT).also(STANDING).when(decide, call(), at()).then_rejected(NothingDrawn)
    before().when(decide, call(), at(authority="ca-mau")).then_rejected(ForeignAuthority)
    before().when(decide, call(), at(voting(scores=None))).then_rejected(ScoresNotLocked)
    before().when(decide, call(), at(voting(replace(TIED, reopened=True)))).then_rejected(ScoresAreReopened)
    before().when(decide, call(), at(voting(rules=None))).then_rejected(SeasonRulesUnknown)
    given(BALLOT, called()).also(STANDING, drawn()).when(decide, call(), at()).then_rejected(refusals.BallotAlreadyCalled)


def test_a_cluster_that_is_tied_whole_needs_a_council():
    whole = locked(*(score(n, "950.00") for n in (1, 2, 3)))
    tied = call(candidates=tuple(unit(n) for n in (1, 2, 3)))
    before(drawn(whole)).when(decide, tied, at(voting(whole))).then_rejected(refusals.NobodyMayVote)


def test_on_one_candidate_everybody_votes_but_the_candidate():
    assert [entry.voter.int for entry in called(call(**CONFIRM)).roll] == [2, 3, 4, 5, 6, 7]


def test_on_several_candidates_everybody_is_on_the_roll_and_none_votes_on_itself():
    fact = called(call(kind=BallotKind.CONFIRMATION, candidates=TIE))
    assert (len(fact.roll), fact.threshold) == (7, HALF_PRESENT)


@pytest.mark.parametrize("candidates", [(unit(9),), (unit(1), unit(1))])
def test_only_who_holds_a_rank_is_confirmed_and_once(candidates):
    command = call(kind=BallotKind.CONFIRMATION, candidates=candidates)
    before().when(decide, command, at()).then_rejected(refusals.NotACandidate)


SEATS = seats(unit(1), unit(3), None, None)
IN_COUNCIL = voting(council=Council((Composition(date(2023, 1, 1), SEATS),)))


def test_a_member_of_a_council_is_recused_on_the_own_unit_and_still_counts_among_all():
    fact = called(call(council=COUNCIL), IN_COUNCIL)
    assert ([entry.voter for entry in fact.roll], fact.members) == ([s.voter for s in SEATS[1:]], 4)
    single = called(call(**CONFIRM, council=COUNCIL, award=AwardCode.PROVINCIAL_FLAG), IN_COUNCIL)
    assert ([entry.voter for entry in single.roll], single.members, single.threshold) == (
        [s.voter for s in SEATS[1:]],
        4,
        HALF_TOTAL,
    )


def test_a_council_confirms_for_an_award():
    before().when(decide, call(**CONFIRM, council=COUNCIL), at(IN_COUNCIL)).then_rejected(refusals.ConfirmedForWhat)


@pytest.mark.parametrize(
    ("council", "people"),
    [
        (Council(), None),
        (Council((Composition(date(2023, 12, 21), SEATS),)), None),
        (Council((Composition(date(2023, 1, 1), SEATS),), date(2023, 12, 20)), None),
        (Council((Composition(date(2023, 1, 1), SEATS),), date(2023, 12, 21)), 3),
        (Council((Composition(date(2023, 1, 1), seats(None)), Composition(date(2023, 12, 20), SEATS))), 3),
        (Council((Composition(date(2023, 1, 1), SEATS), Composition(date(2023, 12, 21), seats(None)))), 3),
    ],
)
def test_who_sits_in_the_council_on_the_day_votes(council, people):
    outcome = before().when(decide, call(council=COUNCIL), at(voting(council=council)))
    if people is None:
        outcome.then_rejected(refusals.UnknownCouncil)
    else:
        assert len(outcome.facts[0].roll) == people


# Opening


CALLED = called()


@pytest.mark.parametrize(("attending", "opens"), [(5, True), (4, True), (3, False), (1, False)])
def test_a_ballot_opens_with_two_thirds_of_the_roll(attending, opens):
    """Five are on the roll: two thirds are 3⅓, so four have to attend."""
    outcome = given(BALLOT, CALLED).when(decide, opening(present=OTHERS[:attending]), at())
    if opens:
        assert outcome.facts[0].present == OTHERS[:attending]
    else:
        outcome.then_rejected(refusals.QuorumNotReached, present=attending, roll=5, needed=4)


def test_who_is_not_on_the_roll_does_not_attend():
    for present in ((*OTHERS[:4], unit(1)), (*OTHERS[:4], OTHERS[0])):
        given(BALLOT, CALLED).when(decide, opening(present=present), at()).then_rejected(refusals.NotOnTheRoll)


def test_an_electronic_ballot_needs_a_key_that_seals_and_one_on_paper_has_none():
    for unusable in (None, "00" * 32):
        given(BALLOT, CALLED).when(decide, opening(seal=unusable), at()).then_rejected(refusals.SealNeeded)
    paper = called(call(**ON_PAPER))
    given(BALLOT, paper).when(decide, opening(), at()).then_rejected(refusals.SealOnPaper)
    assert given(BALLOT, paper).when(decide, opening(seal=None), at()).facts


def test_a_ballot_is_opened_once_by_its_own_authority():
    given(BALLOT).when(decide, opening(), at()).then_rejected(refusals.UnknownBallot)
    given(BALLOT, CALLED).when(decide, opening(), at(authority="ca-mau")).then_rejected(ForeignAuthority)
    given(BALLOT, CALLED, OPENED).when(decide, opening(), at()).then_rejected(refusals.BallotAlreadyOpened)
    twice = opening(committee=(UUID(int=7), UUID(int=7)))
    given(BALLOT, CALLED).when(decide, twice, at()).then_rejected(refusals.CommitteeTwice)


# Voting


OPENED = opened(CALLED, opening(present=OTHERS[:4]))
OPEN = given(BALLOT, CALLED, OPENED)


def test_a_vote_says_who_and_nothing_of_what():
    (fact,) = OPEN.when(decide, cast(names(unit(2))), officer_of(unit(3))).then(*voted(unit(3)))
    assert set(VoteCast.model_fields) == {"ballot", "authority", "voter"}
    assert "2" not in fact.model_dump_json().replace(str(POLL), "").replace(str(unit(3)), "")


def test_a_member_of_another_authority_votes_in_a_common_cluster():
    OPEN.when(decide, cast(names(None)), officer_of(unit(3), authority="ca-mau")).then(*voted(unit(3)))


@pytest.mark.parametrize("caller", [officer_of(unit(1)), officer_of(unit(99)), member(unit(3)), at()], ids=str)
def test_nobody_votes_who_is_not_on_the_roll_or_for_another(caller):
    OPEN.when(decide, cast(names(unit(2))), caller).then_rejected(refusals.MayNotVote)


def test_in_a_council_people_vote_and_not_their_units():
    of = called(call(council=COUNCIL), IN_COUNCIL)
    present = tuple(seat.voter for seat in SEATS[1:])
    council = given(BALLOT, of, opened(of, opening(present=present)))
    council.when(decide, cast(names(unit(2))), member(SEATS[1].voter)).then(*voted(SEATS[1].voter))
    council.when(decide, cast(names(unit(2))), officer_of(unit(3))).then_rejected(refusals.MayNotVote)
    council.when(decide, cast(names(unit(2))), member(SEATS[0].voter)).then_rejected(refusals.MayNotVote)


def test_who_did_not_attend_does_not_vote():
    OPEN.when(decide, cast(names(unit(2))), officer_of(OTHERS[4])).then_rejected(refusals.DidNotAttend)


def test_one_vote_each():
    again = given(BALLOT, CALLED, OPENED, *voted(unit(3)))
    again.when(decide, cast(names(unit(1))), officer_of(unit(3))).then_rejected(refusals.AlreadyVoted)


def test_nobody_votes_before_or_after_or_electronically_on_paper():
    given(BALLOT, CALLED).when(decide, cast(names(unit(2))), officer_of(unit(3))).then_rejected(refusals.BallotNotOpen)
    paper = called(call(**ON_PAPER))
    given(BALLOT, paper, opened(paper, opening(seal=None))).when(decide, cast(names(unit(2))), officer_of(unit(3))).then_rejected(
        refusals.WrongMethod
    )
    over = given(BALLOT, CALLED, OPENED, counted())
    over.when(decide, cast(names(unit(2))), officer_of(unit(3))).then_rejected(refusals.BallotIsCounted)


BOTH = called(call(kind=BallotKind.CONFIRMATION, candidates=TIE))


def answers(*given_: tuple[UUID, Answer]) -> AnsweredPaper:
    return AnsweredPaper(answers=tuple(AnswerTo(candidate=candidate, answer=answer) for candidate, answer in given_))


@pytest.mark.parametrize(
    ("paper", "voter", "fits"),
    [
        (answers((unit(1), Answer.YES), (unit(2), Answer.NO)), unit(3), True),
        (answers((unit(2), Answer.NO), (unit(1), Answer.BLANK)), unit(3), True),
        (answers((unit(2), Answer.YES)), unit(1), True),
        (answers((unit(1), Answer.YES), (unit(2), Answer.YES)), unit(1), False),
        (answers((unit(1), Answer.YES)), unit(3), False),
        (answers((unit(1), Answer.YES), (unit(1), Answer.YES)), unit(3), False),
        (answers((unit(1), Answer.YES), (unit(4), Answer.YES)), unit(3), False),
        (names(unit(1)), unit(3), False),
    ],
)
def test_a_confirmation_answers_once_on_each_candidate_but_the_own_unit(paper, voter, fits):
    everybody = tuple(entry.voter for entry in BOTH.roll)
    outcome = given(BALLOT, BOTH, opened(BOTH, opening(present=everybody))).when(decide, cast(paper), officer_of(voter))
    if fits:
        outcome.then(*voted(voter))
    else:
        outcome.then_rejected(refusals.PaperDoesNotFit)


def test_a_paper_on_a_tie_names_one_of_the_tied_or_none():
    OPEN.when(decide, cast(names(unit(4))), officer_of(unit(3))).then_rejected(refusals.PaperDoesNotFit)
    OPEN.when(decide, cast(answers((unit(1), Answer.YES))), officer_of(unit(3))).then_rejected(refusals.PaperDoesNotFit)


# The count of an electronic ballot


VOTES = [
    cast(names(unit(2)), "a" * 32),
    cast(names(unit(2)), "b" * 32),
    cast(names(unit(1)), "c" * 32),
    cast(names(None), "d" * 32),
]
VOTED = given(BALLOT, CALLED, OPENED, *voted(*OTHERS[:4])).also(STANDING, drawn())


def counted() -> BallotCounted:
    fact = VOTED.when(decide, close(), at(voting(box=box_of(*VOTES)))).facts[0]
    assert isinstance(fact, BallotCounted)
    return fact


def test_the_count_says_every_paper_by_receipt_and_breaks_the_tie():
    fact, broken = VOTED.when(decide, close(), at(voting(box=box_of(*VOTES)))).facts
    assert isinstance(fact, BallotCounted)
    assert [(each.unit, each.votes) for each in fact.result.votes] == [(unit(2), 2), (unit(1), 1)]
    assert (fact.result.blank, fact.result.invalid) == (1, 0)
    receipts = [paper.receipt for paper in fact.papers]
    assert receipts == sorted(receipts)
    assert len(set(receipts)) == 4
    assert sorted(paper.choice for paper in fact.papers) == sorted([str(unit(2))] * 2 + [str(unit(1)), "blank"])
    assert broken == tie_broken((unit(2),), (unit(1),))


def test_equal_votes_leave_the_tie_to_lots():
    votes = [*VOTES[:3], cast(names(unit(1)), "e" * 32)]
    _, broken = VOTED.when(decide, close(), at(voting(box=box_of(*votes)))).facts
    assert broken == tie_broken(TIE)


def test_a_count_needs_the_committees_key_and_the_whole_box():
    whole = box_of(*VOTES)
    other_key = "6b" * 32
    VOTED.when(decide, close(other_key), at(voting(box=whole))).then_rejected(refusals.WrongKey)
    for box, papers in (
        (whole[:3], 3),
        ((), 0),
        ((*whole, whole[0]), 5),
        ((*whole[:3], replace(whole[3], sealed=bytes(116))), 3),
        ((*whole[:3], replace(whole[3], candidate=unit(1))), 3),
        ((*whole[:3], *box_of(cast(names(unit(9)), "f" * 32))), 3),
    ):
        VOTED.when(decide, close(), at(voting(box=box))).then_rejected(refusals.BoxDoesNotAgree, papers=papers, expected=4)


def test_a_ballot_is_counted_by_its_own_authority_once_and_when_it_is_open():
    box = at(voting(box=box_of(*VOTES)))
    VOTED.when(decide, close(), at(voting(box=box_of(*VOTES)), authority="ca-mau")).then_rejected(ForeignAuthority)
    given(BALLOT, CALLED).also(STANDING, drawn()).when(decide, close(), box).then_rejected(refusals.BallotNotOpen)
    VOTED.when(decide, close(cluster=UUID(int=5)), box).then_rejected(refusals.UnknownBallot)
    given(BALLOT, CALLED, OPENED, counted()).also(STANDING).when(decide, close(), box).then_rejected(refusals.BallotIsCounted)
    VOTED.when(decide, close(minutes=UUID(int=5)), box).then_rejected(refusals.UnknownMinutes)


def test_papers_of_one_voter_on_several_candidates_hang_together_by_nothing():
    everybody = tuple(entry.voter for entry in BOTH.roll)
    vote = cast(answers((unit(1), Answer.YES), (unit(2), Answer.NO)))
    own = cast(answers((unit(2), Answer.YES)), "a" * 32)
    history = given(BALLOT, BOTH, opened(BOTH, opening(present=everybody)), *voted(unit(3), unit(1))).also(STANDING, drawn())
    (fact,) = history.when(decide, close(), at(voting(box=box_of(vote, own)))).facts
    assert sorted((paper.candidate.int, paper.choice) for paper in fact.papers) == [(1, "yes"), (2, "no"), (2, "yes")]
    assert len({paper.receipt for paper in fact.papers}) == 3
    assert NONCE not in fact.model_dump_json()


# The count of a ballot on paper


def on_paper(command: object, count: object, *, handed_out: int = 4, facts: object = None, present: object = None):
    of = called(command, facts)  # type: ignore[arg-type]
    everybody = tuple(entry.voter for entry in of.roll)
    history = given(BALLOT, of, opened(of, opening(seal=None, present=present or everybody))).also(STANDING, drawn())
    count = RecordPaperCount(ballot=POLL, cluster=CLUSTER, handed_out=handed_out, count=count)  # type: ignore[arg-type]
    return history.when(decide, count, at())


def test_papers_on_paper_break_a_tie_too():
    count = NamedPapers(votes=(CountedVotes(unit=unit(2), votes=3),), blank=1, invalid=1)
    fact, broken = on_paper(call(**ON_PAPER), count, handed_out=5).facts
    assert (fact.papers, fact.handed_out, fact.result.invalid) == ((), 5, 1)
    assert broken == tie_broken((unit(2),), (unit(1),))


@pytest.mark.parametrize(
    ("count", "handed_out", "refusal"),
    [
        (NamedPapers(votes=(CountedVotes(unit=unit(2), votes=4),), blank=1, invalid=1), 5, refusals.CountDoesNotFit),
        (NamedPapers(votes=(CountedVotes(unit=unit(2), votes=4),)), 3, refusals.CountDoesNotFit),
        (NamedPapers(votes=(CountedVotes(unit=unit(2), votes=4),)), 6, refusals.CountDoesNotFit),
        (NamedPapers(votes=(CountedVotes(unit=unit(3), votes=1),)), 5, refusals.CountOfOthers),
        (NamedPapers(votes=(CountedVotes(unit=unit(2), votes=1),) * 2), 5, refusals.CountOfOthers),
        (AnsweredPapers(answers=(CountedAnswers(candidate=unit(1), yes=1, no=1),)), 5, refusals.CountOfOthers),
    ],
)
def test_a_count_that_cannot_be_is_refused(count, handed_out, refusal):
    on_paper(call(**ON_PAPER), count, handed_out=handed_out).then_rejected(refusal)


def confirmation(yes: int, no: int, *, blank: int = 0, invalid: int = 0) -> AnsweredPapers:
    return AnsweredPapers(answers=(CountedAnswers(candidate=unit(1), yes=yes, no=no, blank=blank, invalid=invalid),))


@pytest.mark.parametrize(
    ("count", "confirmed"),
    [
        (confirmation(4, 2), True),
        (confirmation(3, 3), False),
        (confirmation(3, 0), False),
        (confirmation(4, 0, blank=1, invalid=1), True),
    ],
)
def test_a_cluster_confirms_by_more_than_half_of_those_present_whether_they_vote_or_not(count, confirmed):
    """Six attend: four are more than half, three are not, however few voted against."""
    (fact,) = on_paper(call(**CONFIRM, **ON_PAPER), count, handed_out=6).facts
    [found] = fact.result.answers
    assert (found.roll, found.present, found.base, found.confirmed) == (6, 6, 6, confirmed)


def test_who_is_absent_is_no_part_of_those_present():
    present = tuple(unit(n) for n in (2, 3, 4, 5))
    (fact,) = on_paper(call(**CONFIRM, **ON_PAPER), confirmation(3, 1), present=present).facts
    assert (fact.result.answers[0].base, fact.result.answers[0].confirmed) == (4, True)


def test_of_the_total_recused_and_absent_members_are_part():
    """Four sit in the council, one of them for the candidate's unit: two in favour are half of all, not more."""
    flag = call(**CONFIRM, **ON_PAPER, council=COUNCIL, award=AwardCode.PROVINCIAL_FLAG)
    for yes, confirmed in ((2, False), (3, True)):
        (fact,) = on_paper(flag, confirmation(yes, 0), handed_out=3, facts=IN_COUNCIL).facts
        [found] = fact.result.answers
        assert (found.roll, found.present, found.base, found.confirmed) == (3, 3, 4, confirmed)


def test_at_least_four_fifths_are_reached_exactly():
    five = voting(council=Council((Composition(date(2023, 1, 1), seats(None, None, None, None, None)),)))
    flag = call(**CONFIRM, **ON_PAPER, council=COUNCIL, award=AwardCode.GOVERNMENT_FLAG)
    for yes, confirmed in ((4, True), (3, False)):
        (fact,) = on_paper(flag, confirmation(yes, 0), handed_out=5, facts=five).facts
        assert fact.result.answers[0].confirmed is confirmed


def test_each_candidate_is_counted_among_those_who_may_vote_on_it():
    both = AnsweredPapers(answers=tuple(CountedAnswers(candidate=candidate, yes=6, no=0) for candidate in TIE))
    (fact,) = on_paper(call(kind=BallotKind.CONFIRMATION, candidates=TIE, **ON_PAPER), both, handed_out=7).facts
    assert [(a.roll, a.present, a.confirmed) for a in fact.result.answers] == [(6, 6, True), (6, 6, True)]
    own = AnsweredPapers(answers=tuple(CountedAnswers(candidate=candidate, yes=7, no=0) for candidate in TIE))
    command = call(kind=BallotKind.CONFIRMATION, candidates=TIE, **ON_PAPER)
    on_paper(command, own, handed_out=7).then_rejected(refusals.CountDoesNotFit, cast=7, most=6)


def test_paper_is_not_closed_electronically_nor_the_other_way_round():
    count = NamedPapers(votes=(CountedVotes(unit=unit(2), votes=1),))
    record = RecordPaperCount(ballot=POLL, cluster=CLUSTER, handed_out=1, count=count)
    VOTED.when(decide, record, at()).then_rejected(refusals.WrongMethod)
    paper = called(call(**ON_PAPER))
    given(BALLOT, paper, opened(paper, opening(seal=None))).also(STANDING).when(decide, close(), at()).then_rejected(
        refusals.WrongMethod
    )


# Cancelling


def test_a_ballot_that_is_not_counted_can_be_cancelled_and_is_over():
    cancel = CancelBallot(ballot=POLL, reason="Hòm phiếu đã mất.")
    (fact,) = given(BALLOT, CALLED, OPENED).when(decide, cancel, at()).facts
    assert isinstance(fact, BallotCancelled)
    over = given(BALLOT, CALLED, OPENED, fact)
    over.when(decide, cancel, at()).then_rejected(refusals.BallotIsCancelled)
    over.when(decide, cast(names(unit(2))), officer_of(unit(3))).then_rejected(refusals.BallotIsCancelled)
    given(BALLOT, CALLED, OPENED, counted()).when(decide, cancel, at()).then_rejected(refusals.BallotIsCounted)
    given(BALLOT, CALLED).when(decide, cancel, at(authority="ca-mau")).then_rejected(ForeignAuthority)
