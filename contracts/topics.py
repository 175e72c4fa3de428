"""Topics: one a log, one partition each, kept for ever."""

from __future__ import annotations

from dataclasses import dataclass

SERVICES = ("registry", "scoring", "ranking", "awards")
MESSAGE_BYTES_MAX = 1_048_576

CONFIGURATION = {
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "message.timestamp.type": "LogAppendTime",
    "max.message.bytes": str(MESSAGE_BYTES_MAX),
}
"""History is never compacted and never expires; a writer's clock that runs ahead cannot get a record refused."""


@dataclass(frozen=True, slots=True)
class LogAddress:
    """Where a log stands: which service owns it, its id, and the topic that carries it."""

    service: str
    log_id: str
    topic_suffix: str

    def topic(self, prefix: str) -> str:
        return f"{prefix}.{self.topic_suffix}"

    def source(self, installation: str) -> str:
        return f"/{installation}/{self.service}/{self.log_id}"


def log_of(log_id: str) -> LogAddress:
    """The address of a log by its id: `scoring`, a department's own `scoring.education`, or `awards.public`."""
    service = log_id.partition(".")[0]
    if service not in SERVICES:
        raise ValueError(f"{log_id!r} is a log of no service")
    return LogAddress(service, log_id, "awards.public.v1" if log_id == "awards.public" else log_id)


ALL_LOGS = tuple(log_of(log_id) for log_id in (*SERVICES, "awards.public"))
