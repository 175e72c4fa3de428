"""Why a unit does not get an award, in sentences: Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from contracts.ranking import ReservedPlace
from contracts.rules import FORMAL_NAMES, TieBreak
from services.ranking.sensitivity import Sensitivity
from services.ranking.summaries import REASONS, STEPS, in_vietnamese
from services.ranking.why_not import LostTie, Stands, WhyNot

Pair = tuple[str, str]
YES_NO = {Decimal(1): ("có", "yes"), Decimal(0): ("không", "no")}


def sentences(said: WhyNot, reserved: ReservedPlace | None, names: Mapping[UUID, str], votes: tuple[int, int] | None) -> Pair:
    """One sentence of the award and its places, and one of what keeps it from the unit, if anything does."""
    vi, en = _of_quota(said)
    reason = _reason(said, reserved, names, votes)
    return f"{vi}: {reason[0]}.", f"{en}: {reason[1]}."


def _of_quota(said: WhyNot) -> Pair:
    place = f"{said.from_rank}" if said.from_rank == said.to_rank else f"{said.from_rank}-{said.to_rank}"
    english = said.award.value.replace("-", " ").capitalize()
    return f"{FORMAL_NAMES[said.award]} (hạng {place})", f"{english} (rank {place})"


def _reason(said: WhyNot, reserved: ReservedPlace | None, names: Mapping[UUID, str], votes: tuple[int, int] | None) -> Pair:
    match said.stands:
        case Stands.WITHIN:
            return f"đơn vị xếp hạng {said.rank}, trong chỉ tiêu", f"the unit has rank {said.rank}, within the quota"
        case Stands.ABOVE:
            return f"đơn vị xếp hạng {said.rank}, trên các hạng này", f"the unit has rank {said.rank}, above these places"
        case Stands.TIED:
            vi, en = _listed(said.shared_with, names, "và"), _listed(said.shared_with, names, "and")
            return (
                f"đơn vị đồng hạng {said.rank} với {vi}, vượt quá chỉ tiêu; còn phải bỏ phiếu hoặc rút thăm",
                f"the unit shares rank {said.rank} with {en}, over the border of the quota; a ballot or lots have to break it",
            )
        case Stands.BEHIND:
            return _behind(said, names, votes)
        case Stands.NO_RANK:
            return _without_rank(said, reserved)
        case _:
            assert_never(said.stands)


def _without_rank(said: WhyNot, reserved: ReservedPlace | None) -> Pair:
    vi = ", ".join(REASONS[reason][0] for reason in said.ineligible)
    en = ", ".join(REASONS[reason][1] for reason in said.ineligible)
    vi, en = f"đơn vị không xếp hạng ({vi})", f"the unit holds no rank ({en})"
    if reserved is None:
        return vi, en
    day = reserved.until
    return (
        f"{vi}; hạng {reserved.rank} được giữ chỗ đến hết ngày {day:%d/%m/%Y}",
        f"{en}; rank {reserved.rank} is kept free until {day.isoformat()}",
    )


def _behind(said: WhyNot, names: Mapping[UUID, str], votes: tuple[int, int] | None) -> Pair:
    vi, en = f"đơn vị xếp hạng {said.rank}, ngoài chỉ tiêu", f"the unit has rank {said.rank}, beyond the quota"
    if said.last is None or said.missing is None or said.last_total is None:
        return vi, en
    name = names.get(said.last, str(said.last))
    if said.missing:
        return (
            f"{vi}; còn thiếu {in_vietnamese(said.missing)} điểm để bằng {name} ({in_vietnamese(said.last_total)} điểm)",
            f"{en}; it lacks {said.missing} points to be equal to {name} ({said.last_total} points)",
        )
    if said.lost is None:
        return vi, en
    lost_vi, lost_en = _lost(said.lost, votes)
    return f"{vi}; bằng điểm với {name} nhưng {lost_vi}", f"{en}; it is equal to {name}, and lost the tie by {lost_en}"


def _lost(lost: LostTie, votes: tuple[int, int] | None) -> Pair:
    vi, en = STEPS[lost.step]
    vi = f"kém về {vi}"
    match lost.step:
        case TieBreak.BALLOT:
            return (f"{vi}: {votes[0]}/{votes[1]} phiếu", f"{en}: {votes[0]} votes to {votes[1]}") if votes else (vi, en)
        case TieBreak.LOTS:
            return vi, en
        case TieBreak.NO_LATE_REPORT | TieBreak.WOMEN_SHARE:
            own, other = YES_NO[lost.own or Decimal(0)], YES_NO[lost.other or Decimal(0)]
            return f"{vi} (đạt: {own[0]} so với {other[0]})", f"{en} (met: {own[1]} against {other[1]})"
        case TieBreak.GROUP_ONE | TieBreak.GROUP_TWO | TieBreak.GROUP_THREE | TieBreak.FEWER_DEDUCTIONS:
            own_points, other_points = abs(lost.own or Decimal(0)), abs(lost.other or Decimal(0))
            return (
                f"{vi}: {in_vietnamese(own_points)} so với {in_vietnamese(other_points)}",
                f"{en}: {own_points} against {other_points}",
            )
        case _:
            assert_never(lost.step)


def sentences_of_sensitivity(said: Sensitivity) -> Pair:
    """How little more, and how little less, would change the rank."""
    up_vi, up_en = (
        (f"thêm {in_vietnamese(said.up)} điểm thì thứ hạng đổi", f"{said.up} points more change the rank")
        if said.up is not None
        else ("thêm bao nhiêu điểm thứ hạng cũng không đổi", "no points more change the rank")
    )
    down_vi, down_en = (
        (f"bớt {in_vietnamese(said.down)} điểm thì thứ hạng đổi", f"{said.down} points fewer change it")
        if said.down is not None
        else ("bớt bao nhiêu điểm thứ hạng cũng không đổi", "no points fewer change it")
    )
    return f"{up_vi[0].upper()}{up_vi[1:]}; {down_vi}.", f"{up_en[0].upper()}{up_en[1:]}; {down_en}."


def _listed(units: tuple[UUID, ...], names: Mapping[UUID, str], conjunction: str) -> str:
    said = [names.get(unit, str(unit)) for unit in units]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {conjunction} {said[-1]}"
