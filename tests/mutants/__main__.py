"""Take out one mechanism after another, in a copy of the checkout, and demand that the tests of its promise go red."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
from rich.console import Console

from infra.local.kafka import Kafka
from tests.mutants import readme
from tests.mutants.promises import ROOT, Mutant, shown_by
from tests.mutants.readme import NOBODY, Noticed
from tests.mutants.table import MUTANTS

TIME_S_MAX = 400
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".thidua", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
CONSOLE = Console()


def killer(copy: Path, bootstrap: str, mutant: Mutant, last: str) -> str:
    """The first test that goes red on this mutant, NOBODY where all stay green; `last` is the one that did last time.

    Raises:
        RuntimeError: the tests could not be run to their end, which kills nothing: a test that hangs goes red by itself.
    """
    file = copy / mutant.file
    whole = file.read_text(encoding="utf-8")
    if whole.count(mutant.old) != 1:
        raise RuntimeError(f"{mutant.mechanism}: no longer fits {mutant.file}")
    file.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        code, said = run(copy, bootstrap, sorted(shown_by(mutant.promise), key=lambda test: test != last))
    finally:
        file.write_text(whole, encoding="utf-8")
    if code == 0:
        return NOBODY
    red = re.search(r"^([^\s\[]+)(?:\[.*\])? (?:FAILED|ERROR)\b", said, re.MULTILINE)
    if code not in (1, -signal.SIGKILL) or red is None:
        raise RuntimeError(f"{mutant.mechanism}: pytest could not run\n{said[-4000:]}")
    return red[1]


def run(copy: Path, bootstrap: str, tests: list[str]) -> tuple[int, str]:
    """Run tests up to the first that goes red; the exit code and what was said."""
    # With those that run in `make faults` alone: what only they show would have no test here.
    command = [sys.executable, "-m", "pytest", "-v", "-x", "-p", "no:cacheprovider", "-m", "", *tests]
    # The copy comes first: an installed checkout must not be tested in its place.
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
    environment["KAFKA_BOOTSTRAP_SERVERS"] = bootstrap
    with subprocess.Popen(
        command, cwd=copy, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pytest:
        try:
            said, _ = pytest.communicate(timeout=TIME_S_MAX)
        except subprocess.TimeoutExpired:
            # With the PostgreSQL that it has started: a red test may leave something behind that never ends.
            for process in (*psutil.Process(pytest.pid).children(recursive=True), pytest):
                process.kill()
            said, _ = pytest.communicate()
        return pytest.returncode, said


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose promise, mechanism or file has these words")
    parser.add_argument("--new", action="store_true", help="mutants that the README does not name yet")
    parser.add_argument("--json", type=Path, help="write the result here")
    parser.add_argument("--readme", action="store_true", help="write the result into the README's table")
    given = parser.parse_args()
    noticed = readme.written()
    chosen = [
        m for m in MUTANTS if given.only in f"{m.promise} {m.mechanism} {m.file}" and not (given.new and m.mechanism in noticed)
    ]
    results = []
    with tempfile.TemporaryDirectory(prefix="thidua-mutants-") as directory, ExitStack() as stack:
        copy = Path(directory) / "checkout"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        Path(directory).chmod(0o755)
        # One for all: to start it takes longer than most tests, and each test has topics of its own.
        kafka = Kafka(Path(directory) / "kafka")
        kafka.start()
        stack.callback(kafka.kill)
        for number, mutant in enumerate(chosen, start=1):
            started = time.monotonic()
            last = noticed.get(mutant.mechanism, Noticed(NOBODY, 0))
            red = killer(copy, kafka.bootstrap, mutant, last.killer)
            noticed[mutant.mechanism] = Noticed(red, round(time.monotonic() - started))
            results.append({**mutant._asdict(), **noticed[mutant.mechanism]._asdict()})
            CONSOLE.print(f"{number}/{len(chosen)} {mutant.mechanism}: {red} ({results[-1]['seconds']} s)", highlight=False)
            if given.readme:
                readme.write(MUTANTS, noticed)
    if given.json:
        given.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    survivors = [result["mechanism"] for result in results if result["killer"] == NOBODY]
    CONSOLE.print(f"{len(results) - len(survivors)} noticed, {len(survivors)} survive", highlight=False)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
