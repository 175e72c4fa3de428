"""What each event changes in awards' read model."""

from __future__ import annotations

import pytest

import contracts.amendments
import contracts.awards
import contracts.procedure
from contracts.base import Fact, facts_in
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.awards import (
    AWARD_GRANTED,
    DECISION_DRAFTED,
    DECISION_SIGNED,
    DOSSIERS_RECEIVED,
    NOMINATIONS_DRAFTED,
)
from contracts.examples.ranking import STANDINGS_PUBLISHED
from contracts.examples.registry import RULE_PACK_ADOPTED, SUSPENSION_LIFTED, UNIT_SUSPENDED
from infra.runtime.changes import Change, Patch, Put
from services.awards import decision_rows, projections
from services.awards.known_rows import CATALOGUE
from services.awards.projections import project
from services.awards.summaries import summary


def changes(fact: Fact, table: str | None = None, **envelope: object) -> list[Change]:
    found = project(envelope_of(fact, **envelope))
    return [change for change in found if table in {None, change.table}]


@pytest.mark.parametrize("kind", projections.HANDLES, ids=lambda kind: kind.__name__)
def test_every_event_handled_leaves_rows_and_the_same_ones_each_time(kind):
    assert changes(EXAMPLES[kind])
    assert changes(EXAMPLES[kind]) == changes(EXAMPLES[kind])


def test_all_of_awards_own_events_are_handled_and_leave_a_link():
    own = [fact for said in (contracts.awards, contracts.procedure, contracts.amendments) for fact in facts_in(said)]
    assert set(own) <= set(projections.HANDLES)
    for kind in own:
        (link,) = changes(EXAMPLES[kind], "fact")
        assert isinstance(link, Put)
        assert (link.row["summary_vi"], link.row["summary_en"]) == summary(EXAMPLES[kind])


def test_only_ranks_that_are_held_are_kept():
    ranked = changes(STANDINGS_PUBLISHED, "ranked_unit")
    assert len(ranked) == sum(row.rank is not None for row in STANDINGS_PUBLISHED.rows) < len(STANDINGS_PUBLISHED.rows)


def test_a_receipt_changes_the_round_that_its_stream_began():
    (patch,) = changes(DOSSIERS_RECEIVED, "nomination_round")
    assert isinstance(patch, Patch)
    assert patch.key == changes(NOMINATIONS_DRAFTED, "nomination_round")[0].key


def test_a_signature_changes_the_decision_that_was_drafted():
    (patch,) = changes(DECISION_SIGNED, "decision")
    assert isinstance(patch, Patch)
    (drafted,) = changes(DECISION_DRAFTED, "decision")
    assert isinstance(drafted, Put)
    assert patch.key == drafted.key
    assert not set(drafted.row) & set(patch.changes)


def test_an_item_and_its_award_say_the_same():
    (item,), (award,) = changes(DECISION_SIGNED, "decision_item"), changes(AWARD_GRANTED, "award")
    assert isinstance(item, Put)
    assert isinstance(award, Put)
    assert {name: item.row[name] for name in decision_rows.GIVEN} == {name: award.row[name] for name in decision_rows.GIVEN}


def test_suspensions_are_kept_in_the_order_of_the_units_stream():
    (begun,), (lifted,) = changes(UNIT_SUSPENDED, streamversion=4), changes(SUSPENSION_LIFTED, streamversion=5)
    assert isinstance(begun, Put)
    assert isinstance(lifted, Put)
    assert (begun.key["version"], begun.row["suspended"]) == (4, True)
    assert (lifted.key["version"], lifted.row["suspended"]) == (5, False)


def test_a_catalogue_comes_back_exactly_as_it_was_adopted():
    (put,) = changes(changed(RULE_PACK_ADOPTED, version=2))
    assert isinstance(put, Put)
    assert put.key["version"] == 2
    assert CATALOGUE.validate_python(put.row["catalogue"], strict=False) == RULE_PACK_ADOPTED.awards.catalogue


def test_a_decisions_line_names_issuer_number_day_and_money():
    vi, en = summary(DECISION_SIGNED)
    assert vi.endswith("ký Quyết định số 2135/QĐ-UBND ngày 28/12/2023: 1 mục, 14.400.000 đồng")
    assert en.endswith("signed decision 2135/QĐ-UBND of 2023-12-28: 1 items, 14,400,000 đồng")
