"""Ask a service how it is."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from infra.local.ports import HOST

TIMEOUT_S = 1.5


@dataclass(frozen=True)
class Health:
    """`status` is what the service says (ready, not-ready), or `silent` if it says nothing.

    `backlog` counts events not yet sent to Kafka, `lag` those not yet projected. `repair` is the command that an operator
    has to give before the service takes commands, `reason` says why.
    """

    status: str
    checks: dict[str, Any] = field(default_factory=dict)
    backlog: int | None = None
    lag: int | None = None
    repair: str | None = None
    reason: str | None = None

    @property
    def ready(self) -> bool:
        return self.status == "ready"


def ask(port: int, timeout_s: float = TIMEOUT_S) -> Health:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_s)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        body = json.loads(answer.read())
        status = "ready" if answer.status == http.HTTPStatus.OK else str(body.get("status", "not-ready"))
        checks, repair = body.get("checks", {}), body.get("repair")
        reason = checks.get("history") if repair else None
        return Health(status, checks, body.get("backlog"), body.get("lag"), repair, reason)
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return Health("silent")
    finally:
        connection.close()
