"""Paragraphs of a Word document and their runs, as the typesetter takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from infra.papers.elements import TWIPS, Block, colour, lost, name_of, points, rule, shown
from infra.papers.styles import Properties, Styles, child, tag, value

LINE: Final = 1.149
"""The height of a line of the font in its size, as Word sets it: ascent, descent and gap of Tinos and Times New Roman."""
BOX: Final = 1.107
"""The same without the gap: what the typesetter takes for a line's own height."""
WIDEST: Final = 0.6
"""The width of a letter in its size, taken for wide."""
BREAKS: Final = re.compile(r"[\s-]")
ALIGNED: Final = {"both": "both", "center": "center", "right": "right", "end": "right", "distribute": "both"}


def paragraph(of: Element, styles: Styles, room: float) -> Block:
    """A paragraph; `room` is the width that its lines have."""
    direct = child(of, "pPr")
    said = styles.of_paragraph(direct)
    for name in ("numPr", "framePr"):
        if said.element(name) is not None:
            raise lost(name)
    runs = [{**run, "is_torn": _is_too_long(run, room)} for run in _runs(of, styles, direct)]
    mark = _size(styles.of_run(direct, child(direct, "rPr")))
    size = max((run["size"] for run in runs if run["text"].strip()), default=mark)
    hanging = said.attribute("ind", "hanging")
    return {
        "kind": "paragraph",
        "runs": runs,
        "align": ALIGNED.get(said.attribute("jc", "val") or "", "left"),
        "left": points(said.attribute("ind", "left", "start")),
        "right": points(said.attribute("ind", "right", "end")),
        "first": points(said.attribute("ind", "firstLine")) if hanging is None else -points(hanging),
        "before": points(said.attribute("spacing", "before")),
        "after": points(said.attribute("spacing", "after")),
        "leading": _leading(said, size),
        "height": BOX * size,
        "keeps": said.is_on("keepNext"),
        "is_whole": said.is_on("keepLines"),
        "breaks": said.is_on("pageBreakBefore"),
        "rules": {side: rule(child(said.element("pBdr"), side)) for side in ("top", "bottom")},
    }


def _runs(of: Element, styles: Styles, paragraph: Element | None) -> Iterator[Block]:
    is_stale = False
    for run in shown(of):
        said = styles.of_run(paragraph, child(run, "rPr"))
        style = {
            "size": _size(said),
            "bold": said.is_on("b"),
            "italic": said.is_on("i"),
            "underlined": said.is_on("u"),
            "colour": colour(said.attribute("color", "val")),
            "raised": said.attribute("vertAlign", "val") or "",
        }
        for part in [run] if run.tag == tag("fldSimple") else shown(run):
            if part.tag == tag("fldChar"):
                # Between `separate` and `end` stands what the field was when Word looked last.
                is_stale = value(part, "fldCharType") == "separate"
            elif not is_stale and (seen := _seen(part)):
                kind, text = seen
                yield {**style, "kind": kind, "text": text.upper() if said.is_on("caps") else text}


def _size(said: Properties) -> float:
    return float(said.attribute("sz", "val") or "20") / 2


def _seen(part: Element) -> tuple[str, str] | None:
    """What a part of a run is on paper, and its text; None for a field other than the page's number."""
    match name_of(part):
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
            raise lost(other)


def _is_too_long(run: Block, room: float) -> bool:
    """Say whether a line might not hold one of its words: such a word is broken anywhere, as Word does it."""
    return any(len(word) * run["size"] * WIDEST > room for word in BREAKS.split(run["text"]))


def _leading(said: Properties, size: float) -> float:
    """What stands between the lines, besides the lines themselves."""
    line = float(said.attribute("spacing", "line") or "240")
    if said.attribute("spacing", "lineRule") in {"exact", "atLeast"}:
        return line / TWIPS - BOX * size
    return (line / 240 * LINE - BOX) * size
