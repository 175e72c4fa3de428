"""A pack's entries on the procedure as the read model keeps them, read back into what decisions go by."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.base import Contract
from contracts.rules import CalendarRules, CouncilVote, Deadline, Dossier, Share, Step
from contracts.working_days import WorkingDays
from services.awards.procedure import Procedure


class Kept(Contract):
    """What `procedure_in` wrote."""

    dossiers: tuple[Dossier, ...]
    steps: tuple[Step, ...]
    quorum: Share | None


def procedure_from(
    named: str, kept: Kept, votes: Iterable[CouncilVote], deadlines: Iterable[Deadline], calendar: CalendarRules | None
) -> Procedure:
    """A pack's entries by what each is about."""
    return Procedure(
        named=named,
        papers={dossier.award: dossier.papers for dossier in kept.dossiers},
        steps={(entry.step, entry.level): entry.required for entry in kept.steps},
        votes={vote.award: vote.threshold for vote in votes},
        quorum=kept.quorum,
        deadlines={(entry.step, entry.level): entry.working_days for entry in deadlines},
        calendar=None if calendar is None else WorkingDays.of(calendar),
    )
