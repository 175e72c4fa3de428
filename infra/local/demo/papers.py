"""A few papers of the season, asked for as the board's officer would: as .docx and as .pdf, into a directory."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from infra.local.demo.client import Client
from infra.local.demo.ids import id_of
from infra.local.demo.plan import BOARD

FORMS: Final = ("docx", "pdf")
CLUSTER: Final = 3
"""The block in which a tie at the last flag was decided by the points of group I."""

BALLOTS: Final = (4, 6)
"""The clusters that held one: electronically, and on paper."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Where they are, how many, and how long it took to make them."""

    directory: Path
    files: int
    seconds: float


async def write_papers(client: Client, directory: Path) -> Papers:
    """Write the submission, the decision of 28/12/2023, the two that amend decisions, two certificates, a block's standings and
    minutes, two ballots'.
    """
    began = time.perf_counter()
    await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    cluster, decision = id_of("cluster", CLUSTER), id_of("decision", "provincial")
    given = await client.pages("awards", f"/awards?cluster={cluster}")
    numbers = {award["award"]: award["register_number"] for award in given}
    wanted = [
        ("awards", f"/submissions/{id_of('submission', 'provincial')}/paper"),
        ("awards", f"/decisions/{decision}/paper"),
        *(("awards", f"/amendments/{id_of('decision', kind)}/paper") for kind in ("correction", "revocation")),
        *(("awards", f"/awards/{quote(number)}/certificate") for number in numbers.values()),
        ("ranking", f"/standings/{cluster}/paper"),
        ("ranking", f"/standings/{cluster}/review-minutes"),
        *(("ranking", f"/ballots/{id_of('ballot', number)}/minutes") for number in BALLOTS),
    ]
    files = await asyncio.gather(
        *(_write(client, service, f"{path}.{form}", directory) for service, path in wanted for form in FORMS)
    )
    return Papers(directory, len(files), time.perf_counter() - began)


async def _write(client: Client, service: str, path: str, directory: Path) -> Path:
    answer = await client.fetch(service, path, BOARD)
    name = unquote(answer.headers["Content-Disposition"].partition("filename*=UTF-8''")[2])
    target = directory / name
    await asyncio.to_thread(target.write_bytes, answer.body)
    return target
