"""How many places each of several clusters gets by a percentage of its members. Exact, and nothing but numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from contracts.registry import ShareRounding

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Sharer:
    """A cluster by its number, how many members of it count, and how many places it can have at most."""

    number: int
    members: int
    most: int


def share(sharers: Sequence[Sharer], percent: Fraction, rounding: ShareRounding) -> tuple[int, ...]:
    """The places of each sharer, in their order.

    By largest remainder all together get the whole part of the percentage of all members. Places that a sharer's `most`
    cuts are shared out again among the others, in proportion to their members.
    """
    exact = [percent * sharer.members / WHOLE for sharer in sharers]
    match rounding:
        case ShareRounding.FLOOR:
            wanted = [floor(part) for part in exact]
        case ShareRounding.CEIL:
            wanted = [ceil(part) for part in exact]
        case ShareRounding.LARGEST_REMAINDER:
            wanted = _by_largest_remainder(sharers, exact)
        case _:
            assert_never(rounding)
    return _within_bounds(sharers, wanted)


def _by_largest_remainder(sharers: Sequence[Sharer], exact: Sequence[Fraction]) -> list[int]:
    """Whole parts first; what is left of the sum goes by the largest remainders.

    Equal remainders: first the sharer with more members, then the lower number.
    """
    parts = [floor(part) for part in exact]
    left = floor(sum(exact, Fraction(0))) - sum(parts)

    def rank(place: int) -> tuple[Fraction, int, int]:
        sharer = sharers[place]
        return parts[place] - exact[place], -sharer.members, sharer.number

    for place in sorted(range(len(sharers)), key=rank)[:left]:
        parts[place] += 1
    return parts


def _within_bounds(sharers: Sequence[Sharer], wanted: Sequence[int]) -> tuple[int, ...]:
    given = [min(places, sharer.most) for places, sharer in zip(wanted, sharers, strict=True)]
    cut = sum(wanted) - sum(given)
    # Each round gives out all that was cut, or brings one more sharer to its bound.
    for _ in sharers:
        able = [place for place, sharer in enumerate(sharers) if given[place] < sharer.most]
        if not cut or not able:
            break
        members = sum(sharers[place].members for place in able)
        exact = [Fraction(cut * sharers[place].members, members) for place in able]
        for place, part in zip(able, _by_largest_remainder([sharers[place] for place in able], exact), strict=True):
            taken = min(part, sharers[place].most - given[place])
            given[place] += taken
            cut -= taken
    return tuple(given)
