"""Kafka goes away under load: stopped, killed, with its end cut off, with no room on its disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.faults.outages.rooms import room
from tests.faults.outages.small import Small, nothing_lost, wait

MINUTES_S = 150.0


def away(small: Small, stopped_s: float, killed_s: float) -> None:
    with small.load(looks=False, pause_s=0.05 if stopped_s > 10 else 0.02) as load:
        load.accepted(10)
        pid = small.kafka.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            time.sleep(stopped_s)
            load.accepted(20)
        finally:
            os.kill(pid, signal.SIGCONT)
        load.accepted(20)
        small.kafka.kill()
        time.sleep(killed_s)
        load.accepted(20)
        assert load.answers[503] == 0, "a service decides against its own log"
        small.kafka.start()
        load.accepted(10)
    nothing_lost(small, wait_s=90 + stopped_s + killed_s)  # what was accepted meanwhile takes as long again on a busy machine


def test_while_kafka_hangs_or_is_dead_commands_go_on_and_the_backlog_drains(small: Small) -> None:
    """Hanging is not the same as dead: connections stay open and nobody answers.

    Without it a relay or a projector that ends is begun again by its lease: late, but no less whole.
    """
    away(small, 3, 2)


@pytest.mark.campaign
@pytest.mark.timeout(900)
def test_kafka_is_away_for_minutes(small: Small) -> None:
    away(small, MINUTES_S, MINUTES_S)


def cut_off_the_end(directory: Path, lost: float) -> int:
    """Cut a part off the last segment of a killed broker, in the middle of a record; how many bytes."""
    segment = sorted(directory.glob("*.log"))[-1]
    size = segment.stat().st_size
    os.truncate(segment, int(size * (1 - lost)))
    for rest in (*directory.glob("*.index"), *directory.glob("*.timeindex"), *directory.glob("*.snapshot")):
        rest.unlink()
    return size - segment.stat().st_size


def test_a_topic_whose_end_was_lost_gets_it_again(small: Small) -> None:
    """A machine lost power before its disk had what Kafka had acknowledged.

    Taken out: resuming behind what the topic holds instead of at the cursor, in `Relay._run_once`.
    """
    with small.load(looks=False) as load:
        load.accepted(40)
        small.kafka.kill()
        assert cut_off_the_end(small.kafka.directory / "data" / f"{small.topic}-0", 0.3) > 1000
        load.accepted(10)
        small.kafka.start()
        load.accepted(20)
    nothing_lost(small)


@pytest.mark.campaign
def test_kafka_without_room_loses_nothing(small: Small) -> None:
    """It ends itself; started again with room, it has what it acknowledged, and gets the rest."""
    data = small.kafka.directory / "data"
    aside = data.with_name("aside")
    with small.load(looks=False) as load:
        small.kafka.stop()
        data.rename(aside)
        with room(data, 48) as disk:
            subprocess.run(["cp", "-a", f"{aside}/.", data], check=True)
            small.kafka.start()
            load.accepted(20)
            disk.fill()
            wait(lambda: small.kafka.pid is None, what="Kafka ends where it cannot write")
            load.accepted(20)
            assert load.answers[503] == 0
            disk.empty()
            small.kafka.kill()
            small.kafka.start()
            load.accepted(10)
            nothing_lost_yet(small)
            small.kafka.stop()
            shutil.rmtree(aside)
            subprocess.run(["cp", "-a", data, aside], check=True)
        data.rmdir()
        aside.rename(data)
        small.kafka.start()
        load.accepted(10)
    nothing_lost(small)


def nothing_lost_yet(small: Small) -> None:
    """All that was written until now is on the topic."""
    process = small.service()
    wait(lambda: (process.health() or {"backlog": 1})["backlog"] < 10, what="the backlog drains")
