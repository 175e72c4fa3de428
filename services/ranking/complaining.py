"""What is decided of complaints: filed by a member in time, withdrawn by who filed it, decided once by the board.

The stream itself is complaints.py; the commands stand in complaint_commands.py.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import assert_never
from uuid import UUID

from contracts.base import Fact
from contracts.complaints import (
    ComplaintFiled,
    ComplaintGround,
    ComplaintRejected,
    ComplaintUpheld,
    ComplaintWithdrawn,
)
from contracts.ranking import StandingsPublished
from contracts.working_days import end_of
from infra.runtime.decisions import Context
from services.ranking import refusals as no
from services.ranking.complaint_commands import (
    ComplaintCommand,
    DecideComplaint,
    FileComplaint,
    Verdict,
    WithdrawComplaint,
)
from services.ranking.complaints import Complaint, Outcome
from services.ranking.known import Known
from services.ranking.refusals import SeasonRulesUnknown
from services.ranking.standing import NOT_DRAWN, Standing

SAID = ("cluster", "unit", "about", "ground", "leaves", "text", "documents")
"""What a complaint says, whenever it is filed."""


def decide_complaint(
    command: ComplaintCommand, context: Context[Known], complaint: Complaint, standing: Standing = NOT_DRAWN
) -> Sequence[Fact]:
    """Decide what concerns one complaint; filing reads its cluster's standing too."""
    match command:
        case FileComplaint():
            return _file(command, context, complaint, standing)
        case WithdrawComplaint():
            return _withdraw(command, context, complaint)
        case DecideComplaint():
            return _decide(command, context, complaint)
        case _:
            assert_never(command)


def _file(command: FileComplaint, context: Context[Known], complaint: Complaint, standing: Standing) -> Sequence[Fact]:
    context.require_unit(command.unit)
    if complaint.filed is not None:
        if any(getattr(complaint.filed, name) != getattr(command, name) for name in SAID):
            raise no.ComplaintIdTaken(complaint=str(command.complaint))
        return []
    published = standing.published
    if published is None:
        raise no.NothingToComplainOf
    for unit in (command.unit, command.about):
        _require_member(published, unit)
    known = context.known
    if known.rules is None:
        raise SeasonRulesUnknown(season=published.season)
    last_day = known.rules.complaining.last_day(published.published_on)
    if last_day is None:
        raise no.WindowUncountable(pack=published.pack, published_on=published.published_on.isoformat())
    if context.at >= end_of(last_day):
        raise no.ComplaintTooLate(publication=published.publication, last_day=last_day.isoformat())
    _require_ground(command, known)
    _require_documents(command.documents, known)
    return [
        ComplaintFiled(
            complaint=command.complaint,
            cluster=command.cluster,
            season=published.season,
            authority=published.authority,
            publication=published.publication,
            unit=command.unit,
            about=command.about,
            ground=command.ground,
            leaves=command.leaves,
            text=command.text,
            documents=command.documents,
            filed_on=context.today,
            last_day=last_day,
        )
    ]


def _withdraw(command: WithdrawComplaint, context: Context[Known], complaint: Complaint) -> Sequence[Fact]:
    filed = _filed(complaint, command.complaint)
    context.require_unit(filed.unit)
    if complaint.outcome is Outcome.WITHDRAWN:
        return []
    if complaint.decided is not None:
        raise no.ComplaintDecided(outcome=complaint.outcome)
    return [
        ComplaintWithdrawn(complaint=command.complaint, cluster=filed.cluster, reason=command.reason, withdrawn_on=context.today)
    ]


def _decide(command: DecideComplaint, context: Context[Known], complaint: Complaint) -> Sequence[Fact]:
    filed = _filed(complaint, command.complaint)
    context.require_authority(filed.authority)
    if filed.cluster != command.cluster:
        raise no.NoSuchComplaint(complaint=str(command.complaint))
    if complaint.outcome is Outcome.WITHDRAWN:
        raise no.ComplaintWasWithdrawn
    decided = _rejected(command, filed, context) if command.verdict is Verdict.REJECTED else _upheld(command, filed, context)
    if (before := complaint.decided) is not None:
        # Told again on another day it is the same decision, which has its day already.
        if before != decided.model_copy(update={"decided_on": before.decided_on}):
            raise no.ComplaintDecided(outcome=complaint.outcome)
        return []
    if isinstance(decided, ComplaintUpheld):
        _require_reopenable(decided, context.known)
    _require_documents((command.document,), context.known)
    return [decided]


def _rejected(command: DecideComplaint, filed: ComplaintFiled, context: Context[Known]) -> ComplaintRejected:
    if command.unit is not None or command.leaves or command.ledgers or command.to_do is not None:
        raise no.RejectedSaysTooMuch
    return ComplaintRejected(
        complaint=command.complaint,
        cluster=filed.cluster,
        authority=filed.authority,
        reason=command.reason,
        document=command.document,
        decided_on=context.today,
    )


def _upheld(command: DecideComplaint, filed: ComplaintFiled, context: Context[Known]) -> ComplaintUpheld:
    if not command.leaves and not command.ledgers and command.to_do is None:
        raise no.UpheldSaysNothing
    return ComplaintUpheld(
        complaint=command.complaint,
        cluster=filed.cluster,
        authority=filed.authority,
        unit=command.unit or filed.about,
        leaves=tuple(dict.fromkeys(command.leaves)),
        ledgers=command.ledgers,
        to_do=command.to_do,
        reason=command.reason,
        document=command.document,
        decided_on=context.today,
    )


def _filed(complaint: Complaint, of: UUID) -> ComplaintFiled:
    if complaint.filed is None:
        raise no.NoSuchComplaint(complaint=str(of))
    return complaint.filed


def _require_member(published: StandingsPublished, unit: UUID) -> None:
    if all(row.unit != unit for row in published.rows):
        raise no.NotInStandings(unit=str(unit))


def _require_ground(command: FileComplaint, known: Known) -> None:
    if command.ground is not ComplaintGround.POINTS:
        if command.leaves:
            raise no.LeavesNotAsked(ground=command.ground)
        return
    if not command.leaves:
        raise no.LeavesMissing
    _require_leaves(command.leaves, command.about, known)


def _require_reopenable(decided: ComplaintUpheld, known: Known) -> None:
    """Refuse here what scoring could not reopen: the decision is an official act, and scoring hears of it afterwards."""
    scores = {score.unit: score for score in known.locked.rows} if known.locked else {}
    if strangers := sorted(str(unit) for unit in {decided.unit, *decided.ledgers} - scores.keys()):
        raise no.NotInStandings(unit=", ".join(strangers))
    if decided.leaves:
        _require_leaves(decided.leaves, decided.unit, known)
        if not scores[decided.unit].complete:
            raise no.NothingToReopen(unit=str(decided.unit))


def _require_leaves(leaves: Collection[str], unit: UUID, known: Known) -> None:
    unknown = sorted({leaf for leaf in leaves if leaf not in known.leaves or unit in known.leaves[leaf]})
    if unknown:
        raise no.UnknownLeaves(leaves=", ".join(unknown))


def _require_documents(documents: Collection[UUID], known: Known) -> None:
    if unknown := sorted(str(each) for each in set(documents) - known.documents):
        raise no.UnknownDocuments(documents=", ".join(unknown))
