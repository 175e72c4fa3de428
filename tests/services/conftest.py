"""The four services, each started when a test first asks for it; tests keep apart by authorities of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.postgres import Postgres
from tests.system import System
from tests.zygote import Zygote


@pytest.fixture(scope="session")
def system(stack_directory: Path, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(stack_directory / "services", postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    yield running
    running.stop()


@pytest.fixture
def authority() -> str:
    """A managing authority that no other test uses."""
    return f"a-{uuid.uuid4().hex[:12]}"
