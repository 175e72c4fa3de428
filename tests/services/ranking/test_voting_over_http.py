"""Ballots and lots as those who hold them meet them: over HTTP, from the call to the standings drawn anew."""

from __future__ import annotations

import hashlib
import secrets
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.examples import changed
from contracts.examples.registry import LEGAL_DOCUMENT_RECORDED
from tests.services.ranking.polling import Poll, council_of
from tests.services.ranking.town import Town, publish, until
from tests.services.ranking.voting import KEY, PACK
from tests.services.voice import Voice
from tests.system import Client, System

TIE = ("950.00", "950.00", "930.00", "920.00", "910.00")


@pytest.fixture
def town(ranking: System, voice: Voice) -> Town:
    return Town(ranking, voice).opens(PACK)


@pytest.fixture
def tied(town: Town) -> Poll:
    """A ballot on the tie at the first rank; three units may vote."""
    assert [tie["rank"] for tie in town.locks(*TIE).drawn()["unresolved"]] == [1]
    return Poll(town, town.units[:2])


def test_an_electronic_ballot_breaks_the_tie_and_the_standings_draw_themselves(town: Town, tied: Poll) -> None:
    one, two, *voters = town.units
    tied.opens(*voters)
    nonces = [secrets.token_hex(32) for _ in voters]
    answers = [
        tied.voter(voter).accepted("cast-vote", tied.paper(said, nonce))
        for voter, said, nonce in zip(voters, (two, one, two), nonces, strict=True)
    ]
    receipts = [answer["receipts"][0]["receipt"] for answer in answers]
    assert receipts == [_receipt(tied, said, nonce) for said, nonce in zip((two, one, two), nonces, strict=True)]
    before = tied.found()
    assert (before["state"], before["cast"], before["result"]) == ("open", 3, None)
    assert tied.board.get(f"/ballots/{tied.ballot}/papers").status_code == 404

    tied.board.accepted("close-ballot", tied.closing)
    found = tied.found()
    assert [(each["unit"], each["votes"]) for each in found["result"]["votes"]] == [(str(two), 2), (str(one), 1)]
    assert found["outcome"][0]["vi"].endswith("Nhiều phiếu nhất: Hai.")
    papers = tied.found("/papers")["papers"]
    assert [paper["receipt"] for paper in papers] == sorted(receipts)
    assert sorted(paper["choice"] for paper in papers) == sorted([str(two), str(one), str(two)])
    for receipt, said in zip(receipts, (two, one, two), strict=True):
        [own] = [paper for paper in papers if paper["receipt"] == receipt]
        assert own["choice"] == str(said)

    standing = town.drawn(2)
    assert town.places(standing)[:2] == [("Hai", 1), ("Mot", 2)]
    assert (standing["rows"][0]["decided_by"], standing["unresolved"]) == (["ballot"], [])
    assert [(act["by"], act["act"], act["order"]) for act in standing["broken"]] == [
        ("ballot", str(tied.ballot), [[str(two)], [str(one)]])
    ]
    officer = town.person("unit-officer", unit=two)
    path = f"/standings/{town.cluster}/units/{two}/facts"
    assert officer.has_seen(tied.board).get(path).status_code == 404
    tied.board.accepted("publish-standings", publish(town, 2))
    chain = officer.has_seen(tied.board).found(path)["facts"]
    assert [fact["type"].split(".")[3] for fact in chain] == ["tie-broken", "standings-published"]
    assert chain[0]["summary"]["vi"] == "Phân định đồng hạng bằng bỏ phiếu kín: thứ 1 trong 2 đơn vị"
    assert (chain[0]["drawing"], chain[0]["rank"], chain[1]["rank"]) == (None, None, 1)


def test_a_tie_broken_after_the_publication_is_for_a_revision(town: Town, tied: Poll) -> None:
    _one, two, *voters = town.units
    tied.board.accepted("publish-standings", publish(town))
    tied.opens(*voters)
    tied.voter(voters[0]).accepted("cast-vote", tied.paper(two))
    tied.board.accepted("close-ballot", tied.closing)
    log = town.person("auditor").has_seen(tied.board)
    until(
        lambda: log.get("/logs/ranking/events", stream=f"standing/{town.cluster}"),
        lambda found: [event["type"].split(".")[3] for event in found["items"]][-2:] == ["tie-broken", "standings-drawn"],
    )
    tied.board.accepted("publish-standings", {**publish(town, 2), "reason": "Đã bỏ phiếu phân định hạng nhất."})
    standing = tied.board.found(f"/standings/{town.cluster}")
    assert (standing["publication"], town.places(standing)[:2]) == (2, [("Hai", 1), ("Mot", 2)])


def _receipt(poll: Poll, said: object, nonce: str) -> str:
    return hashlib.sha256("\0".join((str(poll.ballot), "tie", str(said or "blank"), nonce)).encode()).hexdigest()


def test_equal_votes_go_to_lots_which_anybody_draws_again(town: Town, tied: Poll) -> None:
    one, two, *voters = town.units
    lots = {"lots": str(uuid.uuid4()), "cluster": str(town.cluster)}
    soon = datetime.now(UTC) + timedelta(seconds=2)
    announce = {**lots, "units": [str(one), str(two)], "source": "Giải đặc biệt kỳ này", "known_at": soon.isoformat()}
    tied.board.refused("announce-lots", announce, "ballot-comes-first")
    tied.opens(*voters)
    tied.board.refused("announce-lots", announce, "ballot-comes-first")
    for voter, said in zip(voters, (one, two, None), strict=True):
        tied.voter(voter).accepted("cast-vote", tied.paper(said))
    tied.board.accepted("close-ballot", tied.closing)
    again = Poll(town, town.units[:2])
    tied.board.refused("call-ballot", again.call, "tie-already-voted-on")

    announce["known_at"] = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    tied.board.accepted("announce-lots", announce)
    tied.board.refused("announce-lots", {**announce, "lots": str(uuid.uuid4())}, "act-under-way")
    tied.board.refused("draw-lots", {**lots, "seed": "270923"}, "seed-not-known-yet")
    assert tied.board.found("/lots", cluster=town.cluster)["items"][0]["state"] == "announced"
    time.sleep(1.1)
    tied.board.accepted("draw-lots", {**lots, "seed": "270923"})
    found = tied.board.found(f"/lots/{lots['lots']}")
    printed = subprocess.run(["/bin/sh", "-c", "\n".join(found["shell"])], capture_output=True, check=True, text=True).stdout
    assert [line.split() for line in printed.splitlines()] == [
        list(pair) for pair in zip(found["hashes"], found["order"], strict=True)
    ]
    standing = town.drawn(2)
    assert [row["unit"] for row in standing["rows"][:2]] == found["order"]
    assert [row["decided_by"] for row in standing["rows"][:2]] == [["lots"], ["lots"]]
    assert [act["by"] for act in standing["broken"]] == ["ballot", "lots"]
    tied.board.refused("draw-lots", {**lots, "seed": "270924"}, "lots-are-over")


def test_a_ballot_on_paper_has_minutes(town: Town) -> None:
    town.locks(*TIE).drawn()
    minutes = uuid.uuid4()
    town.says(changed(LEGAL_DOCUMENT_RECORDED, document=minutes, authority=town.authority))
    one, two, *voters = town.units
    poll = Poll(town, (one, two), method="paper").opens(*voters)
    count = {
        "ballot": str(poll.ballot),
        "cluster": str(town.cluster),
        "handed_out": 3,
        "count": {"kind": "tie-break", "votes": [{"unit": str(one), "votes": 2}], "blank": 0, "invalid": 1},
        "minutes": str(minutes),
    }
    poll.board.refused("record-paper-count", {**count, "handed_out": 4}, "count-does-not-fit")
    poll.board.refused("record-paper-count", {**count, "minutes": str(uuid.uuid4())}, "unknown-minutes")
    poll.board.accepted("record-paper-count", count)
    said = poll.found("/minutes")
    assert (said["place"], said["roll"], said["present"], said["cast"], said["handed_out"]) == ("Hội trường Ủy ban", 3, 3, 3, 3)
    assert said["committee"] == [str(uuid.UUID(int=0xC0))]
    text = "\n".join(paragraph["vi"] for paragraph in said["paragraphs"])
    for words in (
        "Phân định các đơn vị đồng hạng 1: Mot, Hai",
        "có mặt 3, vắng 0",
        "phát ra: 3",
        "Mot: 2; Hai: 0",
        "1 không hợp lệ",
    ):
        assert words in text
    assert [voter["voted"] for voter in poll.found()["voters"]] == [None] * 3
    assert town.places(town.drawn(2))[:2] == [("Mot", 1), ("Hai", 2)]


def test_a_confirmation_is_counted_candidate_by_candidate(town: Town) -> None:
    town.locks(*TIE).drawn()
    one, two, *others = town.units
    poll = Poll(town, (one, two), kind="confirmation").opens(*town.units)
    for voter in others:
        poll.voter(voter).accepted("cast-vote", poll.paper({one: "yes", two: "no" if voter == others[0] else "yes"}))
    poll.voter(one).refused("cast-vote", poll.paper({one: "yes", two: "yes"}), "paper-does-not-fit")
    poll.voter(one).accepted("cast-vote", poll.paper({two: "blank"}))
    poll.board.accepted("close-ballot", poll.closing)
    found = poll.found()
    counts = [(a["yes"], a["no"], a["blank"], a["present"], a["base"], a["confirmed"]) for a in found["result"]["answers"]]
    assert counts == [(3, 0, 0, 4, 4, True), (2, 1, 1, 4, 4, False)]
    assert (
        found["outcome"][1]["en"]
        == "Hai: 2 yes, 1 no, 1 blank, 0 invalid; 2 of 4, more than 1/2 of those present needed: not confirmed."
    )
    assert len(poll.found("/papers")["papers"]) == 7
    assert town.drawn()["drawing"] == 1


def test_a_council_votes_by_its_people_and_recuses_its_own(town: Town) -> None:
    town.locks(*TIE).drawn()
    one, two, *_ = town.units
    people = [uuid.uuid4() for _ in range(4)]
    council = council_of(town, *people, own={people[0]: one})
    poll = Poll(town, (one, two), council=council).opens(*people[1:])
    assert [voter["voter"] for voter in poll.found()["voters"]] == [str(poll.voter_id(person)) for person in people[1:]]
    poll.voter(people[0]).refused("cast-vote", poll.paper(two), "may-not-vote")
    town.person("unit-officer", unit=people[1]).refused("cast-vote", poll.paper(two), "may-not-vote")
    poll.voter(people[1]).accepted("cast-vote", poll.paper(two))
    poll.board.accepted("close-ballot", poll.closing)
    assert poll.found()["members"] == 4
    flag = Poll(town, (one,), kind="confirmation", council=council, award="provincial-flag")
    flag.board.refused("call-ballot", {**flag.call, "award": None}, "award-missing")
    flag.opens(*people[1:])
    for person in people[1:]:
        flag.voter(person).accepted("cast-vote", flag.paper({one: "yes"}))
    flag.board.accepted("close-ballot", flag.closing)
    [found] = flag.found()["result"]["answers"]
    assert (found["yes"], found["roll"], found["base"], found["confirmed"]) == (3, 3, 4, True)


def test_a_vote_that_is_sent_again_is_one_and_gets_the_same_receipt(town: Town, tied: Poll) -> None:
    two, voters = town.units[1], town.units[2:]
    tied.opens(*voters)
    voter, paper = tied.voter(voters[0]), tied.paper(two)
    first = voter.command("cast-vote", paper, key="k")
    assert [voter.command("cast-vote", paper, key="k").content for _ in range(2)] == [first.content] * 2
    for other in (tied.paper(two), tied.paper(town.units[0], paper["nonce"])):
        voter.refused("cast-vote", other, "idempotency-key-reused", key="k")
    voter.refused("cast-vote", paper, "already-voted")
    tied.voter(voters[0]).refused("cast-vote", tied.paper(town.units[0]), "already-voted")
    tied.board.accepted("close-ballot", tied.closing)
    assert voter.command("cast-vote", paper, key="k").content == first.content
    voter.refused("cast-vote", tied.paper(town.units[0], paper["nonce"]), "idempotency-key-reused", key="k")
    [only] = tied.found("/papers")["papers"]
    assert only["receipt"] == first.json()["receipts"][0]["receipt"]


def test_of_many_votes_of_one_voter_at_once_one_is_in_the_box(town: Town, tied: Poll) -> None:
    voters = town.units[2:]
    tied.opens(*voters)
    officers = [tied.voter(voters[0]) for _ in range(6)] + [tied.voter(voter) for voter in voters[1:]]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda officer: officer.command("cast-vote", tied.paper(town.units[0])), officers))
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [409] * 5
    tied.board.has_seen(*officers)
    tied.board.accepted("close-ballot", tied.closing)
    assert len(tied.found("/papers")["papers"]) == 3


def test_a_box_that_was_lost_is_noticed_and_the_ballot_held_again(town: Town, tied: Poll) -> None:
    """As after PostgreSQL was lost and the log came back from its topic: who voted is known, the papers are gone."""
    two, voters = town.units[1], town.units[2:]
    tied.opens(*voters)
    voter, paper = tied.voter(voters[0]), tied.paper(two)
    voter.accepted("cast-vote", paper, key="k")
    _sql(town, "delete from ranking.ballot_box")
    voter.refused("cast-vote", paper, "idempotency-key-reused", key="k")
    problem = tied.board.refused("close-ballot", tied.closing, "box-does-not-agree")
    assert (problem["papers"], problem["expected"]) == (0, 1)
    again = Poll(town, town.units[:2])
    tied.board.refused("call-ballot", again.call, "act-under-way")
    tied.board.accepted("cancel-ballot", {"ballot": str(tied.ballot), "reason": "Hòm phiếu đã mất."})
    voter.refused("cast-vote", paper, "ballot-cancelled", key="k")
    again.opens(*voters)
    again.voter(voters[0]).accepted("cast-vote", again.paper(two))
    again.board.accepted("close-ballot", again.closing)
    assert town.places(town.drawn(2))[0] == ("Hai", 1)


def _sql(town: Town, statement: str) -> None:
    town.system.postgres.psql(statement, town.system.database_url("ranking").rsplit("/", 1)[1])


def test_what_is_not_counted_leaves_no_paper_behind(town: Town, tied: Poll) -> None:
    voters = town.units[2:]
    tied.opens(*voters)
    tied.voter(voters[0]).accepted("cast-vote", tied.paper(None))
    tied.board.accepted("cancel-ballot", {"ballot": str(tied.ballot), "reason": "Mất điện."})
    tied.board.refused("close-ballot", tied.closing, "ballot-cancelled")
    found = tied.found()
    assert (found["state"], found["reason"], found["cast"]) == ("cancelled", "Mất điện.", 1)
    _sql(town, "do $$ begin assert not exists (select from ranking.ballot_box); end $$")


def test_only_the_board_holds_a_ballot_and_only_the_roll_votes(town: Town, tied: Poll) -> None:
    one, two, *voters = town.units
    lots = {"lots": str(uuid.uuid4()), "cluster": str(town.cluster)}
    acts: list[tuple[str, Any]] = [
        ("call-ballot", tied.call),
        ("open-ballot", tied.opening(*voters)),
        ("close-ballot", tied.closing),
        ("cancel-ballot", {"ballot": str(tied.ballot), "reason": "Không."}),
        ("announce-lots", {**lots, "units": [str(one), str(two)], "source": "x", "known_at": "2199-01-01T00:00:00Z"}),
        ("draw-lots", {**lots, "seed": "1"}),
        ("cancel-lots", {"lots": lots["lots"], "reason": "Không."}),
    ]
    outsiders = [town.person(p, unit=one) for p in ("unit-officer", "council-member", "auditor", "operator", "subscriber")]
    stranger = town.person("board-officer", "a-elsewhere")
    stranger.refused("call-ballot", tied.call, "foreign-authority")
    tied.opens(*voters)
    for name, body in acts:
        for outsider in outsiders:
            outsider.refused(name, body, "role-not-allowed")
    stranger.has_seen(tied.board)
    stranger.refused("close-ballot", tied.closing, "foreign-authority")
    stranger.refused("cancel-ballot", acts[3][1], "foreign-authority")
    for nobody in (town.person("unit-officer", unit=one), town.person("unit-officer", unit=uuid.uuid4())):
        nobody.refused("cast-vote", tied.paper(two), "may-not-vote")
    town.person("board-officer", unit=voters[0]).refused("cast-vote", tied.paper(two), "role-not-allowed")
    # In an inter-provincial cluster a member's officer acts for another authority.
    tied.voter(voters[0], "a-elsewhere").accepted("cast-vote", tied.paper(two))


def test_who_sees_a_ballot(town: Town, tied: Poll) -> None:
    one, _, *voters = town.units
    tied.opens(*voters)
    insiders = [town.person(persona) for persona in ("board-officer", "auditor", "council-member")]
    concerned = [tied.voter(voters[0], "a-elsewhere"), town.person("unit-officer", unit=one)]
    another = town.person("unit-officer", unit=uuid.uuid4())
    foreign = town.person("board-officer", "a-elsewhere")
    path = f"/ballots/{tied.ballot}"

    def seen_by(client: Client) -> tuple[int, int]:
        client.has_seen(tied.board)
        return client.get(path).status_code, len(client.found("/ballots", cluster=town.cluster)["items"])

    assert [seen_by(client) for client in (*insiders, *concerned)] == [(200, 1)] * 5
    assert [seen_by(client) for client in (another, foreign)] == [(404, 0)] * 2
    tied.voter(voters[0]).accepted("cast-vote", tied.paper(one))
    tied.board.accepted("close-ballot", tied.closing)
    assert [seen_by(client) for client in (another, foreign)] == [(200, 1), (404, 0)]
    assert another.found(f"{path}/papers")["papers"] == tied.found("/papers")["papers"]


def test_bad_input_is_refused_and_changes_nothing(town: Town, tied: Poll) -> None:
    one, _, *voters = town.units
    for changes in ({"kind": "show-of-hands"}, {"candidates": []}, {"ballot": "x"}, {"more": 1}):
        tied.board.refused("call-ballot", {**tied.call, **changes}, "invalid-input")
    tied.opens(*voters)
    good = tied.paper(one)
    for changes in ({"nonce": "short"}, {"nonce": "Z" * 32}, {"paper": {"kind": "tie-break"}}, {"paper": {"kind": "other"}}):
        tied.voter(voters[0]).refused("cast-vote", {**good, **changes}, "invalid-input")
    tied.board.refused("close-ballot", {**tied.closing, "key": "6b" * 32}, "wrong-key")
    tied.board.refused("close-ballot", {**tied.closing, "key": KEY[:-1]}, "invalid-input")
    assert (tied.found()["state"], tied.found()["cast"]) == ("open", 0)
