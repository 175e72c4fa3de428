"""What a rule pack says of the way from a nomination to its decision: papers, steps, deadlines, votes. It assumes nothing.

What a pack does not state is refused with its name where something has to rest on it. A deadline that it does not state,
or cannot count, is none: days warn, they never act.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from contracts.awards import Nomination
from contracts.rules import AwardCode, AwardLevel, Paper, ProcedureStep, Share, Threshold, VoteBase
from contracts.working_days import WorkingDays, YearNotListed
from services.awards import procedure_refusals as refusals
from services.awards.vote_refusals import NoQuorum

OF_THE_STATE: Final = frozenset({AwardCode.GOVERNMENT_FLAG, AwardCode.PRIME_MINISTER_CERTIFICATE})
"""Awards that the Government or its head gives; all others are given in the province."""
BEFORE_THE_VOTE: Final = (ProcedureStep.OPINIONS, ProcedureStep.APPRAISAL)
SWITCHED: Final = (*BEFORE_THE_VOTE, ProcedureStep.VOTE)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A pack's entries on the procedure; `named` is the pack with its version, for people."""

    named: str = "—"
    papers: Mapping[AwardCode, tuple[Paper, ...]] = field(default_factory=dict)
    steps: Mapping[tuple[ProcedureStep, AwardLevel], bool] = field(default_factory=dict)
    votes: Mapping[AwardCode, Threshold] = field(default_factory=dict)
    quorum: Share | None = None
    deadlines: Mapping[tuple[ProcedureStep, AwardLevel], int] = field(default_factory=dict)
    calendar: WorkingDays | None = None

    def papers_for(self, award: AwardCode) -> tuple[Paper, ...]:
        """The checklist of an award's dossier.

        Raises:
            PapersNotStated: the pack has none.
        """
        if award not in self.papers:
            raise refusals.PapersNotStated(pack=self.named, award=award)
        return self.papers[award]

    def requires(self, step: ProcedureStep, level: AwardLevel) -> bool:
        """Whether a step is taken before a decision.

        Raises:
            StepNotStated: the pack does not say.
        """
        if (step, level) not in self.steps:
            raise refusals.StepNotStated(pack=self.named, step=step, level=level)
        return self.steps[step, level]

    def threshold_for(self, award: AwardCode) -> Threshold:
        """How many of the council must be in favour.

        Raises:
            VoteNotStated: the pack does not say.
        """
        if award not in self.votes:
            raise refusals.VoteNotStated(pack=self.named, award=award)
        return self.votes[award]

    def require_quorum(self, *, present: int, members: int) -> None:
        """Refuse unless enough of the council are present to decide.

        Raises:
            QuorumNotStated, NoQuorum: the pack does not say how many, or they are fewer.
        """
        quorum = self.quorum
        if quorum is None:
            raise refusals.QuorumNotStated(pack=self.named)
        if present * quorum.whole < quorum.part * members:
            raise NoQuorum(present=present, members=members, part=quorum.part, whole=quorum.whole, pack=self.named)

    def due_on(self, step: ProcedureStep, level: AwardLevel, event: date) -> date | None:
        """The last day of a step, None where the pack states no deadline or does not list the year."""
        if self.calendar is None or (step, level) not in self.deadlines:
            return None
        try:
            return self.calendar.due_day(event, self.deadlines[step, level])
        except YearNotListed:
            return None


def level_of(award: AwardCode) -> AwardLevel:
    return AwardLevel.STATE if award in OF_THE_STATE else AwardLevel.PROVINCIAL


def level_of_all(nominations: Iterable[Nomination]) -> AwardLevel:
    """The level of a submission: that of the State as soon as one of its nominations is."""
    levels = {level_of(nomination.award) for nomination in nominations}
    return AwardLevel.STATE if AwardLevel.STATE in levels else AwardLevel.PROVINCIAL


def is_reached(threshold: Threshold, *, yes: int, present: int, members: int) -> bool:
    """Whether enough are in favour, exactly: at least the share of the base, or more than it."""
    base = base_of(threshold, present=present, members=members)
    have, need = yes * threshold.share.whole, base * threshold.share.part
    return have > need if threshold.more_than else have >= need


def base_of(threshold: Threshold, *, present: int, members: int) -> int:
    return members if threshold.of is VoteBase.TOTAL else present
