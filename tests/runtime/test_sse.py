"""A stream is bounded on our side, ends cleanly when the process stops, and costs nobody else anything."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from infra.runtime import sse
from infra.runtime.one_write import OneWrite
from infra.runtime.sse import EventStream, Streams, TooManyStreams, frame
from tests.runtime import parts

Events = AsyncGenerator[bytes, None]


class Server:
    """Uvicorn as the services run it, with one stream to give."""

    def __init__(self, events: Events, port: int) -> None:
        self.streams = Streams()
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        self.ended = asyncio.Event()
        self._events = events

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await EventStream(self._events, self.streams.seat("one"))(scope, receive, send)
        finally:
            self.ended.set()


@asynccontextmanager
async def serving(events: Events) -> AsyncIterator[Server]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = Server(events, listener.getsockname()[1])
        config = uvicorn.Config(
            server.app, interface="asgi3", http=OneWrite, log_config=None, lifespan="off", timeout_graceful_shutdown=2
        )
        running = uvicorn.Server(config)
        task = asyncio.create_task(running.serve(sockets=[listener]))
        await parts.until(lambda: running.started, what="the server listens")
        try:
            yield server
        finally:
            running.should_exit = True
            server.streams.stopping.set()
            await task


async def one_and_silence() -> Events:
    yield frame(7, b'{"a":1}')
    await asyncio.Event().wait()


async def without_end() -> Events:
    while True:
        yield frame(1, b"x" * 100_000)


def read_to_end(reader: socket.socket) -> bytes:
    taken = b""
    while block := reader.recv(1 << 20):
        taken += block
    return taken


async def test_a_stream_ends_in_order_when_the_process_stops() -> None:
    """Taken out: `stopping`. Then the reader sees a broken connection, two seconds later."""
    async with serving(one_and_silence()) as server, httpx.AsyncClient() as client:
        async with client.stream("GET", server.url) as answer:
            assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
            blocks = answer.aiter_bytes()
            assert await anext(blocks) == b'id: 7\ndata: {"a":1}\n\n'
            server.streams.stopping.set()
            assert [block async for block in blocks] == []
        assert server.streams._open.total() == 0


async def test_a_reader_that_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken out: the bound on sending. Then the stream stands for ever, with its seat and its buffers."""
    monkeypatch.setattr(sse, "SEND_S_MAX", 0.2)
    async with serving(without_end()) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as reader:
            reader.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            async with asyncio.timeout(10):
                await server.ended.wait()
            assert server.streams._open.total() == 0
            reader.settimeout(5)
            # Broken off in the middle: it cannot take this for the end of what there is.
            assert not read_to_end(reader).endswith(b"0\r\n\r\n")


async def test_a_reader_that_leaves_gives_its_seat_back() -> None:
    async with serving(one_and_silence()) as server, httpx.AsyncClient() as client:
        async with client.stream("GET", server.url) as answer:
            await anext(answer.aiter_bytes())
        async with asyncio.timeout(10):
            await server.ended.wait()
        assert server.streams._open.total() == 0


def test_nobody_has_more_streams_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "STREAMS_MAX", 10)
    streams = Streams()
    seats = [streams.seat("one") for _ in range(sse.STREAMS_OF_ONE_MAX)]
    with pytest.raises(TooManyStreams):
        streams.seat("one")
    seats += [streams.seat("other") for _ in range(2)]
    with pytest.raises(TooManyStreams):
        streams.seat("third")
    with seats[0]:
        pass
    streams.seat("third")
