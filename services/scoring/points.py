"""From inputs to points: pure and exact. One rounding at the end of a leaf, one at the end of a scaled sheet.

Until then quotients are fractions, never cut decimals: maximum 4.5, target 30, actual 7 is 0.525 and so 0.53, where a
decimal of 28 digits would end at 0.52.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple, assert_never

from contracts.rules import NotAssigned, Rounding
from contracts.scoring import (
    Actual,
    Direct,
    Input,
    Leaf,
    LeafRule,
    Met,
    PlusMinus,
    PlusMinusTimes,
    PointsStated,
    Qualitative,
    Quantitative,
    Times,
)

PLACES = 2
NOTHING = Decimal("0.00")
FIGURE_PLACES = 4


class Entrant(NamedTuple):
    """One unit on one leaf: its official input, its target if it was given one, and whether it can be the best.

    A unit that was left out cannot be the best for others; its own points are those it would have if it competed.
    """

    stated: Input
    target: Decimal | None = None
    counts: bool = True


def half_up(value: Fraction, places: int = PLACES) -> Decimal:
    """Round once to so many places, halves away from zero: 1.005 is 1.01 and -1.005 is -1.01."""
    numerator, denominator = abs(value.numerator) * 10**places, value.denominator
    units = (2 * numerator + denominator) // (2 * denominator)
    # From text: arithmetic on decimals would round to the context's precision.
    return Decimal(f"{units if value >= 0 else -units}e-{places}")


class Precision(NamedTuple):
    """How a season rounds, as its rule pack says it."""

    places: int = PLACES
    rounding: Rounding = Rounding.HALF_UP

    def rounded(self, value: Fraction) -> Decimal:
        """Round, once for each leaf and once for a scaled sheet."""
        match self.rounding:
            case Rounding.HALF_UP:
                return half_up(value, self.places)
            case other:
                assert_never(other)


TWO_PLACES = Precision()


def exact(number: Decimal | int) -> Fraction:
    """Take a number into the computation.

    Raises:
        TypeError: it is a float, which has lost its digits already.
    """
    if not isinstance(number, (Decimal, int)):
        raise TypeError(f"{number!r} is not exact")
    return Fraction(number)


def is_shared(rule: LeafRule) -> bool:
    """Say whether one unit's figure on such a leaf can move the points of others."""
    return isinstance(rule, Quantitative)


def leaf_points(leaf: Leaf, entrants: Sequence[Entrant], precision: Precision = TWO_PLACES) -> list[Decimal]:
    """Compute the points of one leaf, in the order of the entrants.

    A unit without an official input is no entrant: it is missing, which is not 0. One whose points were said directly
    has no figure that others could be compared with.

    Raises:
        TypeError: an input is not of the kind that the leaf's rule needs.
    """
    if isinstance(leaf.rule, Quantitative):
        return _quantitative(leaf, leaf.rule, entrants, precision)
    return [precision.rounded(_alone(leaf, entrant.stated)) for entrant in entrants]


def _alone(leaf: Leaf, stated: Input) -> Fraction:
    match leaf.rule, stated:
        case _, PointsStated(points=points):
            return exact(points)
        case Qualitative(), Met(met=met):
            return exact(leaf.maximum) if met else Fraction(0)
        case Direct(points_each=each), Times(times=times):
            return min(times * exact(each), exact(leaf.maximum))
        case PlusMinus() as rule, PlusMinusTimes(plus=plus, minus=minus):
            face = plus * exact(rule.points_plus) - minus * exact(rule.points_minus)
            return max(exact(rule.lowest), min(face, exact(rule.highest)))
        case _:
            raise _unfit(leaf, stated)


def _quantitative(leaf: Leaf, rule: Quantitative, entrants: Sequence[Entrant], precision: Precision) -> list[Decimal]:
    """Those with a target and those without are ranked apart, each against the best of their own."""
    given: list[tuple[int, int, bool]] = []
    free: list[tuple[int, bool]] = []
    for stated, target, counts in entrants:
        if isinstance(stated, PointsStated):
            continue
        if not isinstance(stated, Actual):
            raise _unfit(leaf, stated)
        if target is None:
            free.append((_whole(stated.actual), counts))
        else:
            given.append((_whole(stated.actual), _whole(target), counts))
    maximum = exact(leaf.maximum)
    against_target = iter(_with_target(maximum, given, lower=rule.lower_is_better))
    against_best = iter(_without_target(maximum, free, lower=rule.lower_is_better))

    def points_of(entrant: Entrant) -> Fraction:
        if isinstance(entrant.stated, PointsStated):
            return exact(entrant.stated.points)
        return next(against_best if entrant.target is None else against_target)

    return [precision.rounded(points_of(entrant)) for entrant in entrants]


def _with_target(maximum: Fraction, figures: list[tuple[int, int, bool]], *, lower: bool) -> Iterator[Fraction]:
    """Half the maximum for the target; the other half as the excess over it compares with the best excess.

    With e = gain / target the points are half + half * e / e_best. It is written as one quotient, because whole
    numbers are ten times faster than fractions, and thirty units times sixty leaves hang on one correction.
    """
    best_gain, best_target = 0, 1
    for actual, target, counts in figures:
        gain = target - actual if lower else actual - target
        if counts and target and gain * best_target > best_gain * target:
            best_gain, best_target = gain, target
    half, parts = maximum.numerator, 2 * maximum.denominator
    for actual, target, _ in figures:
        gain = target - actual if lower else actual - target
        if not target:
            yield Fraction(0) if actual else maximum
        elif gain <= 0:
            yield Fraction(half * target, parts * actual) if lower else Fraction(half * actual, parts * target)
        elif gain * best_target >= best_gain * target:
            yield maximum
        else:
            yield Fraction(half * (target * best_gain + gain * best_target), parts * target * best_gain)


def _without_target(maximum: Fraction, figures: list[tuple[int, bool]], *, lower: bool) -> Iterator[Fraction]:
    """In proportion to the best actual; the lowest is the best where lower is better."""
    better = min if lower else max
    best_counted = better((actual for actual, counts in figures if counts), default=None)
    for actual, _ in figures:
        best = actual if best_counted is None else better(best_counted, actual)
        if lower:
            yield maximum if actual == best else maximum * Fraction(best, actual)
        else:
            yield maximum * Fraction(actual, best) if best else Fraction(0)


def _whole(figure: Decimal) -> int:
    """A figure in ten-thousandths: quotients of figures are the same in any unit of measure."""
    if not isinstance(figure, Decimal):
        raise TypeError(f"{figure!r} is not exact")
    whole = int(figure.scaleb(FIGURE_PLACES))
    if whole != figure.scaleb(FIGURE_PLACES):
        raise TypeError(f"{figure!r} has more than {FIGURE_PLACES} places")
    return whole


def _unfit(leaf: Leaf, stated: Input) -> TypeError:
    return TypeError(f"leaf {leaf.leaf} of kind {leaf.rule.kind} cannot take {stated.kind}")


@dataclass(frozen=True, slots=True)
class Totals:
    """A unit's sheet added up; plus/minus leaves stand in `plus_minus` and `total` alone."""

    groups: tuple[Decimal, ...]
    maximum: Decimal
    raw: Decimal
    scaled: Decimal
    plus_minus: Decimal
    total: Decimal


def totals(
    leaves: Iterable[Leaf],
    points: Mapping[str, Decimal],
    *,
    groups: int,
    scale: int,
    not_assigned: NotAssigned,
    precision: Precision = TWO_PLACES,
) -> Totals:
    """Add up one unit's points.

    Args:
        leaves: those assigned to the unit.
        points: the rounded points of each leaf.
        groups: how many roots the scorecard has, whatever is assigned of them.
        scale: the scorecard's total.
        not_assigned: whether a sheet with fewer leaves is brought up to the full scale. A sheet of plus/minus leaves
            alone has nothing to scale and stays at 0.
    """
    sums, maximum, plus_minus = [NOTHING] * groups, NOTHING, NOTHING
    for leaf in leaves:
        if isinstance(leaf.rule, PlusMinus):
            plus_minus += points[leaf.leaf]
        else:
            sums[leaf.group - 1] += points[leaf.leaf]
            maximum += leaf.maximum
    raw = sum(sums, NOTHING)
    match not_assigned:
        case NotAssigned.RAW:
            scaled = raw
        case NotAssigned.SCALED:
            scaled = precision.rounded(exact(raw) * scale / exact(maximum)) if maximum else NOTHING
        case other:
            assert_never(other)
    return Totals(tuple(sums), maximum, raw, scaled, plus_minus, scaled + plus_minus)


def deductions(leaves: Iterable[Leaf], inputs: Mapping[str, Input]) -> Decimal:
    """What the penalties of the plus/minus leaves come to, before any bound: never negative."""
    taken = NOTHING
    for leaf in leaves:
        stated = inputs[leaf.leaf] if isinstance(leaf.rule, PlusMinus) else None
        if isinstance(leaf.rule, PlusMinus) and isinstance(stated, PlusMinusTimes):
            taken += stated.minus * leaf.rule.points_minus
    return taken
