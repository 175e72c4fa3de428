"""What a layer states on a leaf, as cells: one for the result or the count, one for the penalties of a plus/minus leaf."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from contracts.scoring import Actual, Input, Met, PlusMinusTimes, PointsStated, Times
from infra.workbook.entering import Entering
from infra.workbook.table import Ask, Cell, Kind
from services.scoring.workbooks.words import DIRECT, LOWER, MET, PLUS_MINUS, QUALITATIVE, QUANTITATIVE, met_word

NUMBER: Final = Ask(Kind.NUMBER, "Số thực hiện, không âm, nhiều nhất 4 chữ số thập phân.", most=10**13)
COUNT: Final = Ask(Kind.COUNT, "Số lần, số nguyên từ 0.")
YES_NO: Final = Ask(Kind.CHOICE, "Chọn Đạt hoặc Không đạt.", choices=tuple(MET))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a form has the word for a leaf's rule, and what is stated on it."""

    rule: int
    result: int
    penalties: int


def asked(word: str, stated: Input | None) -> tuple[Cell, Cell]:
    """The two cells of a leaf, by the word for its rule, with what was stated so far."""
    match stated:
        case Actual(actual=actual):
            return Cell(actual, NUMBER), Cell()
        case Met(met=met):
            return Cell(met_word(met=met), YES_NO), Cell()
        case Times(times=times):
            return Cell(times, COUNT), Cell()
        case PlusMinusTimes(plus=plus, minus=minus):
            return Cell(plus, COUNT), Cell(minus, COUNT)
        case PointsStated() | None:
            # These cells hold no points: left blank they ask again, and a file cannot change them unseen.
            ask = {QUALITATIVE: YES_NO, DIRECT: COUNT, PLUS_MINUS: COUNT}.get(word, NUMBER)
            return Cell(None, ask), Cell(None, COUNT if word == PLUS_MINUS else None)


def stated_in(found: Entering, row: int, at: Columns) -> dict[str, Any] | None:
    """What is stated on a row, as the JSON of an input; None where nothing is, or nothing that can be read."""
    word = found.text(row, at.rule)
    if word != PLUS_MINUS:
        found.refuse_entry(row, at.penalties)
    if word in (QUANTITATIVE, LOWER):
        actual = found.number(row, at.result)
        return None if actual is None else {"kind": "actual", "actual": f"{actual:f}"}
    if word == QUALITATIVE:
        met = found.choice(row, at.result, MET)
        return None if met is None else {"kind": "met", "met": met}
    if word == DIRECT:
        times = found.count(row, at.result)
        return None if times is None else {"kind": "times", "times": times}
    if word == PLUS_MINUS:
        return _both_counts(found, row, at)
    kinds = "; ".join((QUANTITATIVE, LOWER, QUALITATIVE, DIRECT, PLUS_MINUS))
    found.fault(row, at.rule, "not-a-choice", given=word or "", choices=kinds)
    return None


def _both_counts(found: Entering, row: int, at: Columns) -> dict[str, Any] | None:
    plus, minus = found.count(row, at.result), found.count(row, at.penalties)
    if plus is not None and minus is None and found.blank(row, at.penalties):
        found.fault(row, at.penalties, "value-missing")
    if minus is not None and plus is None and found.blank(row, at.result):
        found.fault(row, at.result, "value-missing")
    return None if plus is None or minus is None else {"kind": "plus-minus-times", "plus": plus, "minus": minus}
