"""Where things lie: the checkout, its data directory, and the cache that checkouts share. Standard library only."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POM = ROOT / "infra" / "kafka" / "pom.xml"


@dataclass(frozen=True)
class Layout:
    """The rooms of a data directory."""

    root: Path

    @property
    def state(self) -> Path:
        return self.root / "state.json"

    @property
    def lock(self) -> Path:
        """Held by the supervisor while it lives."""
        return self.root / "supervisor.lock"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def kafka(self) -> Path:
        return self.root / "kafka"

    @property
    def issuer(self) -> Path:
        """The demonstration's token issuer: `key.pem` and `jwks.json`."""
        return self.root / "issuer"

    def service(self, name: str) -> Path:
        """What the processes of a service are marked with."""
        return self.root / "services" / name

    def marks(self, services: Iterable[str]) -> list[Path]:
        """What all processes of a stack are marked with."""
        return [self.postgres, self.kafka, *map(self.service, services)]

    def file_store(self, service: str) -> Path:
        """The files that a service was given."""
        return self.root / "files" / service

    def head_key(self, service: str) -> Path:
        return self.root / "keys" / f"{service}.pem"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def log(self, role: str) -> Path:
        return self.logs / f"{role}.log"


def data_directory() -> Path:
    """Return the directory that holds everything this checkout's stack keeps (`THIDUA_DATA` overrides it)."""
    return Path(os.environ.get("THIDUA_DATA") or ROOT / ".thidua").absolute()


def cache_directory() -> Path:
    """Return the cache shared by all checkouts of this user."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base).absolute() / "thidua"


def kafka_home() -> Path:
    """Return the directory whose `libs/` holds Kafka's jars: `KAFKA_HOME`, else the cache named by the pom's digest."""
    if given := os.environ.get("KAFKA_HOME"):
        return Path(given).absolute()
    return cache_directory() / f"kafka-{hashlib.sha256(POM.read_bytes()).hexdigest()[:16]}"


def kafka_elsewhere() -> str | None:
    """Return the addresses of a Kafka that somebody else runs for us (`KAFKA_BOOTSTRAP_SERVERS`)."""
    return os.environ.get("KAFKA_BOOTSTRAP_SERVERS") or None
