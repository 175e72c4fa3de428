"""What the public log says of published standings, as sentences."""

from __future__ import annotations

from datetime import date

from contracts.public import PublicResultsPublished
from services.awards.commands import MakeResultsPublic
from services.awards.domain import decide
from services.awards.results import PUBLIC_RESULTS
from tests.services.awards.examples import CLUSTER, DIGEST, SEASON
from tests.specification import context, given


def results(publication: int) -> dict[str, object]:
    return {
        "cluster": CLUSTER,
        "season": SEASON,
        "authority": "bac-lieu",
        "publication": publication,
        "published_on": date(2023, 12, 20),
        "digest": DIGEST,
        "units": 5,
    }


FIRST, SECOND = PublicResultsPublished(**results(1)), PublicResultsPublished(**results(2))


def test_a_publication_is_said_once_and_a_revision_after_it():
    at = context("2023-12-28T09:00", known=None)
    given(PUBLIC_RESULTS).when(decide, MakeResultsPublic(**results(1)), at).then(FIRST)
    given(PUBLIC_RESULTS, FIRST).when(decide, MakeResultsPublic(**results(2)), at).then(SECOND)
    given(PUBLIC_RESULTS, FIRST).when(decide, MakeResultsPublic(**results(1)), at).then()


def test_an_older_publication_is_not_said_behind_a_newer_one():
    at = context("2023-12-28T09:00", known=None)
    given(PUBLIC_RESULTS, SECOND).when(decide, MakeResultsPublic(**results(1)), at).then()
