"""Which seasons are open, who takes part in which cluster, and who leads it."""

from datetime import date

import pytest
from pydantic import ValidationError

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
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
from contracts.registry import ClusterLevel
from contracts.rules import AwardCode, ClusterRules
from infra.runtime.errors import ForeignAuthority
from services.registry.cluster_refusals import (
    ClusterAlreadyFormed,
    ClusterSizeNotAllowed,
    LeaderIsDeputy,
    LeadersAlreadyRecognised,
    NotAMember,
    OutsideSeason,
    UnknownCluster,
)
from services.registry.domain import CLUSTER, DOCUMENT, RULE_PACK, SEASON, UNIT, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    PackNotAdopted,
    PackNotValid,
    SeasonAlreadyOpened,
    SeasonTooFarAhead,
    UnknownDocument,
    UnknownSeason,
)
from services.registry.unit_refusals import (
    UnitNamedTwice,
    UnitNotYetThere,
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
    but,
)
from tests.specification import given

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
