"""Points of every kind of leaf, by numbers worked out by hand."""

import ast
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from pydantic import ValidationError

import services.scoring
from contracts.rules import NotAssigned
from contracts.scoring import Actual, Direct, Input, Leaf, Met, PlusMinus, PlusMinusTimes, Qualitative, Quantitative, Times
from services.scoring.points import Entrant, Totals, deductions, exact, half_up, leaf_points, totals

HIGHER, LOWER = Quantitative(lower_is_better=False), Quantitative(lower_is_better=True)


def leaf(rule, maximum: str = "10", code: str = "I.1", group: int = 1) -> Leaf:
    return Leaf(leaf=code, group=group, title="Tiêu chí", maximum=Decimal(maximum), rule=rule)


def entrant(actual: str, target: str | None = None, *, counts: bool = True) -> Entrant:
    return Entrant(Actual(actual=Decimal(actual)), None if target is None else Decimal(target), counts)


def points(rule, *entrants: tuple[str, str | None] | Entrant, maximum: str = "10") -> list[str]:
    """Points as text, of (actual, target) in order."""
    given = [each if isinstance(each, Entrant) else entrant(*each) for each in entrants]
    return [str(each) for each in leaf_points(leaf(rule, maximum), given)]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param([("120", "100"), ("60", "50"), ("80", "80")], ["10.00", "10.00", "5.00"], id="two share the best excess"),
        pytest.param([("50", "100")], ["2.50"], id="half of the target"),
        pytest.param([("100", "100"), ("80", "80")], ["5.00", "5.00"], id="everybody exactly on target"),
        pytest.param([("0", "100")], ["0.00"], id="nothing done"),
        pytest.param([("130", "100"), ("110", "100")], ["10.00", "6.67"], id="a third of the best excess: 5 + 5/3"),
        pytest.param([("99.9999", "100"), ("100.0001", "100")], ["5.00", "10.00"], id="a hair under, a hair over"),
        pytest.param([("0.0001", "9999999999999.9999")], ["0.00"], id="the smallest of the largest"),
    ],
)
def test_quantitative_with_target(figures, expected):
    assert points(HIGHER, *figures) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param([("150", None), ("100", None), ("75", None)], ["10.00", "6.67", "5.00"], id="in proportion to the best"),
        pytest.param([("0", None), ("0", None)], ["0.00", "0.00"], id="the best is nothing"),
        pytest.param([("0", None), ("3", None)], ["0.00", "10.00"], id="only one did anything"),
    ],
)
def test_quantitative_without_target(figures, expected):
    assert points(HIGHER, *figures) == expected


def test_with_and_without_target_are_ranked_apart():
    """The unit without target has 1,000 and moves nobody who has one; nor do they move it."""
    assert points(HIGHER, ("110", "100"), ("1000", None), ("120", "100")) == ["7.50", "10.00", "10.00"]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param([("20", "10")], ["2.50"], id="twice as many as allowed"),
        pytest.param([("10", "10")], ["5.00"], id="exactly"),
        pytest.param([("5", "10"), ("8", "10")], ["10.00", "7.00"], id="e is 0.5 and 0.2: 5 + 5·0.2/0.5"),
        pytest.param([("0", "10"), ("5", "10")], ["10.00", "7.50"], id="none at all: e is 1"),
        pytest.param([("0", "0"), ("1", "0")], ["10.00", "0.00"], id="target 0: all or nothing"),
        pytest.param([("0", "0"), ("9", "10"), ("8", "10")], ["10.00", "7.50", "10.00"], id="target 0 sets no excess"),
        pytest.param([("4", None), ("8", None), ("2", None)], ["5.00", "2.50", "10.00"], id="without target: the lowest is best"),
        pytest.param([("0", None), ("1", None), ("0", None)], ["10.00", "0.00", "10.00"], id="the best is 0: all or nothing"),
        pytest.param([("3", None), ("3", None)], ["10.00", "10.00"], id="all equal"),
    ],
)
def test_lower_is_better(figures, expected):
    assert points(LOWER, *figures) == expected


def test_the_quotient_is_never_cut():
    """0.5 · 4.5 · 7/30 = 0.525, which a decimal of 28 digits makes 0.52."""
    assert points(HIGHER, ("7", "30"), maximum="4.5") == ["0.53"]


def test_a_unit_left_out_sets_no_best_and_is_scored_as_if_it_alone_came_back():
    """Excesses 0.4 (left out), 0.2, 0.1: the others are measured by 0.2; without target likewise by 100, not 400."""
    gone = entrant("140", "100", counts=False)
    assert points(HIGHER, gone, ("120", "100"), ("110", "100")) == ["10.00", "10.00", "7.50"]
    assert points(HIGHER, entrant("400", counts=False), ("100", None), ("50", None)) == ["10.00", "10.00", "5.00"]
    assert points(HIGHER, entrant("50", counts=False), ("100", None)) == ["5.00", "10.00"]
    assert points(LOWER, entrant("1", counts=False), ("2", None), ("4", None)) == ["10.00", "10.00", "5.00"]
    assert points(HIGHER, entrant("7", counts=False)) == ["10.00"]
    assert points(HIGHER, entrant("130", "100", counts=False), ("100", "100")) == ["10.00", "5.00"]


def test_who_is_missing_is_not_0():
    """A unit without a figure is no entrant: nobody's points know of it."""
    assert leaf_points(leaf(HIGHER), []) == []


def test_qualitative():
    assert points_of(leaf(Qualitative(), "7.5"), Met(met=True)) == "7.50"
    assert points_of(leaf(Qualitative(), "7.5"), Met(met=False)) == "0.00"


@pytest.mark.parametrize(("times", "expected"), [(0, "0.00"), (3, "4.50"), (6, "9.00"), (7, "10.00"), (1_000_000, "10.00")])
def test_direct(times, expected):
    assert points_of(leaf(Direct(points_each=Decimal("1.5"))), Times(times=times)) == expected


@pytest.mark.parametrize(
    ("plus", "minus", "expected"),
    [(0, 0, "0.00"), (2, 0, "20.00"), (4, 0, "30.00"), (0, 3, "-15.00"), (0, 9, "-20.00"), (1, 1, "5.00"), (5, 4, "30.00")],
)
def test_plus_minus_is_clamped(plus, minus, expected):
    """+10 each and -5 each, between -20 and +30; 5 · 10 - 4 · 5 is exactly 30."""
    rule = PlusMinus(points_plus=Decimal(10), points_minus=Decimal(5), lowest=Decimal(-20), highest=Decimal(30))
    assert points_of(leaf(rule, "0"), PlusMinusTimes(plus=plus, minus=minus)) == expected


def points_of(of: Leaf, stated: Input) -> str:
    return str(leaf_points(of, [Entrant(stated)])[0])


@pytest.mark.parametrize("rule", [HIGHER, Qualitative(), Direct(points_each=Decimal(1))])
def test_an_input_of_another_kind_is_an_error(rule):
    with pytest.raises(TypeError, match=r"leaf I\.1 of kind"):
        leaf_points(leaf(rule), [Entrant(PlusMinusTimes(plus=1, minus=0))])


@pytest.mark.parametrize(
    ("value", "expected"),
    [("1.005", "1.01"), ("-1.005", "-1.01"), ("1.0049", "1.00"), ("-1.0049", "-1.00"), ("0", "0.00"), ("-0.004", "0.00")],
)
def test_half_up_is_away_from_zero(value, expected):
    assert str(half_up(Fraction(value))) == expected


MINUS = PlusMinus(points_plus=Decimal(10), points_minus=Decimal(5), lowest=Decimal(-20), highest=Decimal(30))
SHEET = (
    leaf(Qualitative(), "70", "I.1", 1),
    leaf(Qualitative(), "20", "II.1", 2),
    leaf(Qualitative(), "10", "II.2", 2),
    leaf(MINUS, "0", "III.1", 3),
)
POINTS = {"I.1": Decimal("40.00"), "II.1": Decimal("20.00"), "II.2": Decimal("5.00"), "III.1": Decimal("15.00")}


def added(leaves, not_assigned=NotAssigned.SCALED, scale=100, points=POINTS) -> Totals:
    return totals(leaves, points, groups=3, scale=scale, not_assigned=not_assigned)


def test_totals_of_a_whole_sheet():
    """40 + 20 + 5 = 65 of 100; the 15 stand beside it and in no group."""
    assert added(SHEET) == Totals(
        groups=(Decimal(40), Decimal(25), Decimal(0)),
        maximum=Decimal(100),
        raw=Decimal(65),
        scaled=Decimal(65),
        plus_minus=Decimal(15),
        total=Decimal(80),
    )


def test_a_leaf_not_assigned_leaves_the_maximum_and_the_sheet_is_scaled_once():
    """Without II.2: 60 of 90 is 66.666… of 100 and so 66.67; then +15 at face value. Groups stay unscaled."""
    result = added(SHEET[:2] + SHEET[3:])
    assert (result.groups[1], result.maximum, result.raw) == (Decimal(20), Decimal(90), Decimal(60))
    assert (result.scaled, result.plus_minus, result.total) == (Decimal("66.67"), Decimal(15), Decimal("81.67"))


def test_a_pack_may_compare_raw_totals():
    assert added(SHEET[:2] + SHEET[3:], NotAssigned.RAW).total == Decimal(75)


def test_a_total_may_be_negative():
    result = added(SHEET, points={**POINTS, "I.1": Decimal(0), "II.1": Decimal(0), "II.2": Decimal(0), "III.1": Decimal(-20)})
    assert result.total == Decimal(-20)


def test_a_sheet_of_plus_minus_leaves_alone_has_nothing_to_scale():
    result = added(SHEET[3:])
    assert (result.maximum, result.scaled, result.total) == (Decimal(0), Decimal(0), Decimal(15))


def test_deductions_are_what_the_penalties_come_to_before_any_bound():
    """9 penalties of 5 are 45, though the leaf itself stops at -20."""
    stated: dict[str, Input] = {"I.1": Met(met=True), "III.1": PlusMinusTimes(plus=1, minus=9)}
    assert deductions((SHEET[0], SHEET[3]), stated) == Decimal(45)


@pytest.mark.parametrize("number", [0.1, 1e400, float("nan"), "1", None])
def test_only_exact_numbers_enter_the_computation(number):
    with pytest.raises(TypeError):
        exact(number)


@pytest.mark.parametrize("number", ["0.1", "1", "1e400", '"NaN"', '"-1"', '"1e3"', '"0.00001"', "null"])
def test_no_float_comes_through_the_door(number):
    with pytest.raises(ValidationError):
        Actual.model_validate_json(f'{{"actual": {number}}}')


def test_a_float_smuggled_past_the_contract_is_refused():
    with pytest.raises(TypeError, match="not exact"):
        leaf_points(leaf(HIGHER), [Entrant(Actual.model_construct(actual=0.1))])


def test_no_float_is_written_in_the_service():
    """Neither a literal nor a call: what is not there cannot round."""
    for module in Path(services.scoring.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (module.name, node.lineno)
            assert not (isinstance(node, ast.Name) and node.id == "float"), (module.name, node.lineno)
