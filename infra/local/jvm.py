"""Kafka's command line, its settings and its class-data archive. Standard library only, the set-up uses it too."""

import hashlib
import os
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path
from string import Template

from infra.local.faults import MISUSE, Fault, tail
from infra.local.places import ROOT, cache_directory, kafka_home
from infra.local.ports import HOST, free_port
from infra.local.programs import require_java

FILES = ROOT / "infra" / "kafka"
ARCHIVE_PATIENCE_S = 60.0
# Heap for a season's demo with room to spare; the serial collector and C1 start fastest on two cores.
JVM_OPTIONS = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Djava.awt.headless=true")


def class_path() -> str:
    """Return Kafka's jars one by one: a class-data archive is refused for a wildcard."""
    jars = sorted((kafka_home() / "libs").glob("*.jar"))
    if not jars:
        raise Fault(
            f"Không tìm thấy Apache Kafka trong {kafka_home()}/libs. Hãy chạy: python3 infra/local/setup.py",
            f"Apache Kafka was not found in {kafka_home()}/libs. Run: python3 infra/local/setup.py",
            MISUSE,
        )
    return os.pathsep.join(map(str, jars))


def archive_file(java: Path, jars: str) -> Path:
    """Name the class-data archive for these jars, this Java and these options; a change of any makes another."""
    stamp = java.resolve().stat()
    named = (jars, str(java.resolve()), stamp.st_mtime_ns, stamp.st_size, JVM_OPTIONS)
    return cache_directory() / "class-data" / f"{hashlib.sha256(repr(named).encode()).hexdigest()[:16]}.jsa"


def command(directory: Path, *extra: str) -> list[str]:
    """Return the command that runs the broker prepared in `directory`."""
    java, jars = require_java(), class_path()
    archive = archive_file(java, jars)
    shared = [f"-XX:SharedArchiveFile={archive}"] if archive.is_file() else []
    return [
        str(java), *JVM_OPTIONS, *(extra or shared), f"-Dlog4j2.configurationFile={FILES / 'log4j2.properties'}",
        "-cp", jars, "kafka.Kafka", str(directory / "server.properties"),
    ]  # fmt: skip


def prepare(directory: Path, port: int, controller_port: int) -> None:
    """Write the settings and, the first time, the identity that `kafka-storage format` would write (1.1 s saved)."""
    logs = directory / "data"
    logs.mkdir(parents=True, exist_ok=True)
    template = Template((FILES / "server.properties").read_text())
    settings = template.substitute(port=port, controller_port=controller_port, log_dirs=logs)
    (directory / "server.properties").write_text(settings)
    identity = logs / "meta.properties"
    if not identity.is_file():
        identity.write_text(f"version=1\ncluster.id={_kafka_uuid()}\ndirectory.id={_kafka_uuid()}\nnode.id=1\n")


def _kafka_uuid() -> str:
    return urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def answers(port: int) -> bool:
    """Tell whether a broker answers an ApiVersions request (key 18, version 0): the port alone opens earlier."""
    request = struct.pack(">hhih", 18, 0, 1, -1)
    try:
        with socket.create_connection((HOST, port), timeout=1.0) as connection:
            connection.sendall(struct.pack(">i", len(request)) + request)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def archive_is_settled(java: Path) -> bool:
    """Tell whether there is nothing to record: done, or found impossible with this Java."""
    archive = archive_file(java, class_path())
    return archive.is_file() or archive.with_suffix(".none").is_file()


def make_archive() -> None:
    """Run a throw-away broker once to record the classes it loads; later starts take a second less."""
    java = require_java()
    archive = archive_file(java, class_path())
    if archive_is_settled(java):
        return
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="thidua-kafka-") as scratch:
        directory, port = Path(scratch), free_port()
        fresh = directory / "fresh.jsa"
        prepare(directory, port, free_port())
        log = directory / "kafka.log"
        with log.open("wb") as output:
            broker = subprocess.Popen(command(directory, f"-XX:ArchiveClassesAtExit={fresh}"), stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + ARCHIVE_PATIENCE_S
            while not (started := answers(port)) and broker.poll() is None and time.monotonic() < deadline:
                time.sleep(0.05)
            broker.send_signal(signal.SIGTERM)
            broker.wait(ARCHIVE_PATIENCE_S)
        finally:
            broker.kill()
            broker.wait()
        if not started:
            raise Fault(f"Kafka không khởi động được:\n{tail(log)}", "Kafka did not start; its log ends as shown above.")
        if not fresh.is_file():
            archive.with_suffix(".none").touch()
            return
        # Beside its final place first: a rename within one file system is atomic, and two checkouts may race.
        near = archive.with_name(f"{archive.name}.{os.getpid()}")
        near.write_bytes(fresh.read_bytes())
        near.replace(archive)
