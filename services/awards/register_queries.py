"""One award looked up by its number, and what decisions made of others: corrected, cancelled, revoked, to be returned."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import TypeAdapter

from contracts.amendments import AmendmentKind, AwardCorrection, FieldCorrection, Ground, Rewording, Withdrawal
from contracts.base import VIETNAM
from infra.runtime.errors import NotFound
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import Listing, Paged, View
from services.awards.known_rows import AMENDMENTS, QUERIES
from services.awards.queries import INSIDERS, READERS, Anybody, At, Inside, Number, Season, bases_of, found_award, numbered
from services.awards.views import AwardView, BasisView, PublicAwardView

FIELDS: TypeAdapter[tuple[FieldCorrection, ...]] = TypeAdapter(tuple[FieldCorrection, ...])
CORRECTIONS: TypeAdapter[tuple[AwardCorrection, ...]] = TypeAdapter(tuple[AwardCorrection, ...])
WITHDRAWALS: TypeAdapter[tuple[Withdrawal, ...]] = TypeAdapter(tuple[Withdrawal, ...])
router = APIRouter(tags=["awards"])


class PublicStateView(View):
    """What became of an award from a day on, by which decision: `granted`, `corrected`, `revoked`.

    `code` is the kind of mistake corrected, or the ground of the revocation.
    """

    kind: str
    day: date
    decision_number: str | None
    issuer: str | None
    is_in_force: bool
    code: str | None
    corrections: tuple[FieldCorrection, ...]


class StateView(PublicStateView):
    """The same for insiders: with the decision's id, the amount from then on, and the explanation in words."""

    decision: UUID
    amount: int
    explanation: str | None


class SumView(View):
    """Money that went out or came back, under a voucher."""

    on: date
    amount: int
    voucher: str


class RecoveryView(View):
    """What has to come back of an award. `is_overdue` says that the last day for it has passed; nothing happens by itself."""

    award_id: UUID
    register_number: str
    unit: UUID
    unit_name: str | None
    demanded_on: date
    due_on: date
    with_object: bool
    object_returned_on: date | None
    demanded: int
    returned: int
    money_left: int
    is_closed: bool
    closed_on: date | None
    is_overdue: bool


class PublicAwardLookUp(PublicAwardView):
    """Whether an award is in force, since when, by which decisions: what everybody may know."""

    history: tuple[PublicStateView, ...]


class AwardLookUp(AwardView):
    """One award whole: how it stands, how it came to that, what was paid and what has to come back."""

    history: tuple[StateView, ...]
    payments: tuple[SumView, ...]
    recovery: RecoveryView | None
    returns: tuple[SumView, ...]


class AmendmentView(View):
    """A signed decision that corrects, cancels or revokes what `amends` decided; `cancelled_by` took a correction back.

    `rewording` is what it corrects in the decision itself.
    """

    decision: UUID
    authority: str
    season: str
    kind: AmendmentKind
    decision_number: str
    amends: UUID
    amended_number: str
    amended_on: date
    amended_issuer: str
    issuer: str
    signed_on: date
    signer_name: str
    signer_title: str
    bases: tuple[BasisView, ...]
    reason: str
    ground: Ground | None
    corrections: tuple[AwardCorrection, ...]
    withdrawals: tuple[Withdrawal, ...]
    rewording: Rewording | None
    cancelled_by: UUID | None


@router.get("/awards/{number}")
async def award(request: Request, at: Anybody, number: Number) -> AwardLookUp | PublicAwardLookUp:
    """One award by its register number: in force or not, since when, by which decisions.

    A subscriber learns the public facts, of any authority's award.
    """
    if not at.caller.roles & READERS:
        row = await found_award(at, number, None)
        states = await QUERIES.award_states(at.conn, award_id=row["award_id"])
        return PublicAwardLookUp(**numbered(row), history=tuple(PublicStateView(**_state(state)) for state in states))
    row = await found_award(at, number, at.caller.authority)
    of = {"award_id": row["award_id"]}
    recoveries = await AMENDMENTS.recoveries(
        at.conn, **of, authority=row["authority"], unit=None, is_closed=None, after=None, rows=1
    )
    return AwardLookUp(
        **numbered(row),
        history=tuple(StateView(**_state(state)) for state in await QUERIES.award_states(at.conn, **of)),
        payments=tuple(_sum(paid, "paid_on") for paid in await AMENDMENTS.payments(at.conn, **of)),
        recovery=next((_recovery(request, at, each) for each in recoveries), None),
        returns=tuple(_sum(back, "returned_on") for back in await AMENDMENTS.money_returns(at.conn, **of)),
    )


@router.get("/recoveries")
async def recoveries(
    request: Request, at: At, page: Paged, unit: UUID | None = None, is_closed: Annotated[bool | None, Query()] = None
) -> Listing[RecoveryView]:
    """What has to come back, by the last day for it; a unit's officer sees their own unit's."""
    is_insider = bool(at.caller.roles & INSIDERS)
    if not is_insider and (at.caller.unit is None or unit not in {None, at.caller.unit}):
        return page.listing([], lambda row: _recovery(request, at, row))
    wanted = {"award_id": None, "unit": unit if is_insider else at.caller.unit, "is_closed": is_closed}
    rows = await AMENDMENTS.recoveries(at.conn, authority=at.caller.authority, **wanted, after=page.after_key, rows=page.rows)
    return page.listing(rows, lambda row: _recovery(request, at, row))


@router.get("/amendments")
async def amendments(at: Inside, page: Paged, season: Season = None, amends: UUID | None = None) -> Listing[AmendmentView]:
    """Decisions that correct, cancel or revoke, by day and number."""
    rows = await AMENDMENTS.amendments(
        at.conn,
        authority=at.caller.authority,
        season=season,
        amends=amends,
        decision=None,
        after=page.after_key,
        rows=page.rows,
    )
    views = {row["decision"]: await _amendment(at, row) for row in rows}
    return page.listing(rows, lambda row: views[row["decision"]])


@router.get("/amendments/{decision}")
async def amendment(at: Inside, decision: UUID) -> AmendmentView:
    """One decision that corrects, cancels or revokes."""
    of = {"authority": at.caller.authority, "season": None, "amends": None, "after": None}
    rows = await AMENDMENTS.amendments(at.conn, **of, decision=decision, rows=1)
    if not rows:
        raise NotFound(what="decision")
    return await _amendment(at, rows[0])


def _state(row: Any) -> dict[str, Any]:
    corrections = FIELDS.validate_json(row["corrections"]) if row["corrections"] else ()
    return {**numbered(row), "corrections": corrections}


def _sum(row: Any, day: str) -> SumView:
    return SumView(on=row[day], amount=row["amount"], voucher=row["voucher"])


def _recovery(request: Request, at: Reading, row: Any) -> RecoveryView:
    today = (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    return RecoveryView(**dict(row), is_overdue=not row["is_closed"] and row["due_on"] < today)


async def _amendment(at: Reading, row: Any) -> AmendmentView:
    parts = {
        "bases": await bases_of(at, row["bases"]),
        "rewording": None if row["rewording"] is None else Rewording.model_validate_json(row["rewording"]),
        "corrections": CORRECTIONS.validate_json(row["corrections"]),
        "withdrawals": WITHDRAWALS.validate_json(row["withdrawals"]),
    }
    amended = {"amended_number": f"{row['amended_number']}/{row['amended_series']}"}
    return AmendmentView(**{**numbered(row), **parts, **amended})
