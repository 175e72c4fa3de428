"""Lots: announced before anybody knows the seed, drawn by the seed alone, and drawn again by anybody with a shell."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from contracts.ballots import LotsAnnounced, LotsCancelled, LotsDrawn, TieBroken
from contracts.base import VIETNAM
from contracts.examples.ballots import LOTS_DRAWN
from contracts.rules import TieBreak
from infra.runtime.errors import ForeignAuthority
from services.ranking import ballot_refusals as refusals
from services.ranking.ballot_commands import AnnounceLots, CancelLots, DrawLots
from services.ranking.lots import LOTS, decide, order_by
from services.ranking.lots_queries import shell_of
from services.ranking.lots_refusals import (
    BallotComesFirst,
    LotsAlreadyAnnounced,
    LotsAlreadyDrawn,
    LotsAreOver,
    SeedMayBeKnown,
    SeedNotKnownYet,
    UnknownLots,
)
from services.ranking.refusals import NothingDrawn
from services.ranking.standing import STANDING
from tests.services.ranking.examples import CLUSTER, STEPS, locked, score, unit
from tests.services.ranking.voting import RULES, TIE, TIED, at, drawn, tie_broken, voting
from tests.specification import Given, given

DRAW_ID = UUID("018c0000-0000-7000-8000-0000000000d1")
NOON = datetime(2023, 12, 20, 12, 0, tzinfo=VIETNAM)
LATER = "2023-12-20T12:00"
SOURCE = "Giải đặc biệt xổ số kiến thiết Bạc Liêu ngày 20/12/2023"
EQUAL = tie_broken(TIE)


def announce(**changes: object) -> AnnounceLots:
    values = {"lots": DRAW_ID, "cluster": CLUSTER, "units": TIE, "source": SOURCE, "known_at": NOON}
    return AnnounceLots(**{**values, **changes})  # type: ignore[arg-type]


def before(*facts: object) -> Given:
    return given(LOTS).also(STANDING, *(facts or (drawn(), EQUAL)))  # type: ignore[arg-type]


def announced() -> LotsAnnounced:
    (fact,) = before().when(decide, announce(), at()).facts
    assert isinstance(fact, LotsAnnounced)
    return fact


DRAW = DrawLots(lots=DRAW_ID, cluster=CLUSTER, seed="270923")
CANCEL = CancelLots(lots=DRAW_ID, reason="Kỳ quay số bị hoãn.")


def test_the_source_of_the_seed_is_announced_for_what_the_ballot_left_tied():
    fact = announced()
    assert (fact.units, fact.rank, fact.source, fact.known_at) == (TIE, 1, SOURCE, NOON)


def test_the_ballot_comes_first_where_the_pack_has_one():
    before(drawn()).when(decide, announce(), at()).then_rejected(BallotComesFirst)
    without = voting(rules=replace(RULES, tie_breaks=tuple(step for step in STEPS if step is not TieBreak.BALLOT)))
    assert before(drawn()).when(decide, announce(), at(without)).facts


def test_what_a_ballot_left_tied_of_three_may_be_drawn():
    three = locked(*(score(n, "950.00") for n in (1, 2, 3)), *TIED.rows[3:])
    left = (drawn(three), tie_broken(TIE, (unit(3),)), drawn())
    assert before(*left).when(decide, announce(), at()).facts


@pytest.mark.parametrize("known_at", [NOON - timedelta(hours=3), NOON - timedelta(days=1)])
def test_a_seed_that_may_be_known_is_none(known_at):
    before().when(decide, announce(known_at=known_at), at()).then_rejected(SeedMayBeKnown)


def test_lots_are_for_unresolved_ties_alone():
    before().when(decide, announce(units=(unit(3), unit(4))), at()).then_rejected(refusals.TieNotUnresolved)
    without = voting(rules=replace(RULES, tie_breaks=STEPS[:-1]))
    before().when(decide, announce(), at(without)).then_rejected(refusals.StepNotInPack, step="lots")
    given(LOTS).also(STANDING).when(decide, announce(), at()).then_rejected(NothingDrawn)
    before().when(decide, announce(), at(authority="ca-mau")).then_rejected(ForeignAuthority)
    given(LOTS, announced()).also(STANDING, drawn(), EQUAL).when(decide, announce(), at()).then_rejected(LotsAlreadyAnnounced)


def test_there_is_no_second_draw():
    drawn_before = tie_broken((unit(1),), (unit(2),), by=TieBreak.LOTS, act=UUID(int=9))
    before(drawn(), EQUAL, drawn_before).when(decide, announce(), at()).then_rejected(LotsAlreadyDrawn, act=UUID(int=9))


def test_the_seed_gives_the_order_and_breaks_the_tie():
    fact, broken = given(LOTS, announced()).also(STANDING).when(decide, DRAW, at(when=LATER)).facts
    order = order_by("270923", TIE)
    assert isinstance(fact, LotsDrawn)
    assert (fact.seed, fact.order) == ("270923", order)
    assert broken == tie_broken(*((each,) for each in order), by=TieBreak.LOTS, act=DRAW_ID)
    assert isinstance(broken, TieBroken)


def test_nothing_is_drawn_before_the_seed_is_known_or_twice():
    history = given(LOTS, announced()).also(STANDING)
    history.when(decide, DRAW, at(when="2023-12-20T11:59")).then_rejected(SeedNotKnownYet)
    history.when(decide, DRAW, at(when=LATER, authority="ca-mau")).then_rejected(ForeignAuthority)
    history.when(decide, DrawLots(lots=DRAW_ID, cluster=UUID(int=5), seed="1"), at(when=LATER)).then_rejected(UnknownLots)
    given(LOTS).also(STANDING).when(decide, DRAW, at(when=LATER)).then_rejected(UnknownLots)
    over = history.when(decide, DRAW, at(when=LATER)).facts[0]
    given(LOTS, announced(), over).also(STANDING).when(decide, DRAW, at(when=LATER)).then_rejected(LotsAreOver)


def test_lots_that_are_not_drawn_are_cancelled_for_all_to_see():
    (fact,) = given(LOTS, announced()).when(decide, CANCEL, at()).facts
    assert isinstance(fact, LotsCancelled)
    assert fact.reason == CANCEL.reason
    given(LOTS, announced(), fact).when(decide, CANCEL, at()).then_rejected(LotsAreOver)
    given(LOTS, announced()).when(decide, CANCEL, at(authority="ca-mau")).then_rejected(ForeignAuthority)


def independently(seed: str, units: list[UUID]) -> list[str]:
    """The order by the shell that the answer prints, `sha256sum` and `sort`: nothing of ours."""
    lines = "\n".join(shell_of(seed, units))
    printed = subprocess.run(["/bin/sh", "-c", lines], capture_output=True, check=True, text=True).stdout
    return [line.split()[1] for line in printed.splitlines()]


SEEDS = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)
UNITS = st.lists(st.uuids(version=4), min_size=2, max_size=6, unique=True)


@settings(max_examples=40)
@drawn_from(SEEDS, UNITS)
def test_two_lines_of_shell_draw_the_same_lots(seed: str, units: list[UUID]) -> None:
    assert independently(seed, units) == [str(each) for each in order_by(seed, units)]


@pytest.mark.parametrize("seed", ["270923", "Giải đặc biệt: 12'34\"56 $x `y` \\z%s", "số không \\0"])
def test_what_a_shell_might_misread_it_does_not(seed: str) -> None:
    units = [UUID(int=n) for n in range(1, 8)]
    assert independently(seed, units) == [str(each) for each in order_by(seed, units)]


def test_the_example_is_what_sha256sum_says() -> None:
    assert independently(LOTS_DRAWN.seed, list(LOTS_DRAWN.order)) == [str(each) for each in LOTS_DRAWN.order]


def test_each_of_the_tied_is_first_as_often_as_another() -> None:
    units = [UUID(int=n) for n in (1, 2, 3)]
    first = [order_by(str(seed), units)[0] for seed in range(900)]
    assert all(250 <= first.count(each) <= 350 for each in units)
