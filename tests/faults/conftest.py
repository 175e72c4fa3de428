"""A small installation of this room's own, so that PostgreSQL and Kafka can be killed too, and a load upon it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.installation import Installation
from tests.faults.load import Load
from tests.faults.town import town
from tests.zygote import Zygote

ROOM = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`make faults` runs this whole room."""
    for item in items:
        if item.path.is_relative_to(ROOM):
            item.add_marker("faults")


@pytest.fixture(scope="module")
def installation(stack_directory: Path, zygote: Zygote) -> Iterator[Installation]:
    """The four services on a PostgreSQL and a Kafka of their own, started; one for all tests of a module."""
    directory = stack_directory / f"faults-{uuid.uuid4().hex[:8]}"
    directory.mkdir(mode=0o755)
    running = Installation(directory, zygote)
    try:
        running.start()
        yield running
    finally:
        running.close()


@pytest.fixture
def load(installation: Installation) -> Iterator[Load]:
    """Six people who play towns, some forty requests a second; what they were told is held against the log in the end."""
    with Load(installation.urls, installation.system.directory / "issuer", town) as running:
        yield running
