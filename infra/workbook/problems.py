"""What is said of a file that cannot be taken, and of each cell that is not right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from infra.runtime.errors import Problem

FAULTS_MAX: Final = 200
"""So many cells are named in one answer; `count` says how many there are."""


class NotXlsx(Problem):
    """The request does not say that its body is an .xlsx file."""

    status = 415
    code = "not-xlsx"
    vi = "Địa chỉ này nhận tệp Excel .xlsx; hãy gửi với Content-Type {expected}."
    en = "This address takes an .xlsx file; send it with Content-Type {expected}."


class UnreadableWorkbook(Problem):
    """The bytes are no workbook that we can read."""

    status = 422
    code = "unreadable-workbook"
    vi = "Không đọc được tệp ({reason}). Hãy mở bằng Excel, lưu lại dạng .xlsx, không đặt mật khẩu, rồi gửi lại."
    en = "The file cannot be read ({reason}). Open it in Excel, save it as .xlsx without a password, and send it again."


class WorkbookTooLarge(Problem):
    """Unpacked, or counted in rows, it is more than we take."""

    status = 413
    code = "workbook-too-large"
    vi = "Tệp lớn quá mức cho phép ({what}, tối đa {limit}). Hãy dùng lại biểu mẫu, xóa phần thừa rồi gửi lại."
    en = "The file is larger than allowed ({what}, at most {limit}). Start from the template, delete the rest, send it again."


class WorkbookFaults(Problem):
    """Cells that are not right, all of them; nothing was changed."""

    status = 422
    code = "workbook-faults"
    vi = "Tệp có {count} chỗ chưa đúng, xem từng ô trong «errors». Chưa ghi gì cả; hãy sửa rồi gửi lại cả tệp."
    en = "The file has {count} fault(s), each cell named in `errors`. Nothing was written; mend them and send the file again."


SENTENCES: Final = {
    "sheet-missing": ("Không có trang tính «{sheet}».", "There is no worksheet `{sheet}`."),
    "other-form": (
        "Đây là biểu «{given}», cần biểu «{expected}». Tải lại biểu mẫu đúng.",
        "This is `{given}`; it should be `{expected}`. Download the right template.",
    ),
    "header-changed": (
        "Tiêu đề cột phải là «{expected}», nay là «{given}». Không thêm, bớt hay đổi chỗ cột.",
        "The header should be `{expected}` and is `{given}`. Do not add, remove or move columns.",
    ),
    "merged-cells": ("Các ô {given} bị gộp. Hãy bỏ gộp.", "The cells {given} are merged. Unmerge them."),
    "formula": (
        "Ô chứa công thức. Hãy dán lại dưới dạng giá trị.",
        "The cell holds a formula. Paste its value instead.",
    ),
    "error-value": ("Ô báo lỗi {given}. Hãy gõ lại giá trị.", "The cell shows the error {given}. Type the value anew."),
    "comma-decimal": (
        "«{given}» là chữ có dấu phẩy, không phải số. Gõ lại bằng dấu thập phân của Excel trên máy này.",
        "`{given}` is text with a comma, not a number. Type it with the decimal sign of this Excel.",
    ),
    "number-as-text": (
        "Số «{given}» được lưu dưới dạng chữ. Đổi ô sang dạng số rồi gõ lại.",
        "The number `{given}` is stored as text. Format the cell as a number and type it anew.",
    ),
    "day-for-number": (
        "Excel đã đổi ô này thành ngày {given}. Đổi ô sang dạng số rồi gõ lại.",
        "Excel made a date of this cell ({given}). Format it as a number and type it anew.",
    ),
    "not-a-number": ("«{given}» không phải số.", "`{given}` is not a number."),
    "not-exact": (
        "Số {given} có quá 15 chữ số, thường là kết quả tính toán. Hãy làm tròn rồi gõ lại.",
        "The number {given} has more than 15 digits, as results of calculations do. Round it and type it anew.",
    ),
    "not-whole": ("Phải là số nguyên, không phải {given}.", "It must be a whole number, not {given}."),
    "not-a-day": (
        "«{given}» không phải ngày. Gõ ngày/tháng/năm, ví dụ 30/10/2023.",
        "`{given}` is not a date. Type day/month/year, such as 30/10/2023.",
    ),
    "not-a-choice": ("«{given}» không có trong danh sách: {choices}.", "`{given}` is not one of: {choices}."),
    "number-for-text": (
        "Ô phải là chữ, Excel đã lưu thành số {given}. Đổi ô sang dạng chữ (Text) rồi gõ lại.",
        "The cell must be text; Excel stored the number {given}. Format it as text and type it anew.",
    ),
    "row-without-code": ("Dòng có dữ liệu nhưng thiếu mã.", "The row holds something, but no code."),
    "value-missing": ("Thiếu giá trị ở ô này.", "A value is missing in this cell."),
    "not-asked": ("Ô này phải để trống ở dòng này.", "This cell must be empty in this row."),
    "code-unknown": ("Mã «{given}» không có trong bảng.", "There is no code `{given}` in the table."),
    "code-twice": ("Mã «{given}» có hơn một lần.", "The code `{given}` is there more than once."),
    "parent-missing": (
        "Chưa có nhóm «{given}» ở phía trên dòng này.",
        "There is no group `{given}` above this row.",
    ),
}
"""Code → the sentence in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a worksheet, such as `C12` of «Tự chấm»."""

    sheet: str
    cell: str = ""

    def to_document(self) -> dict[str, str]:
        return {"sheet": self.sheet, "cell": self.cell}


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell that is not right."""

    place: Place
    code: str
    fields: dict[str, Any] = field(default_factory=dict)

    def to_document(self) -> dict[str, Any]:
        vi, en = (sentence.format_map(self.fields) for sentence in SENTENCES[self.code])
        return {**self.place.to_document(), "code": self.code, **self.fields, "vi": vi, "en": en}


def faulty(errors: Sequence[dict[str, Any]]) -> WorkbookFaults:
    """The problem that names these cells."""
    return WorkbookFaults(count=len(errors), errors=list(errors[:FAULTS_MAX]))
