"""What one sees while the season is played: a bar for each phase on a terminal, a line for each elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from infra.local import console
from infra.local.demo.plan import Phase, Plan

TITLE_WIDTH = 74
WIDE = 150
"""Columns from which on both languages find room beside a bar."""


class Lines:
    """One line for each phase when it is done."""

    def __init__(self, plan: Plan) -> None:
        self._places = {phase.name: place for place, phase in enumerate(plan.phases, start=1)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def begins(self, phase: Phase) -> None:
        """A line that says only that something begins would tell nothing."""

    def advances(self) -> None:
        """Lines do not move."""

    def ends(self, phase: Phase, seconds: float) -> None:
        place = f"{self._places[phase.name]:>2}/{len(self._places)}"
        rate = f"{phase.size} lệnh · commands, {seconds:.2f} s, {phase.size / max(seconds, 0.001):.0f}/s"
        console.say(f"{place}  {phase.day:%d/%m/%Y}  {phase.title:<{TITLE_WIDTH}}  {rate}")


class Bars:
    """The season's bar and the phase's own, with its commands and their rate."""

    def __init__(self, plan: Plan) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            console=console.OUT,
        )
        self._whole = self._progress.add_task(plan.title, total=plan.size, rate="")
        self._phase: TaskID | None = None
        self._began = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._progress.stop()

    def begins(self, phase: Phase) -> None:
        self._began = time.perf_counter()
        title = phase.title if console.OUT.width >= WIDE else phase.title.partition(" / ")[0]
        self._phase = self._progress.add_task(f"{phase.day:%d/%m/%Y} {title}", total=phase.size, rate="")

    def advances(self) -> None:
        if self._phase is not None:
            self._progress.advance(self._phase)
            self._progress.advance(self._whole)

    def ends(self, phase: Phase, seconds: float) -> None:
        if self._phase is not None:
            self._progress.update(self._phase, rate=f"{phase.size / max(seconds, 0.001):.0f}/s")
            self._progress.stop_task(self._phase)


def screen(plan: Plan) -> Lines | Bars:
    """The screen that suits where we write."""
    return Bars(plan) if console.OUT.is_terminal else Lines(plan)
