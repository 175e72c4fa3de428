"""An answer goes out in one piece."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from infra.runtime.one_write import Gathered, OneWrite


class Wire:
    """A transport that remembers what was sent, write by write."""

    def __init__(self) -> None:
        self.sent: list[bytes | str] = []

    def write(self, data: bytes) -> None:
        self.sent.append(data)

    def close(self) -> None:
        self.sent.append("closed")

    def abort(self) -> None:
        self.sent.append("aborted")

    def is_closing(self) -> bool:
        return "closed" in self.sent

    def get_extra_info(self, name: str) -> str | None:
        return "of the wire" if name == "cipher" else None


@pytest.fixture
def wire() -> Wire:
    return Wire()


def gathered(wire: Any) -> Any:
    return Gathered(wire, asyncio.get_running_loop())


def test_what_is_written_before_the_loop_goes_on_is_sent_at_once_and_in_order(wire: Wire) -> None:
    async def answer() -> None:
        transport = gathered(wire)
        transport.write(b"head ")
        transport.write(b"body")
        assert wire.sent == []
        await asyncio.sleep(0)
        transport.write(b"next")
        await asyncio.sleep(0)
        assert transport.get_extra_info("cipher") == "of the wire"

    asyncio.run(answer())
    assert wire.sent == [b"head body", b"next"]


def test_nothing_that_was_written_is_lost_where_the_connection_is_closed_behind_it(wire: Wire) -> None:
    """Seen to fail without the sending in `close`."""

    async def answer() -> None:
        transport = gathered(wire)
        transport.write(b"last words")
        transport.close()
        await asyncio.sleep(0)

    asyncio.run(answer())
    assert wire.sent == [b"last words", "closed"]


def test_head_and_body_of_an_answer_go_out_together(wire: Wire) -> None:
    """Seen to fail with uvicorn's own protocol: the head went alone."""

    async def app(_: Any, __: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def ask() -> None:
        config = uvicorn.Config(app, lifespan="off", log_config=None)
        config.load()
        protocol = OneWrite(config, ServerState(), {})
        protocol.connection_made(wire)  # type: ignore[arg-type]
        protocol.data_received(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        for _ in range(10):
            await asyncio.sleep(0)

    asyncio.run(ask())
    [answer, _] = wire.sent
    assert isinstance(answer, bytes)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"\r\n\r\nok")
