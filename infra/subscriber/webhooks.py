"""Pass the public feed on to web addresses: each event that a signed head vouches for, signed, at least once, in order.

    python -m infra.subscriber.webhooks feed.db endpoints.json --keys keys.json --stream https://… --token token.txt

`endpoints.json` names them: [{"name": "so-noi-vu", "url": "https://…", "secret": "whsec_<base64>"}]. Deliveries are signed as
the Standard Webhooks specification says, so that its libraries check them; `webhook-id` is the event's id: who gets one
again drops it. An endpoint that does not answer is tried again, slower and slower, and holds up no other; its place is
kept, so it misses nothing, however long it was away.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import hmac
import json
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import stamina

from .subscriber import (
    HEAD_REPEATED,
    HEAD_SIGNED,
    Http,
    Kafka,
    Store,
    Unusable,
    add_arguments,
    feed_of,
    follow,
    keys_in,
    told,
    until_stopped,
)

HEADS: Final = (HEAD_SIGNED, HEAD_REPEATED)
ANSWER_S_MAX: Final = 15.0
AGAIN_S: Final = 1.0
AGAIN_S_MAX: Final = 300.0
SECRET: Final = "whsec_"  # noqa: S105 - the mark of one, no secret
SECRET_BYTES_MIN: Final = 24
OLD_S_MAX: Final = 300


class NotTaken(Exception):
    """The endpoint did not say that it has the event."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go, and the secret that it shares with us."""

    name: str
    url: str
    secret: bytes


def signature_of(secret: bytes, id_: str, timestamp: int, body: bytes) -> str:
    """The signature of one delivery (Standard Webhooks, symmetric): HMAC-SHA256 over id, time and body."""
    digest = hmac.digest(secret, b"%b.%d.%b" % (id_.encode(), timestamp, body), hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def is_genuine(secret: bytes, headers: httpx.Headers, body: bytes, now: float) -> bool:
    """Say whether a delivery was signed with this secret, less than five minutes ago: for receivers to copy."""
    try:
        timestamp = int(headers["webhook-timestamp"])
        wanted = signature_of(secret, headers["webhook-id"], timestamp, body)
        given = headers["webhook-signature"].split()
    except (KeyError, ValueError):
        return False
    return abs(now - timestamp) <= OLD_S_MAX and any(hmac.compare_digest(one.encode(), wanted.encode()) for one in given)


async def deliver(store: Store, endpoint: Endpoint, came: asyncio.Event) -> None:
    """Tell one endpoint what it was not told yet, for ever."""
    store.ask("open_endpoint", endpoint.name)
    async with httpx.AsyncClient(timeout=ANSWER_S_MAX) as client:
        while True:
            ((place,),) = store.ask("endpoint_place", endpoint.name)
            events = store.ask("to_tell", place)
            for position, id_, type_, body in events:
                if type_ not in HEADS:
                    await _tell(client, endpoint, id_, body)
                # Behind the answer: whoever is killed between the two tells it again.
                store.ask("move_endpoint", position, endpoint.name)
            if not events:
                came.clear()
                await came.wait()


async def _tell(client: httpx.AsyncClient, endpoint: Endpoint, id_: str, body: bytes) -> None:
    async for attempt in stamina.retry_context(
        on=(NotTaken, httpx.HTTPError), attempts=None, timeout=None, wait_initial=AGAIN_S, wait_max=AGAIN_S_MAX
    ):
        with attempt:
            timestamp = int(time.time())
            headers = {
                "Content-Type": "application/cloudevents+json",
                "webhook-id": id_,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature_of(endpoint.secret, id_, timestamp, body),
            }
            answer = await client.post(endpoint.url, content=body, headers=headers)
            if not answer.is_success:
                raise NotTaken(f"{endpoint.name}: {answer.status_code}")


def endpoints_in(file: Path) -> list[Endpoint]:
    """The endpoints that a file names.

    Raises:
        Unusable: something in it is missing or wrong.
    """
    try:
        given = json.loads(file.read_bytes())
        found = [Endpoint(str(one["name"]), str(httpx.URL(one["url"])), _secret(one["secret"])) for one in given]
        if not found or len({one.name for one in found}) != len(found):
            raise ValueError("names have to differ, and there has to be one")
        if wrong := [one.url for one in found if not one.url.startswith(("https://", "http://"))]:
            raise ValueError(f"not a web address: {wrong}")
    except (OSError, ValueError, KeyError, TypeError, httpx.InvalidURL) as error:
        raise Unusable(
            f'{file}: cần · it has to hold [{{"name", "url", "secret": "whsec_<base64>"}}]: {type(error).__name__} {error}'
        ) from error
    return found


def _secret(text: str) -> bytes:
    raw = base64.b64decode(text.removeprefix(SECRET), validate=True)
    if not text.startswith(SECRET) or len(raw) < SECRET_BYTES_MIN:
        raise ValueError("a secret is whsec_ and the base64 of at least 24 random bytes")
    return raw


async def forward(store: Store, feed: Http | Kafka, endpoints: list[Endpoint]) -> None:
    """Follow the feed and tell all endpoints, each at its own pace."""
    wakes = [asyncio.Event() for _ in endpoints]

    def taken(_: int) -> None:
        for wake in wakes:
            wake.set()

    async with asyncio.TaskGroup() as group:
        for endpoint, wake in zip(endpoints, wakes, strict=True):
            group.create_task(deliver(store, endpoint, wake))
        await follow(store, feed, taken)


def main() -> int:
    parser = argparse.ArgumentParser(description="Chuyển tiếp sự kiện công khai · Pass public events on to web addresses.")
    add_arguments(parser)
    parser.add_argument("endpoints", type=Path, help="tệp các địa chỉ nhận (JSON) · the endpoints")
    options = parser.parse_args()
    endpoints = endpoints_in(options.endpoints)
    with closing(Store(options.store, keys_in(options.keys))) as store:
        try:
            asyncio.run(until_stopped(forward(store, feed_of(options), endpoints)))
        except ExceptionGroup as several:
            raise several.exceptions[0] from None
    return 0


if __name__ == "__main__":
    sys.exit(told(main))
