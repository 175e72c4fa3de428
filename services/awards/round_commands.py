"""What a person may ask of a cluster's round: leave a place empty, amend nominations, settle a case."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.base import NONE, ClusterId, Contract, DecisionId, DocumentId, Rank, Text, UnitId, Version
from contracts.rules import AwardCode


class LeavePlacesEmpty(Contract):
    """Leave the places empty over which units of one rank reach: none of them gets the award, for the reason named.

    More places are the registry's word: another quota by its document, within that of the level. A ballot or lots are
    ranking's. Both draft the nominations anew.
    """

    cluster: ClusterId
    award: Annotated[AwardCode, NONE]
    rank: Rank
    reason: Text
    document: DocumentId | None = None


class Proposed(Contract):
    """A unit and the award that it is proposed for."""

    unit: UnitId
    award: Annotated[AwardCode, NONE]


class AmendNominations(Contract):
    """Nominate as the council decided, otherwise than the result gives: the whole list, with its document and the reason."""

    cluster: ClusterId
    nominations: Annotated[tuple[Proposed, ...], Field(max_length=100)]
    document: DocumentId
    reason: Text


class CloseRevisionCase(Contract):
    """Settle a case: by the signed decision that corrects or revokes, or by the reason for which all stays as it is."""

    cluster: ClusterId
    case: Version
    reason: Text
    decision: DecisionId | None = None


RoundCommand = LeavePlacesEmpty | AmendNominations | CloseRevisionCase
