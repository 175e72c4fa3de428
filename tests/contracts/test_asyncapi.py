"""The public feed's AsyncAPI document is what is frozen, whole in itself, and true of what stands on the topic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from contracts.base import CATALOGUE
from contracts.feed_document import document, public_facts
from infra.local.freeze import ASYNCAPI, frozen_bytes
from infra.local.golden import GOLDEN, read

DOCUMENT = json.loads((ASYNCAPI / "public.json").read_bytes())
MESSAGES = {message["name"]: message for message in DOCUMENT["components"]["messages"].values()}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (inner for name, inner in value.items() if name == "$ref")
        yield from (found for inner in value.values() for found in references(inner))
    elif isinstance(value, list):
        yield from (found for inner in value for found in references(inner))


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(MESSAGES[name]["payload"], format_checker=FormatChecker())


def test_what_is_described_is_what_is_frozen():
    """`make freeze` writes it anew; subscribers rely on it."""
    assert (ASYNCAPI / "public.json").read_bytes() == frozen_bytes(document())


def test_it_names_every_public_fact_and_no_other():
    public = {fact.type for fact in CATALOGUE.values() if fact.log == "public"}
    assert set(MESSAGES) == public | {"vn.thidua.log.head-signed.v1"} == {fact.type for fact in public_facts()}


def test_whatever_it_points_at_is_in_it():
    for reference in references(DOCUMENT):
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]
        assert place


def test_each_example_is_what_its_message_says():
    for name, message in MESSAGES.items():
        Draft202012Validator.check_schema(message["payload"])
        for example in message["examples"]:
            validator(name).validate(example["payload"])
            assert list(validator(name).iter_errors({**example["payload"], "data": {}}))


def test_what_was_ever_on_the_topic_is_what_it_says():
    lines = [line for path in sorted(GOLDEN.glob("*/*public*.jsonl.gz")) for line in read(path)]
    assert lines
    for line in lines:
        event = json.loads(line)
        validator(event["type"]).validate(event)
