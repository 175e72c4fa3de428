"""HTTP/1.1 as fast as one Python process can speak it: a load has to cost less than what it measures."""

from __future__ import annotations

import asyncio
import re
from typing import cast

_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
_SEEN = re.compile(rb"thidua-seen: *([^\r]+)", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """One kept-alive connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = b""
        self._expected = 0
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> Connection:
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by descent

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._expected:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            found = _LENGTH.search(self._buffer, 0, end)
            self._expected = end + 4 + (int(found[1]) if found else 0)
        if len(self._buffer) >= self._expected and self._answer is not None:
            self._answer.set_result(self._buffer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError())

    async def ask(self, request: bytes) -> bytes:
        """Send a whole request; the whole answer, head and body."""
        assert self._transport is not None
        self._buffer, self._expected = b"", 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer


def status_of(answer: bytes) -> int:
    return int(answer[9:12])


def seen_of(answer: bytes) -> bytes:
    found = _SEEN.search(answer)
    return found[1] if found else b""
