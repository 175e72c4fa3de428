"""What can be wrong inside a scorecard, its targets or a sheet. A refusal lists every fault at once, each by its code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SENTENCES = {
    "code-twice": ("Mã tiêu chí {at} dùng hơn một lần.", "Criterion {at} is there more than once."),
    "code-outside-parent": (
        "Mã {at} phải bắt đầu bằng mã tiêu chí cha {parent} và dấu chấm.",
        "Code {at} must begin with its parent's code {parent} and a dot.",
    ),
    "group-code-dotted": (
        "Mã nhóm {at} không được có dấu chấm (ví dụ: I, II, III).",
        "A group's code has no dot (such as I, II, III): {at}.",
    ),
    "leaf-or-branch": (
        "Tiêu chí {at} phải có tiêu chí con, hoặc có cách chấm, không được cả hai hay không có gì.",
        "Criterion {at} must have either children or a rule, not both and not neither.",
    ),
    "too-many-leaves": (
        "Bảng có {count} tiêu chí lá, tối đa {limit}.",
        "There are {count} leaves; at most {limit} are allowed.",
    ),
    "maximum-off-step": (
        "Điểm tối đa của {at} phải là bội số của {step} và lớn hơn 0.",
        "The maximum of {at} must be a multiple of {step} and more than 0.",
    ),
    "plus-minus-maximum": (
        "Tiêu chí cộng, trừ {at} phải có điểm tối đa bằng 0.",
        "Plus/minus leaf {at} stands outside the sums: its maximum must be 0.",
    ),
    "plus-minus-bounds": (
        "Giới hạn của tiêu chí cộng, trừ {at} phải bao gồm 0 và không vượt quá tổng điểm {total}.",
        "The bounds of plus/minus leaf {at} must include 0 and stay within the total of {total}.",
    ),
    "points-each": (
        "Điểm mỗi lần của {at} phải lớn hơn 0 và không quá tổng điểm {total}.",
        "The points for each count of {at} must be more than 0 and at most the total of {total}.",
    ),
    "scale-not-allowed": (
        "Tổng điểm {total} không thuộc thang điểm của bộ quy tắc ({scales}).",
        "The total of {total} is not one of the rule pack's scales ({scales}).",
    ),
    "sum-differs": (
        "Điểm tối đa của {at} là {maximum} nhưng các tiêu chí con cộng lại là {sum}.",
        "The maximum of {at} is {maximum}, but its children sum to {sum}.",
    ),
    "total-differs": (
        "Tổng điểm là {total} nhưng các nhóm cộng lại là {sum}.",
        "The total is {total}, but the groups sum to {sum}.",
    ),
    "unknown-leaf": ("Bảng không có tiêu chí lá {at}.", "The scorecard has no leaf {at}."),
    "leaf-twice": ("Tiêu chí {at} được nêu hơn một lần.", "Leaf {at} is stated more than once."),
    "target-without-figure": (
        "Chỉ tiêu chỉ giao được cho tiêu chí định lượng, {at} thì không.",
        "Only a quantitative leaf takes a target, and {at} is none.",
    ),
    "target-zero": (
        "Chỉ tiêu của {at} phải lớn hơn 0; chỉ tiêu 0 chỉ dùng cho tiêu chí càng thấp càng tốt.",
        "The target of {at} must be more than 0; only where lower is better may it be 0.",
    ),
    "target-not-assigned": (
        "Tiêu chí {at} không phân công cho đơn vị thì không được giao chỉ tiêu.",
        "Leaf {at} is not assigned to the unit, so it takes no target.",
    ),
    "leaf-not-assigned": (
        "Tiêu chí {at} không phân công cho đơn vị này.",
        "Leaf {at} is not assigned to this unit.",
    ),
    "leaf-missing": ("Thiếu tiêu chí {at}.", "Leaf {at} is missing."),
    "wrong-input": (
        "Tiêu chí {at} cần số liệu loại «{expected}», không phải «{given}».",
        "Leaf {at} takes an input of kind {expected}, not {given}.",
    ),
    "period-backwards": (
        "Minh chứng {file_name} của {at}: ngày kết thúc phải từ ngày bắt đầu trở đi.",
        "Evidence {file_name} of {at}: its period ends before it begins.",
    ),
    "evidence-too-many": (
        "Tiêu chí {at} có {count} minh chứng, tối đa {limit}.",
        "Leaf {at} has {count} pieces of evidence; at most {limit} are allowed.",
    ),
    "evidence-too-large": (
        "Minh chứng {file_name} của {at} lớn quá {limit} MB.",
        "Evidence {file_name} of {at} is larger than {limit} MB.",
    ),
    "evidence-not-uploaded": (
        "Minh chứng {file_name} của {at} chưa được tải lên; hãy tải lên trước rồi nộp lại.",
        "Evidence {file_name} of {at} has not been uploaded; upload it first, then hand in again.",
    ),
    "evidence-size-differs": (
        "Minh chứng {file_name} của {at} khai {size} byte, tệp đã tải lên có {kept} byte.",
        "Evidence {file_name} of {at} is stated as {size} bytes; the uploaded file has {kept}.",
    ),
    "evidence-kind-not-taken": (
        "Minh chứng {file_name} của {at} là loại {kind}; năm thi đua này chỉ nhận: {kinds}.",
        "Evidence {file_name} of {at} is of kind {kind}; this season takes {kinds}.",
    ),
    "points-out-of-bounds": (
        "Điểm của {at} phải từ 0 đến {maximum}.",
        "The points of {at} must lie between 0 and {maximum}.",
    ),
    "points-off-step": (
        "Điểm của {at} phải là bội số của {step}.",
        "The points of {at} must be a multiple of {step}.",
    ),
    "leaf-not-changed": (
        "Cụm trưởng không sửa {at} nên không có gì để giải trình.",
        "The leader did not change {at}, so there is nothing to explain.",
    ),
    "leaf-not-yours": (
        "Ngành không được phân công chấm {at}. Hãy đề nghị cơ quan chủ trì phân công trước.",
        "The department may not score {at}. Ask the board to assign it first.",
    ),
    "leaf-taken": (
        "Tiêu chí {at} đã phân công cho ngành khác ({department}).",
        "Leaf {at} is assigned to another department ({department}).",
    ),
    "leaf-scored": (
        "Ngành đã chấm {at} nên không rút phân công được nữa.",
        "The department has scored {at}, so it cannot be taken away any more.",
    ),
    "unknown-branch": ("Bảng không có nhánh hay tiêu chí {at}.", "The scorecard has no branch or leaf {at}."),
    "leaf-not-reopened": (
        "Tiêu chí {at} không được mở lại, phải giữ nguyên như khi khóa điểm.",
        "Leaf {at} was not reopened: it must stay as it was locked.",
    ),
    "nothing-changed": (
        "Tiêu chí {at} đã có giá trị này rồi; chỉ nêu những gì thay đổi.",
        "Leaf {at} has this value already; state only what changes.",
    ),
}
"""Code → the sentence in Vietnamese and in English; `at` is the criterion."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where."""

    code: str
    at: str = ""
    fields: dict[str, Any] = field(default_factory=dict)

    def to_document(self) -> dict[str, Any]:
        vi, en = (sentence.format(at=self.at, **self.fields) for sentence in SENTENCES[self.code])
        return {"code": self.code, "at": self.at, **self.fields, "vi": vi, "en": en}
