"""Every event type has one example, and the examples are what the contracts say they are."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from contracts.base import CATALOGUE, VIETNAM, Event, Fact
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.heads import HEAD_SIGNED
from contracts.examples.public import HEAD_REPEATED, PUBLIC_AWARD_GRANTED
from contracts.examples.registry import UNIT_REGISTERED
from contracts.freeze import SCHEMAS
from contracts.heads import signed_bytes
from contracts.reading import Reader

EVERY = Reader(*CATALOGUE.values())
PUBLIC_KEY = "P5b8enUdo1VYty2IxX89Fd99JygfNbqLXkMOOMgsrfs"

each = pytest.mark.parametrize("fact", EXAMPLES.values(), ids=lambda fact: type(fact).__name__)


def frozen(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_every_event_type_has_an_example():
    assert set(EXAMPLES) == set(CATALOGUE.values())


@each
def test_an_example_comes_back_the_same(fact: Fact):
    event = envelope_of(fact)
    body = event.to_json()
    again = EVERY.read(body)
    assert isinstance(again, Event)
    assert again.data == fact
    assert again.to_json() == body


@each
def test_an_example_is_what_its_frozen_schema_says(fact: Fact):
    frozen(fact.type).validate(fact.model_dump(mode="json"))
    frozen("envelope").validate(json.loads(envelope_of(fact).to_json()))


@each
def test_an_example_without_one_of_its_fields_is_what_neither_allows(fact: Fact):
    whole = fact.model_dump(mode="json")
    schema = frozen(fact.type)
    for name in schema.schema["required"]:
        less = {key: value for key, value in whole.items() if key != name}
        assert not schema.is_valid(less)
        with pytest.raises(ValidationError):
            type(fact).model_validate_json(json.dumps(less))


@each
def test_a_stream_is_named_by_its_kind_and_key(fact: Fact):
    kind, slash, key = fact.stream.partition("/")
    assert all([kind, slash, key])
    assert "{" not in fact.stream


def test_an_absent_attribute_is_left_out_of_the_envelope():
    event = envelope_of(UNIT_REGISTERED, seen=None, causationid=None)
    document = json.loads(event.to_json())
    assert None not in document.values()
    assert not {"seen", "causationid", "rulepack"} & set(document)


def test_the_envelope_takes_what_the_fact_names():
    event = envelope_of(UNIT_REGISTERED)
    assert event.effectivetime.astimezone(VIETNAM).isoformat() == "2023-01-01T00:00:00+07:00"
    assert event.legalbasis == UNIT_REGISTERED.document
    assert (event.position, event.log) == (120, "registry")
    assert envelope_of(PUBLIC_AWARD_GRANTED).log == "awards.public"


def test_the_example_of_a_head_is_truly_signed():
    key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(PUBLIC_KEY + "="))
    for head in (HEAD_SIGNED, HEAD_REPEATED):
        signed = signed_bytes(head.source, head.position, head.chain)
        key.verify(base64.urlsafe_b64decode(head.signature + "=="), signed)


def test_a_changed_example_is_checked():
    assert changed(UNIT_REGISTERED, name="Huyện Hồng Dân").name == "Huyện Hồng Dân"
    with pytest.raises(ValidationError):
        changed(UNIT_REGISTERED, name="")
    with pytest.raises(ValidationError):
        changed(UNIT_REGISTERED, nickname="Phước Long")
