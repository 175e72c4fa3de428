"""The steps of the set-up, in parallel where they do not need one another."""

import hashlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from infra.local import jvm, programs
from infra.local.bootstrap import kafka, python, system
from infra.local.bootstrap.progress import Board, Step
from infra.local.faults import Fault
from infra.local.places import ROOT, kafka_elsewhere, kafka_home

TITLES = (
    "Gói hệ thống · System packages",
    "Gói Python · Python packages",
    "PostgreSQL",
    "Apache Kafka",
    "Kafka khởi động nhanh · Kafka's class data",
)
INTERRUPTED = 130


def main(*, with_development: bool) -> int:
    """Return the exit code: 0 ready, 1 something failed, 2 something is missing that we may not install."""
    started = time.monotonic()
    # The development lock holds the runtime's packages too, in the same versions.
    lock = python.DEVELOPMENT_LOCK if with_development else python.RUNTIME_LOCK
    try:
        if is_ready(lock):
            return 0
        with Board(TITLES) as board:
            with kafka.cache_lock(f"checkout-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]}", board.steps[0]):
                set_up(lock, *board.steps)
            board.say(f"Sẵn sàng · Ready ({time.monotonic() - started:.0f} s)")
    except Fault as fault:
        sys.stderr.write(f"\n{fault.vi}\n{fault.en}\n")
        return fault.code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def is_ready(lock: Path) -> bool:
    return (
        (python.is_installed(lock) or python.is_installed(python.DEVELOPMENT_LOCK))
        and python.is_installed(python.PROJECT)
        and bool(programs.system_postgres() or programs.embedded_postgres())
        and (kafka_elsewhere() is not None or kafka_is_ready())
        and not system.lacks_font()
    )


def kafka_is_ready() -> bool:
    java = programs.system_java() or programs.embedded_java()
    return java is not None and kafka.is_fetched() and jvm.archive_is_settled(java)


def set_up(lock: Path, packages: Step, environment: Step, postgres: Step, jars: Step, quick_start: Step) -> None:
    """Bring what is missing; Python's packages and Kafka's come side by side."""
    missing = system.missing_packages()
    system.require_means(missing)
    if "python3-venv" in missing:
        system_track(missing, packages)
    with ThreadPoolExecutor() as tracks:
        python_track = tracks.submit(bring_python, lock, environment, postgres)
        kafka_track = tracks.submit(bring_kafka, system.missing_packages(), packages, jars, quick_start)
    python_track.result()
    kafka_track.result()
    if not kafka_elsewhere() and not kafka_is_ready():
        bring_java(quick_start)


def system_track(missing: list[str], step: Step) -> None:
    if missing:
        step.start()
        system.install(missing, step)
    step.finish(", ".join(missing) or "đủ cả · nothing missing")


def bring_python(lock: Path, step: Step, postgres: Step) -> None:
    step.start()
    python.ensure_venv(step)
    if not python.is_installed(lock):
        python.install(lock, step)
    if not python.is_installed(python.PROJECT):
        python.install_project(step)
    step.finish(lock.name)
    if not (programs.system_postgres() or programs.embedded_postgres()):
        postgres.start()
        python.install(python.POSTGRES_LOCK, postgres)
    found = programs.require_postgres()
    postgres.finish(f"{found.version}, {found.bin}")


def bring_kafka(missing: list[str], packages: Step, jars: Step, quick_start: Step) -> None:
    if packages.finished is None:
        system_track(missing, packages)
    if kafka_elsewhere():
        jars.finish("KAFKA_BOOTSTRAP_SERVERS")
        quick_start.finish("không cần · not needed")
        return
    jars.start()
    kafka.fetch(jars)
    jars.finish(kafka_home().name)
    if programs.system_java():
        bring_class_data(quick_start)


def bring_java(step: Step) -> None:
    """Without a Java of the system the wheel's is used, once the virtual environment is there."""
    step.start()
    if not (programs.system_java() or programs.embedded_java()):
        python.install(python.JAVA_LOCK, step)
    bring_class_data(step)


def bring_class_data(step: Step) -> None:
    step.start()
    step.note = "ghi · recording"
    with kafka.cache_lock("class-data", step):
        jvm.make_archive()
    step.finish(f"Java {programs.java_version(programs.require_java())}")
