"""Start PostgreSQL, Kafka and the services, keep them running, stop them in order."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

from contracts.topics import SERVICES
from infra.local import health, processes
from infra.local.environment import service_environment
from infra.local.faults import MISUSE, Fault
from infra.local.issuer import ensure_issuer
from infra.local.kafka import Kafka
from infra.local.keeper import Keeper
from infra.local.keys import ensure_key
from infra.local.places import Layout, kafka_elsewhere
from infra.local.ports import HOST
from infra.local.postgres import Postgres
from infra.local.service_process import ServiceProcess
from infra.local.state import ProcessState, State, Supervising, read_state
from infra.runtime.topics import TopicsWrong, ensure_topics

NEWS_EVERY_S = 5.0
LOG_BYTES_MAX = 10 * 1024 * 1024


class AlreadyRunning(Fault):
    """Another supervisor holds this data directory."""

    def __init__(self, root: Path) -> None:
        super().__init__(f"Hệ thống đang chạy rồi ({root}).", f"The stack already runs ({root}).")


class Supervisor:
    """One running stack in a data directory. `say` is told, a line at a time, what happens."""

    def __init__(self, root: Path, say: Callable[[str], None]) -> None:
        self.layout = Layout(root)
        self.state = State()
        self._say = say
        self._hold = processes.Hold(self.layout.lock)
        self._write_lock = threading.Lock()
        roles = ("postgres", *(() if kafka_elsewhere() else ("kafka",)), *SERVICES)
        self.repairs: dict[str, str] = {}
        self.keepers = {role: Keeper(role, self._changed) for role in roles}

    def start(self, *, only_stores: bool = False) -> None:
        """Return when every service is ready, or runs and waits for a repair; with `only_stores`, start no service.

        Raises `AlreadyRunning`, or a `Fault` with the log of what did not start; nothing is left running then.
        """
        started = time.monotonic()
        if not self._hold.take():
            raise AlreadyRunning(self.layout.root)
        pool = ThreadPoolExecutor()
        try:
            self._prepare()
            databases = pool.submit(self._start_postgres)
            self._wait_for([databases, pool.submit(self._start_kafka)], started)
            urls = databases.result()
            if not only_stores:
                self._wait_for([pool.submit(self._start_service, name, urls[name]) for name in SERVICES], started)
        except BaseException:
            self.stop()
            raise
        finally:
            pool.shutdown()
        self.state.ready = True
        took = f"({time.monotonic() - started:.1f} s)"
        if only_stores:
            self._changed(f"PostgreSQL và Kafka đã chạy, chưa có dịch vụ nào · PostgreSQL and Kafka run, no service does {took}")
        elif self.repairs:
            self._changed(f"Đã chạy, nhưng chưa nhận lệnh; cần làm · Runs, but takes no commands; to do: {self._to_do()} {took}")
        else:
            self._changed(f"Sẵn sàng · Ready {took}")

    def _to_do(self) -> str:
        commands = ", ".join(f"thidua {repair} {name}" for name, repair in sorted(self.repairs.items()))
        return f"{commands} (infra/local/DISASTER.md)"

    def stop(self) -> None:
        """Stop the services, then Kafka and PostgreSQL; within five seconds, whatever condition they are in."""
        self.state.ready = False
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda name: self.keepers[name].stop(), SERVICES))
            list(pool.map(lambda role: self.keepers[role].stop(), self.keepers.keys() - set(SERVICES)))
        self.state.supervisor = None
        self._changed("")
        self._hold.release()

    def _prepare(self) -> None:
        layout = self.layout
        self.state = read_state(layout.state) or self.state
        orphans = processes.reap(*layout.marks(SERVICES))
        if orphans:
            self._say(f"Đã dọn {orphans} tiến trình còn sót · Ended {orphans} processes left by a killed start")
        for role in self.keepers:
            self.state.choose_port(role)
        self.state.ready = False
        self.state.supervisor = Supervising.me()
        self.state.bootstrap = kafka_elsewhere() or f"{HOST}:{self.state.ports['kafka']}"
        ensure_issuer(layout.issuer)
        for name in SERVICES:
            ensure_key(layout.head_key(name))
        for log in layout.logs.glob("*.log"):
            if log.stat().st_size > LOG_BYTES_MAX:
                log.replace(log.with_suffix(".old"))

    def _start_postgres(self) -> dict[str, str]:
        directory = self.layout.postgres
        postgres = Postgres(directory, self.state.ports["postgres"], self.layout.log("postgres"))
        self.keepers["postgres"].start(postgres)
        if postgres.data.parent != directory:
            self._say(f"PostgreSQL: dữ liệu ở · its data lies in {postgres.data}")
        return {name: postgres.ensure_service_database(name) for name in SERVICES}

    def _start_kafka(self) -> None:
        if keeper := self.keepers.get("kafka"):
            keeper.start(Kafka(self.layout.kafka, self.state.ports["kafka"], self.layout.log("kafka")))
        try:
            asyncio.run(ensure_topics(self.state.bootstrap, self.state.topic_prefix))
        except TopicsWrong as wrong:
            raise Fault(wrong.vi, wrong.en, MISUSE) from wrong

    def _start_service(self, name: str, database_url: str) -> None:
        environment = service_environment(name, self.state, self.layout, database_url)
        self.keepers[name].start(ServiceProcess(name, self.layout, self.state.ports[name], environment))
        answer = health.ask(self.state.ports[name])
        if answer.repair:
            self.repairs[name] = answer.repair
            self._changed(f"{name} … đóng cổng · closed: {answer.reason}")

    def _wait_for(self, starts: Sequence[Future[Any]], began: float) -> None:
        """Wait for all, or for the first that fails; say every few seconds what is still awaited."""
        while True:
            done, pending = wait(starts, timeout=NEWS_EVERY_S, return_when=FIRST_EXCEPTION)
            for start in done:
                start.result()
            if not pending:
                return
            awaited = ", ".join(role for role, keeper in self.keepers.items() if keeper.condition == "starting")
            self._say(f"đang chờ · waiting for {awaited or 'topics, databases'} ({time.monotonic() - began:.0f} s)")

    def _changed(self, news: str) -> None:
        """Record who runs, for `status` in other terminals; say the news."""
        with self._write_lock:
            self.state.processes = [
                ProcessState(
                    role=role,
                    pid=keeper.pid,
                    port=self.state.ports.get(role),
                    condition=keeper.condition,
                    restarts=keeper.restarts,
                )
                for role, keeper in self.keepers.items()
            ]
            self.state.write(self.layout.state)
        if news:
            # Who keeps a part running goes on though nobody reads any more (a broken pipe, on which Rich exits).
            with contextlib.suppress(OSError, SystemExit):
                self._say(news)
