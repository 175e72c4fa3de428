"""Tables of a Word document, as the typesetter takes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from infra.papers.elements import Block, lost, points, rule, shown
from infra.papers.paragraphs import ALIGNED
from infra.papers.problems import BrokenTemplate
from infra.papers.styles import Properties, Styles, child, value

Inside = Callable[[Element, float], list[Block]]
SIDES: Final = ("top", "right", "bottom", "left")
OTHERWISE: Final = {"left": "start", "right": "end"}
CELL_SIDE: Final = 5.4
"""The room that Word leaves at the left and the right of a cell of which nothing is said."""
HELD_MAX: Final = 6
"""So many rows of a table are kept together at most: more might not fit on any page."""


def table(of: Element, styles: Styles, inside: Inside) -> Block:
    """A table, each cell with its own margins and rules; `inside` reads what a cell holds."""
    said = styles.of_table(child(of, "tblPr"))
    grid = child(of, "tblGrid")
    columns = [points(value(column, "w")) for column in (grid if grid is not None else ())]
    rows = _held([_row(row, said, columns, inside) for row in shown(of)])
    for number, row in enumerate(rows):
        for cell in row["cells"]:
            cell["rules"] = _cell_rules(cell["rules"], said.element("tblBorders"), number, len(rows), cell, len(columns))
    return {
        "kind": "table",
        "columns": columns,
        "align": ALIGNED.get(said.attribute("jc", "val") or "", "left"),
        "rows": rows,
        "before": 0.0,
        "after": 0.0,
    }


def _row(of: Element, table: Properties, columns: Sequence[float], inside: Inside) -> Block:
    said = Properties([found for found in (child(of, "trPr"),) if found is not None])
    cells: list[Block] = []
    place = 0
    for element in shown(of):
        cell = _cell(element, table, columns[place:], inside)
        cells.append({**cell, "place": place})
        place += cell["span"]
    if place != len(columns):
        vi = f"một hàng của bảng có {place} ô, bảng có {len(columns)} cột"
        raise BrokenTemplate(vi, f"a row of a table has {place} cells, the table {len(columns)} columns")
    paragraphs = [block for cell in cells for block in cell["blocks"]]
    return {
        "is_header": said.is_on("tblHeader"),
        "is_whole": said.is_on("cantSplit"),
        "keeps": all(block["kind"] == "paragraph" and block["keeps"] for block in paragraphs),
        "cells": cells,
    }


def _cell(of: Element, table: Properties, columns: Sequence[float], inside: Inside) -> Block:
    direct = child(of, "tcPr")
    said = Properties([] if direct is None else [direct])
    if said.element("vMerge") is not None:
        raise lost("vMerge")
    margins = {"top": 0.0, "bottom": 0.0, "left": CELL_SIDE, "right": CELL_SIDE}
    for place in (table.element("tblCellMar"), said.element("tcMar")):
        for side in SIDES:
            if (found := _at(place, side)) is not None:
                margins[side] = points(value(found, "w"))
    fill = said.attribute("shd", "fill")
    span = int(said.attribute("gridSpan", "val") or "1")
    blocks = inside(of, sum(columns[:span]) - margins["left"] - margins["right"])
    if blocks:
        margins["top"] += blocks[0]["above"]
        margins["bottom"] += blocks[-1]["after"]
    return {
        "span": span,
        "align": {"center": "horizon", "bottom": "bottom"}.get(said.attribute("vAlign", "val") or "", "top"),
        "margin": margins,
        "fill": None if fill is None or fill == "auto" else f"#{fill}",
        "rules": {side: _at(said.element("tcBorders"), side) for side in SIDES},
        "blocks": blocks,
    }


def _held(rows: list[Block]) -> list[Block]:
    """Say of each row how many from it on stay on one page: 0 of one that an earlier row holds. More than a few are not held."""
    begins = 0
    for place, row in enumerate(rows):
        is_last = place == len(rows) - 1
        if row["keeps"] and not row["is_header"] and not is_last and place - begins + 1 < HELD_MAX:
            row["held"] = 0
            continue
        row["held"] = 0
        rows[begins]["held"] = place - begins + 1
        begins = place + 1
    return rows


def _cell_rules(
    own: dict[str, Element | None], table: Element | None, row: int, rows: int, cell: Block, columns: int
) -> dict[str, Block | None]:
    """The rules around a cell: its own, else the table's outer or inner ones."""
    outer = {
        "top": row == 0,
        "bottom": row == rows - 1,
        "left": cell["place"] == 0,
        "right": cell["place"] + cell["span"] == columns,
    }
    inner = {"top": "insideH", "bottom": "insideH", "left": "insideV", "right": "insideV"}
    return {
        side: rule(found if (found := own[side]) is not None else _at(table, side if outer[side] else inner[side]))
        for side in SIDES
    }


def _at(of: Element | None, side: str) -> Element | None:
    """A border or a margin by its side; what is left and right to Word is start and end to others."""
    found = child(of, side)
    return child(of, OTHERWISE[side]) if found is None and side in OTHERWISE else found
