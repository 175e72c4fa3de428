"""A load in a process of its own: `python -m bench.load MODE URL …`; its last line of output is what it measured."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

import uvloop

from bench.registry import document, figures, unit
from bench.wire import Connection, seen_of, status_of
from contracts.base import Contract
from infra.runtime.doors import kebab


class Refused(Exception):
    """A request of the load was not answered with 200: then it measured something else."""


class Client:
    """One caller with one connection to each service that it speaks to."""

    def __init__(self, token: str, connections: dict[str, Connection]) -> None:
        self._token = token
        self._connections = connections

    @classmethod
    async def at(cls, token: str, *urls: str) -> Client:
        places = {url: urlsplit(url) for url in urls}
        return cls(token, {u: await Connection.open(p.hostname or "", p.port or 80) for u, p in places.items()})

    async def command(self, url: str, command: Contract) -> bytes:
        return await self.send(url, request_of(self._token, command))

    async def send(self, url: str, request: bytes) -> bytes:
        answer = await self._connections[url].ask(request)
        if status_of(answer) != 200:
            raise Refused(answer.decode(errors="replace")[:2000])
        return answer

    async def query(self, url: str, path: str, seen: bytes) -> bytes:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self._token}\r\nThidua-Seen: ".encode()
        return await self.send(url, head + seen + b"\r\n\r\n")


def request_of(token: str, command: Contract) -> bytes:
    body = command.model_dump_json().encode()
    lines = (
        f"POST /commands/{kebab(type(command).__name__)} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid.uuid4().hex}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def prepare(token: str, url: str, units: int) -> None:
    """Have the units registered that the load is about."""
    client = await Client.at(token, url)
    await client.command(url, document())
    for number in range(units):
        await client.command(url, unit(number))


async def throughput(token: str, url: str, *, clients: int, seconds: float, units: int) -> dict[str, float]:
    """Commands a second that are answered, each client giving its next one after the answer."""
    await prepare(token, url, units)
    done = 0
    until = 0.0

    async def run(client: Client, seed: int) -> None:
        nonlocal done
        chance = random.Random(seed)  # noqa: S311 - the same commands each time
        while time.perf_counter() < until:
            await client.command(url, figures(chance.randrange(units), chance))
            done += 1

    callers = [await Client.at(token, url) for _ in range(clients)]
    began = time.perf_counter()
    until = began + seconds
    await asyncio.gather(*(run(client, seed) for seed, client in enumerate(callers)))
    return {"per_second": done / (time.perf_counter() - began)}


async def visible(
    token: str, url: str, *, elsewhere: str | None, rate: int, seconds: float, units: int, clients: int
) -> dict[str, float]:
    """From a command's answer to the answer of a query that has to show it, in milliseconds, at a steady rate."""
    await prepare(token, url, units)
    chance = random.Random(1)  # noqa: S311 - the same commands each time
    taken: list[float] = []
    asked = elsewhere or url
    idle: asyncio.Queue[Client] = asyncio.Queue()
    for _ in range(clients):
        idle.put_nowait(await Client.at(token, *{url, asked}))

    async def one() -> None:
        client, number = await idle.get(), chance.randrange(units)
        answer = await client.command(url, figures(number, chance))
        began = time.perf_counter()
        await client.query(asked, f"/units/{unit(number).unit}", seen_of(answer))
        taken.append((time.perf_counter() - began) * 1000)
        idle.put_nowait(client)

    async with asyncio.TaskGroup() as group:
        began = time.perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(one())
    taken.sort()
    return {"p50": taken[len(taken) // 2], "p99": taken[int(len(taken) * 0.99)]}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench.load")
    parser.add_argument("mode", choices=["throughput", "visible"])
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("--elsewhere")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--rate", type=int, default=100)
    given = parser.parse_args(arguments)
    size = {"clients": given.clients, "seconds": given.seconds, "units": given.units}
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if given.mode == "throughput":
            answer = runner.run(throughput(given.token, given.url, **size))
        else:
            answer = runner.run(visible(given.token, given.url, elsewhere=given.elsewhere, rate=given.rate, **size))
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
