"""Every way to say no: refusals and problems with a stable code, in Vietnamese and English.

A subclass is its docstring, its status, its code and two sentences that say what to do. `Problem` is what any door
answers (RFC 9457); `Refusal` is a problem that a decision raises because of the state of the world. What a command line
is told is an `OperationRefused`.
"""

from __future__ import annotations

from typing import Any, ClassVar


class OperationRefused(Exception):
    """What an operator's command asks cannot be done, or not like that; the message says why, and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi}\n{en}")
        self.vi = vi
        self.en = en


class ReplayFailed(OperationRefused):
    """Something kept a generation from being filled or followed."""


class Problem(Exception):
    """Something that a person must be told. `can_retry` says whether the same request may pass later, unchanged."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "problem"
    vi: ClassVar[str] = "Yêu cầu không thực hiện được."
    en: ClassVar[str] = "The request could not be carried out."
    can_retry: ClassVar[bool] = False

    def __init__(self, **fields: Any) -> None:
        super().__init__()
        self.fields = fields

    def __str__(self) -> str:
        return f"{self.code}: {self.en.format_map(self.fields)}"

    def to_document(self) -> dict[str, Any]:
        """The body of `application/problem+json`: the sentences filled in, the fields beside them."""
        english = self.en.format_map(self.fields)
        return {
            **self.fields,
            "type": f"urn:thidua:problem:{self.code}",
            "title": self.code.replace("-", " ").capitalize(),
            "status": self.status,
            "detail": english,
            "code": self.code,
            "vi": self.vi.format_map(self.fields),
            "en": english,
        }


class Refusal(Problem):
    """A decision says no: what was asked does not fit what is so. Nothing was changed."""

    status = 409


class MalformedJson(Problem):
    """The body is no JSON."""

    status = 400
    code = "malformed-json"
    vi = "Nội dung gửi lên không phải JSON hợp lệ ({reason}). Hãy sửa rồi gửi lại."
    en = "The body is not valid JSON ({reason}). Mend it and send it again."


class InvalidInput(Problem):
    """The body is JSON, but not what the command asks for; `errors` points at each fault."""

    status = 422
    code = "invalid-input"
    vi = "Dữ liệu không đúng: {count} lỗi, xem từng vị trí trong «errors». Sửa rồi gửi lại."
    en = "The input is not right: {count} fault(s), each named in `errors`. Mend them and send it again."


class BodyTooLarge(Problem):
    """The body is larger than the door admits."""

    status = 413
    code = "body-too-large"
    vi = "Nội dung gửi lên lớn quá {limit_bytes} byte. Hãy chia nhỏ."
    en = "The body is larger than {limit_bytes} bytes. Send less at once."


class IdempotencyKeyMissing(Problem):
    """A command came without a usable Idempotency-Key."""

    status = 400
    code = "idempotency-key-missing"
    vi = "Thiếu tiêu đề Idempotency-Key (1-200 ký tự ASCII). Mỗi lệnh một khóa riêng; gửi lại cùng lệnh thì giữ khóa cũ."
    en = "Header Idempotency-Key is missing or unusable (1-200 ASCII characters). One key a command; keep it to send it again."


class IdempotencyKeyReused(Problem):
    """Another command was already accepted under this key."""

    status = 409
    code = "idempotency-key-reused"
    vi = "Khóa Idempotency-Key này đã dùng cho một lệnh có nội dung khác. Hãy dùng khóa mới."
    en = "This Idempotency-Key was used for a command with another body. Use a new key."


class BadHeader(Problem):
    """A header cannot be read."""

    status = 400
    code = "bad-header"
    vi = "Tiêu đề {header} không đọc được. Dạng đúng: {shape}."
    en = "Header {header} cannot be read. It should look like {shape}."


class StaleVersion(Problem):
    """The thing was changed since the client read it."""

    status = 412
    code = "stale-version"
    vi = "Dữ liệu đã được sửa sau lần bạn xem (phiên bản hiện tại: {current}). Tải lại rồi sửa trên bản mới."
    en = "It was changed after you read it (current version: {current}). Load it again and edit the new version."


class NotSignedIn(Problem):
    """No token, or one that does not hold."""

    status = 401
    code = "not-signed-in"
    vi = "Chưa đăng nhập hoặc phiên đăng nhập không hợp lệ ({reason}). Hãy đăng nhập lại."
    en = "You are not signed in, or the token does not hold ({reason}). Sign in again."


class RoleNotAllowed(Problem):
    """The caller's roles do not include one that may do this."""

    status = 403
    code = "role-not-allowed"
    vi = "Vai trò của bạn không được làm việc này. Cần một trong các vai trò: {allowed}."
    en = "Your role may not do this. It takes one of: {allowed}."


class ForeignAuthority(Refusal):
    """The thing belongs to another managing authority."""

    status = 403
    code = "foreign-authority"
    vi = "Việc này thuộc cơ quan chủ trì {authority}. Hãy đề nghị cơ quan đó thực hiện."
    en = "This belongs to the managing authority {authority}. Ask that authority to do it."


class ForeignUnit(Refusal):
    """The caller acts for another unit than their own."""

    status = 403
    code = "foreign-unit"
    vi = "Bạn chỉ được làm việc này cho đơn vị của mình."
    en = "You may do this for your own unit alone."


class NotFound(Problem):
    """There is no such thing, or none that the caller may see: the answer does not tell which."""

    status = 404
    code = "not-found"
    vi = "Không có hoặc bạn không được xem ({what}). Kiểm tra lại địa chỉ, mã và cơ quan của bạn."
    en = "There is no such {what}, or you may not see it. Check the address, the id and your authority."


class NotSeenYet(Problem):
    """The read model has not yet reached what the client has seen."""

    status = 503
    code = "not-yet-seen"
    vi = "Dữ liệu đang được cập nhật (cần {needed}). Hãy thử lại sau giây lát."
    en = "The data is still being brought up to date (needed: {needed}). Try again in a moment."
    can_retry = True


class NotReady(Problem):
    """The service cannot accept commands now."""

    status = 503
    code = "not-ready"
    vi = "Dịch vụ chưa nhận lệnh được ({reason}). Hãy thử lại sau giây lát."
    en = "The service cannot take commands now ({reason}). Try again in a moment."
    can_retry = True


class NotLookedBack(Problem):
    """Nobody has prepared what was known on that instant, or only for an older release."""

    status = 404
    code = "not-looked-back"
    vi = "Chưa dựng dữ liệu như đã biết vào {known_on}. Người vận hành chạy: thidua as-of {service} {known_on}"
    en = "What was known on {known_on} was not prepared. The operator runs: thidua as-of {service} {known_on}"


class AsOfWithSeen(Problem):
    """Two headers that contradict one another: how it was then, and at least what was seen now."""

    status = 400
    code = "as-of-with-seen"
    vi = "Không dùng Thidua-As-Of cùng với Thidua-Seen: xem lại thì không chờ gì mới. Bỏ một trong hai."
    en = "Thidua-As-Of and Thidua-Seen do not go together: looking back waits for nothing new. Leave one of them out."


class AsOfNotHere(Problem):
    """Only a query of the read model can be looked back upon."""

    status = 400
    code = "as-of-not-here"
    vi = "Địa chỉ này không xem lại được: Thidua-As-Of chỉ dùng cho truy vấn trên mô hình đọc. Bỏ tiêu đề này."
    en = "This address cannot be looked back upon: Thidua-As-Of is for queries of the read model alone. Leave it out."


class TooMuchContention(Problem):
    """Others kept changing the same streams; the decision was taken anew as often as is reasonable."""

    status = 503
    code = "too-much-contention"
    vi = "Quá nhiều người cùng sửa một chỗ. Hãy thử lại sau giây lát."
    en = "Too many people are changing the same thing. Try again in a moment."
    can_retry = True


class AlreadyClaimed(Refusal):
    """Something that may be held only once at a time is held already. A claim may say it in words of its own."""

    code = "already-claimed"
    vi = "«{key}» đã có nơi giữ trong những ngày này. Chọn giá trị khác hoặc kiểm tra lại ngày. (Phạm vi: {scope})"
    en = "`{key}` is held by another during these days. Choose another, or check the dates. (Scope: {scope})"


class EventTooLarge(Refusal):
    """An event would be larger than the log takes."""

    status = 413
    code = "event-too-large"
    vi = "Nội dung quá lớn cho một sự kiện ({size_bytes} byte, tối đa {limit_bytes}). Hãy chia nhỏ."
    en = "This is too large for one event ({size_bytes} bytes, at most {limit_bytes}). Send less at once."


class VersionRequired(Problem):
    """The command edits something that exists, and does not say which version the client read."""

    status = 428
    code = "version-required"
    vi = "Dữ liệu này đã có (phiên bản {current}). Gửi kèm tiêu đề If-Match với phiên bản bạn đã xem."
    en = "This exists already (version {current}). Send If-Match with the version that you read."


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    vi = "Địa chỉ này không nhận phương thức đó."
    en = "This address does not take that method."


class InternalError(Problem):
    """A defect of ours; the log has the details."""

    status = 500
    code = "internal-error"
    vi = "Lỗi của hệ thống; đã được ghi lại. Không có gì bị thay đổi. Hãy báo cho người vận hành."
    en = "This is a fault of the system; it was logged, nothing was changed. Please tell the operator."
