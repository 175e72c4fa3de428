"""One service as a process of its own: started with its environment, ready when it says so."""

import signal
import subprocess
import sys
from pathlib import Path

from infra.local import health, processes
from infra.local.faults import FAILURE, MISUSE, Fault, tail
from infra.local.places import Layout
from infra.local.ports import require_free

START_PATIENCE_S = 90.0
STOP_PATIENCE_S = 2.0


class ServiceProcess:
    """Like `Postgres` and `Kafka`: `start()` returns when it is ready, or runs and waits for an operator's repair."""

    def __init__(self, name: str, layout: Layout, port: int, environment: dict[str, str]) -> None:
        self.name = name
        self.port = port
        self.log = layout.log(name)
        self._mark = layout.service(name)
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        processes.reap(self._mark)
        require_free(self.port, self.name)
        command: list[str | Path] = [sys.executable, "-m", f"services.{self.name}"]
        self._process = process = processes.spawn(command, mark=self._mark, log=self.log, env=self._environment)
        if not processes.wait_until_ready(process, self._settled, START_PATIENCE_S):
            code = process.poll()
            state = health.ask(self.port) if code is None else f"exit code {code}"
            self.kill()
            raise Fault(
                f"Dịch vụ {self.name} không sẵn sàng ({state}). Nhật ký {self.log}:\n{tail(self.log)}",
                f"Service {self.name} did not become ready ({state}). Its log {self.log} ends as shown.",
                MISUSE if code == MISUSE else FAILURE,
            )

    def _settled(self) -> bool:
        answer = health.ask(self.port)
        return answer.ready or answer.repair is not None

    def stop(self) -> None:
        if self._process:
            processes.end(self._process, signal.SIGTERM, STOP_PATIENCE_S)

    def kill(self) -> None:
        if self._process:
            processes.kill(self._process)
