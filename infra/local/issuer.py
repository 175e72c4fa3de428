"""The demonstration's token issuer: a key pair in the data directory, and personas instead of people who sign in."""

import json
import os
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid5

import jwt
from jwt.algorithms import OKPAlgorithm

from infra.local.faults import MISUSE, Fault
from infra.local.keys import ensure_key, read_key
from infra.local.state import State

ISSUER = "urn:thidua:demo"
AUDIENCE = "thidua"
AUTHORITY = "bac-lieu"
PERSONS = UUID("6f0c1f0e-4a9b-5d7e-9a39-0d6c3f5a2b11")
HOURS_MAX = 24 * 7


class Persona(StrEnum):
    BOARD_OFFICER = "board-officer"
    UNIT_OFFICER = "unit-officer"
    LEADER_OFFICER = "leader-officer"
    LINE_OFFICER = "line-officer"
    COUNCIL_MEMBER = "council-member"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SUBSCRIBER = "subscriber"

    @property
    def role(self) -> str:
        """The role in the token. Whose unit leads is looked up: a leading unit's officer is a unit officer."""
        return Persona.UNIT_OFFICER if self is Persona.LEADER_OFFICER else self.value


def ensure_issuer(directory: Path) -> None:
    """Make the key pair the first time: `key.pem` for us alone, `jwks.json` for the services."""
    public = ensure_key(directory / "key.pem").public_key()
    document = {**OKPAlgorithm.to_jwk(public, as_dict=True), "kid": _key_id(directory), "use": "sig", "alg": "EdDSA"}
    fresh = directory / "jwks.new"
    fresh.write_text(json.dumps({"keys": [document]}, indent=2))
    fresh.replace(directory / "jwks.json")


def require_demo(state: State | None) -> None:
    """Raise a `Fault` unless this is a demonstration: the environment decides, else what the local stack was started as."""
    profile = os.environ.get("THIDUA_PROFILE") or (state.profile if state else "production")
    if profile != "demo":
        raise Fault(
            "Chỉ cấp thẻ minh họa khi THIDUA_PROFILE=demo. Ở nơi khác, hãy đăng nhập qua nhà cung cấp định danh của cơ quan.",
            "Demonstration tokens exist only where THIDUA_PROFILE=demo. Elsewhere, sign in with your identity provider.",
            MISUSE,
        )


def person_id(persona: Persona, unit: UUID | None = None, authority: str = AUTHORITY) -> UUID:
    """Name the person who plays a persona: always the same for the same persona, unit and authority."""
    return uuid5(PERSONS, f"{persona}/{unit or ''}/{authority}")


def sign(directory: Path, persona: Persona, unit: UUID | None = None, authority: str = AUTHORITY, hours: float = 8) -> str:
    """Return a bearer token of the persona, signed with the key in `directory`."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "iat": now,
        "exp": now + timedelta(hours=min(hours, HOURS_MAX)),
        "sub": str(person_id(persona, unit, authority)),
        "unit": str(unit) if unit else None,
        "authority": authority,
        "roles": [persona.role],
    }
    return jwt.encode(claims, read_key(directory / "key.pem"), algorithm="EdDSA", headers={"kid": _key_id(directory)})


def _key_id(directory: Path) -> str:
    """Digest the public key's members in the order of RFC 7638."""
    public = OKPAlgorithm.to_jwk(read_key(directory / "key.pem").public_key(), as_dict=True)
    members = {name: public[name] for name in ("crv", "kty", "x")}
    return sha256(json.dumps(members, separators=(",", ":")).encode()).hexdigest()[:16]
