"""What the paper of a decision that amends another says, as facts for its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from contracts.amendments import AmendmentKind, CorrectedField, FieldCorrection, Wording
from contracts.registry import DocumentKind
from contracts.rules import FORMAL_NAMES, AwardCode
from infra.papers.paper import Paper
from services.awards.amendment_summaries import GROUNDS, dong, vi_day
from services.awards.paper_facts import KINDS, basis_of, issued
from services.awards.register_queries import AmendmentView
from services.awards.views import BasisView

ABSTRACTS: Final = {
    "correction": "đính chính",
    "undoing": "hủy bỏ",
    "cancellation": "hủy bỏ khen thưởng tại",
    "revocation": "thu hồi khen thưởng tại",
}
FIELDS: Final = {
    CorrectedField.UNIT_NAME: "Tên tập thể",
    CorrectedField.RANK: "Thứ hạng",
    CorrectedField.MULTIPLE: "Hệ số",
    CorrectedField.BASE_SALARY: "Mức lương cơ sở",
    CorrectedField.VALUE: "Mức thưởng",
    CorrectedField.AMOUNT: "Tiền thưởng",
}
MONEY: Final = frozenset({CorrectedField.BASE_SALARY, CorrectedField.VALUE, CorrectedField.AMOUNT})
WORDING: Final = {
    "title": "Trích yếu của Quyết định",
    "signer_name": "Họ tên người ký",
    "signer_title": "Chức vụ người ký",
    "bases": "Căn cứ pháp lý",
}


@dataclass(frozen=True, slots=True)
class Amended:
    """The items of the decision amended, by their awards: unit and award; and the documents that may be named as its bases."""

    items: Mapping[UUID, tuple[str, AwardCode]]
    documents: Mapping[UUID, BasisView]


@dataclass(frozen=True, slots=True)
class Back:
    """What has to come back on the strength of a decision, and until when."""

    due_on: date | None = None
    money: int = 0


def amendment_paper(view: AmendmentView, amended: Amended, back: Back) -> Paper:
    """A decision that corrects, cancels or revokes."""
    number, kind = view.decision_number, _kind(view)
    awards = list(dict.fromkeys(FORMAL_NAMES[each.award] for each in view.withdrawals))
    return Paper(
        template="amendment",
        facts={
            **issued(view.issuer, view.signer_name, view.signer_title),
            "draft": False,
            "kind": kind,
            "number": number,
            "signed_on": view.signed_on,
            "abstract": f"{ABSTRACTS[kind]} Quyết định số {view.amended_number} ngày {vi_day(view.amended_on)}",
            "bases": [basis_of(basis) for basis in view.bases if basis.kind is not DocumentKind.SUBMISSION],
            "submissions": [basis_of(basis) for basis in view.bases if basis.kind is DocumentKind.SUBMISSION],
            "amended": {"number": view.amended_number, "signed_on": view.amended_on, "issuer": view.amended_issuer},
            "reason": view.reason,
            "ground": None if view.ground is None else GROUNDS[view.ground],
            "changes": [{"place": place, **each} for place, each in enumerate(_changes(view, amended), start=1)],
            "awards": ", ".join(awards),
            "withdrawn": [
                {
                    "place": place,
                    "unit": amended.items[each.award_id][0],
                    "award": FORMAL_NAMES[each.award],
                    "register_number": each.register_number,
                }
                for place, each in enumerate(view.withdrawals, start=1)
            ],
            "due_on": back.due_on,
            "money": back.money,
        },
        name=f"Quyết định {number}",
    )


def _kind(view: AmendmentView) -> str:
    """A cancellation without awards cancels a correcting decision."""
    return "undoing" if view.kind is AmendmentKind.CANCELLATION and not view.withdrawals else view.kind.value


def _changes(view: AmendmentView, amended: Amended) -> Iterator[dict[str, str]]:
    if view.rewording is not None:
        old, new = (_worded(wording, amended) for wording in (view.rewording.old, view.rewording.new))
        yield from ({"what": WORDING[name], "old": old[name], "new": said} for name, said in new.items())
    for correction in view.corrections:
        unit = amended.items[correction.award_id][0]
        for each in correction.corrections:
            what = f"{FIELDS[each.field]} tại số vào sổ {correction.register_number} ({unit})"
            yield {"what": what, "old": _said(each, each.old), "new": _said(each, each.new)}


def _said(each: FieldCorrection, value: str) -> str:
    """Figures as people write them: `14.400.000 đồng`, `7,5`."""
    if each.field in MONEY:
        return f"{dong(int(value), '.')} đồng"
    return value.replace(".", ",") if each.field is CorrectedField.MULTIPLE else value


def _worded(wording: Wording, amended: Amended) -> dict[str, str]:
    said: dict[str, Any] = {name: getattr(wording, name) for name in WORDING}
    said["bases"] = "; ".join(
        f"{KINDS[of.kind]} số {of.number}" for of in map(amended.documents.get, wording.bases) if of is not None
    )
    return {name: value for name, value in said.items() if value}
