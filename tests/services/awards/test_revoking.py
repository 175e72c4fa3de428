"""Decisions that take away: cancelled or revoked, told in public, asked back; what they free and what stays for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import ValidationError

from contracts.amendments import AmendmentSigned, AwardPaid, AwardRevoked, DecisionAmended, Ground, ReturnDemanded
from contracts.awards import AwardGranted, DecisionSigned
from contracts.base import Fact
from contracts.public import PublicAwardRevoked
from contracts.rules import AwardCode
from infra.runtime.decisions import Release
from infra.runtime.errors import ForeignAuthority
from services.awards import refusals
from services.awards.amendment_commands import CancelDecision, RevokeAwards
from services.awards.amendment_refusals import ActTooEarly, CalendarSilent, DecisionIsThere, NotGranted, NotInForce, PackSilent
from services.awards.claims import claims
from services.awards.commands import GrantAwards
from services.awards.decision import DECISION, evolve_decision
from services.awards.domain import PUBLIC_AWARD, decide
from services.awards.known import Unit
from services.awards.register import AWARD
from services.awards.signing import granted
from tests.services.awards.behind import ACT, CERTIFICATE_ITEM, FLAG_GRANTED, FLAG_ITEM, SIGNED, act, at, drafted, facing, signed
from tests.services.awards.examples import CERTIFICATE, CLUSTER, DRAFTED, FLAG, PACK_2024, SEASON, known, unit
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.services.awards.shipped import PACKS
from tests.specification import fold, given

PAID = AwardPaid(
    award_id=FLAG_ITEM.award_id,
    register_number=FLAG_ITEM.register_number,
    amount=14_400_000,
    paid_on=date(2024, 1, 30),
    voucher="UNC-1",
)


def revocation(*awards: UUID, **fields: Any) -> RevokeAwards:
    return act(RevokeAwards, **{"awards": awards or (FLAG_ITEM.award_id,), "ground": Ground.FALSE_DECLARATION, **fields})


def cancellation(*awards: UUID, **fields: Any) -> CancelDecision:
    return act(CancelDecision, awards=awards or tuple(item.award_id for item in SIGNED.items), **fields)


def revoked(command: RevokeAwards | None = None, *award: Fact, **caller: Any) -> Any:
    return facing(award or (FLAG_GRANTED, PAID)).when(decide, command or revocation(), at(**caller))


def test_an_award_is_revoked_by_decision_told_in_public_and_asked_back():
    signed_act, amended, gone, public, demand = revoked().facts
    assert isinstance(signed_act, AmendmentSigned)
    assert isinstance(amended, DecisionAmended)
    assert isinstance(gone, AwardRevoked)
    assert isinstance(public, PublicAwardRevoked)
    assert isinstance(demand, ReturnDemanded)
    assert (gone.ground, gone.revoked_on, gone.decision_number) == ("false-declaration", date(2024, 6, 7), "1201/QĐ-UBND")
    assert (public.register_number, public.ground, public.revoked_on) == (gone.register_number, gone.ground, gone.revoked_on)
    assert not {"explanation", "reason"} & set(type(public).model_fields)
    assert (demand.with_object, demand.money, demand.demanded_on, demand.due_on) == (
        *(True, 14_400_000),
        *(date(2024, 6, 7), date(2024, 6, 28)),
    )


def test_fifteen_working_days_are_counted_by_the_packs_calendar():
    """Signed on Friday 12 April 2024: 18 April (giỗ Tổ), 30 April and 1 May are no working days in the shipped list."""
    demand = revoked(revocation(signed_on=date(2024, 4, 12))).facts[-1]
    holidays = [day for year in calendar_of("2024").years for holiday in year.holidays for day in holiday.days]
    make_up = [day for year in calendar_of("2024").years for day in year.make_up_days]
    counted, day = 0, date(2024, 4, 12)
    while counted < 15:
        day = date.fromordinal(day.toordinal() + 1)
        counted += day in make_up or (day.isoweekday() <= 5 and day not in holidays)
    assert demand.due_on == day


def calendar_of(name: str) -> Any:
    return next(pack.calendar for pack in PACKS if pack.name == name and pack.calendar is not None)


def test_what_was_not_paid_is_not_asked_back_but_the_object_is():
    demand = revoked(None, FLAG_GRANTED).facts[-1]
    assert (demand.with_object, demand.money) == (True, 0)


@pytest.mark.parametrize("ground", ["false-declaration", "forged-papers", "contrary-to-law", "violation-in-period"])
def test_the_grounds_are_those_of_the_law(ground):
    assert revoked(revocation(ground=Ground(ground))).facts[2].ground == ground
    with pytest.raises(ValidationError):
        revocation(ground=Ground.DECISION_CANCELLED)


def test_an_award_is_revoked_once():
    _, amended, gone, *_ = revoked().facts
    again = revocation(decision=UUID(int=8), number=1300)
    facing((FLAG_GRANTED, gone), target=(DRAFTED, SIGNED, amended)).when(decide, again, at()).then_rejected(
        NotInForce, numbers=FLAG_ITEM.register_number
    )


def test_what_is_not_in_the_register_is_cancelled_and_not_revoked():
    facing(()).when(decide, revocation(), at()).then_rejected(NotGranted, awards=FLAG_ITEM.register_number)


def test_a_decision_is_cancelled_whole_with_what_was_granted_under_it():
    others = [()] * 3
    facts = facing((FLAG_GRANTED, PAID), *others).when(decide, cancellation(), at()).facts
    assert [type(fact).__name__ for fact in facts] == [
        *("AmendmentSigned", "DecisionAmended", "AwardRevoked", "PublicAwardRevoked", "ReturnDemanded")
    ]
    assert facts[0].ground is facts[2].ground is Ground.DECISION_CANCELLED
    assert len(facts[0].withdrawals) == 4
    assert facts[1].freed == (CLUSTER,)


def test_a_cancelled_item_is_not_granted_any_more():
    facts = facing(()).when(decide, cancellation(CERTIFICATE_ITEM.award_id), at()).facts
    assert facts[1].freed == ()
    grant = GrantAwards(decision=DECISION_ID, awards=(CERTIFICATE_ITEM.award_id,))
    given(DECISION, DRAFTED, SIGNED, facts[1]).also(AWARD).also(PUBLIC_AWARD).when(decide, grant, at()).then_rejected(
        NotInForce, numbers=CERTIFICATE_ITEM.register_number
    )


def test_what_is_taken_away_gives_back_its_claims_but_never_its_numbers():
    amended = facing((FLAG_GRANTED, PAID), *[()] * 3).when(decide, cancellation(), at()).facts[1]
    assert list(claims(amended)) == [
        *(
            release
            for n in (1, 2, 3)
            for release in (
                Release("title-of-season", f"{SEASON} {unit(n)}"),
                Release("award-of-season", f"{SEASON} {unit(n)} provincial-flag"),
            )
        ),
        Release("award-of-season", f"{SEASON} {unit(4)} provincial-certificate"),
        Release("cluster-in-decision", str(CLUSTER)),
    ]


def test_a_second_title_gives_back_its_own_number():
    day = date(2024, 1, 5)
    two = signed(drafted((unit(1), FLAG), (unit(1), AwardCode.EXCELLENT_LABOUR_COLLECTIVE), received_on=day), day)
    lower = two.items[1]
    award = (granted(two, lower),)
    facts = facing(award, target=(DRAFTED, two)).when(decide, revocation(lower.award_id), at()).facts
    assert next(iter(claims(facts[1]))) == Release("title-of-season", f"{SEASON} {unit(1)} 2")


def test_what_was_signed_before_there_were_several_titles_gives_back_the_one():
    old = FLAG_ITEM.model_copy(update={"value": None, "payment": None, "title_number": None})
    before = SIGNED.model_copy(update={"items": (old, *SIGNED.items[1:])})
    amended = facing((FLAG_GRANTED,), target=(DRAFTED, before)).when(decide, revocation(), at()).facts[1]
    assert next(iter(claims(amended))) == Release("title-of-season", f"{SEASON} {unit(1)}")


@pytest.mark.parametrize("command", [revocation(), cancellation(FLAG_ITEM.award_id)])
def test_only_the_own_authority_takes_away(command):
    facing((FLAG_GRANTED,)).when(decide, command, at(authority="ca-mau")).then_rejected(ForeignAuthority)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-27", ActTooEarly), ("2024-06-11", refusals.DayInFuture)])
def test_it_comes_behind_the_decision_and_not_tomorrow(day, refusal):
    revoked(revocation(signed_on=date.fromisoformat(day))).then_rejected(refusal)


def test_a_revocation_does_not_amend_itself():
    facing((FLAG_GRANTED,), own=(DRAFTED, SIGNED)).when(decide, revocation(decision=DECISION_ID), at()).then_rejected(
        DecisionIsThere
    )


def test_a_pack_without_the_deadline_or_the_year_is_asked_for_another_version():
    facing((FLAG_GRANTED,)).when(decide, revocation(), at(facts=known(packs=(PACK_2024,)))).then_rejected(
        PackSilent, figure="awards.deadlines.return.provincial"
    )
    full = next(pack for pack in PACKS if pack.name == "2024" and pack.calendar is not None)
    assert full.calendar is not None
    early = full.calendar.model_copy(update={"years": tuple(y for y in full.calendar.years if y.year < 2024)})
    facts = known(packs=(replace(full, calendar=early),))
    facing((FLAG_GRANTED,)).when(decide, revocation(), at(facts=facts)).then_rejected(CalendarSilent, year=2024)


def test_the_demonstrations_figures():
    """60 flags and 20 certificates of two decisions, 948,600,000 đồng; one flag revoked: 59 and 20, 934,200,000 đồng."""
    december = season_decision(range(13), date(2023, 12, 22), date(2023, 12, 28))
    january = season_decision(range(13, 20), date(2024, 1, 2), date(2024, 1, 5))
    items = [*december.items, *january.items]
    assert [sum(item.award is award for item in items) for award in (FLAG, CERTIFICATE)] == [60, 20]
    assert (december.amount, january.amount, december.amount + january.amount) == (608_400_000, 340_200_000, 948_600_000)
    flag = december.items[0]
    facts = (
        facing((granted(december, flag),), target=(DRAFTED, december))
        .when(decide, act(RevokeAwards, awards=(flag.award_id,), ground=Ground.FORGED_PAPERS, revokes=december.decision), at())
        .facts
    )
    target = fold(DECISION, [DRAFTED, december])
    left = evolve_decision(target, facts[1])
    in_force = [item for award, item in left.items.items() if award not in left.withdrawn] + list(january.items)
    assert [sum(item.award is award for item in in_force) for award in (FLAG, CERTIFICATE)] == [59, 20]
    assert sum(item.amount for item in in_force) == 934_200_000


def season_decision(clusters: range, received_on: date, signed_on: date) -> DecisionSigned:
    units = {UUID(int=100 * cluster + place): Unit(f"{cluster}.{place}") for cluster in clusters for place in range(1, 5)}
    proposals = tuple(
        drafted(
            *((UUID(int=100 * cluster + place), FLAG if place < 4 else CERTIFICATE) for place in range(1, 5)),
            cluster=uuid5(CLUSTER, str(cluster)),
            received_on=received_on,
        ).proposals[0]
        for cluster in clusters
    )
    draft = DRAFTED.model_copy(update={"decision": uuid5(DECISION_ID, str(signed_on)), "proposals": proposals})
    return signed(draft, signed_on, known(packs=PACKS, units=units))


def test_a_register_number_is_for_ever():
    """A re-grant needs a new decision: its award has another id and another number."""
    _, amended, gone, *_ = revoked().facts
    again = GrantAwards(decision=DECISION_ID, awards=(FLAG_ITEM.award_id,))
    target = given(DECISION, DRAFTED, SIGNED, amended).also(AWARD, FLAG_GRANTED, gone).also(PUBLIC_AWARD)
    target.when(decide, again, at()).then_rejected(NotInForce)
    new = signed(DRAFTED.model_copy(update={"decision": ACT}), date(2023, 12, 29))
    assert {item.award_id for item in new.items}.isdisjoint(item.award_id for item in SIGNED.items)
    assert isinstance(granted(new, new.items[0]), AwardGranted)
