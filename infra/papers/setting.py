"""Set a .docx as a PDF by Typst: page.typ sets what layout.py has read. The same .docx, the same bytes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

import typst

from infra.papers.fonts import FACES, font_directory
from infra.papers.layout import layout_of
from infra.papers.problems import BrokenTemplate, PaperFontsMissing

PROGRAM: Final = Path(__file__).with_name("page.typ")


def pdf_of(document: bytes, title: str, fonts: Path | None = None) -> bytes:
    """A .docx as a PDF, its fonts embedded; `fonts` is the directory that holds them, else where packages put them.

    Raises:
        BrokenTemplate: the document holds what the PDF cannot show, or cannot be set.
        PaperFontsMissing: no font was found.
    """
    paper = json.dumps({"title": title, "sections": layout_of(document)}, ensure_ascii=False)
    directory = font_directory() if fonts is None else font_directory((fonts,))
    if directory is None:
        raise PaperFontsMissing(faces=", ".join(FACES))
    compiler = typst.Compiler(PROGRAM.read_bytes(), font_paths=_fonts(directory))
    try:
        made = compiler.compile(format="pdf", sys_inputs={"paper": paper})
    except typst.TypstError as error:
        said = error.message
        raise BrokenTemplate(f"không dàn trang được ({said})", f"it cannot be set ({said})") from None
    assert isinstance(made, bytes), "a PDF is one file, whatever its pages"
    return made


@cache
def _fonts(directory: Path) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[directory])
