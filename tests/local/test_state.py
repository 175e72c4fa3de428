"""What is remembered between starts."""

import socket
from pathlib import Path

import pytest

from infra.local.faults import Fault
from infra.local.ports import HOST
from infra.local.state import State, Supervising, read_state


def test_ports_are_chosen_once_and_reused(tmp_path: Path):
    state = State()
    chosen = state.choose_port("kafka")
    state.write(tmp_path / "state.json")
    assert read_state(tmp_path / "state.json").choose_port("kafka") == chosen


def test_a_port_that_a_stranger_took_is_replaced():
    state = State()
    port = state.choose_port("kafka")
    with socket.create_server((HOST, port)):
        assert state.choose_port("kafka") != port


def test_nothing_recorded_is_no_state(tmp_path: Path):
    assert read_state(tmp_path / "state.json") is None


@pytest.mark.parametrize("content", ['{"version": 99}', "{}", "[]", "not json", '{"version": 1, "of_tomorrow": 1}'])
def test_state_of_another_version_says_what_to_do(tmp_path: Path, content: str):
    (tmp_path / "state.json").write_text(content)
    with pytest.raises(Fault, match="make clean") as refused:
        read_state(tmp_path / "state.json")
    assert refused.value.code == 2


def test_a_reused_pid_is_not_the_supervisor():
    me = Supervising.me()
    assert me.process() is not None
    assert me.model_copy(update={"started": me.started - 100}).process() is None
