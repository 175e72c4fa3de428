"""What the facts of a council change in the read model, and what they say in one line; never a person's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never
from uuid import UUID

from contracts.registry import CouncilChanged, CouncilEnded, CouncilFormed, CouncilSeat
from infra.runtime.changes import Put
from services.registry.councils import CouncilFact
from services.registry.names import normal_form


def rows_of(fact: CouncilFact) -> Iterator[Put]:
    match fact:
        case CouncilFormed():
            row = {
                "authority": fact.authority,
                "kind": fact.kind,
                "name": fact.name,
                "name_normal": normal_form(fact.name),
                "cluster": fact.cluster,
                "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
                "document": fact.document,
            }
            yield Put("council", {"council": fact.council}, row)
            yield _seats(fact.council, fact.valid_from, fact.seats, fact.document)
        case CouncilChanged():
            yield _seats(fact.council, fact.valid_from, fact.seats, fact.document)
        case CouncilEnded():
            yield Put("council_end", {"council": fact.council}, {"day": fact.valid_from, "document": fact.document})
        case _:
            assert_never(fact)


def _seats(council: UUID, day: date, seats: Sequence[CouncilSeat], document: UUID) -> Put:
    rows = [seat.model_dump(mode="json") for seat in seats]
    return Put("council_seats", {"council": council, "valid_from": day}, {"seats": rows, "document": document})


def units_of(fact: CouncilFact) -> tuple[UUID, ...]:
    """The units whose people sit in the council."""
    match fact:
        case CouncilFormed(seats=seats) | CouncilChanged(seats=seats):
            return tuple(dict.fromkeys(seat.unit for seat in seats if seat.unit is not None))
        case CouncilEnded():
            return ()
    assert_never(fact)


def summary_of(fact: CouncilFact) -> tuple[str, str]:
    day = fact.valid_from
    match fact:
        case CouncilFormed(name=name, seats=seats):
            return (
                f"Thành lập «{name}», {len(seats)} người, từ ngày {day:%d/%m/%Y}",
                f"Formed “{name}”, {len(seats)} people, from {day}",
            )
        case CouncilChanged(seats=seats):
            return (
                f"Kiện toàn hội đồng, còn {len(seats)} người, từ ngày {day:%d/%m/%Y}",
                f"Changed the council: {len(seats)} people, from {day}",
            )
        case CouncilEnded():
            return f"Hội đồng kết thúc hoạt động từ ngày {day:%d/%m/%Y}", f"The council ended on {day}"
    assert_never(fact)
