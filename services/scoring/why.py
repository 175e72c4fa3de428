"""Why a leaf has its points: the formula with the numbers put in, for data and as a sentence. Pure and exact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from contracts.scoring import (
    Actual,
    Direct,
    Input,
    Leaf,
    Met,
    PlusMinus,
    PlusMinusTimes,
    PointsStated,
    Qualitative,
    Quantitative,
    Times,
)
from services.scoring.points import exact, half_up
from services.scoring.season import Scoresheet

SHOWN_PLACES = 4


@dataclass(frozen=True, slots=True)
class Why:
    """One leaf of one unit. `exact` is the quotient before its one rounding, as `a/b`; `best_unit` set the best.

    `excess` and `best_excess` are e and e_best where a target was exceeded, `best_actual` the best without a target.
    """

    rule: str
    formula: str
    exact: str
    points: Decimal
    vi: str
    en: str
    actual: Decimal | None = None
    target: Decimal | None = None
    excess: str | None = None
    best_excess: str | None = None
    best_actual: Decimal | None = None
    best_unit: UUID | None = None


def why(season: Scoresheet, unit: UUID, leaf: Leaf, names: Mapping[UUID, str]) -> Why | None:
    """Explain the official points of a unit's leaf; None where it has no official input, which is not 0."""
    stated = season.official(unit, leaf.leaf)
    if stated is None:
        return None
    if isinstance(stated, PointsStated):
        return _told(season, "stated", "n", exact(stated.points), "Điểm được nêu trực tiếp", "Points stated directly")
    match leaf.rule, stated:
        case Quantitative() as rule, Actual(actual=actual):
            target = season.members[unit].targets.get(leaf.leaf)
            if target is None:
                return _without_target(season, unit, leaf, rule, actual, names)
            return _with_target(season, unit, leaf, rule, actual, target, names)
        case _:
            return _alone(season, leaf, stated)


def _alone(season: Scoresheet, leaf: Leaf, stated: Input) -> Why:
    maximum = exact(leaf.maximum)
    match leaf.rule, stated:
        case Qualitative(), Met(met=met):
            if met:
                return _told(season, "met", _n(maximum), maximum, "Đạt: điểm tối đa", "Met: the maximum")
            return _told(season, "not-met", "0", Fraction(0), "Không đạt", "Not met")
        case Direct(points_each=each), Times(times=times):
            value = min(times * exact(each), maximum)
            formula = f"min({times} × {_n(each)}, {_n(maximum)})"
            return _told(season, "direct", formula, value, f"{times} lần, mỗi lần {_n(each)} điểm", f"{times} times {_n(each)}")
        case PlusMinus() as rule, PlusMinusTimes(plus=plus, minus=minus):
            face = plus * exact(rule.points_plus) - minus * exact(rule.points_minus)
            value = max(exact(rule.lowest), min(face, exact(rule.highest)))
            formula = f"{plus} × {_n(rule.points_plus)} - {minus} × {_n(rule.points_minus)}"
            bounds = f"{_n(rule.lowest)}…{_n(rule.highest)}"
            return _told(season, "plus-minus", formula, value, f"Giới hạn {bounds}", f"Within {bounds}")
        case _:
            raise TypeError(f"leaf {leaf.leaf} of kind {leaf.rule.kind} cannot take {stated.kind}")


def _with_target(
    season: Scoresheet, unit: UUID, leaf: Leaf, rule: Quantitative, actual: Decimal, target: Decimal, names: Mapping[UUID, str]
) -> Why:
    maximum, figures = exact(leaf.maximum), {"actual": actual, "target": target}
    if not target:
        value = Fraction(0) if actual else maximum
        vi, en = "Chỉ tiêu 0: chỉ 0 mới được điểm tối đa", "Target 0: only 0 gets the maximum"
        return _told(season, "target-zero", _n(value), value, vi, en, **figures)
    excess = _excess(rule, actual, target)
    half = f"0.5 × {_n(maximum)}"
    if excess == 0:
        return _told(season, "on-target", half, maximum / 2, "Đạt đúng chỉ tiêu", "Exactly on target", **figures)
    if excess < 0:
        over, under = (target, actual) if rule.lower_is_better else (actual, target)
        value, formula = maximum / 2 * exact(over) / exact(under), f"{half} × {_n(over)}/{_n(under)}"
        return _told(season, "below-target", formula, value, "Chưa đạt chỉ tiêu", "Target not met", **figures)
    best, best_unit = max(_excesses(season, unit, leaf, rule), key=lambda found: found[0])
    value = maximum if excess >= best else maximum / 2 + maximum / 2 * excess / best
    formula = f"{half} + {half} × {_n(excess)}/{_n(best)}"
    whose = names.get(best_unit, str(best_unit))
    vi = f"Vượt chỉ tiêu e = {_n(excess)}; mức vượt cao nhất {_n(best)} là của {whose}"
    en = f"Beyond the target by e = {_n(excess)}; the best e of {_n(best)} is that of {whose}"
    said = {"excess": str(excess), "best_excess": str(best), "best_unit": best_unit}
    return _told(season, "beyond-target", formula, value, vi, en, **figures, **said)


def _excess(rule: Quantitative, actual: Decimal, target: Decimal) -> Fraction:
    gain = exact(target) - exact(actual) if rule.lower_is_better else exact(actual) - exact(target)
    return gain / exact(target)


def _excesses(season: Scoresheet, unit: UUID, leaf: Leaf, rule: Quantitative) -> Iterator[tuple[Fraction, UUID]]:
    """Each unit's e that counts for the best, one's own too; the first on the roll stands for equals."""
    for each, member in season.members.items():
        stated, target = season.official(each, leaf.leaf), member.targets.get(leaf.leaf)
        if isinstance(stated, Actual) and target and (each == unit or each not in season.left_out):
            yield _excess(rule, stated.actual, target), each


def _without_target(
    season: Scoresheet, unit: UUID, leaf: Leaf, rule: Quantitative, actual: Decimal, names: Mapping[UUID, str]
) -> Why:
    found = [
        (stated.actual, each)
        for each, member in season.members.items()
        if isinstance(stated := season.official(each, leaf.leaf), Actual)
        and member.targets.get(leaf.leaf) is None
        and (each == unit or each not in season.left_out)
    ]
    best, best_unit = (min if rule.lower_is_better else max)(found, key=lambda pair: pair[0])
    maximum = exact(leaf.maximum)
    over, under = (best, actual) if rule.lower_is_better else (actual, best)
    value = exact(over) / exact(under) * maximum if under else (maximum if rule.lower_is_better else Fraction(0))
    whose = names.get(best_unit, str(best_unit))
    vi = f"Không giao chỉ tiêu: kết quả tốt nhất {_n(best)} là của {whose}"
    en = f"Without a target: the best figure of {_n(best)} is that of {whose}"
    said = {"actual": actual, "best_actual": best, "best_unit": best_unit}
    return _told(season, "without-target", f"{_n(maximum)} × {_n(over)}/{_n(under)}", value, vi, en, **said)


def _told(season: Scoresheet, rule: str, formula: str, value: Fraction, vi: str, en: str, **figures: object) -> Why:
    points = season.precision.rounded(value)
    cut = points != value
    shown = formula if rule != "stated" else _n(value)
    vi = f"{vi}: {shown} {'≈' if cut else '='} {points:f}".replace(".", ",")
    if cut:
        vi += f" (làm tròn một lần, {season.precision.places} chữ số thập phân)"
    en = f"{en}: {shown} {'≈' if cut else '='} {points:f}"
    if cut:
        en += f" (rounded once, to {season.precision.places} places)"
    return Why(rule, shown, str(value), points, vi, en, **figures)  # type: ignore[arg-type]  # figures by name


def _n(number: Decimal | Fraction) -> str:
    """A number as people write it; a fraction that does not end is shown to four places, marked as such."""
    value = Fraction(number)
    shown = half_up(value, SHOWN_PLACES)
    text = f"{shown:f}".rstrip("0").rstrip(".") or "0"
    return text if shown == value else f"≈{text}"
