"""Read a .docx as what a typesetter needs to know: sections of paragraphs and tables, every measure in points.

It knows the part of Word that documents of offices need. What would be lost or go elsewhere is refused by name, so that
the .pdf never says less than the .docx.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from infra.papers.problems import BrokenTemplate
from infra.papers.styles import Properties, Styles, child, tag, value

Block = dict[str, Any]
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TWIPS: Final = 20
SIDES: Final = ("top", "right", "bottom", "left")
LINE: Final = 1.149
"""The height of a line of the font in its size, as Word sets it: ascent, descent and gap of Tinos and Times New Roman."""
BOX: Final = 1.107
"""The same without the gap: what the typesetter takes for a line's own height."""
CELL_SIDE: Final = 5.4
"""The room that Word leaves at the left and the right of a cell of which nothing is said."""
WIDEST: Final = 0.6
"""The width of a letter in its size, taken for wide."""
BREAKS: Final = re.compile(r"[\s-]")
HELD_MAX: Final = 6
"""So many rows of a table are kept together at most: more might not fit on any page."""
ALIGNED: Final = {"both": "both", "center": "center", "right": "right", "end": "right", "distribute": "both"}
THROUGH: Final = frozenset({"hyperlink", "smartTag", "sdt", "sdtContent", "ins"})
"""What only wraps runs or blocks: what is in it is shown."""
PASSED: Final = frozenset(
    (
        *("bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "sdtPr", "sdtEndPr", "lastRenderedPageBreak"),
        *("pPr", "rPr", "tblPr", "tblGrid", "tblPrEx", "trPr", "tcPr", "softHyphen", "del"),
    )
)
"""What shows nothing of its own; what tracked changes took out is gone, and what they put in is there."""
REFUSED: Final = {
    "drawing": ("hình vẽ hoặc ảnh", "a picture or a drawing"),
    "pict": ("hình vẽ hoặc ảnh", "a picture or a drawing"),
    "object": ("đối tượng nhúng", "an embedded object"),
    "AlternateContent": ("hình vẽ hoặc khung chữ", "a drawing or a text box"),
    "footnoteReference": ("chú thích cuối trang", "a footnote"),
    "endnoteReference": ("chú thích cuối văn bản", "an endnote"),
    "commentReference": ("bình luận", "a comment"),
    "numPr": ("danh sách tự động đánh số", "an automatic list"),
    "vMerge": ("ô gộp theo chiều dọc", "cells merged downwards"),
    "framePr": ("khung chữ", "a frame"),
    "cols": ("nhiều cột", "columns"),
}


def layout_of(document: bytes) -> list[Block]:
    """The sections of a .docx.

    Raises:
        BrokenTemplate: it holds what a PDF of ours cannot show.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            names = set(package.namelist())
            parts = {name: fromstring(package.read(name)) for name in names if name.startswith("word/") and name.endswith(".xml")}
            relations = "word/_rels/document.xml.rels"
            targets = fromstring(package.read(relations)) if relations in names else ()
    except (ParseError, ValueError, zipfile.BadZipFile) as error:
        raise BrokenTemplate(f"XML hỏng ({error})", f"its XML is broken ({error})") from None
    linked = {each.get("Id"): f"word/{each.get('Target')}" for each in targets}
    return _Reader(parts, linked).sections()


class _Reader:
    def __init__(self, parts: dict[str, Element], linked: dict[str | None, str]) -> None:
        self._parts = parts
        self._linked = linked
        self._styles = Styles(parts.get("word/styles.xml"))
        compat = child(parts.get("word/settings.xml"), "compat")
        self._adds_up = Properties([] if compat is None else [compat]).is_on("doNotUseHTMLParagraphAutoSpacing")
        self._headers: dict[tuple[str, str], list[Block]] = {}

    def sections(self) -> list[Block]:
        body = child(self._parts["word/document.xml"], "body")
        assert body is not None, "Word's body was there when it was filled"
        found: list[Block] = []
        elements: list[Element] = []
        for element in self._flat(body):
            if element.tag == tag("sectPr"):
                found.append(self._section(element, elements, found))
                elements = []
                continue
            elements.append(element)
            if (ends := child(child(element, "pPr"), "sectPr")) is not None:
                found.append(self._section(ends, elements, found))
                elements = []
        if elements:
            raise BrokenTemplate("không có khổ giấy (sectPr)", "it names no paper size (sectPr)")
        return found

    def _section(self, of: Element, elements: Sequence[Element], before: Sequence[Block]) -> Block:
        size, margin, columns = child(of, "pgSz"), child(of, "pgMar"), child(of, "cols")
        if size is None or margin is None:
            raise BrokenTemplate("không có khổ giấy hoặc lề (pgSz, pgMar)", "it names no paper size or margins (pgSz, pgMar)")
        if columns is not None and int(value(columns, "num") or "1") > 1:
            raise _refused("cols")
        room = _points(value(size, "w")) - _points(value(margin, "left")) - _points(value(margin, "right"))
        for kind in ("header", "footer"):
            for reference in of.findall(tag(f"{kind}Reference")):
                part = self._parts[self._linked[reference.get(RELATION)]]
                self._headers[kind, value(reference, "type") or "default"] = self._blocks(part, room)
        starts = value(child(of, "pgNumType"), "start")
        is_first_apart = Properties([of]).is_on("titlePg")
        return {
            "width": _points(value(size, "w")),
            "height": _points(value(size, "h")),
            "margin": {side: abs(_points(value(margin, side))) for side in SIDES},
            "header_at": _points(value(margin, "header")),
            "footer_at": _points(value(margin, "footer")),
            # Numbers run on from the section before, unless one says where they start.
            "counted_from": len(before) if starts is not None or not before else before[-1]["counted_from"],
            "starts": int(starts) if starts is not None else 1 if not before else before[-1]["starts"],
            "header": self._headers.get(("header", "default"), []),
            "footer": self._headers.get(("footer", "default"), []),
            "first_header": self._headers.get(("header", "first"), []) if is_first_apart else None,
            "first_footer": self._headers.get(("footer", "first"), []) if is_first_apart else None,
            "is_centred": value(child(of, "vAlign")) == "center",
            "frame": _frame(child(of, "pgBorders")),
            "blocks": self._spaced(elements, room),
        }

    def _flat(self, of: Element) -> Iterator[Element]:
        """The elements that count, those within mere wrappers too."""
        for element in of:
            name = element.tag.rpartition("}")[2]
            if name in THROUGH:
                yield from self._flat(element)
            elif name in REFUSED:
                raise _refused(name)
            elif name not in PASSED:
                yield element

    def _blocks(self, of: Element, room: float) -> list[Block]:
        return self._spaced(list(self._flat(of)), room)

    def _spaced(self, elements: Sequence[Element], room: float) -> list[Block]:
        """Paragraphs and tables, each with its whole distance to the one before; `room` is their width.

        Of what the one asks for below itself and the other above Word takes the larger, or if it is told so the sum.
        """
        blocks: list[Block] = []
        below = 0.0
        for element in elements:
            match element.tag.rpartition("}")[2]:
                case "p":
                    block = self._paragraph(element, room)
                case "tbl":
                    block = self._table(element)
                case "sectPr":
                    continue
                case other:
                    raise BrokenTemplate(
                        f"có «{other}», PDF không thể hiện được", f"it holds “{other}”, which the PDF cannot show"
                    )
            block["above"] = below + block["before"] if self._adds_up else max(below, block["before"])
            below = block["after"]
            blocks.append(block)
        return blocks

    def _paragraph(self, of: Element, room: float) -> Block:
        direct = child(of, "pPr")
        said = self._styles.of_paragraph(direct)
        if said.element("numPr") is not None:
            raise _refused("numPr")
        if said.element("framePr") is not None:
            raise _refused("framePr")
        runs = [{**run, "is_torn": _is_too_long(run, room)} for run in self._runs(of, direct)]
        mark = self._size(self._styles.of_run(direct, child(direct, "rPr")))
        size = max((run["size"] for run in runs if run["text"].strip()), default=mark)
        hanging = said.attribute("ind", "hanging")
        return {
            "kind": "paragraph",
            "runs": runs,
            "align": ALIGNED.get(said.attribute("jc", "val") or "", "left"),
            "left": _points(said.attribute("ind", "left", "start")),
            "right": _points(said.attribute("ind", "right", "end")),
            "first": _points(said.attribute("ind", "firstLine")) if hanging is None else -_points(hanging),
            "before": _points(said.attribute("spacing", "before")),
            "after": _points(said.attribute("spacing", "after")),
            "leading": _leading(said, size),
            "height": BOX * size,
            "keeps": said.is_on("keepNext"),
            "is_whole": said.is_on("keepLines"),
            "breaks": said.is_on("pageBreakBefore"),
            "rules": {side: _rule(child(said.element("pBdr"), side)) for side in ("top", "bottom")},
        }

    def _runs(self, of: Element, paragraph: Element | None) -> Iterator[Block]:
        is_stale = False
        for run in self._flat(of):
            said = self._styles.of_run(paragraph, child(run, "rPr"))
            style = {
                "size": self._size(said),
                "bold": said.is_on("b"),
                "italic": said.is_on("i"),
                "underlined": said.is_on("u"),
                "colour": _colour(said.attribute("color", "val")),
                "raised": said.attribute("vertAlign", "val") or "",
            }
            for part in [run] if run.tag == tag("fldSimple") else self._flat(run):
                if part.tag == tag("fldChar"):
                    # Between `separate` and `end` stands what the field was when Word looked last.
                    is_stale = value(part, "fldCharType") == "separate"
                elif not is_stale and (shown := _shown(part)):
                    kind, text = shown
                    yield {**style, "kind": kind, "text": text.upper() if said.is_on("caps") else text}

    def _size(self, said: Properties) -> float:
        return float(said.attribute("sz", "val") or "20") / 2

    def _table(self, of: Element) -> Block:
        said = self._styles.of_table(child(of, "tblPr"))
        grid = child(of, "tblGrid")
        columns = [_points(value(column, "w")) for column in (grid if grid is not None else ())]
        rows = _held([self._row(row, said, columns) for row in self._flat(of)])
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

    def _row(self, of: Element, table: Properties, columns: Sequence[float]) -> Block:
        said = Properties([found for found in (child(of, "trPr"),) if found is not None])
        cells: list[Block] = []
        place = 0
        for element in self._flat(of):
            cell = self._cell(element, table, columns[place:])
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

    def _cell(self, of: Element, table: Properties, columns: Sequence[float]) -> Block:
        direct = child(of, "tcPr")
        said = Properties([] if direct is None else [direct])
        if said.element("vMerge") is not None:
            raise _refused("vMerge")
        margins = {"top": 0.0, "bottom": 0.0, "left": CELL_SIDE, "right": CELL_SIDE}
        for place in (table.element("tblCellMar"), said.element("tcMar")):
            for side, other in zip(SIDES, ("top", "end", "bottom", "start"), strict=True):
                for name in (side, other):
                    if (found := child(place, name)) is not None:
                        margins[side] = _points(value(found, "w"))
        fill = said.attribute("shd", "fill")
        span = int(said.attribute("gridSpan", "val") or "1")
        blocks = self._blocks(of, sum(columns[:span]) - margins["left"] - margins["right"])
        if blocks:
            margins["top"] += blocks[0]["above"]
            margins["bottom"] += blocks[-1]["after"]
        return {
            "span": span,
            "align": {"center": "horizon", "bottom": "bottom"}.get(said.attribute("vAlign", "val") or "", "top"),
            "margin": margins,
            "fill": None if fill is None or fill == "auto" else f"#{fill}",
            "rules": {side: child(said.element("tcBorders"), side) for side in SIDES},
            "blocks": blocks,
        }


def _shown(part: Element) -> tuple[str, str] | None:
    """What a part of a run is on paper, and its text; None for a field other than the page's number."""
    match part.tag.rpartition("}")[2]:
        case "t":
            return "text", part.text or ""
        case "tab":
            return "tab", ""
        case "noBreakHyphen":
            return "text", "\u2011"
        case "br":
            return ("page-break" if value(part, "type") == "page" else "line-break"), ""
        case "instrText" | "fldSimple":
            return ("page", "") if ((value(part, "instr") or part.text) or "").split()[:1] == ["PAGE"] else None
        case other:
            raise BrokenTemplate(f"có «{other}», PDF không thể hiện được", f"it holds “{other}”, which the PDF cannot show")


def _is_too_long(run: Block, room: float) -> bool:
    """Say whether a line might not hold one of its words: such a word is broken anywhere, as Word does it."""
    return any(len(word) * run["size"] * WIDEST > room for word in BREAKS.split(run["text"]))


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


def _refused(name: str) -> BrokenTemplate:
    vi, en = REFUSED[name]
    return BrokenTemplate(f"có {vi}, PDF không thể hiện được", f"it holds {en}, which the PDF cannot show")


def _points(twips: str | None) -> float:
    try:
        return float(twips or "0") / TWIPS
    except ValueError:
        raise BrokenTemplate(f"kích thước «{twips}» không phải số", f"the measure “{twips}” is no number") from None


def _leading(said: Properties, size: float) -> float:
    """What stands between the lines, besides the lines themselves."""
    line = float(said.attribute("spacing", "line") or "240")
    if said.attribute("spacing", "lineRule") in {"exact", "atLeast"}:
        return line / TWIPS - BOX * size
    return (line / 240 * LINE - BOX) * size


def _colour(given: str | None) -> str:
    return "#000000" if given is None or given == "auto" else f"#{given}"


def _rule(of: Element | None) -> Block | None:
    """A border as a rule: its width, its colour, its distance; none where there is none."""
    if of is None or value(of) in {None, "none", "nil"}:
        return None
    return {
        "width": float(value(of, "sz") or "4") / 8,
        "colour": _colour(value(of, "color")),
        "distance": float(value(of, "space") or "0"),
    }


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
        side: _rule(found if (found := own[side]) is not None else child(table, side if outer[side] else inner[side]))
        for side in SIDES
    }


def _frame(of: Element | None) -> Block | None:
    """The frame around a page, as far from the paper's edge as its upper side says."""
    rule = _rule(child(of, "top"))
    return None if rule is None else {**rule, "is_double": (value(child(of, "top")) or "").lower() != "single"}
