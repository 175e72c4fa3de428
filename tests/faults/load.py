"""A constant load: towns played over and over, side by side, by people who send again what got no answer.

Each command has its key and its bytes, so that sending again is safe; each answer that was given is kept, to be held
against what the log says in the end. Beside the commands people ask queries, and none may be older than what they saw.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
import orjson

from infra.local.demo.connections import Answer, ConnectionLost, Connections
from infra.local.issuer import Persona, person_id, sign
from infra.runtime.http import COMMANDS
from tests.system import NO_TLS

PATIENCE_S = 20.0
AGAIN_S = 0.1
GIVEN_UP_S = 180.0
"""A service that takes no command for so long has not healed by itself."""
ENDS_S_MAX = 240.0


class Wrong(AssertionError):
    """A person was told something that must not be."""


class _Over(Exception):
    """The load was stopped."""


@dataclass(frozen=True, slots=True)
class Given:
    """A command that was accepted: how to send it again, and the answer's bytes."""

    service: str
    name: str
    body: bytes
    headers: Mapping[str, str]
    command_id: UUID
    answer: bytes


@dataclass
class Counts:
    """What people met."""

    accepted: int = 0
    queries: int = 0
    sent_again: Counter[str] = field(default_factory=Counter)
    towns: int = 0
    slowest_s: float = 0.0


class Person:
    """Somebody of an authority, who carries along what their town has seen."""

    def __init__(self, load: Load, authority: str, seen: dict[str, int], persona: Persona, unit: UUID | None) -> None:
        self._load = load
        self._authority = authority
        self._seen = seen
        self._person = person_id(persona, unit, authority)
        self._token = sign(load.issuer, persona, unit, authority)

    async def tells(self, service: str, name: str, about: object = "", /, **body: Any) -> dict[str, Any]:
        """Give a command until it is answered; the answer."""
        key = f"{self._authority}/{name}/{about}"
        given = Given(
            service,
            name,
            orjson.dumps(body),
            {**self._headers(), "Content-Type": "application/json", "Idempotency-Key": key},
            uuid5(COMMANDS, f"{self._person}/{key}"),
            b"",
        )
        answer = await self._load.answered("POST", service, f"/commands/{name}", given.headers, given.body)
        if answer.status != 200:
            raise Wrong(f"{key} was refused: {answer.status} {answer.body.decode()}")
        self._load.accepted.append(Given(given.service, given.name, given.body, given.headers, given.command_id, answer.body))
        self._load.counts.accepted += 1
        for log, position in _places(answer):
            self._seen[log] = max(self._seen.get(log, 0), position)
        return dict(orjson.loads(answer.body))

    async def uploads(self, service: str, path: str, content: bytes) -> dict[str, Any]:
        """Send a file until it is answered; the answer."""
        answer = await self._load.answered("POST", service, path, self._headers(), content)
        if answer.status != 200:
            raise Wrong(f"{path} was refused: {answer.status} {answer.body.decode()}")
        return dict(orjson.loads(answer.body))

    async def asks(self, service: str, path: str) -> Any:
        """Ask a query until it is answered; the document, None where there is nothing (yet)."""
        answer = await self._load.answered("GET", service, path, self._headers(), b"")
        self._load.counts.queries += 1
        if answer.status == 404:
            return None
        cut = dict(_places(answer))
        if answer.status != 200 or any(cut.get(log, at) < at for log, at in self._seen.items()):
            raise Wrong(f"{service}{path}: {answer.status}, {cut} after {self._seen} was seen")
        return orjson.loads(answer.body)

    async def finds(self, service: str, path: str, holds: Callable[[Any], Any] = bool) -> Any:
        """Ask until what the system does by itself has been done."""
        deadline = time.monotonic() + GIVEN_UP_S
        while not holds(found := await self.asks(service, path)):
            if time.monotonic() > deadline:
                raise Wrong(f"{service}{path}: never came to be; there is {found}")
            await asyncio.sleep(AGAIN_S)
        return found

    def _headers(self) -> dict[str, str]:
        seen = ",".join(f"{log}@{position}" for log, position in sorted(self._seen.items()))
        return {"Authorization": f"Bearer {self._token}", **({"Thidua-Seen": seen} if seen else {})}


def _places(answer: Answer) -> Iterator[tuple[str, int]]:
    for part in filter(None, answer.headers.get("thidua-seen", "").split(",")):
        log, _, position = part.partition("@")
        yield log, int(position)


Story = Callable[["Load", random.Random], Awaitable[None]]


class Load:
    """Plays stories in a thread of its own, `people` at a time, until stopped; can be brought to rest in between.

    `pause_s` is how long people think at most between two requests: it sets the rate.
    """

    def __init__(
        self, urls: Mapping[str, str], issuer: Path, story: Story, *, people: int = 6, pause_s: float = 0.1, seed: int = 1
    ) -> None:
        self.issuer = issuer
        self.accepted: list[Given] = []
        self.counts = Counts()
        self.faults: list[BaseException] = []
        self._urls = urls
        self._story = story
        self._people = people
        self._pause_s = pause_s
        self._random = random.Random(seed)
        self._connections = Connections(urls)
        self._moves = threading.Event()
        self._moves.set()
        self._in_flight = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="load")

    def __enter__(self) -> Load:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Let nobody begin anything more; returns when nobody waits for an answer."""
        self._over.set()
        self._thread.join(ENDS_S_MAX)
        assert not self._thread.is_alive(), "somebody waits for an answer that does not come"

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Nobody sends anything, and everything that was sent is answered."""
        self._moves.clear()
        deadline = time.monotonic() + ENDS_S_MAX
        while self._in_flight and self._thread.is_alive():
            assert time.monotonic() < deadline, f"{self._in_flight} requests are not answered"
            time.sleep(0.01)
        self.require_right()
        yield
        self._moves.set()

    def wait_for_towns(self, number: int) -> None:
        """Return when so many towns were played to their end: from then on people are busy with everything at once."""
        deadline = time.monotonic() + ENDS_S_MAX
        while self.counts.towns < number:
            self.require_right()
            assert time.monotonic() < deadline, f"{self.counts} after {ENDS_S_MAX} s"
            time.sleep(0.05)

    def require_right(self) -> None:
        """Raise what people were told and must not have been."""
        if self.faults:
            raise self.faults[0]

    def sends_again(self, number: int) -> None:
        """Send some of the accepted commands once more: they get the bytes that they got first."""
        for given in self._random.sample(self.accepted, min(number, len(self.accepted))):
            url = f"{self._urls[given.service]}/commands/{given.name}"
            again = httpx.post(url, content=given.body, headers=dict(given.headers), verify=NO_TLS)
            assert (again.status_code, again.content) == (200, given.answer), f"{given.name}: {again.status_code} {again.text}"

    async def answered(self, method: str, service: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send a request until it is answered by more than "not now"."""
        await asyncio.sleep(self._random.uniform(0, self._pause_s))
        while not self._moves.is_set() and not self._over.is_set():  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # an asyncio.Event cannot be set from the test's thread
        if self._over.is_set():
            raise _Over
        self._in_flight += 1
        try:
            return await self._until_answered(method, service, path, headers, body)
        finally:
            self._in_flight -= 1

    async def _until_answered(self, method: str, service: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        began = time.monotonic()
        while True:
            try:
                answer = await self._connections.request(service, method, path, headers, body, PATIENCE_S)
                if answer.status != 503:
                    self.counts.slowest_s = max(self.counts.slowest_s, time.monotonic() - began)
                    return answer
                said = str(orjson.loads(answer.body)["code"])
            except ConnectionLost:
                said = "no answer"
            self.counts.sent_again[said] += 1
            if time.monotonic() - began > GIVEN_UP_S:
                raise Wrong(f"{service}{path} got no answer within {GIVEN_UP_S} s, in the end: {said}")
            await asyncio.sleep(AGAIN_S)

    async def _run(self) -> None:
        tasks = [asyncio.create_task(self._plays(random.Random(self._random.random()))) for _ in range(self._people)]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        self._over.set()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        self.faults += [end for end in ends if isinstance(end, Exception)]
        await self._connections.close()

    async def _plays(self, chance: random.Random) -> None:
        with suppress(_Over):
            while not self._over.is_set():
                await self._story(self, chance)
                self.counts.towns += 1
