"""The data files of the demonstration."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "data"


@cache
def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def communes() -> tuple[dict[str, str], ...]:
    """The 64 communes of 2023 with their official codes and districts."""
    return _rows("communes")


@cache
def communes_of_2025() -> tuple[dict[str, str], ...]:
    """What became of each of the 64 communes on 01/07/2025: official codes and names, old and new."""
    return _rows("communes-2025")


def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
