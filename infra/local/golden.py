"""Keep some of the real events of a played season: `python -m infra.local.golden RELEASE`.

They go to `contracts/golden/<release>/<log>.jsonl.gz`, byte for byte as they stand on the topics of the running stack.
Every later version of the code has to read them: see tests/contracts/test_golden.py.
"""

import argparse
import asyncio
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from contracts.reading import Unreadable, header_of
from contracts.topics import ALL_LOGS
from infra.local import console
from infra.local.faults import MISUSE, Fault
from infra.local.places import ROOT
from infra.local.stack import require_running
from infra.runtime.kafka import KafkaAddress

GOLDEN = ROOT / "contracts" / "golden"
PER_TYPE_MAX = 25
BYTES_PER_TYPE_MAX = 256 * 1024


def sample(bodies: Iterable[bytes]) -> list[bytes]:
    """Choose of every type the first, the last, the largest, and more spread evenly; in the order of the log."""
    by_type: dict[str, dict[int, bytes]] = defaultdict(dict)
    for body in bodies:
        header = header_of(body)
        by_type[header.type].setdefault(header.position, body)  # a relay may send an event twice
    chosen = {position: body for events in by_type.values() for position, body in _sample_of_type(events).items()}
    return [chosen[position] for position in sorted(chosen)]


def _sample_of_type(events: dict[int, bytes]) -> dict[int, bytes]:
    positions = sorted(events)
    must = [positions[0], positions[-1], max(positions, key=lambda position: len(events[position]))]
    step = max(1, len(positions) // PER_TYPE_MAX)
    chosen: dict[int, bytes] = {}
    for position in dict.fromkeys([*must, *positions[::step]]):
        size = sum(map(len, chosen.values())) + len(events[position])
        if position in must or (len(chosen) < PER_TYPE_MAX and size <= BYTES_PER_TYPE_MAX):
            chosen[position] = events[position]
    return chosen


async def read_topic(kafka: KafkaAddress, topic: str) -> list[bytes]:
    """Return every event of a topic, from its beginning to what is its end now."""
    return [record.value or b"" async for records in kafka.read_to_end(topic, 0) for record in records]


def write(bodies: list[bytes], path: Path) -> None:
    """Write one event a line, compressed; the same events give the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"".join(body + b"\n" for body in bodies), mtime=0))


def read(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


def take(kafka: KafkaAddress, prefix: str, directory: Path) -> dict[str, int]:
    """Sample every log's topic into the directory; return how many events each log gave.

    Raises:
        Fault: the directory is there already, or something on a topic is no event.
    """
    if directory.exists():
        raise Fault(
            f"{directory} đã có: mẫu của một bản phát hành không đổi nữa. Hãy dùng tên khác.",
            f"{directory} is there already: a release's sample never changes. Use another name.",
            MISUSE,
        )
    counts = {}
    for log in ALL_LOGS:
        topic = log.topic(prefix)
        try:
            chosen = sample(asyncio.run(read_topic(kafka, topic)))
        except Unreadable as error:
            raise Fault(f"{topic} có bản ghi không phải sự kiện: {error}", f"{topic} holds what is no event: {error}") from error
        if chosen:
            write(chosen, directory / f"{log.log_id}.jsonl.gz")
        counts[log.log_id] = len(chosen)
    return counts


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m infra.local.golden", description=__doc__)
    parser.add_argument("release", help="the folder's name under contracts/golden")
    release = parser.parse_args().release
    try:
        stack = require_running()
        counts = take(KafkaAddress(stack.bootstrap, {}), stack.topic_prefix, GOLDEN / release)
    except Fault as fault:
        console.fail(fault)
        return fault.code
    console.say(", ".join(f"{log}: {count}" for log, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
