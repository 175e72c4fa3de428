"""Registry's decisions: commands, state, refusals, `decide`, `evolve`; behind them the categories and claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never, get_args
from uuid import UUID

from contracts.base import Fact
from contracts.registry import (
    BaseSalarySet,
    ClusterFormed,
    ClusterLevel,
    ClusterQuotaSet,
    DeputiesRecognised,
    LeaderRecognised,
    LegalDocumentRecorded,
    QuotaPlaces,
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
from services.registry import documents, lineage, refusals, rule_packs, units
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    ChangeUnitCode,
    Command,
    DisqualifyUnit,
    DissolveUnit,
    DraftRulePack,
    FormCluster,
    LiftSuspension,
    MergeUnits,
    MoveUnit,
    OpenSeason,
    RecogniseLeaders,
    RecordLegalDocument,
    RecordStaffFigures,
    RegisterUnit,
    RenameUnit,
    RetypeUnit,
    SetBaseSalary,
    SetClusterQuota,
    SplitUnit,
    SucceedUnit,
    SuspendUnit,
)
from services.registry.documents import DocumentCommand, DocumentFact, SetDocumentValidity, SupersedeDocument, evolve_document
from services.registry.names import normal_form
from services.registry.requirements import Document, require_distinct, require_document
from services.registry.rule_packs import Pack, evolve_pack
from services.registry.units import ONE_DAY, Unit, UnitFact, evolve_unit, require_own_unit, require_unit
from services.registry.work.domain import WORK_CATEGORIES, WorkCommand, decide_work, work_claims

# Commands stand in commands.py, refusals in refusals.py; units in units.py and lineage.py ----------------------------

# State: what a stream says so far; of a stream without facts, the authority is empty ------------------------------


@dataclass(frozen=True, slots=True)
class Salary:
    amounts: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Season:
    authority: str = ""
    pack: str = ""
    first_day: date = date.max
    end_day: date = date.max
    members_min: int | None = None
    members_max: int | None = None


@dataclass(frozen=True, slots=True)
class Cluster:
    authority: str = ""
    valid_from: date = date.max
    season_end: date = date.max
    members: tuple[UUID, ...] = ()
    leaders: Mapping[date, UUID] = field(default_factory=dict)
    deputies: Mapping[date, tuple[UUID, ...]] = field(default_factory=dict)
    places: tuple[QuotaPlaces, ...] = ()
    quotas_set: int = 0


# Decide -----------------------------------------------------------------------------------------------------------


def decide(command: Command | DocumentCommand | WorkCommand, context: Context[Any], *states: Any) -> list[Fact]:  # noqa: C901 - a table of commands
    """What follows from a command; `states` are those of the command's streams, in the order of its door."""
    if isinstance(command, WorkCommand):
        return decide_work(command, context, *states)
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
            return units.register(command, context, *states)
        case RenameUnit():
            return units.rename(command, context, *states)
        case RetypeUnit():
            return units.retype(command, context, *states)
        case ChangeUnitCode():
            return units.change_code(command, context, *states)
        case MoveUnit():
            return units.move(command, context, *states)
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
        case FormCluster():
            return _form_cluster(command, context, *states)
        case RecogniseLeaders():
            return _recognise_leaders(command, context, *states)
        case SetClusterQuota():
            return _set_quota(command, context, *states)
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
        raise refusals.FiguresInFuture(day=command.on, today=context.today)
    if command.women > command.staff:
        raise refusals.WomenExceedStaff(women=command.women, staff=command.staff)
    if unit.figures.get(command.on) == (command.staff, command.women):
        return []
    return [StaffFiguresRecorded(**dict(command))]


def _suspend(command: SuspendUnit, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context, on=command.valid_from)
    require_document(document, command.document, context, effective=command.valid_from)
    if unit.suspended_since is not None:
        raise refusals.AlreadySuspended(since=unit.suspended_since)
    if command.valid_from < unit.lifted_on:
        raise refusals.SuspensionsOverlap(lifted_on=unit.lifted_on, valid_from=command.valid_from)
    return [UnitSuspended(authority=unit.authority, **dict(command))]


def _lift(command: LiftSuspension, context: Context[Any], unit: Unit, document: Document) -> list[Fact]:
    require_own_unit(unit, command.unit, context)
    require_document(document, command.document, context, effective=command.on)
    if unit.suspended_since is None:
        raise refusals.NotSuspended
    if command.on <= unit.suspended_since:
        raise refusals.LiftBeforeSuspension(on=command.on, since=unit.suspended_since)
    return [SuspensionLifted(authority=unit.authority, **dict(command))]


def _disqualify(command: DisqualifyUnit, context: Context[Any], unit: Unit, season: Season, document: Document) -> list[Fact]:
    # What a unit did may come to light when it is no more, in a season in which it was there.
    require_own_unit(unit, command.unit, context, on=min(command.on, unit.ended_on - ONE_DAY))
    _require_season(season, command.season, context)
    if unit.ended_on <= season.first_day:
        raise refusals.UnitNoMore(unit=command.unit, ended_on=unit.ended_on, day=season.first_day)
    require_document(document, command.document, context, effective=command.on)
    if command.season in unit.disqualified:
        raise refusals.AlreadyDisqualified(season=command.season)
    if command.on < season.first_day:  # a violation may come to light after the season's end, never before its start
        raise refusals.DisqualifiedBeforeSeason(on=command.on, first_day=season.first_day)
    return [UnitDisqualified(authority=unit.authority, **dict(command))]


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
    said: dict[str, Any] = {"season": command.season, "pack_version": pack.version, **dict(command)}
    return [SeasonOpened(first_day=first_day, end_day=end_day, members_min=sizes[0], members_max=sizes[1], **said)]


def _form_cluster(
    command: FormCluster, context: Context[Any], cluster: Cluster, season: Season, document: Document, *units: Unit
) -> list[Fact]:
    _require_season(season, command.season, context)
    if cluster.authority:
        raise refusals.ClusterAlreadyFormed(cluster=command.cluster)
    if not season.first_day <= command.valid_from < season.end_day:
        raise refusals.OutsideSeason(day=command.valid_from, first_day=season.first_day, end_day=season.end_day)
    require_document(document, command.document, context, effective=command.valid_from)
    require_distinct(command.members)
    _require_size(len(command.members), season)
    for member, unit in zip(command.members, units, strict=True):
        require_unit(unit, member, on=command.valid_from)
        if command.level is not ClusterLevel.INTER_PROVINCIAL:
            context.require_authority(unit.authority)
    return [ClusterFormed(authority=season.authority, season_end=season.end_day, **dict(command))]


def _recognise_leaders(command: RecogniseLeaders, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    _require_own_cluster(cluster, command.cluster, context)
    for unit in (command.leader, *command.deputies):
        if unit not in cluster.members:
            raise refusals.NotAMember(unit=unit)
    if command.leader in command.deputies:
        raise refusals.LeaderIsDeputy(unit=command.leader)
    require_distinct(command.deputies)
    day, end_day = command.valid_from, cluster.season_end
    if not cluster.valid_from <= day < end_day:
        raise refusals.OutsideSeason(day=day, first_day=cluster.valid_from, end_day=end_day)
    require_document(document, command.document, context, effective=day)
    if (cluster.leaders.get(day), cluster.deputies.get(day)) == (command.leader, command.deputies):
        return []
    if day in cluster.leaders:
        raise refusals.LeadersAlreadyRecognised(valid_from=day)
    by: dict[str, Any] = {"cluster": command.cluster, "valid_from": day, "document": command.document}
    # Always both, so that a decision that became known late leaves the later ones whole.
    return [LeaderRecognised(unit=command.leader, **by), DeputiesRecognised(units=command.deputies, **by)]


def _set_quota(command: SetClusterQuota, context: Context[Any], cluster: Cluster, document: Document) -> list[Fact]:
    _require_own_cluster(cluster, command.cluster, context)
    require_document(document, command.document, context)
    awards: set[str] = set()
    holders: dict[int, str] = {}
    for places in command.places:
        award, first, last = places.award.value, places.from_rank, places.to_rank
        if award in awards:
            raise refusals.AwardTwiceInQuota(award=award)
        if last < first:
            raise refusals.RanksReversed(award=award, from_rank=first, to_rank=last)
        if last > len(cluster.members):
            raise refusals.MorePlacesThanMembers(rank=last, members=len(cluster.members))
        for rank in range(first, last + 1):
            if rank in holders:
                raise refusals.RanksOverlap(rank=rank, first=holders[rank], second=award)
            holders[rank] = award
        awards.add(award)
    if command.places == cluster.places:
        return []
    return [ClusterQuotaSet(**dict(command))]


def _require_size(members: int, season: Season) -> None:
    least, most = season.members_min, season.members_max
    if (least is not None and members < least) or (most is not None and members > most):
        raise refusals.ClusterSizeNotAllowed(members=members, least=least, most=most)


def _require_season(season: Season, named: str, context: Context[Any]) -> None:
    if not season.authority:
        raise refusals.UnknownSeason(season=named)
    context.require_authority(season.authority)


def _require_own_cluster(cluster: Cluster, named: UUID, context: Context[Any]) -> None:
    if not cluster.authority:
        raise refusals.UnknownCluster(cluster=named)
    context.require_authority(cluster.authority)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_salary(state: Salary, fact: BaseSalarySet) -> Salary:
    return Salary({**state.amounts, fact.valid_from: fact.amount})


def evolve_season(_: Season, fact: SeasonOpened) -> Season:
    return Season(fact.authority, fact.pack, fact.first_day, fact.end_day, fact.members_min, fact.members_max)


def evolve_cluster(state: Cluster, fact: ClusterFormed | LeaderRecognised | DeputiesRecognised | ClusterQuotaSet) -> Cluster:
    match fact:
        case ClusterFormed():
            return Cluster(fact.authority, fact.valid_from, fact.season_end, fact.members)
        case LeaderRecognised():
            return replace(state, leaders={**state.leaders, fact.valid_from: fact.unit})
        case DeputiesRecognised():
            return replace(state, deputies={**state.deputies, fact.valid_from: fact.units})
        case ClusterQuotaSet():
            return replace(state, places=fact.places, quotas_set=state.quotas_set + 1)
    assert_never(fact)


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
CLUSTER = Category("cluster", Cluster(), evolve_cluster, (ClusterFormed, LeaderRecognised, DeputiesRecognised, ClusterQuotaSet))
CATEGORIES = (DOCUMENT, RULE_PACK, BASE_SALARY, SEASON, UNIT, CLUSTER, *WORK_CATEGORIES)


def claims(fact: Fact) -> Iterator[Claim | Release]:
    """What a fact takes that nothing else may hold on the same days, in any stream."""
    match fact:
        case LegalDocumentRecorded():
            issuer, year = normal_form(fact.issuer), fact.issued_on.year
            yield Claim(
                "document-number",
                f"{fact.authority}: {fact.kind} {fact.number.upper()}, {issuer}, {year}",
                taken=refusals.DocumentNumberTaken,
            )
        case RulePackAdopted():
            yield Release("rule-pack-in-force", fact.authority)  # a version before it, whose days were others
            yield Claim("rule-pack-in-force", fact.authority, fact.valid_from, fact.valid_to, refusals.AnotherPackInForce)
        case ClusterFormed():
            yield Claim("cluster-number", f"{fact.season}: {fact.level} {fact.number}", taken=refusals.ClusterNumberTaken)
            # By year and not by season: an inter-provincial cluster takes units of several authorities.
            scope = f"member-of-{fact.level}-cluster-{fact.season.rpartition('.')[2]}"
            for unit in fact.members:
                yield Claim(scope, str(unit), fact.valid_from, fact.season_end, refusals.UnitInAnotherCluster)
        case _:
            yield from units.code_claims(fact)
            yield from work_claims(fact)
