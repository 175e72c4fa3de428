"""A decision that cancels a correcting one: what that corrected stands again as before it.

What was revoked or cancelled is not put back like that: object and money come back, and its title is free; a new decision
gives it anew, under a number of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contracts.amendments import AmendmentCancelled, AmendmentKind, AmendmentSigned, AwardCorrection
from contracts.base import Fact
from infra.runtime.decisions import Context
from services.awards import amendment_refusals as no
from services.awards.acts import items_in_force, require_target, signed_act
from services.awards.amending import changes, corrected, corrected_by, particulars, reworded
from services.awards.amendment_commands import CancelCorrection
from services.awards.decision import Before, Decision, stated
from services.awards.known import Known
from services.awards.recovery import Recovery
from services.awards.register import Award
from services.awards.signing import number_of


def cancel_correction(
    command: CancelCorrection,
    context: Context[Known],
    own: Decision,
    correction: Decision,
    target: Decision,
    *states: Award | Recovery,
) -> Sequence[Fact]:
    """`states` are the awards in the order of the command, then what is to come back of each."""
    undone = _require_correction(command, correction)
    signed = require_target(command, context, own, target)
    items = items_in_force(target, command.awards)
    before = target.before[undone.decision]
    _require_as_corrected(undone, target)
    act = signed_act(
        command,
        signed,
        AmendmentKind.CANCELLATION,
        corrections=tuple(_taken_back(undone, command, before)),
        rewording=None if undone.rewording is None else reworded(target.wording, undone.rewording.old),
    ).model_copy(update={"amends": undone.decision})
    cancelled = AmendmentCancelled(decision=undone.decision, cancelled_by=act.decision, cancelled_on=act.signed_on)
    return [act, cancelled, corrected_by(act, signed.decision), *corrected(act, items, context, states)]


def _require_correction(command: CancelCorrection, correction: Decision) -> AmendmentSigned:
    act = correction.amendment
    if act is None or (act.kind is AmendmentKind.CANCELLATION and not act.withdrawals):
        raise no.NotACorrection
    if act.kind is not AmendmentKind.CORRECTION:
        raise no.WithdrawalStands(number=number_of(act))
    if correction.cancelled is not None:
        raise no.CorrectionCancelledBefore(number=number_of(act), cancelled_on=correction.cancelled.cancelled_on.isoformat())
    awards = {each.award_id for each in act.corrections}
    if act.amends != command.corrected or awards != set(command.awards):
        raise no.NotWhatItCorrected(decision=str(act.amends), awards=", ".join(sorted(map(str, awards))) or "—")
    return act


def _require_as_corrected(undone: AmendmentSigned, target: Decision) -> None:
    """What another decision corrected since, is for yet another correction."""
    since = [each.register_number for each in undone.corrections if particulars(target.items[each.award_id]) != each.now]
    if undone.rewording is not None:
        now = stated(target.wording)
        since += [name for name, said in stated(undone.rewording.new).items() if now[name] != said]
    if since:
        raise no.CorrectedSince(numbers=", ".join(sorted(since)))


def _taken_back(undone: AmendmentSigned, command: CancelCorrection, before: Before) -> Iterator[AwardCorrection]:
    of = {each.award_id: each for each in undone.corrections}
    for award in command.awards:
        each, old = of[award], particulars(before.items[award])
        yield AwardCorrection(
            award_id=award,
            register_number=each.register_number,
            corrections=changes(each.now, old),
            reason=each.reason,
            explanation=command.reason,
            now=old,
        )
