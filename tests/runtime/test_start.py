"""Starting: what is missing or wrong is named, in both languages, and the exit code says whose turn it is."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from infra.local.issuer import ensure_issuer
from infra.local.keys import ensure_key
from infra.local.ports import free_port
from infra.local.postgres import Postgres
from infra.runtime.kafka import KafkaAddress
from infra.runtime.migrate import QUERIES as MIGRATIONS
from infra.runtime.settings import PREFIX, Settings, SettingsWrong, load_settings
from tests.runtime import parts
from tests.system import System
from tests.zygote import Zygote

WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
REQUIRED = sorted(PREFIX + name.upper() for name, field in Settings.model_fields.items() if field.is_required())


@dataclass
class Ended:
    code: int
    out: str
    error: str
    seconds: float


Start = Callable[..., Ended]
KEPT = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


@pytest.fixture
def started(zygote: Zygote, tmp_path: Path) -> Start:
    """Run the sample service until it ends by itself."""

    def start(environment: dict[str, str], *arguments: str) -> Ended:
        out, error = tmp_path / "out", tmp_path / "error"
        begun = time.monotonic()
        code = zygote.fork("tests.runtime.sample", arguments, KEPT | environment, out, errors=error).wait(60)
        return Ended(code, out.read_text(), error.read_text(), time.monotonic() - begun)

    return start


def started_by_itself(environment: dict[str, str]) -> Ended:
    """The same as a person's shell does it, imports and all."""
    command = [sys.executable, "-m", "tests.runtime.sample"]
    begun = time.monotonic()
    ended = subprocess.run(command, env=KEPT | environment, capture_output=True, text=True, timeout=60, check=False)
    return Ended(ended.returncode, ended.stdout, ended.stderr, time.monotonic() - begun)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings that are right, of a Kafka and a PostgreSQL that are not there."""
    ensure_issuer(tmp_path)
    ensure_key(tmp_path / "head.pem")
    return {
        "THIDUA_PROFILE": "demo",
        "THIDUA_INSTALLATION": "test",
        "THIDUA_DATABASE_URL": f"postgresql://a:secret@127.0.0.1:{free_port()}/a",
        "THIDUA_KAFKA": f"127.0.0.1:{free_port()}",
        "THIDUA_HTTP_PORT": str(free_port()),
        "THIDUA_TOKEN_ISSUER": "urn:thidua:demo",
        "THIDUA_TOKEN_JWKS": str(tmp_path / "jwks.json"),
        "THIDUA_HEAD_KEY": str(tmp_path / "head.pem"),
        "THIDUA_START_TIMEOUT_S": "1",
        **{f"THIDUA_{s}_URL": "http://127.0.0.1:1" for s in ("REGISTRY", "SCORING", "RANKING", "AWARDS")},
    }


def test_every_missing_setting_is_named_at_once() -> None:
    """Taken out: the loop over faults in `load_settings`."""
    ended = started_by_itself({})
    assert ended.code == 2
    assert [line.split(":")[0].strip() for line in ended.error.splitlines()[1:]] == sorted(
        REQUIRED, key=lambda name: list(Settings.model_fields).index(name.removeprefix(PREFIX).lower())
    )
    assert "Cấu hình chưa đúng / The settings are not right" in ended.error
    assert ended.error.count("missing, set this environment variable") == len(REQUIRED)
    assert "Traceback" not in ended.error
    assert ended.seconds < 3 or os.getloadavg()[0] > 2, "an idle machine says it at once"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("THIDUA_PROFILE", "test"),
        ("THIDUA_INSTALLATION", "Bạc Liêu"),
        ("THIDUA_DATABASE_URL", "mysql://a:secret@b/c"),
        ("THIDUA_DATABASE_URL", "postgresql://a:secret@:5432x/c"),
        ("THIDUA_KAFKA", "nowhere"),
        ("THIDUA_TOPIC_PREFIX", "Thi Đua"),
        ("THIDUA_HTTP_PORT", "0"),
        ("THIDUA_HTTP_PORT", "http"),
        ("THIDUA_REGISTRY_URL", "registry"),
        ("THIDUA_LOG_LEVEL", "loud"),
        ("THIDUA_START_TIMEOUT_S", "0"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """A password may stand in it. Taken out: `include_input=False` in `load_settings`."""
    for known, right in environment.items():
        monkeypatch.setenv(known, right)
    load_settings()
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsWrong) as wrong:
        load_settings()
    assert name in str(wrong.value)
    assert "secret" not in str(wrong.value)


@pytest.mark.parametrize("changes", [{"THIDUA_PROFILE": "production"}, {"THIDUA_KAFKA_SECURITY": "SASL_SSL"}])
def test_settings_that_contradict_each_other_are_refused(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    """The demonstration's issuer outside the demonstration, and a Kafka that asks for credentials which are not given.

    Taken out: `_demo_issuer_only_in_the_demo`. Then anybody who reads this repository signs tokens.
    """
    for known, right in {**environment, **changes}.items():
        monkeypatch.setenv(known, right)
    with pytest.raises(SettingsWrong, match=next(iter(changes))):
        load_settings()


def test_the_demonstrations_issuer_ends_a_production_process_with_exit_code_2(
    started: Start, environment: dict[str, str]
) -> None:
    ended = started({**environment, "THIDUA_PROFILE": "production"})
    assert ended.code == 2
    assert "THIDUA_TOKEN_ISSUER is the demonstration's issuer" in ended.error


def test_a_head_key_that_cannot_be_read_ends_with_exit_code_2(
    started: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "head.pem").write_text("no key")
    ended = started(environment)
    assert (ended.code, "THIDUA_HEAD_KEY" in ended.error, "Traceback" in ended.error) == (2, True, False)


def test_an_unknown_role_ends_with_exit_code_2(started: Start, environment: dict[str, str]) -> None:
    ended = started(environment, "--only", "cook")
    assert ended.code == 2
    assert "'http', 'relay', 'projector', 'reactors'" in ended.error


def test_a_port_in_use_is_named(started: Start, environment: dict[str, str]) -> None:
    """Taken out: `except OSError` in `_listen`. Then a traceback says it."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = started({**environment, "THIDUA_HTTP_PORT": str(port)})
    assert ended.code == 1
    assert f"Không mở được cổng 127.0.0.1:{port}" in ended.error
    assert f"Cannot listen on 127.0.0.1:{port}" in ended.error
    assert "Traceback" not in ended.error


def test_a_postgresql_that_does_not_come_is_waited_for_so_long_and_no_longer(started: Start, environment: dict[str, str]) -> None:
    """Taken out: the deadline in `_until`. Then a service waits silently for ever."""
    ended = started(environment)
    assert ended.code == 1
    waiting = [line for line in map(json.loads, ended.out.splitlines()) if line["event"] == "start.waiting"]
    assert len(waiting) == 1, "once a reason, not once a second"
    assert waiting[0]["what"].startswith("PostgreSQL 127.0.0.1:")
    assert "Không dùng được PostgreSQL" in ended.error
    assert "cannot be used after 1 seconds" in ended.error
    assert "secret" not in ended.out + ended.error


def test_a_kafka_that_does_not_come_is_waited_for_so_long_and_no_longer(
    started: Start, environment: dict[str, str], postgres: Postgres, tables: str
) -> None:
    ended = started({**environment, "THIDUA_DATABASE_URL": tables})
    assert ended.code == 1
    assert postgres.pid
    assert f"Không dùng được Kafka {environment['THIDUA_KAFKA']} sau 1 giây" in ended.error
    assert "Traceback" not in ended.error


@pytest.fixture
def foreign(system: System) -> System:
    """A system whose registry topic begins with the log of another installation."""
    body = {"id": "00000000-0000-4000-8000-000000000001", "source": "/elsewhere/registry/registry", "type": "t"}
    body |= {"subject": "unit/1", "sequence": f"{1:020d}"}
    topic = parts.REGISTRY.topic(system.prefix)
    asyncio.run(parts.send(KafkaAddress(system.bootstrap, {}), topic, json.dumps(body).encode()))
    return system


@pytest.mark.parametrize("arguments", [(), ("--only", "relay")])
def test_a_topic_of_another_installation_ends_the_process(foreign: System, arguments: tuple[str, ...]) -> None:
    """Nothing that it could do would mend it. Taken out: ForeignTopic in `main`."""
    process = foreign.spawn("registry", *arguments)
    assert process.popen.wait(30) == 1
    said = process.log.read_text()
    assert "begins with /elsewhere/registry/registry, not with /test/registry/registry" in said
    assert "bắt đầu bằng" in said
    assert "Traceback" not in said


async def test_a_postgresql_that_goes_away_while_its_tables_are_prepared_is_waited_for(system: System) -> None:
    """Taken out: `prepared` around what is done before the service starts. Then the process ends with a traceback."""
    pool = asyncpg.create_pool(system.database_url("registry"), min_size=2, max_size=2)
    async with pool, pool.acquire() as holder, holder.transaction():
        await MIGRATIONS.lock(holder)
        process = system.spawn("registry")
        await parts.until(lambda: pool.fetchval(WAITING), wait_s=20, what="the process waits to prepare its tables")
        assert await pool.fetchval(f"SELECT pg_terminate_backend(({WAITING}))")
    await asyncio.to_thread(process.wait_until_ready)
    said = [json.loads(line) for line in process.log.read_text().splitlines()]
    assert [line["event"] for line in said].count("start.waiting") == 1
    assert process.stop() == 0
