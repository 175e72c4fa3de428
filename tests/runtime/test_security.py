"""Who is calling: only tokens of the configured issuer, for us, in time, signed with its own key in its own way."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from infra.runtime.decisions import Role
from infra.runtime.errors import NotReady, NotSignedIn
from infra.runtime.kafka import KafkaAddress
from infra.runtime.security import Verifier
from infra.runtime.settings import DEMO_ISSUER, Profile, Settings
from tests.runtime import parts

ISSUER = "https://id.example.vn"
PERSON = uuid.uuid4()
ED, EC, RSA = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)
SIGNERS: dict[str, tuple[str, Any]] = {"ed": ("EdDSA", ED), "ec": ("ES256", EC), "rsa": ("RS256", RSA)}


def jwk(kid: str, algorithm: str, key: Any) -> dict[str, Any]:
    convert = {"EdDSA": OKPAlgorithm, "ES256": ECAlgorithm, "RS256": RSAAlgorithm}[algorithm]
    return {**convert.to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": algorithm, "use": "sig"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [jwk(kid, *signer) for kid, signer in SIGNERS.items()]}))
    kafka = KafkaAddress("127.0.0.1:9", {})
    return parts.service_settings(tmp_path, kafka, "t", profile="production", token_issuer=ISSUER, token_jwks=str(keys))


def issue(settings: Settings, keys: list[dict[str, Any]]) -> None:
    Path(settings.token_jwks).write_text(json.dumps({"keys": keys}))


@pytest.fixture
def verifier(settings: Settings) -> Verifier:
    return Verifier(settings)


def claims(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        "iss": ISSUER,
        "aud": "thidua",
        "iat": now,
        "exp": now + timedelta(hours=1),
        "sub": str(PERSON),
        "unit": None,
        "authority": "bac-lieu",
        "roles": ["auditor", "director of another system"],
    }
    return {name: value for name, value in {**given, **changes}.items() if value is not ...}


def token(kid: str = "ed", *, key: Any = None, algorithm: str | None = None, **changes: Any) -> str:
    usual, own = SIGNERS.get(kid, SIGNERS["ed"])
    return jwt.encode(claims(**changes), key or own, algorithm=algorithm or usual, headers={"kid": kid})


def by_hand(header: dict[str, Any], body: dict[str, Any], secret: bytes | None) -> str:
    """A token as an attacker makes it, past the library that refuses to."""

    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    for name in ("iat", "exp"):
        body[name] = int(body[name].timestamp())
    signed = f"{part(json.dumps(header).encode())}.{part(json.dumps(body).encode())}"
    return f"{signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest()) if secret else ''}"


@pytest.mark.parametrize("kid", SIGNERS)
async def test_who_is_signed_in_is_known(verifier: Verifier, kid: str) -> None:
    unit = uuid.uuid4()
    caller = await verifier.caller(f"Bearer {token(kid, unit=str(unit))}")
    assert (caller.person, caller.unit, caller.authority) == (str(PERSON), unit, "bac-lieu")
    assert caller.roles == {Role.AUDITOR}, "roles of other systems mean nothing here"


PUBLIC_PEM = RSA.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
PUBLIC_RAW = ED.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
HOUR = timedelta(hours=1)
FORGED = {
    "expired": lambda: token(exp=datetime.now(UTC) - HOUR),
    "not yet valid": lambda: token(nbf=datetime.now(UTC) + HOUR),
    "issued in the future": lambda: token(iat=datetime.now(UTC) + HOUR),
    "foreign issuer": lambda: token(iss="https://id.elsewhere.vn"),
    "demo issuer": lambda: token(iss=DEMO_ISSUER),
    "foreign audience": lambda: token(aud="payroll"),
    "no exp": lambda: token(exp=...),
    "no iat": lambda: token(iat=...),
    "no iss": lambda: token(iss=...),
    "no aud": lambda: token(aud=...),
    "no sub": lambda: token(sub=...),
    "foreign key": lambda: token(key=Ed25519PrivateKey.generate()),
    "unknown kid": lambda: token("other"),
    "no kid": lambda: jwt.encode(claims(), ED, algorithm="EdDSA"),
    "another key's kid": lambda: token("rsa", key=ED, algorithm="EdDSA"),
    "another algorithm of the key's kind": lambda: token("rsa", algorithm="RS512"),
    "PS256": lambda: token("rsa", algorithm="PS256"),
    "alg none": lambda: by_hand({"alg": "none", "kid": "ed"}, claims(), None),
    "alg None": lambda: by_hand({"alg": "None", "kid": "rsa"}, claims(), None),
    "HS256 with the RSA public key": lambda: by_hand({"alg": "HS256", "kid": "rsa"}, claims(), PUBLIC_PEM),
    "HS256 with the Ed25519 public key": lambda: by_hand({"alg": "HS256", "kid": "ed"}, claims(), PUBLIC_RAW),
    "changed claims": lambda: _spliced(token(), token(sub=str(uuid.uuid4()))),
    "no authority": lambda: token(authority=...),
    "authority of a strange shape": lambda: token(authority="Bạc Liêu"),
    "person that is no UUID": lambda: token(sub="nguyen-van-a"),
    "unit that is no UUID": lambda: token(unit="u1"),
    "roles that are no list": lambda: token(roles="auditor"),
    "garbage": lambda: "x.y.z",
    "empty": lambda: "",
}


def _spliced(one: str, other: str) -> str:
    (header, _, signature), (_, body, _) = one.split("."), other.split(".")
    return f"{header}.{body}.{signature}"


@pytest.mark.parametrize("name", FORGED)
async def test_a_token_that_does_not_hold_is_refused(verifier: Verifier, name: str) -> None:
    """Taken out, one at a time: `require`, `issuer`, `audience`; `algorithms` with both looks at `alg` in `_key`."""
    with pytest.raises(NotSignedIn) as refused:
        await verifier.caller(f"Bearer {FORGED[name]()}")
    assert refused.value.status == 401


@pytest.mark.parametrize("header", [None, "", "Bearer", "Basic dTpw", "Bearer  "])
async def test_without_a_token_nobody_is_signed_in(verifier: Verifier, header: str | None) -> None:
    with pytest.raises(NotSignedIn):
        await verifier.caller(header)


async def test_the_demonstrations_tokens_do_not_hold_in_production(settings: Settings, tmp_path: Path) -> None:
    """Even if its issuer and its keys were configured past the settings' own check.

    Taken out: the comparison with DEMO_ISSUER in `Verifier.caller`.
    """
    demo = parts.service_settings(tmp_path, KafkaAddress("127.0.0.1:9", {}), "t", token_jwks=settings.token_jwks)
    assert (await Verifier(demo).caller(f"Bearer {token(iss=DEMO_ISSUER)}")).person == str(PERSON)
    slipped = demo.model_copy(update={"profile": Profile.PRODUCTION})
    with pytest.raises(NotSignedIn):
        await Verifier(slipped).caller(f"Bearer {token(iss=DEMO_ISSUER)}")


async def test_new_keys_of_the_issuer_are_found_and_made_up_ones_not_asked_for_again_and_again(
    settings: Settings, verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken out: REFRESH_S_MIN. Then anybody can make us ask the issuer as often as they like.

    Taken out: `_verified.clear()`. Then a token holds on after its key was withdrawn.
    """
    loads = 0
    real = verifier._document

    async def document() -> dict[str, Any]:
        nonlocal loads
        loads += 1
        return await real()

    monkeypatch.setattr(verifier, "_document", document)
    earlier = token()
    await verifier.caller(f"Bearer {earlier}")
    for n in range(20):
        with pytest.raises(NotSignedIn):
            await verifier.caller(f"Bearer {token(f'made-up-{n}')}")
    assert loads == 1
    fresh = Ed25519PrivateKey.generate()
    issue(settings, [jwk("fresh", "EdDSA", fresh)])
    verifier._loaded_at -= 11
    assert (await verifier.caller(f"Bearer {token('fresh', key=fresh, algorithm='EdDSA')}")).person == str(PERSON)
    with pytest.raises(NotSignedIn):
        await verifier.caller(f"Bearer {earlier}")


async def test_what_was_verified_once_holds_until_it_expires_and_no_longer(
    verifier: Verifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verified tokens are kept for speed. Taken out: `good_until` in `Verifier.caller`. Then they never expire."""
    short = token(exp=datetime.now(UTC) + timedelta(seconds=30))
    await verifier.caller(f"Bearer {short}")
    monkeypatch.setattr(verifier, "_key", None)
    assert (await verifier.caller(f"Bearer {short}")).person == str(PERSON)
    with pytest.raises(NotSignedIn):
        await verifier.caller(f"Basic {short}")
    monkeypatch.undo()
    later = datetime.now(UTC).timestamp() + 31
    monkeypatch.setattr("infra.runtime.security.time.time", lambda: later)
    again: list[Any] = []
    real = verifier._key

    async def key(header: dict[str, Any]) -> Any:
        again.append(header)
        return await real(header)

    monkeypatch.setattr(verifier, "_key", key)
    await verifier.caller(f"Bearer {short}")
    assert again, "it was looked at again"


async def test_an_issuer_that_cannot_be_asked_is_no_reason_to_let_anybody_in(settings: Settings) -> None:
    away = Verifier(settings.model_copy(update={"token_jwks": "http://127.0.0.1:9/keys"}))
    with pytest.raises(NotReady):
        await away.caller(f"Bearer {token()}")


class _Issuer(BaseHTTPRequestHandler):
    """Hands out its keys, or whatever else it is told to."""

    answer: ClassVar[tuple[int, bytes]]

    def do_GET(self) -> None:
        status, body = self.answer
        self.send_response(status)
        self.send_header("Location", "/keys")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def issuer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Issuer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/keys"
        server.shutdown()


async def test_keys_are_asked_of_the_issuer(settings: Settings, issuer: str) -> None:
    _Issuer.answer = 200, json.dumps({"keys": [jwk("ed", *SIGNERS["ed"])]}).encode()
    verifier = Verifier(settings.model_copy(update={"token_jwks": issuer}))
    assert (await verifier.caller(f"Bearer {token()}")).person == str(PERSON)


@pytest.mark.parametrize(
    "answer", [(500, b"{}"), (302, b""), (200, b"<html>"), (200, b"[]"), (200, b'{"keys": []}'), (200, b"\xff")]
)
async def test_an_issuer_that_answers_something_else_lets_nobody_in(
    settings: Settings, issuer: str, answer: tuple[int, bytes]
) -> None:
    _Issuer.answer = answer
    verifier = Verifier(settings.model_copy(update={"token_jwks": issuer}))
    with pytest.raises(NotReady):
        await verifier.caller(f"Bearer {token()}")
