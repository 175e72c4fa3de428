"""An installation's own templates: taken in the place of ours, and refused with a clear sentence when they are broken."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.papers.filling import filled
from infra.papers.layout import layout_of
from infra.papers.paper import Form
from infra.papers.problems import BrokenTemplate, PaperFontsMissing
from infra.papers.setting import pdf_of
from infra.papers.templates import template_of
from tests.papers import facts
from tests.papers.made import docx, pages, rewritten, words

DOCUMENT = "word/document.xml"
SHIPPED = template_of("certificate", None)


def certificate(change: Callable[[str], str]) -> bytes:
    return rewritten(SHIPPED, DOCUMENT, change)


def test_an_own_template_takes_the_place_of_ours(tmp_path: Path):
    mine = certificate(lambda xml: xml.replace("TẶNG", "TRÂN TRỌNG TẶNG"))
    (tmp_path / "certificate.docx").write_bytes(mine)
    assert template_of("certificate", tmp_path) == mine
    assert template_of("decision", tmp_path) == template_of("decision", None)
    document = filled(template_of("certificate", tmp_path), facts.certificate())
    assert "TRÂN TRỌNG TẶNG" in words(document)
    assert "TRÂN TRỌNG TẶNG" in pages(pdf_of(document, "Bằng khen"))[0]


def test_what_a_name_holds_is_text_and_nothing_else():
    given = facts.certificate(unit="Xã <Đông> & {{ number }} {% if %}")
    document = filled(SHIPPED, given)
    assert "Xã <Đông> & {{ number }} {% if %}" in words(document)
    assert "Xã <Đông> & {{ number }} {% if %}" in pages(pdf_of(document, "Bằng khen"))[0]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        (b"", "no .docx"),
        (b"%PDF-1.7", "no .docx"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{{ unit")), "Jinja"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{% for x in %}")), "Jinja"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{{ không_có }}")), "không_có"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{{ unit|words }}")), "cannot be filled"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{{ unit.__class__.__mro__ }}")), "unsafe"),
        (certificate(lambda xml: xml.replace("{{ unit }}", "{{ range(10**9)|list }}")), "cannot be filled"),
        (certificate(lambda xml: xml.replace("</w:body>", "")), "cannot be filled"),
    ],
)
def test_a_broken_template_is_refused_with_what_is_wrong(template: bytes, said: str):
    with pytest.raises(BrokenTemplate) as broken:
        filled(template, facts.certificate())
    assert said in broken.value.en
    assert broken.value.vi


def test_an_archive_that_is_no_document_and_one_that_is_too_large_are_refused():
    for name, content, said in (("a.txt", b"a", "no Word document"), (DOCUMENT, b" " * 17 * 1024 * 1024, "too large")):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr(name, content)
        with pytest.raises(BrokenTemplate, match=said):
            filled(target.getvalue(), {})


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.mark.parametrize(
    ("put_in", "said"),
    [
        ("<w:r><w:drawing/></w:r>", "a picture"),
        ("<w:r><w:pict/></w:r>", "a picture"),
        ("<w:r><w:footnoteReference/></w:r>", "a footnote"),
        ("<w:r><w:ruby/></w:r>", "ruby"),
    ],
)
def test_what_the_pdf_would_lose_is_refused_by_name(put_in: str, said: str):
    document = rewritten(docx("certificate"), DOCUMENT, lambda xml: xml.replace("</w:p>", f"{put_in}</w:p>", 1))
    with pytest.raises(BrokenTemplate, match=said):
        layout_of(document)


def test_lists_columns_and_cells_merged_downwards_are_refused():
    changes = {
        "an automatic list": ('<w:pStyle w:val="TieuNgu"/>', '<w:pStyle w:val="TieuNgu"/><w:numPr/>'),
        "columns": ("<w:pgMar", '<w:cols w:num="2"/><w:pgMar'),
        "cells merged downwards": ("<w:tcPr>", "<w:tcPr><w:vMerge/>"),
    }
    for said, (where, with_) in changes.items():
        document = rewritten(docx("certificate"), DOCUMENT, lambda xml, where=where, with_=with_: xml.replace(where, with_, 1))
        with pytest.raises(BrokenTemplate, match=said):
            layout_of(document)


@pytest.mark.parametrize("broken", ['<w:pgSz w:w="wide"', '<w:pgBorders><w:top w:val="single" w:sz="x"/></w:pgBorders><w:pgSz'])
def test_a_measure_that_is_no_number_is_refused(broken: str):
    document = rewritten(docx("certificate"), DOCUMENT, lambda xml: xml.replace("<w:pgSz", broken, 1))
    with pytest.raises(BrokenTemplate, match="cannot be read to be set"):
        layout_of(document)


def test_what_is_marked_as_taken_out_is_not_shown():
    """Of tracked changes the last state counts, as in print."""
    change = "<w:ins><w:r><w:t>CHỮ MỚI</w:t></w:r></w:ins><w:del><w:r><w:delText>CHỮ CŨ</w:delText></w:r></w:del></w:p>"
    document = rewritten(docx("certificate"), DOCUMENT, lambda xml: xml.replace("</w:p>", change, 1))
    (page,) = pages(pdf_of(document, "Bằng khen"))
    assert "CHỮ MỚI" in page
    assert "CHỮ CŨ" not in page


def test_without_the_font_the_pdf_is_refused_and_says_what_to_do(tmp_path: Path):
    with pytest.raises(PaperFontsMissing) as missing:
        pdf_of(docx("certificate"), "Bằng khen", tmp_path)
    assert "fonts-croscore" in missing.value.to_document()["vi"]


def test_a_template_from_libreoffice_is_taken_and_gets_no_hour():
    """It calls the properties by a name of its own; and a template without any must not get those of the hour."""
    theirs = rewritten(
        SHIPPED,
        "_rels/.rels",
        lambda xml: xml.replace("package/2006/relationships/meta", "officedocument/2006/relationships/meta"),
    )
    theirs = rewritten(theirs, DOCUMENT, lambda xml: xml.replace("w:left w:val", "w:start w:val"))
    bare = rewritten(SHIPPED, "_rels/.rels", lambda xml: re.sub(r'<Relationship Id="rId2".*?/>', "", xml))
    for template in (theirs, bare):
        document = filled(template, facts.certificate())
        with zipfile.ZipFile(io.BytesIO(document)) as package:
            assert len(set(package.namelist())) == len(package.namelist())
            assert b"dcterms:modified" not in package.read("docProps/core.xml")
        assert len(pages(pdf_of(document, "Bằng khen"))) == 1


def test_each_form_has_its_media_type():
    assert {form: form.media_type.rpartition(".")[2] for form in Form} == {Form.DOCX: "document", Form.PDF: "application/pdf"}
