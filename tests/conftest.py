"""What every test may ask for: a real PostgreSQL and a real Kafka, started once, and a fresh database or topic prefix."""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from tests.zygote import Zygote

# How long an example takes says more about the machine than about the code; a red CI has to be red again when repeated.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "derandomize": "CI" in os.environ}
settings.register_profile("unhurried", **UNHURRIED)
settings.load_profile("unhurried")


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking over all modules, contracts and tests, which live as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.fixture(scope="session")
def stack_directory() -> Iterator[Path]:
    """A directory that PostgreSQL's account can enter too; pytest's own is closed to other users."""
    directory = Path(tempfile.mkdtemp(prefix="thidua-tests-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture(scope="session")
def postgres(stack_directory: Path) -> Iterator[Postgres]:
    """A running cluster, shared by the session."""
    running = Postgres(stack_directory / "postgres")
    running.start()
    yield running
    running.kill()  # nothing in it is needed any more: no last checkpoint


@dataclass(frozen=True)
class Broker:
    """A Kafka that somebody else runs."""

    bootstrap: str


@pytest.fixture(scope="session")
def kafka(stack_directory: Path) -> Iterator[Kafka | Broker]:
    """A running broker, shared by the session; the one of `KAFKA_BOOTSTRAP_SERVERS` if that is set."""
    if given := os.environ.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield Broker(given)
        return
    running = Kafka(stack_directory / "kafka")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """What services are forked from; only tests that start one ask for it."""
    running = Zygote()
    yield running
    running.close()


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """The database that `database` clones; empty here, a folder's conftest may migrate its own."""
    postgres.psql("CREATE DATABASE template_thidua")
    return "template_thidua"


@pytest.fixture
def database(postgres: Postgres, template: str) -> Iterator[str]:
    """The URL of a database of this test's own, cloned from `template`."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    postgres.psql(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield postgres.url(name)
    postgres.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def topic_prefix() -> str:
    """A prefix for topics that no other test uses."""
    return f"test-{uuid.uuid4().hex[:12]}"
