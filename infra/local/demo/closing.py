"""The end of the season: two submissions, two decisions under their rule packs, and the grants (awards)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from infra.local.demo.ids import YEAR, document_id, id_of
from infra.local.demo.opening import adopt, record_documents
from infra.local.demo.plan import BOARD, Command, Late, Phase, command, side_by_side
from infra.local.demo.procedure import Session, dossiers, heard, submitted, vote
from infra.local.demo.units import Cluster, clusters

ISSUER = "Ủy ban nhân dân tỉnh Bạc Liêu"
SERIES = "QĐ-UBND"
SIGNER_NAME = "Nguyễn Văn Mẫu"
SIGNER_TITLE = "Chủ tịch Ủy ban nhân dân tỉnh (dữ liệu mẫu)"
PROVINCIAL = id_of("decision", "provincial")
DELEGATED = id_of("decision", "delegated")


def closing() -> list[Phase]:
    """22 December to 5 January: thirteen clusters under pack 2017, seven under pack 2024."""
    provincial = [cluster for cluster in clusters() if not cluster.is_delegated]
    delegated = [cluster for cluster in clusters() if cluster.is_delegated]
    december, new_pack = date(YEAR, 12, 22), date(YEAR + 1, 1, 2)
    first = Session("provincial", "13 cụm, khối cấp tỉnh", provincial, 412, december, date(YEAR, 12, 26), date(YEAR, 12, 27))
    second = Session(
        *("delegated", "7 cụm xã, phường, thị trấn", delegated, 3),
        *(new_pack, date(YEAR + 1, 1, 3), date(YEAR + 1, 1, 4)),
    )
    return [
        Phase(
            "dossiers-provincial",
            "Đơn vị nộp, nhận hồ sơ 13 cụm, khối cấp tỉnh / dossiers of 13 clusters",
            december,
            (
                *side_by_side(record_documents(after=date(YEAR, 7, 24), up_to=december)),
                *dossiers(provincial, december),
            ),
        ),
        *_submission(first),
        *_decision(
            first,
            date(YEAR, 12, 28),
            number=2901,
            bases=("decree-91-2017", "quotas", "submission-provincial"),
        ),
        Phase(
            "rule-pack-2024",
            "Văn bản tháng 1, bộ quy tắc 2024 / documents of January, rule pack 2024",
            new_pack,
            ((*record_documents(after=december, up_to=new_pack), adopt("2024", "decree-98-2023")),),
        ),
        Phase(
            "dossiers-delegated",
            "Đơn vị nộp, nhận hồ sơ 7 cụm xã / dossiers of 7 clusters",
            new_pack,
            tuple(dossiers(delegated, new_pack)),
        ),
        *_submission(second),
        *_decision(
            second,
            date(YEAR + 1, 1, 5),
            number=14,
            bases=("law-2022", "decree-98-2023", "quotas", "submission-delegated"),
        ),
    ]


def _submission(session: Session) -> list[Phase]:
    name, whom = session.name, session.whom
    return [
        Phase(
            f"submission-{name}",
            f"Tờ trình, lấy ý kiến: {whom} / submission, opinions asked",
            session.submitted_on,
            (submitted(session),),
        ),
        Phase(
            f"appraisal-{name}",
            f"Nhận ý kiến, thẩm định: {whom} / opinions, appraisal",
            session.heard_on,
            (heard(session),),
        ),
        Phase(
            f"council-{name}",
            f"Hội đồng bỏ phiếu: {whom} / the council votes",
            session.voted_on,
            ((vote(session),),),
        ),
    ]


def _decision(session: Session, signed_on: date, *, number: int, bases: Sequence[str]) -> list[Phase]:
    name, whom = session.name, session.whom
    decision = id_of("decision", name)
    draft = command(
        "awards",
        "draft-decision",
        BOARD,
        name,
        decision=decision,
        title=f"Tặng cờ thi đua, bằng khen năm {YEAR} cho {whom} (dữ liệu mẫu)",
        submissions=[session.id],
    )
    sign = command(
        "awards",
        "sign-decision",
        BOARD,
        name,
        decision=decision,
        issuer=ISSUER,
        series=SERIES,
        number=number,
        signed_on=signed_on,
        signer_name=SIGNER_NAME,
        signer_title=SIGNER_TITLE,
        bases=[document_id(base) for base in bases],
    )
    publish = command(
        "awards",
        "publish-decision",
        BOARD,
        name,
        decision=decision,
        published_on=signed_on,
        where="Cổng thông tin điện tử tỉnh Bạc Liêu (dữ liệu mẫu)",
    )
    return [
        Phase(f"decision-{name}", f"Quyết định: {whom} / the decision", signed_on, ((draft, sign),)),
        Phase(
            f"grants-{name}",
            f"Tặng thưởng, ghi sổ: {whom} / awards granted",
            signed_on,
            side_by_side([_grant(name, cluster) for cluster in session.of]),
        ),
        Phase(f"published-{name}", f"Công bố quyết định: {whom} / the decision published", signed_on, ((publish,),)),
    ]


def _grant(name: str, cluster: Cluster) -> Command:
    """Grant a cluster's items of the decision; their ids are read from the signed decision."""
    decision = str(id_of("decision", name))
    ids = Late(f"/decisions/{decision}", "items", {"cluster": str(cluster.id)}, "award_id", "awards")
    return command("awards", "grant-awards", BOARD, cluster.number, late=ids, decision=decision)
