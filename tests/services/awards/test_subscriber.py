"""The subscriber as an agency runs it, against the running service: killed on either side, a year late, by every way."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.examples import changed
from contracts.examples.public import PUBLIC_AWARD_GRANTED
from infra.local.places import ROOT
from infra.runtime.clock import RealClock
from infra.runtime.event_log import EventLog
from infra.runtime.heads import HeadSigner
from services.awards.app import SERVICE
from tests.runtime import parts
from tests.services.awards.office import Office, until
from tests.services.awards.test_public_feed import FEED, look_up, on_the_topic, settled
from tests.system import Client, System

YEAR = 3000


class Agency:
    """Another agency's computer: a folder with the pinned keys, a token, and what it keeps."""

    def __init__(self, system: System, directory: Path) -> None:
        self.system = system
        self.directory = directory
        self.store = directory / "feed.db"
        self.keys = directory / "keys.json"
        self.token = directory / "token.txt"
        self.keys.write_bytes(look_up(system, "/keys").content)
        self.token.write_text(system.token("subscriber", authority="b-elsewhere"))

    @property
    def url(self) -> str:
        return self.system.service("awards").url

    def way(self, name: str) -> list[str]:
        if name == "kafka":
            return ["--kafka", self.system.bootstrap, "--topic", FEED.topic(self.system.prefix)]
        return [f"--{name}", self.url, "--token", str(self.token)]

    def start(self, *ways: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "infra.subscriber.subscriber", str(self.store), "--keys", str(self.keys), *ways],
            cwd=ROOT,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextmanager
    def following(self, *ways: str) -> Iterator[subprocess.Popen[str]]:
        process = self.start(*ways)
        try:
            yield process
        finally:
            process.kill()
            process.communicate()

    def once(self, way: str) -> tuple[int, str]:
        """Take in all there is; the exit code and what was said."""
        process = self.start(*self.way(way), "--once")
        said, complained = process.communicate(timeout=60)
        return process.returncode, said + complained

    def kept(self) -> list[bytes]:
        if not self.store.exists():
            return []
        with closing(sqlite3.connect(self.store, timeout=30)) as db:
            try:
                return [body for (body,) in db.execute("select body from event order by position")]
            except sqlite3.OperationalError:  # made a moment ago, and still without tables
                return []

    def place(self) -> Any:
        with closing(sqlite3.connect(self.store, timeout=30)) as db:
            return db.execute("select position, signed from place").fetchone()


@pytest.fixture
def agency(office: Office, tmp_path: Path) -> Agency:
    return Agency(office.system, tmp_path)


@pytest.fixture
def subscriber(office: Office) -> Client:
    return office.person("subscriber", "b-elsewhere")


def test_killed_on_either_side_it_has_what_the_topic_has(office: Office, agency: Agency, subscriber: Client) -> None:
    """Taken out: one transaction a batch, or going on by oneself."""
    office.granted()
    lines = settled(subscriber, office)
    with agency.following(*agency.way("stream")):
        until(agency.kept, lambda found: len(found) >= len(lines))
    with agency.following(*agency.way("stream")) as process:
        office.system.processes["awards"].kill()
        other = Office(office.system, office.voice).opens()
        other.granted()
        lines = settled(other.person("subscriber"), other)
        until(agency.kept, lambda found: len(found) >= len(lines))
        assert process.poll() is None
        process.terminate()
        assert process.wait(10) == 0
    assert agency.kept() == on_the_topic(office.system)[: len(agency.kept())]
    position, signed = agency.place()
    assert (position, signed > 0) == (len(agency.kept()), True)


async def a_year(system: System) -> None:
    """Thousands of public events, as many as one agency misses in a year and more."""
    key = HeadSigner.from_pem(system.directory / "awards.pem")
    async with asyncpg.create_pool(system.database_url("awards"), min_size=1, max_size=1) as pool:
        log = EventLog(pool, installation="test", addresses=SERVICE.own, claims=lambda _: (), clock=RealClock(), signer=key)
        for _ in range(YEAR // 100):
            await parts.write(log, *(changed(PUBLIC_AWARD_GRANTED, award_id=uuid.uuid4()) for _ in range(100)))


def test_a_year_late_every_way_leads_to_the_same_bytes(office: Office, agency: Agency, subscriber: Client) -> None:
    office.granted()
    assert agency.once("pages")[0] == 0
    first = agency.kept()
    asyncio.run(a_year(office.system))
    lines = settled(subscriber, office)
    assert len(lines) > len(first) + YEAR
    ways = {"pages": agency, "kafka": beside(agency, "kafka"), "stream": beside(agency, "stream")}
    assert [ways[way].once(way)[0] for way in ("pages", "kafka")] == [0, 0]
    with ways["stream"].following(*agency.way("stream")):
        until(ways["stream"].kept, lambda found: len(found) >= len(lines))
    topic = on_the_topic(office.system)
    for way, late in ways.items():
        assert late.kept()[: len(lines)] == topic[: len(lines)], way
    # By another way it goes on where it stands: nothing comes twice, and nothing is missing.
    code, said = agency.once("kafka")
    assert (code, agency.kept()[: len(lines)]) == (0, topic[: len(lines)]), said


def beside(agency: Agency, name: str) -> Agency:
    """Another agency, which has taken in nothing yet."""
    (agency.directory / name).mkdir()
    return Agency(agency.system, agency.directory / name)


def test_who_was_given_a_wrong_key_notices(office: Office, agency: Agency) -> None:
    office.granted()
    thief = HeadSigner(Ed25519PrivateKey.generate())
    agency.keys.write_text(json.dumps({"keys": [thief.public_jwk()]}))
    code, said = agency.once("pages")
    assert code == 1, said
    assert "NOT TO BE BELIEVED" in said
    assert "khoá đã ghim" in said
    assert "which is not pinned" in said
    assert agency.kept() == []
    assert agency.place() == (0, 0)
