"""January 2024: three leaders proposed for the Government's flag, of whom the council carries two (awards)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from infra.local.demo.client import Client
from infra.local.demo.ids import SEASON, YEAR, document_id
from infra.local.demo.plan import BOARD, Command, Phase, command
from infra.local.demo.procedure import Nominee, Session, asked, dossier_of, heard, nominees, signed, vote
from infra.local.demo.units import clusters

AWARD: Final = "government-flag"
AGAINST: Final = {1: 0, 4: 0, 14: 3}
"""The clusters whose leaders are proposed, and how many of the council are against: eleven members, of whom one is absent."""
SUBMITTED, HEARD, VOTED, FORWARDED = (date(YEAR + 1, 1, day) for day in (9, 15, 17, 18))


@dataclass(frozen=True, slots=True)
class FlagSession(Session):
    """The way of the submission for the Government's flag."""

    @property
    def nominees(self) -> list[Nominee]:
        return leaders()


def leaders() -> list[Nominee]:
    """Who stands first in the clusters chosen."""
    first = [nominees(cluster)[0] for cluster in clusters() if cluster.number in AGAINST]
    return [Nominee(of.cluster, of.unit, AWARD, 1) for of in first]


def government_flag() -> list[Phase]:
    """9 to 18 January: proposed and submitted, opinions and appraisal, the vote, and the province's proposal."""
    of = [nominee.cluster for nominee in leaders()]
    session = FlagSession("government-flag", "3 đơn vị dẫn đầu", of, 17, SUBMITTED, HEARD, VOTED)
    against = {nominee.unit.id: AGAINST[nominee.cluster.number] for nominee in session.nominees}
    return [
        Phase(
            "government-flag",
            "Đề nghị, trình Cờ thi đua của Chính phủ / proposed for the Government's flag, submitted",
            SUBMITTED,
            ((_propose(session.nominees), _submit(session), asked(session)),),
        ),
        Phase("government-flag-appraisal", "Cờ Chính phủ: ý kiến, thẩm định / opinions, appraisal", HEARD, (heard(session),)),
        Phase("government-flag-vote", "Cờ Chính phủ: Hội đồng bỏ phiếu / the council votes", VOTED, ((vote(session, against),),)),
        Phase(
            "government-flag-forwarded",
            "Tỉnh trình Thủ tướng Chính phủ / the province proposes to the Prime Minister",
            FORWARDED,
            ((_forward(session),),),
        ),
    ]


def _propose(proposed: Sequence[Nominee]) -> Command:
    return command(
        "awards",
        "propose-for-government-flag",
        BOARD,
        season=SEASON,
        clusters=[nominee.cluster.id for nominee in proposed],
        document=document_id("decree-98-2023"),
    )


def _submit(session: Session) -> Command:
    return command(
        "awards",
        "submit-government-flag",
        BOARD,
        season=SEASON,
        nominees=[{"cluster": nominee.cluster.id, "papers": _papers(nominee)} for nominee in session.nominees],
        title=f"Đề nghị tặng Cờ thi đua của Chính phủ năm {YEAR} (dữ liệu mẫu)",
        **signed(session),
    )


def _papers(nominee: Nominee) -> list[dict[str, Any]]:
    tax = {"kind": "document", "number": f"MAU-{nominee.unit.code}/XN-CT", "issued_on": date(YEAR + 1, 1, 5)}
    return [*dossier_of(nominee), {"paper": "finance-confirmation", "source": tax}]


def _forward(session: Session) -> Command:
    return command(
        "awards",
        "forward-proposals",
        BOARD,
        submission=session.id,
        addressee="Thủ tướng Chính phủ",
        issuer="Ủy ban nhân dân tỉnh Bạc Liêu",
        series="TTr-UBND",
        number=5,
        forwarded_on=FORWARDED,
        signer_name="Nguyễn Văn Mẫu",
        signer_title="Chủ tịch Ủy ban nhân dân tỉnh (dữ liệu mẫu)",
    )


async def faults_of_flag(client: Client) -> list[str]:
    """Who was proposed and did not come as far as the plan has it: two proposed by the province, one voted down."""
    found = await client.ask("awards", f"/seasons/{SEASON}/government-flag")
    is_ = {of["unit"]: of["state"] for of in (found["proposed"] or {"nominees": []})["nominees"]}
    should = {str(of.unit.id): "voted-down" if AGAINST[of.cluster.number] else "forwarded" for of in leaders()}
    return [] if is_ == should else [f"the Government's flag: {is_} instead of {should}"]
