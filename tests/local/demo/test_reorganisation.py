"""The reorganisation of 01/07/2025 as data: the official list, and every trap in it by name."""

from __future__ import annotations

from collections import Counter
from datetime import date

from infra.local.demo.files import communes, communes_of_2025, table
from infra.local.demo.ids import id_of
from infra.local.demo.reorganisation import Commune, new_communes, reorganisation
from services.registry.names import normal_form
from tests.local.demo.test_plan import doors, fingerprint

OLD = {row["code"]: row for row in communes()}
KINDS = ("Xã ", "Phường ", "Thị trấn ", "Huyện ", "Thị xã ", "Thành phố ")


def bare(name: str) -> str:
    """A name without the word for its kind."""
    kind = next(kind for kind in KINDS if name.startswith(kind))
    return normal_form(name.removeprefix(kind))


def made_of(commune: Commune) -> set[str]:
    return {OLD[code]["name"] for code in commune.made_of}


def named(name: str) -> Commune:
    (found,) = (commune for commune in new_communes() if commune.name == name)
    return found


def test_64_communes_became_25():
    assert len(communes_of_2025()) == 64
    assert {(row["old_code"], row["old_name"]) for row in communes_of_2025()} == {(c, row["name"]) for c, row in OLD.items()}
    assert len(new_communes()) == len({commune.name for commune in new_communes()}) == 25
    assert sum(len(commune.made_of) for commune in new_communes()) == 64
    assert all(len(commune.made_of) >= 2 for commune in new_communes())


def test_every_new_unit_reuses_an_old_unit_s_official_code():
    assert {commune.code for commune in new_communes()} < set(OLD)
    assert all(commune.code in commune.made_of for commune in new_communes())


def test_14_of_25_have_the_code_of_a_predecessor_of_another_name():
    others = [commune for commune in new_communes() if bare(OLD[commune.code]["name"]) != bare(commune.name)]
    assert len(others) == 14
    kept = [commune for commune in others if bare(commune.name) in {bare(name) for name in made_of(commune)}]
    assert [commune.name for commune in kept] == ["Xã Ninh Quới", "Xã Châu Thới", "Xã Hưng Hội", "Xã Long Điền", "Xã An Trạch"]


def test_a_new_unit_takes_the_name_of_an_old_unit_that_went_elsewhere():
    elsewhere = {
        commune.name: {OLD[code]["name"] for code in OLD if OLD[code]["name"] == commune.name} - made_of(commune)
        for commune in new_communes()
    }
    assert {name for name, old in elsewhere.items() if old} == {"Xã Phước Long", "Xã Phong Thạnh"}
    assert made_of(named("Xã Phước Long")) == {"Thị trấn Phước Long", "Xã Vĩnh Phú Đông"}
    assert made_of(named("Xã Vĩnh Phước")) == {"Xã Vĩnh Phú Tây", "Xã Phước Long"}
    assert "Xã Phong Thạnh" in made_of(named("Phường Giá Rai"))


def test_district_names_become_commune_names():
    districts = {bare(row["district"]) for row in communes()}
    assert districts <= {bare(commune.name) for commune in new_communes()}


def test_one_merge_crosses_districts():
    crossing = [c for c in new_communes() if len({OLD[code]["district"] for code in c.made_of}) > 1]
    assert [commune.name for commune in crossing] == ["Xã Hòa Bình"]
    assert {OLD[code]["district"] for code in crossing[0].made_of} == {"Huyện Hòa Bình", "Huyện Vĩnh Lợi"}


def test_no_new_unit_has_an_old_one_s_id():
    new = {commune.id for commune in new_communes()}
    assert len(new) == 25
    assert not new & {id_of("unit", code) for code in OLD}


def test_its_documents_were_issued_before_it():
    documents = table("reorganisation-2025")["document"]
    assert all(entry["issued_on"] <= date(2025, 6, 17) for entry in documents)
    assert len({entry["key"] for entry in documents}) == 4


def test_the_plan_is_the_same_each_time_and_fits_its_doors():
    plan = reorganisation()
    assert fingerprint(plan) == fingerprint(reorganisation.__wrapped__())
    assert len({command.key for command in plan.commands}) == plan.size
    assert Counter(command.name for command in plan.commands) == {
        "record-legal-document": 4, "merge-units": 25, "dissolve-unit": 7
    }  # fmt: skip
    for command in plan.commands:
        doors("registry")[command.name].command.model_validate_json(command.body)
