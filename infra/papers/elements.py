"""The elements of a Word document: what is shown, what is only a wrapper, what is refused; and measures in points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from infra.papers.problems import BrokenTemplate
from infra.papers.styles import value

Block = dict[str, Any]
"""What the typesetter is told of a section, a paragraph, a run, a table, a row or a cell."""
TWIPS: Final = 20
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


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def shown(of: Element) -> Iterator[Element]:
    """The elements that show something, those within mere wrappers too.

    Raises:
        BrokenTemplate: among them is one that would be lost.
    """
    for element in of:
        name = name_of(element)
        if name in THROUGH:
            yield from shown(element)
        elif name in REFUSED:
            raise lost(name)
        elif name not in PASSED:
            yield element


def lost(name: str) -> BrokenTemplate:
    """Say of an element that the PDF would lose it."""
    vi, en = REFUSED.get(name, (f"«{name}»", f"“{name}”"))
    return BrokenTemplate(f"có {vi}, PDF không thể hiện được", f"it holds {en}, which the PDF cannot show")


def points(twips: str | None) -> float:
    return float(twips or "0") / TWIPS


def colour(given: str | None) -> str:
    return "#000000" if given is None or given == "auto" else f"#{given}"


def rule(of: Element | None) -> Block | None:
    """A border as a rule: its width, its colour, its distance; none where there is none."""
    if of is None or value(of) in {None, "none", "nil"}:
        return None
    return {
        "width": float(value(of, "sz") or "4") / 8,
        "colour": colour(value(of, "color")),
        "distance": float(value(of, "space") or "0"),
    }
