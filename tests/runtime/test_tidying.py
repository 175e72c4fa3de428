"""A process that comes to rest clears away what the collector was kept from."""

from __future__ import annotations

import gc
import time
import weakref

from infra.runtime import tidying
from tests.runtime import parts

LOOK_S = 0.2


class Circle:
    """Refers to itself, as Kafka's connections do."""

    def __init__(self) -> None:
        self.itself = self


def _old_garbage() -> weakref.ref[Circle]:
    circle = Circle()
    gc.collect()  # it is old now: no young collection finds it
    return weakref.ref(circle)


async def test_what_is_old_and_in_a_circle_is_gone_after_each_busy_time() -> None:
    async with parts.running(lambda: tidying.run(LOOK_S)):
        first = _old_garbage()
        await parts.until(lambda: first() is None, what="tidied up at first")
        second = _old_garbage()
        busy_until = time.process_time() + LOOK_S
        while time.process_time() < busy_until:
            pass
        await parts.until(lambda: second() is None, what="tidied up again")
