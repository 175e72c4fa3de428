"""Every point of three units, worked out by a person from the figures written here.

A line is a leaf: its maximum, what the unit achieved, and its points. On quantitative leaves `best` is the cluster's best:
the best excess over a target, or the best figure among the units without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any
from uuid import UUID

import pytest

from infra.local.demo.ledger import books
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

# Huyện Phước Long, cluster 1: exceeds a target (2,800 for 2,240 is a quarter more; Giá Rai, with 1,898 for 1,460, is
# three tenths ahead), misses two by a twentieth, is better than a target where lower is better.
PHUOC_LONG = """
I.1.1   27.5  target 60 actual 57                  13.06
I.1.2   27.5  actual 57 best 69                    22.72
I.1.3   22.5  times 4 each 5.5                     22.00
I.1.4   22.5  times 5 each 4.5                     22.50
I.1.5   22.5  times 4 each 5.5                     22.00
I.1.7   22.5  times 5 each 3                       15.00
I.1.9   22.5  times 4 each 4.5                     18.00
I.1.10  15    met 1                                15.00
I.1.11  15    met 1                                15.00
I.2.1   27.5  target 2240 actual 2800 best 438/1460  25.21
I.2.2   27.5  target 220 actual 209                13.06
I.2.3   27.5  actual 38 best 48                    21.77
I.2.5   22.5  times 4 each 4                       16.00
I.2.6   22.5  times 10 each 2                      20.00
I.2.7   22.5  times 4 each 4                       16.00
I.2.10  22.5  times 3 each 5.5                     16.50
I.2.11  15    met 1                                15.00
I.2.12  15    met 1                                15.00
I.3.1   27.5  lower 40 actual 38 best 4/40         20.63
I.3.2   22.5  times 4 each 4                       16.00
I.3.3   22.5  times 4 each 4                       16.00
I.3.4   22.5  times 7 each 3                       21.00
I.3.5   22.5  times 9 each 2                       18.00
I.3.6   20    times 5 each 2.5                     12.50
I.3.7   20    times 4 each 5                       20.00
I.3.9   15    met 1                                15.00
II.1.1  20    times 4 each 4                       16.00
II.1.3  17.5  times 7 each 2                       14.00
II.1.4  17.5  times 4 each 3                       12.00
II.1.6  15    met 1                                15.00
II.1.7  15    met 1                                15.00
II.2.1  17.5  times 3 each 3                        9.00
II.2.4  15    met 1                                15.00
II.2.5  15    met 1                                15.00
III.1.1 15    times 6 each 2.5                     15.00
III.1.2 15    times 3 each 4                       12.00
III.1.3 15    times 6 each 2                       12.00
III.1.5 12.5  times 10 each 1                      10.00
III.1.6 10    met 0                                 0.00
III.1.7 10    met 1                                10.00
III.1.8 10    met 1                                10.00
III.1.9 0     plus 1 minus 0                        5.00
"""

# Thành phố Bạc Liêu, cluster 1: three figures without a target, a target met to the digit, two commendations and one
# reproof (2 × 5 - 1 × 2).
THANH_PHO_BAC_LIEU = """
I.1.1   27.5  actual 132 best 132                  27.50
I.1.2   27.5  actual 60 best 69                    23.91
I.1.3   22.5  times 4 each 5.5                     22.00
I.1.4   22.5  times 4 each 4.5                     18.00
I.1.5   22.5  times 4 each 5.5                     22.00
I.1.6   22.5  times 4 each 5.5                     22.00
I.1.7   22.5  times 6 each 3                       18.00
I.1.8   22.5  times 5 each 4.5                     22.50
I.1.9   22.5  times 5 each 4.5                     22.50
I.1.10  15    met 1                                15.00
I.1.11  15    met 1                                15.00
I.2.1   27.5  target 1200 actual 1200              13.75
I.2.2   27.5  target 260 actual 299 best 72/240    20.63
I.2.3   27.5  actual 46 best 48                    26.35
I.2.4   22.5  times 4 each 5.5                     22.00
I.2.5   22.5  times 4 each 4                       16.00
I.2.6   22.5  times 10 each 2                      20.00
I.2.7   22.5  times 5 each 4                       20.00
I.2.8   22.5  times 10 each 2                      20.00
I.2.10  22.5  times 4 each 5.5                     22.00
I.2.11  15    met 1                                15.00
I.2.12  15    met 1                                15.00
I.3.2   22.5  times 5 each 4                       20.00
I.3.3   22.5  times 4 each 4                       16.00
I.3.4   22.5  times 6 each 3                       18.00
I.3.5   22.5  times 10 each 2                      20.00
I.3.6   20    times 6 each 2.5                     15.00
I.3.7   20    times 3 each 5                       15.00
I.3.8   15    met 1                                15.00
I.3.9   15    met 1                                15.00
II.1.1  20    times 5 each 4                       20.00
II.1.2  17.5  times 7 each 2                       14.00
II.1.3  17.5  times 8 each 2                       16.00
II.1.4  17.5  times 5 each 3                       15.00
II.1.6  15    met 1                                15.00
II.1.7  15    met 0                                 0.00
II.2.1  17.5  times 4 each 3                       12.00
II.2.3  17.5  times 4 each 3.5                     14.00
II.2.4  15    met 1                                15.00
II.2.5  15    met 1                                15.00
III.1.1 15    times 6 each 2.5                     15.00
III.1.2 15    times 3 each 4                       12.00
III.1.3 15    times 7 each 2                       14.00
III.1.4 12.5  times 5 each 2.5                     12.50
III.1.5 12.5  times 10 each 1                      10.00
III.1.6 10    met 1                                10.00
III.1.7 10    met 1                                10.00
III.1.8 10    met 1                                10.00
III.1.9 0     plus 2 minus 1                        8.00
"""

# Thị trấn Châu Hưng, cluster 17 (delegated): five leaves of together 100 points are not assigned to it; it is itself the
# best in two quantitative leaves; leader and board have cut.
CHAU_HUNG = """
I.1.1   27.5  target 580 actual 522                12.38
I.1.2   27.5  actual 48 best 48                    27.50
I.1.3   22.5  times 9 each 2                       18.00
I.1.4   22.5  times 3 each 5.5                     16.50
I.1.5   22.5  times 3 each 4.5                     13.50
I.1.6   22.5  times 7 each 2                       14.00
I.1.7   22.5  times 4 each 5.5                     22.00
I.1.8   22.5  times 7 each 2                       14.00
I.1.9   22.5  times 10 each 2                      20.00
I.1.10  15    met 0                                 0.00
I.1.11  15    met 0                                 0.00
I.2.1   27.5  target 640 actual 736 best 168/560   20.63
I.2.2   27.5  target 40 actual 50 best 10/40       27.50
I.2.3   27.5  actual 540 best 720                  20.63
I.2.4   22.5  times 5 each 3                       15.00
I.2.5   22.5  times 4 each 4.5                     18.00
I.2.6   22.5  times 3 each 4.5                     13.50
I.2.7   22.5  times 3 each 5.5                     16.50
I.2.8   22.5  times 5 each 3                       15.00
I.2.9   22.5  times 3 each 4                       12.00
I.2.10  22.5  times 5 each 3                       15.00
I.2.11  15    met 1                                15.00
I.2.12  15    met 0                                 0.00
I.3.2   22.5  times 2 each 5.5                     11.00
I.3.3   22.5  times 6 each 3                       18.00
I.3.4   22.5  times 3 each 5.5                     16.50
I.3.6   20    times 4 each 3.5                     14.00
I.3.8   15    met 1                                15.00
I.3.9   15    met 1                                15.00
II.1.1  20    times 3 each 4                       12.00
II.1.2  17.5  times 7 each 2                       14.00
II.1.4  17.5  times 4 each 3                       12.00
II.1.5  15    met 0                                 0.00
II.1.6  15    met 1                                15.00
II.1.7  15    met 1                                15.00
II.2.1  17.5  times 4 each 3                       12.00
II.2.2  17.5  times 5 each 2                       10.00
II.2.3  17.5  times 3 each 3.5                     10.50
II.2.4  15    met 1                                15.00
II.2.5  15    met 1                                15.00
III.1.1 15    times 5 each 2.5                     12.50
III.1.2 15    times 2 each 4                        8.00
III.1.3 15    times 5 each 2                       10.00
III.1.4 12.5  times 5 each 2.5                     12.50
III.1.6 10    met 1                                10.00
III.1.7 10    met 1                                10.00
III.1.8 10    met 1                                10.00
III.1.9 0     plus 1 minus 1                        3.00
"""


@dataclass(frozen=True)
class Sheet:
    """A unit's sheet as a person added it up; `ruled` are the leaves that leader or board changed, from what to what."""

    code: str
    lines: str
    not_assigned: str
    groups: tuple[str, str, str]
    maximum: str
    scaled: str
    plus_minus: str
    total: str
    rank: int
    ruled: dict[str, tuple[str, Any, Any]]


SHEETS = [
    Sheet(
        "957",
        PHUOC_LONG,
        "I.1.6 I.1.8 I.2.4 I.2.8 I.2.9 I.3.8 II.1.2 II.1.5 II.2.2 II.2.3 III.1.4",
        ("462.95", "111.00", "69.00"),
        "792.5",
        "811.29",  # 642.95 × 1,000 / 792.5 = 811.2933…
        "5.00",
        "816.29",
        5,
        {"III.1.3": ("board", 7, 6), "III.1.6": ("leader", True, False)},
    ),
    Sheet(
        "954",
        THANH_PHO_BAC_LIEU,
        "I.2.9 I.3.1 II.1.5 II.2.2",
        ("573.14", "136.00", "93.50"),
        "917.5",
        "874.81",  # 802.64 × 1,000 / 917.5 = 874.8119…
        "8.00",
        "882.81",
        1,
        {"I.3.7": ("leader", 4, 3), "II.2.3": ("leader", 5, 4)},
    ),
    Sheet(
        "31900",
        CHAU_HUNG,
        "I.3.1 I.3.5 I.3.7 II.1.3 III.1.5",
        ("436.14", "130.50", "73.00"),
        "900.0",
        "710.71",  # 639.64 × 1,000 / 900 = 710.7111…
        "3.00",
        "713.71",
        7,
        {
            "I.1.2": ("leader", "50", "48"),
            "I.1.10": ("board", True, False),
            "I.2.9": ("leader", 4, 3),
            "II.2.2": ("leader", 6, 5),
        },
    ),
]


@dataclass(frozen=True)
class Line:
    """One leaf, as it is written above."""

    leaf: str
    maximum: Fraction
    figures: dict[str, Fraction]
    points: Decimal

    @classmethod
    def read(cls, text: str) -> Line:
        leaf, maximum, *words, points = text.split()
        figures = dict(zip(words[::2], map(Fraction, words[1::2]), strict=True))
        return cls(leaf, Fraction(maximum), figures, Decimal(points))

    def worked_out(self) -> Decimal:
        """The points that follow from the figures."""
        given, most = self.figures, self.maximum
        if "each" in given:
            return rounded(min(given["times"] * given["each"], most))
        if "met" in given:
            return rounded(given["met"] * most)
        if "plus" in given:
            return rounded(min(max(5 * given["plus"] - 2 * given["minus"], Fraction(-10)), Fraction(15)))
        actual = given["actual"]
        if "target" not in given and "lower" not in given:
            return rounded(most * actual / given["best"])
        target = given.get("target", given.get("lower"))
        excess = (actual - target) / target * (-1 if "lower" in given else 1)
        if excess > 0:
            return rounded(most / 2 + most / 2 * excess / given["best"])
        return rounded(most / 2 * (target / actual if "lower" in given else actual / target))

    def stated(self) -> dict[str, Any]:
        """The figures as scoring shows an input."""
        given = {name: str(number) for name, number in self.figures.items()}
        if "times" in given:
            return {"kind": "times", "times": int(given["times"])}
        if "met" in given:
            return {"kind": "met", "met": given["met"] == "1"}
        if "plus" in given:
            return {"kind": "plus-minus-times", "plus": int(given["plus"]), "minus": int(given["minus"])}
        return {"kind": "actual", "actual": given["actual"]}


def rounded(exact: Fraction) -> Decimal:
    """Two places, a half upwards; nothing here is negative but a penalty without a bonus, and there is none."""
    return Decimal(floor(exact * 100 + Fraction(1, 2))).scaleb(-2)


def lines_of(sheet: Sheet) -> list[Line]:
    return [Line.read(text) for text in sheet.lines.strip().splitlines()]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_the_lines_above_are_worked_out_right(sheet: Sheet):
    """What is written above is no copy of an answer: it follows from its own figures, and adds up."""
    lines = lines_of(sheet)
    assert [line.points for line in lines] == [line.worked_out() for line in lines]
    groups = [sum(line.points for line in lines if line.leaf.split(".")[0] == group) for group in ("I", "II")]
    third = sum(line.points for line in lines if line.leaf.startswith("III.") and line.leaf != "III.1.9")
    assert (*groups, third) == tuple(map(Decimal, sheet.groups))
    assert sum(line.maximum for line in lines) == Fraction(sheet.maximum)
    raw = sum(map(Fraction, sheet.groups))
    assert rounded(raw * 1000 / Fraction(sheet.maximum)) == Decimal(sheet.scaled)
    assert Decimal(sheet.scaled) + Decimal(sheet.plus_minus) == Decimal(sheet.total)


def sheet_of(season: Season, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A unit's scoresheet, and its row in the standings."""
    unit = season.ask("registry", f"/units?code={code}")["items"][0]["unit"]
    cluster = season.ask("registry", f"/clusters?season=bac-lieu.2023&unit={unit}")["items"][0]["cluster"]
    rows = season.ask("ranking", f"/standings/{cluster}")["rows"]
    return season.ask("scoring", f"/scoresheets/{cluster}/units/{unit}"), next(row for row in rows if row["unit"] == unit)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_every_point_of_a_unit(season: Season, sheet: Sheet):
    shown, row = sheet_of(season, sheet.code)
    leaves = {leaf["leaf"]: leaf for leaf in shown["leaves"]}
    assert sorted(leaf for leaf, view in leaves.items() if not view["assigned"]) == sorted(sheet.not_assigned.split())
    for line in lines_of(sheet):
        view = leaves.pop(line.leaf)
        official = view["board"] or view["leader"] or view["own"]
        target = line.figures.get("target", line.figures.get("lower"))
        assert official["input"] == line.stated(), line.leaf
        assert view["target"] == (None if target is None else str(target)), line.leaf
        assert (Fraction(view["maximum"]), Decimal(view["points"])) == (line.maximum, line.points), line.leaf
    assert all(not view["assigned"] for view in leaves.values())
    sums = shown["sums"]
    assert tuple(sums["groups"]) == sheet.groups
    assert Fraction(sums["maximum"]) == Fraction(sheet.maximum)
    # Late reports and bonuses stand beside the sheet.
    total = str(Decimal(sheet.total) + books()[UUID(shown["unit"])].points)
    assert (sums["scaled"], sums["plus_minus"], sums["total"]) == (sheet.scaled, sheet.plus_minus, total)
    assert (row["total"], row["rank"]) == (total, sheet.rank)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_what_leader_and_board_changed_and_why(season: Season, sheet: Sheet):
    shown, _ = sheet_of(season, sheet.code)
    ruled = {}
    for leaf in shown["leaves"]:
        for layer in ("leader", "board"):
            if leaf[layer]:
                assert leaf[layer]["reason"]
                before, after = (next(v for k, v in leaf[at]["input"].items() if k != "kind") for at in ("own", layer))
                ruled[leaf["leaf"]] = (layer, before, after)
    assert ruled == sheet.ruled
    assert all(len(leaf["cross"]) == 2 for leaf in shown["leaves"] if leaf["assigned"])
