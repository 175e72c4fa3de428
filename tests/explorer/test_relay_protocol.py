"""The relay's protocol, explored: whatever happens in whatever order, the topic reads as the log, and a reader gets it all.

Each mechanism is taken out once, and then the smallest world in which it matters has a schedule that breaks a promise.
"""

from __future__ import annotations

from typing import Any

import pytest

from infra.runtime.kafka import KafkaAddress
from infra.runtime.relay import Relay
from tests.explorer.relays import Faults, Relays
from tests.explorer.search import explore
from tests.explorer.simulation import simulated, without

STATES_MAX = 2_000_000
TWO = {"events": 2, "written": 1}

SMALL: dict[str, dict[str, Any]] = {
    "two owners": {"events": 3, "written": 3, "faults": Faults()},
    "a crash": {**TWO, "faults": Faults(crashes=1)},
    "an error": {**TWO, "faults": Faults(errors=1)},
    "lost records": {**TWO, "faults": Faults(losses=1)},
    "lost records, batches of two": {"events": 3, "written": 2, "batch": 2, "owners": 1, "faults": Faults(losses=1, crashes=1)},
    "a topic made anew": {**TWO, "faults": Faults(anews=1)},
}
LARGE: dict[str, dict[str, Any]] = {
    "two owners": {"events": 4, "written": 2, "faults": Faults()},
    "a crash": {"events": 3, "written": 2, "faults": Faults(crashes=1)},
    "an error and a crash": {**TWO, "faults": Faults(crashes=1, errors=1)},
    "lost records": {"events": 3, "written": 2, "faults": Faults(losses=1)},
    "lost records and a crash, batches of two": {"events": 3, "written": 2, "batch": 2, "faults": Faults(losses=1, crashes=1)},
    "a topic made anew": {"events": 3, "written": 2, "faults": Faults(anews=1)},
    "five events": {"events": 5, "written": 3, "batch": 2, "owners": 1, "faults": Faults(crashes=1, losses=1, errors=1)},
}

RUN = (Relay, "_run_once")
OUT: dict[str, tuple[str, tuple[Any, ...]]] = {
    "the topic is compared at the start": (
        "a crash",
        (*RUN, ("found, end = await self._compared()", "found = await self._cursor(); end = found.offset + 1")),
    ),
    "the cursor moves behind the answer": (
        "a crash",
        (
            *RUN,
            (
                "offset = await self._send(producer, batch, outgoing)",
                "cursor = await self._move(cursor, Cursor(batch.rows[-1]['position'], end + count - 1));"
                " offset = await self._send(producer, batch, outgoing)",
            ),
        ),
    ),
    "it resumes behind what a reader would have": (
        "a topic made anew",
        (Relay, "_compare", ("header.position == found.position + 1", "header.position > found.position")),
    ),
    "a batch stands behind the one before it": ("lost records", (*RUN, ("self._require_end(end, offset)", "pass"))),
    "a relay at rest looks at the topic's end": (
        "lost records",
        (*RUN, ("self._require_end(end, await end_of(watch, self.topic))", "pass")),
    ),
    "the cursor's record is looked at": (
        "lost records, batches of two",
        (Relay, "_begin_at", ("return cursor.offset if theirs else 0", "return cursor.offset")),
    ),
    "the cursor's record is read again": (
        "lost records, batches of two",
        (Relay, "_compared", ("Cursor(cursor.position - 1, cursor.offset - 1)", "cursor")),
    ),
    "a topic that became shorter ends the reading": (
        "lost records, batches of two",
        (KafkaAddress, "read_to_end", ("elif records or await end_of(consumer, topic) < end:", "elif False:")),
    ),
}


@pytest.mark.parametrize("world", SMALL)
def test_every_order_of_a_few_steps_leaves_the_topic_whole(world: str, record_property: Any) -> None:
    """Two relays without a lease, a pause at any step (the other's turn, as long as it likes), and one fault."""
    with simulated():
        found = explore(Relays(**SMALL[world]), states_max=STATES_MAX)
    record_property("explored", str(found))
    assert found.broken is None, f"\n{found}"


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("world", LARGE)
def test_every_order_of_more_steps_leaves_the_topic_whole(world: str, record_property: Any) -> None:
    """The same in larger worlds."""
    with simulated():
        found = explore(Relays(**LARGE[world]), states_max=20 * STATES_MAX)
    record_property("explored", str(found))
    assert found.broken is None, f"\n{found}"


@pytest.mark.parametrize("mechanism", OUT)
def test_a_mechanism_that_is_taken_out_is_missed(mechanism: str) -> None:
    world, (owner, name, *changes) = OUT[mechanism]
    with simulated(), without(owner, name, *changes):
        found = explore(Relays(**SMALL[world]), states_max=STATES_MAX)
    assert found.broken is not None, f"nothing is missed: {found}"
