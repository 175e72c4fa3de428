"""A service: its parts put together, its roles run side by side, started and stopped in order."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import uvicorn
from fastapi import APIRouter

from contracts.base import VIETNAM, Fact
from contracts.topics import LogAddress, log_of
from infra.runtime import metrics, tidying, wakeups
from infra.runtime.app import build_app
from infra.runtime.appender import Appender
from infra.runtime.checks import Checks
from infra.runtime.clock import Clock, DemoClock, RealClock
from infra.runtime.database import TROUBLE
from infra.runtime.decider import Decider
from infra.runtime.decisions import Category, Claim, KeptFile, Release
from infra.runtime.doors import Door
from infra.runtime.errors import NotReady, ReplayFailed
from infra.runtime.event_log import QUERIES as LOG_QUERIES
from infra.runtime.event_log import EventLog, ForeignDatabase
from infra.runtime.feed import Feed
from infra.runtime.files.cited import Cites
from infra.runtime.files.store import FileStore
from infra.runtime.gate import Gate
from infra.runtime.heads import HeadSigner
from infra.runtime.kafka import KafkaAddress
from infra.runtime.lease import Lease, Renewal
from infra.runtime.migrate import QUERIES as MIGRATE_QUERIES
from infra.runtime.migrate import MigrationChanged, apply_tables, migrate
from infra.runtime.observability import configure_logging, logger
from infra.runtime.one_write import OneWrite
from infra.runtime.projection import Projection
from infra.runtime.projector import Projector
from infra.runtime.pulse import Pulse
from infra.runtime.reactor import Reactor, ReactorRunner
from infra.runtime.reading import ReadModel
from infra.runtime.rebuild import ensure_generation
from infra.runtime.relay import ForeignTopic, HistoryForked, Relay, TopicEmptied
from infra.runtime.security import Verifier
from infra.runtime.settings import Profile, Settings, SettingsWrong, load_settings, refuse_settings
from infra.runtime.sql import Connection
from infra.runtime.sse import Streams
from infra.runtime.start import StartFailed, connect, prepared, topics_ready
from infra.runtime.topics import TopicsWrong
from infra.runtime.tracing import tracing
from infra.runtime.visits import Visits
from infra.runtime.watch import Picture, Watch, lags_document, look_at_database
from infra.runtime.watchdog import Watchdog, Work

ROLES: Final = ("http", "relay", "projector", "reactors")
POOL_SIZE: Final = 12
SIGN_LOOK_S: Final = 30.0
STOP_S_MAX: Final = 2
DATE_S: Final = 1.0
LOG = logger("service")


@dataclass(frozen=True, slots=True)
class Service:
    """What makes one service: the composition root of `services/<name>/app.py` fills it in.

    `reads` are the ids of the logs that its projection follows, its own included; `tables` is the DDL of ordinary
    tables that no event log stands behind; `public` says that it keeps a second, public log; `keeps_files` that it takes
    files in, for which it needs `THIDUA_FILE_STORE`, and `citations` follows its log and tells which files events cite;
    `checks` follows it when it is verified.
    """

    name: str
    reads: tuple[str, ...]
    categories: tuple[Category[Any], ...]
    doors: tuple[Door, ...]
    claims: Callable[[Fact], Iterable[Claim | Release]]
    projection: Projection
    router: APIRouter
    reactors: tuple[Reactor, ...] = ()
    public: bool = False
    tables: Path | None = None
    keeps_files: bool = False
    citations: Callable[[], Cites] | None = None
    checks: Callable[[], Checks] | None = None

    @property
    def own(self) -> dict[str, LogAddress]:
        """The logs that this service writes, by the name that facts call them."""
        logs = {"main": log_of(self.name)}
        return logs | {"public": log_of(f"{self.name}.public")} if self.public else logs


class Runtime:
    """One process of a service, its parts wired together."""

    def __init__(self, service: Service, settings: Settings, pool: asyncpg.Pool, clock: Clock, signer: HeadSigner) -> None:
        self.service = service
        self.settings = settings
        self.pool = pool
        self.clock = clock
        self.signer = signer
        self.kafka = KafkaAddress.of(settings)
        self.files = file_store_of(service, settings)
        self.verifier = Verifier(settings)
        self.gate = Gate(opened=self._forget)
        self.owner = uuid4()
        self.reads = tuple(log_of(log) for log in service.reads)
        place = {"installation": settings.installation, "prefix": settings.topic_prefix}
        self.log = EventLog(
            pool,
            installation=settings.installation,
            addresses=service.own,
            claims=service.claims,
            clock=clock,
            signer=signer,
            guard=self.gate.require_open_for,
        )
        self.appender = Appender(self.log)
        self.model = ReadModel(pool, service.projection.name)
        own = [address.log_id for address in service.own.values()]
        self.decider = Decider(
            pool,
            self.appender,
            self.model,
            categories=service.categories,
            own_logs=own,
            own_projected=[log for log in own if log in service.reads],
            require_open=self.gate.require_open,
            kept_files=self._kept_files,
        )
        self.relays = [Relay(pool, self.kafka, address, **place) for address in service.own.values()]
        self.projector = Projector(pool, self.kafka, self.model, service.projection, self.reads, prefix=settings.topic_prefix)
        self.reactors = [
            ReactorRunner(
                pool,
                self.kafka,
                self.model,
                self.decider,
                clock,
                reactor,
                service.doors,
                self.reads,
                service=service.name,
                **place,
            )
            for reactor in service.reactors
        ]
        self.leases: dict[str, Lease] = {}
        self.renewal = Renewal(pool, self.owner)
        self.watch = Watch(
            pool,
            self.kafka,
            self.model,
            projector=self._projector,
            reactors=[f"reactor.{reactor.name}" for reactor in service.reactors],
            logs=self.reads,
            prefix=settings.topic_prefix,
            stall_s=settings.stall_s,
        )
        self.watchdog = Watchdog(settings.stall_s)
        self.feed = Feed(pool, service.own["public"].log_id) if service.public else None
        self.streams = Streams()
        self.visits = Visits()

    @property
    def _projector(self) -> str:
        return f"projector.{self.service.projection.name}"

    def require_ready(self) -> None:
        """Refuse commands until log and topic are known to agree."""
        self.gate.require_open()

    @asynccontextmanager
    async def ordinary_tables(self) -> AsyncIterator[Connection]:
        """A transaction on the service's ordinary tables."""
        async with self.pool.acquire() as connection, connection.transaction():
            await MIGRATE_QUERIES.use_schema(connection, name=self.service.name)
            yield connection

    async def _kept_files(self, cited: Collection[str]) -> Mapping[str, KeptFile]:
        return {} if self.files is None else await asyncio.to_thread(self.files.kept, cited)

    def _forget(self) -> None:
        """What was kept of the database may be of another one."""
        self.decider.forget_all()
        self.log.forget()

    async def prepare(self) -> None:
        """Bring the tables up to date and have a read model to follow."""
        await migrate(self.pool)
        if self.service.tables is not None:
            await apply_tables(self.pool, self.service.name, self.service.tables)
        await self.log.open()
        await ensure_generation(
            self.pool,
            self.kafka,
            self.service.projection,
            self.reads,
            installation=self.settings.installation,
            prefix=self.settings.topic_prefix,
        )

    def work(self, roles: Sequence[str]) -> list[Work]:
        """What this process does beside answering HTTP."""
        # Every process compares log and topic: its readiness says so, and a foreign topic ends it whatever it does.
        work: list[Work] = [self.watch_history, lambda: self.watch.run(self.watchdog.judge), tidying.run]
        if "http" in roles:
            work += [self.appender.run, self._wake_relays, self._sign_heads]
            if self.feed is not None:
                work.append(self.feed.run)
        if "relay" in roles:
            work += [self._leased(f"relay.{relay.log}", self._relay(relay), relay.pulse, _unsent(relay)) for relay in self.relays]
            work.append(lambda: wakeups.listen(self.pool, self.relays))
        if "projector" in roles:
            projector = self.projector
            work.append(self._leased(self._projector, projector.run, projector.pulse, _unread(projector)))
        if "reactors" in roles:
            if "http" not in roles:
                work += [self.appender.run, self._wake_relays]
            work += [self._leased(f"reactor.{r.name}", r.run, r.pulse, _unread(r)) for r in self.reactors]
        return work

    async def watch_history(self) -> None:
        """Open the gate when log and topic tell one history, and again after a repair."""
        await self.gate.run(self.relays, self.log.database)

    def _leased(self, name: str, work: Work, pulse: Pulse, behind: Callable[[Picture], bool]) -> Work:
        lease = self.leases[name] = Lease(self.pool, name, self.owner, self.renewal)
        guarded = self.watchdog.guarded(name, work, pulse, behind)
        return lambda: lease.run(guarded)

    def _relay(self, relay: Relay) -> Work:
        async def run() -> None:
            try:
                await relay.run()
            except (HistoryForked, TopicEmptied, ForeignTopic) as error:
                # The gate looks again, and decides whether that can be mended.
                self.gate.close(str(error))

        return run

    async def _wake_relays(self) -> None:
        def leads() -> bool:
            return all(name in self.leases and self.leases[name].held for name in relaying_here)

        relaying_here = [f"relay.{relay.log}" for relay in self.relays]
        await wakeups.pass_on(self.appender.appended, self.log, self.relays, leads)

    async def _sign_heads(self) -> None:
        """Sign what was not signed on this day, so that a quiet log is covered too."""
        while True:
            await asyncio.sleep(SIGN_LOOK_S)
            await self.sign_heads()

    async def sign_heads(self) -> None:
        """Sign the logs that moved since they were signed on an earlier day (UTC+7)."""
        # A head that were signed while log and topic differ would make a fork of what can still be restored.
        with contextlib.suppress(NotReady, *TROUBLE):
            today = _day(self.clock.now())
            heads = await LOG_QUERIES.heads(self.pool)
            if any(h["position"] > h["signed_position"] and _day(h["signed_at"]) < today for h in heads):
                await self.log.append([], sign=True)

    async def health(self) -> dict[str, Any]:
        """What can be said of this process: whether it takes commands, and how far behind anything is."""
        checks: dict[str, str] = {}
        answer: dict[str, Any] = {"service": self.service.name, "checks": checks}
        try:
            # Whoever asks after PostgreSQL was started again must not be told of the gate as it was before.
            self.gate.notice(await self.log.database())
            now = await look_at_database(self.pool, self.model, self._projector)
            answer["positions"] = now.positions
            answer["backlog"] = sum(now.backlog.values())
            answer["projected"] = {log: place.position for log, place in now.places[self._projector].items()}
            answer["parked"] = sum(now.parked.values())
            checks["database"] = "ok"
        except Exception as error:
            # Whatever keeps us from asking the database keeps commands from it: that is the answer.
            checks["database"] = repr(error)
        checks["history"] = self.gate.reason or "ok"
        answer["lag"] = sum(self.projector.lag().values())
        answer["lags"] = lags_document(self.watch.picture)
        answer["leases"] = sorted(name for name, lease in self.leases.items() if lease.held)
        if self.gate.repair is not None:
            answer["repair"] = self.gate.repair
        answer["status"] = "ready" if set(checks.values()) == {"ok"} else "not-ready"
        return answer

    def metrics(self) -> bytes:
        """What this process counts, as Prometheus reads it."""
        metrics.GATE.set(self.gate.reason is None)
        for name, lease in self.leases.items():
            metrics.LEASE.labels(name).set(lease.held)
        idle = self.pool.get_idle_size()
        metrics.CONNECTIONS.labels("idle").set(idle)
        metrics.CONNECTIONS.labels("in_use").set(self.pool.get_size() - idle)
        return metrics.text()


def _day(at: datetime) -> date:
    return at.astimezone(VIETNAM).date()


def _unread(consumer: Projector | ReactorRunner) -> Callable[[Picture], bool]:
    return lambda picture: consumer.behind(picture.ends or {})


def _unsent(relay: Relay) -> Callable[[Picture], bool]:
    return lambda picture: picture.backlog.get(relay.log, 0) > 0


class _Server(uvicorn.Server):
    """Uvicorn under our own signal handling: the roles have to stop in order after it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield

    def stop(self) -> None:
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """Renew the date of answers each second until stopped; uvicorn itself would look ten times a second."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(DATE_S):
                    await self._stopping.wait()


async def serve(service: Service, settings: Settings, roles: Sequence[str]) -> None:
    """Run a process of a service until SIGTERM or SIGINT.

    Raises:
        StartFailed: PostgreSQL or Kafka did not come, or come back, within the bound, or the port is taken.
        ForeignDatabase, ForeignTopic, TopicsWrong, MigrationChanged: history is not what it has to be.
    """
    signer = _signer(settings)
    prepare_files(service, settings)
    with _listen(settings) as listener:
        async with AsyncExitStack() as stack:
            pool = await connect(settings, pool_size=POOL_SIZE)
            stack.push_async_callback(_close, pool)
            kafka = KafkaAddress.of(settings)
            logs = tuple({*service.own.values(), *(log_of(log) for log in service.reads)})
            await topics_ready(settings, kafka, logs)

            async def prepare() -> Runtime:
                await migrate(pool)
                clock = await DemoClock.load(pool) if settings.profile is Profile.DEMO else RealClock()
                runtime = Runtime(service, settings, pool, clock, signer)
                await runtime.prepare()
                return runtime

            runtime = await prepared(settings, kafka, prepare)
            app = build_app(service, runtime, roles)
            config = uvicorn.Config(
                app,
                http=OneWrite,
                log_config=None,
                access_log=False,
                proxy_headers=settings.trusted_proxies is not None,
                forwarded_allow_ips=settings.trusted_proxies,
                lifespan="off",
                timeout_graceful_shutdown=STOP_S_MAX,
                timeout_keep_alive=30,
            )
            server = _Server(config)
            _stop_on_signal(server, runtime.streams)
            spare_the_collector()
            LOG.info("service.started", roles=list(roles), port=settings.http_port)
            foreign: BaseException | None = None
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(_run(work)) for work in runtime.work(roles)]
                    await server.serve(sockets=[listener])
                    for task in tasks:
                        task.cancel()
            except* ForeignTopic as errors:
                foreign = errors.exceptions[0]
            if foreign is not None:
                # Not from within `except*`: some releases of Python 3.11 wrap what is raised there in a group again.
                raise foreign
    LOG.info("service.stopped")


class PartCancelled(Exception):
    """What a part of this process waited for was cancelled under it, though nobody asked it to stop."""


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        # A task group takes a cancelled task for one that was stopped: the process would go on without this part.
        raise PartCancelled(getattr(work, "__qualname__", repr(work))) from error


def spare_the_collector() -> None:
    """Keep the garbage collector from walking again and again over what lives as long as the process.

    Classes, schemas and the facts of folded streams are many, and none of them is garbage.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _stop_on_signal(server: _Server, streams: Streams) -> None:
    def stop() -> None:
        server.stop()
        streams.stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)


async def _close(pool: asyncpg.Pool) -> None:
    try:
        await asyncio.wait_for(pool.close(), STOP_S_MAX)
    except TimeoutError:
        pool.terminate()


@contextlib.contextmanager
def _listen(settings: Settings) -> Any:
    listener = socket.socket(socket.AF_INET6 if ":" in settings.http_host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.http_host, settings.http_port))
    except OSError as error:
        listener.close()
        place = f"{settings.http_host}:{settings.http_port}"
        raise StartFailed(
            f"Không mở được cổng {place}: {error.strerror}. Chọn THIDUA_HTTP_PORT khác hoặc dừng chương trình đang dùng.\n"
            f"Cannot listen on {place}: {error.strerror}. Choose another THIDUA_HTTP_PORT, or stop what uses it."
        ) from error
    with listener:
        yield listener


def file_store_of(service: Service, settings: Settings) -> FileStore | None:
    """The store of a service that takes files in, None for the others.

    Raises:
        SettingsWrong: it is not said where the store is.
    """
    if not service.keeps_files:
        return None
    if settings.file_store is None:
        raise SettingsWrong(
            "Cấu hình chưa đúng / The settings are not right:\n"
            "  THIDUA_FILE_STORE: thiếu thư mục giữ tệp / missing, name the directory that files are kept in"
        )
    return FileStore(settings.file_store)


def prepare_files(service: Service, settings: Settings) -> None:
    """Have a store that can be used, without what a crash left in it.

    Raises:
        SettingsWrong: it cannot be used.
    """
    files = file_store_of(service, settings)
    if files is None:
        return
    try:
        LOG.info("files.ready", swept=files.prepare())
    except OSError as error:
        raise SettingsWrong(
            "Cấu hình chưa đúng / The settings are not right:\n"
            f"  THIDUA_FILE_STORE: không dùng được thư mục này / this directory cannot be used: {error}"
        ) from error


def _signer(settings: Settings) -> HeadSigner:
    try:
        return HeadSigner.from_pem(settings.head_key)
    except (OSError, ValueError) as error:
        raise SettingsWrong(
            "Cấu hình chưa đúng / The settings are not right:\n"
            f"  THIDUA_HEAD_KEY: không đọc được khóa Ed25519 / no Ed25519 private key can be read: {error}"
        ) from error


def main(service: Service, arguments: Sequence[str]) -> int:
    """Run a service from the command line; the exit code: 0 stopped, 1 failed, 2 wrong settings or usage."""
    parser = argparse.ArgumentParser(prog=f"thidua run {service.name}")
    parser.add_argument("--only", choices=ROLES, help="run one role alone")
    only = parser.parse_args(arguments).only
    try:
        settings = load_settings()
        configure_logging(service.name, format_=settings.log_format, level=settings.log_level)
        endpoint = None if settings.otlp_endpoint is None else str(settings.otlp_endpoint)
        with tracing(service.name, endpoint), asyncio.Runner(loop_factory=_loop) as runner:
            runner.run(serve(service, settings, [only] if only else ROLES))
    except SettingsWrong as error:
        return refuse_settings(error)
    except (StartFailed, ForeignDatabase, ForeignTopic, TopicsWrong, MigrationChanged, ReplayFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _loop() -> asyncio.AbstractEventLoop:
    import uvloop

    return uvloop.new_event_loop()
