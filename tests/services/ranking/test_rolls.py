"""Quorums and thresholds are exact: against fractions, for every number of people that a council or a cluster can have."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.ballots import BallotKind, Voter
from contracts.rules import Share, Threshold, VoteBase
from services.ranking.rolls import base_of, needed_for, questions, reaches, roll_of
from tests.services.ranking.examples import unit

SHARES = st.integers(1, 100).flatmap(lambda whole: st.integers(0, whole).map(lambda part: Share(part=part, whole=whole)))
PEOPLE = st.integers(0, 60)


@drawn_from(SHARES, PEOPLE)
def test_the_quorum_is_the_smallest_number_that_is_at_least_the_share(share: Share, roll: int) -> None:
    assert needed_for(share, roll) == ceil(Fraction(share.part, share.whole) * roll)


@drawn_from(SHARES, st.booleans(), PEOPLE, PEOPLE)
def test_a_threshold_is_reached_as_fractions_say(share: Share, more: bool, yes: int, base: int) -> None:
    threshold = Threshold(of=VoteBase.TOTAL, share=share, more_than=more)
    needed = Fraction(share.part, share.whole) * base
    assert reaches(threshold, yes, base) is (base > 0 and (yes > needed if more else yes >= needed))


@pytest.mark.parametrize(("of", "base"), [(VoteBase.PRESENT, 4), (VoteBase.TOTAL, 7)])
def test_the_base_is_what_the_pack_declares(of: VoteBase, base: int) -> None:
    threshold = Threshold(of=of, share=Share(part=1, whole=2), more_than=True)
    assert base_of(threshold, present=4, total=7) == base


@drawn_from(
    st.lists(st.integers(1, 8), min_size=1, max_size=8), st.sets(st.integers(1, 8), min_size=1, max_size=4), st.booleans()
)
def test_nobody_ever_votes_on_the_own_unit(sits_for: list[int], voted_on: set[int], tie: bool) -> None:
    everybody = [Voter(voter=unit(100 + n), unit=unit(of)) for n, of in enumerate(sits_for)]
    kind = BallotKind.TIE_BREAK if tie else BallotKind.CONFIRMATION
    candidates = [unit(n) for n in sorted(voted_on)]
    roll = roll_of(everybody, kind, candidates)
    for question in questions(kind, candidates, roll):
        concerned = candidates if question.candidate is None else [question.candidate]
        assert not any(entry.unit in concerned for entry in question.roll)
        assert question.voters == {entry.voter for entry in everybody if entry.unit not in concerned}
