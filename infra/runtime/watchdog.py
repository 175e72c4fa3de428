"""The watchdog: a part that has work to do and gives no sign of life is begun anew, with an alarm.

Whether there is work is told by `watch.py`, by connections of its own; signs of life are the part's own. Who waits for
PostgreSQL or tries an unreadable event again is at work and given longer; where Kafka or the database does not answer
the watchdog either, nobody is blamed. What is begun anew starts from what is written down, so this is always safe.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from infra.runtime import metrics
from infra.runtime.observability import logger
from infra.runtime.pulse import Pulse
from infra.runtime.watch import Picture

WORK_S_MAX: Final = 90.0  # longer than a statement may take (`command_timeout`)
END_S_MAX: Final = 5.0
LOG = logger("watchdog")

Work = Callable[[], Awaitable[None]]


class _Guard:
    """One part under watch: since when it is behind, and the alarm that begins it anew."""

    def __init__(self, pulse: Pulse, behind: Callable[[Picture], bool]) -> None:
        self.pulse = pulse
        self.behind = behind
        self.behind_since: float | None = None
        self.alarm = asyncio.Event()

    def silent_s(self, now: float) -> float:
        return 0.0 if self.behind_since is None else now - max(self.behind_since, self.pulse.at)


class Watchdog:
    """Begins anew what stands still for `stall_s` seconds though there is something for it to do."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._guards: dict[str, _Guard] = {}

    def guarded(self, name: str, work: Work, pulse: Pulse, behind: Callable[[Picture], bool]) -> Work:
        """The same work, begun anew whenever it stands still; ends and fails as it does.

        `behind` says by a picture that has both Kafka's and the database's word whether there is something to do.
        """

        async def run() -> None:
            guard = self._guards[name] = _Guard(pulse, behind)
            try:
                while await self._stalled(name, guard, work):
                    metrics.STALLS.labels(name).inc()
            finally:
                self._guards.pop(name, None)

        return run

    async def _stalled(self, name: str, guard: _Guard, work: Work) -> bool:
        """Do the work until it ends (False) or stands still (True)."""
        guard.pulse.beat()
        guard.pulse.working = False
        guard.behind_since = None
        guard.alarm.clear()
        task = asyncio.ensure_future(work())
        alarm = asyncio.ensure_future(guard.alarm.wait())
        try:
            await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                return True
            task.result()
            return False
        finally:
            alarm.cancel()
            await _end(name, task)

    def judge(self, picture: Picture) -> None:
        """Raise the alarm for whatever was behind at each look for too long without a sign of life."""
        now = time.monotonic()
        for name, guard in self._guards.items():
            if not picture.whole or not guard.behind(picture):
                guard.behind_since = None
                continue
            guard.behind_since = guard.behind_since or now
            silent_s = guard.silent_s(now)
            if silent_s >= (max(WORK_S_MAX, self._stall_s) if guard.pulse.working else self._stall_s):
                if not guard.alarm.is_set():
                    LOG.error("watchdog.stalled", consumer=name, silent_s=round(silent_s, 1))
                guard.alarm.set()


async def _end(name: str, task: asyncio.Future[None]) -> None:
    """Cancel work, and wait for its end no longer than is reasonable: what hangs may hang while it is being stopped too."""
    if task.done():
        return
    task.cancel()
    await asyncio.wait({task}, timeout=END_S_MAX)
    if not task.done():
        # It holds connections; it can do no harm (the log's and the read model's own guards see to that).
        LOG.error("watchdog.abandoned", consumer=name)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
