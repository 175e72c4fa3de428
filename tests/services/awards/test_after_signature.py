"""What comes behind a signature, as its users meet it: paid, corrected, cancelled, revoked, returned, looked up, inherited."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_QUOTA_SET,
    RULE_PACK_ADOPTED,
    UNIT_MERGED,
    UNIT_PASSED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_SPLIT,
    UNIT_SUCCEEDED,
    UNIT_SUSPENDED,
)
from contracts.registry import QuotaPlaces, UnitShare
from contracts.rules import AwardCode, AwardForm, CatalogueEntry
from services.awards.app import SERVICE
from services.registry.shipped import SHIPPED
from tests.services.awards.conftest import move_clock
from tests.services.awards.office import Office, pack
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import Client, System

TODAY = "2024-06-10"
SIGNED_ON = "2024-06-07"
DUE_ON = "2024-06-28"
FLAG = 14_400_000


@pytest.fixture(scope="module", autouse=True)
def june(awards: System) -> None:
    move_clock(awards, f"{TODAY}T09:00:00+07:00")


@pytest.fixture
def office(awards: System, voice: Voice) -> Office:
    """An authority that adopted the packs as they ship, with deadlines and calendar; 2017 here knows a second title."""
    office = Office(awards, voice).opens()
    for name in ("2017", "2024"):
        content = SHIPPED[(name, 2)]
        entry = CatalogueEntry(
            award=AwardCode.EXCELLENT_LABOUR_COLLECTIVE,
            form=AwardForm.TITLE,
            multiple="1.5",
            basis="Vector",  # type: ignore[arg-type]
        )
        others = tuple(each for each in content.awards.catalogue if each.award is not entry.award)
        # What is decided here is decided behind the steps: the papers and votes have tests of their own.
        off = {part: getattr(pack("2"), part) for part in ("steps", "votes")}
        off["dossiers"] = tuple(changed_rules(dossier, papers=()) for dossier in SHIPPED[(name, 3)].awards.dossiers)
        rules = changed_rules(content.awards, catalogue=(*others, entry), **off)
        of = {"authority": office.authority, "pack": name, "version": 2}
        days = {"valid_from": content.valid_from, "valid_to": content.valid_to}
        office.says(changed(RULE_PACK_ADOPTED, **of, **days, awards=rules, calendar=content.calendar))
    return office


def changed_rules(rules: Any, **fields: Any) -> Any:
    return type(rules)(**{**dict(rules), **fields})


def act(office: Office, **fields: Any) -> dict[str, Any]:
    """A decision of this June about the office's; name which of its kind and what it takes."""
    of = {"decision": str(uuid.uuid4()), "number": 1201, "signed_on": SIGNED_ON, "reason": "Theo kết luận kiểm tra."}
    return {**office.sign(), **of, **fields}


def revocation(office: Office, *awards: str, **fields: Any) -> dict[str, Any]:
    about = {"revokes": str(office.decision), "awards": list(awards), "ground": "false-declaration"}
    return act(office, **{**about, **fields})


def correction(office: Office, award: str, **fields: Any) -> dict[str, Any]:
    item = {"award_id": award, "reason": "spelling", "explanation": "Ông Nguyễn Văn A ghi nhầm.", "unit_name": "Đơn vị Một"}
    return act(office, corrects=str(office.decision), items=[{**item, **fields}])


def payment(*awards: str, **fields: Any) -> dict[str, Any]:
    return {"awards": list(awards), "paid_on": "2024-01-30", "voucher": "UNC-12", **fields}


def register(board: Client) -> list[dict[str, Any]]:
    return list(board.found("/awards")["items"])


def types(answer: dict[str, Any]) -> Counter[str]:
    return Counter(event["type"].split(".")[3] for event in answer["events"])


def figures(board: Client, year: int = 2023, **on: str) -> tuple[int, ...]:
    fund = board.found(f"/funds/{year}", **on)
    assert fund["paid"] - fund["returned"] == fund["committed"] - fund["to_pay"] + fund["to_return"]
    return tuple(fund[name] for name in ("committed", "paid", "to_pay", "to_return", "returned"))


def test_a_flag_is_paid_revoked_and_returned_until_the_fund_sums_to_zero(office: Office) -> None:
    board = office.granted()
    ids = [award["award_id"] for award in register(board)]
    fund = {"authority": office.authority, "year": 2023, "amount": 40_000_000, "document": str(office.basis)}
    board.accepted("allot-fund", fund)
    assert [warning["code"] for warning in board.found("/funds/2023")["warnings"]] == ["committed-beyond-fund"]
    board.accepted("allot-fund", {**fund, "amount": 50_000_000})
    found = board.found("/funds/2023")
    assert (found["allotted"], found["left"], found["warnings"]) == (50_000_000, 3_200_000, [])
    assert board.found("/funds")["years"] == [2023]
    assert types(board.accepted("record-payment", payment(*ids))) == {"award-paid": 4}
    assert figures(board) == (46_800_000, 46_800_000, 0, 0, 0)

    answer = board.accepted("revoke-awards", revocation(office, ids[0]))
    # In both logs a revocation is called so.
    assert types(answer) == {"amendment-signed": 1, "decision-amended": 1, "award-revoked": 2, "return-demanded": 1}
    assert figures(board) == (32_400_000, 46_800_000, 0, FLAG, 0)
    (owed,) = board.found("/recoveries", is_closed="false")["items"]
    assert (owed["due_on"], owed["money_left"], owed["with_object"], owed["is_overdue"]) == (DUE_ON, FLAG, True, False)

    back = {"award_id": ids[0], "returned_on": TODAY}
    board.accepted("return-money", {**back, "amount": 4_400_000, "voucher": "PT-1"})
    assert figures(board) == (32_400_000, 46_800_000, 0, 10_000_000, 4_400_000)
    too_much = board.refused("return-money", {**back, "amount": 10_000_001, "voucher": "PT-2"}, "returns-too-much")
    assert too_much["left"] == 10_000_000
    assert types(board.accepted("return-object", back)) == {"object-returned": 1}
    closing = board.accepted("return-money", {**back, "amount": 10_000_000, "voucher": "PT-2"})
    assert types(closing) == {"money-returned": 1, "recovery-closed": 1}
    # What the flag took of the fund came back whole: the others' money is all that is gone.
    assert figures(board) == (32_400_000, 46_800_000, 0, 0, FLAG)
    assert board.found("/recoveries", is_closed="false")["items"] == []
    (closed,) = board.found("/recoveries", is_closed="true")["items"]
    assert (closed["closed_on"], closed["returned"], closed["object_returned_on"]) == (TODAY, FLAG, TODAY)


def test_a_fund_is_told_as_it_stood_on_a_day(office: Office) -> None:
    """By the days in the facts: signed 28 December, paid 30 January, revoked 7 June, returned 10 June; allotted in April."""
    board = office.granted()
    ids = [award["award_id"] for award in register(board)]
    board.accepted(
        "allot-fund", {"authority": office.authority, "year": 2023, "amount": 50_000_000, "document": str(office.basis)}
    )
    board.accepted("record-payment", payment(*ids))
    board.accepted("revoke-awards", revocation(office, ids[0]))
    board.accepted("return-money", {"award_id": ids[0], "returned_on": TODAY, "amount": FLAG, "voucher": "PT-1"})
    left, whole = 32_400_000, 46_800_000
    assert {
        day: figures(board, on=day) for day in ("2023-12-27", "2023-12-28", "2024-01-30", "2024-06-06", SIGNED_ON, TODAY)
    } == {
        "2023-12-27": (0, 0, 0, 0, 0),
        "2023-12-28": (whole, 0, whole, 0, 0),
        "2024-01-30": (whole, whole, 0, 0, 0),
        "2024-06-06": (whole, whole, 0, 0, 0),
        SIGNED_ON: (left, whole, 0, FLAG, 0),
        TODAY: (left, whole, 0, 0, FLAG),
    }
    assert [board.found("/funds/2023", on=day)["allotted"] for day in ("2023-04-19", "2023-04-20")] == [None, 50_000_000]
    on_the_27th = board.found("/funds/2023", on="2023-12-27")
    assert (on_the_27th["forecast_amount"], on_the_27th["awards"]) == (whole, 0)
    assert board.found("/funds/2023", on="2023-12-28")["forecast"] == []


def test_what_a_decision_says_of_itself_is_corrected_and_a_correction_cancelled(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]
    wrong = correction(office, flag["award_id"], amount=12_400_000)
    wrong["text"] = {"signer_name": "Nguyễn Văn Mẫu B", "title": "Tặng Cờ thi đua năm 2023"}
    board.accepted("correct-decision", wrong)
    decision = board.found(f"/decisions/{office.decision}")
    assert (decision["signer_name"], decision["signer_name_now"], decision["title_now"]) == (
        *("Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu B"),
        "Tặng Cờ thi đua năm 2023",
    )
    undo = act(office, cancels=wrong["decision"], corrected=str(office.decision), awards=[flag["award_id"]], number=1207)
    office.person("board-officer", "a-elsewhere").has_seen(board).refused("cancel-correction", undo, "foreign-authority")
    office.person("auditor").refused("cancel-correction", undo, "role-not-allowed")
    board.refused("cancel-correction", {**undo, "awards": []}, "not-what-it-corrected")
    answer = board.accepted("cancel-correction", undo)
    assert types(answer) == {"amendment-signed": 1, "amendment-cancelled": 1, "decision-amended": 1, "award-corrected": 2}
    found = board.found(f"/awards/{flag['register_number']}")
    assert (found["unit_name"], found["amount"], found["payment"], len(found["history"])) == ("Mot", FLAG, "whole", 3)
    first, second = board.found("/amendments")["items"]
    assert (first["cancelled_by"], second["amended_number"], second["cancelled_by"]) == (second["decision"], "1201/QĐ-UBND", None)
    assert board.found(f"/decisions/{office.decision}")["signer_name_now"] == "Nguyễn Văn Mẫu"
    assert figures(board) == (46_800_000, 0, 46_800_000, 0, 0)
    board.refused("cancel-correction", {**undo, "decision": str(uuid.uuid4()), "number": 1208}, "correction-cancelled-before")


def test_a_season_counts_what_was_in_force_on_a_day(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]
    board.accepted("revoke-awards", revocation(office, flag["award_id"]))
    path = f"/seasons/{office.season}/summary"

    def counted(**on: str) -> tuple[int, int, list[int]]:
        summary = board.found(path, **on)
        return summary["awards"], summary["amount"], [each["count"] for each in summary["by_award"]]

    assert counted() == (3, 32_400_000, [2, 1])
    assert counted(on="2024-06-06") == (4, 46_800_000, [3, 1])
    assert counted(on=SIGNED_ON) == (3, 32_400_000, [2, 1])
    assert counted(on="2023-12-27") == (0, 0, [])
    (decision,) = board.found(path)["by_decision"]
    assert (decision["granted"], decision["granted_amount"]) == (4, 46_800_000)
    assert (decision["in_force"], decision["in_force_amount"]) == (3, 32_400_000)
    assert len(register(board)) == 4


def test_one_number_tells_whether_it_is_in_force_since_when_and_by_which_decisions(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]
    number = flag["register_number"]
    board.accepted("correct-decision", correction(office, flag["award_id"], amount=12_400_000, reason="computation"))
    board.accepted("record-payment", payment(flag["award_id"]))
    board.accepted("revoke-awards", revocation(office, flag["award_id"], number=1202))
    found = board.found(f"/awards/{number}")
    assert (found["is_in_force"], found["granted_on"], found["revoked_on"]) == (False, "2023-12-28", SIGNED_ON)
    assert (found["revoked_by"], found["ground"]) == ("1202/QĐ-UBND", "false-declaration")
    assert (found["unit_name"], found["value"], found["amount"], found["payment"]) == (
        *("Đơn vị Một", FLAG),
        *(12_400_000, "corrected"),
    )
    assert [(each["kind"], each["decision_number"], each["code"]) for each in found["history"]] == [
        ("granted", "2135/QĐ-UBND", None),
        ("corrected", "1201/QĐ-UBND", "computation"),
        ("revoked", "1202/QĐ-UBND", "false-declaration"),
    ]
    assert [(c["field"], c["old"], c["new"]) for c in found["history"][1]["corrections"]] == [
        ("unit-name", "Mot", "Đơn vị Một"),
        ("amount", "14400000", "12400000"),
    ]
    assert [(paid["amount"], paid["voucher"]) for paid in found["payments"]] == [(12_400_000, "UNC-12")]
    assert found["recovery"]["money_left"] == 12_400_000

    subscriber = office.person("subscriber", "a-elsewhere").has_seen(board)
    public = subscriber.found(f"/awards/{number}")
    assert (public["is_in_force"], len(public["history"])) == (False, 3)
    told = subscriber.get(f"/awards/{number}").text
    assert not any(word in told for word in ("Nguyễn Văn", "explanation", "signer", "actor", "payments", "recovery"))
    assert office.person("auditor", "a-elsewhere").get(f"/awards/{number}").json()["code"] == "not-found"

    chain = [fact["type"].split(".")[3] for fact in board.found(f"/awards/{number}/facts")["facts"]]
    assert Counter(chain)["amendment-signed"] == 2
    assert chain[-4:] == ["amendment-signed", "decision-amended", "award-revoked", "return-demanded"]
    listed = board.found("/amendments", amends=str(office.decision))["items"]
    assert [(each["kind"], each["decision_number"], each["amended_number"]) for each in listed] == [
        ("correction", "1201/QĐ-UBND", "2135/QĐ-UBND"),
        ("revocation", "1202/QĐ-UBND", "2135/QĐ-UBND"),
    ]
    assert board.found(f"/amendments/{listed[0]['decision']}")["corrections"][0]["explanation"]
    items = board.found(f"/decisions/{office.decision}")["items"]
    assert [item["withdrawn_by"] for item in items] == [listed[1]["decision"], None, None, None]
    # The decision itself stays as it was signed.
    assert (items[0]["unit_name"], items[0]["amount"], items[0]["amount_now"]) == ("Mot", FLAG, 12_400_000)
    assert items[0]["corrected_by"] == listed[0]["decision"]
    assert board.get(f"/awards/{number}/certificate.pdf").json()["code"] == "award-not-in-force"


def test_the_public_log_tells_of_both_without_a_word_on_anybody(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]
    board.accepted("correct-decision", correction(office, flag["award_id"]))
    board.accepted("revoke-awards", revocation(office, flag["award_id"], number=1202))
    events = office.person("auditor").has_seen(board).found("/logs/awards.public/events")["items"]
    corrected, revoked = (event for event in events if ".award-" in event["type"] and "granted" not in event["type"])
    assert {corrected["subject"], revoked["subject"]} == {f"public-award/{flag['award_id']}"}
    assert corrected["data"] == {
        "award_id": flag["award_id"],
        "register_number": flag["register_number"],
        "authority": office.authority,
        "corrected": [{"field": "unit-name", "old": "Mot", "new": "Đơn vị Một"}],
        "reason": "spelling",
        "decision_number": "1201/QĐ-UBND",
        "issuer": office.sign()["issuer"],
        "corrected_on": SIGNED_ON,
    }
    assert (revoked["data"]["ground"], revoked["data"]["revoked_on"]) == ("false-declaration", SIGNED_ON)
    assert {event["actor"] for event in (corrected, revoked)} == {"system:awards"}


def test_a_cancelled_decision_frees_its_clusters_for_a_new_one(office: Office) -> None:
    board = office.granted()
    ids = [award["award_id"] for award in register(board)]
    again = replace(office, decision=uuid.uuid4())
    board.refused("draft-decision", again.draft(), "already-claimed")
    board.accepted("cancel-decision", act(office, cancels=str(office.decision), awards=ids))
    board.accepted("draft-decision", again.draft())
    board.refused("sign-decision", again.sign(), "already-claimed")
    board.accepted("sign-decision", again.sign(number=2999, signed_on=SIGNED_ON))
    board.accepted("grant-awards", again.grant(board))
    assert [award["is_in_force"] for award in register(board)] == [False] * 4 + [True] * 4
    assert board.found(f"/seasons/{office.season}/summary")["awards"] == 4
    board.refused("grant-awards", office.grant(board, 0), "award-not-in-force")


def test_a_title_of_another_decision_is_given_and_paid_by_the_law_at_once(office: Office) -> None:
    """The second decision is signed in the breath of the first: it waits until awards' own read model has that."""
    first, second = office, replace(office, cluster=uuid.uuid4(), decision=uuid.uuid4(), submission=uuid.uuid4())
    first.drafted()
    titles = (QuotaPlaces(award=AwardCode.EXCELLENT_LABOUR_COLLECTIVE, from_rank=1, to_rank=2),)
    office.says(
        office.formed(second.cluster, 2),
        changed(CLUSTER_QUOTA_SET, cluster=second.cluster, places=titles),
        office.published(cluster=second.cluster),
    )
    second.nominated()
    board = second.submits(office.board)
    board.accepted("draft-decision", second.draft())
    board.seen = {}
    board.accepted("sign-decision", first.sign())
    board.accepted("sign-decision", second.sign(number=2136))
    items = board.found(f"/decisions/{second.decision}")["items"]
    flags = {item["unit"]: item["award_id"] for item in board.found(f"/decisions/{first.decision}")["items"]}
    assert [(item["value"], item["amount"], item["payment"], item["paid_beside"]) for item in items] == [
        (2_700_000, 0, "not-highest-title", flags[item["unit"]]) for item in items
    ]
    board.accepted("grant-awards", second.grant(board))
    paid = board.refused("record-payment", payment(items[0]["award_id"]), "nothing-to-pay")
    assert items[0]["register_number"] in paid["numbers"]


def test_the_fund_forecasts_what_is_nominated_and_not_decided(office: Office) -> None:
    board = office.nominates().board
    found = board.found("/funds/2023", on="2023-12-28")
    assert [(each["award"], each["nominated"], each["submitted"], each["amount"]) for each in found["forecast"]] == [
        ("provincial-certificate", 1, 0, 3_600_000),
        ("provincial-flag", 3, 0, 43_200_000),
    ]
    assert (found["forecast_amount"], [each["code"] for each in found["warnings"]]) == (46_800_000, ["nothing-allotted"])
    board.accepted("receive-dossiers", office.receive())
    assert [each["submitted"] for each in board.found("/funds/2023", on="2023-12-28")["forecast"]] == [1, 3]
    # By today's pack and base salary, and not at all in a year that is over.
    assert board.found("/funds/2024")["forecast_amount"] == 46_800_000
    assert board.found("/funds/2023")["forecast"] is None
    for wrong in ("/funds/1900", "/funds/x"):
        assert board.get(wrong).json()["code"] == "invalid-input"


def test_of_two_titles_not_decided_yet_the_highest_alone_is_counted(office: Office) -> None:
    """The first unit leads another cluster too, which gives a lower title: worth 2,700,000, beside the flag it pays nothing."""
    other, award = uuid.uuid4(), AwardCode.EXCELLENT_LABOUR_COLLECTIVE
    office.nominates()
    places = (QuotaPlaces(award=award, from_rank=1, to_rank=1),)
    quota = changed(CLUSTER_QUOTA_SET, cluster=other, places=places)
    office.says(office.formed(other, 2), quota, office.published(cluster=other))
    office.nominated(other)
    board = office.board
    found = board.found("/funds/2023", on="2023-12-28")
    (lower,) = (each for each in found["forecast"] if each["award"] == award)
    assert (lower["nominated"], lower["value"], lower["amount"], found["forecast_amount"]) == (1, 2_700_000, 0, 46_800_000)
    headers = {"Thidua-Seen": ",".join(f"{log}@{position}" for log, position in board.seen.items())}
    without = {"on": "2023-12-28", "quota": [{"cluster": str(other), "award": award}]}
    answer = board.http.post(f"/seasons/{office.season}/what-if", json=without, headers=headers).json()
    assert (answer["amount_before"], answer["amount_after"]) == (46_800_000, 46_800_000)
    assert answer["value_before"] - answer["value_after"] == 2_700_000
    ((lost,),) = (cluster["lost"] for cluster in answer["clusters"])
    assert (lost["award"], lost["value"], lost["amount"]) == (award, 2_700_000, 0)


def test_a_decision_names_units_as_they_were_called_on_its_day(office: Office) -> None:
    of = {"authority": office.authority, "unit": office.units[0]}
    office.says(
        changed(UNIT_RENAMED, **of, name="Một, từ 2024", valid_from=date(2024, 1, 1)),
        changed(UNIT_RENAMED, **of, name="Một, từ 27/12", valid_from=date(2023, 12, 27)),
    )
    board = office.granted()
    assert register(board)[0]["unit_name"] == "Một, từ 27/12"
    # A nomination is of the day of the publication, before either.
    assert office.nominated()["nominations"][0]["unit_name"] == "Mot"


def test_honours_follow_lineage_and_stay_their_own(office: Office) -> None:
    """Old A went into X, although a new unit took A's name; B was split and lives on; C was followed by Y."""
    board = office.granted()
    a, b, c, _, _ = office.units
    x, y, part, namesake = (uuid.uuid4() for _ in range(4))
    of = {"authority": office.authority}
    new = {x: "X", y: "Y", part: "Phần của Hai", namesake: "Mot"}
    office.says(
        *(
            changed(UNIT_REGISTERED, **of, unit=unit, name=name, code=f"M{place}", parent=None)
            for place, (unit, name) in enumerate(new.items())
        ),
        changed(UNIT_MERGED, **of, unit=a, successor=x, valid_from=date(2024, 5, 1)),
        changed(
            UNIT_SPLIT,
            **of,
            unit=b,
            shares=(UnitShare(unit=b, parts=1, of=2), UnitShare(unit=part, parts=1, of=2)),
            valid_from=date(2023, 12, 28),
        ),
        changed(UNIT_SUCCEEDED, **of, unit=c, successor=y, valid_from=date(2024, 5, 1)),
        changed(UNIT_MERGED, **of, unit=x, successor=y, valid_from=date(2024, 6, 1)),
    )
    board = office.board.has_seen(board)

    def honours(unit: uuid.UUID, who: Client = board) -> tuple[list[str], list[tuple[str, int, list[str]]]]:
        found = who.found(f"/units/{unit}/honours")
        return (
            [each["unit_name"] for each in found["own"]],
            [(p["name"], p["generation"], [each["unit_name"] for each in p["honours"]]) for p in found["predecessors"]],
        )

    assert honours(a) == (["Mot"], [])
    assert honours(namesake) == ([], [])
    assert honours(x) == ([], [("Mot", 1, ["Mot"])])
    assert sorted(honours(y)[1]) == [("Ba", 1, ["Ba"]), ("Mot", 2, ["Mot"]), ("X", 1, [])]
    # The part was split off on the day of the decision: what B was given that day stays B's alone.
    assert honours(part) == ([], [("Hai", 1, [])])
    assert honours(b) == (["Hai"], [])
    board.accepted("revoke-awards", revocation(office, register(board)[0]["award_id"]))
    (told,) = board.found(f"/units/{x}/honours")["predecessors"][0]["honours"]
    assert (told["is_in_force"], told["revoked_by"]) == (False, "1201/QĐ-UBND")
    subscriber = office.person("subscriber", "a-elsewhere").has_seen(board)
    assert honours(x, subscriber) == honours(x)
    stranger = office.person("unit-officer", "a-elsewhere", unit=x).has_seen(board)
    assert stranger.get(f"/units/{x}/honours").json()["code"] == "not-found"
    office.says(changed(UNIT_PASSED, **of, unit=x, to="a-elsewhere", valid_from=date(2024, 6, 1)))
    board = office.board.has_seen(board)
    stranger = office.person("unit-officer", "a-elsewhere", unit=x).has_seen(board)
    assert honours(x, stranger) == honours(x, board), "who took the unit over has its honours, and who had it keeps them"
    assert board.get(f"/units/{uuid.uuid4()}/honours").json()["code"] == "not-found"


# Who may


def orders(office: Office, award: str) -> dict[str, dict[str, Any]]:
    back = {"award_id": award, "returned_on": TODAY}
    return {
        "correct-decision": correction(office, award, rank=2),
        "cancel-decision": act(office, cancels=str(office.decision), awards=[award]),
        "revoke-awards": revocation(office, award),
        "record-payment": payment(award),
        "return-object": back,
        "return-money": {**back, "amount": 1, "voucher": "PT-1"},
        "allot-fund": {"authority": office.authority, "year": 2023, "amount": 1, "document": str(office.basis)},
    }


def test_only_the_own_board_acts(office: Office) -> None:
    board = office.granted()
    flag, other, *_ = (award["award_id"] for award in register(board))
    board.accepted("record-payment", payment(other))
    board.accepted("revoke-awards", revocation(office, other, number=1190))
    stranger = office.person("board-officer", "a-elsewhere").has_seen(board)
    for name, body in orders(office, flag).items():
        foreign = {**body, "award_id": other} if name.startswith("return-") else body
        stranger.refused(name, foreign, "foreign-authority")
        for persona in ("unit-officer", "auditor", "council-member", "line-officer", "operator", "subscriber"):
            office.person(persona, unit=office.units[0]).refused(name, body, "role-not-allowed")


def test_what_has_to_come_back_is_reminded_of_until_it_is_there(office: Office) -> None:
    """The board and the unit's officer are told the last day, what is left, and from the day behind it that it is late."""
    board = office.granted()
    first, second, *_ = (award["award_id"] for award in register(board))
    board.accepted("record-payment", payment(first))
    board.accepted("revoke-awards", revocation(office, first, second))
    officer = office.person("unit-officer", unit=office.units[0]).has_seen(board)

    def returns(reader: Client, **asked: Any) -> list[tuple[str, Any, bool]]:
        found = reader.found("/reminders", **{"days": 60, "on": TODAY, **asked})["items"]
        return [(each["role"], each["award_id"], each["is_overdue"]) for each in found if each["kind"] == "return"]

    assert sorted(returns(board)) == sorted(
        (role, each, False) for role in ("board-officer", "unit-officer") for each in (first, second)
    )
    assert returns(officer) == [("unit-officer", first, False)]
    assert returns(officer, on="2024-12-31") == [("unit-officer", first, True)]
    (told,) = (each for each in officer.found("/reminders", days=60, on=TODAY)["items"] if each["kind"] == "return")
    assert (told["due_on"], told["href"].startswith("/awards/")) == (DUE_ON, True)
    assert "hiện vật và 14.400.000 đ" in told["vi"]
    assert "the object and 14,400,000 đ" in told["en"]
    back = {"award_id": first, "returned_on": TODAY}
    board.accepted("return-object", back)
    board.accepted("return-money", {**back, "amount": FLAG, "voucher": "PT-1"})
    assert {each for _, each, _ in returns(board)} == {second}
    assert returns(officer.has_seen(board)) == []


def test_who_sees_what_has_to_come_back_and_the_fund(office: Office) -> None:
    board = office.granted()
    first, second, *_ = (award["award_id"] for award in register(board))
    board.accepted("revoke-awards", revocation(office, first, second))
    officer = office.person("unit-officer", unit=office.units[1]).has_seen(board)
    assert [each["award_id"] for each in officer.found("/recoveries")["items"]] == [second]
    assert officer.found("/recoveries", unit=str(office.units[0]))["items"] == []
    for persona in ("board-officer", "auditor", "council-member"):
        reader = office.person(persona).has_seen(board)
        assert len(reader.found("/recoveries")["items"]) == 2
        assert [each["award_id"] for each in reader.found("/recoveries", unit=str(office.units[0]))["items"]] == [first]
        stranger = office.person(persona, "a-elsewhere").has_seen(board)
        assert stranger.found("/recoveries")["items"] == stranger.found("/amendments")["items"] == []
        assert stranger.found("/funds/2023")["committed"] == 0
        (amendment,) = reader.found("/amendments")["items"]
        assert stranger.get(f"/amendments/{amendment['decision']}").json()["code"] == "not-found"
    for path in ("/amendments", "/funds", "/funds/2023"):
        assert officer.get(path).json()["code"] == "role-not-allowed"
    for path in ("/amendments", "/funds", "/recoveries"):
        assert office.person("subscriber").get(path).json()["code"] == "role-not-allowed"


# It is refused, repeated, loses a race


def at_once(officers: list[Client], name: str, bodies: list[dict[str, Any]]) -> Counter[str]:
    with ThreadPoolExecutor(len(officers)) as pool:
        answers = list(pool.map(lambda pair: pair[0].command(name, pair[1]), zip(officers, bodies, strict=True)))
    return Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)


def test_bad_input_says_what_is_wrong_and_changes_nothing(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]["award_id"]
    for name, wrong in (
        ("revoke-awards", {"ground": "decision-cancelled"}),
        ("revoke-awards", {"ground": "bad-luck"}),
        ("revoke-awards", {"awards": []}),
        ("revoke-awards", {"awards": [flag, flag]}),
        ("revoke-awards", {"signed_on": "2024-02-30"}),
        ("correct-decision", {"items": []}),
        ("correct-decision", {"items": [{"award_id": flag, "reason": "spelling", "explanation": "x"}]}),
        ("correct-decision", {"items": [{"award_id": flag, "reason": "computation", "explanation": "x", "base_salary": 10**15}]}),
        ("record-payment", {"voucher": " "}),
        ("return-money", {"amount": 0}),
        ("return-money", {"amount": 1.5}),
        ("allot-fund", {"amount": -1}),
    ):
        board.refused(name, {**orders(office, flag)[name], **wrong}, "invalid-input")
    board.refused("revoke-awards", revocation(office, flag, bases=[str(uuid.uuid4())]), "unknown-bases")
    board.refused("revoke-awards", revocation(office, flag, revokes=str(uuid.uuid4())), "decision-not-signed")
    board.refused("revoke-awards", revocation(office, flag, number=2135, signed_on="2024-06-11"), "day-in-future")
    board.refused("return-object", orders(office, flag)["return-object"], "nothing-to-return")
    assert [award["is_in_force"] for award in register(board)] == [True] * 4


def test_a_number_of_a_decision_is_not_used_for_another_kind(office: Office) -> None:
    board = office.granted()
    flag, other, *_ = (award["award_id"] for award in register(board))
    board.accepted("revoke-awards", revocation(office, flag))
    board.refused("correct-decision", correction(office, other), "already-claimed")


def test_repeated_commands_get_the_first_answer(office: Office) -> None:
    board = office.granted()
    flag, other, third, _ = (award["award_id"] for award in register(board))
    allot, pay = orders(office, flag)["allot-fund"], payment(flag)
    for name, body in (
        ("allot-fund", allot),
        ("record-payment", pay),
        ("correct-decision", {**correction(office, other), "number": 1101}),
        ("cancel-decision", {**orders(office, third)["cancel-decision"], "number": 1102}),
        ("revoke-awards", revocation(office, flag)),
        ("return-object", orders(office, flag)["return-object"]),
        ("return-money", orders(office, flag)["return-money"]),
    ):
        first, again = (board.command(name, body, key=name) for _ in range(2))
        assert (first.status_code, again.status_code, again.content) == (200, 200, first.content), first.text
    assert board.accepted("allot-fund", allot)["events"] == board.accepted("record-payment", pay)["events"] == []


def test_one_of_six_at_once_pays_and_one_revokes_and_the_others_are_told(office: Office) -> None:
    board = office.granted()
    flag = register(board)[0]["award_id"]
    officers = [office.board for _ in range(6)]
    payments = [payment(flag, voucher=f"UNC-{place}") for place in range(6)]
    assert at_once(officers, "record-payment", payments) == {"ok": 1, "already-paid": 5}
    revocations = [revocation(office, flag, number=1200 + place) for place in range(6)]
    assert at_once(officers, "revoke-awards", revocations) == {"ok": 1, "award-not-in-force": 5}
    assert figures(board.has_seen(*officers)) == (32_400_000, FLAG, 32_400_000, FLAG, 0)


def test_a_rebuild_agrees_and_what_is_sent_again_changes_nothing(awards: System, voice: Voice, office: Office) -> None:
    """Behind all that the tests above left."""
    told = {log: int(position) for log, _, position in (part.partition("@") for part in voice.seen.split(","))}
    own = (awards.service("awards").health() or {})["positions"]["awards"]
    live = asyncio.run(live_digest(awards, SERVICE, at_least={**told, "awards": own}))
    rebuilt = asyncio.run(rebuilt_digest(awards, SERVICE, cut=live.cut))
    assert (rebuilt.tables, rebuilt.cut, rebuilt.parked) == (live.tables, live.cut, 0)
    voice.repeats_everything()
    end = office.says(changed(UNIT_SUSPENDED, unit=uuid.uuid4(), authority=office.authority))
    registry = int(end.partition("registry@")[2].partition(",")[0])
    after = asyncio.run(live_digest(awards, SERVICE, at_least={"registry": registry}))
    unmoved = {table: digest for table, digest in after.tables.items() if table != "suspension_change"}
    assert unmoved == {table: live.tables[table] for table in unmoved}
