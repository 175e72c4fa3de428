"""Apache Kafka's jars by Maven into the cache that checkouts share: all or nothing, and only one fetches at a time."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.local.bootstrap.commands import run
from infra.local.bootstrap.progress import Step
from infra.local.places import POM, cache_directory, kafka_home

FILES_ABOUT = 350  # of a first run of Maven on this machine, its own plugins included
# Maven runs for seconds: the quick compiler and the serial collector save a third of its time on two cores.
MAVEN_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


@contextmanager
def cache_lock(name: str, step: Step) -> Iterator[None]:
    """Hold the cache's lock of that name; wait, saying so, while another checkout holds it."""
    cache_directory().mkdir(parents=True, exist_ok=True)
    with (cache_directory() / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            step.note = "chờ một bản khác tải xong · waiting for another set-up that fetches"
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_fetched() -> bool:
    return (kafka_home() / "libs").is_dir()


def fetch(step: Step) -> None:
    """Fetch the jars of `infra/kafka/pom.xml` unless they are there."""
    home = kafka_home()
    with cache_lock("kafka", step):
        if is_fetched():
            return
        for left_over in home.parent.glob("fetching-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        scratch = Path(tempfile.mkdtemp(prefix="fetching-", dir=home.parent))
        try:
            _run_maven(scratch / "libs", step)
            scratch.chmod(0o755)
            scratch.rename(home)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


def _run_maven(libs: Path, step: Step) -> None:
    fetched = 0

    def count(line: str) -> None:
        nonlocal fetched
        if "Downloaded from" in line:
            fetched += 1
            step.note = f"Maven: {fetched}/~{FILES_ABOUT} tệp · files"

    what: list[str | Path] = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={libs}"]
    run(["mvn", "--batch-mode", "--file", POM, *what], count, env={"MAVEN_OPTS": MAVEN_OPTIONS})
