"""Awards on its own, against a real PostgreSQL and a real Kafka; the other services speak by a voice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.postgres import Postgres
from tests.services.awards.office import Office
from tests.services.voice import Voice
from tests.system import System
from tests.zygote import Zygote


@pytest.fixture(scope="module")
def awards(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    """A running service whose clock stands at the end of the season."""
    running = System(tmp_path_factory.mktemp("awards"), postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    try:
        move_clock(running, "2023-12-28T09:00:00+07:00")
        yield running
    finally:
        running.stop()


def move_clock(system: System, to: str) -> None:
    operator = system.client("awards", "operator")
    answer = operator.http.post("/demo/clock", json={"now": to})
    assert answer.status_code == 200, answer.text


@pytest.fixture(scope="module")
def voice(awards: System) -> Voice:
    return Voice(awards)


@pytest.fixture
def office(awards: System, voice: Voice) -> Office:
    return Office(awards, voice).opens()
