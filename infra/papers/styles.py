"""What holds for a paragraph or a run of a Word document: its own word, its styles', the document's defaults, in this order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

SPACE: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFF: Final = frozenset({"0", "false", "off", "none"})
CHAIN_MAX: Final = 20
"""More than styles are based on one another."""


def tag(name: str) -> str:
    return SPACE + name


def value(of: Element | None, name: str = "val") -> str | None:
    return None if of is None else of.get(tag(name))


def child(of: Element | None, name: str) -> Element | None:
    return None if of is None else of.find(tag(name))


class Properties:
    """Elements that say something of one thing, the nearest first."""

    def __init__(self, elements: Sequence[Element]) -> None:
        self._elements = elements

    def element(self, name: str) -> Element | None:
        """The nearest that says anything of `name`."""
        return next((found for each in self._elements if (found := child(each, name)) is not None), None)

    def attribute(self, name: str, *attributes: str) -> str | None:
        """The nearest word on one of these attributes, which are the same by different names."""
        for each in self._elements:
            found = child(each, name)
            for attribute in attributes:
                if (said := value(found, attribute)) is not None:
                    return said
        return None

    def is_on(self, name: str) -> bool:
        found = self.element(name)
        return found is not None and (value(found) or "true") not in OFF

    def behind(self, others: Properties) -> Properties:
        """These, where the others say nothing."""
        return Properties([*others._elements, *self._elements])


class Styles:
    """The styles of one document."""

    def __init__(self, root: Element | None) -> None:
        every = [] if root is None else root.findall(tag("style"))
        self._styles = {value(style, "styleId"): style for style in every}
        default = [style for style in every if value(style, "default") in {"1", "true"} and value(style, "type") == "paragraph"]
        self._default = value(default[0], "styleId") if default else None
        self._defaults = child(root, "docDefaults")

    def of_paragraph(self, direct: Element | None) -> Properties:
        own = [] if direct is None else [direct]
        default = child(child(self._defaults, "pPrDefault"), "pPr")
        return Properties([*own, *self._said(self._named(direct), "pPr"), *([] if default is None else [default])])

    def of_run(self, paragraph: Element | None, direct: Element | None) -> Properties:
        own = [] if direct is None else [direct]
        default = child(child(self._defaults, "rPrDefault"), "rPr")
        of_paragraph = self._said(self._named(paragraph), "rPr")
        named = self._said(value(child(direct, "rStyle")), "rPr")
        return Properties([*own, *named, *of_paragraph, *([] if default is None else [default])])

    def of_table(self, direct: Element | None) -> Properties:
        own = [] if direct is None else [direct]
        return Properties([*own, *self._said(value(child(direct, "tblStyle")), "tblPr")])

    def _named(self, paragraph: Element | None) -> str | None:
        return value(child(paragraph, "pStyle")) or self._default

    def _said(self, name: str | None, part: str) -> Iterator[Element]:
        for _ in range(CHAIN_MAX):
            style = self._styles.get(name)
            if style is None:
                return
            if (said := child(style, part)) is not None:
                yield said
            name = value(child(style, "basedOn"))
