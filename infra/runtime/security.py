"""Who is calling: bearer tokens of an OpenID Connect issuer, verified with its public keys."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import jwt

from infra.runtime.decisions import Caller, Role
from infra.runtime.errors import NotReady, NotSignedIn
from infra.runtime.settings import DEMO_ISSUER, Profile, Settings

ALGORITHMS: Final = ["EdDSA", "ES256", "RS256"]
REFRESH_S_MIN: Final = 10.0
FETCH_S_MAX: Final = 5
LEEWAY_S: Final = 10
TRUSTED_S_MAX: Final = 60.0
"""How long a verified token is taken at its word: a key that its issuer withdrew is refused a minute later."""
TOKENS_MAX: Final = 10_000
_AUTHORITY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Verifier:
    """Verifies tokens: signature, issuer, audience, times, and the claims that say who acts for whom."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keys: dict[str, jwt.PyJWK] = {}
        self._verified: dict[str, tuple[Caller, float]] = {}
        self._loaded_at = float("-inf")
        self._loading = asyncio.Lock()

    async def caller(self, authorization: str | None) -> Caller:
        """The caller that an Authorization header proves.

        Raises:
            NotSignedIn: no bearer token, or one that does not hold.
            NotReady: the issuer's keys cannot be had.
        """
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise NotSignedIn(reason="no bearer token")
        caller, good_until = self._verified.get(token, (None, 0.0))
        if caller is not None and time.time() < good_until:
            return caller
        try:
            key = await self._key(jwt.get_unverified_header(token))
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[key.algorithm_name],
                audience=self._settings.token_audience,
                issuer=self._settings.token_issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise NotSignedIn(reason=str(error)) from None
        if claims["iss"] == DEMO_ISSUER and self._settings.profile is not Profile.DEMO:
            raise NotSignedIn(reason="the demonstration's tokens hold in the demonstration alone")
        caller = _caller(claims)
        self._remember(token, caller, min(claims["exp"], time.time() + TRUSTED_S_MAX))
        return caller

    def _remember(self, token: str, caller: Caller, good_until: float) -> None:
        if len(self._verified) >= TOKENS_MAX:
            self._verified.clear()
        self._verified[token] = caller, good_until

    async def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        kid = str(header.get("kid"))
        if kid not in self._keys:
            await self._load()
        if kid not in self._keys or header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidTokenError("signed with a key or in a way that is not known here")
        key = self._keys[kid]
        if key.algorithm_name != header.get("alg"):
            raise jwt.InvalidTokenError("signed in another way than its key is for")
        return key

    async def _load(self) -> None:
        async with self._loading:
            # Tokens with made-up key ids must not make us ask the issuer again and again.
            if time.monotonic() - self._loaded_at < REFRESH_S_MIN:
                return
            try:
                document = await self._document()
                self._keys = {key.key_id or "": key for key in jwt.PyJWKSet.from_dict(document).keys}
                # What a key that was withdrawn has signed holds no longer.
                self._verified.clear()
            except (OSError, ValueError, jwt.PyJWTError) as error:
                if not self._keys:
                    raise NotReady(reason=f"the issuer's keys cannot be read: {error}") from error
            self._loaded_at = time.monotonic()

    async def _document(self) -> dict[str, Any]:
        place = self._settings.token_jwks
        if place.startswith(("https://", "http://")):
            client = jwt.PyJWKClient(place, cache_jwk_set=False, timeout=FETCH_S_MAX)
            return dict(await asyncio.to_thread(client.fetch_data))
        text = await asyncio.to_thread(Path(place).read_text, encoding="utf-8")
        return dict(json.loads(text))


def _caller(claims: dict[str, Any]) -> Caller:
    try:
        person = str(UUID(claims["sub"]))
        unit = None if claims.get("unit") is None else UUID(claims["unit"])
    except (ValueError, TypeError, AttributeError):
        raise NotSignedIn(reason="`sub` and `unit` have to be UUIDs") from None
    authority = claims.get("authority")
    if not isinstance(authority, str) or not _AUTHORITY.fullmatch(authority):
        raise NotSignedIn(reason="`authority` has to name a managing authority")
    named = claims.get("roles")
    if not isinstance(named, list):
        raise NotSignedIn(reason="`roles` has to be a list")
    # An identity provider may carry roles of other systems too: those mean nothing here.
    roles = frozenset(Role(role) for role in named if isinstance(role, str) and role in set(Role))
    return Caller(person, roles, authority, unit)
