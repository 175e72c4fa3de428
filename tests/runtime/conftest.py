"""The runtime's tests run a sample service, in processes of its own or part by part."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.postgres import Postgres
from tests.system import System


def _running(directory: Path, postgres: Postgres, kafka: object) -> Iterator[System]:
    running = System(directory, postgres, kafka.bootstrap, modules={"registry": "tests.runtime.sample"})  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object) -> Iterator[System]:
    """A system for tests that harm nobody: one for all tests of a module."""
    yield from _running(tmp_path_factory.mktemp("shared"), postgres, kafka)


@pytest.fixture
def system(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object) -> Iterator[System]:
    """A fresh system whose registry is the sample service."""
    yield from _running(tmp_path_factory.mktemp("system"), postgres, kafka)
