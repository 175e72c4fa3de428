"""What a process counts, as Prometheus reads it at `/metrics`.

Label sets are bounded by what a release contains: doors, logs, reactors, leases, status codes. Nothing here names a
person, a unit or a stream. Counters are touched once a batch or a command, never once an event.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import asyncpg
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
TEXT: Final = CONTENT_TYPE_LATEST
# From a group commit on a quick disk to a client that gave up.
SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


def _counter(name: str, what: str, *labels: str) -> Counter:
    return Counter(f"thidua_{name}", what, labels, registry=REGISTRY)


def _gauge(name: str, what: str, *labels: str) -> Gauge:
    return Gauge(f"thidua_{name}", what, labels, registry=REGISTRY)


def _histogram(name: str, what: str, *labels: str, buckets: tuple[float, ...] = SECONDS) -> Histogram:
    return Histogram(f"thidua_{name}", what, labels, registry=REGISTRY, buckets=buckets)


REQUESTS: Final = _counter("http_requests", "Requests answered, health and metrics apart.", "method", "status")
COMMANDS: Final = _counter("commands", "Commands decided: accepted, repeated, refused, unavailable or failed.", "door", "outcome")
COMMAND_SECONDS: Final = _histogram("command_seconds", "From a command's door to its answer.", "door")
OVERTAKEN: Final = _counter("commands_overtaken", "Decisions made again, because another append was faster.", "door")
APPENDED: Final = _counter("events_appended", "Events committed to a log by this process.", "log")
GROUP: Final = _histogram("append_group_commands", "Commands in one commit.", buckets=(1, 2, 4, 8, 16, 32, 64))

SENT: Final = _counter("relay_sent_events", "Events that Kafka has answered for, repeats included.", "log")
RELAY_FOREIGN: Final = _counter("relay_foreign_records", "Records on our topic that are none of this log's.", "log")
PROJECTED: Final = _counter(
    "projector_records", "What became of records: applied, duplicate, gap, foreign, unreadable, unknown, parked.", "outcome"
)
BATCH_SECONDS: Final = _histogram("projector_batch_seconds", "One batch into the read model, its commit included.")
REFUSALS: Final = _counter("reactor_refusals", "Answers of which nothing came: refused, failed or unreadable.", "reactor", "kind")

FILES_FAULTY: Final = _counter("files_faulty", "Files of the store that were asked for and are missing or altered.", "fault")

RESTARTS: Final = _counter("restarts", "Times that a part began anew after an error.", "part")
STALLS: Final = _counter("watchdog_restarts", "Times that the watchdog restarted a part that stood still.", "part")
DATABASE_ERRORS: Final = _counter("database_errors", "Errors of PostgreSQL by the class of their SQLSTATE.", "sqlstate")

GATE: Final = _gauge("gate_open", "1 where this process accepts commands.")
DATABASE_UP: Final = _gauge("database_up", "1 where the last look at the database was answered.")
KAFKA_UP: Final = _gauge("kafka_up", "1 where the last look at Kafka was answered.")
CONNECTIONS: Final = _gauge("database_connections", "Connections of this process's pool.", "state")
LEASE: Final = _gauge("lease_held", "1 where this process has the lease.", "lease")
POSITION: Final = _gauge("log_position", "The last position of an own log.", "log")
BACKLOG: Final = _gauge("relay_backlog_events", "Events of an own log that are not known to be on its topic.", "log")
LAG: Final = _gauge("lag_events", "Events on the topic that a consumer has not taken in.", "consumer", "log")
LAG_SECONDS: Final = _gauge("lag_seconds", "Age of the oldest such event, by Kafka's clock against real time.", "consumer", "log")
CHECKPOINT: Final = _gauge("checkpoint_position", "The last position that a consumer has taken in.", "consumer", "log")
GAP_SECONDS: Final = _gauge(
    "gap_seconds", "How long a consumer has read all there is and still misses an event.", "consumer", "log"
)
MOVED_SECONDS: Final = _gauge("checkpoint_age_seconds", "Since this process saw the checkpoint move.", "consumer", "log")
PARKED: Final = _gauge("parked_events", "Events put aside in the read model that queries follow.", "log")
BUILDING: Final = _gauge("rebuild_position", "How far a generation that nobody follows yet has come.", "schema", "log")
TAKEN: Final = _gauge("lease_taken", "1 where some process has the lease, by the database's word.", "lease")
LOOKED: Final = _gauge("looked_timestamp_seconds", "When this process last looked at its database and at Kafka.")


@cache
def _of_command(door: str, outcome: str) -> tuple[Counter, Histogram]:
    return COMMANDS.labels(door, outcome), COMMAND_SECONDS.labels(door)


def command(door: str, outcome: str, seconds: float) -> None:
    """Count what became of a command, and how long it took."""
    counter, histogram = _of_command(door, outcome)
    counter.inc()
    histogram.observe(seconds)


def trouble(part: str, error: BaseException) -> None:
    """Count that a part begins anew because of an error."""
    RESTARTS.labels(part).inc()
    database_error(error)


def database_error(error: BaseException) -> None:
    """Count an error, if it is one of PostgreSQL."""
    if isinstance(error, asyncpg.PostgresError):
        DATABASE_ERRORS.labels((error.sqlstate or "XX")[:2]).inc()


def text() -> bytes:
    """All that this process counts, in Prometheus's text format."""
    return generate_latest(REGISTRY)
