"""A log many times over, as one right log.

Copy k of a season is the season of another province: every UUID is another, the authority (and with it season ids and
register numbers) is another, positions and times go on where copy k-1 ended, and heads are made and signed anew over the
chain that the copies have. So keys and streams grow as they would, the log holds what a log must, and sizes, texts and the
order of events stay those of the season. What `seen` says stays too: no read model looks at it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.heads import HeadSigned
from contracts.reading import header_of
from contracts.topics import log_of
from infra.runtime.event_log import genesis, link
from infra.runtime.heads import HeadSigner

INSTALLATION: Final = "bac-lieu"
AUTHORITY: Final = b"bac-lieu"
SIGNER: Final = HeadSigner(Ed25519PrivateKey.from_private_bytes(bytes(32)))
_ODD: Final = 0x9E3779B97F4B
_TICK: Final = timedelta(microseconds=1)
_CHANGING: Final = re.compile(
    rb"(?P<uuid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    rb'|(?P<time>(?<="time":")[^"]+)'
    rb'|(?P<version>(?<="streamversion":)[0-9]+)'
    rb'|(?P<sequence>(?<="sequence":")[0-9]{20})'
    rb'|(?P<authority>(?<!"/)bac-lieu)'
)
_DATA: Final = b',"data":'


class _Template:
    """An event with the places that change from copy to copy cut out."""

    def __init__(self, body: bytes) -> None:
        header = header_of(body)
        self.stream = header.subject.encode()
        self.time = datetime.fromisoformat(json.loads(body)["time"])
        self.signs = header.type == HeadSigned.type
        self._texts: list[bytes] = []
        self._changing: list[tuple[str, bytes]] = []
        end = 0
        # A head's own data is made anew: up to there it is an event like all others.
        for found in _CHANGING.finditer(body, 0, body.index(_DATA) if self.signs else len(body)):
            assert found.lastgroup is not None
            self._texts.append(body[end : found.start()])
            self._changing.append((found.lastgroup, found[0]))
            end = found.end()
        self._end = body[end : body.index(_DATA)] if self.signs else body[end:]

    def copy(self, place: _Place) -> bytes:
        parts = []
        for text, (kind, value) in zip(self._texts, self._changing, strict=True):
            parts += [text, place.changed(kind, value, self.stream)]
        return b"".join([*parts, self._end])


@dataclass
class _Place:
    """Where the copying of one log stands: the log's head, and what is changed how in this copy of the season."""

    log: str
    source: str
    shared: Mapping[bytes, int]  # streams that all copies write to, and how many events one copy adds
    chain: bytes
    number: int = 0
    position: int = 0
    time: datetime | None = None
    _ids: dict[bytes, bytes] = field(default_factory=dict)

    def turn(self, number: int) -> None:
        self.number, self._ids = number, {}

    def next(self, template: _Template) -> bytes:
        self.position += 1
        self.time = template.time if self.time is None else max(template.time, self.time + _TICK)
        body = template.copy(self)
        if template.signs:
            head = SIGNER.sign(self.log, self.source, self.position - 1, self.chain)
            body = b"".join([body, _DATA, head.model_dump_json().encode(), b"}"])
        self.chain = link(self.chain, body)
        return body

    def changed(self, kind: str, value: bytes, stream: bytes) -> bytes:
        match kind:
            case "uuid":
                if value not in self._ids:
                    # The last 48 bits alone: version, and what orders a UUIDv7 by time, stay.
                    moved = int(value[24:], 16) ^ (self.number * _ODD % (1 << 48))
                    self._ids[value] = value[:24] + b"%012x" % moved
                return self._ids[value]
            case "authority":
                return b"%s-%05d" % (AUTHORITY, self.number) if self.number else AUTHORITY
            case "sequence":
                return b"%020d" % self.position
            case "version":
                return b"%d" % (int(value) + self.number * self.shared.get(stream, 0))
            case _:
                assert self.time is not None
                return self.time.isoformat(timespec="microseconds").replace("+00:00", "Z").encode()


def copies(log: str, bodies: Iterable[bytes], number: int) -> Iterator[tuple[bytes, bytes]]:
    """A season's events `number` times over, as one right log: key (the first season's stream, by copy) and body."""
    templates = [_Template(body) for body in bodies]
    shared = Counter(template.stream for template in templates if not _CHANGING.search(template.stream))
    source = log_of(log).source(INSTALLATION)
    place = _Place(log, source, shared, genesis(source))
    for copy in range(number):
        place.turn(copy)
        for template in templates:
            yield b"%s#%d" % (template.stream, copy), place.next(template)
