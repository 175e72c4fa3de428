"""One small installation of its own: PostgreSQL, Kafka and the four services as processes, each to be killed and started."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from pathlib import Path

import asyncpg
import httpx

from contracts.topics import SERVICES
from infra.local.kafka import Kafka
from infra.local.ports import free_port
from infra.local.postgres import Postgres
from tests.faults.trace import Trace
from tests.system import NO_TLS, Process, System
from tests.zygote import Child, Zygote

ROLES = ("http", "relay", "projector", "reactors")


AWAY_S_MAX = 60.0
TODAY = "2023-12-29T08:00:00+07:00"


class Part(Process):
    """A process of a service: all of it, or one role."""

    popen: Child
    trace: Trace
    role: str | None


class Installation:
    """Starts everything; `directory` has to be one that PostgreSQL's account can enter."""

    def __init__(self, directory: Path, zygote: Zygote) -> None:
        self.directory = directory
        self.postgres = Postgres(directory / "postgres", port=free_port())
        self.kafka = Kafka(directory / "kafka", port=free_port())
        self.zygote = zygote
        self.postgres.start()
        self.kafka.start()
        self.system = System(directory / "services", self.postgres, self.kafka.bootstrap)
        for service in SERVICES:
            self.system.database_url(service)
        self.parts: dict[str, Part] = {}
        self._number = 0
        self._lock = threading.Lock()

    @property
    def urls(self) -> dict[str, str]:
        return {service: f"http://127.0.0.1:{self.system.ports[service]}" for service in SERVICES}

    def start(self) -> None:
        """Start the services, one process each, on the last days of the season of 2023."""
        for service in SERVICES:
            self.spawn(service)
        for service in SERVICES:
            self.parts[service].wait_until_ready()
        operator = {"Authorization": f"Bearer {self.system.token('operator', authority='test')}"}
        for url in self.urls.values():
            answer = httpx.post(f"{url}/demo/clock", json={"now": TODAY}, headers=operator, verify=NO_TLS)
            assert answer.status_code == 200, answer.text

    def arrange(self, service: str, *, split: bool) -> None:
        """Kill a running service and start it as one process, or as one for each of its roles."""
        for label in [label for label, part in self.parts.items() if part.name == service]:
            self.kill(label)
        self.end_leases(service)
        fresh = [self.spawn(service, role) for role in (ROLES if split else (None,))]
        for part in fresh:
            part.wait_until_ready()

    def kill(self, label: str) -> Part:
        part = self.parts.pop(label)
        part.kill()
        return part

    def spawn(self, service: str, role: str | None = None, **changes: str) -> Part:
        """Start a part without waiting for it; HTTP keeps its port, whoever has none to keep gets a free one."""
        label = f"{service}.{role}" if role else service
        port = str(self.system.ports[service] if role in (None, "http") else free_port())
        environment = self.system.environment(service, **{"THIDUA_HTTP_PORT": port, "THIDUA_LOG_LEVEL": "info", **changes})
        with self._lock:
            self._number += 1
            number = self._number
        path = self.system.directory / f"{label}.{number}.trace"
        trace = Trace(path)  # first, so that a trap may be set in it from the process's first step on
        log = self.system.directory / f"{label}.log"
        child = self.zygote.fork(f"services.{service}", ["--only", role] if role else [], environment, log, trace=path)
        part = Part(service, f"http://127.0.0.1:{port}", log, child)
        part.trace, part.role = trace, role
        self.parts[label] = part
        return part

    def restart(self, part: Part) -> Part:
        """Start in place of a dead process another one of the same kind; its leases are over at once."""
        self.end_leases(part.name, part.role)
        return self.spawn(part.name, part.role)

    def end_leases(self, service: str, role: str | None = None) -> None:
        """End the leases that a dead process of this role held; another process of the service holds others."""
        held = {"relay": "relay.%", "projector": "projector.%", "reactors": "reactor.%", "http": ""}.get(role or "", "%")
        asyncio.run(self._delete("delete from runtime.lease where name like $1", service, held))

    async def _delete(self, statement: str, service: str, *values: str) -> None:
        deadline = time.monotonic() + AWAY_S_MAX
        while True:
            try:
                connection = await asyncpg.connect(self.system.database_url(service))
                await connection.execute(statement, *values)
                await connection.close()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.05)
            else:
                return

    def database(self, service: str) -> str:
        return self.system.database_url(service).rsplit("/", 1)[1]

    def last_words(self) -> str:
        """The end of each part's log, with what its tasks wait for."""
        for part in self.parts.values():
            part.popen.send_signal(signal.SIGUSR1)
        time.sleep(1)
        return "\n".join(f"--- {label}\n{part.log.read_text()[-12_000:]}" for label, part in self.parts.items())

    def close(self) -> None:
        """End everything; nothing in it is needed any more."""
        for part in self.parts.values():
            part.kill()
        self.kafka.kill()
        self.postgres.kill()
        self.postgres.erase()
