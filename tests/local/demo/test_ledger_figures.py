"""What stands beside the sheets of the demonstration, before anything is played."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import orjson
import pytest

from infra.local.demo.contest import contests
from infra.local.demo.ledger import DUE, DUE_TO_COUNT, UNTOUCHED, books
from infra.local.demo.points import Book, scores
from infra.local.demo.scorecards import Leaf, Member, Scorecard, Section
from infra.local.demo.season import season
from infra.local.demo.ties import TIES
from services.registry.shipped import SHIPPED
from services.scoring.reporting import moved_on
from tests.services.scoring.books import FULL


def test_eight_per_cent_of_periodic_reports_are_late_and_one_per_cent_missing():
    found = books().values()
    assert len(found) == 175
    assert (sum(book.late for book in found), sum(book.missing for book in found)) == (42, 5)
    receipts = [
        receipt
        for command in season().commands
        if command.name == "record-report-receipts"
        for receipt in orjson.loads(command.body)["receipts"]
    ]
    assert len(receipts) == 3 * 175 - 5


def test_due_days_move_on_as_the_packs_calendar_says():
    assert tuple(moved_on(day, FULL) for day in DUE) == DUE_TO_COUNT
    assert FULL.calendar == SHIPPED["2017", 2].calendar


def test_the_ties_of_the_story_are_left_alone():
    assert set(TIES) == UNTOUCHED
    for contest in contests():
        beside = {books()[paper.member.unit] for paper in contest.papers}
        assert contest.cluster.number not in UNTOUCHED or beside == {Book()}


def test_bonuses_with_grounds_and_one_sum_that_the_cap_cuts():
    entries = [orjson.loads(c.body) for c in season().commands if c.name == "enter-ledger-entry"]
    assert len(entries) == 15
    assert len({entry["entry"] for entry in entries}) == 15
    assert all(entry["ground"] and entry["document"] for entry in entries)
    assert sorted(sum(book.bonuses) for book in books().values() if book.bonuses) == [10] * 8 + [15] * 4 + [35]


@pytest.mark.parametrize(
    ("book", "points", "deductions"),
    [
        (Book(), 0, 0),
        (Book(late=1), -2, 2),
        (Book(late=2, missing=1), -9, 9),
        (Book(missing=5), -20, 25),
        (Book(bonuses=(15, 10, 10)), 30, 0),
        (Book(late=1, bonuses=(15,)), 13, 2),
    ],
)
def test_points_beside_the_sheet_by_hand(book, points, deductions):
    unit = UUID(int=1)
    leaf = Leaf("I.1.1", 1, "direct", "", Decimal(500), Decimal(1))
    card = Scorecard(1000, ((Section("I.1", "", (leaf,)),),))
    score = scores(card, [Member(unit, {}, frozenset())], {unit: {"I.1.1": 100}}, {unit: book})[unit]
    assert (score.total, score.deductions) == (Decimal(200) + points, deductions)
