"""However a bench ends, it leaves no process and no file behind: at its end, at Ctrl-C, when it is asked to stop."""

from __future__ import annotations

import ctypes
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from infra.local import processes

PATIENCE_S = 5.0
ASKED = (signal.SIGTERM, signal.SIGHUP)
_PR_SET_CHILD_SUBREAPER = 36


@contextmanager
def leaving_nothing() -> Iterator[Path]:
    """A directory of one's own; behind the block it is gone, and so is every process that was started in it.

    SIGTERM and SIGHUP do what Ctrl-C does: what was started is stopped in order, and killed where it does not stop.
    """
    # Orphans become our children: what a killed `thidua demo` leaves is nobody's otherwise.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started with it ignored
    for asked in ASKED:
        if signal.getsignal(asked) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(asked, _as_ctrl_c)
    directory = Path(tempfile.mkdtemp(prefix="thidua-bench-"))
    directory.chmod(0o755)  # PostgreSQL's account has to get in
    try:
        yield directory
    finally:
        for asked in (signal.SIGINT, *ASKED):
            signal.signal(asked, signal.SIG_IGN)
        processes.end_all(psutil.Process().children(recursive=True), signal.SIGKILL, PATIENCE_S)
        shutil.rmtree(directory, ignore_errors=True)


def _as_ctrl_c(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)
