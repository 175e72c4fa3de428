"""The one place that writes to the screen."""

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from infra.local.faults import Fault

WIDTH_MAX = 1_000


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Leave to the command line what it means that nobody reads on; rich would end the process with 1."""
        raise BrokenPipeError


OUT = _Screen(highlight=False, soft_wrap=True, emoji=False)
WIDE = _Screen(highlight=False, emoji=False, width=WIDTH_MAX)
ERR = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def say(text: str) -> None:
    OUT.print(text, markup=False)


def line(text: str) -> None:
    """One line as it is, however long, for other programs to read."""
    OUT.file.write(f"{text}\n")


def show(table: Table) -> None:
    """A table with every cell whole, however narrow the screen; where nobody looks, rich would cut it at 80 columns."""
    WIDE.print(table)


def fail(fault: Fault) -> None:
    ERR.print(f"Lỗi: {fault.vi}", style="red", markup=False)
    ERR.print(f"Error: {fault.en}", style="red", markup=False)


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """Lay out rows; None is shown as a dash."""
    built = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for column in columns:
        built.add_column(column)
    for row in rows:
        built.add_row(*("—" if cell is None else str(cell) for cell in row))
    return built
