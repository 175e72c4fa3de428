"""The gate refuses one of each kind of harmful change, says what to do instead, and lets the harmless ones through."""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, StringConstraints

from contracts.base import NONE, OFFICIAL, OPAQUE, Code, Contract, Count, Day, LeafCode, Name, Points, UnitId
from contracts.faults import faults
from contracts.gate import Breach, Kind, breaches
from contracts.shapes import Schema, fact_shape, plain


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Hard(Contract):
    kind: Annotated[Literal["hard"], NONE] = "hard"
    points: Points


class Soft(Contract):
    kind: Annotated[Literal["soft"], NONE] = "soft"


class Firm(Contract):
    kind: Annotated[Literal["firm"], NONE] = "firm"


class Node(Contract):
    code: LeafCode
    children: tuple["Node", ...] = Field(default=(), max_length=9)


class Before(Contract):
    """The shape that was shipped."""

    unit: UnitId
    name: Name
    staff: Annotated[int, Field(ge=0, le=100), NONE]
    colour: Annotated[Colour, NONE]
    text: Annotated[str, StringConstraints(min_length=1, max_length=9), NONE]
    ended: Day | None
    note: Name | None = None
    weight: Count = 1
    rule: Annotated[Hard | Soft, Field(discriminator="kind")]
    tree: Node
    units: tuple[UnitId, ...] = Field(min_length=1, max_length=9)
    targets: dict[LeafCode, Points] = Field(max_length=9)


def shape(model: type[BaseModel]) -> Schema:
    return plain(model.model_json_schema())


def after(*without: str, **fields: Any) -> Schema:
    """The shipped shape with some fields taken out, and some put in or defined anew."""
    kept = {name: (info.annotation, info) for name, info in Before.model_fields.items() if name not in without}
    namespace = {
        "__module__": __name__,
        "__annotations__": {name: Before.__annotations__[name] for name in kept if name not in fields},
        **{name: info.default for name, (_, info) in kept.items() if name not in fields and not info.is_required()},
    }
    constrained = {"units": Field(min_length=1, max_length=9), "targets": Field(max_length=9)}
    namespace |= {name: value for name, value in constrained.items() if name in kept and name not in fields}
    for name, given in fields.items():
        annotation, *default = given if isinstance(given, tuple) else (given,)
        namespace["__annotations__"][name] = annotation
        if default:
            namespace[name] = default[0]
    return shape(type("After", (Contract,), namespace))


def kinds(found: list[Breach]) -> list[Kind]:
    return [breach.kind for breach in found]


class Paler(StrEnum):
    RED = "red"


class Brighter(StrEnum):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class Tall(Contract):
    code: LeafCode
    children: tuple["Tall", ...] = Field(default=(), max_length=8)


Whole = Annotated[int, NONE]
Zero = Annotated[UnitId, Field(json_schema_extra={"pattern": "^0"})]

HARMFUL = {
    "a field is removed": (after("name"), Kind.FIELD_REMOVED, "$.name"),
    "a field is renamed": (after("name", title=(Name, None)), Kind.FIELD_REMOVED, "$.name"),
    "an optional field is made required": (after(note=Name | None), Kind.MADE_REQUIRED, "$.note"),
    "a new field is required": (after(leader=UnitId), Kind.MADE_REQUIRED, "$.leader"),
    "a type is changed": (after(staff=Name), Kind.TYPE_CHANGED, "$.staff"),
    "a highest value is lowered": (after(staff=Annotated[int, Field(ge=0, le=99), NONE]), Kind.NARROWED, "$.staff"),
    "a lowest value is raised": (after(staff=Annotated[int, Field(ge=1, le=100), NONE]), Kind.NARROWED, "$.staff"),
    "a text is made shorter": (
        after(text=Annotated[str, StringConstraints(min_length=1, max_length=8), NONE]),
        Kind.NARROWED,
        "$.text",
    ),
    "a text gets a pattern": (
        after(text=Annotated[str, StringConstraints(min_length=1, max_length=9, pattern="^a"), NONE]),
        Kind.NARROWED,
        "$.text",
    ),
    "a pattern is changed": (after(name=Code), Kind.NARROWED, "$.name"),
    "a text becomes a list of values": (after(text=Annotated[Colour, NONE]), Kind.NARROWED, "$.text"),
    "a list may hold less": (
        after(units=(tuple[UnitId, ...], Field(min_length=1, max_length=8))),
        Kind.NARROWED,
        "$.units",
    ),
    "a list must hold more": (
        after(units=(tuple[UnitId, ...], Field(min_length=2, max_length=9))),
        Kind.NARROWED,
        "$.units",
    ),
    "the items of a list are narrowed": (
        after(units=(tuple[Zero, ...], Field(min_length=1, max_length=9))),
        Kind.NARROWED,
        "$.units[]",
    ),
    "the keys of a dictionary are narrowed": (
        after(targets=(dict[Code, Points], Field(max_length=9))),
        Kind.NARROWED,
        "$.targets{key}",
    ),
    "the values of a dictionary are narrowed": (
        after(targets=(dict[LeafCode, Count], Field(max_length=9))),
        Kind.TYPE_CHANGED,
        "$.targets{}",
    ),
    "a field inside a tree is narrowed": (after(tree=Tall), Kind.NARROWED, "$.tree.children"),
    "a member of a union is removed": (after(rule=Hard), Kind.MEMBER_REMOVED, "$.rule"),
    "null is refused": (after(ended=Day), Kind.NULL_REFUSED, "$.ended"),
    "an enum value is removed": (after(colour=Annotated[Paler, NONE]), Kind.ENUM_VALUE_REMOVED, "$.colour"),
    "a default is changed": (after(weight=(Count, 2)), Kind.DEFAULT_CHANGED, "$.weight"),
}  # fmt: skip


@pytest.mark.parametrize(("new", "kind", "path"), HARMFUL.values(), ids=HARMFUL)
def test_the_gate_refuses(new: Schema, kind: Kind, path: str):
    found = breaches(shape(Before), new)
    assert (kind, path) in [(breach.kind, breach.path) for breach in found]


@pytest.mark.parametrize("kind", Kind)
def test_each_refusal_is_one_sentence_that_says_what_to_do(kind: Kind):
    sentence = str(Breach(kind, "$.name", "the field is gone"))
    assert re.fullmatch(r"\$\.name: the field is gone; [a-z].{20,}[^.]\.", sentence)
    assert len(kind.value) < 130


HARMLESS = {
    "nothing": shape(Before),
    "an optional field is added": after(region=(Name | None, None)),
    "a field with a default is added": after(region=(Count, 0)),
    "bounds are loosened": after(staff=Annotated[int, Field(ge=-1, le=101), NONE]),
    "a text may be longer": after(text=Annotated[str, StringConstraints(min_length=0, max_length=10), NONE]),
    "a list may hold more": after(units=(tuple[UnitId, ...], Field(min_length=0, max_length=10))),
    "an enum value is added": after(colour=Annotated[Brighter, NONE]),
    "a member is added to a union": after(rule=(Annotated[Hard | Soft | Firm, Field(discriminator="kind")])),
    "a field may be null": after(staff=Annotated[int | None, Field(ge=0, le=100), NONE]),
    "a required field gets a default": after(name=(Name, "?")),
}


@pytest.mark.parametrize("new", HARMLESS.values(), ids=HARMLESS)
def test_the_gate_lets_through_of_a_private_event(new: Schema):
    assert breaches(shape(Before), new) == []


HARMLESS_IN_PUBLIC = {"nothing", "an optional field is added", "a field with a default is added"}


@pytest.mark.parametrize("name", sorted(HARMLESS_IN_PUBLIC))
def test_the_gate_lets_through_of_a_public_event(name: str):
    assert breaches(shape(Before), HARMLESS[name], public=True) == []


@pytest.mark.parametrize("name", sorted(set(HARMLESS) - HARMLESS_IN_PUBLIC))
def test_of_a_public_event_the_gate_refuses_what_older_subscribers_could_not_read(name: str):
    assert set(kinds(breaches(shape(Before), HARMLESS[name], public=True))) == {Kind.NOT_FORWARD}


def test_an_event_that_would_move_to_another_stream_is_refused():
    from contracts.registry import UnitRegistered

    shipped = fact_shape(UnitRegistered)
    for mark, value in {"x-stream": "units/{unit}", "x-log": "public", "x-basis": "decision"}.items():
        assert kinds(breaches(shipped, {**shipped, mark: value})) == [Kind.MOVED]


def test_the_words_of_a_contract_may_change():
    renamed = {**shape(Before), "description": "Other words.", "title": "Other"}
    assert breaches(shape(Before), renamed, public=True) == []


def faults_of(*, public: bool = False, name: str = "field", default: Any = ..., **fields: Any) -> list[Kind]:
    annotation = fields.get("of")
    namespace: dict[str, Any] = {"__module__": __name__, "__annotations__": {name: annotation}}
    if default is not ...:
        namespace[name] = default
    return kinds(faults(shape(type("One", (Contract,), namespace)), public=public))


def test_a_field_that_says_nothing_about_persons_is_refused():
    text = StringConstraints(max_length=9)
    assert faults_of(of=Annotated[str, text]) == [Kind.UNMARKED]
    assert faults_of(of=tuple[Annotated[str, text], ...], default=Field(max_length=9)) == [Kind.UNMARKED]
    assert faults_of(of=dict[Annotated[str, text], Count], default=Field(max_length=9)) == [Kind.UNMARKED]
    assert faults_of(of=dict[LeafCode, Annotated[str, text]], default=Field(max_length=9)) == [Kind.UNMARKED]
    assert faults_of(of=Annotated[str, text] | None) == [Kind.UNMARKED]
    assert faults_of(of=Annotated[Colour, Field()]) == [Kind.UNMARKED]
    assert faults_of(of=Annotated[str, text, Field(json_schema_extra={"x-personal": "perhaps"})]) == [Kind.UNMARKED]
    assert faults_of(of=Annotated[str, text, NONE]) == []


def test_a_field_deep_inside_is_found():
    class Inner(Contract):
        phone: Annotated[str, StringConstraints(max_length=15)]

    class Outer(Contract):
        inner: tuple[Inner, ...] = Field(max_length=3)

    found = faults(shape(Outer))
    assert [(breach.kind, breach.path) for breach in found] == [(Kind.UNMARKED, "Inner.phone")]


def test_only_the_signer_of_an_official_act_may_be_named():
    named = Annotated[str, StringConstraints(max_length=9), OFFICIAL]
    assert faults_of(of=named, name="signer_name") == []
    assert faults_of(of=named, name="leader_name") == [Kind.MISMARKED]


def test_a_public_event_carries_not_even_an_opaque_person():
    opaque = Annotated[str, StringConstraints(max_length=9), OPAQUE]
    assert faults_of(of=opaque) == []
    assert faults_of(of=opaque, public=True) == [Kind.MISMARKED]
    assert faults_of(of=Annotated[str, StringConstraints(max_length=9), OFFICIAL], name="signer_name", public=True) == [
        Kind.MISMARKED
    ]


def test_a_float_is_refused_wherever_it_stands():
    inexact = Annotated[float, NONE]
    assert faults_of(of=inexact) == [Kind.FLOAT]
    assert faults_of(of=inexact | None) == [Kind.FLOAT]
    assert faults_of(of=tuple[inexact, ...], default=Field(max_length=3)) == [Kind.FLOAT]
    assert faults_of(of=dict[LeafCode, inexact], default=Field(max_length=3)) == [Kind.FLOAT]


def test_what_takes_anything_or_any_amount_is_refused():
    keyed = Field(max_length=9)
    assert set(faults_of(of=Annotated[Any, NONE])) == {Kind.OPEN}
    assert set(faults_of(of=Annotated[str, NONE])) == {Kind.OPEN}
    assert set(faults_of(of=Whole)) == {Kind.OPEN}
    assert set(faults_of(of=tuple[UnitId, ...])) == {Kind.OPEN}
    assert set(faults_of(of=dict[LeafCode, Count])) == {Kind.OPEN}
    assert set(faults_of(of=dict[str, Count], default=keyed)) == {Kind.OPEN, Kind.UNMARKED}
    assert set(faults_of(of=Annotated[dict[str, Any], NONE], default=keyed)) == {Kind.OPEN}


def test_a_union_that_cannot_be_told_apart_is_refused():
    assert faults_of(of=Hard | Soft) == [Kind.AMBIGUOUS]
    assert faults_of(of=Annotated[Hard | Soft, Field(discriminator="kind")]) == []


def test_a_keyword_that_the_gate_does_not_know_is_refused():
    assert faults_of(of=Annotated[Count, Field(multiple_of=5)]) == [Kind.NOT_UNDERSTOOD]
