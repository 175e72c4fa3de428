"""What each event changes in scoring's read model."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import contracts.scoring
from contracts.base import Fact, facts_in
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.registry import CLUSTER_FORMED, LEADER_RECOGNISED, RULE_PACK_ADOPTED
from contracts.examples.scoring import (
    AGREEMENT_CLOSED,
    CROSS_SHEET_SUBMITTED,
    SCORECARD_DRAFTED,
    SCORECARD_ISSUED,
    SCORES_LOCKED,
    SELF_SCORING_CLOSED,
    SELF_SCORING_OPENED,
    SELF_SHEET_SUBMITTED,
    SHEET_APPRAISED,
    SHEET_VERIFIED,
    TARGETS_SET,
    UNIT_LEFT_OUT,
    UNIT_SCORE_CHANGED,
)
from infra.runtime.changes import Change, Patch, Put
from services.scoring import projections
from services.scoring.projections import project
from services.scoring.sheet_rows import NOBODY
from services.scoring.summaries import summary

TABLES = (Path(projections.__file__).parent / "migrations" / "0001.sql").read_text()


def changes(fact: Fact, table: str | None = None, **envelope: object) -> list[Change]:
    return [change for change in project(envelope_of(fact, **envelope)) if table in (None, change.table)]


def keys(found: list[Change]) -> list[tuple]:
    return [tuple(change.key.values()) for change in found]


@pytest.mark.parametrize("kind", projections.HANDLES, ids=lambda kind: kind.__name__)
def test_every_event_handled_leaves_rows_and_the_same_ones_each_time(kind):
    assert changes(EXAMPLES[kind])
    assert changes(EXAMPLES[kind]) == changes(EXAMPLES[kind])


@pytest.mark.parametrize("kind", projections.HANDLES, ids=lambda kind: kind.__name__)
def test_every_row_fits_its_table(kind):
    """The key is the primary key, column by column; every other column is one of the table's."""
    for change in changes(EXAMPLES[kind]):
        definition = re.search(rf"create table {change.table} \((.*?)\n\);", TABLES, re.DOTALL).group(1)
        columns = set(re.findall(r"^    (\w+) \w+", definition, re.MULTILINE)) - {"primary"}
        primary = re.search(r"primary key \((.*)\)", definition) or re.search(
            r"^    (\w+) \w+ primary key", definition, re.MULTILINE
        )
        assert list(change.key) == primary.group(1).split(", ")
        named = set(change.row if isinstance(change, Put) else change.changes)
        assert named <= columns
        required = set(re.findall(r"^    (\w+) .*not null", definition, re.MULTILINE)) - set(change.key)
        assert not isinstance(change, Put) or required <= named


def test_all_of_scorings_own_events_are_handled():
    assert set(facts_in(contracts.scoring)) <= set(projections.HANDLES)


@pytest.mark.parametrize("kind", list(facts_in(contracts.scoring)), ids=lambda kind: kind.__name__)
def test_each_of_scorings_events_has_its_line_in_the_chain(kind):
    (link,) = changes(EXAMPLES[kind], "fact", sequence=f"{77:020}")
    assert isinstance(link, Put)
    assert (link.key, link.row["type"]) == ({"position": 77}, kind.type)
    assert (link.row["summary_vi"], link.row["summary_en"]) == summary(EXAMPLES[kind])
    assert link.row["unit"] == getattr(EXAMPLES[kind], "unit", None)


def test_a_later_draft_takes_the_place_of_the_agreement_and_the_version_before_stays():
    first, second = changes(SCORECARD_DRAFTED), changes(changed(SCORECARD_DRAFTED, version=2))
    assert keys(first[:1]) == keys(second[:1])
    assert [key[1] for key in keys([first[1], second[1]])] == [1, 2]


@pytest.mark.parametrize("fact", [SCORECARD_DRAFTED, TARGETS_SET])
def test_what_changes_before_the_first_signature_withdraws_the_digest(fact):
    (agreement,) = changes(fact, "agreement")
    row = agreement.row if isinstance(agreement, Put) else agreement.changes
    assert (row["digest"], row["issued_at"], row["members"]) == (None, None, None)


def test_issue_and_close_change_the_agreement_that_is_there():
    for fact, columns in ((SCORECARD_ISSUED, {"digest", "issued_at", "members"}), (AGREEMENT_CLOSED, {"closed_at"})):
        (patch,) = changes(fact, "agreement")
        assert isinstance(patch, Patch)
        assert set(patch.changes) == columns


def test_every_version_of_a_sheet_keeps_its_statements_and_the_last_one_is_current():
    first, second = changes(SELF_SHEET_SUBMITTED), changes(changed(SELF_SHEET_SUBMITTED, version=2))
    assert keys(first[:1]) == keys(second[:1])
    stated = [key for key in keys(first + second) if len(key) == 6]
    assert len(set(stated)) == 2 * len(SELF_SHEET_SUBMITTED.entries)


def test_the_layers_of_a_sheet_stand_apart():
    sheets = [
        change
        for fact in (SELF_SHEET_SUBMITTED, CROSS_SHEET_SUBMITTED, SHEET_VERIFIED, SHEET_APPRAISED)
        for change in changes(fact, "sheet")
    ]
    assert [change.key["layer"] for change in sheets] == ["self", "cross", "leader", "board"]
    assert [change.key["peer"] for change in sheets] == [NOBODY, CROSS_SHEET_SUBMITTED.peer, NOBODY, NOBODY]
    assert [change.row["verifier"] for change in sheets] == [None, None, SHEET_VERIFIED.verifier, None]


def test_a_statement_carries_input_reason_and_evidence():
    stated, changed_leaf = changes(SELF_SHEET_SUBMITTED, "statement")[0], changes(SHEET_VERIFIED, "statement")[0]
    assert stated.row["input"].model_dump(mode="json") == {"kind": "actual", "actual": "262500.5"}
    assert stated.row["reason"] is None
    assert stated.row["evidence"][0].document_date == date(2023, 10, 30)
    assert (changed_leaf.row["reason"], changed_leaf.row["evidence"]) == (SHEET_VERIFIED.changes[0].reason, ())


def test_points_are_those_of_the_last_event_and_each_move_stays():
    first, second = (changes(UNIT_SCORE_CHANGED, sequence=f"{position:020}") for position in (5, 6))
    by_table = {table: [c for c in (*first, *second) if c.table == table] for table in ("points", "score", "points_move")}
    assert len(set(keys(by_table["points"]))) == len(set(keys(by_table["score"]))) == 1
    assert len(set(keys(by_table["points_move"]))) == 2
    assert by_table["points_move"][0].row["cause_layer"] == "leader"


def test_who_is_left_out_may_be_so_before_the_scoring_opens():
    """A row of its own: there may be no member's row yet, and the opening would write over it."""
    assert {change.table for change in changes(UNIT_LEFT_OUT)} == {"left_out", "presence", "fact"}
    assert "left_out" not in {change.table for change in changes(SELF_SCORING_OPENED)}


def test_peers_and_members_stand_in_roll_order():
    assert [c.row["place"] for c in changes(SELF_SCORING_CLOSED, "peer")[:2]] == [1, 2]
    assert [c.row["place"] for c in changes(SELF_SCORING_OPENED, "member")] == list(range(1, 8))
    assert [c.row["place"] for c in changes(CLUSTER_FORMED, "cluster_member")] == list(range(1, 8))


def test_locked_points_come_back_exactly_as_they_were_said():
    rows = changes(SCORES_LOCKED, "locked_score")
    assert [str(change.row["total"]) for change in rows][:2] == ["951.50", "950.00"]
    assert rows[0].row["groups"] == ["664.00", "200.00", "87.50"]
    assert rows[5].row["total"] is None


def test_each_version_of_a_rule_pack_stays_and_another_leader_of_the_same_day_takes_the_place():
    (one,), (two,) = changes(RULE_PACK_ADOPTED), changes(changed(RULE_PACK_ADOPTED, version=2))
    assert one.key != two.key
    assert keys(changes(LEADER_RECOGNISED)) == keys(changes(changed(LEADER_RECOGNISED, unit=CLUSTER_FORMED.members[0])))
