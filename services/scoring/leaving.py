"""Units that leave a season: disqualified, or departed (ended, or gone from the cluster by decision). What is left out
re-scores the cluster.

A disqualification has one effect and answers itself. A departure has none until the board has said which: a default
would let the day on which somebody recorded a merger decide who comes first. So it stands open, and the lock waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import assert_never
from uuid import UUID

from contracts.scoring import (
    Cause,
    DeparturePolicy,
    DepartureSettled,
    UnitDeparted,
    UnitLeftOut,
    UnitScoreChanged,
)
from infra.runtime.decisions import Context
from services.scoring import leaving_refusals as no_leaving
from services.scoring import refusals as no
from services.scoring.commands import LeaveOutUnit, NoteDeparture, SettleDeparture
from services.scoring.departures import Departure
from services.scoring.known import ClusterFacts, Known, known_of
from services.scoring.ledger import Ledger
from services.scoring.moves import and_moves, ledger_moves, moves
from services.scoring.points import is_shared
from services.scoring.season import Scoresheet, require_board

LeavingFact = UnitLeftOut | UnitDeparted | DepartureSettled

# --- decide ---


def leave_out(command: LeaveOutUnit, season: Scoresheet) -> Sequence[UnitLeftOut | UnitScoreChanged]:
    """Also before self-scoring opens: its decision was made from a moment that may be older than this one."""
    if season.was_locked:
        raise no.ScoresAreLocked
    if command.unit in season.departures.disqualified:
        return []
    left = UnitLeftOut(cluster=command.cluster, unit=command.unit)
    if command.unit in season.left_out:
        return [left]
    return and_moves(left, evolve_leaving(season, left), _shared(season), None)


def note_departure(command: NoteDeparture, season: Scoresheet) -> Sequence[UnitDeparted]:
    """Also before the opening, and after the lock: there it changes nothing and stands as a notice."""
    if season.departures.knows(command.unit, command.on):
        return []
    return [UnitDeparted(**vars(command))]


def departed_unheard(known: ClusterFacts, season: Scoresheet, members: Iterable[UUID]) -> list[UnitDeparted]:
    """Departures that registry has told of and the reactor has not come to."""
    roll = frozenset(members)
    return [
        UnitDeparted(
            cluster=known.cluster,
            unit=each.unit,
            on=each.on,
            manner=each.manner,
            successors=each.successors,
            document=each.document,
        )
        for each in known.departures
        if each.unit in roll and not season.departures.knows(each.unit, each.on)
    ]


def settle_departure(
    command: SettleDeparture, context: Context[Known], season: Scoresheet
) -> Sequence[DepartureSettled | UnitScoreChanged]:
    require_board(context, season)
    if season.was_locked:
        raise no.ScoresAreLocked
    if command.unit not in season.members:
        raise no.NotAMember(unit=str(command.unit))
    departure = season.departures.units.get(command.unit)
    if departure is None:
        raise no_leaving.NotDeparted(unit=str(command.unit))
    _require_policy_fits(command, context, season, departure)
    if command.policy is departure.policy:
        return []
    settled = DepartureSettled(**vars(command), version=departure.version + 1)
    after = evolve_leaving(season, settled)
    # Freezing lets nobody go; it moves points only where it lets one in again.
    touched = _shared(season) if after.left_out != season.left_out else frozenset()
    cause = Cause(unit=command.unit, layer=None, version=None, departure=command.policy)
    moved = moves(after, command.cluster, command.unit, touched, cause)
    if all(each.unit != command.unit for each in moved):
        # Reports that were due meanwhile are owed again by who has come back.
        moved += ledger_moves(season, after, command.cluster, command.unit, cause)
    return [settled, *moved]


def _require_policy_fits(command: SettleDeparture, context: Context[Known], season: Scoresheet, departure: Departure) -> None:
    unit = str(command.unit)
    if command.policy is DeparturePolicy.RETURNED and command.unit in known_of(command, context).gone:
        raise no_leaving.NotReturned(unit=unit)
    if departure.on > context.today:
        raise no_leaving.DepartureToCome(unit=unit, on=departure.on.isoformat())
    if command.unit in season.departures.disqualified:
        raise no.UnitIsLeftOut(unit=unit)
    if season.departures.inherited_from(command.unit):
        raise no_leaving.AlreadyInherited(unit=unit)
    if command.policy is DeparturePolicy.INHERIT_WEIGHTED:
        if not departure.successors:
            raise no_leaving.NoSuccessor(unit=unit)
        if not season.sheet(command.unit).board.version:
            raise no_leaving.NotAppraisedYet(unit=unit)


def require_departures_settled(context: Context[Known], known: ClusterFacts, season: Scoresheet) -> None:
    """Refuse the lock while it is open what a departed unit's points do, or what a successor opens with."""
    waiting = [unit for unit in season.departures.open_on(context.today) if unit in season.sheets]
    if waiting:
        raise no_leaving.DeparturesOpen(count=len(waiting), units=[str(unit) for unit in waiting])
    heirs = [unit for unit in season.competing if unit in known.heirs and unit not in season.departures.heirs]
    if heirs:
        raise no_leaving.InheritanceOpen(count=len(heirs), units=[str(unit) for unit in heirs])


def _shared(season: Scoresheet) -> frozenset[str]:
    """The leaves on which one unit can move others."""
    return frozenset(code for code, leaf in season.leaves.items() if is_shared(leaf.rule))


# --- evolve ---


def evolve_leaving(season: Scoresheet, fact: LeavingFact) -> Scoresheet:
    departures = season.departures
    match fact:
        case UnitLeftOut():
            gone = replace(departures, disqualified=departures.disqualified | {fact.unit})
            return replace(season, departures=gone, left_out=season.left_out | {fact.unit})
        case UnitDeparted():
            noted = departures.with_departure(fact.unit, Departure(fact.on, fact.successors))
            return replace(season, departures=noted, ledger=_ledger_after(season, fact))
        case DepartureSettled():
            settled = replace(departures.units[fact.unit], version=fact.version, policy=fact.policy)
            without = season.left_out - ({fact.unit} - departures.disqualified)
            counts = fact.policy in (DeparturePolicy.FREEZE, DeparturePolicy.RETURNED)
            return replace(
                season,
                departures=departures.with_departure(fact.unit, settled),
                left_out=without if counts else season.left_out | {fact.unit},
                ledger=season.ledger if settled.lasts else season.ledger.again_with(fact.unit),
            )
        case _:
            assert_never(fact)


def _ledger_after(season: Scoresheet, fact: UnitDeparted) -> Ledger:
    """After the lock a departure is a notice, and what was locked stays."""
    return season.ledger if season.was_locked else season.ledger.without(fact.unit, fact.on)
