"""Sign a log's head with Ed25519, so that whoever keeps the signature can prove later what the history was."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from contracts.heads import HeadSigned, signed_bytes


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def key_id_of(key: Ed25519PublicKey) -> str:
    """A key's id: the first 16 bytes of the SHA-256 of its raw public bytes, in URL-safe base64."""
    return _text(hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).digest()[:16])


class HeadSigner:
    """The service's own key. Its public half is served at `/keys`, and kept by whoever wants to check."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key()
        self.key_id = key_id_of(self.public_key)

    @classmethod
    def from_pem(cls, file: Path) -> HeadSigner:
        """Load the key.

        Raises:
            ValueError: the file holds no unencrypted Ed25519 private key.
            OSError: it cannot be read.
        """
        key = load_pem_private_key(file.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{file} holds no Ed25519 private key")
        return cls(key)

    def sign(self, log: str, source: str, position: int, chain: bytes) -> HeadSigned:
        return HeadSigned(
            log_id=log,
            source=source,
            position=position,
            chain=chain.hex(),
            key_id=self.key_id,
            signature=_text(self._key.sign(signed_bytes(source, position, chain.hex()))),
        )

    def public_jwk(self) -> dict[str, str]:
        raw = self.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": self.key_id, "x": _text(raw)}


def keys_in(jwks: Any) -> dict[str, Ed25519PublicKey]:
    """The keys of a JWK set by their ids.

    Raises:
        ValueError: it is no set of Ed25519 keys, or a key's id is not the digest of the key.
    """
    keys = {}
    try:
        for jwk in jwks["keys"]:
            key = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(jwk["x"] + "=="))
            if jwk["kid"] != key_id_of(key):
                raise ValueError("a key's id is not the digest of the key")
            keys[key_id_of(key)] = key
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a JWK set of Ed25519 keys: {error!r}") from error
    return keys


def holds(head: HeadSigned, key: Ed25519PublicKey) -> bool:
    """Say whether a head's signature is by this key over this head."""
    signature = base64.urlsafe_b64decode(head.signature + "==")
    try:
        key.verify(signature, signed_bytes(head.source, head.position, head.chain))
    except InvalidSignature:
        return False
    return head.key_id == key_id_of(key)
