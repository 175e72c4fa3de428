"""The public feed's facts: the same flag, and the same head, as other agencies see them."""

from __future__ import annotations

from contracts.examples.awards import AWARD_GRANTED, DECISION_SIGNED
from contracts.examples.heads import HEAD_SIGNED
from contracts.public import HeadRepeated, PublicAwardGranted

PUBLIC_AWARD_GRANTED = PublicAwardGranted(
    award_id=AWARD_GRANTED.award_id,
    register_number=AWARD_GRANTED.register_number,
    authority=AWARD_GRANTED.authority,
    season=AWARD_GRANTED.season,
    unit=AWARD_GRANTED.unit,
    unit_name=AWARD_GRANTED.unit_name,
    award=AWARD_GRANTED.award,
    form=AWARD_GRANTED.form,
    decision_number=f"{DECISION_SIGNED.number}/{DECISION_SIGNED.series}",
    issuer=DECISION_SIGNED.issuer,
    granted_on=AWARD_GRANTED.granted_on,
    amount=AWARD_GRANTED.amount,
)
HEAD_REPEATED = HeadRepeated(**dict(HEAD_SIGNED))
