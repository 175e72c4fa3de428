"""Draw documents that a frozen schema admits: what hypothesis needs to know about our schemas."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st

from contracts.base import VIETNAM

LONGEST = 3
DEPTH_MAX = 3
# What UTF-8 can carry: a lone surrogate is no text.
LETTERS = st.characters(codec="utf-8")


def documents(schema: dict[str, Any], root: dict[str, Any] | None = None, depth: int = 0) -> st.SearchStrategy[Any]:
    """Return a strategy for the documents of a schema; trees end at a depth, lists stay short."""
    root = root or schema
    if schema.get("type") in ("array", "object"):
        return _containers(schema, root, depth)
    match schema:
        case {"const": value}:
            return st.just(value)
        case {"enum": values}:
            return st.sampled_from(values)
        case {"$ref": reference}:
            return documents(root["$defs"][reference.removeprefix("#/$defs/")], root, depth + 1)
        case {"anyOf": members} | {"oneOf": members}:
            return st.one_of(documents(member, root, depth) for member in members)
        case {"type": "null"}:
            return st.none()
        case {"type": "boolean"}:
            return st.booleans()
        case {"type": "integer"}:
            return st.integers(schema["minimum"], schema["maximum"])
        case {"type": "string"}:
            return _texts(schema)
    raise AssertionError(f"no strategy for {schema}")


def _containers(schema: dict[str, Any], root: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    match schema:
        case {"type": "array"}:
            shortest = schema.get("minItems", 0)
            longest = shortest if depth > DEPTH_MAX else min(schema["maxItems"], max(shortest, LONGEST))
            if longest == 0:
                return st.just([])
            return st.lists(documents(schema["items"], root, depth + 1), min_size=shortest, max_size=longest)
        case {"type": "object", "additionalProperties": entries, "propertyNames": names}:
            return st.dictionaries(documents(names, root), documents(entries, root, depth), max_size=LONGEST)
        case {"type": "object", "properties": fields}:
            return st.fixed_dictionaries({name: documents(field, root, depth) for name, field in fields.items()})
    raise AssertionError(f"no strategy for {schema}")


def _texts(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    match schema:
        case {"format": "uuid"}:
            return st.uuids().map(str)
        case {"format": "date", "formatMinimum": first, "formatMaximum": last}:
            return st.dates(date.fromisoformat(first), date.fromisoformat(last)).map(date.isoformat)
        case {"format": "date-time", "formatMinimum": first, "formatMaximum": last}:
            earliest, latest = (datetime.fromisoformat(moment).replace(tzinfo=None) for moment in (first, last))
            return st.datetimes(earliest, latest, timezones=st.just(VIETNAM)).map(datetime.isoformat)
        case {"pattern": pattern}:
            longest = schema.get("maxLength", 10**6)
            return st.from_regex(pattern, fullmatch=True, alphabet=LETTERS).filter(lambda text: len(text) <= longest)
    raise AssertionError(f"no strategy for {schema}")
