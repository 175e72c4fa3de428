"""Run a program, feed its output line by line to whoever counts it, and say what it said when it fails."""

import os
import subprocess
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from infra.local.faults import Fault

TAIL_LINES = 20


def run(command: Sequence[str | Path], each_line: Callable[[str], None], env: Mapping[str, str] | None = None) -> None:
    """Run to the end; raise `Fault` with the last lines of its output if it fails."""
    last: deque[str] = deque(maxlen=TAIL_LINES)
    with subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            each_line(line)
    if process.returncode:
        shown = " ".join(str(part) for part in command)
        end = "\n".join(last)
        raise Fault(
            f"Lệnh sau thất bại (mã {process.returncode}): {shown}",
            f"This command failed (code {process.returncode}): {shown}\n{end}",
        )
