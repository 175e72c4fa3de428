"""Read an event's bytes: newer fields ignored, older versions brought up to date, unknown types told apart."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, create_model

from contracts.base import CATALOGUE, Contract, Event, Fact
from contracts.upcasting import UPCASTERS


class Unreadable(ValueError):
    """The bytes are no event of ours: not JSON, no envelope, or data that its type does not allow."""


class Header(Contract):
    """The part of an envelope that a reader needs to keep its place, whatever the data is."""

    id: Event.model_fields["id"].annotation  # type: ignore[valid-type]
    source: str
    type: str
    subject: str
    sequence: str

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
        members: list[Any] = [
            create_model(f"{fact.__name__}Event", __base__=Event, type=(Literal[fact.type], ...), data=(fact, ...))
            for fact in facts
        ]
        union: Any = members[0]
        for member in members[1:]:
            union = union | member
        self._adapter: TypeAdapter[Event] = TypeAdapter(
            Annotated[union, Field(discriminator="type")] if len(members) > 1 else union
        )
        self._types = frozenset(fact.type for fact in facts)

    def read(self, body: bytes) -> Event | Header:
        """Return the event, or the header of one that this reader does not handle.

        Raises:
            Unreadable: the bytes are not an event, or its data breaks its own contract.
        """
        try:
            return self._adapter.validator.validate_json(body, extra="ignore")  # type: ignore[no-any-return]
        except ValidationError as error:
            return self._read_other(body, error)

    def _read_other(self, body: bytes, error: ValidationError) -> Event | Header:
        try:
            header = _HEADER.validate_json(body, extra="ignore")
            position = header.position
        except ValueError:
            raise Unreadable(str(error)) from error
        if header.type in self._types or position < 1:
            raise Unreadable(str(error)) from error
        if header.type not in UPCASTERS:
            return header
        document = json.loads(body)
        while document["type"] in UPCASTERS:
            document["type"], document["data"] = UPCASTERS[document["type"]](document["data"])
        if document["type"] not in self._types:
            return header
        return self.read(json.dumps(document).encode())


def is_known(type_: str) -> bool:
    """Say whether the catalogue has this event type, handled by the reader in question or not."""
    return type_ in CATALOGUE or type_ in UPCASTERS
