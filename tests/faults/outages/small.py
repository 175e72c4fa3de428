"""The sample service under load, on a PostgreSQL and a Kafka of its own, and the question after each fault: is all there?

The load keeps a book of every accepted command. `nothing_lost` compares it with the log, the log with the topic, and
the topic with the read model; a fault that needs a hand beyond what the test's docstring names fails it.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from infra.local.kafka import Kafka
from infra.local.postgres import Postgres
from infra.runtime.kafka import KafkaAddress
from tests.runtime import parts, sample
from tests.runtime.conftest import SAMPLE
from tests.services.replaying import live_digest, rebuilt_digest
from tests.system import Client, Process, System
from tests.zygote import Zygote

CLIENTS = 3
LARGE = 1000
ANSWER_S_MAX = 60.0
SETTLE_S_MAX = 60.0


@dataclass
class Small:
    """A sample service with its own PostgreSQL and Kafka; `book` holds each accepted command's answer by its key."""

    directory: Path
    kafka: Kafka
    postgres: Postgres
    system: System
    book: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def started(
        cls, directory: Path, zygote: Zygote, kafka: Kafka | None = None, postgres: Postgres | None = None
    ) -> Iterator[Small]:
        directory.mkdir(mode=0o755, exist_ok=True)
        kafka, postgres = kafka or Kafka(directory / "kafka"), postgres or Postgres(directory / "postgres")
        try:
            kafka.start()
            postgres.start()
            system = System(directory / "system", postgres, kafka.bootstrap, modules=SAMPLE, zygote=zygote)
            # A restart keeps its port: the services know no other.
            kafka._wanted_port, postgres._wanted_port = kafka.port, postgres.port
            small = cls(directory, kafka, postgres, system)
            small.service()
            yield small
        finally:
            with suppress(UnboundLocalError):
                system.databases.clear()  # the whole cluster goes
                for process in system.processes.values():
                    if process.alive:
                        process.kill()
                system.stop()
            kafka.kill()
            postgres.kill()
            postgres.erase()
            shutil.rmtree(directory, ignore_errors=True)

    def service(self) -> Process:
        return self.system.service("registry")

    def second(self, *arguments: str, **changes: str) -> Process:
        """Another process of the same service, beside the first."""
        port = str(self.system.ports["awards"])
        process = self.system.spawn("registry", *arguments, label="second", THIDUA_HTTP_PORT=port, **changes)
        process.wait_until_ready()
        return process

    def psql(self, script: str) -> str:
        return self.postgres.psql(script, self.database)

    def in_read_model(self, script: str) -> str:
        """Run statements on the tables that queries read."""
        schema = self.psql("select schema from runtime.generation where active")
        return self.psql(f"set search_path to {schema};\n{script}")

    @property
    def url(self) -> str:
        return self.system.database_url("registry")

    @property
    def database(self) -> str:
        return self.url.rsplit("/", 1)[1]

    @property
    def address(self) -> KafkaAddress:
        return KafkaAddress(self.system.bootstrap, {})

    @property
    def topic(self) -> str:
        return parts.REGISTRY.topic(self.system.prefix)

    @contextmanager
    def load(self, *processes: Process, looks: bool = True, pause_s: float = 0.02, poison: float = 0) -> Iterator[Load]:
        """Three clients at work beside the test; at the end every command of theirs has got its answer."""
        urls = [process.url for process in processes or (self.service(),)]
        load = Load(self, urls, looks=looks, pause_s=pause_s, poison=poison)
        load.start()
        try:
            yield load
        except BaseException:
            load.patience_s = 0.0
            raise
        finally:
            load.stop()
        assert load.faults == []

    def officer(self, process: Process | None = None) -> Client:
        officer = Client((process or self.service()).url, self.system.token("board-officer", authority="bac-lieu"))
        self.system.clients.append(officer)
        return officer


class Load:
    """Officers who register units, record figures and look at them; what gets no answer is given again under its key."""

    def __init__(self, small: Small, urls: Sequence[str], *, looks: bool, pause_s: float, poison: float) -> None:
        self._small = small
        self._looks = looks
        self._poison = poison
        self.poisoned: set[str] = set()
        self._pause_s = pause_s
        self._stopping = threading.Event()
        token = small.system.token("board-officer", authority="bac-lieu")
        self._officers = [Client(urls[n % len(urls)], token) for n in range(CLIENTS)]
        self._threads = [threading.Thread(target=self._work, args=(officer,), daemon=True) for officer in self._officers]
        self.answers: Counter[int] = Counter()
        self.faults: list[str] = []
        self.waited_s: list[float] = []
        self.patience_s = ANSWER_S_MAX

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(ANSWER_S_MAX + 10)
        for officer in self._officers:
            officer.http.close()

    def accepted(self, more: int, *, wait_s: float = SETTLE_S_MAX) -> None:
        """Return when so many more commands were accepted."""
        goal = self.answers[200] + more
        wait(lambda: self.answers[200] >= goal or self.faults, wait_s=wait_s, what=f"{more} more accepted")

    def _work(self, officer: Client) -> None:
        chance = random.Random()
        try:
            while not self._stopping.is_set():
                self._one_unit(officer, chance)
        except Exception as error:
            self.faults.append(repr(error))

    def _one_unit(self, officer: Client, chance: random.Random) -> None:
        unit = str(uuid.uuid4())
        self._give(officer, "register", {"unit": unit, "name": "Xã", "code": unit}, f"{unit}/0", None)
        staff = LARGE + chance.randrange(100) if chance.random() < 0.2 else chance.randrange(LARGE)
        times = 1 if staff >= LARGE else 2  # the reactor answers large ones, and so moves the version
        poisoned = staff < LARGE and chance.random() < self._poison
        if poisoned:
            self.poisoned.add(unit)
        for n in range(times):
            women = sample.POISON if poisoned and n == 0 else 0
            body = {"unit": unit, "on": "2023-12-31", "staff": staff + n, "women": women}
            self._give(officer, "record", body, f"{unit}/{n + 1}", n or None)
        if self._looks and not poisoned:
            self._look(officer, unit, staff + times - 1)

    def _give(self, officer: Client, name: str, body: Any, key: str, if_match: int | None) -> None:
        began_at = time.monotonic()
        while key not in self._small.book:
            if time.monotonic() > began_at + self.patience_s:
                self.faults.append(f"{name} {key} got no answer: {self.answers}")
                self._stopping.set()
                return
            began = time.monotonic()
            try:
                answer = officer.command(name, body, key=key, if_match=if_match)
                status = answer.status_code
            except httpx.TransportError:
                status = 0
            self.waited_s.append(time.monotonic() - began)
            self.answers[status] += 1
            if status == 200:
                self._small.book[key] = answer.json()
            elif status not in (0, 503):
                self.faults.append(f"{name} {key}: {status} {answer.text}")
                return
            time.sleep(self._pause_s if status == 200 else 0.1)

    def _look(self, officer: Client, unit: str, staff: int) -> None:
        """What one has written, one reads, or is told that it is not there yet."""
        try:
            answer = officer.get(f"/units/{unit}")
        except httpx.TransportError:
            return
        if answer.status_code == 200 and answer.json()["staff"] != staff:
            self.faults.append(f"{unit} shows {answer.text} instead of {staff}")
        elif answer.status_code not in (200, 503):
            self.faults.append(f"{unit}: {answer.status_code} {answer.text}")


def wait(condition: Callable[[], Any], *, wait_s: float = SETTLE_S_MAX, what: str = "") -> None:
    """Wait for a condition to hold."""
    deadline = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < deadline, f"not within {wait_s} s: {what}"
        time.sleep(0.02)


def nothing_lost(small: Small, *, wait_s: float = SETTLE_S_MAX) -> None:
    """Every accepted command's event is in log, topic and read model once; live and rebuilt are equal; nothing is parked."""
    asyncio.run(_nothing_lost(small, wait_s))


async def _nothing_lost(small: Small, wait_s: float) -> None:
    async with asyncpg.create_pool(small.url, min_size=1, max_size=2) as pool:
        try:
            await parts.until(lambda: _at_rest(pool), wait_s=wait_s, what="all relayed, projected and answered")
        except AssertionError as error:
            told = [f"{p.health()}\n{p.log.read_text()[-3000:]}" for p in small.system.processes.values() if p.alive]
            raise AssertionError("\n".join([str(error), *told])) from error
        bodies = await parts.bodies(pool)
        assert await pool.fetchval("select count(*) from runtime.reactor_refusal") == 0
    events = [json.loads(body) for body in bodies]
    ids = [event["id"] for event in events]
    for key, answer in small.book.items():
        [told] = answer["events"]
        assert ids[told["position"] - 1] == told["id"], f"{key} is not where it was answered to be"
    given = Counter(event["commandid"] for event in events)
    assert max(given.values()) == 1, "a command was written twice"
    own = sum(1 for event in events if not event["actor"].startswith("system:"))
    assert own == len(small.book), "the log holds what nobody was answered, or lacks what somebody was"
    causes = Counter(event["causationid"] for event in events if event["actor"] == "system:large")
    large = {event["id"] for event in events if event["data"].get("staff", 0) >= LARGE and event["data"]["women"] == 0}
    assert causes == dict.fromkeys(large, 1), "each large unit is answered once"
    known = {body: position for position, body in enumerate(bodies, start=1)}
    # As a reader takes it: behind the end of a topic that was made anew stands the log from its beginning.
    reached = 0
    for value in await parts.read(small.address, small.topic):
        reached += known.get(value) == reached + 1
    assert reached == len(bodies), f"a reader of the topic comes to {reached} of {len(bodies)}"
    await equal(small)


async def equal(small: Small) -> None:
    """The live read model is what a replay of the topic gives, and nothing is parked."""
    live = await live_digest(small.system, sample.SERVICE)
    rebuilt = await rebuilt_digest(small.system, sample.SERVICE, cut=live.cut)
    assert live == rebuilt, f"live {live}, rebuilt {rebuilt}"
    assert live.parked == 0


async def _at_rest(pool: asyncpg.Pool) -> bool:
    schema = await pool.fetchval("select schema from runtime.generation where active")
    row = await pool.fetchrow(
        f"select h.position = r.position and h.position = c.position and h.position = a.position and not exists"  # noqa: S608
        f" (select from {schema}.unit where staff >= {LARGE} and women = 0) as rests"
        f" from runtime.log_head h join runtime.relay r using (log) join {schema}.checkpoint c using (log)"
        " join runtime.reactor_checkpoint a using (log)"
    )
    return bool(row and row["rests"])
