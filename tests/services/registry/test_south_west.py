"""The inter-provincial cluster of the South-West through 01/07/2025: thirteen provinces become six, one of them a stranger."""

from __future__ import annotations

import uuid

from tests.services.registry.conftest import World

JULY = "2025-07-01"
THIRTEEN = (
    *("Long An", "Tiền Giang", "Đồng Tháp", "Bến Tre", "Trà Vinh", "Vĩnh Long", "An Giang", "Kiên Giang", "Cần Thơ"),
    *("Hậu Giang", "Sóc Trăng", "Bạc Liêu", "Cà Mau"),
)
INTO = {
    "Tây Ninh": ("Long An",),
    "Đồng Tháp": ("Tiền Giang",),
    "Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "An Giang": ("Kiên Giang",),
    "Cần Thơ": ("Hậu Giang", "Sóc Trăng"),
    "Cà Mau": ("Bạc Liêu",),
}
"""Whom each of the six takes over from; it lives on with what it was. Tây Ninh was not one of the thirteen."""


def test_thirteen_provinces_become_six_and_the_cluster_goes_on_with_these(world: World) -> None:
    of = {name: world.unit(name=f"Sở Nội vụ {name}") for name in (*THIRTEEN, "Tây Ninh")}
    seasons = {}
    for year, pack in ((2025, "2024"), (2026, "2025")):
        world.tell("adopt-rule-pack", {"authority": world.authority, "pack": pack, "document": world.plan})
        world.tell("open-season", {"authority": world.authority, "year": year, "pack": pack})
        seasons[year] = f"{world.authority}.{year}"
    members = [of[name] for name in THIRTEEN]
    formed = {"season": seasons[2025], "level": "inter-provincial", "members": members, "valid_from": "2025-02-15"}
    cluster = world.tell("form-cluster", world.a_cluster(**formed))["cluster"]
    for name, gone in INTO.items():
        merged = (of[name], *(of[each] for each in gone))
        world.tell("merge-units", world.a_merger(*merged, successor=of[name], founded=None, valid_from=JULY))

    summer = world.board.found(f"/clusters/{cluster}", on=JULY)
    assert len(summer["roll"]) == 13, "who is no more stays on the roll until a decision takes it off"
    assert [warning["code"] for warning in summer["warnings"]].count("member-is-no-more") == 8
    shown = world.board.found(f"/clusters/{cluster}/carry-over")
    assert set(shown["members"]) == {of[name] for name in INTO}
    assert shown["joined"] == [of["Tây Ninh"]]
    assert set(shown["left"]) == {of[each] for gone in INTO.values() for each in gone}
    carried = {
        "cluster": str(uuid.uuid4()),
        "continues": cluster,
        "season": seasons[2026],
        **{name: shown[name] for name in ("members", "joined", "left")},
        "valid_from": "2026-02-15",
        "document": world.plan,
    }
    world.tell("carry-cluster-over", carried)
    six = world.board.found(f"/clusters/{carried['cluster']}")
    assert {row["name"] for row in six["roll"]} == {f"Sở Nội vụ {name}" for name in INTO}
    assert (six["level"], six["line"]) == ("inter-provincial", cluster)
    before = world.board.found(f"/clusters/{cluster}", on="2025-06-30")["roll"]
    assert [row["name"] for row in before] == [f"Sở Nội vụ {name}" for name in THIRTEEN]
