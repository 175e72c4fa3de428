"""Progress on screen: what is being done, how far it is, how long it took; one line a step, never a silent minute."""

import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TextIO

REFRESH_TERMINAL_S = 0.25
REFRESH_PLAIN_S = 5.0


class Step:
    """One of several that may run side by side; `note` says how far it is ("31/58"), or looks when it is asked."""

    def __init__(self, number: str, title: str, say: Callable[[str], None]) -> None:
        self.number = number
        self.title = title
        self.note: str | Callable[[], str] = ""
        self.started: float | None = None
        self.finished: float | None = None
        self._say = say

    def start(self) -> None:
        self.started = self.started or time.monotonic()

    def finish(self, note: str) -> None:
        """End the step with its result; one that never started found everything in place."""
        self.note = note
        self.finished = time.monotonic()
        self._say(f"{self.line()} ✓")

    def line(self) -> str:
        spent = f" ({(self.finished or time.monotonic()) - self.started:.0f} s)" if self.started is not None else ""
        note = self.note if isinstance(self.note, str) else self.note()
        return f"[{self.number}] {self.title} … {note}{spent}"

    @property
    def running(self) -> bool:
        return self.started is not None and self.finished is None


class Board:
    """Show the steps: one line that is rewritten on a terminal, a plain line every few seconds elsewhere."""

    def __init__(self, titles: Sequence[str], stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._refresh, daemon=True)
        self.steps = [Step(f"{number}/{len(titles)}", title, self.say) for number, title in enumerate(titles, start=1)]

    def say(self, text: str) -> None:
        with self._lock:
            wipe = "\r\033[K" if self._terminal else ""
            self._stream.write(f"{wipe}{text}\n")
            self._stream.flush()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _refresh(self) -> None:
        while not self._stop.wait(REFRESH_TERMINAL_S if self._terminal else REFRESH_PLAIN_S):
            lines = [step.line() for step in self.steps if step.running]
            if not self._terminal:
                for line in lines:
                    self.say(line)
            elif lines:
                with self._lock:
                    self._stream.write(f"\r\033[K{'  '.join(lines)}")
                    self._stream.flush()
