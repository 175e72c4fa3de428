"""A door: one command's way in, and who may use it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from contracts.base import Contract, Fact
from infra.runtime.aside import Aside
from infra.runtime.decisions import Caller, Role, Stream
from infra.runtime.reading import Read


@dataclass(frozen=True, slots=True)
class Door:
    """How a command is decided: `POST /commands/<name>` for the roles named, reactors alone where there are none.

    `streams` names what the decision reads and may append to, the main stream first; `decide(command, context,
    *states)` gets their states in that order. `known` reads foreign facts from the service's own read model into
    `context.known`. `shared` names one stream more, from the state of the main one: that which many main streams share, and
    which therefore has a queue of its own. `edited` tells the version of the thing that the command edits (0: not there
    yet), for If-Match. `cites` tells which files the command names; what the store has of them comes as `context.files`.
    `reads_own` says that `known` reads what this service's own other streams said: it then waits for all that its log holds.
    `traced=False` keeps a command out of all traces, and any trace out of its events: for what nobody may be linked to.
    `hashed=False` stores its command without the hash of its body, at which one could guess: under its key any command of
    that name is its repeat. `aside(command, *states)` is what is written beside the facts in their transaction (`aside.py`),
    and `tells` the shape of what it tells the caller.
    """

    command: type[Contract]
    roles: frozenset[Role]
    streams: Callable[[Any], tuple[Stream, ...]]
    decide: Callable[..., Sequence[Fact]]
    known: Callable[[Any, Caller, Read], Awaitable[Any]] | None = None
    edited: Callable[[Any, Any], int] | None = None
    traced: bool = True
    hashed: bool = True
    aside: Callable[..., Aside] | None = None
    tells: type[BaseModel] | None = None
    cites: Callable[[Any], Collection[str]] | None = None
    reads_own: bool = False
    shared: Callable[[Any, Any], Stream | None] | None = None

    @property
    def name(self) -> str:
        return kebab(self.command.__name__)


@cache
def kebab(name: str) -> str:
    """`RegisterUnit` → `register-unit`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
