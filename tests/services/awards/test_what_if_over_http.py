"""Questions about a season over HTTP: what if, the catalogue, the Government's flag; and nothing is written."""

from __future__ import annotations

from typing import Any

from tests.services.awards.office import Office
from tests.system import Client

FLAGS = {"award": "provincial-flag", "from_rank": 1, "to_rank": 2}


def ask(client: Client, season: str, body: dict[str, Any]) -> Any:
    headers = {"Thidua-Seen": ",".join(f"{log}@{position}" for log, position in client.seen.items())}
    return client.http.post(f"/seasons/{season}/what-if", json=body, headers=headers)


def test_fewer_flags_cost_one_winner_and_nothing_is_written(office: Office) -> None:
    board = office.nominates().board
    before = board.found("/nominations", season=office.season)
    events = office.person("auditor").found("/logs/awards/events", stream=f"nomination/{office.cluster}")
    answer = ask(board, office.season, {"quota": [FLAGS]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["count_before"], found["amount_before"]) == (4, 46_800_000)
    assert (found["count_after"], found["amount_after"]) == (3, 32_400_000)
    ((lost,),) = (cluster["lost"] for cluster in found["clusters"])
    assert (lost["unit_name"], lost["award"], lost["rule"], lost["amount"]) == ("Ba", "provincial-flag", "quota", 14_400_000)
    assert lost["summary"]["vi"] == "Ba mất Cờ thi đua của tỉnh: chỉ tiêu hạng 1-3 → 1-2"
    assert board.found("/nominations", season=office.season) == before
    assert office.person("auditor").found("/logs/awards/events", stream=f"nomination/{office.cluster}") == events
    assert board.get("/nominations").headers["Thidua-Seen"] == answer.headers["Thidua-Seen"]


def test_ranking_s_answer_is_taken_as_it_is(office: Office) -> None:
    board = office.nominates().board
    rows = [
        {"unit": str(unit), "rank": rank, "total": "900", "name": None, "moves": False}
        for unit, rank in zip(office.units, (1, 2, 4, 3, 5), strict=True)
    ]
    rows[1] |= {"rank": None, "reserved": {"rank": 2, "until": "2024-01-31"}}
    standings = [{"cluster": str(office.cluster), "rows": rows, "unresolved": [], "season": office.season}]
    found = ask(board, office.season, {"standings": standings}).json()
    ((cluster),) = found["clusters"]
    assert [(each["unit_name"], each["rule"]) for each in cluster["gained"]] == [("Bon", "standings"), ("Ba", "standings")]
    assert [each["unit_name"] for each in cluster["lost"]] == ["Hai", "Ba", "Bon"]


def test_another_pack_moves_money_alone(office: Office) -> None:
    board = office.nominates().board
    found = ask(board, office.season, {"pack": {"pack": "2024"}}).json()
    assert (found["clusters"], found["amount_after"] - found["amount_before"]) == ([], 1_800_000)


def test_what_makes_no_sense_is_refused_and_strangers_see_nothing(office: Office) -> None:
    board = office.nominates().board
    for body, code in (
        ({}, "nothing-supposed"),
        ({"pack": {"pack": "2099"}}, "rule-pack-not-adopted"),
        ({"quota": [{**FLAGS, "to_rank": 4}]}, "supposed-ranks-overlap"),
        ({"quota": [{**FLAGS, "cluster": str(office.basis)}]}, "cluster-not-in-season"),
        ({"quota": [{**FLAGS, "award": "medal"}]}, "invalid-input"),
        ({"surprise": 1}, "invalid-input"),
    ):
        assert ask(board, office.season, body).json()["code"] == code
    stranger = office.person("board-officer", "a-elsewhere")
    assert ask(stranger, office.season, {"quota": [FLAGS]}).json()["code"] == "not-found"
    officer = office.person("unit-officer", unit=office.units[0])
    assert ask(officer, office.season, {"quota": [FLAGS]}).json()["code"] == "role-not-allowed"


def test_the_catalogue_says_what_awards_come_to_on_a_day_and_what_is_missing(office: Office) -> None:
    board = office.board
    found = board.found("/catalogue", on="2023-12-28")
    assert (found["pack"], found["base_salary"]) == ("2017", 1_800_000)
    assert [(each["award"], each["given_by"], each["amount"]) for each in found["awards"]] == [
        ("provincial-flag", "province", 14_400_000),
        ("provincial-certificate", "province", 3_600_000),
    ]
    assert board.found("/catalogue", on="2024-01-05")["awards"][1]["amount"] == 5_400_000
    for wanted, code in (
        ({"on": "2016-12-28"}, "pack-missing"),
        ({"on": "2018-12-28"}, "base-salary-missing"),
        ({"on": "2023-12-28", "award": "government-flag"}, "award-not-computable"),
    ):
        assert board.get("/catalogue", **wanted).json()["code"] == code
    assert office.person("subscriber").get("/catalogue").status_code == 403


def test_the_government_s_flag_is_refused_with_its_numbers(office: Office) -> None:
    """One leader, of whom no fifth is a whole one; or a pack that states no part."""
    board = office.nominates().board
    propose = {"season": office.season, "clusters": [str(office.cluster)], "document": str(office.basis)}
    found = board.found(f"/seasons/{office.season}/government-flag")
    assert (found["leaders"], found["clusters"][0]["first_names"], found["proposed"]) == (1, ["Mot"], None)
    code = "government-flag-percent-not-stated" if found["percent"] is None else "too-many-for-government-flag"
    board.refused("propose-for-government-flag", propose, code)
    office.person("board-officer", "a-elsewhere").refused("propose-for-government-flag", propose, "foreign-authority")
    office.person("auditor").refused("propose-for-government-flag", propose, "role-not-allowed")
    stranger = office.person("board-officer", "a-elsewhere")
    assert stranger.get(f"/seasons/{office.season}/government-flag").json()["code"] == "not-found"
