"""Complaints of a published result, which ranking tells of, hold up the submission until each is decided or withdrawn."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from contracts.complaints import ComplaintFiled, ComplaintRejected, ComplaintUpheld, ComplaintWithdrawn
from contracts.examples import EXAMPLES, changed
from tests.services.awards.office import Office


@pytest.mark.parametrize("end", [ComplaintWithdrawn, ComplaintRejected, ComplaintUpheld])
def test_a_complaint_is_decided_before_the_submission_leaves(office: Office, end: type) -> None:
    board = office.nominates().board
    board.accepted("receive-dossiers", office.receive())
    of = {"complaint": uuid.uuid4(), "cluster": office.cluster}
    filed = {"season": office.season, "authority": office.authority, "filed_on": date(2023, 12, 21)}
    office.says(changed(EXAMPLES[ComplaintFiled], **of, **filed))
    refused = office.board.refused("submit-nominations", office.submit(), "complaints-open")
    assert refused["count"] == 1

    office.says(changed(EXAMPLES[end], **of, **({} if end is ComplaintWithdrawn else {"authority": office.authority})))
    office.board.accepted("submit-nominations", office.submit())


def test_a_complaint_of_another_clusters_result_holds_nobody_up(office: Office) -> None:
    board = office.nominates().board
    board.accepted("receive-dossiers", office.receive())
    office.says(changed(EXAMPLES[ComplaintFiled], complaint=uuid.uuid4(), cluster=uuid.uuid4(), authority=office.authority))
    office.board.accepted("submit-nominations", office.submit())
