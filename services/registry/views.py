"""What registry's queries answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import JsonValue

from contracts.registry import (
    ClusterKind,
    ClusterLevel,
    DocumentKind,
    PackCopied,
    Reorganisation,
    Supersession,
    SuspensionGround,
    UnitKind,
)
from contracts.rules import AwardRules, CalendarRules, ClusterRules, RankingRules, ScoringRules, SourceKind
from infra.runtime.chain import FactView, NextLink
from infra.runtime.decisions import Role
from infra.runtime.paging import View


class EndedBy(StrEnum):
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"
    SUCCEEDED = "succeeded"


class DocumentView(View):
    """A legal document; `effective_to` is the first day without effect by its own words, `ended_on` by those of another.

    Without `effective_from` nothing is known but its day of issue.
    """

    document: UUID
    authority: str
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date
    abstract: str
    effective_from: date | None
    effective_to: date | None
    ended_on: date | None


class DocumentDetail(DocumentView):
    """One document; `validities` is what If-Match takes where its effect is stated anew."""

    validities: int


class DocumentLink(View):
    """A document, and one issued later that replaces, repeals or amends it from a day on.

    `generation` counts the links from the document asked for, from 1.
    """

    generation: int
    manner: Supersession
    valid_from: date
    document: UUID
    kind: DocumentKind
    number: str
    issuer: str
    issued_on: date
    by: UUID
    by_kind: DocumentKind
    by_number: str
    by_issuer: str
    by_issued_on: date


class DocumentChain(View):
    """What a document does to earlier ones (`earlier`), and what later ones do to it, nearest first."""

    document: UUID
    earlier: tuple[DocumentLink, ...]
    later: tuple[DocumentLink, ...]


class CitationWarning(StrEnum):
    """Why a fact's document was not in force on the day from which the fact holds."""

    NOT_YET_IN_FORCE = "not-yet-in-force"
    NO_LONGER_IN_FORCE = "no-longer-in-force"
    REPLACED = "replaced"
    REPEALED = "repealed"


class RulePackContent(View):
    """A rule pack; `valid_to` is the first day on which it no longer holds."""

    pack: str
    version: int
    title: str
    valid_from: date
    valid_to: date | None
    verified: bool
    scoring: ScoringRules
    ranking: RankingRules
    awards: AwardRules
    clusters: ClusterRules | None
    calendar: CalendarRules | None


class RulePackView(RulePackContent):
    """An adopted pack; `copied_from` where the authority drafted it itself."""

    authority: str
    document: UUID
    copied_from: PackCopied | None


class RulePackVersion(View):
    """One adopted version, and the seasons that were opened under it and keep it."""

    version: int
    valid_from: date
    valid_to: date | None
    document: UUID
    seasons: tuple[str, ...]


class RulePackDetail(RulePackView):
    versions: tuple[RulePackVersion, ...]


class FigureView(View):
    """The value of a figure, and what it rests on; without a basis where the pack states it of itself."""

    value: JsonValue
    kind: SourceKind | None
    basis: str | None
    verified: bool


class NamedFigure(FigureView):
    figure: str


class ContradictionView(View):
    """Why the draft cannot be adopted as it stands."""

    code: str
    vi: str
    en: str


class RulePackDraft(RulePackContent):
    """A pack in preparation; `edits` is what If-Match takes, `version` what it would be adopted as."""

    authority: str
    copied_from: PackCopied
    edits: int
    figures: tuple[NamedFigure, ...]
    contradictions: tuple[ContradictionView, ...]


class FigureDifference(View):
    """One figure that two packs state differently, or on another basis; None on the side that does not state it."""

    figure: str
    left: FigureView | None
    right: FigureView | None


class RulePackDiff(View):
    """What tells two packs apart, figure by figure; each side is `[shipped:|draft:]pack@version`."""

    left: str
    right: str
    differences: tuple[FigureDifference, ...]


class BaseSalaryView(View):
    authority: str
    amount: int
    valid_from: date
    document: UUID


class UnitView(View):
    """A unit; `parent_name` is None where the parent is not of the caller's authority.

    `valid_to` is the first day on which it is no more, None while it is there; `document` is that of its registration.
    """

    unit: UUID
    authority: str
    kind: UnitKind
    name: str
    code: str
    parent: UUID | None
    parent_name: str | None
    valid_from: date
    valid_to: date | None
    document: UUID


class HeldView(View):
    """Something that a unit had from `valid_from` up to, not including, `valid_to`; None: it has it still."""

    valid_from: date
    valid_to: date | None
    document: UUID


class AuthorityView(HeldView):
    """A managing authority that had it."""

    authority: str


class NameView(HeldView):
    """A name as the document spells it."""

    name: str


class CodeView(HeldView):
    code: str


class KindView(HeldView):
    kind: UnitKind


class ParentView(HeldView):
    """A unit that it stood under; where there is none on a day, none is listed."""

    parent: UUID
    parent_name: str | None


class EndView(View):
    """How a unit ended, and by which document."""

    by: EndedBy
    document: UUID


class DescentView(View):
    """A link between a unit and one that came from it on `day`; names as they were spelled then.

    Of a merger and of a succession, the predecessor makes `parts` of `whole` of its successor; of a split, the successor got
    `parts` of `whole` of its predecessor. `generation` counts the links from the unit asked for, from 1.
    """

    generation: int
    predecessor: UUID
    predecessor_name: str | None
    successor: UUID
    successor_name: str | None
    day: date
    manner: Reorganisation
    parts: int
    whole: int
    document: UUID


class Lineage(View):
    """A unit's descent, both ways: nearest generation first; an older link never follows a younger one."""

    unit: UUID
    name: str
    valid_from: date
    valid_to: date | None
    predecessors: tuple[DescentView, ...]
    successors: tuple[DescentView, ...]


class StaffFiguresView(View):
    day: date
    staff: int
    women: int


class SuspensionView(View):
    """A suspension; `valid_to` is the day of the lift, None while it holds."""

    valid_from: date
    valid_to: date | None
    ground: SuspensionGround
    reason: str
    document: UUID
    lift_reason: str | None
    lift_document: UUID | None


class DisqualificationView(View):
    season: str
    day: date
    ground: str
    document: UUID


class MembershipView(View):
    cluster: UUID
    season: str
    number: int
    name: str
    kind: ClusterKind
    level: ClusterLevel
    authority: str
    place: int
    valid_from: date
    valid_to: date


class UnitDetail(UnitView):
    """`authorities`, `names`, `codes`, `kinds` and `parents` each from their day on, the latest first."""

    ended: EndView | None
    authorities: tuple[AuthorityView, ...]
    names: tuple[NameView, ...]
    codes: tuple[CodeView, ...]
    kinds: tuple[KindView, ...]
    parents: tuple[ParentView, ...]
    staff_figures: tuple[StaffFiguresView, ...]
    suspensions: tuple[SuspensionView, ...]
    disqualifications: tuple[DisqualificationView, ...]
    memberships: tuple[MembershipView, ...]


class SeasonView(View):
    """A season; `end_day` is the day behind its last."""

    season: str
    authority: str
    year: int
    pack: str
    pack_version: int
    first_day: date
    end_day: date


class CitingFact(FactView):
    """An event of registry's log, and the legal document it rests on; the warning only among citations."""

    document: UUID | None
    warning: CitationWarning | None = None


class Facts(View):
    """Registry's links in a chain of facts, in the order of its log; `more` is the cursor to the rest, for `after`.

    `next` is empty, because registry reads no other service and every chain ends here; but a document is cited elsewhere too.
    """

    service: str
    facts: tuple[CitingFact, ...]
    more: str | None
    next: tuple[NextLink, ...] = ()


class PostView(View):
    """A role that a person had, for a unit or for the authority itself; `valid_to` is the first day without it."""

    role: Role
    unit: UUID | None
    valid_from: date
    valid_to: date | None


class PersonView(View):
    person: UUID
    authority: str
    unit: UUID | None
    name: str
    contact: str | None
    posts: tuple[PostView, ...] = ()
