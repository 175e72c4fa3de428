"""How often an address may ask: as often as is said, in bounded memory, each address for itself."""

from __future__ import annotations

import pytest

from infra.runtime import visits
from infra.runtime.visits import A_MINUTE, TooManyVisits, Visits


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def admitted(counter: Visits, address: str) -> int:
    """How many visits of an address pass at once."""
    for count in range(10 * A_MINUTE):
        try:
            counter.admit(address)
        except TooManyVisits:
            return count
    raise AssertionError("nobody counts")


def test_an_address_has_so_many_visits_and_gets_them_back_in_a_minute() -> None:
    clock = Clock()
    counter = Visits(clock)
    assert admitted(counter, "192.0.2.1") == A_MINUTE
    assert admitted(counter, "192.0.2.2") == A_MINUTE
    clock.now = 10.0
    assert admitted(counter, "192.0.2.1") == A_MINUTE // 6
    clock.now = 1000.0
    assert admitted(counter, "192.0.2.1") == A_MINUTE


def test_a_network_of_one_household_is_one_address() -> None:
    counter = Visits(Clock())
    assert admitted(counter, "2001:db8:1:2::1") == A_MINUTE
    assert admitted(counter, "2001:db8:1:2:ffff::9") == 0
    assert admitted(counter, "2001:db8:1:3::1") == A_MINUTE
    assert admitted(counter, "::ffff:192.0.2.1") == A_MINUTE
    assert admitted(counter, "192.0.2.1") == 0


def test_addresses_are_forgotten_before_memory_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "ADDRESSES_MAX", 3)
    counter = Visits(Clock())
    for last in range(10):
        counter.admit(f"192.0.2.{last}")
    assert len(counter._left) == 3
