"""From nomination to decision as its users meet it: units hand in, the board submits, the council votes; reminders."""

from __future__ import annotations

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.movements import INITIATIVE_RECOGNISED
from contracts.examples.registry import COUNCIL_CHANGED, COUNCIL_FORMED
from contracts.registry import CouncilKind, CouncilSeat
from services.awards.app import SERVICE
from tests.services.awards.office import Office
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import Client, System

DAY = "2023-12-28"
REPORT = {"paper": "achievement-report", "source": {"kind": "file", "name": "bao-cao.pdf", "sha256": "ab" * 32}}
PAPER = {"kind": "document", "number": "12/BB", "issued_on": "2023-12-20"}
MINUTES = {"paper": "review-minutes", "source": PAPER}
AWARDS = ("provincial-flag",) * 3 + ("provincial-certificate",)


class Board:
    """An office whose pack asks for everything, and its council of nine; the fourth sits for the first unit."""

    def __init__(self, awards: System, voice: Voice) -> None:
        self.office = Office(awards, voice, is_whole=True).opens().nominates()
        self.council = uuid.uuid4()
        self.people = [uuid.uuid4() for _ in range(9)]
        self.initiative = uuid.uuid4()
        seat = COUNCIL_FORMED.seats[0]
        roles = ("chair", "secretary", *("member",) * 7)
        seats = tuple(
            CouncilSeat(person=person, unit=self.office.units[0] if place == 3 else None, role=type(seat.role)(role))
            for place, (person, role) in enumerate(zip(self.people, roles, strict=True))
        )
        of = {"authority": self.office.authority, "council": self.council}
        formed = changed(COUNCIL_FORMED, **of, kind=CouncilKind.EMULATION, cluster=None, seats=seats)
        later = changed(COUNCIL_CHANGED, **of, seats=seats[:3], valid_from=date(2024, 1, 2))
        record = changed(INITIATIVE_RECOGNISED, initiative=self.initiative, unit=self.office.units[0])
        self.office.says(formed, later, record)
        self.board = self.office.board

    def of(self, place: int) -> dict[str, Any]:
        return {"cluster": str(self.office.cluster), "unit": str(self.office.units[place]), "award": AWARDS[place]}

    def officer(self, place: int) -> Client:
        return self.office.person("unit-officer", unit=self.office.units[place])

    def hands_in(self, *places: int) -> None:
        for place in places:
            self.board.has_seen(self.has_handed_in(place))

    def has_handed_in(self, place: int) -> Client:
        officer = self.officer(place)
        officer.accepted("hand-in-papers", {**self.of(place), "papers": [REPORT, MINUTES]})
        return officer

    @property
    def named(self) -> dict[str, str]:
        return {"submission": str(self.office.submission)}

    def submitted(self) -> Board:
        self.hands_in(0, 1, 2, 3)
        self.board.accepted("receive-dossiers", self.office.receive())
        self.board.accepted("submit-nominations", self.office.submit())
        return self

    def ask(self, opinion: uuid.UUID, **more: Any) -> dict[str, Any]:
        asked = {"opinion": str(opinion), "name": "Công an tỉnh", **more}
        return {**self.named, "asked_on": "2023-12-22", "asked": [asked]}

    def hear(self, opinion: uuid.UUID) -> dict[str, Any]:
        said = {"received_on": DAY, "stance": "agrees", "document": PAPER}
        return {**self.named, "opinion": str(opinion), **said}

    def conclude(self) -> dict[str, Any]:
        return {**self.named, "concluded_on": DAY, "document": PAPER, "conclusion": "Đủ điều kiện."}

    def appraised(self) -> Board:
        opinion = uuid.uuid4()
        self.submitted().board.accepted("ask-opinions", self.ask(opinion))
        self.board.accepted("receive-opinion", self.hear(opinion))
        self.board.accepted("conclude-appraisal", self.conclude())
        return self

    def vote(self, *yes: int, **changes: Any) -> dict[str, Any]:
        votes = [{**self.of(place), "yes": count, "no": 8 - count - (place == 0)} for place, count in enumerate(yes)]
        session = {"council": str(self.council), "held_on": DAY, "minutes": "09/BB"}
        return {**self.named, **session, "present": [str(one) for one in self.people[:8]], "votes": votes, **changes}


@pytest.fixture
def house(awards: System, voice: Voice) -> Board:
    return Board(awards, voice)


# It happens


def test_from_dossier_to_publication(house: Board) -> None:
    office, board = house.office, house.board
    house.hands_in(0, 1, 2)
    refused = board.refused("submit-nominations", office.submit(), "dossiers-missing")
    board.accepted("receive-dossiers", office.receive())
    refused = board.refused("submit-nominations", office.submit(), "dossiers-incomplete")
    assert refused["missing"] == "Bon (provincial-certificate): Báo cáo thành tích, Biên bản họp"
    house.hands_in(3)
    board.accepted("return-dossier", {**house.of(3), "papers": ["review-minutes"], "reason": "Thiếu chữ ký."})
    (found,) = board.found("/dossiers", unit=str(office.units[3]))["items"]
    assert (found["state"], found["missing"], found["returned_reason"]) == ("returned", ["review-minutes"], "Thiếu chữ ký.")
    house.hands_in(3)
    assert {one["state"] for one in board.found("/dossiers", season=office.season)["items"]} == {"complete"}
    board.accepted("submit-nominations", office.submit())
    opinion = uuid.uuid4()
    board.accepted("ask-opinions", house.ask(opinion))
    board.refused("record-council-vote", house.vote(7, 8, 8, 8), "steps-missing")
    board.accepted("receive-opinion", house.hear(opinion))
    board.accepted("conclude-appraisal", house.conclude())
    board.accepted("record-council-vote", house.vote(7, 4, 8, 8))
    whole = board.found(f"/submissions/{office.submission}")
    assert [(step["step"], step["required"], step["due_on"], step["concluded_on"]) for step in whole["steps"]] == [
        ("opinions", True, "2024-01-05", DAY),
        ("appraisal", True, "2024-02-02", DAY),
        ("vote", True, None, DAY),
    ]
    assert [(of["vote"]["yes"], of["vote"]["base"], of["vote"]["passed"]) for of in whole["items"]] == [
        (7, 9, True),
        (4, 9, False),
        (8, 9, True),
        (8, 9, True),
    ]
    assert whole["items"][0]["vote"]["recused"] == [str(house.people[3])]
    assert whole["sessions"][0]["absent"] == [str(house.people[8])]
    (round_,) = board.found("/nominations", cluster=str(office.cluster))["items"]
    assert [(place["reason"], place["units"]) for place in round_["open_places"]] == [("voted-down", [str(office.units[1])])]
    board.accepted("draft-decision", office.draft())
    board.accepted("sign-decision", office.sign())
    board.accepted("grant-awards", office.grant(board))
    publish = {"decision": str(office.decision), "published_on": DAY, "where": "Cổng thông tin điện tử"}
    board.accepted("publish-decision", publish)
    decision = board.found(f"/decisions/{office.decision}")
    assert [item["unit_name"] for item in decision["items"]] == ["Mot", "Ba", "Bon"]
    assert (decision["published_on"], [of["submission_number"] for of in decision["submissions"]]) == (DAY, ["412/TTr-SNV"])
    assert board.found("/reminders", days=366)["items"] == []


def test_a_refused_dossier_leaves_its_place_open(house: Board) -> None:
    house.hands_in(0, 1, 2)
    board = house.board
    board.accepted("refuse-dossier", {**house.of(3), "reason": "Không đúng đối tượng."})
    (round_,) = board.found("/nominations", cluster=str(house.office.cluster))["items"]
    (place,) = round_["open_places"]
    assert (place["award"], place["places"], place["rank"], place["reason"]) == (AWARDS[3], 1, 4, "dossier-refused")
    board.accepted("receive-dossiers", house.office.receive())
    board.accepted("submit-nominations", house.office.submit())
    assert board.found(f"/submissions/{house.office.submission}")["nominations"] == 3
    officer = house.officer(3).has_seen(board)
    officer.refused("hand-in-papers", {**house.of(3), "papers": [MINUTES]}, "dossier-refused-before")


def test_a_record_of_registrys_may_be_cited_by_its_own_unit(house: Board) -> None:
    cited = {"paper": "achievement-report", "source": {"kind": "record", "record": "initiative", "id": str(house.initiative)}}
    house.officer(0).accepted("hand-in-papers", {**house.of(0), "papers": [cited]})
    house.officer(1).refused("hand-in-papers", {**house.of(1), "papers": [cited]}, "unknown-records")


def test_a_draft_is_withdrawn_and_the_council_votes_again(house: Board) -> None:
    office, board = house.office, house.appraised().board
    board.accepted("record-council-vote", house.vote(7, 8, 8, 8))
    board.accepted("draft-decision", office.draft())
    again = house.vote(2, repeats="Kiểm phiếu sai.")
    board.refused("record-council-vote", again, "already-claimed")
    board.accepted("withdraw-draft", {"decision": str(office.decision), "reason": "Hội đồng họp lại."})
    assert board.get(f"/decisions/{office.decision}").json()["code"] == "not-found"
    board.refused("record-council-vote", house.vote(2), "voted-before")
    board.accepted("record-council-vote", again)
    board.accepted("draft-decision", office.draft())
    assert board.found(f"/decisions/{office.decision}")["nominations"] == 3


# It is refused


def test_only_the_own_board_and_the_own_unit_act(house: Board) -> None:
    office, board = house.office, house.appraised().board
    papers = {**house.of(0), "papers": [MINUTES]}
    orders = {
        "return-dossier": {**house.of(0), "papers": [], "reason": "x"},
        "refuse-dossier": {**house.of(0), "reason": "x"},
        "submit-nominations": office.submit(),
        "ask-opinions": house.ask(uuid.uuid4()),
        "receive-opinion": house.hear(uuid.uuid4()),
        "close-opinions": {**house.named, "closed_on": DAY, "reason": "x"},
        "conclude-appraisal": house.conclude(),
        "record-council-vote": house.vote(7),
        "draft-decision": office.draft(),
    }
    stranger = office.person("board-officer", "a-elsewhere")
    for name, body in {**orders, "hand-in-papers": papers}.items():
        stranger.refused(name, body, "foreign-authority")
        for persona in ("auditor", "council-member", "line-officer", "operator", "subscriber"):
            office.person(persona, unit=office.units[0]).refused(name, body, "role-not-allowed")
    for name, body in orders.items():
        house.officer(0).refused(name, body, "role-not-allowed")
    house.officer(1).refused("hand-in-papers", papers, "foreign-unit")
    foreign = office.person("unit-officer", "a-elsewhere", unit=office.units[0])
    foreign.refused("hand-in-papers", papers, "foreign-authority")
    board.accepted("record-council-vote", house.vote(7, 8, 8, 8))
    board.accepted("draft-decision", office.draft())
    board.accepted("sign-decision", office.sign())
    publish = {"decision": str(office.decision), "published_on": DAY, "where": "Cổng"}
    for name, body in (("publish-decision", publish), ("withdraw-draft", {"decision": str(office.decision), "reason": "x"})):
        stranger.refused(name, body, "foreign-authority")
        house.officer(0).refused(name, body, "role-not-allowed")


def test_bad_input_is_told_apart_and_changes_nothing(house: Board) -> None:
    board = house.appraised().board
    for body in (
        house.vote(7, present=[str(house.people[0])] * 2),
        house.vote(7, votes=[]),
        {**house.vote(7), "votes": [{**house.of(0), "yes": -1, "no": 0}]},
        {**house.vote(7), "held_on": "2023-02-30"},
    ):
        board.refused("record-council-vote", body, "invalid-input")
    board.refused("record-council-vote", house.vote(7, 8, 9), "invalid-input")
    too_many = {**house.vote(), "votes": [{**house.of(0), "yes": 8, "no": 0}]}
    assert board.refused("record-council-vote", too_many, "counts-do-not-add-up")["voters"] == 7
    board.refused("record-council-vote", house.vote(5, present=[str(one) for one in house.people[:5]]), "no-quorum")
    board.refused("record-council-vote", {**house.vote(7), "council": str(uuid.uuid4())}, "council-unknown")
    papers = {**house.of(0), "papers": [{"paper": "photograph", "source": PAPER}]}
    board.refused("hand-in-papers", papers, "nominations-frozen")
    assert board.found(f"/submissions/{house.office.submission}")["sessions"] == []


def test_a_pack_that_says_nothing_of_the_procedure_is_named(awards: System, voice: Voice) -> None:
    office = Office(awards, voice).opens()
    office.says(office.silent_pack())
    board = office.nominates().board
    board.accepted("receive-dossiers", office.receive())
    refused = board.refused("submit-nominations", office.submit(), "papers-not-stated")
    assert (refused["pack"], refused["award"]) == ("2017@2", "provincial-flag")
    assert {one["state"] for one in board.found("/dossiers")["items"]} == {"not-stated"}


# It is repeated, and loses a race


def test_a_number_goes_to_one_of_two_submissions_and_a_cluster_into_one(house: Board) -> None:
    office, board = house.office, house.board
    house.hands_in(0, 1, 2, 3)
    board.accepted("receive-dossiers", office.receive())
    bodies = [office.submit(submission=str(uuid.uuid4()), number=number) for number in (412, 412, 413)]
    with ThreadPoolExecutor(3) as pool:
        officers = [office.board.has_seen(board) for _ in bodies]
        answers = list(pool.map(lambda pair: pair[0].command("submit-nominations", pair[1]), zip(officers, bodies, strict=True)))
    codes = sorted("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    assert codes == ["nominations-frozen", "nominations-frozen", "ok"]


def test_repeated_commands_get_the_first_answer(house: Board) -> None:
    board = house.appraised().board
    body = house.vote(7, 8, 8, 8)
    first, again = (board.command("record-council-vote", body, key="vote") for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    assert board.accepted("record-council-vote", body)["events"] == []
    assert board.accepted("submit-nominations", house.office.submit())["events"] == []
    assert board.accepted("conclude-appraisal", house.conclude())["events"] == []


# Who sees what, and who is reminded


def test_units_see_their_own_dossiers_alone(house: Board) -> None:
    board = house.submitted().board
    own = house.officer(1).has_seen(board)
    assert [one["unit_name"] for one in own.found("/dossiers")["items"]] == ["Hai"]
    assert own.found("/dossiers", unit=str(house.office.units[0]))["items"] == []
    assert own.get("/submissions").json()["code"] == "role-not-allowed"
    assert own.get(f"/submissions/{house.office.submission}").json()["code"] == "role-not-allowed"
    stranger = house.office.person("board-officer", "a-elsewhere").has_seen(board)
    assert stranger.found("/dossiers", cluster=str(house.office.cluster))["items"] == []
    assert stranger.found("/submissions")["items"] == []
    assert stranger.get(f"/submissions/{house.office.submission}").json()["code"] == "not-found"
    assert stranger.found("/reminders", days=366)["items"] == []
    page = board.found("/dossiers", limit=3)
    rest = board.found("/dossiers", limit=3, after=page["next"])
    assert [one["unit_name"] for one in (*page["items"], *rest["items"])] == ["Mot", "Hai", "Ba", "Bon"]


def kinds(found: Any) -> list[tuple[str, str, str | None]]:
    return [(one["kind"], one["role"], one["unit"]) for one in found["items"]]


def test_reminders_say_what_is_due_for_whom_overdue_first(house: Board) -> None:
    office, board = house.office, house.board
    units = [str(unit) for unit in office.units]
    assert sorted(kinds(board.found("/reminders"))) == sorted(("dossier", "unit-officer", unit) for unit in units[:4])
    (own,) = house.officer(0).found("/reminders")["items"]
    assert (own["unit"], own["due_on"], own["is_overdue"]) == (units[0], None, False)
    assert "Báo cáo thành tích; Biên bản họp" in own["vi"]
    house.hands_in(0, 1, 2, 3)
    assert kinds(board.found("/reminders")) == [("submission", "board-officer", None)]
    board.accepted("receive-dossiers", office.receive())
    board.accepted("submit-nominations", office.submit())
    board.accepted("ask-opinions", house.ask(uuid.uuid4(), unit=units[4]))
    soon = board.found("/reminders", days=8)
    assert kinds(soon) == [("opinion", "board-officer", None), ("opinion", "unit-officer", units[4])]
    assert [one["due_on"] for one in soon["items"]] == ["2024-01-05"] * 2
    late = board.found("/reminders", on="2024-02-05")["items"]
    assert [(one["kind"], one["overdue_days"]) for one in late] == [("opinion", 31), ("opinion", 31), ("appraisal", 3)]
    assert kinds(house.officer(4).has_seen(board).found("/reminders", days=8)) == [("opinion", "unit-officer", units[4])]
    assert kinds(board.found("/reminders", days=8, role="unit-officer", unit=units[4])) == [("opinion", "unit-officer", units[4])]
    entries = board.found("/digest", on="2024-02-05")["entries"]
    assert [(one["role"], one["unit"], len(one["overdue"])) for one in entries] == [
        ("board-officer", None, 2),
        ("unit-officer", units[4], 1),
    ]
    first = board.found("/reminders", on="2024-02-05", limit=2)
    assert len(board.found("/reminders", on="2024-02-05", limit=2, after=first["next"])["items"]) == 1
    for wrong in ({"days": -1}, {"days": 367}, {"on": "2024-02-30"}, {"role": "king"}):
        assert board.get("/reminders", **wrong).json()["code"] == "invalid-input"
    assert board.found("/reminders", on="9999-12-31", days=366)["items"]
    for persona in ("subscriber", "operator", "line-officer"):
        assert office.person(persona).get("/reminders").json()["code"] == "role-not-allowed"


def test_the_council_is_reminded_of_its_vote_and_the_board_of_the_rest(house: Board) -> None:
    office, board = house.office, house.appraised().board
    member = office.person("council-member").has_seen(board)
    assert kinds(member.found("/reminders")) == [("vote", "council-member", None)]
    for name, body, reminded in (
        ("record-council-vote", house.vote(7, 8, 8, 8), ["draft"]),
        ("draft-decision", office.draft(), ["signature"]),
        ("sign-decision", office.sign(), ["grant", "publication"]),
    ):
        board.accepted(name, body)
        assert [kind for kind, *_ in kinds(board.found("/reminders"))] == reminded
    assert member.has_seen(board).found("/reminders")["items"] == []


def test_a_rebuild_agrees_and_every_record_again_changes_nothing(house: Board, awards: System, voice: Voice) -> None:
    board = house.appraised().board
    board.accepted("record-council-vote", house.vote(7, 4, 8, 8))
    live = asyncio.run(live_digest(awards, SERVICE, at_least={"awards": board.seen["awards"]}))
    rebuilt = asyncio.run(rebuilt_digest(awards, SERVICE, cut=live.cut))
    assert {table for table, digest in live.tables.items() if rebuilt.tables[table] != digest} == set()
    assert rebuilt.parked == 0
    voice.repeats_everything()
    again = changed(COUNCIL_FORMED, council=uuid.uuid4(), authority=house.office.authority)
    end = house.office.says(again)
    registry = int(end.partition("registry@")[2].partition(",")[0])
    after = asyncio.run(live_digest(awards, SERVICE, at_least={"registry": registry}))
    unmoved = {table: digest for table, digest in after.tables.items() if not table.startswith("council")}
    assert unmoved == {table: live.tables[table] for table in unmoved}
