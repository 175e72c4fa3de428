"""Ranking as its users meet it: over HTTP, in a process of its own, with real events around it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_QUOTA_SET,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    UNIT_DISQUALIFIED,
    UNIT_SUSPENDED,
)
from contracts.examples.scoring import SCORES_LOCKED, SCORES_REOPENED
from tests.services.ranking.examples import FLAGS, score
from tests.services.ranking.town import DATED, FIVE, TODAY, Town, publish, until
from tests.services.voice import Voice
from tests.system import System


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens()


def test_standings_draw_themselves_when_points_are_locked(town: Town) -> None:
    standing = town.locks(*FIVE).drawn()
    assert town.places(standing) == [("Mot", 1), ("Hai", 2), ("Ba", 3), ("Bon", 4), ("Nam", 5)]
    assert (standing["state"], standing["drawing"], standing["unresolved"]) == ("drawn", 1, [])
    assert standing["rows"][0]["total"] == "950.00"
    (event,) = town.person("auditor").found("/logs/ranking/events", stream=f"standing/{town.cluster}")["items"]
    assert event["actor"] == "system:standings"
    assert event["authority"] == town.authority
    assert set(event["seen"].replace("@", ",").split(",")) >= {"registry", "scoring"}
    assert event["rulepack"] == "2017"


def test_what_happens_before_the_publication_draws_anew(town: Town) -> None:
    town.locks(*FIVE).drawn()
    suspended = changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY)
    town.says(suspended)
    standing = town.drawn(2)
    assert town.places(standing) == [("Mot", 1), ("Ba", 2), ("Bon", 3), ("Nam", 4), ("Hai", None)]
    assert standing["rows"][4]["ineligible"] == ["suspended"]
    assert standing["rows"][4]["total"] == "940.00"
    out = changed(UNIT_DISQUALIFIED, unit=town.units[0], authority=town.authority, season=town.season, on=TODAY)
    town.says(out)
    assert town.places(town.drawn(3)) == [("Ba", 1), ("Bon", 2), ("Nam", 3), ("Mot", None), ("Hai", None)]
    town.says(changed(SUSPENSION_LIFTED, unit=town.units[1], authority=town.authority, on=TODAY))
    assert town.places(town.drawn(4))[0] == ("Hai", 1)
    town.says(changed(CLUSTER_QUOTA_SET, cluster=town.cluster, places=(FLAGS,)))
    assert [p["award"] for p in town.drawn(5)["places"]] == ["provincial-flag"]


def test_reopened_points_draw_anew_once_they_are_locked_again(town: Town) -> None:
    board = town.person("board-officer")
    assert town.locks(*FIVE).drawn()["points"] == "as-drawn"
    town.says(changed(SCORES_REOPENED, cluster=town.cluster))
    until(lambda: board.get(f"/standings/{town.cluster}"), lambda found: found["points"] == "reopened")
    town.person("board-officer").refused("publish-standings", publish(town), "scores-reopened")
    # A quota that comes meanwhile draws nothing from points that hold no more.
    town.says(changed(CLUSTER_QUOTA_SET, cluster=town.cluster, places=(FLAGS,)))
    again = town.locks("950.00", "960.00", "930.00", "920.00", "910.00").drawn(2)
    assert (town.places(again)[0], again["drawing"], again["points"]) == (("Hai", 1), 2, "as-drawn")


def test_published_standings_stand_until_a_revision_supersedes_them(town: Town) -> None:
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    first = board.accepted("publish-standings", publish(town))
    before = board.found(f"/standings/{town.cluster}")
    town.says(changed(SCORES_REOPENED, cluster=town.cluster))
    town.locks("950.00", "960.00", "930.00", "920.00", "910.00")
    board, unit = town.person("board-officer"), town.person("unit-officer", unit=town.units[0])
    found = until(lambda: board.get(f"/standings/{town.cluster}"), lambda document: document["newer_drawing"] == 2)
    assert (found["state"], found["drawing"], found["points"]) == ("published", 1, "changed")
    assert (town.places(found)[0], found["digest"]) == (("Mot", 1), before["digest"])
    assert unit.found(f"/standings/{town.cluster}")["newer_drawing"] is None
    drawing = f"/standings/{town.cluster}/drawings/2"
    assert (unit.get(drawing).status_code, board.found(drawing)["state"]) == (403, "drawn")
    board.refused("publish-standings", publish(town, 2), "revision-needs-reason")
    second = board.accepted("publish-standings", {**publish(town, 2), "reason": "Điểm được chấm lại."})
    unit.has_seen(board)
    now = unit.found(f"/standings/{town.cluster}")
    assert (now["state"], now["publication"], now["revises"], now["cause"]) == ("published", 2, 1, ["points"])
    assert (now["reason"], now["points"], town.places(now)[0]) == ("Điểm được chấm lại.", "as-drawn", ("Hai", 1))
    old = unit.found(f"/standings/{town.cluster}/publications/1")
    assert {**old, "state": "published", "points": "as-drawn"} == {**before, "newer_drawing": None}
    assert (old["state"], unit.get(f"/standings/{town.cluster}/publications/3").status_code) == ("superseded", 404)
    listed = unit.found(f"/standings/{town.cluster}/publications")["publications"]
    assert [(each["publication"], each["state"], each["digest"]) for each in listed] == [
        (1, "superseded", before["digest"]),
        (2, "published", now["digest"]),
    ]
    assert [each["position"] for each in listed] == [answer["events"][0]["position"] for answer in (first, second)]
    # A head is signed behind every publication.
    keeper = town.person("auditor", "test").has_seen(board)
    heads = keeper.found("/logs/ranking/events", stream="head/ranking")["items"]
    assert {each["position"] for each in listed} <= {head["data"]["position"] for head in heads}
    stranger = town.person("board-officer", "a-elsewhere").has_seen(board)
    for path in ("publications", "publications/1", "drawings/1"):
        assert stranger.get(f"/standings/{town.cluster}/{path}").json()["code"] == "not-found"


def test_a_place_is_kept_for_a_unit_suspended_after_the_publication(ranking: System, voice: Voice) -> None:
    town = Town(ranking, voice).opens(**DATED)
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=TODAY))
    board = town.person("board-officer")
    until(lambda: board.get(f"/standings/{town.cluster}"), lambda document: document["newer_drawing"] == 2)
    found = board.found(f"/standings/{town.cluster}/drawings/2")
    assert town.places(found) == [("Mot", 1), ("Ba", 3), ("Bon", 4), ("Nam", 5), ("Hai", None)]
    kept = found["rows"][-1]["reserved"]
    assert (kept["rank"], date.fromisoformat(kept["until"]) > TODAY + timedelta(days=39)) == (2, True)
    town.says(changed(SUSPENSION_LIFTED, unit=town.units[1], authority=town.authority, on=TODAY))
    board = town.person("board-officer")
    until(lambda: board.get(f"/standings/{town.cluster}"), lambda document: document["newer_drawing"] == 3)
    board.refused("publish-standings", {**publish(town, 3), "reason": "Thôi tạm dừng."}, "nothing-to-revise")


def test_a_suspension_that_only_begins_later_changes_nothing_now(town: Town) -> None:
    town.locks(*FIVE).drawn()
    later = TODAY + timedelta(days=40)
    town.says(changed(UNIT_SUSPENDED, unit=town.units[1], authority=town.authority, valid_from=later))
    town.says(changed(CLUSTER_QUOTA_SET, cluster=town.cluster, places=(FLAGS,)))
    assert town.places(town.drawn(2))[1] == ("Hai", 2)


def test_the_womens_share_of_the_seasons_last_day_decides(town: Town) -> None:
    one, two, *_ = town.units
    staff = changed(STAFF_FIGURES_RECORDED, unit=two, on=date(2023, 12, 31), staff=10, women=7)
    town.says(
        staff,
        changed(staff, unit=one, on=date(2023, 6, 30), staff=10, women=9),
        changed(staff, unit=one, on=date(2023, 12, 1), staff=10, women=1),
        changed(staff, unit=one, on=date(2024, 1, 1), staff=10, women=10),
    )
    standing = town.locks("950.00", "950.00", *FIVE[2:]).drawn()
    assert town.places(standing)[:2] == [("Hai", 1), ("Mot", 2)]
    assert standing["rows"][0]["decided_by"] == ["women-share"]
    assert standing["rows"][1]["staff"] == {"on": "2023-12-01", "staff": 10, "women": 1}
    assert standing["warnings"] == []


def test_missing_figures_are_a_warning_and_figures_draw_anew(town: Town) -> None:
    one, two, *_ = town.units
    standing = town.locks("950.00", "950.00", *FIVE[2:]).drawn()
    assert [(tie["rank"], tie["awards"]) for tie in standing["unresolved"]] == [(1, [])]
    assert standing["warnings"] == [{"caution": "no-staff-figures", "units": [str(one), str(two)]}]
    town.says(changed(STAFF_FIGURES_RECORDED, unit=two, on=date(2023, 12, 31), staff=10, women=7))
    redrawn = town.drawn(2)
    assert redrawn["unresolved"] == []
    assert redrawn["warnings"] == [{"caution": "no-staff-figures", "units": [str(one)]}]


def test_the_board_publishes_once_and_the_head_is_signed(town: Town) -> None:
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    answer = board.accepted("publish-standings", publish(town))
    assert [event["type"] for event in answer["events"]] == ["vn.thidua.ranking.standings-published.v1"]
    standing = board.found(f"/standings/{town.cluster}")
    assert (standing["state"], standing["publication"]) == ("published", 1)
    auditor = town.person("auditor")
    event = auditor.found(f"/logs/ranking/events/{answer['events'][0]['position']}")
    assert event["data"]["digest"] == standing["digest"]
    assert event["data"]["published_on"] == TODAY.isoformat()
    # A head belongs to the installation, not to one of its authorities.
    position = answer["events"][0]["position"]
    keeper = town.person("auditor", "test").has_seen(board)
    (head, *_) = keeper.found("/logs/ranking/events", after=position, stream="head/ranking")["items"]
    assert (int(head["sequence"]), head["data"]["position"]) == (position + 1, position)
    board.refused("publish-standings", publish(town), "already-published")
    assert board.accepted("draw-standings", {"cluster": str(town.cluster)})["events"] == []


def test_a_repeated_publication_gets_the_first_answer(town: Town) -> None:
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    first = board.command("publish-standings", publish(town), key="k")
    again = board.command("publish-standings", publish(town), key="k")
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    board.refused("publish-standings", publish(town, 2), "idempotency-key-reused", key="k")


def test_of_many_who_publish_at_once_one_wins(town: Town) -> None:
    town.locks(*FIVE).drawn()
    officers = [town.person("board-officer") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda officer: officer.command("publish-standings", publish(town)), officers))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"already-published"}


def test_refusals_change_nothing(town: Town) -> None:
    board = town.person("board-officer")
    board.refused("publish-standings", publish(town), "nothing-drawn")
    board.refused("draw-standings", {"cluster": str(town.cluster)}, "scores-not-locked")
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    board.refused("publish-standings", publish(town, 2), "drawing-replaced")
    board.refused("publish-standings", {**publish(town), "drawing": 0}, "invalid-input")
    board.refused("publish-standings", {"cluster": "x", "drawing": 1}, "invalid-input")
    board.refused("publish-standings", {**publish(town), "more": 1}, "invalid-input")
    town.person("board-officer", "a-elsewhere").refused("publish-standings", publish(town), "foreign-authority")
    for persona in ("unit-officer", "auditor", "council-member", "line-officer", "operator", "subscriber"):
        someone = town.person(persona, unit=town.units[0])
        someone.refused("publish-standings", publish(town), "role-not-allowed")
        someone.refused("draw-standings", {"cluster": str(town.cluster)}, "role-not-allowed")
    assert town.drawn()["state"] == "drawn"
    assert board.accepted("draw-standings", {"cluster": str(town.cluster)})["events"] == []


def paths(town: Town) -> tuple[str, str]:
    return f"/standings/{town.cluster}", f"/standings/{town.cluster}/units/{town.units[2]}/facts"


def test_units_see_what_is_published_and_insiders_what_is_drawn(town: Town) -> None:
    town.locks(*FIVE).drawn()
    own, foreign_unit = (town.person("unit-officer", unit=unit) for unit in (town.units[0], uuid.uuid4()))
    for persona in ("board-officer", "auditor", "council-member"):
        insider = town.person(persona)
        assert [insider.get(path).status_code for path in paths(town)] == [200, 200]
        assert len(insider.found("/standings")["items"]) == 1
    for officer in (own, foreign_unit):
        assert [officer.get(path).status_code for path in paths(town)] == [404, 404]
        assert officer.found("/standings")["items"] == []
    seen = town.person("board-officer")
    seen.accepted("publish-standings", publish(town))
    for officer in (own, foreign_unit):
        officer.has_seen(seen)
        assert [officer.get(path).status_code for path in paths(town)] == [200, 200]
        assert [item["state"] for item in officer.found("/standings")["items"]] == ["published"]
        assert [fact["type"].split(".")[3] for fact in officer.found(paths(town)[1])["facts"]] == ["standings-published"]


def test_nobody_sees_a_foreign_authoritys_standings(town: Town) -> None:
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    for persona in ("board-officer", "auditor", "council-member", "unit-officer"):
        stranger = town.person(persona, "a-elsewhere", unit=town.units[0]).has_seen(board)
        assert [stranger.get(path).json()["code"] for path in paths(town)] == ["not-found"] * 2
        assert stranger.found("/standings", season=town.season)["items"] == []
    for persona in ("line-officer", "operator", "subscriber"):
        outsider = town.person(persona, unit=town.units[0])
        assert [outsider.get(path).json()["code"] for path in paths(town)] == ["role-not-allowed"] * 2
        assert outsider.get("/standings").status_code == 403
    assert town.system.client("ranking", "auditor").http.get("/standings", headers={"Authorization": ""}).status_code == 401


def test_what_does_not_exist_is_not_found(town: Town) -> None:
    town.locks(*FIVE).drawn()
    board = town.person("board-officer")
    assert board.get(f"/standings/{uuid.uuid4()}").json()["code"] == "not-found"
    assert board.get("/standings/x").json()["code"] == "invalid-input"
    for wrong in ({"season": "a\0b"}, {"season": "x" * 71}, {"state": "lost"}, {"unresolved": "perhaps"}, {"limit": 0}):
        assert board.get("/standings", **wrong).json()["code"] == "invalid-input"
    assert board.get(f"/standings/{town.cluster}/units/{uuid.uuid4()}/facts").json()["code"] == "not-found"


def test_the_chain_goes_from_the_publication_to_the_points(town: Town) -> None:
    town.locks("950.00", "950.00", *FIVE[2:]).drawn()
    town.says(changed(STAFF_FIGURES_RECORDED, unit=town.units[1], on=date(2023, 12, 31), staff=10, women=7))
    town.drawn(2)
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town, 2))
    chain = board.found(f"/standings/{town.cluster}/units/{town.units[1]}/facts")
    assert chain["service"] == "ranking"
    assert [(f["type"].split(".")[3], f["drawing"], f["rank"]) for f in chain["facts"]] == [
        ("standings-drawn", 1, 1),
        ("standings-drawn", 2, 1),
        ("standings-published", 2, 1),
    ]
    last = chain["facts"][2]
    assert last["decided_by"] == ["women-share"]
    assert last["summary"]["vi"] == "Công bố bảng xếp hạng: hạng 1, tổng 950,00 điểm, bằng điểm nên xét tỷ lệ nữ"
    assert last["summary"]["en"] == "Standings published: rank 1, total 950.00, a tie decided by the women's share"
    log = board.found(f"/logs/{last['log']}/events/{last['position']}")
    assert (log["type"], log["actor"]) == (last["type"], last["actor"])
    scoring = f"http://127.0.0.1:{town.system.ports['scoring']}"
    assert chain["next"] == [{"service": "scoring", "href": f"{scoring}/scoresheets/{town.cluster}/units/{town.units[1]}/facts"}]


def test_standings_are_listed_by_season_and_number_page_by_page(town: Town) -> None:
    clusters = [uuid.uuid4() for _ in range(3)]
    for number, cluster in enumerate(reversed(clusters), start=1):
        of = {"cluster": cluster, "authority": town.authority, "season": town.season}
        town.says(
            changed(CLUSTER_FORMED, **of, number=number, members=town.units),
            changed(SCORES_LOCKED, **of, rows=tuple(changed(score(1, "9.00"), unit=unit) for unit in town.units)),
        )
    board = town.person("board-officer")
    until(lambda: board.get("/standings"), lambda document: len(document.get("items", ())) == 3)
    first = board.found("/standings", limit=2, season=town.season)
    rest = board.found("/standings", limit=2, season=town.season, after=first["next"])
    assert [item["number"] for item in (*first["items"], *rest["items"])] == [1, 2, 3]
    assert rest["next"] is None
    assert [len(board.found("/standings", **{name: value})["items"]) for name, value in FILTERS] == [3, 0, 3, 0, 0]
    item = first["items"][0]
    assert (item["units"], item["ranked"], item["unresolved"], item["warnings"]) == (5, 5, 1, 2)


FILTERS = (("state", "drawn"), ("state", "published"), ("unresolved", "true"), ("unresolved", "false"), ("season", "x.1"))


def test_an_unresolved_tie_over_a_border_is_published_as_one(town: Town) -> None:
    standing = town.locks("950.00", "940.00", "930.00", "930.00", "910.00").drawn()
    (tie,) = standing["unresolved"]
    assert (tie["rank"], tie["awards"]) == (3, ["provincial-flag", "provincial-certificate"])
    assert {uuid.UUID(unit) for unit in tie["units"]} == set(town.units[2:4])
    board = town.person("board-officer")
    board.accepted("publish-standings", publish(town))
    assert board.found(f"/standings/{town.cluster}")["unresolved"] == [tie]
    assert [Decimal(row["total"]) for row in standing["rows"][2:4]] == [Decimal("930.00")] * 2
