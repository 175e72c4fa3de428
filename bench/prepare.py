"""What some scenarios need beside the development environment, brought once into the cache that checkouts share."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path

from rich.console import Console

from bench import season, streams
from infra.local.places import cache_directory

PEERS = Path(__file__).with_name("peers")


def python_of(peer: str) -> Path:
    """The interpreter of a Python peer's own environment, made from its lock the first time."""
    lock = PEERS / peer / "requirements.lock"
    home = _home(peer, lock)
    if not (home / "ready").is_file():
        _run([sys.executable, "-m", "venv", "--clear", home])
        options = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"]
        _run([home / "bin" / "python", "-m", "pip", "install", *options, "--requirement", lock])
        (home / "ready").touch()
    return home / "bin" / "python"


def node_modules_of(peer: str) -> Path:
    """The folder with a Node peer's packages, installed from its lock the first time, its programs beside them."""
    lock = PEERS / peer / "package-lock.json"
    home = _home(peer, lock)
    home.mkdir(parents=True, exist_ok=True)
    for file in (PEERS / peer).iterdir():
        shutil.copy(file, home)
    if not (home / "ready").is_file():
        _run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=home)
        (home / "ready").touch()
    return home


def _home(peer: str, lock: Path) -> Path:
    digest = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:16]
    return cache_directory() / "bench" / f"{peer}-{digest}"


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    subprocess.run([str(part) for part in command], cwd=cwd, check=True)


NEEDS: dict[str, Callable[[], object]] = {
    "eventsourcing": lambda: python_of("eventsourcing"),
    "eventsource-py": lambda: python_of("eventsource_py"),
    "protean": lambda: (python_of("protean"), node_modules_of("protean")),
    "emmett": lambda: node_modules_of("emmett"),
    "kafka streams": streams.build,
    "season": season.play,
}
"""By the name that a scenario's `needs` uses; each is quick when there is nothing to do."""


def prepare(needs: Collection[str], screen: Console) -> None:
    """Bring what is needed, saying so."""
    for need in sorted(needs):
        with screen.status(f"{need} …"):
            NEEDS[need]()
