"""Dated claims: what may be held once at a time, whichever streams ask for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import asyncpg
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.base import Fact
from infra.runtime.claims import ClaimTable
from infra.runtime.decisions import Claim, Release
from infra.runtime.event_log import EventLog
from infra.runtime.proposals import Accepted
from tests.runtime import parts
from tests.runtime.parts import figures, proposal, registered

FIRST = date(2023, 1, 1)
DAYS = 12


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_days_are_half_open() -> None:
    """Taken out: `<` for `<=` in `_Held.overlaps`. Then a unit cannot take a code on the day when it becomes free."""
    table = ClaimTable()
    assert table.apply("a", Claim("code", "1", day(0), day(5)))
    assert not table.apply("b", Claim("code", "1", day(4), day(6)))
    assert table.apply("b", Claim("code", "1", day(5), day(6)))
    assert table.apply("c", Claim("code", "1", day(6)))
    assert not table.apply("d", Claim("code", "1", day(300)))
    assert not table.apply("e", Claim("code", "1", day(-9), day(1)))
    assert table.apply("e", Claim("code", "1", day(-9), day(0)))
    assert table.apply("d", Claim("code", "2", day(300)))
    assert table.apply("d", Claim("other", "1", day(300)))


def test_only_the_stream_that_holds_a_claim_gives_it_back() -> None:
    table = ClaimTable()
    assert table.apply("a", Claim("code", "1", day(0)))
    assert table.apply("b", Release("code", "1"))
    assert not table.apply("b", Claim("code", "1", day(3)))
    assert table.apply("a", Release("code", "1", day(3)))
    assert table.apply("b", Claim("code", "1", day(3)))
    assert not table.apply("b", Claim("code", "1", day(2), day(3)))


claims = st.builds(
    lambda start, length: Claim("code", "1", day(start), None if length is None else day(start + length)),
    st.integers(0, DAYS - 1),
    st.none() | st.integers(1, DAYS),
)
releases = st.builds(
    lambda end, gap: Release(
        "code", "1", None if end is None else day(end), None if gap is None or end is None else day(end + gap)
    ),
    st.none() | st.integers(0, DAYS),
    st.none() | st.integers(0, 4),
)
steps = st.lists(st.tuples(st.sampled_from("abc"), claims | releases, st.booleans()), max_size=25)


@settings(max_examples=200, deadline=None)
@given(steps)
def test_claims_are_what_a_calendar_says(steps: list[tuple[str, Claim | Release, bool]]) -> None:
    """Against a slow model: for each day, who holds it.

    Taken out: `_left_of`'s care for a claim that ends before the release. Then a release makes a claim longer. Taken out:
    what it yields from `again_from` on. Then a code change that becomes known late gives away a code held later.
    """
    table = ClaimTable()
    calendar: dict[int, str] = {}
    horizon = range(3 * DAYS)
    for stream, claim, stored in steps:
        if isinstance(claim, Release):
            assert table.apply(stream, claim)
            calendar = {d: s for d, s in calendar.items() if s != stream or not _is_released(claim, day(d))}
        else:
            wanted = [d for d in horizon if claim.valid_from <= day(d) and (claim.valid_to is None or day(d) < claim.valid_to)]
            free = not any(d in calendar for d in wanted)
            assert table.apply(stream, claim) == free
            if free:
                calendar |= dict.fromkeys(wanted, stream)
        assert _held(table, horizon) == calendar
        if stored:
            # Written by one transaction and read by the next.
            names = ("scope", "key", "valid_from", "valid_to", "stream")
            table = ClaimTable([dict(zip(names, row, strict=True)) for row in _touched(table).rows()])


def _is_released(release: Release, on: date) -> bool:
    if release.valid_to is None:
        return True
    return release.valid_to <= on and (release.again_from is None or on < release.again_from)


def _held(table: ClaimTable, horizon: Iterable[int]) -> dict[int, str]:
    rows = _touched(table).rows()
    return {d: stream for _, _, start, end, stream in rows for d in horizon if start <= day(d) and (end is None or day(d) < end)}


def _touched(table: ClaimTable) -> ClaimTable:
    copy = table.copy()
    copy.touched = set(copy._held)
    return copy


async def test_claims_hold_across_transactions_and_within_one(log: EventLog, other_pool: asyncpg.Pool) -> None:
    """A code is given back on a day, and from that day on another unit may have it, also within one transaction.

    Taken out: `delete_claims` in `_Group.write`. Then what was given back stands beside what is held.
    """

    def of(fact: Fact) -> Iterable[Claim | Release]:
        f: Any = fact
        if f.type.endswith("unit-registered.v1"):
            yield Claim("code", f.code, f.valid_from)
        else:
            yield Release("code", "C", f.on)

    log = parts.event_log(other_pool, claims=of)
    a, b, c = (uuid.uuid4() for _ in range(3))
    assert await _taken(log, registered(a, code="C", valid_from=day(0)))
    assert not await _taken(log, registered(b, code="C", valid_from=day(1)))
    release = figures(a).model_copy(update={"on": day(5)})
    early = registered(b, code="C", valid_from=day(4))
    later = registered(b, code="C", valid_from=day(5))
    outcomes = await log.append([proposal(early), proposal(release), proposal(early), proposal(later)])
    assert [isinstance(o, Accepted) for o in outcomes] == [False, True, False, True]
    rows = await other_pool.fetch("select stream, valid_from, valid_to from runtime.claim order by valid_from")
    assert [tuple(r) for r in rows] == [(f"unit/{a}", day(0), day(5)), (f"unit/{b}", day(5), None)]
    # Facts come late: what was free before the first claim can still be taken, up to its first day.
    assert not await _taken(log, registered(c, code="C", valid_from=FIRST - timedelta(days=9)))


async def _taken(log: EventLog, fact: Fact) -> bool:
    [outcome] = await log.append([proposal(fact)])
    return isinstance(outcome, Accepted)
