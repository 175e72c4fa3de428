"""What ranking says of complaints (kiến nghị, khiếu nại): who complained of published standings, and what was decided."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    ClusterId,
    ComplaintId,
    Day,
    DocumentId,
    Fact,
    LeafCode,
    SeasonId,
    Text,
    UnitId,
    Version,
)
from contracts.rules import ABSENT_IF_EMPTY
from contracts.scoring import LEAVES_MAX


class ComplaintGround(StrEnum):
    """What a complaint is about. Points name leaves; the others lie beside the sheet, or behind it."""

    POINTS = "points"
    PERIODIC_REPORTS = "periodic-reports"
    BONUS_OR_DEDUCTION = "bonus-or-deduction"
    ELIGIBILITY = "eligibility"
    ORDER = "order"
    OTHER = "other"


class ComplaintFiled(
    Fact,
    type="vn.thidua.ranking.complaint-filed.v1",
    vi="Nộp kiến nghị, khiếu nại",
    stream="complaint/{complaint}",
    effective="filed_on",
):
    """A member's complaint (kiến nghị, khiếu nại) about published standings: its own place, or another member's.

    `last_day` ends the window of that publication, which was counted by the calendar of the season's pack.
    """

    complaint: ComplaintId
    cluster: ClusterId
    season: SeasonId
    authority: Authority
    publication: Version
    unit: UnitId
    about: UnitId
    ground: Annotated[ComplaintGround, NONE]
    leaves: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    text: Text
    documents: tuple[DocumentId, ...] = Field(max_length=10)
    filed_on: Day
    last_day: Day


class ComplaintWithdrawn(
    Fact,
    type="vn.thidua.ranking.complaint-withdrawn.v1",
    vi="Rút kiến nghị, khiếu nại",
    stream="complaint/{complaint}",
    effective="withdrawn_on",
):
    """The unit that filed the complaint takes it back."""

    complaint: ComplaintId
    cluster: ClusterId
    reason: Text
    withdrawn_on: Day


class ComplaintUpheld(
    Fact,
    type="vn.thidua.ranking.complaint-upheld.v1",
    vi="Chấp nhận kiến nghị, khiếu nại",
    stream="complaint/{complaint}",
    effective="decided_on",
    basis="document",
):
    """The board finds the complaint justified: scoring reopens these leaves of the unit and these ledgers, and nothing else.

    The ledger (bonuses, deductions, late reports) of the units in `ledgers` is open for correction until the points are locked
    again. Without either the points are not what was wrong; `to_do` then says what follows.
    """

    complaint: ComplaintId
    cluster: ClusterId
    authority: Authority
    unit: UnitId
    leaves: tuple[LeafCode, ...] = Field(max_length=LEAVES_MAX)
    ledgers: Annotated[tuple[UnitId, ...], Field(max_length=30), ABSENT_IF_EMPTY] = ()
    to_do: Annotated[Text | None, ABSENT] = None
    reason: Text
    document: DocumentId
    decided_on: Day


class ComplaintRejected(
    Fact,
    type="vn.thidua.ranking.complaint-rejected.v1",
    vi="Không chấp nhận kiến nghị, khiếu nại",
    stream="complaint/{complaint}",
    effective="decided_on",
    basis="document",
):
    """The board finds the complaint not justified, and says why."""

    complaint: ComplaintId
    cluster: ClusterId
    authority: Authority
    reason: Text
    document: DocumentId
    decided_on: Day
