"""The Government's flag goes into a submission: those proposed, each with a dossier of its own; or comes back out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from contracts.awards import Nomination, Proposal, SubmissionId
from contracts.base import ClusterId, Contract, Fact, SeasonId, Text
from contracts.government_flag import FlagNominee, GovernmentFlagReleased, GovernmentFlagSubmitted
from contracts.procedure import ReceivedPaper
from contracts.rules import AwardCode
from infra.runtime.decisions import Context
from services.awards import government_flag_refusals as no
from services.awards.complaints import require_none_open
from services.awards.days import require_day
from services.awards.dossiers import each_paper_once
from services.awards.government_flag import FlagProposal, KnownOfSeason, require_may_be_proposed, require_season
from services.awards.known import Known
from services.awards.money import Pack, governing_pack
from services.awards.procedure_refusals import DossiersIncomplete, SubmissionIdUsed, UnknownPapers
from services.awards.rounds import Round
from services.awards.submission import Submission
from services.awards.submissions import SubmissionPaper, is_same, issue, listed, take_back

FLAG = AwardCode.GOVERNMENT_FLAG

# Commands


class NomineePapers(Contract):
    """A cluster whose leader was proposed, and the papers of its dossier for the Government's flag."""

    cluster: ClusterId
    papers: Annotated[tuple[ReceivedPaper, ...], AfterValidator(each_paper_once)] = Field(max_length=20)


def _each_cluster_once(nominees: tuple[NomineePapers, ...]) -> tuple[NomineePapers, ...]:
    if len({nominee.cluster for nominee in nominees}) != len(nominees):
        raise ValueError("each cluster may be named once only")
    return nominees


class SubmitGovernmentFlag(SubmissionPaper):
    """Submit all who were proposed for the season's Government flag; nobody else is proposed from here."""

    season: SeasonId
    nominees: Annotated[tuple[NomineePapers, ...], AfterValidator(_each_cluster_once)] = Field(min_length=1, max_length=100)


class WithdrawGovernmentFlag(Contract):
    """Take that submission back before the council votes."""

    season: SeasonId
    submission: SubmissionId
    reason: Text


# Decide


def submit_flag(
    command: SubmitGovernmentFlag, context: Context[KnownOfSeason], current: Submission, flag: FlagProposal, *rounds: Round
) -> Sequence[Fact]:
    """Submit for the Government's flag; whoever no longer leads, or lacks papers, is named.

    Raises:
        NothingProposed, FlagSubmittedBefore, NomineesDiffer, ComplaintsOpen, DossiersIncomplete: it cannot be.
    """
    rules, known = require_season(command.season, context), context.known
    clusters = tuple(nominee.cluster for nominee in command.nominees)
    if current.issued is not None:
        if current.withdrawn is None and is_same(command, clusters, current.issued):
            return []
        raise SubmissionIdUsed
    if flag.proposed is None:
        raise no.NothingProposed(season=command.season)
    if flag.submission is not None:
        raise no.FlagSubmittedBefore(submission=str(flag.submission))
    if set(clusters) != (proposed := {nominee.cluster for nominee in flag.proposed.nominees}):
        raise no.NomineesDiffer(clusters=listed(proposed))
    leaders = require_may_be_proposed(clusters, context, rules, rounds).nominees
    require_none_open(known.complaints_open_in)
    earliest = max(flag.proposed.proposed_on, *(of.drafted.published_on for of in rounds if of.drafted is not None))
    require_day(command.submitted_on, earliest=earliest, today=context.today)
    # The dossier for this flag comes in with the submission, whenever that for the provincial one came.
    pack = governing_pack(known.packs, on=command.submitted_on, received_on=command.submitted_on)
    nominees = tuple(
        FlagNominee(cluster=leader.cluster, unit=leader.unit, papers=named.papers)
        for leader, named in zip(leaders, command.nominees, strict=True)
    )
    _require_complete(nominees, pack, known)
    issued = issue(
        command,
        pack,
        authority=rules.authority,
        season=command.season,
        proposals=tuple(_proposal(command, nominee, of) for nominee, of in zip(nominees, rounds, strict=True)),
        for_government=True,
    )
    said: dict[str, Any] = {name: getattr(command, name) for name in ("season", "submission", "submitted_on")}
    return [issued, GovernmentFlagSubmitted(**said, nominees=nominees, pack=pack.name)]


def _proposal(command: SubmitGovernmentFlag, nominee: FlagNominee, of: Round) -> Proposal:
    assert of.drafted is not None
    return Proposal(
        cluster=nominee.cluster,
        published_on=of.drafted.published_on,
        received_on=command.submitted_on,
        nominations=(Nomination(unit=nominee.unit, award=FLAG, rank=1),),
    )


def _require_complete(nominees: Sequence[FlagNominee], pack: Pack, known: KnownOfSeason) -> None:
    listed_papers = {paper.code: paper.name for paper in pack.procedure.papers_for(FLAG)}
    names = Known(units=known.units).names
    lacking = []
    for nominee in nominees:
        here = {paper.paper for paper in nominee.papers}
        if unknown := sorted(here - listed_papers.keys()):
            required = ", ".join(listed_papers) or "—"
            raise UnknownPapers(award=FLAG, papers=", ".join(unknown), pack=pack.procedure.named, required=required)
        if missing := [name for code, name in listed_papers.items() if code not in here]:
            lacking.append((nominee.unit, f"{names([nominee.unit])} ({FLAG}): {', '.join(missing)}"))
    if lacking:
        raise DossiersIncomplete(
            missing="; ".join(sorted(said for _, said in lacking)), units=sorted(str(unit) for unit, _ in lacking)
        )


def withdraw_flag(
    command: WithdrawGovernmentFlag, context: Context[Any], current: Submission, flag: FlagProposal
) -> Sequence[Fact]:
    taken_back = take_back(command.submission, command.reason, context, current)
    if taken_back is None:
        return []
    if flag.submission != command.submission:
        raise no.FlagNotSubmitted(season=command.season)
    day = taken_back.withdrawn_on
    return [taken_back, GovernmentFlagReleased(season=command.season, submission=command.submission, released_on=day)]
