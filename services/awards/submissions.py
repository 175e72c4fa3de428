"""Submissions (tờ trình): nominations put forward under a number, the opinions asked on them, and their appraisal.

Deadlines are counted by the pack's calendar and written into the facts; they warn and move nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, assert_never, get_args
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts.awards import ITEMS_MAX, DecisionNumber, Nomination, NominationsDrafted, Proposal, Series, SubmissionId
from contracts.base import NONE, ClusterId, Contract, Day, Fact, Name, OfficialName, Text
from contracts.procedure import (
    AppraisalConcluded,
    AskedOpinion,
    CouncilVoted,
    NominationsSubmitted,
    NominationVote,
    OpinionId,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    PaperDocument,
    Stance,
    SubmissionIssued,
)
from contracts.rules import AwardCode, ProcedureStep
from infra.runtime.decisions import Category, Context
from services.awards import procedure_refusals as refusals
from services.awards.days import require_day
from services.awards.distinct import Distinct
from services.awards.dossiers import lacking
from services.awards.known import Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure import level_of_all
from services.awards.refusals import DossiersMissing, NominationsMissing, SeasonsDiffer, TooManyItems, UnitsBarred
from services.awards.rounds import Round

# Commands


def _each_once(asked: tuple[AskedOpinion, ...]) -> tuple[AskedOpinion, ...]:
    if len({one.opinion for one in asked}) != len(asked):
        raise ValueError("each opinion needs an id of its own")
    return asked


class SubmitNominations(Contract):
    """Put the nominations of clusters forward under a number, in the order of the clusters; they are frozen from here."""

    submission: SubmissionId
    clusters: Annotated[tuple[ClusterId, ...], Distinct] = Field(min_length=1, max_length=100)
    title: Name
    issuer: Name
    series: Series
    number: DecisionNumber
    submitted_on: Day
    signer_name: OfficialName
    signer_title: OfficialName


class AskOpinions(Contract):
    """Record whose opinion was asked on a submission."""

    submission: SubmissionId
    asked_on: Day
    asked: Annotated[tuple[AskedOpinion, ...], AfterValidator(_each_once)] = Field(min_length=1, max_length=50)


class ReceiveOpinion(Contract):
    """Record an opinion that came in."""

    submission: SubmissionId
    opinion: OpinionId
    received_on: Day
    stance: Annotated[Stance, NONE]
    document: PaperDocument
    remarks: Text | None = None


class CloseOpinions(Contract):
    """Wait no longer for opinions that did not come, and say why."""

    submission: SubmissionId
    closed_on: Day
    reason: Text


class ConcludeAppraisal(Contract):
    """Record the conclusion of a submission's appraisal."""

    submission: SubmissionId
    concluded_on: Day
    document: PaperDocument
    conclusion: Text


StepCommand = AskOpinions | ReceiveOpinion | CloseOpinions | ConcludeAppraisal

# State

NominationKey = tuple[UUID, UUID, AwardCode]
"""A nomination by its cluster, unit and award."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What the council said last on a nomination, in which session, and of how many."""

    said: NominationVote
    held_on: date
    present: int
    members: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A submission and how far it came."""

    issued: SubmissionIssued | None = None
    asked: Mapping[UUID, date] = field(default_factory=dict)
    received: Mapping[UUID, date] = field(default_factory=dict)
    closed: Mapping[UUID, date] = field(default_factory=dict)
    appraised_on: date | None = None
    sessions: int = 0
    votes: Mapping[NominationKey, Vote] = field(default_factory=dict)

    @property
    def awaited(self) -> tuple[UUID, ...]:
        """Opinions that were asked, did not come, and are still waited for."""
        return tuple(opinion for opinion in self.asked if opinion not in self.received and opinion not in self.closed)

    @property
    def opinions_on(self) -> date | None:
        """The day of the last opinion, once somebody was asked and none is awaited."""
        if not self.asked or self.awaited:
            return None
        return max((*self.received.values(), *self.closed.values()))

    def concluded_on(self, step: ProcedureStep) -> date | None:
        """The day on which a step before the vote came to its end."""
        return self.opinions_on if step is ProcedureStep.OPINIONS else self.appraised_on


# Decide


def submit(command: SubmitNominations, context: Context[Known], current: Submission, *rounds: Round) -> Sequence[Fact]:
    drafted = _require_own(command, context, rounds)
    if current.issued is not None:
        if _is_same(command, current.issued):
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
    units = [nomination.unit for nomination in nominations]
    if barred := known.barred(units, season, command.submitted_on, context.today):
        raise UnitsBarred(names=known.names(barred), units=sorted(str(unit) for unit in barred))
    _require_complete(command, known, rounds)
    pack = _pack_of(proposals, command.submitted_on, known)
    level = level_of_all(nominations)
    issued = SubmissionIssued(
        submission=command.submission,
        authority=drafted[0].authority,
        season=season,
        issuer=command.issuer,
        series=command.series,
        number=command.number,
        year=command.submitted_on.year,
        submitted_on=command.submitted_on,
        title=command.title,
        signer_name=command.signer_name,
        signer_title=command.signer_title,
        level=level,
        pack=pack.name,
        proposals=proposals,
        appraisal_due_on=pack.procedure.due_on(ProcedureStep.APPRAISAL, level, command.submitted_on),
    )
    return [issued, *(_frozen(command, proposal) for proposal in proposals)]


def _require_own(command: SubmitNominations, context: Context[Known], rounds: Sequence[Round]) -> Sequence[NominationsDrafted]:
    drafted = [of.drafted for of in rounds if of.drafted is not None]
    if missing := set(command.clusters) - {of.cluster for of in drafted}:
        raise NominationsMissing(clusters=_listed(missing))
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
        raise DossiersMissing(clusters=_listed(missing))
    return proposals


def decide_step(command: StepCommand, context: Context[Any], current: Submission) -> Sequence[Fact]:
    """The steps between submission and vote."""
    issued = require_issued(command.submission, context, current)
    match command:
        case AskOpinions():
            return _ask(command, context, current, issued)
        case ReceiveOpinion():
            return _receive(command, context.today, current)
        case CloseOpinions():
            return _close(command, context.today, current)
        case ConcludeAppraisal():
            return _conclude(command, context.today, current, issued)
    assert_never(command)


def _ask(command: AskOpinions, context: Context[Known], current: Submission, issued: SubmissionIssued) -> Sequence[Fact]:
    require_day(command.asked_on, earliest=issued.submitted_on, today=context.today)
    if before := [one.opinion for one in command.asked if one.opinion in current.asked]:
        if len(before) == len(command.asked) and all(current.asked[opinion] == command.asked_on for opinion in before):
            return []
        raise refusals.OpinionAskedBefore(opinions=_listed(before))
    pack = _pack_of(issued.proposals, command.asked_on, context.known)
    due_on = pack.procedure.due_on(ProcedureStep.OPINIONS, issued.level, command.asked_on)
    return [OpinionsAsked(**dict(command), pack=pack.name, due_on=due_on)]


def _receive(command: ReceiveOpinion, today: date, current: Submission) -> Sequence[Fact]:
    if command.opinion not in current.asked:
        raise refusals.OpinionNotAsked(opinion=str(command.opinion))
    if command.opinion in current.received:
        if current.received[command.opinion] == command.received_on:
            return []
        raise refusals.OpinionReceivedBefore(received_on=current.received[command.opinion].isoformat())
    require_day(command.received_on, earliest=current.asked[command.opinion], today=today)
    return [OpinionReceived(**dict(command))]


def _close(command: CloseOpinions, today: date, current: Submission) -> Sequence[Fact]:
    missing = current.awaited
    if not missing:
        raise refusals.NothingAwaited
    require_day(command.closed_on, earliest=max(current.asked[opinion] for opinion in missing), today=today)
    return [OpinionsClosed(**dict(command), missing=missing)]


def _conclude(command: ConcludeAppraisal, today: date, current: Submission, issued: SubmissionIssued) -> Sequence[Fact]:
    if current.appraised_on is not None:
        if current.appraised_on == command.concluded_on:
            return []
        raise refusals.AppraisedBefore(concluded_on=current.appraised_on.isoformat())
    require_day(command.concluded_on, earliest=issued.submitted_on, today=today)
    return [AppraisalConcluded(**dict(command))]


def require_issued(submission: UUID, context: Context[Any], current: Submission) -> SubmissionIssued:
    if current.issued is None:
        raise refusals.SubmissionNotIssued(submissions=str(submission))
    context.require_authority(current.issued.authority)
    return current.issued


def _is_same(command: SubmitNominations, issued: SubmissionIssued) -> bool:
    said = {name: value for name, value in dict(command).items() if name != "clusters"}
    return command.clusters == tuple(proposal.cluster for proposal in issued.proposals) and all(
        getattr(issued, name) == value for name, value in said.items()
    )


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


def _pack_of(proposals: Sequence[Proposal], on: date, known: Known) -> Pack:
    """The pack that a submission's days are counted by: that of the dossiers received first."""
    return governing_pack(known.packs, on=on, received_on=min(proposal.received_on for proposal in proposals))


def _listed(ids: Iterable[UUID]) -> str:
    return ", ".join(sorted(str(one) for one in ids))


# Evolve

SubmissionFact = SubmissionIssued | OpinionsAsked | OpinionReceived | OpinionsClosed | AppraisalConcluded | CouncilVoted


def evolve_submission(current: Submission, fact: SubmissionFact) -> Submission:
    match fact:
        case SubmissionIssued():
            return replace(current, issued=fact)
        case OpinionsAsked():
            return replace(current, asked={**current.asked, **{one.opinion: fact.asked_on for one in fact.asked}})
        case OpinionReceived():
            return replace(current, received={**current.received, fact.opinion: fact.received_on})
        case OpinionsClosed():
            return replace(current, closed={**current.closed, **dict.fromkeys(fact.missing, fact.closed_on)})
        case AppraisalConcluded():
            return replace(current, appraised_on=fact.concluded_on)
        case CouncilVoted():
            present, members = len(fact.present), len(fact.members)
            votes = {(v.cluster, v.unit, v.award): Vote(v, fact.held_on, present, members) for v in fact.votes}
            return replace(current, sessions=fact.session, votes={**current.votes, **votes})
        case _:
            assert_never(fact)


SUBMISSION = Category("submission", Submission(), evolve_submission, get_args(SubmissionFact))
