"""The work around the season over HTTP: who may do what, what is due and late, records that others can cite."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.registry.conftest import World

Body = dict[str, Any]


@pytest.fixture
def cluster(world: World) -> str:
    """A cluster of three in the season of 2023, whose pack states the calendar of that year."""
    world.tell("adopt-rule-pack", {"authority": world.authority, "pack": "2017", "document": world.plan})
    world.tell("open-season", {"authority": world.authority, "year": 2023, "pack": "2017"})
    return world.cluster(members=3)


def a_plan(world: World, cluster: str | None, *tasks: tuple[str, str, str | None], kind: str = "work", **fields: Any) -> Body:
    work = [{"task": code, "title": f"Việc {code}", "due": due, "unit": unit} for code, due, unit in tasks]
    named = {"plan": str(uuid.uuid4()), "season": world.season(), "cluster": cluster, "kind": kind, "document": world.plan}
    return {**named, "title": "Kế hoạch năm 2023", "tasks": work, **fields}


def a_review(world: World, cluster: str | None, units: list[str], **fields: Any) -> Body:
    named = {"review": str(uuid.uuid4()), "season": world.season(), "cluster": cluster, "document": world.plan}
    return {**named, "kind": "mid-year", "reports_due": "2023-06-10", "units": units, **fields}


def a_movement(world: World, **fields: Any) -> Body:
    named = {"movement": str(uuid.uuid4()), "authority": world.authority, "document": world.plan}
    return {**named, "name": "Chung sức", "aim": "Nông thôn mới.", "first_day": "2023-02-01", "end_day": "2024-01-01", **fields}


def a_model(world: World, unit: str, **fields: Any) -> Body:
    return {"model": str(uuid.uuid4()), "season": world.season(), "unit": unit, "title": "Mô hình", "merits": "Tốt.", **fields}


def an_initiative_council(world: World) -> str:
    seats = [{"person": str(uuid.uuid4()), "unit": None, "role": "chair"}]
    formed = {"council": str(uuid.uuid4()), "authority": world.authority, "kind": "initiative", "name": "Hội đồng sáng kiến tỉnh"}
    days = {"cluster": None, "seats": seats, "valid_from": "2023-02-01", "valid_to": None, "document": world.plan}
    return str(world.tell("form-council", {**formed, **days})["council"])


def an_initiative(world: World, unit: str, **fields: Any) -> Body:
    named = {"initiative": str(uuid.uuid4()), "season": world.season(), "unit": unit}
    return {**named, "authors": [str(uuid.uuid4())], "title": "Sáng kiến", "abstract": "Nhanh hơn.", **fields}


def every_command(world: World, cluster: str) -> list[tuple[str, Body]]:
    """One season's work, each command once, in an order in which all of them are accepted."""
    unit, paper = world.units[0], {"document": world.plan}
    plan, review = a_plan(world, cluster, ("1", "2023-03-31", None)), a_review(world, cluster, world.units)
    movement, model = a_movement(world), a_model(world, unit, person=str(uuid.uuid4()))
    one, other = an_initiative(world, unit), an_initiative(world, unit, authors=[])
    told = {"model": model["model"], **paper}
    return [
        ("plan-work", plan),
        ("complete-planned-task", {"plan": plan["plan"], "task": "1", "on": "2023-03-30", "result": "Xong.", **paper}),
        ("call-review", review),
        ("receive-review-report", {"review": review["review"], "unit": unit, "received_at": "2023-06-13T08:30:00+07:00"}),
        ("conclude-review", {"review": review["review"], "on": "2023-06-22", "conclusion": "Tốt.", "minutes": world.plan}),
        ("launch-movement", movement),
        ("close-movement", {"movement": movement["movement"], "on": "2023-12-20", "results": "Đạt.", **paper}),
        ("propose-exemplary-model", model),
        ("confirm-exemplary-model", {**told, "on": "2023-08-15"}),
        ("publicise-exemplary-model", {**told, "on": "2023-09-01", "where": "Báo Bạc Liêu"}),
        ("withdraw-exemplary-model", {**told, "on": "2023-11-01", "reason": "Không duy trì."}),
        ("propose-initiative", one),
        ("recognise-initiative", {"initiative": one["initiative"], "on": "2023-10-20", "scope": "province", **paper}),
        ("propose-initiative", other),
        ("decline-initiative", {"initiative": other["initiative"], "on": "2023-10-20", "reason": "Đã có.", **paper}),
    ]


OF_UNITS = {"complete-planned-task", "receive-review-report", "propose-exemplary-model", "withdraw-exemplary-model",
            "propose-initiative"}  # fmt: skip


def test_each_act_happens_once_however_often_it_is_sent_and_only_for_those_who_may(world: World, cluster: str) -> None:
    foreign = world.someone("board-officer", authority=f"c-{world.authority[2:]}")
    stranger = world.someone("unit-officer", unit=world.units[1])
    auditor = world.someone("auditor")
    for name, body in every_command(world, cluster):
        stranger.refused(name, body, "foreign-unit" if name in OF_UNITS else "role-not-allowed")
        auditor.refused(name, body, "role-not-allowed")
        foreign.refused(name, body, "foreign-authority")
        world.board.refused(name, {**body, "extra": 1}, "invalid-input")
        key = uuid.uuid4().hex
        first = world.board.command(name, body, key=key)
        assert (first.status_code, len(first.json()["events"])) == (200, 1), first.text
        assert world.board.command(name, body, key=key).content == first.content
        edited = first.json().get("version")
        assert world.board.accepted(name, body, if_match=edited)["events"] == []


def test_what_is_due_and_overdue_is_found_on_a_day_by_the_season_s_calendar(world: World, cluster: str) -> None:
    """10 June 2023 is a Saturday: the task is due on Monday, and overdue on Tuesday."""
    unit = world.units[0]
    body = world.tell("plan-work", a_plan(world, cluster, ("1", "2023-03-31", None), ("2", "2023-06-10", unit)))
    done = {"plan": body["plan"], "task": "1", "on": "2023-03-31", "result": "Đã ký."}
    world.tell("complete-planned-task", done)

    def due(on: str, **wanted: str) -> list[tuple[str, str, str]]:
        items = world.board.found("/work-plan", due=on, **wanted)["items"]
        return [(item["task"], item["due_day"], item["state"]) for item in items]

    assert due("2023-03-30") == []
    assert due("2023-06-10") == [("2", "2023-06-12", "due")]
    assert due("2023-06-12") == [("2", "2023-06-12", "due")]
    assert due("2023-06-13", unit=unit) == [("2", "2023-06-12", "overdue")]
    assert due("2023-06-13", unit=world.units[1]) == []
    mine = world.someone("unit-officer", unit=unit)
    mine.accepted("complete-planned-task", {**done, "task": "2", "on": "2023-06-13"})
    plan = world.board.has_seen(mine).found(f"/work-plans/{body['plan']}", on="2023-12-31")
    assert [task["state"] for task in plan["work"]] == ["completed", "completed-late"]
    assert (plan["tasks"], plan["completed"]) == (2, 2)
    assert due("2023-12-31") == []
    pages = [world.board.found("/work-plan", limit=1)]
    pages.append(world.board.found("/work-plan", limit=1, after=pages[0]["next"]))
    assert [item["task"] for page in pages for item in page["items"]] == ["1", "2"]


def test_a_plan_is_stated_anew_in_the_version_that_was_read(world: World, cluster: str) -> None:
    body = world.tell("plan-work", a_plan(world, cluster, ("1", "2023-03-31", None), ("2", "2023-06-10", None)))
    world.tell("complete-planned-task", {"plan": body["plan"], "task": "1", "on": "2023-03-31", "result": "Đã ký."})
    anew = {**body, "title": "Kế hoạch bổ sung"}
    world.board.refused("plan-work", anew, "version-required")
    version = world.board.found(f"/work-plans/{body['plan']}")["version"]
    world.tell("plan-work", anew, if_match=version)
    world.board.refused("plan-work", body, "stale-version", if_match=version)
    assert world.board.found(f"/work-plans/{body['plan']}")["version"] == 3
    world.board.refused("plan-work", a_plan(world, cluster, ("1", "2023-03-31", None)), "already-claimed")
    world.board.accepted("plan-work", a_plan(world, cluster, ("1", "2023-05-05", None), kind="training"))
    world.board.accepted("plan-work", a_plan(world, None, ("1", "2023-05-05", world.units[0])))
    kinds = [(item["kind"], item["cluster"]) for item in world.board.found("/work-plans", season=world.season())["items"]]
    assert sorted(kinds, key=str) == sorted([("training", cluster), ("work", None), ("work", cluster)], key=str)


def test_a_review_lists_reports_that_came_in_time_late_and_not_at_all(world: World, cluster: str, neighbour: World) -> None:
    one, two, three = world.units
    body = world.tell("call-review", a_review(world, cluster, world.units))
    for unit, moment in ((one, "2023-06-12T16:59:59.999999Z"), (two, "2023-06-12T17:00:00Z")):
        world.tell("receive-review-report", {"review": body["review"], "unit": unit, "received_at": moment})

    def reports(**day: str) -> list[tuple[str | None, int | None]]:
        review = world.board.found(f"/reviews/{body['review']}", **day)
        assert (review["due_day"], review["by_calendar"]) == ("2023-06-12", True)
        return [(report["state"], report["days_late"]) for report in review["reports"]]

    assert reports() == [("in-time", 0), ("late", 1), (None, None)]
    assert reports(on="2023-06-11") == [("awaited", None)] * 3
    assert reports(on="2023-06-12") == [("in-time", 0), ("missing", None), ("missing", None)]
    assert reports(on="2023-06-13") == [("in-time", 0), ("late", 1), ("missing", None)]
    officer = world.someone("unit-officer", unit=three)
    officer.accepted("receive-review-report", {"review": body["review"], "unit": three})
    world.board.has_seen(officer)
    review = world.board.found(f"/reviews/{body['review']}")
    assert (review["late"], review["missing"], review["received"]) == (2, 0, 3)
    minutes = world.document("2023-06-23", kind="minutes")
    said = {"review": body["review"], "on": "2023-06-22", "conclusion": "Thống nhất.", "minutes": minutes}
    world.tell("conclude-review", said)
    (listed,) = world.board.found("/reviews", cluster=cluster, kind="mid-year")["items"]
    assert (listed["concluded_on"], listed["minutes"]) == ("2023-06-22", minutes)
    assert neighbour.board.get(f"/reviews/{body['review']}").status_code == 404
    cited = world.board.found(f"/documents/{minutes}/citations")["facts"]
    assert [fact["stream"] for fact in cited] == [f"review/{body['review']}"]


@pytest.mark.usefixtures("cluster")
def test_movements_models_and_initiatives_are_found(world: World, neighbour: World) -> None:
    unit, other = world.units[:2]
    mine, all_of_us = (
        world.tell("launch-movement", a_movement(world, units=[unit])),
        world.tell("launch-movement", a_movement(world)),
    )
    closed = {"movement": all_of_us["movement"], "on": "2023-07-01", "results": "Đạt.", "document": world.plan}
    world.tell("close-movement", closed)
    found = world.board.found

    def movements(**wanted: str) -> set[str]:
        return {item["movement"] for item in found("/movements", **wanted)["items"]}

    assert movements(unit=unit) == {mine["movement"], all_of_us["movement"]}
    assert movements(unit=other) == {all_of_us["movement"]}
    assert movements(on="2023-06-30") == {mine["movement"], all_of_us["movement"]}
    assert movements(on="2023-07-01") == {mine["movement"]}
    assert found(f"/movements/{all_of_us['movement']}")["results"] == "Đạt."

    model = world.tell("propose-exemplary-model", a_model(world, unit))["model"]
    steps = {"model": model, "document": world.plan}
    world.tell("confirm-exemplary-model", {**steps, "on": "2023-08-15"})
    world.tell("publicise-exemplary-model", {**steps, "on": "2023-09-01", "where": "Báo Bạc Liêu"})
    world.tell("withdraw-exemplary-model", {**steps, "on": "2023-11-01", "reason": "Không duy trì."})
    on = [bool(found("/exemplary-models", on=day)["items"]) for day in ("2023-08-14", "2023-08-15", "2023-10-31", "2023-11-01")]
    assert on == [False, True, True, False]
    shown = found(f"/exemplary-models/{model}")
    assert [(step["step"], step["words"]) for step in shown["steps"]] == [
        ("confirmed", None),
        ("publicised", "Báo Bạc Liêu"),
        ("withdrawn", "Không duy trì."),
    ]
    assert f"exemplary-model/{model}" in {fact["stream"] for fact in found(f"/units/{unit}/facts")["facts"]}

    initiative = world.tell("propose-initiative", an_initiative(world, unit))["initiative"]
    assert [item["recognised"] for item in found("/initiatives", unit=unit)["items"]] == [None]
    council = an_initiative_council(world)
    world.tell(
        "recognise-initiative",
        {"initiative": initiative, "on": "2023-10-20", "scope": "province", "document": world.plan, "council": council},
    )
    assert [item["scope"] for item in found("/initiatives", recognised="true")["items"]] == ["province"]
    assert found("/initiatives", recognised="false")["items"] == []
    shown = found(f"/initiatives/{initiative}")
    assert (len(shown["authors"]), shown["council"], shown["council_name"]) == (1, council, "Hội đồng sáng kiến tỉnh")
    for path in (f"/movements/{mine['movement']}", f"/exemplary-models/{model}", f"/initiatives/{initiative}"):
        assert neighbour.board.get(path).status_code == 404


def test_of_ten_who_act_at_once_one_does(world: World, cluster: str) -> None:
    """Two writers cannot both win: plans of ten ids for one cluster, words on one initiative, one unit's report."""
    initiative = world.tell("propose-initiative", an_initiative(world, world.units[0]))["initiative"]
    review = world.tell("call-review", a_review(world, cluster, world.units))["review"]
    said = {"initiative": initiative, "on": "2023-10-20", "document": world.plan}
    races: list[tuple[str, list[tuple[str, Body]]]] = [
        (
            "already-claimed",
            [("plan-work", a_plan(world, cluster, ("1", "2023-03-31", None))) for _ in range(10)],
        ),
        (
            "initiative-already-examined",
            [("recognise-initiative", {**said, "scope": "unit"}), ("decline-initiative", {**said, "reason": "Đã có."})],
        ),
        (
            "report-already-received",
            [
                ("receive-review-report", {"review": review, "unit": world.units[0], "received_at": f"2023-06-0{day}T01:00:00Z"})
                for day in range(1, 10)
            ],
        ),
    ]
    for code, commands in races:
        with ThreadPoolExecutor(len(commands)) as pool:
            answers = list(pool.map(lambda one: world.board.command(*one), commands))
        codes = sorted("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
        assert codes == sorted(["ok", *[code] * (len(commands) - 1)])


@pytest.mark.parametrize(
    "question",
    ["/work-plan?due=x", "/work-plan?kind=x", "/work-plans/x", "/reviews?kind=x", "/movements?on=x", "/initiatives?recognised=x"],
)
def test_a_question_about_the_work_that_cannot_be_read_is_refused(world: World, question: str) -> None:
    answer = world.board.http.get(question)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input"), answer.text
