"""Registry's decisions: commands, state, refusals, `decide`, `evolve`; behind them the categories and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, assert_never, get_args

from contracts.base import Fact
from contracts.registry import (
    BaseSalarySet,
    LegalDocumentRecorded,
    RulePackAdopted,
    RulePackDrafted,
    RulePackFigureChanged,
    SeasonOpened,
    StaffFiguresRecorded,
    SuspensionLifted,
    UnitDisqualified,
    UnitSuspended,
)
from infra.runtime.decisions import Category, Claim, Context, Release
from infra.runtime.errors import ForeignAuthority
from services.registry import (
    cluster_changes,
    clusters,
    councils,
    documents,
    flags,
    lineage,
    quotas,
    refusals,
    rule_packs,
    unit_changes,
    unit_list,
    unit_refusals,
    units,
)
from services.registry.cluster_commands import ClusterCommand
from services.registry.clusters import Cluster, ClusterFact, evolve_cluster
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    ChangeUnitCode,
    Command,
    DisqualifyUnit,
    DissolveUnit,
    DraftRulePack,
    LiftSuspension,
    MergeUnits,
    MoveUnit,
    OpenSeason,
    PassUnit,
    RecordLegalDocument,
    RecordStaffFigures,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
    SetBaseSalary,
    SplitUnit,
    SucceedUnit,
    SuspendUnit,
)
from services.registry.councils import Council, CouncilCommand, CouncilFact, evolve_council
from services.registry.documents import DocumentCommand, DocumentFact, SetDocumentValidity, SupersedeDocument, evolve_document
from services.registry.flags import FlagCommand, FlagFact, RotatingFlag, evolve_flag
from services.registry.names import normal_form
from services.registry.quota_commands import QuotaCommand
from services.registry.quotas import LevelQuota, LevelQuotaFact, evolve_level_quota
from services.registry.requirements import Document, require_document
from services.registry.rule_packs import Pack, evolve_pack
from services.registry.seasons import Season, evolve_season, require_season
from services.registry.unit_list import EnterUnits
from services.registry.units import ONE_DAY, Unit, UnitFact, evolve_unit, held_between, require_own_unit, require_unit
from services.registry.work.domain import WORK_CATEGORIES, WorkCommand, decide_work, work_claims

# Commands stand in commands.py, refusals in refusals.py; units, lineage, clusters and packs decide beside -----------------

# State: what a stream says so far; of a stream without facts, the authority is empty ------------------------------


@dataclass(frozen=True, slots=True)
class Salary:
    amounts: Mapping[date, int] = field(default_factory=dict)


# Decide -----------------------------------------------------------------------------------------------------------


def decide(  # noqa: C901 - a table of commands
    command: Command | EnterUnits | DocumentCommand | WorkCommand | FlagCommand | CouncilCommand | QuotaCommand,
    context: Context[Any],
    *states: Any,
) -> list[Fact]:
    """What follows from a command; `states` are those of the command's streams, in the order of its door."""
    if isinstance(command, WorkCommand):
        return decide_work(command, context, *states)
    if isinstance(command, ClusterCommand):
        return cluster_changes.decide_cluster(command, context, *states)
    if isinstance(command, QuotaCommand):
        return quotas.decide_quota(command, context, *states)
    if isinstance(command, FlagCommand):
        return flags.decide_flag(command, context, *states)
    if isinstance(command, CouncilCommand):
        return councils.decide_council(command, context, *states)
    match command:
        case RecordLegalDocument() | SetDocumentValidity() | SupersedeDocument():
            return documents.decide_document(command, context, *states)
        case AdoptRulePack():
            return rule_packs.adopt_shipped(command, context, *states)
        case DraftRulePack():
            return rule_packs.draft(command, context, *states)
        case ChangeRulePackFigure():
            return rule_packs.change_figure(command, context, *states)
        case AdoptDraftedRulePack():
            return rule_packs.adopt_draft(command, context, *states)
        case SetBaseSalary():
            return _set_base_salary(command, context, *states)
        case RegisterUnit():
            return unit_changes.register(command, context, *states)
        case RenameUnit():
            return unit_changes.rename(command, context, *states)
        case RetypeUnit():
            return unit_changes.retype(command, context, *states)
        case ChangeUnitCode():
            return unit_changes.change_code(command, context, *states)
        case MoveUnit():
            return unit_changes.move(command, context, *states)
        case PassUnit():
            return unit_changes.pass_on(command, context, *states)
        case EnterUnits():
            return unit_list.enter(command, context, *states)
        case MergeUnits():
            return lineage.merge(command, context, *states)
        case SplitUnit():
            return lineage.split(command, context, *states)
        case DissolveUnit():
            return lineage.dissolve(command, context, *states)
        case SucceedUnit():
            return lineage.succeed(command, context, *states)
        case RecordStaffFigures():
            return _record_figures(command, context, *states)
        case SuspendUnit():
            return _suspend(command, context, *states)
        case LiftSuspension():
            return _lift(command, context, *states)
        case DisqualifyUnit():
            return _disqualify(command, context, *states)
        case OpenSeason():
            return _open_season(command, context, *states)
    assert_never(command)


def _set_base_salary(command: SetBaseSalary, context: Context[Any], salary: Salary, document: Document) -> list[Fact]:
    context.require_authority(command.authority)
    require_document(document, command.document, context, effective=command.valid_from)
    amount = salary.amounts.get(command.valid_from)
    if amount == command.amount:
        return []
    if amount is not None:
        raise refusals.BaseSalaryAlreadySet(valid_from=command.valid_from, amount=amount)
    return [BaseSalarySet(**dict(command))]


def _record_figures(command: RecordStaffFigures, context: Context[Any], unit: Unit) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=command.on)
    if command.on > context.today:
        raise unit_refusals.FiguresInFuture(day=command.on, today=context.today)
    if command.women > command.staff:
        raise unit_refusals.WomenExceedStaff(women=command.women, staff=command.staff)
    if unit.figures.get(command.on) == (command.staff, command.women):
        return []
    return [StaffFiguresRecorded(**dict(command))]


def _suspend(command: SuspendUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)
    if unit.suspended_since is not None:
        raise unit_refusals.AlreadySuspended(since=unit.suspended_since)
    if command.valid_from < unit.lifted_on:
        raise unit_refusals.SuspensionsOverlap(lifted_on=unit.lifted_on, valid_from=command.valid_from)
    return [UnitSuspended(authority=context.caller.authority, **dict(command))]


def _lift(command: LiftSuspension, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=min(command.on, unit.ended_on - ONE_DAY))
    require_document(document, command.document, context, effective=command.on)
    if unit.suspended_since is None:
        raise unit_refusals.NotSuspended
    if command.on <= unit.suspended_since:
        raise unit_refusals.LiftBeforeSuspension(on=command.on, since=unit.suspended_since)
    return [SuspensionLifted(authority=context.caller.authority, **dict(command))]


def _disqualify(command: DisqualifyUnit, context: Context[Any], unit: Unit, season: Season, document: Document) -> list[Fact]:
    # What a unit did may come to light when it is no more, or has passed to another authority, in a season in which it was there.
    require_unit(unit, command.unit, on=min(command.on, unit.ended_on - ONE_DAY))
    require_season(season, command.season, context)
    if unit.ended_on <= season.first_day:
        raise unit_refusals.UnitNoMore(unit=command.unit, ended_on=unit.ended_on, day=season.first_day)
    if context.caller.authority not in held_between(max(season.first_day, unit.valid_from), season.end_day, unit.authorities):
        raise ForeignAuthority(authority=unit.authority_on(season.first_day))
    require_document(document, command.document, context, effective=command.on)
    if command.season in unit.disqualified:
        raise unit_refusals.AlreadyDisqualified(season=command.season)
    if command.on < season.first_day:  # a violation may come to light after the season's end, never before its start
        raise unit_refusals.DisqualifiedBeforeSeason(on=command.on, first_day=season.first_day)
    return [UnitDisqualified(authority=context.caller.authority, **dict(command))]


def _open_season(command: OpenSeason, context: Context[Any], season: Season, pack: Pack) -> list[Fact]:
    context.require_authority(command.authority)
    if season.authority:
        raise refusals.SeasonAlreadyOpened(season=command.season, pack=season.pack)
    if command.year > context.today.year + 1:
        raise refusals.SeasonTooFarAhead(year=command.year, latest=context.today.year + 1)
    if not pack.version:
        raise refusals.PackNotAdopted(pack=command.pack)
    first_day, end_day = date(command.year, 1, 1), date(command.year + 1, 1, 1)
    if pack.valid_from >= end_day or (pack.valid_to is not None and pack.valid_to <= first_day):
        raise refusals.PackNotValid(pack=command.pack, year=command.year)
    sizes = (None, None) if pack.clusters is None else (pack.clusters.members_min, pack.clusters.members_max)
    copied: dict[str, Any] = {
        "pack_version": pack.version,
        "members_min": sizes[0],
        "members_max": sizes[1],
        "quota_base": pack.quota_base,
    }
    return [SeasonOpened(season=command.season, first_day=first_day, end_day=end_day, **copied, **dict(command))]


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_salary(state: Salary, fact: BaseSalarySet) -> Salary:
    return Salary({**state.amounts, fact.valid_from: fact.amount})


# Categories and claims --------------------------------------------------------------------------------------------

DOCUMENT = Category("document", Document(), evolve_document, get_args(DocumentFact))
RULE_PACK = Category("rule-pack", Pack(), evolve_pack, (RulePackDrafted, RulePackFigureChanged, RulePackAdopted))
BASE_SALARY = Category("base-salary", Salary(), evolve_salary, (BaseSalarySet,))
SEASON = Category("season", Season(), evolve_season, (SeasonOpened,))
UNIT = Category(
    "unit",
    Unit(),
    evolve_unit,
    get_args(UnitFact),
)
CLUSTER = Category("cluster", Cluster(), evolve_cluster, get_args(ClusterFact))
LEVEL_QUOTA = Category("level-quota", LevelQuota(), evolve_level_quota, get_args(LevelQuotaFact))
FLAG = Category("rotating-flag", RotatingFlag(), evolve_flag, get_args(FlagFact))
COUNCIL = Category("council", Council(), evolve_council, get_args(CouncilFact))
CATEGORIES = (DOCUMENT, RULE_PACK, BASE_SALARY, SEASON, UNIT, CLUSTER, LEVEL_QUOTA, FLAG, COUNCIL, *WORK_CATEGORIES)


def claims(fact: Fact) -> Iterator[Claim | Release]:
    """What a fact takes that nothing else may hold on the same days, in any stream."""
    match fact:
        case LegalDocumentRecorded():
            issuer, year = normal_form(fact.issuer), fact.issued_on.year
            yield Claim(
                "document-number",
                f"{fact.authority}: {fact.kind} {fact.number.upper()}, {issuer}, {year}",
                taken=refusals.DocumentNumberTaken,
                said=f"{fact.number}, {fact.issuer}, {year}",
            )
        case RulePackAdopted():
            yield Release("rule-pack-in-force", fact.authority)  # a version before it, whose days were others
            yield Claim("rule-pack-in-force", fact.authority, fact.valid_from, fact.valid_to, refusals.AnotherPackInForce)
        case _:
            yield from units.code_claims(fact)
            yield from clusters.cluster_claims(fact)
            yield from flags.flag_claims(fact)
            yield from work_claims(fact)
