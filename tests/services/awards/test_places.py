"""Places count places, not ranks, and nobody is chosen among units that share one."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.awards import OpenReason
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from services.awards.places import Filled, Ranked, fill
from tests.services.awards.examples import CERTIFICATE, FLAG, PLACES, unit


def outcome(ranks: list[int], barred: dict[int, OpenReason] | None = None) -> tuple[list[object], list[object]]:
    """Fill three flags and a certificate from these ranks, unit 1 first; nominations and open places, shortened."""
    ranked = [Ranked(unit(number), rank) for number, rank in enumerate(ranks, start=1)]
    filled = fill(ranked, PLACES, {unit(number): reason for number, reason in (barred or {}).items()})
    nominated: list[object] = [(n.award, n.unit.int, n.rank) for n in filled.nominations]
    left: list[object] = [(o.award, o.places, o.rank, o.reason, {u.int for u in o.units}) for o in filled.open_places]
    return nominated, left


SHARED, NOBODY = OpenReason.SHARED_RANK, OpenReason.NOBODY


@pytest.mark.parametrize(
    ("ranks", "nominated", "left"),
    [
        ([1, 2, 3, 4, 5], [(FLAG, 1, 1), (FLAG, 2, 2), (FLAG, 3, 3), (CERTIFICATE, 4, 4)], []),
        ([1, 1, 3, 4, 5], [(FLAG, 1, 1), (FLAG, 2, 1), (FLAG, 3, 3), (CERTIFICATE, 4, 4)], []),
        ([1, 1, 1, 4, 5], [(FLAG, 1, 1), (FLAG, 2, 1), (FLAG, 3, 1), (CERTIFICATE, 4, 4)], []),
        (
            [1, 2, 3, 3, 5],
            [(FLAG, 1, 1), (FLAG, 2, 2)],
            [(FLAG, 1, 3, SHARED, {3, 4}), (CERTIFICATE, 1, 3, SHARED, {3, 4})],
        ),
        ([1, 2, 3, 4, 4], [(FLAG, 1, 1), (FLAG, 2, 2), (FLAG, 3, 3)], [(CERTIFICATE, 1, 4, SHARED, {4, 5})]),
        (
            [1, 2, 2, 2, 2, 6],
            [(FLAG, 1, 1)],
            [(FLAG, 2, 2, SHARED, {2, 3, 4, 5}), (CERTIFICATE, 1, 2, SHARED, {2, 3, 4, 5})],
        ),
        ([1, 2], [(FLAG, 1, 1), (FLAG, 2, 2)], [(FLAG, 1, 3, NOBODY, set()), (CERTIFICATE, 1, 4, NOBODY, set())]),
        ([], [], [(FLAG, 3, 1, NOBODY, set()), (CERTIFICATE, 1, 4, NOBODY, set())]),
    ],
)
def test_places_are_filled_from_ranks(ranks, nominated, left):
    assert outcome(ranks) == (nominated, left)


def test_who_was_barred_since_the_publication_gets_nothing_and_nobody_moves_up():
    nominated, left = outcome([1, 2, 3, 4, 5], {2: OpenReason.SUSPENDED, 4: OpenReason.DISQUALIFIED})
    assert nominated == [(FLAG, 1, 1), (FLAG, 3, 3)]
    assert left == [(FLAG, 1, 2, OpenReason.SUSPENDED, {2}), (CERTIFICATE, 1, 4, OpenReason.DISQUALIFIED, {4})]


def test_a_barred_unit_does_not_break_a_tie_for_the_others():
    assert outcome([1, 2, 3, 3, 5], {4: OpenReason.SUSPENDED}) == outcome([1, 2, 3, 3, 5])


def competition_ranks(sizes: list[int]) -> list[int]:
    ranks: list[int] = []
    for size in sizes:
        ranks += [len(ranks) + 1] * size
    return ranks


QUOTAS = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(
    lambda sizes: tuple(
        QuotaPlaces(award=award, from_rank=1 + sum(sizes[:n]), to_rank=sum(sizes[: n + 1]))
        for n, (award, _) in enumerate(zip((FLAG, CERTIFICATE, AwardCode.COMMENDATION_LETTER), sizes, strict=False))
    )
)


@drawn_from(st.lists(st.integers(1, 4), max_size=5), QUOTAS, st.sets(st.integers(1, 20)))
def test_every_place_is_filled_or_open_and_nobody_gets_two(sizes, quotas, barred):
    ranked = [Ranked(unit(n), rank) for n, rank in enumerate(competition_ranks(sizes), start=1)]
    filled = fill(ranked, quotas, {unit(n): OpenReason.SUSPENDED for n in barred})
    places = sum(quota.to_rank - quota.from_rank + 1 for quota in quotas)
    assert len(filled.nominations) + sum(o.places for o in filled.open_places) == places
    assert len({n.unit for n in filled.nominations}) == len(filled.nominations)
    assert not {n.unit for n in filled.nominations} & {unit(n) for n in barred}
    assert by_places(ranked, quotas, barred) == {(n.unit, n.award) for n in filled.nominations}
    assert_same_outcome_in_any_order(ranked, quotas, filled, barred)


def by_places(ranked: list[Ranked], quotas: tuple[QuotaPlaces, ...], barred: set[int]) -> set[tuple[UUID, str]]:
    """The slow way: lay the units on places one by one; a unit gets an award if all who share its rank lie within."""
    found = set()
    for one in ranked:
        sharing = [other for other in ranked if other.rank == one.rank]
        held = {one.rank + n for n in range(len(sharing))}
        for quota in quotas:
            if held <= set(range(quota.from_rank, quota.to_rank + 1)) and one.unit.int not in barred:
                found.add((one.unit, quota.award))
    return found


def assert_same_outcome_in_any_order(ranked, quotas, filled: Filled, barred: set[int]) -> None:
    assert fill(ranked[::-1], quotas, {unit(n): OpenReason.SUSPENDED for n in barred}) == filled
