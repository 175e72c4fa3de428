"""Leniency ("dĩ hòa vi quý"): reported at the thresholds of the pack, one below them not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import RULE_PACK_ADOPTED
from contracts.rules import NotAssigned
from contracts.scoring import Actual, Direct, Leaf, Member, Met, PlusMinusTimes, Qualitative, Times
from services.scoring.leniency import Sheets, Thresholds, leniency
from services.scoring.leniency_queries import _thresholds
from tests.services.scoring.books import RULES
from tests.services.scoring.cluster import HIGHER, KNOWN, PLUS_MINUS
from tests.services.scoring.town import Town, change, sheet

A, B, C, LEADER = (UUID(int=number) for number in range(1, 5))
THRESHOLDS = Thresholds(full_marks_percent=95, raise_percent=1, one_way_percent=90, changes_min=10)


def leaf(number: int, rule=None, maximum: str = "50") -> Leaf:
    return Leaf(leaf=f"I.{number}", group=1, title="Tiêu chí", maximum=Decimal(maximum), rule=rule or Qualitative())


LEAVES = (*(leaf(number) for number in range(1, 21)), leaf(21, PLUS_MINUS, "0"))
"""Twenty leaves of 50 points, met or not, and one of plus/minus."""


def stated(met: int, plus: int = 0):
    """The first so many leaves met, the others not."""
    inputs = {f"I.{number}": Met(met=number <= met) for number in range(1, 21)}
    return {**inputs, "I.21": PlusMinusTimes(plus=plus, minus=0)}


def sheets(**given) -> Sheets:
    members = {unit: Member(unit=unit, signed=True, targets={}, not_assigned=()) for unit in (A, B, C, LEADER)}
    of = {"leaves": LEAVES, "members": members, "scale": 1000, "not_assigned": NotAssigned.SCALED}
    return Sheets(**{**of, "own": {unit: stated(10) for unit in members}, **given})


class TestFullMarks:
    @pytest.mark.parametrize(("met", "found"), [(20, True), (19, True), (18, False)])
    def test_a_peer_gives_m_on_95_percent_of_leaves(self, met, found):
        signs = leniency(sheets(cross={(A, B): stated(met)}), THRESHOLDS).full_marks
        assert [(sign.peer, sign.unit, sign.full, sign.leaves) for sign in signs] == ([(A, B, met, 20)] if found else [])
        assert all(sign.others == tuple(f"I.{number}" for number in range(met + 1, 21)) for sign in signs)

    def test_the_threshold_is_the_packs(self):
        strict = replace(THRESHOLDS, full_marks_percent=50)
        assert len(leniency(sheets(cross={(A, B): stated(10)}), strict).full_marks) == 1

    def test_on_a_quantitative_leaf_m_is_what_the_best_gets(self):
        """B's 90 are half of C's verified 180; a peer that says 180 gives the maximum, one that says 179 does not."""
        figure = (leaf(1, HIGHER),)
        own = {unit: {"I.1": Actual(actual=Decimal(figure))} for unit, figure in ((A, 10), (B, 90), (C, 180), (LEADER, 20))}
        for said, found in ((180, 1), (179, 0)):
            cross = {(A, B): {"I.1": Actual(actual=Decimal(said))}}
            assert len(leniency(sheets(leaves=figure, own=own, cross=cross), THRESHOLDS).full_marks) == found


class TestMutualRaises:
    VERIFIED = dict.fromkeys((A, B, C), LEADER)

    def given(self, one: int, other: int, **more):
        cross = {(A, B): stated(10, plus=one), (B, A): stated(10, plus=other), **more.pop("cross", {})}
        return leniency(sheets(cross=cross, verifiers=self.VERIFIED, **more), THRESHOLDS).mutual_raises

    def test_two_units_raise_each_other_by_1_percent_of_the_scale_above_the_leaders_value(self):
        (found,) = self.given(1, 2)
        assert (found.one.by, found.one.of, found.one.points) == (A, B, 10)
        assert (found.other.by, found.other.of, found.other.points) == (B, A, 20)
        assert (found.one.leaders_total, found.one.peers_total) == (500, 510)

    def test_one_alone_is_none_and_nine_points_are_less_than_one_percent(self):
        assert self.given(1, 0) == ()
        assert leniency(sheets(scale=1001, cross={(A, B): stated(10, 1), (B, A): stated(10, 1)}), THRESHOLDS).mutual_raises == ()

    def test_above_the_leaders_value_not_the_own(self):
        """The leader raised both to the same: nothing is left above it."""
        raised = {"I.21": PlusMinusTimes(plus=2, minus=0)}
        assert self.given(2, 2, changed={A: raised, B: raised}) == ()

    def test_before_the_leader_spoke_there_is_nothing_to_compare(self):
        cross = {(A, B): stated(20), (B, A): stated(20)}
        assert leniency(sheets(cross=cross, verifiers={A: LEADER}), THRESHOLDS).mutual_raises == ()


class TestOneWay:
    def given(self, raised: int, lowered: int, verifier=LEADER):
        """The leader changes so many leaves of A and B: leaves 11-20 were not met, 1-10 were."""
        up = {f"I.{number}": Met(met=True) for number in range(11, 11 + raised)}
        down = {f"I.{number}": Met(met=False) for number in range(1, 1 + lowered)}
        return leniency(sheets(changed={A: up, B: down}, verifiers={A: verifier, B: verifier}), THRESHOLDS).one_way

    @pytest.mark.parametrize(
        ("raised", "lowered", "found"),
        [(9, 1, True), (10, 0, True), (1, 9, True), (8, 2, False), (9, 0, False), (8, 1, False), (10, 2, False)],
    )
    def test_90_percent_of_a_leaders_changes_go_one_way_with_at_least_10_changes(self, raised, lowered, found):
        signs = self.given(raised, lowered)
        assert [(sign.verifier, sign.raised, sign.lowered) for sign in signs] == ([(LEADER, raised, lowered)] if found else [])

    def test_the_evidence_names_every_leaf_with_its_points(self):
        (sign,) = self.given(10, 1)
        assert len(sign.changes) == 11
        assert (sign.changes[0].unit, sign.changes[0].leaf, sign.changes[0].own, sign.changes[0].verified) == (A, "I.11", 0, 50)

    def test_the_boards_verification_is_no_leaders(self):
        assert self.given(10, 0, verifier=None) == ()

    def test_a_change_that_moves_no_points_counts_but_goes_no_way(self):
        """A direct leaf at its maximum: 20 times or 30 times are the same points."""
        direct = Leaf(leaf="I.1", group=1, title="Tiêu chí", maximum=Decimal(10), rule=Direct(points_each=Decimal(1)))
        own = {unit: {"I.1": Times(times=30)} for unit in (A, B, C, LEADER)}
        cut = {"I.1": Times(times=20)}
        given = sheets(leaves=(direct,), own=own, changed={A: cut, B: cut}, verifiers={A: LEADER, B: LEADER})
        assert leniency(given, replace(THRESHOLDS, changes_min=2)).one_way == ()


def test_what_an_old_pack_does_not_state_is_said_and_not_assumed():
    assert _thresholds(RULES) == (THRESHOLDS, ())
    assert _thresholds(KNOWN.rules) == (
        None,
        tuple(
            f"scoring.lenient_{figure}" for figure in ("full_marks_percent", "raise_percent", "one_way_percent", "changes_min")
        ),
    )


def test_the_report_of_a_cluster_shows_who_raised_whom(town: Town) -> None:
    """The second and third raise each other by 9.5 points of 100; a unit's officer does not see the report."""
    address = f"/scoresheets/{town.cluster}/leniency"
    town.closed()
    for unit, peer in ((town.units[1], town.units[3]), (town.units[3], town.units[1])):
        generous = sheet(times=7, plus=1)
        town.officer(peer).accepted("submit-cross-sheet", town.cross(unit, peer, generous))
        town.verifier(unit).accepted("verify-sheet", town.changes(unit, change("II.2", "times", times=1)))
    found = town.board.found(address)
    assert (found["thresholds"], len(found["not_stated"]), found["mutual_raises"]) == (None, 4, [])

    town.says(changed(RULE_PACK_ADOPTED, authority=town.authority, scoring=RULES))
    found = town.board.found(address)
    assert found["thresholds"] == {"full_marks_percent": 95, "raise_percent": 1, "one_way_percent": 90, "changes_min": 10}
    (pair,) = found["mutual_raises"]
    assert {pair["one"]["by"], pair["one"]["of"]} == {str(town.units[1]), str(town.units[3])}
    assert pair["one"]["points"] == "18.00"
    assert found["names"][str(town.units[1])] == "Hai"
    assert town.officer(town.leader).get(address).status_code == 403
