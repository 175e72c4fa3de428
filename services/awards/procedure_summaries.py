"""What an event between nomination and grant says, in one line for people; persons and their names never stand in it."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from contracts.procedure import (
    AppraisalConcluded,
    CouncilVoted,
    DecisionPublished,
    DossierPapersReceived,
    DossierRefused,
    DossierReturned,
    DraftWithdrawn,
    NominationsSubmitted,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    Stance,
    SubmissionIssued,
)
from services.awards.procedure_rows import DossierFact, ProcedureFact, StepFact

STANCES = {
    Stance.AGREES: "thống nhất",
    Stance.DISAGREES: "không thống nhất",
    Stance.NO_OPINION: "không có ý kiến",
}


def summary_of(fact: ProcedureFact) -> tuple[str, str]:
    match fact:
        case DossierPapersReceived() | DossierReturned() | DossierRefused():
            return _of_dossier(fact)
        case OpinionsAsked() | OpinionReceived() | OpinionsClosed() | AppraisalConcluded():
            return _of_step(fact)
        case NominationsSubmitted(nominations=nominations, submitted_on=day):
            count = len(nominations)
            return f"Trình {count} đề nghị ngày {_vi(day)}", f"{count} nominations submitted on {day}"
        case SubmissionIssued(issuer=issuer, submitted_on=day, proposals=proposals):
            number, count = f"{fact.number}/{fact.series}", sum(len(of.nominations) for of in proposals)
            return (
                f"{issuer} trình số {number} ngày {_vi(day)}: {count} đề nghị của {len(proposals)} cụm, khối",
                f"{issuer} submitted {number} of {day}: {count} nominations of {len(proposals)} clusters",
            )
        case CouncilVoted(held_on=day, votes=votes, present=present, members=members):
            passed, count = sum(vote.passed for vote in votes), len(votes)
            there = f"{len(present)}/{len(members)}"
            return (
                f"Hội đồng họp ngày {_vi(day)} ({there} có mặt): {passed}/{count} đề nghị đạt",
                f"The council voted on {day} ({there} present): {passed} of {count} nominations passed",
            )
        case DraftWithdrawn(reason=reason):
            return f"Rút dự thảo quyết định: {reason}", f"Draft of the decision withdrawn: {reason}"
        case DecisionPublished(published_on=day, where=where):
            return f"Công bố quyết định ngày {_vi(day)}: {where}", f"Decision published on {day}: {where}"
    assert_never(fact)


def _of_dossier(fact: DossierFact) -> tuple[str, str]:
    match fact:
        case DossierPapersReceived(papers=papers, received_on=day):
            return f"Nhận {len(papers)} giấy tờ của hồ sơ ngày {_vi(day)}", f"{len(papers)} papers of a dossier received on {day}"
        case DossierReturned(papers=papers, reason=reason):
            return f"Trả lại {len(papers)} giấy tờ của hồ sơ: {reason}", f"{len(papers)} papers of a dossier returned: {reason}"
        case DossierRefused(reason=reason):
            return f"Từ chối hồ sơ, chỗ để trống: {reason}", f"Dossier refused, its place stays open: {reason}"
    assert_never(fact)


def _of_step(fact: StepFact) -> tuple[str, str]:
    match fact:
        case OpinionsAsked(asked=asked, due_on=due):
            until_vi = "" if due is None else f", hạn {_vi(due)}"
            until_en = "" if due is None else f", due {due}"
            return f"Lấy ý kiến {len(asked)} nơi{until_vi}", f"{len(asked)} opinions asked{until_en}"
        case OpinionReceived(stance=stance, received_on=day):
            return f"Nhận ý kiến ngày {_vi(day)}: {STANCES[stance]}", f"Opinion received on {day}: {stance}"
        case OpinionsClosed(missing=missing, reason=reason):
            count = len(missing)
            return f"Không chờ {count} ý kiến nữa: {reason}", f"{count} opinions no longer awaited: {reason}"
        case AppraisalConcluded(concluded_on=day):
            return f"Kết luận thẩm định ngày {_vi(day)}", f"Appraisal concluded on {day}"
    assert_never(fact)


def _vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"
