"""People's word on a cluster's round: a place that stays empty, the council's own nominations, a settled case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, assert_never
from uuid import UUID

from contracts.awards import (
    Nomination,
    NominationsAmended,
    NominationsDrafted,
    OpenPlaces,
    OpenReason,
    PlacesLeftEmpty,
    RevisionCaseClosed,
    RevisionOutcome,
)
from contracts.base import Fact
from contracts.registry import QuotaPlaces
from contracts.rules import AwardCode
from infra.runtime.decisions import Context
from services.awards import refusals
from services.awards import round_refusals as no
from services.awards.decision import Decision
from services.awards.drafting import differences, is_put_forward
from services.awards.known import Known
from services.awards.places import Ranked, reaches
from services.awards.round_commands import AmendNominations, CloseRevisionCase, LeavePlacesEmpty, RoundCommand
from services.awards.rounds import Round


def decide_round(command: RoundCommand, context: Context[Known], current: Round, *states: Any) -> Sequence[Fact]:
    """Decide what people ask of a round; it has to be there and of the caller's authority."""
    drafted = current.drafted
    if drafted is None:
        raise refusals.NominationsMissing(clusters=str(command.cluster))
    context.require_authority(drafted.authority)
    match command:
        case LeavePlacesEmpty():
            return _leave_empty(command, context.known, current)
        case AmendNominations():
            return _amend(command, context, current, drafted)
        case CloseRevisionCase():
            return _close(command, context, current, *states)
        case _:
            assert_never(command)


def is_left_empty(current: Round, places: OpenPlaces) -> PlacesLeftEmpty | None:
    """The word that left these places empty; it holds for exactly these units."""
    of = (places.award, places.rank, places.units)
    return next((each for each in reversed(current.left_empty) if (each.award, each.rank, each.units) == of), None)


def _leave_empty(command: LeavePlacesEmpty, known: Known, current: Round) -> Sequence[Fact]:
    if command.document is not None:
        _require_document(command.document, known)
    shared = (each for each in current.open_places if each.reason is OpenReason.SHARED_RANK)
    places = next((each for each in shared if (each.award, each.rank) == (command.award, command.rank)), None)
    if places is None:
        raise no.NoSharedPlaces(award=command.award, rank=command.rank)
    before = is_left_empty(current, places)
    if before is not None and (before.reason, before.document) == (command.reason, command.document):
        return []
    return [PlacesLeftEmpty(places=places.places, units=places.units, **vars(command))]


def _amend(command: AmendNominations, context: Context[Known], current: Round, drafted: NominationsDrafted) -> Sequence[Fact]:
    known = context.known
    if is_put_forward(current, known):
        raise no.NominationsPutForward
    published = known.published
    if published is None or published.publication != drafted.publication:
        now = 0 if published is None else published.publication
        raise no.NominationsOutdated(published=now, drafted=drafted.publication)
    _require_document(command.document, known)
    ranked = {each.unit: each for each in published.ranked}
    units = [each.unit for each in command.nominations]
    known.require_eligible(units, drafted.season, context.today)
    if unranked := [unit for unit in units if unit not in ranked]:
        raise no.UnitsNotRanked(names=known.names(unranked))
    _require_within(command, drafted.places, ranked, known)
    order = {each.award: place for place, each in enumerate(drafted.places)}
    nominations = tuple(
        sorted(
            (Nomination(unit=each.unit, award=each.award, rank=ranked[each.unit].rank) for each in command.nominations),
            key=lambda each: (order[each.award], each.rank, each.unit),
        )
    )
    if nominations == current.nominations:
        return []
    lost, gained = differences(current.nominations, nominations)
    return [
        NominationsAmended(
            cluster=command.cluster,
            drafting=current.drafting,
            nominations=nominations,
            open_places=tuple(_left_open(drafted, nominations)),
            lost=lost,
            gained=gained,
            document=command.document,
            reason=command.reason,
        )
    ]


def _require_within(
    command: AmendNominations, places: Sequence[QuotaPlaces], ranked: Mapping[UUID, Ranked], known: Known
) -> None:
    twice = [of for of, count in Counter((each.unit, each.award) for each in command.nominations).items() if count > 1]
    if twice:
        raise no.NominatedTwice(names=known.names(unit for unit, _ in twice))
    quota = {each.award: each for each in places}
    wanted = Counter(each.award for each in command.nominations)
    for award, count in wanted.items():
        there = _places_of(quota[award]) if award in quota else 0
        if count > there:
            raise no.BeyondQuota(award=award, places=there, wanted=count)
        short = [
            each.unit
            for each in command.nominations
            if each.award is award and not reaches(quota[award], ranked[each.unit].total)
        ]
        if short:
            raise no.UnitsBelowMinimum(award=award, minimum=quota[award].minimum_total, names=known.names(short))


def _left_open(drafted: NominationsDrafted, nominations: Sequence[Nomination]) -> Iterator[OpenPlaces]:
    """What stays open: places that the result left open first, then those that the council gave to nobody."""
    given = Counter(each.award for each in nominations)
    named = {(each.unit, each.award) for each in nominations}
    for quota in drafted.places:
        left = _places_of(quota) - given[quota.award]
        for open_places in (each for each in drafted.open_places if each.award is quota.award):
            if part := min(left, open_places.places):
                yield open_places.model_copy(update={"places": part})
                left -= part
        for dropped in (each for each in drafted.nominations if each.award is quota.award):
            if left and (dropped.unit, dropped.award) not in named:
                yield _by_council(quota.award, dropped.rank, dropped.unit)
                left -= 1


def _by_council(award: AwardCode, rank: int, unit: UUID) -> OpenPlaces:
    return OpenPlaces(award=award, places=1, rank=rank, reason=OpenReason.COUNCIL, units=(unit,))


def _places_of(quota: QuotaPlaces) -> int:
    return quota.to_rank - quota.from_rank + 1


def _close(
    command: CloseRevisionCase, context: Context[Known], current: Round, decision: Decision | None = None
) -> Sequence[Fact]:
    case = current.case
    if case is None or case.case != command.case or not current.is_open:
        raise no.NoSuchCase(case=command.case)
    if decision is not None:
        act = decision.amendment or decision.signed
        if act is None:
            raise refusals.DecisionNotSigned
        context.require_authority(act.authority)
    outcome = RevisionOutcome.STANDS if command.decision is None else RevisionOutcome.DECIDED
    return [RevisionCaseClosed(outcome=outcome, **vars(command))]


def _require_document(document: UUID, known: Known) -> None:
    if document not in known.documents:
        raise no.UnknownDocument(document=str(document))
