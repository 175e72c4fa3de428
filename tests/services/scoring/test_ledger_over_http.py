"""The ledger and the periodic reports through the doors and the queries, on a scorecard of 100 points: a tenth of each figure."""

from __future__ import annotations

import asyncio
import uuid
from decimal import Decimal

import pytest

from contracts.examples import changed
from contracts.examples.complaints import COMPLAINT_UPHELD
from contracts.examples.movements import EXEMPLARY_MODEL_CONFIRMED, EXEMPLARY_MODEL_PROPOSED, MOVEMENT_LAUNCHED
from contracts.examples.registry import LEGAL_DOCUMENT_RECORDED, RULE_PACK_ADOPTED
from services.scoring.app import SERVICE
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.scoring.books import PACK
from tests.services.scoring.test_complaints_over_http import after_lock
from tests.services.scoring.town import Town
from tests.services.voice import Voice
from tests.system import System

DUE = ["2023-04-30", "2023-07-15", "2023-10-20"]


@pytest.fixture
def office(town: Town) -> Office:
    return Office(town)


class Office:
    """The board's desk: a pack that states all figures but those of evidence, and a document to cite."""

    def __init__(self, town: Town) -> None:
        self.town, self.document = town, uuid.uuid4()
        declared = PACK.scoring.model_copy(
            update={"evidence_megabytes_max": None, "evidence_per_leaf_max": None, "evidence_kinds": None}
        )
        town.says(
            changed(RULE_PACK_ADOPTED, authority=town.authority, scoring=declared, calendar=PACK.calendar),
            changed(LEGAL_DOCUMENT_RECORDED, document=self.document, authority=town.authority, number=f"24/KH-{self.document}"),
        )

    def does(self, command: str, **fields):
        return self.town.board.accepted(command, self.body(command, **fields))

    def refused(self, command: str, **fields):
        answer = self.town.board.command(command, self.body(command, **fields))
        assert answer.status_code >= 400
        return answer.json()["code"]

    def body(self, command: str, **fields):
        cited = {} if command in ("record-report-receipts", "cancel-ledger-entry") else {"document": self.document}
        for name in ("units",):
            if name in fields:
                fields[name] = [str(each) for each in fields[name]]
        return self.town.body(**{**cited, **fields})

    def receives(self, unit, report: int, received_at: str, **fields):
        receipt = {"unit": str(unit), "received_at": f"{received_at}+07:00", **fields}
        return self.does("record-report-receipts", report=report, receipts=[receipt])

    def ledger(self, unit, person=None):
        return (person or self.town.board).found(f"/scoresheets/{self.town.cluster}/units/{unit}/ledger")

    def reports(self, person=None, query: str = ""):
        return (person or self.town.board).found(f"/periodic-reports{query}")["items"]


def test_from_due_days_to_the_locked_total(office: Office, scoring: System) -> None:
    town = office.town
    first, second, third, fourth = town.units
    office.does("set-report-due-days", due=DUE)
    office.receives(first, 1, "2023-05-04T23:59:59")
    office.receives(second, 1, "2023-05-05T00:00:00", number="12/BC")
    for unit in (third, fourth):
        office.receives(unit, 1, "2023-04-28T08:00:00")
    for unit in town.units:
        office.receives(unit, 2, "2023-07-17T10:00:00")
    office.does("extend-report", units=[third], report=3, due="2023-10-28", reason="Bão số 4.")
    office.does("waive-report", units=[fourth], report=3, reason="Mới kiện toàn.")
    overdue = {(each["unit"], each["due"]) for each in office.reports(query="?status=overdue")}
    assert overdue == {(str(first), "2023-10-20"), (str(second), "2023-10-20"), (str(third), "2023-10-30")}

    town.handed_in()
    office.receives(first, 3, "2023-10-20T08:00:00")
    office.receives(third, 3, "2023-10-30T08:00:00")
    town.board.accepted("close-self-scoring", town.body())
    entry = uuid.uuid4()
    office.does("enter-ledger-entry", unit=second, entry=entry, figure="government-flag", ground="Cờ Chính phủ năm 2022.")
    owed = office.reports(query="?status=late&status=missing")
    assert [(each["unit"], each["report"], each["status"], each["points"]) for each in owed] == [
        (str(second), 1, "late", "-0.2"),
        (str(second), 3, "missing", "-0.5"),
    ]

    found = office.ledger(second)
    assert (found["figures"]["late-report"], found["figures"]["bonus-cap"]) == ("-0.2", "3")
    (only,) = found["entries"]
    assert (only["points"], only["document"], only["cancelled_at"]) == ("1.5", str(office.document), None)
    assert [each["status"] for each in found["reports"]] == ["late", "in-time", "missing"]
    assert [each["status"] for each in office.ledger(fourth)["reports"]] == ["in-time", "in-time", "waived"]
    assert (found["sums"]["points"], found["sums"]["reports"], found["sums"]["bonuses"]) == ("0.8", "-0.7", "1.5")

    for unit in town.units:
        town.verifier(unit).accepted("verify-sheet", town.changes(unit))
        town.board.accepted("appraise-sheet", town.changes(unit))
    answer = town.board.accepted("lock-scores", town.body())
    rows = {each["unit"]: each for each in town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]}
    mine, others = rows[str(second)], rows[str(first)]
    assert (mine["locked"]["deductions"], mine["locked"]["late_reports"]) == ("0.70", 2)
    sums = mine["sums"]
    assert (sums["scaled"], sums["ledger"]["points"], mine["total"]) == (others["total"], "0.8", sums["total"])
    assert Decimal(mine["total"]) == Decimal(others["total"]) + Decimal("0.8")
    assert office.refused("enter-ledger-entry", unit=second, entry=uuid.uuid4(), points="1", ground="Muộn.") == "scores-locked"

    facts = town.board.found(f"/scoresheets/{town.cluster}/units/{second}/facts?limit=200")["facts"]
    said = [each["type"].split(".")[3] for each in facts]
    assert {"report-due-days-set", "report-received", "reports-missed", "ledger-entry-entered"} <= set(said)
    of_leaf = town.board.found(f"/scoresheets/{town.cluster}/units/{second}/facts?leaf=I.1&limit=200")["facts"]
    assert not {"report-received", "reports-missed", "ledger-entry-entered"} & {each["type"].split(".")[3] for each in of_leaf}

    needed = {"scoring": int(answer["seen"].partition("@")[2])}
    live = asyncio.run(live_digest(scoring, SERVICE, at_least=needed))
    rebuilt = asyncio.run(rebuilt_digest(scoring, SERVICE, cut=live.cut))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)


def test_bad_input_is_refused_with_what_to_do_and_changes_nothing(office: Office) -> None:
    town = office.town
    unit = town.units[0]
    before = {"due": ["2023-04-30"]}
    assert office.refused("set-report-due-days", **before) == "due-days-count"
    assert office.refused("set-report-due-days", due=["2033-04-30", "2033-07-15", "2033-10-20"]) == "calendar-not-stated"
    assert office.refused("set-report-due-days", due=DUE, document=uuid.uuid4()) == "unknown-document"
    receipt = {"unit": str(unit), "received_at": "2023-05-04T08:00:00+07:00"}
    assert office.refused("record-report-receipts", report=1, receipts=[receipt]) == "no-due-days"
    day_alone = {**receipt, "received_at": "2023-05-04"}
    assert office.refused("record-report-receipts", report=1, receipts=[day_alone]) == "invalid-input"
    assert office.refused("enter-ledger-entry", unit=unit, entry=uuid.uuid4(), points="1", ground="Cờ.") == "scoring-not-open"
    office.does("set-report-due-days", due=DUE)
    assert office.refused("extend-report", units=[], report=1, due="2023-06-01", reason="Bão.") == "invalid-input"
    assert office.refused("waive-report", units=[uuid.uuid4()], report=1, reason="Bão.") == "not-a-member"
    assert {each["status"] for each in office.reports()} == {"overdue"}
    town.merges(unit, town.units[1])
    assert [each["status"] for each in office.ledger(unit)["reports"]] == ["overdue", "overdue", "not-owed"]


def test_each_sees_what_is_theirs(office: Office, scoring: System, voice: Voice) -> None:
    town = office.town
    first, second, *_ = town.units
    office.does("set-report-due-days", due=DUE)
    office.receives(second, 1, "2023-05-05T08:00:00")
    assert len(office.reports()) == 12
    assert {each["unit"] for each in office.reports(town.officer(second))} == {str(second)}
    page = town.board.found("/periodic-reports?limit=5")
    again = town.board.found(f"/periodic-reports?limit=5&after={page['next']}")
    assert len({(each["unit"], each["report"]) for each in (*page["items"], *again["items"])}) == 10
    stranger = Town(scoring, voice).founded()
    assert office.reports(stranger.board) == []
    assert stranger.board.get(f"/scoresheets/{town.cluster}/units/{first}/ledger").status_code == 404
    assert town.officer(town.units[2]).get(f"/scoresheets/{town.cluster}/units/{first}/ledger").status_code == 404
    assert office.ledger(second, town.officer(second))["reports"][0]["status"] == "late"
    assert town.officer(second).command("set-report-due-days", office.body("set-report-due-days", due=DUE)).status_code == 403


def test_two_officers_enter_at_once_and_a_repeat_changes_nothing(office: Office) -> None:
    """The same id twice is the same entry; another under it loses."""
    town = office.town
    unit, entry = town.units[0], uuid.uuid4()
    town.opened()
    fields = {"unit": unit, "entry": entry, "figure": "ministry-flag", "ground": "Cờ của bộ."}
    office.does("enter-ledger-entry", **fields)
    office.does("enter-ledger-entry", **fields)
    assert office.refused("enter-ledger-entry", **{**fields, "ground": "Khác."}) == "entry-id-taken"
    assert len(office.ledger(unit)["entries"]) == 1
    office.does("cancel-ledger-entry", unit=unit, entry=entry, reason="Ghi nhầm đơn vị.")
    (cancelled,) = office.ledger(unit)["entries"]
    assert (cancelled["cancel_reason"], cancelled["points"]) == ("Ghi nhầm đơn vị.", "1")


def test_a_complaint_upheld_on_a_late_report_reopens_the_ledger_alone(office: Office) -> None:
    """The report had come in time: the receipt is corrected with a reason, and an entry that was missed is entered."""
    town = office.town
    first, second = town.units[:2]
    office.does("set-report-due-days", due=DUE)
    office.receives(first, 1, "2023-05-05T00:00:00")
    town.locked()
    before = total_of(town, first)
    of = {"complaint": uuid.uuid4(), "cluster": town.cluster, "authority": town.authority, "document": town.document}
    town.voice.says(changed(COMPLAINT_UPHELD, **of, unit=first, leaves=(), ledgers=(first,)), authority=town.authority)
    (reopening,) = after_lock(town)["reopenings"]
    assert (reopening["sheets"], reopening["ledgers"], reopening["complaint"]) == ([], [str(first)], str(of["complaint"]))
    reason = "Dấu bưu điện ngày 04/5."
    other = [{"unit": str(second), "received_at": "2023-05-04T16:00:00+07:00"}]
    assert office.refused("record-report-receipts", report=1, receipts=other) == "ledger-not-reopened"
    town.board.refused("appraise-sheet", town.changes(first), "sheet-not-reopened", if_match=1)
    office.receives(first, 1, "2023-05-04T16:00:00", reason=reason)
    office.does("enter-ledger-entry", unit=first, entry=uuid.uuid4(), figure="ministry-flag", ground="Cờ của Bộ.")
    town.board.accepted("lock-scores", town.body())
    assert total_of(town, first) == before + Decimal("0.2") + 1
    found = town.board.found(f"/scoresheets/{town.cluster}/after-lock")
    told = [(move["unit"], move["leaf"], move["reason"]) for move in found["moves"]]
    assert told == [(str(first), None, reason), (str(first), None, "Cờ của Bộ.")]
    assert (Decimal(found["moves"][0]["old"]), Decimal(found["moves"][1]["new"])) == (before, total_of(town, first))
    assert office.refused("enter-ledger-entry", unit=first, entry=uuid.uuid4(), points="1", ground="Cờ.") == "scores-locked"


def test_an_entry_rests_on_what_registry_has_on_record(office: Office) -> None:
    """A model or an initiative is the unit's own, a movement anybody's; the ledger shows each by its title."""
    town = office.town
    first, second = town.units[:2]
    town.opened()
    model, movement = uuid.uuid4(), uuid.uuid4()
    town.says(
        changed(EXEMPLARY_MODEL_PROPOSED, model=model, authority=town.authority, unit=first, title="Tổ tự quản số 4"),
        changed(MOVEMENT_LAUNCHED, movement=movement, authority=town.authority, name="Chung sức xây dựng nông thôn mới"),
    )
    entry = {"figure": "ministry-flag", "ground": "Điển hình cấp bộ."}
    assert office.refused("enter-ledger-entry", unit=first, entry=uuid.uuid4(), **entry, record=uuid.uuid4()) == "unknown-record"
    someone_elses = {"unit": second, "entry": uuid.uuid4(), "record": model}
    assert office.refused("enter-ledger-entry", **someone_elses, **entry) == "record-of-another-unit"
    for record in (model, movement):
        office.does("enter-ledger-entry", unit=first, entry=uuid.uuid4(), **entry, record=record)
    shown = [(each["record_kind"], each["record_title"], each["record_stands"]) for each in office.ledger(first)["entries"]]
    assert shown == [
        ("exemplary-model", "Tổ tự quản số 4", False),
        ("movement", "Chung sức xây dựng nông thôn mới", True),
    ]
    town.says(changed(EXEMPLARY_MODEL_CONFIRMED, model=model, unit=first))
    assert [each["record_stands"] for each in office.ledger(first)["entries"]] == [True, True]


def total_of(town: Town, unit: uuid.UUID) -> Decimal:
    rows = town.board.found(f"/scoresheets/{town.cluster}/totals")["items"]
    return Decimal(next(row["total"] for row in rows if row["unit"] == str(unit)))
