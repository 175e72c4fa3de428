"""Rotating flags (cờ luân lưu): exactly one holder at any instant, whoever hands it on and whatever becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, assert_never
from uuid import UUID

from pydantic import Field

from contracts.base import ClusterId, Contract, Day, DocumentId, Fact, FlagId, Name, UnitId
from contracts.registry import RotatingFlagHandedOver, RotatingFlagRegistered
from infra.runtime.decisions import Claim, Context
from services.registry import cluster_refusals, flag_refusals
from services.registry.clusters import Cluster, require_day, require_own_cluster
from services.registry.custody import HandOver, How, chain_of, custody_on, fates_in, holder_after
from services.registry.requirements import Document, require_document
from services.registry.units import ONE_DAY, Unit, require_unit

# Commands ---------------------------------------------------------------------------------------------------------


class RegisterRotatingFlag(Contract):
    """Register the rotating flag of a cluster and of all that go on from it, and who holds it on the first day told of.

    Without a `holder` it is the managing authority.
    """

    flag: FlagId
    cluster: ClusterId
    name: Name
    holder: UnitId | None
    valid_from: Day
    document: DocumentId


class HandOverRotatingFlag(Contract):
    """Hand the flag over on a day (bàn giao cờ luân lưu), under the minutes that both signed; None is the authority.

    Where it came to who hands it by several mergers, or to the authority by a split or a dissolution, `inherited` names the
    units in between, the one that took it first.
    """

    flag: FlagId
    cluster: ClusterId
    hands: UnitId | None
    takes: UnitId | None
    on: Day
    document: DocumentId
    minutes: DocumentId
    inherited: Annotated[tuple[UnitId, ...], Field(max_length=16)] = ()

    @property
    def units(self) -> tuple[UUID, ...]:
        """All whose fate says who holds the flag, each once."""
        return tuple(dict.fromkeys(unit for unit in (self.takes, self.hands, *self.inherited) if unit is not None))


FlagCommand = RegisterRotatingFlag | HandOverRotatingFlag
FlagFact = RotatingFlagRegistered | RotatingFlagHandedOver

# State ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RotatingFlag:
    """A flag; `hand_overs` stand in the order of their days, with the one that states who had it on `valid_from`."""

    authority: str = ""
    line: UUID | None = None
    valid_from: date = date.max
    hand_overs: tuple[HandOver, ...] = ()


# Decide -----------------------------------------------------------------------------------------------------------


def decide_flag(command: FlagCommand, context: Context[Any], flag: RotatingFlag, *states: Any) -> list[Fact]:
    match command:
        case RegisterRotatingFlag():
            return _register(command, context, flag, *states)
        case HandOverRotatingFlag():
            return _hand_over(command, context, flag, *states)
    assert_never(command)


def _register(
    command: RegisterRotatingFlag,
    context: Context[Any],
    flag: RotatingFlag,
    cluster: Cluster,
    document: Document,
    holder: Unit | None = None,
) -> list[Fact]:
    require_own_cluster(cluster, command.cluster, context)
    if flag.authority:
        raise flag_refusals.FlagAlreadyRegistered(flag=command.flag)
    # A flag may be older than the document that its registration rests on, as a unit may.
    require_document(document, command.document, context)
    if holder is not None and command.holder is not None:
        require_unit(holder, command.holder, on=command.valid_from)
        if command.holder not in cluster.members:
            raise cluster_refusals.NotAMember(unit=command.holder)
    return [RotatingFlagRegistered(authority=cluster.authority, line=cluster.line or command.cluster, **vars(command))]


def _hand_over(
    command: HandOverRotatingFlag,
    context: Context[Any],
    flag: RotatingFlag,
    cluster: Cluster,
    document: Document,
    minutes: Document,
    *units: Unit,
) -> list[Fact]:
    if not flag.authority:
        raise flag_refusals.UnknownFlag(flag=command.flag)
    context.require_authority(flag.authority)
    require_own_cluster(cluster, command.cluster, context)
    if cluster.line != flag.line:
        raise flag_refusals.FlagOfAnotherCluster(flag=command.flag, cluster=command.cluster)
    day, states = command.on, dict(zip(command.units, units, strict=True))
    require_day(cluster, day)
    if day > context.today:
        raise flag_refusals.HandOverInFuture(day=day, today=context.today)
    require_document(document, command.document, context, effective=day)
    require_document(minutes, command.minutes, context)
    if command.hands == command.takes:
        raise flag_refusals.HandsToItself(unit=command.takes or "–")
    for named in (command.takes, command.hands):
        if named is not None:
            require_unit(states[named], named, on=day)
    if command.takes is not None and not cluster.is_member(command.takes, day, day + ONE_DAY):
        raise cluster_refusals.NotAMember(unit=command.takes)
    if any((each.on, each.hands, each.takes) == (day, command.hands, command.takes) for each in flag.hand_overs):
        return []
    _require_fit(command, flag, states)
    said = {name: value for name, value in dict(command).items() if name != "inherited"}
    return [RotatingFlagHandedOver(authority=flag.authority, **said)]


def _require_fit(command: HandOverRotatingFlag, flag: RotatingFlag, states: dict[UUID, Unit]) -> None:
    """Refuse what contradicts the chain: who hands must hold, and who takes must be who hands next, or come before."""
    fates, day = fates_in(states), command.on
    if any(each.on == day for each in flag.hand_overs):
        raise flag_refusals.HandedOverThatDay(day=day)
    earlier = tuple(each for each in flag.hand_overs if each.on < day)
    if earlier:
        link, before = custody_on(day, chain_of(flag.valid_from, earlier, fates))
        if link.holder != command.hands:
            if link.how in (How.SPLIT, How.DISSOLUTION):
                raise flag_refusals.LeftToAuthority(day=day, unit=before, since=link.since, holder=flag.authority)
            raise flag_refusals.NotTheHolder(day=day, holder=link.holder or flag.authority)
    later = next((each for each in flag.hand_overs if each.on > day), None)
    if later is not None:
        # What states the holder of the first day told of has nobody who hands: who has it then is who came to it.
        expected = later.takes if later.on == flag.valid_from else later.hands
        if holder_after(command.takes, day, later.on, fates) != expected:
            raise flag_refusals.HandedOnByAnother(day=later.on, holder=expected or flag.authority)


# Evolve -----------------------------------------------------------------------------------------------------------


def evolve_flag(state: RotatingFlag, fact: FlagFact) -> RotatingFlag:
    match fact:
        case RotatingFlagRegistered():
            first = HandOver(fact.valid_from, None, fact.holder)
            return RotatingFlag(fact.authority, fact.line, fact.valid_from, (first,))
        case RotatingFlagHandedOver():
            each = HandOver(fact.on, fact.hands, fact.takes)
            return replace(state, hand_overs=tuple(sorted((*state.hand_overs, each), key=lambda h: h.on)))
    assert_never(fact)


# Claims -----------------------------------------------------------------------------------------------------------


def flag_claims(fact: Fact) -> Iterator[Claim]:
    """One flag for a cluster and all that go on from it."""
    if isinstance(fact, RotatingFlagRegistered):
        yield Claim("rotating-flag", str(fact.line), taken=flag_refusals.LineHasFlag)
