"""Targets (chỉ tiêu): a unit's as a form, a cluster's as a table on A4."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from contracts.scoring import Leaf, Quantitative
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import enter
from infra.workbook.problems import CellFault, Place
from infra.workbook.reading import read_sheets
from infra.workbook.table import Ask, Cell, Column, Kind, Table
from services.scoring.agreement_views import AgreementView, PartyView
from services.scoring.scorecard_rules import leaves_of
from services.scoring.workbooks.words import about, cluster_words, rule_word

FORM: Final = "scoring.targets.1"
NAME: Final = "Chỉ tiêu"
ASSIGNED: Final = {"Có": True, "Không": False}
NOT_ASSIGNED: Final = "không giao"

CODE, TITLE, RULE, MAXIMUM, WHETHER, TARGET = range(1, 7)
LEADING: Final = (
    Column("Mã", "Code", 14, centred=True),
    Column("Tiêu chí", "Criterion", 60),
    Column("Cách chấm", "Rule", 20, centred=True),
    Column("Điểm tối đa", "Maximum", 12, centred=True),
)
COLUMNS: Final = (
    *LEADING,
    Column("Phân công", "Assigned", 12, centred=True),
    Column("Chỉ tiêu", "Target", 16, centred=True),
)
WHETHER_CHOICE: Final = Ask(Kind.CHOICE, "Có: đơn vị phải chấm tiêu chí này. Không: không phân công.", choices=tuple(ASSIGNED))
FIGURE: Final = Ask(Kind.NUMBER, "Chỉ tiêu, không âm; để trống là không giao chỉ tiêu.", most=10**13)


def form(agreement: AgreementView, party: PartyView) -> list[Table]:
    """A unit's targets to fill in, with those that are set."""
    return [
        Table(
            name=NAME,
            title="GIAO CHỈ TIÊU THI ĐUA · Targets",
            subtitle=f"{party.name or party.unit} ({party.code or '…'}). {cluster_words(agreement)}",
            about=about(FORM, agreement.cluster, party.unit),
            columns=COLUMNS,
            rows=[_form_row(leaf, party) for leaf in _leaves(agreement)],
            form=True,
        )
    ]


def _form_row(leaf: Leaf, party: PartyView) -> tuple[Cell, ...]:
    assigned = leaf.leaf not in party.not_assigned
    word = next(word for word, meant in ASSIGNED.items() if meant is assigned)
    takes_target = isinstance(leaf.rule, Quantitative)
    return (*_leading(leaf), Cell(word, WHETHER_CHOICE), Cell(_target(leaf, party), FIGURE if takes_target else None))


def table(agreement: AgreementView) -> list[Table]:
    """The targets of all members, side by side, to print."""
    units = tuple(Column(party.name or str(party.unit), party.code or "…", 16, centred=True) for party in agreement.parties)
    return [
        Table(
            name=NAME,
            title="CHỈ TIÊU THI ĐUA CỦA CỤM, KHỐI · Targets of the cluster",
            subtitle=cluster_words(agreement),
            columns=(*LEADING, *units),
            rows=[
                (*_leading(leaf), *(Cell(_side_by_side(leaf, party)) for party in agreement.parties))
                for leaf in _leaves(agreement)
            ],
            notes=(f"Để trống: không giao chỉ tiêu. «{NOT_ASSIGNED}»: tiêu chí không phân công cho đơn vị.",),
        )
    ]


def _side_by_side(leaf: Leaf, party: PartyView) -> Decimal | str | None:
    return NOT_ASSIGNED if leaf.leaf in party.not_assigned else _target(leaf, party)


def _leading(leaf: Leaf) -> tuple[Cell, ...]:
    return (Cell(leaf.leaf), Cell(leaf.title), Cell(rule_word(leaf.rule)), Cell(leaf.maximum))


def _target(leaf: Leaf, party: PartyView) -> Decimal | None:
    target = party.targets.get(leaf.leaf)
    return None if target is None else Decimal(target)


def _leaves(agreement: AgreementView) -> tuple[Leaf, ...]:
    return () if agreement.scorecard is None else leaves_of(agreement.scorecard.criteria)


def entered(cluster: UUID, unit: UUID, body: bytes) -> Entered:
    """The command `SetTargets` that a file says.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    faults: list[CellFault] = []
    found = enter(read_sheets(body, (NAME,)), NAME, about(FORM, cluster, unit), COLUMNS, faults)
    require_right(faults)
    targets: dict[str, str] = {}
    not_assigned: list[str] = []
    places: dict[str, Place] = {}
    named: dict[str, Place] = {}
    for row in found.rows():
        code = found.text(row, CODE)
        if code is None or code in named:
            found.fault(row, CODE, "row-without-code" if code is None else "code-twice", given=code)
            continue
        named[code] = found.place(row, TARGET)
        assigned, target = found.choice(row, WHETHER, ASSIGNED), found.number(row, TARGET)
        if found.blank(row, WHETHER):
            found.fault(row, WHETHER, "value-missing")
        if assigned is False:
            places[f"/not_assigned/{len(not_assigned)}"] = found.place(row, CODE)
            not_assigned.append(code)
        if target is not None:
            places[f"/targets/{code}"] = found.place(row, TARGET)
            targets[code] = f"{target:f}"
    require_right(faults)
    document: dict[str, Any] = {"cluster": str(cluster), "unit": str(unit), "targets": targets, "not_assigned": not_assigned}
    return Entered(document, Place(NAME), places, named)
