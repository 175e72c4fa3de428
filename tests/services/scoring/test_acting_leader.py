"""Last year's leader acts while the year has none: DOMAIN's leaders and deputies, as scoring asks for them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    DEPUTIES_RECOGNISED,
    GIA_RAI,
    HONG_DAN,
    LEADER_RECOGNISED,
    PLAN,
    RULE_PACK_ADOPTED,
    SEASON_OPENED,
    UNIT_REGISTERED,
)
from contracts.rules import ClusterRules
from contracts.scoring import DepartureManner
from services.scoring.known import Departed
from tests.services.scoring.cluster import LEADER, knowing
from tests.services.scoring.town import Town
from tests.services.voice import Voice
from tests.system import System

APRIL = LEADER_RECOGNISED.valid_from


def test_if_the_year_has_none_yet_last_year_s_leader_acts_until_one_is_recognised():
    known = knowing(last_leader=HONG_DAN)
    assert known.leader_on(date(2023, 4, 19)) == HONG_DAN
    assert known.leader_on(APRIL) == LEADER
    assert knowing().leader_on(date(2023, 4, 19)) is None


def test_last_year_s_leader_acts_where_it_is_a_member_still():
    assert knowing(last_leader=uuid.uuid4()).leader_on(date(2023, 4, 19)) is None
    gone = Departed(HONG_DAN, date(2023, 4, 1), DepartureManner.MERGED, (GIA_RAI,), PLAN)
    known = knowing(last_leader=HONG_DAN, departures=(gone,))
    assert known.leader_on(date(2023, 3, 31)) == HONG_DAN
    assert known.leader_on(date(2023, 4, 1)) is None


def test_a_leader_that_departed_leads_no_more_and_nobody_in_its_place_until_another_is_recognised():
    """Leaders are members. Last year's leader acts while the year has had none, not when it has lost its own."""
    gone = Departed(LEADER, date(2023, 6, 1), DepartureManner.MERGED, (GIA_RAI,), PLAN)
    known = knowing(last_leader=HONG_DAN, departures=(gone,))
    assert known.leader_on(date(2023, 5, 31)) == LEADER
    assert known.leader_on(date(2023, 6, 1)) is None
    again = replace(known, leaders=(*known.leaders, (date(2023, 7, 1), GIA_RAI)))
    assert again.leader_on(date(2023, 7, 1)) == GIA_RAI


def test_where_all_have_departed_on_one_day_who_led_last_verifies_on():
    """Districts ended all on 01/07/2025: nobody is left who could be recognised, and what is under way has to come to an end."""
    last = date(2023, 7, 1)
    known = knowing()
    gone = tuple(Departed(unit, last, DepartureManner.DISSOLVED, (), PLAN) for unit in known.members)
    assert replace(known, departures=gone).leader_on(last) == LEADER
    one_stays = tuple(each for each in gone if each.unit != HONG_DAN)
    assert replace(known, departures=one_stays).leader_on(last) is None


def test_for_a_deputy_that_departed_the_next_one_acts():
    known = knowing(deputies=((APRIL, (GIA_RAI, HONG_DAN)),))
    assert known.first_deputy_on(APRIL) == GIA_RAI
    gone = Departed(GIA_RAI, APRIL, DepartureManner.DISSOLVED, (), PLAN)
    assert replace(known, departures=(gone,)).first_deputy_on(APRIL) == HONG_DAN
    both = (gone, replace(gone, unit=HONG_DAN))
    assert replace(known, departures=both).first_deputy_on(APRIL) is None


def test_who_acts_has_the_deputies_of_this_year_alone():
    known = knowing(last_leader=HONG_DAN)
    assert known.first_deputy_on(date(2023, 4, 19)) is None
    assert known.first_deputy_on(APRIL) == GIA_RAI


def test_the_acting_leader_sets_targets_until_another_is_recognised(scoring: System, voice: Voice):
    """Where the season's rule pack lets it; a pack that is silent about it names nobody. Through the read model."""
    for acts in (True, None):
        town = Town(scoring, voice)
        before, last = uuid.uuid4(), town.units[2]
        of = {"authority": town.authority, "members": town.units}
        rules = ClusterRules(last_leader_acts=acts, basis="Thực tế đã thấy.")
        town.says(
            changed(RULE_PACK_ADOPTED, authority=town.authority, clusters=rules),
            *(
                changed(UNIT_REGISTERED, unit=unit, authority=town.authority, name=f"Xa {n}", code=f"{n}", parent=None)
                for n, unit in enumerate(town.units)
            ),
            changed(SEASON_OPENED, authority=town.authority, season=f"{town.authority}.2022", year=2022),
            changed(CLUSTER_FORMED, cluster=before, season=f"{town.authority}.2022", **of),
            changed(LEADER_RECOGNISED, cluster=before, unit=town.deputy, valid_from=date(2022, 3, 1)),
            changed(LEADER_RECOGNISED, cluster=before, unit=last, valid_from=date(2022, 8, 1)),
            changed(SEASON_OPENED, authority=town.authority, season=town.season),
            changed(CLUSTER_FORMED, cluster=town.cluster, season=town.season, continues=before, line=before, **of),
        )
        town.drafted()
        targets = town.targets(last, **{"I.1": "80", "I.2": "20"})
        assert (town.officer(last).command("set-targets", targets, if_match=0).status_code == 200) is bool(acts)
        recognised = {"cluster": town.cluster}
        town.says(
            changed(LEADER_RECOGNISED, **recognised, unit=town.leader),
            changed(DEPUTIES_RECOGNISED, **recognised, units=(town.deputy,)),
        )
        again = town.targets(town.deputy, **{"I.1": "80", "I.2": "20"})
        assert town.officer(last).command("set-targets", again, if_match=0).status_code == 403
        assert town.officer(town.leader).command("set-targets", again, if_match=0).status_code == 200
