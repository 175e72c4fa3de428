"""The order of a cluster: competition ranks by official total, ties broken step by step. Exact, and nothing but values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final, assert_never
from uuid import UUID

from contracts.ballots import TieBroken
from contracts.ranking import Ineligible, StaffFigures, StandingRow, UnresolvedTie
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode, TieBreak

BY_PEOPLE: Final = (TieBreak.BALLOT, TieBreak.LOTS)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One unit with every value that can place it; `ineligible` holds all reasons for which it gets no rank."""

    unit: UUID
    total: Decimal | None
    groups: tuple[Decimal, ...] = ()
    deductions: Decimal = Decimal(0)
    late_reports: int = 0
    staff: StaffFigures | None = None
    ineligible: tuple[Ineligible, ...] = ()

    @property
    def official(self) -> Decimal:
        """The total that orders; the contract gives one to every complete sheet."""
        if self.total is None:
            raise ValueError(f"{self.unit} has no total and cannot be ranked")
        return self.total


def candidate_of(row: StandingRow) -> Candidate:
    """What a row was placed by: ranked again by the same rules it stands where it stood."""
    return Candidate(row.unit, row.total, row.groups, row.deductions, row.late_reports, row.staff, row.ineligible)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Units that are still equal, and the steps that parted them from others with the same total."""

    members: tuple[Candidate, ...]
    decided_by: tuple[TieBreak, ...] = ()


def rank(
    candidates: Iterable[Candidate],
    steps: Sequence[TieBreak],
    women_percent: int,
    *,
    places: Sequence[QuotaPlaces] = (),
    broken: Sequence[TieBroken] = (),
) -> tuple[StandingRow, ...]:
    """Place the candidates: ranked ones first, best first, then the ineligible ones by total.

    Every step of `steps` that can be computed is put to every tie, and again to what it leaves tied. Ballot and lots are
    acts of people: what they said of exactly the units that are still tied (`broken`) parts these, where they share the
    first rank or one over the last of an award's `places`. Units that stay equal share the rank.
    """
    everybody = sorted(candidates, key=lambda c: c.unit)
    eligible = sorted((c for c in everybody if not c.ineligible), key=lambda c: c.official, reverse=True)
    rows: list[StandingRow] = []
    dense = 0
    for _, tied in groupby(eligible, key=lambda c: c.official):
        for computed in _part(_Shared(tuple(tied)), [step for step in steps if step not in BY_PEOPLE], women_percent):
            acts = [step for step in steps if step in BY_PEOPLE]
            for shared in _part_by_people(computed, acts, broken, len(rows) + 1, places):
                place, dense = len(rows) + 1, dense + 1
                rows += [_row(c, place, dense, shared.decided_by) for c in shared.members]
    return (*rows, *(_row(c, None, None, ()) for c in sorted(everybody, key=_by_total_if_any) if c.ineligible))


def _part(tied: _Shared, steps: Sequence[TieBreak], women_percent: int) -> list[_Shared]:
    groups = [tied]
    for step in steps:
        groups = [part for group in groups for part in _apply(step, group, women_percent)]
    return groups


def _part_by_people(
    tied: _Shared, steps: Sequence[TieBreak], broken: Sequence[TieBroken], place: int, places: Sequence[QuotaPlaces]
) -> Iterator[_Shared]:
    """What ballot and lots make of units that share the rank `place`, each step put to what the one before left tied."""
    if not steps:
        yield tied
        return
    total = tied.members[0].total
    for part in _said(steps[0], tied, broken) if _must_be_broken(place, len(tied.members), total, places) else [tied]:
        yield from _part_by_people(part, steps[1:], broken, place, places)
        place += len(part.members)


def _said(step: TieBreak, tied: _Shared, broken: Sequence[TieBroken]) -> list[_Shared]:
    """The groups that the last act of this step made of exactly these units; else all of them together."""
    units = {c.unit for c in tied.members}
    acts = [act for act in broken if act.by is step and {unit for group in act.order for unit in group} == units]
    if not acts or len(acts[-1].order) == 1:
        return [tied]
    return [_Shared(tuple(c for c in tied.members if c.unit in group), (*tied.decided_by, step)) for group in acts[-1].order]


def _apply(step: TieBreak, shared: _Shared, women_percent: int) -> Iterator[_Shared]:
    merits = {c.unit: merit(step, c, women_percent) for c in shared.members}
    levels = sorted(set(merits.values()), reverse=True)
    if len(levels) == 1:
        yield shared
        return
    for level in levels:
        members = tuple(c for c in shared.members if merits[c.unit] == level)
        yield _Shared(members, (*shared.decided_by, step))


def merit(step: TieBreak, candidate: Candidate, women_percent: int) -> Decimal:
    """What a step compares; more is better."""
    match step:
        case TieBreak.GROUP_ONE:
            return _group(candidate, 0)
        case TieBreak.GROUP_TWO:
            return _group(candidate, 1)
        case TieBreak.GROUP_THREE:
            return _group(candidate, 2)
        case TieBreak.FEWER_DEDUCTIONS:
            return -candidate.deductions
        case TieBreak.NO_LATE_REPORT:
            return Decimal(candidate.late_reports == 0)
        case TieBreak.WOMEN_SHARE:
            return Decimal(_reaches(women_percent, candidate.staff))
        case TieBreak.BALLOT | TieBreak.LOTS:
            raise ValueError(f"{step} is an act of people and cannot be computed")
        case _:
            assert_never(step)


def _group(candidate: Candidate, index: int) -> Decimal:
    return candidate.groups[index] if index < len(candidate.groups) else Decimal(0)


def _reaches(percent: int, figures: StaffFigures | None) -> bool:
    return figures is not None and figures.staff > 0 and figures.women * 100 >= percent * figures.staff


def _by_total_if_any(candidate: Candidate) -> tuple[bool, Decimal]:
    return candidate.total is None, -(candidate.total or Decimal(0))


def _row(candidate: Candidate, place: int | None, dense: int | None, decided_by: tuple[TieBreak, ...]) -> StandingRow:
    return StandingRow(
        unit=candidate.unit,
        total=candidate.total,
        groups=candidate.groups,
        deductions=candidate.deductions,
        late_reports=candidate.late_reports,
        staff=candidate.staff,
        rank=place,
        dense=dense,
        decided_by=decided_by,
        ineligible=candidate.ineligible,
    )


def shared_ranks(rows: Iterable[StandingRow]) -> Iterator[tuple[int, tuple[UUID, ...]]]:
    """Each rank that several units hold, and these units."""
    ranked = [(row.rank, row.unit) for row in rows if row.rank is not None]
    for place, held in groupby(ranked, key=lambda pair: pair[0]):
        units = tuple(unit for _, unit in held)
        if len(units) > 1:
            yield place, units


def unresolved_ties(rows: Sequence[StandingRow], places: Sequence[QuotaPlaces]) -> tuple[UnresolvedTie, ...]:
    """The shared ranks that must not stay shared: the first one, and those that lie only partly within an award's places.

    A rank held by several units takes as many places as there are units. Whom a quota's minimum leaves out it does not cut.
    """
    totals = {row.unit: row.total for row in rows}
    return tuple(
        UnresolvedTie(rank=place, units=units, awards=_cut_by(place, len(units), totals[units[0]], places))
        for place, units in shared_ranks(rows)
        if _must_be_broken(place, len(units), totals[units[0]], places)
    )


def _must_be_broken(place: int, count: int, total: Decimal | None, places: Sequence[QuotaPlaces]) -> bool:
    return count > 1 and (place == 1 or bool(_cut_by(place, count, total, places)))


def _cut_by(place: int, count: int, total: Decimal | None, places: Sequence[QuotaPlaces]) -> tuple[AwardCode, ...]:
    """The awards whose places hold some of the units that share a rank, and not all of them; units that tie have one total."""
    return tuple(quota.award for quota in places if _reached(quota, total) and 0 < _inside(quota, place, count) < count)


def _reached(quota: QuotaPlaces, total: Decimal | None) -> bool:
    return quota.minimum_total is None or (total is not None and total >= quota.minimum_total)


def _inside(quota: QuotaPlaces, first: int, count: int) -> int:
    return max(0, min(first + count - 1, quota.to_rank) - max(first, quota.from_rank) + 1)


def lacking_figures(candidates: Sequence[Candidate], steps: Sequence[TieBreak], women_percent: int) -> tuple[UUID, ...]:
    """The units whose missing staff figures counted against them: tied up to the women's share, and without figures."""
    if TieBreak.WOMEN_SHARE not in steps:
        return ()
    before = rank(candidates, steps[: steps.index(TieBreak.WOMEN_SHARE)], women_percent)
    without = {c.unit for c in candidates if c.staff is None}
    return tuple(unit for _, units in shared_ranks(before) for unit in units if unit in without)
