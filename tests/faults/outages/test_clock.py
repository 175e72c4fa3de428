"""A service's machine has the wrong time: an hour ahead, right again, an hour behind."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.local import issuer
from tests.faults.outages.small import Small, nothing_lost
from tests.faults.outages.test_topics import bodies
from tests.system import Process

HOUR = timedelta(hours=1)
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class TwoHoursAgo(datetime):
    """When the issuer signs, as a machine that is behind has to see it."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) - 2 * HOUR


def restarted(small: Small, off: timedelta) -> Process:
    """The service anew, its clock off by so much; what runs by intervals keeps its pace."""
    small.service().kill()
    wrong = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME": f"{off.total_seconds():+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    process = small.system.spawn("registry", **(wrong if off else {}))
    process.wait_until_ready()
    return process


def times(small: Small) -> list[datetime]:
    return [datetime.fromisoformat(json.loads(body)["time"]) for body in asyncio.run(bodies(small))]


@pytest.mark.campaign
def test_a_clock_an_hour_off_changes_no_order_and_loses_nothing(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time in a log never runs backwards: when the clock is right again, its events stand a microsecond apart.

    Leases keep the database's time and consumers an interval's; a token signed in the future is refused, with a reason.
    Taken out: `head.recorded_at + TICK` in `_put`.
    """
    if not LIBRARIES:
        pytest.skip("NOT SHOWN HERE: apt-get install faketime")
    ahead = restarted(small, HOUR)
    with small.load(ahead) as load:
        load.accepted(20)
    high = times(small)[-1]
    assert high - datetime.now(UTC) > HOUR / 2
    right = restarted(small, timedelta())
    with small.load(right) as load:
        load.accepted(20)
    assert times(small)[-1] - high < timedelta(seconds=1)
    behind = restarted(small, -HOUR)
    early = small.officer(behind).command("register", {"unit": "x"})
    assert (early.status_code, early.json()["code"]) == (401, "not-signed-in")
    monkeypatch.setattr(issuer, "datetime", TwoHoursAgo)
    with small.load(behind) as load:
        load.accepted(20)
    found = times(small)
    assert found == sorted(set(found))
    nothing_lost(small)
    restarted(small, timedelta())
