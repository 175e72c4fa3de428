"""Leaders of clusters for the Government's flag: a fifth of those who meet the provincial flag's standard, rounded down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from infra.runtime.errors import ForeignAuthority
from services.awards import government_flag_refusals as no
from services.awards.government_flag import (
    GOVERNMENT_FLAG,
    KnownOfSeason,
    ProposeForGovernmentFlag,
    SeasonRules,
    at_most,
    propose,
)
from services.awards.known import SuspensionChange, Unit
from services.awards.places import Ranked
from services.awards.rounds import NOMINATION
from services.awards.season_now import ClusterNow
from tests.services.awards.examples import BASIS, FLAG, NOMINATED, PLACES, SEASON, unit
from tests.specification import context, given

RULES = SeasonRules(SEASON, "bac-lieu", "2017", 2, 20)


def cluster_id(number: int) -> UUID:
    return UUID(int=1000 + number)


def cluster(number: int, *ranks: int) -> ClusterNow:
    ranked = tuple(Ranked(unit(100 * number + place), rank) for place, rank in enumerate(ranks or (1, 2, 3, 4), start=1))
    return ClusterNow(cluster_id(number), f"Cụm {number}", ranked, PLACES)


def known(*clusters: ClusterNow, **changes: object) -> KnownOfSeason:
    units = {each.unit: Unit(f"Đơn vị {each.unit.int}") for of in clusters for each in of.ranked}
    return replace(KnownOfSeason(RULES, clusters, units, frozenset({BASIS})), **changes)


def round_of(number: int, flag: bool = True):
    first = NOMINATED.nominations[0].model_copy(update={"unit": unit(100 * number + 1)})
    nominations = (first,) if flag else ()
    return NOMINATED.model_copy(update={"cluster": cluster_id(number), "nominations": nominations})


def proposing(facts: KnownOfSeason, *numbers: int, before=(), flag: bool = True, **caller: object):
    asked = given(GOVERNMENT_FLAG, *before)
    for number in numbers:
        asked = asked.also(NOMINATION, round_of(number, flag))
    command = ProposeForGovernmentFlag(season=SEASON, clusters=tuple(map(cluster_id, numbers)), document=BASIS)
    return asked.when(propose, command, context("2023-12-28T09:00", known=facts, **caller))


@pytest.mark.parametrize(("leaders", "most"), [(20, 4), (19, 3), (5, 1), (4, 0), (0, 0)])
def test_a_fifth_of_the_leaders_rounded_down(leaders, most):
    assert at_most(leaders, 20) == most
    clusters = [cluster(n) for n in range(1, leaders + 1)]
    if most:
        (fact,) = proposing(known(*clusters), *range(1, most + 1)).facts
        assert (fact.leaders, fact.most, len(fact.nominees)) == (leaders, most, most)
    if leaders > most:
        refused = proposing(known(*clusters), *range(1, most + 2))
        refused.then_rejected(no.TooManyProposed, wanted=most + 1, most=most, percent=20, leaders=leaders)


FIVE = tuple(cluster(n) for n in range(1, 6))


def test_the_same_proposal_again_says_nothing_new_and_another_takes_its_place():
    (fact,) = proposing(known(*FIVE), 1).facts
    assert fact.nominees[0].unit == unit(101)
    proposing(known(*FIVE), 1, before=(fact,)).then()
    (other,) = proposing(known(*FIVE), 2, before=(fact,)).facts
    assert other.nominees[0].cluster == cluster_id(2)


def test_a_shared_first_rank_is_broken_before_and_counts_nobody():
    shared = (*FIVE[:4], cluster(5, 1, 1, 3, 4))
    proposing(known(*shared, cluster(6)), 5).then_rejected(no.SharedFirstRank, clusters="Cụm 5")
    proposing(known(*shared), 1).then_rejected(no.TooManyProposed, most=0, leaders=4)


def test_only_who_meets_the_standard_of_the_provincial_flag_is_proposed():
    without = replace(FIVE[0], places=PLACES[1:])
    proposing(known(without, *FIVE[1:], cluster(6)), 1).then_rejected(no.StandardNotMet, clusters="Cụm 1")
    proposing(known(*FIVE), 1, flag=False).then_rejected(no.StandardNotMet, clusters="Cụm 1")
    over = frozenset({(cluster_id(1), unit(101))})
    proposing(known(*FIVE, passed_over=over), 1).then_rejected(no.StandardNotMet, clusters="Cụm 1")
    facts = known(*FIVE, cluster(6))
    suspended = Unit("Đơn vị 101", (SuspensionChange(date(2023, 12, 1), suspended=True),))
    facts = replace(facts, units={**facts.units, unit(101): suspended})
    proposing(facts, 1).then_rejected(no.StandardNotMet, clusters="Cụm 1")
    assert FLAG in {places.award for places in PLACES}


def test_it_takes_a_published_result_a_pack_that_says_how_many_and_a_document():
    proposing(known(*FIVE, replace(cluster(6), ranked=())), 6).then_rejected(no.NoResult)
    proposing(known(*FIVE, rules=replace(RULES, percent=None)), 1).then_rejected(no.PercentNotStated, pack="2017@2")
    proposing(known(*FIVE, documents=frozenset()), 1).then_rejected(no.DocumentUnknown)
    proposing(known(*FIVE, rules=None), 1).then_rejected(no.SeasonUnknown)
    proposing(known(*FIVE), 1, authority="ca-mau").then_rejected(ForeignAuthority)
