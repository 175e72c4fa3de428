"""What another quota, another result or another pack would make of a season's awards."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from contracts.awards import Nomination
from contracts.registry import QuotaPlaces
from services.awards import refusals
from services.awards import what_if_refusals as no
from services.awards.places import Ranked
from services.awards.season_now import ClusterNow
from services.awards.supposing import OtherPlaces, Outcome, Rates, Rule, Supposed, outcomes, pack_named, price_of
from tests.services.awards.examples import (
    CERTIFICATE,
    CLUSTER,
    FLAG,
    NOMINATIONS,
    OTHER_CLUSTER,
    PACK_2017,
    PACK_2024,
    PLACES,
    PUBLISHED,
    SALARIES,
    unit,
)
from tests.services.awards.test_rounds import nominated

DAY = PUBLISHED.published_on
RATES = Rates((PACK_2017, PACK_2024), SALARIES, DAY)
TWO_FLAGS = OtherPlaces(None, FLAG, QuotaPlaces(award=FLAG, from_rank=1, to_rank=2))


def now(*ranks: int, cluster: UUID = CLUSTER, nominations=None) -> ClusterNow:
    ranked = tuple(Ranked(unit(n), rank, Decimal(1100 - 100 * rank)) for n, rank in enumerate(ranks, start=1))
    return ClusterNow(cluster, "Cụm 1", ranked, PLACES, nominations)


def supposing(*quotas: OtherPlaces, of: ClusterNow | None = None, **supposed: object) -> Outcome:
    (found,) = outcomes([of or now(1, 2, 3, 4, 5)], Supposed(quotas=quotas, **supposed), {})
    return found


def moved(side) -> list[tuple[int, str, Rule]]:
    return [(each.unit.int, each.award, each.rule) for each in side]


def test_fewer_flags_take_one_from_the_third_and_leave_the_certificate():
    found = supposing(TWO_FLAGS)
    assert (moved(found.lost), moved(found.gained)) == ([(3, FLAG, Rule.QUOTA)], [])
    assert found.after == nominated((1, FLAG, 1), (2, FLAG, 2), (4, CERTIFICATE, 4))


def test_an_award_without_ranks_has_no_places():
    assert moved(supposing(OtherPlaces(CLUSTER, CERTIFICATE, None)).lost) == [(4, CERTIFICATE, Rule.QUOTA)]


def test_other_standings_say_so_and_what_both_change_goes_to_the_first_of_them():
    swapped = {CLUSTER: now(1, 2, 4, 3, 5).ranked}
    found = supposing(standings=swapped)
    assert moved(found.lost) == [(3, FLAG, Rule.STANDINGS), (4, CERTIFICATE, Rule.STANDINGS)]
    both = supposing(TWO_FLAGS, standings=swapped)
    assert moved(both.lost) == [(3, FLAG, Rule.STANDINGS), (4, CERTIFICATE, Rule.STANDINGS)]
    assert moved(both.gained) == [(3, CERTIFICATE, Rule.STANDINGS)]
    assert (both.lost[0].rank_before, both.lost[0].rank_after) == (3, 4)


def test_what_the_council_amended_falls_with_the_result_that_it_amended():
    amended = (*NOMINATIONS[:2], Nomination(unit=unit(5), award=FLAG, rank=5))
    found = supposing(OtherPlaces(None, CERTIFICATE, None), of=now(1, 2, 3, 4, 5, nominations=amended))
    assert moved(found.lost) == [(5, FLAG, Rule.COUNCIL)]
    assert moved(found.gained) == [(3, FLAG, Rule.COUNCIL)]


def test_a_pack_alone_moves_nobody_and_its_money_is_its_own():
    found = supposing(pack=PACK_2024)
    assert found.before == found.after
    certificate = found.after[3]
    assert price_of(found.now, certificate, RATES, None).value == 3_600_000
    assert price_of(found.now, certificate, RATES, PACK_2024).value == 5_400_000


def test_a_line_for_one_cluster_goes_before_one_for_all():
    one = OtherPlaces(CLUSTER, FLAG, QuotaPlaces(award=FLAG, from_rank=1, to_rank=1))
    both = [now(1, 2, 3, 4, 5), now(1, 2, 3, 4, 5, cluster=OTHER_CLUSTER)]
    first, second = outcomes(both, Supposed(quotas=(TWO_FLAGS, one)), {})
    assert (len(first.lost), len(second.lost)) == (2, 1)


@pytest.mark.parametrize(
    ("quota", "refusal"),
    [
        (OtherPlaces(None, FLAG, QuotaPlaces(award=FLAG, from_rank=1, to_rank=4)), no.SupposedRanksOverlap),
        (OtherPlaces(None, FLAG, QuotaPlaces(award=FLAG, from_rank=3, to_rank=1)), no.SupposedRanksReversed),
        (OtherPlaces(OTHER_CLUSTER, FLAG, None), no.ClusterNotInSeason),
    ],
)
def test_a_question_that_makes_no_sense_has_no_answer(quota, refusal):
    with pytest.raises(refusal):
        supposing(quota)


def test_nothing_supposed_and_packs_that_nobody_adopted_are_refused():
    with pytest.raises(no.NothingSupposed):
        supposing()
    assert pack_named(RATES.packs, "2024", None) == PACK_2024
    for name, version in (("2025", None), ("2024", 9)):
        with pytest.raises(no.PackNotAdopted):
            pack_named(RATES.packs, name, version)
    with pytest.raises(refusals.AwardNotComputable):
        price_of(now(1), NOMINATIONS[0], RATES, PACK_2017.__class__("x", 1, DAY, None, 10_000, {}))
