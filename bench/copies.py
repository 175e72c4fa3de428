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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.heads import HeadSigned
from contracts.reading import header_of
from contracts.topics import log_of
from infra.runtime.hashing import genesis, link
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
_AUTHORITY, _SEQUENCE, _TIME, _VERSION = range(4)
_EACH: Final = {"authority": _AUTHORITY, "sequence": _SEQUENCE, "time": _TIME, "version": _VERSION}
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _Template:
    """An event as the places of its pieces in the table of its season."""

    stream: bytes
    own: bool  # whether each copy has this stream for itself
    version: int
    time: datetime
    signs: bool
    pieces: Callable[[list[bytes]], tuple[bytes, ...]]


class _Season:
    """A season's events cut into pieces: what stays, what is another in each copy, and what is another in each event."""

    def __init__(self, bodies: Iterable[bytes]) -> None:
        self.table = [b""] * 4
        self._ids: dict[bytes, int] = {}
        self.templates = [self._template(body) for body in bodies]
        self.shared = Counter(template.stream for template in self.templates if not template.own)

    def turn(self, number: int) -> None:
        """Put what is another in each copy into the table."""
        self.table[_AUTHORITY] = b"%s-%05d" % (AUTHORITY, number) if number else AUTHORITY
        moved = number * _ODD % (1 << 48)
        for value, place in self._ids.items():
            # The last 48 bits alone: version, and what orders a UUIDv7 by time, stay.
            self.table[place] = value[:24] + b"%012x" % (int(value[24:], 16) ^ moved)

    def _template(self, body: bytes) -> _Template:
        document, stream = json.loads(body), header_of(body).subject.encode()
        signs = document["type"] == HeadSigned.type
        last = body.index(_DATA) if signs else len(body)  # a head's own data is made anew
        places, end = [], 0
        for found in _CHANGING.finditer(body, 0, last):
            places += [self._place("text", body[end : found.start()]), self._place(found.lastgroup or "", found[0])]
            end = found.end()
        places.append(self._place("text", body[end:last]))
        own, at = _CHANGING.search(stream) is not None, datetime.fromisoformat(document["time"])
        return _Template(stream, own, document["streamversion"], at, signs, itemgetter(*places))

    def _place(self, kind: str, value: bytes) -> int:
        match kind:
            case "uuid" if value in self._ids:
                return self._ids[value]
            case "uuid" | "text":
                self.table.append(value)
                if kind == "uuid":
                    self._ids[value] = len(self.table) - 1
                return len(self.table) - 1
            case _:
                return _EACH[kind]


def copies(log: str, bodies: Iterable[bytes], number: int) -> Iterator[tuple[bytes, bytes]]:
    """A season's events `number` times over, as one right log: key (the first season's stream, by copy) and body."""
    season, source = _Season(bodies), log_of(log).source(INSTALLATION)
    table, chain, time, position = season.table, genesis(source), _EARLIEST, 0
    for copy in range(number):
        season.turn(copy)
        for template in season.templates:
            position, time = position + 1, max(template.time, time + _TICK)
            table[_SEQUENCE] = b"%020d" % position
            table[_TIME] = time.isoformat(timespec="microseconds").replace("+00:00", "Z").encode()
            table[_VERSION] = b"%d" % (template.version + copy * season.shared[template.stream])
            body = b"".join(template.pieces(table))
            if template.signs:
                head = SIGNER.sign(log, source, position - 1, chain)
                body = b"".join([body, _DATA, head.model_dump_json().encode(), b"}"])
            chain = link(chain, body)
            yield b"%s#%d" % (template.stream, copy), body
