"""Numbers, money and days as Vietnamese documents write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.papers.words import DIGITS, NUMBER_END, continued, day_in_words, dotted, figure, grouped, in_words, roman


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (3_600_000, "ba triệu sáu trăm nghìn"),
        (14_400_000, "mười bốn triệu bốn trăm nghìn"),
        (864_000_000, "tám trăm sáu mươi tư triệu"),
        (948_600_000, "chín trăm bốn mươi tám triệu sáu trăm nghìn"),
        (1_000_000_000, "một tỷ"),
        (1_000_500_000, "một tỷ năm trăm nghìn"),
        (1_005_000_021, "một tỷ không trăm linh năm triệu không trăm hai mươi mốt"),
        (2_000_000_000_000, "hai nghìn tỷ"),
    ],
)
def test_numbers_read_out(number: int, words: str):
    assert in_words(number) == words


def _read(words: str) -> int:
    """The number that these words say: a reader that shares nothing with the writer but the ten digits."""
    billions, _, rest = f" {words} ".rpartition(" tỷ ")
    if billions.strip():
        return _read(billions.strip()) * 1_000_000_000 + (_read(rest.strip()) if rest.strip() else 0)
    values = {**{word: digit for digit, word in enumerate(DIGITS)}, "mốt": 1, "tư": 4, "lăm": 5}
    total = group = 0
    for word in words.split():
        match word:
            case "triệu" | "nghìn":
                total, group = total + group * (1_000_000 if word == "triệu" else 1_000), 0
            case "trăm" | "mươi":
                group = (
                    group // 10 * 10 + group % 10 * (100 if word == "trăm" else 10) if word == "trăm" else group + group % 10 * 9
                )
            case "mười":
                group += 10
            case "linh":
                pass
            case _:
                group += values[word]
    return total + group


@given(st.integers(0, NUMBER_END - 1) | st.integers(0, 9_999) | st.integers(0, 999).map(lambda n: n * 1_000_000 + n))
def test_each_number_is_read_back_from_its_words(number: int):
    assert _read(in_words(number)) == number


@pytest.mark.parametrize("number", [-1, NUMBER_END])
def test_what_is_not_read_out_is_refused(number: int):
    with pytest.raises(ValueError, match="not read out"):
        in_words(number)


def test_headings_are_numbered_as_romans_did():
    romans = {1: "I", 4: "IV", 9: "IX", 14: "XIV", 40: "XL", 49: "XLIX", 90: "XC", 121: "CXXI"}
    assert {number: roman(number) for number in romans} == romans


def test_figures_take_points_and_commas_as_people_here_do():
    assert (grouped(14_400_000), grouped(999), figure(Decimal("1950.50")), figure(Decimal("-0.5")), figure(None)) == (
        *("14.400.000", "999", "1.950,50", "-0,5", ""),
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"),
        (date(2023, 2, 28), "ngày 28 tháng 02 năm 2023"),
        (date(2023, 3, 9), "ngày 09 tháng 3 năm 2023"),
        (date(2023, 12, 28), "ngày 28 tháng 12 năm 2023"),
        (None, "ngày …… tháng …… năm ………"),
    ],
)
def test_days_have_a_nought_where_the_decree_asks_for_one(day: date | None, words: str):
    """Decree 30/2020, annex I: days below 10 and months 1 and 2."""
    assert day_in_words(day) == words


def test_what_is_not_known_is_a_dotted_line():
    assert (dotted(None, 3), dotted("", 2), dotted("0", 3), dotted(0, 3)) == ("………", "……"[:2], "0", 0)


def test_a_sentence_goes_on_with_a_small_letter_unless_it_is_a_name():
    assert (continued("Tặng cờ"), continued("UBND tỉnh"), continued("")) == ("tặng cờ", "UBND tỉnh", "")
