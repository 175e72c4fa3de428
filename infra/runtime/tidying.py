"""Clear away, when a process comes to rest, what a busy hour has left behind.

The collector is kept from walking over what lives long (`service.spare_the_collector`), so what refers to itself in a
circle stays once it is no longer young: Kafka's connections do, with what they had read. The C library keeps what was
given back, too. At rest both are a pause that nobody waits for.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import time
from typing import Final

from infra.runtime.observability import logger

LOOK_S: Final = 15.0
BUSY: Final = 0.05  # of a core; a service at rest needs less than a third of that
LOG = logger("tidying")


async def run(look_s: float = LOOK_S) -> None:
    """Tidy up once after each busy time, until cancelled."""
    was_busy, used_s = True, time.process_time()
    while True:
        await asyncio.sleep(look_s)
        before_s, used_s = used_s, time.process_time()
        if used_s - before_s > BUSY * look_s:
            was_busy = True
        elif was_busy:
            tidy_up()
            was_busy, used_s = False, time.process_time()


def tidy_up() -> None:
    """Collect garbage of any age, and give back to the system what the C library can spare."""
    began = time.perf_counter()
    found = gc.collect()
    libc = ctypes.CDLL(None)
    if hasattr(libc, "malloc_trim"):  # glibc has it, others have not
        libc.malloc_trim(0)
    LOG.info("process.tidied", found=found, duration_ms=round((time.perf_counter() - began) * 1000, 2))
