"""What the facts of a cluster's round change in the read model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never
from uuid import UUID

from contracts.awards import (
    DossiersReceived,
    Nomination,
    NominationsAmended,
    NominationsDrafted,
    PlacesLeftEmpty,
    RevisionCaseClosed,
    RevisionCaseOpened,
)
from contracts.base import Contract
from infra.runtime.changes import Change, Patch, Put
from services.awards.rounds import RoundFact


def round_rows(fact: RoundFact, version: int) -> Iterator[Change]:
    """The rows of a fact; `version` is that of the round's stream, which a later word comes behind."""
    round_of = {"cluster": fact.cluster}
    match fact:
        case NominationsDrafted():
            yield from _nominated(fact, version)
        case NominationsAmended():
            said = {**_stands(fact, version), "because": None, "document": fact.document, "reason": fact.reason}
            yield Patch("nomination_round", round_of, said)
            yield from _nominations(fact.cluster, version, fact.nominations)
        case PlacesLeftEmpty(units=units):
            row = {**_columns(fact, "award", "rank", "document", "reason"), "units": [str(unit) for unit in units]}
            yield Put("place_left_empty", {**round_of, "version": version}, row)
        case DossiersReceived(received_on=day):
            yield Patch("nomination_round", round_of, {"received_on": day})
        case RevisionCaseOpened(case=case):
            row = _columns(fact, "season", "authority", "because", "publication", "published_on", "standings_digest")
            touched = {"lost": _documents(fact.lost), "gained": _documents(fact.gained)}
            yield Put("revision_case", {**round_of, "case_number": case}, {**row, **touched})
        case RevisionCaseClosed(case=case):
            yield Patch("revision_case", {**round_of, "case_number": case}, _columns(fact, "outcome", "decision", "reason"))
        case _:
            assert_never(fact)


def _nominated(fact: NominationsDrafted, version: int) -> Iterator[Change]:
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "publication": fact.publication,
        "published_on": fact.published_on,
        "standings_digest": fact.standings_digest,
        "pack": fact.pack,
        "places": _documents(fact.places),
        **_stands(fact, version),
        "drafting": fact.drafting or 1,
        "because": fact.because,
        "document": None,
        "reason": None,
    }
    key = {"cluster": fact.cluster}
    # What was said of the round beside its nominations outlives a drafting.
    yield Put("nomination_round", key, row) if fact.drafting is None else Patch("nomination_round", key, row)
    yield from _nominations(fact.cluster, version, fact.nominations)


def _stands(fact: NominationsDrafted | NominationsAmended, version: int) -> dict[str, object]:
    parts = {name: _documents(getattr(fact, name)) for name in ("open_places", "lost", "gained")}
    return {"edition": version, **parts}


def _nominations(cluster: UUID, version: int, nominations: tuple[Nomination, ...]) -> Iterator[Put]:
    for place, nomination in enumerate(nominations, start=1):
        key = {"cluster": cluster, "edition": version, "place": place}
        yield Put("nomination", key, _columns(nomination, "unit", "award", "rank"))


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}


def _documents(parts: tuple[Contract, ...]) -> list[dict[str, object]]:
    return [part.model_dump(mode="json") for part in parts]
