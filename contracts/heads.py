"""Signed heads: what makes the history of a log impossible to rewrite unseen."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from contracts.base import NONE, Fact, Position, Sha256, Source

LogId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$"), NONE]
KeyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$"), NONE]
Signature = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{86}$"), NONE]


class HeadSigned(Fact, type="vn.thidua.log.head-signed.v1", vi="Ký đầu sổ", stream="head/{log_id}"):
    """The log's chain at the position before this event, signed with Ed25519.

    The signed bytes are `thidua-head-v1`, the log's source, the position and the chain in hexadecimal, each on a
    line of its own. Who kept one can prove later that nothing up to that position was changed.
    """

    log_id: LogId
    source: Source
    position: Position
    chain: Sha256
    key_id: KeyId
    signature: Signature


def signed_bytes(source: str, position: int, chain: str) -> bytes:
    """The bytes under a head's signature."""
    return f"thidua-head-v1\n{source}\n{position}\n{chain}\n".encode()
