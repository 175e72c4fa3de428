"""Processes of ours: start them marked, find them again by the mark, end them. Nobody else's is ever touched."""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from infra.local.faults import Fault

# In every child's environment, with the directory it works for. A pid can be given to a stranger, this cannot.
MARK = "THIDUA_STACK_MARK"
KILL_PATIENCE_S = 5.0


@dataclass(frozen=True)
class Account:
    """The user a child runs as, when that is not us."""

    uid: int
    gid: int


def spawn(
    command: Sequence[str | Path], *, mark: Path, log: Path, env: Mapping[str, str] | None = None, user: Account | None = None
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C reaches us, who stop the children in order), output to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/" if user else None,
            env={**(os.environ if env is None else env), MARK: str(mark)},
            start_new_session=True,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[user.gid] if user else None,
        )


def marked(*marks: Path) -> Iterator[psutil.Process]:
    """Yield every living process that carries one of the marks."""
    wanted = set(map(str, marks))
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) in wanted and is_alive(process):
                yield process
        except psutil.Error:
            continue  # gone, or not ours to look at, so not ours


def reap(*marks: Path) -> int:
    """Kill what a killed parent left running; return how many. Everything we run survives SIGKILL by design."""
    orphans = [process for process in marked(*marks) if process.pid != os.getpid()]
    end_all(orphans, signal.SIGKILL, KILL_PATIENCE_S)
    return len(orphans)


def end(process: subprocess.Popen[bytes], request: signal.Signals, patience_s: float) -> None:
    """Ask a child to stop, wait, then kill it and its descendants."""
    if process.poll() is not None:
        return
    family = _family(process.pid)
    process.send_signal(request)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(KILL_PATIENCE_S)
    end_all(family, signal.SIGKILL, KILL_PATIENCE_S)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL a child and all its descendants, the parent first so that it cannot start others."""
    family = _family(process.pid)
    process.kill()
    process.wait(KILL_PATIENCE_S)
    end_all(family, signal.SIGKILL, KILL_PATIENCE_S)


def end_all(processes: Sequence[psutil.Process], request: signal.Signals, patience_s: float) -> None:
    # psutil compares the start time first: a reused pid raises NoSuchProcess.
    for process in processes:
        try:
            process.send_signal(request)
        except psutil.NoSuchProcess:
            continue
    wait_until_gone(processes, patience_s)


def wait_until_gone(processes: Sequence[psutil.Process], patience_s: float) -> bool:
    """Wait for the end of processes that need not be our children; False when time ran out."""
    # Not psutil's own wait: it waits for zombies too, and an orphan's zombie stays until init looks.
    deadline = time.monotonic() + patience_s
    while any(map(is_alive, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process still holds anything. A zombie does not, unless threads of it are still ending."""
    try:
        return process.is_running() and (process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1)
    except psutil.NoSuchProcess:
        return False


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


class Hold:
    """A lock file held while a directory is in use; the kernel lets go when the holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def take(self) -> bool:
        """Return whether the lock is ours now."""
        if self._file:
            return True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def require(self) -> None:
        if not self.take():
            raise Fault(
                f"Thư mục {self.path.parent} đang được một tiến trình khác sử dụng.",
                f"The directory {self.path.parent} is in use by another process.",
            )

    def release(self) -> None:
        if self._file:
            self._file.close()
            self._file = None


def wait_until_ready(process: subprocess.Popen[bytes], ready: Callable[[], bool], patience_s: float) -> bool:
    """Poll `ready()` until it is true; False when the process ended or time ran out."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if ready():
            return True
        if process.poll() is not None:
            return False
        time.sleep(0.02)
    return False
