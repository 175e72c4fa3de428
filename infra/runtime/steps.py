"""Named steps between two effects, where a test may stop or kill the process.

`THIDUA_TEST_STEP=relay.sent:3` makes the process kill itself with SIGKILL when it comes by that step for the third
time, as a power cut would: nothing is caught, nothing is flushed. Unset, a step costs a comparison.
"""

from __future__ import annotations

import os
import signal

_NAME, _, _COUNT = os.environ.get("THIDUA_TEST_STEP", "").partition(":")
_left = int(_COUNT or 1)


async def reached(step: str) -> None:
    """Mark a place between two effects."""
    global _left
    if step == _NAME:
        _left -= 1
        if _left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
