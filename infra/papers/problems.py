"""What is said of a paper that cannot be made."""

from __future__ import annotations

from infra.runtime.errors import Problem


class PaperTemplateBroken(Problem):
    """A template cannot be filled or set; whoever keeps the templates has to mend it."""

    status = 500
    code = "paper-template-broken"
    vi = "Mẫu văn bản «{template}» dùng không được: {reason_vi}. Người quản trị cần sửa tệp mẫu này."
    en = "The template “{template}” cannot be used: {reason_en}. The operator has to mend this file."


class PaperFontsMissing(Problem):
    """There is no font to set a PDF in; the same paper as .docx needs none."""

    status = 503
    code = "paper-fonts-missing"
    vi = (
        "Máy chủ thiếu phông chữ Tinos nên chưa tạo được PDF; bản .docx vẫn tải được. Người quản trị: cài gói fonts-croscore, "
        "hoặc đặt THIDUA_PAPER_FONTS là thư mục có {faces}."
    )
    en = (
        "The server lacks the font Tinos and can make no PDF; the .docx is there. Operator: install the package fonts-croscore, "
        "or set THIDUA_PAPER_FONTS to a directory with {faces}."
    )


class BrokenTemplate(Exception):
    """What is wrong with a template, in Vietnamese and English, as a part of a sentence."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en
