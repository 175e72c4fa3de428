"""Why a unit does not get an award: in data and in sentences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from contracts.ballots import TieBroken
from contracts.ranking import Ineligible, StandingRow
from contracts.rules import TieBreak
from services.ranking.order import Candidate, rank, unresolved_ties
from services.ranking.why_not import LostTie, Stands, WhyNot, why_not
from services.ranking.why_not_words import sentences
from tests.services.ranking.examples import CERTIFICATE, CLUSTER, DAY, FLAGS, STEPS, figures, unit
from tests.services.ranking.test_sensitivity import candidates_of

PLACES = (FLAGS, CERTIFICATE)
NAMES = {unit(n): f"Đơn vị {n}" for n in range(1, 7)}


def asked(candidates: list[Candidate], number: int, *broken: TieBroken) -> tuple[WhyNot, ...]:
    rows: tuple[StandingRow, ...] = rank(candidates, STEPS, 70, places=PLACES, broken=broken)
    return why_not(rows, PLACES, unresolved_ties(rows, PLACES), STEPS, 70, unit(number))


def six(*totals: str, groups: tuple[int, ...] = ()) -> list[Candidate]:
    return candidates_of([Decimal(total) for total in totals or ("960", "950", "940", "930", "920", "910")], groups)


def said(of: WhyNot, votes: tuple[int, int] | None = None) -> tuple[str, str]:
    return sentences(of, None, NAMES, votes)


def test_who_stands_behind_is_told_the_points_that_are_missing():
    flag, certificate = asked(six(), 5)
    assert (flag.stands, flag.last, flag.missing, flag.lost) == (Stands.BEHIND, unit(3), Decimal(20), None)
    assert (certificate.last, certificate.missing) == (unit(4), Decimal(10))
    assert said(flag) == (
        "Cờ thi đua của Ủy ban nhân dân tỉnh (hạng 1-3): đơn vị xếp hạng 5, ngoài chỉ tiêu; còn thiếu 20 điểm để bằng "
        "Đơn vị 3 (940 điểm).",
        "Provincial flag (rank 1-3): the unit has rank 5, beyond the quota; it lacks 20 points to be equal to Đơn vị 3 "
        "(940 points).",
    )


def test_who_has_the_award_or_a_better_place_is_told_so():
    flag, certificate = asked(six(), 2)
    assert (flag.stands, flag.missing, certificate.stands) == (Stands.WITHIN, None, Stands.ABOVE)
    assert said(flag)[1] == "Provincial flag (rank 1-3): the unit has rank 2, within the quota."
    assert said(certificate)[1] == "Provincial certificate (rank 4): the unit has rank 2, above these places."


@pytest.mark.parametrize(
    ("number", "change", "step", "own", "other"),
    [
        (3, {"groups": (Decimal(1),)}, TieBreak.GROUP_ONE, Decimal(0), Decimal(1)),
        (4, {"deductions": Decimal(3)}, TieBreak.FEWER_DEDUCTIONS, Decimal(-3), Decimal(0)),
        (4, {"late_reports": 1}, TieBreak.NO_LATE_REPORT, Decimal(0), Decimal(1)),
        (3, {"staff": figures(10, 7)}, TieBreak.WOMEN_SHARE, Decimal(0), Decimal(1)),
    ],
    ids=str,
)
def test_who_lost_a_tie_is_told_by_which_rule(number, change, step, own, other):
    """Units 3 and 4 have the same total; something is better on unit 3's side, or worse on unit 4's."""
    candidates = six("960", "950", "940", "940", "920", "910")
    candidates[number - 1] = replace(candidates[number - 1], **change)
    (flag, _) = asked(candidates, 4)
    assert (flag.stands, flag.missing) == (Stands.BEHIND, 0)
    assert flag.lost == LostTie(step, unit(3), own, other)
    assert "kém về" in said(flag)[0]
    assert "lost the tie by" in said(flag)[1]


def test_a_tie_over_the_border_names_who_shares_it():
    for number, other in ((3, 4), (4, 3)):
        (flag, certificate) = asked(six("960", "950", "940", "940", "920", "910"), number)
        assert (flag.stands, flag.shared_with) == (Stands.TIED, (unit(other),))
        assert certificate.stands is Stands.TIED
        assert f"Đơn vị {other}" in said(flag)[0]


def broken(by: TieBreak, *order: int) -> TieBroken:
    groups = tuple((unit(n),) for n in order)
    return TieBroken(cluster=CLUSTER, authority="bac-lieu", by=by, act=unit(70), order=groups, broken_on=DAY)


def test_who_lost_a_ballot_or_lots_is_told_the_votes():
    tied = six("960", "950", "940", "940", "920", "910")
    for step, votes, words in (
        (TieBreak.BALLOT, (1, 3), "the secret ballot: 1 votes to 3"),
        (TieBreak.LOTS, None, "lots"),
    ):
        (flag, _) = asked(tied, 3, broken(step, 4, 3))
        assert flag.lost == LostTie(step, unit(4))
        assert said(flag, votes)[1].endswith(f"lost the tie by {words}.")


def test_who_holds_no_rank_is_told_the_grounds():
    candidates = six()
    candidates[4] = Candidate(unit(5), Decimal(920), ineligible=(Ineligible.SUSPENDED,))
    (flag, _) = asked(candidates, 5)
    assert (flag.stands, flag.rank, flag.missing) == (Stands.NO_RANK, None, Decimal(20))
    assert said(flag)[0].endswith("đơn vị không xếp hạng (đang tạm dừng xét).")


def test_in_a_small_cluster_places_stay_empty_and_nobody_is_behind():
    (flag, certificate) = asked(six("960", "950"), 2)
    assert (flag.stands, certificate.stands) == (Stands.WITHIN, Stands.ABOVE)
