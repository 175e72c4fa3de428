"""What is wrong with an input, place by place, for people: JSON pointers and a sentence in each language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from infra.runtime.errors import InvalidInput, MalformedJson, Problem

ERRORS_MAX: Final = 50

_VIETNAMESE: Final = {
    "missing": "thiếu trường bắt buộc",
    "extra_forbidden": "trường này không có trong lệnh; hãy bỏ đi",
    "string_too_long": "dài quá {max_length} ký tự",
    "string_too_short": "không được để trống",
    "string_type": "phải là chuỗi ký tự",
    "string_pattern_mismatch": "không đúng dạng {pattern}",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
    "too_short": "cần ít nhất {min_length} phần tử",
    "too_long": "nhiều nhất {max_length} phần tử",
    "enum": "phải là một trong: {expected}",
    "literal_error": "phải là: {expected}",
    "uuid_parsing": "không phải mã UUID",
    "uuid_type": "phải là mã UUID",
    "date_from_datetime_parsing": "không phải ngày có thật, dạng YYYY-MM-DD",
    "date_parsing": "không phải ngày có thật, dạng YYYY-MM-DD",
    "date_type": "phải là ngày, dạng YYYY-MM-DD",
    "tuple_type": "phải là danh sách",
    "dict_type": "phải là đối tượng",
    "model_type": "phải là đối tượng",
    "union_tag_invalid": "«{discriminator}» phải là một trong: {expected_tags}",
    "union_tag_not_found": "thiếu {discriminator}",
    "nil_uuid": "mã toàn số 0 không chỉ vật nào; hãy chọn một mã riêng",
    "hidden_character": "có ký tự ẩn {character}; hãy gõ lại thay vì sao chép",
    "value_error": "giá trị không đúng dạng; số thập phân phải viết trong dấu nháy kép, đúng số chữ số cho phép",
}


def problem_of(error: ValidationError) -> Problem:
    """The problem that tells a client what its body got wrong."""
    faults = error.errors(include_url=False, include_input=False)
    if faults and faults[0]["type"] == "json_invalid":
        return MalformedJson(reason=faults[0].get("ctx", {}).get("error", faults[0]["msg"]))
    return invalid(faults)


def invalid(faults: Sequence[ErrorDetails | dict[str, Any]]) -> InvalidInput:
    return InvalidInput(count=len(faults), errors=[_fault(fault) for fault in faults[:ERRORS_MAX]])


def _fault(fault: ErrorDetails | dict[str, Any]) -> dict[str, str]:
    context = {key: str(value) for key, value in (fault.get("ctx") or {}).items()}
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in fault["loc"])
    return {
        "pointer": pointer,
        "type": fault["type"],
        "vi": _VIETNAMESE.get(fault["type"], "giá trị không hợp lệ").format_map(_Forgiving(context)),
        "en": fault["msg"],
    }


class _Forgiving(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"
