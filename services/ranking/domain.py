"""What ranking decides: the order of a cluster, that it is published, and how that is revised. No I/O, no clock.

The standings' state is standing.py, how they are drawn drawing.py. Complaints are streams of their own: complaints.py,
complaining.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from pydantic import Field

from contracts.base import ClusterId, ComplaintId, Contract, DocumentId, Fact, Text, Version
from contracts.ranking import StandingsDrawn, StandingsPublished
from infra.runtime.decisions import Context
from services.ranking import refusals as no
from services.ranking.complaints import Complaint
from services.ranking.drawing import digest_of, draw
from services.ranking.known import Known
from services.ranking.revisions import causes, require_a_revision, require_upheld
from services.ranking.standing import Standing

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
        raise no.ScoresNotLocked
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
        raise no.NothingDrawn
    _require_authority(context, drawn.authority)
    if published is not None and drawn.drawing == published.drawing:
        raise no.AlreadyPublished
    if command.drawing != drawn.drawing:
        raise no.DrawingReplaced(current=drawn.drawing)
    # A suspension may have begun, or a figure come in, since the drawing: nobody publishes what no longer holds.
    today = draw(command.cluster, context.known, context.today, drawing=drawn.drawing, standing=standing)
    if _result(drawn) != _result(today):
        raise no.DrawingOutdated(drawing=drawn.drawing)
    require_a_revision(published, drawn, command.reason)
    if command.document is not None and command.document not in context.known.documents:
        raise no.UnknownDocuments(documents=str(command.document))
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


def _result(drawn: StandingsDrawn) -> tuple[Any, ...]:
    """What makes one drawing another: all that the officer sees, without its number and day."""
    return drawn.pack, drawn.pack_version, drawn.places, drawn.rows, drawn.unresolved, drawn.warnings
