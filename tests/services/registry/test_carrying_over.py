"""What became of last year's members, who would lead by rotation, who acts, and what an officer is told to look at."""

from datetime import date
from uuid import UUID

import pytest

from contracts.rules import ClusterRules
from services.registry.carrying_over import acting_leader, differences, next_leader, proposed_roll
from services.registry.cluster_views import MemberView, TermView
from services.registry.cluster_warnings import of_size, warnings_of
from services.registry.fates import Fate, Manner, fates_of, standing_on

A, B, C, D, NEW, PART = (UUID(int=n) for n in range(1, 7))
SPRING, SUMMER, AUTUMN = date(2023, 3, 1), date(2023, 6, 1), date(2023, 9, 1)
LAST, NEXT = date(2023, 12, 31), date(2024, 1, 1)


def link(unit, day, manner, successor, *, ended=True):
    return {"unit": unit, "day": day, "manner": manner, "successor": successor, "ended": ended}


FATES = fates_of(
    [
        link(A, SUMMER, "merger", NEW),
        link(B, SUMMER, "merger", NEW),
        link(C, SUMMER, "split", PART, ended=False),
        link(D, SUMMER, "dissolution", None),
        link(NEW, AUTUMN, "succession", PART),
    ]
)


def test_what_became_of_a_unit_is_followed_from_day_to_day():
    assert FATES[C] == [Fate(SUMMER, Manner.SPLIT, (PART,), lives_on=True)]
    assert standing_on(A, SPRING, date(2023, 5, 31), FATES) == (A,)
    assert standing_on(A, SPRING, SUMMER, FATES) == (NEW,)
    assert standing_on(A, SPRING, AUTUMN, FATES) == (PART,)
    assert standing_on(C, SPRING, AUTUMN, FATES) == (C, PART)
    assert standing_on(D, SPRING, SUMMER, FATES) == ()
    assert standing_on(D, SPRING, date(2023, 5, 31), FATES) == (D,)


def test_carrying_over_shows_who_is_gone_with_their_successors_and_who_stays():
    found = differences(dict.fromkeys((A, B, C, D), SPRING), AUTUMN, FATES)
    assert [(each.unit, each.became, each.stays) for each in found] == [
        (A, (PART,), False),
        (B, (PART,), False),
        (C, (C, PART), True),
        (D, (), False),
    ]
    assert proposed_roll(found) == (PART, C)


@pytest.mark.parametrize(
    ("last", "became", "leads"),
    [
        (A, {A: (A,), B: (B,), C: (C,)}, B),
        (C, {A: (A,), B: (B,), C: (C,)}, A),
        (A, {A: (A,), B: (), C: (C,)}, C),
        (A, {A: (A,), B: (NEW,), C: (C,)}, NEW),
        (A, {A: (A,), B: (NEW, PART), C: (C,)}, C),
        (A, {A: (A,), B: (B, PART), C: (C,)}, B),
        (D, {A: (A,), B: (B,), C: (C,)}, A),
        (None, {A: (A,), B: (B,), C: (C,)}, A),
        (A, {}, None),
    ],
)
def test_who_leads_next_is_the_next_in_the_rotation_who_is_still_there(last, became, leads):
    assert next_leader((A, B, C), last, became) == leads
    assert next_leader((), last, became) is None


def test_if_the_year_has_no_leader_yet_last_year_s_leader_acts_where_the_pack_says_so():
    assert acting_leader(A, (A, B), last_leader_acts=True) == A
    assert acting_leader(A, (A, B), last_leader_acts=False) is None
    assert acting_leader(A, (B, C), last_leader_acts=True) is None
    assert acting_leader(None, (B, C), last_leader_acts=True) is None


RULES = ClusterRules(members_min=3, members_max=30, usual_members_min=5, usual_members_max=20, basis="Thực tế.")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (2, ["fewer-members-than-allowed"]),
        (3, ["fewer-members-than-usual"]),
        (4, ["fewer-members-than-usual"]),
        (5, []),
        (20, []),
        (21, ["more-members-than-usual"]),
        (31, ["more-members-than-allowed"]),
    ],
)
def test_beyond_the_usual_sizes_there_is_a_warning(members, said):
    assert [warning.code for warning in of_size(members, RULES)] == said
    assert not list(of_size(members, None))


def member(unit, ended_on=None):
    return MemberView(
        place=1, unit=unit, name="Xã A", code="1", valid_from=SPRING, valid_to=NEXT, ended_on=ended_on, passed_on=None
    )


def codes(*members, leaders=None, acting=None, day=SUMMER):
    return [warning.code for warning in warnings_of(members, leaders, acting, None, day)]


def test_a_member_that_is_no_more_is_noticed_from_its_day_on():
    led = TermView(valid_from=SPRING, leader=B, deputies=(), document=D)
    assert codes(member(A, SUMMER), member(B), leaders=led) == ["member-is-no-more"]
    assert codes(member(A, SUMMER), member(B), leaders=led, day=date(2023, 5, 31)) == []


def test_a_leader_or_deputy_that_is_gone_is_noticed():
    led = TermView(valid_from=SPRING, leader=A, deputies=(C,), document=D)
    assert codes(member(A, SUMMER), member(B), leaders=led) == ["member-is-no-more", "leader-is-gone", "leader-is-gone"]
    assert codes(member(A), member(C), leaders=led) == []


def test_a_year_without_a_leader_says_who_acts_or_that_nobody_does():
    assert codes(member(A)) == ["no-leader"]
    assert codes(member(A), acting=A) == ["last-leader-acts"]
