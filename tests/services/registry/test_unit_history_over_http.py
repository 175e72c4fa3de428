"""What a unit was called, which code it had, whom it stood under and what became of it: day by day, through Kafka."""

from __future__ import annotations

import uuid
from typing import Any

from tests.services.registry.conftest import World


def changed(world: World, command: str, unit: str, day: str, /, **fields: Any) -> None:
    world.tell(command, {"unit": unit, "valid_from": day, "document": world.plan, **fields})


def names(listing: dict[str, Any]) -> list[str]:
    return [item["name"] for item in listing["items"]]


def days(held: list[dict[str, Any]], what: str) -> list[tuple[Any, str, str | None]]:
    return [(row[what], row["valid_from"], row["valid_to"]) for row in held]


def test_a_unit_shows_its_whole_history_however_late_a_decision_became_known(world: World) -> None:
    district, town = world.unit(name="Huyện Phước Long"), world.unit(name="Thị xã Giá Rai")
    unit = world.unit(name="Xã Hòa Bình", parent=district, code=f"{world.tag}-1")
    changed(world, "rename-unit", unit, "2024-01-01", name="Phường Hòa Bình")
    changed(world, "rename-unit", unit, "2023-06-01", name="Thị trấn Hoà Bình")  # became known later
    changed(world, "change-unit-code", unit, "2024-01-01", code=f"{world.tag}-2")
    changed(world, "retype-unit", unit, "2024-01-01", kind="department")
    changed(world, "move-unit", unit, "2024-01-01", parent=town)
    changed(world, "dissolve-unit", town, "2024-07-01")
    changed(world, "dissolve-unit", unit, "2025-07-01")
    detail = world.board.found(f"/units/{unit}")
    assert days(detail["names"], "name") == [
        ("Phường Hòa Bình", "2024-01-01", "2025-07-01"),
        ("Thị trấn Hoà Bình", "2023-06-01", "2024-01-01"),
        ("Xã Hòa Bình", "2023-01-01", "2023-06-01"),
    ]
    assert days(detail["codes"], "code") == [
        (f"{world.tag}-2", "2024-01-01", "2025-07-01"),
        (f"{world.tag}-1", "2023-01-01", "2024-01-01"),
    ]
    assert days(detail["kinds"], "kind") == [("department", "2024-01-01", "2025-07-01"), ("commune", "2023-01-01", "2024-01-01")]
    # The town was no more from July: nobody stood above the unit then.
    assert days(detail["parents"], "parent_name") == [
        ("Thị xã Giá Rai", "2024-01-01", "2024-07-01"),
        ("Huyện Phước Long", "2023-01-01", "2024-01-01"),
    ]
    assert (detail["valid_to"], detail["ended"]) == ("2025-07-01", {"by": "dissolved", "document": world.plan})
    assert (detail["name"], detail["parent"]) == ("Phường Hòa Bình", None)

    def on(day: str) -> tuple[Any, ...]:
        detail = world.board.found(f"/units/{unit}", on=day)
        assert [row["name"] for row in detail["names"]] == ([detail["name"]] if "2023" <= day < "2025-07-01" else [])
        return detail["name"], detail["code"], detail["kind"], detail["parent_name"]

    assert on("2022-12-31") == on("2023-05-31") == ("Xã Hòa Bình", f"{world.tag}-1", "commune", "Huyện Phước Long")
    assert on("2023-06-01") == on("2023-12-31") == ("Thị trấn Hoà Bình", f"{world.tag}-1", "commune", "Huyện Phước Long")
    assert on("2024-01-01") == on("2024-06-30") == ("Phường Hòa Bình", f"{world.tag}-2", "department", "Thị xã Giá Rai")
    assert on("2024-07-01") == on("2026-01-01") == ("Phường Hòa Bình", f"{world.tag}-2", "department", None)
    kinds = [fact["type"].split(".")[3] for fact in world.board.found(f"/units/{unit}/facts")["facts"]]
    assert kinds == [
        "unit-registered", "unit-renamed", "unit-renamed", "unit-code-changed", "unit-retyped", "unit-moved", "unit-dissolved"
    ]  # fmt: skip


def test_units_are_found_by_what_they_were_on_a_day(world: World) -> None:
    parent = world.unit(name="Huyện")
    unit = world.unit(name="Xã Hòa Bình", code=f"{world.tag}-1", parent=parent)
    changed(world, "rename-unit", unit, "2024-01-01", name="Xã Vĩnh Lợi")
    changed(world, "change-unit-code", unit, "2024-01-01", code=f"{world.tag}-2")
    found = world.board.found
    assert names(found("/units", name="hoà bình", on="2023-12-31")) == ["Xã Hòa Bình"]
    assert names(found("/units", name="hoà bình", on="2024-01-01")) == []
    assert names(found("/units", name="vĩnh lợi", on="2024-01-01")) == ["Xã Vĩnh Lợi"]
    assert names(found("/units", code=f"{world.tag}-1", on="2023-12-31")) == ["Xã Hòa Bình"]
    assert names(found("/units", code=f"{world.tag}-1", on="2024-01-01")) == []
    assert names(found("/units", code=f"{world.tag}-2", on="2024-01-01", kind="commune", parent=parent)) == ["Xã Vĩnh Lợi"]
    changed(world, "dissolve-unit", unit, "2025-07-01")
    assert names(found("/units", name="vĩnh lợi", on="2025-06-30")) == ["Xã Vĩnh Lợi"]
    assert names(found("/units", name="vĩnh lợi", on="2025-07-01")) == []
    # Without a day: whoever was ever called so, under the last name.
    (item,) = found("/units", name="hòa bình")["items"]
    assert (item["name"], item["valid_to"]) == ("Xã Vĩnh Lợi", "2025-07-01")
    assert (item["code"], item["parent_name"]) == (f"{world.tag}-2", "Huyện")


def test_a_code_that_became_free_is_taken_on_the_very_day(world: World) -> None:
    code = f"{world.tag}-c"
    old = world.unit(code=code)
    early = world.a_unit(code=code, valid_from="2025-06-30")
    world.board.refused("register-unit", {**early, "valid_from": "2025-07-01"}, "already-claimed")
    changed(world, "dissolve-unit", old, "2025-07-01")
    world.board.refused("register-unit", early, "already-claimed")
    world.tell("register-unit", {**early, "valid_from": "2025-07-01"})
    found = world.board.found
    assert [u["unit"] for u in found("/units", code=code, on="2025-06-30")["items"]] == [old]
    assert [u["unit"] for u in found("/units", code=code, on="2025-07-01")["items"]] == [early["unit"]]


def test_a_code_change_that_becomes_known_late_leaves_what_others_hold(world: World) -> None:
    one, two = f"{world.tag}-one", f"{world.tag}-two"
    first, second = world.unit(code=one), world.unit(code=f"{world.tag}-x")
    changed(world, "change-unit-code", first, "2024-01-01", code=two)
    changed(world, "change-unit-code", second, "2024-01-01", code=one)
    # First had yet another code since June 2023: then `one` is free from there until second has it.
    changed(world, "change-unit-code", first, "2023-06-01", code=f"{world.tag}-y")
    body = {"unit": second, "code": one, "valid_from": "2023-06-01", "document": world.plan}
    world.board.refused("change-unit-code", {**body, "valid_from": "2023-05-31"}, "already-claimed")
    world.board.accepted("change-unit-code", body)
    on = "2023-06-01"
    assert [u["unit"] for u in world.board.found("/units", code=one, on=on)["items"]] == [second]
    third = {"unit": world.unit(), "code": two, "valid_from": "2023-07-01", "document": world.plan}
    world.board.refused("change-unit-code", third, "already-claimed")  # from January on it is the first unit's


def test_lineage_is_walked_both_ways_over_generations_and_on_any_day(world: World) -> None:
    """A, B → C (2023); C splits off D (2024); C, E → C (2025); C is succeeded by F (2026)."""
    a, b, e = (world.unit(name=f"Xã {letter}") for letter in "ABE")
    shares = [{"unit": a, "parts": 3}, {"unit": b, "parts": 1}]
    c = world.tell("merge-units", world.a_merger(predecessors=shares, founded=world.founded(name="Xã C")))["successor"]
    split = world.a_split(c, 7, 5, valid_from="2024-05-01")
    split["parts"][1]["founded"]["name"] = "Xã D"
    d = world.tell("split-unit", split)["parts"][1]["unit"]
    into_c = world.a_merger(c, e, successor=c, founded=None, valid_from="2025-05-01")
    world.tell("merge-units", into_c)
    f = str(uuid.uuid4())
    changed(world, "succeed-unit", c, "2026-05-01", successor=f, founded=world.founded(name="Xã F"))

    def lineage(unit: str, **on: str) -> tuple[list[tuple[Any, ...]], ...]:
        document = world.board.found(f"/units/{unit}/lineage", **on)
        return tuple(
            sorted((x["generation"], x["predecessor_name"][-1] + x["successor_name"][-1], x["parts"], x["whole"]) for x in links)
            for links in (document["predecessors"], document["successors"])
        )

    back_to_c = [(1, "AC", 3, 4), (1, "BC", 1, 4), (1, "EC", 1, 2)]
    assert lineage(c) == (back_to_c, [(1, "CD", 5, 12), (1, "CF", 1, 1)])
    assert lineage(c, on="2025-04-30") == (back_to_c[:2], [(1, "CD", 5, 12)])
    assert lineage(c, on="2023-04-30") == ([], [])
    assert lineage(f)[0] == [(1, "CF", 1, 1), *((2, *link) for _, *link in back_to_c)]
    # What came to C after D was split off is not where D came from; and E went into what C became later alone.
    assert lineage(d)[0] == [(1, "CD", 5, 12), (2, "AC", 3, 4), (2, "BC", 1, 4)]
    assert lineage(e) == ([], [(1, "EC", 1, 2), (2, "CF", 1, 1)])
    assert lineage(a)[1] == [(1, "AC", 3, 4), (2, "CD", 5, 12), (2, "CF", 1, 1)]
    (link, *_) = world.board.found(f"/units/{f}/lineage")["predecessors"]
    assert (link["manner"], link["day"], link["document"]) == ("succession", "2026-05-01", world.plan)
    kinds = [fact["type"].split(".")[3] for fact in world.board.found(f"/units/{e}/facts")["facts"]]
    assert kinds == ["unit-registered", "unit-merged", "unit-took-over"]


def test_a_part_that_comes_back_is_no_ring(world: World) -> None:
    """A splits off B and takes it in again: A has B before it and itself before B, and there the walk ends."""
    a = world.unit(name="Xã A")
    b = world.tell("split-unit", world.a_split(a, 1, 1))["parts"][1]["unit"]
    world.tell("merge-units", world.a_merger(a, b, successor=a, founded=None, valid_from="2024-05-01"))
    document = world.board.found(f"/units/{a}/lineage")
    ways = {
        way: [(x["predecessor"], x["successor"], x["generation"]) for x in document[way]]
        for way in ("predecessors", "successors")
    }
    assert ways == {"predecessors": [(b, a, 1), (a, b, 2)], "successors": [(a, b, 1), (b, a, 2)]}


def test_a_roll_keeps_the_names_of_its_season(world: World) -> None:
    cluster = world.cluster(members=3)
    unit = world.units[1]
    changed(world, "rename-unit", unit, "2024-01-01", name="Xã Vĩnh Lợi")
    changed(world, "rename-unit", unit, "2023-06-01", name="Xã Hoà Bình")
    assert names({"items": world.board.found(f"/clusters/{cluster}")["roll"]})[1] == "Xã Hòa Bình 2"
    assert names({"items": world.board.found(f"/clusters/{cluster}", on="2023-12-31")["roll"]})[1] == "Xã Hoà Bình"


def test_figures_of_a_day_when_the_unit_was_no_more_do_not_count(world: World) -> None:
    unit = world.unit()
    for day in ("2023-04-30", "2023-12-31"):
        world.tell("record-staff-figures", {"unit": unit, "on": day, "staff": 9, "women": 4})
    changed(world, "dissolve-unit", unit, "2023-05-01")
    assert [row["day"] for row in world.board.found(f"/units/{unit}")["staff_figures"]] == ["2023-04-30"]
