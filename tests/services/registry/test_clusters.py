"""Which seasons are open, who takes part in which cluster, who leads it, and how many places it has."""

from datetime import date

import pytest
from pydantic import ValidationError

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_QUOTA_SET,
    DEPUTIES_RECOGNISED,
    GIA_RAI,
    HONG_DAN,
    LEADER_RECOGNISED,
    LEGAL_DOCUMENT_RECORDED,
    MEMBERS,
    PHUOC_LONG,
    RULE_PACK_ADOPTED,
    RULE_PACK_DRAFTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.registry import ClusterLevel, QuotaPlaces
from contracts.rules import AwardCode, ClusterRules
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import CLUSTER, DOCUMENT, RULE_PACK, SEASON, UNIT, decide
from services.registry.refusals import (
    AwardTwiceInQuota,
    ClusterAlreadyFormed,
    ClusterSizeNotAllowed,
    EffectiveBeforeDocument,
    LeaderIsDeputy,
    LeadersAlreadyRecognised,
    MorePlacesThanMembers,
    NotAMember,
    OutsideSeason,
    PackNotAdopted,
    PackNotValid,
    RanksOverlap,
    RanksReversed,
    SeasonAlreadyOpened,
    SeasonTooFarAhead,
    UnitNamedTwice,
    UnitNotYetThere,
    UnknownCluster,
    UnknownDocument,
    UnknownSeason,
    UnknownUnit,
)
from tests.services.registry.examples import (
    ELSEWHERE,
    FOREIGN_PLAN,
    FORM,
    NOBODY,
    OPEN,
    PLAN_RECORDED,
    RECOGNISE,
    SET_QUOTA,
    but,
)
from tests.specification import context, given

FLAG, CERTIFICATE, LETTER = (
    AwardCode.PROVINCIAL_FLAG,
    AwardCode.PROVINCIAL_CERTIFICATE,
    AwardCode.COMMENDATION_LETTER,
)


def test_a_season_freezes_an_adopted_pack():
    given(SEASON).also(RULE_PACK, RULE_PACK_ADOPTED).when(decide, OPEN).then(SEASON_OPENED)


def test_a_season_keeps_the_version_that_was_adopted_when_it_was_opened():
    later = changed(RULE_PACK_ADOPTED, version=2)
    opened = given(SEASON).also(RULE_PACK, RULE_PACK_ADOPTED, later).when(decide, but(OPEN, year=2022))
    assert [fact.pack_version for fact in opened.facts] == [2]
    before = given(SEASON, SEASON_OPENED).also(RULE_PACK, RULE_PACK_ADOPTED, later)
    before.when(decide, OPEN).then_rejected(SeasonAlreadyOpened, pack="2017")


def test_a_pack_that_is_only_drafted_opens_no_season():
    given(SEASON).also(RULE_PACK, changed(RULE_PACK_DRAFTED, pack="2017")).when(decide, OPEN).then_rejected(PackNotAdopted)


def test_a_season_copies_its_pack_s_bounds_on_the_size_of_a_cluster():
    sized = changed(RULE_PACK_ADOPTED, clusters=ClusterRules(members_min=8, members_max=12, basis="Quy chế."))
    (opened,) = given(SEASON).also(RULE_PACK, sized).when(decide, OPEN).facts
    assert (opened.members_min, opened.members_max) == (8, 12)
    asked = given(CLUSTER).also(SEASON, opened).also(DOCUMENT, PLAN_RECORDED)
    for member in MEMBERS:
        asked = asked.also(UNIT, changed(UNIT_REGISTERED, unit=member))
    asked.when(decide, FORM).then_rejected(ClusterSizeNotAllowed, members=7, least=8, most=12)


def test_a_season_is_opened_once_and_keeps_its_pack():
    opened = given(SEASON, SEASON_OPENED).also(RULE_PACK, RULE_PACK_ADOPTED)
    opened.when(decide, OPEN).then_rejected(SeasonAlreadyOpened, pack="2017")


def test_a_season_takes_a_pack_that_was_adopted():
    given(SEASON).also(RULE_PACK).when(decide, OPEN).then_rejected(PackNotAdopted)


@pytest.mark.parametrize(("year", "holds"), [(2016, False), (2017, True), (2023, True), (2024, False)])
def test_a_season_takes_a_pack_that_holds_in_its_year(year, holds):
    asked = given(SEASON).also(RULE_PACK, RULE_PACK_ADOPTED).when(decide, but(OPEN, year=year))
    if holds:
        (fact,) = asked.facts
        assert (fact.season, fact.first_day, fact.end_day) == (
            f"bac-lieu.{year}",
            date(year, 1, 1),
            date(year + 1, 1, 1),
        )
    else:
        asked.then_rejected(PackNotValid)


def test_a_pack_without_end_holds_in_later_years():
    endless = changed(RULE_PACK_ADOPTED, valid_to=None)
    assert given(SEASON).also(RULE_PACK, endless).when(decide, but(OPEN, year=2024)).facts


def test_a_season_is_opened_at_most_a_year_ahead():
    endless = given(SEASON).also(RULE_PACK, changed(RULE_PACK_ADOPTED, valid_to=None))
    endless.when(decide, but(OPEN, year=2025)).then_rejected(SeasonTooFarAhead, latest=2024)


def test_nobody_opens_a_season_of_another_authority():
    asked = given(SEASON).also(RULE_PACK, RULE_PACK_ADOPTED)
    asked.when(decide, but(OPEN, authority=ELSEWHERE)).then_rejected(ForeignAuthority)


def forming(*, cluster=(), season=(SEASON_OPENED,), document=(PLAN_RECORDED,), last=UNIT_REGISTERED, **fields):
    """Form the districts' cluster; the last member is as `last` says."""
    asked = given(CLUSTER, *cluster).also(SEASON, *season).also(DOCUMENT, *document)
    for _ in MEMBERS[:-1]:
        asked = asked.also(UNIT, UNIT_REGISTERED)
    asked = asked.also(UNIT, last) if last else asked.also(UNIT)
    return asked.when(decide, but(FORM, **fields))


def test_a_cluster_is_formed_by_decision():
    forming().then(CLUSTER_FORMED)


def test_a_cluster_is_formed_once():
    forming(cluster=(CLUSTER_FORMED,)).then_rejected(ClusterAlreadyFormed)


def test_a_cluster_is_formed_in_an_open_season_of_ones_own():
    forming(season=()).then_rejected(UnknownSeason)
    forming(season=(changed(SEASON_OPENED, authority=ELSEWHERE),)).then_rejected(ForeignAuthority)


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2024, 1, 1)])
def test_a_cluster_is_formed_within_its_season(day):
    forming(valid_from=day).then_rejected(OutsideSeason)


def test_a_cluster_rests_on_a_document_and_not_a_later_one():
    forming(document=()).then_rejected(UnknownDocument)
    forming(document=(FOREIGN_PLAN,)).then_rejected(ForeignAuthority)
    forming(valid_from=date(2023, 1, 4)).then_rejected(EffectiveBeforeDocument)


def test_members_are_registered_and_there_on_the_day():
    forming(last=None).then_rejected(UnknownUnit, unit=MEMBERS[-1])
    forming(last=changed(UNIT_REGISTERED, valid_from=date(2023, 2, 16))).then_rejected(UnitNotYetThere)


def test_members_of_another_authority_take_part_in_inter_provincial_clusters_alone():
    foreign = changed(UNIT_REGISTERED, authority=ELSEWHERE)
    forming(last=foreign).then_rejected(ForeignAuthority, authority=ELSEWHERE)
    forming(last=foreign, level=ClusterLevel.DELEGATED).then_rejected(ForeignAuthority)
    between = changed(CLUSTER_FORMED, level=ClusterLevel.INTER_PROVINCIAL)
    forming(last=foreign, level=ClusterLevel.INTER_PROVINCIAL).then(between)


@pytest.mark.parametrize("members", [MEMBERS[:2], MEMBERS * 5])
def test_a_cluster_has_three_to_thirty_members(members):
    with pytest.raises(ValidationError):
        but(FORM, members=members)


def test_a_member_is_named_once():
    forming(members=(*MEMBERS[:-1], MEMBERS[0])).then_rejected(UnitNamedTwice, unit=MEMBERS[0])


FORMED = (CLUSTER_FORMED,)
RECOGNISED = (CLUSTER_FORMED, LEADER_RECOGNISED, DEPUTIES_RECOGNISED)


def recognising(*cluster, document=LEGAL_DOCUMENT_RECORDED, **fields):
    return given(CLUSTER, *cluster).also(DOCUMENT, document).when(decide, but(RECOGNISE, **fields))


def test_leader_and_deputies_are_recognised_together():
    recognising(*FORMED).then(LEADER_RECOGNISED, DEPUTIES_RECOGNISED)


def test_the_same_recognition_again_says_nothing_new():
    recognising(*RECOGNISED).then()


def test_another_leader_takes_over_in_mid_season_and_the_first_becomes_a_deputy():
    day = date(2023, 8, 1)
    recognising(*RECOGNISED, leader=GIA_RAI, deputies=(PHUOC_LONG,), valid_from=day).then(
        changed(LEADER_RECOGNISED, unit=GIA_RAI, valid_from=day),
        changed(DEPUTIES_RECOGNISED, units=(PHUOC_LONG,), valid_from=day),
    )


def test_a_cluster_may_have_no_deputy():
    recognising(*FORMED, deputies=()).then(LEADER_RECOGNISED, changed(DEPUTIES_RECOGNISED, units=()))


def test_a_day_has_one_leader():
    recognising(*RECOGNISED, leader=HONG_DAN).then_rejected(LeadersAlreadyRecognised)
    recognising(*RECOGNISED, deputies=()).then_rejected(LeadersAlreadyRecognised)


def test_only_members_lead_and_deputise():
    recognising(*FORMED, leader=NOBODY).then_rejected(NotAMember, unit=NOBODY)
    recognising(*FORMED, deputies=(GIA_RAI, NOBODY)).then_rejected(NotAMember, unit=NOBODY)


def test_the_leader_is_not_a_deputy():
    recognising(*FORMED, deputies=(GIA_RAI, PHUOC_LONG)).then_rejected(LeaderIsDeputy, unit=PHUOC_LONG)
    recognising(*FORMED, deputies=(GIA_RAI, GIA_RAI)).then_rejected(UnitNamedTwice, unit=GIA_RAI)


def test_leaders_are_recognised_within_the_cluster_s_days_and_not_before_their_decision():
    recognising(*FORMED, document=PLAN_RECORDED, valid_from=date(2023, 2, 14)).then_rejected(OutsideSeason)
    recognising(*FORMED, valid_from=date(2024, 1, 1)).then_rejected(OutsideSeason)
    recognising(*FORMED, valid_from=date(2023, 4, 19)).then_rejected(EffectiveBeforeDocument)


def test_leaders_are_recognised_in_own_clusters_alone():
    recognising().then_rejected(UnknownCluster)
    recognising(changed(CLUSTER_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    recognising(*FORMED, document=FOREIGN_PLAN).then_rejected(ForeignAuthority)


def setting(*places, cluster=FORMED, at=None):
    asked = given(CLUSTER, *cluster).also(DOCUMENT, PLAN_RECORDED)
    rows = tuple(QuotaPlaces(award=a, from_rank=f, to_rank=t) for a, f, t in places) or SET_QUOTA.places
    return asked.when(decide, but(SET_QUOTA, places=rows), at)


def test_a_quota_is_set_by_rank():
    setting().then(CLUSTER_QUOTA_SET)


def test_the_same_quota_again_says_nothing_new_and_another_takes_its_place():
    had = (*FORMED, CLUSTER_QUOTA_SET)
    setting(cluster=had).then()
    (fact,) = setting((FLAG, 1, 2), cluster=had).facts
    assert fact.places == (QuotaPlaces(award=FLAG, from_rank=1, to_rank=2),)


def test_ranks_go_to_one_award_each():
    setting((FLAG, 1, 3), (CERTIFICATE, 3, 4)).then_rejected(RanksOverlap, rank=3, first=FLAG, second=CERTIFICATE)
    setting((FLAG, 1, 1), (LETTER, 5, 5), (CERTIFICATE, 1, 7)).then_rejected(RanksOverlap)


def test_places_are_counted_forwards_and_not_beyond_the_members():
    setting((FLAG, 3, 1)).then_rejected(RanksReversed)
    setting((FLAG, 1, 7)).then(changed(CLUSTER_QUOTA_SET, places=(QuotaPlaces(award=FLAG, from_rank=1, to_rank=7),)))
    setting((FLAG, 1, 8)).then_rejected(MorePlacesThanMembers, rank=8, members=7)
    setting((FLAG, 1, 1), (FLAG, 2, 2)).then_rejected(AwardTwiceInQuota)
    with pytest.raises(ValidationError):
        QuotaPlaces(award=FLAG, from_rank=0, to_rank=1)


def test_a_quota_is_set_in_own_clusters_under_own_documents_alone():
    setting(cluster=()).then_rejected(UnknownCluster)
    setting(at=context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    given(CLUSTER, *FORMED).also(DOCUMENT).when(decide, SET_QUOTA).then_rejected(UnknownDocument)
