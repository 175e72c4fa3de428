"""Export: carry a log away as a folder that anyone can check, with nothing of ours but one file.

The events' own bytes, one a line, are all that matters; the rest is derived from them. So an export that was stopped
goes on behind the last whole line, after the chain over what is there was compared with the log's.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import asyncpg

from contracts.heads import HeadSigned
from infra.runtime.errors import OperationRefused
from infra.runtime.event_log import QUERIES
from infra.runtime.hashing import genesis, link
from infra.runtime.paths import HERE

BATCH: Final = 500
VERIFIER: Final = HERE.parent / "audit" / "verify.py"
READING: Final = HERE.parent / "audit" / "EXPORT.md"
HEAD_SIGNED: Final = HeadSigned.type.encode()


class ExportRefused(OperationRefused):
    """The folder or the log is not what it would have to be; nothing in the folder was changed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log stands when its export begins: the export ends there, whatever is appended meanwhile."""

    log: str
    source: str
    position: int
    chain: bytes


@dataclass(slots=True)
class Walk:
    """Position and chain behind the events that were passed, and the signed heads among them."""

    chain: bytes
    position: int = 0
    heads: list[dict[str, Any]] = field(default_factory=list)

    def step(self, body: bytes) -> None:
        self.position += 1
        self.chain = link(self.chain, body)
        if HEAD_SIGNED in body and (event := json.loads(body))["type"] == HeadSigned.type:
            self.heads.append(event["data"])


async def heads_of(pool: asyncpg.Pool) -> list[Head]:
    """The heads of all logs in a service's database, at one moment."""
    return [Head(row["log"], row["source"], row["position"], row["chain"]) for row in await QUERIES.heads(pool)]


class LogFolder:
    """The folder of one log."""

    def __init__(self, at: Path, head: Head) -> None:
        self.at = at
        self.head = head
        self.walk = Walk(genesis(head.source))
        self._events = at / "events.jsonl"
        self._rest = b""

    async def export(self, pool: asyncpg.Pool, keys: dict[str, Any]) -> AsyncIterator[int]:
        """Write what is missing, up to the head; the position reached, after the look at what is there and each batch.

        Raises:
            ExportRefused: the folder holds something else, or the log does not lead to its own head.
            OSError: it cannot be written.
        """
        self._look()
        await self._compare(pool)
        self._begin()
        yield self.walk.position
        while self.walk.position < self.head.position:
            count = min(BATCH, self.head.position - self.walk.position)
            rows = await QUERIES.events_after(pool, log=self.head.log, position=self.walk.position, count=count)
            self._add([(row["position"], row["body"], row["chain"]) for row in rows])
            yield self.walk.position
        if self.walk.chain != self.head.chain:
            raise _broken(self.head, self.walk.position)
        self._finish(keys)

    def _look(self) -> None:
        """Pass over the whole lines that are there; what follows the last of them is the rest of a stopped export."""
        if not self._events.exists():
            if self.at.exists() and any(self.at.iterdir()):
                raise ExportRefused(
                    f"{self.at} đã có thứ khác. Hãy chọn thư mục khác.",
                    f"{self.at} already holds something else. Choose another folder.",
                )
            return
        with self._events.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    self._rest = line
                    return
                if self.walk.position == 0 and (source := _source_in(line)) is None:
                    raise self._other()
                if self.walk.position == 0 and source != self.head.source:
                    raise ExportRefused(
                        f"{self.at} giữ sổ khác ({source}), không phải {self.head.source}. Hãy chọn thư mục khác.",
                        f"{self.at} holds another log ({source}), not {self.head.source}. Choose another folder.",
                    )
                if self.walk.position == self.head.position:
                    raise self._longer()
                try:
                    self.walk.step(line[:-1])
                except (ValueError, KeyError, TypeError) as error:
                    raise self._other() from error

    async def _compare(self, pool: asyncpg.Pool) -> None:
        """Compare what is there with the log: the chain over the whole lines, and the bytes behind them."""
        position = self.walk.position
        if position:
            last = await QUERIES.events_after(pool, log=self.head.log, position=position - 1, count=1)
            if not last or last[0]["chain"] != self.walk.chain:
                raise self._other()
        if self._rest:
            if position == self.head.position:
                raise self._longer()
            following = await QUERIES.events_after(pool, log=self.head.log, position=position, count=1)
            if not following or not following[0]["body"].startswith(self._rest):
                raise self._other()

    def _begin(self) -> None:
        self.at.mkdir(parents=True, exist_ok=True)
        with self._events.open("ab") as file:
            file.truncate(file.tell() - len(self._rest))
        if self.walk.position < self.head.position:
            # A folder without it is unfinished, and its verifier says so.
            (self.at / "head.json").unlink(missing_ok=True)

    def _add(self, events: list[tuple[int, bytes, bytes]]) -> None:
        bodies = []
        for position, body, chain in events:
            if position != self.walk.position + 1 or b"\n" in body:
                break
            self.walk.step(body)
            if self.walk.chain != chain:
                raise _broken(self.head, position)
            bodies.append(body)
        if not bodies:
            raise _broken(self.head, self.walk.position + 1)
        with self._events.open("ab") as file:
            file.writelines(body + b"\n" for body in bodies)

    def _finish(self, keys: dict[str, Any]) -> None:
        with self._events.open("ab") as file:
            os.fsync(file.fileno())
        heads = b"".join(_compact(head) + b"\n" for head in self.walk.heads)
        about = {
            "source": self.head.source,
            "position": self.head.position,
            "chain": self.head.chain.hex(),
            "exported_at": datetime.now(UTC).isoformat(),
        }
        self._put("heads.jsonl", heads)
        self._put("keys.json", _indented(keys))
        self._put("verify.py", VERIFIER.read_bytes())
        reading = READING.read_text(encoding="utf-8")
        self._put("README.md", reading.format(**about, heads=len(self.walk.heads)).encode())
        self._put("head.json", _indented(about))

    def _put(self, name: str, content: bytes) -> None:
        fresh = self.at / f"{name}.new"
        fresh.write_bytes(content)
        fresh.replace(self.at / name)

    def _longer(self) -> ExportRefused:
        return ExportRefused(
            f"{self.at} giữ nhiều hơn {self.head.position} sự kiện của sổ {self.head.source}: sổ đã mất các sự kiện "
            "cuối, hoặc đã được khôi phục từ bản cũ. Đừng xoá bản xuất này.",
            f"{self.at} holds more than the {self.head.position} events of the log {self.head.source}: the log has lost "
            "its last events, or was restored from an older copy. Do not delete this export.",
        )

    def _other(self) -> ExportRefused:
        return ExportRefused(
            f"{self.at} không khớp với sổ {self.head.source}: bản xuất hoặc sổ đã bị sửa. Hãy giữ bản này và chọn thư mục khác.",
            f"{self.at} does not fit the log {self.head.source}: the export or the log was changed. "
            "Keep it, and choose another folder.",
        )


def _broken(head: Head, position: int) -> ExportRefused:
    return ExportRefused(
        f"Sổ {head.source} không đúng với đầu sổ của nó tại vị trí {position}: có sự kiện bị sửa hoặc bị mất.",
        f"The log {head.source} does not fit its own head at position {position}: an event was changed or is missing.",
    )


def _source_in(line: bytes) -> str | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return str(event.get("source")) if isinstance(event, dict) else None


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _indented(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
