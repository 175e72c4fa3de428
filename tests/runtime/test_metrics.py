"""What Prometheus reads: figures that are so, names that the alerts know, and nothing about anybody."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from infra.runtime.app import build_app
from infra.runtime.event_log import EventLog
from infra.runtime.kafka import KafkaAddress
from infra.runtime.service import Runtime
from tests.runtime import parts, sample
from tests.runtime.parts import running, until

ROOT = Path(__file__).parents[2]
ALERTS = yaml.safe_load((ROOT / "infra/prometheus/alerts.yml").read_text())
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
RUNBOOK = (ROOT / "infra/prometheus/README.md").read_text()
NAMED = {name for rule in RULES for name in re.findall(r"thidua_\w+", rule["expr"])}
Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
async def runtime(log: EventLog, pool: asyncpg.Pool, prefix: str, kafka_address: KafkaAddress, tmp_path: Path) -> Runtime:
    del log
    return await parts.runtime(pool, kafka_address, prefix, tmp_path, stall_s=2)


def client_of(runtime: Runtime) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=build_app(sample.SERVICE, runtime)), base_url="http://registry")


async def scraped(client: httpx.AsyncClient) -> str:
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return answer.text


def figures_in(text: str) -> Figures:
    return {
        (each.name, tuple(sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text)
        for each in family.samples
    }


def at(figures: Figures, name: str, **labels: str) -> float:
    return figures.get((f"thidua_{name}", tuple(sorted(labels.items()))), 0.0)


async def test_what_happens_is_counted_and_names_nobody(runtime: Runtime, tmp_path: Path) -> None:
    """Accepted, repeated and refused commands, what was appended, sent, projected and parked, and how far all is.

    Taken out: any `set` in `Watch`. Then an alert on that figure is silent, though the figure has a name.
    """
    unit = str(uuid.uuid4())
    headers = parts.signed_in(tmp_path)
    roles = ("http", "relay", "projector", "reactors")
    async with client_of(runtime) as client, running(*runtime.work(roles)):
        await until(lambda: runtime.gate.reason is None)
        before = figures_in(await scraped(client))

        async def send(name: str, body: Any, key: str) -> int:
            answer = await client.post(f"/commands/{name}", json=body, headers=headers | {"Idempotency-Key": key})
            return answer.status_code

        register = {"unit": unit, "name": "Xã", "code": unit}
        assert [await send("register", register, key) for key in (unit, unit, "other-key")] == [200, 200, 409]
        poison = {"unit": unit, "on": "2023-12-31", "staff": 10, "women": sample.POISON}
        assert await send("record", poison, "poison") == 200
        await until(lambda: runtime.watch.picture.parked == {"registry": 1})
        await until(lambda: not any(lag.events for lags in runtime.watch.picture.lags.values() for lag in lags.values()))
        text = await scraped(client)
    now = figures_in(text)

    def gained(name: str, **labels: str) -> float:
        return at(now, name, **labels) - at(before, name, **labels)

    outcomes = {
        outcome: gained("commands_total", door="register", outcome=outcome) for outcome in ("accepted", "repeated", "refused")
    }
    assert outcomes == {"accepted": 1, "repeated": 1, "refused": 1}
    assert gained("command_seconds_count", door="register") == 3
    assert gained("events_appended_total", log="registry") == 2
    assert gained("append_group_commands_count") >= 2
    assert gained("relay_sent_events_total", log="registry") == 2
    assert gained("projector_records_total", outcome="applied") == 1
    assert gained("projector_records_total", outcome="parked") == 1
    assert gained("http_requests_total", method="POST", status="200") == 3
    assert at(now, "parked_events", log="registry") == 1
    assert (
        at(now, "log_position", log="registry")
        == at(now, "checkpoint_position", consumer="projector.sample", log="registry")
        == 2
    )
    assert at(now, "relay_backlog_events", log="registry") == at(now, "lag_events", consumer="reactor.large", log="registry") == 0
    for one in ("gate_open", "database_up", "kafka_up"):
        assert at(now, one) == 1
    for lease in ("relay.registry", "projector.sample", "reactor.large"):
        assert at(now, "lease_taken", lease=lease) == at(now, "lease_held", lease=lease) == 1
    assert ("process_resident_memory_bytes", ()) in now
    gauges = {family.name: family.samples for family in text_string_to_metric_families(text) if family.type == "gauge"}
    assert [name for name in sorted(NAMED & gauges.keys()) if not gauges[name]] == []
    assert unit not in text
    assert parts.OFFICER.person not in text


async def test_every_metric_that_an_alert_names_is_told(runtime: Runtime) -> None:
    """A renamed metric would leave its alert silent for ever. Taken out: any gauge of `metrics.py` that a rule names."""
    async with client_of(runtime) as client:
        text = await scraped(client)
    told = {
        f"{family.name}_total" if family.type == "counter" else family.name for family in text_string_to_metric_families(text)
    }
    assert NAMED
    assert NAMED - told == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_why_and_what_to_do(rule: dict[str, Any]) -> None:
    said = rule["annotations"]
    assert " · " in said["summary"]
    assert said["why"]
    assert said["runbook"] == f"infra/prometheus/README.md#{rule['alert'].lower()}"
    assert re.search(rf"^## {rule['alert']}\n\S", RUNBOOK, re.MULTILINE)
    assert rule["labels"]["severity"] in ("critical", "warning")


async def test_a_closed_gate_and_a_silent_database_are_told(pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Where nothing answers, the page does. Taken out: `metrics.GATE.set`. Then a closed gate looks open."""
    runtime = await parts.runtime(pool, KafkaAddress("127.0.0.1:1", {}), "nowhere", tmp_path, prepare=False, stall_s=1)
    async with client_of(runtime) as client, running(lambda: runtime.watch.run(runtime.watchdog.judge)):
        await pool.execute("alter schema runtime rename to away")
        try:
            await until(lambda: _silent(client))
        finally:
            await pool.execute("alter schema away rename to runtime")


async def _silent(client: httpx.AsyncClient) -> bool:
    now = figures_in(await scraped(client))
    return [at(now, name) for name in ("gate_open", "database_up", "kafka_up")] == [0, 0, 0]
