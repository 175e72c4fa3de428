"""kill -9 between any two effects of a vote: who has voted is in the log exactly if the paper is in the box."""

from __future__ import annotations

import signal

import httpx

from tests.services.ranking.polling import Poll
from tests.services.ranking.town import Town
from tests.services.ranking.voting import PACK
from tests.services.voice import Voice
from tests.system import System

STEPS = ("append.kept_aside", "append.written", "append.committed")
BEFORE_THE_COMMIT = 2


def test_a_voter_counts_as_having_voted_exactly_if_the_paper_is_in_the_box(ranking: System, voice: Voice) -> None:
    """Taken out: the box's place in the transaction of the facts (`Aside.keep` before or after it)."""
    town = Town(ranking, voice).opens(PACK)
    town.locks("950.00", "950.00", "930.00", "920.00", "910.00").drawn()
    voters = town.units[2:]
    poll = Poll(town, town.units[:2]).opens(*voters)
    papers = [poll.paper(town.units[1]) for _ in voters]
    ranking.processes["ranking"].kill()
    for voter, paper, step in zip(voters, papers, STEPS, strict=True):
        _psql(ranking, "delete from runtime.lease")
        running = ranking.spawn("ranking", THIDUA_TEST_STEP=f"{step}:1")
        running.wait_until_ready()
        try:
            poll.voter(voter).command("cast-vote", paper, key=str(voter))
            raise AssertionError(f"{step} was not reached")
        except httpx.TransportError:
            assert running.popen.wait(20) == -signal.SIGKILL
        assert _papers(ranking) == _votes(ranking) == max(0, STEPS.index(step) + 1 - BEFORE_THE_COMMIT)
    _psql(ranking, "delete from runtime.lease")
    # What got no answer is sent again: the one that was accepted gets its receipt, the others are accepted now.
    answers = [
        poll.voter(voter).accepted("cast-vote", paper, key=str(voter)) for voter, paper in zip(voters, papers, strict=True)
    ]
    assert _papers(ranking) == _votes(ranking) == len(voters)
    poll.board.accepted("close-ballot", poll.closing)
    found = poll.found("/papers")["papers"]
    assert sorted(paper["receipt"] for paper in found) == sorted(answer["receipts"][0]["receipt"] for answer in answers)
    assert _papers(ranking) == 0


def _papers(system: System) -> int:
    return int(_psql(system, "select count(*) from ranking.ballot_box"))


def _votes(system: System) -> int:
    return int(_psql(system, "select count(*) from runtime.event_log where type = 'vn.thidua.ranking.vote-cast.v1'"))


def _psql(system: System, statement: str) -> str:
    return system.postgres.psql(statement, system.database_url("ranking").rsplit("/", 1)[1])
