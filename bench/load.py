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
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop

from bench.registry import document, figures, unit
from bench.wire import Connection, seen_of, status_of
from contracts.base import Contract
from infra.runtime.doors import kebab
from infra.runtime.seen import covers, read_seen


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

    async def query(self, url: str, path: str, seen: bytes, token: str) -> bytes:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nThidua-Seen: ".encode()
        answer = await self.send(url, head + seen + b"\r\n\r\n")
        if not covers(read_seen(seen_of(answer).decode()), read_seen(seen.decode())):
            raise Refused(f"{path} does not show {seen.decode()}")
        return answer


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the query, of the same service or of another, that has to show what it did."""

    url: str
    token: str
    command: str
    body: dict[str, Any]
    asked: str
    path: str
    if_match: int | None = None


def request_of(token: str, command: Contract) -> bytes:
    return _request(token, kebab(type(command).__name__), command.model_dump_json().encode())


def _request(token: str, command: str, body: bytes, if_match: int | None = None) -> bytes:
    lines = (
        f"POST /commands/{command} HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {token}",
        f"Idempotency-Key: {uuid.uuid4().hex}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(() if if_match is None else (f'If-Match: "{if_match}"',)),
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
    took = time.perf_counter() - began
    return {"per_second": done / took, "commands": done + units}


async def visible(steps: Sequence[Step], *, rate: int, clients: int) -> dict[str, float]:
    """From a command's answer to the answer of its step's query, in milliseconds, at a steady rate."""
    taken: list[float] = []
    urls = {url for step in steps for url in (step.url, step.asked)}
    idle: asyncio.Queue[Client] = asyncio.Queue()
    for _ in range(clients):
        idle.put_nowait(await Client.at("", *urls))

    # Whoever edits the same thing does so one after the other, each the version that the one before has left.
    in_turn = {step.path: asyncio.Lock() for step in steps}

    async def one(step: Step) -> None:
        request = _request(step.token, step.command, json.dumps(step.body).encode(), step.if_match)
        async with in_turn[step.path]:
            client = await idle.get()
            answer = await client.send(step.url, request)
        began = time.perf_counter()
        await client.query(step.asked, step.path, seen_of(answer), step.token)
        taken.append((time.perf_counter() - began) * 1000)
        idle.put_nowait(client)

    async with asyncio.TaskGroup() as group:
        began = time.perf_counter()
        for number, step in enumerate(steps):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            group.create_task(one(step))
    taken.sort()
    return {"p50": taken[len(taken) // 2], "p99": taken[int(len(taken) * 0.99)]}


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="bench.load")
    modes = parser.add_subparsers(dest="mode", required=True)
    throughput_ = modes.add_parser("throughput")
    throughput_.add_argument("url")
    throughput_.add_argument("token")
    throughput_.add_argument("--seconds", type=float, default=5.0)
    throughput_.add_argument("--units", type=int, default=200)
    visible_ = modes.add_parser("visible")
    visible_.add_argument("steps", type=Path, help="a JSON list of steps")
    visible_.add_argument("--rate", type=int, default=100)
    for mode in (throughput_, visible_):
        mode.add_argument("--clients", type=int, default=32)
    given = parser.parse_args(arguments)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        if given.mode == "throughput":
            size = {"clients": given.clients, "seconds": given.seconds, "units": given.units}
            answer = runner.run(throughput(given.token, given.url, **size))
        else:
            steps = [Step(**step) for step in json.loads(given.steps.read_text())]
            answer = runner.run(visible(steps, rate=given.rate, clients=given.clients))
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
