"""What the facts between nomination and grant change in the read model, and what registry's facts they rest on do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Contract
from contracts.movements import ExemplaryModelConfirmed, ExemplaryModelWithdrawn, InitiativeRecognised
from contracts.procedure import (
    DecisionPublished,
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    DraftWithdrawn,
    NominationsReleased,
    NominationsSubmitted,
    RecordKind,
)
from contracts.registry import CouncilChanged, CouncilEnded, CouncilFormed, RulePackAdopted
from infra.runtime.changes import Change, Patch, Put, Remove
from services.awards.rounds import DossierFact, FreezeFact
from services.awards.submission import SubmissionFact
from services.awards.submission_rows import submission_rows

SeatsFact = CouncilFormed | CouncilChanged | CouncilEnded
RecordFact = ExemplaryModelConfirmed | ExemplaryModelWithdrawn | InitiativeRecognised
ProcedureFact = DossierFact | FreezeFact | SubmissionFact | DraftWithdrawn | DecisionPublished


def procedure_in(fact: RulePackAdopted) -> dict[str, object]:
    """What an adopted pack says of the procedure, as one document."""
    rules = fact.awards
    return {
        "dossiers": _documents(rules.dossiers),
        "steps": _documents(rules.steps),
        "quorum": None if rules.council_quorum is None else rules.council_quorum.model_dump(mode="json"),
    }


def of_council(fact: SeatsFact) -> Iterator[Put]:
    match fact:
        case CouncilFormed():
            row = _columns(fact, "authority", "kind", "name", "valid_from", "valid_to")
            yield Put("council", {"council": fact.council}, row)
            yield _seats(fact)
        case CouncilChanged():
            yield _seats(fact)
        case CouncilEnded():
            yield Put("council_end", {"council": fact.council}, {"day": fact.valid_from})
        case _:
            assert_never(fact)


def _seats(fact: CouncilFormed | CouncilChanged) -> Put:
    key = {"council": fact.council, "valid_from": fact.valid_from}
    return Put("council_seats", key, {"seats": _documents(fact.seats)})


def of_record(fact: RecordFact) -> Put:
    match fact:
        case ExemplaryModelConfirmed(model=record, unit=unit):
            return Put("cited_record", {"record": record}, _record(RecordKind.EXEMPLARY_MODEL, unit, holds=True))
        case ExemplaryModelWithdrawn(model=record, unit=unit):
            return Put("cited_record", {"record": record}, _record(RecordKind.EXEMPLARY_MODEL, unit, holds=False))
        case InitiativeRecognised(initiative=record, unit=unit):
            return Put("cited_record", {"record": record}, _record(RecordKind.INITIATIVE, unit, holds=True))
    assert_never(fact)


def _record(kind: RecordKind, unit: object, *, holds: bool) -> dict[str, object]:
    return {"kind": kind, "unit": unit, "holds": holds}


def of_procedure(fact: ProcedureFact) -> Iterator[Change]:
    if isinstance(fact, SubmissionFact):
        yield from submission_rows(fact)
        return
    match fact:
        case DossierPapersReceived() | DossierReturned() | DossierRefused():
            yield from _of_dossier(fact)
        case NominationsReleased(cluster=cluster):
            yield Patch("nomination_round", {"cluster": cluster}, {"submission": None})
        case NominationsSubmitted(cluster=cluster, submission=submission):
            yield Patch("nomination_round", {"cluster": cluster}, {"submission": submission})
        case DraftWithdrawn():
            yield from _withdrawn(fact)
        case DecisionPublished():
            published = {"published_on": fact.published_on, "published_where": fact.where}
            yield Patch("decision", {"decision": fact.decision}, published)
        case _:
            assert_never(fact)


def _withdrawn(fact: DraftWithdrawn) -> Iterator[Remove]:
    yield Remove("decision", {"decision": fact.decision})
    for place, _ in enumerate(fact.clusters, start=1):
        yield Remove("decision_cluster", {"decision": fact.decision, "place": place})
    for place, _ in enumerate(fact.submissions, start=1):
        yield Remove("decision_submission", {"decision": fact.decision, "place": place})


def _of_dossier(fact: DossierFact) -> Iterator[Change]:
    key = _columns(fact, "cluster", "unit", "award")
    said: dict[str, object] = dict.fromkeys(("returned_on", "returned_reason", "refused_on", "refused_reason"))
    match fact:
        case DossierPapersReceived(papers=papers, received_on=day):
            for paper in papers:
                row = {"source": paper.source.model_dump(mode="json"), "received_on": day}
                yield Put("dossier_paper", {**key, "paper": paper.paper}, row)
        case DossierReturned(returned_on=day, reason=reason):
            said |= {"returned_on": day, "returned_reason": reason}
            yield from (Remove("dossier_paper", {**key, "paper": paper}) for paper in fact.papers)
        case DossierRefused(refused_on=day, reason=reason):
            said |= {"refused_on": day, "refused_reason": reason}
        case _:
            assert_never(fact)
    yield Put("dossier", key, said)


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}


def _documents(parts: tuple[Contract, ...]) -> list[dict[str, object]]:
    return [part.model_dump(mode="json") for part in parts]
