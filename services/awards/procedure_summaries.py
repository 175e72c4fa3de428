"""What an event between nomination and grant says, in one line for people; persons and their names never stand in it."""

from __future__ import annotations

from typing import assert_never

from contracts.procedure import (
    DecisionPublished,
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    DraftWithdrawn,
    NominationsReleased,
    NominationsSubmitted,
)
from services.awards.amendment_summaries import vi_day
from services.awards.procedure_rows import ProcedureFact
from services.awards.rounds import DossierFact
from services.awards.submission import SubmissionFact
from services.awards.submission_summaries import submission_summary


def summary_of(fact: ProcedureFact) -> tuple[str, str]:
    if isinstance(fact, SubmissionFact):
        return submission_summary(fact)
    match fact:
        case DossierPapersReceived() | DossierReturned() | DossierRefused():
            return _of_dossier(fact)
        case NominationsSubmitted(nominations=nominations, submitted_on=day):
            count = len(nominations)
            return f"Trình {count} đề nghị ngày {vi_day(day)}", f"{count} nominations submitted on {day}"
        case NominationsReleased(released_on=day):
            return f"Rút đề nghị khỏi tờ trình ngày {vi_day(day)}", f"Nominations taken out of the submission on {day}"
        case DraftWithdrawn(reason=reason):
            return f"Rút dự thảo quyết định: {reason}", f"Draft of the decision withdrawn: {reason}"
        case DecisionPublished(published_on=day, where=where):
            return f"Công bố quyết định ngày {vi_day(day)}: {where}", f"Decision published on {day}: {where}"
    assert_never(fact)


def _of_dossier(fact: DossierFact) -> tuple[str, str]:
    match fact:
        case DossierPapersReceived(papers=papers, received_on=day):
            return (
                f"Nhận {len(papers)} giấy tờ của hồ sơ ngày {vi_day(day)}",
                f"{len(papers)} papers of a dossier received on {day}",
            )
        case DossierReturned(papers=papers, reason=reason):
            return f"Trả lại {len(papers)} giấy tờ của hồ sơ: {reason}", f"{len(papers)} papers of a dossier returned: {reason}"
        case DossierRefused(reason=reason):
            return f"Từ chối hồ sơ, chỗ để trống: {reason}", f"Dossier refused, its place stays open: {reason}"
    assert_never(fact)
