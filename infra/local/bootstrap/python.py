"""The virtual environment: made once, filled from the locks with hashes, stamped so that the second time costs nothing."""

import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path

from infra.local.bootstrap.commands import run
from infra.local.bootstrap.progress import Step
from infra.local.places import ROOT

VENV = ROOT / ".venv"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.lock"
POSTGRES_LOCK = ROOT / "infra" / "local" / "postgres.lock"
JAVA_LOCK = ROOT / "infra" / "local" / "java.lock"
PROJECT = ROOT / "pyproject.toml"


def is_installed(lock: Path) -> bool:
    return _stamp(lock).is_file() and _stamp(lock).read_text() == _digest(lock)


def ensure_venv(step: Step) -> None:
    """Make the environment, anew if it was made by another Python or at another place."""
    stamp = _stamp(VENV)
    if stamp.is_file() and stamp.read_text() == _digest():
        return
    step.note = "venv"
    run([sys.executable, "-m", "venv", "--clear", VENV], lambda _: None)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(_digest())


def install(lock: Path, step: Step) -> None:
    """Install one lock and stamp it."""
    wanted = len(re.findall(r"^\S+==", lock.read_text(), re.MULTILINE))
    before = _written()
    seen = 0

    def count(line: str) -> None:
        nonlocal seen
        if line.startswith(("Collecting", "Requirement already")):
            seen += 1
            step.note = f"{seen}/{wanted}"
        elif line.startswith("Installing"):
            # pip says nothing while it writes and compiles, which takes longer than the rest.
            step.note = lambda: f"{_written() - before}/{wanted} đã ghi · written"

    # The locks are complete: --no-deps spares pip the search that uv has already done.
    _pip(["--require-hashes", "--no-deps", "--requirement", lock], count)
    _stamp(lock).write_text(_digest(lock))


def install_project(step: Step) -> None:
    """Install the project itself, editable, with the setuptools of the lock."""
    step.note = "thidua"
    _pip(["--no-deps", "--no-build-isolation", "--editable", ROOT], lambda _: None)
    _stamp(PROJECT).write_text(_digest(PROJECT))


def _pip(arguments: list[str | Path], each_line: Callable[[str], None]) -> None:
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    run([VENV / "bin" / "python", "-m", "pip", "install", *options, *arguments], each_line)


def _written() -> int:
    return sum(1 for _ in VENV.glob("lib/python3.*/site-packages/*.dist-info"))


def _stamp(of: Path) -> Path:
    return VENV / ".thidua" / f"{of.name}.stamp"


def _digest(*files: Path) -> str:
    """Digest what an installation depends on: the Python, the place, the lock."""
    parts = [sys.version, str(VENV), *(file.read_text() for file in files)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
