"""What a session of the council says on each nomination, and whether ranking's secret ballot was counted like that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.base import NONE, ClusterId, Contract, Count, PersonKey, UnitId
from contracts.rules import AwardCode
from services.awards import ballot_refusals as refusals
from services.awards.distinct import Distinct
from services.awards.known import Figures, Known
from services.awards.submission import NominationKey


class VoteCount(Contract):
    """The papers on one nomination, and who withdrew beside those who sit for its unit; `ballot` is ranking's, if it was one."""

    cluster: ClusterId
    unit: UnitId
    award: Annotated[AwardCode, NONE]
    yes: Count
    no: Count
    blank: Count = 0
    invalid: Count = 0
    recused: Annotated[tuple[PersonKey, ...], Distinct] = Field(default=(), max_length=60)
    ballot: Annotated[UUID | None, NONE] = None

    @property
    def key(self) -> NominationKey:
        return self.cluster, self.unit, self.award

    @property
    def figures(self) -> Figures:
        return Figures(self.yes, self.no, self.blank, self.invalid)

    @property
    def cast(self) -> int:
        return sum(self.figures)


def require_counts(council: UUID, counts: Iterable[VoteCount], known: Known) -> None:
    """Hold each count that cites a ballot against that ballot.

    Raises:
        BallotNotCounted, BallotOnOthers, BallotCountDiffers: it does not say so.
    """
    for each in counts:
        if each.ballot is None:
            continue
        ballot, unit = known.ballots.get(each.ballot), known.names([each.unit])
        if ballot is None or not ballot.is_counted:
            raise refusals.BallotNotCounted(ballot=str(each.ballot), unit=unit)
        found = ballot.counted.get(each.unit)
        if found is None or (ballot.council, ballot.cluster, ballot.award) != (council, each.cluster, each.award):
            raise refusals.BallotOnOthers(ballot=str(each.ballot), unit=unit, award=each.award)
        if found != each.figures:
            raise refusals.BallotCountDiffers(
                ballot=str(each.ballot), unit=unit, **each.figures._asdict(), **found.prefixed("counted_")
            )
