"""The Government's flag as the board meets it; submissions withdrawn; a council's vote that cites a ballot."""

from __future__ import annotations

import asyncio
import uuid
from datetime import date
from typing import Any

import pytest

from contracts.ballots import Answers, ConfirmationResult
from contracts.examples import changed
from contracts.examples.ballots import BALLOT_CALLED, BALLOT_COUNTED
from contracts.examples.registry import RULE_PACK_ADOPTED, SEASON_OPENED, UNIT_RENAMED
from contracts.rules import AwardCode, CouncilVote, Dossier, Share, Threshold, VoteBase
from services.awards.app import SERVICE
from tests.services.awards.examples import CALENDAR, FLAG, FOUNDED, PAPERS
from tests.services.awards.office import Office, changed_part, pack, until
from tests.services.awards.test_procedure_over_http import DAY, MINUTES, REPORT, Board
from tests.services.replaying import live_digest, rebuilt_digest
from tests.services.voice import Voice
from tests.system import System

GOVERNMENT = AwardCode.GOVERNMENT_FLAG
FOUR_FIFTHS = Threshold(of=VoteBase.TOTAL, share=Share(part=4, whole=5), more_than=False)


class Season(Board):
    """Five clusters, each with a leader of its own who is to get a provincial flag: so one may be proposed."""

    def __init__(self, awards: System, voice: Voice) -> None:
        super().__init__(awards, voice)
        office, base = self.office, pack("2", whole=True)
        rules = changed_part(
            base,
            government_flag_leaders_percent=20,
            dossiers=(*base.dossiers, Dossier(award=GOVERNMENT, papers=PAPERS, **FOUNDED)),
            votes=(*base.votes, CouncilVote(award=GOVERNMENT, threshold=FOUR_FIFTHS, **FOUNDED)),
        )
        adopted = changed(RULE_PACK_ADOPTED, authority=office.authority, awards=rules, calendar=CALENDAR)
        of = {"authority": office.authority, "season": office.season}
        office.says(adopted, changed(SEASON_OPENED, **of, pack=adopted.pack, pack_version=adopted.version))
        for number in range(2, 6):
            cluster = uuid.uuid4()
            ranks = [(place - number + 1) % 5 + 1 for place in range(5)]
            office.says(office.formed(cluster, number), office.quota(cluster), office.published(ranks, cluster))
            office.nominated(cluster)
        self.board = office.board
        self.flag = uuid.uuid4()

    @property
    def named(self) -> dict[str, str]:
        return {"submission": str(self.flag)}

    def propose(self) -> dict[str, Any]:
        office = self.office
        return {"season": office.season, "clusters": [str(office.cluster)], "document": str(office.basis)}

    def submit(self, *papers: dict[str, Any]) -> dict[str, Any]:
        head = {name: value for name, value in self.office.submit(number=420, submitted_on=DAY).items() if name != "clusters"}
        nominees = [{"cluster": str(self.office.cluster), "papers": list(papers or (REPORT, MINUTES))}]
        return {**head, **self.named, "season": self.office.season, "nominees": nominees}

    def votes(self, yes: int, **changes: Any) -> dict[str, Any]:
        count = {"cluster": str(self.office.cluster), "unit": str(self.office.units[0]), "award": "government-flag"}
        session = {"council": str(self.council), "held_on": DAY, "minutes": "10/BB"}
        return {
            **self.named,
            **session,
            "present": [str(one) for one in self.people],
            "votes": [{**count, "yes": yes, "no": 8 - yes}],
            **changes,
        }

    def forward(self) -> dict[str, Any]:
        letter = {
            "addressee": "Thủ tướng Chính phủ",
            "issuer": f"UBND {self.office.authority}",
            "series": "TTr-UBND",
            "number": 188,
        }
        return {**self.named, **letter, "forwarded_on": DAY, "signer_name": "Nguyễn Văn Mẫu", "signer_title": "Chủ tịch"}

    def decided(self, *given: uuid.UUID) -> dict[str, Any]:
        return {**self.named, "decided_on": DAY, "document": str(self.office.basis), "given": [str(one) for one in given]}

    def state(self) -> tuple[str, int | None]:
        (nominee,) = self.board.found(f"/seasons/{self.office.season}/government-flag")["proposed"]["nominees"]
        return nominee["state"], nominee["yes"]

    def flag_appraised(self) -> None:
        opinion = uuid.uuid4()
        self.board.accepted("propose-for-government-flag", self.propose())
        assert self.state() == ("proposed", None)
        refused = self.board.refused("submit-government-flag", self.submit(REPORT), "dossiers-incomplete")
        assert refused["missing"] == "Mot (government-flag): Biên bản họp"
        self.board.accepted("submit-government-flag", self.submit())
        assert self.state() == ("submitted", None)
        ask = {**self.ask(opinion), "asked_on": DAY}
        self.board.accepted("ask-opinions", ask)
        self.board.accepted("receive-opinion", self.hear(opinion))
        self.board.accepted("conclude-appraisal", self.conclude())


@pytest.fixture
def season(awards: System, voice: Voice) -> Season:
    return Season(awards, voice)


def test_from_the_leaders_to_the_governments_decision(season: Season, awards: System) -> None:
    board, office = season.board, season.office
    assert board.found(f"/seasons/{office.season}/government-flag")["most"] == 1
    season.flag_appraised()
    assert board.refused("forward-proposals", season.forward(), "not-voted")["names"] == "Mot"
    board.accepted("record-council-vote", season.votes(8))
    assert season.state() == ("carried", 8)
    assert "forward" in {each["kind"] for each in board.found("/reminders")["items"]}
    board.refused("draft-decision", office.draft(season.flag), "decided-by-government")
    board.accepted("forward-proposals", season.forward())
    assert season.state() == ("forwarded", 8)
    assert "forward" not in {each["kind"] for each in board.found("/reminders")["items"]}
    board.refused("record-higher-decision", season.decided(office.units[1]), "not-proposed")
    board.accepted("record-higher-decision", season.decided(office.units[0]))
    whole = board.found(f"/seasons/{office.season}/government-flag")["proposed"]
    assert (whole["nominees"][0]["state"], whole["nominees"][0]["base"]) == ("given", 9)
    assert (whole["forwarded"]["number"], whole["higher_decision"]["given"]) == ("188/TTr-UBND", [str(office.units[0])])
    found = board.found(f"/submissions/{season.flag}")
    assert (found["level"], found["for_government"], found["forwarded"]["addressee"]) == ("state", True, "Thủ tướng Chính phủ")
    assert board.found("/awards", season=office.season)["items"] == []
    live = asyncio.run(live_digest(awards, SERVICE, at_least={"awards": board.seen["awards"]}))
    rebuilt = asyncio.run(rebuilt_digest(awards, SERVICE, cut=live.cut))
    assert {table for table, digest in live.tables.items() if rebuilt.tables[table] != digest} == set()


def test_units_are_called_as_on_the_day_of_what_is_shown(season: Season) -> None:
    """Of the publication or the proposal, whatever they are called later; also on a submission that is printed again."""
    board, office = season.board, season.office
    board.accepted("propose-for-government-flag", season.propose())
    board.accepted("submit-government-flag", season.submit())
    renamed = {"unit": office.units[0], "authority": office.authority}
    office.says(changed(UNIT_RENAMED, **renamed, name="Mot sau", valid_from=date(2024, 6, 1)))
    board = office.board.has_seen(board)
    flag = board.found(f"/seasons/{office.season}/government-flag")
    (leader,) = (each for each in flag["clusters"] if each["cluster"] == str(office.cluster))
    (nomination, *_) = board.found("/nominations", cluster=str(office.cluster))["items"][0]["nominations"]
    (dossier, *_) = board.found("/dossiers", unit=str(office.units[0]))["items"]
    assert flag["proposed"]["nominees"][0]["unit_name"] == "Mot"
    assert leader["first_names"] == ["Mot"]
    assert nomination["unit_name"] == "Mot"
    assert dossier["unit_name"] == "Mot"
    assert board.found(f"/submissions/{season.flag}")["items"][0]["unit_name"] == "Mot"
    office.says(changed(UNIT_RENAMED, **renamed, name="Mot khi ay", valid_from=date(2023, 12, 1)))
    board.has_seen(office.board)
    assert board.found(f"/seasons/{office.season}/government-flag")["proposed"]["nominees"][0]["unit_name"] == "Mot khi ay"


def test_less_than_eighty_per_cent_of_all_members_is_out(season: Season) -> None:
    season.flag_appraised()
    season.board.accepted("record-council-vote", season.votes(7))
    assert season.state() == ("voted-down", 7)
    season.board.refused("forward-proposals", season.forward(), "nobody-carried")


def test_it_is_withdrawn_before_the_vote_and_by_whom_it_concerns(season: Season) -> None:
    board, office = season.board, season.office
    board.accepted("propose-for-government-flag", season.propose())
    board.accepted("submit-government-flag", season.submit())
    withdraw = {"season": office.season, **season.named, "reason": "Ghi sai tên."}
    orders = {
        "submit-government-flag": season.submit(),
        "withdraw-government-flag": withdraw,
        "forward-proposals": season.forward(),
        "record-higher-decision": season.decided(),
        "withdraw-submission": {**season.named, "clusters": [str(office.cluster)], "reason": "x"},
    }
    for name, body in orders.items():
        office.person("board-officer", "a-elsewhere").refused(name, body, "foreign-authority")
        for persona in ("auditor", "council-member", "unit-officer", "operator", "subscriber"):
            office.person(persona, unit=office.units[0]).refused(name, body, "role-not-allowed")
    board.refused("withdraw-submission", orders["withdraw-submission"], "submission-is-for-the-government")
    board.accepted("withdraw-government-flag", withdraw)
    assert season.state() == ("proposed", None)
    assert board.found(f"/submissions/{season.flag}")["withdrawn_reason"] == "Ghi sai tên."
    board.refused("ask-opinions", {**season.ask(uuid.uuid4()), "asked_on": DAY}, "submission-withdrawn")


def test_a_withdrawn_submission_thaws_its_round_and_the_next_result_drafts_it_anew(awards: System, voice: Voice) -> None:
    house = Board(awards, voice)
    office, board = house.office, house.submitted().board
    office.says(office.revised((1, 2, 4, 3, 5)))
    until(lambda: board.found("/revision-cases", open=True), lambda found: found["items"])
    withdraw = {**house.named, "clusters": [str(office.cluster)], "reason": "Kết quả thay đổi."}
    board.accepted("withdraw-submission", withdraw)
    assert board.found("/revision-cases", open=True)["items"] == []
    anew = until(lambda: office.nominated(), lambda found: found["drafting"] == 2)
    assert (anew["submission"], [each["unit_name"] for each in anew["nominations"]]) == (None, ["Mot", "Hai", "Bon", "Ba"])
    board.refused("submit-nominations", office.submit(), "submission-issued-before")
    again = office.submit(submission=str(uuid.uuid4()), number=413, submitted_on=DAY)
    refused = board.refused("submit-nominations", again, "dossiers-incomplete")
    assert "Bon (provincial-flag)" in refused["missing"]


def test_what_the_council_voted_on_or_a_decision_holds_is_not_withdrawn(awards: System, voice: Voice) -> None:
    house = Board(awards, voice)
    withdraw = {**house.named, "clusters": [str(house.office.cluster)], "reason": "x"}
    board = house.appraised().board
    board.accepted("record-council-vote", house.vote(7, 8, 8, 8))
    board.refused("withdraw-submission", withdraw, "submission-voted-on")
    office = Office(awards, voice).opens().drafted()
    withdraw = {"submission": str(office.submission), "clusters": [str(office.cluster)], "reason": "x"}
    assert office.board.refused("withdraw-submission", withdraw, "already-claimed")["key"] == str(office.cluster)


def test_a_session_that_cites_a_ballot_says_what_was_counted(awards: System, voice: Voice) -> None:
    house = Board(awards, voice)
    office, board, ballot = house.office, house.appraised().board, uuid.uuid4()
    cited = house.vote(7, 8, 8, 8)
    cited["votes"][1]["ballot"] = str(ballot)
    assert board.refused("record-council-vote", cited, "ballot-not-counted")["unit"] == "Hai"
    of = {"ballot": ballot, "cluster": office.cluster, "authority": office.authority}
    office.says(
        changed(BALLOT_CALLED, **of, season=office.season, council=house.council, award=FLAG, candidates=(office.units[1],))
    )
    board = house.office.board.has_seen(board)
    board.refused("record-council-vote", cited, "ballot-not-counted")
    office.says(changed(BALLOT_COUNTED, **of, result=ConfirmationResult(answers=(answers(office.units[1], yes=6),)), papers=()))
    board = house.office.board.has_seen(board)
    refused = board.refused("record-council-vote", cited, "ballot-count-differs")
    assert (refused["yes"], refused["counted_yes"], refused["counted_no"]) == (8, 6, 2)
    cited["votes"][1] |= {"yes": 6, "no": 2}
    board.accepted("record-council-vote", cited)
    assert board.found(f"/submissions/{office.submission}")["items"][1]["vote"]["ballot"] == str(ballot)


def answers(unit: uuid.UUID, yes: int) -> Any:
    figures = {"yes": yes, "no": 8 - yes, "blank": 0, "invalid": 0, "roll": 9, "present": 8, "base": 9}
    return Answers(candidate=unit, **figures, confirmed=True)
