"""What a rule pack says: every figure that the law, practice or an authority may change, each with what it rests on.

A field that was added after version 1 of the packs may be absent: an older pack does not state it, and whoever needs it
says so instead of assuming a figure. New fields are left out of the JSON where they are absent, so that facts of before
come back byte for byte.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from contracts.base import ABSENT, NONE, Code, Contract, Count, Day, Flag, Name, Points, Ratio, Slug, Text, Year

ABSENT_IF_EMPTY = Field(exclude_if=lambda value: not value)

Percent = Annotated[int, Field(ge=0, le=1000), NONE]
"""Wider than it may be: a figure beyond 100 is refused with a sentence of its own when a pack is adopted."""


class OfficialLayer(StrEnum):
    """Who may give a leaf its official value; of those who spoke, the last in the pack's order."""

    SELF = "self"
    LEADER = "leader"
    FIELD = "field"
    BOARD = "board"
    COUNCIL = "council"


class Rounding(StrEnum):
    HALF_UP = "half-up"


class EvidenceKind(StrEnum):
    PDF = "pdf"
    IMAGE = "image"
    OFFICE = "office"


class VoteBase(StrEnum):
    """What a share of votes is taken of: those attending when the ballot opened, or all members."""

    PRESENT = "present"
    TOTAL = "total"


class QuotaBase(StrEnum):
    """Whose number a quota's percentage is taken of."""

    MEMBERS_WHEN_SET = "members-when-set"
    MEMBERS_AT_SEASON_START = "members-at-season-start"


class ProcedureStep(StrEnum):
    """The steps between a submission and its decision, and the return of what was given."""

    OPINIONS = "opinions"
    APPRAISAL = "appraisal"
    VOTE = "vote"
    RETURN = "return"


class AwardLevel(StrEnum):
    STATE = "state"
    PROVINCIAL = "provincial"


class ScaleFigureCode(StrEnum):
    """The entries of the ledger beside the sheet, and its bounds, which are set for each scale."""

    MINISTRY_FLAG = "ministry-flag"
    GOVERNMENT_FLAG = "government-flag"
    LATE_REPORT = "late-report"
    MISSING_REPORT = "missing-report"
    REPORTS_FLOOR = "reports-floor"
    BONUS_CAP = "bonus-cap"
    DEDUCTION_CAP = "deduction-cap"


class AwardCode(StrEnum):
    """The awards that the shipped packs know for collectives."""

    GOVERNMENT_FLAG = "government-flag"
    PROVINCIAL_FLAG = "provincial-flag"
    PROVINCIAL_CERTIFICATE = "provincial-certificate"
    PRIME_MINISTER_CERTIFICATE = "prime-minister-certificate"
    EXCELLENT_LABOUR_COLLECTIVE = "excellent-labour-collective"
    ADVANCED_LABOUR_COLLECTIVE = "advanced-labour-collective"
    COMMENDATION_LETTER = "commendation-letter"


FORMAL_NAMES: Final = {
    AwardCode.GOVERNMENT_FLAG: "Cờ thi đua của Chính phủ",
    AwardCode.PROVINCIAL_FLAG: "Cờ thi đua của Ủy ban nhân dân tỉnh",
    AwardCode.PROVINCIAL_CERTIFICATE: "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
    AwardCode.PRIME_MINISTER_CERTIFICATE: "Bằng khen của Thủ tướng Chính phủ",
    AwardCode.EXCELLENT_LABOUR_COLLECTIVE: "Danh hiệu Tập thể lao động xuất sắc",
    AwardCode.ADVANCED_LABOUR_COLLECTIVE: "Danh hiệu Tập thể lao động tiên tiến",
    AwardCode.COMMENDATION_LETTER: "Giấy khen",
}
"""What documents call the awards."""


class AwardForm(StrEnum):
    TITLE = "title"
    REWARD = "reward"


class TieBreak(StrEnum):
    """The steps that may decide a tie, in the order that a pack gives them."""

    GROUP_ONE = "group-1"
    GROUP_TWO = "group-2"
    GROUP_THREE = "group-3"
    FEWER_DEDUCTIONS = "fewer-deductions"
    NO_LATE_REPORT = "no-late-report"
    WOMEN_SHARE = "women-share"
    BALLOT = "ballot"
    LOTS = "lots"


class NotAssigned(StrEnum):
    """How totals compare when a leaf was not assigned to a unit."""

    SCALED = "scaled"
    RAW = "raw"


class SourceKind(StrEnum):
    """A text of law, a practice that was seen, the software's own choice, or the authority's own regulation."""

    LAW = "law"
    PRACTICE = "practice"
    DEFAULT = "default"
    REGULATION = "regulation"


class Source(Contract):
    """What one figure of a pack rests on. A default is this software's own choice: never show it as if it were law.

    `figure` is the field's name within its rules; `verified` says that a person compared it with the text named.
    """

    figure: Code
    kind: Annotated[SourceKind, NONE]
    basis: Text
    verified: Annotated[Flag, ABSENT_IF_EMPTY] = False


class Entry(Contract):
    """An entry of a list that says itself what it rests on."""

    kind: Annotated[SourceKind, NONE]
    basis: Text
    verified: Flag = False


class ScaleFigure(Entry):
    """What one entry adds on a scorecard of this scale; deductions, their floor and their cap are below zero.

    The floor bounds what late and missing reports take together, the caps what all bonuses and all deductions do.
    """

    figure: Annotated[ScaleFigureCode, NONE]
    scale: Count
    points: Points


class Share(Contract):
    """`part` of `whole`, exactly: two thirds are 2 of 3."""

    part: Annotated[int, Field(ge=0, le=1000), NONE]
    whole: Annotated[int, Field(ge=1, le=1000), NONE]


class Threshold(Contract):
    """Votes in favour: at least this share of the base named, or with `more_than` more than that."""

    of: Annotated[VoteBase, NONE]
    share: Share
    more_than: Flag


class CouncilVote(Entry):
    """How many of the council must be in favour of an award."""

    award: Annotated[AwardCode, NONE]
    threshold: Threshold


class Deadline(Entry):
    """How many working days a step of the procedure has."""

    step: Annotated[ProcedureStep, NONE]
    level: Annotated[AwardLevel, NONE]
    working_days: Count


class Step(Entry):
    """Whether a step of the procedure is taken before a decision; one that is not is switched off, never left out."""

    step: Annotated[ProcedureStep, NONE]
    level: Annotated[AwardLevel, NONE]
    required: Flag


class Paper(Contract):
    """One paper of a dossier: its code, and what it is called on screen."""

    code: Slug
    name: Name


class Dossier(Entry):
    """The papers that a dossier for this award has to hold; none where the list is empty."""

    award: Annotated[AwardCode, NONE]
    papers: tuple[Paper, ...] = Field(max_length=20)


class ScoringRules(Contract):
    scales: tuple[Count, ...] = Field(min_length=1, max_length=8)
    leaf_step: Ratio
    not_assigned: Annotated[NotAssigned, NONE]
    peers: Annotated[int, Field(ge=0, le=10), NONE]
    basis: Text
    sources: tuple[Source, ...] = Field(default=(), max_length=64)
    layers: Annotated[Annotated[tuple[Annotated[OfficialLayer, NONE], ...], Field(max_length=8)] | None, ABSENT] = None
    decimal_places: Annotated[Annotated[int, Field(ge=0, le=2), NONE] | None, ABSENT] = None
    rounding: Annotated[Annotated[Rounding, NONE] | None, ABSENT] = None
    evidence_megabytes_max: Annotated[Annotated[int, Field(ge=1, le=1000), NONE] | None, ABSENT] = None
    evidence_per_leaf_max: Annotated[Annotated[int, Field(ge=1, le=100), NONE] | None, ABSENT] = None
    evidence_kinds: Annotated[Annotated[tuple[Annotated[EvidenceKind, NONE], ...], Field(max_length=8)] | None, ABSENT] = None
    periodic_reports: Annotated[Annotated[int, Field(ge=0, le=12), NONE] | None, ABSENT] = None
    lenient_full_marks_percent: Annotated[Percent | None, ABSENT] = None
    lenient_raise_percent: Annotated[Percent | None, ABSENT] = None
    lenient_one_way_percent: Annotated[Percent | None, ABSENT] = None
    lenient_changes_min: Annotated[Count | None, ABSENT] = None
    award_rotation_seasons: Annotated[Annotated[int, Field(ge=2, le=20), NONE] | None, ABSENT] = None
    by_scale: Annotated[tuple[ScaleFigure, ...], Field(max_length=64), ABSENT_IF_EMPTY] = ()


class RankingRules(Contract):
    tie_breaks: tuple[Annotated[TieBreak, NONE], ...] = Field(max_length=16)
    women_percent: Annotated[int, Field(ge=1, le=100), NONE]
    complaint_window_working_days: Count
    basis: Text
    sources: tuple[Source, ...] = Field(default=(), max_length=64)
    suspended_keep_rank: Annotated[Flag | None, ABSENT] = None
    suspension_reserve_working_days: Annotated[Count | None, ABSENT] = None
    ballot_quorum: Annotated[Share | None, ABSENT] = None
    cluster_confirmation: Annotated[Threshold | None, ABSENT] = None


class CatalogueEntry(Contract):
    """One award of a pack: `multiple` times the base salary is its money. Without a multiple it cannot be computed.

    `verified` says that a person compared the multiple with the text of the law, which is what it rests on unless `kind`
    says otherwise.
    """

    award: Annotated[AwardCode, NONE]
    form: Annotated[AwardForm, NONE]
    multiple: Ratio | None = None
    basis: Text
    verified: Flag = False
    kind: Annotated[Annotated[SourceKind, NONE] | None, ABSENT] = None


class AwardRules(Contract):
    catalogue: tuple[CatalogueEntry, ...] = Field(min_length=1, max_length=64)
    money_rounded_up_to: Annotated[int, Field(ge=1, le=1_000_000), NONE]
    basis: Text
    sources: tuple[Source, ...] = Field(default=(), max_length=64)
    council_quorum: Annotated[Share | None, ABSENT] = None
    votes: Annotated[tuple[CouncilVote, ...], Field(max_length=64), ABSENT_IF_EMPTY] = ()
    deadlines: Annotated[tuple[Deadline, ...], Field(max_length=64), ABSENT_IF_EMPTY] = ()
    steps: Annotated[tuple[Step, ...], Field(max_length=64), ABSENT_IF_EMPTY] = ()
    dossiers: Annotated[tuple[Dossier, ...], Field(max_length=64), ABSENT_IF_EMPTY] = ()
    government_flag_leaders_percent: Annotated[Percent | None, ABSENT] = None
    quota_base: Annotated[Annotated[QuotaBase, NONE] | None, ABSENT] = None
    only_highest_title_paid: Annotated[Flag | None, ABSENT] = None
    dossiers_keep_pack_of_receipt: Annotated[Flag | None, ABSENT] = None


class ClusterRules(Contract):
    """What registry itself decides by. Beyond the usual sizes a cluster is formed with a warning."""

    members_min: Annotated[Annotated[int, Field(ge=3, le=30), NONE] | None, ABSENT] = None
    members_max: Annotated[Annotated[int, Field(ge=3, le=30), NONE] | None, ABSENT] = None
    usual_members_min: Annotated[Count | None, ABSENT] = None
    usual_members_max: Annotated[Count | None, ABSENT] = None
    last_leader_acts: Annotated[Flag | None, ABSENT] = None
    basis: Text
    sources: tuple[Source, ...] = Field(default=(), max_length=64)


class Holiday(Contract):
    """Days on which nobody works, whether they fall on a weekday or not; days off in lieu stand here too."""

    name: Name
    days: tuple[Day, ...] = Field(min_length=1, max_length=31)
    verified: Flag = False


class CalendarYear(Entry):
    """One year's dated list. A make-up day is worked although its weekday is not, in place of a day that was given off."""

    year: Year
    holidays: tuple[Holiday, ...] = Field(max_length=64)
    make_up_days: tuple[Day, ...] = Field(default=(), max_length=31)


class CalendarRules(Contract):
    """Which days are working days, for the years listed alone; weekdays are counted from Monday, 1."""

    weekdays: tuple[Annotated[int, Field(ge=1, le=7), NONE], ...] = Field(max_length=7)
    years: tuple[CalendarYear, ...] = Field(max_length=64)
    basis: Text
    sources: tuple[Source, ...] = Field(default=(), max_length=64)
