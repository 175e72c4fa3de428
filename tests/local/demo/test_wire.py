"""The player's connections to a service."""

import asyncio

import pytest

from infra.local.demo.wire import ConnectionLost, Wire

PATIENCE_S = 5.0


async def test_after_one_lost_connection_no_other_of_the_dead_service_is_tried():
    """Left out `_drop_idle` in `request`: each of the kept connections costs a try, and a pause, of its own."""
    writers: list[asyncio.StreamWriter] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                await asyncio.sleep(0.05)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        except (asyncio.IncompleteReadError, OSError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    wire = Wire(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        await asyncio.gather(*(wire.request("GET", "/", {}, b"", PATIENCE_S) for _ in range(4)))
        assert len(writers) == 4
        for writer in writers:
            writer.transport.abort()

        with pytest.raises(ConnectionLost):
            await wire.request("GET", "/", {}, b"", PATIENCE_S)
        assert (await wire.request("GET", "/", {}, b"", PATIENCE_S)).body == b"ok"
        await wire.close()
