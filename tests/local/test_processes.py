"""Processes of ours are found by their mark; a stranger is never touched."""

import subprocess
import sys
from pathlib import Path

from infra.local import processes

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]


def test_only_what_carries_the_mark_is_reaped(tmp_path: Path):
    ours = processes.spawn(SLEEPER, mark=tmp_path / "ours", log=tmp_path / "log")
    stranger = processes.spawn(SLEEPER, mark=tmp_path / "other", log=tmp_path / "log")
    unmarked = subprocess.Popen(SLEEPER)
    try:
        assert processes.reap(tmp_path / "ours") == 1
        assert ours.wait(5) < 0
        assert stranger.poll() is None
        assert unmarked.poll() is None
    finally:
        for process in (stranger, unmarked):
            processes.kill(process)


def test_children_of_children_end_too(tmp_path: Path):
    grandchild = f"import subprocess, sys; subprocess.Popen({SLEEPER!r}); subprocess.Popen({SLEEPER!r}).wait()"
    process = processes.spawn([sys.executable, "-c", grandchild], mark=tmp_path, log=tmp_path / "log")
    while len(list(processes.marked(tmp_path))) < 3:
        assert process.poll() is None
    processes.kill(process)
    assert list(processes.marked(tmp_path)) == []


def test_a_lock_is_held_once_and_given_back(tmp_path: Path):
    first, second = processes.Hold(tmp_path / "lock"), processes.Hold(tmp_path / "lock")
    assert first.take()
    assert first.take(), "holding it already is fine"
    assert not second.take()
    first.release()
    assert second.take()
    second.release()
