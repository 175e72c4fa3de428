"""Fifty officers sign two decisions under one number at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from contracts.examples import changed
from tests.services.awards.office import Office

OFFICERS = 50


def two_decisions(office: Office) -> tuple[Office, Office]:
    """Two drafted decisions of one authority."""
    other = Office(office.system, office.voice, office.authority, basis=office.basis, units=office.units)
    office.drafted()
    office.says(office.formed(other.cluster, 2))
    # The same units again would be a second title: the other cluster nominates for the certificate alone.
    office.says(changed(office.quota(other.cluster), places=(office.quota().places[1],)), office.published(cluster=other.cluster))
    other.nominated()
    board = office.board
    board.accepted("receive-dossiers", other.receive())
    board.accepted("draft-decision", other.draft())
    return office, other


def test_of_fifty_who_sign_under_one_number_one_is_accepted_and_each_is_told_why(office: Office) -> None:
    """Each under a key of their own. Two claims keep it, on the number and on its register: without the first the other does."""
    decisions = two_decisions(office)
    officers = [office.board for _ in range(OFFICERS)]
    bodies = [decisions[n % 2].sign() for n in range(OFFICERS)]
    with ThreadPoolExecutor(OFFICERS) as pool:
        answers = list(pool.map(lambda officer, body: officer.command("sign-decision", body), officers, bodies))
    found = Counter("ok" if answer.status_code == 200 else answer.json()["code"] for answer in answers)
    # Of the one decision each after the first, of the other all: the number is given away, or it is signed.
    assert found == {"ok": 1, "already-signed": OFFICERS // 2 - 1, "already-claimed": OFFICERS // 2}
    first = next(n for n, answer in enumerate(answers) if answer.status_code == 200)
    board = office.board.has_seen(officers[first])
    signed = {decision.decision: board.found(f"/decisions/{decision.decision}")["signed_on"] for decision in decisions}
    assert [day for day in signed.values() if day] == ["2023-12-28"]
