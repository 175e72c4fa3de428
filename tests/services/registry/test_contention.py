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
