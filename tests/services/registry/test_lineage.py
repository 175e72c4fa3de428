"""Units that are merged, split, dissolved and succeeded: who ends, who follows, with which share, and what then is free."""

from datetime import date
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    CHAU_HUNG,
    CHAU_HUNG_A,
    FIRST_OF_JULY,
    OLD_PHUOC_LONG,
    PHUOC_LONG,
    PROMOTION_CENTRE,
    SEASON_OPENED,
    STAFF_FIGURES_RECORDED,
    TOURISM_CENTRE,
    UNIT_CODE_CHANGED,
    UNIT_DISQUALIFIED,
    UNIT_DISSOLVED,
    UNIT_MERGED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_SPLIT,
    UNIT_SUCCEEDED,
    UNIT_TOOK_OVER,
    VINH_PHU_TAY,
    VINH_PHUOC,
)
from contracts.registry import Reorganisation, UnitKind, UnitShare
from infra.runtime.decisions import Claim, Release
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import CLUSTER, DOCUMENT, SEASON, UNIT, claims, decide
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
)
from services.registry.unit_commands import (
    MergedUnit,
)
from services.registry.unit_refusals import (
    SharesIncomplete,
    SplitThatDay,
    SuccessorIsThere,
    SuccessorNotMerged,
    UnitAlreadyRegistered,
    UnitNamedTwice,
    UnitNoMore,
    UnitNotYetThere,
    UnitThereLater,
    UnknownUnit,
)
from tests.services.registry.examples import (
    DISQUALIFY,
    DISSOLVE,
    ELSEWHERE,
    FIGURES,
    FORM,
    MERGE,
    NEW_VINH_PHUOC,
    PLAN_RECORDED,
    REGISTER,
    RESOLUTION_RECORDED,
    SPLIT,
    SUCCEED,
    SUSPEND,
    but,
)
from tests.specification import context, given

COMMUNE = changed(UNIT_REGISTERED, kind=UnitKind.COMMUNE, parent=None)
PHU_TAY = changed(COMMUNE, unit=VINH_PHU_TAY, name="Xã Vĩnh Phú Tây", code="31873")
OLD = changed(COMMUNE, unit=OLD_PHUOC_LONG, name="Xã Phước Long", code="31876")
NEW = changed(COMMUNE, unit=VINH_PHUOC, name="Xã Vĩnh Phước", code="31876", valid_from=FIRST_OF_JULY, document=MERGE.document)
CHAU = changed(COMMUNE, unit=CHAU_HUNG, name="Thị trấn Châu Hưng", code="31900")
CENTRE = changed(UNIT_REGISTERED, unit=TOURISM_CENTRE, code="MAU-TTDL")
NOON = context("2025-06-20T12:00")


def merging(successor=(), phu_tay=(PHU_TAY,), old=(OLD,), document=RESOLUTION_RECORDED):
    return given(UNIT, *successor).also(DOCUMENT, document).also(UNIT, *phu_tay).also(UNIT, *old)


def parts(*counts):
    return tuple(MergedUnit(unit=unit, parts=n) for unit, n in zip((VINH_PHU_TAY, OLD_PHUOC_LONG), counts, strict=True))


def test_units_are_merged_into_a_new_one():
    phu_tay_merged = changed(UNIT_MERGED, unit=VINH_PHU_TAY, code="31873")
    merging().when(decide, MERGE, NOON).then(phu_tay_merged, UNIT_MERGED, NEW, UNIT_TOOK_OVER)


def test_a_new_unit_takes_an_old_code_on_the_very_day():
    facts = merging().when(decide, MERGE, NOON).facts
    assert [claim for fact in facts for claim in claims(fact)] == [
        Release("unit-code", "31873", FIRST_OF_JULY),
        Release("unit-code", "31876", FIRST_OF_JULY),
        Claim("unit-code", "31876", FIRST_OF_JULY),
    ]


def test_shares_are_those_of_the_decision_and_sum_exactly():
    *_, took_over = merging().when(decide, but(MERGE, predecessors=parts(10_970, 3)), NOON).facts
    assert [(share.parts, share.of) for share in took_over.predecessors] == [(10_970, 10_973), (3, 10_973)]
    merging().when(decide, but(MERGE, predecessors=parts(7, None)), NOON).then_rejected(SharesIncomplete, unit=OLD_PHUOC_LONG)


def test_units_are_merged_into_one_of_them_which_lives_on():
    into = but(MERGE, successor=OLD_PHUOC_LONG, founded=None, predecessors=parts(1, 3))
    shares = (UnitShare(unit=VINH_PHU_TAY, parts=1, of=4), UnitShare(unit=OLD_PHUOC_LONG, parts=3, of=4))
    merging((OLD,)).when(decide, into, NOON).then(
        changed(UNIT_MERGED, unit=VINH_PHU_TAY, successor=OLD_PHUOC_LONG, code="31873", parts=1, of=4),
        changed(UNIT_TOOK_OVER, unit=OLD_PHUOC_LONG, predecessors=shares),
    )
    merging((OLD,)).when(decide, but(into, founded=NEW_VINH_PHUOC), NOON).then_rejected(SuccessorIsThere)


def test_a_merger_may_be_recorded_when_its_new_unit_was_registered_before():
    known = merging((changed(NEW, code="31873A"),))
    *_, took_over = known.when(decide, but(MERGE, founded=None), NOON).facts
    assert took_over == UNIT_TOOK_OVER
    known.when(decide, MERGE, NOON).then_rejected(UnitAlreadyRegistered)
    older = merging((changed(NEW, valid_from=date(2025, 6, 30)),))
    older.when(decide, but(MERGE, founded=None), NOON).then_rejected(SuccessorNotMerged)
    merging().when(decide, but(MERGE, founded=None), NOON).then_rejected(UnknownUnit, unit=VINH_PHUOC)


def test_a_unit_is_merged_once():
    merging((NEW,), (PHU_TAY, UNIT_MERGED)).when(decide, MERGE, NOON).then_rejected(UnitNoMore, unit=VINH_PHU_TAY)


def test_what_is_merged_is_there_known_and_one_s_own():
    merging(phu_tay=()).when(decide, MERGE, NOON).then_rejected(UnknownUnit, unit=VINH_PHU_TAY)
    young = changed(PHU_TAY, valid_from=date(2025, 7, 2))
    merging(phu_tay=(young,)).when(decide, MERGE, NOON).then_rejected(UnitNotYetThere)
    foreign = changed(PHU_TAY, authority=ELSEWHERE)
    merging(phu_tay=(foreign,)).when(decide, MERGE, NOON).then_rejected(ForeignAuthority)
    twice = but(MERGE, predecessors=(MergedUnit(unit=VINH_PHU_TAY), MergedUnit(unit=VINH_PHU_TAY)))
    merging().when(decide, twice, NOON).then_rejected(UnitNamedTwice)


def test_a_merger_rests_on_a_document_and_not_a_later_one():
    nobody = given(UNIT).also(DOCUMENT).also(UNIT, PHU_TAY).also(UNIT, OLD)
    nobody.when(decide, MERGE, NOON).then_rejected(UnknownDocument)
    later = changed(RESOLUTION_RECORDED, issued_on=date(2025, 7, 2))
    merging(document=later).when(decide, MERGE, NOON).then_rejected(EffectiveBeforeDocument)
    foreign = changed(RESOLUTION_RECORDED, authority=ELSEWHERE)
    merging(document=foreign).when(decide, MERGE, NOON).then_rejected(ForeignAuthority)


def test_a_new_unit_stands_under_a_unit_that_is_there():
    under = but(MERGE, founded=but(NEW_VINH_PHUOC, parent=PHUOC_LONG))
    district = merging().also(UNIT, UNIT_REGISTERED).when(decide, under, NOON)
    assert district.facts[2] == changed(NEW, parent=PHUOC_LONG)
    merging().also(UNIT).when(decide, under, NOON).then_rejected(UnknownUnit, unit=PHUOC_LONG)
    dissolved = merging().also(UNIT, UNIT_REGISTERED, UNIT_DISSOLVED)
    dissolved.when(decide, under, NOON).then_rejected(UnitNoMore, unit=PHUOC_LONG)
    below_old = but(MERGE, founded=but(NEW_VINH_PHUOC, parent=OLD_PHUOC_LONG))
    merging().also(UNIT, OLD).when(decide, below_old, NOON).then_rejected(UnitNoMore, unit=OLD_PHUOC_LONG)


@pytest.mark.parametrize(
    "told",
    [
        changed(UNIT_RENAMED, unit=VINH_PHU_TAY, valid_from=FIRST_OF_JULY),
        changed(UNIT_CODE_CHANGED, unit=VINH_PHU_TAY, valid_from=date(2025, 9, 1)),
        changed(UNIT_TOOK_OVER, unit=VINH_PHU_TAY),
        changed(UNIT_SPLIT, unit=VINH_PHU_TAY, valid_from=date(2025, 7, 2)),
    ],
)
def test_a_unit_does_not_end_before_what_is_on_record_of_it(told):
    refused = merging(phu_tay=(PHU_TAY, told)).when(decide, MERGE, NOON).then_rejected(UnitThereLater)
    assert refused.fields["last"] <= told.valid_from


def test_figures_of_a_later_day_do_not_keep_a_unit():
    """They were registered by mistake, and nobody can take them back: the decision that ended the unit holds."""
    later = changed(STAFF_FIGURES_RECORDED, unit=VINH_PHU_TAY, on=date(2025, 12, 31))
    assert merging(phu_tay=(PHU_TAY, later)).when(decide, MERGE, NOON).facts


# Split, dissolve, succeed ------------------------------------------------------------------------------------------


def splitting(unit=(CHAU,), parts=((CHAU,), ())):
    asked = given(UNIT, *unit).also(DOCUMENT, PLAN_RECORDED)
    for part in parts:
        asked = asked.also(UNIT, *part)
    return asked


FOUNDED_A = changed(
    COMMUNE, unit=CHAU_HUNG_A, name="Xã Châu Hưng A", code="31903", valid_from=SPLIT.valid_from, document=SPLIT.document
)
A_TOOK_OVER = changed(
    UNIT_TOOK_OVER,
    unit=CHAU_HUNG_A,
    manner=Reorganisation.SPLIT,
    predecessors=(UnitShare(unit=CHAU_HUNG, parts=5, of=12),),
    valid_from=SPLIT.valid_from,
    document=SPLIT.document,
)


def test_a_part_of_a_unit_is_split_off_and_it_lives_on():
    splitting().when(decide, SPLIT).then(UNIT_SPLIT, FOUNDED_A, A_TOOK_OVER)
    assert [*claims(UNIT_SPLIT)] == []


def test_a_unit_is_split_into_others_and_is_no_more():
    other = UUID("01856d3f-5c00-7000-8004-000000000099")
    first, second = SPLIT.parts
    away = but(SPLIT, parts=(but(first, unit=other, founded=but(second.founded, code="31900")), second))
    split, founded, _, *rest = splitting(parts=((), ())).when(decide, away).facts
    assert (split.code, [(s.unit, s.parts, s.of) for s in split.shares]) == ("31900", [(other, 7, 12), (CHAU_HUNG_A, 5, 12)])
    assert (founded.unit, founded.code) == (other, "31900")
    assert [fact.unit for fact in rest] == [CHAU_HUNG_A, CHAU_HUNG_A]
    assert [*claims(split)] == [Release("unit-code", "31900", SPLIT.valid_from)]


def test_the_same_split_again_is_nothing_to_do_and_another_one_is_refused():
    again = splitting((CHAU, UNIT_SPLIT), ((CHAU, UNIT_SPLIT), (FOUNDED_A, A_TOOK_OVER)))
    again.when(decide, SPLIT).then()
    first, second = SPLIT.parts
    again.when(decide, but(SPLIT, parts=(but(first, parts=8), second))).then_rejected(SplitThatDay)


def test_what_is_left_of_a_unit_is_merged_on_the_day_on_which_a_part_is_split_off():
    """As resolutions say it: a part of a commune goes to its neighbour, the rest is merged with another. In either order."""
    on = SPLIT.valid_from
    rest = merging(phu_tay=(PHU_TAY, changed(UNIT_SPLIT, unit=VINH_PHU_TAY)), document=PLAN_RECORDED)
    assert rest.when(decide, but(MERGE, valid_from=on), NOON).facts[0].unit == VINH_PHU_TAY
    ended = changed(UNIT_MERGED, unit=CHAU_HUNG, valid_from=on, code="31900")
    merged = splitting((CHAU, ended), ((CHAU, ended), ()))
    merged.when(decide, SPLIT).then(UNIT_SPLIT, FOUNDED_A, A_TOOK_OVER)
    day_after = but(SPLIT, valid_from=date(2023, 9, 2))
    merged.when(decide, day_after).then_rejected(UnitNoMore)


def test_a_part_goes_to_a_unit_that_is_there():
    first, second = SPLIT.parts
    to_old = but(SPLIT, parts=(first, but(second, founded=None)))
    there = splitting(parts=((CHAU,), (changed(FOUNDED_A, valid_from=date(2023, 1, 1)),)))
    there.when(decide, to_old).then(UNIT_SPLIT, A_TOOK_OVER)
    there.when(decide, SPLIT).then_rejected(UnitAlreadyRegistered)
    splitting().when(decide, to_old).then_rejected(UnknownUnit)
    ended = changed(UNIT_DISSOLVED, unit=CHAU_HUNG_A, valid_from=SPLIT.valid_from)
    splitting(parts=((CHAU,), (changed(FOUNDED_A, valid_from=date(2023, 1, 1)), ended))).when(decide, to_old).then_rejected(
        UnitNoMore
    )
    itself = but(SPLIT, parts=(but(first, founded=second.founded), second))
    splitting().when(decide, itself).then_rejected(SuccessorIsThere)
    splitting().when(decide, but(SPLIT, parts=(first, first))).then_rejected(UnitNamedTwice)


def test_a_unit_is_dissolved_once():
    there = given(UNIT, UNIT_REGISTERED).also(DOCUMENT, RESOLUTION_RECORDED)
    there.when(decide, DISSOLVE, NOON).then(UNIT_DISSOLVED)
    gone = given(UNIT, UNIT_REGISTERED, UNIT_DISSOLVED).also(DOCUMENT, RESOLUTION_RECORDED)
    gone.when(decide, DISSOLVE, NOON).then_rejected(UnitNoMore)
    there.when(decide, DISSOLVE, context(authority=ELSEWHERE)).then_rejected(ForeignAuthority)
    assert [*claims(UNIT_DISSOLVED)] == [Release("unit-code", "957", FIRST_OF_JULY)]


def test_the_code_that_is_free_is_the_one_that_the_unit_had_last():
    there = given(UNIT, UNIT_REGISTERED, UNIT_CODE_CHANGED).also(DOCUMENT, RESOLUTION_RECORDED)
    there.when(decide, DISSOLVE, NOON).then(changed(UNIT_DISSOLVED, code="957A"))


def test_a_unit_is_succeeded_by_a_new_one_or_by_one_that_is_there():
    asked = given(UNIT, CENTRE).also(DOCUMENT, PLAN_RECORDED)
    ended, founded, took_over = asked.also(UNIT).when(decide, SUCCEED).facts
    assert ended == UNIT_SUCCEEDED
    assert (founded.unit, founded.valid_from) == (PROMOTION_CENTRE, SUCCEED.valid_from)
    assert took_over.predecessors == (UnitShare(unit=TOURISM_CENTRE, parts=1, of=1),)
    there = asked.also(UNIT, changed(founded, valid_from=date(2023, 1, 1)))
    there.when(decide, but(SUCCEED, founded=None)).then(UNIT_SUCCEEDED, took_over)
    there.when(decide, SUCCEED).then_rejected(UnitAlreadyRegistered)
    asked.also(UNIT, CENTRE).when(decide, but(SUCCEED, successor=TOURISM_CENTRE)).then_rejected(UnitNamedTwice)
    given(UNIT, CENTRE, UNIT_SUCCEEDED).also(DOCUMENT, PLAN_RECORDED).also(UNIT).when(decide, SUCCEED).then_rejected(UnitNoMore)


# What a unit that is no more cannot be -------------------------------------------------------------------------------

GONE = changed(UNIT_DISSOLVED, valid_from=date(2023, 6, 1))


def test_a_unit_that_is_no_more_is_no_parent_and_gets_no_figures_and_is_not_suspended():
    ended = given(UNIT, UNIT_REGISTERED, GONE)
    year_end = context("2023-12-31T17:00")
    ended.when(decide, FIGURES, year_end).then_rejected(UnitNoMore)
    (figures,) = ended.when(decide, but(FIGURES, on=date(2023, 5, 31)), year_end).facts
    assert figures.on == date(2023, 5, 31)
    paper = ended.also(DOCUMENT, PLAN_RECORDED)
    paper.when(decide, but(SUSPEND, unit=PHUOC_LONG)).then_rejected(UnitNoMore)
    child = given(UNIT).also(DOCUMENT, PLAN_RECORDED).also(UNIT, UNIT_REGISTERED, GONE)
    child.when(decide, but(REGISTER, parent=PHUOC_LONG, valid_from=date(2023, 6, 1))).then_rejected(UnitNoMore)


def test_a_unit_that_is_no_more_is_put_into_no_cluster():
    asked = given(CLUSTER).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    gone_before = changed(GONE, valid_from=FORM.valid_from)
    for member in FORM.members:
        facts = (changed(UNIT_REGISTERED, unit=member), *([gone_before] if member == PHUOC_LONG else []))
        asked = asked.also(UNIT, *facts)
    asked.when(decide, FORM).then_rejected(UnitNoMore, unit=PHUOC_LONG, ended_on=FORM.valid_from)


def test_a_unit_that_is_no_more_is_disqualified_in_a_season_in_which_it_was_there():
    ended = given(UNIT, UNIT_REGISTERED, GONE).also(SEASON, SEASON_OPENED).also(DOCUMENT, PLAN_RECORDED)
    out = but(DISQUALIFY, unit=PHUOC_LONG)
    ended.when(decide, out).then(changed(UNIT_DISQUALIFIED, unit=PHUOC_LONG))
    next_season = changed(SEASON_OPENED, first_day=date(2023, 6, 1))
    after = given(UNIT, UNIT_REGISTERED, GONE).also(SEASON, next_season).also(DOCUMENT, PLAN_RECORDED)
    after.when(decide, out).then_rejected(UnitNoMore)
