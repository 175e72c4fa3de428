"""What must hold along a log, event by event, whoever carries it: database, topic or export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from contracts.heads import HeadSigned
from contracts.reading import Header, Unreadable
from infra.runtime.hashing import genesis, link
from infra.runtime.heads import holds

Keys = Mapping[str, Ed25519PublicKey]


class Envelope(Header):
    """The part of an event that stands in the log's columns too."""

    time: AwareDatetime
    streamversion: Annotated[int, Field(ge=1)]
    commandid: UUID
    seen: str | None = None


_ENVELOPE = TypeAdapter(Envelope)
_HEAD_SIGNED = TypeAdapter(HeadSigned)


def envelope_of(body: bytes) -> Envelope:
    """Read an event's envelope.

    Raises:
        Unreadable: the bytes are no event.
    """
    try:
        return _ENVELOPE.validator.validate_json(body, extra="ignore")  # type: ignore[no-any-return]
    except ValidationError as error:
        raise Unreadable(f"{error.error_count()} faults, the first: {error.errors(include_url=False)[0]['msg']}") from None


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and where."""

    position: int
    vi: str
    en: str


@dataclass(slots=True)
class History:
    """A walk along one log from its beginning; each step says what does not hold there."""

    source: str
    keys: Keys
    position: int = 0
    chain: bytes = b""
    time: datetime | None = None
    signed_position: int = 0
    signed_at: datetime | None = None
    heads: int = 0
    unknown_keys: set[str] = field(default_factory=set)
    _versions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chain = genesis(self.source)

    @property
    def streams(self) -> int:
        return len(self._versions)

    def step(self, event: Envelope, body: bytes) -> list[Fault]:
        """Go one event further; what does not hold here."""
        before = self.chain
        self.position += 1
        self.chain = link(self.chain, body)
        faults = []

        def fault(vi: str, en: str) -> None:
            faults.append(Fault(self.position, vi, en))

        if event.source != self.source:
            fault(f"thuộc sổ khác {event.source}", f"of another log, {event.source}")
        if event.position != self.position:
            fault(f"sự kiện mang số {event.position}", f"the event says {event.position}")
        expected = self._versions.get(event.subject, 0) + 1
        if event.streamversion != expected:
            fault(
                f"{event.subject} có phiên bản {event.streamversion}, phải là {expected}",
                f"{event.subject} has version {event.streamversion}, not {expected}",
            )
        self._versions[event.subject] = event.streamversion
        if self.time is not None and event.time <= self.time:
            fault("thời gian không chạy tới", "time does not run forward")
        self.time = event.time
        if event.type == HeadSigned.type and (found := self._head(event, body, before)):
            fault(*found)
        return faults

    def _head(self, event: Envelope, body: bytes, before: bytes) -> tuple[str, str] | None:
        """A signed head speaks of the position right before it."""
        try:
            head = _HEAD_SIGNED.validate_python(orjson.loads(body)["data"])
        except (ValueError, KeyError):
            return "đầu sổ đã ký bị hỏng", "a broken signed head"
        if (head.source, head.position, head.chain) != (self.source, self.position - 1, before.hex()):
            return (
                "đầu sổ đã ký không khớp với các sự kiện trước nó",
                "the signed head does not fit the events before it",
            )
        self.heads += 1
        self.signed_position, self.signed_at = self.position, event.time
        key = self.keys.get(head.key_id)
        if key is None:
            self.unknown_keys.add(head.key_id)
        elif not holds(head, key):
            return "chữ ký sai", "the signature is wrong"
        return None


def kept_head_of(document: Any) -> dict[str, Any]:
    """A head that somebody kept: a signed head, a HeadSigned event, or the `head.json` of an export.

    Raises:
        ValueError: it names no source, position and chain.
    """
    head = document.get("data", document) if isinstance(document, dict) else None
    if (
        not isinstance(head, dict)
        or not isinstance(head.get("source"), str)
        or type(head.get("position")) is not int
        or head["position"] < 0
        or re.fullmatch("[0-9a-f]{64}", str(head.get("chain"))) is None
    ):
        raise ValueError("no head with source, position and chain")
    return head


def kept_heads_in(text: str) -> list[dict[str, Any]]:
    """The heads that a file holds: one, or one a line; never none, for nothing would be compared and all would seem well.

    Raises:
        ValueError: there is none, or something else.
    """
    try:
        heads = [kept_head_of(orjson.loads(text))]
    except orjson.JSONDecodeError:
        heads = [kept_head_of(orjson.loads(line)) for line in text.splitlines() if line.strip()]
    if not heads:
        raise ValueError("no head")
    return heads
