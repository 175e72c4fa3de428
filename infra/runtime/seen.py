"""Tokens of what was seen: `registry@120,scoring@88`, a position for each log."""

from __future__ import annotations

import re
from collections.abc import Mapping

from infra.runtime.errors import BadHeader

_SHAPE = re.compile(r"[a-z0-9.-]{1,63}@[0-9]{1,18}(,[a-z0-9.-]{1,63}@[0-9]{1,18}){0,31}")


def read_seen(text: str | None) -> dict[str, int]:
    """The positions in a token; an empty one saw nothing.

    Raises:
        BadHeader: it is no such token.
    """
    if not text:
        return {}
    if not _SHAPE.fullmatch(text):
        raise BadHeader(header="Thidua-Seen", shape="registry@120,scoring@88")
    seen: dict[str, int] = {}
    for part in text.split(","):
        log, _, position = part.partition("@")
        seen[log] = max(seen.get(log, 0), int(position))
    return seen


def write_seen(positions: Mapping[str, int]) -> str:
    return ",".join(f"{log}@{position}" for log, position in sorted(positions.items()))


def covers(cut: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    """Say whether a cut has all that is needed. A log that the service does not read cannot hold it back."""
    return all(cut[log] >= position for log, position in needed.items() if log in cut)
