"""Build Kafka Streams' yardstick once, and say how it is run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from infra.local.places import ROOT, cache_directory
from infra.local.programs import require_java

ROOM = ROOT / "bench" / "kafka_streams"
SOURCES = (ROOM / "pom.xml", ROOM / "src" / "main" / "java" / "CountPerKey.java")


def _home() -> Path:
    sha = hashlib.sha256(b"".join(source.read_bytes() for source in SOURCES))
    return cache_directory() / f"streams-{sha.hexdigest()[:16]}"


def build() -> None:
    """Compile it and copy its jars, by Maven, into a cache named by the sources' digest."""
    home = _home()
    if home.is_dir():
        return
    home.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="streams-", dir=home.parent))
    try:
        shutil.copytree(ROOM, scratch / "room")
        goals = ["compile", "dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={scratch / 'libs'}"]
        subprocess.run(["mvn", "--batch-mode", "--quiet", *goals], cwd=scratch / "room", check=True, capture_output=True)
        (scratch / "room" / "target" / "classes").rename(scratch / "classes")
        shutil.rmtree(scratch / "room")
        scratch.rename(home)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def command(bootstrap: str, application: str, events: int, topics: list[str]) -> list[str]:
    """The program that counts so many records of these topics per key, then says how long it took."""
    home = _home()
    path = os.pathsep.join([str(home / "classes"), *map(str, sorted((home / "libs").glob("*.jar")))])
    return [str(require_java()), "-Xmx1g", "-cp", path, "CountPerKey", bootstrap, application, str(events), *topics]
