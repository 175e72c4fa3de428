"""What anybody learns of one award, from its public events alone."""

from __future__ import annotations

from datetime import date

from contracts.base import Fact
from contracts.examples import envelope_of
from contracts.examples.public import PUBLIC_AWARD_CORRECTED, PUBLIC_AWARD_GRANTED, PUBLIC_AWARD_REVOKED
from services.awards.certificates import CertificateView, certificate_of


def told(*facts: Fact) -> CertificateView:
    return certificate_of([envelope_of(fact, sequence=f"{place:020}") for place, fact in enumerate(facts, start=7)])


def test_a_granted_award_is_in_force_from_its_day_by_its_decision() -> None:
    found = told(PUBLIC_AWARD_GRANTED)
    assert (found.in_force, found.since, found.by_decision) == (True, date(2023, 12, 28), "2135/QĐ-UBND")
    assert (found.ground, found.corrections) == (None, ())


def test_a_corrected_award_stays_in_force_and_says_what_was_put_right() -> None:
    found = told(PUBLIC_AWARD_GRANTED, PUBLIC_AWARD_CORRECTED)
    assert (found.in_force, found.since) == (True, PUBLIC_AWARD_GRANTED.granted_on)
    (made,) = found.corrections
    assert (made.decision_number, made.reason) == (PUBLIC_AWARD_CORRECTED.decision_number, PUBLIC_AWARD_CORRECTED.reason)
    assert [(one.field, one.old, one.new) for one in made.corrected] == [
        (one.field, one.old, one.new) for one in PUBLIC_AWARD_CORRECTED.corrected
    ]


def test_a_revoked_award_is_not_and_says_why_since_when_and_by_which_decision() -> None:
    found = told(PUBLIC_AWARD_GRANTED, PUBLIC_AWARD_CORRECTED, PUBLIC_AWARD_REVOKED)
    assert (found.in_force, found.since, found.by_decision, found.ground) == (
        False,
        PUBLIC_AWARD_REVOKED.revoked_on,
        PUBLIC_AWARD_REVOKED.decision_number,
        PUBLIC_AWARD_REVOKED.ground,
    )
    assert (found.decision_number, found.granted_on) == ("2135/QĐ-UBND", date(2023, 12, 28))
    assert [place.position for place in found.events] == [7, 8, 9]
