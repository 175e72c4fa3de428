"""The shipped papers: what they say, on how many pages, in which fonts, and that nothing but the facts changes a byte."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from ast import literal_eval
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from infra.papers.filling import filled
from infra.papers.fonts import font_directory
from infra.papers.setting import pdf_of
from infra.papers.templates import SHIPPED, template_of
from tests.papers import facts
from tests.papers.made import CASES, digests, docx, pages, paragraphs, pdf, words

NATIONAL_TITLE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
each_paper = pytest.mark.parametrize("case", CASES)


def set_in(template: str, given: dict[str, Any]) -> list[str]:
    return pages(pdf_of(filled(template_of(template, None), given), given["title"]))


@each_paper
def test_a_paper_opens_with_the_national_title_and_the_motto(case: str):
    for text in (words(docx(case)), pages(pdf(case))[0]):
        assert NATIONAL_TITLE in text
        assert MOTTO in text


@each_paper
def test_the_pdf_says_what_the_document_says(case: str):
    """Each paragraph of the one is in the other, wherever its lines end; and nothing of the template's language is left."""
    shown = "".join("".join(pages(pdf(case))).split())
    assert [text for text in paragraphs(docx(case)) if "".join(text.split()) not in shown] == []
    assert not any(left in shown for left in ("{{", "}}", "{%", "%}", "None", "NONE"))


@each_paper
def test_a_document_opens_in_word_and_holds_together(case: str):
    """Every part is XML that is declared, every relation leads somewhere, and python-docx reads it as it does Word's own."""
    with zipfile.ZipFile(io.BytesIO(docx(case))) as package:
        assert package.testzip() is None
        names = package.namelist()
        types = package.read("[Content_Types].xml").decode()
    assert all(f'"/{name}"' in types for name in names if name.endswith(".xml") and name != "[Content_Types].xml")
    document = Document(io.BytesIO(docx(case)))
    assert document.core_properties.title == CASES[case][1]()["title"]
    assert document.paragraphs
    assert {style.font.name for style in document.styles if style.name == "Normal"} <= {None, "Times New Roman"}


@each_paper
def test_the_fonts_of_a_pdf_are_in_it(case: str):
    found = set()
    for page in PdfReader(io.BytesIO(pdf(case))).pages:
        for font in page["/Resources"]["/Font"].values():
            (descendant,) = font["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), font
            found.add(font["/BaseFont"].partition("+")[2])
    assert found
    assert all(name.startswith("Tinos") for name in found)


def test_the_same_facts_are_the_same_bytes_in_another_process():
    """Another process has other hashes, another hour, and sets them in another order."""
    ask = "from tests.papers.made import *; print({case: digests(case) for case in reversed(CASES)})"
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    assert literal_eval(answer.stdout) == {case: digests(case) for case in CASES}


@each_paper
def test_no_clock_goes_in(case: str):
    about = PdfReader(io.BytesIO(pdf(case))).metadata
    assert about is not None
    assert about.title == CASES[case][1]()["title"]
    assert (about.creation_date, about.modification_date) == (None, None)
    with zipfile.ZipFile(io.BytesIO(docx(case))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_paper_sizes_and_margins_are_the_decrees():
    """Decree 30/2020, annex I: A4; 20-25, 15-20, 20-25, 30-35 mm; certificates and wide tables lie across."""
    for case, is_wide in (("decision", False), ("review-minutes", False), ("standings", True), ("certificate", True)):
        for page in PdfReader(io.BytesIO(pdf(case))).pages:
            size = (float(page.mediabox.width), float(page.mediabox.height))
            assert size == pytest.approx((841.9, 595.3) if is_wide else (595.3, 841.9), abs=0.6)
    for section in Document(io.BytesIO(docx("decision"))).sections:
        assert 20 <= section.top_margin.mm <= 25
        assert 20 <= section.bottom_margin.mm <= 25
        assert 30 <= section.left_margin.mm <= 35
        assert 15 <= section.right_margin.mm <= 20


def test_a_decision_with_its_annex():
    shown = pages(pdf("decision"))
    text = " ".join(shown)
    for said in (
        *("ỦY BAN NHÂN DÂN TỈNH BẠC LIÊU", "Số: 2901/QĐ-UBND", "Bạc Liêu, ngày 28 tháng 12 năm 2023", "QUYẾT ĐỊNH:"),
        "Căn cứ Nghị định số 91/2017/NĐ-CP ngày 31 tháng 7 năm 2017 của Chính phủ quy định chi tiết",
        "Theo đề nghị của Sở Nội vụ tại Tờ trình số 412/TTr-SNV ngày 22 tháng 12 năm 2023.",
        *("Điều 1. Tặng Cờ thi đua của Ủy ban nhân dân tỉnh cho 18 tập thể", "Điều 3.", "Nơi nhận:", "Nguyễn Văn Mẫu"),
        "702.000.000 đồng (bằng chữ: bảy trăm linh hai triệu đồng)",
        *("Phụ lục", "II. BẰNG KHEN CỦA CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH: 6 TẬP THỂ", "Tổng cộng: 24 tập thể"),
    ):
        assert said in text
    assert "DỰ THẢO" not in text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("correction", ("Điều 1. Đính chính Quyết định số 2135/QĐ-UBND ngày 28 tháng 12 năm 2023", "Đính chính thành")),
        ("undoing", ("Điều 1. Hủy bỏ Quyết định số 2135/QĐ-UBND", "trở lại như trước:", "Trở lại là")),
        ("cancellation", ("Điều 1. Hủy bỏ việc tặng Cờ thi đua", "cho 2 tập thể", "không còn hiệu lực kể từ ngày ký")),
        ("revocation", ("Điều 1. Thu hồi Cờ thi đua", "căn cứ: kê khai gian dối", "28.800.000 đồng", "ngày 28 tháng 6 năm 2024")),
    ],
)
def test_a_decision_that_amends_another_says_what_becomes_of_it(kind, said):
    (text,) = pages(pdf(kind))
    for part in (*said, "Lý do: theo kết luận kiểm tra hồ sơ.", "Nơi nhận:", "Nguyễn Văn Mẫu"):
        assert part in text
    assert ("Các nội dung khác" in text) == (kind in {"correction", "undoing"})


def test_an_annex_of_sixty_begins_a_page_counts_its_own_and_repeats_its_head():
    shown = set_in("decision", facts.decision(60))
    assert "Tổng cộng: 60 tập thể" in shown[-1]
    annex = next(place for place, text in enumerate(shown) if text.startswith("Phụ lục") or "Phụ lục DANH SÁCH" in text)
    assert annex == 1, "the decision itself fits on one page"
    assert all("Tên tập thể" in text for text in shown[annex:])
    assert "Quốc" not in shown[annex][:20]
    assert [text.split()[0] for text in shown[annex + 1 :]] == [str(n) for n in range(2, 2 + len(shown) - annex - 1)]


def test_a_signature_never_stands_alone():
    """However long the decision is, what is signed stands over the signature on the same page."""
    alone = []
    for lines in range(9, 13):
        bases = [facts.basis(about="")] * lines
        given = facts.decision(2, bases=bases)
        page = next(text for text in set_in("decision", given) if "Nguyễn Văn Mẫu" in text)
        if "Quyết định này có hiệu lực kể từ ngày ký./." not in page or "Nơi nhận:" not in page:
            alone.append(lines)
    assert alone == []


def test_a_draft_says_so_on_each_page_and_leaves_open_what_nobody_has_said():
    shown = pages(pdf("draft"))
    text = " ".join(shown)
    assert "DỰ THẢO" in shown[0]
    assert all("DỰ THẢO" in page or "Phụ lục" in page for page in shown)
    assert "ngày …… tháng …… năm ………" in text
    assert "đồng (bằng chữ" not in text


def test_a_certificate_is_one_page_even_for_the_longest_name():
    for given in (facts.certificate(), facts.certificate(unit=facts.LONGEST, cluster=None)):
        (page,) = set_in("certificate", given)
        assert "BẰNG KHEN" in page
        assert "Số vào sổ khen thưởng: bac-lieu.2023.2901-QĐ-UBND.040" in page.replace("- ", "-")


def test_the_longest_names_stay_whole():
    long = facts.LONGEST
    group = facts.group("I", "Cờ thi đua", 14_400_000, range(1, 9), unit=long, cluster=long)
    text = " ".join(set_in("decision", facts.decision(8, abstract=long, groups=[group], body_lines=[long], deciding=long)))
    assert text.count("xã hội tổng hợp & Công tác nữ") >= 8 * 2
    rows = [facts.standing_row(place, unit=long) for place in range(1, 31)]
    assert "»" in " ".join(set_in("standings", facts.standings(rows=rows)))


def test_each_template_that_ships_is_tried_here():
    assert {path.stem for path in SHIPPED.glob("*.docx")} == {template for template, _ in CASES.values()}


def test_the_set_up_has_brought_the_font():
    assert font_directory() is not None
