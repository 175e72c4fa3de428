"""The Government's flag (cờ thi đua của Chính phủ): which leaders of clusters a season proposes for it, and how many at most.

At most the pack's part, rounded down, of those leaders who meet the standard of the provincial flag. Source: Decree 152/2025.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from contracts.awards import GovernmentFlagNominee, GovernmentFlagProposed, OpenReason
from contracts.base import ClusterId, Contract, DocumentId, Fact, SeasonId
from contracts.government_flag import GovernmentFlagReleased, GovernmentFlagSubmitted
from contracts.rules import AwardCode
from infra.runtime.decisions import Category, Context
from services.awards import government_flag_refusals as no
from services.awards.distinct import Distinct
from services.awards.known import Known, Unit
from services.awards.money import Pack
from services.awards.places import Ranked, fill
from services.awards.rounds import Round
from services.awards.season_now import ClusterNow

WHOLE = 100


class ProposeForGovernmentFlag(Contract):
    """Propose the leaders of these clusters for the Government's flag, in place of those proposed before."""

    season: SeasonId
    clusters: Annotated[tuple[ClusterId, ...], Distinct] = Field(min_length=1, max_length=100)
    document: DocumentId


@dataclass(frozen=True, slots=True)
class Leading:
    """A cluster's first: `unit` is the one that leads alone, and `standard` says that it gets a provincial flag there."""

    cluster: UUID
    name: str
    firsts: tuple[UUID, ...]
    standard: bool

    @property
    def unit(self) -> UUID | None:
        return self.firsts[0] if len(self.firsts) == 1 else None


@dataclass(frozen=True, slots=True)
class SeasonRules:
    """A season, whose it is, and what its frozen pack says of the Government's flag."""

    season: str
    authority: str
    pack: str
    pack_version: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class KnownOfSeason:
    """What registry and ranking have said of the season; `passed_over` is whom the own council did not carry for the provincial
    flag, or whose dossier for it was refused, each with the cluster, and `complaints_open_in` the cluster, by name, of each
    complaint that nobody has decided.
    """

    rules: SeasonRules | None = None
    clusters: tuple[ClusterNow, ...] = ()
    units: Mapping[UUID, Unit] = field(default_factory=dict)
    documents: frozenset[UUID] = frozenset()
    packs: tuple[Pack, ...] = ()
    passed_over: frozenset[tuple[UUID, UUID]] = frozenset()
    complaints_open_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagProposal:
    """What was proposed last, and the submission that it went into."""

    proposed: GovernmentFlagProposed | None = None
    submission: UUID | None = None


class MayBeProposed(NamedTuple):
    """The leaders named, of how many who meet the standard, and how many may be proposed at most."""

    nominees: tuple[GovernmentFlagNominee, ...]
    leaders: int
    most: int
    percent: int


def leaders_of(clusters: Sequence[ClusterNow], barred: Mapping[UUID, OpenReason]) -> Iterator[Leading]:
    """The first of each cluster with published standings, and whether the result gives it a provincial flag."""
    for each in clusters:
        if each.ranked:
            nominations = fill(each.ranked, each.places, barred).nominations
            flags = {nomination.unit for nomination in nominations if nomination.award is AwardCode.PROVINCIAL_FLAG}
            firsts = tuple(_firsts(each.ranked))
            yield Leading(each.cluster, each.name, firsts, len(firsts) == 1 and firsts[0] in flags)


def _firsts(ranked: Sequence[Ranked]) -> Iterator[UUID]:
    yield from (each.unit for each in ranked if each.rank == 1)


def at_most(leaders: int, percent: int) -> int:
    """How many may be proposed: the whole part of the percentage of the leaders that meet the standard."""
    return leaders * percent // WHOLE


def propose(
    command: ProposeForGovernmentFlag, context: Context[KnownOfSeason], current: FlagProposal, *rounds: Round
) -> Sequence[Fact]:
    """Propose for the Government's flag.

    Raises:
        DocumentUnknown, FlagSubmittedBefore: it cannot be; besides what `require_may_be_proposed` refuses.
    """
    rules = require_season(command.season, context)
    if command.document not in context.known.documents:
        raise no.DocumentUnknown(document=str(command.document))
    may = require_may_be_proposed(command.clusters, context, rules, rounds)
    said: dict[str, Any] = {
        "season": command.season,
        "authority": rules.authority,
        "pack": rules.pack,
        "pack_version": rules.pack_version,
        "document": command.document,
        **may._asdict(),
    }
    before = current.proposed
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return []
    if current.submission is not None:
        raise no.FlagSubmittedBefore(submission=str(current.submission))
    return [GovernmentFlagProposed(proposed_on=context.today, **said)]


def require_season(season: str, context: Context[KnownOfSeason]) -> SeasonRules:
    """The rules of the own authority's season."""
    rules = context.known.rules
    if rules is None:
        raise no.SeasonUnknown(season=season)
    context.require_authority(rules.authority)
    return rules


def require_may_be_proposed(
    clusters: Sequence[UUID], context: Context[KnownOfSeason], rules: SeasonRules, rounds: Sequence[Round]
) -> MayBeProposed:
    """The leaders of these clusters, in their order.

    Raises:
        PercentNotStated, NoResult, SharedFirstRank, StandardNotMet, TooManyProposed: they may not be proposed.
    """
    known, percent = context.known, rules.percent
    if percent is None:
        raise no.PercentNotStated(pack=f"{rules.pack}@{rules.pack_version}", season=rules.season)
    leaders = tuple(leaders_of(known.clusters, Known(units=known.units).barred(known.units, rules.season, context.today)))
    nominees = _nominees(clusters, leaders, rounds, known.passed_over)
    eligible = sum(each.standard for each in leaders)
    most = at_most(eligible, percent)
    if len(nominees) > most:
        raise no.TooManyProposed(wanted=len(nominees), most=most, percent=percent, leaders=eligible)
    return MayBeProposed(nominees, eligible, most, percent)


def _nominees(
    clusters: Sequence[UUID],
    leaders: Sequence[Leading],
    rounds: Sequence[Round],
    passed_over: Collection[tuple[UUID, UUID]],
) -> tuple[GovernmentFlagNominee, ...]:
    leading = {each.cluster: each for each in leaders}
    if missing := [cluster for cluster in clusters if cluster not in leading]:
        raise no.NoResult(clusters=", ".join(sorted(map(str, missing))))
    named = [leading[cluster] for cluster in clusters]
    if shared := [each for each in named if each.unit is None]:
        raise no.SharedFirstRank(clusters=_names(shared))
    # The result alone is not enough: the council may have decided otherwise on the provincial flag.
    standing = [
        each.standard and _has_flag(each, round_) and (each.cluster, each.unit) not in passed_over
        for each, round_ in zip(named, rounds, strict=True)
    ]
    if short := [each for each, stands in zip(named, standing, strict=True) if not stands]:
        raise no.StandardNotMet(clusters=_names(short))
    return tuple(GovernmentFlagNominee(cluster=each.cluster, unit=each.unit) for each in named if each.unit is not None)


def _has_flag(each: Leading, round_: Round) -> bool:
    return any((of.unit, of.award) == (each.unit, AwardCode.PROVINCIAL_FLAG) for of in round_.nominations)


def _names(leaders: Sequence[Leading]) -> str:
    return "; ".join(sorted(each.name for each in leaders))


FlagFact = GovernmentFlagProposed | GovernmentFlagSubmitted | GovernmentFlagReleased


def evolve_flag(current: FlagProposal, fact: FlagFact) -> FlagProposal:
    match fact:
        case GovernmentFlagProposed():
            return replace(current, proposed=fact)
        case GovernmentFlagSubmitted():
            return replace(current, submission=fact.submission)
        case GovernmentFlagReleased():
            return replace(current, submission=None)
        case _:
            assert_never(fact)


GOVERNMENT_FLAG = Category("government-flag", FlagProposal(), evolve_flag, get_args(FlagFact))
