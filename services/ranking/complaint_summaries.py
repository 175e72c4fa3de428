"""What an event of a complaint says, in a line for people: Vietnamese and English."""

from __future__ import annotations

from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn

LINES = {
    ComplaintFiled.type: ("Đơn vị nộp kiến nghị về kết quả đã công bố", "The unit complained of the published result"),
    ComplaintWithdrawn.type: ("Đơn vị rút kiến nghị", "The unit withdrew its complaint"),
    ComplaintUpheld.type: ("Cơ quan chủ trì chấp nhận kiến nghị", "The managing authority upheld the complaint"),
    ComplaintRejected.type: ("Cơ quan chủ trì không chấp nhận kiến nghị", "The managing authority rejected the complaint"),
}


def summary_of(event_type: str) -> tuple[str, str]:
    """The line of an event, by its type."""
    return LINES[event_type]
