"""Server-sent events (WHATWG HTML, 9.2): a stream that is bounded on our side, whatever its reader does.

A reader that does not take what is sent for a while is cut off: it comes back with `Last-Event-ID` and goes on behind the
last event that it has. So a slow reader costs the socket's buffer and one batch, never a queue.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from types import TracebackType
from typing import Final

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from infra.runtime.database import TROUBLE
from infra.runtime.errors import Problem
from infra.runtime.one_write import ABORT

RETRY: Final = b"retry: 2000\n\n"
"""A reader comes back after two seconds."""
HEART_BEAT: Final = b":\n\n"
SEND_S_MAX: Final = 20.0
STREAM_S_MAX: Final = 3600.0
"""A stream ends after an hour, so that its reader comes back with a token that still holds."""
LEAVE_S_MAX: Final = 1.0
STREAMS_MAX: Final = 500
STREAMS_OF_ONE_MAX: Final = 8


def frame(position: int, body: bytes) -> bytes:
    """One event; its id is its position. Its bytes are one line of JSON, so that they come out as they went in."""
    return b"id: %d\ndata: %b\n\n" % (position, body)


class TooManyStreams(Problem):
    """One caller, or all together, follow as much as a process carries."""

    status = 503
    code = "too-many-streams"
    vi = "Đang có quá nhiều luồng sự kiện mở (mỗi người theo dõi tối đa {limit}). Hãy đóng luồng cũ rồi thử lại."
    en = "Too many event streams are open (at most {limit} for one subscriber). Close old ones and try again."
    can_retry = True


class Streams:
    """The streams that a process has open: bounded in all and for each caller; told when the process is to stop."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self.stopping = asyncio.Event()

    def seat(self, caller: str) -> Seat:
        """Take a place for one more stream of a caller.

        Raises:
            TooManyStreams: this caller, or all together, have as many as may be.
        """
        if self._open[caller] >= STREAMS_OF_ONE_MAX or self._open.total() >= STREAMS_MAX:
            raise TooManyStreams(limit=STREAMS_OF_ONE_MAX)
        self._open[caller] += 1
        return Seat(self, caller)

    def leave(self, caller: str) -> None:
        self._open[caller] -= 1
        if not self._open[caller]:
            del self._open[caller]


class Seat:
    """One stream's place among those of its process."""

    def __init__(self, streams: Streams, caller: str) -> None:
        self._streams = streams
        self._caller = caller

    @property
    def stopping(self) -> asyncio.Event:
        return self._streams.stopping

    def __enter__(self) -> Seat:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._streams.leave(self._caller)


class SlowReader(Exception):
    """The reader did not take what was sent to it."""


class EventStream(StreamingResponse):
    """An answer that goes on until its reader leaves, is too slow, or the process stops."""

    media_type = "text/event-stream"

    def __init__(self, events: AsyncGenerator[bytes], seat: Seat) -> None:
        # A proxy in front must pass each event on at once and keep none.
        super().__init__(events, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        self._events = events
        self._seat = seat

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        abort: Callable[[], None] = scope["extensions"][ABORT]["now"]
        with self._seat as seat:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            passing = asyncio.create_task(self._pass_on(send))
            others = [asyncio.create_task(end) for end in (_left(receive), seat.stopping.wait(), asyncio.sleep(STREAM_S_MAX))]
            try:
                await asyncio.wait([passing, *others], return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (passing, *others):
                    task.cancel()
                await asyncio.gather(passing, *others, return_exceptions=True)
        try:
            if not passing.cancelled():
                passing.result()
            async with asyncio.timeout(LEAVE_S_MAX):
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except (SlowReader, TimeoutError):
            abort()
            await _left(receive)

    async def _pass_on(self, send: Send) -> None:
        try:
            async with aclosing(self._events) as events:
                async for chunk in events:
                    try:
                        async with asyncio.timeout(SEND_S_MAX):
                            await send({"type": "http.response.body", "body": chunk, "more_body": True})
                            # What is written leaves with the loop's next turn: before it, nobody is known to be slow.
                            await asyncio.sleep(0)
                    except TimeoutError:
                        raise SlowReader from None
        except (Problem, *TROUBLE):
            # Whoever comes back is told of it, or finds it mended.
            return


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
