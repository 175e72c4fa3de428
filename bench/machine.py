"""Which machine, and which versions: what a figure means nothing without."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psutil

from infra.local.places import POM, ROOT
from infra.local.postgres import Postgres
from infra.local.programs import require_java

PACKAGES = ("aiokafka", "asyncpg", "fastapi", "faststream", "orjson", "pydantic", "uvicorn", "uvloop")
FLUSHES = 500


def description(postgres: Postgres, directory: Path) -> dict[str, str]:
    """Name day, processor, memory, the flush of the disk under a directory, kernel, and the version of all that takes part."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "disk flush": _flush(directory),
        "system": f"{platform.system()} {platform.release()}",
        "commit": _commit(),
        "python": platform.python_version(),
        "postgresql": postgres.psql("show server_version"),
        "kafka": _kafka(),
        "java": _java(),
        "node": _said("node", "--version").removeprefix("v"),
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.is_file() else None
    return found[1] if found else platform.machine()


def _flush(directory: Path) -> str:
    """What pg_test_fsync measures of `fdatasync`, with which PostgreSQL flushes here: 8 KiB written over, and flushed."""
    took = []
    with (directory / "flush").open("wb", buffering=0) as file:
        for _ in range(FLUSHES):
            began = time.perf_counter()
            os.pwrite(file.fileno(), bytes(8192), 0)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - began)
    return f"{median(took) * 1000:.2f} ms (fdatasync of 8 KiB, median of {FLUSHES})"


def _commit() -> str:
    return _said("git", "describe", "--always", "--dirty")


def _said(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return "none"
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def _kafka() -> str:
    found = re.search(r"<version>([0-9.]+)</version>\s*</dependency>", POM.read_text())
    return found[1] if found else "unknown"


def _java() -> str:
    asked = subprocess.run([require_java(), "-version"], capture_output=True, text=True, check=False)
    return asked.stderr.splitlines()[0] if asked.stderr else "unknown"
