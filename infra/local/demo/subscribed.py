"""Another agency: the sample subscriber takes in the whole public feed, a program of its own that believes nothing unsigned."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from infra.local import issuer
from infra.local.demo.client import Client
from infra.local.demo.plan import AUDITOR
from infra.local.issuer import Persona
from infra.local.stack import Stack

TOLD: Final = {"award-granted": 80, "award-corrected": 1, "award-revoked": 1, "results-published": 20 + 1}
"""What an agency has to have heard of the season, by kind: one publication was revised."""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """Where it keeps what it has taken in: how many events, up to which of them a signed head vouches, heads of all logs."""

    store: Path
    events: int
    signed: int
    heads: int
    faults: tuple[str, ...] = ()


async def subscribe(client: Client, stack: Stack, directory: Path) -> Subscribed:
    """Run the subscriber until it has all that there is, with the keys that the service shows and a subscriber's token."""
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    store, keys, token = (directory / name for name in ("feed.db", "keys.json", "token.txt"))
    await asyncio.to_thread(keys.write_bytes, (await client.fetch("awards", "/keys", AUDITOR)).body)
    await asyncio.to_thread(token.write_text, issuer.sign(stack.issuer, Persona.SUBSCRIBER))
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "infra.subscriber.subscriber", store, "--keys", keys),
        *("--pages", stack.urls["awards"], "--token", token, "--once"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await program.communicate()
    if program.returncode:
        return Subscribed(store, 0, 0, 0, (f"the subscriber: {said.decode(errors='replace').strip()}",))
    return await asyncio.to_thread(_kept, store)


def _kept(store: Path) -> Subscribed:
    with closing(sqlite3.connect(store)) as kept:
        rows = [(name.split(".")[-2], position) for name, position in kept.execute("select type, position from event")]
        (events,) = kept.execute("select count(*) from event").fetchone()
        (heads,) = kept.execute("select count(*) from head").fetchone()
        (signed,) = kept.execute("select signed from place").fetchone()
    told = dict(Counter(kind for kind, _ in rows if kind in TOLD))
    last = max((position for kind, position in rows if kind in TOLD), default=0)
    faults = [] if told == TOLD else [f"the subscriber was told of {told} instead of {TOLD}"]
    if signed < last:
        faults.append(f"the subscriber has the season up to {last}, and a signed head up to {signed} alone")
    return Subscribed(store, events, signed, heads, tuple(faults))
