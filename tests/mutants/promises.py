"""What a mutant is, and the tests that the table of promises names for one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[2]
RUNTIME: Final = "infra/runtime/"


class Mutant(NamedTuple):
    """`promise` begins the row of infra/README.md whose tests have to notice that `old` became `new` in `file`."""

    promise: str
    mechanism: str
    file: str
    old: str
    new: str


def rows() -> dict[str, list[str]]:
    """The promises of infra/README.md, each with the tests that its row names."""
    text = (ROOT / "infra/README.md").read_text(encoding="utf-8")
    [section] = re.findall(r"## What is promised.*?(?=\n## )", text, re.DOTALL)
    found = [line for line in section.splitlines() if line.startswith("| ") and "::test_" in line]
    return {
        line.split(" | ")[0].removeprefix("| "): list(dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)+)`", line)))
        for line in found
    }


def row_of(promise: str) -> str:
    """The whole promise of the one row that begins so."""
    [row] = [row for row in rows() if row.startswith(promise)]
    return row


def shown_by(promise: str) -> list[str]:
    """The tests that the table of promises names for a promise."""
    return rows()[row_of(promise)]
