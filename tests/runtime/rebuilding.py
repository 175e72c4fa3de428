"""Rebuild the sample's read model in a child for each line read, to be killed at the step that the line names.

Children are forked after everything was imported: what a test waits for is the rebuild, not Python.
"""

from __future__ import annotations

import asyncio
import os
import sys

from infra.runtime import steps
from infra.runtime.database import open_pool
from infra.runtime.kafka import KafkaAddress
from infra.runtime.rebuild import rebuild
from infra.runtime.settings import load_settings
from tests.runtime import parts, sample


async def rebuild_here() -> None:
    settings = load_settings()
    pool = await open_pool(str(settings.database_url), size=4)
    place = {"installation": settings.installation, "prefix": settings.topic_prefix}
    await rebuild(pool, KafkaAddress.of(settings), sample.SERVICE.projection, [parts.REGISTRY], **place)


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            steps._NAME, steps._left = line.strip(), 1
            asyncio.run(rebuild_here())
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
