"""Awards as its users meet it: over HTTP, in a process of its own, with real events around it."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.heads import HEAD_SIGNED
from contracts.examples.registry import SUSPENSION_LIFTED, UNIT_DISQUALIFIED, UNIT_SUSPENDED
from contracts.heads import HeadSigned
from tests.services.awards.office import Office, until
from tests.services.voice import Voice
from tests.system import Client

REGISTER = "2135-QĐ-UBND"


def types(answer: dict[str, Any]) -> Counter[str]:
    return Counter(event["type"].split(".")[3] for event in answer["events"])


def suspended(office: Office, place: int) -> Any:
    return changed(UNIT_SUSPENDED, unit=office.units[place], authority=office.authority, valid_from=date(2023, 12, 27))


# It happens


def test_nominations_draft_themselves_when_standings_are_published(office: Office) -> None:
    office.says(office.quota(), office.published())
    found = office.nominated()
    assert [(n["unit_name"], n["award"], n["rank"]) for n in found["nominations"]] == [
        ("Mot", "provincial-flag", 1),
        ("Hai", "provincial-flag", 2),
        ("Ba", "provincial-flag", 3),
        ("Bon", "provincial-certificate", 4),
    ]
    assert (found["open_places"], found["decision"], found["received_on"]) == ([], None, None)
    auditor = office.person("auditor")
    (event,) = auditor.found("/logs/awards/events", stream=f"nomination/{office.cluster}")["items"]
    assert (event["actor"], event["authority"]) == ("system:nominations", office.authority)
    assert {part.partition("@")[0] for part in event["seen"].split(",")} == {"ranking", "registry", "scoring"}


def test_nominations_wait_for_the_quota(office: Office) -> None:
    office.says(office.published())
    office.says(office.quota())
    assert len(office.nominated()["nominations"]) == 4


def test_a_tie_over_the_border_leaves_places_open(office: Office) -> None:
    office.says(office.quota(), office.published((1, 2, 3, 3, 5)))
    found = office.nominated()
    assert [n["unit_name"] for n in found["nominations"]] == ["Mot", "Hai"]
    assert [(o["award"], o["places"], o["reason"], len(o["units"])) for o in found["open_places"]] == [
        ("provincial-flag", 1, "shared-rank", 2),
        ("provincial-certificate", 1, "shared-rank", 2),
    ]


def test_from_nomination_to_register(office: Office) -> None:
    board = office.nominates().board
    assert types(board.accepted("receive-dossiers", office.receive())) == {"dossiers-received": 1}
    assert types(board.accepted("submit-nominations", office.submit())) == {"nominations-submitted": 1, "submission-issued": 1}
    assert types(board.accepted("draft-decision", office.draft())) == {"decision-drafted": 1}
    draft = board.found(f"/decisions/{office.decision}")
    assert (draft["decision_number"], draft["items"], len(draft["clusters"])) == (None, [], 1)
    assert types(board.accepted("sign-decision", office.sign())) == {"decision-signed": 1}
    signed = board.found(f"/decisions/{office.decision}")
    assert (signed["decision_number"], signed["amount"], signed["granted"]) == ("2135/QĐ-UBND", 46_800_000, 0)
    assert [(i["unit_name"], i["pack"], i["amount"]) for i in signed["items"]] == [
        ("Mot", "2017", 14_400_000),
        ("Hai", "2017", 14_400_000),
        ("Ba", "2017", 14_400_000),
        ("Bon", "2017", 3_600_000),
    ]
    assert [basis["document"] for basis in signed["bases"]] == [str(office.basis)]
    answer = board.accepted("grant-awards", office.grant(board))
    assert types(answer) == {"award-granted": 8}
    assert Counter(event["log"] for event in answer["events"]) == {"awards": 4, "awards.public": 4}
    listed = board.found("/awards", season=office.season)["items"]
    prefix = f"{office.authority}.2023.{REGISTER}"
    assert [award["register_number"] for award in listed] == [f"{prefix}.{n:03d}" for n in (1, 2, 3, 4)]
    assert {award["granted_on"] for award in listed} == {"2023-12-28"}
    assert board.found(f"/decisions/{office.decision}")["granted"] == 4


def test_a_season_is_summed_up_by_award_and_by_decision(office: Office) -> None:
    board = office.granted()
    summary = board.found(f"/seasons/{office.season}/summary")
    assert (summary["awards"], summary["amount"]) == (4, 46_800_000)
    assert [(s["award"], s["form"], s["count"], s["amount"]) for s in summary["by_award"]] == [
        ("provincial-flag", "title", 3, 43_200_000),
        ("provincial-certificate", "reward", 1, 3_600_000),
    ]
    (decision,) = summary["by_decision"]
    assert (decision["items"], decision["granted"], decision["granted_amount"]) == (4, 4, 46_800_000)


def test_the_public_log_tells_no_more_than_it_promises(office: Office) -> None:
    office.granted()
    listed = office.person("auditor").found("/logs/awards.public/events")["items"]
    items = [item for item in listed if item["subject"].startswith("public-award/")]
    assert len(items) == 4
    assert set(items[0]["data"]) == {
        "award_id",
        "register_number",
        "authority",
        "season",
        "unit",
        "unit_name",
        "award",
        "form",
        "decision_number",
        "issuer",
        "granted_on",
        "amount",
    }
    assert [item["subject"] for item in items] == [f"public-award/{item['data']['award_id']}" for item in items]


def test_signed_heads_of_every_log_are_repeated_in_the_public_log(office: Office) -> None:
    for log in ("registry", "scoring", "ranking"):
        head = changed(HEAD_SIGNED, log_id=log, source=f"/test/{log}/{log}")
        office.says(HeadSigned(**{**dict(head), "position": 1000 + int(office.authority[2:8], 16)}))
    auditor = office.person("auditor")

    def heads() -> list[Any]:
        items = auditor.found("/logs/awards.public/events")["items"]
        return [item for item in items if item["type"].endswith("head-repeated.v1")]

    found = until(heads, lambda items: len(items) == 3)
    assert {item["data"]["log_id"] for item in found} == {"registry", "scoring", "ranking"}
    # The public log names no person: whoever acts, it is the service that speaks.
    assert {item["actor"] for item in found} == {"system:awards"}


# It is refused


def test_refusals_change_nothing(office: Office) -> None:
    board = office.board
    board.refused("receive-dossiers", office.receive(), "nominations-missing")
    board.refused("submit-nominations", office.submit(), "nominations-missing")
    board.refused("draft-decision", office.draft(), "submission-not-issued")
    board.refused("sign-decision", office.sign(), "decision-not-drafted")
    grant = {"decision": str(office.decision), "awards": [str(uuid.uuid4())]}
    board.refused("grant-awards", grant, "decision-not-signed")
    board = office.nominates().board
    board.refused("submit-nominations", office.submit(), "dossiers-missing")
    board.refused("receive-dossiers", office.receive("2023-12-29"), "day-in-future")
    board.refused("receive-dossiers", office.receive("2023-12-19"), "day-too-early")
    board.refused("receive-dossiers", office.receive("2023-02-29"), "invalid-input")
    board.accepted("receive-dossiers", office.receive())
    board.refused("receive-dossiers", office.receive("2023-12-23"), "dossiers-received-before")
    board.accepted("submit-nominations", office.submit())
    board.refused("draft-decision", office.draft(office.submission, office.submission), "invalid-input")
    board.refused("draft-decision", {**office.draft(), "title": "x" * 301}, "invalid-input")
    board.accepted("draft-decision", office.draft())
    board.refused("draft-decision", {**office.draft(), "title": "Khác"}, "decision-drafted-before")
    board.refused("sign-decision", office.sign(bases=[str(uuid.uuid4())]), "unknown-bases")
    board.refused("sign-decision", office.sign(signed_on="2023-12-21"), "day-too-early")
    board.refused("sign-decision", office.sign(signed_on="2023-12-29"), "day-in-future")
    for wrong in ({"number": 0}, {"number": 1.5}, {"series": "QĐ/UBND"}, {"bases": []}, {"signer_name": " "}):
        board.refused("sign-decision", office.sign(**wrong), "invalid-input")
    board.accepted("sign-decision", office.sign())
    board.refused("sign-decision", office.sign(), "already-signed")
    board.refused("grant-awards", grant, "not-in-decision")
    board.accepted("grant-awards", office.grant(board, 0))
    board.refused("grant-awards", office.grant(board), "already-granted")
    assert len(board.found("/awards")["items"]) == 1


def test_only_the_own_board_acts(office: Office) -> None:
    board = office.signed()
    orders = {
        "draft-nominations": {"cluster": str(office.cluster)},
        "leave-places-empty": {"cluster": str(office.cluster), "award": "provincial-flag", "rank": 3, "reason": "?"},
        "amend-nominations": {**office.amend(), "nominations": []},
        "close-revision-case": {"cluster": str(office.cluster), "case": 1, "reason": "?"},
        "receive-dossiers": office.receive(),
        "submit-nominations": office.submit(),
        "draft-decision": office.draft(),
        "sign-decision": office.sign(),
        "grant-awards": office.grant(board),
    }
    stranger = office.person("board-officer", "a-elsewhere")
    for name, body in orders.items():
        stranger.refused(name, body, "foreign-authority")
        for persona in ("unit-officer", "auditor", "council-member", "line-officer", "operator", "subscriber"):
            office.person(persona, unit=office.units[0]).refused(name, body, "role-not-allowed")
    assert board.command("repeat-head", {"cluster": str(office.cluster)}).status_code == 404


def test_nothing_is_given_while_a_unit_is_suspended_and_its_name_is_said(office: Office) -> None:
    office.drafted().says(suspended(office, 1))
    board = office.board
    assert board.refused("sign-decision", office.sign(), "units-barred")["names"] == "Hai"
    lifted = changed(SUSPENSION_LIFTED, unit=office.units[1], authority=office.authority, on=date(2023, 12, 28))
    office.says(lifted)
    board = office.board
    board.accepted("sign-decision", office.sign())
    out = changed(
        UNIT_DISQUALIFIED, unit=office.units[2], authority=office.authority, season=office.season, on=date(2023, 12, 28)
    )
    office.says(out)
    board = office.board.has_seen(board)
    assert board.refused("grant-awards", office.grant(board), "units-barred")["names"] == "Ba"
    board.accepted("grant-awards", office.grant(board, 0, 1, 3))
    assert [a["unit_name"] for a in board.found("/awards")["items"]] == ["Mot", "Hai", "Bon"]


def test_who_is_suspended_before_the_nominations_leaves_an_open_place(office: Office) -> None:
    office.says(suspended(office, 3), office.quota(), office.published())
    found = office.nominated()
    assert len(found["nominations"]) == 3
    assert [(o["award"], o["reason"]) for o in found["open_places"]] == [("provincial-certificate", "suspended")]


# It is repeated


def test_repeated_commands_get_the_first_answer(office: Office) -> None:
    board = office.nominates().board
    for name, body in (
        ("receive-dossiers", office.receive()),
        ("submit-nominations", office.submit()),
        ("draft-decision", office.draft()),
        ("sign-decision", office.sign()),
    ):
        first, again = (board.command(name, body, key=name) for _ in range(2))
        assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    body = office.grant(board)
    first, again = (board.command("grant-awards", body, key="grant") for _ in range(2))
    assert (first.status_code, again.content) == (200, first.content)
    board.refused("grant-awards", office.grant(board, 0), "idempotency-key-reused", key="grant")
    assert board.accepted("receive-dossiers", office.receive())["events"] == []
    assert board.accepted("submit-nominations", office.submit())["events"] == []
    assert board.accepted("draft-decision", office.draft())["events"] == []
    assert len(board.found("/awards")["items"]) == 4


# It loses a race


def at_once(officers: list[Client], name: str, bodies: list[dict[str, Any]]) -> Counter[str]:
    with ThreadPoolExecutor(len(officers)) as pool:
        answers = list(pool.map(lambda pair: pair[0].command(name, pair[1]), zip(officers, bodies, strict=True)))
    return Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)


def test_one_grants_and_the_others_are_told(office: Office) -> None:
    board = office.signed()
    body = office.grant(board)
    officers = [office.board for _ in range(6)]
    assert at_once(officers, "grant-awards", [body] * 6) == {"ok": 1, "already-granted": 5}
    assert len(board.has_seen(*officers).found("/awards")["items"]) == 4


def test_a_number_goes_to_one_of_two_decisions(office: Office) -> None:
    other, board = office.drafted_beside(), office.board
    bodies = [office.sign(), other.sign(issuer=office.sign()["issuer"].upper())]
    assert at_once([office.board, office.board], "sign-decision", bodies) == {"ok": 1, "already-claimed": 1}
    signed = until(lambda: board.found("/decisions")["items"], lambda items: any(item["signed_on"] for item in items))
    assert [(item["signed_on"], item["decision_number"]) for item in signed] == [("2023-12-28", "2135/QĐ-UBND"), (None, None)]


def test_a_unit_gets_an_award_once_a_season_whatever_the_decision(office: Office) -> None:
    board = office.signed()
    other = Office(office.system, office.voice, office.authority, basis=office.basis, units=office.units)
    office.says(office.formed(other.cluster, 2), office.quota(other.cluster), office.published(cluster=other.cluster))
    other.nominated()
    board = office.board.has_seen(board)
    other.submits(board).accepted("draft-decision", other.draft())
    assert board.refused("sign-decision", other.sign(number=2136), "award-given-before")["names"] == "Ba; Bon; Hai; Mot"


def test_a_submission_goes_into_one_of_several_decisions(office: Office) -> None:
    office.submits(office.nominates().board)
    bodies = [{**office.draft(), "decision": str(uuid.uuid4())} for _ in range(4)]
    assert at_once([office.board for _ in bodies], "draft-decision", bodies) == {"ok": 1, "already-claimed": 3}


# Who sees what


def register(board: Client) -> str:
    return str(board.found("/awards")["items"][0]["register_number"])


def test_the_board_the_auditor_and_the_council_see_how_it_came_about(office: Office) -> None:
    board = office.granted()
    for persona in ("board-officer", "auditor", "council-member"):
        reader = office.person(persona).has_seen(board)
        assert len(reader.found("/nominations", season=office.season)["items"]) == 1
        assert len(reader.found("/decisions", season=office.season)["items"]) == 1
        assert reader.found(f"/decisions/{office.decision}")["signer_name"] == "Nguyễn Văn Mẫu"
        assert len(reader.found("/awards", cluster=str(office.cluster))["items"]) == 4


@pytest.mark.parametrize("own", [True, False])
def test_units_see_the_register_of_their_authority_and_no_drafts(office: Office, own: bool) -> None:
    board = office.granted()
    officer = office.person("unit-officer", unit=office.units[0] if own else uuid.uuid4()).has_seen(board)
    number = register(board)
    assert len(officer.found("/awards")["items"]) == 4
    assert [a["unit_name"] for a in officer.found(f"/units/{office.units[3]}/awards")["items"]] == ["Bon"]
    assert officer.found(f"/awards/{number}")["multiple"] == "8"
    assert officer.found(f"/awards/{number}/facts")["service"] == "awards"
    assert officer.found(f"/seasons/{office.season}/summary")["awards"] == 4
    for path in ("/nominations", "/decisions", f"/decisions/{office.decision}"):
        assert officer.get(path).json()["code"] == "role-not-allowed"


def test_nobody_sees_a_foreign_authoritys_awards(office: Office) -> None:
    board = office.granted()
    number = register(board)
    single = (
        f"/awards/{number}",
        f"/awards/{number}/facts",
        f"/units/{office.units[0]}/awards",
        f"/seasons/{office.season}/summary",
    )
    for persona in ("board-officer", "auditor", "council-member", "unit-officer"):
        stranger = office.person(persona, "a-elsewhere", unit=office.units[0]).has_seen(board)
        assert [stranger.get(path).json()["code"] for path in single] == ["not-found"] * 4
        assert stranger.found("/awards", season=office.season)["items"] == []
        if persona != "unit-officer":
            assert stranger.get(f"/decisions/{office.decision}").json()["code"] == "not-found"
            assert stranger.found("/decisions", season=office.season)["items"] == []
            assert stranger.found("/nominations", cluster=str(office.cluster))["items"] == []


def test_a_subscriber_checks_one_number_and_learns_what_is_public(office: Office) -> None:
    board = office.granted()
    number = register(board)
    subscriber = office.person("subscriber", "a-elsewhere").has_seen(board)
    found = subscriber.found(f"/awards/{number}")
    assert (found["register_number"], found["unit_name"], found["decision_number"]) == (number, "Mot", "2135/QĐ-UBND")
    assert not {"rank", "cluster", "multiple", "decision", "award_id"} & set(found)
    assert subscriber.get(f"/awards/{number[:-3]}009").json()["code"] == "not-found"
    for path in (
        "/awards",
        f"/awards/{number}/facts",
        f"/units/{office.units[0]}/awards",
        "/nominations",
        "/decisions",
        f"/decisions/{office.decision}",
        f"/seasons/{office.season}/summary",
    ):
        assert subscriber.get(path).json()["code"] == "role-not-allowed"


def test_line_officers_and_operators_see_nothing(office: Office) -> None:
    for persona in ("line-officer", "operator"):
        outsider = office.person(persona)
        for path in ("/awards", "/awards/x", "/nominations", "/decisions", f"/seasons/{office.season}/summary"):
            assert outsider.get(path).json()["code"] == "role-not-allowed"


def test_the_chain_behind_an_award_goes_on_to_ranking_and_registry(office: Office) -> None:
    board = office.granted()
    number = register(board)
    chain = board.found(f"/awards/{number}/facts")
    assert chain["award"]["register_number"] == number
    assert [fact["type"].split(".")[3] for fact in chain["facts"]] == [
        "nominations-drafted",
        "dossiers-received",
        "submission-issued",
        "nominations-submitted",
        "decision-drafted",
        "decision-signed",
        "award-granted",
    ]
    assert all(fact["summary"]["vi"] and fact["summary"]["en"] for fact in chain["facts"])
    auditor = office.person("auditor").has_seen(board)
    for fact in chain["facts"]:
        event = auditor.found(f"/logs/{fact['log']}/events/{fact['position']}")
        assert (event["type"], event["actor"], event["subject"]) == (fact["type"], fact["actor"], fact["stream"])
    ranking, registry = (f"http://127.0.0.1:{office.system.ports[name]}" for name in ("ranking", "registry"))
    unit = office.units[0]
    assert chain["next"] == [
        {"service": "ranking", "href": f"{ranking}/standings/{office.cluster}/units/{unit}/facts"},
        {"service": "registry", "href": f"{registry}/clusters/{office.cluster}/facts?unit={unit}"},
    ]


def test_the_register_is_listed_page_by_page_and_filtered(office: Office) -> None:
    board = office.granted()
    first = board.found("/awards", limit=3)
    rest = board.found("/awards", limit=3, after=first["next"])
    assert board.get("/awards", limit=3, after=first["next"], season=office.season).json()["code"] == "bad-cursor"
    assert [a["unit_name"] for a in (*first["items"], *rest["items"])] == ["Mot", "Hai", "Ba", "Bon"]
    assert rest["next"] is None
    for wanted, count in (
        ({"award": "provincial-flag"}, 3),
        ({"award": "commendation-letter"}, 0),
        ({"unit": str(office.units[1])}, 1),
        ({"cluster": str(uuid.uuid4())}, 0),
        ({"decision": str(office.decision)}, 4),
        ({"season": "x.2023"}, 0),
    ):
        assert len(board.found("/awards", **wanted)["items"]) == count
    assert board.get("/awards", after="ơ").json()["code"] == "bad-cursor"
    for wrong in ({"award": "medal"}, {"season": "a\0b"}, {"unit": "x"}, {"limit": 201}):
        assert board.get("/awards", **wrong).json()["code"] == "invalid-input"
    for path in ("/awards/a%00b", "/awards/a%00b/facts", "/seasons/a%00b/summary"):
        assert board.get(path).json()["code"] == "invalid-input"


def test_what_does_not_exist_is_not_found(office: Office, voice: Voice) -> None:
    assert voice
    board = office.board
    for path in (f"/decisions/{uuid.uuid4()}", "/awards/x", f"/units/{uuid.uuid4()}/awards", "/seasons/x.2023/summary"):
        assert board.get(path).json()["code"] == "not-found"
