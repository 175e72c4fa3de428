"""What may not stand in any contract, whatever stood there before: the half of the gate that needs no older shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contracts.gate import LOWER_BOUNDS, ROUTING, SAME_OR_GONE, UPPER_BOUNDS, Breach, Kind, Schema

OFFICIAL_FIELDS = frozenset({"signer_name", "signer_title"})
"""The only fields that may name a person: the signer of an official act."""
MARKS = frozenset({"none", "opaque-id", "official"})

ABOUT = frozenset({"title", "description", "examples", "$schema", "$id", "x-since"})
STRUCTURE = frozenset(
    {"type", "enum", "const", "default", "required", "anyOf", "oneOf", "$ref", "$defs", "x-personal"}
    | {"properties", "additionalProperties", "propertyNames", "items"}
)
UNDERSTOOD = ABOUT | STRUCTURE | {*LOWER_BOUNDS, *UPPER_BOUNDS, *SAME_OR_GONE, *ROUTING}
BOUNDED_BY = {
    "string": ({"maxLength", "pattern", "format", "enum", "const"},),
    "integer": ({"minimum", "exclusiveMinimum", "enum", "const"}, {"maximum", "exclusiveMaximum", "enum", "const"}),
    "array": ({"maxItems"},),
}


def faults(schema: Schema, *, public: bool = False) -> list[Breach]:
    """Check that every field is marked, nobody is named, and nothing is inexact, without bounds or beyond judging."""
    found = list(_faults_within(schema, "$", public=public))
    for name, definition in schema.get("$defs", {}).items():
        found += _faults_within(definition, name, public=public)
    return found


def _faults_within(schema: Schema, path: str, *, public: bool) -> Iterator[Breach]:
    for keyword in sorted(set(schema) - UNDERSTOOD):
        yield Breach(Kind.NOT_UNDERSTOOD, path, f"keyword {keyword!r}")
    yield from _openness(schema, path)
    yield from _ambiguity(schema, path)
    for name, field in schema.get("properties", {}).items():
        yield from _mark_faults(name, field, f"{path}.{name}", public=public)
    for step, inner in _inner(schema):
        yield from _faults_within(inner, f"{path}{step}", public=public)


def _openness(schema: Schema, path: str) -> Iterator[Breach]:
    match schema:
        case {"type": "number"}:
            yield Breach(Kind.FLOAT, path, "a JSON number")
        case {"type": "object", "additionalProperties": True}:
            yield Breach(Kind.OPEN, path, "a dictionary of anything")
        case {"type": "object", "additionalProperties": _} if not {"maxProperties", "propertyNames"} <= set(schema):
            yield Breach(Kind.OPEN, path, "a dictionary without bounds, or with any keys")
        case {"type": str(name)}:
            for keywords in BOUNDED_BY.get(name, ()):
                if not keywords & set(schema):
                    yield Breach(Kind.OPEN, path, f"type {name} without {sorted(keywords)[-1]}")
        case {"$ref": _} | {"anyOf": _} | {"oneOf": _}:
            pass
        case _:
            yield Breach(Kind.OPEN, path, "a value of any type")


def _ambiguity(schema: Schema, path: str) -> Iterator[Breach]:
    for keyword in ("anyOf", "oneOf"):
        plain = [member.get("type") for member in schema.get(keyword, ()) if member.get("type") != "null"]
        # One model beside null, or a union that Pydantic tells apart by a constant (oneOf), is fine.
        if keyword == "anyOf" and len(plain) > 1:
            yield Breach(Kind.AMBIGUOUS, path, f"a union of {len(plain)} members without a tag")


def _mark_faults(name: str, field: Schema, path: str, *, public: bool) -> Iterator[Breach]:
    for mark in sorted(set(_marks(field))):
        if mark not in MARKS:
            yield Breach(Kind.UNMARKED, path, f"x-personal is {mark or 'missing'}")
        elif mark != "none" and public:
            yield Breach(Kind.MISMARKED, path, f"x-personal is {mark}, in a public event")
        elif mark == "official" and name not in OFFICIAL_FIELDS:
            yield Breach(Kind.MISMARKED, path, "x-personal is official, and it is no signer of an official act")


def _marks(field: Schema) -> Iterator[str]:
    """Yield the mark of every value in a field: its own, else those of its parts; "" for a value without one.

    A part that is a model has marked fields of its own, which are looked at under the model's name.
    """
    if "x-personal" in field:
        yield field["x-personal"]
    elif parts := [part for _, part in _inner(field)]:
        for part in parts:
            yield from _marks(part)
        if "additionalProperties" in field and "propertyNames" not in field:
            yield ""
    elif "$ref" not in field and field.get("type") not in ("object", "null"):
        yield ""


def _inner(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for name, inner in schema.get("properties", {}).items():
        yield f".{name}", inner
    for keyword in ("anyOf", "oneOf"):
        for inner in schema.get(keyword, ()):
            yield "", inner
    for keyword, step in (("items", "[]"), ("additionalProperties", "{}"), ("propertyNames", "{key}")):
        if isinstance(inner := schema.get(keyword), Mapping):
            yield step, inner
