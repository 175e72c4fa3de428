"""One trace id from a request through log and Kafka to the read model and the reactor's answer, and none where none may be."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from infra.runtime import tracing
from infra.runtime.app import build_app
from infra.runtime.kafka import KafkaAddress
from tests.collector import Collector, collecting
from tests.runtime import parts, sample
from tests.runtime.parts import running, until
from tests.system import System

TRACE = uuid.uuid4().hex
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with collecting() as server:
        yield server


async def test_one_trace_leads_from_the_request_to_the_reactors_answer(system: System, collector: Collector) -> None:
    """A real process, a real collector. Taken out, one at a time: the header in `Relay._send`, `traceparent` in
    `Decider._decide` or in the reactor's Order. Then the trace breaks off there.
    """
    process = system.spawn("registry", THIDUA_OTLP_ENDPOINT=f"http://127.0.0.1:{collector.server_port}")
    process.wait_until_ready()
    officer = system.client("registry", "board-officer")
    unit = str(uuid.uuid4())
    officer.accepted("register", {"unit": unit, "name": "Xã", "code": unit})
    officer.http.headers["traceparent"] = PARENT
    officer.accepted("record", {"unit": unit, "on": "2023-12-31", "staff": 1000, "women": 0})
    whole = {"POST /commands/record", "command record", "decide", "append", "relay registry", "project sample", "command answer"}
    await until(lambda: collector.names(TRACE) >= whole, what="the whole trace")
    # The reactor's answer has gone the same way, in the same trace.
    await until(lambda: sum(s.name == "project sample" for s in collector.spans if s.trace_id.hex() == TRACE) == 2)
    [server] = [s for s in collector.spans if s.name == "POST /commands/record"]
    [command] = [s for s in collector.spans if s.name == "command record"]
    assert (server.parent_span_id.hex(), command.parent_span_id) == ("00f067aa0ba902b7", server.span_id)
    kept = await _rows(system)
    assert kept[1]["traceparent"] == f"00-{TRACE}-{command.span_id.hex()}-01"
    assert not any(TRACE.encode() in row["body"] for row in kept), "no event carries a trace"
    said = str(collector.spans)
    assert unit not in said
    assert "Xã" not in said
    assert process.stop() == 0


async def _rows(system: System) -> list[asyncpg.Record]:
    async with asyncpg.create_pool(system.database_url("registry"), min_size=1, max_size=1) as pool:
        return await pool.fetch("select traceparent, body from runtime.event_log order by position")


@pytest.fixture
def spans() -> Iterator[Callable[[], set[str]]]:
    """The names of all spans so far."""
    exporter = InMemorySpanExporter()
    provider = tracing.start_tracing("registry", exporter)

    def names() -> set[str]:
        assert provider.force_flush()
        return {span.name for span in exporter.get_finished_spans()}

    yield names
    tracing.stop_tracing(provider)


@pytest.mark.parametrize("traced", [True, False])
async def test_a_door_can_keep_its_commands_out_of_all_traces(
    pool: asyncpg.Pool, prefix: str, kafka_address: KafkaAddress, tmp_path: Path, spans: Callable[[], set[str]], traced: bool
) -> None:
    """Not even the caller's own trace gets into the log, where it would go on to Kafka and to every reader.

    Taken out: `_untraced` in `Application`, or `traceparent=None` in `Decider._traced`.
    """
    doors = tuple(dataclasses.replace(door, traced=traced) for door in sample.SERVICE.doors)
    service = dataclasses.replace(sample.SERVICE, doors=doors)
    runtime = await parts.runtime(pool, kafka_address, prefix, tmp_path)
    unit = str(uuid.uuid4())
    headers = parts.signed_in(tmp_path) | {"traceparent": PARENT, "Idempotency-Key": unit}
    transport = httpx.ASGITransport(app=build_app(service, runtime))
    async with (
        running(runtime.watch_history, runtime.appender.run),
        httpx.AsyncClient(transport=transport, base_url="http://registry") as client,
    ):
        await until(lambda: runtime.gate.reason is None)
        body = {"unit": unit, "name": "Xã", "code": unit}
        assert (await client.post("/commands/register", json=body, headers=headers)).status_code == 200
    assert spans() == ({"POST /commands/register", "command register", "decide", "append"} if traced else set())
    kept = await pool.fetchval("select traceparent from runtime.event_log where position = 1")
    assert (kept or "").startswith(f"00-{TRACE}-") is traced


async def test_without_a_collector_what_the_caller_says_is_passed_on_all_the_same() -> None:
    """Off, a span costs a comparison, and the caller's trace is not broken by us."""
    assert not tracing.is_on()
    with tracing.span("command record", PARENT) as span:
        assert span.traceparent == PARENT
    tracing.carried("relay registry", [PARENT], 0, 1, kind=tracing.SpanKind.PRODUCER)
    assert tracing.header_of([("content-type", b"x"), ("traceparent", PARENT.encode())]) == PARENT
