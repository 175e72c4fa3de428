"""What a log can be restored from: its topic, or the folder of an export. Each gives the log's events, checked one by one."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol

from contracts.reading import Unreadable, header_of
from infra.runtime.errors import OperationRefused
from infra.runtime.history import Envelope, History, envelope_of
from infra.runtime.kafka import KafkaAddress

LINES: Final = 500


class RestoreRefused(OperationRefused):
    """A log cannot be restored so; whatever was written before are whole batches of what fits."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One event of the log as it came, `place` says where from."""

    place: str
    envelope: Envelope
    body: bytes
    traceparent: str | None = None

    @property
    def position(self) -> int:
        return self.envelope.position


class Carrier(Protocol):
    """Where a log's events are; may be read several times."""

    name: str
    passed_over: int

    def events(self, source: str) -> AsyncIterator[list[Carried]]:
        """The log's own events as they lie there, repeats too, in batches.

        Raises:
            RestoreRefused: it is another log's, or one of its events cannot be read.
        """
        ...

    def require_whole(self, read: History) -> None:
        """Refuse where a reader, who has come to its end, did not get everything."""
        ...


class TopicCarrier:
    """A topic. What no reader takes for an event of this log is passed over and counted."""

    def __init__(self, kafka: KafkaAddress, topic: str) -> None:
        self.name = topic
        self.passed_over = 0
        self._kafka = kafka
        self._highest = 0

    async def events(self, source: str) -> AsyncIterator[list[Carried]]:
        self.passed_over = self._highest = 0
        async for records in self._kafka.read_to_end(self.name, 0):
            batch = [event for record in records if (event := self._read(record, source)) is not None]
            if batch:
                self._highest = max(self._highest, *(event.position for event in batch))
                yield batch

    def _read(self, record: Any, source: str) -> Carried | None:
        body = record.value or b""
        try:
            header = header_of(body)
        except Unreadable:
            self.passed_over += 1
            return None
        if header.source != source:
            if record.offset == 0:
                raise RestoreRefused(
                    f"Chủ đề {self.name} là của {header.source}, không phải {source}: sửa THIDUA_INSTALLATION hoặc "
                    "THIDUA_TOPIC_PREFIX.",
                    f"The topic {self.name} belongs to {header.source}, not to {source}: set THIDUA_INSTALLATION or "
                    "THIDUA_TOPIC_PREFIX right.",
                )
            self.passed_over += 1
            return None
        place = f"{self.name}, offset {record.offset}"
        traces = [value.decode(errors="replace") for name, value in record.headers if name == "traceparent"]
        return Carried(place, _envelope(body, place), body, traces[0] if traces else None)

    def require_whole(self, read: History) -> None:
        if self._highest > read.position:
            raise RestoreRefused(
                f"Chủ đề {self.name} có lỗ hổng: thiếu vị trí {read.position + 1}, dù có đến {self._highest}. Hãy tìm bản sao "
                "Kafka còn đủ, hoặc khôi phục từ bản xuất (--from); nếu sổ mới đúng, xem infra/local/DISASTER.md, mục D.",
                f"The topic {self.name} has a gap: position {read.position + 1} is missing, though it goes up to "
                f"{self._highest}. Find a copy of Kafka that has it, or restore from an export (--from); if the log is right, "
                "see infra/local/DISASTER.md, part D.",
            )


class FolderCarrier:
    """The folder of one exported log."""

    def __init__(self, at: Path) -> None:
        self.name = str(at)
        self.passed_over = 0
        self._at = at
        self._head = self._read_head()

    def _read_head(self) -> dict[str, Any]:
        try:
            head = json.loads((self._at / "head.json").read_bytes())
            return {"source": str(head["source"]), "position": int(head["position"]), "chain": str(head["chain"])}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RestoreRefused(
                f"{self._at} không phải một bản xuất trọn vẹn: không đọc được head.json ({error}).",
                f"{self._at} is no finished export: its head.json cannot be read ({error}).",
            ) from error

    async def events(self, source: str) -> AsyncIterator[list[Carried]]:
        lines = self.all(source)
        while batch := list(islice(lines, LINES)):
            yield batch

    def all(self, source: str) -> Iterator[Carried]:
        if self._head["source"] != source:
            raise RestoreRefused(
                f"{self._at} giữ sổ {self._head['source']}, không phải {source}.",
                f"{self._at} holds the log {self._head['source']}, not {source}.",
            )
        try:
            with (self._at / "events.jsonl").open("rb") as file:
                yield from self._lines(file)
        except OSError as error:
            raise RestoreRefused(f"Không đọc được {self._at}: {error}.", f"{self._at} cannot be read: {error}.") from error

    def _lines(self, file: Any) -> Iterator[Carried]:
        for number, line in enumerate(file, start=1):
            place = f"{self._at}/events.jsonl:{number}"
            body = line.removesuffix(b"\n")
            envelope = _envelope(body, place)
            if envelope.position != number:
                raise RestoreRefused(
                    f"{place}: sự kiện mang số {envelope.position}, bản xuất đã bị sửa.",
                    f"{place}: the event says {envelope.position}, the export was changed.",
                )
            yield Carried(place, envelope, body)

    def require_whole(self, read: History) -> None:
        if (read.position, read.chain.hex()) != (self._head["position"], self._head["chain"]):
            raise RestoreRefused(
                f"{self._at} không đúng với head.json của nó (vị trí {read.position}, phải là {self._head['position']}): bản "
                "xuất đã bị sửa hoặc bị cắt. Hãy tìm bản khác.",
                f"{self._at} does not fit its own head.json (position {read.position}, said is {self._head['position']}): the "
                "export was changed or cut off. Find another one.",
            )


async def require_no_more(topic: TopicCarrier, exported: FolderCarrier, source: str) -> None:
    """Refuse an export where the topic holds more than it, or something else.

    Raises:
        RestoreRefused: restoring from the export would lose or contradict what the topic holds.
    """
    lines = exported.all(source)
    read = 0
    async for batch in topic.events(source):
        for event in batch:
            if event.position != read + 1:
                continue
            read += 1
            line = next(lines, None)
            if line is None:
                raise RestoreRefused(
                    f"Chủ đề {topic.name} có nhiều sự kiện hơn {exported.name}: hãy khôi phục từ chủ đề, không dùng --from.",
                    f"The topic {topic.name} holds more events than {exported.name}: restore from the topic, without --from.",
                )
            if line.body != event.body:
                raise RestoreRefused(
                    f"{line.place} và {event.place} khác nhau ở vị trí {read}: một trong hai không phải lịch sử này.",
                    f"{line.place} and {event.place} differ at position {read}: one of them is not this history.",
                )


def _envelope(body: bytes, place: str) -> Envelope:
    try:
        return envelope_of(body)
    except Unreadable as error:
        raise RestoreRefused(
            f"{place}: không đọc được phong bì của sự kiện ({error}).", f"{place}: the event's envelope cannot be read ({error})."
        ) from error
