"""Keep one part of the stack running: start it, notice when it dies, start it again, not too often."""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from infra.local.faults import Fault

POLL_S = 0.2
DELAY_S_FIRST = 0.5
DELAY_S_MAX = 10.0
RESTARTS_PER_MINUTE_MAX = 6
MINUTE_S = 60.0


class Part(Protocol):
    """What can be kept: PostgreSQL, Kafka, a service."""

    @property
    def pid(self) -> int | None: ...

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def kill(self) -> None: ...


class Keeper:
    """Own one part in a thread of its own. `changed` is called when `condition` or the pid changes."""

    def __init__(self, role: str, changed: Callable[[str], None]) -> None:
        self.role = role
        self.part: Part | None = None
        self.condition = "waiting"
        self.restarts = 0
        self._changed = changed
        self._stopping = threading.Event()
        self._recent: deque[float] = deque(maxlen=RESTARTS_PER_MINUTE_MAX)
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        return self.part.pid if self.part else None

    def start(self, part: Part) -> None:
        """Start the part and watch over it from now on. Raises `Fault` if the first start fails."""
        self.part = part
        self._become("starting")
        started = time.monotonic()
        part.start()
        if self._stopping.is_set():
            part.kill()  # the stop came while it started
            raise Fault(f"{self.role} bị dừng khi đang khởi động.", f"{self.role} was stopped while it started.")
        self._become("ready", f"{self.role} … đã chạy · runs ({time.monotonic() - started:.1f} s)")
        self._thread = threading.Thread(target=self._watch, name=f"keeper-{self.role}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the part in order, and its watching first. May be called in any condition."""
        self._stopping.set()
        if self.part and self.condition == "ready":
            self.part.stop()
        elif self.part:
            self.part.kill()  # it has done nothing yet that an orderly end would save
        if self._thread:
            self._thread.join()
        self._become("stopped")

    def _watch(self) -> None:
        while not self._stopping.wait(POLL_S):
            if self.pid is None:
                self._restart()

    def _restart(self) -> None:
        assert self.part is not None
        self._become("restarting", f"{self.role} … đã dừng, sẽ chạy lại · died, will be started again")
        if self._stopping.wait(self._delay_s()):
            return
        self.restarts += 1
        self._recent.append(time.monotonic())
        try:
            self.part.start()
        except Fault as fault:
            # The next round tries again, later; the reason stands in the part's own log too.
            if not self._stopping.is_set():
                self._changed(f"{self.role}: {fault.vi.splitlines()[0]} / {fault.en.splitlines()[0]}")
            return
        if self._stopping.is_set():
            self.part.kill()
            return
        self._become("ready", f"{self.role} … chạy lại rồi · runs again")

    def _delay_s(self) -> float:
        """Double the pause with each restart of the last minute; at most so many a minute."""
        now = time.monotonic()
        recent = [moment for moment in self._recent if now - moment < MINUTE_S]
        if len(recent) == RESTARTS_PER_MINUTE_MAX:
            return MINUTE_S - (now - recent[0])
        return float(min(DELAY_S_MAX, DELAY_S_FIRST * 2 ** len(recent)))

    def _become(self, condition: str, news: str = "") -> None:
        self.condition = condition
        self._changed(news)
