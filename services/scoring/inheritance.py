"""A successor opens with the weighted mean of its predecessors' locked totals; its own months are scored afresh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from contracts.scoring import Cause, DeparturePolicy, InheritedPart, ScoreInherited, UnitScoreChanged
from infra.runtime.decisions import Context
from services.scoring import leaving_refusals as no_leaving
from services.scoring import refusals as no
from services.scoring.commands import InheritScore
from services.scoring.departures import full_months, weighted_mean
from services.scoring.known import Heritage, Known, Predecessor, known_of
from services.scoring.moves import moved_total
from services.scoring.season import Scoresheet, competing_member, require_board

# --- decide ---


def inherit_score(
    command: InheritScore, context: Context[Known], season: Scoresheet
) -> Sequence[ScoreInherited | UnitScoreChanged]:
    """Open a successor's season with what its predecessors had; before the lock it may be stated anew."""
    known = known_of(command, context)
    require_board(context, season)
    if season.was_locked:
        raise no.ScoresAreLocked
    competing_member(season, command.unit)
    taken = known.heritage
    if taken is None or not taken.predecessors:
        raise no_leaving.NoTakeover(unit=str(command.unit), on=command.on.isoformat())
    parts = tuple(_parts(_chosen(command, taken), season, command))
    before, own = full_months(taken.first_day, command.on), full_months(command.on, taken.end_day)
    if not before + own:
        raise no_leaving.NoFullMonth(on=command.on.isoformat())
    said = season.departures.heirs.get(command.unit)
    inherited = ScoreInherited(
        cluster=command.cluster,
        unit=command.unit,
        version=said.version + 1 if said else 1,
        on=command.on,
        predecessors=parts,
        mean=weighted_mean(parts, season.total, season.precision),
        months_before=before,
        months_own=own,
        reason=command.reason,
        document=command.document,
    )
    if said and _result(said) == _result(inherited):
        return []
    cause = Cause(unit=command.unit, layer=None, version=None, inherited=True)
    return [inherited, *moved_total(evolve_inheritance(season, inherited), command.cluster, command.unit, cause)]


def _chosen(command: InheritScore, taken: Heritage) -> tuple[Predecessor, ...]:
    """The predecessors that count: all of them, but for those that the board names."""
    without = frozenset(command.without)
    strangers = without - {each.unit for each in taken.predecessors}
    chosen = tuple(each for each in taken.predecessors if each.unit not in without)
    if strangers or not chosen:
        raise no_leaving.NotPredecessors(units=[str(unit) for unit in sorted(strangers or without)])
    return chosen


def _parts(chosen: Sequence[Predecessor], season: Scoresheet, command: InheritScore) -> Iterator[InheritedPart]:
    found = [_part(each, season, command.cluster, command.unit) for each in chosen]
    missing = [str(each.unit) for each, part in zip(chosen, found, strict=True) if part is None]
    if missing:
        raise no_leaving.PredecessorsWithoutTotal(count=len(missing), units=missing)
    yield from (part for part in found if part is not None)


def _part(each: Predecessor, season: Scoresheet, cluster: UUID, heir: UUID) -> InheritedPart | None:
    """Its locked total; of a member of this cluster the appraised one, which its departure has closed."""
    if each.unit not in season.members:
        locked = each.locked
        if locked is None or locked.policy not in (None, DeparturePolicy.INHERIT_WEIGHTED):
            return None
        return _weighed(each, locked.cluster, locked.total, locked.scale)
    before = season.departures.heirs.get(heir)
    if before and (same := next((part for part in before.predecessors if part.unit == each.unit), None)):
        return same
    sheet, departure = season.sheet(each.unit), season.departures.units.get(each.unit)
    passes_on = each.unit == heir or (departure is not None and departure.policy is DeparturePolicy.INHERIT_WEIGHTED)
    if not passes_on or not sheet.board.version or sheet.total is None or each.unit in season.departures.disqualified:
        return None
    return _weighed(each, cluster, sheet.total, season.total)


def _weighed(each: Predecessor, cluster: UUID, total: Decimal, scale: int) -> InheritedPart:
    return InheritedPart(unit=each.unit, cluster=cluster, total=total, scale=scale, parts=each.parts, of=each.of)


def _result(fact: ScoreInherited) -> tuple[object, ...]:
    """What makes one inheritance another."""
    return fact.on, fact.predecessors, fact.mean, fact.months_before, fact.months_own


# --- evolve ---


def evolve_inheritance(season: Scoresheet, fact: ScoreInherited) -> Scoresheet:
    heirs = {**season.departures.heirs, fact.unit: fact}
    return replace(season, departures=replace(season.departures, heirs=heirs))
