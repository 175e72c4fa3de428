"""A process that has imported all services and forks one when asked: a start costs a fork, not two seconds of imports.

What runs in the child is what `python -m services.<name>` runs: the same `main`, with the same arguments and environment.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
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
    """A forked service, watched by a file descriptor that the kernel keeps for it alone."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle: int | None = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Nothing while it runs; as with subprocess, but nobody knows how it ended."""
        return 0 if self.wait_s(0) else None

    def wait_s(self, seconds: float) -> bool:
        """Wait for its end; whether it came."""
        if self._handle is None:
            return True
        if not select.select([self._handle], [], [], seconds)[0]:
            return False
        os.close(self._handle)
        self._handle = None
        return True

    def wait(self, seconds: float = ENDS_S_MAX) -> int:
        if not self.wait_s(seconds):
            raise TimeoutError(f"{self.pid} did not end within {seconds} s")
        return 0

    def send_signal(self, number: int) -> None:
        if self._handle is not None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, number)


class Zygote:
    """The process that forks, from the test's side."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.zygote", str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )
        self._socket = ours
        self._answers = ours.makefile("r")
        self._lock = threading.Lock()

    def fork(
        self, service: str, arguments: Sequence[str], environment: Mapping[str, str], log: Path, trace: Path | None
    ) -> Child:
        order = {
            "service": service,
            "arguments": list(arguments),
            "environment": dict(environment),
            "log": str(log),
            "trace": str(trace) if trace else None,
        }
        with self._lock:
            self._socket.sendall(json.dumps(order).encode() + b"\n")
            return Child(int(self._answers.readline()))

    def close(self) -> None:
        """Its children end with it."""
        self._answers.close()
        self._socket.close()
        self._process.wait(ENDS_S_MAX)


def _serve(control: socket.socket) -> None:
    services = {name: importlib.import_module(f"services.{name}.app").SERVICE for name in SERVICES}
    for fact in CATALOGUE.values():
        Reader(fact)  # what is built once for all processes need not be built again by each
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits: the kernel buries them
    gc.collect()
    gc.freeze()
    for line in control.makefile("r"):
        order = json.loads(line)
        if pid := os.fork():
            control.sendall(f"{pid}\n".encode())
            continue
        control.close()
        os._exit(_run(services[order["service"]], order))


def _run(service: Any, order: dict[str, Any]) -> int:
    from infra.runtime.service import main
    from tests.faults import trace

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    output = os.open(order["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ.clear()
    os.environ.update(order["environment"])
    if order["trace"]:
        trace.record(Path(order["trace"]))
    try:
        return main(service, order["arguments"])
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as inherited:
        _serve(inherited)
