"""What registry answers about documents: in force or not, the chain walked both ways, citations and their warnings."""

from __future__ import annotations

from typing import Any

from tests.services.registry.conftest import World


def supersede(world: World, document: str, by: str, manner: str, valid_from: str) -> None:
    said = {"document": document, "by": by, "manner": manner, "valid_from": valid_from}
    world.tell("supersede-document", said)


def ids(listing: dict[str, Any], name: str = "document") -> list[str]:
    return [item[name] for item in listing["items"]]


def test_a_chain_of_documents_is_walked_both_ways(world: World, neighbour: World) -> None:
    """The Law, the laws that amended it, and the one that took its place."""
    law, amendment = world.document("2003-11-26", kind="law"), world.document("2013-11-16", kind="law")
    last, other = world.document("2022-06-15", kind="law"), world.document("2005-06-14", kind="law")
    supersede(world, law, last, "replaced", "2024-01-01")  # in any order of recording
    supersede(world, law, amendment, "amended", "2014-06-01")
    supersede(world, amendment, last, "replaced", "2024-01-01")
    supersede(world, law, other, "amended", "2006-01-01")
    chain = world.board.found(f"/documents/{law}/chain")
    assert chain["earlier"] == []
    assert [(link["by"], link["manner"], link["generation"]) for link in chain["later"]] == [
        (other, "amended", 1),
        (amendment, "amended", 1),
        (last, "replaced", 1),
        (last, "replaced", 2),
    ]
    backwards = world.board.found(f"/documents/{last}/chain")
    assert [link["generation"] for link in backwards["earlier"]] == [1, 1, 2]
    links = {(link["document"], link["by"], link["manner"]) for link in backwards["earlier"]}
    assert links == {(law, last, "replaced"), (amendment, last, "replaced"), (law, amendment, "amended")}
    assert backwards["later"] == []
    assert neighbour.board.get(f"/documents/{law}/chain").status_code == 404


def test_documents_in_force_on_a_day_are_found(world: World) -> None:
    old = world.document("2023-02-01", effective_from="2023-02-10", effective_to="2023-12-01")
    new, silent = world.document("2023-06-01"), world.document("2023-03-01")
    supersede(world, silent, new, "repealed", "2023-07-01")

    def in_force(on: str) -> set[str]:
        return set(ids(world.board.found("/documents", on=on))) - {world.plan}

    assert in_force("2023-02-09") == set()
    assert in_force("2023-02-10") == {old}
    assert in_force("2023-06-30") == {old, silent, new}
    assert in_force("2023-07-01") == {old, new}
    assert in_force("2023-12-01") == {new}
    shown = world.board.found(f"/documents/{silent}")
    assert (shown["effective_from"], shown["ended_on"], shown["validities"]) == (None, "2023-07-01", 0)


def test_a_fact_that_cites_a_document_not_in_force_on_its_day_gets_a_warning_and_no_refusal(world: World) -> None:
    """What is known of a document later warns of the facts of before, too."""
    paper = world.document("2023-01-10", effective_from="2023-02-01")
    early, fine, late = (world.unit(document=paper, valid_from=day) for day in ("2023-01-31", "2023-02-01", "2023-08-01"))
    assert [fact["warning"] for fact in world.board.found(f"/documents/{paper}/citations")["facts"]] == [
        "not-yet-in-force",
        None,
        None,
    ]
    new = world.document("2023-06-01")
    supersede(world, paper, new, "replaced", "2023-07-01")
    warned = world.board.found("/document-warnings")["facts"]
    assert [(fact["stream"], fact["warning"]) for fact in warned] == [
        (f"unit/{early}", "not-yet-in-force"),
        (f"unit/{late}", "replaced"),
    ]
    world.tell(
        "set-document-validity",
        {"document": paper, "effective_from": "2023-01-10", "effective_to": "2023-07-15"},
        if_match=1,
    )
    warned = world.board.found("/document-warnings")["facts"]
    assert [(fact["stream"], fact["warning"]) for fact in warned] == [(f"unit/{late}", "replaced")]
    assert f"unit/{fine}" in {fact["stream"] for fact in world.board.found(f"/documents/{paper}/citations")["facts"]}


def test_where_else_a_document_is_cited_the_other_services_say(world: World) -> None:
    """Registry hears nobody: it names the addresses, and the client goes there."""
    links = world.board.found(f"/documents/{world.plan}/citations")["next"]
    assert [link["service"] for link in links] == ["scoring", "ranking", "awards"]
    assert all(link["href"].endswith(f"/logs/{link['service']}/events?mention={world.plan}") for link in links)
    own = world.board.http.get(f"/logs/registry/events?mention={world.plan}").json()["items"]
    assert [event["subject"] for event in own] == [f"document/{world.plan}"]


def test_the_effect_of_a_document_is_stated_anew_in_the_version_that_was_read(world: World) -> None:
    paper = world.document(effective_to="2024-01-01")
    anew = {"document": paper, "effective_from": "2023-01-01", "effective_to": "2024-07-01"}
    world.board.refused("set-document-validity", anew, "version-required")
    world.tell("set-document-validity", anew, if_match=1)
    later = {**anew, "effective_to": None}
    world.board.refused("set-document-validity", later, "stale-version", if_match=1)
    assert world.board.found(f"/documents/{paper}")["validities"] == 2
