"""How far a long command is: a bar on a terminal, a line every few seconds elsewhere, nothing where JSON is wanted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from infra.local import console

LINE_EVERY_S = 2.0


class Pace:
    """Events a second since the first look, and the seconds that are left at this rate."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._began: tuple[float, int] | None = None

    def at(self, position: int) -> tuple[float, float] | None:
        """Rate and seconds left; None at the first look, when neither is known."""
        now = time.monotonic()
        began, first = self._began = self._began or (now, position)
        if position <= first:
            return None
        rate = (position - first) / max(now - began, 0.001)
        return rate, (self._total - position) / rate


@contextmanager
def progress(what: str, total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Yield a function that is told how many of `total` events are done; it shows rate and time left."""
    if quiet:
        yield lambda _: None
    elif console.OUT.is_terminal:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")
        with Progress(*columns, TimeRemainingColumn(), console=console.OUT) as bars:
            task = bars.add_task(what, total=total, rate="")
            pace = Pace(total)
            yield lambda done: bars.update(task, completed=done, rate=f"{found[0]:,.0f}/s" if (found := pace.at(done)) else "")
    else:
        yield _lines(what, total)


def _lines(what: str, total: int) -> Callable[[int], None]:
    pace, said, last = Pace(total), time.monotonic(), -1

    def show(done: int) -> None:
        nonlocal said, last
        found = pace.at(done)
        if done != last and (time.monotonic() - said >= LINE_EVERY_S or done == total):
            said, last = time.monotonic(), done
            pace_ = f"  {found[0]:,.0f}/s  còn · left {found[1]:.0f} s" if found else ""
            console.say(f"{what}  {done}/{total}{pace_}")

    return show
