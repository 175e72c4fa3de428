"""What a ballot or lots rest on: rules, points, councils and the box, and whether there is a tie to break. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from contracts.ballots import TieBroken, Voter
from contracts.ranking import StandingsDrawn
from contracts.rules import AwardCode, Share, Threshold, TieBreak
from services.ranking import ballot_refusals as refusals
from services.ranking.known import Locked
from services.ranking.refusals import ScoresAreReopened, ScoresNotLocked, SeasonRulesUnknown


@dataclass(frozen=True, slots=True)
class VotingRules:
    """What the season's frozen pack says about ballots; None where it does not say."""

    pack: str
    pack_version: int
    tie_breaks: tuple[TieBreak, ...]
    quorum: Share | None = None
    confirmation: Threshold | None = None
    votes: Mapping[AwardCode, Threshold] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SealedPaper:
    """A paper as it lies in the box."""

    candidate: UUID | None
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Composition:
    """Who sits in a council from a day on."""

    valid_from: date
    seats: tuple[Voter, ...]


@dataclass(frozen=True, slots=True)
class Council:
    """The compositions of a council by their days; `end_day` is the first without it."""

    compositions: tuple[Composition, ...] = ()
    end_day: date | None = None

    def seats_on(self, day: date) -> tuple[Voter, ...]:
        begun = [each.seats for each in self.compositions if each.valid_from <= day]
        return begun[-1] if begun and (self.end_day is None or day < self.end_day) else ()


@dataclass(frozen=True, slots=True)
class Voting:
    """What registry and scoring have said that a ballot or lots rest on, and what lies in the box.

    `council` is the one named; `documents` are those named that are on the authority's record.
    """

    locked: Locked | None = None
    rules: VotingRules | None = None
    council: Council = Council()
    box: tuple[SealedPaper, ...] = ()
    documents: frozenset[UUID] = frozenset()


def sound(known: Voting, drawn: StandingsDrawn) -> tuple[Locked, VotingRules]:
    """The points and rules that people decide by.

    Raises:
        ScoresNotLocked, ScoresAreReopened, SeasonRulesUnknown: there are none, or nobody knows what they will be.
    """
    if known.locked is None:
        raise ScoresNotLocked
    if known.locked.reopened:
        raise ScoresAreReopened
    if known.rules is None:
        raise SeasonRulesUnknown(season=drawn.season)
    return known.locked, known.rules


def rank_of_tie(units: Sequence[UUID], drawn: StandingsDrawn, rules: VotingRules, step: TieBreak) -> int:
    """The rank that exactly these units share and that a step of the pack may part.

    Raises:
        StepNotInPack, TieNotUnresolved: the pack knows no such step, or there is no such tie.
    """
    if step not in rules.tie_breaks:
        raise refusals.StepNotInPack(pack=rules.pack, version=rules.pack_version, step=step.value)
    for tie in drawn.unresolved:
        if sorted(tie.units) == sorted(units):
            return tie.rank
    raise refusals.TieNotUnresolved


def stands_in(broken: TieBroken, units: Sequence[UUID]) -> bool:
    """Say whether an act was about these units, or left them tied together."""
    return set(units) == {unit for group in broken.order for unit in group} or any(set(units) <= set(g) for g in broken.order)
