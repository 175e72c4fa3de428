"""Awards that go round in turn: the same cluster's flag rotating year by year."""

from __future__ import annotations

import uuid
from datetime import date
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import RULE_PACK_ADOPTED, SEASON_OPENED
from contracts.rules import AwardLevel, Deadline, ProcedureStep
from services.awards.rotation import Winners, rounds
from tests.services.awards.examples import CALENDAR, FOUNDED, PLACES
from tests.services.awards.office import Office, changed_part, pack
from tests.services.voice import Voice
from tests.system import System


def given(*winners: str, line=("provincial", 1), at_least: int | None = 3, first: int = 2021):
    """The winners of one line year by year, a letter a unit; a dash for a year without the award."""
    return [
        Winners(line, year, f"bac-lieu.{year}", UUID(int=year), frozenset(UUID(int=ord(unit)) for unit in units), at_least)
        for year, units in enumerate(winners, start=first)
        if units != "-"
    ]


def years(*given_winners):
    return [tuple(each.year for each in found.seasons) for found in rounds(given_winners)]


@pytest.mark.parametrize(
    ("winners", "found"),
    [
        (("a", "b", "c"), [(2021, 2022, 2023)]),
        (("a", "b"), []),
        (("a", "b", "a"), []),
        (("a", "b", "c", "a"), [(2021, 2022, 2023), (2022, 2023, 2024)]),
        (("a", "a", "b", "c", "d"), [(2022, 2023, 2024, 2025)]),
        (("ab", "cd", "ef"), [(2021, 2022, 2023)]),
        (("ab", "cd", "eb"), []),
        (("a", "b", "-", "c"), []),
        ((), []),
    ],
)
def test_the_same_clusters_flag_rotating_year_by_year(winners, found):
    assert years(*given(*winners)) == found


def test_the_threshold_is_that_of_the_last_seasons_pack_and_none_is_assumed():
    assert years(*given("a", "b", at_least=2)) == [(2021, 2022)]
    assert years(*given("a", "b", "c", at_least=None)) == []
    assert years(*given("a", "b", at_least=None), *given("c", first=2023)) == [(2021, 2022, 2023)]


def test_another_level_or_number_is_another_line_in_any_order():
    other = given("c", first=2023, line=("provincial", 2))
    assert years(*other, *given("a", "b")) == []
    assert years(*reversed(given("a", "b", "c"))) == [(2021, 2022, 2023)]


class NextYear(Office):
    @property
    def season(self) -> str:
        return f"{self.authority}.2024"


def test_the_report_names_seasons_and_winners(awards: System, voice: Voice) -> None:
    """Two seasons of one flag each; the pack says two. A revoked flag counts no more. A unit's officer does not see it."""
    one_flag = (changed(PLACES[0], to_rank=1),)
    first = Office(awards, voice).opens()
    second = NextYear(awards, voice, first.authority, basis=first.basis, units=first.units)
    of = {"authority": first.authority}
    rules = changed(RULE_PACK_ADOPTED.scoring, award_rotation_seasons=2)
    back = Deadline(step=ProcedureStep.RETURN, level=AwardLevel.PROVINCIAL, working_days=15, **FOUNDED)
    awards_of = changed_part(pack("2"), deadlines=(back,))
    first.says(
        changed(RULE_PACK_ADOPTED, **of, awards=awards_of, scoring=rules, calendar=CALENDAR),
        changed(SEASON_OPENED, **of, season=second.season, first_day=date(2024, 1, 1), end_day=date(2025, 1, 1)),
        second.formed(second.cluster),
    )
    for number, (year, ranks) in enumerate(((first, (1, 2, 3, 4, 5)), (second, (2, 1, 3, 4, 5))), start=2135):
        year.says(changed(year.quota(), places=one_flag), year.published(ranks))
        year.nominated()
        board = year.submits(year.board)
        board.accepted("draft-decision", year.draft())
        board.accepted("sign-decision", year.sign(number=number))
        board.accepted("grant-awards", year.grant(board))
    found = board.found("/award-rotations")
    (line,) = found["rotations"]
    assert (line["level"], line["number"], line["at_least"], found["not_stated"]) == ("provincial", 1, 2, [])
    assert [(each["season"], [winner["unit"] for winner in each["winners"]]) for each in line["seasons"]] == [
        (first.season, [str(first.units[0])]),
        (second.season, [str(first.units[1])]),
    ]
    assert board.found("/award-rotations?award=provincial-certificate")["rotations"] == []
    awards = [award["award_id"] for award in board.found("/awards", season=second.season)["items"]]
    revoke = {**second.sign(), "decision": str(uuid.uuid4()), "number": 2199, "reason": "Hội đồng kết luận."}
    about = {"revokes": str(second.decision), "awards": awards[:1], "ground": "violation-in-period"}
    board.accepted("revoke-awards", {**revoke, **about})
    assert board.found("/award-rotations")["rotations"] == []
    assert first.person("unit-officer", unit=first.units[0]).get("/award-rotations").status_code == 403
