"""The four services, each started when a test first asks for it, in the last weeks of 2023; tests keep apart by authorities."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.topics import SERVICES
from infra.local.postgres import Postgres
from tests.rules.province import Province
from tests.system import System
from tests.zygote import Zygote

TODAY = "2023-12-18T08:00:00+07:00"


@pytest.fixture(scope="package")
def system(stack_directory: Path, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(stack_directory / "rules", postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    try:
        for service in SERVICES:
            operator = running.client(service, "operator")
            assert operator.http.post("/demo/clock", json={"now": TODAY}).status_code == 200
        yield running
    finally:
        running.stop()


@pytest.fixture
def province(system: System) -> Province:
    return Province(system).opened()
