"""The stack as a whole, with stand-ins for the services."""

import json
import signal

import psutil
import pytest

from infra.local import processes
from tests.local.conftest import StackProgram


@pytest.fixture
def running(stack: StackProgram) -> StackProgram:
    stack.start()
    return stack


@pytest.mark.parametrize("request_", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_stops_everything_within_five_seconds(running: StackProgram, request_: signal.Signals):
    assert len(running.living()) >= 6
    assert running.signal(request_) < 5
    assert running.up.returncode == 0
    assert running.living() == []


def test_a_killed_supervisor_leaves_no_orphans_at_the_next_start(running: StackProgram):
    running.signal(signal.SIGKILL)
    orphans = [psutil.Process(pid) for pid in running.living()]
    before = json.loads(running.layout.state.read_text())["ports"]
    assert len(orphans) >= 6, "they live on: only the next start can know that they are orphans"

    running.start()

    assert not any(map(processes.is_alive, orphans))
    assert json.loads(running.layout.state.read_text())["ports"] == before


def test_a_service_that_dies_is_started_again_and_shown(running: StackProgram):
    first = running.process("scoring")["pid"]
    running.let_die("scoring")
    running.wait_until(lambda: running.process("scoring")["health"] == "ready" and running.process("scoring")["pid"] != first)
    assert running.process("scoring")["restarts"] == 1
    assert "scoring … đã dừng" in running.screen


@pytest.mark.parametrize("role", ["postgres", "kafka"])
def test_a_server_that_dies_is_started_again_on_its_port(running: StackProgram, role: str):
    before = running.process(role)
    psutil.Process(before["pid"]).kill()
    running.wait_until(lambda: running.process(role)["restarts"] == 1 and running.process(role)["health"] == "ready")
    assert running.process(role)["port"] == before["port"]


def test_a_second_up_says_that_it_runs(running: StackProgram):
    again = running.run("up")
    assert again.returncode == 0
    assert "The stack already runs" in again.stdout
    assert running.up.poll() is None


def test_status_tells_what_each_service_says(running: StackProgram):
    assert running.status["ready"] is True
    assert {process["role"] for process in running.status["processes"]} == {
        "postgres", "kafka", "registry", "scoring", "ranking", "awards",
    }  # fmt: skip
    assert running.process("awards") | {"pid": 0, "port": 0} == {
        "role": "awards", "pid": 0, "port": 0, "health": "ready", "backlog": 0, "lag": 7, "restarts": 0,
    }  # fmt: skip


def test_detached_up_returns_when_ready_and_down_ends_it(stack: StackProgram):
    up = stack.run("up", "--detach")
    assert up.returncode == 0, up.stderr
    assert stack.status["ready"] is True
    assert stack.run("down").returncode == 0
    assert stack.living() == []
    assert stack.run("status").returncode == 1


def test_erasing_removes_the_data(stack: StackProgram):
    stack.run("up", "--detach")
    assert stack.run("down", "--erase").returncode == 0
    assert not stack.root.exists()


def test_a_service_that_does_not_start_ends_the_start_with_its_log(stack: StackProgram):
    stack.environment["STANDIN_FAULT"] = "ranking"
    up = stack.run("up")
    assert up.returncode == 2
    assert "THIDUA_EXAMPLE is missing" in up.stderr
    assert stack.living() == []


def test_two_data_directories_do_not_disturb_each_other(running: StackProgram):
    other = StackProgram(running.root.with_name("other"))
    try:
        other.start()
        assert running.signal(signal.SIGTERM) < 5
        assert len(other.living()) >= 6
    finally:
        if other.up:
            other.signal(signal.SIGTERM)


def test_the_stack_refuses_to_be_anything_but_a_demonstration(stack: StackProgram):
    up = stack.run("up", THIDUA_PROFILE="production")
    assert up.returncode == 2
    assert "docker-compose.yml" in up.stderr
