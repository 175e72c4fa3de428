"""Registry's queries over HTTP, on rows that came through Kafka: what they answer, page by page, and to whom."""

from __future__ import annotations

import unicodedata

import pytest

from tests.services.registry.conftest import World

READERS = ("board-officer", "auditor", "unit-officer", "leader-officer", "line-officer", "council-member")
OTHERS = ("operator", "subscriber")


def names(listing):
    return [item["name"] for item in listing["items"]]


def test_units_are_found_by_name_in_either_spelling(world: World) -> None:
    world.unit(name="Xã Hòa Bình")
    world.unit(name="Thị trấn Hoà Bình")
    world.unit(name="Xã Hóa Bình")
    for asked in ("Hòa Bình", "hoà bình", unicodedata.normalize("NFD", "HÒA BÌNH")):
        assert names(world.board.found("/units", name=asked)) == ["Thị trấn Hoà Bình", "Xã Hòa Bình"]
    assert names(world.board.found("/units", name="xã")) == ["Xã Hòa Bình", "Xã Hóa Bình"]
    assert names(world.board.found("/units", name="100%")) == []


def test_units_are_filtered(world: World) -> None:
    province = world.unit(name="Tỉnh", kind="province")
    world.unit(name="Sở", kind="department", parent=province, code=f"{world.tag}-so")
    world.unit(name="Xã mới", valid_from="2025-07-01", parent=province)
    found = world.board.found
    assert names(found("/units", kind="department")) == ["Sở"]
    assert names(found("/units", code=f"{world.tag}-SO")) == ["Sở"]
    assert names(found("/units", parent=province)) == ["Sở", "Xã mới"]
    assert names(found("/units", parent=province, on="2025-06-30")) == ["Sở"]
    assert names(found("/units", parent=province, on="2025-07-01")) == ["Sở", "Xã mới"]
    (item,) = found("/units", name="Sở")["items"]
    assert (item["parent"], item["parent_name"]) == (province, "Tỉnh")


def test_units_come_page_by_page_and_none_twice(world: World) -> None:
    expected = [world.unit(name=f"Xã số {n:02}") for n in range(7)]
    seen, after = [], None
    while True:
        page = world.board.found("/units", limit=3, **({"after": after} if after else {}))
        assert len(page["items"]) <= 3
        seen += [item["unit"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == expected


@pytest.mark.parametrize(
    "question",
    [
        "/units?limit=0", "/units?limit=201", "/units?limit=x", "/units?kind=village", "/units?on=2023-02-30",
        "/units?parent=x", "/units/x", "/units/x/lineage", "/clusters/x", "/clusters?level=9",
        "/clusters/00000000-0000-4000-8000-000000000009?on=x",
        "/units?name=" + "x" * 301, "/units?name=%00", "/units?code=%00", "/clusters?season=%00", "/documents?number=%00",
        "/seasons/%00", "/rule-packs/%00", "/rule-packs/2017/diff", "/rule-packs/2017?version=0", "/rule-pack-drafts/%00",
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_read_is_refused(world: World, question: str) -> None:
    answer = world.board.http.get(question)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input"), answer.text


def test_a_cursor_that_is_not_ours_is_refused(world: World) -> None:
    answer = world.board.get("/units", after="äöü")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-cursor")


def test_a_unit_shows_its_figures_suspensions_and_clusters(world: World) -> None:
    cluster = world.cluster(members=3)
    unit, board = world.units[1], world.board
    for day, staff, women in (("2023-06-30", 20, 9), ("2023-12-31", 21, 15)):
        world.tell("record-staff-figures", {"unit": unit, "on": day, "staff": staff, "women": women})
    world.tell("record-staff-figures", {"unit": unit, "on": "2023-12-31", "staff": 21, "women": 16})
    paper = {"unit": unit, "document": world.plan, "reason": "Đang xác minh."}
    for begins, ends in (("2023-05-01", "2023-06-01"), ("2023-06-01", "2023-07-01"), ("2023-09-01", None)):
        world.tell("suspend-unit", {**paper, "ground": "press-reported-corruption", "valid_from": begins})
        if ends:
            world.tell("lift-suspension", {**paper, "on": ends})
    out = {"unit": unit, "season": world.season(), "on": "2023-10-01", "ground": "Bị kỷ luật.", "document": world.plan}
    world.tell("disqualify-unit", out)
    detail = board.found(f"/units/{unit}")
    assert detail["staff_figures"] == [
        {"day": "2023-12-31", "staff": 21, "women": 16},
        {"day": "2023-06-30", "staff": 20, "women": 9},
    ]
    days = [(s["valid_from"], s["valid_to"]) for s in detail["suspensions"]]
    assert days == [("2023-09-01", None), ("2023-06-01", "2023-07-01"), ("2023-05-01", "2023-06-01")]
    assert [d["season"] for d in detail["disqualifications"]] == [world.season()]
    (member,) = detail["memberships"]
    assert (member["cluster"], member["place"], member["valid_to"]) == (cluster, 2, "2024-01-01")


def test_a_unit_shows_what_held_on_a_day(world: World) -> None:
    """The second clock, day by day: the first day of anything is in it, the day of its end is not."""
    world.cluster(members=3)
    unit, paper = world.units[1], {"unit": world.units[1], "document": world.plan}
    world.tell("record-staff-figures", {"unit": unit, "on": "2023-06-30", "staff": 20, "women": 9})
    world.tell("suspend-unit", {**paper, "ground": "press-reported-corruption", "reason": "x", "valid_from": "2023-05-01"})
    world.tell("lift-suspension", {**paper, "reason": "x", "on": "2023-06-01"})
    world.tell("disqualify-unit", {**paper, "season": world.season(), "on": "2023-10-01", "ground": "x"})
    kinds = ("memberships", "suspensions", "staff_figures", "disqualifications")

    def held(on: str) -> tuple[int, ...]:
        detail = world.board.found(f"/units/{unit}", on=on)
        return tuple(len(detail[kind]) for kind in kinds)

    assert held("2022-12-31") == (0, 0, 0, 0)
    assert (held("2023-04-30"), held("2023-05-01"), held("2023-05-31"), held("2023-06-01")) == (
        (1, 0, 0, 0),
        (1, 1, 0, 0),
        (1, 1, 0, 0),
        (1, 0, 0, 0),
    )
    assert (held("2023-06-30"), held("2023-10-01"), held("2024-01-01")) == ((1, 0, 1, 0), (1, 0, 1, 1), (0, 0, 1, 1))
    assert len(world.board.found("/clusters", on="2023-12-31")["items"]) == 1
    assert world.board.found("/clusters", on="2024-01-01")["items"] == []


def test_a_cluster_shows_who_leads_on_a_day(world: World) -> None:
    cluster = world.cluster(members=5)
    one, two, three, *_ = world.units
    world.tell("recognise-leaders", world.leaders(cluster, one, two, three))
    world.tell("recognise-leaders", world.leaders(cluster, three, valid_from="2023-10-01"), if_match=1)
    # A decision of May that became known last: it holds until the next one began.
    world.tell("recognise-leaders", world.leaders(cluster, two, one, valid_from="2023-05-05"), if_match=2)
    world.tell("set-cluster-quota", world.quota(cluster, ("provincial-flag", 1, 2)))

    def term(on=None):
        detail = world.board.found(f"/clusters/{cluster}", **({"on": on} if on else {}))
        in_force = detail["leaders"]["in_force"]
        return in_force and (in_force["leader"], in_force["deputies"])

    assert term("2023-03-13") is None
    assert term("2023-03-14") == term("2023-05-04") == (one, [two, three])
    assert term("2023-05-05") == term("2023-09-30") == (two, [one])
    assert term("2023-10-01") == term() == (three, [])
    detail = world.board.found(f"/clusters/{cluster}")
    assert [(row["place"], row["unit"]) for row in detail["roll"]] == list(enumerate(world.units, start=1))
    assert detail["members"] == 5
    assert detail["quota"]["places"] == [{"award": "provincial-flag", "from_rank": 1, "to_rank": 2}]
    assert [row["unit"] for row in world.board.found(f"/clusters/{cluster}", on="2023-02-14")["roll"]] == []
    assert len(world.board.found(f"/clusters/{cluster}", on="2023-12-31")["roll"]) == 5


def test_a_cluster_without_leader_and_quota_says_so(world: World) -> None:
    detail = world.board.found(f"/clusters/{world.cluster(members=3)}")
    assert detail["leaders"] == {"version": 0, "in_force": None, "acting": None, "terms": []}
    assert detail["quota"] == {"version": 0, "places": [], "document": None}


def test_clusters_are_filtered_and_come_in_order(world: World) -> None:
    world.cluster(members=3, name="Cụm các huyện")
    eleventh = [world.unit() for _ in range(3)]
    world.tell("form-cluster", world.a_cluster(members=eleventh, number=11, kind="block", name="Khối ngân hàng"))
    world.tell("form-cluster", world.a_cluster(members=eleventh, number=2, level="delegated", name="Cụm xã"))
    found, season = world.board.found, world.season()
    assert [c["number"] for c in found("/clusters", season=season, level="provincial")["items"]] == [1, 11]
    assert names(found("/clusters", season=season)) == ["Cụm xã", "Cụm các huyện", "Khối ngân hàng"]
    assert names(found("/clusters", kind="block")) == ["Khối ngân hàng"]
    assert names(found("/clusters", unit=eleventh[0])) == ["Cụm xã", "Khối ngân hàng"]
    assert names(found("/clusters", name="huyện")) == ["Cụm các huyện"]
    assert names(found("/clusters", season=f"{world.authority}.2022")) == []
    assert [s["season"] for s in found("/seasons")["items"]] == [season]
    assert found(f"/seasons/{season}")["end_day"] == "2024-01-01"


def test_documents_are_filtered_and_show_what_cites_them(world: World) -> None:
    world.document(issued_on="2023-04-20", kind="decision", number="661/QĐ-UBND")
    found = world.board.found
    assert [d["number"] for d in found("/documents", kind="decision")["items"]] == ["661/QĐ-UBND"]
    assert [d["number"] for d in found("/documents", number="661/qđ-ubnd")["items"]] == ["661/QĐ-UBND"]
    assert [d["number"] for d in found("/documents", issued_from="2023-04-20")["items"]] == ["661/QĐ-UBND"]
    assert [d["document"] for d in found("/documents", issued_to="2023-04-19")["items"]] == [world.plan]
    assert len(found("/documents", issuer="uỷ ban nhân dân")["items"]) == 2
    unit = world.unit()
    assert found(f"/documents/{world.plan}")["abstract"].startswith("Kế hoạch")
    (fact,) = found(f"/documents/{world.plan}/citations")["facts"]
    assert (fact["type"], fact["stream"]) == ("vn.thidua.registry.unit-registered.v1", f"unit/{unit}")


def test_rule_packs_and_base_salaries_hold_on_days(world: World) -> None:
    shipped = world.board.found("/shipped-packs")["items"]
    assert [(pack["pack"], pack["version"]) for pack in shipped] == [
        ("2017", 1), ("2017", 2), ("2017", 3), ("2024", 1), ("2024", 2), ("2024", 3), ("2025", 1), ("2025", 2),
        ("2026", 1), ("2026", 2),
    ]  # fmt: skip
    for pack in ("2017", "2024", "2025", "2026"):
        world.tell("adopt-rule-pack", {"authority": world.authority, "pack": pack, "document": world.plan})
    for amount, day in ((2_340_000, "2024-07-01"), (1_800_000, "2023-07-01")):
        body = {"authority": world.authority, "amount": amount, "valid_from": day, "document": world.plan}
        world.tell("set-base-salary", body)
    found = world.board.found
    adopted = found("/rule-packs")["items"]
    ours = [{k: v for k, v in pack.items() if k not in ("authority", "document", "copied_from")} for pack in adopted]
    assert ours == list({pack["pack"]: pack for pack in shipped}.values()), "each in its last version"
    assert found("/rule-packs/2024")["awards"]["catalogue"][4]["multiple"] == "1.5"
    assert [p["pack"] for p in found("/rule-packs", on="2023-12-31")["items"]] == ["2017"]
    assert [p["pack"] for p in found("/rule-packs", on="2024-01-01")["items"]] == ["2024"]
    assert [p["pack"] for p in found("/rule-packs", on="2026-10-01")["items"]] == ["2026"]
    assert found("/rule-packs", on="2017-09-30")["items"] == []
    assert [s["amount"] for s in found("/base-salaries")["items"]] == [1_800_000, 2_340_000]
    assert [s["amount"] for s in found("/base-salaries", on="2024-06-30")["items"]] == [1_800_000]
    assert found("/base-salaries", on="2023-06-30")["items"] == []


def kinds(facts):
    return [fact["type"].split(".")[3] for fact in facts["facts"]]


def test_the_facts_of_a_cluster_and_a_unit_lead_to_their_events(world: World) -> None:
    cluster = world.cluster(members=4)
    leader, deputy, member, _ = world.units
    world.tell("recognise-leaders", world.leaders(cluster, leader, deputy))
    world.tell("set-cluster-quota", world.quota(cluster, ("provincial-flag", 1, 2)))
    world.tell("record-staff-figures", {"unit": member, "on": "2023-12-31", "staff": 10, "women": 8})
    found = world.board.found
    whole = found(f"/clusters/{cluster}/facts")
    assert whole["service"] == "registry"
    assert kinds(whole) == [
        "season-opened", "cluster-formed", "leader-recognised", "deputies-recognised", "cluster-quota-set",
        "level-places-taken",
    ]  # fmt: skip
    of_member = found(f"/clusters/{cluster}/facts", unit=member)
    assert sorted(kinds(of_member)) == [
        "cluster-formed", "cluster-quota-set", "level-places-taken", "season-opened", "staff-figures-recorded", "unit-registered"
    ]  # fmt: skip
    assert kinds(found(f"/units/{leader}/facts")) == ["unit-registered", "cluster-formed", "leader-recognised"]
    for fact in of_member["facts"]:
        event = found(f"/logs/registry/events/{fact['position']}")
        assert (event["subject"], event["type"], event["data"] is not None) == (fact["stream"], fact["type"], True)
        assert fact["summary"]["vi"]
        assert fact["summary"]["en"]
    positions = [fact["position"] for fact in of_member["facts"]]
    assert positions == sorted(positions)
    first = found(f"/clusters/{cluster}/facts", unit=member, limit=2)
    rest = found(f"/clusters/{cluster}/facts", unit=member, limit=200, after=first["more"])
    assert [*first["facts"], *rest["facts"]] == of_member["facts"]
    assert (rest["more"], rest["next"]) == (None, [])
    outsider = world.unit()
    assert world.board.get(f"/clusters/{cluster}/facts", unit=outsider).json()["code"] == "not-found"


def drafted(world: World) -> str:
    copied = {"pack": "2017", "version": 2, "shipped": True}
    days = {"valid_from": "2017-10-01", "valid_to": None}
    draft = {"authority": world.authority, "pack": "own", "title": "Bộ quy tắc riêng", **days, "copied_from": copied}
    return str(world.tell("draft-rule-pack", draft)["pack"])


def paths(world: World) -> list[str]:
    cluster = world.cluster(members=3)
    world.tell(
        "set-base-salary",
        {"authority": world.authority, "amount": 1_800_000, "valid_from": "2023-07-01", "document": world.plan},
    )
    return [
        "/units", f"/units/{world.units[0]}", f"/units/{world.units[0]}/facts",
        f"/units/{world.units[0]}/lineage", "/seasons", f"/seasons/{world.season()}",
        "/clusters", f"/clusters/{cluster}", f"/clusters/{cluster}/facts",
        f"/clusters/{cluster}/facts?unit={world.units[0]}", "/documents", f"/documents/{world.plan}",
        f"/documents/{world.plan}/citations", "/rule-packs", "/rule-packs/2017", "/base-salaries", "/shipped-packs",
        "/rule-packs/2017/diff?with=shipped:2024", "/rule-pack-drafts", f"/rule-pack-drafts/{drafted(world)}",
    ]  # fmt: skip


def test_the_authority_s_people_may_read_and_no_others(world: World, neighbour: World) -> None:
    questions = paths(world)
    for question in questions:
        for persona in READERS:
            answer = world.someone(persona, unit=world.units[2]).get(question)
            assert answer.status_code == 200, f"{persona} {question}: {answer.text}"
        for persona in OTHERS:
            answer = world.someone(persona).get(question)
            assert (answer.status_code, answer.json()["code"]) == (403, "role-not-allowed"), question
        assert world.board.http.get(question, headers={"Authorization": ""}).status_code == 401
        for persona in READERS:
            stranger = neighbour.someone(persona, unit=world.units[0]).has_seen(world.board)
            answer = stranger.get(question)
            if answer.status_code == 200:
                assert question == "/shipped-packs" or world.authority not in answer.text, question
            else:
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found"), question
    foreign = [q for q in questions if neighbour.board.has_seen(world.board).get(q).status_code == 404]
    assert len(foreign) == 12  # every question about one thing


def test_a_stranger_s_document_does_not_show_in_ones_own_list(world: World, neighbour: World) -> None:
    listed = neighbour.board.has_seen(world.board).found("/documents")["items"]
    assert [d["document"] for d in listed] == [neighbour.plan]


def test_a_query_waits_for_what_the_client_has_seen_and_says_when_it_cannot(world: World) -> None:
    answer = world.board.get("/units", seen="registry@999999999")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet-seen")
    assert world.board.get("/units", seen="nonsense").json()["code"] == "bad-header"
