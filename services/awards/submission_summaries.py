"""What an event of a submission says, in one line for people; persons and their names never stand in it."""

from __future__ import annotations

from typing import assert_never

from contracts.government_flag import HigherDecisionRecorded, ProposalsForwarded
from contracts.procedure import (
    AppraisalConcluded,
    CouncilVoted,
    OpinionReceived,
    OpinionsAsked,
    OpinionsClosed,
    Stance,
    SubmissionIssued,
    SubmissionWithdrawn,
)
from services.awards.amendment_summaries import vi_day
from services.awards.submission import StepFact, SubmissionFact

STANCES = {
    Stance.AGREES: "thống nhất",
    Stance.DISAGREES: "không thống nhất",
    Stance.NO_OPINION: "không có ý kiến",
}


def submission_summary(fact: SubmissionFact) -> tuple[str, str]:
    match fact:
        case OpinionsAsked() | OpinionReceived() | OpinionsClosed() | AppraisalConcluded():
            return _of_step(fact)
        case SubmissionIssued(issuer=issuer, submitted_on=day, proposals=proposals):
            number, count = f"{fact.number}/{fact.series}", sum(len(of.nominations) for of in proposals)
            return (
                f"{issuer} trình số {number} ngày {vi_day(day)}: {count} đề nghị của {len(proposals)} cụm, khối",
                f"{issuer} submitted {number} of {day}: {count} nominations of {len(proposals)} clusters",
            )
        case SubmissionWithdrawn(reason=reason, withdrawn_on=day):
            return f"Rút tờ trình ngày {vi_day(day)}: {reason}", f"Submission withdrawn on {day}: {reason}"
        case CouncilVoted(held_on=day, votes=votes, present=present, members=members):
            passed, count = sum(vote.passed for vote in votes), len(votes)
            there = f"{len(present)}/{len(members)}"
            return (
                f"Hội đồng họp ngày {vi_day(day)} ({there} có mặt): {passed}/{count} đề nghị đạt",
                f"The council voted on {day} ({there} present): {passed} of {count} nominations passed",
            )
        case ProposalsForwarded(issuer=issuer, addressee=addressee, forwarded_on=day, carried=carried):
            number, count = f"{fact.number}/{fact.series}", len(carried)
            return (
                f"{issuer} trình {addressee} số {number} ngày {vi_day(day)}: {count} đề nghị đã được Hội đồng thông qua",
                f"{issuer} proposed to {addressee} under {number} of {day}: {count} nominations that the council carried",
            )
        case HigherDecisionRecorded(decided_on=day, given=given):
            return (
                f"Cấp trên quyết định ngày {vi_day(day)}: tặng {len(given)} đơn vị",
                f"The Government decided on {day}: given to {len(given)} units",
            )
    assert_never(fact)


def _of_step(fact: StepFact) -> tuple[str, str]:
    match fact:
        case OpinionsAsked(asked=asked, due_on=due):
            until_vi = "" if due is None else f", hạn {vi_day(due)}"
            until_en = "" if due is None else f", due {due}"
            return f"Lấy ý kiến {len(asked)} nơi{until_vi}", f"{len(asked)} opinions asked{until_en}"
        case OpinionReceived(stance=stance, received_on=day):
            return f"Nhận ý kiến ngày {vi_day(day)}: {STANCES[stance]}", f"Opinion received on {day}: {stance}"
        case OpinionsClosed(missing=missing, reason=reason):
            count = len(missing)
            return f"Không chờ {count} ý kiến nữa: {reason}", f"{count} opinions no longer awaited: {reason}"
        case AppraisalConcluded(concluded_on=day):
            return f"Kết luận thẩm định ngày {vi_day(day)}", f"Appraisal concluded on {day}"
    assert_never(fact)
