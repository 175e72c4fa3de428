"""The table in README.md: which test noticed each mutant first, and how long that took."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.mutants.promises import Mutant, row_of

README: Final = Path(__file__).with_name("README.md")
HEADER: Final = "| promise | taken out | noticed by | seconds |\n|---|---|---|---|\n"
NOBODY: Final = "nobody"
_ROW = re.compile(r"^\| [^|]+ \| (?P<mechanism>[^|]+) \| `?(?P<killer>[^|`]+)`? \| (?P<seconds>\d+) \|$", re.MULTILINE)


class Noticed(NamedTuple):
    """By which test, `nobody` where the mutant survived, and after how many seconds."""

    killer: str
    seconds: int


def written() -> dict[str, Noticed]:
    """What the table says, mechanism by mechanism, in its order."""
    table = README.read_text(encoding="utf-8").partition(HEADER)[2]
    return {row["mechanism"]: Noticed(row["killer"], int(row["seconds"])) for row in _ROW.finditer(table)}


def write(mutants: Sequence[Mutant], noticed: Mapping[str, Noticed]) -> None:
    """Write the table anew: in the order of the mutants, those alone that were ever run."""
    before = README.read_text(encoding="utf-8").partition(HEADER)[0]
    lines = [
        f"| {row_of(mutant.promise)} | {mutant.mechanism} | {_code(found.killer)} | {found.seconds} |\n"
        for mutant in mutants
        if (found := noticed.get(mutant.mechanism))
    ]
    README.write_text(before + HEADER + "".join(lines), encoding="utf-8")


def _code(killer: str) -> str:
    return killer if killer == NOBODY else f"`{killer}`"
