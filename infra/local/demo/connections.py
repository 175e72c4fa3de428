"""One person's or program's connections to the services, by aiohttp: whatever goes wrong on the way is `ConnectionLost`.

aiohttp, because a request costs 0.2 ms of processor time and 2.5 ms with httpx, and the season's two thousand share two
cores with everything that they play upon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
from yarl import URL


class ConnectionLost(Exception):
    """The service closed the connection, or there is none to be had; what was sent may have been done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; its headers are found by name in upper or lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connections:
    """Kept-alive connections to the services at `urls`, as many as are used at the same moment."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self._urls = {service: url.rstrip("/") for service, url in urls.items()}
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self, service: str, method: str, path: str, headers: Mapping[str, str], body: bytes, patience_s: float
    ) -> Answer:
        """Ask, and wait for the whole answer; a redirect is an answer too.

        Raises:
            ConnectionLost: no answer came; the same request may be sent again if it can be done twice.
        """
        url = f"{self._urls[service]}{path}"
        try:
            async with self._open().request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=body,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=patience_s),
            ) as response:
                return Answer(response.status, response.headers, await response.read())
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise ConnectionLost(f"{url}: {error!r}") from error

    def _open(self) -> aiohttp.ClientSession:
        """The session, made within the event loop that uses it."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept-Encoding", "Content-Type"),
                trust_env=False,
            )
        return self._session

    async def close(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
