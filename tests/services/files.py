"""Files to and from a running service."""

from __future__ import annotations

import uuid
from typing import Any

import httpx

from infra.workbook.endpoints import XLSX
from tests.system import Client


def file_at(person: Client, path: str) -> httpx.Response:
    """A file that has to be given."""
    answer = person.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX), answer.text
    return answer


def put(person: Client, path: str, body: bytes, *, key: str | None = None, if_match: str | None = None, **headers: str) -> Any:
    """Send a file back; what it led to is seen by the person's queries."""
    given = {"Content-Type": XLSX, "Idempotency-Key": key or uuid.uuid4().hex} | headers
    if if_match is not None:
        given["If-Match"] = if_match
    if person.seen:
        given["Thidua-Seen"] = ",".join(f"{log}@{position}" for log, position in sorted(person.seen.items()))
    answer = person.http.put(path, content=body, headers=given)
    for part in answer.headers.get("thidua-seen", "").split(",") if answer.status_code == 200 else ():
        log, _, position = part.partition("@")
        person.seen[log] = max(person.seen.get(log, 0), int(position))
    return answer


def cells(problem: dict[str, Any], found: str = "errors") -> list[tuple[str, str, str]]:
    """What a problem document names: worksheet, cell, code."""
    assert all(each["vi"] and each["en"] for each in problem[found])
    return [(each["sheet"], each["cell"], each["code"]) for each in problem[found]]
