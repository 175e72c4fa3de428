"""The scorecard (bảng tiêu chí) as a form: one row a criterion, the tree told by its codes, out and back in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from contracts.scoring import Criterion, Direct, PlusMinus
from infra.workbook.endpoints import Entered, require_right
from infra.workbook.entering import Entering, enter
from infra.workbook.problems import CellFault, Place
from infra.workbook.reading import read_sheets
from infra.workbook.table import Ask, Cell, Column, Kind, Table
from services.scoring.agreement_views import AgreementView
from services.scoring.scorecard_rules import walk
from services.scoring.workbooks.words import (
    DIRECT,
    LOWER,
    PLUS_MINUS,
    QUALITATIVE,
    QUANTITATIVE,
    about,
    cluster_words,
    rule_word,
)

FORM: Final = "scoring.scorecard.1"
NAME: Final = "Bảng tiêu chí"
TOTAL: Final = "Tổng điểm"
GROUP: Final = "Nhóm"
SPARE: Final = 60
"""Empty rows for criteria yet to be written."""

CODE, TITLE, MAXIMUM, RULE, EACH, PENALTY, LOWEST, HIGHEST = range(1, 9)
COLUMNS: Final = (
    Column("Mã", "Code", 14, centred=True),
    Column("Tiêu chí", "Criterion", 60),
    Column("Điểm tối đa", "Maximum", 12, centred=True),
    Column("Cách chấm", "Rule", 22, centred=True),
    Column("Điểm mỗi lần (cộng)", "Points each (plus)", 14, centred=True),
    Column("Điểm trừ mỗi lần", "Points minus", 12, centred=True),
    Column("Thấp nhất", "Lowest", 11, centred=True),
    Column("Cao nhất", "Highest", 11, centred=True),
)
RULES: Final = (GROUP, QUANTITATIVE, LOWER, QUALITATIVE, DIRECT, PLUS_MINUS)
TEXT: Final = Ask(Kind.TEXT)
POINTS: Final = Ask(Kind.NUMBER, "Điểm, không âm.", most=10_000)
SIGNED: Final = Ask(Kind.NUMBER, "Điểm, được âm.", least=-10_000, most=10_000)
RULE_CHOICE: Final = Ask(Kind.CHOICE, "Nhóm, hoặc cách chấm của tiêu chí lá.", choices=RULES)
ASKED: Final = (TEXT, TEXT, POINTS, RULE_CHOICE, POINTS, POINTS, SIGNED, SIGNED)
KINDS: Final[dict[str, dict[str, Any] | None]] = {
    GROUP: None,
    QUANTITATIVE: {"kind": "quantitative", "lower_is_better": False},
    LOWER: {"kind": "quantitative", "lower_is_better": True},
    QUALITATIVE: {"kind": "qualitative"},
    DIRECT: {"kind": "direct"},
    PLUS_MINUS: {"kind": "plus-minus"},
}
FIGURES: Final[dict[str, dict[str, int]]] = {
    DIRECT: {"points_each": EACH},
    PLUS_MINUS: {"points_plus": EACH, "points_minus": PENALTY, "lowest": LOWEST, "highest": HIGHEST},
}
"""The columns that a rule takes its figures from; the others have to be empty."""


def tables(agreement: AgreementView) -> list[Table]:
    """The form, filled with the scorecard as it was drafted last."""
    card = agreement.scorecard
    criteria = () if card is None else tuple(walk(card.criteria))
    total = Cell(None if card is None else card.total, Ask(Kind.COUNT, "Tổng điểm, số nguyên.", least=1, most=10_000))
    return [
        Table(
            name=NAME,
            title="BẢNG TIÊU CHÍ THI ĐUA · Scorecard",
            subtitle=cluster_words(agreement),
            about=about(FORM, agreement.cluster),
            columns=COLUMNS,
            rows=[
                (Cell(TOTAL), Cell("Tổng điểm của bảng · Total"), total, *[Cell()] * 5),
                *(_row(criterion) for criterion in criteria),
                *[tuple(Cell(None, ask) for ask in ASKED)] * SPARE,
            ],
            form=True,
        )
    ]


def _row(criterion: Criterion) -> tuple[Cell, ...]:
    word = GROUP if criterion.rule is None else rule_word(criterion.rule)
    each = penalty = lowest = highest = None
    match criterion.rule:
        case Direct():
            each = criterion.rule.points_each
        case PlusMinus() as rule:
            each, penalty, lowest, highest = rule.points_plus, rule.points_minus, rule.lowest, rule.highest
    values = (criterion.code, criterion.title, criterion.maximum, word, each, penalty, lowest, highest)
    return tuple(Cell(value, ask) for value, ask in zip(values, ASKED, strict=True))


@dataclass(slots=True)
class _Node:
    """A criterion while the tree grows, and its row."""

    row: int
    said: dict[str, Any]
    children: list[_Node] = field(default_factory=list)


def entered(cluster: UUID, body: bytes) -> Entered:
    """The command `DraftScorecard` that a file says.

    Raises:
        UnreadableWorkbook, WorkbookTooLarge, WorkbookFaults: it says none.
    """
    faults: list[CellFault] = []
    form = enter(read_sheets(body, (NAME,)), NAME, about(FORM, cluster), COLUMNS, faults)
    require_right(faults)
    total: int | None = None
    total_place = Place(NAME)
    roots: list[_Node] = []
    nodes: dict[str, _Node] = {}
    for row in form.rows():
        code = form.text(row, CODE)
        if code == TOTAL:
            total, total_place = form.count(row, MAXIMUM), form.place(row, MAXIMUM)
            if total is None and form.blank(row, MAXIMUM):
                form.fault(row, MAXIMUM, "value-missing")
        elif code is None:
            form.fault(row, CODE, "row-without-code")
        else:
            _grow(form, row, code, roots, nodes)
    if total is None and not total_place.cell:
        faults.append(CellFault(total_place, "code-unknown", {"given": TOTAL}))
    require_right(faults)
    places = {"/total": total_place}
    criteria = [_planted(form, node, f"/criteria/{number}", places) for number, node in enumerate(roots)]
    document = {"cluster": str(cluster), "total": total, "criteria": criteria}
    return Entered(document, Place(NAME), places, {code: form.place(node.row, CODE) for code, node in nodes.items()})


def _grow(form: Entering, row: int, code: str, roots: list[_Node], nodes: dict[str, _Node]) -> None:
    node = _Node(row, {"code": code, **_stated(form, row)})
    parent = code.rpartition(".")[0]
    if code in nodes:
        form.fault(row, CODE, "code-twice", given=code)
        return
    nodes[code] = node
    if not parent:
        roots.append(node)
    elif parent in nodes:
        nodes[parent].children.append(node)
    else:
        form.fault(row, CODE, "parent-missing", given=parent)


def _stated(form: Entering, row: int) -> dict[str, Any]:
    title, maximum = form.text(row, TITLE), form.number(row, MAXIMUM)
    word = form.choice(row, RULE, {word: word for word in RULES})
    for column in (TITLE, MAXIMUM, RULE):
        if form.blank(row, column):
            form.fault(row, column, "value-missing")
    wanted = FIGURES.get(word or "", {})
    if word is not None:
        form.refuse_entry(row, *(column for column in range(EACH, HIGHEST + 1) if column not in wanted.values()))
    kind = KINDS.get(word or "")
    rule = None if kind is None else {**kind, **_figures(form, row, wanted)}
    return {"title": title, "maximum": None if maximum is None else f"{maximum:f}", "rule": rule}


def _figures(form: Entering, row: int, wanted: dict[str, int]) -> dict[str, str]:
    figures = {}
    for name, column in wanted.items():
        number = form.number(row, column)
        if form.blank(row, column):
            form.fault(row, column, "value-missing")
        if number is not None:
            figures[name] = f"{number:f}"
    return figures


def _planted(form: Entering, node: _Node, pointer: str, places: dict[str, Place]) -> dict[str, Any]:
    """A criterion with its children as the command says it; where each part of it stands goes into `places`."""
    columns = {"": CODE, "/code": CODE, "/title": TITLE, "/maximum": MAXIMUM, "/rule": RULE}
    word = node.said["rule"] and node.said["rule"]["kind"]
    for name, column in FIGURES.get({"direct": DIRECT, "plus-minus": PLUS_MINUS}.get(word, ""), {}).items():
        columns[f"/rule/{word}/{name}"] = column
    for name, column in columns.items():
        places[f"{pointer}{name}"] = form.place(node.row, column)
    children: Sequence[dict[str, Any]] = [
        _planted(form, child, f"{pointer}/children/{number}", places) for number, child in enumerate(node.children)
    ]
    return {**node.said, "children": children}
