"""What readers read, what they leave alone, and what they refuse: by example and by property."""

import json
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import reading
from contracts.base import CATALOGUE, Event, Fact
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.registry import STAFF_FIGURES_RECORDED, UNIT_REGISTERED
from contracts.examples.scoring import SELF_SHEET_SUBMITTED, UNIT_SCORE_CHANGED
from contracts.reading import Header, Reader, Unreadable
from contracts.registry import StaffFiguresRecorded, UnitRegistered
from contracts.shapes import fact_shape
from tests.contracts.drawing import documents

EVERY = Reader(*CATALOGUE.values())
UNITS = Reader(UnitRegistered)

NASTY = (
    *("NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1.5", "1e2", "1" * 400, "-1", "-0", "true", "null"),
    *('"٣"', '"1e3"', '"NaN"', '"\\u0000"', '"\\ud800"', '""', '" a"', '"2023-02-29"', '"1672531200"', "{}", "[]"),
    *("[" * 5000, '{"a":' * 5000, '"' + "a" * 5000 + '"', "[[[[1]]]]", '{"kind":"actual","kind":"met"}'),
)


def read_or_refuse(reader: Reader, body: bytes) -> Event | Header | None:
    """Whatever the bytes are, a reader answers or says Unreadable; anything else fails the test."""
    try:
        return reader.read(body)
    except Unreadable:
        return None


def with_data(fact: Fact, **raw: str) -> bytes:
    """The example's bytes with some fields replaced by raw JSON, as no writer of ours would write them."""
    document = json.loads(envelope_of(fact).to_json())
    document["data"] |= {name: f"<{name}>" for name in raw}
    text = json.dumps(document, ensure_ascii=False)
    for name, value in raw.items():
        text = text.replace(f'"<{name}>"', value)
    return text.encode()


@cache
def documents_of(fact: type[Fact]) -> st.SearchStrategy[Any]:
    """Made once a type, not once an example: that takes longer than to draw."""
    return documents(fact_shape(fact))


@pytest.mark.parametrize("fact", CATALOGUE.values(), ids=lambda fact: fact.__name__)
@settings(max_examples=8, deadline=None)
@given(drawn=st.data())
def test_whatever_the_schema_admits_is_read_and_written_back_as_it_was(fact: type[Fact], drawn: st.DataObject):
    """The code and the schema that others read agree on every value, not on the example alone."""
    data = drawn.draw(documents_of(fact))
    body = {**json.loads(envelope_of(EXAMPLES[fact]).to_json()), "data": data}
    event = EVERY.read(json.dumps(body).encode())
    assert isinstance(event, Event)
    assert says_the_same(json.loads(event.to_json())["data"], data)


def says_the_same(written: Any, read: Any) -> bool:
    """Is it what was read, but for what is left out where there is nothing to say?"""
    match written, read:
        case dict(), dict():
            left_out = [read[name] for name in read.keys() - written.keys()]
            said = all(name in read and says_the_same(value, read[name]) for name, value in written.items())
            return said and all(value in (None, False, [], {}) for value in left_out)
        case list(), list():
            return len(written) == len(read) and all(map(says_the_same, written, read))
        case _:
            return bool(written == read and type(written) is type(read))


@settings(max_examples=60, deadline=None)
@given(drawn=st.data(), fact=st.sampled_from(list(EXAMPLES.values())))
def test_an_example_with_one_changed_field_comes_back_the_same(drawn: st.DataObject, fact: Fact):
    shape = fact_shape(type(fact))
    name = drawn.draw(st.sampled_from(sorted(shape["properties"])))
    value = drawn.draw(documents(shape["properties"][name], shape))
    written = type(fact).model_validate_json(json.dumps({**fact.model_dump(mode="json"), name: value}))
    event = envelope_of(changed(fact, **dict(written)))
    assert EVERY.read(event.to_json()) == EVERY.read(event.to_json())
    assert EVERY.read(event.to_json()).to_json() == event.to_json()  # type: ignore[union-attr]


@pytest.mark.parametrize("fact", EXAMPLES.values(), ids=lambda fact: type(fact).__name__)
def test_readers_ignore_what_newer_writers_say(fact: Fact):
    """A field more, in the envelope, in the data and in every object within, changes nothing for a reader."""

    def more(value: Any) -> Any:
        if isinstance(value, dict):
            grown = {key: more(inner) for key, inner in value.items()}
            return grown if all(key.isupper() or "." in key for key in value) else {**grown, "addedlater": [1, {}]}
        return [more(inner) for inner in value] if isinstance(value, list) else value

    event = envelope_of(fact)
    grown = EVERY.read(json.dumps(more(json.loads(event.to_json()))).encode())
    assert isinstance(grown, Event)
    assert grown.to_json() == event.to_json()


def test_writers_may_not_say_what_the_contract_does_not_know():
    with pytest.raises(ValidationError):
        UnitRegistered(**dict(UNIT_REGISTERED), population=118_000)  # type: ignore[call-arg]


def test_an_event_of_another_type_comes_back_as_its_header():
    header = UNITS.read(envelope_of(STAFF_FIGURES_RECORDED, sequence=f"{7:020}").to_json())
    assert isinstance(header, Header)
    assert (header.type, header.position) == (StaffFiguresRecorded.type, 7)


def test_an_event_of_a_type_that_nobody_knows_yet_comes_back_as_its_header():
    document = json.loads(envelope_of(UNIT_REGISTERED).to_json())
    document |= {"type": "vn.thidua.registry.unit-teleported.v1", "data": {"into": 5}}
    header = EVERY.read(json.dumps(document).encode())
    assert isinstance(header, Header)
    assert not reading.is_known(header.type)


@pytest.mark.parametrize("sequence", ["٠" * 19 + "٣", "120", "0" * 20, "0" * 18 + "1_", " " * 19 + "1", "1" * 21])
def test_a_position_is_twenty_plain_digits_and_not_zero(sequence: str):
    for reader in (EVERY, UNITS):
        for fact in (UNIT_REGISTERED, STAFF_FIGURES_RECORDED):
            document = {**json.loads(envelope_of(fact).to_json()), "sequence": sequence}
            with pytest.raises(Unreadable):
                reader.read(json.dumps(document).encode())


NOT_POINTS = [
    "12.5",
    "12",
    "NaN",
    "1e400",
    "-1e400",
    '"NaN"',
    '"1e3"',
    '"007"',
    '"٣"',
    '"1.505"',
    '"+1"',
    '" 1"',
    '"1_0"',
    '"12345678"',
    "null",
    '""',
    '"."',
    '"1."',
    '".5"',
    '"1\\n"',
]


@pytest.mark.parametrize("raw", NOT_POINTS)
def test_points_are_plain_decimal_text(raw: str):
    with pytest.raises(Unreadable):
        EVERY.read(with_data(UNIT_SCORE_CHANGED, total=raw))


@pytest.mark.parametrize("raw", ["1.0", "1e2", "-1", "NaN", "1e400", "1000001", "9" * 500, "true", '"1"', "null"])
def test_a_count_is_a_whole_number_within_bounds(raw: str):
    with pytest.raises(Unreadable):
        EVERY.read(with_data(STAFF_FIGURES_RECORDED, staff=raw))


NO_DAYS = [
    '"2023-02-29"',
    '"2023-13-01"',
    '"1672531200"',
    "1672531200",
    '"0001-01-01"',
    '"2200-01-01"',
    '"2023-1-1"',
    '"20230101"',
    '"2023-01-01T00:00:00"',
    '"٢٠٢٣-01-01"',
]


@pytest.mark.parametrize("raw", NO_DAYS)
def test_a_day_is_a_day_of_the_calendar(raw: str):
    with pytest.raises(Unreadable):
        EVERY.read(with_data(STAFF_FIGURES_RECORDED, on=raw))


NO_MOMENTS = [
    "2023-01-01T00:00:00",
    "2023-01-01T25:00:00Z",
    "1672531200",
    "2023-01-01T00:00:00.1234567Z",
    "0001-01-01T00:00:00+07:00",
    "2023-01-01 00:00:00Z",
]


@pytest.mark.parametrize("time", NO_MOMENTS)
def test_a_moment_has_a_zone_and_no_more_than_microseconds(time: str):
    document = {**json.loads(envelope_of(UNIT_REGISTERED).to_json()), "time": time}
    with pytest.raises(Unreadable):
        EVERY.read(json.dumps(document).encode())


NO_NAMES = [
    '"a\\u0000b"',
    '"two\\nlines"',
    '" a"',
    '"a "',
    '"\\u00a0a"',
    '""',
    '"\\ud800"',
    f'"{"a" * 301}"',
]


@pytest.mark.parametrize("raw", NO_NAMES)
def test_a_name_is_one_line_that_a_database_can_hold(raw: str):
    with pytest.raises(Unreadable):
        EVERY.read(with_data(UNIT_REGISTERED, name=raw))


@pytest.mark.parametrize("name", ["nguyen-van-a", "system:", "7f0c1e52-93a4-4d0b-8f0e-5b8f6a1c9d2", "1234567890"])
def test_what_could_be_a_name_or_a_number_of_a_person_is_not_written(name: str):
    """Taken out: `WRITTEN` of `PersonId`. Readers still take it, because the shape that was shipped does."""
    with pytest.raises(ValidationError):
        envelope_of(UNIT_REGISTERED, actor=name)
    read = UNITS.read(json.dumps({**json.loads(envelope_of(UNIT_REGISTERED).to_json()), "actor": name}).encode())
    assert isinstance(read, Event)
    assert read.actor == name


@pytest.mark.parametrize("name", ["Nguyễn Văn A", "Nguyen Van A", "nguyen.van.a@example.vn"])
def test_who_acted_is_named_by_an_opaque_id_alone(name: str):
    """Taken out: the patterns of `PersonId`. Then an identity provider's names would stand in the log for ever."""
    with pytest.raises(ValidationError):
        envelope_of(UNIT_REGISTERED, actor=name)
    with pytest.raises(Unreadable):
        UNITS.read(json.dumps({**json.loads(envelope_of(UNIT_REGISTERED).to_json()), "actor": name}).encode())


def test_a_writer_cannot_build_what_a_reader_would_refuse():
    inexact = {"total": 12.5}, {"total": Decimal("NaN")}, {"total": Decimal("1e9")}, {"total": Decimal("1.505")}, {"total": 12}
    for fields in inexact:
        with pytest.raises(ValidationError):
            changed(UNIT_SCORE_CHANGED, **fields)
    for day in (date(1, 1, 1), date.max, datetime(2023, 1, 1), "2023-01-01"):  # noqa: DTZ001 - that is the point
        with pytest.raises(ValidationError):
            changed(STAFF_FIGURES_RECORDED, on=day)


def test_zero_is_written_without_a_sign():
    assert b'"total":"0.00"' in changed(UNIT_SCORE_CHANGED, total=Decimal("-0.00")).model_dump_json().encode()


def test_a_refusal_names_the_place_and_keeps_the_value_to_itself():
    with pytest.raises(Unreadable) as refused:
        EVERY.read(with_data(UNIT_REGISTERED, name='" Nguyễn Văn Mẫu"', code="12"))
    assert "data.name" in str(refused.value)
    assert "Nguyễn" not in str(refused.value)


def test_a_refusal_of_a_thousand_faults_stays_short():
    body = with_data(SELF_SHEET_SUBMITTED, entries="[" + ",".join(["{}"] * 1000) + "]")
    with pytest.raises(Unreadable) as refused:
        EVERY.read(body)
    assert len(str(refused.value)) < 2_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_foreign_bytes_are_unreadable_and_nothing_else(body: bytes):
    assert read_or_refuse(EVERY, body) is None


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["type", "data", "id"]), inner),
        max_leaves=20,
    )
)
def test_foreign_json_is_unreadable_and_nothing_else(value: Any):
    assert read_or_refuse(EVERY, json.dumps(value).encode()) is None


@settings(max_examples=150, deadline=None)
@given(drawn=st.data(), fact=st.sampled_from(list(EXAMPLES.values())))
def test_damaged_events_are_read_or_unreadable_and_nothing_else(drawn: st.DataObject, fact: Fact):
    body = envelope_of(fact).to_json()
    start = drawn.draw(st.integers(0, len(body)))
    stop = drawn.draw(st.integers(start, min(len(body), start + 40)))
    filling = drawn.draw(st.binary(max_size=20) | st.sampled_from(NASTY).map(str.encode))
    for reader in (EVERY, UNITS):
        read_or_refuse(reader, body[:start] + filling + body[stop:])


@settings(max_examples=200, deadline=None)
@given(drawn=st.data(), fact=st.sampled_from(list(EXAMPLES.values())), nasty=st.sampled_from(NASTY))
def test_a_nasty_value_anywhere_is_read_or_unreadable_and_nothing_else(drawn: st.DataObject, fact: Fact, nasty: str):
    document = json.loads(envelope_of(fact).to_json())
    node: Any = document
    while True:
        key = drawn.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[key], dict | list) or not node[key] or drawn.draw(st.booleans()):
            break
        node = node[key]
    node[key] = "<nasty>"
    body = json.dumps(document).replace('"<nasty>"', nasty).encode()
    for reader in (EVERY, UNITS):
        read_or_refuse(reader, body)


@pytest.fixture
def upcasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version 0 of `UnitRegistered`, without parent and with a title in place of the name; and one before it."""

    def zero(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return UnitRegistered.type, {**{k: v for k, v in data.items() if k != "title"}, "name": data["title"], "parent": None}

    def before(data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "vn.thidua.registry.unit-registered.v0", {**data, "title": data["label"].strip()} | {"label": 1}

    monkeypatch.setitem(reading.UPCASTERS, "vn.thidua.registry.unit-registered.v0", zero)
    monkeypatch.setitem(reading.UPCASTERS, "vn.thidua.registry.unit-named.v1", before)


def old_bytes(type_: str, **fields: Any) -> bytes:
    document = json.loads(envelope_of(UNIT_REGISTERED).to_json())
    data = {key: value for key, value in document["data"].items() if key not in ("name", "parent")}
    return json.dumps({**document, "type": type_, "data": {**data, **fields}}).encode()


@pytest.mark.usefixtures("upcasting")
def test_an_old_version_is_brought_up_to_date_step_by_step():
    for body in (
        old_bytes("vn.thidua.registry.unit-registered.v0", title="Huyện Phước Long"),
        old_bytes("vn.thidua.registry.unit-named.v1", label=" Huyện Phước Long "),
    ):
        event = UNITS.read(body)
        assert isinstance(event, Event)
        assert event.data == changed(UNIT_REGISTERED, parent=None)


@pytest.mark.usefixtures("upcasting")
def test_an_old_version_of_what_a_reader_does_not_handle_is_a_header():
    body = old_bytes("vn.thidua.registry.unit-registered.v0", title="Huyện Phước Long")
    header = Reader(StaffFiguresRecorded).read(body)
    assert isinstance(header, Header)
    assert header.type == "vn.thidua.registry.unit-registered.v0"


@pytest.mark.usefixtures("upcasting")
@pytest.mark.parametrize("fields", [{}, {"label": 5}, {"label": None}, {"label": "x" * 400}, {"label": ["a"]}])
def test_damaged_data_of_an_old_version_are_unreadable_and_nothing_else(fields: dict[str, Any]):
    with pytest.raises(Unreadable):
        UNITS.read(old_bytes("vn.thidua.registry.unit-named.v1", **fields))


@pytest.mark.usefixtures("upcasting")
@pytest.mark.parametrize("data", ["NaN", "null", "[]", '"text"', "[" * 3000])
def test_data_of_an_old_version_that_are_no_object_are_unreadable(data: str):
    document = json.loads(old_bytes("vn.thidua.registry.unit-named.v1"))
    with pytest.raises(Unreadable):
        UNITS.read(json.dumps({**document, "data": "<data>"}).replace('"<data>"', data).encode())


def test_what_is_known_does_not_hang_on_what_was_imported():
    """Taken out: the imports in `contracts.reading`. Then awards warns of each of scoring's events as of an unknown type."""
    asked = "from contracts.reading import is_known; print(is_known('vn.thidua.scoring.scores-locked.v1'))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"
