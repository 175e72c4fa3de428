"""What a season's Government flag leaves in the read model, and ranking's ballots that a council's vote may cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.awards import GovernmentFlagProposed
from contracts.ballots import BallotCalled, BallotCounted, ConfirmationResult
from contracts.government_flag import GovernmentFlagReleased, GovernmentFlagSubmitted
from infra.runtime.changes import Change, Patch, Put
from services.awards.government_flag import FlagFact

BallotFact = BallotCalled | BallotCounted


def flag_rows(fact: FlagFact) -> Iterator[Change]:
    key = {"season": fact.season}
    match fact:
        case GovernmentFlagProposed():
            figures = ("proposed_on", "percent", "leaders", "most", "document")
            row = {name: getattr(fact, name) for name in figures}
            yield Put("government_flag", key, {**row, "nominees": [each.model_dump(mode="json") for each in fact.nominees]})
        case GovernmentFlagSubmitted(submission=submission):
            yield Patch("government_flag", key, {"submission": submission})
        case GovernmentFlagReleased():
            yield Patch("government_flag", key, {"submission": None})
        case _:
            assert_never(fact)


def ballot_rows(fact: BallotFact) -> Iterator[Change]:
    key = {"ballot": fact.ballot}
    match fact:
        case BallotCalled():
            of = {name: getattr(fact, name) for name in ("authority", "cluster", "council", "award")}
            yield Put("ballot", key, {**of, "is_counted": False})
        case BallotCounted(result=result):
            yield Patch("ballot", key, {"is_counted": True})
            for each in result.answers if isinstance(result, ConfirmationResult) else ():
                figures = {name: getattr(each, name) for name in ("yes", "no", "blank", "invalid")}
                yield Put("ballot_count", {**key, "unit": each.candidate}, figures)
        case _:
            assert_never(fact)
