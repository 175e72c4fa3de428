"""Scoring on its own, against a real PostgreSQL and a real Kafka; registry speaks by a voice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.postgres import Postgres
from tests.services.scoring.town import Town
from tests.services.voice import Voice
from tests.system import System
from tests.zygote import Zygote


@pytest.fixture(scope="session")
def scoring(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("scoring"), postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture(scope="session")
def voice(scoring: System) -> Voice:
    return Voice(scoring)


@pytest.fixture
def town(scoring: System, voice: Voice) -> Town:
    """A cluster of four that registry has told of, and nothing more."""
    return Town(scoring, voice).founded()
