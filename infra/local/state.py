"""What the stack remembers between starts: its ports, and who runs. One writer (the supervisor), many readers."""

import json
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict, ValidationError

from infra.local.faults import MISUSE, Fault
from infra.local.ports import free_port, is_free
from infra.local.processes import is_alive

VERSION = 1
START_TOLERANCE_S = 2.0  # the clock may have been set since


class ProcessState(BaseModel):
    """One line of `thidua status`; `condition` is waiting, starting, ready, restarting or stopped."""

    role: str
    pid: int | None = None
    port: int | None = None
    condition: str = "waiting"
    restarts: int = 0


class Supervising(BaseModel):
    """The supervisor's process; its start time tells it from a stranger with the same pid."""

    pid: int
    started: float

    @classmethod
    def me(cls) -> "Supervising":
        process = psutil.Process()
        return cls(pid=process.pid, started=process.create_time())

    def process(self) -> psutil.Process | None:
        """Return the supervisor's process if it lives."""
        try:
            process = psutil.Process(self.pid)
            started = process.create_time()
        except psutil.NoSuchProcess:
            return None
        return process if abs(started - self.started) < START_TOLERANCE_S and is_alive(process) else None


class State(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = VERSION
    profile: str = "demo"
    installation: str = "bac-lieu"
    topic_prefix: str = "thidua"
    bootstrap: str = ""
    ready: bool = False
    ports: dict[str, int] = {}
    supervisor: Supervising | None = None
    processes: list[ProcessState] = []

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def choose_port(self, role: str) -> int:
        """Return the recorded port, or another one if there is none or a stranger took it.

        Harmless: the addresses are handed out at each start, and no event holds one.
        """
        port = self.ports.get(role)
        if port is None or not is_free(port):
            port = free_port()
            self.ports[role] = port
        return port

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(self.model_dump_json(indent=2) + "\n")
        fresh.replace(path)


def read_state(path: Path) -> State | None:
    """Return what was recorded, None if nothing was.

    Raises `Fault` if another version of this program wrote it.
    """
    try:
        recorded = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        recorded = None
    if not isinstance(recorded, dict) or recorded.get("version") != VERSION:
        raise _of_another_version(path)
    try:
        return State.model_validate(recorded)
    except ValidationError as error:
        raise _of_another_version(path) from error


def _of_another_version(path: Path) -> Fault:
    return Fault(
        f"{path} do một phiên bản khác ghi. Hãy chạy «make clean» (xoá dữ liệu cục bộ) hoặc dùng phiên bản cũ.",
        f"{path} was written by another version. Run `make clean` (removes the local data), or use the older version.",
        MISUSE,
    )
