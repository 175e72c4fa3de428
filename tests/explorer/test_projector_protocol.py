"""The projector's protocol, explored: the read model is what a beginning of the log leaves, in every state, and all in the end.

Each mechanism is taken out once, and then the smallest world in which it matters has a schedule that breaks a promise.
"""

from __future__ import annotations

from typing import Any

import pytest

from infra.runtime import projector
from infra.runtime.batches import Preparer
from infra.runtime.projection import Applier
from infra.runtime.projector import LookBack
from tests.explorer.projectors import Faults, Projectors
from tests.explorer.search import explore
from tests.explorer.simulation import simulated, without

STATES_MAX = 2_000_000
ALONE = {"events": 2, "owners": 1}

SMALL: dict[str, dict[str, Any]] = {
    "two owners and a crash": {"events": 2, "faults": Faults(crashes=1)},
    "a run that begins again, and a crash": {**ALONE, "faults": Faults(repeats=1, crashes=1)},
    "an error": {**ALONE, "faults": Faults(errors=1)},
    "strangers": {**ALONE, "faults": Faults(strangers=1, crashes=1)},
    "poison": {"events": 3, "owners": 1, "poison": frozenset({1}), "faults": Faults(crashes=1)},
    "lost records": {**ALONE, "rests": True, "faults": Faults(losses=1, crashes=1)},
    "a topic made anew": {**ALONE, "rests": True, "faults": Faults(anews=1, crashes=1)},
}
LARGE: dict[str, dict[str, Any]] = {
    "two owners, a crash and an error": {"events": 3, "faults": Faults(crashes=1, errors=1)},
    "a run that begins again": {"events": 2, "faults": Faults(repeats=1)},
    "strangers": {"events": 2, "faults": Faults(strangers=1)},
    "poison": {"events": 3, "poison": frozenset({1}), "faults": Faults()},
    "lost records": {"events": 2, "rests": True, "faults": Faults(losses=1)},
    "a topic made anew": {"events": 2, "rests": True, "faults": Faults(anews=1)},
    "a topic made anew after a run that began again": {**ALONE, "rests": True, "faults": Faults(anews=1, repeats=1)},
}
MISSED_IN: dict[str, dict[str, Any]] = {
    **SMALL,
    "two owners": {"events": 2, "faults": Faults()},
    "two owners and poison": {"events": 2, "poison": frozenset({1}), "faults": Faults()},
    "a topic made anew after a run that began again": {**ALONE, "rests": True, "faults": Faults(anews=1, repeats=1)},
}

NEXT = (Preparer, "next")
OUT: dict[str, tuple[str, tuple[Any, ...]]] = {
    "an event is applied once": (
        "a run that begins again, and a crash",
        (*NEXT, ("if position <= place.position:", "if False:")),
    ),
    "an event is applied if it is the next": (
        "a topic made anew",
        (*NEXT, ("if position > place.position + 1:", "if False:")),
    ),
    "a log has one source": (
        "strangers",
        (*NEXT, ("if place.source is not None and envelope.source != place.source:", "if False:")),
    ),
    "a batch that was got ready holds only where it was thought to begin": (
        "two owners",
        (Applier, "_write", ("if prepared.begins != begins:", "if prepared.begins is None:")),
    ),
    "what follows a parked event is parked": (
        "poison",
        (Preparer, "_steps", ("if parked and (record.log, envelope.subject) in parked:", "if False:")),
    ),
    "rows and checkpoint move together": (
        "two owners",
        (Applier, "_write", ("await self._move(connection, prepared.places)", "pass")),
    ),
    "the checkpoint's record is looked at": (
        "a topic made anew after a run that began again",
        (projector, "next_offset", ("return checkpoint.offset + 1 if same else 0", "return checkpoint.offset + 1")),
    ),
    "a gap, or rest, lets it look back": (
        "a topic made anew after a run that began again",
        (LookBack, "require_same", ("if self._looked", "if False and self._looked")),
    ),
}


@pytest.mark.parametrize("world", SMALL)
def test_every_order_of_a_few_steps_leaves_the_read_model_right(world: str, record_property: Any) -> None:
    """One or two projectors without a lease, a pause at any step, and the faults named."""
    with simulated():
        found = explore(Projectors(**SMALL[world]), states_max=STATES_MAX)
    record_property("explored", str(found))
    assert found.broken is None, f"\n{found}"


@pytest.mark.campaign
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("world", LARGE)
def test_every_order_of_more_steps_leaves_the_read_model_right(world: str, record_property: Any) -> None:
    """The same in larger worlds."""
    with simulated():
        found = explore(Projectors(**LARGE[world]), states_max=20 * STATES_MAX)
    record_property("explored", str(found))
    assert found.broken is None, f"\n{found}"


@pytest.mark.parametrize("mechanism", OUT)
def test_a_mechanism_that_is_taken_out_is_missed(mechanism: str) -> None:
    world, (owner, name, *changes) = OUT[mechanism]
    with simulated(), without(owner, name, *changes):
        found = explore(Projectors(**MISSED_IN[world]), states_max=STATES_MAX)
    assert found.broken is not None, f"nothing is missed: {found}"


def test_a_checkpoint_that_is_not_locked_is_missed() -> None:
    """Taken out: `for update` in begin_batch."""
    with simulated():
        found = explore(Projectors(events=2, locks=False, faults=Faults()), states_max=STATES_MAX)
    assert found.broken is not None, f"nothing is missed: {found}"


def test_parked_streams_that_are_asked_for_ahead_of_the_lock_are_missed() -> None:
    """Taken out: the statement of its own behind the lock, in begin_batch."""
    with simulated():
        found = explore(Projectors(**MISSED_IN["two owners and poison"], asks_behind=False), states_max=STATES_MAX)
    assert found.broken is not None, f"nothing is missed: {found}"
