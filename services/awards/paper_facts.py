"""What awards' papers say, as facts for their templates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Final

from contracts.registry import DocumentKind
from contracts.rules import FORMAL_NAMES, AwardCode
from infra.papers.paper import Paper
from infra.papers.words import opened, roman
from services.awards.procedure_views import SubmissionView
from services.awards.views import AwardView, BasisView, DecisionView

KINDS: Final = {
    DocumentKind.LAW: "Luật",
    DocumentKind.DECREE: "Nghị định",
    DocumentKind.CIRCULAR: "Thông tư",
    DocumentKind.DIRECTIVE: "Chỉ thị",
    DocumentKind.PLAN: "Kế hoạch",
    DocumentKind.DECISION: "Quyết định",
    DocumentKind.RESOLUTION: "Nghị quyết",
    DocumentKind.SUBMISSION: "Tờ trình",
    DocumentKind.REPORT: "Báo cáo",
    DocumentKind.MINUTES: "Biên bản",
}
CHAIR: Final = "Chủ tịch "
COMMITTEE: Final = "Ủy ban nhân dân"
DEPUTY: Final = "Phó "
PLACE: Final = re.compile(r"\b(?:tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu) (\S.*)$", re.IGNORECASE)
ABOUT_MAX: Final = 300
"""A basis is named with its abstract up to so many characters; a longer one is no title but a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an annex; before the signature nothing is known of money and register number."""

    award: AwardCode
    unit: str
    cluster: str | None
    amount: int | None = None
    register_number: str = ""
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Under which signature an award was given."""

    on: date
    name: str
    title: str


def decision_paper(view: DecisionView, lines: Sequence[Line]) -> Paper:
    """A decision with the annex of its awards, by award and money and in the decision's order."""
    groups = _groups(lines)
    number = view.decision_number
    return Paper(
        template="decision",
        facts={
            **issued(view.issuer, view.signer_name, view.signer_title),
            "draft": view.signed_on is None,
            "number": number,
            "signed_on": view.signed_on,
            "abstract": view.title,
            "year": _year(view.season),
            "bases": [basis_of(basis) for basis in view.bases if basis.kind is not DocumentKind.SUBMISSION],
            "submissions": [basis_of(basis) for basis in view.bases if basis.kind is DocumentKind.SUBMISSION],
            "groups": groups,
            "awards": ", ".join(dict.fromkeys(group["award"] for group in groups)),
            "count": len(lines),
            "amount": view.amount,
        },
        name=f"Quyết định {number}" if number else "Dự thảo Quyết định khen thưởng",
    )


def submission_paper(view: SubmissionView) -> Paper:
    """A submission with the list of its nominations, by award and in their order."""
    lines = [Line(item.award, item.unit_name or str(item.unit), item.name, rank=item.rank) for item in view.items]
    return Paper(
        template="submission",
        facts={
            **issued(view.issuer, view.signer_name, view.signer_title),
            "issuer": view.issuer,
            "addressee": _addressee(view.issuer),
            "number": view.submission_number,
            "day": view.submitted_on,
            "abstract": view.title,
            "year": _year(view.season),
            "groups": _groups(lines),
            "count": len(lines),
        },
        name=f"Tờ trình {view.submission_number}",
    )


def certificate(award: AwardView, signed: Signed) -> Paper:
    """The certificate of one award."""
    what = FORMAL_NAMES[award.award].partition(" của ")[0]
    return Paper(
        template="certificate",
        facts={
            **issued(award.issuer, signed.name, signed.title),
            "object": what,
            "unit": award.unit_name,
            "cluster": award.cluster_name,
            "year": _year(award.season),
            "number": award.decision_number,
            "signed_on": signed.on,
            "register_number": award.register_number,
        },
        name=f"{what} {award.register_number}",
    )


def _groups(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """The lines by award and money, in the order of the catalogue; their numbers run through."""
    rank = {award: place for place, award in enumerate(AwardCode)}
    kinds = sorted({(line.award, line.amount) for line in lines}, key=lambda kind: (rank[kind[0]], -(kind[1] or 0)))
    places = count(1)
    groups = []
    for number, (award, each) in enumerate(kinds, start=1):
        entries = [
            {
                "place": next(places),
                "unit": line.unit,
                "cluster": line.cluster or "",
                "amount": line.amount,
                "register_number": line.register_number,
                "rank": line.rank,
            }
            for line in lines
            if (line.award, line.amount) == (award, each)
        ]
        whole = {"roman": roman(number), "award": FORMAL_NAMES[award], "each": each}
        groups.append({**whole, "entries": entries, "count": len(entries)})
    return groups


def issued(issuer: str | None, signer_name: str | None, signer_title: str | None) -> dict[str, Any]:
    """Which body a paper comes from, who of it decides and signs, and where; what the facts do not tell stays open.

    A deputy signs for the head (`KT.`, Decree 30/2020, annex I).
    """
    title = signer_title or ""
    signs: dict[str, Any] = {"signer_name": signer_name, "signer_title": signer_title, "signs_for": None}
    if title.startswith(DEPUTY):
        signs["signs_for"] = title.removeprefix(DEPUTY)
    if issuer is None:
        return {**signs, "body_lines": [], "deciding": None, "place": None}
    body = opened(issuer.removeprefix(CHAIR))
    is_chairs = issuer.startswith(CHAIR) or title.removeprefix(DEPUTY).startswith(CHAIR.strip())
    return {**signs, **_placed(body), "deciding": CHAIR + body if is_chairs else body}


def _addressee(issuer: str) -> str | None:
    """The people's committee over a body that sits in a named place; of its own submissions nothing is known."""
    place = PLACE.search(issuer)
    return None if place is None or COMMITTEE in issuer else f"{COMMITTEE} {place[0]}"


def _placed(body: str) -> dict[str, Any]:
    """A body's name on the lines that its head of paper has, and the place that it sits in."""
    if not (place := PLACE.search(body)):
        return {"body_lines": [body], "place": None}
    lines = [body[: place.start()].strip(), body[place.start() :]]
    return {"body_lines": [line for line in lines if line], "place": place[1]}


def basis_of(basis: BasisView) -> dict[str, Any]:
    about = basis.abstract.strip().rstrip(".;")
    return {
        "kind": KINDS[basis.kind],
        "number": basis.number,
        "issued_on": basis.issued_on,
        "issuer": basis.issuer,
        "about": about if len(about) <= ABOUT_MAX and "\n" not in about else "",
    }


def _year(season: str) -> str:
    return season.rpartition(".")[2]
