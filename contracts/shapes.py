"""The JSON Schema of each event type and of the envelope, as it is frozen under `schemas/`."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from contracts import (
    amendments,
    awards,
    ballots,
    complaints,
    government_flag,
    heads,
    movements,
    procedure,
    public,
    ranking,
    registry,
    scoring,
)
from contracts.base import CATALOGUE, Event, Fact, schema_of
from contracts.examples import EXAMPLES, envelope_of

Schema = dict[str, Any]

MODULES: tuple[ModuleType, ...] = (
    registry,
    movements,
    scoring,
    ranking,
    ballots,
    complaints,
    awards,
    procedure,
    government_flag,
    amendments,
    heads,
    public,
)
ENVELOPE = "envelope"
ENVELOPE_ID = f"urn:thidua:schema:{ENVELOPE}"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Keywords whose values are schemas by name, by position, or one schema.
NAMED = ("properties", "patternProperties", "$defs")
LISTED = ("anyOf", "oneOf")
SINGLE = ("items", "additionalProperties", "propertyNames")


def all_shapes() -> dict[str, Schema]:
    """Return the envelope's schema and one schema a type of the catalogue, by file name without its suffix."""
    return {ENVELOPE: envelope_shape(), **{fact.type: fact_shape(fact) for fact in CATALOGUE.values()}}


def fact_shape(fact: type[Fact]) -> Schema:
    """Describe the `data` of one event type, and where such an event stands."""
    routing = {
        "x-stream": fact.stream_template,
        "x-log": fact.log,
        "x-effective": fact.effective_field,
        "x-basis": fact.basis_field,
        "x-pack": fact.pack_field,
    }
    return {
        **plain(fact.model_json_schema()),
        "$schema": DIALECT,
        "$id": schema_of(fact),
        "title": fact.__name__,
        **{mark: value for mark, value in routing.items() if value is not None},
        "examples": [EXAMPLES[fact].model_dump(mode="json")],
    }


def envelope_shape() -> Schema:
    shape = plain(Event.model_json_schema())
    shape["properties"]["data"] = {"description": "What happened: see the schema that `dataschema` names.", "type": "object"}
    del shape["$defs"]  # of the fact it carries, about which it says nothing
    example = envelope_of(EXAMPLES[registry.UnitRegistered])
    return {
        **shape,
        "$schema": DIALECT,
        "$id": ENVELOPE_ID,
        "title": "Event",
        "examples": [example.model_dump(mode="json")],
    }


def plain(schema: Schema) -> Schema:
    """Tidy a schema and write its enumerations where they are used, so that `$ref` always means a model."""
    tidy = _tidy(schema)
    definitions = tidy.pop("$defs", {})
    enumerations = {f"#/$defs/{name}": inner for name, inner in definitions.items() if "properties" not in inner}
    models = {name: inner for name, inner in definitions.items() if "properties" in inner}
    return _inlined({**tidy, "$defs": models} if models else tidy, enumerations)


def _inlined(schema: Schema, enumerations: dict[str, Schema]) -> Schema:
    here = {**enumerations.get(schema.get("$ref", ""), {}), **schema}
    if schema.get("$ref") in enumerations:
        del here["$ref"]
    return _within(here, lambda inner: _inlined(inner, enumerations))


def _tidy(schema: Schema) -> Schema:
    """Keep what a reader must know: unknown fields are welcome, a field with one possible value is always there.

    Writers forbid unknown fields and fill constants by themselves; for readers the first would be wrong (a newer
    writer may say more) and the second must be said (the constant tells the members of a union apart).
    """
    tidy = {key: value for key, value in schema.items() if key not in {"title", "discriminator"}}
    if tidy.get("additionalProperties") is False:
        del tidy["additionalProperties"]
    tidy = _within(tidy, _tidy)
    if "propertyNames" in tidy:
        tidy["propertyNames"]["type"] = "string"
    if patterns := tidy.pop("patternProperties", None):
        # A dictionary: every key is of the pattern, not only those that happen to be.
        ((pattern, tidy["additionalProperties"]),) = patterns.items()
        tidy["propertyNames"] = {**tidy.get("propertyNames", {}), "type": "string", "pattern": pattern}
    constants = [name for name, inner in tidy.get("properties", {}).items() if "const" in inner]
    for name in constants:
        tidy["properties"][name].pop("default", None)
    if required := sorted({*tidy.get("required", ()), *constants}):
        tidy["required"] = required
    return tidy


def _within(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Apply a change to every schema directly inside another."""
    named = {key: {name: change(inner) for name, inner in schema[key].items()} for key in NAMED if key in schema}
    listed = {key: [change(inner) for inner in schema[key]] for key in LISTED if key in schema}
    single = {key: change(schema[key]) for key in SINGLE if isinstance(schema.get(key), dict)}
    return {**schema, **named, **listed, **single}
