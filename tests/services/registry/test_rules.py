"""Which documents, rule packs and base salaries are on record."""

from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import BASE_SALARY_SET, LEGAL_DOCUMENT_RECORDED, RULE_PACK_ADOPTED
from contracts.registry import AwardCode, RankingRules, ScoringRules, SourceKind, TieBreak
from infra.runtime.errors import ForeignAuthority
from services.registry.domain import BASE_SALARY, DOCUMENT, RULE_PACK, decide
from services.registry.refusals import (
    BaseSalaryAlreadySet,
    DocumentAlreadyRecorded,
    DocumentNotYetIssued,
    EffectiveBeforeDocument,
    PackAlreadyAdopted,
    UnknownDocument,
    UnknownPack,
)
from services.registry.shipped import SHIPPED
from tests.services.registry.examples import (
    ADOPT,
    DECREE_RECORDED,
    ELSEWHERE,
    FOREIGN_PLAN,
    RECORD,
    SET_SALARY,
    but,
)
from tests.specification import context, given

LATER = context("2023-06-01T08:00")
SHIPPING = context(known=SHIPPED)


def test_a_document_is_recorded():
    given(DOCUMENT).when(decide, RECORD, LATER).then(LEGAL_DOCUMENT_RECORDED)


def test_a_document_is_recorded_on_the_day_of_its_issue():
    given(DOCUMENT).when(decide, RECORD, context("2023-04-20T00:00")).then(LEGAL_DOCUMENT_RECORDED)


def test_a_document_of_tomorrow_is_not_recorded():
    given(DOCUMENT).when(decide, RECORD, context("2023-04-19T23:59")).then_rejected(DocumentNotYetIssued)


def test_an_id_holds_one_document():
    given(DOCUMENT, LEGAL_DOCUMENT_RECORDED).when(decide, RECORD, LATER).then_rejected(DocumentAlreadyRecorded)


def test_nobody_records_documents_for_another_authority():
    given(DOCUMENT).when(decide, but(RECORD, authority=ELSEWHERE), LATER).then_rejected(ForeignAuthority)


@pytest.mark.parametrize("name", ["2017", "2024"])
def test_a_shipped_pack_is_adopted_whole(name):
    adopted = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED).when(decide, but(ADOPT, pack=name), SHIPPING)
    (fact,) = adopted.facts
    assert dict(fact) == {**dict(SHIPPED[name]), "authority": "bac-lieu", "document": ADOPT.document}


def test_a_pack_that_does_not_ship_is_not_adopted():
    asked = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED).when(decide, but(ADOPT, pack="1954"), SHIPPING)
    asked.then_rejected(UnknownPack, pack="1954", shipped="2017, 2024")


def test_a_pack_is_adopted_once():
    again = given(RULE_PACK, RULE_PACK_ADOPTED).also(DOCUMENT, DECREE_RECORDED).when(decide, ADOPT, SHIPPING)
    again.then_rejected(PackAlreadyAdopted)


def test_adopting_a_pack_takes_a_document_of_the_same_authority():
    given(RULE_PACK).also(DOCUMENT).when(decide, ADOPT, SHIPPING).then_rejected(UnknownDocument)
    given(RULE_PACK).also(DOCUMENT, FOREIGN_PLAN).when(decide, ADOPT, SHIPPING).then_rejected(ForeignAuthority)


def test_nobody_adopts_for_another_authority():
    asked = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED)
    asked.when(decide, but(ADOPT, authority=ELSEWHERE), SHIPPING).then_rejected(ForeignAuthority)


def test_a_base_salary_is_set_once_for_a_day():
    unset = given(BASE_SALARY).also(DOCUMENT, DECREE_RECORDED)
    unset.when(decide, SET_SALARY).then(BASE_SALARY_SET)
    already = given(BASE_SALARY, BASE_SALARY_SET).also(DOCUMENT, DECREE_RECORDED)
    already.when(decide, SET_SALARY).then()
    already.when(decide, but(SET_SALARY, amount=1)).then_rejected(BaseSalaryAlreadySet, amount=1_800_000)


def test_base_salaries_may_become_known_out_of_order():
    earlier = but(SET_SALARY, amount=1_490_000, valid_from=date(2019, 7, 1))
    already = given(BASE_SALARY, BASE_SALARY_SET).also(DOCUMENT, DECREE_RECORDED)
    already.when(decide, earlier).then(changed(BASE_SALARY_SET, amount=1_490_000, valid_from=date(2019, 7, 1)))


def test_a_base_salary_does_not_hold_before_its_document():
    asked = given(BASE_SALARY).also(DOCUMENT, LEGAL_DOCUMENT_RECORDED)
    asked.when(decide, but(SET_SALARY, valid_from=date(2023, 4, 19))).then_rejected(EffectiveBeforeDocument)
    asked.when(decide, but(SET_SALARY, authority=ELSEWHERE)).then_rejected(ForeignAuthority)


def test_the_shipped_packs_follow_one_another():
    first, second = SHIPPED["2017"], SHIPPED["2024"]
    assert (first.valid_from, first.valid_to) == (date(2017, 10, 1), date(2024, 1, 1))
    assert (second.valid_from, second.valid_to) == (date(2024, 1, 1), date(2025, 7, 1))
    assert {name: pack.pack for name, pack in SHIPPED.items()} == {"2017": "2017", "2024": "2024"}


def multiples(name, *, verified):
    entries = SHIPPED[name].awards.catalogue
    return {e.award.value: str(e.multiple) for e in entries if e.multiple is not None and e.verified is verified}


def test_pack_2017_gives_multiples_for_flag_and_certificate_alone():
    assert multiples("2017", verified=True) == {"provincial-flag": "8", "provincial-certificate": "2"}
    assert multiples("2017", verified=False) == {}


def test_pack_2024_marks_the_multiples_that_nobody_compared_with_the_law():
    assert multiples("2024", verified=True) == {"provincial-flag": "8", "provincial-certificate": "3"}
    assert multiples("2024", verified=False) == {
        "government-flag": "12",
        "prime-minister-certificate": "7",
        "excellent-labour-collective": "1.5",
        "advanced-labour-collective": "0.8",
        "commendation-letter": "0.6",
    }


@pytest.mark.parametrize("pack", SHIPPED.values(), ids=lambda pack: pack.pack)
def test_every_figure_of_a_shipped_pack_names_what_it_rests_on(pack):
    for rules in (pack.scoring, pack.ranking, pack.awards):
        figures = set(type(rules).model_fields) - {"basis", "sources", "catalogue"}
        assert [source.figure for source in rules.sources] == sorted(figures, key=list(type(rules).model_fields).index)
    assert {entry.award for entry in pack.awards.catalogue} == set(AwardCode)
    assert not pack.verified


@pytest.mark.parametrize("pack", SHIPPED.values(), ids=lambda pack: pack.pack)
def test_what_is_our_own_choice_is_not_shipped_as_law(pack):
    kinds = {source.figure: source.kind for rules in (pack.scoring, pack.ranking, pack.awards) for source in rules.sources}
    by_law = {figure for figure, kind in kinds.items() if kind is SourceKind.LAW}
    assert by_law == {"women_percent", "money_rounded_up_to"}
    assert pack.scoring == ScoringRules(**{**dict(pack.scoring), "scales": (100, 1000), "peers": 2})
    steps = tuple(TieBreak)
    assert pack.ranking == RankingRules(**{**dict(pack.ranking), "tie_breaks": steps, "women_percent": 70})
    assert pack.awards.money_rounded_up_to == 10_000
