"""The runtime's modules with neither time nor log lines, and with one of their mechanisms taken out."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from infra.runtime import batches, outgoing, overlap, projection, projector, pulse, relay
from tests.explorer import effects
from tests.explorer.projectors import Known


@contextmanager
def simulated() -> Iterator[None]:
    """No time passes, nothing is logged, and a projector follows the explorer's topic."""
    with ExitStack() as stack:
        for module in (relay, outgoing, overlap, projector, projection, batches):
            stack.enter_context(patch.object(module, "asyncio", effects.ASYNCIO))
        for module in (relay, projector, projection, batches):
            stack.enter_context(patch.object(module, "LOG", effects.Silent()))
        for timed in (relay, projector, batches, pulse):
            stack.enter_context(patch.object(timed, "time", effects.TIME))
        stack.enter_context(patch.object(relay, "WATCH_S", 0.0))
        stack.enter_context(patch.object(outgoing, "FETCH_MAX", effects.FETCH_MAX))
        stack.enter_context(patch.object(projector, "Follower", effects.Follower))
        stack.enter_context(patch.object(projection, "Reader", Known))
        yield


@contextmanager
def without(owner: Any, name: str, *changes: tuple[str, str]) -> Iterator[None]:
    """A function of a module or a class, its text changed in some places."""
    function = inspect.unwrap(getattr(owner, name))
    text = textwrap.dedent(inspect.getsource(function))
    for old, new in changes:
        assert text.count(old) == 1, f"{name} has {text.count(old)} × {old!r}"
        text = text.replace(old, new)
    made: dict[str, Any] = {}
    exec(compile(f"from __future__ import annotations\n{text}", f"<{name} changed>", "exec"), function.__globals__, made)  # noqa: S102
    with patch.object(owner, name, made[name]):
        yield
