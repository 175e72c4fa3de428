"""An upheld complaint reopens by itself what it names, in the running service; ranking speaks by a voice."""

from __future__ import annotations

import time
import uuid

from contracts.examples import changed
from contracts.examples.complaints import COMPLAINT_UPHELD
from tests.services.scoring.town import ACT_S_MAX, Town, change


def test_an_upheld_complaint_reopens_its_leaves_and_no_other(town: Town) -> None:
    town.appraised("100", "50", "25", "80")
    town.board.accepted("lock-scores", town.body())
    first, complaint = town.leader, uuid.uuid4()
    of = {"complaint": complaint, "cluster": town.cluster, "authority": town.authority, "document": town.document}
    nothing = changed(COMPLAINT_UPHELD, **{**of, "complaint": uuid.uuid4()}, unit=first, leaves=(), to_do="Xem lại hạn nộp.")
    upheld = changed(COMPLAINT_UPHELD, **of, unit=first, leaves=("I.1",))
    town.voice.says(nothing, upheld, authority=town.authority)
    found = after_lock(town)
    (reopening,) = found["reopenings"]
    assert (found["phase"], reopening["complaint"], reopening["actor"]) == ("reopened", str(complaint), "system:complaints")
    assert reopening["sheets"] == [{"unit": str(first), "leaves": ["I.1"]}]
    assert (reopening["reason"], reopening["document"]) == (upheld.reason, str(town.document))
    other = town.changes(first, change("II.2", "times", times=1))
    town.board.refused("appraise-sheet", other, "sheet-unsound", if_match=1)
    corrected = town.changes(first, change("I.1", "actual", "Theo kiến nghị.", actual="80"))
    town.board.accepted("appraise-sheet", corrected, if_match=1)
    town.board.accepted("lock-scores", town.body())
    # What ranking says again, as a relay may that lost its cursor, reopens nothing a second time.
    town.voice.repeats_everything()
    found = town.board.found(f"/scoresheets/{town.cluster}/after-lock")
    assert (found["phase"], len(found["reopenings"])) == ("locked", 1)


def after_lock(town: Town) -> dict[str, object]:
    deadline = time.monotonic() + ACT_S_MAX
    while True:
        found = town.board.found(f"/scoresheets/{town.cluster}/after-lock")
        if found["reopenings"]:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
