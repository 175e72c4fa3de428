"""What the read model's rows say, in the words that decisions use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from contracts.rules import AwardCode, CalendarRules, CatalogueEntry, CouncilVote, Deadline
from infra.runtime.decisions import Caller
from infra.runtime.reading import Read
from infra.runtime.sql import queries_of
from services.awards.kept_procedure import Kept, procedure_from
from services.awards.money import Entry, Pack
from services.awards.paying import Given

QUERIES = queries_of(Path(__file__).parent / "queries.sql")
AMENDMENTS = queries_of(Path(__file__).parent / "amendments.sql")
CATALOGUE = TypeAdapter(tuple[CatalogueEntry, ...])
DEADLINES = TypeAdapter(tuple[Deadline, ...])
VOTES = TypeAdapter(tuple[CouncilVote, ...])


async def packs_of(read: Read, authority: str) -> tuple[Pack, ...]:
    """An authority's adopted packs, every version of each."""
    return tuple(_pack(row) for row in await QUERIES.rule_packs(read.conn, authority=authority))


async def documents_of(read: Read, caller: Caller, documents: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the documents that are on the record of the caller's authority."""
    rows = await QUERIES.known_documents(read.conn, documents=list(documents), authority=caller.authority)
    return frozenset(row["document"] for row in rows)


async def given_beside(read: Read, decision: UUID) -> Mapping[UUID, tuple[Given, ...]]:
    """What other signed decisions of a draft's season give to units, and is in force."""
    given: dict[UUID, list[Given]] = defaultdict(list)
    for row in await AMENDMENTS.given_beside(read.conn, decision=decision):
        given[row["unit"]].append(given_from(row))
    return {unit: tuple(awards) for unit, awards in given.items()}


def given_from(row: Any) -> Given:
    return Given(
        award_id=row["award_id"],
        register_number=row["register_number"],
        award=AwardCode(row["award"]),
        value=row["value"],
        amount=row["amount"],
        title_number=row["title_number"],
    )


def _pack(row: Any) -> Pack:
    entries = CATALOGUE.validate_json(row["catalogue"])
    named, kept = f"{row['pack']}@{row['version']}", Kept.model_validate_json(row["procedure"])
    deadlines = DEADLINES.validate_json(row["deadlines"])
    calendar = None if row["calendar"] is None else CalendarRules.model_validate_json(row["calendar"])
    return Pack(
        name=row["pack"],
        version=row["version"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        rounded_up_to=row["rounded_up_to"],
        catalogue={entry.award: Entry(entry.form, entry.multiple) for entry in entries},
        only_highest_title_paid=row["only_highest_title_paid"],
        deadlines=deadlines,
        calendar=calendar,
        keeps_pack_of_receipt=row["keeps_pack_of_receipt"],
        procedure=procedure_from(named, kept, VOTES.validate_json(row["votes"]), deadlines, calendar),
    )
