"""Decisions that take away: cancelled, whole or by item; revoked on a ground of the law. What was given has to come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from contracts.amendments import AmendmentKind, AmendmentSigned, AwardRevoked, DecisionAmended, Ground, Withdrawal
from contracts.awards import DecisionItem
from contracts.base import Fact
from contracts.public import PublicAwardRevoked
from contracts.rules import AwardForm
from infra.runtime.decisions import Context
from services.awards.acts import demand, items_in_force, require_target, revoked, signed_act
from services.awards.amendment_commands import CancelDecision, RevokeAwards
from services.awards.amendment_refusals import NotGranted
from services.awards.decision import Decision
from services.awards.known import Known
from services.awards.recovery import Recovery
from services.awards.register import Award


def cancel(
    command: CancelDecision, context: Context[Known], own: Decision, target: Decision, *states: Award | Recovery
) -> Sequence[Fact]:
    """Take items of a decision away, granted or not; what was granted is no longer in force."""
    signed = require_target(command, context, own, target)
    items = items_in_force(target, command.awards)
    ground = Ground.DECISION_CANCELLED
    act = signed_act(command, signed, AmendmentKind.CANCELLATION, ground=ground, withdrawals=_withdrawals(items))
    return [act, _amended(act, target), *_taken_away(act, items, context, states)]


def revoke(
    command: RevokeAwards, context: Context[Known], own: Decision, target: Decision, *states: Award | Recovery
) -> Sequence[Fact]:
    """Take granted awards away on a ground of the law."""
    signed = require_target(command, context, own, target)
    items = items_in_force(target, command.awards)
    given = {state.granted.award_id for state in states if isinstance(state, Award) and state.granted is not None}
    if missing := [item.register_number for item in items if item.award_id not in given]:
        raise NotGranted(awards=", ".join(sorted(missing)))
    act = signed_act(command, signed, AmendmentKind.REVOCATION, ground=command.ground, withdrawals=_withdrawals(items))
    return [act, _amended(act, target), *_taken_away(act, items, context, states)]


def _withdrawals(items: Sequence[DecisionItem]) -> tuple[Withdrawal, ...]:
    return tuple(
        Withdrawal(
            award_id=item.award_id,
            register_number=item.register_number,
            unit=item.unit,
            award=item.award,
            # Before several titles there was one, without a number.
            title_number=item.title_number or (1 if item.form is AwardForm.TITLE else None),
        )
        for item in items
    )


def _amended(act: AmendmentSigned, target: Decision) -> DecisionAmended:
    gone = target.withdrawn | {each.award_id for each in act.withdrawals}
    left = {item.cluster for item in target.items.values() if item.award_id not in gone}
    touched: dict[UUID, None] = {target.items[each.award_id].cluster: None for each in act.withdrawals}
    return DecisionAmended(
        decision=act.amends,
        season=act.season,
        kind=act.kind,
        amended_by=act.decision,
        amended_on=act.signed_on,
        withdrawn=act.withdrawals,
        freed=tuple(cluster for cluster in touched if cluster not in left),
    )


def _taken_away(
    act: AmendmentSigned, items: Sequence[DecisionItem], context: Context[Known], states: Sequence[Award | Recovery]
) -> Iterator[Fact]:
    for item, award, recovery in zip(items, states[: len(items)], states[len(items) :], strict=True):
        if isinstance(award, Award) and isinstance(recovery, Recovery) and award.granted is not None:
            gone = revoked(act, item)
            yield gone
            yield _made_public(act, gone)
            yield from demand(act, item, context, with_object=True, money=award.paid_amount - recovery.demanded)


def _made_public(act: AmendmentSigned, gone: AwardRevoked) -> PublicAwardRevoked:
    return PublicAwardRevoked(
        award_id=gone.award_id,
        register_number=gone.register_number,
        authority=act.authority,
        ground=gone.ground,
        decision_number=gone.decision_number,
        issuer=gone.issuer,
        revoked_on=gone.revoked_on,
    )
