"""Commands of ballots and lots."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.ballots import BallotId, BallotKind, BallotMethod, LotsId, PublicKey, TiedUnits, Units, VoterId
from contracts.base import NONE, ClusterId, Contract, CouncilId, Count, DocumentId, Moment, Name, PersonKey, Text, UnitId
from contracts.rules import AwardCode

Nonce = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32,128}$"), NONE]
"""What the voter's own machine draws by lot for one ballot, at least 128 bits in hexadecimal, and keeps."""
PrivateKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), NONE]
"""The committee's X25519 private key in hexadecimal; used for the count and kept nowhere."""


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    BLANK = "blank"


class CallBallot(Contract):
    """Call a secret ballot: on an unresolved tie, or to confirm candidates; the roll is frozen.

    The cluster's members vote, one unit one vote, or with `council` the people who sit in it. `award` is what a council
    confirms the candidates for: its threshold is taken.
    """

    ballot: BallotId
    cluster: ClusterId
    kind: Annotated[BallotKind, NONE]
    method: Annotated[BallotMethod, NONE]
    council: CouncilId | None = None
    candidates: Units
    award: Annotated[AwardCode, NONE] | None = None


class OpenBallot(Contract):
    """Open the ballot with those of the roll who attend; an electronic one with the counting committee's public key."""

    ballot: BallotId
    place: Name
    committee: tuple[PersonKey, ...] = Field(min_length=1, max_length=15)
    present: tuple[VoterId, ...] = Field(min_length=1, max_length=60)
    seal: PublicKey | None = None


class NamedPaper(Contract):
    """A paper that names one of the tied units, or None: blank."""

    kind: Annotated[Literal["tie-break"], NONE] = "tie-break"
    unit: UnitId | None


class AnswerTo(Contract):
    candidate: UnitId
    answer: Annotated[Answer, NONE]


class AnsweredPaper(Contract):
    """A paper that answers on every candidate but the voter's own unit."""

    kind: Annotated[Literal["confirmation"], NONE] = "confirmation"
    answers: tuple[AnswerTo, ...] = Field(min_length=1, max_length=30)


class CastVote(Contract):
    """Vote electronically, once: for the own unit, or as a member of the council. The answer holds a receipt a question."""

    ballot: BallotId
    paper: Annotated[NamedPaper | AnsweredPaper, Field(discriminator="kind")]
    nonce: Nonce


class CloseBallot(Contract):
    """Close an electronic ballot and count it with the committee's private key."""

    ballot: BallotId
    cluster: ClusterId
    key: PrivateKey
    minutes: DocumentId | None = None


class CountedAnswers(Contract):
    """The papers on one candidate, as the committee counted them."""

    candidate: UnitId
    yes: Count
    no: Count
    blank: Count = 0
    invalid: Count = 0


class CountedVotes(Contract):
    unit: UnitId
    votes: Count


class AnsweredPapers(Contract):
    """The count of a confirmation, candidate by candidate."""

    kind: Annotated[Literal["confirmation"], NONE] = "confirmation"
    answers: tuple[CountedAnswers, ...] = Field(min_length=1, max_length=30)


class NamedPapers(Contract):
    """The count of a tie-break; a unit that nobody named may be left out."""

    kind: Annotated[Literal["tie-break"], NONE] = "tie-break"
    votes: tuple[CountedVotes, ...] = Field(max_length=30)
    blank: Count = 0
    invalid: Count = 0


class RecordPaperCount(Contract):
    """Enter what the committee counted of a ballot on paper, and close the ballot."""

    ballot: BallotId
    cluster: ClusterId
    handed_out: Count
    count: Annotated[AnsweredPapers | NamedPapers, Field(discriminator="kind")]
    minutes: DocumentId | None = None


class CancelBallot(Contract):
    """Cancel a ballot that is not counted yet; its papers are thrown away unread."""

    ballot: BallotId
    reason: Text


class AnnounceLots(Contract):
    """Say what the seed of lots for an unresolved tie will be, before anybody can know it."""

    lots: LotsId
    cluster: ClusterId
    units: TiedUnits
    source: Text
    known_at: Moment


class DrawLots(Contract):
    """Draw lots with the seed that was announced."""

    lots: LotsId
    cluster: ClusterId
    seed: Name


class CancelLots(Contract):
    """Do without lots that were announced; for all to see, with the reason."""

    lots: LotsId
    reason: Text


BallotCommand = CallBallot | OpenBallot | CastVote | CloseBallot | RecordPaperCount | CancelBallot
LotsCommand = AnnounceLots | DrawLots | CancelLots
