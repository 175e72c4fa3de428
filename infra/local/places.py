"""Where things lie: the checkout, its data directory, and the cache that checkouts share. Standard library only."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
POM = ROOT / "infra" / "kafka" / "pom.xml"


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


def kafka_is_elsewhere() -> bool:
    """Tell whether somebody else runs Kafka for us (`KAFKA_BOOTSTRAP_SERVERS`)."""
    return bool(os.environ.get("KAFKA_BOOTSTRAP_SERVERS"))
