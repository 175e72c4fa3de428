"""Read an event's bytes: newer fields ignored, older versions brought up to date, unknown types told apart."""

from __future__ import annotations

import json
import re
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, TypeAdapter, ValidationError, create_model

# Every contract is in the catalogue only once its module was imported: what is known must not hang on who reads.
from contracts import amendments, awards, ballots, heads, movements, procedure, public, ranking, registry, scoring  # noqa: F401
from contracts.base import CATALOGUE, Contract, Event, Fact, Sequence, Source
from contracts.upcasting import UPCASTERS

FAULTS_NAMED_MAX = 5
TYPE_WITHIN_BYTES = 500
ENVELOPE_BYTES_MAX = 2000
_DATA = b',"data":{'
_TYPE = re.compile(rb'"type": ?"([a-z0-9.-]{1,100})"')


class Unreadable(ValueError):
    """The bytes are no event of ours: not JSON, no envelope, or data that its type does not allow."""


class Header(Contract):
    """The part of an envelope that a reader needs to keep its place, whatever the data is."""

    id: UUID
    source: Source
    type: str
    subject: str
    sequence: Sequence

    @property
    def position(self) -> int:
        return int(self.sequence)


_HEADER = TypeAdapter(Header)


class Reader:
    """Read events of the named types into `Event`; every other type comes back as its `Header` alone.

    A reader declares what it handles, so a new event type changes nothing for those whom it does not concern. One
    pass over the bytes: the envelope is a union told apart by `type`.
    """

    def __init__(self, *facts: type[Fact]) -> None:
        members: list[Any] = [_envelope_of(fact) for fact in facts]
        union: Any = Annotated[reduce(or_, members), Field(discriminator="type")] if len(members) > 1 else members[0]
        self._adapter: TypeAdapter[Event] = TypeAdapter(union)
        self._types = frozenset(fact.type for fact in facts)

    def read(self, body: bytes) -> Event | Header:
        """Return the event, or the header of one that this reader does not handle.

        Raises:
            Unreadable: the bytes are not an event, or its data breaks its own contract.
        """
        # Our writers put the type in front. It is a hint only: what it says is believed once the header has said it too.
        hint = _TYPE.search(body, 0, TYPE_WITHIN_BYTES)
        if hint is not None and hint[1].decode() not in self._types:
            header = _header_before_data(body)
            if header.type not in self._types:
                return self._read_old(body, header) if header.type in UPCASTERS else header
        try:
            return self._adapter.validator.validate_json(body, extra="ignore")  # type: ignore[no-any-return]
        except ValidationError as error:
            return self._read_other(body, error)

    def _read_other(self, body: bytes, error: ValidationError) -> Event | Header:
        try:
            header = header_of(body)
        except Unreadable:
            raise Unreadable(_faults(error)) from None
        if header.type in self._types:
            raise Unreadable(f"{header.type} {header.id}: {_faults(error)}") from None
        return self._read_old(body, header) if header.type in UPCASTERS else header

    def _read_old(self, body: bytes, header: Header) -> Event | Header:
        try:
            document = json.loads(body)
            while document["type"] in UPCASTERS:
                document["type"], document["data"] = UPCASTERS[document["type"]](document["data"])
            brought_up_to_date = json.dumps(document).encode()
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            # An upcaster may take for granted what its version allowed; these data are not of that version.
            raise Unreadable(f"{header.type} {header.id}: not data of this version ({error!r})") from error
        return self.read(brought_up_to_date) if document["type"] in self._types else header


@cache  # a model takes milliseconds to build, and a process has several readers of the same types
def _envelope_of(fact: type[Fact]) -> type[Event]:
    name: Any = Literal[fact.type]
    return create_model(f"{fact.__name__}Event", __base__=Event, type=(name, ...), data=(fact, ...))


def header_of(body: bytes) -> Header:
    """Read no more of an event than its place in its log.

    Raises:
        Unreadable: the bytes are no event.
    """
    try:
        return _HEADER.validator.validate_json(body, extra="ignore")  # type: ignore[no-any-return]
    except ValidationError as error:
        raise Unreadable(_faults(error)) from None


def _header_before_data(body: bytes) -> Header:
    """The header of an event whose data nobody here reads: our writers put the data last, and sheets are long.

    That data may be anything. Whatever else looks different from what we write is read whole.

    Raises:
        Unreadable: the bytes are no event.
    """
    # Inside of a text a quote has a backslash before it, so this is a key; inside of an object what is cut off is no JSON.
    end = body.find(_DATA, 0, ENVELOPE_BYTES_MAX)
    if end > 0 and body.endswith(b"}}"):
        try:
            return _HEADER.validator.validate_json(body[:end] + b"}", extra="ignore")  # type: ignore[no-any-return]
        except ValidationError:
            pass  # it may be an event all the same, which the whole of it tells
    return header_of(body)


def is_known(type_: str) -> bool:
    """Say whether the catalogue has this event type, handled by the reader in question or not."""
    return type_ in CATALOGUE or type_ in UPCASTERS


def _faults(error: ValidationError) -> str:
    """Name the first faults and their places, without the values: a log line must not repeat what events protect."""
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    named = [f"{'.'.join(map(str, fault['loc'])) or 'document'}: {fault['msg']}" for fault in faults[:FAULTS_NAMED_MAX]]
    more = len(faults) - len(named)
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")
