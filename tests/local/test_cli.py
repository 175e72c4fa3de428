"""The command line as a whole."""

import subprocess
import sys

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
