"""The decision and the certificates on paper: what they say before and after the signature, and who may have them."""

from __future__ import annotations

import uuid

import pytest

from contracts.rules import AwardCode
from infra.papers.filling import filled
from infra.papers.setting import pdf_of
from infra.papers.templates import template_of
from infra.papers.words import in_words
from services.awards.paper_facts import Line, decision_paper
from services.awards.views import DecisionView
from tests.papers.made import pages
from tests.services.awards.office import SIGNED_ON, Office
from tests.services.papers import paper_at

CITY = "Ủy ban nhân dân thành phố Cần Thơ"
FLAG, CERTIFICATE = AwardCode.PROVINCIAL_FLAG, AwardCode.PROVINCIAL_CERTIFICATE


def view(**changes: object) -> DecisionView:
    """A signed decision without clusters and items."""
    given = {
        "decision": uuid.uuid4(),
        "authority": "bac-lieu",
        "season": "bac-lieu.2023",
        "title": "Tặng cờ thi đua",
        "nominations": 2,
        "issuer": "Ủy ban nhân dân tỉnh Bạc Liêu",
        "decision_number": "14/QĐ-UBND",
        "signed_on": SIGNED_ON,
        "amount": 18_000_000,
        "granted": 0,
        "signer_name": "Nguyễn Văn Mẫu",
        "signer_title": "Chủ tịch",
        "bases": (),
        "published_on": None,
        "published_where": None,
        **dict.fromkeys(("title_now", "signer_name_now", "signer_title_now", "bases_now")),
        "submissions": (),
        "clusters": (),
        "items": (),
    }
    return DecisionView(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("issuer", "title", "head", "deciding", "place", "signs_for"),
    [
        ("Ủy ban nhân dân tỉnh Bạc Liêu", "Chủ tịch", ["Ủy ban nhân dân", "tỉnh Bạc Liêu"], "Chủ tịch {}", "Bạc Liêu", None),
        (f"Chủ tịch {CITY}", "Phó Chủ tịch", ["Ủy ban nhân dân", "thành phố Cần Thơ"], "{}", "Cần Thơ", "Chủ tịch"),
        ("Sở Nội vụ", "Giám đốc", ["Sở Nội vụ"], "Sở Nội vụ", None, None),
        (None, None, [], None, None, None),
    ],
)
def test_who_issues_is_told_from_the_signature(
    issuer: str | None, title: str | None, head: list[str], deciding: str | None, place: str | None, signs_for: str | None
):
    facts = decision_paper(view(issuer=issuer, signer_title=title), []).facts
    expected = None if deciding is None else deciding.format(issuer)
    told = ("body_lines", "deciding", "place", "signs_for")
    assert [facts[name] for name in told] == [head, expected, place, signs_for]


def test_an_annex_goes_by_award_and_money_and_counts_through():
    """Two packs in one decision: certificates of two amounts are two groups."""
    lines = [
        Line(CERTIFICATE, "A", None, 3_600_000, "1"),
        Line(FLAG, "B", "Cụm 1", 14_400_000, "2"),
        Line(CERTIFICATE, "C", None, 5_400_000, "3"),
        Line(FLAG, "D", "Cụm 2", 14_400_000, "4"),
    ]
    groups = decision_paper(view(), lines).facts["groups"]
    shown = [(group["roman"], group["each"], [(entry["place"], entry["unit"]) for entry in group["entries"]]) for group in groups]
    assert shown == [
        ("I", 14_400_000, [(1, "B"), (2, "D")]),
        ("II", 5_400_000, [(3, "C")]),
        ("III", 3_600_000, [(4, "A")]),
    ]


def test_who_is_paid_nothing_is_a_group_of_its_own_and_told_so():
    """A second award of one period is given without money, or for the difference."""
    lines = [Line(CERTIFICATE, f"Đơn vị {n}", None, n * 10_000, str(n)) for n in range(20)]
    paper = decision_paper(view(), lines)
    assert [group["roman"] for group in paper.facts["groups"]][-1] == "XX"
    said = pages(pdf_of(filled(template_of("decision", None), {"title": paper.name, **paper.facts}), paper.name))
    assert "không kèm tiền thưởng (1 tập thể đã nhận mức cao hơn hoặc bằng trong kỳ)" in " ".join(said)


def test_a_decision_is_a_draft_until_it_is_signed(office: Office):
    board = office.submits(office.nominates().board)
    board.accepted("draft-decision", office.draft())
    path = f"/decisions/{office.decision}/paper"
    for said in paper_at(board, path, "Dự thảo Quyết định khen thưởng"):
        assert "DỰ THẢO" in said
        assert "DANH SÁCH TẬP THỂ ĐỀ NGHỊ TẶNG" in said
        assert all(f" {name} " in said for name in ("Mot", "Hai", "Ba", "Bon"))
        assert "đồng (bằng chữ" not in said
    board.accepted("sign-decision", office.sign(issuer="Ủy ban nhân dân tỉnh Bạc Liêu"))
    for said in paper_at(board, path, "Quyết định 2135-QĐ-UBND"):
        assert "DỰ THẢO" not in said
        assert "Bạc Liêu, ngày 28 tháng 12 năm 2023" in said
        assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH BẠC LIÊU" in said
        assert f"Tổng số tiền thưởng là 46.800.000 đồng (bằng chữ: {in_words(46_800_000)} đồng)" in said
        assert "Căn cứ" in said
        assert "Nguyễn Văn Mẫu" in said


def test_a_certificate_is_for_an_award_of_the_register(office: Office):
    board = office.signed()
    number = f"{office.authority}.2023.2135-QĐ-UBND.004"
    path = f"/awards/{number}/certificate"
    assert board.get(f"{path}.pdf").status_code == 404, "not granted yet"
    board.accepted("grant-awards", office.grant(board))
    for said in paper_at(board, path, f"Bằng khen {number}"):
        assert "BẰNG KHEN" in said
        assert "Bon" in said
        assert "Quyết định số 2135/QĐ-UBND" in said
    for said in paper_at(board, path.replace("004", "001"), f"Cờ thi đua {number.replace('004', '001')}"):
        assert "CỜ THI ĐUA" in said


def test_a_submission_is_handed_out_with_its_nominations(office: Office):
    board = office.submits(office.nominates().board)
    path = f"/submissions/{office.submission}/paper"
    submission = board.found(f"/submissions/{office.submission}")
    for said in paper_at(board, path, "Tờ trình 412-TTr-SNV"):
        assert "TỜ TRÌNH" in said
        assert submission["submission_number"] in said
        assert all(f" {item['unit_name']} " in said for item in submission["items"])
    assert office.person("unit-officer", unit=office.units[0]).get(f"{path}.pdf").status_code == 403
    assert office.person("board-officer", "a-elsewhere").get(f"{path}.pdf").status_code == 404


def test_decisions_that_amend_another_are_papers_too(office: Office):
    board = office.signed()
    first, second, *_ = board.found(f"/decisions/{office.decision}")["items"]
    about = {"reason": "Rà soát hồ sơ.", "issuer": "Ủy ban nhân dân tỉnh Bạc Liêu"}
    correction = {**office.sign(**about), "decision": str(uuid.uuid4()), "number": 107, "corrects": str(office.decision)}
    wrong = {"award_id": first["award_id"], "reason": "computation", "explanation": "Tính sai.", "amount": 12_400_000}
    text = {"signer_name": "Nguyễn Văn Mẫu B", "bases": [str(office.basis)]}
    board.accepted("correct-decision", {**correction, "items": [wrong], "text": text})
    path = f"/amendments/{correction['decision']}/paper"
    for said in paper_at(board, path, "Quyết định 107-QĐ-UBND"):
        assert "Về việc đính chính Quyết định số 2135/QĐ-UBND ngày 28/12/2023" in said
        assert "Họ tên người ký Nguyễn Văn Mẫu Nguyễn Văn Mẫu B" in said
        assert f"Tiền thưởng tại số vào sổ {first['register_number']} (Mot) 14.400.000 đồng 12.400.000 đồng" in said.replace(
            "- ", "-"
        )
        assert "Căn cứ pháp lý" not in said, "the bases stay"
    undo = {**correction, "decision": str(uuid.uuid4()), "number": 108, "cancels": correction["decision"]}
    undo |= {"corrected": undo.pop("corrects"), "awards": [first["award_id"]]}
    board.accepted("cancel-correction", undo)
    for said in paper_at(board, f"/amendments/{undo['decision']}/paper", "Quyết định 108-QĐ-UBND"):
        assert "Hủy bỏ Quyết định số 107/QĐ-UBND" in said
        assert "12.400.000 đồng 14.400.000 đồng" in said
    cancel = {**office.sign(**about), "decision": str(uuid.uuid4()), "number": 109, "cancels": str(office.decision)}
    board.accepted("cancel-decision", {**cancel, "awards": [second["award_id"]]})
    for said in paper_at(board, f"/amendments/{cancel['decision']}/paper", "Quyết định 109-QĐ-UBND"):
        assert "Hủy bỏ việc tặng Cờ thi đua" in said
        assert " Hai " in said
        assert "không còn hiệu lực kể từ ngày ký" in said
    assert office.person("unit-officer", unit=office.units[0]).get(f"{path}.pdf").status_code == 403
    assert office.person("board-officer", "a-elsewhere").has_seen(board).get(f"{path}.pdf").status_code == 404


def test_papers_are_for_whom_the_query_is(office: Office):
    board = office.granted()
    decision, certificate = (
        f"/decisions/{office.decision}/paper.pdf",
        f"/awards/{office.authority}.2023.2135-QĐ-UBND.001/certificate.docx",
    )
    officer, elsewhere = office.person("unit-officer", unit=office.units[0]), office.person("board-officer", "a-elsewhere")
    officer.has_seen(board)
    assert (officer.get(decision).status_code, officer.get(certificate).status_code) == (403, 200)
    assert (elsewhere.get(decision).status_code, elsewhere.get(certificate).status_code) == (404, 404)
    assert office.person("subscriber").get(certificate).status_code == 403
    assert board.get(decision.replace(".pdf", ".odt")).status_code == 422
    assert board.get(f"/decisions/{uuid.uuid4()}/paper.pdf").status_code == 404
