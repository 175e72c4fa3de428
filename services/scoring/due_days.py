"""Until when the layers of a cluster's sheets are expected. The days warn (`waiting`) and move nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from contracts.scoring import ScoringStep, StepDue, StepDueDaysSet
from infra.runtime.decisions import Context
from services.scoring import ledger_refusals as no
from services.scoring.bonuses import require_document
from services.scoring.commands import SetStepDueDays
from services.scoring.known import Known, known_of
from services.scoring.refusals import ScoresAreLocked
from services.scoring.reporting import moved_on
from services.scoring.season import Scoresheet

# --- decide ---


def set_step_due_days(command: SetStepDueDays, context: Context[Known], season: Scoresheet) -> Sequence[StepDueDaysSet]:
    """Before the opening too; each day moves on to a working day by the calendar of the season's pack."""
    known = known_of(command, context)
    context.require_authority(known.authority)
    if season.was_locked:
        raise ScoresAreLocked
    stated = [(step, command.days[step]) for step in ScoringStep if step in command.days]
    if any(one > other for (_, one), (_, other) in pairwise(stated)):
        raise no.StepsOutOfOrder
    days = tuple(StepDue(step=step, stated=day, due=moved_on(day, known)) for step, day in stated)
    if days == season.step_due:
        return []
    require_document(context, command, command.document)
    return [StepDueDaysSet(cluster=command.cluster, days=days, document=command.document, pack=known.pack)]


# --- evolve ---


def evolve_step_due(season: Scoresheet, fact: StepDueDaysSet) -> Scoresheet:
    return replace(season, step_due=fact.days)
