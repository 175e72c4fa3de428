"""Points against a second computation, slow and written from the rules alone."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from contracts.rules import NotAssigned
from contracts.scoring import Actual, Direct, Leaf, PlusMinus, Qualitative, Quantitative
from services.scoring.points import Entrant, half_up, leaf_points, totals

figures = st.decimals(0, 10**9, places=4) | st.integers(0, 12).map(Decimal)
positive = figures.filter(bool)
maxima = st.integers(1, 400).map(lambda halves: Decimal(halves) / 2)


@st.composite
def boards(draw) -> tuple[Leaf, list[Entrant]]:
    lower = draw(st.booleans())
    targets = st.none() | (figures if lower else positive)
    entrant = st.builds(Entrant, figures.map(lambda actual: Actual(actual=actual)), targets, st.booleans())
    rule = Quantitative(lower_is_better=lower)
    leaf = Leaf(leaf="I.1", group=1, title="Tiêu chí", maximum=draw(maxima), rule=rule)
    return leaf, draw(st.lists(entrant, max_size=12))


def slowly(leaf: Leaf, entrants: Sequence[Entrant], place: int) -> Fraction:
    """One unit's points, rule by rule, as the words have them; everything is looked up anew for each unit."""
    me = entrants[place]
    lower = leaf.rule.lower_is_better
    m, a = Fraction(leaf.maximum), Fraction(me.stated.actual)
    rivals = [e for e in entrants if (e.counts or e is me) and (e.target is None) == (me.target is None)]
    if me.target is None:
        actuals = [Fraction(e.stated.actual) for e in rivals]
        if not lower:
            return Fraction(0) if max(actuals) == 0 else m * a / max(actuals)
        if min(actuals) == 0:
            return m if a == 0 else Fraction(0)
        return m * min(actuals) / a
    t = Fraction(me.target)
    if t == 0:
        return m if a == 0 else Fraction(0)
    if a == t:
        return m / 2
    if (a > t) if lower else (a < t):
        return m / 2 * (t / a if lower else a / t)
    excesses = []
    for rival in rivals:
        if rival.target:
            x, y = Fraction(rival.stated.actual), Fraction(rival.target)
            excesses.append((y - x) / y if lower else (x - y) / y)
    mine = (t - a) / t if lower else (a - t) / t
    return m / 2 + m / 2 * mine / max(excesses)


def rounded(exact: Fraction) -> Decimal:
    with localcontext(prec=60):
        # 60 digits decide every half of a figure with 13 + 4 digits, unless the quotient is exactly a half.
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(boards())
def test_agrees_with_the_slow_computation(board):
    leaf, entrants = board
    assert leaf_points(leaf, entrants) == [rounded(slowly(leaf, entrants, place)) for place in range(len(entrants))]


@given(boards(), st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(board, random):
    leaf, entrants = board
    points = leaf_points(leaf, entrants)
    shuffled = list(range(len(entrants)))
    random.shuffle(shuffled)
    assert leaf_points(leaf, [entrants[place] for place in shuffled]) == [points[place] for place in shuffled]


@given(boards())
def test_never_less_than_nothing_nor_more_than_the_maximum(board):
    leaf, entrants = board
    assert all(0 <= points <= leaf.maximum for points in leaf_points(leaf, entrants))


@given(boards())
def test_the_best_of_each_group_gets_the_maximum(board):
    """Whoever counts and exceeds the target most, or does most without one, gets all of it."""
    leaf, entrants = board
    points = leaf_points(leaf, entrants)
    free = [(p, e.stated.actual) for p, e in zip(points, entrants, strict=True) if e.target is None and e.counts]
    if free and not (leaf.rule.lower_is_better is False and all(actual == 0 for _, actual in free)):
        assert max(p for p, _ in free) == leaf.maximum


@given(boards(), boards())
def test_who_is_left_out_changes_nobody_elses_points(board, other):
    leaf, entrants = board
    gone = [entrant._replace(counts=False) for entrant in other[1] if leaf.rule.lower_is_better or entrant.target != 0]
    assert leaf_points(leaf, [*entrants, *gone])[: len(entrants)] == leaf_points(leaf, entrants)


@given(boards(), st.integers(1, 10**6))
def test_the_unit_of_measure_does_not_matter(board, factor):
    """Tonnes or kilograms: only the proportion of actual and target counts."""
    leaf, entrants = board
    larger = [
        Entrant(
            Actual.model_construct(actual=e.stated.actual * factor), None if e.target is None else e.target * factor, e.counts
        )
        for e in entrants
    ]
    assert leaf_points(leaf, larger) == leaf_points(leaf, entrants)


@given(st.fractions())
def test_half_up_is_never_further_away_than_half_a_hundredth_and_knows_no_sign(value):
    assert abs(Fraction(half_up(value)) - value) <= Fraction(1, 200)
    assert half_up(-value) == half_up(value).copy_negate()


kinds = st.sampled_from(
    [
        Qualitative(),
        Direct(points_each=Decimal("1.5")),
        PlusMinus(points_plus=Decimal(10), points_minus=Decimal(5), lowest=Decimal(-20), highest=Decimal(30)),
    ]
)


@st.composite
def papers(draw) -> tuple[list[Leaf], dict[str, Decimal], int]:
    """Some leaves of three groups, points for each, and a scale."""
    leaves, points = [], {}
    for number in range(draw(st.integers(1, 12))):
        rule = draw(kinds)
        outside = isinstance(rule, PlusMinus)
        maximum = Decimal(0) if outside else draw(maxima)
        leaf = Leaf(leaf=f"I.{number}", group=draw(st.integers(1, 3)), title="Tiêu chí", maximum=maximum, rule=rule)
        leaves.append(leaf)
        points[leaf.leaf] = draw(st.decimals(-20 if outside else 0, 30 if outside else maximum, places=2))
    return leaves, points, draw(st.sampled_from([100, 1000]))


@given(papers(), st.sampled_from(NotAssigned))
def test_sums_agree(paper, not_assigned):
    leaves, points, scale = paper
    added = totals(leaves, points, groups=3, scale=scale, not_assigned=not_assigned)
    inside = [leaf for leaf in leaves if leaf.maximum]
    assert added.raw == sum(added.groups) == sum(points[leaf.leaf] for leaf in inside)
    assert added.maximum == sum(leaf.maximum for leaf in inside)
    assert added.plus_minus == sum(points[leaf.leaf] for leaf in leaves if not leaf.maximum)
    assert added.total == added.scaled + added.plus_minus
    if not_assigned is NotAssigned.RAW or not inside:
        assert added.scaled == added.raw
    else:
        assert added.scaled == rounded(Fraction(added.raw) * scale / Fraction(added.maximum))
        assert added.scaled <= scale


@given(papers(), st.randoms(use_true_random=False))
def test_a_sheet_is_the_same_in_any_order_of_its_leaves(paper, random):
    leaves, points, scale = paper
    straight = totals(leaves, points, groups=3, scale=scale, not_assigned=NotAssigned.SCALED)
    random.shuffle(leaves)
    assert totals(leaves, points, groups=3, scale=scale, not_assigned=NotAssigned.SCALED) == straight
