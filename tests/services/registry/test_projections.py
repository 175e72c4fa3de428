"""What each event changes in the read model."""

from datetime import date
from uuid import UUID

import pytest

import contracts.movements
import contracts.registry
from contracts.base import facts_in
from contracts.examples import EXAMPLES, changed, envelope_of
from contracts.examples.movements import EXEMPLARY_MODEL_PROPOSED, MOVEMENT_CLOSED, REVIEW_CALLED, WORK_PLANNED
from contracts.examples.registry import (
    BASE_SALARY_SET,
    CHAU_HUNG,
    CHAU_HUNG_A,
    CLUSTER,
    CLUSTER_FORMED,
    CLUSTER_MEMBER_JOINED,
    CLUSTER_MEMBER_LEFT,
    CLUSTER_QUOTA_SET,
    COUNCIL,
    COUNCIL_CHANGED,
    COUNCIL_ENDED,
    COUNCIL_FORMED,
    DEPUTIES_RECOGNISED,
    DONG_HAI,
    FIRST_OF_JULY,
    FLAG,
    GIA_RAI,
    HOA_BINH,
    LEADER_RECOGNISED,
    LEADER_ROTATION_SET,
    LEGAL_DOCUMENT_RECORDED,
    LEGAL_DOCUMENT_SUPERSEDED,
    LEGAL_DOCUMENT_VALIDITY_SET,
    MEMBERS,
    OLD_PHUOC_LONG,
    PHUOC_LONG,
    PLAN,
    PROMOTION_CENTRE,
    PROVINCE,
    ROTATING_FLAG_HANDED_OVER,
    ROTATING_FLAG_REGISTERED,
    RULE_PACK_ADOPTED,
    RULE_PACK_DRAFTED,
    RULE_PACK_FIGURE_CHANGED,
    SEASON_OPENED,
    STAFF_FIGURES_RECORDED,
    SUSPENSION_LIFTED,
    TOURISM_CENTRE,
    UNIT_CODE_CHANGED,
    UNIT_DISQUALIFIED,
    UNIT_DISSOLVED,
    UNIT_MERGED,
    UNIT_MOVED,
    UNIT_PASSED,
    UNIT_REGISTERED,
    UNIT_RENAMED,
    UNIT_RETYPED,
    UNIT_SPLIT,
    UNIT_SUCCEEDED,
    UNIT_SUSPENDED,
    UNIT_TOOK_OVER,
    VINH_PHU_TAY,
    VINH_PHUOC,
)
from infra.runtime.changes import Patch, Put
from services.registry import projections
from services.registry.projections import project
from services.registry.summaries import summary

EVERY_FACT = [fact for fact in EXAMPLES.values() if type(fact) in projections.HANDLES]


def rows(fact, table=None):
    """The rows that the fact's event puts, without those of the chain of facts unless one asks for them."""
    puts = [change for change in project(envelope_of(fact)) if isinstance(change, Put)]
    return [p for p in puts if p.table == table or (table is None and not p.table.startswith("fact"))]


def test_every_event_of_registry_is_handled():
    said = {*facts_in(contracts.registry), *facts_in(contracts.movements)}
    assert set(projections.HANDLES) == said == {type(fact) for fact in EVERY_FACT}


def test_a_document_is_found_by_its_issuer_in_normal_form():
    (put,) = rows(LEGAL_DOCUMENT_RECORDED)
    assert (put.table, put.key) == ("document", {"document": LEGAL_DOCUMENT_RECORDED.document})
    assert put.row["issuer"] == "Ủy ban nhân dân tỉnh Bạc Liêu"
    assert (
        put.row["issuer_normal"]
        == rows(changed(LEGAL_DOCUMENT_RECORDED, issuer="UỶ BAN nhân dân tỉnh Bạc Liêu"))[0].row["issuer_normal"]
    )


def test_what_is_said_of_a_document_later_has_rows_of_its_own():
    """A statement of its effect by its place in the stream, so that the last one holds; a supersession by who supersedes."""
    (validity,), (supersession,) = rows(LEGAL_DOCUMENT_VALIDITY_SET), rows(LEGAL_DOCUMENT_SUPERSEDED)
    document = LEGAL_DOCUMENT_VALIDITY_SET.document
    assert (validity.table, validity.key) == ("document_validity", {"document": document, "stated_at": 3})
    assert supersession.key == {"document": document, "by": LEGAL_DOCUMENT_SUPERSEDED.by}
    assert supersession.row == {"manner": "amended", "valid_from": date(2023, 8, 1)}


def test_a_rule_pack_is_kept_whole():
    (put,) = rows(RULE_PACK_ADOPTED)
    assert put.key == {"authority": "bac-lieu", "pack": "2017", "version": 1}
    assert put.row["adopted_at"] == 3
    assert not {"clusters", "calendar", "copied_from"} & set(put.row)  # nothing stated: NULL
    assert put.row["valid_to"] == date(2024, 1, 1)
    assert put.row["awards"]["catalogue"][0]["multiple"] == "8"
    assert put.row["awards"]["catalogue"][2]["multiple"] is None
    assert put.row["scoring"]["leaf_step"] == "0.5"


def test_a_draft_and_each_change_of_it_have_rows_by_their_places_in_the_stream():
    (draft,), (change,) = rows(RULE_PACK_DRAFTED), rows(RULE_PACK_FIGURE_CHANGED)
    whose = {"authority": "bac-lieu", "pack": "bac-lieu-2024"}
    assert (draft.table, draft.key) == ("rule_pack_draft", {**whose, "drafted_at": 3})
    assert draft.row["copied_from"] == {"pack": "2017", "version": 1, "shipped": False}
    assert (change.table, change.key) == ("rule_pack_draft_change", {**whose, "changed_at": 3})
    assert (change.row["figure"], change.row["value"], change.row["verified"]) == ("scoring.peers", "3", True)


def test_a_unit_is_kept_with_its_name_and_code_in_normal_form():
    unit, authority, name, kind, code, parent = rows(changed(UNIT_REGISTERED, name="Xã Hoà Bình", code="9a"))
    assert (unit.table, unit.key) == ("unit", {"unit": PHUOC_LONG})
    assert name.row["name"] == "Xã Hoà Bình"
    assert name.row["name_normal"] == rows(changed(UNIT_RENAMED, name="xã Hòa Bình"))[0].row["name_normal"]
    assert (code.row["code"], code.row["code_normal"]) == ("9a", "9A")
    assert (kind.row["kind"], parent.row["parent"]) == ("district", PROVINCE)
    begins = {"unit": PHUOC_LONG, "valid_from": date(2023, 1, 1)}
    assert [put.key for put in (authority, name, kind, code, parent)] == [begins] * 5


def test_a_merger_ends_the_predecessor_and_links_it_with_its_successor():
    end, descent = rows(UNIT_MERGED)
    assert (end.table, end.key, end.row["manner"]) == ("unit_end", {"unit": OLD_PHUOC_LONG}, "merged")
    assert descent.key == {"predecessor": OLD_PHUOC_LONG, "successor": VINH_PHUOC, "day": FIRST_OF_JULY}
    assert (descent.row["manner"], descent.row["parts"], descent.row["whole"]) == ("merger", 1, 2)
    assert rows(UNIT_TOOK_OVER) == []


def test_a_unit_that_lives_on_after_a_split_is_no_link_to_itself():
    (descent,) = rows(UNIT_SPLIT)
    assert (descent.key["predecessor"], descent.key["successor"]) == (CHAU_HUNG, CHAU_HUNG_A)
    assert (descent.row["parts"], descent.row["whole"]) == (5, 12)
    end, *descents = rows(changed(UNIT_SPLIT, unit=VINH_PHUOC, code="31876"))
    assert (end.table, len(descents)) == ("unit_end", 2)


@pytest.mark.parametrize(
    ("fact", "table", "key"),
    [
        (UNIT_RENAMED, "unit_name", {"unit": HOA_BINH, "valid_from": date(2023, 9, 1)}),
        (UNIT_RETYPED, "unit_kind", {"unit": GIA_RAI, "valid_from": date(2023, 9, 1)}),
        (UNIT_CODE_CHANGED, "unit_code", {"unit": PHUOC_LONG, "valid_from": date(2023, 9, 1)}),
        (UNIT_MOVED, "unit_parent", {"unit": PHUOC_LONG, "valid_from": date(2023, 9, 1)}),
        (UNIT_PASSED, "unit_authority", {"unit": PHUOC_LONG, "valid_from": date(2023, 9, 1)}),
        (UNIT_DISSOLVED, "unit_end", {"unit": PHUOC_LONG}),
        (STAFF_FIGURES_RECORDED, "staff_figures", {"unit": PHUOC_LONG, "day": date(2023, 12, 31)}),
        (UNIT_SUSPENDED, "suspension", {"unit": HOA_BINH, "valid_from": date(2023, 11, 6)}),
        (SUSPENSION_LIFTED, "suspension_lift", {"unit": HOA_BINH, "day": date(2023, 12, 4)}),
        (UNIT_DISQUALIFIED, "disqualification", {"unit": DONG_HAI, "season": "bac-lieu.2023"}),
        (SEASON_OPENED, "season", {"season": "bac-lieu.2023"}),
        (LEADER_RECOGNISED, "cluster_leader", {"cluster": CLUSTER, "valid_from": date(2023, 4, 20)}),
        (DEPUTIES_RECOGNISED, "cluster_deputies", {"cluster": CLUSTER, "valid_from": date(2023, 4, 20)}),
        (CLUSTER_QUOTA_SET, "cluster_quota", {"cluster": CLUSTER, "position": 120}),
        (LEADER_ROTATION_SET, "cluster_rotation", {"cluster": CLUSTER, "position": 120}),
        (ROTATING_FLAG_REGISTERED, "rotating_flag", {"flag": FLAG}),
        (ROTATING_FLAG_HANDED_OVER, "flag_hand_over", {"flag": FLAG, "day": date(2023, 4, 20)}),
        (COUNCIL_CHANGED, "council_seats", {"council": COUNCIL, "valid_from": date(2023, 7, 24)}),
        (COUNCIL_ENDED, "council_end", {"council": COUNCIL}),
    ],
)
def test_a_fact_has_a_row_of_its_own(fact, table, key):
    (put,) = rows(fact)
    assert (put.table, put.key) == (table, key)


def test_a_quota_is_kept_by_rank():
    (put,) = rows(CLUSTER_QUOTA_SET)
    assert put.row["places"] == [
        {"award": "provincial-flag", "from_rank": 1, "to_rank": 3},
        {"award": "provincial-certificate", "from_rank": 4, "to_rank": 4},
    ]


def test_a_cluster_has_its_members_in_roll_order():
    cluster, *members = rows(CLUSTER_FORMED)
    assert (cluster.table, cluster.key) == ("cluster", {"cluster": CLUSTER})
    assert [(m.key["unit"], m.row["place"]) for m in members] == [(unit, n) for n, unit in enumerate(MEMBERS, start=1)]
    assert {(m.key["valid_from"], m.row["valid_to"]) for m in members} == {(date(2023, 2, 15), date(2024, 1, 1))}
    assert (cluster.row["continues"], cluster.row["line"]) == (None, CLUSTER)


def test_a_council_is_kept_with_those_who_sit_in_it_by_their_opaque_ids():
    council, seats = rows(COUNCIL_FORMED)
    assert (council.table, council.key, council.row["cluster"]) == ("council", {"council": COUNCIL}, CLUSTER)
    assert [seat["person"] for seat in seats.row["seats"]] == [str(seat.person) for seat in COUNCIL_FORMED.seats]


def test_a_member_that_leaves_has_its_own_membership_cut_and_no_other():
    (put,) = rows(CLUSTER_MEMBER_JOINED)
    assert put.key == {"cluster": CLUSTER, "unit": PROMOTION_CENTRE, "valid_from": date(2023, 7, 1)}
    assert put.row == {"place": 8, "valid_to": date(2024, 1, 1)}
    patched = [change for change in project(envelope_of(CLUSTER_MEMBER_LEFT)) if isinstance(change, Patch)]
    key = {"cluster": CLUSTER, "unit": HOA_BINH, "valid_from": date(2023, 2, 15)}
    assert patched == [Patch("cluster_member", key, {"valid_to": date(2023, 7, 1)})]


@pytest.mark.parametrize(
    ("fact", "units"),
    [
        (CLUSTER_FORMED, MEMBERS),
        (LEADER_RECOGNISED, (PHUOC_LONG,)),
        (DEPUTIES_RECOGNISED, (GIA_RAI,)),
        (CLUSTER_QUOTA_SET, ()),
        (CLUSTER_MEMBER_LEFT, (HOA_BINH,)),
        (LEADER_ROTATION_SET, LEADER_ROTATION_SET.units),
        (ROTATING_FLAG_REGISTERED, ()),
        (ROTATING_FLAG_HANDED_OVER, (PHUOC_LONG,)),
        (COUNCIL_FORMED, (PHUOC_LONG, GIA_RAI)),
        (UNIT_REGISTERED, (PHUOC_LONG,)),
        (UNIT_DISQUALIFIED, (DONG_HAI,)),
        (SEASON_OPENED, ()),
        (UNIT_RENAMED, (HOA_BINH,)),
        (UNIT_MERGED, (OLD_PHUOC_LONG, VINH_PHUOC)),
        (UNIT_SPLIT, (CHAU_HUNG, CHAU_HUNG_A)),
        (UNIT_SUCCEEDED, (TOURISM_CENTRE, PROMOTION_CENTRE)),
        (UNIT_TOOK_OVER, (VINH_PHUOC, VINH_PHU_TAY, OLD_PHUOC_LONG)),
    ],
)
def test_the_chain_of_facts_names_the_units_that_an_event_is_about(fact, units):
    assert [put.key["unit"] for put in rows(fact, "fact_about")] == list(units)


def test_the_chain_of_facts_says_where_an_event_stands():
    (put,) = rows(CLUSTER_FORMED, "fact")
    event = envelope_of(CLUSTER_FORMED)
    assert put.key == {"position": 120}
    assert (put.row["log"], put.row["stream"], put.row["version"]) == ("registry", f"cluster/{CLUSTER}", 3)
    assert (put.row["recorded_at"], put.row["effective_at"]) == (event.time, event.effectivetime)
    assert (put.row["document"], put.row["season"], put.row["cluster"]) == (PLAN, "bac-lieu.2023", CLUSTER)


@pytest.mark.parametrize("fact", EVERY_FACT, ids=lambda fact: type(fact).__name__)
def test_an_event_is_said_in_both_languages_without_an_id(fact):
    vi, en = summary(fact)
    assert vi != en
    for text in (vi, en):
        assert text
        assert not any(str(value) in text for value in dict(fact).values() if isinstance(value, UUID))


def test_money_days_and_ranks_are_written_as_people_write_them():
    assert (
        summary(EXAMPLES[type(CLUSTER_QUOTA_SET)])[0]
        == "Giao chỉ tiêu: Cờ thi đua của tỉnh: hạng 1-3; Bằng khen của tỉnh: hạng 4"
    )
    assert summary(UNIT_SUSPENDED)[0] == "Tạm dừng xét từ ngày 06/11/2023: đang xác minh khiếu nại, tố cáo"
    assert summary(RULE_PACK_ADOPTED)[1] == "Adopted rule pack 2017, version 1"
    assert summary(BASE_SALARY_SET) == (
        "Lương cơ sở 1.800.000 đồng từ ngày 01/07/2023",
        "Base salary 1,800,000 đồng from 2023-07-01",
    )


def test_the_work_around_the_season_stands_beside_its_units_and_in_no_cluster_s_chain():
    """A chain of facts shows what a cluster's award rests on; a plan or a review is nothing of that."""
    for fact in (WORK_PLANNED, REVIEW_CALLED, EXEMPLARY_MODEL_PROPOSED):
        (put,) = rows(fact, "fact")
        assert (put.row["season"], put.row["cluster"]) == (None, None)
    assert [put.key["unit"] for put in rows(REVIEW_CALLED, "fact_about")] == list(REVIEW_CALLED.units)
    assert [put.key["unit"] for put in rows(WORK_PLANNED, "fact_about")] == [PHUOC_LONG]
    assert rows(MOVEMENT_CLOSED, "fact_about") == []


def test_an_event_projected_twice_puts_the_same_rows():
    for fact in EVERY_FACT:
        event = envelope_of(fact)
        assert [*project(event)] == [*project(event)]


def test_in_words_an_interval_ends_with_its_last_day():
    """In the log and in the tables stands the day behind it."""
    vi, en = summary(LEGAL_DOCUMENT_VALIDITY_SET)
    assert vi == "Văn bản có hiệu lực từ ngày 20/04/2023 đến ngày 31/12/2023"
    assert en == "The document has effect from 2023-04-20 to 2023-12-31"
