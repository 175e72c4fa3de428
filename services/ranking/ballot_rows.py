"""What the facts of councils, ballots and lots change in the read model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.ballots import (
    BallotCalled,
    BallotCancelled,
    BallotCounted,
    BallotOpened,
    LotsAnnounced,
    LotsCancelled,
    LotsDrawn,
    VoteCast,
)
from contracts.registry import CouncilChanged, CouncilEnded, CouncilFormed
from infra.runtime.changes import Change, Patch, Put
from services.ranking.ballots import BallotFact
from services.ranking.lots import LotsFact

CouncilFact = CouncilFormed | CouncilChanged | CouncilEnded
VotingFact = CouncilFact | BallotFact | LotsFact


def rows_of(fact: VotingFact) -> Iterator[Change]:
    if isinstance(fact, CouncilFact):
        yield from _of_council(fact)
    elif isinstance(fact, LotsFact):
        yield _of_lots(fact)
    else:
        yield from _of_ballot(fact)


def _of_ballot(fact: BallotFact) -> Iterator[Change]:
    match fact:
        case BallotCalled():
            yield Put("ballot", {"ballot": fact.ballot}, _called(fact))
            for place, entry in enumerate(fact.roll, start=1):
                row = {"place": place, "unit": entry.unit, "attended": False, "voted": False}
                yield Put("ballot_voter", {"ballot": fact.ballot, "voter": entry.voter}, row)
        case BallotOpened():
            opened = {"opened_at": fact.opened_at, "place": fact.place, "committee": list(map(str, fact.committee))}
            yield Patch("ballot", {"ballot": fact.ballot}, {"state": "open", "seal": fact.seal, **opened})
            for voter in fact.present:
                yield Patch("ballot_voter", {"ballot": fact.ballot, "voter": voter}, {"attended": True})
        case VoteCast(ballot=ballot, voter=voter):
            yield Patch("ballot_voter", {"ballot": ballot, "voter": voter}, {"voted": True})
        case BallotCounted():
            counted = {"counted_at": fact.counted_at, "handed_out": fact.handed_out, "minutes": fact.minutes}
            result = fact.result.model_dump(mode="json")
            yield Patch("ballot", {"ballot": fact.ballot}, {"state": "counted", "result": result, **counted})
            for number, paper in enumerate(fact.papers, start=1):
                yield Put("ballot_paper", {"ballot": fact.ballot, "number": number}, dict(paper))
        case BallotCancelled(ballot=ballot, cancelled_on=day, reason=reason):
            yield Patch("ballot", {"ballot": ballot}, {"state": "cancelled", "cancelled_on": day, "reason": reason})
        case _:
            assert_never(fact)


def _called(fact: BallotCalled) -> dict[str, object]:
    same = ("cluster", "season", "authority", "kind", "method", "council", "award", "drawing", "rank", "members", "called_on")
    return {
        **{name: getattr(fact, name) for name in (*same, "pack", "pack_version")},
        "candidates": list(map(str, fact.candidates)),
        "quorum": fact.quorum.model_dump(mode="json"),
        "threshold": None if fact.threshold is None else fact.threshold.model_dump(mode="json"),
        "state": "called",
    }


def _of_council(fact: CouncilFact) -> Iterator[Put]:
    match fact:
        case CouncilFormed(council=council, authority=authority, name=name, valid_from=day, valid_to=end):
            yield Put("council", {"council": council}, {"authority": authority, "name": name, "valid_from": day, "valid_to": end})
            yield _seats(fact)
        case CouncilChanged():
            yield _seats(fact)
        case CouncilEnded(council=council, valid_from=day):
            yield Put("council_end", {"council": council}, {"day": day})
        case _:
            assert_never(fact)


def _seats(fact: CouncilFormed | CouncilChanged) -> Put:
    seats = [{"voter": str(seat.person), "unit": None if seat.unit is None else str(seat.unit)} for seat in fact.seats]
    return Put("council_seats", {"council": fact.council, "valid_from": fact.valid_from}, {"seats": seats})


def _of_lots(fact: LotsFact) -> Change:
    match fact:
        case LotsAnnounced():
            same = ("cluster", "season", "authority", "drawing", "rank", "source", "announced_at", "known_at")
            row = {name: getattr(fact, name) for name in (*same, "pack", "pack_version")}
            return Put("lots", {"lots": fact.lots}, {**row, "units": list(map(str, fact.units)), "state": "announced"})
        case LotsDrawn(lots=lots, seed=seed, order=order, drawn_on=day):
            drawn = {"seed": seed, "order": list(map(str, order)), "drawn_on": day}
            return Patch("lots", {"lots": lots}, {"state": "drawn", **drawn})
        case LotsCancelled(lots=lots, cancelled_on=day, reason=reason):
            return Patch("lots", {"lots": lots}, {"state": "cancelled", "cancelled_on": day, "reason": reason})
    assert_never(fact)
