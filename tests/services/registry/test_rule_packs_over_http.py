"""An authority's own rule pack, from the copy to the season that keeps it, through the running service."""

from __future__ import annotations

import uuid
from typing import Any

from tests.services.registry.conftest import World

OWN = "own-2023"


def a_draft(world: World, pack: str = OWN, **fields: Any) -> dict[str, Any]:
    return {
        "authority": world.authority,
        "pack": pack,
        "title": "Bộ quy tắc riêng của tỉnh",
        "valid_from": "2023-01-01",
        "valid_to": "2024-01-01",
        "copied_from": {"pack": "2017", "version": 2, "shipped": True},
        **fields,
    }


def a_change(world: World, figure: str, value: Any, pack: str = OWN) -> dict[str, Any]:
    words = {"kind": "regulation", "basis": "Quy chế của tỉnh."}
    return {"authority": world.authority, "pack": pack, "figure": figure, "value": value, **words}


def adopting(world: World, pack: str = OWN) -> dict[str, Any]:
    return {"authority": world.authority, "pack": pack, "document": world.plan}


def test_a_pack_is_drafted_changed_compared_mended_and_adopted(world: World) -> None:
    board = world.board
    world.tell("draft-rule-pack", a_draft(world))
    board.refused("change-rule-pack-figure", a_change(world, "scoring.peers", 3), "version-required")
    world.tell("change-rule-pack-figure", a_change(world, "scoring.peers", 3), if_match=1)
    board.refused("change-rule-pack-figure", a_change(world, "scoring.peers", 4), "stale-version", if_match=1)
    board.refused("change-rule-pack-figure", a_change(world, "scoring.peer", 4), "unknown-figure", if_match=2)
    board.refused("change-rule-pack-figure", a_change(world, "scoring.peers", "4"), "figure-does-not-fit", if_match=2)
    wrong = {"threshold": {"of": "total", "share": {"part": 6, "whole": 5}, "more_than": False}}
    world.tell("change-rule-pack-figure", a_change(world, "awards.votes.government-flag", wrong), if_match=2)

    draft = board.found(f"/rule-pack-drafts/{OWN}")
    assert (draft["edits"], draft["version"], draft["scoring"]["peers"]) == (3, 1, 3)
    assert [found["code"] for found in draft["contradictions"]] == ["rule-pack-share-over-whole"]
    peers = next(figure for figure in draft["figures"] if figure["figure"] == "scoring.peers")
    assert (peers["value"], peers["kind"], peers["basis"]) == (3, "regulation", "Quy chế của tỉnh.")
    assert [one["pack"] for one in board.found("/rule-pack-drafts")["items"]] == [OWN]

    board.refused("adopt-drafted-rule-pack", adopting(world), "rule-pack-share-over-whole", if_match=3)
    right = {**wrong, "threshold": {**wrong["threshold"], "share": {"part": 9, "whole": 10}}}
    world.tell("change-rule-pack-figure", a_change(world, "awards.votes.government-flag", right), if_match=3)
    diff = board.found(f"/rule-packs/draft:{OWN}/diff", **{"with": "shipped:2017@2"})
    assert (diff["left"], diff["right"]) == (f"draft:{OWN}@1", "shipped:2017@2")
    differing = {one["figure"]: one for one in diff["differences"]}
    assert set(differing) == {
        "pack.title", "pack.valid_from", "scoring.peers", "awards.votes.government-flag"
    }  # fmt: skip
    assert (differing["scoring.peers"]["left"]["value"], differing["scoring.peers"]["right"]["value"]) == (3, 2)
    assert differing["scoring.peers"]["right"]["kind"] == "default"

    world.tell("adopt-drafted-rule-pack", adopting(world), if_match=4)
    assert board.found("/rule-pack-drafts")["items"] == []
    assert board.get(f"/rule-pack-drafts/{OWN}").json()["code"] == "not-found"
    adopted = board.found(f"/rule-packs/{OWN}")
    assert (adopted["version"], adopted["scoring"]["peers"]) == (1, 3)
    assert adopted["copied_from"] == {"pack": "2017", "version": 2, "shipped": True}
    same = board.found(f"/rule-packs/{OWN}/diff", **{"with": f"{OWN}@1"})
    assert same["differences"] == []


def test_a_season_keeps_its_version_when_a_later_one_is_adopted(world: World) -> None:
    """Taken out: the release in `claims` of a pack (the second version is then refused as another pack in force)."""
    board = world.board
    world.tell("adopt-rule-pack", {**adopting(world, "2017"), "version": 1})
    world.tell("open-season", {"authority": world.authority, "year": 2022, "pack": "2017"})
    world.tell("adopt-rule-pack", {**adopting(world, "2017"), "version": 2})
    world.tell("open-season", {"authority": world.authority, "year": 2023, "pack": "2017"})
    seasons = {one["year"]: one["pack_version"] for one in board.found("/seasons")["items"]}
    assert seasons == {2022: 1, 2023: 2}
    pack = board.found("/rule-packs/2017")
    assert pack["version"] == 2
    assert [(one["version"], one["seasons"]) for one in pack["versions"]] == [
        (1, [f"{world.authority}.2022"]), (2, [f"{world.authority}.2023"])
    ]  # fmt: skip
    assert board.found("/rule-packs/2017", version=1)["calendar"] is None
    assert [one["version"] for one in board.found("/rule-packs", on="2023-06-01")["items"]] == [2]
    diff = board.found("/rule-packs/2017@1/diff", **{"with": "2017"})
    assert {one["left"] for one in diff["differences"]} == {None}
    assert board.get("/rule-packs/2017", version=3).json()["code"] == "not-found"


def test_a_pack_of_one_s_own_takes_the_place_of_one_that_is_ended_first(world: World) -> None:
    """Two packs never hold on one day: the one in force gets a next version that ends where the other begins."""
    board = world.board
    world.tell("adopt-rule-pack", {**adopting(world, "2017"), "version": 2})
    world.tell("draft-rule-pack", a_draft(world))
    board.refused("adopt-drafted-rule-pack", adopting(world), "already-claimed", if_match=1)
    shorter = a_draft(world, "2017", valid_from="2017-10-01", valid_to="2023-01-01")
    world.tell("draft-rule-pack", {**shorter, "copied_from": {"pack": "2017", "version": 2, "shipped": False}})
    world.tell("adopt-drafted-rule-pack", adopting(world, "2017"), if_match=1)
    world.tell("adopt-drafted-rule-pack", adopting(world), if_match=1)
    assert [one["pack"] for one in board.found("/rule-packs", on="2022-12-31")["items"]] == ["2017"]
    assert [one["pack"] for one in board.found("/rule-packs", on="2023-01-01")["items"]] == [OWN]
    assert board.found("/rule-packs/2017")["version"] == 3
    board.refused("adopt-rule-pack", {**adopting(world, "2017"), "version": 3}, "rule-pack-already-adopted")


def test_nobody_drafts_changes_or_adopts_but_the_board_of_the_same_authority(world: World, neighbour: World) -> None:
    world.tell("draft-rule-pack", a_draft(world))
    orders = {"change-rule-pack-figure": a_change(world, "scoring.peers", 3), "adopt-drafted-rule-pack": adopting(world)}
    for name, body in {"draft-rule-pack": a_draft(world), **orders}.items():
        for persona in ("unit-officer", "line-officer", "council-member", "auditor", "operator", "subscriber"):
            world.someone(persona, unit=str(uuid.uuid4())).refused(name, body, "role-not-allowed", if_match=1)
        neighbour.board.refused(name, body, "foreign-authority", if_match=1)
    assert world.board.found(f"/rule-pack-drafts/{OWN}")["edits"] == 1


def test_what_names_no_pack_is_refused(world: World) -> None:
    for reference in ("2017@0", "nowhere:2017", "draft:own@1", "Bộ quy tắc", "2017@", "@1"):
        assert world.board.get("/rule-packs/shipped:2017/diff", **{"with": reference}).json()["code"] == "bad-rule-pack-reference"
    for reference in ("shipped:1954", "shipped:2017@9", "2017", "draft:own"):
        assert world.board.get("/rule-packs/shipped:2017/diff", **{"with": reference}).json()["code"] == "not-found"
