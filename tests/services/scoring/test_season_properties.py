"""However a season goes, the points in the log are those that a fresh computation of the official inputs gives."""

from decimal import Decimal
from fractions import Fraction
from functools import reduce

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.examples import changed
from contracts.examples.registry import CLUSTER, MEMBERS, VINH_LOI
from contracts.rules import OfficialLayer
from contracts.scoring import Actual, MovedLeaf, Times, UnitScoreChanged
from services.scoring.commands import AppraiseSheet, CloseSelfScoring, LeaveOutUnit, SubmitSelfSheet, VerifySheet
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.points import Entrant, leaf_points, totals
from services.scoring.season import Scoresheet
from tests.services.scoring.cluster import DEPUTY, GRAIN, LEADER, MODELS, board, change, entries, member, officer, opened
from tests.specification import fold, given

UNITS = tuple(unit for unit in MEMBERS if unit != VINH_LOI)
START = opened(*(member(unit, target=("250000", None)[place % 2]) for place, unit in enumerate(UNITS)))
units, counts = st.sampled_from(UNITS), st.integers(0, 9)
grain = st.integers(0, 500_000).map(lambda actual: Decimal(actual) / 2)
own = st.tuples(st.just("own"), units, grain, counts)
later = st.tuples(st.sampled_from(["verify", "appraise", "leave"]), units, grain, counts)


def play(state: Scoresheet, step, *, facts: list) -> Scoresheet:
    """Do one step; a refusal changes nothing."""
    what, unit, actual, times = step
    sheet = state.sheets.get(unit)
    if what == "own":
        command, who = SubmitSelfSheet(cluster=CLUSTER, unit=unit, entries=entries(str(actual), models=times)), officer(unit)
    elif what == "leave":
        command, who = LeaveOutUnit(cluster=CLUSTER, unit=unit), board()
    else:
        before = (sheet.below(OfficialLayer.BOARD if what == "appraise" else OfficialLayer.LEADER, state.layers)) if sheet else {}
        stated = {GRAIN: Actual(actual=actual), MODELS: Times(times=times)}
        new = tuple(change(leaf, value) for leaf, value in stated.items() if before.get(leaf) != value)
        kind = VerifySheet if what == "verify" else AppraiseSheet
        verifier = officer(DEPUTY if unit == LEADER else LEADER)
        command, who = kind(cluster=CLUSTER, unit=unit, changes=new), verifier if what == "verify" else board()
    done = given(SCORESHEET, *facts).when(decide_season, command, who)
    facts += done.facts
    return reduce(SCORESHEET.evolve, done.facts, state)


def fresh(state: Scoresheet) -> dict:
    """Every unit's points and total, from the official inputs alone."""
    points: dict = {unit: {} for unit in state.sheets}
    for leaf in state.leaves.values():
        entrants = [
            Entrant(state.official(u, leaf.leaf), state.members[u].targets.get(leaf.leaf), u not in state.left_out)
            for u in state.sheets
        ]
        for unit, value in zip(state.sheets, leaf_points(leaf, entrants), strict=True):
            points[unit][leaf.leaf] = value
    how = {"groups": 3, "scale": state.total, "not_assigned": state.not_assigned}
    return {unit: (of, totals(state.leaves.values(), of, **how).total) for unit, of in points.items()}


def folded(state: Scoresheet) -> dict:
    return {unit: (sheet.points, sheet.total) for unit, sheet in state.sheets.items()}


@settings(max_examples=40, deadline=None)
@for_all(st.lists(own, min_size=1, max_size=10), st.lists(later, max_size=10))
def test_points_in_the_log_are_those_of_the_official_inputs(submissions, corrections):
    facts: list = [START]
    state = fold(SCORESHEET, facts)
    for step in submissions:
        state = play(state, step, facts=facts)
        assert folded(state) == fresh(state)
    facts += given(SCORESHEET, *facts).when(decide_season, CloseSelfScoring(cluster=CLUSTER), board()).facts
    state = fold(SCORESHEET, facts)
    for step in corrections:
        state = play(state, step, facts=facts)
        assert folded(state) == fresh(state)
    # What moved says where it came from: each old value is the one before.
    known: dict = {}
    for fact in facts:
        for moved in fact.leaves if isinstance(fact, UnitScoreChanged) else ():
            assert isinstance(moved, MovedLeaf)
            assert moved.old == known.get((fact.unit, moved.leaf)) != moved.new
            known[fact.unit, moved.leaf] = moved.new


@settings(max_examples=20, deadline=None)
@for_all(st.lists(own, min_size=1, max_size=8))
def test_a_member_without_figures_changes_nothing(submissions):
    larger = changed(START, members=(*START.members, member(VINH_LOI)))
    outcomes = []
    for start in (START, larger):
        facts: list = [start]
        state = fold(SCORESHEET, facts)
        for step in submissions:
            state = play(state, step, facts=facts)
        outcomes.append(folded(state))
    assert outcomes[0] == outcomes[1]


@settings(max_examples=20, deadline=None)
@for_all(st.lists(own, min_size=2, max_size=7, unique_by=lambda step: step[1]), st.randoms(use_true_random=False))
def test_in_which_order_sheets_are_handed_in_does_not_matter(submissions, chance):
    shuffled = chance.sample(submissions, len(submissions))
    outcomes = []
    for order in (submissions, shuffled):
        facts: list = [START]
        state = fold(SCORESHEET, facts)
        for step in order:
            state = play(state, step, facts=facts)
        outcomes.append(folded(state))
    assert outcomes[0] == outcomes[1]


@settings(max_examples=20, deadline=None)
@for_all(st.lists(own, min_size=1, max_size=6), st.lists(later, max_size=6))
def test_what_is_added_up_agrees_with_a_slow_count(submissions, corrections):
    """Sums leaf by leaf in fractions, without the code that adds them up."""
    facts: list = [START]
    state = fold(SCORESHEET, facts)
    for step in submissions:
        state = play(state, step, facts=facts)
    facts += given(SCORESHEET, *facts).when(decide_season, CloseSelfScoring(cluster=CLUSTER), board()).facts
    state = fold(SCORESHEET, facts)
    for step in corrections:
        state = play(state, step, facts=facts)
    last = {fact.unit: fact for fact in facts if isinstance(fact, UnitScoreChanged)}
    for unit, fact in last.items():
        points = {code: Fraction(value) for code, value in state.sheets[unit].points.items()}
        groups = [Fraction(0)] * 3
        for code, leaf in state.leaves.items():
            if leaf.rule.kind != "plus-minus":
                groups[leaf.group - 1] += points[code]
        assert [Fraction(each) for each in fact.groups] == groups
        assert Fraction(fact.raw) == sum(groups) == Fraction(fact.scaled)
        assert Fraction(fact.total) == sum(groups) + Fraction(fact.plus_minus)
        assert all(0 <= points[code] <= leaf.maximum for code, leaf in state.leaves.items() if leaf.rule.kind != "plus-minus")
