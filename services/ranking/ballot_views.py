"""What the queries of ballots and lots answer."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from contracts.ballots import BallotKind, BallotMethod, BallotPaper, BallotResult
from contracts.rules import AwardCode, Share, Threshold
from infra.runtime.chain import Summary
from infra.runtime.paging import View


class BallotState(StrEnum):
    CALLED = "called"
    OPEN = "open"
    COUNTED = "counted"
    CANCELLED = "cancelled"


class LotsState(StrEnum):
    ANNOUNCED = "announced"
    DRAWN = "drawn"
    CANCELLED = "cancelled"


class BallotSummary(View):
    """A ballot in a list; `council` is None where the cluster's members vote, `rank` where candidates are confirmed."""

    ballot: UUID
    cluster: UUID
    season: str
    authority: str
    number: int | None
    name: str | None
    kind: BallotKind
    method: BallotMethod
    council: UUID | None
    award: AwardCode | None
    candidates: tuple[UUID, ...]
    rank: int | None
    roll: int
    called_on: date
    state: BallotState
    opened_at: datetime | None
    counted_at: datetime | None
    cancelled_on: date | None


class VoterView(View):
    """Somebody on the roll; `voted` is None where the ballot is on paper: then it says how many, not who."""

    voter: UUID
    unit: UUID | None
    name: str | None
    attended: bool
    voted: bool | None


class UnitName(View):
    """A unit that is voted on; without a name while registry has not been heard on it."""

    unit: UUID
    name: str | None


class BallotView(View):
    """One ballot: its rules, its roll, who attended and has voted, and the result once it is counted.

    `members` is the base of a threshold of the total, recused and absent ones included; `needed` how many have to attend.
    """

    ballot: UUID
    cluster: UUID
    season: str
    authority: str
    number: int | None
    name: str | None
    kind: BallotKind
    method: BallotMethod
    council: UUID | None
    council_name: str | None
    award: AwardCode | None
    candidates: tuple[UnitName, ...]
    drawing: int
    rank: int | None
    called_on: date
    pack: str
    pack_version: int
    quorum: Share
    needed: int
    threshold: Threshold | None
    members: int
    voters: tuple[VoterView, ...]
    state: BallotState
    opened_at: datetime | None
    place: str | None
    committee: tuple[UUID, ...]
    present: int
    seal: str | None
    cast: int | None
    counted_at: datetime | None
    result: BallotResult | None
    outcome: tuple[Summary, ...]
    handed_out: int | None
    minutes: UUID | None
    cancelled_on: date | None
    reason: str | None


class ReceiptView(View):
    """The receipt of one paper; `candidate` is None where it names one of the tied."""

    candidate: UUID | None
    receipt: str


class Receipts(View):
    """What a voter keeps of a vote, a receipt a question, to find the own papers once they are counted."""

    receipts: tuple[ReceiptView, ...]


class PapersView(View):
    """All papers of a counted electronic ballot by receipt, to be counted again; `check` makes a receipt in a shell."""

    ballot: UUID
    papers: tuple[BallotPaper, ...]
    check: tuple[str, ...]


class MinutesView(View):
    """What the minutes of the count (biên bản kiểm phiếu) say, paragraph by paragraph; people by opaque ids alone."""

    ballot: UUID
    cluster: UUID
    cluster_name: str | None
    council: UUID | None
    council_name: str | None
    method: BallotMethod
    place: str
    opened_at: datetime
    counted_at: datetime
    committee: tuple[UUID, ...]
    voters: tuple[VoterView, ...]
    members: int
    roll: int
    present: int
    handed_out: int
    cast: int
    result: BallotResult
    paragraphs: tuple[Summary, ...]


class LotsView(View):
    """Lots for one tie: the seed's source as it was announced, then the seed, the order, and how to draw it again.

    `shell` are two lines that print the units in their order; `hashes` is what they print before each.
    """

    lots: UUID
    cluster: UUID
    season: str
    authority: str
    number: int | None
    name: str | None
    units: tuple[UUID, ...]
    drawing: int
    rank: int
    source: str
    announced_at: datetime
    known_at: datetime
    pack: str
    pack_version: int
    state: LotsState
    seed: str | None
    order: tuple[UUID, ...]
    hashes: tuple[str, ...]
    shell: tuple[str, ...]
    drawn_on: date | None
    cancelled_on: date | None
    reason: str | None
