"""Bodies that mean what they look like: no key twice, no character that hides or turns around what stands beside it.

And no id that names nothing: the nil UUID is what a program sends that has forgotten to choose one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import jiter

from infra.runtime import faults
from infra.runtime.errors import MalformedJson

HIDDEN: Final = re.compile(r"[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Soft hyphen, zero-width and joining characters, line and paragraph separators, bidirectional controls, byte order mark."""

NIL: Final = re.compile(r"(?:urn:uuid:)?\{?0{8}-?(?:0{4}-?){3}0{12}\}?", re.IGNORECASE)
"""The nil UUID, in each way that an id is read."""
_NOUGHTS: Final = re.compile(rb"0{8}-?0{4}")

_SUSPECT: Final = re.compile(rb"\\u|\xc2\xad|\xd8\x9c|\xe1\xa0\x8e|\xe2\x80|\xe2\x81|\xef\xbb\xbf|\xef\xbf")


def require_plain(body: bytes) -> None:
    """Refuse a JSON document that two readers could take for two things.

    Raises:
        MalformedJson: it is no JSON, or a key stands twice in one object.
        InvalidInput: a text in it holds a hidden character, or is the nil UUID; named by JSON pointer.
    """
    try:
        document = jiter.from_json(body, catch_duplicate_keys=True)
    except ValueError as error:
        raise MalformedJson(reason=str(error)) from None
    if (_SUSPECT.search(body) or _NOUGHTS.search(body)) and (found := list(_misleading(document, ()))):
        raise faults.invalid(found)


def _misleading(value: Any, place: tuple[str | int, ...]) -> Iterator[dict[str, Any]]:
    match value:
        case str() if hidden := HIDDEN.search(value):
            code = f"U+{ord(hidden[0]):04X}"
            said = f"the text holds the hidden character {code}: type it anew instead of copying it"
            yield {"type": "hidden_character", "loc": place, "msg": said, "ctx": {"character": code}}
        case str() if NIL.fullmatch(value):
            yield {"type": "nil_uuid", "loc": place, "msg": "the nil UUID names nothing: choose an id of its own"}
        case dict():
            for key, inner in value.items():
                yield from _misleading(inner, (*place, key))
        case list():
            for number, inner in enumerate(value):
                yield from _misleading(inner, (*place, number))
