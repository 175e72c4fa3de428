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
    Count,
    Day,
    DocumentId,
    Flag,
    Name,
    PackId,
    SeasonId,
    Text,
    UnitId,
    Version,
    Year,
)
from contracts.registry import DocumentKind, PackCopied, SuspensionGround, UnitKind
from contracts.rules import AwardRules, CalendarRules, ClusterRules, RankingRules, ScoringRules, SourceKind
from services.registry.cluster_commands import ClusterCommand

Issuer = Annotated[Name, Field(max_length=150)]
"""An issuer is part of the key under which its document's number is held, and an index entry is bounded."""

Parts = Annotated[int, Field(ge=1, le=1_000_000), NONE]
"""How many parts of a whole that consists of all parts named: shares that always add up."""


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


class RegisterUnit(Contract):
    """Register a unit (đơn vị) under an id that the client chose."""

    unit: UnitId
    authority: Authority
    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class RenameUnit(Contract):
    """Give a unit another name from a day on, spelled as the document spells it."""

    unit: UnitId
    name: Name
    valid_from: Day
    document: DocumentId


class RetypeUnit(Contract):
    """Make a unit one of another kind from a day on."""

    unit: UnitId
    kind: Annotated[UnitKind, NONE]
    valid_from: Day
    document: DocumentId


class ChangeUnitCode(Contract):
    """Give a unit another official code from a day on; the code that it had is free from that day."""

    unit: UnitId
    code: Code
    valid_from: Day
    document: DocumentId


class MoveUnit(Contract):
    """Put a unit under another one from a day on, or under none."""

    unit: UnitId
    parent: UnitId | None
    valid_from: Day
    document: DocumentId


class PassUnit(Contract):
    """Pass a unit to another managing authority from a day on, by decision of the one that has it.

    `acceptance` is the document by which the other takes it, on that authority's own record.
    """

    unit: UnitId
    to: Authority
    valid_from: Day
    document: DocumentId
    acceptance: DocumentId


class Founded(Contract):
    """A unit that begins with the act: what its registration says beside its day and document."""

    kind: Annotated[UnitKind, NONE]
    name: Name
    code: Code
    parent: UnitId | None


class MergedUnit(Contract):
    """A unit that is merged, and the parts that it makes of the whole; stated for all of them, or for none."""

    unit: UnitId
    parts: Parts | None = None


class MergeUnits(Contract):
    """Merge units (nhập, hợp nhất) into a new one (`founded`), or into one of them, which lives on."""

    predecessors: Annotated[tuple[MergedUnit, ...], Field(min_length=2, max_length=32)]
    successor: UnitId
    founded: Founded | None = None
    valid_from: Day
    document: DocumentId


class SplitPart(Contract):
    """A unit that gets `parts` of the one that is split: a new one (`founded`), one that is there, or the unit itself."""

    unit: UnitId
    parts: Parts
    founded: Founded | None = None


class SplitUnit(Contract):
    """Split a unit into parts (chia); where it is one of them itself, it lives on with that part (tách)."""

    unit: UnitId
    parts: Annotated[tuple[SplitPart, ...], Field(min_length=2, max_length=32)]
    valid_from: Day
    document: DocumentId


class DissolveUnit(Contract):
    """Dissolve a unit (giải thể); no other takes its place."""

    unit: UnitId
    valid_from: Day
    document: DocumentId


class SucceedUnit(Contract):
    """Let another unit take a unit's place (kế thừa): a new one (`founded`), or one that is there."""

    unit: UnitId
    successor: UnitId
    founded: Founded | None = None
    valid_from: Day
    document: DocumentId


class RecordStaffFigures(Contract):
    """Record how many people, and how many women among them, a unit had on a day; later words replace earlier ones."""

    unit: UnitId
    on: Day
    staff: Count
    women: Count


class SuspendUnit(Contract):
    """Suspend a unit (tạm dừng xét): no award is given or proposed until it is lifted."""

    unit: UnitId
    ground: Annotated[SuspensionGround, NONE]
    reason: Text
    valid_from: Day
    document: DocumentId


class LiftSuspension(Contract):
    """Lift the suspension that holds."""

    unit: UnitId
    on: Day
    reason: Text
    document: DocumentId


class DisqualifyUnit(Contract):
    """Put a unit out of a season's emulation (không xét thi đua), on a ground."""

    unit: UnitId
    season: SeasonId
    on: Day
    ground: Text
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
    | RegisterUnit
    | RenameUnit
    | RetypeUnit
    | ChangeUnitCode
    | MoveUnit
    | PassUnit
    | MergeUnits
    | SplitUnit
    | DissolveUnit
    | SucceedUnit
    | RecordStaffFigures
    | SuspendUnit
    | LiftSuspension
    | DisqualifyUnit
    | OpenSeason
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
