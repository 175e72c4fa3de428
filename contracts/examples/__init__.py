"""One canonical example of every event type, and of the envelope around it.

Tests build from these and change one field, so that what they are about is all that they say: `changed(EXAMPLE,
reason="…")`. Ids and figures are invented; the places and the documents' numbers are those of Bạc Liêu in 2023.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from contracts.base import VIETNAM, Event, Fact, schema_of
from contracts.examples import (
    amendments,
    awards,
    ballots,
    complaints,
    government_flag,
    heads,
    movements,
    procedure,
    public,
    ranking,
    registry,
    scoring,
)
from contracts.topics import log_of

AnyFact = TypeVar("AnyFact", bound=Fact)

EXAMPLES: dict[type[Fact], Fact] = {
    type(value): value
    for module in (
        *(registry, movements, scoring, ranking, ballots, complaints),
        *(awards, procedure, government_flag, amendments, heads, public),
    )
    for value in vars(module).values()
    if isinstance(value, Fact)
}


def changed(fact: AnyFact, **fields: Any) -> AnyFact:
    """Build the fact anew with some fields changed, checked like any other."""
    return type(fact)(**{**dict(fact), **fields})


def envelope_of(fact: Fact, **attributes: Any) -> Event:
    """Put a fact into an envelope as its own log would write it; `attributes` replace the envelope's own."""
    service = fact.type.split(".")[2]
    log = log_of("awards.public" if fact.log == "public" else "registry" if service == "log" else service)
    at = datetime(2023, 12, 28, 9, 30, 0, 125_000, VIETNAM)
    return Event(
        **{
            "id": UUID("018cafb1-7c7d-7a3e-9d54-3f1f6f0c2a11"),
            "source": log.source("bac-lieu"),
            "type": fact.type,
            "subject": fact.stream,
            "time": at,
            "dataschema": schema_of(type(fact)),
            "streamversion": 3,
            "sequence": f"{120:020}",
            "effectivetime": fact.effective_time or at,
            "actor": "7f0c1e52-93a4-4d0b-8f0e-5b8f6a1c9d21",
            "authority": registry.AUTHORITY,
            "commandid": UUID("018cafb1-7c00-7b1d-8a52-51d0a3c7e402"),
            "correlationid": UUID("018cafb1-7c00-7b1d-8a52-51d0a3c7e402"),
            "causationid": UUID("018cafb0-11aa-7e04-b6c1-2f4f8a9d3b77"),
            "rulepack": fact.rule_pack,
            "legalbasis": fact.legal_basis,
            "seen": "registry@120,scoring@88",
            "data": fact,
            **attributes,
        }
    )
