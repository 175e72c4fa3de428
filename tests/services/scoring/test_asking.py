"""Why a leaf has its points, what one changed input would do, and what parts two scorecards."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from functools import reduce

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.examples import changed
from contracts.examples.registry import CLUSTER
from contracts.scoring import Actual, Leaf, PlusMinus, Quantitative, Times, UnitScoreChanged
from services.scoring import refusals as no
from services.scoring.commands import SubmitSelfSheet
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.scorecard_diff import Difference, differences
from services.scoring.season import Scoresheet
from services.scoring.shortfall import shortfalls
from services.scoring.what_if import what_if
from services.scoring.why import why
from tests.services.scoring.cluster import GRAIN, HIGHER, LOWER, MODELS, TREE, board, change, criterion, entries, member, officer
from tests.services.scoring.test_layers import LAYERED
from tests.services.scoring.test_season import LEADER, A, B, C, appraise, history, own, then, verify
from tests.services.scoring.town import Town
from tests.specification import fold, given

NAMES = {A: "Bạc Liêu", B: "Hồng Dân", C: "Đông Hải"}


def season_of(rule: Quantitative, *figures: tuple[str | None, str]) -> Scoresheet:
    """A, B and C with targets and actual figures on the one quantitative leaf, of ten points."""
    leaf = LAYERED.leaves[0]
    leaves = (Leaf(leaf=leaf.leaf, group=1, title=leaf.title, maximum=Decimal(10), rule=rule), *LAYERED.leaves[1:])
    units = (A, B, C)
    members = tuple(member(unit, target=target) for unit, (target, _) in zip(units, figures, strict=False))
    facts: list = [changed(LAYERED, leaves=leaves, members=(*members, member(LEADER)))]
    for unit, (_, actual) in zip(units, figures, strict=False):
        command = SubmitSelfSheet(cluster=CLUSTER, unit=unit, entries=entries(actual))
        facts += given(SCORESHEET, *facts).when(decide_season, command, officer(unit)).facts
    return fold(SCORESHEET, facts)


VECTORS = {
    "exceeded": (HIGHER, [("100", "120"), ("50", "60"), ("80", "80")], ["10.00", "10.00", "5.00"]),
    "not met": (HIGHER, [("100", "50")], ["2.50"]),
    "without target": (HIGHER, [(None, "150"), (None, "100"), (None, "75")], ["10.00", "6.67", "5.00"]),
    "everybody on target": (HIGHER, [("100", "100"), ("50", "50")], ["5.00", "5.00"]),
    "nothing is the best": (HIGHER, [(None, "0"), (None, "0")], ["0.00", "0.00"]),
    "lower is better": (LOWER, [("100", "200"), ("100", "100"), ("100", "50")], ["2.50", "5.00", "10.00"]),
    "lower without target": (LOWER, [(None, "2"), (None, "4")], ["10.00", "5.00"]),
    "the lowest is 0": (LOWER, [(None, "0"), (None, "4")], ["10.00", "0.00"]),
    "target 0": (LOWER, [("0", "0"), ("0", "1")], ["10.00", "0.00"]),
}
"""The figures of the rules, each through the whole decision."""


@pytest.mark.parametrize("name", VECTORS)
def test_points_are_those_of_the_rules_and_explained_by_them(name: str):
    rule, figures, expected = VECTORS[name]
    season = season_of(rule, *figures)
    for unit, points in zip((A, B, C), expected, strict=False):
        found = why(season, unit, season.leaves[GRAIN], NAMES)
        assert found is not None
        assert str(season.sheet(unit).points[GRAIN]) == str(found.points) == points


def test_the_formula_has_the_numbers_and_names_whose_the_best_is():
    season = season_of(HIGHER, ("100", "120"), ("50", "55"), ("80", "40"))
    second, third = (why(season, unit, season.leaves[GRAIN], NAMES) for unit in (B, C))
    assert second is not None
    assert third is not None
    assert (second.rule, second.formula, second.points) == ("beyond-target", "0.5 × 10 + 0.5 × 10 × 0.1/0.2", Decimal("7.50"))
    assert (second.excess, second.best_excess, second.best_unit) == ("1/10", "1/5", A)
    assert second.vi.endswith("mức vượt cao nhất 0,2 là của Bạc Liêu: 0,5 × 10 + 0,5 × 10 × 0,1/0,2 = 7,50")
    assert (third.rule, third.formula, third.points) == ("below-target", "0.5 × 10 × 40/80", Decimal("2.50"))
    assert third.en == "Target not met: 0.5 × 10 × 40/80 = 2.50"


def test_what_was_rounded_says_so():
    season = season_of(HIGHER, (None, "150"), (None, "100"))
    found = why(season, B, season.leaves[GRAIN], NAMES)
    assert found is not None
    assert (found.exact, found.points, found.best_actual, found.best_unit) == ("20/3", Decimal("6.67"), Decimal(150), A)
    assert found.en.endswith("10 × 100/150 ≈ 6.67 (rounded once, to 2 places)")


def test_a_missing_figure_is_missing():
    season = season_of(HIGHER, ("100", "120"))
    assert why(season, LEADER, season.leaves[GRAIN], NAMES) is None


figures = st.tuples(st.sampled_from([None, "3", "7.5", "250"]), st.integers(0, 900).map(lambda n: f"{Decimal(n) / 4:f}"))


@settings(max_examples=40, deadline=None)
@for_all(st.sampled_from([HIGHER, LOWER]), st.lists(figures, min_size=1, max_size=3))
def test_an_explanation_comes_to_the_points_in_the_log(rule, stated):
    """An independent reading of the rules, one leaf at a time and in fractions, agrees with what the decision says."""
    season = season_of(rule, *stated)
    for unit in season.sheets:
        for leaf in season.leaves.values():
            found = why(season, unit, leaf, NAMES)
            assert found is not None
            assert found.points == season.sheet(unit).points[leaf.leaf]
            assert abs(Fraction(found.exact) - Fraction(found.points)) <= Fraction(1, 200)
            assert 0 <= found.points <= max(leaf.maximum, 30)


HISTORY = then(history(own(A, grain="350000"), own(B, grain="275000"), start=LAYERED), verify(A), officer(LEADER))


def test_what_if_says_what_the_board_would_do_and_writes_nothing():
    """The best, 350,000, would be 300,000: then B's 275,000 is half of the best excess."""
    season = fold(SCORESHEET, HISTORY)
    supposed = what_if(season, CLUSTER, A, GRAIN, Actual(actual=Decimal(300000)))
    really = given(SCORESHEET, *HISTORY).when(decide_season, appraise(A, change(GRAIN, Actual(actual=Decimal(300000)))), board())
    moved = [fact for fact in really.facts if isinstance(fact, UnitScoreChanged)]
    assert [(each.unit, each.leaves, each.total) for each in supposed] == [(each.unit, each.leaves, each.total) for each in moved]
    assert season == reduce(SCORESHEET.evolve, HISTORY, SCORESHEET.initial)


def test_what_if_of_what_holds_is_nothing_and_of_what_cannot_be_is_refused():
    season = fold(SCORESHEET, HISTORY)
    assert what_if(season, CLUSTER, A, GRAIN, Actual(actual=Decimal(350000))) == []
    for unit, leaf, stated, refusal in (
        (C, GRAIN, Actual(actual=Decimal(1)), no.SheetMissing),
        (A, MODELS, Actual(actual=Decimal(1)), no.SheetUnsound),
        (A, "IX", Times(times=1), no.SheetUnsound),
    ):
        with pytest.raises(refusal):
            what_if(season, CLUSTER, unit, leaf, stated)


@settings(max_examples=30, deadline=None)
@for_all(st.sampled_from([HIGHER, LOWER]), st.lists(figures, min_size=1, max_size=3))
def test_what_is_missing_and_what_is_there_make_the_whole_sheet(rule, stated):
    season = season_of(rule, *stated)
    for unit in season.sheets:
        found = shortfalls(season, unit)
        whole = {leaf.leaf: leaf.maximum for leaf in season.leaves.values() if not isinstance(leaf.rule, PlusMinus)}
        points = season.sheet(unit).points
        assert {each.leaf.leaf: each.missing for each in found} == {
            leaf: maximum - points[leaf] for leaf, maximum in whole.items() if maximum != points[leaf]
        }
        assert [each.missing for each in found] == sorted((each.missing for each in found), reverse=True)
        scale = Fraction(season.total) / Fraction(sum(whole.values()))
        assert all(abs(Fraction(each.worth) - Fraction(each.missing) * scale) <= Fraction(1, 200) for each in found)


def test_two_scorecards_differ_leaf_by_leaf():
    first, second, third = TREE
    grown = criterion("I", "61", None, criterion("I.1", "41", HIGHER), criterion("I.3", "20", LOWER))
    found = [(each.code, each.difference, each.fields) for each in differences(TREE, (grown, second, third))]
    assert found == [
        ("I", Difference.CHANGED, ("maximum",)),
        ("I.1", Difference.CHANGED, ("maximum",)),
        ("I.3", Difference.ADDED, ()),
        ("I.2", Difference.REMOVED, ()),
    ]
    assert list(differences(TREE, (first, second, third))) == []


def test_over_http_each_sees_what_is_theirs(town: Town) -> None:
    """Without targets: 100, 50, 25 and 80 of 40 points; if the best were 50, everybody else would rise."""
    town.verified("100", "50", "25", "80")
    first, second, third, fourth = town.units
    path = f"/scoresheets/{town.cluster}/units"
    found = town.officer(second).found(f"{path}/{second}/why")
    leaf = next(each for each in found["leaves"] if each["leaf"] == "I.1")
    assert (leaf["formula"], leaf["points"], leaf["best_unit"]) == ("40 × 50/100", "20.00", str(first))
    assert leaf["vi"] == "Không giao chỉ tiêu: kết quả tốt nhất 100 là của Mot: 40 × 50/100 = 20,00"
    stated = json.dumps({"kind": "actual", "actual": "50"})
    answer = town.board.found(f"{path}/{first}/what-if", leaf="I.1", stated=stated)
    assert [(each["name"], each["difference"]) for each in answer["units"]] == [
        ("Mot", "-15.00"),
        ("Hai", "5.00"),
        ("Ba", "2.50"),
        ("Bon", "8.00"),
    ]
    own_only = town.officer(third).found(f"{path}/{third}/what-if", leaf="I.1", stated=stated)
    assert str(third) in {each["unit"] for each in own_only["units"]}
    assert len(own_only["units"]) < len(town.units)
    assert town.officer(fourth).get(f"{path}/{first}/what-if", leaf="I.1", stated=stated).status_code == 404
    for bad in ('{"kind": "actual", "actual": 50.5}', "{", '{"kind": "x"}'):
        assert town.board.get(f"{path}/{first}/what-if", leaf="I.1", stated=bad).json()["code"] == "no-input"
    assert town.points() == ["40.00", "20.00", "10.00", "32.00"]
    short = town.officer(second).found(f"{path}/{second}/shortfall")
    assert (short["leaves"][0]["leaf"], short["leaves"][0]["missing"]) == ("I.1", "20.00")
    assert town.officer(fourth).get(f"{path}/{first}/shortfall").status_code == 404
    listed = town.board.found(f"/scoresheets/{town.cluster}/changes")["items"]
    first_at, last_at = listed[0]["position"], listed[-1]["position"]
    between = town.board.found(f"/scoresheets/{town.cluster}/changes", since=first_at, until=last_at)["items"]
    assert between == listed[1:]
    assert town.board.found(f"/scoresheets/{town.cluster}/changes", since=last_at)["items"] == []
    same = town.board.found(f"/agreements/{town.cluster}/versions/1/diff", against=1)
    assert same["changes"] == []
