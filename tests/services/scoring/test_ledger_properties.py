"""However a ledger is kept, its points are those of a slow computation that shares no line with it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from contracts.examples.registry import BAC_LIEU, CLUSTER, DONG_HAI, PLAN
from contracts.rules import ScaleFigureCode
from contracts.scoring import (
    LedgerEntryCancelled,
    LedgerEntryEntered,
    ReportExtended,
    ReportReceived,
    ReportWaived,
    SelfScoringClosed,
    UnitScoreChanged,
)
from services.scoring.commands import CloseSelfScoring
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.ledger import sums_of
from services.scoring.ledger_commands import CancelLedgerEntry, ExtendReport, WaiveReport
from tests.services.scoring.books import DUE, FIGURES, at, enter, handed_in, keeper, receive
from tests.services.scoring.cluster import member, opened
from tests.specification import fold, given

UNITS = (BAC_LIEU, DONG_HAI)
START = handed_in(decide_season, SCORESHEET, [DUE, opened(*(member(unit) for unit in UNITS), ledger=FIGURES)], *UNITS)
unit, number, report = st.sampled_from(UNITS), st.integers(1, 6), st.integers(1, 3)
points = st.integers(-100, 60).map(lambda halves: Decimal(halves) / 2)
when = st.integers(0, 4400).map(lambda hours: at("2023-05-01T00:00") + timedelta(hours=hours))
of = {"reason": "Theo văn bản.", "document": PLAN}
step = st.one_of(
    st.builds(enter, unit, number),
    st.builds(enter, unit, number, points=points),
    st.builds(lambda u, n: CancelLedgerEntry(cluster=CLUSTER, unit=u, entry=UUID(int=n), reason="Nhầm."), unit, number),
    st.builds(lambda u, n, t: receive(u, n, "2023-05-01T00:00", reason="Sửa.", received_at=t), unit, report, when),
    st.builds(lambda u, n, t: ExtendReport(cluster=CLUSTER, units=(u,), report=n, due=t.date(), **of), unit, report, when),
    st.builds(lambda u, n: WaiveReport(cluster=CLUSTER, units=(u,), report=n, **of), unit, report),
    st.just(CloseSelfScoring(cluster=CLUSTER)),
)


def played(steps, facts=START):
    """What follows of the steps; a refusal changes nothing."""
    facts = list(facts)
    for command in steps:
        facts += given(SCORESHEET, *facts).when(decide_season, command, keeper()).facts
    return facts


def slowly(facts, of_unit) -> Decimal:
    """The ledger's points from the facts as they stand in the log, step by step as the rules say it."""
    entries = {fact.entry: fact.points for fact in facts if isinstance(fact, LedgerEntryEntered) and fact.unit == of_unit}
    for fact in facts:
        if isinstance(fact, LedgerEntryCancelled) and fact.unit == of_unit:
            del entries[fact.entry]
    closed = next((fact.closed_at for fact in facts if isinstance(fact, SelfScoringClosed)), None)
    reports = Decimal(0)
    for due in DUE.reports:
        mine = [fact for fact in facts if getattr(fact, "unit", None) == of_unit and getattr(fact, "report", None) == due.report]
        days = [fact.due for fact in mine if isinstance(fact, ReportExtended)]
        came = [fact.received_at for fact in mine if isinstance(fact, ReportReceived)]
        if any(isinstance(fact, ReportWaived) for fact in mine):
            continue
        end = at(f"{days[-1] if days else due.due}T00:00") + timedelta(days=1)
        if closed and end <= closed and not (came and came[-1] < closed):
            reports -= 5
        elif came and came[-1] >= end:
            reports -= 2
    bonus = min(sum((each for each in entries.values() if each > 0), Decimal(0)), Decimal(30))
    minus = sum((each for each in entries.values() if each < 0), Decimal(0)) + max(reports, Decimal(-20))
    return bonus + max(minus, Decimal(-50))


@settings(max_examples=60, deadline=None)
@for_all(st.lists(step, max_size=25))
def test_a_slow_independent_recomputation_agrees(steps):
    facts = played(steps)
    for each in UNITS:
        total = [fact.total for fact in facts if isinstance(fact, UnitScoreChanged) and fact.unit == each][-1]
        assert total == 600 + slowly(facts, each)


@settings(max_examples=40, deadline=None)
@for_all(st.permutations(range(6)), st.lists(points.filter(bool), min_size=3, max_size=3), st.lists(when, min_size=3, max_size=3))
def test_the_order_of_entries_and_receipts_does_not_matter(order, stated, moments):
    bounded = [max(Decimal(-50), min(Decimal(30), each)) for each in stated]
    commands = [
        *(enter(BAC_LIEU, n, points=each) for n, each in enumerate(bounded, start=1)),
        *(receive(BAC_LIEU, n, f"{each:%Y-%m-%dT%H:%M}") for n, each in enumerate(moments, start=1)),
    ]
    one, two = played(commands), played([commands[place] for place in order])
    assert sums_of(fold(SCORESHEET, one).ledger, BAC_LIEU) == sums_of(fold(SCORESHEET, two).ledger, BAC_LIEU)
    assert fold(SCORESHEET, one).sheets == fold(SCORESHEET, two).sheets


@settings(max_examples=60, deadline=None)
@for_all(st.lists(step, max_size=25))
def test_the_sums_keep_their_bounds_and_add_up(steps):
    ledger = fold(SCORESHEET, played(steps)).ledger
    for each in UNITS:
        if found := sums_of(ledger, each):
            assert found.bonuses - found.bonuses_cut <= 30
            assert found.reports + found.reports_cut >= -20
            assert found.deductions + found.reports + found.reports_cut + found.deductions_cut >= -50
            plus, minus = found.bonuses - found.bonuses_cut, found.deductions + found.reports
            assert found.points == plus + minus + found.reports_cut + found.deductions_cut
            assert min(found.bonuses, found.bonuses_cut, found.reports_cut, found.deductions_cut) >= 0
            assert max(found.deductions, found.reports) <= 0
    assert ledger.figures[ScaleFigureCode.BONUS_CAP] == 30
