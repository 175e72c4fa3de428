"""What a paper's file is called in a header."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from infra.papers.endpoints import disposition
from infra.papers.paper import Form


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
