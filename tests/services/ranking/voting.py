"""Ballots and lots as the tests of ranking build them: they change one field."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from contracts.ballots import (
    BallotCalled,
    BallotKind,
    BallotMethod,
    BallotOpened,
    TieBroken,
    VoteCast,
    Voter,
)
from contracts.examples import changed
from contracts.examples.registry import RULE_PACK_ADOPTED
from contracts.ranking import StandingsDrawn
from contracts.rules import AwardCode, CouncilVote, Share, SourceKind, Threshold, TieBreak, VoteBase
from infra.runtime.decisions import Context, Role
from services.ranking.ballot_commands import CallBallot, CastVote, CloseBallot, NamedPaper, OpenBallot
from services.ranking.ballots import BALLOT, decide
from services.ranking.casting import papers_of
from services.ranking.drawing import draw
from services.ranking.sealing import public_of, seal
from services.ranking.standing import STANDING
from services.ranking.voting import SealedPaper, Voting, VotingRules
from tests.services.ranking.examples import CLUSTER, STEPS, known, locked, score, unit
from tests.specification import OFFICER, context, given

TODAY = "2023-12-20T09:00"
POLL = UUID("018c0000-0000-7000-8000-0000000000b1")
COUNCIL = UUID("018c0000-0000-7000-8000-0000000000a1")
KEY = "5a" * 32
SEAL = public_of(KEY)
NONCE = "5f0c7a1e93d24b68a1c0f3e2d4b59687"
TWO_THIRDS = Share(part=2, whole=3)
HALF_PRESENT = Threshold(of=VoteBase.PRESENT, share=Share(part=1, whole=2), more_than=True)
HALF_TOTAL = Threshold(of=VoteBase.TOTAL, share=Share(part=1, whole=2), more_than=True)
FOUR_FIFTHS = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)
VOTES = {AwardCode.PROVINCIAL_FLAG: HALF_TOTAL, AwardCode.GOVERNMENT_FLAG: FOUR_FIFTHS}
RULES = VotingRules("2017", 2, STEPS, TWO_THIRDS, HALF_PRESENT, VOTES)
PACK = changed(
    RULE_PACK_ADOPTED,
    ranking=changed(RULE_PACK_ADOPTED.ranking, ballot_quorum=TWO_THIRDS, cluster_confirmation=HALF_PRESENT),  # type: ignore[type-var]
    awards=changed(  # type: ignore[type-var]
        RULE_PACK_ADOPTED.awards,
        votes=tuple(
            CouncilVote(award=award, threshold=threshold, kind=SourceKind.DEFAULT, basis="Mặc định của phần mềm.")
            for award, threshold in VOTES.items()
        ),
    ),
)
"""A pack that states all that ballots need."""

TIED = locked(
    *(score(n, total) for n, total in enumerate(["950.00", "950.00", "930.00", "920.00", "910.00", "900.00", "890.00"], start=1))
)
"""Seven units, the first two tied at the first rank."""
TIE = (unit(1), unit(2))
OTHERS = tuple(unit(n) for n in (3, 4, 5, 6, 7))


def drawn(scores: Any = TIED, **changes: Any) -> StandingsDrawn:
    return draw(CLUSTER, known(scores, **changes), date(2023, 12, 20), drawing=1)


def voting(scores: Any = TIED, **changes: Any) -> Voting:
    return Voting(**{"locked": scores, "rules": RULES, **changes})


def at(facts: Voting | None = None, when: str = TODAY, **caller: Any) -> Context[Any]:
    return context(when, known=facts or voting(), **caller)


def officer_of(voter: UUID, authority: str = "bac-lieu") -> Context[Any]:
    return context(TODAY, role=Role.UNIT_OFFICER, unit=voter, authority=authority)


def member(person: UUID) -> Context[Any]:
    return context(TODAY, role=Role.COUNCIL_MEMBER, person=str(person))


def call(**changes: Any) -> CallBallot:
    values = {
        "ballot": POLL,
        "cluster": CLUSTER,
        "kind": BallotKind.TIE_BREAK,
        "method": BallotMethod.ELECTRONIC,
        "candidates": TIE,
    }
    return CallBallot(**{**values, **changes})


def called(
    command: CallBallot | None = None, facts: Voting | None = None, standing: StandingsDrawn | None = None
) -> BallotCalled:
    before = given(BALLOT).also(STANDING, standing or drawn((facts or voting()).locked))
    (fact,) = before.when(decide, command or call(), at(facts)).facts
    assert isinstance(fact, BallotCalled)
    return fact


def opening(**changes: Any) -> OpenBallot:
    values = {"ballot": POLL, "place": "Hội trường", "committee": (UUID(OFFICER),), "present": OTHERS, "seal": SEAL}
    return OpenBallot(**{**values, **changes})


def opened(of: BallotCalled, command: OpenBallot | None = None) -> BallotOpened:
    (fact,) = given(BALLOT, of).when(decide, command or opening(), at()).facts
    assert isinstance(fact, BallotOpened)
    return fact


def cast(paper: Any, nonce: str = NONCE) -> CastVote:
    return CastVote(ballot=POLL, paper=paper, nonce=nonce)


def names(unit: UUID | None) -> NamedPaper:
    return NamedPaper(unit=unit)


def voted(*voters: UUID) -> list[VoteCast]:
    return [VoteCast(ballot=POLL, authority="bac-lieu", voter=voter) for voter in voters]


def box_of(*votes: CastVote) -> tuple[SealedPaper, ...]:
    papers = [paper for vote in votes for paper in papers_of(vote)]
    return tuple(sorted((SealedPaper(p.candidate, seal(p, SEAL)) for p in papers), key=lambda p: p.sealed))


def close(key: str = KEY, **changes: Any) -> CloseBallot:
    return CloseBallot(**{"ballot": POLL, "cluster": CLUSTER, "key": key, **changes})


def tie_broken(*order: tuple[UUID, ...], by: TieBreak = TieBreak.BALLOT, act: UUID = POLL) -> TieBroken:
    return TieBroken(cluster=CLUSTER, authority="bac-lieu", by=by, act=act, order=order, broken_on=date(2023, 12, 20))  # type: ignore[arg-type]


def seats(*units: UUID | None) -> tuple[Voter, ...]:
    """Council members 1, 2, …, each sitting for one of these units."""
    return tuple(Voter(voter=UUID(int=0xA00 + n), unit=of) for n, of in enumerate(units, start=1))
