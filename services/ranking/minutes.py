"""What a ballot came to, in sentences: Vietnamese and English. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, assert_never
from uuid import UUID

from contracts.ballots import Answers, BallotMethod, ConfirmationResult, TieBreakResult
from contracts.base import VIETNAM
from contracts.rules import Share, Threshold, VoteBase
from infra.runtime.chain import Summary
from services.ranking.ballot_views import BallotView

Named = Callable[[UUID], str]
METHODS: Final = {
    BallotMethod.PAPER: ("phiếu giấy", "on paper"),
    BallotMethod.ELECTRONIC: ("bỏ phiếu điện tử", "electronically"),
}
BASES: Final = {VoteBase.PRESENT: ("số có mặt", "those present"), VoteBase.TOTAL: ("tổng số thành viên", "all members")}


def outcome_of(result: ConfirmationResult | TieBreakResult, threshold: Threshold | None, name: Named) -> tuple[Summary, ...]:
    """The result, a sentence a candidate, or one on the tie."""
    match result:
        case ConfirmationResult(answers=answers):
            assert threshold is not None
            return tuple(_answered(each, threshold, name(each.candidate)) for each in answers)
        case TieBreakResult():
            return (_named(result, name),)
        case _:
            assert_never(result)


def _answered(found: Answers, threshold: Threshold, unit: str) -> Summary:
    vi, en = _needs(threshold)
    counts = (found.yes, found.no, found.blank, found.invalid)
    return Summary(
        vi=f"{unit}: {counts[0]} tán thành, {counts[1]} không tán thành, {counts[2]} trắng, {counts[3]} không hợp lệ; "
        f"{found.yes}/{found.base}, cần {vi}: {'được thông qua' if found.confirmed else 'không được thông qua'}.",
        en=f"{unit}: {counts[0]} yes, {counts[1]} no, {counts[2]} blank, {counts[3]} invalid; "
        f"{found.yes} of {found.base}, {en} needed: {'confirmed' if found.confirmed else 'not confirmed'}.",
    )


def _needs(threshold: Threshold) -> tuple[str, str]:
    of_vi, of_en = BASES[threshold.of]
    share = _share(threshold.share)
    return (
        f"{'trên' if threshold.more_than else 'ít nhất'} {share} {of_vi}",
        f"{'more than' if threshold.more_than else 'at least'} {share} of {of_en}",
    )


def _share(share: Share) -> str:
    return f"{share.part}/{share.whole}"


def _named(result: TieBreakResult, name: Named) -> Summary:
    votes = "; ".join(f"{name(each.unit)}: {each.votes}" for each in result.votes)
    best = [name(each.unit) for each in result.votes if each.votes == result.votes[0].votes]
    vi, en = (
        (f"Nhiều phiếu nhất: {best[0]}.", f"Most votes: {best[0]}.")
        if len(best) == 1
        else (f"Bằng phiếu nhau: {', '.join(best)}; phân định bằng rút thăm.", f"Equal votes: {', '.join(best)}; for lots.")
    )
    return Summary(
        vi=f"Số phiếu: {votes}; {result.blank} phiếu trắng, {result.invalid} không hợp lệ. {vi}",
        en=f"Votes: {votes}; {result.blank} blank, {result.invalid} invalid. {en}",
    )


def paragraphs_of(ballot: BallotView) -> tuple[Summary, ...]:
    """The minutes of a counted ballot, in the order in which they are read out."""
    return tuple(Summary(vi=vi, en=en) for vi, en in _opening(ballot)) + ballot.outcome


def _opening(ballot: BallotView) -> Iterator[tuple[str, str]]:
    assert ballot.opened_at is not None
    assert ballot.counted_at is not None
    who_vi, who_en = (
        (f"các thành viên {ballot.council_name}", f"the members of {ballot.council_name}")
        if ballot.council_name
        else ("các đơn vị thành viên, mỗi đơn vị một phiếu", "the member units, one vote each")
    )
    where = ballot.name or str(ballot.cluster)
    begun, ended = _moment(ballot.opened_at), _moment(ballot.counted_at)
    yield (
        f"Bỏ phiếu kín của {where} tại {ballot.place}, từ {begun} đến {ended}; người bỏ phiếu: {who_vi}; "
        f"hình thức: {METHODS[ballot.method][0]}.",
        f"Secret ballot of {where} at {ballot.place}, from {begun} to {ended}; voters: {who_en}; {METHODS[ballot.method][1]}.",
    )
    units = ", ".join(each.name or str(each.unit) for each in ballot.candidates)
    yield (
        (f"Phân định các đơn vị đồng hạng {ballot.rank}: {units}.", f"To part the units that share rank {ballot.rank}: {units}.")
        if ballot.rank is not None
        else (f"Thông qua: {units}.", f"To confirm: {units}.")
    )
    yield (
        f"Danh sách bỏ phiếu {len(ballot.voters)} trên {ballot.members} thành viên; có mặt {ballot.present}, vắng "
        f"{len(ballot.voters) - ballot.present}; cần ít nhất {ballot.needed} ({_share(ballot.quorum)} danh sách).",
        f"On the roll {len(ballot.voters)} of {ballot.members} members; {ballot.present} attended, "
        f"{len(ballot.voters) - ballot.present} did not; {ballot.needed} were needed ({_share(ballot.quorum)} of the roll).",
    )
    if ballot.handed_out is not None:
        yield f"Số phiếu phát ra: {ballot.handed_out}.", f"Papers handed out: {ballot.handed_out}."
    else:
        yield f"Số cử tri đã bỏ phiếu: {ballot.cast}.", f"Voters who have voted: {ballot.cast}."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def names_of(units: Mapping[UUID, str | None]) -> Named:
    """Call units by their names, or where there is none by their ids."""
    return lambda unit: units.get(unit) or str(unit)


def cast_in(result: ConfirmationResult | TieBreakResult) -> int:
    """How many papers came back: of a confirmation the most on any candidate, for nobody answers on the own unit."""
    match result:
        case ConfirmationResult(answers=answers):
            return max(each.yes + each.no + each.blank + each.invalid for each in answers)
        case TieBreakResult(votes=votes, blank=blank, invalid=invalid):
            return sum(each.votes for each in votes) + blank + invalid
        case _:
            assert_never(result)
