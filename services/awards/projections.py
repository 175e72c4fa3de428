"""Awards' read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events were applied, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args

from contracts.amendments import (
    AmendmentSigned,
    AwardCorrected,
    AwardPaid,
    AwardRevoked,
    DecisionAmended,
    FundAllotted,
    MoneyReturned,
    ObjectReturned,
    RecoveryClosed,
    ReturnDemanded,
)
from contracts.awards import (
    AwardGranted,
    DecisionDrafted,
    DecisionItem,
    DecisionSigned,
    DossiersReceived,
    NominationsDrafted,
    Payment,
)
from contracts.base import Contract, Event
from contracts.ranking import StandingsPublished
from contracts.registry import (
    BaseSalarySet,
    ClusterFormed,
    ClusterQuotaSet,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    SuspensionLifted,
    UnitDisqualified,
    UnitMerged,
    UnitRegistered,
    UnitRenamed,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
)
from contracts.rules import AwardForm
from infra.runtime.changes import Change, Patch, Put
from services.awards.amendment_rows import amendment_rows, award_rows, recovery_rows
from services.awards.summaries import OwnFact, summary
from services.awards.unit_rows import LineageFact, NameFact, descent_rows, name_rows

VERSION = 4
GIVEN = (
    "register_number",
    "cluster",
    "unit",
    "unit_name",
    "award",
    "form",
    "rank",
    "pack",
    "multiple",
    "base_salary",
    "amount",
)
"""What a decision's item and the register have in common."""
UnitFact = UnitSuspended | SuspensionLifted | UnitDisqualified
RuleFact = SeasonOpened | RulePackAdopted | BaseSalarySet | LegalDocumentRecorded | ClusterFormed | ClusterQuotaSet
StraightFact = NominationsDrafted | DossiersReceived | DecisionDrafted | DecisionSigned | AwardGranted
Handled = UnitFact | NameFact | LineageFact | RuleFact | StandingsPublished | OwnFact
HANDLES: tuple[type[Handled], ...] = get_args(Handled)


def project(event: Event) -> Iterator[Change]:
    """The rows that an event leaves."""
    fact = cast(Handled, event.data)
    match fact:
        case UnitRegistered() | UnitRenamed():
            yield from name_rows(fact)
        case UnitMerged() | UnitSplit() | UnitSucceeded():
            yield from descent_rows(fact)
        case UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            yield _of_unit(event, fact)
        case SeasonOpened() | RulePackAdopted() | BaseSalarySet() | LegalDocumentRecorded() | ClusterFormed() | ClusterQuotaSet():
            yield _of_rules(fact)
        case StandingsPublished():
            yield from _published(fact)
        case NominationsDrafted() | DossiersReceived() | DecisionDrafted() | DecisionSigned() | AwardGranted():
            yield from _own(event, fact)
            yield _link(event, fact)
        case AmendmentSigned() | DecisionAmended() | FundAllotted():
            yield from amendment_rows(fact)
            yield _link(event, fact)
        case AwardCorrected() | AwardRevoked() | AwardPaid():
            yield from award_rows(event, fact)
            yield _link(event, fact)
        case ReturnDemanded() | ObjectReturned() | MoneyReturned() | RecoveryClosed():
            yield from recovery_rows(event, fact)
            yield _link(event, fact)
        case _:
            assert_never(fact)


def _of_unit(event: Event, fact: UnitFact) -> Put:
    match fact:
        case UnitSuspended(unit=unit, valid_from=day):
            key = {"unit": unit, "version": event.streamversion}
            return Put("suspension_change", key, {"day": day, "suspended": True})
        case SuspensionLifted(unit=unit, on=day):
            key = {"unit": unit, "version": event.streamversion}
            return Put("suspension_change", key, {"day": day, "suspended": False})
        case UnitDisqualified(unit=unit, season=season, on=day):
            return Put("disqualification", {"unit": unit, "season": season}, {"day": day})
    assert_never(fact)


def _of_rules(fact: RuleFact) -> Put:
    row: dict[str, object]
    match fact:
        case SeasonOpened(season=season, authority=authority):
            row = {"authority": authority, "pack": fact.pack, "pack_version": fact.pack_version}
            return Put("season", {"season": season}, row)
        case RulePackAdopted(authority=authority, pack=pack, version=version, awards=rules):
            key = {"authority": authority, "pack": pack, "version": version}
            row = {
                "valid_from": fact.valid_from,
                "valid_to": fact.valid_to,
                "rounded_up_to": rules.money_rounded_up_to,
                "catalogue": _documents(rules.catalogue),
                "only_highest_title_paid": rules.only_highest_title_paid,
                "deadlines": _documents(rules.deadlines),
                "calendar": None if fact.calendar is None else fact.calendar.model_dump(mode="json"),
                "rotation_seasons": fact.scoring.award_rotation_seasons,
            }
            return Put("rule_pack", key, row)
        case BaseSalarySet(authority=authority, valid_from=day, amount=amount):
            return Put("base_salary", {"authority": authority, "valid_from": day}, {"amount": amount})
        case LegalDocumentRecorded(document=document):
            columns = ("authority", "kind", "number", "issuer", "issued_on", "abstract")
            return Put("document", {"document": document}, _columns(fact, *columns))
        case ClusterFormed(cluster=cluster):
            return Put("cluster", {"cluster": cluster}, _columns(fact, "season", "level", "number", "name"))
        case ClusterQuotaSet(cluster=cluster, places=places):
            return Put("quota", {"cluster": cluster}, {"places": _documents(places)})
    assert_never(fact)


def _published(fact: StandingsPublished) -> Iterator[Put]:
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "publication": fact.publication,
        "published_on": fact.published_on,
        "digest": fact.digest,
        "pack": fact.pack,
    }
    yield Put("standing", {"cluster": fact.cluster}, row)
    for of in fact.rows:
        if of.rank is not None:
            key = {"cluster": fact.cluster, "publication": fact.publication, "unit": of.unit}
            yield Put("ranked_unit", key, {"rank": of.rank})


def _own(event: Event, fact: StraightFact) -> Iterator[Change]:
    match fact:
        case NominationsDrafted():
            yield from _nominated(fact)
        case DossiersReceived(cluster=cluster, received_on=day):
            yield Patch("nomination_round", {"cluster": cluster}, {"received_on": day})
        case DecisionDrafted():
            yield from _drafted(fact)
        case DecisionSigned():
            yield from _signed(fact)
        case AwardGranted(award_id=award):
            yield Put(
                "award",
                {"award_id": award},
                {**_columns(fact, "authority", "season", "decision", "granted_on", *GIVEN), **_paid(fact)},
            )
            row = {"kind": "granted", "day": fact.granted_on, "decision": fact.decision, "is_in_force": True}
            yield Put("award_state", {"award_id": award, "version": event.streamversion}, {**row, "amount": fact.amount})
        case _:
            assert_never(fact)


def _nominated(fact: NominationsDrafted) -> Iterator[Put]:
    row = {
        "season": fact.season,
        "authority": fact.authority,
        "publication": fact.publication,
        "published_on": fact.published_on,
        "standings_digest": fact.standings_digest,
        "pack": fact.pack,
        "places": _documents(fact.places),
        "open_places": _documents(fact.open_places),
    }
    yield Put("nomination_round", {"cluster": fact.cluster}, row)
    for place, nomination in enumerate(fact.nominations, start=1):
        yield Put("nomination", {"cluster": fact.cluster, "place": place}, _columns(nomination, "unit", "award", "rank"))


def _drafted(fact: DecisionDrafted) -> Iterator[Put]:
    count = sum(len(proposal.nominations) for proposal in fact.proposals)
    row = {"authority": fact.authority, "season": fact.season, "title": fact.title, "nominations": count}
    yield Put("decision", {"decision": fact.decision}, row)
    for place, proposal in enumerate(fact.proposals, start=1):
        days = {"published_on": proposal.published_on, "received_on": proposal.received_on}
        yield Put("decision_cluster", {"decision": fact.decision, "place": place}, {"cluster": proposal.cluster, **days})


def _signed(fact: DecisionSigned) -> Iterator[Change]:
    signature = {
        "issuer": fact.issuer,
        "series": fact.series,
        "number": fact.number,
        "year": fact.year,
        "signed_on": fact.signed_on,
        "signer_name": fact.signer_name,
        "signer_title": fact.signer_title,
        "bases": [str(document) for document in fact.bases],
        "amount": fact.amount,
    }
    yield Patch("decision", {"decision": fact.decision}, signature)
    for place, item in enumerate(fact.items, start=1):
        paid = _paid(item)
        row = {
            **_columns(item, "award_id", *GIVEN, "paid_beside"),
            **paid,
            "title_number": _title_number(item),
            "value_now": paid["value"],
            "amount_now": item.amount,
        }
        yield Put("decision_item", {"decision": fact.decision, "place": place}, row)


def _paid(of: DecisionItem | AwardGranted) -> dict[str, object]:
    """What is paid of which value; before there were several titles it was all, and not said."""
    return {"value": of.amount if of.value is None else of.value, "payment": of.payment or Payment.WHOLE}


def _title_number(item: DecisionItem) -> int | None:
    return item.title_number or (1 if item.form is AwardForm.TITLE else None)


def _link(event: Event, fact: OwnFact) -> Put:
    vi, en = summary(fact)
    row = {
        "log": event.log,
        "type": event.type,
        "stream": event.subject,
        "version": event.streamversion,
        "recorded_at": event.time,
        "effective_at": event.effectivetime,
        "actor": event.actor,
        "summary_vi": vi,
        "summary_en": en,
    }
    return Put("fact", {"position": event.position}, row)


def _columns(of: Contract, *names: str) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}


def _documents(parts: tuple[Contract, ...]) -> list[dict[str, object]]:
    return [part.model_dump(mode="json") for part in parts]
