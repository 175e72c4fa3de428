"""Officers who form clusters at the same time, all with the same unit among the members."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.services.registry.conftest import World

OFFICERS = 20


def test_a_unit_goes_into_one_of_twenty_clusters_that_are_formed_at_once(world: World) -> None:
    """Of each round one cluster has it. Taken out: the claims on members in `claims`. Then all of them have it."""
    wanted, others = world.unit(), [world.unit() for _ in range(2 * OFFICERS)]
    world.season()
    officers = [world.someone("board-officer") for _ in range(OFFICERS)]
    bodies = [
        world.a_cluster(number=n + 1, name=f"Cụm thi đua số {n + 1}", members=[wanted, *others[2 * n : 2 * n + 2]])
        for n in range(OFFICERS)
    ]
    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(lambda officer, body: officer.command("form-cluster", body), officers, bodies))
    codes = Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    assert codes["ok"] == 1, codes
    assert codes["already-claimed"] == OFFICERS - 1, codes
    formed = world.board.has_seen(*officers).found("/clusters", season=f"{world.authority}.2023")["items"]
    members = [world.board.found(f"/clusters/{cluster['cluster']}")["roll"] for cluster in formed]
    assert sum(row["unit"] == wanted for roll in members for row in roll) == 1


def test_a_unit_goes_into_one_of_ten_mergers_that_are_recorded_at_once(world: World) -> None:
    """Each founds another unit, with the same code that becomes free: one does, and the others find the unit no more."""
    wanted = world.unit(code=f"{world.tag}-w")
    bodies = [world.a_merger(wanted, world.unit(), founded=world.founded(code=f"{world.tag}-W")) for _ in range(OFFICERS // 2)]
    officers = [world.someone("board-officer") for _ in bodies]
    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(lambda officer, body: officer.command("merge-units", body), officers, bodies))
    codes = Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    assert codes == {"ok": 1, "unit-no-more": len(bodies) - 1}
    lineage = world.board.has_seen(*officers).found(f"/units/{wanted}/lineage")
    assert len(lineage["successors"]) == 1


def test_a_unit_that_takes_over_and_is_dissolved_at_once_does_one_of_both(world: World) -> None:
    """Two streams: the merger appends to the successor's, which the other command ends. Whoever comes second is refused."""
    for _ in range(5):
        successor, other = world.unit(), world.unit()
        merger = world.a_merger(successor, other, successor=successor, founded=None)
        dissolution = {"unit": successor, "valid_from": "2023-05-01", "document": world.plan}
        officers = [world.someone("board-officer") for _ in range(2)]
        with ThreadPoolExecutor(2) as pool:
            merged, dissolved = pool.map(
                lambda officer, said: officer.command(*said),
                officers,
                (("merge-units", merger), ("dissolve-unit", dissolution)),
            )
        assert sorted((merged.status_code, dissolved.status_code)) == [200, 409]
        refused = merged if dissolved.status_code == 200 else dissolved
        assert refused.json()["code"] == ("unit-no-more" if refused is merged else "unit-there-later")


def test_a_level_s_places_are_given_away_once_by_ten_officers_at_once(world: World) -> None:
    """Ten clusters, three flags each, and five in all. Taken out: the level's stream in the door. Then all of them have three."""
    for _ in range(3 * OFFICERS // 2):
        world.unit()
    clusters = [
        world.tell("form-cluster", world.a_cluster(number=n + 1, members=world.units[3 * n : 3 * n + 3]))["cluster"]
        for n in range(OFFICERS // 2)
    ]
    world.tell("set-level-quota", world.level_quota(("provincial-flag", 5)))
    officers = [world.someone("board-officer") for _ in clusters]
    bodies = [world.quota(cluster, ("provincial-flag", 1, 3)) for cluster in clusters]
    with ThreadPoolExecutor(len(bodies)) as pool:
        answers = list(pool.map(lambda officer, body: officer.command("set-cluster-quota", body), officers, bodies))
    codes = Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    assert codes == {"ok": 1, "more-than-level-quota": len(bodies) - 1}
    refused = next(answer.json() for answer in answers if answer.status_code != 200)
    assert (refused["quota"], refused["wanted"]) == (5, 6)
    level = world.board.has_seen(*officers).found(f"/seasons/{world.season()}/level-quotas/provincial")
    assert [(each["places"], each["taken"]) for each in level["awards"]] == [(5, 3)]
