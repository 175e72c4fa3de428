"""The doors behind a signature. Board officers act, each for their own authority."""

from __future__ import annotations

from typing import Any

from infra.runtime.decisions import Caller, Role, Stream
from infra.runtime.doors import Door
from infra.runtime.reading import Read
from services.awards.amendment_commands import (
    AllotFund,
    AmendmentCommand,
    CancelCorrection,
    CancelDecision,
    CorrectDecision,
    RecordPayment,
    ReturnMoney,
    ReturnObject,
    RevokeAwards,
)
from services.awards.decision import DECISION
from services.awards.domain import decide
from services.awards.fund import FUND
from services.awards.known import Known
from services.awards.known_rows import documents_of, packs_of
from services.awards.recovery import RECOVERY
from services.awards.register import AWARD

BOARD = frozenset({Role.BOARD_OFFICER})


async def known_for_amending(command: AmendmentCommand, caller: Caller, read: Read) -> Known:
    """The authority's packs, and those of the legal bases, its own and corrected ones, that are on its record."""
    text = command.text if isinstance(command, CorrectDecision) else None
    cited = (*command.bases, *(text.bases or () if text is not None else ()))
    return Known(packs=await packs_of(read, caller.authority), documents=await documents_of(read, caller, cited))


async def known_for_allotting(command: AllotFund, caller: Caller, read: Read) -> Known:
    """Whether the document is on the authority's record."""
    return Known(documents=await documents_of(read, caller, [command.document]))


def _awards(*named: Any) -> tuple[Stream, ...]:
    """Awards in their order, then what is to come back of each."""
    return (*map(AWARD.at, named), *map(RECOVERY.at, named))


AMENDMENT_DOORS = (
    Door(
        command=CorrectDecision,
        roles=BOARD,
        streams=lambda c: (
            DECISION.at(c.decision),
            DECISION.at(c.corrects),
            *_awards(*(each.award_id for each in c.items)),
        ),
        decide=decide,
        known=known_for_amending,
    ),
    Door(
        command=CancelCorrection,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), DECISION.at(c.cancels), DECISION.at(c.corrected), *_awards(*c.awards)),
        decide=decide,
        known=known_for_amending,
    ),
    Door(
        command=CancelDecision,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), DECISION.at(c.cancels), *_awards(*c.awards)),
        decide=decide,
        known=known_for_amending,
    ),
    Door(
        command=RevokeAwards,
        roles=BOARD,
        streams=lambda c: (DECISION.at(c.decision), DECISION.at(c.revokes), *_awards(*c.awards)),
        decide=decide,
        known=known_for_amending,
    ),
    Door(command=RecordPayment, roles=BOARD, streams=lambda c: _awards(*c.awards), decide=decide),
    Door(command=ReturnObject, roles=BOARD, streams=lambda c: (RECOVERY.at(c.award_id),), decide=decide),
    Door(command=ReturnMoney, roles=BOARD, streams=lambda c: (RECOVERY.at(c.award_id),), decide=decide),
    Door(
        command=AllotFund,
        roles=BOARD,
        streams=lambda c: (FUND.at(f"{c.authority}.{c.year}"),),
        decide=decide,
        known=known_for_allotting,
    ),
)
