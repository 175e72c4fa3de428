"""Which machine, and which versions: what a figure means nothing without."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from infra.local.places import POM, ROOT
from infra.local.postgres import Postgres
from infra.local.programs import require_java

PACKAGES = ("aiokafka", "asyncpg", "fastapi", "faststream", "orjson", "pydantic", "uvicorn", "uvloop")


def description(postgres: Postgres) -> dict[str, str]:
    """Name processor, memory, disk's flush, kernel, and the version of everything that takes part."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release()}",
        "commit": _commit(),
        "python": platform.python_version(),
        "postgresql": postgres.psql("show server_version"),
        "kafka": _kafka(),
        "java": _java(),
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", cpuinfo.read_text()) if cpuinfo.is_file() else None
    return found[1] if found else platform.machine()


def _commit() -> str:
    asked = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or "unknown"


def _kafka() -> str:
    found = re.search(r"<version>([0-9.]+)</version>\s*</dependency>", POM.read_text())
    return found[1] if found else "unknown"


def _java() -> str:
    asked = subprocess.run([require_java(), "-version"], capture_output=True, text=True, check=False)
    return asked.stderr.splitlines()[0] if asked.stderr else "unknown"
