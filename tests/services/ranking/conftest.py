"""Ranking on its own, against a real PostgreSQL and a real Kafka; registry and scoring speak by a voice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.local.postgres import Postgres
from tests.services.voice import Voice
from tests.system import System
from tests.zygote import Zygote


@pytest.fixture(scope="module")
def ranking(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("ranking"), postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture(scope="module")
def voice(ranking: System) -> Voice:
    return Voice(ranking)
