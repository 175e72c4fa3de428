"""What a program that uses the running stack needs to know about it: the demonstration, the commands, tests."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from contracts.topics import SERVICES
from infra.local.faults import Fault
from infra.local.places import Layout, data_directory
from infra.local.state import State, read_state


@dataclass(frozen=True)
class Stack:
    """A running stack: base URLs by service, the issuer's directory (see `issuer.sign`), Kafka."""

    data: Path
    urls: dict[str, str]
    issuer: Path
    bootstrap: str
    topic_prefix: str
    installation: str

    @classmethod
    def of(cls, root: Path, state: State) -> "Stack":
        return cls(
            data=root,
            urls={name: state.url(name) for name in SERVICES},
            issuer=Layout(root).issuer,
            bootstrap=state.bootstrap,
            topic_prefix=state.topic_prefix,
            installation=state.installation,
        )


def running_supervisor(root: Path) -> psutil.Process | None:
    """Return the living supervisor of a data directory."""
    state = read_state(Layout(root).state)
    return state.supervisor.process() if state and state.supervisor else None


def require_running(root: Path | None = None) -> Stack:
    """Return the running stack of this checkout; raise a `Fault` that says how to start it if it does not run."""
    root = root or data_directory()
    state = read_state(Layout(root).state)
    if state is None or running_supervisor(root) is None:
        raise Fault(
            "Hệ thống chưa chạy. Hãy chạy: thidua up --detach", "The stack does not run. Start it with: thidua up --detach"
        )
    return Stack.of(root, state)
