"""How rules and inputs are called in a cell, and back."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, assert_never
from uuid import UUID

from contracts.scoring import (
    Actual,
    Direct,
    Input,
    LeafRule,
    Met,
    PlusMinus,
    PlusMinusTimes,
    PointsStated,
    Qualitative,
    Quantitative,
    Times,
)
from infra.workbook.table import About
from services.scoring.agreement_views import AgreementView
from services.scoring.views import SheetView

QUANTITATIVE: Final = "Định lượng"
LOWER: Final = "Định lượng (thấp hơn là tốt)"
QUALITATIVE: Final = "Định tính"
DIRECT: Final = "Chấm thẳng"
PLUS_MINUS: Final = "Cộng trừ"
MET: Final = {"Đạt": True, "Không đạt": False}


def rule_word(rule: LeafRule) -> str:
    match rule:
        case Quantitative(lower_is_better=lower):
            return LOWER if lower else QUANTITATIVE
        case Qualitative():
            return QUALITATIVE
        case Direct():
            return DIRECT
        case PlusMinus():
            return PLUS_MINUS
        case _:
            assert_never(rule)


def input_words(stated: Input | None) -> str:
    """What a layer states, in one line."""
    match stated:
        case None:
            return ""
        case Actual(actual=actual):
            return figure(actual)
        case Met(met=met):
            return met_word(met=met)
        case Times(times=times):
            return f"{times} lần"
        case PlusMinusTimes(plus=plus, minus=minus):
            return f"+{plus} / -{minus}"
        case PointsStated(points=points):
            return f"{figure(points)} điểm"
        case _:
            assert_never(stated)


def met_word(*, met: bool) -> str:
    return next(word for word, meant in MET.items() if meant is met)


def figure(number: Decimal) -> str:
    """A figure as it is read in Việt Nam: 1234.5 as 1234,5."""
    return f"{number:f}".replace(".", ",")


def whose(sheet: SheetView) -> str:
    """Whose sheet it is, and of which year."""
    return f"{sheet.name or sheet.unit} ({sheet.code or '…'}), {sheet.season.rpartition('.')[2]}"


def cluster_words(agreement: AgreementView) -> str:
    """What the cluster is called, and of which year."""
    return f"{agreement.name}, {agreement.season.rpartition('.')[2]}"


def about(form: str, cluster: UUID, unit: UUID | None = None, peer: UUID | None = None) -> tuple[About, ...]:
    """What a form is about; the reader refuses a file that is about something else."""
    whose = () if unit is None else (About("Đơn vị · Unit", str(unit)),)
    by = () if peer is None else (About("Đơn vị chấm · Scored by", str(peer)),)
    return (About("Biểu · Form", form), About("Cụm, khối · Cluster", str(cluster)), *whose, *by)
