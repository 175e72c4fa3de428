"""Ballots and lots of the districts' cluster: the tie at rank 3, and the confirmation of who leads it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from contracts.ballots import (
    Answers,
    BallotCalled,
    BallotCancelled,
    BallotCounted,
    BallotKind,
    BallotMethod,
    BallotOpened,
    BallotPaper,
    ConfirmationResult,
    LotsAnnounced,
    LotsCancelled,
    LotsDrawn,
    Named,
    TieBreakResult,
    TieBroken,
    VoteCast,
    Voter,
)
from contracts.base import VIETNAM
from contracts.examples.ranking import STANDINGS_DRAWN, TIE
from contracts.examples.registry import BAC_LIEU, CHAIR, GIA_RAI, HONG_DAN, PHUOC_LONG, SECRETARY, VINH_LOI
from contracts.rules import Share, Threshold, TieBreak, VoteBase

BALLOT = UUID("018c6d10-0000-7000-8000-0000000000b1")
LOTS = UUID("018c6d10-0000-7000-8000-0000000000d1")
AT = datetime(2023, 12, 20, 9, 0, tzinfo=VIETNAM)
NONCE = "5f0c7a1e93d24b68a1c0f3e2d4b59687"
ROLL = (BAC_LIEU, PHUOC_LONG, VINH_LOI)
TWO_THIRDS = Share(part=2, whole=3)
HALF_OF_THOSE_PRESENT = Threshold(of=VoteBase.PRESENT, share=Share(part=1, whole=2), more_than=True)


def receipt(choice: str, candidate: UUID | None = None, nonce: str = NONCE) -> str:
    """What a voter keeps of a paper: the README of ranking tells how to make it with `sha256sum`."""
    return sha256("\0".join((str(BALLOT), str(candidate or "tie"), choice, nonce)).encode()).hexdigest()


BALLOT_CALLED = BallotCalled(
    ballot=BALLOT,
    cluster=STANDINGS_DRAWN.cluster,
    season=STANDINGS_DRAWN.season,
    authority=STANDINGS_DRAWN.authority,
    kind=BallotKind.TIE_BREAK,
    method=BallotMethod.ELECTRONIC,
    council=None,
    award=None,
    candidates=TIE.units,
    drawing=STANDINGS_DRAWN.drawing,
    rank=TIE.rank,
    roll=tuple(Voter(voter=unit, unit=unit) for unit in ROLL),
    members=5,
    called_on=date(2023, 12, 19),
    pack=STANDINGS_DRAWN.pack,
    pack_version=STANDINGS_DRAWN.pack_version,
    quorum=TWO_THIRDS,
    threshold=None,
)
BALLOT_OPENED = BallotOpened(
    ballot=BALLOT,
    authority=BALLOT_CALLED.authority,
    opened_at=AT,
    place="Hội trường Huyện ủy Phước Long",
    committee=(CHAIR, SECRETARY),
    present=ROLL,
    seal=sha256(b"the committee's public key").hexdigest(),
)
VOTE_CAST = VoteCast(ballot=BALLOT, authority=BALLOT_CALLED.authority, voter=VINH_LOI)
BALLOT_COUNTED = BallotCounted(
    ballot=BALLOT,
    cluster=BALLOT_CALLED.cluster,
    authority=BALLOT_CALLED.authority,
    counted_at=AT + timedelta(hours=1),
    result=TieBreakResult(votes=(Named(unit=HONG_DAN, votes=1), Named(unit=GIA_RAI, votes=0)), blank=0, invalid=0),
    papers=(BallotPaper(receipt=receipt(str(HONG_DAN)), candidate=None, choice=str(HONG_DAN)),),
    handed_out=None,
    minutes=None,
)
CONFIRMATION = ConfirmationResult(
    answers=(Answers(candidate=PHUOC_LONG, yes=3, no=1, blank=0, invalid=0, roll=4, present=4, base=4, confirmed=True),)
)
"""What the count of a confirmation says; used by tests, for a fact has one example."""
BALLOT_CANCELLED = BallotCancelled(
    ballot=BALLOT,
    cluster=BALLOT_CALLED.cluster,
    authority=BALLOT_CALLED.authority,
    kind=BALLOT_CALLED.kind,
    candidates=BALLOT_CALLED.candidates,
    cancelled_on=date(2023, 12, 20),
    reason="Mất điện trong khi bỏ phiếu; tổ chức lại.",
)
LOTS_ANNOUNCED = LotsAnnounced(
    lots=LOTS,
    cluster=BALLOT_CALLED.cluster,
    season=BALLOT_CALLED.season,
    authority=BALLOT_CALLED.authority,
    units=TIE.units,
    drawing=STANDINGS_DRAWN.drawing,
    rank=TIE.rank,
    source="Sáu chữ số giải đặc biệt xổ số kiến thiết tỉnh Bạc Liêu, kỳ mở thưởng ngày 26/12/2023",
    announced_at=AT + timedelta(hours=2),
    known_at=datetime(2023, 12, 26, 16, 30, tzinfo=VIETNAM),
    pack=STANDINGS_DRAWN.pack,
    pack_version=STANDINGS_DRAWN.pack_version,
)
LOTS_DRAWN = LotsDrawn(
    lots=LOTS,
    cluster=BALLOT_CALLED.cluster,
    authority=BALLOT_CALLED.authority,
    seed="270923",
    order=tuple(sorted(TIE.units, key=lambda unit: sha256(b"270923\0" + str(unit).encode()).digest())),
    drawn_on=date(2023, 12, 26),
)
LOTS_CANCELLED = LotsCancelled(
    lots=LOTS,
    cluster=BALLOT_CALLED.cluster,
    authority=BALLOT_CALLED.authority,
    units=TIE.units,
    cancelled_on=date(2023, 12, 26),
    reason="Kỳ mở thưởng bị hoãn vì bão.",
)
TIE_BROKEN = TieBroken(
    cluster=BALLOT_CALLED.cluster,
    authority=BALLOT_CALLED.authority,
    by=TieBreak.BALLOT,
    act=BALLOT,
    order=((HONG_DAN,), (GIA_RAI,)),
    broken_on=date(2023, 12, 20),
)
