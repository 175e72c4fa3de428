"""What the facts of a submission change in the read model: from its number over the votes to the Government's decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Contract
from contracts.government_flag import HigherDecisionRecorded, ProposalsForwarded
from contracts.procedure import (
    AppraisalConcluded,
    CouncilVoted,
    NominationVote,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    SubmissionIssued,
    SubmissionWithdrawn,
)
from infra.runtime.changes import Change, Patch, Put
from services.awards.submission import StepFact, SubmissionFact


def submission_rows(fact: SubmissionFact) -> Iterator[Change]:
    key = {"submission": fact.submission}
    match fact:
        case SubmissionIssued():
            yield from _issued(fact)
        case SubmissionWithdrawn():
            yield Patch("submission", key, {"withdrawn_on": fact.withdrawn_on, "withdrawn_reason": fact.reason})
        case OpinionsAsked() | OpinionReceived() | OpinionsClosed() | AppraisalConcluded():
            yield from _of_step(fact)
        case CouncilVoted():
            yield from _voted(fact)
        case ProposalsForwarded():
            said = {name: value for name, value in fact.model_dump(mode="json").items() if name != "submission"}
            yield Patch("submission", key, {"forwarded": said})
        case HigherDecisionRecorded():
            said = {name: value for name, value in fact.model_dump(mode="json").items() if name != "submission"}
            yield Patch("submission", key, {"higher_decision": said})
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


def _issued(fact: SubmissionIssued) -> Iterator[Put]:
    row = _columns(
        fact,
        *("authority", "season", "issuer", "series", "number", "year", "submitted_on", "title"),
        *("signer_name", "signer_title", "level", "pack", "appraisal_due_on"),
    )
    row["for_government"] = bool(fact.for_government)
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
