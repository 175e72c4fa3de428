"""What ranking decides of lots (rút thăm): the seed's source is announced, then the seed alone gives the order. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never
from uuid import UUID

from contracts.ballots import LotsAnnounced, LotsCancelled, LotsDrawn, TieBroken
from contracts.base import Fact
from contracts.rules import TieBreak
from infra.runtime.decisions import Category, Context
from services.ranking.ballot_commands import AnnounceLots, CancelLots, DrawLots, LotsCommand
from services.ranking.lots_refusals import (
    BallotComesFirst,
    LotsAlreadyAnnounced,
    LotsAlreadyDrawn,
    LotsAreOver,
    SeedMayBeKnown,
    SeedNotKnownYet,
    UnknownLots,
)
from services.ranking.refusals import NothingDrawn
from services.ranking.standing import Standing
from services.ranking.voting import Voting, VotingRules, rank_of_tie, sound, stands_in

# State


@dataclass(frozen=True, slots=True)
class Lots:
    """Lots for one tie: announced, and drawn or cancelled."""

    announced: LotsAnnounced | None = None
    over: bool = False


# Decide


def decide(command: LotsCommand, context: Context[Voting], lots: Lots, standing: Standing | None = None) -> Sequence[Fact]:
    """Announce, draw or cancel lots for one tie."""
    match command:
        case AnnounceLots():
            assert standing is not None
            return [_announce(command, context, lots, standing)]
        case DrawLots():
            return _draw(command, context, lots)
        case CancelLots():
            announced = _under_way(lots, command.lots)
            context.require_authority(announced.authority)
            return [
                LotsCancelled(
                    lots=announced.lots,
                    cluster=announced.cluster,
                    authority=announced.authority,
                    units=announced.units,
                    cancelled_on=context.today,
                    reason=command.reason,
                )
            ]
        case _:
            assert_never(command)


def _announce(command: AnnounceLots, context: Context[Voting], lots: Lots, standing: Standing) -> Fact:
    drawn = standing.drawn
    if drawn is None:
        raise NothingDrawn
    context.require_authority(drawn.authority)
    if lots.announced is not None:
        raise LotsAlreadyAnnounced(lots=command.lots)
    _, rules = sound(context.known, drawn)
    rank = rank_of_tie(command.units, drawn, rules, TieBreak.LOTS)
    _require_turn(command.units, standing, rules)
    if command.known_at <= context.at:
        raise SeedMayBeKnown(known_at=command.known_at.isoformat())
    return LotsAnnounced(
        lots=command.lots,
        cluster=drawn.cluster,
        season=drawn.season,
        authority=drawn.authority,
        units=command.units,
        drawing=drawn.drawing,
        rank=rank,
        source=command.source,
        announced_at=context.at,
        known_at=command.known_at,
        pack=rules.pack,
        pack_version=rules.pack_version,
    )


def _require_turn(units: Sequence[UUID], standing: Standing, rules: VotingRules) -> None:
    """Lots come once, and behind the ballot where the pack has one before them."""
    acts = [broken for broken in standing.broken if stands_in(broken, units)]
    if drawn := [broken for broken in acts if broken.by is TieBreak.LOTS]:
        raise LotsAlreadyDrawn(act=drawn[-1].act)
    before = rules.tie_breaks[: rules.tie_breaks.index(TieBreak.LOTS)]
    if TieBreak.BALLOT in before and not acts:
        raise BallotComesFirst


def _draw(command: DrawLots, context: Context[Voting], lots: Lots) -> Sequence[Fact]:
    announced = _under_way(lots, command.lots)
    if announced.cluster != command.cluster:
        raise UnknownLots(lots=command.lots)
    context.require_authority(announced.authority)
    if context.at < announced.known_at:
        raise SeedNotKnownYet(known_at=announced.known_at.isoformat())
    order = order_by(command.seed, announced.units)
    return [
        LotsDrawn(
            lots=announced.lots,
            cluster=announced.cluster,
            authority=announced.authority,
            seed=command.seed,
            order=order,
            drawn_on=context.today,
        ),
        TieBroken(
            cluster=announced.cluster,
            authority=announced.authority,
            by=TieBreak.LOTS,
            act=announced.lots,
            order=tuple((unit,) for unit in order),
            broken_on=context.today,
        ),
    ]


def order_by(seed: str, units: Sequence[UUID]) -> tuple[UUID, ...]:
    """The units by SHA-256 of the seed's UTF-8 bytes, a zero byte and the unit's id in lower case, smallest first."""
    return tuple(sorted(units, key=lambda unit: hashlib.sha256(seed.encode() + b"\0" + str(unit).lower().encode()).digest()))


def _under_way(lots: Lots, name: UUID) -> LotsAnnounced:
    if lots.announced is None:
        raise UnknownLots(lots=name)
    if lots.over:
        raise LotsAreOver
    return lots.announced


# Evolve


LotsFact = LotsAnnounced | LotsDrawn | LotsCancelled


def evolve(lots: Lots, fact: LotsFact) -> Lots:
    match fact:
        case LotsAnnounced():
            return replace(lots, announced=fact)
        case LotsDrawn() | LotsCancelled():
            return replace(lots, over=True)
        case _:
            assert_never(fact)


LOTS = Category("lots", Lots(), evolve, (LotsAnnounced, LotsDrawn, LotsCancelled))
