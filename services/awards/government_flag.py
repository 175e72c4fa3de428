"""The Government's flag (cờ thi đua của Chính phủ): which leaders of clusters a season proposes for it, and how many at most.

At most the pack's part, rounded down, of those leaders who meet the standard of the provincial flag. Source: Decree 152/2025.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from contracts.awards import GovernmentFlagNominee, GovernmentFlagProposed, OpenReason
from contracts.base import ClusterId, Contract, DocumentId, Fact, SeasonId
from contracts.rules import AwardCode
from infra.runtime.decisions import Category, Context
from services.awards import government_flag_refusals as no
from services.awards.distinct import Distinct
from services.awards.known import Known, Unit
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
    """Whose season it is, and what its frozen pack says of the Government's flag."""

    authority: str
    pack: str
    pack_version: int
    percent: int | None


@dataclass(frozen=True, slots=True)
class KnownOfSeason:
    """What registry and ranking have said of the season."""

    rules: SeasonRules | None = None
    clusters: tuple[ClusterNow, ...] = ()
    units: Mapping[UUID, Unit] = field(default_factory=dict)
    documents: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was proposed last."""

    proposed: GovernmentFlagProposed | None = None


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
    command: ProposeForGovernmentFlag, context: Context[KnownOfSeason], current: Proposal, *rounds: Round
) -> Sequence[Fact]:
    """Propose for the Government's flag.

    Raises:
        SeasonUnknown, PercentNotStated, NoResult, SharedFirstRank, StandardNotMet, TooManyProposed: it cannot be.
    """
    known = context.known
    if known.rules is None:
        raise no.SeasonUnknown(season=command.season)
    context.require_authority(known.rules.authority)
    if command.document not in known.documents:
        raise no.DocumentUnknown(document=str(command.document))
    percent = known.rules.percent
    if percent is None:
        raise no.PercentNotStated(pack=f"{known.rules.pack}@{known.rules.pack_version}", season=command.season)
    leaders = tuple(leaders_of(known.clusters, Known(units=known.units).barred(known.units, command.season, context.today)))
    nominees = _nominees(command, leaders, rounds)
    eligible = sum(each.standard for each in leaders)
    most = at_most(eligible, percent)
    if len(nominees) > most:
        raise no.TooManyProposed(wanted=len(nominees), most=most, percent=percent, leaders=eligible)
    said: dict[str, Any] = {
        "season": command.season,
        "authority": known.rules.authority,
        "pack": known.rules.pack,
        "pack_version": known.rules.pack_version,
        "percent": percent,
        "leaders": eligible,
        "most": most,
        "nominees": nominees,
        "document": command.document,
    }
    before = current.proposed
    if before is not None and all(getattr(before, name) == value for name, value in said.items()):
        return []
    return [GovernmentFlagProposed(proposed_on=context.today, **said)]


def _nominees(
    command: ProposeForGovernmentFlag, leaders: Sequence[Leading], rounds: Sequence[Round]
) -> tuple[GovernmentFlagNominee, ...]:
    leading = {each.cluster: each for each in leaders}
    if missing := [cluster for cluster in command.clusters if cluster not in leading]:
        raise no.NoResult(clusters=", ".join(sorted(map(str, missing))))
    named = [leading[cluster] for cluster in command.clusters]
    if shared := [each for each in named if each.unit is None]:
        raise no.SharedFirstRank(clusters=_names(shared))
    # The result alone is not enough: the council may have decided otherwise on the provincial flag.
    standing = [_has_flag(each, round_) for each, round_ in zip(named, rounds, strict=True)]
    if short := [each for each, has_flag in zip(named, standing, strict=True) if not (each.standard and has_flag)]:
        raise no.StandardNotMet(clusters=_names(short))
    return tuple(GovernmentFlagNominee(cluster=each.cluster, unit=each.unit) for each in named if each.unit is not None)


def _has_flag(each: Leading, round_: Round) -> bool:
    return any((of.unit, of.award) == (each.unit, AwardCode.PROVINCIAL_FLAG) for of in round_.nominations)


def _names(leaders: Sequence[Leading]) -> str:
    return "; ".join(sorted(each.name for each in leaders))


def evolve_proposal(_: Proposal, fact: GovernmentFlagProposed) -> Proposal:
    return Proposal(fact)


GOVERNMENT_FLAG = Category("government-flag", Proposal(), evolve_proposal, (GovernmentFlagProposed,))
