"""Complaints (kiến nghị, khiếu nại) of published standings: they are decided before the submission leaves.

One that is upheld later revises the standings, and the revision opens a case.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from infra.runtime.changes import Change, Put, Remove
from infra.runtime.errors import Refusal

ComplaintFact = ComplaintFiled | ComplaintWithdrawn | ComplaintUpheld | ComplaintRejected


class ComplaintsOpen(Refusal):
    """Nobody puts forward a result of which it is not decided whether it is right."""

    code = "complaints-open"
    vi = "Còn {count} kiến nghị, khiếu nại chưa giải quyết về kết quả của: {clusters}. Giải quyết xong rồi mới trình."
    en = "{count} complaint(s) of these results are not decided: {clusters}. Decide them before you submit."


def require_none_open(open_in: Collection[str]) -> None:
    """Refuse while complaints are open; `open_in` names the cluster of each."""
    if open_in:
        raise ComplaintsOpen(count=len(open_in), clusters="; ".join(sorted(set(open_in))))


def row_of_complaint(fact: ComplaintFact) -> Change:
    """A row as long as the complaint is open."""
    key = {"complaint": fact.complaint}
    match fact:
        case ComplaintFiled():
            return Put("open_complaint", key, {"cluster": fact.cluster})
        case ComplaintWithdrawn() | ComplaintUpheld() | ComplaintRejected():
            return Remove("open_complaint", key)
        case _:
            assert_never(fact)
