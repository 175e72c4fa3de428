"""What if, asked of the played season as its user would ask: across the services, with nothing written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from infra.local.cli import app
from tests.acceptance.conftest import Season

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


def what_if(*options: str) -> Any:
    answer = CliRunner().invoke(app, ["what-if", *options, "--json"], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def digests() -> list[str]:
    """The read models of the services that are asked, table by table, and the positions up to which they were taken."""
    answers = [CliRunner().invoke(app, ["digest", service]) for service in ("scoring", "ranking", "awards")]
    assert [answer.exit_code for answer in answers] == [0, 0, 0]
    return [answer.output for answer in answers]


@pytest.mark.usefixtures("season")
def test_two_flags_a_cluster_take_twenty_away_and_change_no_digest() -> None:
    before = digests()
    found = what_if("--quota", "flag=1-2")["awards"]
    flags = next(each for each in found["by_award"] if each["award"] == "provincial-flag")
    assert (flags["count_before"], flags["count_after"]) == (60, 40)
    assert found["amount_before"] - found["amount_after"] == 20 * 14_400_000
    assert {moved["rule"] for cluster in found["clusters"] for moved in cluster["lost"]} == {"quota"}
    assert digests() == before


@pytest.mark.usefixtures("season")
def test_another_pack_pays_the_certificates_of_thirteen_clusters_more() -> None:
    found = what_if("--pack", "2024")["awards"]
    certificates = next(each for each in found["by_award"] if each["award"] == "provincial-certificate")
    assert certificates["amount_after"] - certificates["amount_before"] == 13 * 1_800_000


def test_an_input_and_an_order_are_computed_by_the_services_they_belong_to(season: Season) -> None:
    cluster = season.ask("ranking", "/standings?season=bac-lieu.2023")["items"][0]["cluster"]
    found = what_if("--cluster", cluster, "--tie-breaks", "fewer-deductions,lots")
    assert [each["cluster"] for each in found["ranking"]] == [cluster]
    answer = CliRunner().invoke(app, ["what-if", "--quota", "flag=1-4"])
    assert answer.exit_code != 0
