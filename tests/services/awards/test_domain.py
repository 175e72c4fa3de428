"""Nominations, decisions and grants, as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from contracts.awards import AwardGranted, DecisionItem, DecisionSigned, OpenReason, Payment
from contracts.public import HeadRepeated, PublicAwardGranted
from contracts.rules import AwardCode, AwardForm
from infra.runtime.decisions import Claim, Context
from infra.runtime.errors import ForeignAuthority
from services.awards import refusals
from services.awards.claims import claims
from services.awards.commands import DraftNominations, GrantAwards, ReceiveDossiers, RepeatHead
from services.awards.decision import DECISION
from services.awards.domain import HEAD, PUBLIC_AWARD, decide
from services.awards.known import Known, SuspensionChange, Unit
from services.awards.money import Entry
from services.awards.register import AWARD
from services.awards.rounds import NOMINATION
from services.awards.signing import award_id
from tests.services.awards.examples import (
    CERTIFICATE,
    CLUSTER,
    DRAFTED,
    FLAG,
    NOMINATED,
    NOMINATIONS,
    PACK_2017,
    PACK_2024,
    PUBLISHED,
    RECEIVED,
    SIGN,
    UNITS,
    known,
    unit,
)
from tests.services.awards.examples import DECISION as DECISION_ID
from tests.specification import context, given

SUSPENDED_IN_NOVEMBER = (SuspensionChange(date(2023, 11, 1), suspended=True),)


def at(facts: Known | None = None, when: str = "2023-12-28T09:00", **caller: object) -> Context[Known]:
    return context(when, known=facts or known(), **caller)


def with_unit(number: int, **changes: object) -> Known:
    return known(units={**UNITS, unit(number): replace(UNITS[unit(number)], **changes)})


# DraftNominations

DRAFT_NOMINATIONS = DraftNominations(cluster=CLUSTER)


def test_places_are_filled_from_the_published_standings():
    (fact,) = given(NOMINATION).when(decide, DRAFT_NOMINATIONS, at()).then(NOMINATED)
    assert fact.standings_digest == PUBLISHED.digest


def test_nominations_are_drafted_once_from_one_result():
    given(NOMINATION, NOMINATED).when(decide, DRAFT_NOMINATIONS, at()).then()


def test_without_published_standings_nothing_is_drafted():
    given(NOMINATION).when(decide, DRAFT_NOMINATIONS, at(known(published=None))).then_rejected(refusals.StandingsNotPublished)


def test_without_a_quota_nothing_is_drafted():
    given(NOMINATION).when(decide, DRAFT_NOMINATIONS, at(known(places=()))).then_rejected(refusals.QuotaNotSet)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"suspensions": SUSPENDED_IN_NOVEMBER}, OpenReason.SUSPENDED),
        ({"disqualified_on": {"bac-lieu.2023": date(2023, 12, 28)}}, OpenReason.DISQUALIFIED),
    ],
)
def test_whoever_was_barred_since_the_publication_is_not_nominated(change, reason):
    (fact,) = given(NOMINATION).when(decide, DRAFT_NOMINATIONS, at(with_unit(2, **change))).facts
    assert fact.nominations == (NOMINATIONS[0], *NOMINATIONS[2:])
    assert [(o.reason, o.rank, o.units) for o in fact.open_places] == [(reason, 2, (unit(2),))]


# ReceiveDossiers

RECEIVE = ReceiveDossiers(cluster=CLUSTER, received_on=date(2023, 12, 22))


def test_the_board_records_the_day_of_receipt():
    given(NOMINATION, NOMINATED).when(decide, RECEIVE, at()).then(RECEIVED)


def test_the_same_receipt_again_changes_nothing():
    given(NOMINATION, NOMINATED, RECEIVED).when(decide, RECEIVE, at()).then()


def test_the_day_of_receipt_does_not_change():
    later = ReceiveDossiers(cluster=CLUSTER, received_on=date(2023, 12, 23))
    given(NOMINATION, NOMINATED, RECEIVED).when(decide, later, at()).then_rejected(refusals.DossiersReceivedBefore)


@pytest.mark.parametrize(("day", "refusal"), [("2023-12-19", refusals.DayTooEarly), ("2023-12-29", refusals.DayInFuture)])
def test_dossiers_come_after_the_result_and_not_tomorrow(day, refusal):
    command = ReceiveDossiers(cluster=CLUSTER, received_on=date.fromisoformat(day))
    given(NOMINATION, NOMINATED).when(decide, command, at()).then_rejected(refusal)


def test_dossiers_need_nominations():
    given(NOMINATION).when(decide, RECEIVE, at()).then_rejected(refusals.NominationsMissing)


def test_only_the_own_authority_receives():
    given(NOMINATION, NOMINATED).when(decide, RECEIVE, at(authority="ca-mau")).then_rejected(ForeignAuthority)


# SignDecision


def item(number: int, award: AwardCode, form: AwardForm, multiple: str, amount: int, pack: str = "2017") -> DecisionItem:
    return DecisionItem(
        award_id=award_id(DECISION_ID, CLUSTER, unit(number), award),
        register_number=f"bac-lieu.2023.2135-QĐ-UBND.{number:03d}",
        cluster=CLUSTER,
        unit=unit(number),
        unit_name=f"Đơn vị {number}",
        award=award,
        form=form,
        rank=number,
        pack=pack,
        multiple=Decimal(multiple),
        base_salary=1_800_000,
        amount=amount,
        value=amount,
        payment=Payment.WHOLE,
        title_number=1 if form is AwardForm.TITLE else None,
    )


SIGNED = DecisionSigned(
    **SIGN.model_dump(),
    authority="bac-lieu",
    season="bac-lieu.2023",
    year=2023,
    items=(
        *(item(number, FLAG, AwardForm.TITLE, "8", 14_400_000) for number in (1, 2, 3)),
        item(4, CERTIFICATE, AwardForm.REWARD, "2", 3_600_000),
    ),
    amount=46_800_000,
)


def sign(facts: Known | None = None, when: str = "2023-12-28T16:00", **changes: object):
    command = SIGN.model_copy(update=changes)
    return given(DECISION, DRAFTED).when(decide, command, at(facts, when))


def test_a_decision_is_signed_and_its_money_computed():
    sign().then(SIGNED)


def test_a_signed_decision_does_not_change():
    given(DECISION, DRAFTED, SIGNED).when(decide, SIGN, at()).then_rejected(refusals.AlreadySigned, number="2135/QĐ-UBND")


def test_what_was_not_drafted_is_not_signed():
    given(DECISION).when(decide, SIGN, at()).then_rejected(refusals.DecisionNotDrafted)


def test_only_the_own_authority_signs():
    given(DECISION, DRAFTED).when(decide, SIGN, at(authority="ca-mau")).then_rejected(ForeignAuthority)


def test_a_decision_is_dated_behind_what_it_rests_on():
    sign(signed_on=date(2023, 12, 26)).then_rejected(refusals.DayTooEarly, earliest="2023-12-27")


def test_a_decision_is_not_dated_ahead():
    sign(signed_on=date(2023, 12, 29)).then_rejected(refusals.DayInFuture)


def test_the_bases_must_be_on_record():
    sign(known(documents=frozenset())).then_rejected(refusals.UnknownBases, documents=str(SIGN.bases[0]))


def test_the_pack_of_the_decisions_day_decides():
    """The demonstration's second decision: received on 2 January, signed on 5 January 2024, under the new pack."""
    proposal = DRAFTED.proposals[0].model_copy(update={"received_on": date(2024, 1, 2)})
    drafted = DRAFTED.model_copy(update={"proposals": (proposal,)})
    command = SIGN.model_copy(update={"signed_on": date(2024, 1, 5)})
    (fact,) = given(DECISION, drafted).when(decide, command, at(when="2024-01-05T09:00")).facts
    assert [(i.pack, i.amount) for i in fact.items] == [("2024", 14_400_000)] * 3 + [("2024", 5_400_000)]
    assert fact.year == 2024
    assert fact.items[3].register_number == "bac-lieu.2024.2135-QĐ-UBND.004"


def test_dossiers_received_under_the_old_pack_are_decided_under_it():
    (fact,) = sign(when="2024-01-05T09:00", signed_on=date(2024, 1, 5)).facts
    assert [(i.pack, i.amount) for i in fact.items] == [("2017", 14_400_000)] * 3 + [("2017", 3_600_000)]


def test_the_base_salary_is_that_of_the_decisions_day_whatever_the_pack():
    (fact,) = sign(when="2024-07-02T09:00", signed_on=date(2024, 7, 1)).facts
    assert {i.base_salary for i in fact.items} == {2_340_000}
    assert {i.pack for i in fact.items} == {"2017"}


def test_a_day_without_a_pack_is_named():
    sign(known(packs=(PACK_2024,))).then_rejected(refusals.PackMissing, day="2023-12-28")


def test_a_day_of_receipt_without_a_pack_is_named():
    sign(known(packs=(PACK_2024,)), "2024-01-05T09:00", signed_on=date(2024, 1, 5)).then_rejected(
        refusals.PackMissing, day="2023-12-22"
    )


def test_a_day_without_a_base_salary_is_named():
    sign(known(base_salaries=())).then_rejected(refusals.BaseSalaryMissing, day="2023-12-28")


@pytest.mark.parametrize("entry", [None, Entry(AwardForm.REWARD, None)])
def test_an_award_without_a_multiple_is_not_computed(entry):
    entries = {**PACK_2017.catalogue, CERTIFICATE: entry}
    pack = replace(PACK_2017, catalogue={award: e for award, e in entries.items() if e})
    sign(known(packs=(pack,))).then_rejected(refusals.AwardNotComputable, pack="2017", award="provincial-certificate")


@pytest.mark.parametrize(
    "change",
    [
        {"suspensions": SUSPENDED_IN_NOVEMBER},
        {"disqualified_on": {"bac-lieu.2023": date(2023, 12, 1)}},
        # Barred on the decision's day, cleared before it was entered; and the other way round.
        {"suspensions": (*SUSPENDED_IN_NOVEMBER, SuspensionChange(date(2024, 1, 3), suspended=False))},
        {"suspensions": (SuspensionChange(date(2024, 1, 3), suspended=True),)},
    ],
)
def test_nothing_is_decided_for_a_barred_unit_and_its_name_is_said(change):
    refused = sign(with_unit(3, **change), "2024-01-04T09:00").then_rejected(refusals.UnitsBarred, names="Đơn vị 3")
    assert "Đơn vị 3" in refused.to_document()["vi"]


def test_a_unit_that_is_out_of_another_season_is_not_barred_from_this_one():
    sign(with_unit(3, disqualified_on={"bac-lieu.2022": date(2022, 12, 1)})).then(SIGNED)


def test_a_lift_in_time_is_enough():
    sign(with_unit(3, suspensions=(*SUSPENDED_IN_NOVEMBER, SuspensionChange(date(2023, 12, 28), suspended=False)))).then(SIGNED)


def test_a_unit_without_a_name_is_not_decided_for():
    sign(known(units={u: of for u, of in UNITS.items() if u != unit(4)})).then_rejected(refusals.UnknownUnits)


def test_a_decision_claims_its_number_its_part_of_the_register_and_its_awards():
    assert list(claims(SIGNED)) == [
        Claim("decision-number", "2135/QĐ-UBND 2023, chủ tịch ủy ban nhân dân tỉnh bạc liêu"),
        Claim("register", "bac-lieu.2023.2135-QĐ-UBND"),
        *(
            claim
            for number in (1, 2, 3)
            for claim in (
                Claim("title-of-season", f"bac-lieu.2023 {unit(number)}"),
                Claim("award-of-season", f"bac-lieu.2023 {unit(number)} provincial-flag"),
            )
        ),
        Claim("award-of-season", f"bac-lieu.2023 {unit(4)} provincial-certificate"),
    ]


def test_the_keys_of_claims_in_logs_already_written_stay_what_they_are():
    """A tone mark elsewhere is another key, as it always was: `verify` and `restore` compute the claims of old logs anew."""
    keys = [next(iter(claims(SIGNED.model_copy(update={"issuer": issuer})))).key for issuer in ("Ủy ban", "Uỷ ban")]
    assert keys == ["2135/QĐ-UBND 2023, ủy ban", "2135/QĐ-UBND 2023, uỷ ban"]


def test_one_issuer_written_in_two_ways_is_one_issuer():
    other = SIGNED.model_copy(update={"issuer": "CHỦ TỊCH  Uỷ ban".replace("Uỷ", "U\u0309y")})
    same = SIGNED.model_copy(update={"issuer": "Chủ tịch Ủy ban"})
    assert next(iter(claims(other))) == next(iter(claims(same)))


def test_every_award_of_a_decision_has_an_id_and_number_of_its_own():
    assert len({i.award_id for i in SIGNED.items}) == len(SIGNED.items)
    assert [i.register_number[-3:] for i in SIGNED.items] == ["001", "002", "003", "004"]


# GrantAwards

ALL = tuple(i.award_id for i in SIGNED.items)
GRANT = GrantAwards(decision=DECISION_ID, awards=ALL)


def granted(of: DecisionItem) -> AwardGranted:
    shared = {name: value for name, value in of.model_dump().items() if name in AwardGranted.model_fields}
    return AwardGranted(**shared, authority="bac-lieu", season="bac-lieu.2023", decision=DECISION_ID, granted_on=SIGN.signed_on)


def made_public(of: DecisionItem) -> PublicAwardGranted:
    shared = {name: value for name, value in of.model_dump().items() if name in PublicAwardGranted.model_fields}
    return PublicAwardGranted(
        **shared,
        authority="bac-lieu",
        season="bac-lieu.2023",
        decision_number="2135/QĐ-UBND",
        issuer=SIGN.issuer,
        granted_on=SIGN.signed_on,
    )


def grant(*before: DecisionItem, command: GrantAwards = GRANT, facts: Known | None = None, **caller: object):
    stream = given(DECISION, DRAFTED, SIGNED)
    done = {i.award_id: granted(i) for i in before}
    for award in command.awards:
        stream = stream.also(AWARD, *([done[award]] if award in done else []))
    told = {i.award_id: made_public(i) for i in before}
    for award in command.awards:
        stream = stream.also(PUBLIC_AWARD, *([told[award]] if award in told else []))
    return stream.when(decide, command, at(facts, "2023-12-29T08:00", **caller))


def test_every_item_is_granted_and_made_public():
    grant().then(*(fact for i in SIGNED.items for fact in (granted(i), made_public(i))))


def test_the_public_facts_stand_in_the_public_log():
    assert {fact.log for fact in grant().facts} == {"main", "public"}
    assert {fact.log for fact in grant().facts if isinstance(fact, PublicAwardGranted)} == {"public"}


def test_some_items_may_be_granted_first():
    grant(command=GrantAwards(decision=DECISION_ID, awards=ALL[1:2])).then(granted(SIGNED.items[1]), made_public(SIGNED.items[1]))


def test_an_award_is_granted_once():
    grant(SIGNED.items[2]).then_rejected(refusals.AlreadyGranted, numbers="bac-lieu.2023.2135-QĐ-UBND.003")


def test_only_what_the_decision_has_is_granted():
    grant(command=GrantAwards(decision=DECISION_ID, awards=(unit(99),))).then_rejected(refusals.NotInDecision)


def test_nothing_is_granted_under_an_unsigned_decision():
    unsigned = given(DECISION, DRAFTED).also(AWARD).also(PUBLIC_AWARD)
    one = GrantAwards(decision=DECISION_ID, awards=ALL[:1])
    unsigned.when(decide, one, at()).then_rejected(refusals.DecisionNotSigned)


def test_only_the_own_authority_grants():
    grant(authority="ca-mau").then_rejected(ForeignAuthority)


def test_who_was_suspended_after_the_signature_is_not_granted_anything():
    facts = with_unit(2, suspensions=(SuspensionChange(date(2023, 12, 29), suspended=True),))
    grant(facts=facts).then_rejected(refusals.UnitsBarred, names="Đơn vị 2")
    others = GrantAwards(decision=DECISION_ID, awards=(ALL[0], *ALL[2:]))
    assert len(grant(command=others, facts=facts).facts) == 6


def test_a_register_number_is_claimed():
    assert list(claims(granted(SIGNED.items[0]))) == [Claim("register-number", "bac-lieu.2023.2135-QĐ-UBND.001")]


def test_the_money_of_a_decision_is_that_of_its_awards():
    facts = grant().facts
    assert sum(f.amount for f in facts if isinstance(f, AwardGranted)) == SIGNED.amount == 46_800_000


# RepeatHead

HEAD_20 = RepeatHead(
    log_id="ranking",
    source="/bac-lieu/ranking/ranking",
    position=20,
    chain="cd" * 32,
    key_id="k" * 22,
    signature="s" * 86,
)
REPEATED = HeadRepeated(**HEAD_20.model_dump())


def test_a_signed_head_is_repeated_in_the_public_log():
    given(HEAD).when(decide, HEAD_20, at()).then(REPEATED)
    assert REPEATED.log == "public"


@pytest.mark.parametrize("position", [19, 20])
def test_a_head_that_was_repeated_or_overtaken_is_not_repeated(position):
    given(HEAD, REPEATED).when(decide, HEAD_20.model_copy(update={"position": position}), at()).then()


def test_a_unit_that_registry_does_not_know_is_barred_by_nothing():
    assert Known(units={unit(1): Unit("Đơn vị 1")}).barred([unit(2)], "bac-lieu.2023", date(2023, 1, 1)) == {}
