"""Fifty officers sign two decisions under one number at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.services.awards.office import Office

OFFICERS = 50


def test_of_fifty_who_sign_under_one_number_one_is_accepted_and_each_is_told_why(office: Office) -> None:
    """Each under a key of their own. Two claims keep it, on the number and on its register: without the first the other does."""
    decisions = office, office.drafted_beside()
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
