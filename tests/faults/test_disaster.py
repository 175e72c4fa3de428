"""The disaster drill: what infra/local/DISASTER.md says, done on a real stack through the command line alone."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from contracts.topics import SERVICES
from infra.local import overview, processes
from infra.local.cli import app
from infra.local.commands.history import digest_of
from infra.local.demo.client import Client
from infra.local.demo.ids import AUTHORITY
from infra.local.demo.opening import NEW_YEAR, document_id
from infra.local.demo.plan import Phase, Plan
from infra.local.demo.player import Player
from infra.local.demo.season import season
from infra.local.issuer import Persona, sign
from infra.local.places import ROOT, Layout
from infra.local.stack import Stack
from infra.local.state import read_state
from infra.runtime.seen import covers

pytestmark = [pytest.mark.campaign, pytest.mark.timeout(600)]
PATIENCE_S = 120.0
PHASES = 8
"""Documents, units, clusters, leaders, and the scorecards that scoring begins with."""
WRITTEN = ("registry", "scoring")
"""The services that the played months fill; of the others only awards writes, when it repeats a signed head."""


@dataclass
class Unwatched:
    """Nobody looks on while the season is played."""

    def begins(self, phase: Phase) -> None: ...
    def advances(self) -> None: ...
    def ends(self, phase: Phase, seconds: float) -> None: ...


@dataclass
class Operator:
    """A person at night: `thidua`, and a look at what the services answer."""

    root: Path

    def thidua(self, *arguments: str, code: int = 0) -> str:
        """Give a command; it has to end with this exit code. What it said."""
        said, found = self._run(arguments)
        assert found == code, f"thidua {' '.join(arguments)}: {found}\n{said}"
        assert "Traceback" not in said, said
        return said

    def _run(self, arguments: Sequence[str]) -> tuple[str, int]:
        if arguments[0] in ("up", "down"):
            command = [sys.executable, "-m", "infra.local.cli", *arguments]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S)
            return done.stdout + done.stderr, done.returncode
        # In this process: a second of imports spared, each of forty times.
        result = CliRunner().invoke(app, arguments)
        return f"{result.output}{result.exception or ''}", result.exit_code

    def status(self) -> dict[str, dict[str, Any]]:
        state = read_state(Layout(self.root).state)
        assert state is not None
        return {process["role"]: process for process in overview.rows(state)}

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while set((found := {role: process["health"] for role, process in self.status().items()}).values()) != {"ready"}:
            assert time.monotonic() < deadline, found

    def digests(self, cut: Mapping[str, int]) -> dict[str, str]:
        """The digest of each read model, once it has come as far as the cut says.

        A head that is signed meanwhile moves a cut on, and no table.
        """
        found = {}
        deadline = time.monotonic() + PATIENCE_S
        for service in SERVICES:
            while not covers((digest := asyncio.run(digest_of(service)))["cut"], cut):
                assert time.monotonic() < deadline, (service, digest["cut"], cut)
            assert digest["parked"] == 0
            found[service] = digest["total"]
        return found

    @property
    def stack(self) -> Stack:
        state = read_state(Layout(self.root).state)
        assert state is not None
        return Stack.of(self.root, state)

    def register(self, key: str) -> httpx.Response:
        """Give one command, always the same under the same key."""
        unit = uuid.uuid5(uuid.NAMESPACE_URL, key)
        body = {
            "unit": str(unit),
            "authority": AUTHORITY,
            "kind": "department",
            "name": "Sở Dự phòng",
            "code": key,
            "parent": None,
            "valid_from": str(NEW_YEAR),
            "document": document_id("units"),
        }
        token = sign(self.stack.issuer, Persona.BOARD_OFFICER)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return httpx.post(f"{self.stack.urls['registry']}/commands/register-unit", json=body, headers=headers, timeout=30)

    def play(self) -> None:
        """Play the first months of the season: documents, units, clusters, agreements."""

        async def months() -> None:
            client = Client(self.stack)
            try:
                await Player(client, Unwatched()).play(Plan(season().phases[:PHASES]))
            finally:
                await client.close()

        asyncio.run(months())


@pytest.fixture(scope="module")
def operator(stack_directory: Path) -> Iterator[Operator]:
    """A stack with some months of a season on it."""
    operator = Operator(stack_directory / "disaster")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("THIDUA_DATA", str(operator.root))
        try:
            operator.thidua("up", "--detach")
            operator.play()
            yield operator
        finally:
            operator.thidua("down")
            processes.reap(*Layout(operator.root).marks(SERVICES))


@dataclass(frozen=True)
class Before:
    """How things stood before the disaster."""

    cut: dict[str, int]
    digests: dict[str, str]
    key: str
    answer: bytes

    @classmethod
    def of(cls, operator: Operator) -> Before:
        key = f"DP-{uuid.uuid4().hex[:8]}".upper()
        answer = operator.register(key)
        assert answer.status_code == 200, answer.text
        heads = {}
        for service in SERVICES:
            heads |= httpx.get(f"{operator.stack.urls[service]}/health/ready", timeout=30).json()["positions"]
        return cls(heads, operator.digests(heads), key, answer.content)

    def holds_again(self, operator: Operator) -> None:
        """The same digests; a repeat gets its first answer; the next position is the old head's plus one."""
        operator.wait_until_ready()
        assert operator.digests(self.cut) == self.digests
        again = operator.register(self.key)
        assert (again.status_code, again.content) == (200, self.answer)
        following = operator.register(f"{self.key}-N")
        assert following.status_code == 200, following.text
        [then] = following.json()["events"]
        events = [json.loads(line) for line in operator.thidua("events", "registry", "--json").splitlines()]
        behind = [e["type"].split(".")[-2] for e in events if self.cut["registry"] < int(e["sequence"]) <= then["position"]]
        assert [type_ for type_ in behind if type_ != "head-signed"] == ["unit-registered"]
        assert int(events[-1]["sequence"]) == len(events)
        for service in SERVICES:
            operator.thidua("verify", service)


def closed(operator: Operator, command: str) -> None:
    """The services with a history wait for this command, and take no other."""
    status = operator.status()
    assert {s: status[s]["repair"] for s in WRITTEN} == {s: f"thidua {command} {s}" for s in WRITTEN}
    assert {status[s]["health"] for s in WRITTEN} == {"closed"}
    refused = operator.register("TOO-EARLY")
    assert (refused.status_code, refused.json()["code"]) == (503, "not-ready")


def test_all_of_postgresql_is_lost(operator: Operator) -> None:
    before = Before.of(operator)
    operator.thidua("down")
    shutil.rmtree(operator.root / "postgres" / "data")
    assert "thidua restore registry" in operator.thidua("up", "--detach", code=1)
    closed(operator, "restore")
    for service in SERVICES:
        told = operator.thidua("restore", service)
        assert "person table" in told or service not in WRITTEN, "what is lost is said where something was restored"
    before.holds_again(operator)


@pytest.mark.campaign
def test_all_of_kafka_is_lost(operator: Operator) -> None:
    before = Before.of(operator)
    operator.thidua("down")
    shutil.rmtree(operator.root / "kafka")
    assert "thidua republish registry" in operator.thidua("up", "--detach", code=1)
    closed(operator, "republish")
    for service in SERVICES:
        operator.thidua("republish", service)
    before.holds_again(operator)


@pytest.mark.campaign
def test_both_are_lost_but_for_an_export(operator: Operator, tmp_path: Path) -> None:
    before = Before.of(operator)
    for service in ("awards", "ranking", "scoring", "registry"):
        operator.thidua("export", service, str(tmp_path / service))
    operator.thidua("down")
    shutil.rmtree(operator.root / "postgres" / "data")
    shutil.rmtree(operator.root / "kafka")
    operator.thidua("up", "--detach", "--only-stores")
    for service in SERVICES:
        operator.thidua("restore", service, "--from", str(tmp_path / service))
    operator.thidua("down")
    operator.thidua("up", "--detach")
    before.holds_again(operator)


@pytest.mark.campaign
def test_an_older_copy_of_postgresql_takes_no_command_before_it_was_restored(operator: Operator, tmp_path: Path) -> None:
    """A copy of the stopped data directory, brought back after more was recorded."""
    operator.thidua("down")
    data, copy = operator.root / "postgres" / "data", tmp_path / "copy"
    shutil.copytree(data, copy, symlinks=True)
    operator.thidua("up", "--detach")
    before = Before.of(operator)
    operator.thidua("down")
    uid, gid = data.stat().st_uid, data.stat().st_gid
    shutil.rmtree(data)
    shutil.copytree(copy, data, symlinks=True)
    for path in [data, *data.rglob("*")]:
        os.chown(path, uid, gid, follow_symlinks=False)
    assert "thidua restore registry" in operator.thidua("up", "--detach", code=1)
    assert operator.register("TOO-EARLY").status_code == 503
    for service in SERVICES:
        operator.thidua("restore", service)
    before.holds_again(operator)
