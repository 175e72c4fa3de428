"""What a person may ask of registry, field by field, and the shape of a rule pack as it ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, JsonValue

from contracts.base import (
    ABSENT,
    NONE,
    Authority,
    Code,
    Contract,
    Day,
    DocumentId,
    Flag,
    Name,
    PackId,
    Text,
    Version,
    Year,
)
from contracts.registry import DocumentKind, PackCopied
from contracts.rules import AwardRules, CalendarRules, ClusterRules, RankingRules, ScoringRules, SourceKind
from services.registry.cluster_commands import ClusterCommand
from services.registry.unit_commands import UnitCommand

Issuer = Annotated[Name, Field(max_length=150)]
"""An issuer is part of the key under which its document's number is held, and an index entry is bounded."""


class RecordLegalDocument(Contract):
    """Keep a document (văn bản), so that other facts can cite it; with the days of its effect where they are known."""

    document: DocumentId
    authority: Authority
    kind: Annotated[DocumentKind, NONE]
    number: Code
    issuer: Issuer
    issued_on: Day
    abstract: Text
    effective_from: Day | None = None
    effective_to: Day | None = None


class AdoptRulePack(Contract):
    """Adopt a rule pack (bộ quy tắc) that ships with the software, under a document; its content is not for the caller.

    Without a version it is the newest that ships.
    """

    authority: Authority
    pack: PackId
    document: DocumentId
    version: Version | None = None


class DraftRulePack(Contract):
    """Begin a rule pack of the authority's own as a copy of one that ships, or of one that it adopted.

    It may bear the name of an adopted pack: adopted, it is that pack's next version.
    """

    authority: Authority
    pack: PackId
    title: Name
    valid_from: Day
    valid_to: Day | None
    copied_from: PackCopied


class ChangeRulePackFigure(Contract):
    """Change one figure of the draft, and say what it rests on; a value of null takes the figure out."""

    authority: Authority
    pack: PackId
    figure: Code
    value: Annotated[JsonValue, NONE]
    kind: Annotated[SourceKind, NONE]
    basis: Text
    verified: Flag = False


class AdoptDraftedRulePack(Contract):
    """Adopt the draft as it stands, under a document, as the pack's next version."""

    authority: Authority
    pack: PackId
    document: DocumentId


class SetBaseSalary(Contract):
    """Set the base salary (lương cơ sở) from a day on."""

    authority: Authority
    amount: Annotated[int, Field(ge=1, le=10**9), NONE]
    valid_from: Day
    document: DocumentId


class OpenSeason(Contract):
    """Open a year of emulation (năm thi đua) and freeze the adopted rule pack for it."""

    authority: Authority
    year: Year
    pack: PackId

    @property
    def season(self) -> str:
        return f"{self.authority}.{self.year}"


Command = (
    RecordLegalDocument
    | AdoptRulePack
    | DraftRulePack
    | ChangeRulePackFigure
    | AdoptDraftedRulePack
    | SetBaseSalary
    | OpenSeason
    | UnitCommand
    | ClusterCommand
)


class PackContent(Contract):
    """A rule pack whole, as it ships or as it was drafted: what adopting it puts on record."""

    pack: PackId
    version: Version
    title: Name
    valid_from: Day
    valid_to: Day | None
    verified: Flag
    scoring: ScoringRules
    ranking: RankingRules
    awards: AwardRules
    clusters: Annotated[ClusterRules | None, ABSENT] = None
    calendar: Annotated[CalendarRules | None, ABSENT] = None


Shipped = Mapping[tuple[str, int], PackContent]
"""The packs that ship, by name and version."""
