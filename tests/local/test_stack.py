"""The stack as a whole, with stand-ins for the services."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from contracts.topics import SERVICES
from infra.local import overview, processes
from infra.local.state import ProcessState, State
from tests.local.conftest import StackProgram


@pytest.fixture(scope="module")
def running(stack_directory: Path) -> Iterator[StackProgram]:
    """A stack that all tests of this module share; none of them ends its supervisor."""
    program = StackProgram(stack_directory / "shared")
    program.start()
    yield program
    program.end()


def test_status_tells_what_each_service_says(running: StackProgram):
    assert running.status["ready"] is True
    assert [process["role"] for process in running.status["processes"]] == ["postgres", "kafka", *SERVICES]
    awards = running.process("awards")
    assert (awards["health"], awards["backlog"], awards["lag"]) == ("ready", 0, 7)


def test_a_second_up_says_that_it_runs(running: StackProgram):
    again = running.run("up")
    assert again.returncode == 0
    assert "The stack already runs" in again.stdout
    assert running.up.poll() is None


@pytest.mark.parametrize("role", ["scoring", "postgres", "kafka"])
def test_what_dies_is_started_again_on_its_port_and_shown(running: StackProgram, role: str):
    before = running.process(role)
    psutil.Process(before["pid"]).kill()
    running.wait_until(lambda: running.process(role)["restarts"] == 1 and running.process(role)["health"] == "ready")
    assert running.process(role)["port"] == before["port"]
    assert f"{role} … đã dừng" in running.screen


def test_what_dies_is_started_again_though_nobody_reads_the_screen_any_more(stack: StackProgram):
    stack.start(through_pipe=True)
    before = stack.process("awards")
    psutil.Process(before["pid"]).kill()
    stack.wait_until(lambda: stack.process("awards")["restarts"] == 1 and stack.process("awards")["health"] == "ready")


def test_a_stack_with_a_dead_process_is_not_ready():
    dead = overview.rows(State(ready=True, processes=[ProcessState(role="kafka", pid=2**22 + 1, condition="ready")]))
    assert [document["health"] for document in dead] == ["dead"]
    assert not overview.all_ready(dead)


def test_ctrl_c_stops_everything_within_five_seconds_and_disturbs_no_other_stack(running: StackProgram, stack: StackProgram):
    stack.start()
    assert len(stack.living()) >= 6
    assert stack.signal(signal.SIGINT) < 5
    assert stack.up.returncode == 0
    assert stack.living() == []
    assert len(running.living()) >= 6


def test_a_killed_supervisor_leaves_no_orphans_at_the_next_start(stack: StackProgram):
    stack.start()
    stack.signal(signal.SIGKILL)
    orphans = [psutil.Process(pid) for pid in stack.living()]
    before = json.loads(stack.layout.state.read_text())["ports"]
    assert len(orphans) >= 6, "they live on: only the next start can know that they are orphans"
    told = stack.status
    assert (told["running"], told["ready"]) == (False, False)
    assert told["orphans"] >= 6

    stack.start()

    assert not any(map(processes.is_alive, orphans))
    assert json.loads(stack.layout.state.read_text())["ports"] == before


def test_detached_up_returns_when_ready_and_down_removes_what_it_is_told_to(stack: StackProgram):
    up = stack.run("up", "--detach")
    assert up.returncode == 0, up.stderr
    assert stack.status["ready"] is True
    assert stack.run("down", "--erase").returncode == 0
    assert stack.living() == []
    assert not stack.root.exists()
    assert stack.run("status").returncode == 1


def test_a_service_that_does_not_start_ends_the_start_with_its_log(stack: StackProgram):
    stack.environment["STANDIN_FAULT"] = "ranking"
    up = stack.run("up")
    assert up.returncode == 2
    assert "THIDUA_EXAMPLE is missing" in up.stderr
    assert stack.living() == []


def test_the_stack_refuses_to_be_anything_but_a_demonstration(stack: StackProgram):
    up = stack.run("up", THIDUA_PROFILE="production")
    assert up.returncode == 2
    assert "docker-compose.yml" in up.stderr
