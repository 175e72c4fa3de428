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
)
from infra.runtime.decisions import Category, Claim, Context, Release
from services.registry import (
    cluster_changes,
    clusters,
    councils,
    documents,
    flags,
    quotas,
    refusals,
    rule_packs,
    unit_decisions,
    units,
)
from services.registry.cluster_commands import ClusterCommand
from services.registry.clusters import Cluster, ClusterFact, evolve_cluster
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    Command,
    DraftRulePack,
    OpenSeason,
    RecordLegalDocument,
    SetBaseSalary,
)
from services.registry.councils import Council, CouncilCommand, CouncilFact, evolve_council
from services.registry.documents import DocumentCommand, DocumentFact, SetDocumentValidity, SupersedeDocument, evolve_document
from services.registry.flags import FlagCommand, FlagFact, RotatingFlag, evolve_flag
from services.registry.names import normal_form
from services.registry.quota_commands import QuotaCommand
from services.registry.quotas import LevelQuota, LevelQuotaFact, evolve_level_quota
from services.registry.requirements import Document, require_document
from services.registry.rule_packs import Pack, evolve_pack
from services.registry.seasons import Season, evolve_season
from services.registry.unit_commands import (
    UnitCommand,
)
from services.registry.unit_list import EnterUnits
from services.registry.units import Unit, UnitFact, evolve_unit
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
    if isinstance(command, UnitCommand | EnterUnits):
        return unit_decisions.decide_unit(command, context, *states)
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
    return [BaseSalarySet(**vars(command))]


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
    return [SeasonOpened(season=command.season, first_day=first_day, end_day=end_day, **copied, **vars(command))]


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
