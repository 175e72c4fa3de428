"""What a projection says: row changes, as plain values; where a column is JSON, a contract's own model will do too.

Not frozen: a season of scoring makes twenty changes an event, and a frozen one takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Put:
    """The row under `key` is exactly this, there before or not. A column that is not named is NULL."""

    table: str
    key: Mapping[str, Any]
    row: Mapping[str, Any]


@dataclass(slots=True)
class Patch:
    """These columns of the row under `key` change. No such row is an error: a fact row has one stream, in order."""

    table: str
    key: Mapping[str, Any]
    changes: Mapping[str, Any]


@dataclass(slots=True)
class Remove:
    """The row under `key` goes; where there is none, it stays so."""

    table: str
    key: Mapping[str, Any]


Change = Put | Patch | Remove
