"""HTTP/1.1 over kept-alive connections, as much of it as the services' answers need.

A general client spends several milliseconds of processor time on a request; the season has two thousand, and shares two
cores with everything that it plays upon.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

HEAD_BYTES_MAX: Final = 64 * 1024


class ConnectionLost(Exception):
    """The service closed the connection, or there is none to be had; what was sent may have been done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Wire:
    """The connections to one service; as many as are used at the same moment."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._base = parts.path.rstrip("/")
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes, patience_s: float) -> Answer:
        """Ask, and wait for the whole answer.

        Raises:
            ConnectionLost: no answer came; the same request may be sent again if it can be done twice.
        """
        try:
            async with asyncio.timeout(patience_s):
                return await self._request(method, path, headers, body)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            # Whoever ended this connection has most likely ended the others: trying them one by one would take long.
            self._drop_idle()
            raise ConnectionLost(f"{self._host}:{self._port}{path}: {error!r}") from error

    async def _request(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        connection = (
            self._idle.pop() if self._idle else await asyncio.open_connection(self._host, self._port, limit=HEAD_BYTES_MAX)
        )
        reader, writer = connection
        try:
            lines = [
                f"{method} {self._base}{path} HTTP/1.1",
                f"Host: {self._host}:{self._port}",
                f"Content-Length: {len(body)}",
                *(f"{name}: {value}" for name, value in headers.items()),
            ]
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
            content = await reader.readexactly(int(found.get("content-length", "0")))
        except BaseException:
            writer.close()
            raise
        if found.get("connection", "").lower() == "close":
            writer.close()
        else:
            self._idle.append(connection)
        return Answer(int(head[0].split(" ", 2)[1]), found, content)

    async def close(self) -> None:
        """Close what is idle."""
        await asyncio.gather(*(writer.wait_closed() for writer in self._drop_idle()), return_exceptions=True)

    def _drop_idle(self) -> list[asyncio.StreamWriter]:
        dropped = [writer for _, writer in self._idle]
        self._idle.clear()
        for writer in dropped:
            writer.close()
        return dropped
