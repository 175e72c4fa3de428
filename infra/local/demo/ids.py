"""Ids of the demonstration: made from names, so that a second play speaks of the same things."""

from __future__ import annotations

from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid5

AUTHORITY = "bac-lieu"
YEAR = 2023
SEASON = f"{AUTHORITY}.{YEAR}"
LAST_DAY = date(YEAR, 12, 31)
SPACE = uuid5(NAMESPACE_URL, f"urn:thidua:demo:{SEASON}")


def id_of(*name: object) -> UUID:
    """The id of a thing by its kind and its name: `id_of("unit", "31813")`."""
    return uuid5(SPACE, "/".join(map(str, name)))


def document_id(key: str) -> str:
    """The id of a legal document by its name in `data/documents.toml`."""
    return str(id_of("document", key))
