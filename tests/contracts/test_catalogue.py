"""The catalogue in the README is whole, and every fact and field type says what it is."""

import pytest

from contracts.base import CATALOGUE, Fact, facts_in
from contracts.catalogue import README, with_table
from contracts.freeze import SCHEMAS
from contracts.shapes import MODULES


def test_the_catalogue_is_that_of_the_code():
    """`make freeze` writes it."""
    assert README.read_text() == with_table(README.read_text(), SCHEMAS)


def test_every_event_type_stands_in_a_module_of_the_catalogue():
    assert {fact for module in MODULES for fact in facts_in(module)} == set(CATALOGUE.values())


@pytest.mark.parametrize("fact", CATALOGUE.values(), ids=lambda fact: fact.__name__)
def test_a_fact_says_what_it_is(fact: type[Fact]):
    assert fact.__doc__
    assert "|" not in fact.__doc__.split("\n\n")[0], "it would break the table"


@pytest.mark.parametrize("fact", CATALOGUE.values(), ids=lambda fact: fact.__name__)
def test_a_fact_is_named_in_the_past_tense(fact: type[Fact]):
    words = fact.type.split(".")[3].split("-")
    irregular = {
        "broken",
        "cast",
        "drawn",
        "empty",
        "left",
        "out",
        "over",
        "paid",
        "set",
        "split",
        "taken",
        "upheld",
        "withdrawn",
    }
    assert words[-1].endswith("ed") or words[-1] in irregular
    assert not {"event", "updated"} & set(words)
