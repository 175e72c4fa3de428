"""Dossiers (hồ sơ): the papers of each nomination, handed in by its unit or the board, returned or refused with reasons.

Which papers a dossier holds is the pack's word; it is complete when all of them are there, and nobody has to say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, assert_never

from pydantic import AfterValidator, Field

from contracts.awards import Nomination
from contracts.base import NONE, ClusterId, Contract, Fact, Slug, Text, UnitId
from contracts.procedure import DossierPapersReceived, DossierRefused, DossierReturned, PaperRecord, ReceivedPaper
from contracts.rules import AwardCode
from infra.runtime.decisions import Context, Role
from services.awards import procedure_refusals as refusals
from services.awards.known import Known
from services.awards.money import Pack, governing_pack
from services.awards.refusals import NominationsMissing
from services.awards.rounds import Dossier, Round

# Commands


def each_paper_once(papers: tuple[ReceivedPaper, ...]) -> tuple[ReceivedPaper, ...]:
    if len({paper.paper for paper in papers}) != len(papers):
        raise ValueError("each paper may be named once only")
    return papers


class HandInPapers(Contract):
    """Hand papers of a nomination's dossier in, each by its number and day, a file's hash, or a record of registry's."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    papers: Annotated[tuple[ReceivedPaper, ...], AfterValidator(each_paper_once)] = Field(min_length=1, max_length=20)


class ReturnDossier(Contract):
    """Give papers back to the unit, which may hand them in again; where none is named, all that are there."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    papers: tuple[Slug, ...] = Field(max_length=20)
    reason: Text


class RefuseDossier(Contract):
    """Refuse a dossier: the nomination is out for this round, and its place stays open."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    reason: Text


DossierCommand = HandInPapers | ReturnDossier | RefuseDossier

# Decide


def decide_dossier(command: DossierCommand, context: Context[Any], current: Round) -> Sequence[Fact]:
    drafted = current.drafted
    if drafted is None:
        raise NominationsMissing(clusters=str(command.cluster))
    context.require_authority(drafted.authority)
    if Role.BOARD_OFFICER not in context.caller.roles:
        context.require_unit(command.unit)
    nomination = _nomination(command, current)
    dossier = current.dossier((command.unit, command.award))
    match command:
        case HandInPapers():
            _require_open(command, current, dossier)
            return _hand_in(command, context, current, dossier)
        case ReturnDossier():
            _require_open(command, current, dossier)
            return _return(command, context.today, dossier)
        case RefuseDossier():
            return _refuse(command, context.today, current, dossier, nomination)
    assert_never(command)


def _hand_in(command: HandInPapers, context: Context[Known], current: Round, dossier: Dossier) -> Sequence[Fact]:
    pack = governing_pack(context.known.packs, on=context.today, received_on=current.received_on)
    _require_listed(command, pack)
    cited = [(p.source.record, p.source.id) for p in command.papers if isinstance(p.source, PaperRecord)]
    if unknown := [str(of) for record, of in cited if (record, of, command.unit) not in context.known.records]:
        raise refusals.UnknownRecords(records=", ".join(sorted(unknown)))
    if all(dossier.papers.get(paper.paper) == paper.source for paper in command.papers):
        return []
    return [DossierPapersReceived(**vars(command), received_on=context.today, pack=pack.name)]


def _return(command: ReturnDossier, today: date, dossier: Dossier) -> Sequence[Fact]:
    papers = command.papers or tuple(sorted(dossier.papers))
    if missing := sorted(set(papers) - dossier.papers.keys()):
        raise refusals.PapersNotReceived(papers=", ".join(missing))
    if not papers:
        raise refusals.PapersNotReceived(papers="—")
    return [DossierReturned(**{**vars(command), "papers": papers}, returned_on=today)]


def _refuse(command: RefuseDossier, today: date, current: Round, dossier: Dossier, nomination: Nomination) -> Sequence[Fact]:
    if dossier.refused is not None and dossier.refused.reason == command.reason:
        return []
    _require_open(command, current, dossier)
    return [DossierRefused(**vars(command), rank=nomination.rank, refused_on=today)]


def _nomination(command: DossierCommand, current: Round) -> Nomination:
    for nomination in current.nominations:
        if (nomination.unit, nomination.award) == (command.unit, command.award):
            return nomination
    raise refusals.NotNominated(cluster=str(command.cluster), unit=str(command.unit), award=command.award)


def _require_open(command: DossierCommand, current: Round, dossier: Dossier) -> None:
    if dossier.refused is not None:
        raise refusals.DossierRefusedBefore(refused_on=dossier.refused.refused_on.isoformat(), reason=dossier.refused.reason)
    if current.submission is not None:
        raise refusals.NominationsFrozen(cluster=str(command.cluster), submission=str(current.submission))


def _require_listed(command: HandInPapers, pack: Pack) -> None:
    required = [paper.code for paper in pack.procedure.papers_for(command.award)]
    if unknown := sorted({paper.paper for paper in command.papers} - set(required)):
        raise refusals.UnknownPapers(
            award=command.award,
            papers=", ".join(unknown),
            pack=pack.procedure.named,
            required=", ".join(required) or "—",
        )


def lacking(of: Iterable[Nomination], current: Round, pack: Pack) -> dict[Nomination, tuple[str, ...]]:
    """Which papers the dossiers of these nominations lack, by the names that the pack gives them.

    Raises:
        PapersNotStated: the pack has no checklist for one of the awards.
    """
    found = {}
    for nomination in of:
        here = current.dossier((nomination.unit, nomination.award)).papers
        missing = tuple(p.name for p in pack.procedure.papers_for(nomination.award) if p.code not in here)
        if missing:
            found[nomination] = missing
    return found
