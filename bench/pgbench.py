"""pgbench: what the same PostgreSQL does when nothing is decided, chained or remembered."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from infra.local.programs import require_postgres

ROW = Path(__file__).with_name("pgbench_row.sql")
TABLE = Path(__file__).with_name("pgbench_table.sql")


async def single_rows(url: str, *, clients: int, seconds: int) -> float:
    """Rows a second that so many clients insert, one a transaction, into a table that exists."""
    parts = urlsplit(url)
    environment = {**os.environ, "PGPASSWORD": unquote(parts.password or "")}
    where = ["-h", parts.hostname or "", "-p", str(parts.port), "-U", parts.username or "", parts.path[1:]]
    command = [str(require_postgres().bin / "pgbench"), "-n", "-f", str(ROW), "-M", "prepared"]
    process = await asyncio.create_subprocess_exec(
        *command, "-c", str(clients), "-j", "1", "-T", str(seconds), *where,
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, errors = await process.communicate()
    found = re.search(r"tps = ([0-9.]+) \(without", output.decode())
    if process.returncode or found is None:
        raise RuntimeError(f"pgbench ended with {process.returncode}: {errors.decode()}")
    return float(found[1])
