"""The command line as a whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MUCH = """
from infra.local import cli, console
@cli.app.command()
def much():
    while True:
        console.{way}("x" * 80)
cli.app(["much"])
"""


@pytest.mark.parametrize("way", ["line", "say"])
def test_whoever_reads_may_stop_reading(way: str):
    """`thidua events registry | head` is no failure and says nothing. Taken out: BrokenPipeError in `FaultsAreSentences`."""
    command = [sys.executable, "-c", MUCH.format(way=way)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"x" * 80 + b"\n"
        process.stdout.close()
        assert process.wait(20) == 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    "arguments",
    [
        ("nothing",),
        ("token",),
        ("token", "nobody"),
        ("token", "board-officer", "--unit", "31/02"),
        ("token", "board-officer", "--hours", "nan"),
        ("token", "board-officer", "--hours", "1e400"),
        ("journal", "--unit", "\u202e"),
        ("journal", "--event", "1", "--nothing"),
        ("parked", "show", "registry", "registry", "-1"),
        ("parked", "show", "registry", "registry", "9" * 30),
        ("as-of", "ranking", "2024-02-31"),
        ("as-of", "ranking"),
        ("events", "nothing"),
        ("digest", "../registry"),
        ("rebuild", "nothing"),
        ("what-if", "--quota", "flag=3-1"),
        ("what-if", "--quota", "flag"),
        ("what-if", "--cluster", "x"),
        ("what-if", "--input", "x", "I.1", "{"),
        ("topics", "--replicas", "0"),
        ("run", "nothing"),
    ],
    ids=" ".join,
)
def test_what_is_no_command_is_told_in_both_languages(arguments: tuple[str, ...], tmp_path: Path):
    """With exit code 2 or 1, and never with a traceback."""
    environment = {**os.environ, "THIDUA_DATA": str(tmp_path / "nothing")}
    command = [sys.executable, "-m", "infra.local.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, check=False)
    assert done.returncode in {1, 2}, done
    assert "Traceback" not in done.stderr
    assert "Lỗi: " in done.stderr, done.stderr
    assert "Error: " in done.stderr, done.stderr
