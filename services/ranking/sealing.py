"""A paper of an electronic ballot: its receipt, and how it is sealed to the committee's key until the count. Pure.

Sealed is, to who has no key, noise of one length; to who has, what stands in the paper and nothing of who put it in.
The same paper is always sealed into the same bytes: so a vote that is sent again is found in the box, and nobody who
lacks the voter's nonce can make them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from contracts.ballots import BallotPaper

BLANK: Final = "blank"
TIE: Final = "tie"
CHOICE_CHARACTERS: Final = 36
KEY_BYTES: Final = 32
SEALED_BYTES: Final = KEY_BYTES + CHOICE_CHARACTERS + 32 + 16
"""A public key, choice and receipt, and the cipher's tag: every sealed paper is as long."""
# A key seals one paper alone, so that one number used once will do for all.
ONCE: Final = bytes(12)


class SealBroken(Exception):
    """These bytes were not sealed for this ballot, this candidate and this key."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What one voter says on one question: on a candidate, or with None on who of the tied comes first."""

    ballot: UUID
    candidate: UUID | None
    choice: str
    nonce: str

    @property
    def place(self) -> bytes:
        return _place(self.ballot, self.candidate)

    @property
    def receipt(self) -> bytes:
        return _digest(self.place, self.choice.encode(), self.nonce.encode())


def _place(ballot: UUID, candidate: UUID | None) -> bytes:
    return f"{ballot}\0{candidate or TIE}".encode()


def _digest(*parts: bytes) -> bytes:
    """SHA-256 over parts with a zero byte between them."""
    return hashlib.sha256(b"\0".join(parts)).digest()


def public_of(key: str) -> str:
    """The public key that belongs to a private one; both X25519, in hexadecimal."""
    return X25519PrivateKey.from_private_bytes(bytes.fromhex(key)).public_key().public_bytes_raw().hex()


def is_usable(seal: str) -> bool:
    """Say whether something can be sealed to a public key: a point of low order would seal it for everybody."""
    try:
        X25519PrivateKey.from_private_bytes(bytes(range(KEY_BYTES))).exchange(
            X25519PublicKey.from_public_bytes(bytes.fromhex(seal))
        )
    except ValueError:
        return False
    return True


def seal(paper: Paper, to: str) -> bytes:
    """Seal choice and receipt, never the nonce, to a public key."""
    once = X25519PrivateKey.from_private_bytes(_digest(b"seal", paper.receipt, paper.nonce.encode(), bytes.fromhex(to)))
    public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(to)))
    # Of one length, or the length would tell the choice.
    said = paper.choice.ljust(CHOICE_CHARACTERS).encode("ascii") + paper.receipt
    return public + ChaCha20Poly1305(_key(shared, public, to)).encrypt(ONCE, said, paper.place)


def unseal(sealed: bytes, ballot: UUID, candidate: UUID | None, key: str) -> BallotPaper:
    """Open a sealed paper with the private key.

    Raises:
        SealBroken: it was changed, or belongs elsewhere.
    """
    public, closed = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        shared = X25519PrivateKey.from_private_bytes(bytes.fromhex(key)).exchange(X25519PublicKey.from_public_bytes(public))
        said = ChaCha20Poly1305(_key(shared, public, public_of(key))).decrypt(ONCE, closed, _place(ballot, candidate))
        choice, receipt = said[:CHOICE_CHARACTERS].decode("ascii").rstrip(), said[CHOICE_CHARACTERS:].hex()
        return BallotPaper(receipt=receipt, candidate=candidate, choice=choice)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def _key(shared: bytes, public: bytes, to: str) -> bytes:
    return _digest(b"key", shared, public, bytes.fromhex(to))
