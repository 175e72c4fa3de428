"""The public feed's facts: the same flag, and the same head, as other agencies see them."""

from __future__ import annotations

from contracts.examples.amendments import AWARD_CORRECTED, AWARD_REVOKED
from contracts.examples.awards import AWARD_GRANTED, DECISION_SIGNED
from contracts.examples.heads import HEAD_SIGNED
from contracts.examples.ranking import STANDINGS_PUBLISHED
from contracts.public import (
    CorrectedValue,
    HeadRepeated,
    PublicAwardCorrected,
    PublicAwardGranted,
    PublicAwardRevoked,
    PublicResultsPublished,
)

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
PUBLIC_AWARD_CORRECTED = PublicAwardCorrected(
    award_id=AWARD_CORRECTED.award_id,
    register_number=AWARD_CORRECTED.register_number,
    authority=AWARD_GRANTED.authority,
    corrected=tuple(CorrectedValue(field=each.field, old=each.old, new=each.new) for each in AWARD_CORRECTED.corrections),
    reason=AWARD_CORRECTED.reason,
    decision_number=AWARD_CORRECTED.decision_number,
    issuer=AWARD_CORRECTED.issuer,
    corrected_on=AWARD_CORRECTED.corrected_on,
)
PUBLIC_AWARD_REVOKED = PublicAwardRevoked(
    award_id=AWARD_REVOKED.award_id,
    register_number=AWARD_REVOKED.register_number,
    authority=AWARD_GRANTED.authority,
    ground=AWARD_REVOKED.ground,
    decision_number=AWARD_REVOKED.decision_number,
    issuer=AWARD_REVOKED.issuer,
    revoked_on=AWARD_REVOKED.revoked_on,
)
PUBLIC_RESULTS_PUBLISHED = PublicResultsPublished(
    cluster=STANDINGS_PUBLISHED.cluster,
    season=STANDINGS_PUBLISHED.season,
    authority=STANDINGS_PUBLISHED.authority,
    publication=STANDINGS_PUBLISHED.publication,
    published_on=STANDINGS_PUBLISHED.published_on,
    digest=STANDINGS_PUBLISHED.digest,
    units=len(STANDINGS_PUBLISHED.rows),
)
HEAD_REPEATED = HeadRepeated(**dict(HEAD_SIGNED))
