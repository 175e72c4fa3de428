"""What registry answers of rule packs and base salaries."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import JsonValue

from contracts.registry import (
    PackCopied,
)
from contracts.rules import AwardRules, CalendarRules, ClusterRules, RankingRules, ScoringRules, SourceKind
from infra.runtime.paging import View


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
