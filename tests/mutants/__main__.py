"""Take out one mechanism after another, in a copy of the checkout, and demand that the tests of its promise go red."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.mutants.table import MUTANTS, ROOT, Mutant, shown_by

TIME_S_MAX = 300
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".thidua", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
CONSOLE = Console()


def killer(copy: Path, mutant: Mutant) -> str | None:
    """The first test that goes red on this mutant, None where all stay green.

    Raises:
        RuntimeError: the tests could not be run at all, which kills nothing.
    """
    file = copy / mutant.file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *shown_by(mutant.promise)]
        # The copy comes first: an installed checkout must not be tested in its place.
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=TIME_S_MAX, check=False)
    except subprocess.TimeoutExpired:
        return f"no answer within {TIME_S_MAX} s"
    finally:
        file.write_text(whole, encoding="utf-8")
    if done.returncode == 0:
        return None
    red = re.search(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
    if done.returncode != 1 or red is None:
        raise RuntimeError(f"{mutant.mechanism}: pytest could not run\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return red[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", help="mutants whose promise or mechanism has these words")
    parser.add_argument("--json", type=Path, help="write the result here")
    given = parser.parse_args()
    chosen = [m for m in MUTANTS if not given.only or given.only in f"{m.promise} {m.mechanism}"]
    results = []
    with tempfile.TemporaryDirectory(prefix="thidua-mutants-") as directory:
        copy = Path(directory) / "checkout"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        Path(directory).chmod(0o755)
        for number, mutant in enumerate(chosen, start=1):
            started = time.monotonic()
            red = killer(copy, mutant)
            seconds = round(time.monotonic() - started)
            results.append({**mutant._asdict(), "killed_by": red, "seconds": seconds})
            CONSOLE.print(f"{number}/{len(chosen)} {mutant.mechanism}: {red or 'SURVIVES'} ({seconds} s)", highlight=False)
    table = Table("promise", "taken out", "killed by")
    for result in results:
        table.add_row(result["promise"], result["mechanism"], result["killed_by"] or "[red]nobody")
    CONSOLE.print(table)
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if any(result["killed_by"] is None for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
