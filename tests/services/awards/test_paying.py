"""What is paid: each award by the law's figures, of several titles the highest alone, a title and a reward both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from contracts.awards import DecisionItem, DecisionSigned, Payment
from contracts.rules import AwardCode, AwardForm
from infra.runtime.decisions import Claim
from services.awards import refusals
from services.awards.amendment_refusals import AwardGivenBefore, PackSilent, SameAwardTwice
from services.awards.claims import claims
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.known import Unit
from services.awards.money import Pack
from services.awards.paying import Given, Price, Priced, amounts, settle
from tests.services.awards.behind import at, drafted, signed
from tests.services.awards.examples import CERTIFICATE, CLUSTER, FLAG, SEASON, SIGN, UNITS, known, unit
from tests.services.awards.shipped import PACKS
from tests.specification import given

COLLECTIVE, ADVANCED = AwardCode.EXCELLENT_LABOUR_COLLECTIVE, AwardCode.ADVANCED_LABOUR_COLLECTIVE
GOVERNMENT, LETTER = AwardCode.GOVERNMENT_FLAG, AwardCode.COMMENDATION_LETTER
JULY = date(2024, 7, 15)
"""Pack 2024, base salary 2,340,000."""


def in_july(*nominations: tuple[UUID, AwardCode], **facts: object) -> DecisionSigned:
    draft = drafted(*nominations, received_on=JULY)
    return signed(draft, JULY, known(packs=PACKS, **facts))


def paid(decision: DecisionSigned) -> list[tuple[AwardCode, int, Payment | None]]:
    return [(item.award, item.amount, item.payment) for item in decision.items]


def given_before(award: AwardCode, value: int, amount: int, number: int | None = 1) -> dict[UUID, tuple[Given, ...]]:
    return {unit(1): (Given(UUID(int=77), "bac-lieu.2023.9-QĐ-UBND.001", award, value, amount, number),)}


@pytest.mark.parametrize(
    ("on", "award", "pack", "amount"),
    [
        ("2023-12-28", FLAG, "2017", 14_400_000),
        ("2023-12-28", CERTIFICATE, "2017", 3_600_000),
        ("2024-01-05", FLAG, "2024", 14_400_000),
        ("2024-01-05", CERTIFICATE, "2024", 5_400_000),
        ("2025-08-01", GOVERNMENT, "2025", 28_080_000),
        ("2025-08-01", AwardCode.PRIME_MINISTER_CERTIFICATE, "2025", 16_380_000),
        ("2025-08-01", ADVANCED, "2025", 1_880_000),
        ("2026-07-01", COLLECTIVE, "2025", 3_800_000),
        ("2026-07-01", LETTER, "2025", 1_520_000),
        ("2026-09-30", CERTIFICATE, "2025", 7_590_000),
        ("2026-10-01", FLAG, "2026", 20_240_000),
    ],
)
def test_a_decision_pays_by_the_pack_and_the_base_salary_of_its_day(on, award, pack, amount):
    day = date.fromisoformat(on)
    decision = signed(drafted((unit(1), award), received_on=day), day)
    assert [(i.pack, i.value, i.amount, i.payment) for i in decision.items] == [(pack, amount, amount, Payment.WHOLE)]


@pytest.mark.parametrize(
    ("on", "award", "refusal", "named"),
    [
        ("2019-06-30", FLAG, refusals.BaseSalaryMissing, {"day": "2019-06-30"}),
        ("2017-09-30", FLAG, refusals.BaseSalaryMissing, {"day": "2017-09-30"}),
        ("2023-12-28", GOVERNMENT, refusals.AwardNotComputable, {"pack": "2017", "award": "government-flag"}),
        ("2023-12-28", COLLECTIVE, refusals.AwardNotComputable, {"pack": "2017", "award": "excellent-labour-collective"}),
    ],
)
def test_a_day_without_figures_is_refused_and_says_what_is_missing(on, award, refusal, named):
    day = date.fromisoformat(on)
    sign = SIGN.model_copy(update={"signed_on": day})
    draft = drafted((unit(1), award), received_on=day)
    given(DECISION, draft).when(decide, sign, at("2024-01-10T08:00")).then_rejected(refusal, **named)


def test_a_day_without_a_pack_is_refused_by_name():
    sign = SIGN.model_copy(update={"signed_on": date(2023, 12, 28)})
    facts = known(packs=tuple(pack for pack in PACKS if pack.name != "2017"))
    given(DECISION, drafted((unit(1), FLAG))).when(decide, sign, at(facts=facts)).then_rejected(
        refusals.PackMissing, day="2023-12-28"
    )


def test_sixty_flags_of_one_decision():
    units = {unit(n): Unit(f"Đơn vị {n}") for n in range(1, 61)}
    decision = signed(drafted(*((each, FLAG) for each in units)), facts=known(packs=PACKS, units=units))
    assert (len(decision.items), decision.amount) == (60, 864_000_000)


def test_of_two_titles_the_highest_alone_is_paid_wherever_it_stands_in_the_annex():
    decision = in_july((unit(1), COLLECTIVE), (unit(1), FLAG))
    lower, higher = decision.items
    assert paid(decision) == [(COLLECTIVE, 0, Payment.NOT_HIGHEST_TITLE), (FLAG, 18_720_000, Payment.WHOLE)]
    assert (lower.value, lower.paid_beside, higher.paid_beside) == (3_510_000, higher.award_id, None)
    assert (higher.title_number, lower.title_number, decision.amount) == (1, 2, 18_720_000)


def test_a_title_and_a_reward_are_both_paid():
    assert paid(in_july((unit(1), FLAG), (unit(1), CERTIFICATE))) == [
        (FLAG, 18_720_000, Payment.WHOLE),
        (CERTIFICATE, 7_020_000, Payment.WHOLE),
    ]


def test_a_lower_title_of_another_decision_is_given_and_not_paid():
    decision = in_july((unit(1), COLLECTIVE), given=given_before(FLAG, 14_400_000, 14_400_000))
    assert paid(decision) == [(COLLECTIVE, 0, Payment.NOT_HIGHEST_TITLE)]
    assert (decision.items[0].paid_beside, decision.items[0].title_number) == (UUID(int=77), 2)


def test_a_higher_title_of_another_decision_is_paid_the_difference():
    decision = in_july((unit(1), FLAG), given=given_before(COLLECTIVE, 3_510_000, 3_510_000))
    assert paid(decision) == [(FLAG, 18_720_000 - 3_510_000, Payment.DIFFERENCE)]


def test_a_reward_of_another_decision_changes_nothing():
    decision = in_july((unit(1), FLAG), given=given_before(CERTIFICATE, 5_400_000, 5_400_000, number=None))
    assert paid(decision) == [(FLAG, 18_720_000, Payment.WHOLE)]
    assert decision.items[0].title_number == 1


def test_a_pack_may_pay_every_title():
    packs = tuple(replace(pack, only_highest_title_paid=False) for pack in PACKS)
    decision = signed(drafted((unit(1), FLAG), (unit(1), COLLECTIVE), received_on=JULY), JULY, known(packs=packs))
    assert paid(decision) == [(FLAG, 18_720_000, Payment.WHOLE), (COLLECTIVE, 3_510_000, Payment.WHOLE)]


def test_a_pack_that_does_not_say_is_asked_for_another_version_once_it_matters():
    silent = known(packs=tuple(replace(pack, only_highest_title_paid=None) for pack in PACKS))
    assert paid(signed(drafted((unit(1), FLAG), received_on=JULY), JULY, silent)) == [(FLAG, 18_720_000, Payment.WHOLE)]
    two = drafted((unit(1), FLAG), (unit(1), COLLECTIVE), received_on=JULY)
    sign = SIGN.model_copy(update={"signed_on": JULY})
    given(DECISION, two).when(decide, sign, at("2024-07-16T08:00", silent)).then_rejected(
        PackSilent, pack="2024", figure="awards.only_highest_title_paid"
    )


def test_the_same_award_twice_for_a_unit_is_refused():
    twice = drafted((unit(1), FLAG), (unit(2), FLAG), (unit(1), FLAG))
    given(DECISION, twice).when(decide, SIGN, at()).then_rejected(SameAwardTwice, names="Đơn vị 1")


@pytest.mark.parametrize(("award", "number"), [(FLAG, 1), (CERTIFICATE, None)])
def test_the_same_award_of_another_decision_is_refused(award, number):
    facts = known(packs=PACKS, given=given_before(award, 14_400_000, 14_400_000, number))
    given(DECISION, drafted((unit(1), award))).when(decide, SIGN, at(facts=facts)).then_rejected(
        AwardGivenBefore, names="Đơn vị 1", numbers="bac-lieu.2023.9-QĐ-UBND.001"
    )


def test_each_title_claims_the_next_number_and_each_award_itself():
    decision = in_july((unit(1), COLLECTIVE), (unit(1), FLAG), (unit(1), CERTIFICATE))
    assert list(claims(decision))[2:] == [
        Claim("title-of-season", f"{SEASON} {unit(1)} 2"),
        Claim("award-of-season", f"{SEASON} {unit(1)} excellent-labour-collective"),
        Claim("title-of-season", f"{SEASON} {unit(1)}"),
        Claim("award-of-season", f"{SEASON} {unit(1)} provincial-flag"),
        Claim("award-of-season", f"{SEASON} {unit(1)} provincial-certificate"),
    ]


def test_what_was_signed_before_there_were_several_titles_claims_what_it_did():
    """A log of before is verified against the claims that it made then."""
    new = in_july((unit(1), FLAG), (unit(2), CERTIFICATE))
    old = tuple(item.model_copy(update={"value": None, "payment": None, "title_number": None}) for item in new.items)
    assert list(claims(new.model_copy(update={"items": old})))[2:] == [Claim("title-of-season", f"{SEASON} {unit(1)}")]


def test_a_name_is_the_one_that_was_valid_on_the_decisions_day():
    names = {date(2015, 1, 1): "Xã Phước Long", date(2024, 7, 15): "Phường Phước Long", date(2024, 8, 1): "Phường mới"}
    units = {**UNITS, unit(1): Unit("Phường mới", names=names)}
    assert in_july((unit(1), FLAG), units=units).items[0].unit_name == "Phường Phước Long"
    earlier = signed(drafted((unit(1), FLAG)), facts=known(packs=PACKS, units=units))
    assert earlier.items[0].unit_name == "Xã Phước Long"


def test_a_unit_registered_behind_the_decisions_day_has_its_first_name():
    later = Unit("B", names={date(2024, 1, 1): "A", date(2024, 6, 1): "B"})
    assert later.name_on(date(2023, 12, 28)) == "A"


TITLES = st.lists(st.integers(0, 40), min_size=1, max_size=6)


@drawn_from(st.lists(TITLES, min_size=1, max_size=4))
def test_all_titles_of_a_season_together_are_paid_what_the_highest_is_worth(decisions):
    """However they are spread over decisions, and in whatever order these come; no item is paid more than its value."""
    pack = next(pack for pack in PACKS if pack.only_highest_title_paid)
    before: tuple[Given, ...] = ()
    for place, values in enumerate(decisions):
        priced = [Priced(title(100 * place + at_, value * 10_000), pack) for at_, value in enumerate(values)]
        items = settle(priced, {unit(1): before})
        assert [item.award_id for item in items] == [each.item.award_id for each in priced]
        before += tuple(Given(i.award_id, i.register_number, i.award, i.value or 0, i.amount, i.title_number) for i in items)
    assert sum(each.amount for each in before) == max(each.value for each in before)
    assert all(each.amount <= each.value for each in before)
    assert sorted(each.title_number or 0 for each in before) == list(range(1, len(before) + 1))


def title(number: int, value: int) -> DecisionItem:
    return DecisionItem(
        award_id=UUID(int=1000 + number),
        register_number=f"bac-lieu.2023.1-QĐ-UBND.{number:03d}",
        cluster=CLUSTER,
        unit=unit(1),
        unit_name="Đơn vị 1",
        award=FLAG,
        form=AwardForm.TITLE,
        rank=1,
        pack="2024",
        multiple=Decimal(1),
        base_salary=value,
        amount=value,
    )


# What would be paid, before anything is decided


def price(number: int, form: AwardForm, value: int, pack: Pack) -> Price:
    return Price(unit(number), form, value, pack)


def test_what_would_be_paid_is_what_a_decision_pays():
    """The same two titles and a reward as above: the highest title, nothing for the other, the reward beside them."""
    pack = max((pack for pack in PACKS if pack.name == "2024"), key=lambda pack: pack.version)
    title, reward = AwardForm.TITLE, AwardForm.REWARD
    prices = [price(1, title, 3_510_000, pack), price(1, title, 18_720_000, pack), price(1, reward, 7_020_000, pack)]
    assert amounts([*prices, price(2, title, 18_720_000, pack)]) == [0, 18_720_000, 7_020_000, 18_720_000]
    assert amounts(prices[1:2], given_before(COLLECTIVE, 3_510_000, 3_510_000)) == [18_720_000 - 3_510_000]
    silent = replace(pack, only_highest_title_paid=None)
    with pytest.raises(PackSilent):
        amounts([price(1, title, 1, silent), price(1, title, 2, silent)])
    every = replace(pack, only_highest_title_paid=False)
    assert amounts([price(1, title, 1, every), price(1, title, 2, every)]) == [1, 2]
