"""What each event changes in ranking's read model."""

from __future__ import annotations

import pytest

import contracts.ballots
import contracts.complaints
import contracts.ranking
from contracts.base import Fact, facts_in
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.ballots import BALLOT_CALLED, BALLOT_COUNTED, BALLOT_OPENED, TIE_BROKEN, VOTE_CAST
from contracts.examples.ranking import STANDINGS_DRAWN, STANDINGS_PUBLISHED
from contracts.examples.registry import (
    CLUSTER_QUOTA_SET,
    RULE_PACK_ADOPTED,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    UNIT_SUSPENDED,
)
from contracts.examples.scoring import SCORES_LOCKED
from infra.runtime.changes import Change, Patch, Put
from services.ranking import projections
from services.ranking.api import SCORES
from services.ranking.projections import project


def changes(fact: Fact, **envelope: object) -> list[Change]:
    return list(project(envelope_of(fact, **envelope)))


@pytest.mark.parametrize("kind", projections.HANDLES, ids=lambda kind: kind.__name__)
def test_every_event_handled_leaves_rows_and_the_same_ones_each_time(kind):
    assert changes(EXAMPLES[kind])
    assert changes(EXAMPLES[kind]) == changes(EXAMPLES[kind])


def test_all_of_rankings_own_events_are_handled():
    own = {*facts_in(contracts.ranking), *facts_in(contracts.ballots), *facts_in(contracts.complaints)}
    assert own <= set(projections.HANDLES)


def test_a_drawing_takes_the_place_of_the_one_before_and_keeps_its_rows_apart():
    first, second = changes(STANDINGS_DRAWN), changes(changed(STANDINGS_DRAWN, drawing=2))
    assert [c.key for c in first if c.table == "standing"] == [c.key for c in second if c.table == "standing"]
    keys = [tuple(c.key.values()) for c in (*first, *second) if c.table == "standing_row"]
    assert len(set(keys)) == 2 * len(STANDINGS_DRAWN.rows)


def test_a_later_drawing_leaves_the_publication_in_force():
    (row,) = [c for c in changes(changed(STANDINGS_DRAWN, drawing=2)) if c.table == "standing"]
    assert isinstance(row, Patch)
    assert row.changes == {"drawing": 2}


def test_a_revision_stands_beside_what_it_supersedes():
    first, second = changes(STANDINGS_PUBLISHED), changes(changed(STANDINGS_PUBLISHED, publication=2, revises=1, drawing=2))
    assert [change.table for change in first] == ["standing", "publication", "fact"]
    assert first[0].key == second[0].key
    assert first[1].key != second[1].key


def test_suspensions_are_kept_in_the_order_of_the_units_stream():
    (begun,) = changes(UNIT_SUSPENDED, streamversion=4)
    (lifted,) = changes(SUSPENSION_LIFTED, streamversion=5)
    assert isinstance(begun, Put)
    assert isinstance(lifted, Put)
    assert (begun.key["version"], begun.row["suspended"]) == (4, True)
    assert (lifted.key["version"], lifted.row["suspended"]) == (5, False)


def test_later_words_take_the_place_of_earlier_ones():
    for fact in (STAFF_FIGURES_RECORDED, CLUSTER_QUOTA_SET):
        assert changes(fact)[0].key == changes(fact, streamversion=9)[0].key


def test_each_version_of_a_rule_pack_stays():
    (one,), (two,) = changes(RULE_PACK_ADOPTED), changes(changed(RULE_PACK_ADOPTED, version=2))
    assert one.key != two.key


def test_locked_points_come_back_exactly_as_they_were_said():
    put, lock = changes(SCORES_LOCKED)
    assert isinstance(put, Put)
    assert (lock.table, lock.key["position"]) == ("scores_lock", 120)
    assert SCORES.validate_python(put.row["scores"], strict=False) == SCORES_LOCKED.rows


def test_a_vote_changes_one_line_of_the_roll_and_says_nothing_of_what():
    (patch,) = changes(VOTE_CAST)
    assert isinstance(patch, Patch)
    assert (patch.table, patch.changes) == ("ballot_voter", {"voted": True})


def test_the_roll_is_entered_when_the_ballot_is_called_and_attends_when_it_opens():
    called, *roll = changes(BALLOT_CALLED)
    assert called.table == "ballot"
    assert [(row.table, row.key["voter"]) for row in roll] == [("ballot_voter", entry.voter) for entry in BALLOT_CALLED.roll]
    opened, *attending = changes(BALLOT_OPENED)
    assert isinstance(opened, Patch)
    assert [row.key["voter"] for row in attending] == list(BALLOT_OPENED.present)


def test_papers_are_numbered_by_their_receipts_and_say_no_voter():
    counted, *papers = changes(BALLOT_COUNTED)
    assert counted.table == "ballot"
    assert [row.key["number"] for row in papers] == [1]
    assert all(isinstance(row, Put) and set(row.row) == {"receipt", "candidate", "choice"} for row in papers)


def test_each_tie_that_is_broken_stays():
    (one, link), (two, _) = changes(TIE_BROKEN, streamversion=2), changes(TIE_BROKEN, streamversion=5)
    assert one.key != two.key
    assert (link.table, link.row["version"]) == ("fact", 2)
