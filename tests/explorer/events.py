"""The events of the small worlds: real bytes, named by position and the life of the log that they were written in."""

from __future__ import annotations

import json
from functools import cache
from typing import NamedTuple
from uuid import UUID

from contracts.base import Event
from contracts.registry import StaffFiguresRecorded
from contracts.topics import log_of

INSTALLATION = "test"
ADDRESS = log_of("registry")
SOURCE = ADDRESS.source(INSTALLATION)
STREAM_LENGTH = 2
POISON = 666
FOREIGN = 99


class Fact(NamedTuple):
    """An event: its position, the life of the database in which it was written, and whether it is poison.

    Position 0 stands for what is no event of the log: a foreign one in life 0, garbage in life 1.
    """

    position: int
    life: int = 0
    poison: bool = False

    def __str__(self) -> str:
        if self.position == 0:
            return "foreign" if self.life == 0 else "garbage"
        return f"{self.position}{chr(39) * self.life}{'!' if self.poison else ''}"

    @property
    def stream(self) -> str:
        return f"unit/{_uuid((self.position - 1) // STREAM_LENGTH)}"


def _uuid(number: int) -> UUID:
    return UUID(int=number, version=4)


@cache
def body_of(fact: Fact) -> bytes:
    """The bytes that log and topic hold."""
    if fact.position == 0 and fact.life == 1:
        return b"garbage"
    position = fact.position or 2
    document = {
        "specversion": "1.0",
        "type": StaffFiguresRecorded.type,
        "id": str(_uuid(1000 * fact.life + fact.position + 1)),
        "source": SOURCE if fact.position else "/other/registry/registry",
        "subject": Fact(position).stream,
        "time": "2023-12-31T00:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": f"https://thidua.vn/{StaffFiguresRecorded.type}",
        "streamversion": (position - 1) % STREAM_LENGTH + 1,
        "sequence": f"{position:020d}",
        "effectivetime": "2023-12-31T00:00:00Z",
        "actor": str(_uuid(7)),
        "authority": "bac-lieu",
        "commandid": str(_uuid(8)),
        "correlationid": str(_uuid(8)),
        "data": {
            "unit": str(_uuid((position - 1) // STREAM_LENGTH)),
            "on": "2023-12-31",
            "staff": 1000 + position,
            "women": POISON if fact.poison else fact.life if fact.position else FOREIGN,
        },
    }
    body = json.dumps(document, separators=(",", ":")).encode()
    _FACTS[body] = fact
    return body


_FACTS: dict[bytes, Fact] = {}


def fact_of(body: bytes) -> Fact:
    return _FACTS[body]


def fact_in(event: Event) -> Fact:
    data = event.data
    assert isinstance(data, StaffFiguresRecorded)
    poison = data.women == POISON
    return Fact(event.position, 0 if poison else data.women, poison)
