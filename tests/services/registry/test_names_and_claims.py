"""Spellings of one name, and what may be held only once at a time."""

import unicodedata
from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import (
    CLUSTER_FORMED,
    LEGAL_DOCUMENT_RECORDED,
    MEMBERS,
    RULE_PACK_ADOPTED,
    STAFF_FIGURES_RECORDED,
    UNIT_REGISTERED,
)
from contracts.registry import ClusterLevel
from infra.runtime.decisions import Claim, Release
from services.registry.domain import claims
from services.registry.names import normal_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("Hòa Bình", unicodedata.normalize("NFD", "HÒA BÌNH")),
        ("Vĩnh Thủy", "Vĩnh Thuỷ"),
        ("Xã  Phước\u00a0Long", "xã Phước Long"),
        ("Khóe", "Khoé"),
        ("Ngũ Tuế", "ngũ tuế"),
        ("Đông Hải", "ĐÔNG HẢI"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Hòa", "Hóa"), ("Dân", "Dan"), ("Phường 1", "Phường 11"), ("Đa", "Da"), ("Tư", "Tu")]
)
def test_different_words_stay_different(one, other):
    assert normal_form(one) != normal_form(other)


def test_a_name_in_normal_form_stays_as_it_is():
    assert normal_form(normal_form("Thị trấn Hòa Bình (khu 1-A)")) == normal_form("Thị trấn Hòa Bình (khu 1-A)")


def test_a_code_is_held_from_the_unit_s_first_day_however_it_is_written():
    assert [*claims(UNIT_REGISTERED)] == [Claim("unit-code", "957", date(2023, 1, 1))]
    upper, lower = (changed(UNIT_REGISTERED, code=code) for code in ("Đ-9a", "đ-9A"))
    assert [*claims(upper)] == [*claims(lower)]


def test_a_document_number_is_unique_for_its_issuer_kind_and_year():
    (one,) = claims(LEGAL_DOCUMENT_RECORDED)
    again = changed(
        LEGAL_DOCUMENT_RECORDED, number="661/qđ-ubnd", issuer="ỦY BAN nhân dân tỉnh Bạc Liêu", issued_on=date(2023, 12, 1)
    )
    assert [*claims(again)] == [one]
    for other in ({"issued_on": date(2024, 4, 20)}, {"authority": "ca-mau"}, {"kind": "plan"}, {"issuer": "Sở Nội vụ"}):
        fields = {**LEGAL_DOCUMENT_RECORDED.model_dump(), **other}
        if "kind" in other:
            fields["kind"] = type(LEGAL_DOCUMENT_RECORDED.kind)(other["kind"])
        assert [*claims(type(LEGAL_DOCUMENT_RECORDED)(**fields))] != [one]


def test_one_pack_is_in_force_at_a_time():
    held = Claim("rule-pack-in-force", "bac-lieu", date(2017, 10, 1), date(2024, 1, 1))
    assert [*claims(RULE_PACK_ADOPTED)] == [Release("rule-pack-in-force", "bac-lieu"), held]


def test_a_cluster_takes_its_number_and_its_members_for_the_season():
    number, *members = claims(CLUSTER_FORMED)
    assert number == Claim("cluster-number", "bac-lieu.2023: provincial 1")
    assert members == [
        Claim("member-of-provincial-cluster-2023", str(unit), date(2023, 2, 15), date(2024, 1, 1)) for unit in MEMBERS
    ]


def test_inter_provincial_membership_is_one_whichever_authority_forms_the_cluster():
    first = changed(CLUSTER_FORMED, level=ClusterLevel.INTER_PROVINCIAL)
    second = changed(first, season="ca-mau.2023", authority="ca-mau")
    assert [*claims(first)][1:] == [*claims(second)][1:]


def test_other_facts_take_nothing():
    assert [*claims(STAFF_FIGURES_RECORDED)] == []
