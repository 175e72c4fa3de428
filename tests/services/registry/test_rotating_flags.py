"""The rotating flag has exactly one holder; its custody is a chain over the seasons, in whatever order it is recorded."""

from datetime import date
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    DECISION_661,
    FLAG,
    GIA_RAI,
    HOA_BINH,
    LEGAL_DOCUMENT_RECORDED,
    PHUOC_LONG,
    ROTATING_FLAG_HANDED_OVER,
    ROTATING_FLAG_REGISTERED,
    UNIT_DISSOLVED,
    UNIT_MERGED,
    UNIT_REGISTERED,
    UNIT_SPLIT,
)
from contracts.registry import UnitShare
from infra.runtime.decisions import Claim
from infra.runtime.errors import ForeignAuthority
from services.registry.cluster_refusals import (
    NotAMember,
    OutsideSeason,
    UnknownCluster,
)
from services.registry.custody import Custody, HandOver, How, chain_of, custody_on, holder_after
from services.registry.domain import CLUSTER, DOCUMENT, UNIT, claims, decide
from services.registry.domain import FLAG as FLAGS
from services.registry.fates import Fate, Manner
from services.registry.flag_refusals import (
    FlagAlreadyRegistered,
    FlagOfAnotherCluster,
    HandedOnByAnother,
    HandedOverThatDay,
    HandOverInFuture,
    HandsToItself,
    LeftToAuthority,
    NotTheHolder,
    UnknownFlag,
)
from services.registry.refusals import (
    EffectiveBeforeDocument,
    UnknownDocument,
)
from services.registry.unit_refusals import (
    UnitNoMore,
)
from tests.services.registry.examples import ELSEWHERE, HAND_OVER, NOBODY, PLAN_RECORDED, REGISTER_FLAG, but
from tests.specification import context, given

APRIL, MAY, JUNE, JULY = date(2023, 4, 20), date(2023, 5, 1), date(2023, 6, 1), date(2023, 7, 1)
A, B, C, NEW = (UUID(int=n) for n in range(1, 5))
TODAY = context("2024-06-01T08:00")

# The chain --------------------------------------------------------------------------------------------------------


def merged(day, into):
    return [Fate(day, Manner.MERGER, (into,))]


def links(*hand_overs, fates=None, first=APRIL):
    return [(link.since, link.holder, link.how) for link in chain_of(first, hand_overs, fates or {})]


FIRST, THEN = HandOver(APRIL, None, A), HandOver(JULY, A, B)


def test_custody_is_a_chain_of_hand_overs():
    assert links(FIRST, THEN) == [(APRIL, A, How.REGISTERED), (JULY, B, How.HANDED_OVER)]
    chain = chain_of(APRIL, (FIRST, THEN), {})
    assert [custody_on(day, chain)[0].holder for day in (APRIL, date(2023, 6, 30), JULY, date(2030, 1, 1))] == [A, A, B, B]


def test_a_merged_holder_s_successor_holds_it_from_that_day_by_an_automatic_link():
    went = {A: merged(MAY, NEW), NEW: merged(JUNE, C)}
    assert links(FIRST, HandOver(JULY, C, B), fates=went) == [
        (APRIL, A, How.REGISTERED),
        (MAY, NEW, How.MERGER),
        (JUNE, C, How.MERGER),
        (JULY, B, How.HANDED_OVER),
    ]
    assert links(FIRST, fates={A: [Fate(MAY, Manner.SUCCESSION, (NEW,))]})[-1] == (MAY, NEW, How.SUCCESSION)


@pytest.mark.parametrize(
    ("fate", "how"),
    [
        (Fate(MAY, Manner.SPLIT, (B, C)), How.SPLIT),
        (Fate(MAY, Manner.SPLIT, (B,), lives_on=True), How.SPLIT),
        (Fate(MAY, Manner.DISSOLUTION), How.DISSOLUTION),
    ],
)
def test_if_the_holder_is_split_or_dissolved_the_managing_authority_holds_it_until_the_next_hand_over(fate, how):
    assert links(FIRST, HandOver(JULY, None, B), fates={A: [fate]}) == [
        (APRIL, A, How.REGISTERED),
        (MAY, None, how),
        (JULY, B, How.HANDED_OVER),
    ]


def test_what_became_of_a_holder_before_it_took_the_flag_or_after_it_gave_it_away_changes_nothing():
    parted = {B: [Fate(MAY, Manner.SPLIT, (C,), lives_on=True)], A: merged(date(2023, 8, 1), NEW)}
    assert links(FIRST, THEN, fates=parted) == [(APRIL, A, How.REGISTERED), (JULY, B, How.HANDED_OVER)]


def test_on_the_day_of_a_hand_over_who_takes_holds_whatever_else_happens():
    assert links(FIRST, HandOver(MAY, NEW, B), fates={A: merged(MAY, NEW)})[1:] == [(MAY, B, How.HANDED_OVER)]
    assert holder_after(A, APRIL, MAY, {A: merged(MAY, NEW)}) == NEW
    assert holder_after(A, APRIL, date(2023, 4, 30), {A: merged(MAY, NEW)}) == A
    assert Custody(MAY, NEW, How.MERGER) in chain_of(APRIL, (FIRST,), {A: merged(MAY, NEW)})


# Decisions --------------------------------------------------------------------------------------------------------


def registering(*flag, cluster=(CLUSTER_FORMED,), document=PLAN_RECORDED, **fields):
    asked = given(FLAGS, *flag).also(CLUSTER, *cluster).also(DOCUMENT, *([document] if document else []))
    return asked.when(decide, but(REGISTER_FLAG, **fields))


def test_a_flag_is_registered_for_a_cluster_and_all_that_go_on_from_it():
    registering().then(ROTATING_FLAG_REGISTERED)
    assert list(claims(ROTATING_FLAG_REGISTERED)) == [Claim("rotating-flag", str(CLUSTER_FORMED.cluster))]
    (later,) = registering(cluster=(changed(CLUSTER_FORMED, continues=NOBODY, line=NOBODY),)).facts
    assert later.line == NOBODY


def test_a_flag_is_registered_once_for_an_own_cluster_with_a_member_as_its_holder():
    registering(ROTATING_FLAG_REGISTERED).then_rejected(FlagAlreadyRegistered)
    registering(cluster=()).then_rejected(UnknownCluster)
    registering(cluster=(changed(CLUSTER_FORMED, authority=ELSEWHERE),)).then_rejected(ForeignAuthority)
    registering(document=None).then_rejected(UnknownDocument)
    asked = given(FLAGS).also(CLUSTER, CLUSTER_FORMED).also(DOCUMENT, PLAN_RECORDED).also(UNIT, UNIT_REGISTERED)
    assert asked.when(decide, but(REGISTER_FLAG, holder=PHUOC_LONG)).facts[0].holder == PHUOC_LONG
    asked.when(decide, but(REGISTER_FLAG, holder=NOBODY)).then_rejected(NotAMember)


REGISTERED = (ROTATING_FLAG_REGISTERED,)
HANDED = (ROTATING_FLAG_REGISTERED, ROTATING_FLAG_HANDED_OVER)


def handing(*flag, hands, takes, on=JULY, units=None, at=TODAY, cluster=CLUSTER_FORMED, document=PLAN_RECORDED, **fields):
    command = but(HAND_OVER, hands=hands, takes=takes, on=on, **fields)
    asked = given(FLAGS, *flag).also(CLUSTER, cluster).also(DOCUMENT, document).also(DOCUMENT, PLAN_RECORDED)
    for unit in command.units:
        asked = asked.also(UNIT, *(units or {}).get(unit, (changed(UNIT_REGISTERED, unit=unit),)))
    return asked.when(decide, command, at)


def one(facts):
    (fact,) = facts.facts
    return fact


def test_the_flag_is_handed_over_by_who_holds_it_to_a_member():
    handing(*REGISTERED, hands=None, takes=PHUOC_LONG, on=APRIL).then(
        changed(ROTATING_FLAG_HANDED_OVER, document=HAND_OVER.document)
    )
    assert one(handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI)).takes == GIA_RAI
    assert one(handing(*HANDED, hands=PHUOC_LONG, takes=None)).takes is None


def test_the_same_hand_over_again_says_nothing_new():
    handing(*HANDED, hands=None, takes=PHUOC_LONG, on=APRIL).then()


def test_nobody_hands_over_what_another_one_holds():
    handing(*HANDED, hands=GIA_RAI, takes=HOA_BINH).then_rejected(NotTheHolder, holder=PHUOC_LONG)
    handing(*HANDED, hands=None, takes=HOA_BINH).then_rejected(NotTheHolder, holder=PHUOC_LONG)
    handing(*REGISTERED, hands=PHUOC_LONG, takes=HOA_BINH).then_rejected(NotTheHolder, holder="bac-lieu")
    handing(*HANDED, hands=PHUOC_LONG, takes=PHUOC_LONG).then_rejected(HandsToItself)
    handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI, on=APRIL).then_rejected(HandedOverThatDay)


def test_a_hand_over_is_recorded_in_any_order_that_contradicts_no_other():
    """Behind the last one, or before the first day told of, to whoever held the flag then; between two it never fits."""
    began = changed(ROTATING_FLAG_REGISTERED, holder=PHUOC_LONG, valid_from=JUNE)
    before = handing(began, hands=GIA_RAI, takes=PHUOC_LONG, on=MAY)
    assert one(before).hands == GIA_RAI
    handing(began, hands=GIA_RAI, takes=HOA_BINH, on=MAY).then_rejected(HandedOnByAnother, holder=PHUOC_LONG, day=JUNE)
    earlier = changed(ROTATING_FLAG_HANDED_OVER, hands=GIA_RAI, takes=PHUOC_LONG, on=MAY)
    assert one(handing(began, earlier, hands=HOA_BINH, takes=GIA_RAI, on=APRIL)).takes == GIA_RAI
    handing(began, earlier, hands=HOA_BINH, takes=PHUOC_LONG, on=APRIL).then_rejected(HandedOnByAnother, holder=GIA_RAI)
    last = changed(ROTATING_FLAG_HANDED_OVER, hands=PHUOC_LONG, takes=GIA_RAI, on=JULY)
    handing(*HANDED, last, hands=PHUOC_LONG, takes=HOA_BINH, on=JUNE).then_rejected(HandedOnByAnother, holder=PHUOC_LONG)


GONE = changed(UNIT_MERGED, unit=PHUOC_LONG, successor=GIA_RAI, valid_from=MAY)
OF_PHUOC_LONG = changed(UNIT_REGISTERED, unit=PHUOC_LONG)


def test_the_successor_hands_over_what_came_to_it_by_a_merger():
    units = {PHUOC_LONG: (OF_PHUOC_LONG, GONE)}
    handing(*HANDED, hands=PHUOC_LONG, takes=HOA_BINH, units=units).then_rejected(UnitNoMore, unit=PHUOC_LONG)
    fit = handing(*HANDED, hands=GIA_RAI, takes=HOA_BINH, units=units, inherited=(PHUOC_LONG,))
    assert (one(fit).hands, one(fit).takes) == (GIA_RAI, HOA_BINH)
    handing(*HANDED, hands=GIA_RAI, takes=HOA_BINH, on=date(2023, 4, 30), units=units, inherited=(PHUOC_LONG,)).then_rejected(
        NotTheHolder, holder=PHUOC_LONG
    )
    between = {
        **units,
        GIA_RAI: (changed(UNIT_REGISTERED, unit=GIA_RAI), changed(GONE, unit=GIA_RAI, successor=NEW, valid_from=JUNE)),
    }
    twice = handing(*HANDED, hands=NEW, takes=HOA_BINH, units=between, inherited=(PHUOC_LONG, GIA_RAI))
    assert one(twice).hands == NEW
    handing(*HANDED, hands=NEW, takes=HOA_BINH, units=units, inherited=(PHUOC_LONG,)).then_rejected(NotTheHolder, holder=GIA_RAI)


SHARES = (UnitShare(unit=PHUOC_LONG, parts=1, of=2), UnitShare(unit=NEW, parts=1, of=2))
SPLIT = changed(UNIT_SPLIT, unit=PHUOC_LONG, valid_from=MAY, shares=SHARES)


@pytest.mark.parametrize("fate", [changed(UNIT_DISSOLVED, unit=PHUOC_LONG, valid_from=MAY), SPLIT], ids=["dissolved", "split"])
def test_the_managing_authority_hands_over_what_a_unit_held_that_was_split_or_dissolved(fate):
    units = {PHUOC_LONG: (OF_PHUOC_LONG, fate)}
    assert one(handing(*HANDED, hands=None, takes=HOA_BINH, units=units, inherited=(PHUOC_LONG,))).hands is None
    handing(*HANDED, hands=GIA_RAI, takes=HOA_BINH, units=units, inherited=(PHUOC_LONG,)).then_rejected(
        LeftToAuthority, holder="bac-lieu", unit=PHUOC_LONG, since=MAY
    )


def test_a_refused_hand_over_says_what_to_do_of_splits_and_dissolutions_as_of_mergers():
    """Registry looks at the units named alone; without them it cannot tell what became of the holder."""
    unnamed = handing(*HANDED, hands=None, takes=HOA_BINH).then_rejected(NotTheHolder, holder=PHUOC_LONG)
    split = OF_PHUOC_LONG, SPLIT
    named = handing(*HANDED, hands=PHUOC_LONG, takes=HOA_BINH, units={PHUOC_LONG: split})
    for refused in (unnamed, named.then_rejected(LeftToAuthority, unit=PHUOC_LONG)):
        said = refused.to_document()
        assert said["code"] == "not-the-holder"
        assert "chia tách hoặc giải thể" in said["vi"]
        assert "split or dissolved" in said["en"]
        assert "`inherited`" in said["en"]


def test_a_flag_is_taken_by_a_member_on_a_day_of_the_cluster_that_has_come():
    handing(*HANDED, hands=PHUOC_LONG, takes=NEW).then_rejected(NotAMember, unit=NEW)
    handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI, on=date(2024, 1, 1)).then_rejected(OutsideSeason)
    handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI, at=context("2023-06-30T08:00")).then_rejected(HandOverInFuture)
    gone = {GIA_RAI: (changed(UNIT_REGISTERED, unit=GIA_RAI), changed(UNIT_DISSOLVED, unit=GIA_RAI, valid_from=JUNE))}
    handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI, units=gone).then_rejected(UnitNoMore, unit=GIA_RAI)
    late = changed(LEGAL_DOCUMENT_RECORDED, document=DECISION_661, issued_on=date(2023, 8, 1))
    handing(*HANDED, hands=PHUOC_LONG, takes=GIA_RAI, document=late).then_rejected(EffectiveBeforeDocument)


def test_a_flag_is_handed_over_in_its_own_line_of_clusters_and_by_its_authority():
    handing(hands=None, takes=PHUOC_LONG).then_rejected(UnknownFlag, flag=FLAG)
    handing(changed(ROTATING_FLAG_REGISTERED, authority=ELSEWHERE), hands=None, takes=PHUOC_LONG).then_rejected(ForeignAuthority)
    other = changed(CLUSTER_FORMED, cluster=NOBODY)
    handing(*REGISTERED, hands=None, takes=PHUOC_LONG, cluster=other).then_rejected(FlagOfAnotherCluster)
    next_year = changed(CLUSTER_FORMED, cluster=NOBODY, continues=CLUSTER_FORMED.cluster, line=CLUSTER_FORMED.cluster)
    assert one(handing(*REGISTERED, hands=None, takes=PHUOC_LONG, cluster=next_year))
