"""Clusters that change in mid-season and go on into the next, as officers see them."""

from __future__ import annotations

import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.services.registry.conftest import World

JULY = "2023-07-01"


def change(world: World, cluster: str, *, joined: Any = (), left: Any = (), day: str = JULY) -> dict[str, Any]:
    return {"cluster": cluster, "joined": list(joined), "left": list(left), "valid_from": day, "document": world.plan}


def codes(cluster: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in cluster["warnings"]]


def test_members_change_by_decision_and_claims_follow(world: World) -> None:
    """Who left is free for another cluster from that day on, and not before; who joined is not."""
    cluster = world.cluster(members=6)
    first, newcomer = world.units[0], world.unit()
    world.tell("change-cluster-members", change(world, cluster, joined=[newcomer], left=[first]))
    before, after = (world.board.found(f"/clusters/{cluster}", on=day) for day in ("2023-06-30", JULY))
    assert [row["unit"] for row in before["roll"]] == world.units[:6]
    assert [row["unit"] for row in after["roll"]] == [*world.units[1:6], newcomer]
    assert (before["members"], after["members"]) == (6, 6)
    other = [world.unit(), world.unit()]
    for day, unit, status in (("2023-06-30", first, 409), (JULY, newcomer, 409), (JULY, first, 200)):
        body = world.a_cluster(number=2, members=[unit, *other], valid_from=day)
        assert world.board.command("form-cluster", body).status_code == status
    assert [m["cluster"] for m in world.board.found(f"/units/{first}", on=JULY)["memberships"]] != [cluster]
    found = world.board.found("/clusters", unit=first, on="2023-06-30")["items"]
    assert [each["cluster"] for each in found] == [cluster]


def test_a_cluster_says_what_to_look_at(world: World) -> None:
    cluster = world.cluster(members=4)
    assert codes(world.board.found(f"/clusters/{cluster}")) == ["fewer-members-than-usual", "no-leader"]
    world.tell("recognise-leaders", world.leaders(cluster, world.units[0], world.units[1]), if_match=0)
    world.tell("dissolve-unit", {"unit": world.units[0], "valid_from": JULY, "document": world.plan})
    assert codes(world.board.found(f"/clusters/{cluster}", on="2023-06-30")) == ["fewer-members-than-usual"]
    later = world.board.found(f"/clusters/{cluster}")
    assert codes(later) == ["fewer-members-than-usual", "member-is-no-more", "leader-is-gone"]
    assert {warning["unit"] for warning in later["warnings"][1:]} == {world.units[0]}


def next_year(world: World) -> str:
    world.tell("adopt-rule-pack", {"authority": world.authority, "pack": "2024", "document": world.plan})
    world.tell("open-season", {"authority": world.authority, "year": 2024, "pack": "2024"})
    return f"{world.authority}.2024"


def test_a_cluster_is_carried_over_with_differences_shown(world: World) -> None:
    """The proposal is what the command takes; afterwards the same query shows what was changed in fact."""
    cluster = world.cluster(members=6)
    a, b, c, d, e, f = world.units
    world.tell("set-leader-rotation", {"cluster": cluster, "units": [a, b, c, d, e, f], "document": world.plan}, if_match=0)
    world.tell("recognise-leaders", world.leaders(cluster, a, b), if_match=0)
    merger = world.tell("merge-units", world.a_merger(b, c, valid_from=JULY))
    world.tell("dissolve-unit", {"unit": d, "valid_from": JULY, "document": world.plan})
    new = merger["successor"]
    shown = world.board.found(f"/clusters/{cluster}/carry-over")
    assert [(each["unit"], each["stays"], [s["unit"] for s in each["became"]]) for each in shown["differences"]] == [
        (a, True, [a]),
        (b, False, [new]),
        (c, False, [new]),
        (d, False, []),
        (e, True, [e]),
        (f, True, [f]),
    ]
    assert shown["differences"][1]["became"][0]["name"] == "Xã Hòa Bình mới"
    assert (shown["members"], shown["joined"], shown["left"]) == ([a, new, e, f], [new], [b, c, d])
    assert shown["leaders"] == {"leader": a, "deputies": [b], "next_by_rotation": new}
    assert codes(shown) == ["fewer-members-than-usual"]
    assert shown["continued_by"] is None

    carried = {
        "cluster": str(uuid.uuid4()),
        "continues": cluster,
        "season": next_year(world),
        **{name: shown[name] for name in ("members", "joined", "left")},
        "valid_from": "2024-02-15",
        "document": world.plan,
    }
    refused = world.board.command("carry-cluster-over", {**carried, "joined": []})
    assert refused.json()["code"] == "differences-not-stated"
    world.tell("carry-cluster-over", carried)
    made = world.board.found(f"/clusters/{carried['cluster']}")
    assert (made["continues"], made["line"], made["name"], made["number"]) == (cluster, cluster, "Cụm thi đua số 1", 1)
    assert made["rotation"]["units"] == [a, e, f, new]
    assert world.board.found(f"/clusters/{cluster}")["continued_by"] == carried["cluster"]
    assert world.board.found(f"/clusters/{cluster}/carry-over", on="2024-02-15")["members"] == shown["members"]

    assert made["leaders"]["acting"] == a
    assert codes(made) == ["fewer-members-than-usual", "last-leader-acts"]
    leaders = world.leaders(carried["cluster"], new, valid_from="2024-03-01")
    world.tell("recognise-leaders", leaders, if_match=0)
    on = {day: world.board.found(f"/clusters/{carried['cluster']}", on=day)["leaders"] for day in ("2024-02-29", "2024-03-01")}
    assert (on["2024-02-29"]["acting"], on["2024-02-29"]["in_force"]) == (a, None)
    assert (on["2024-03-01"]["acting"], on["2024-03-01"]["in_force"]["leader"]) == (None, new)


def test_one_of_ten_clusters_goes_on_from_last_year_s_that_are_carried_over_at_once(world: World) -> None:
    """Each with other members would do. Taken out: the claim `cluster-continued`. Then several do."""
    cluster = world.cluster(members=3)
    a_season = next_year(world)
    officers = [world.someone("board-officer") for _ in range(10)]
    bodies = []
    for number in range(10):
        members = [world.unit() for _ in range(3)]
        bodies.append(
            {
                "cluster": str(uuid.uuid4()),
                "continues": cluster,
                "season": a_season,
                "number": number + 1,
                "members": members,
                "joined": members,
                "left": world.units[:3],
                "valid_from": "2024-02-15",
                "document": world.plan,
            }
        )
    for officer in officers:
        officer.has_seen(world.board)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda officer, body: officer.command("carry-cluster-over", body), officers, bodies))
    told = Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    assert told == {"ok": 1, "already-claimed": 9}


def test_nobody_reads_or_changes_another_authority_s_clusters(world: World, neighbour: World) -> None:
    cluster = world.cluster()
    assert neighbour.board.get(f"/clusters/{cluster}/carry-over").status_code == 404
    body = {**change(world, cluster, left=[world.units[0]]), "document": neighbour.plan}
    assert neighbour.board.command("change-cluster-members", body).json()["code"] == "foreign-authority"
    assert world.someone("unit-officer", unit=world.units[0]).command("change-cluster-members", body).status_code == 403
