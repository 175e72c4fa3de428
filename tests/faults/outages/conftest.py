"""One small service that goes through all these faults, one after the other, and fresh ones for faults that end badly."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.outages.small import Small
from tests.zygote import Zygote


@pytest.fixture(scope="session")
def small(stack_directory: Path, zygote: Zygote) -> Iterator[Small]:
    """A running sample service on a PostgreSQL and a Kafka of its own; each test leaves it whole."""
    with Small.started(stack_directory / "outages", zygote) as small:
        yield small


@pytest.fixture
def fresh(stack_directory: Path, zygote: Zygote) -> Iterator[Small]:
    """The same for one test alone."""
    with Small.started(stack_directory / uuid.uuid4().hex[:12], zygote) as small:
        yield small
