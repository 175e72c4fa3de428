"""A pack that rounds to fewer than two places: each figure is rounded once, where it is rounded at all, and adds up exactly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, PLAN
from contracts.rules import NotAssigned, Rounding
from contracts.scoring import Actual, Leaf, UnitScoreChanged
from services.scoring.commands import InheritScore
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.known import Heritage, LockedTotal, Predecessor
from services.scoring.leniency import Sheets
from services.scoring.points import Precision
from tests.services.scoring.books import FIGURES, enter, handed_in, keeper
from tests.services.scoring.cluster import HIGHER, MODELS, board, entries, knowing, member, officer, opened
from tests.services.scoring.test_season import submit, then
from tests.specification import given

UNITS = (BAC_LIEU, DONG_HAI)
places = st.integers(0, 2)
hundredths = st.integers(-5000, 3000).filter(bool).map(lambda n: Decimal(n) / 100)
totals = st.integers(0, 110_000).map(lambda n: Decimal(n) / 100)
grain = st.integers(0, 1_000_000).map(lambda n: Decimal(n) / 2)


def begun(to: int, *not_assigned: str):
    rules = {"decimal_places": to, "rounding": Rounding.HALF_UP, "ledger": FIGURES}
    return opened(*(member(unit, *not_assigned) for unit in UNITS), **rules)


def last(facts, unit: UUID) -> UnitScoreChanged:
    return [fact for fact in facts if isinstance(fact, UnitScoreChanged) and fact.unit == unit][-1]


def places_of(number: Decimal) -> int:
    return max(0, -int(number.normalize().as_tuple().exponent))


def half_up(value: Fraction, to: int) -> Decimal:
    """Slowly, and with none of the product's lines."""
    shifted = abs(value) * 10**to
    whole = shifted.numerator // shifted.denominator
    units = whole + (1 if shifted - whole >= Fraction(1, 2) else 0)
    return Decimal(units if value >= 0 else -units).scaleb(-to)


@settings(max_examples=60, deadline=None)
@for_all(places, grain, grain, st.lists(hundredths, max_size=4))
def test_leaves_and_sheet_are_rounded_and_the_ledger_keeps_its_face_value(to, one, other, entered):
    """Less a leaf each sheet is scaled: its quotient is rounded once, and an entry of a quarter point stays a quarter."""
    facts = [begun(to, MODELS)]
    for unit, actual in zip(UNITS, (one, other), strict=True):
        whole = tuple(entry for entry in entries(str(actual)) if entry.leaf != MODELS)
        command = submit(unit).model_copy(update={"entries": whole})
        facts = then(facts, command, officer(unit))
    for number, points in enumerate(entered, start=1):
        facts = then(facts, enter(BAC_LIEU, number, points=points), keeper())
    said = last(facts, BAC_LIEU)
    assert all(places_of(moved.new) <= to for fact in facts if isinstance(fact, UnitScoreChanged) for moved in fact.leaves)
    assert said.scaled == half_up(Fraction(said.raw) * 1000 / Fraction(said.maximum), to)
    bonus = min(sum((each for each in entered if each > 0), Decimal(0)), Decimal(30))
    taken = max(sum((each for each in entered if each < 0), Decimal(0)), Decimal(-50))
    assert said.total == said.scaled + said.plus_minus + bonus + taken


@settings(max_examples=60, deadline=None)
@for_all(places, totals, totals, st.integers(1, 99), hundredths)
def test_what_is_inherited_is_rounded_once_as_the_sheet_is(to, one, other, share, points):
    """The mean of two predecessors, then the mean with its own months: each rounded once, to the places of the pack."""
    parts = tuple(
        Predecessor(UUID(int=number), weight, 100, LockedTotal(UUID(int=7), total, 1000, None))
        for number, weight, total in ((101, share, one), (102, 100 - share, other))
    )
    known = knowing(heritage=Heritage(date(2023, 1, 1), date(2024, 1, 1), parts))
    facts = handed_in(decide_season, SCORESHEET, [begun(to)], BAC_LIEU)
    facts = then(facts, enter(BAC_LIEU, 1, points=points), keeper())
    own = last(facts, BAC_LIEU).total
    inherit = InheritScore(cluster=CLUSTER, unit=BAC_LIEU, on=date(2023, 9, 1), reason="Sáp nhập.", document=PLAN)
    inherited, *_ = done = given(SCORESHEET, *facts).when(decide_season, inherit, board(known)).facts
    assert inherited.mean == half_up((Fraction(one) * share + Fraction(other) * (100 - share)) / 100, to)
    after = last([*facts, *done], BAC_LIEU).total
    assert after == half_up((Fraction(inherited.mean) * 8 + Fraction(own) * 4) / 12, to)
    again = then([*facts, *done], enter(BAC_LIEU, 2, points=Decimal("0.25")), keeper())
    ledger = last(again, BAC_LIEU).ledger
    own = last(again, BAC_LIEU).scaled + last(again, BAC_LIEU).plus_minus + ledger.points
    assert last(again, BAC_LIEU).total == half_up((Fraction(inherited.mean) * 8 + Fraction(own) * 4) / 12, to)


@settings(max_examples=60, deadline=None)
@for_all(places, st.integers(1, 400), st.integers(1, 400))
def test_leniency_reckons_as_the_season_does(to, one, other):
    leaf = Leaf(leaf="I.1", group=1, title="Tiêu chí", maximum=Decimal(100), rule=HIGHER)
    stated = {unit: {"I.1": Actual(actual=Decimal(figure))} for unit, figure in zip(UNITS, (one, other), strict=True)}
    found = Sheets(
        leaves=(leaf,),
        members={unit: member(unit, target=None) for unit in UNITS},
        scale=100,
        not_assigned=NotAssigned.SCALED,
        own=stated,
        precision=Precision(to),
    ).total(BAC_LIEU, stated[BAC_LIEU])
    assert found == half_up(Fraction(100 * one, max(one, other)), to)
