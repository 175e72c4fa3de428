"""Drawing standings from what is known on a day: who is ranked, where, whose place is kept, and what is to be warned of. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import rfc8785

from contracts.ranking import Caution, Ineligible, StandingRow, StandingsDrawn, StandingWarning, UnresolvedTie
from contracts.scoring import DeparturePolicy, LockedScore
from services.ranking.known import Known, Rules, SuspensionChange
from services.ranking.order import Candidate, lacking_figures, rank, unresolved_ties
from services.ranking.refusals import ScoresAreReopened, ScoresNotLocked, SeasonRulesUnknown
from services.ranking.reserved import Kept, keep_places, keeping
from services.ranking.standing import NOT_DRAWN, Standing

RANKED_FEW = 3
"""A cluster ranks whoever is left; with fewer than it takes to form one, the officer is warned."""


def draw(cluster: UUID, known: Known, on: date, *, drawing: int, standing: Standing = NOT_DRAWN) -> StandingsDrawn:
    """The standings of a cluster as they are on a day; `standing` is what was drawn, published and broken before.

    Raises:
        ScoresNotLocked, ScoresAreReopened, SeasonRulesUnknown: there is nothing to rank, or nothing to rank it by.
    """
    locked, rules = known.locked, known.rules
    if locked is None:
        raise ScoresNotLocked
    if locked.reopened:
        raise ScoresAreReopened
    if rules is None:
        raise SeasonRulesUnknown(season=locked.season)
    suspended = _suspended(known, rules, standing, on)
    barred = [_candidate(score, known, on, suspended) for score in locked.rows]
    kept = keeping(standing.published, barred, suspended, rules.reserving, on)
    # Whose place is kept is placed like everybody else, and then holds no rank.
    candidates = [replace(c, ineligible=()) if c.unit in kept.until else c for c in barred]
    rows = rank(candidates, rules.tie_breaks, rules.women_percent, places=known.places, broken=standing.broken)
    shown = keep_places(rows, kept.until)
    return StandingsDrawn(
        cluster=cluster,
        season=locked.season,
        authority=locked.authority,
        drawing=drawing,
        drawn_on=on,
        pack=rules.pack,
        pack_version=rules.pack_version,
        places=known.places,
        rows=shown,
        unresolved=unresolved_ties(rows, known.places),
        warnings=tuple(_warnings(shown, lacking_figures(candidates, rules.tie_breaks, rules.women_percent), known, kept)),
    )


def _suspended(known: Known, rules: Rules, standing: Standing, on: date) -> Mapping[UUID, date]:
    """Who is suspended on a day, and since when.

    What begins after the reserved days behind the first publication is of another season: this one's places are given.
    """
    if rules.suspended_keep_rank:
        return {}
    settled = rules.reserving.last_day(standing.first_published_on) if standing.first_published_on else None
    since = {unit: suspended_since(changes, on) for unit, changes in known.suspensions.items()}
    return {unit: day for unit, day in since.items() if day is not None and (settled is None or day <= settled)}


def _candidate(score: LockedScore, known: Known, on: date, suspended: Mapping[UUID, date]) -> Candidate:
    return Candidate(
        unit=score.unit,
        total=score.total,
        groups=score.groups,
        deductions=score.deductions,
        late_reports=score.late_reports,
        staff=known.figures.get(score.unit),
        ineligible=tuple(reason for reason, holds in _grounds(score, known, on, suspended) if holds),
    )


def _grounds(score: LockedScore, known: Known, on: date, suspended: Mapping[UUID, date]) -> Iterable[tuple[Ineligible, bool]]:
    disqualified_on = known.disqualified_on.get(score.unit)
    yield Ineligible.NOT_SIGNED, not score.signed
    yield Ineligible.INCOMPLETE, not score.complete or score.total is None
    yield Ineligible.SUSPENDED, score.unit in suspended
    yield Ineligible.DISQUALIFIED, disqualified_on is not None and disqualified_on <= on
    # Frozen figures hold their rank; what was left out, or went on to a successor, does not.
    yield Ineligible.DEPARTED, score.departed in (DeparturePolicy.EXCLUDE, DeparturePolicy.INHERIT_WEIGHTED)


def suspended_since(changes: Sequence[SuspensionChange], on: date) -> date | None:
    """Since when a suspension is open on a day, if one is: of the changes that have begun, the last recorded one counts."""
    begun = [change for change in changes if change.day <= on]
    return begun[-1].day if begun and begun[-1].suspended else None


def _warnings(
    rows: Sequence[StandingRow], without_figures: tuple[UUID, ...], known: Known, kept: Kept
) -> Iterable[StandingWarning]:
    ranked = tuple(row.unit for row in rows if row.rank is not None)
    if without_figures:
        yield StandingWarning(caution=Caution.NO_STAFF_FIGURES, units=without_figures)
    if not known.places:
        yield StandingWarning(caution=Caution.NO_QUOTA, units=())
    if len(ranked) < RANKED_FEW:
        yield StandingWarning(caution=Caution.FEW_RANKED, units=ranked)
    if kept.undated:
        yield StandingWarning(caution=Caution.NOTHING_RESERVED, units=kept.undated)


def digest_of(rows: Sequence[StandingRow], unresolved: Sequence[UnresolvedTie]) -> str:
    """SHA-256 of rows and unresolved ties in canonical JSON (RFC 8785), in hexadecimal."""
    document = {
        "rows": [row.model_dump(mode="json") for row in rows],
        "unresolved": [tie.model_dump(mode="json") for tie in unresolved],
    }
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()
