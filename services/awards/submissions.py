"""Submissions (tờ trình): nominations put forward under a number, and taken back while nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from contracts.awards import (
    ITEMS_MAX,
    DecisionNumber,
    Nomination,
    NominationsDrafted,
    Proposal,
    RevisionCaseClosed,
    RevisionOutcome,
    Series,
    SubmissionId,
)
from contracts.base import ClusterId, Contract, Day, Fact, Name, OfficialName, Text
from contracts.procedure import NominationsReleased, NominationsSubmitted, SubmissionIssued, SubmissionWithdrawn
from contracts.rules import ProcedureStep
from infra.runtime.decisions import Context
from services.awards import procedure_refusals as refusals
from services.awards import submission_refusals as no
from services.awards.complaints import require_none_open
from services.awards.days import require_day
from services.awards.distinct import Distinct
from services.awards.dossiers import lacking
from services.awards.known import Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure import level_of_all
from services.awards.refusals import DossiersMissing, NominationsMissing, SeasonsDiffer, TooManyItems
from services.awards.rounds import Round
from services.awards.submission import Submission, require_issued

# Commands


class SubmissionPaper(Contract):
    """What every submission has on paper; its number is its issuer's own of that year and series."""

    submission: SubmissionId
    title: Name
    issuer: Name
    series: Series
    number: DecisionNumber
    submitted_on: Day
    signer_name: OfficialName
    signer_title: OfficialName


class SubmitNominations(SubmissionPaper):
    """Put the nominations of clusters forward under a number, in the order of the clusters; they are frozen from here."""

    clusters: Annotated[tuple[ClusterId, ...], Distinct] = Field(min_length=1, max_length=100)


class WithdrawSubmission(Contract):
    """Take a submission back, with all of its clusters, before the council votes or a decision takes it in."""

    submission: SubmissionId
    clusters: Annotated[tuple[ClusterId, ...], Distinct] = Field(min_length=1, max_length=100)
    reason: Text


# Decide


def submit(command: SubmitNominations, context: Context[Known], current: Submission, *rounds: Round) -> Sequence[Fact]:
    drafted = _require_own(command, context, rounds)
    if current.issued is not None:
        if current.withdrawn is None and is_same(command, command.clusters, current.issued):
            return []
        raise refusals.SubmissionIdUsed
    proposals, season = _proposals(command, rounds), drafted[0].season
    nominations = [nomination for proposal in proposals for nomination in proposal.nominations]
    if not nominations:
        raise refusals.NothingToSubmit
    if len(nominations) > ITEMS_MAX:
        raise TooManyItems(count=len(nominations), limit=ITEMS_MAX)
    earliest = max(day for proposal in proposals for day in (proposal.published_on, proposal.received_on))
    require_day(command.submitted_on, earliest=earliest, today=context.today)
    known = context.known
    require_none_open(known.complaints_open_in)
    units = [nomination.unit for nomination in nominations]
    known.require_eligible(units, season, command.submitted_on, context.today)
    _require_complete(command, known, rounds)
    pack = pack_of(proposals, command.submitted_on, known)
    issued = issue(command, pack, authority=drafted[0].authority, season=season, proposals=proposals)
    return [issued, *(_frozen(command, proposal) for proposal in proposals)]


def issue(command: SubmissionPaper, pack: Pack, *, proposals: tuple[Proposal, ...], **of: Any) -> SubmissionIssued:
    """The submission itself, with the last day of its appraisal."""
    level = level_of_all(nomination for proposal in proposals for nomination in proposal.nominations)
    return SubmissionIssued(
        **{name: getattr(command, name) for name in SubmissionPaper.model_fields},
        **of,
        year=command.submitted_on.year,
        level=level,
        pack=pack.name,
        proposals=proposals,
        appraisal_due_on=pack.procedure.due_on(ProcedureStep.APPRAISAL, level, command.submitted_on),
    )


def withdraw(command: WithdrawSubmission, context: Context[Any], current: Submission, *rounds: Round) -> Sequence[Fact]:
    taken_back = take_back(command.submission, command.reason, context, current)
    if taken_back is None:
        return []
    issued = current.issued
    assert issued is not None
    if issued.for_government:
        raise no.WithdrawFlagInstead
    clusters = {proposal.cluster for proposal in issued.proposals}
    if clusters != set(command.clusters):
        raise no.WithdrawnAsAWhole(clusters=listed(clusters))
    return [
        taken_back.model_copy(update={"clusters": command.clusters}),
        *(fact for cluster, of in zip(command.clusters, rounds, strict=True) for fact in _released(taken_back, cluster, of)),
    ]


def take_back(submission: UUID, reason: str, context: Context[Any], current: Submission) -> SubmissionWithdrawn | None:
    """The withdrawal, None where it was said before.

    Raises:
        SubmissionNotIssued, ForeignAuthority, SubmissionTakenBack, VotedOn, ForwardedBefore: it cannot be taken back.
    """
    if current.issued is not None and current.withdrawn is not None and current.withdrawn.reason == reason:
        context.require_authority(current.issued.authority)
        return None
    require_issued(submission, context, current)
    if current.sessions:
        raise no.VotedOn
    require_not_forwarded(current)
    return SubmissionWithdrawn(submission=submission, clusters=(), reason=reason, withdrawn_on=context.today)


def require_not_forwarded(current: Submission) -> None:
    if (forwarded := current.forwarded) is not None:
        number = f"{forwarded.number}/{forwarded.series}"
        raise no.ForwardedBefore(number=number, forwarded_on=forwarded.forwarded_on.isoformat())


def _released(withdrawn: SubmissionWithdrawn, cluster: UUID, of: Round) -> Iterator[Fact]:
    """The cluster's round is free again; a case about what was put forward has nothing left to decide."""
    if of.case is not None and of.is_open:
        yield RevisionCaseClosed(
            cluster=cluster,
            case=of.case.case,
            outcome=RevisionOutcome.SUBMISSION_WITHDRAWN,
            decision=None,
            reason=withdrawn.reason,
        )
    yield NominationsReleased(cluster=cluster, submission=withdrawn.submission, released_on=withdrawn.withdrawn_on)


def _require_own(command: SubmitNominations, context: Context[Known], rounds: Sequence[Round]) -> Sequence[NominationsDrafted]:
    drafted = [of.drafted for of in rounds if of.drafted is not None]
    if missing := set(command.clusters) - {of.cluster for of in drafted}:
        raise NominationsMissing(clusters=listed(missing))
    for of in drafted:
        context.require_authority(of.authority)
    if len(seasons := sorted({of.season for of in drafted})) > 1:
        raise SeasonsDiffer(seasons=", ".join(seasons))
    return drafted


def _proposals(command: SubmitNominations, rounds: Sequence[Round]) -> tuple[Proposal, ...]:
    for cluster, of in zip(command.clusters, rounds, strict=True):
        if of.submission is not None:
            raise refusals.NominationsFrozen(cluster=str(cluster), submission=str(of.submission))
    proposals = tuple(of.proposal for of in rounds if of.proposal is not None)
    if missing := set(command.clusters) - {proposal.cluster for proposal in proposals}:
        raise DossiersMissing(clusters=listed(missing))
    return proposals


def is_same(command: SubmissionPaper, clusters: Sequence[UUID], issued: SubmissionIssued) -> bool:
    said = (getattr(command, name) == getattr(issued, name) for name in SubmissionPaper.model_fields)
    return tuple(clusters) == tuple(proposal.cluster for proposal in issued.proposals) and all(said)


def _frozen(command: SubmitNominations, proposal: Proposal) -> NominationsSubmitted:
    return NominationsSubmitted(
        cluster=proposal.cluster,
        submission=command.submission,
        submitted_on=command.submitted_on,
        nominations=proposal.nominations,
    )


def _require_complete(command: SubmitNominations, known: Known, rounds: Sequence[Round]) -> None:
    found: dict[Nomination, tuple[str, ...]] = {}
    for of in rounds:
        pack = governing_pack(known.packs, on=command.submitted_on, received_on=of.received_on)
        found |= lacking(of.standing, of, pack)
    if found:
        said = [
            f"{known.names([nomination.unit])} ({nomination.award}): {', '.join(papers)}" for nomination, papers in found.items()
        ]
        raise refusals.DossiersIncomplete(missing="; ".join(sorted(said)), units=sorted(str(n.unit) for n in found))


def pack_of(proposals: Sequence[Proposal], on: date, known: Known) -> Pack:
    """The pack that a submission's days are counted by: that of the dossiers received first."""
    return governing_pack(known.packs, on=on, received_on=min(proposal.received_on for proposal in proposals))


def listed(ids: Iterable[UUID]) -> str:
    return ", ".join(sorted(str(one) for one in ids))
