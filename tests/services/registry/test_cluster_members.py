"""Who is a member of a cluster from when to when, who leads in which order, and what goes on from an earlier season."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import ValidationError

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    CLUSTER_MEMBER_JOINED,
    CLUSTER_MEMBER_LEFT,
    DEPUTIES_RECOGNISED,
    GIA_RAI,
    HOA_BINH,
    LEADER_RECOGNISED,
    LEADER_ROTATION_SET,
    LEGAL_DOCUMENT_RECORDED,
    MEMBERS,
    PHUOC_LONG,
    PROMOTION_CENTRE,
    SEASON_OPENED,
    UNIT_DISSOLVED,
    UNIT_REGISTERED,
)
from contracts.registry import ClusterLevel, ClusterMemberJoined, LeaderRotationSet
from infra.runtime.decisions import Claim, Release
from infra.runtime.errors import ForeignAuthority
from services.registry.cluster_refusals import (
    AlreadyAMember,
    ClusterDaysNotAllowed,
    ClusterSizeNotAllowed,
    DifferencesNotStated,
    LeadsThere,
    LeavesOnFirstDay,
    NotAMember,
    NotAMemberThroughout,
    NotAnEarlierCluster,
    OutsideSeason,
    TooManyMembers,
    UnknownCluster,
)
from services.registry.domain import CLUSTER, DOCUMENT, SEASON, UNIT, claims, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
)
from services.registry.unit_refusals import (
    UnitNamedTwice,
    UnitNoMore,
    UnknownUnit,
)
from tests.services.registry.examples import (
    CARRY_OVER,
    CHANGE_MEMBERS,
    CLUSTER_2024,
    ELSEWHERE,
    FORM,
    NOBODY,
    PLAN_RECORDED,
    RECOGNISE,
    ROTATE,
    but,
)
from tests.specification import given

JULY, MAY, END = date(2023, 7, 1), date(2023, 5, 1), date(2024, 1, 1)
CENTRE = changed(UNIT_REGISTERED, unit=PROMOTION_CENTRE)
LED = (CLUSTER_FORMED, LEADER_RECOGNISED, DEPUTIES_RECOGNISED)


def changing(*cluster, units=(CENTRE,), document=LEGAL_DOCUMENT_RECORDED, **fields):
    asked = given(CLUSTER, *cluster).also(DOCUMENT, document)
    for unit in units:
        asked = asked.also(UNIT, *([unit] if unit else []))
    return asked.when(decide, but(CHANGE_MEMBERS, **fields))


def test_a_member_leaves_and_another_joins_in_mid_season_by_decision():
    changing(*LED).then(CLUSTER_MEMBER_LEFT, CLUSTER_MEMBER_JOINED)


def test_the_same_change_again_says_nothing_new():
    changing(*LED, CLUSTER_MEMBER_LEFT, CLUSTER_MEMBER_JOINED).then()


def test_a_unit_is_in_at_most_one_cluster_of_a_level_and_season_at_any_instant():
    scope, unit = "member-of-provincial-cluster-2023", str(HOA_BINH)
    assert list(claims(CLUSTER_MEMBER_LEFT)) == [Release(scope, unit, JULY, END)]
    assert list(claims(CLUSTER_MEMBER_JOINED)) == [Claim(scope, str(PROMOTION_CENTRE), JULY, END)]


def test_a_member_that_left_may_come_back_and_a_late_record_of_a_departure_leaves_that_whole():
    back = changed(CLUSTER_MEMBER_JOINED, unit=HOA_BINH, valid_from=date(2023, 10, 1))
    left = (*LED, CLUSTER_MEMBER_LEFT, back)
    changing(*left, joined=(), units=(), left=(HOA_BINH,), valid_from=date(2023, 11, 1)).then(
        changed(CLUSTER_MEMBER_LEFT, since=date(2023, 10, 1), valid_from=date(2023, 11, 1))
    )
    again = changing(*LED, back, joined=(HOA_BINH,), left=(), units=(UNIT_REGISTERED,), valid_from=date(2023, 8, 1))
    again.then_rejected(AlreadyAMember, unit=HOA_BINH)


def test_a_unit_that_comes_back_is_a_member_until_its_next_membership_on_record():
    back = changed(CLUSTER_MEMBER_JOINED, unit=HOA_BINH, valid_from=date(2023, 10, 1))
    (joined,) = changing(
        *LED, CLUSTER_MEMBER_LEFT, back, joined=(HOA_BINH,), left=(), units=(UNIT_REGISTERED,), valid_from=date(2023, 8, 1)
    ).facts
    assert (joined.valid_to, joined.place) == (date(2023, 10, 1), 9)


def test_who_leads_or_deputises_leaves_when_others_were_recognised():
    for unit in (PHUOC_LONG, GIA_RAI):
        changing(*LED, joined=(), left=(unit,), units=()).then_rejected(LeadsThere, unit=unit, day=JULY)
    others = changed(LEADER_RECOGNISED, unit=HOA_BINH, valid_from=JULY), changed(DEPUTIES_RECOGNISED, units=(), valid_from=JULY)
    assert changing(*LED, *others, joined=(), left=(PHUOC_LONG,), units=()).facts
    changing(*LED, *others, joined=(), left=(HOA_BINH,), units=(), valid_from=MAY).then_rejected(LeadsThere)


def test_members_leave_who_were_there_and_not_on_their_first_day():
    changing(*LED, joined=(), left=(NOBODY,), units=()).then_rejected(NotAMember, unit=NOBODY)
    changing(*LED, CLUSTER_MEMBER_LEFT, joined=(), left=(HOA_BINH,), units=(), valid_from=date(2023, 8, 1)).then_rejected(
        NotAMember
    )
    first = changing(*LED, document=PLAN_RECORDED, joined=(), left=(HOA_BINH,), units=(), valid_from=date(2023, 2, 15))
    first.then_rejected(LeavesOnFirstDay, unit=HOA_BINH)


def test_units_join_that_are_there_and_may_be_in_such_a_cluster():
    changing(*LED, units=(None,)).then_rejected(UnknownUnit)
    given(CLUSTER, *LED).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).also(
        UNIT, CENTRE, changed(UNIT_DISSOLVED, unit=PROMOTION_CENTRE, valid_from=MAY)
    ).when(decide, CHANGE_MEMBERS).then_rejected(UnitNoMore)
    foreign = changed(CENTRE, authority=ELSEWHERE)
    changing(*LED, units=(foreign,)).then_rejected(ForeignAuthority)
    between = changed(CLUSTER_FORMED, level=ClusterLevel.INTER_PROVINCIAL)
    assert len(changing(between, units=(foreign,)).facts) == 2
    changing(*LED, joined=(HOA_BINH,), left=(HOA_BINH,)).then_rejected(UnitNamedTwice)


def test_members_change_within_the_cluster_s_days_in_own_clusters_and_not_before_their_decision():
    changing().then_rejected(UnknownCluster)
    changing(changed(CLUSTER_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    changing(*LED, valid_from=END).then_rejected(OutsideSeason)
    changing(*LED, valid_from=date(2023, 4, 19)).then_rejected(EffectiveBeforeDocument)


def test_a_cluster_never_outgrows_what_facts_can_hold():
    crowd = [changed(UNIT_REGISTERED, unit=UUID(f"01856d3f-5c00-7000-8001-{n:012}")) for n in range(500, 524)]
    joined = tuple(unit.unit for unit in crowd)
    changing(*LED, joined=joined, left=(), units=crowd).then_rejected(TooManyMembers, members=31, most=30)


def test_the_size_is_checked_when_a_cluster_is_formed_and_not_when_members_leave():
    small = changed(CLUSTER_FORMED, members=MEMBERS[:3])
    assert len(changing(small, joined=(), left=(MEMBERS[2],), units=()).facts) == 1


def test_leaders_are_members_for_as_long_as_they_lead():
    gone = (*LED, CLUSTER_MEMBER_LEFT)
    asked = given(CLUSTER, *gone).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED)
    named = but(RECOGNISE, leader=HOA_BINH, deputies=())
    asked.when(decide, but(named, valid_from=MAY)).then_rejected(NotAMemberThroughout, unit=HOA_BINH)
    asked.when(decide, but(named, valid_from=date(2023, 8, 1))).then_rejected(NotAMemberThroughout)
    others = changed(LEADER_RECOGNISED, unit=GIA_RAI, valid_from=JULY), changed(DEPUTIES_RECOGNISED, units=(), valid_from=JULY)
    until = given(CLUSTER, *gone, *others).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED)
    assert until.when(decide, but(named, valid_from=MAY)).facts


# The order in which members lead ------------------------------------------------------------------------------------


def rotating(*cluster, **fields):
    return given(CLUSTER, *cluster).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).when(decide, but(ROTATE, **fields))


def test_the_rotation_order_is_kept():
    rotating(*LED).then(LEADER_ROTATION_SET)
    rotating(*LED, LEADER_ROTATION_SET).then()
    rotating(*LED, LEADER_ROTATION_SET, units=(GIA_RAI, PHUOC_LONG)).then(
        changed(LEADER_ROTATION_SET, units=(GIA_RAI, PHUOC_LONG))
    )


def test_members_lead_by_turns_each_named_once():
    rotating(*LED, units=(GIA_RAI, NOBODY)).then_rejected(NotAMember, unit=NOBODY)
    rotating(*LED, units=(GIA_RAI, GIA_RAI)).then_rejected(UnitNamedTwice)
    rotating().then_rejected(UnknownCluster)
    rotating(changed(CLUSTER_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    with pytest.raises(ValidationError):
        but(ROTATE, units=(GIA_RAI,))


# Forming with an order, and with a year of its own -----------------------------------------------------------------------


def forming(**fields):
    asked = given(CLUSTER).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    for _ in MEMBERS:
        asked = asked.also(UNIT, UNIT_REGISTERED)
    return asked.when(decide, but(FORM, **fields))


def test_a_cluster_may_be_formed_with_the_order_in_which_its_members_lead():
    order = LEADER_ROTATION_SET.units
    forming(rotation=order).then(CLUSTER_FORMED, changed(LEADER_ROTATION_SET, document=FORM.document))
    forming(rotation=(GIA_RAI, NOBODY)).then_rejected(NotAMember, unit=NOBODY)


def test_a_cluster_may_have_days_of_its_own_a_school_year():
    (formed,) = forming(valid_from=date(2023, 9, 1), season_end=date(2024, 9, 1)).facts
    assert (formed.season, formed.valid_from, formed.season_end) == ("bac-lieu.2023", date(2023, 9, 1), date(2024, 9, 1))
    assert {claim.valid_to for claim in claims(formed) if claim.scope.startswith("member")} == {date(2024, 9, 1)}
    for end in (date(2023, 9, 1), date(2024, 9, 2)):
        forming(valid_from=date(2023, 9, 1), season_end=end).then_rejected(ClusterDaysNotAllowed)


# Carrying over ------------------------------------------------------------------------------------------------------


SEASON_2024 = changed(SEASON_OPENED, season="bac-lieu.2024", year=2024, first_day=END, end_day=date(2025, 1, 1))
FORMED_2024 = changed(
    CLUSTER_FORMED,
    cluster=CLUSTER_2024,
    season="bac-lieu.2024",
    valid_from=date(2024, 2, 15),
    season_end=date(2025, 1, 1),
    continues=CLUSTER_FORMED.cluster,
    line=CLUSTER_FORMED.cluster,
)


def carrying(*before, season=SEASON_2024, **fields):
    command = but(CARRY_OVER, **fields)
    asked = given(CLUSTER).also(SEASON, season).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED).also(CLUSTER, *before)
    for unit in command.members:
        asked = asked.also(UNIT, changed(UNIT_REGISTERED, unit=unit))
    return asked.when(decide, command)


def test_a_cluster_goes_on_in_a_new_season_and_names_the_one_that_it_continues():
    carrying(*LED).then(FORMED_2024)


def test_the_line_is_that_of_the_first_however_often_it_goes_on():
    before = changed(CLUSTER_FORMED, continues=NOBODY, line=NOBODY)
    (formed,) = carrying(before).facts
    assert (formed.continues, formed.line) == (CLUSTER_FORMED.cluster, NOBODY)


def test_what_differs_in_the_roll_is_stated_or_nothing_is_formed():
    members = (*MEMBERS[:-1], PROMOTION_CENTRE)
    carrying(*LED, members=members).then_rejected(DifferencesNotStated, joined=[PROMOTION_CENTRE], left=[MEMBERS[-1]])
    carrying(*LED, left=(MEMBERS[0],)).then_rejected(DifferencesNotStated, joined=[], left=[])
    (formed,) = carrying(*LED, members=members, joined=(PROMOTION_CENTRE,), left=(MEMBERS[-1],)).facts
    assert formed.members == members


def test_who_left_in_mid_season_is_no_member_of_before():
    carrying(*LED, CLUSTER_MEMBER_LEFT).then_rejected(DifferencesNotStated, joined=[HOA_BINH])
    carrying(*LED, CLUSTER_MEMBER_LEFT, joined=(HOA_BINH,)).then(FORMED_2024)


def test_the_rotation_goes_on_without_those_who_left_and_with_new_members_at_its_end():
    order = changed(LEADER_ROTATION_SET, units=(PHUOC_LONG, HOA_BINH, GIA_RAI))
    members = (*MEMBERS[:-1], PROMOTION_CENTRE)
    formed, rotation = carrying(*LED, order, members=members, joined=(PROMOTION_CENTRE,), left=(HOA_BINH,)).facts
    assert isinstance(rotation, LeaderRotationSet)
    assert (rotation.cluster, rotation.units) == (formed.cluster, (PHUOC_LONG, GIA_RAI, PROMOTION_CENTRE))


def test_a_cluster_of_an_earlier_season_that_is_over_goes_on_and_no_other():
    carrying().then_rejected(UnknownCluster)
    carrying(changed(CLUSTER_FORMED, authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    carrying(changed(CLUSTER_FORMED, season_end=date(2024, 9, 1))).then_rejected(NotAnEarlierCluster)
    carrying(changed(CLUSTER_FORMED, season="bac-lieu.2024")).then_rejected(NotAnEarlierCluster)


def test_the_size_is_checked_again_when_a_cluster_goes_on():
    sized = changed(SEASON_2024, members_min=8, members_max=30)
    carrying(*LED, season=sized).then_rejected(ClusterSizeNotAllowed, members=7, least=8)


def test_one_cluster_alone_goes_on_from_another():
    assert Claim("cluster-continued", str(CLUSTER_FORMED.cluster)) in list(claims(FORMED_2024))
    assert not [claim for claim in claims(CLUSTER_FORMED) if claim.scope == "cluster-continued"]


def test_a_member_s_fact_says_what_its_claim_needs():
    assert ClusterMemberJoined.model_fields.keys() >= {"season", "level", "valid_from", "valid_to"}
