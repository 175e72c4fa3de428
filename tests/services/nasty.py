"""Input as nobody means it: whole commands drawn from their schemas, spoilt at one place, and values that spoil an address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from contracts.base import Contract
from tests.contracts.drawing import documents

NIL = "00000000-0000-0000-0000-000000000000"
DEEP = "[" * 400 + "]" * 400
RAW = ("NaN", "-Infinity", "1e400", "-1", "0.1", f"{10**30}", f'"{10**30}"', "null", "true", "{}", "[]", DEEP, '"\\ud800"')
"""JSON as it stands in a body: numbers that are none or too large, other kinds, too deep, half a surrogate pair."""
ANYTHING = (None, True, -1, 10**30, "", "0.5", [], [[]], {}, {"kind": "law"})
TEXTS = (
    "",
    " ",
    "\u0000",
    "a\u0301\u0302\u0303" * 40,
    "\u202ehang\u202c",
    "x" * 5000,
    "1e5",
    "-0.005",
    "31/02/2023",
    "2023-02-31",
    "0000-01-01",
    "9999-12-31",
    "1672531200",
    "2023-12-01T00:00:00",
    NIL,
    "'; drop table unit; --",
    "../../etc/passwd",
    "{unit}",
)
"""Texts for any place: nothing, NUL, stacked and turning marks, too long, days that are none, other notations."""
ADDRESSED = (
    *("%00", "%FF%FE", "%ED%A0%80", "%F0%9F%8F%B3", "-1", "0", "99999999999999999999999", "1.5", "NaN", "1e400"),
    *TEXTS[:2],
    *TEXTS[4:],
)
"""Values for a place in an address; the first ones are encoded already."""
IDS = ("%00", "x", NIL, "99999999999999999999999")
"""The same for an id, which is refused before anybody looks it up."""


def command_documents(command: type[Contract], home: Mapping[str, Sequence[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Documents that the command's schema admits, more often than not about what is there: `home` names values by field."""
    schema = _drawable(command.model_json_schema())
    return st.tuples(documents(schema), st.randoms(use_true_random=False)).map(lambda drawn: _at_home(drawn[0], home, drawn[1]))


def _drawable(schema: Any) -> Any:
    """The schema as `documents` draws from it: any value is one of a few, keys have a pattern, lists an end."""
    match schema:
        case {"x-personal": "none"} if len(schema) == 1:
            return {"enum": ANYTHING}
        case {"patternProperties": dict() as of}:
            ((pattern, inner),) = of.items()
            return {"type": "object", "additionalProperties": inner, "propertyNames": {"type": "string", "pattern": pattern}}
        case {"type": "array"}:
            return {"maxItems": 3, **{key: _drawable(value) for key, value in schema.items()}}
        case dict():
            return {key: {"enum": ANYTHING} if value == {} else _drawable(value) for key, value in schema.items()}
        case list():
            return [_drawable(each) for each in schema]
    return schema


def _at_home(value: Any, home: Mapping[str, Sequence[Any]], chance: Any, name: str = "") -> Any:
    match value:
        case dict():
            return {key: _at_home(inner, home, chance, key) for key, inner in value.items()}
        case list():
            return [_at_home(inner, home, chance, name) for inner in value]
        case _ if name in home and value is not None and chance.random() < 0.9:
            return chance.choice(home[name])
    return value


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a document that can be spoilt."""
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*place, key))


def spoilt(document: Any, place: tuple[Any, ...], raw: str) -> bytes:
    """The document's bytes, with raw JSON at one place."""
    mark = "\u2603spoilt"
    return json.dumps(_put(document, place, mark)).replace(json.dumps(mark), raw).encode()


def _put(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    head, *rest = place
    if isinstance(value, dict):
        return {key: _put(inner, tuple(rest), new) if key == head else inner for key, inner in value.items()}
    return [_put(inner, tuple(rest), new) if number == head else inner for number, inner in enumerate(value)]
