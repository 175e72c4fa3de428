"""What ranking decides: the order of a cluster, that it is published, and how that is revised. No I/O, no clock.

Complaints are streams of their own: complaints.py, complaining.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, assert_never
from uuid import UUID

import rfc8785
from pydantic import Field

from contracts.ballots import TieBroken
from contracts.base import ClusterId, ComplaintId, Contract, DocumentId, Fact, Text, Version
from contracts.ranking import (
    Caution,
    Ineligible,
    StaffFigures,
    StandingRow,
    StandingsDrawn,
    StandingsPublished,
    StandingWarning,
    UnresolvedTie,
)
from contracts.registry import QuotaPlaces
from contracts.rules import TieBreak
from contracts.scoring import DeparturePolicy, LockedScore
from infra.runtime.decisions import Category, Context
from infra.runtime.errors import Refusal
from services.ranking.complaints import Complaint
from services.ranking.order import Candidate, lacking_figures, rank, unresolved_ties
from services.ranking.periods import UNSTATED, Period
from services.ranking.refusals import UnknownDocuments
from services.ranking.reserved import Kept, keep_places, keeping
from services.ranking.revisions import causes, require_a_revision, require_upheld

RANKED_FEW = 3
"""A cluster ranks whoever is left; with fewer than it takes to form one, the officer is warned."""


# Commands


class DrawStandings(Contract):
    """Draw the standings of a cluster from what is known today; nothing happens where that changes nothing."""

    cluster: ClusterId


class PublishStandings(Contract):
    """Publish the drawing named, as it stands; behind a publication as the revision of it, which says why.

    `complaints` are upheld ones that the revision answers, beside those for which scoring reopened points.
    """

    cluster: ClusterId
    drawing: Version
    reason: Text | None = None
    document: DocumentId | None = None
    complaints: tuple[ComplaintId, ...] = Field(default=(), max_length=20)


Command = DrawStandings | PublishStandings


# State


@dataclass(frozen=True, slots=True)
class Standing:
    """The standings of one cluster's season: the last drawing, the publication in force, and how they came to be revised.

    `first_published_on` is the first publication's day, `answered` are the complaints that some revision answered,
    `broken` the ties that people broke.
    """

    drawn: StandingsDrawn | None = None
    published: StandingsPublished | None = None
    first_published_on: date | None = None
    answered: frozenset[UUID] = frozenset()
    broken: tuple[TieBroken, ...] = ()


@dataclass(frozen=True, slots=True)
class SuspensionChange:
    """From this day on the unit is suspended, or no longer."""

    day: date
    suspended: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What the season's frozen pack says about ties, suspended units and complaints."""

    pack: str
    pack_version: int
    tie_breaks: tuple[TieBreak, ...]
    women_percent: int
    suspended_keep_rank: bool = False
    reserving: Period = UNSTATED
    complaining: Period = UNSTATED


@dataclass(frozen=True, slots=True)
class Locked:
    """The locked points of a cluster, as scoring said them."""

    season: str
    authority: str
    rows: tuple[LockedScore, ...]
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What registry and scoring have said of a cluster and its units.

    `figures` are each unit's latest on or before 31 December of the season; the changes of a unit's suspension stand
    in the order in which they were recorded. `complaints` are those for which scoring reopened points, `documents`
    those of the command that registry knows, `leaves` the scorecard's with the units that they are not assigned to.
    """

    locked: Locked | None = None
    rules: Rules | None = None
    places: tuple[QuotaPlaces, ...] = ()
    figures: Mapping[UUID, StaffFigures] = field(default_factory=dict)
    suspensions: Mapping[UUID, tuple[SuspensionChange, ...]] = field(default_factory=dict)
    disqualified_on: Mapping[UUID, date] = field(default_factory=dict)
    complaints: tuple[UUID, ...] = ()
    documents: frozenset[UUID] = frozenset()
    leaves: Mapping[str, frozenset[UUID]] = field(default_factory=dict)


# Refusals


class ScoresNotLocked(Refusal):
    """There is nothing to rank yet."""

    code = "scores-not-locked"
    vi = "Điểm của cụm, khối này chưa khóa. Hãy khóa điểm trước khi xếp hạng."
    en = "The points of this cluster are not locked. Lock them before it is ranked."


class ScoresAreReopened(Refusal):
    """The points were locked and are reopened: what they will be, nobody knows yet."""

    code = "scores-reopened"
    vi = "Điểm của cụm, khối này đang được mở lại. Hãy chờ cơ quan chủ trì khóa lại; bảng xếp hạng sẽ tự lập lại."
    en = "The points of this cluster are reopened. Wait until they are locked again; the standings are then drawn anew."


class SeasonRulesUnknown(Refusal):
    """Registry has not said which rules hold for the season."""

    code = "season-rules-unknown"
    vi = "Năm thi đua {season} chưa mở hoặc chưa có bộ quy tắc. Hãy mở năm thi đua với bộ quy tắc đã ban hành."
    en = "Season {season} is not open, or its rule pack was not adopted. Open it with an adopted pack."


class NothingDrawn(Refusal):
    """There are no standings to publish."""

    code = "nothing-drawn"
    vi = "Cụm, khối này chưa có bảng xếp hạng. Bảng được lập tự động sau khi khóa điểm."
    en = "This cluster has no standings yet. They are drawn by themselves once its points are locked."


class AlreadyPublished(Refusal):
    """This drawing was published; only a later drawing can revise it."""

    code = "already-published"
    vi = "Bảng xếp hạng này đã công bố và không thay đổi được nữa. Chỉ bản lập sau mới có thể công bố thay thế."
    en = "These standings were published and are frozen. Only a later drawing can be published in their place."


class DrawingReplaced(Refusal):
    """A newer drawing than the one named is there."""

    code = "drawing-replaced"
    vi = "Bảng xếp hạng đã được lập lại (lần {current}). Hãy xem bản mới rồi công bố bản đó."
    en = "The standings were drawn anew (drawing {current}). Look at the new drawing and publish that one."


class DrawingOutdated(Refusal):
    """What is known today gives another result than the drawing holds."""

    code = "drawing-outdated"
    vi = "Bảng xếp hạng lần {drawing} không còn đúng với dữ liệu hôm nay. Hãy lập lại (draw-standings) rồi công bố."
    en = "Drawing {drawing} no longer agrees with what is known today. Draw the standings again, then publish."


# Decide


def decide(command: Command, context: Context[Known], standing: Standing, *complaints: Complaint) -> Sequence[Fact]:
    """Draw or publish the standings of one cluster; `complaints` are those that the publication names."""
    match command:
        case DrawStandings():
            return _draw(command, context, standing)
        case PublishStandings():
            return [_publish(command, context, standing, complaints)]
        case _:
            assert_never(command)


def _draw(command: DrawStandings, context: Context[Known], standing: Standing) -> Sequence[Fact]:
    locked = context.known.locked
    if locked is None:
        raise ScoresNotLocked
    _require_authority(context, locked.authority)
    before = standing.drawn
    number = before.drawing + 1 if before else 1
    drawn = draw(command.cluster, context.known, context.today, drawing=number, standing=standing)
    return [] if before and _result(before) == _result(drawn) else [drawn]


def _publish(
    command: PublishStandings, context: Context[Known], standing: Standing, complaints: Sequence[Complaint]
) -> StandingsPublished:
    drawn, published = standing.drawn, standing.published
    if drawn is None:
        raise NothingDrawn
    _require_authority(context, drawn.authority)
    if published is not None and drawn.drawing == published.drawing:
        raise AlreadyPublished
    if command.drawing != drawn.drawing:
        raise DrawingReplaced(current=drawn.drawing)
    # A suspension may have begun, or a figure come in, since the drawing: nobody publishes what no longer holds.
    today = draw(command.cluster, context.known, context.today, drawing=drawn.drawing, standing=standing)
    if _result(drawn) != _result(today):
        raise DrawingOutdated(drawing=drawn.drawing)
    require_a_revision(published, drawn, command.reason)
    if command.document is not None and command.document not in context.known.documents:
        raise UnknownDocuments(documents=str(command.document))
    require_upheld(command.cluster, dict(zip(command.complaints, complaints, strict=True)))
    named = dict.fromkeys((*context.known.complaints, *command.complaints))
    answered = tuple(each for each in named if each not in standing.answered) if published else ()
    return StandingsPublished(
        cluster=drawn.cluster,
        season=drawn.season,
        authority=drawn.authority,
        publication=published.publication + 1 if published else 1,
        drawing=drawn.drawing,
        published_on=context.today,
        pack=drawn.pack,
        pack_version=drawn.pack_version,
        places=drawn.places,
        rows=drawn.rows,
        unresolved=drawn.unresolved,
        digest=digest_of(drawn.rows, drawn.unresolved),
        revises=published.publication if published else None,
        reason=command.reason,
        document=command.document,
        cause=causes(published, drawn, answered) if published else (),
        complaints=answered,
    )


def _require_authority(context: Context[Known], authority: str) -> None:
    # A reactor has no roles: it answers registry's word on a unit, which may belong to another authority.
    if context.caller.roles:
        context.require_authority(authority)


NOT_DRAWN = Standing()


def draw(cluster: UUID, known: Known, on: date, *, drawing: int, standing: Standing = NOT_DRAWN) -> StandingsDrawn:
    """The standings of a cluster as they are on a day; `standing` is what was drawn, published and broken before.

    Raises:
        ScoresNotLocked, ScoresAreReopened, SeasonRulesUnknown: there is nothing to rank, or nothing to rank it by.
    """
    locked, rules = known.locked, known.rules
    if locked is None:
        raise ScoresNotLocked
    if locked.reopened:
        raise ScoresAreReopened
    if rules is None:
        raise SeasonRulesUnknown(season=locked.season)
    suspended = _suspended(known, rules, standing, on)
    barred = [_candidate(score, known, on, suspended) for score in locked.rows]
    kept = keeping(standing.published, barred, suspended, rules.reserving, on)
    # Whose place is kept is placed like everybody else, and then holds no rank.
    candidates = [replace(c, ineligible=()) if c.unit in kept.until else c for c in barred]
    rows = rank(candidates, rules.tie_breaks, rules.women_percent, places=known.places, broken=standing.broken)
    shown = keep_places(rows, kept.until)
    return StandingsDrawn(
        cluster=cluster,
        season=locked.season,
        authority=locked.authority,
        drawing=drawing,
        drawn_on=on,
        pack=rules.pack,
        pack_version=rules.pack_version,
        places=known.places,
        rows=shown,
        unresolved=unresolved_ties(rows, known.places),
        warnings=tuple(_warnings(shown, lacking_figures(candidates, rules.tie_breaks, rules.women_percent), known, kept)),
    )


def _suspended(known: Known, rules: Rules, standing: Standing, on: date) -> Mapping[UUID, date]:
    """Who is suspended on a day, and since when.

    What begins after the reserved days behind the first publication is of another season: this one's places are given.
    """
    if rules.suspended_keep_rank:
        return {}
    settled = rules.reserving.last_day(standing.first_published_on) if standing.first_published_on else None
    since = {unit: suspended_since(changes, on) for unit, changes in known.suspensions.items()}
    return {unit: day for unit, day in since.items() if day is not None and (settled is None or day <= settled)}


def _candidate(score: LockedScore, known: Known, on: date, suspended: Mapping[UUID, date]) -> Candidate:
    return Candidate(
        unit=score.unit,
        total=score.total,
        groups=score.groups,
        deductions=score.deductions,
        late_reports=score.late_reports,
        staff=known.figures.get(score.unit),
        ineligible=tuple(reason for reason, holds in _grounds(score, known, on, suspended) if holds),
    )


def _grounds(score: LockedScore, known: Known, on: date, suspended: Mapping[UUID, date]) -> Iterable[tuple[Ineligible, bool]]:
    disqualified_on = known.disqualified_on.get(score.unit)
    yield Ineligible.NOT_SIGNED, not score.signed
    yield Ineligible.INCOMPLETE, not score.complete or score.total is None
    yield Ineligible.SUSPENDED, score.unit in suspended
    yield Ineligible.DISQUALIFIED, disqualified_on is not None and disqualified_on <= on
    # Frozen figures hold their rank; what was left out, or went on to a successor, does not.
    yield Ineligible.DEPARTED, score.departed in (DeparturePolicy.EXCLUDE, DeparturePolicy.INHERIT_WEIGHTED)


def suspended_since(changes: Sequence[SuspensionChange], on: date) -> date | None:
    """Since when a suspension is open on a day, if one is: of the changes that have begun, the last recorded one counts."""
    begun = [change for change in changes if change.day <= on]
    return begun[-1].day if begun and begun[-1].suspended else None


def _warnings(
    rows: Sequence[StandingRow], without_figures: tuple[UUID, ...], known: Known, kept: Kept
) -> Iterable[StandingWarning]:
    ranked = tuple(row.unit for row in rows if row.rank is not None)
    if without_figures:
        yield StandingWarning(caution=Caution.NO_STAFF_FIGURES, units=without_figures)
    if not known.places:
        yield StandingWarning(caution=Caution.NO_QUOTA, units=())
    if len(ranked) < RANKED_FEW:
        yield StandingWarning(caution=Caution.FEW_RANKED, units=ranked)
    if kept.undated:
        yield StandingWarning(caution=Caution.NOTHING_RESERVED, units=kept.undated)


def _result(drawn: StandingsDrawn) -> tuple[Any, ...]:
    """What makes one drawing another: all that the officer sees, without its number and day."""
    return drawn.pack, drawn.pack_version, drawn.places, drawn.rows, drawn.unresolved, drawn.warnings


def digest_of(rows: Sequence[StandingRow], unresolved: Sequence[UnresolvedTie]) -> str:
    """SHA-256 of rows and unresolved ties in canonical JSON (RFC 8785), in hexadecimal."""
    document = {
        "rows": [row.model_dump(mode="json") for row in rows],
        "unresolved": [tie.model_dump(mode="json") for tie in unresolved],
    }
    return hashlib.sha256(rfc8785.dumps(document)).hexdigest()


# Evolve


StandingFact = StandingsDrawn | StandingsPublished | TieBroken


def evolve(standing: Standing, fact: StandingFact) -> Standing:
    match fact:
        case StandingsDrawn():
            return replace(standing, drawn=fact)
        case StandingsPublished():
            return replace(
                standing,
                published=fact,
                first_published_on=standing.first_published_on or fact.published_on,
                answered=standing.answered | set(fact.complaints),
            )
        case TieBroken():
            return replace(standing, broken=(*standing.broken, fact))
        case _:
            assert_never(fact)


STANDING = Category("standing", Standing(), evolve, (StandingsDrawn, StandingsPublished, TieBroken))
