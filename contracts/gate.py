"""The gate: may a contract change like this? Refusals say what to do instead.

A log keeps every fact in the version that was current when it was written, so the newest code reads documents of
every shape that was ever frozen. `breaches` therefore compares shapes, not examples: whatever the old schema admits,
the new one must admit and keep. Of public events the reverse holds as well, because other agencies upgrade when they
like. Where two shapes cannot be compared (a pattern against another pattern) the answer is no.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Schema = Mapping[str, Any]

LOWER_BOUNDS = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "formatMinimum")
UPPER_BOUNDS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "formatMaximum")
SAME_OR_GONE = ("pattern", "format")
ROUTING = ("x-stream", "x-log", "x-effective", "x-basis", "x-pack")


class Kind(StrEnum):
    """What is wrong; the value says what to do instead."""

    FIELD_REMOVED = "keep the field: facts hold it. To stop writing it, add a new version of the type and an upcaster"
    TYPE_REMOVED = "logs hold such events: keep the type, or add an upcaster that leads to the one in its place"
    MADE_REQUIRED = "facts were written without it: give it a default, or add a new version whose upcaster fills it in"
    NARROWED = "facts beyond it were written: let the command refuse them from now on, and leave the fact as wide"
    TYPE_CHANGED = "facts hold the old type: add a field beside it, or a new version of the type with an upcaster"
    MEMBER_REMOVED = "facts hold that alternative: keep it, and let the command refuse it from now on"
    NULL_REFUSED = "facts hold null there: keep it nullable, or add a new version whose upcaster fills it in"
    ENUM_VALUE_REMOVED = "facts hold that value: keep it, and let the command refuse it from now on"
    DEFAULT_CHANGED = "older facts would change their meaning: keep the default, and let writers state the new value"
    MOVED = "older facts stand under the old one: add a new version of the type with an upcaster"
    NOT_FORWARD = "subscribers read with the schema they have: add a new type, or a new version on a new topic"
    UNMARKED = "say what it tells about a person: NONE, OPAQUE, or OFFICIAL for the signer of an official act"
    MISMARKED = "a person's name stands in registry's erasable person table: carry an opaque id, publicly not even that"
    AMBIGUOUS = "members of a union need a constant field of their own, such as `kind`, that tells them apart"
    OPEN = "say what it may hold, and how much of it: an event that takes anything promises nothing"
    FLOAT = "a binary float is not exact: use Points, Figure or Ratio (text), or an int"
    NOT_UNDERSTOOD = (
        "the gate cannot compare this keyword: teach contracts/gate.py and contracts/faults.py what it means, then use it"
    )


@dataclass(frozen=True, slots=True)
class Breach:
    """One reason why the gate stays shut: what, where, and in `kind` the way out."""

    kind: Kind
    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}; {self.kind.value}."


def breaches(old: Schema, new: Schema, *, public: bool = False) -> list[Breach]:
    """Compare two shapes of one event type; an empty list says that the change is harmless."""
    found = _Comparison(writer=old, reader=new, forward=False).root()
    if public:
        found += _Comparison(writer=new, reader=old, forward=True).root()
    return found


@dataclass
class _Comparison:
    """Does the reader admit and keep whatever the writer writes? Backward: the old one wrote; forward: the new one."""

    writer: Schema
    reader: Schema
    forward: bool

    def __post_init__(self) -> None:
        self._seen: set[tuple[str | None, str | None]] = set()

    def root(self) -> list[Breach]:
        moved = [
            Breach(Kind.MOVED, "$", f"{mark} was {self.writer.get(mark)!r} and is {self.reader.get(mark)!r}")
            for mark in ROUTING
            if not self.forward and self.writer.get(mark) != self.reader.get(mark)
        ]
        return moved + self._compare(self.writer, self.reader, "$")

    def _compare(self, writer: Schema, reader: Schema, path: str) -> list[Breach]:
        """Find for each alternative that is written the one that reads it."""
        if "$ref" in writer or "$ref" in reader:
            pair = (writer.get("$ref"), reader.get("$ref"))
            if pair in self._seen:  # its breaches are named where it stood first; a tree contains itself
                return []
            self._seen.add(pair)
        written, read = self._alternatives(writer, self.writer), self._alternatives(reader, self.reader)
        found: list[Breach] = []
        for alternative in written:
            # At most one is alike: members of a union that cannot be told apart never get here (faults.py).
            match next((other for other in read if _alike(alternative, other)), None):
                case None:
                    found.append(self._nobody_reads(alternative, written, path))
                case other:
                    found += self._compare_plain(alternative, other, path)
        return found

    def _alternatives(self, schema: Schema, root: Schema) -> list[Schema]:
        if "$ref" in schema:
            return self._alternatives(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root)
        members = schema.get("anyOf") or schema.get("oneOf")
        if members is None:
            return [schema]
        return [plain for member in members for plain in self._alternatives(member, root)]

    def _nobody_reads(self, alternative: Schema, written: list[Schema], path: str) -> Breach:
        name = alternative.get("type", "value")
        if name == "null":
            return self._breach(Kind.NULL_REFUSED, path, "null is no longer allowed", "null is newly allowed")
        if _tags(alternative) or len(written) > 1:
            tag = "/".join(map(str, _tags(alternative).values())) or name
            return self._breach(Kind.MEMBER_REMOVED, path, f"the alternative {tag!r} is gone", f"the alternative {tag!r} is new")
        return self._breach(Kind.TYPE_CHANGED, path, f"it was of type {name}", f"it is now of type {name}")

    def _compare_plain(self, writer: Schema, reader: Schema, path: str) -> list[Breach]:
        found = [*self._values(writer, reader, path), *self._bounds(writer, reader, path)]
        if writer.get("type") == "array" and "items" in reader:
            found += self._compare(writer.get("items", {}), reader["items"], f"{path}[]")
        if writer.get("type") == "object":
            found += [*self._fields(writer, reader, path), *self._entries(writer, reader, path)]
        return found

    def _values(self, writer: Schema, reader: Schema, path: str) -> Iterator[Breach]:
        written, read = _listed(writer), _listed(reader)
        if read is None:
            return
        if written is None:
            yield self._breach(Kind.NARROWED, path, "only listed values are left", "values beyond the list are new")
            return
        for value in written:
            if value not in read:
                yield self._breach(Kind.ENUM_VALUE_REMOVED, path, f"the value {value!r} is gone", f"the value {value!r} is new")

    def _bounds(self, writer: Schema, reader: Schema, path: str) -> Iterator[Breach]:
        for keyword in (*LOWER_BOUNDS, *UPPER_BOUNDS, *SAME_OR_GONE):
            if keyword not in reader:
                continue
            was, now = writer.get(keyword), reader[keyword]
            if was is not None and (
                (keyword in LOWER_BOUNDS and was >= now) or (keyword in UPPER_BOUNDS and was <= now) or was == now
            ):
                continue
            older, newer = (now, was) if self.forward else (was, now)
            yield self._breach(
                Kind.NARROWED, path, f"{keyword} was {older} and is {newer}", f"{keyword} was {older} and is {newer}"
            )

    def _fields(self, writer: Schema, reader: Schema, path: str) -> Iterator[Breach]:
        written, read = writer.get("properties", {}), reader.get("properties", {})
        for name in sorted(set(reader.get("required", ())) - set(writer.get("required", ()))):
            yield self._breach(
                Kind.MADE_REQUIRED,
                f"{path}.{name}",
                "it is now required" if name in written else "a new field is required",
                "it may now be left out" if name in written else "the field is gone",
            )
        for name, field in written.items():
            if name not in read:
                if not self.forward:
                    yield Breach(Kind.FIELD_REMOVED, f"{path}.{name}", "the field is gone")
                continue
            both_have = "default" in field and "default" in read[name]
            if not self.forward and both_have and field["default"] != read[name]["default"]:
                was, now = field["default"], read[name]["default"]
                yield Breach(Kind.DEFAULT_CHANGED, f"{path}.{name}", f"the default was {was!r} and is {now!r}")
            yield from self._compare(field, read[name], f"{path}.{name}")

    def _entries(self, writer: Schema, reader: Schema, path: str) -> Iterator[Breach]:
        """Compare the keys and the values of a dictionary."""
        for keyword, step in (("propertyNames", "{key}"), ("additionalProperties", "{}")):
            if keyword in reader:
                yield from self._compare(writer.get(keyword, {}), reader[keyword], f"{path}{step}")

    def _breach(self, kind: Kind, path: str, backward: str, forward: str) -> Breach:
        return Breach(Kind.NOT_FORWARD, path, forward) if self.forward else Breach(kind, path, backward)


def _listed(schema: Schema) -> list[Any] | None:
    return [schema["const"]] if "const" in schema else schema.get("enum")


def _tags(schema: Schema) -> dict[str, Any]:
    """The constant fields of an object: they tell the members of a union apart."""
    return {name: field["const"] for name, field in schema.get("properties", {}).items() if "const" in field}


def _alike(one: Schema, other: Schema) -> bool:
    """Could these two be the same alternative? Same type and, where both say it, same tag."""
    if one.get("type") != other.get("type"):
        return False
    tags, others = _tags(one), _tags(other)
    return all(others[name] == value for name, value in tags.items() if name in others)
