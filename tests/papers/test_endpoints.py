"""A paper as an answer: what its file is called in a header, and what is said when its template is broken."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest

from infra.papers.endpoints import disposition, made
from infra.papers.paper import Form, Paper
from infra.papers.problems import PaperTemplateBroken
from infra.papers.templates import template_of
from tests.papers import facts


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("Quyết định 2901/QĐ-UBND", "Quyet dinh 2901-QD-UBND.pdf", "Quyết định 2901-QĐ-UBND.pdf"),
        ('Bảng "xếp" hạng\\', "Bang xep hang.pdf", 'Bảng "xếp" hạng\\.pdf'),
        ("Đất Mũi; a=1\r\n", "Dat Mui; a=1.pdf", "Đất Mũi; a=1\r\n.pdf"),
    ],
)
def test_a_name_stands_as_it_is_and_in_plain_letters(name: str, plain: str, whole: str):
    header = disposition(name, Form.PDF)
    assert header.isascii()
    assert "\r" not in header
    first, _, second = header.removeprefix("attachment; filename=").partition("; filename*=UTF-8''")
    assert first == f'"{plain}"'
    assert unquote(second) == whole


def test_a_broken_template_is_named_and_once_it_is_mended_taken_at_once(tmp_path: Path):
    settings = SimpleNamespace(paper_templates=tmp_path, paper_fonts=None)
    paper, own = Paper("certificate", facts.certificate(), "Bằng khen"), tmp_path / "certificate.docx"
    own.write_bytes(b"not a document")
    for form in Form:
        with pytest.raises(PaperTemplateBroken) as broken:
            made(paper, form, settings)
        problem = broken.value.to_document()
        assert (problem["status"], problem["template"]) == (500, "certificate.docx")
        assert "không phải tệp .docx" in problem["vi"]
        assert "no .docx" in problem["en"]
    own.write_bytes(template_of("certificate", None))
    assert made(paper, Form.PDF, settings).startswith(b"%PDF-")
    own.unlink()
    own.mkdir()
    with pytest.raises(PaperTemplateBroken, match="cannot be read"):
        made(paper, Form.DOCX, settings)
