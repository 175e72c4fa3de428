"""The hash chain over a log: what binds each event to all before it."""

from __future__ import annotations

import hashlib


def genesis(source: str) -> bytes:
    """The chain before the first event of a log."""
    return hashlib.sha256(source.encode()).digest()


def link(chain: bytes, body: bytes) -> bytes:
    """The chain behind an event: SHA-256 over the chain before it and the event's bytes."""
    return hashlib.sha256(chain + body).digest()
