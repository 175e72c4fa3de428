"""How many places a cluster has, within those of its level, and how a level's are shared out by percentage."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_MEMBER_LEFT,
    CLUSTER_QUOTA_SET,
    LEGAL_DOCUMENT_RECORDED,
    LEVEL_PLACES_SHARED,
    LEVEL_PLACES_TAKEN,
    LEVEL_QUOTA_SET,
    MEMBERS,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
)
from contracts.registry import AwardPlaces, ClusterLevel, PercentageRule, QuotaPlaces, ShareRounding
from contracts.rules import AwardCode, QuotaBase
from infra.runtime.errors import ForeignAuthority
from services.registry import quota_refusals as no
from services.registry.apportionment import Sharer, share
from services.registry.cluster_refusals import (
    UnknownCluster,
)
from services.registry.domain import CLUSTER, DOCUMENT, LEVEL_QUOTA, RULE_PACK, SEASON, decide
from services.registry.refusals import (
    UnknownDocument,
    UnknownSeason,
)
from tests.services.registry.examples import (
    ELSEWHERE,
    NOBODY,
    OPEN,
    PLAN_RECORDED,
    SET_LEVEL_QUOTA,
    SET_QUOTA,
    SHARE,
    but,
)
from tests.specification import context, given

FLAG, CERTIFICATE, LETTER = AwardCode.PROVINCIAL_FLAG, AwardCode.PROVINCIAL_CERTIFICATE, AwardCode.COMMENDATION_LETTER
OTHER = UUID(int=0xC2)
FORMED = (CLUSTER_FORMED,)
COUNTED = (LEVEL_PLACES_TAKEN,)


def ranks(award, first, last, minimum=None) -> QuotaPlaces:
    return QuotaPlaces(award=award, from_rank=first, to_rank=last, minimum_total=minimum and Decimal(minimum))


def some(**places: int) -> tuple[AwardPlaces, ...]:
    return tuple(AwardPlaces(award=AwardCode[name.upper()], places=count) for name, count in places.items())


# A cluster's own places


def setting(*places, cluster=FORMED, level=(), at=None):
    asked = given(CLUSTER, *cluster).also(DOCUMENT, PLAN_RECORDED).also(LEVEL_QUOTA, *level)
    rows = tuple(ranks(*each) for each in places) or SET_QUOTA.places
    return asked.when(decide, but(SET_QUOTA, places=rows), at)


def test_a_quota_is_set_by_rank_and_counted_against_its_level():
    setting().then(CLUSTER_QUOTA_SET, LEVEL_PLACES_TAKEN)


def test_the_same_quota_again_says_nothing_new_and_another_takes_its_place():
    had = (*FORMED, CLUSTER_QUOTA_SET)
    setting(cluster=had, level=COUNTED).then()
    quota, counted = setting((FLAG, 1, 2), cluster=had, level=COUNTED).facts
    assert quota.places == (ranks(FLAG, 1, 2),)
    assert counted.places == some(provincial_flag=2)


def test_a_quota_of_before_levels_were_counted_is_counted_when_it_is_set_again():
    setting(cluster=(*FORMED, CLUSTER_QUOTA_SET)).then(LEVEL_PLACES_TAKEN)


def test_a_minimum_is_part_of_the_quota_and_moves_no_count():
    (fact,) = setting((FLAG, 1, 3, "900"), (CERTIFICATE, 4, 4), level=COUNTED).facts
    assert fact.places[0].minimum_total == Decimal(900)


def test_ranks_go_to_one_award_each():
    setting((FLAG, 1, 3), (CERTIFICATE, 3, 4)).then_rejected(no.RanksOverlap, rank=3, first=FLAG, second=CERTIFICATE)
    setting((FLAG, 1, 1), (LETTER, 5, 5), (CERTIFICATE, 1, 7)).then_rejected(no.RanksOverlap)


def test_places_are_counted_forwards_and_not_beyond_the_members():
    setting((FLAG, 3, 1)).then_rejected(no.RanksReversed)
    assert setting((FLAG, 1, 7)).facts[0].places == (ranks(FLAG, 1, 7),)
    setting((FLAG, 1, 8)).then_rejected(no.MorePlacesThanMembers, rank=8, members=7)
    setting((FLAG, 1, 1), (FLAG, 2, 2)).then_rejected(no.AwardTwiceInQuota)
    with pytest.raises(ValidationError):
        ranks(FLAG, 0, 1)


def test_places_do_not_go_beyond_the_members_of_the_day_on_which_the_quota_is_set():
    few = (changed(CLUSTER_FORMED, members=MEMBERS[:4]), changed(CLUSTER_MEMBER_LEFT, unit=MEMBERS[3]))
    assert setting((FLAG, 1, 4), cluster=few, at=context("2023-06-30T08:00")).facts
    for late in ("2023-07-01T08:00", "2026-01-01T08:00"):
        refused = setting((FLAG, 1, 4), cluster=few, at=context(late))
        refused.then_rejected(no.MorePlacesThanMembers, rank=4, members=3)


def test_a_quota_is_set_in_own_clusters_under_own_documents_alone():
    setting(cluster=()).then_rejected(UnknownCluster)
    setting(at=context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    given(CLUSTER, *FORMED).also(DOCUMENT).also(LEVEL_QUOTA).when(decide, SET_QUOTA).then_rejected(UnknownDocument)


def test_a_cluster_that_was_formed_meanwhile_is_asked_for_again():
    """Its level was not known when its streams were named."""
    given(CLUSTER, *FORMED).also(DOCUMENT, PLAN_RECORDED).when(decide, SET_QUOTA).then_rejected(UnknownCluster)


# A level's places

NEIGHBOUR = changed(LEVEL_PLACES_TAKEN, cluster=OTHER, places=some(provincial_flag=3, provincial_certificate=9))
FIVE = changed(LEVEL_QUOTA_SET, places=some(provincial_flag=5))


def test_the_clusters_of_a_level_have_no_more_places_than_the_level():
    setting((FLAG, 1, 2), level=(FIVE, NEIGHBOUR)).then(
        changed(CLUSTER_QUOTA_SET, places=(ranks(FLAG, 1, 2),)), changed(LEVEL_PLACES_TAKEN, places=some(provincial_flag=2))
    )
    setting((FLAG, 1, 3), level=(FIVE, NEIGHBOUR)).then_rejected(no.MoreThanLevelQuota, quota=5, wanted=6, award=FLAG)


def test_a_cluster_s_own_earlier_places_do_not_count_twice():
    assert setting((FLAG, 1, 2), level=(FIVE, NEIGHBOUR, changed(LEVEL_PLACES_TAKEN, places=some(provincial_flag=2)))).facts


def test_an_award_that_the_level_does_not_name_has_no_bound():
    assert setting((CERTIFICATE, 1, 7), level=(FIVE, NEIGHBOUR)).facts


def bounding(*level, season=(SEASON_OPENED,), document=(PLAN_RECORDED,), at=None, **places):
    asked = given(LEVEL_QUOTA, *level).also(SEASON, *season).also(DOCUMENT, *document)
    return asked.when(decide, but(SET_LEVEL_QUOTA, places=some(**places)) if places else SET_LEVEL_QUOTA, at)


def test_a_level_s_quota_is_set_and_set_anew():
    bounding().then(LEVEL_QUOTA_SET)
    bounding(LEVEL_QUOTA_SET).then()
    assert bounding(LEVEL_QUOTA_SET, NEIGHBOUR, provincial_flag=3).facts


def test_a_level_has_no_fewer_places_than_its_clusters_were_given():
    bounding(NEIGHBOUR, LEVEL_PLACES_TAKEN, provincial_flag=5).then_rejected(no.LevelQuotaBelowClusters, quota=5, taken=6)


def test_a_level_s_quota_is_set_in_own_seasons_under_own_documents_alone():
    bounding(season=()).then_rejected(UnknownSeason)
    bounding(document=()).then_rejected(UnknownDocument)
    bounding(at=context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    twice = but(SET_LEVEL_QUOTA, places=some(provincial_flag=5) * 2)
    asked = given(LEVEL_QUOTA).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    asked.when(decide, twice).then_rejected(no.AwardTwiceInQuota)


# Shared out by percentage

STATED = changed(SEASON_OPENED, quota_base=QuotaBase.MEMBERS_WHEN_SET)
SMALL = changed(CLUSTER_FORMED, cluster=OTHER, number=2, members=MEMBERS[:4])


def rule(award, percent, rounding=ShareRounding.FLOOR, **fields) -> PercentageRule:
    return PercentageRule(award=award, percent=Decimal(percent), rounding=rounding, **fields)


def sharing(*rules, clusters=(CLUSTER_FORMED, SMALL), season=STATED, level=(), at="2023-03-14T08:00", **caller):
    asked = given(LEVEL_QUOTA, *level).also(SEASON, season).also(DOCUMENT, PLAN_RECORDED)
    for cluster in clusters:
        asked = asked.also(CLUSTER, cluster)
    command = but(SHARE, rules=rules or SHARE.rules, clusters=tuple(each.cluster for each in clusters))
    return asked.when(decide, command, context(at, **caller))


def test_one_act_gives_every_cluster_its_quota_and_says_so():
    shared, first, second = sharing(rule(FLAG, "30", minimum_total=Decimal(800)), rule(CERTIFICATE, "15")).facts
    assert [(of.members, of.places) for of in shared.shares] == [
        (7, some(provincial_flag=2, provincial_certificate=1)),
        (4, some(provincial_flag=1)),
    ]
    assert first.places == (ranks(FLAG, 1, 2, "800"), ranks(CERTIFICATE, 3, 3))
    assert second.places == (ranks(FLAG, 1, 1, "800"),)
    assert {each.document for each in (shared, first, second)} == {SHARE.document}


def test_the_example_is_what_follows_from_its_command():
    sharing(clusters=(CLUSTER_FORMED,)).then(LEVEL_PLACES_SHARED, changed(CLUSTER_QUOTA_SET, places=(ranks(FLAG, 1, 2),)))


def test_a_cluster_whose_share_comes_to_nothing_has_no_places():
    shared, big, small = sharing(rule(FLAG, "20")).facts
    assert (shared.shares[1].places, small.places, big.places) == ((), (), (ranks(FLAG, 1, 1),))


def test_the_same_act_again_says_nothing_new():
    facts = sharing(rule(FLAG, "30")).facts
    asked = given(LEVEL_QUOTA, facts[0]).also(SEASON, STATED).also(DOCUMENT, PLAN_RECORDED)
    asked = asked.also(CLUSTER, CLUSTER_FORMED, facts[1]).also(CLUSTER, SMALL, facts[2])
    command = but(SHARE, rules=(rule(FLAG, "30"),), clusters=(CLUSTER_FORMED.cluster, OTHER))
    asked.when(decide, command, context("2023-03-15T08:00")).then()


def test_shares_stay_within_the_level_s_quota():
    sharing(rule(FLAG, "50"), level=(changed(LEVEL_QUOTA_SET, places=some(provincial_flag=4)),)).then_rejected(
        no.MoreThanLevelQuota, quota=4, wanted=5
    )
    elsewhere = changed(LEVEL_PLACES_TAKEN, cluster=NOBODY, places=some(provincial_flag=2))
    sharing(rule(FLAG, "50"), level=(changed(LEVEL_QUOTA_SET, places=some(provincial_flag=6)), elsewhere)).then_rejected(
        no.MoreThanLevelQuota, quota=6, wanted=7
    )


def test_members_are_counted_on_the_day_of_the_act_or_at_the_beginning_as_the_pack_says():
    left = changed(CLUSTER_MEMBER_LEFT, cluster=OTHER, unit=MEMBERS[3])
    asked = given(LEVEL_QUOTA)
    for base, members in ((QuotaBase.MEMBERS_WHEN_SET, 3), (QuotaBase.MEMBERS_AT_SEASON_START, 4)):
        asked = given(LEVEL_QUOTA).also(SEASON, changed(SEASON_OPENED, quota_base=base)).also(DOCUMENT, PLAN_RECORDED)
        command = but(SHARE, rules=(rule(FLAG, "50"),), clusters=(OTHER,))
        shared, *_ = asked.also(CLUSTER, SMALL, left).when(decide, command, context("2023-07-01T08:00")).facts
        assert (shared.shares[0].members, shared.base) == (members, base)


def test_a_season_copies_the_base_from_its_pack_and_without_one_nothing_is_shared():
    adopted = changed(RULE_PACK_ADOPTED, awards=changed(RULE_PACK_ADOPTED.awards, quota_base=QuotaBase.MEMBERS_WHEN_SET))
    (opened,) = given(SEASON).also(RULE_PACK, adopted).when(decide, OPEN).facts
    assert opened == STATED
    sharing(season=SEASON_OPENED).then_rejected(no.QuotaBaseNotStated, pack="2017")


def test_places_are_shared_within_one_season_and_level_of_one_s_own():
    sharing(clusters=(CLUSTER_FORMED, CLUSTER_FORMED)).then_rejected(no.ClusterNamedTwice)
    delegated = changed(SMALL, level=ClusterLevel.DELEGATED)
    sharing(clusters=(CLUSTER_FORMED, delegated)).then_rejected(no.ClusterOfAnotherLevel, cluster=OTHER)
    sharing(clusters=(changed(SMALL, authority=ELSEWHERE),)).then_rejected(ForeignAuthority)
    sharing(authority=ELSEWHERE).then_rejected(ForeignAuthority)
    sharing(rule(FLAG, "10"), rule(FLAG, "20")).then_rejected(no.AwardTwiceInQuota)
    asked = given(LEVEL_QUOTA).also(SEASON, STATED).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).also(CLUSTER)
    asked.when(decide, but(SHARE, clusters=(OTHER,))).then_rejected(UnknownCluster)
    for percent in ("0", "100.1"):
        with pytest.raises(ValidationError):
            but(SHARE, rules=(rule(FLAG, percent),))


# The arithmetic of shares

EVERY = tuple(ShareRounding)


def parts(percent, rounding, *members, most=None):
    sharers = [Sharer(number, count, count if most is None else most) for number, count in enumerate(members, start=1)]
    return share(sharers, Fraction(Decimal(percent)), rounding)


@pytest.mark.parametrize(
    ("percent", "members", "floor", "ceil", "remainder"),
    [
        ("20", (7, 8, 10), (1, 1, 2), (2, 2, 2), (1, 2, 2)),
        ("20", (20, 20), (4, 4), (4, 4), (4, 4)),
        ("37.5", (7, 8, 9), (2, 3, 3), (3, 3, 4), (3, 3, 3)),
        # 2.5 each: five places, the odd one to the larger cluster; of equals to the lower number.
        ("25", (10, 10), (2, 2), (3, 3), (3, 2)),
        ("50", (3, 5), (1, 2), (2, 3), (1, 3)),
        ("10", (5, 5, 5), (0, 0, 0), (1, 1, 1), (1, 0, 0)),
    ],
)
def test_percentages_are_rounded_as_the_act_says(percent, members, floor, ceil, remainder):
    found = [parts(percent, rounding, *members) for rounding in EVERY]
    assert found == [floor, ceil, remainder]


def test_places_that_a_cap_cuts_are_shared_out_again():
    assert parts("20", ShareRounding.FLOOR, 10, 20, 30, most=4) == (4, 4, 4)
    assert parts("20", ShareRounding.FLOOR, 10, 15, 30, most=4) == (3, 4, 4)
    assert parts("50", ShareRounding.FLOOR, 10, 20, most=3) == (3, 3)


def one_by_one(sharers: list[Sharer], percent: Fraction) -> list[int]:
    """The slow way without caps: whole parts, then one place after the other to whoever is owed most of a place."""
    owed = {of.number: percent * of.members / 100 for of in sharers}
    given_out = {of.number: int(owed[of.number]) for of in sharers}
    left = int(sum(owed.values())) - sum(given_out.values())
    while left:
        best = max(sharers, key=lambda of: (owed[of.number] - given_out[of.number], of.members, -of.number))
        given_out[best.number] += 1
        left -= 1
    return [given_out[of.number] for of in sharers]


percents = st.integers(1, 400).map(lambda quarters: Fraction(quarters, 4))
clusters = st.lists(st.integers(1, 30), min_size=1, max_size=12)


@settings(max_examples=80, deadline=None)
@for_all(percents, clusters)
def test_largest_remainders_agree_with_the_slow_way(percent, members):
    sharers = [Sharer(number, count, count) for number, count in enumerate(members, start=1)]
    found = share(sharers, percent, ShareRounding.LARGEST_REMAINDER)
    assert list(found) == one_by_one(sharers, percent)
    assert sum(found) == int(percent * sum(members) / 100)


@settings(max_examples=80, deadline=None)
@for_all(percents, clusters, st.integers(0, 12), st.sampled_from(EVERY))
def test_all_places_are_given_unless_everybody_is_at_the_cap(percent, members, cap, rounding):
    free = [Sharer(number, count, count) for number, count in enumerate(members, start=1)]
    capped = [Sharer(of.number, of.members, min(of.members, cap)) for of in free]
    wanted, found = share(free, percent, rounding), share(capped, percent, rounding)
    assert sum(found) == min(sum(wanted), sum(of.most for of in capped))
    for of, before, after in zip(capped, wanted, found, strict=True):
        assert min(before, of.most) <= after <= of.most


@settings(max_examples=80, deadline=None)
@for_all(percents, clusters, st.integers(0, 12), st.sampled_from(EVERY))
def test_no_cluster_with_more_members_gets_fewer_places(percent, members, cap, rounding):
    sharers = [Sharer(number, count, min(count, cap)) for number, count in enumerate(members, start=1)]
    found = dict(zip(sharers, share(sharers, percent, rounding), strict=True))
    for one in sharers:
        for other in sharers:
            if (one.members, -one.number) > (other.members, -other.number):
                assert found[one] >= found[other]


@settings(max_examples=50, deadline=None)
@for_all(percents, clusters, st.sampled_from(EVERY), st.randoms(use_true_random=False))
def test_the_order_in_which_clusters_are_named_moves_nothing(percent, members, rounding, chance):
    sharers = [Sharer(number, count, min(count, 4)) for number, count in enumerate(members, start=1)]
    shuffled = chance.sample(sharers, len(sharers))
    ordered = dict(zip(sharers, share(sharers, percent, rounding), strict=True))
    assert dict(zip(shuffled, share(shuffled, percent, rounding), strict=True)) == ordered
