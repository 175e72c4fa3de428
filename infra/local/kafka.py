"""One Apache Kafka on loopback, broker and controller in one process, in a directory."""

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from infra.local import jvm, processes
from infra.local.faults import Fault, tail
from infra.local.ports import HOST, free_port, require_free

START_PATIENCE_S = 60.0
STOP_PATIENCE_S = 2.5


class Kafka:
    """Start, stop and kill a broker; `port=None` takes a free port. Usable as a context manager."""

    def __init__(self, directory: Path, port: int | None = None, log: Path | None = None) -> None:
        self.directory = directory.absolute()
        self.log = log or self.directory / "kafka.log"
        self._wanted_port = port
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._hold = processes.Hold(self.directory / "lock")

    @property
    def port(self) -> int:
        if self._port is None:
            raise RuntimeError("Kafka has not been started")
        return self._port

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def bootstrap(self) -> str:
        return f"{HOST}:{self.port}"

    def start(self) -> None:
        """Return when the broker answers requests.

        Raises `Fault` if the port is taken, the directory is in use, or the broker does not come up.
        """
        self.directory.mkdir(parents=True, exist_ok=True)
        self._hold.require()
        try:
            processes.reap(self.directory)
            if self._wanted_port is not None:
                require_free(self._wanted_port, "Kafka")
            self._port = port = self._wanted_port or free_port()
            jvm.prepare(self.directory, port, free_port())
            self._process = processes.spawn(jvm.command(self.directory), mark=self.directory, log=self.log)
            if not processes.wait_until_ready(self._process, lambda: jvm.answers(port), START_PATIENCE_S):
                raise Fault(
                    f"Kafka không khởi động được. Nhật ký {self.log}:\n{tail(self.log)}",
                    f"Kafka did not start. Its log {self.log} ends as shown.",
                )
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """Stop in order; a broker that takes too long is killed, which costs a short recovery at the next start."""
        if self._process:
            processes.end(self._process, signal.SIGTERM, STOP_PATIENCE_S)
            self._process = None
        self._hold.release()

    def kill(self) -> None:
        if self._process:
            processes.kill(self._process)
            self._process = None
        self._hold.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
