"""Rounds as the board meets them: nominations that follow a changed result, ties, the council's word, cases."""

from __future__ import annotations

from typing import Any

from contracts.examples import changed
from tests.services.awards.office import Office, until
from tests.services.awards.test_service import suspended


def redrafted(office: Office, drafting: int) -> dict[str, Any]:
    """The round, once it was drafted so often."""
    board = office.board
    found = until(
        lambda: board.found("/nominations", cluster=str(office.cluster))["items"], lambda items: items[0]["drafting"] == drafting
    )
    return dict(found[0])


def names(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(row["unit_name"], row["award"].removeprefix("provincial-")) for row in rows]


def test_nominations_follow_a_revision_until_a_decision_takes_them_in(office: Office) -> None:
    office.nominates().says(office.revised((1, 2, 4, 3, 5)))
    found = redrafted(office, 2)
    assert names(found["nominations"]) == [("Mot", "flag"), ("Hai", "flag"), ("Bon", "flag"), ("Ba", "certificate")]
    assert (found["because"], found["publication"]) == ("revision", 2)
    assert names(found["lost"]) == [("Ba", "flag"), ("Bon", "certificate")]
    assert names(found["gained"]) == [("Bon", "flag"), ("Ba", "certificate")]
    board = office.board
    office.submits(board, "2023-12-27").accepted("draft-decision", office.draft())
    office.says(office.revised((1, 2, 3, 4, 5), publication=3))
    board = office.board.has_seen(board)
    (case,) = until(lambda: board.found("/revision-cases", season=office.season, open="true")["items"], bool)
    assert (case["case"], case["publication"], case["outcome"]) == (1, 3, None)
    assert names(case["lost"]) == [("Bon", "flag"), ("Ba", "certificate")]
    assert redrafted(office, 2)["publication"] == 2
    word = {"cluster": str(office.cluster), "case": 1, "reason": "Hội đồng giữ nguyên đề nghị."}
    board.refused("close-revision-case", {**word, "decision": str(office.decision)}, "decision-not-signed")
    board.accepted("close-revision-case", word)
    (case,) = board.found("/revision-cases", open="false")["items"]
    assert (case["outcome"], case["reason"]) == ("stands", word["reason"])
    assert board.found("/revision-cases", open="true")["items"] == []
    stranger = office.person("board-officer", "a-elsewhere").has_seen(board)
    assert stranger.found("/revision-cases")["items"] == []
    assert office.person("unit-officer", unit=office.units[0]).get("/revision-cases").status_code == 403


def test_a_suspension_withholds_a_nomination_before_the_decision(office: Office) -> None:
    office.nominates().says(suspended(office, 1))
    found = redrafted(office, 2)
    assert (found["because"], names(found["lost"])) == ("eligibility", [("Hai", "flag")])
    assert [(each["reason"], each["rank"]) for each in found["open_places"]] == [("suspended", 2)]


def test_a_tie_at_the_border_is_settled_by_more_places_or_stays_empty_with_a_reason(office: Office) -> None:
    office.says(office.quota(), office.published((1, 2, 3, 3, 5)))
    office.nominated()
    board = office.board
    empty = {"cluster": str(office.cluster), "award": "provincial-certificate", "rank": 3, "reason": "Không xét."}
    board.refused("leave-places-empty", {**empty, "rank": 4}, "no-shared-places")
    board.accepted("leave-places-empty", empty)
    (round_,) = board.found("/nominations", cluster=str(office.cluster))["items"]
    assert [(each["award"], each["left_empty"] and each["left_empty"]["reason"]) for each in round_["open_places"]] == [
        ("provincial-flag", None),
        ("provincial-certificate", "Không xét."),
    ]
    (flags, _) = office.quota().places
    office.says(changed(office.quota(), places=(changed_places(flags, 4),)))
    found = redrafted(office, 2)
    assert (found["because"], names(found["gained"]), found["open_places"]) == (
        "quota",
        [("Ba", "flag"), ("Bon", "flag")],
        [],
    )


def changed_places(places: Any, to_rank: int) -> Any:
    return places.model_copy(update={"to_rank": to_rank})


def test_the_council_decides_otherwise_with_a_document_and_a_reason(office: Office) -> None:
    board = office.nominates().board
    board.refused("amend-nominations", office.amend(0, 1, 2, 3), "beyond-quota")
    board.refused("amend-nominations", {**office.amend(0), "document": str(office.cluster)}, "unknown-document")
    board.accepted("amend-nominations", office.amend(0, 4))
    (found,) = board.found("/nominations", cluster=str(office.cluster))["items"]
    assert names(found["nominations"]) == [("Mot", "flag"), ("Nam", "flag")]
    assert (found["reason"], found["document"]) == ("Hội đồng thống nhất khác.", str(office.basis))
    office.submits(board).accepted("draft-decision", office.draft())
    board.accepted("sign-decision", office.sign())
    assert [item["unit_name"] for item in board.found(f"/decisions/{office.decision}")["items"]] == ["Mot", "Nam"]
    board.refused("amend-nominations", office.amend(0), "nominations-put-forward")
