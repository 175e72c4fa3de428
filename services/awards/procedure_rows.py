"""What the facts between nomination and grant change in the read model, and what registry's facts they rest on do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Contract
from contracts.movements import ExemplaryModelConfirmed, ExemplaryModelWithdrawn, InitiativeRecognised
from contracts.procedure import (
    AppraisalConcluded,
    CouncilVoted,
    DecisionPublished,
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    DraftWithdrawn,
    NominationsSubmitted,
    NominationVote,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    RecordKind,
    SubmissionIssued,
)
from contracts.registry import CouncilChanged, CouncilEnded, CouncilFormed, RulePackAdopted
from infra.runtime.changes import Change, Patch, Put, Remove

SeatsFact = CouncilFormed | CouncilChanged | CouncilEnded
RecordFact = ExemplaryModelConfirmed | ExemplaryModelWithdrawn | InitiativeRecognised
DossierFact = DossierPapersReceived | DossierReturned | DossierRefused
StepFact = OpinionsAsked | OpinionReceived | OpinionsClosed | AppraisalConcluded
ProcedureFact = (
    DossierFact | NominationsSubmitted | SubmissionIssued | StepFact | CouncilVoted | DraftWithdrawn | DecisionPublished
)


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
    match fact:
        case DossierPapersReceived() | DossierReturned() | DossierRefused():
            yield from _of_dossier(fact)
        case NominationsSubmitted(cluster=cluster, submission=submission):
            yield Patch("nomination_round", {"cluster": cluster}, {"submission": submission})
        case SubmissionIssued():
            yield from _issued(fact)
        case OpinionsAsked() | OpinionReceived() | OpinionsClosed() | AppraisalConcluded():
            yield from _of_step(fact)
        case CouncilVoted():
            yield from _voted(fact)
        case DraftWithdrawn():
            yield from _withdrawn(fact)
        case DecisionPublished():
            published = {"published_on": fact.published_on, "published_where": fact.where}
            yield Patch("decision", {"decision": fact.decision}, published)
        case _:
            assert_never(fact)


def _of_step(fact: StepFact) -> Iterator[Change]:
    match fact:
        case OpinionsAsked():
            for asked in fact.asked:
                row = {"name": asked.name, "unit": asked.unit, "asked_on": fact.asked_on, "due_on": fact.due_on}
                yield Put("opinion", {"submission": fact.submission, "opinion": asked.opinion}, row)
        case OpinionReceived():
            key = {"submission": fact.submission, "opinion": fact.opinion}
            said = {"document": fact.document.model_dump(mode="json"), **_columns(fact, "received_on", "stance", "remarks")}
            yield Patch("opinion", key, said)
        case OpinionsClosed():
            for opinion in fact.missing:
                key = {"submission": fact.submission, "opinion": opinion}
                yield Patch("opinion", key, {"closed_on": fact.closed_on, "closed_reason": fact.reason})
        case AppraisalConcluded():
            concluded = {
                "appraised_on": fact.concluded_on,
                "appraisal_document": fact.document.model_dump(mode="json"),
                "conclusion": fact.conclusion,
            }
            yield Patch("submission", {"submission": fact.submission}, concluded)
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


def _issued(fact: SubmissionIssued) -> Iterator[Put]:
    row = _columns(
        fact,
        *("authority", "season", "issuer", "series", "number", "year", "submitted_on", "title"),
        *("signer_name", "signer_title", "level", "pack", "appraisal_due_on"),
    )
    yield Put("submission", {"submission": fact.submission}, row)
    lines = [(proposal, nomination) for proposal in fact.proposals for nomination in proposal.nominations]
    for place, (proposal, nomination) in enumerate(lines, start=1):
        named = {"cluster": proposal.cluster, "received_on": proposal.received_on}
        key = {"submission": fact.submission, "place": place}
        yield Put("submitted_nomination", key, {**named, **_columns(nomination, "unit", "award", "rank")})


def _voted(fact: CouncilVoted) -> Iterator[Put]:
    session = {
        **_columns(fact, "council", "held_on", "minutes", "repeats"),
        "members": [str(person) for person in fact.members],
        "present": [str(person) for person in fact.present],
    }
    yield Put("council_session", {"submission": fact.submission, "session": fact.session}, session)
    for vote in fact.votes:
        key = {"submission": fact.submission, "session": fact.session, **_columns(vote, "cluster", "unit", "award")}
        yield Put("council_vote", key, _vote(vote))


def _vote(vote: NominationVote) -> dict[str, object]:
    return {
        **_columns(vote, "yes", "no", "blank", "invalid", "base", "passed", "pack", "ballot"),
        "recused": [str(person) for person in vote.recused],
        "threshold": vote.threshold.model_dump(mode="json"),
    }


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}


def _documents(parts: tuple[Contract, ...]) -> list[dict[str, object]]:
    return [part.model_dump(mode="json") for part in parts]
