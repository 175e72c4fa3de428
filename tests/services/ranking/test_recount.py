"""Verify counts electronic ballots again, and compares the box with the votes: a paper altered, missing or added is named."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from contracts.ballots import BallotCounted, TieBroken
from contracts.base import Fact
from contracts.examples import changed
from infra.runtime.heads import keys_in
from infra.runtime.verify import Finding, LogsVerifier
from services.ranking.app import SERVICE
from services.ranking.ballots import BALLOT, decide
from services.ranking.recount import Recount
from services.ranking.sealing import SEALED_BYTES
from tests.services.ranking.polling import Poll
from tests.services.ranking.town import FIVE, Town
from tests.services.ranking.voting import OTHERS, PACK, TIE, at, box_of, called, cast, close, names, opened, voted, voting
from tests.services.voice import Voice
from tests.specification import given
from tests.system import System

CALLED = called()
VOTES = [cast(names(unit), f"{number:064x}") for number, unit in enumerate((TIE[0], TIE[0], TIE[1], None))]
HELD = (CALLED, opened(CALLED), *voted(*OTHERS[:4]))


def counted() -> tuple[BallotCounted, TieBroken]:
    facts = given(BALLOT, *HELD).when(decide, close(), at(voting(box=box_of(*VOTES)))).facts
    count, broken = facts
    assert isinstance(count, BallotCounted)
    assert isinstance(broken, TieBroken)
    return count, broken


COUNT, BROKEN = counted()


def wrong(*facts: Fact) -> list[str]:
    recount = Recount()
    return [each.en for fact in facts for each in recount.meet(fact)]


def test_a_count_that_follows_from_its_papers_is_right():
    assert wrong(*HELD, COUNT, BROKEN) == []


def papers(*those: Any) -> BallotCounted:
    return changed(COUNT, papers=tuple(those))


def test_a_paper_that_says_something_else_than_was_counted_is_found():
    first, *others = COUNT.papers
    other = next(str(unit) for unit in TIE if str(unit) != first.choice)
    assert wrong(*HELD, papers(changed(first, choice=other), *others), BROKEN) == [  # type: ignore[type-var]
        "its papers, counted again, give another result than the one on record"
    ]


def test_a_paper_too_few_or_too_many_is_found():
    first, *others = COUNT.papers
    few = wrong(*HELD, papers(*others), BROKEN)
    assert few[0] == "4 have voted, 3 papers in the count"
    many = wrong(*HELD, papers(first, first, *others), BROKEN)
    assert many[0] == f"receipts that are there more than once: {first.receipt}"
    assert many[1] == "4 have voted, 5 papers in the count"


def test_a_paper_that_says_what_nobody_was_asked_is_named():
    first, *others = COUNT.papers
    strange = changed(first, choice="yes")  # type: ignore[type-var]
    assert wrong(*HELD, papers(strange, *others), BROKEN) == [f"papers that say what nobody was asked: {first.receipt}"]


def test_a_tie_that_was_broken_otherwise_than_counted_is_found():
    assert wrong(*HELD, COUNT, changed(BROKEN, order=tuple(reversed(BROKEN.order)))) == [
        "the order of the tied is not that of the ballot"
    ]


def faults(system: System) -> Sequence[Finding]:
    """What verify finds of ballots alone."""

    async def verified() -> Sequence[Finding]:
        verifier = LogsVerifier(SERVICE, "test", keys_in({"keys": []}), ())
        async with asyncpg.create_pool(system.database_url("ranking"), min_size=1, max_size=1) as pool:
            _ = [step async for step in verifier.run(pool)]
        assert verifier.found.checked["ballot"].keys() == {"ballots", "papers"}
        return [each for each in verifier.found.failed if each.check == "ballot"]

    return asyncio.run(verified())


def in_the_box(system: System, statement: str, *arguments: Any) -> None:
    async def done() -> None:
        connection = await asyncpg.connect(system.database_url("ranking"))
        await connection.execute(statement, *arguments)
        await connection.close()

    asyncio.run(done())


@pytest.fixture
def poll(ranking: System, voice: Voice) -> Poll:
    town = Town(ranking, voice).opens(PACK).locks("950.00", "950.00", *FIVE[2:])
    town.drawn()
    one, two, *voters = town.units
    poll = Poll(town, (one, two)).opens(*voters)
    for voter, said in zip(voters, (one, two, None), strict=True):
        poll.voter(voter).accepted("cast-vote", poll.paper(said))
    poll.board.has_seen(*poll.voters)
    return poll


def test_verify_names_a_box_that_does_not_agree_with_the_votes(ranking: System, poll: Poll) -> None:
    where = f"ballot/{poll.ballot}"
    assert faults(ranking) == []
    one = "delete from ranking.ballot_box where ctid = (select min(ctid) from ranking.ballot_box where ballot = $1)"
    in_the_box(ranking, one, poll.ballot)
    assert [(each.where, each.en) for each in faults(ranking)] == [(where, "3 have voted, 2 papers in the box")]
    in_the_box(ranking, "insert into ranking.ballot_box values ($1, null, $2)", poll.ballot, bytes(SEALED_BYTES - 1))
    assert [each.en for each in faults(ranking)] == ["a sealed paper has not the length that all have"]
    in_the_box(ranking, "delete from ranking.ballot_box where ballot = $1", poll.ballot)
    poll.board.accepted("cancel-ballot", {"ballot": str(poll.ballot), "reason": "Hòm phiếu bị mở."})
    assert faults(ranking) == []
    in_the_box(ranking, "insert into ranking.ballot_box values ($1, null, $2)", poll.ballot, bytes(SEALED_BYTES))
    assert [(each.where, each.en) for each in faults(ranking)] == [(where, "is over, and its box is not empty")]
    in_the_box(ranking, "delete from ranking.ballot_box where ballot = $1", poll.ballot)


def test_a_counted_ballot_needs_its_box_no_more(ranking: System, poll: Poll) -> None:
    poll.board.accepted("close-ballot", poll.closing)
    assert len(poll.found("/papers")["papers"]) == 3
    assert faults(ranking) == []
