"""Last year's cluster beside next year's: who stays, who is gone and what became of them, who is new, who would lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.registry.fates import Fates, standing_on


@dataclass(frozen=True, slots=True)
class Difference:
    """A member of before and who stands in its place: itself alone where nothing changed, nobody where it was dissolved."""

    unit: UUID
    became: tuple[UUID, ...]

    @property
    def stays(self) -> bool:
        return self.unit in self.became


def differences(members: Mapping[UUID, date], on: date, fates: Fates) -> tuple[Difference, ...]:
    """What has become of each member, from the day since which it was one, by the day on which the cluster would go on.

    A member that ended in mid-season stays on the roll until a decision takes it off.
    """
    return tuple(Difference(unit, standing_on(unit, since, on, fates)) for unit, since in members.items())


def proposed_roll(found: Sequence[Difference]) -> tuple[UUID, ...]:
    """The roll if nothing else is decided: whoever stands in each member's place, in roll order, each once."""
    return tuple(dict.fromkeys(unit for each in found for unit in each.became))


def next_leader(rotation: Sequence[UUID], last: UUID | None, became: Mapping[UUID, Sequence[UUID]]) -> UUID | None:
    """Who leads next by rotation: the first behind last year's leader who is still there, or who took that one's place.

    Of several who did, none is preferred: that is for people to decide, and the next in the order is asked.
    """
    if not rotation:
        return None
    at = rotation.index(last) + 1 if last in rotation else 0
    for unit in (*rotation[at:], *rotation[:at]):
        stand = became.get(unit, ())
        if unit in stand:
            return unit
        if len(stand) == 1:
            return stand[0]
    return None


def acting_leader(last: UUID | None, members: Sequence[UUID], *, last_leader_acts: bool) -> UUID | None:
    """Who acts where the year has no leader yet: last year's leader, where the rule pack says so and it is a member still."""
    return last if last_leader_acts and last in members else None
