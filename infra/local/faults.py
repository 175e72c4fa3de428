"""Expected faults of the local stack: said in Vietnamese and English, without a traceback."""

from pathlib import Path

FAILURE = 1
MISUSE = 2  # usage or configuration
LOG_TAIL_LINES = 15


class Fault(Exception):
    """Say what is wrong and what to do about it; `code` is the command's exit code."""

    def __init__(self, vi: str, en: str, code: int = FAILURE) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi = vi
        self.en = en
        self.code = code


def tail(log: Path, lines: int = LOG_TAIL_LINES) -> str:
    """Return the last lines of a log, or the reason why there are none."""
    try:
        text = log.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"({error})"
    return "\n".join(text.splitlines()[-lines:])
