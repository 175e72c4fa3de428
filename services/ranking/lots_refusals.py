"""What ranking refuses of lots."""

from __future__ import annotations

from infra.runtime.errors import Refusal


class BallotComesFirst(Refusal):
    """The pack puts the ballot before lots, and none was held."""

    code = "ballot-comes-first"
    vi = "Bộ quy tắc đặt bỏ phiếu kín trước rút thăm: hãy bỏ phiếu phân định nhóm này trước."
    en = "The rule pack puts the secret ballot before lots: hold a ballot on this tie first."


class LotsAlreadyDrawn(Refusal):
    """Lots were drawn for these units; there is no second draw."""

    code = "lots-already-drawn"
    vi = "Nhóm đồng hạng này đã rút thăm ({act}); không rút lại."
    en = "Lots were drawn for this tie ({act}); they are not drawn again."


class UnknownLots(Refusal):
    """No lots were announced under this id, or they are another cluster's."""

    code = "unknown-lots"
    vi = "Chưa công bố rút thăm {lots} (ở cụm, khối này). Kiểm tra lại mã."
    en = "No lots {lots} were announced (in this cluster). Check the id."


class LotsAlreadyAnnounced(Refusal):
    """Lots were announced under this id."""

    code = "lots-already-announced"
    vi = "Rút thăm {lots} đã được công bố. Lần khác cần một mã mới."
    en = "Lots {lots} were announced already. Give others an id of their own."


class SeedMayBeKnown(Refusal):
    """The seed has to be announced before anybody can know it."""

    code = "seed-may-be-known"
    vi = "Thời điểm có số ({known_at}) phải ở sau lúc công bố: số rút thăm phải chưa ai biết khi công bố nguồn."
    en = "The seed is known at {known_at}, which has to lie ahead: nobody may know it when its source is announced."


class SeedNotKnownYet(Refusal):
    """The moment at which the seed becomes known has not come."""

    code = "seed-not-known-yet"
    vi = "Đến {known_at} mới có số theo nguồn đã công bố. Hãy chờ rồi rút thăm."
    en = "The seed is known from {known_at} on, as announced. Wait for it."


class LotsAreOver(Refusal):
    """These lots were drawn or cancelled."""

    code = "lots-are-over"
    vi = "Lần rút thăm này đã rút hoặc đã hủy."
    en = "These lots were drawn, or cancelled."
