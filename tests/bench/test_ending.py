"""A bench that is told to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from infra.local.places import ROOT

PATIENCE_S = 60.0


@pytest.fixture
def scratch() -> Iterator[Path]:
    """Where a bench makes its directory; PostgreSQL's account has to get in."""
    with tempfile.TemporaryDirectory(prefix="thidua-ending-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def test_a_bench_that_is_asked_to_stop_leaves_nothing(scratch: Path):
    """SIGTERM does what Ctrl-C does. Seen to fail without `leaving_nothing`'s handlers: PostgreSQL and Kafka went on."""
    command = [sys.executable, "-m", "bench", "--only", "commands", "--runs", "1"]
    environment = {**os.environ, "TMPDIR": str(scratch)}
    bench = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    assert bench.stderr is not None
    first = bench.stderr.readline()
    bench.send_signal(signal.SIGTERM)
    said = bench.communicate(timeout=PATIENCE_S)[1]
    assert (bench.returncode, left(scratch), list(scratch.iterdir())) == (130, [], []), first + said


def left(scratch: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("TMPDIR") == str(scratch):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found
