"""Read a .docx as what a typesetter needs to know: sections of paragraphs and tables, every measure in points.

It knows the part of Word that documents of offices need. What would be lost or go elsewhere is refused by name, so that
the .pdf never says less than the .docx.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import fromstring

from infra.papers.elements import Block, lost, name_of, points, rule, shown
from infra.papers.paragraphs import paragraph
from infra.papers.problems import BrokenTemplate
from infra.papers.styles import Properties, Styles, child, tag, value
from infra.papers.tables import SIDES, table

RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


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
        linked = {each.get("Id"): f"word/{each.get('Target')}" for each in targets}
        return _Reader(parts, linked).sections()
    except (ParseError, LookupError, ValueError, zipfile.BadZipFile) as error:
        # No XML, a part that is not there, a measure that is no number.
        raise BrokenTemplate(f"không đọc được để dàn trang ({error})", f"it cannot be read to be set ({error})") from None


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
        for element in shown(body):
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
            raise lost("cols")
        room = points(value(size, "w")) - points(value(margin, "left")) - points(value(margin, "right"))
        for kind in ("header", "footer"):
            for reference in of.findall(tag(f"{kind}Reference")):
                part = self._parts[self._linked[reference.get(RELATION)]]
                self._headers[kind, value(reference, "type") or "default"] = self._blocks(part, room)
        starts = value(child(of, "pgNumType"), "start")
        is_first_apart = Properties([of]).is_on("titlePg")
        return {
            "width": points(value(size, "w")),
            "height": points(value(size, "h")),
            "margin": {side: abs(points(value(margin, side))) for side in SIDES},
            "header_at": points(value(margin, "header")),
            "footer_at": points(value(margin, "footer")),
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

    def _blocks(self, of: Element, room: float) -> list[Block]:
        return self._spaced(list(shown(of)), room)

    def _spaced(self, elements: Sequence[Element], room: float) -> list[Block]:
        """Paragraphs and tables, each with its whole distance to the one before; `room` is their width.

        Of what the one asks for below itself and the other above Word takes the larger, or if it is told so the sum.
        """
        blocks: list[Block] = []
        below = 0.0
        for element in elements:
            match name_of(element):
                case "p":
                    block = paragraph(element, self._styles, room)
                case "tbl":
                    block = table(element, self._styles, self._blocks)
                case "sectPr":
                    continue
                case other:
                    raise lost(other)
            block["above"] = below + block["before"] if self._adds_up else max(below, block["before"])
            below = block["after"]
            blocks.append(block)
        return blocks


def _frame(of: Element | None) -> Block | None:
    """The frame around a page, as far from the paper's edge as its upper side says."""
    top = rule(child(of, "top"))
    return None if top is None else {**top, "is_double": (value(child(of, "top")) or "").lower() != "single"}
