"""Awards' read model: what each event changes in it.

A row belongs to one stream, is changed only by that stream's events, and uses only the event: no clock, no look-up, no
serial number. So the tables depend on nothing but which events were applied, and a rebuild gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args

from contracts.amendments import (
    AmendmentCancelled,
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
    DecisionSigned,
)
from contracts.ballots import BallotCalled, BallotCounted
from contracts.base import Contract, Event
from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from contracts.movements import ExemplaryModelConfirmed, ExemplaryModelWithdrawn, InitiativeRecognised
from contracts.ranking import StandingsPublished
from contracts.registry import (
    BaseSalarySet,
    ClusterFormed,
    ClusterQuotaSet,
    CouncilChanged,
    CouncilEnded,
    CouncilFormed,
    LegalDocumentRecorded,
    RulePackAdopted,
    SeasonOpened,
    SuspensionLifted,
    UnitDisqualified,
    UnitMerged,
    UnitPassed,
    UnitRegistered,
    UnitRenamed,
    UnitSplit,
    UnitSucceeded,
    UnitSuspended,
)
from infra.runtime.changes import Change, Put
from services.awards.amendment_rows import amendment_rows, award_rows, recovery_rows
from services.awards.complaints import ComplaintFact, row_of_complaint
from services.awards.decision_rows import decision_rows
from services.awards.flag_rows import BallotFact, ballot_rows, flag_rows
from services.awards.government_flag import FlagFact
from services.awards.procedure_rows import (
    ProcedureFact,
    RecordFact,
    SeatsFact,
    of_council,
    of_procedure,
    of_record,
    procedure_in,
)
from services.awards.round_rows import round_rows
from services.awards.rounds import RoundFact
from services.awards.summaries import OwnFact, is_own, summary
from services.awards.unit_rows import LineageFact, NameFact, descent_rows, name_rows

VERSION = 9
UnitFact = UnitSuspended | SuspensionLifted | UnitDisqualified
RankingFact = StandingsPublished | BallotFact | ComplaintFact
RuleFact = SeasonOpened | RulePackAdopted | BaseSalarySet | LegalDocumentRecorded | ClusterFormed | ClusterQuotaSet
Handled = UnitFact | NameFact | LineageFact | RuleFact | SeatsFact | RecordFact | RankingFact | OwnFact
HANDLES: tuple[type[Handled], ...] = get_args(Handled)


def project(event: Event) -> Iterator[Change]:
    """The rows that an event leaves."""
    fact = cast(Handled, event.data)
    if is_own(fact):
        yield from _rows_of_own(event, fact)
        yield _link(event, fact)
        return
    match fact:
        case UnitRegistered() | UnitRenamed() | UnitPassed():
            yield from name_rows(fact)
        case UnitMerged() | UnitSplit() | UnitSucceeded():
            yield from descent_rows(fact)
        case UnitSuspended() | SuspensionLifted() | UnitDisqualified():
            yield _of_unit(event, fact)
        case SeasonOpened() | RulePackAdopted() | BaseSalarySet() | LegalDocumentRecorded() | ClusterFormed() | ClusterQuotaSet():
            yield _of_rules(fact)
        case CouncilFormed() | CouncilChanged() | CouncilEnded():
            yield from of_council(fact)
        case ExemplaryModelConfirmed() | ExemplaryModelWithdrawn() | InitiativeRecognised():
            yield of_record(fact)
        case (
            StandingsPublished()
            | BallotCalled()
            | BallotCounted()
            | ComplaintFiled()
            | ComplaintWithdrawn()
            | ComplaintUpheld()
            | ComplaintRejected()
        ):
            yield from _of_ranking(fact)
        case _:
            assert_never(fact)


def _of_ranking(fact: RankingFact) -> Iterator[Change]:
    match fact:
        case StandingsPublished():
            yield from _published(fact)
        case BallotCalled() | BallotCounted():
            yield from ballot_rows(fact)
        case ComplaintFiled() | ComplaintWithdrawn() | ComplaintUpheld() | ComplaintRejected():
            yield row_of_complaint(fact)
        case _:
            assert_never(fact)


def _rows_of_own(event: Event, fact: OwnFact) -> Iterator[Change]:
    if isinstance(fact, RoundFact):
        yield from round_rows(fact, event.streamversion)
        return
    if isinstance(fact, ProcedureFact):
        yield from of_procedure(fact)
        return
    if isinstance(fact, FlagFact):
        yield from flag_rows(fact)
        return
    match fact:
        case DecisionDrafted() | DecisionSigned() | AwardGranted():
            yield from decision_rows(event, fact)
        case AmendmentSigned() | DecisionAmended() | AmendmentCancelled() | FundAllotted():
            yield from amendment_rows(event, fact)
        case AwardCorrected() | AwardRevoked() | AwardPaid():
            yield from award_rows(event, fact)
        case ReturnDemanded() | ObjectReturned() | MoneyReturned() | RecoveryClosed():
            yield from recovery_rows(event, fact)
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
                "keeps_pack_of_receipt": rules.dossiers_keep_pack_of_receipt,
                "deadlines": _documents(rules.deadlines),
                "calendar": None if fact.calendar is None else fact.calendar.model_dump(mode="json"),
                "government_flag_percent": rules.government_flag_leaders_percent,
                "votes": _documents(rules.votes),
                "rotation_seasons": fact.scoring.award_rotation_seasons,
                "procedure": procedure_in(fact),
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
        # A suspended unit holds no rank; the place that is kept for it is taken all the same.
        rank = of.rank if of.reserved is None else of.reserved.rank
        if rank is not None:
            key = {"cluster": fact.cluster, "publication": fact.publication, "unit": of.unit}
            yield Put("ranked_unit", key, {"rank": rank, "total": of.total, "reserved": of.reserved is not None})


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
