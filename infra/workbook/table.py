"""A worksheet as a value: a title, what it is about, headers, rows; and what may be typed where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Final

Value = str | int | Decimal | date | None

ABOUT_ROW: Final = 3
"""The first row, from 1, of what a table is about; above it stand its title and its subtitle."""


class Kind(Enum):
    """What is typed into an open cell."""

    TEXT = auto()
    NUMBER = auto()
    COUNT = auto()
    DAY = auto()
    CHOICE = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """What an open cell takes, with the words that Excel shows beside it.

    `choices` are the entries of its drop-down; `listed` takes them from a range instead, such as `='Tự chấm'!$A$8:$A$60`.
    `least` and `most` are the bounds of the numbers that Excel lets pass.
    """

    kind: Kind
    hint: str = ""
    least: int = 0
    most: int = 1_000_000
    choices: tuple[str, ...] = ()
    listed: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value; locked, unless something is asked for here."""

    value: Value = None
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header in both languages, and its width in characters; `shown` is how Excel shows its numbers."""

    vi: str
    en: str
    width: int
    centred: bool = False
    shown: str = "General"

    @property
    def header(self) -> str:
        return f"{self.vi}\n{self.en}"


@dataclass(frozen=True, slots=True)
class About:
    """A line above the headers: what it is called, and what it says. A reader checks it against what it expects."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet on A4; `form` is true of one that is to be filled in: it is protected, but for what is asked."""

    name: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    about: tuple[About, ...] = ()
    notes: tuple[str, ...] = ()
    form: bool = False
    landscape: bool = True

    @property
    def head_row(self) -> int:
        """The row of the headers, from 1."""
        return head_row(len(self.about))


def head_row(about: int) -> int:
    """The row of the headers, from 1, of a table with so many lines about it."""
    return ABOUT_ROW + about + 1
