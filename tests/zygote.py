"""A process that has imported all services and forks one when asked: a start costs a fork, not two seconds of imports.

What runs in the child is what `python -m <module>` runs, with the same arguments and environment. That a service starts
without it as well, the stack's own tests and those of the season show.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from contracts.base import CATALOGUE
from contracts.reading import Reader
from contracts.topics import SERVICES

PR_SET_PDEATHSIG = 1
ENDS_S_MAX = 10.0


class Child:
    """A forked process, watched by a file descriptor that the kernel keeps for it alone; asked as `Popen` is."""

    def __init__(self, pid: int, zygote: Zygote) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._zygote = zygote
        self._handle = os.pidfd_open(pid)
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """Its exit code, minus the signal where it was killed; nothing while it runs."""
        self.wait_s(0)
        return self.returncode

    def wait_s(self, seconds: float) -> bool:
        """Wait for its end; whether it came."""
        with self._lock:
            if self.returncode is not None:
                return True
            # Not `select`: a worker of the whole suite has more than its 1,024 descriptors open.
            ended = select.poll()
            ended.register(self._handle, select.POLLIN)
            if not ended.poll(seconds * 1000):
                return False
            self.returncode = self._zygote.code_of(self.pid)
            os.close(self._handle)
            return True

    def wait(self, seconds: float = ENDS_S_MAX) -> int:
        if not self.wait_s(seconds):
            raise subprocess.TimeoutExpired(str(self.pid), seconds)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)


class Zygote:
    """The process that forks, from the test's side."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.zygote", str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )
        self._socket = ours
        self._answers = ours.makefile("r")
        self._lock = threading.Lock()

    def fork(
        self,
        module: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        errors: Path | None = None,
        trace: Path | None = None,
    ) -> Child:
        """Run a module as `python -m` does; what it says goes to the end of `log`, its errors to `errors` if named."""
        order = {
            "module": module,
            "arguments": list(arguments),
            "environment": dict(environment),
            "log": str(log),
            "errors": str(errors or log),
            "trace": str(trace) if trace else None,
        }
        return Child(self._ask(order), self)

    def code_of(self, pid: int) -> int:
        """The exit code of a child that has ended."""
        return os.waitstatus_to_exitcode(self._ask({"ended": pid}))

    def _ask(self, order: Mapping[str, Any]) -> int:
        with self._lock:
            self._socket.sendall(json.dumps(order).encode() + b"\n")
            return int(self._answers.readline())

    def close(self) -> None:
        """Its children end with it."""
        self._answers.close()
        self._socket.close()
        self._process.wait(ENDS_S_MAX)


def _serve(control: socket.socket) -> None:
    for name in SERVICES:
        importlib.import_module(f"services.{name}.app")
    for fact in CATALOGUE.values():
        Reader(fact)  # what is built once for all processes need not be built again by each
    gc.collect()
    gc.freeze()
    for line in control.makefile("r"):
        order = json.loads(line)
        if "ended" in order:
            answer = os.waitpid(order["ended"], 0)[1]
        elif not (answer := os.fork()):
            control.close()
            os._exit(_run(order))
        control.sendall(f"{answer}\n".encode())


def _run(order: dict[str, Any]) -> int:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    for number, name in ((1, "log"), (2, "errors")):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["", *order["arguments"]]
    try:
        from infra.runtime import steps

        importlib.reload(steps)  # it read the environment when it was imported
        if order["trace"]:
            from tests.faults import trace

            trace.record(Path(order["trace"]))
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return _code(end)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _code(end: SystemExit) -> int:
    if isinstance(end.code, str):
        sys.stderr.write(f"{end.code}\n")
        return 1
    return end.code or 0


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as inherited:
        _serve(inherited)
