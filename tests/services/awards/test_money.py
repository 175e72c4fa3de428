"""Money to the đồng: the multiples, base salaries and packs that are known, by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as drawn_from
from hypothesis import strategies as st

from services.awards.money import base_salary_on, day_of_pack, money, pack_on
from tests.services.awards.examples import PACK_2017, PACK_2024, SALARIES, catalogue


@pytest.mark.parametrize(
    ("multiple", "base_salary", "amount"),
    [
        ("8", 1_800_000, 14_400_000),
        ("3", 1_800_000, 5_400_000),
        ("2", 1_800_000, 3_600_000),
        ("1.5", 2_530_000, 3_800_000),
        ("0.6", 2_530_000, 1_520_000),
        ("3", 2_530_000, 7_590_000),
        ("12", 1_800_000, 21_600_000),
        ("0.8", 1_490_000, 1_200_000),
        ("7", 2_340_000, 16_380_000),
    ],
)
def test_an_award_is_its_multiple_of_the_base_salary_rounded_up(multiple, base_salary, amount):
    assert money(Decimal(multiple), base_salary, 10_000) == amount


def test_sixty_flags():
    assert 60 * money(Decimal(8), 1_800_000, 10_000) == 864_000_000


def test_certificates_of_two_packs():
    assert 13 * money(Decimal(2), 1_800_000, 10_000) + 7 * money(Decimal(3), 1_800_000, 10_000) == 84_600_000


def test_the_product_is_rounded_not_a_part_of_it():
    """A collective gets twice the individual's multiple, and then one rounding: not twice the rounded amount."""
    assert money(Decimal(3), 2_530_000, 10_000) != 2 * money(Decimal("1.5"), 2_530_000, 10_000)


@drawn_from(st.decimals(min_value=0, max_value=999, places=4), st.integers(0, 10**7), st.sampled_from([1, 1_000, 10_000, 7]))
def test_rounding_up_adds_less_than_one_step_and_nothing_to_a_whole_one(multiple, base_salary, step):
    exact = Fraction(multiple) * base_salary
    paid = money(multiple, base_salary, step)
    assert paid == math.ceil(exact / step) * step
    assert exact <= paid < exact + step


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        ("2019-06-30", None),
        ("2019-07-01", 1_490_000),
        ("2023-06-30", 1_490_000),
        ("2023-07-01", 1_800_000),
        ("2024-06-30", 1_800_000),
        ("2024-07-01", 2_340_000),
        ("2026-06-30", 2_340_000),
        ("2026-07-01", 2_530_000),
    ],
)
def test_the_base_salary_is_that_of_the_day(on, amount):
    assert base_salary_on(reversed(SALARIES), date.fromisoformat(on)) == amount


@pytest.mark.parametrize(
    ("on", "pack"),
    [("2017-09-30", None), ("2017-10-01", "2017"), ("2023-12-31", "2017"), ("2024-01-01", "2024"), ("2025-07-01", None)],
)
def test_a_pack_holds_from_its_first_day_to_the_day_before_its_end(on, pack):
    found = pack_on((PACK_2024, PACK_2017), date.fromisoformat(on))
    assert (found.name if found else None) == pack


def test_a_packs_later_version_takes_the_place_of_the_earlier_one():
    later = type(PACK_2017)("2017", 2, PACK_2017.valid_from, date(2023, 1, 1), 10_000, catalogue())
    assert pack_on((later, PACK_2017), date(2022, 6, 1)) is later
    assert pack_on((later, PACK_2017), date(2023, 6, 1)) is None


def test_of_two_packs_that_hold_the_later_one_decides():
    open_ended = type(PACK_2017)("2017", 1, PACK_2017.valid_from, None, 10_000, catalogue())
    assert pack_on((PACK_2024, open_ended), date(2024, 6, 1)) is PACK_2024


@pytest.mark.parametrize(
    ("signed_on", "received_on", "day"),
    [
        ("2023-12-28", "2023-12-22", "2023-12-28"),
        ("2024-01-05", "2024-01-02", "2024-01-05"),
        ("2024-01-05", "2024-01-01", "2024-01-05"),
        ("2024-01-05", "2023-12-31", "2023-12-31"),
    ],
)
def test_dossiers_received_before_a_pack_began_are_decided_under_the_pack_of_their_receipt(signed_on, received_on, day):
    packs = (PACK_2017, PACK_2024)
    signed, received = date.fromisoformat(signed_on), date.fromisoformat(received_on)
    assert day_of_pack(packs, signed_on=signed, received_on=received) == date.fromisoformat(day)


def test_a_pack_may_decide_what_was_received_before_it_began():
    packs = (PACK_2017, replace(PACK_2024, keeps_pack_of_receipt=False))
    signed = date(2024, 1, 5)
    assert day_of_pack(packs, signed_on=signed, received_on=date(2023, 12, 31)) == signed


def test_a_day_without_a_pack_is_asked_for_itself():
    far = PACK_2024.valid_to + timedelta(days=1)
    assert day_of_pack((PACK_2017, PACK_2024), signed_on=far, received_on=date(2023, 1, 1)) == far
