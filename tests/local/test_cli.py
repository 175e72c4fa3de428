"""The command line as a whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local import console
from infra.local.commands.replaying import _instant
from infra.local.faults import Fault
from infra.local.progress import progress

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


STOPPED_WHILE_LOADING = """
import builtins, os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
load = builtins.__import__
def stopped(name, *how, **where):
    if name == "typer":
        os.kill(os.getpid(), signal.SIGINT)
    return load(name, *how, **where)
builtins.__import__ = stopped
from infra.local.entry import main
main()
"""
FAILING = """
import asyncpg, httpx
from aiokafka.errors import KafkaConnectionError
from infra.local import cli
@cli.app.command()
def fails():
    raise {error}
cli.app(["fails"])
"""


def _python(script: str) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_whoever_stops_it_while_it_loads_gets_no_traceback():
    """Loading takes a second. Taken out: `entry.main`."""
    code, said = _python(STOPPED_WHILE_LOADING)
    assert (code, said) == (130, "Lỗi: Đã dừng, chưa làm gì.\nError: Stopped, nothing was done.\n")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        ("KeyboardInterrupt", 130, "Stopped."),
        ("ConnectionRefusedError(111, 'Connect call failed')", 1, "PostgreSQL does not answer"),
        ("asyncpg.CannotConnectNowError('the database system is starting up')", 1, "PostgreSQL does not answer"),
        ("TimeoutError()", 1, "PostgreSQL / Kafka does not answer (TimeoutError)"),
        ("KafkaConnectionError('x')", 1, "Kafka does not answer"),
        ("httpx.ConnectError('x')", 1, "does not answer"),
        ("PermissionError(13, 'Permission denied', '/x')", 1, "/x cannot be read or written (Permission denied)"),
        ("OSError(28, 'No space left on device')", 1, "The disk takes no more (No space left on device)"),
        ("OSError('Multiple exceptions: [Errno 111] Connect call failed')", 1, "PostgreSQL does not answer"),
    ],
)
def test_what_is_away_is_told_whatever_the_command(error: str, code: int, said: str):
    """Before, `digest`, `events` and `what-if` printed a traceback where the database or the service did not run."""
    found, err = _python(FAILING.format(error=error))
    assert found == code, err
    assert "Traceback" not in err
    assert err.startswith("Lỗi: ")
    assert said in err.split("\nError: ")[1]


@pytest.mark.parametrize(
    "error",
    ["ValueError('ours')", "asyncpg.UndefinedTableError('ours')", "OSError(24, 'ours')", "httpx.LocalProtocolError('ours')"],
)
def test_a_defect_of_ours_is_not_hidden(error: str):
    code, said = _python(FAILING.format(error=error))
    assert code == 1
    assert "Traceback" in said
    assert "ours" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "ranking"),
        ("restore", "ranking"),
        ("export", "ranking", "x"),
        ("lag",),
        ("digest", "ranking"),
        ("journal", "--stream", "a/b"),
    ],
    ids=" ".join,
)
def test_without_a_stack_every_command_says_how_to_start_one(arguments: tuple[str, ...], tmp_path: Path):
    """Before, those that need a key asked for the key's file."""
    environment = {**os.environ, "THIDUA_DATA": str(tmp_path / "nothing")}
    command = [sys.executable, "-m", "infra.local.entry", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "thidua up --detach" in done.stderr
    assert not (tmp_path / "x").exists()


def test_a_table_is_whole_where_it_is_read_by_a_program(capsys: pytest.CaptureFixture[str]):
    """Before, a pipe was taken for a screen of 80 columns, and names ended in …"""
    names = [f"reactor.noting-departures-{'x' * 60}", "y" * 60]
    console.show(console.table(("consumer", "log"), [names]))
    assert capsys.readouterr().out.splitlines()[1].split() == names


def test_progress_has_a_rate_once_there_is_one_and_says_nothing_twice(capsys: pytest.CaptureFixture[str]):
    with progress("once", 5, quiet=False) as show:
        show(5)
        show(5)
    with progress("on", 5, quiet=False) as show:
        show(1)
        show(5)
    once, on = capsys.readouterr().out.splitlines()
    assert once == "once  5/5"
    assert on.startswith("on  5/5  ")
    assert on.endswith("/s  còn · left 0 s")


def test_a_day_may_be_written_as_people_here_write_it():
    assert _instant("08/01/2024") == _instant("2024-01-08")
    with pytest.raises(Fault, match="08/01/2024"):
        _instant("31/02/2024")
