"""What ranking says of what people decide where points cannot: ballots and lots, and the ties that they broke."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from contracts.base import (
    NONE,
    OPAQUE,
    Authority,
    ClusterId,
    Contract,
    CouncilId,
    Count,
    Day,
    DocumentId,
    Fact,
    Flag,
    Moment,
    Name,
    PackId,
    PersonKey,
    Rank,
    SeasonId,
    Sha256,
    Text,
    UnitId,
    Version,
)
from contracts.rules import AwardCode, Share, Threshold, TieBreak

BallotId = Annotated[UUID, NONE]
LotsId = Annotated[UUID, NONE]
VoterId = Annotated[UUID, OPAQUE]
"""Who votes: in a cluster a member unit, whichever of its officers casts; in a council a person's opaque id."""
PublicKey = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), NONE]
"""An X25519 public key, in hexadecimal."""
PaperChoice = Annotated[
    str, StringConstraints(pattern=r"^(yes|no|blank|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})$"), Field(max_length=36), NONE
]
"""What a paper says: yes or no on a candidate; on a tie the id of the unit preferred; or nothing."""
Units = Annotated[tuple[UnitId, ...], Field(min_length=1, max_length=30)]
TiedUnits = Annotated[tuple[UnitId, ...], Field(min_length=2, max_length=30)]


class BallotKind(StrEnum):
    """A tie is broken by papers that name one of the tied; candidates are confirmed by yes or no, each on their own."""

    TIE_BREAK = "tie-break"
    CONFIRMATION = "confirmation"


class BallotMethod(StrEnum):
    PAPER = "paper"
    ELECTRONIC = "electronic"


class Voter(Contract):
    """An entry of the roll; on a question about the own `unit` (None: for no unit) nobody votes."""

    voter: VoterId
    unit: UnitId | None


class BallotCalled(
    Fact,
    type="vn.thidua.ranking.ballot-called.v1",
    vi="Lập danh sách bỏ phiếu",
    stream="ballot/{ballot}",
    effective="called_on",
    pack="pack",
):
    """A ballot (bỏ phiếu kín): on what, by whom, and by which rules of the season's pack.

    `council` is None where the cluster's members vote, one unit one vote. `members` are all who would vote if nobody were
    recused: the base of a threshold of the total. `drawing` and `rank` say where the candidates of a tie stood; a
    confirmation has no rank. Only a confirmation has a threshold.
    """

    ballot: BallotId
    cluster: ClusterId
    season: SeasonId
    authority: Authority
    kind: Annotated[BallotKind, NONE]
    method: Annotated[BallotMethod, NONE]
    council: CouncilId | None
    award: Annotated[AwardCode, NONE] | None
    candidates: Units
    drawing: Version
    rank: Rank | None
    roll: tuple[Voter, ...] = Field(min_length=1, max_length=60)
    members: Count
    called_on: Day
    pack: PackId
    pack_version: Version
    quorum: Share
    threshold: Threshold | None


class BallotOpened(Fact, type="vn.thidua.ranking.ballot-opened.v1", vi="Mở bỏ phiếu", stream="ballot/{ballot}"):
    """Who of the roll attends when the ballot opens: they may vote, and are the base of a threshold of those present.

    `seal` is the counting committee's public key, to which electronic papers are sealed until the count.
    """

    ballot: BallotId
    authority: Authority
    opened_at: Moment
    place: Name
    committee: tuple[PersonKey, ...] = Field(min_length=1, max_length=15)
    present: tuple[VoterId, ...] = Field(min_length=1, max_length=60)
    seal: PublicKey | None


class VoteCast(Fact, type="vn.thidua.ranking.vote-cast.v1", vi="Bỏ phiếu", stream="ballot/{ballot}"):
    """This voter has voted. What, no event says: the papers lie in the ballot box until the count."""

    ballot: BallotId
    authority: Authority
    voter: VoterId


class Answers(Contract):
    """The papers on one candidate: `roll` who may vote on it, `present` those of them who attended, `base` what the
    threshold is taken of; cast are yes, no, blank and invalid together.
    """

    candidate: UnitId
    yes: Count
    no: Count
    blank: Count
    invalid: Count
    roll: Count
    present: Count
    base: Count
    confirmed: Flag


class Named(Contract):
    """How many papers named a tied unit."""

    unit: UnitId
    votes: Count


class ConfirmationResult(Contract):
    kind: Annotated[Literal["confirmation"], NONE] = "confirmation"
    answers: tuple[Answers, ...] = Field(min_length=1, max_length=30)


class TieBreakResult(Contract):
    """Most papers first; who has as many shares the place, and that is for lots."""

    kind: Annotated[Literal["tie-break"], NONE] = "tie-break"
    votes: tuple[Named, ...] = Field(min_length=2, max_length=30)
    blank: Count
    invalid: Count


BallotResult = Annotated[ConfirmationResult | TieBreakResult, Field(discriminator="kind")]


class BallotPaper(Contract):
    """A paper as it was found in the box; `candidate` is None where the paper names one of the tied.

    `receipt` is the SHA-256 of ballot, candidate (`tie` for none), choice and the voter's nonce, with a zero byte between.
    """

    receipt: Sha256
    candidate: UnitId | None
    choice: PaperChoice


class BallotCounted(Fact, type="vn.thidua.ranking.ballot-counted.v1", vi="Kiểm phiếu", stream="ballot/{ballot}"):
    """The count. Of an electronic ballot every paper stands here, sorted by receipt: anybody can count again.

    Of papers on paper the committee's figures stand here: `handed_out` how many were given out, `minutes` the document
    (biên bản kiểm phiếu), if it is on registry's record.
    """

    ballot: BallotId
    cluster: ClusterId
    authority: Authority
    counted_at: Moment
    result: BallotResult
    papers: tuple[BallotPaper, ...] = Field(max_length=1800)
    handed_out: Count | None
    minutes: DocumentId | None


class BallotCancelled(
    Fact, type="vn.thidua.ranking.ballot-cancelled.v1", vi="Hủy cuộc bỏ phiếu", stream="ballot/{ballot}", effective="cancelled_on"
):
    """The ballot decides nothing and its papers are gone; a new one may be held on the same question."""

    ballot: BallotId
    cluster: ClusterId
    authority: Authority
    kind: Annotated[BallotKind, NONE]
    candidates: Units
    cancelled_on: Day
    reason: Text


class LotsAnnounced(
    Fact,
    type="vn.thidua.ranking.lots-announced.v1",
    vi="Công bố nguồn số rút thăm",
    stream="lots/{lots}",
    pack="pack",
):
    """What the seed of these lots (rút thăm) will be, said before anybody can know it; `known_at` is when it is drawn."""

    lots: LotsId
    cluster: ClusterId
    season: SeasonId
    authority: Authority
    units: TiedUnits
    drawing: Version
    rank: Rank
    source: Text
    announced_at: Moment
    known_at: Moment
    pack: PackId
    pack_version: Version


class LotsDrawn(Fact, type="vn.thidua.ranking.lots-drawn.v1", vi="Rút thăm", stream="lots/{lots}", effective="drawn_on"):
    """The order that the seed gives: by SHA-256 of its UTF-8 bytes, a zero byte and the unit's id in lower case."""

    lots: LotsId
    cluster: ClusterId
    authority: Authority
    seed: Name
    order: TiedUnits
    drawn_on: Day


class LotsCancelled(
    Fact, type="vn.thidua.ranking.lots-cancelled.v1", vi="Hủy rút thăm", stream="lots/{lots}", effective="cancelled_on"
):
    """These lots are not drawn, and why; others may be announced for the same units."""

    lots: LotsId
    cluster: ClusterId
    authority: Authority
    units: TiedUnits
    cancelled_on: Day
    reason: Text


class TieBroken(
    Fact, type="vn.thidua.ranking.tie-broken.v1", vi="Phân định đồng hạng", stream="standing/{cluster}", effective="broken_on"
):
    """How people or lots ordered units that the computed steps left tied: best first, units within a group still tied.

    It holds as long as exactly these units are tied behind the computed steps. `act` is the ballot or the lots.
    """

    cluster: ClusterId
    authority: Authority
    by: Annotated[Literal[TieBreak.BALLOT, TieBreak.LOTS], NONE]
    act: Annotated[UUID, NONE]
    order: tuple[Units, ...] = Field(min_length=1, max_length=30)
    broken_on: Day
