"""The player's connections to a service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from infra.local.demo.connections import ConnectionLost, Connections

PATIENCE_S = 5.0
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nThidua-Seen: a@1\r\n\r\nok"


class Service:
    """Answers every request with the same bytes, and keeps what it was asked."""

    def __init__(self, answer: bytes = OK) -> None:
        self.answer = answer
        self.heads: list[bytes] = []
        self.writers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                await asyncio.sleep(0.05)
                writer.write(self.answer)
        except (asyncio.IncompleteReadError, OSError):
            writer.close()


@asynccontextmanager
async def connected(service: Service) -> AsyncIterator[Connections]:
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    connections = Connections({"scoring": f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"})
    async with server:
        yield connections
        await connections.close()
        for writer in service.writers:
            writer.close()


async def get(connections: Connections, patience_s: float = PATIENCE_S) -> bytes:
    return (await connections.request("scoring", "GET", "/", {}, b"", patience_s)).body


async def test_connections_that_a_dying_service_closed_cost_no_request():
    service = Service()
    async with connected(service) as connections:
        await asyncio.gather(*(get(connections) for _ in range(4)))
        assert len(service.writers) == 4
        for writer in service.writers:
            writer.transport.abort()
        await asyncio.sleep(0.05)  # the operating system tells the client

        assert await get(connections) == b"ok"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", id="cut off"),
        pytest.param(b"nonsense\r\n\r\n", id="not HTTP"),
    ],
)
async def test_whatever_is_no_whole_answer_is_a_lost_connection(answer: bytes):
    service = Service(answer)
    async with connected(service) as connections:
        with pytest.raises(ConnectionLost):
            await get(connections, 0.5)


async def test_a_service_that_is_not_there_is_a_lost_connection():
    async with connected(Service()) as connections:
        pass
    with pytest.raises(ConnectionLost):
        await get(connections)
    await connections.close()


async def test_redirects_and_cookies_are_answers_like_others_and_no_proxy_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    service = Service(b"HTTP/1.1 307 Away\r\nLocation: /b\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
    async with connected(service) as connections:
        for _ in range(2):
            assert (await connections.request("scoring", "POST", "/", {}, b"", PATIENCE_S)).status == 307
    assert len(service.heads) == 2
    assert not any(b"cookie" in head.lower() for head in service.heads)
