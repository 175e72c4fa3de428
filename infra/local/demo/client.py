"""The services' public HTTP APIs, as the people of the season use them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import orjson

from infra.local import issuer
from infra.local.demo.connections import Answer, ConnectionLost, Connections
from infra.local.demo.plan import AUDITOR, OPERATOR, Actor, Command
from infra.local.issuer import Persona
from infra.local.stack import Stack

PATIENCE_S: Final = 20.0
PAUSE_S_FIRST: Final = 0.02
PAUSE_S_MAX: Final = 1.0
RETRY_S_MAX: Final = 60.0
"""How long a service may be away, or behind, before the play is given up."""


class Unavailable(Exception):
    """A service said 503, or nothing, for as long as we were willing to try."""


class Refused(Exception):
    """A service said no to a command or a query of the plan; the play cannot go on."""

    def __init__(self, what: str, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{what}: {status} {problem.get('code', '')}: {problem.get('vi', '')} / {problem.get('en', '')}")
        self.code = problem.get("code")
        self.problem = problem


class Client:
    """Tokens are signed once; what was seen is carried along in `Thidua-Seen`; what may pass later is tried again."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._tokens: dict[Actor, str] = {}
        self._seen: dict[str, int] = {}
        self._connections = Connections(stack.urls)
        self.retries = 0

    async def close(self) -> None:
        await self._connections.close()

    async def send(self, command: Command, seen: str) -> None:
        """Give a command; given again under its key it changes nothing.

        Raises:
            Refused: the service said no, for good.
            Unavailable: it stayed away for too long.
        """
        body = command.body
        if command.late is not None:
            body = command.late.complete(body, await self.ask(command.service, command.late.path, command.actor))
        headers = {
            "Authorization": self._bearer(command.actor),
            "Content-Type": command.content_type,
            "Idempotency-Key": command.key,
        }
        if seen:
            headers["Thidua-Seen"] = seen
        if command.if_match is not None:
            headers["If-Match"] = f'"{command.if_match}"'
        answer = await self._request(command.method, command.service, command.path, headers, body)
        if answer.status != HTTPStatus.OK:
            raise Refused(command.key, answer.status, _problem(answer))
        self._note(answer.headers.get("thidua-seen", ""))

    async def ask(self, service: str, path: str, actor: Actor = AUDITOR, seen: str | None = None) -> Any:
        """Ask a query that covers all that was seen.

        Raises:
            Refused, Unavailable: as with commands.
        """
        return orjson.loads((await self.fetch(service, path, actor, seen)).body)

    async def fetch(self, service: str, path: str, actor: Actor, seen: str | None = None) -> Answer:
        """Ask as `ask` does, for a file."""
        headers = {"Authorization": self._bearer(actor), "Thidua-Seen": self.seen if seen is None else seen}
        answer = await self._request("GET", service, path, {name: value for name, value in headers.items() if value})
        if answer.status != HTTPStatus.OK:
            raise Refused(f"GET {service}{path}", answer.status, _problem(answer))
        return answer

    async def pages(self, service: str, path: str) -> list[dict[str, Any]]:
        """All items of a paged query."""
        rows: list[dict[str, Any]] = []
        joint, after = ("&" if "?" in path else "?"), ""
        while True:
            page = await self.ask(service, f"{path}{joint}limit=200{after}")
            rows += page["items"]
            if not page["next"]:
                return rows
            after = f"&after={page['next']}"

    async def move_clock(self, service: str, now: datetime) -> None:
        """Put a service's clock to an instant; one that is past it already stays where it is."""
        headers = {"Authorization": self._bearer(OPERATOR), "Content-Type": "application/json"}
        body = orjson.dumps({"now": now.isoformat()})
        answer = await self._request("POST", service, "/demo/clock", headers, body)
        if answer.status != HTTPStatus.OK:
            problem = _problem(answer)
            if problem.get("code") != "clock-runs-forward":
                raise Refused(f"{service}/demo/clock", answer.status, problem)

    @property
    def seen(self) -> str:
        return ",".join(f"{log}@{position}" for log, position in sorted(self._seen.items()))

    def _note(self, seen: str) -> None:
        for part in filter(None, seen.split(",")):
            log, _, position = part.partition("@")
            self._seen[log] = max(self._seen.get(log, 0), int(position))

    def _bearer(self, actor: Actor) -> str:
        if actor not in self._tokens:
            token = issuer.sign(self._stack.issuer, Persona(actor.persona), actor.unit)
            self._tokens[actor] = f"Bearer {token}"
        return self._tokens[actor]

    async def _request(self, method: str, service: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        deadline, pause_s = time.monotonic() + RETRY_S_MAX, PAUSE_S_FIRST
        while True:
            try:
                answer = await self._connections.request(service, method, path, headers, body, PATIENCE_S)
                if answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
                    return answer
                reason = f"{service}{path}: {_problem(answer).get('en')}"
            except ConnectionLost as lost:
                reason = f"{service}: {lost}"
            if time.monotonic() + pause_s > deadline:
                raise Unavailable(reason)
            self.retries += 1
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, PAUSE_S_MAX)


def _problem(answer: Answer) -> dict[str, Any]:
    try:
        problem = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {"en": answer.body[:500].decode(errors="replace")}
    return problem if isinstance(problem, dict) else {}
