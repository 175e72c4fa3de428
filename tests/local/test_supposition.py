"""What if across the services: what each is asked, in which order, and what is refused before anybody is asked."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from typer.testing import CliRunner

from infra.local import supposition
from infra.local.cli import app
from infra.local.faults import Fault
from infra.local.supposition import Asking, Input, Supposition, require_sense

CLUSTER, UNIT = UUID(int=1), UUID(int=2)
URLS = {name: f"http://{name}" for name in ("registry", "scoring", "ranking", "awards")}
TOTALS = {"units": [{"unit": str(UNIT), "after": "900.00"}]}
RANKS = {"cluster": str(CLUSTER), "rows": [], "unresolved": []}
AWARDS: dict[str, Any] = {"season": "x.2023", "clusters": [], "by_award": []}
INPUT = Input(UNIT, "I.1", '{"kind": "actual", "actual": "120"}')


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """What the services were asked; each answers with its own shape."""
    calls: list[tuple[str, str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        service, path = request.url.host, request.url.path
        calls.append((service, path, json.loads(request.content) if request.content else dict(request.url.params)))
        if path == "/standings":
            return httpx.Response(200, json={"items": [{"cluster": str(CLUSTER)}]})
        said: dict[str, Any] = {"registry": {"version": 2}, "scoring": TOTALS, "ranking": RANKS, "awards": AWARDS}[service]
        return httpx.Response(200, json=said)

    client = httpx.Client
    monkeypatch.setattr(
        supposition.httpx, "Client", lambda **options: client(transport=httpx.MockTransport(answer), headers=options["headers"])
    )
    return calls


def test_a_changed_input_goes_from_scoring_over_ranking_to_awards(asked: list[tuple[str, str, Any]]) -> None:
    with Asking(URLS, "token") as services:
        services.what_if(Supposition("x.2023", cluster=CLUSTER, inputs=(INPUT,)))
    assert [service for service, *_ in asked] == ["scoring", "ranking", "awards"]
    assert asked[1][1:] == (f"/standings/{CLUSTER}/what-if", {"points": TOTALS})
    assert asked[2][1:] == ("/seasons/x.2023/what-if", {"quota": [], "standings": [RANKS]})


def test_a_quota_asks_awards_alone_and_a_pack_every_cluster(asked: list[tuple[str, str, Any]]) -> None:
    flags = {"award": "provincial-flag", "from_rank": 1, "to_rank": 2}
    with Asking(URLS, "token") as services:
        services.what_if(Supposition("x.2023", quota=(flags,)))
        services.what_if(Supposition("x.2023", pack="2024"))
    pack = {"pack": "2024", "version": 2}
    assert asked == [
        ("awards", "/seasons/x.2023/what-if", {"quota": [flags], "standings": []}),
        ("registry", "/rule-packs/2024", {}),
        ("ranking", "/standings", {"season": "x.2023", "limit": "200"}),
        ("ranking", f"/standings/{CLUSTER}/what-if", {"pack": pack}),
        ("awards", "/seasons/x.2023/what-if", {"quota": [], "standings": [RANKS], "pack": pack}),
    ]


@pytest.mark.parametrize(
    "of",
    [
        Supposition("x.2023"),
        Supposition("x.2023", inputs=(INPUT,)),
        Supposition("x.2023", cluster=CLUSTER, inputs=(INPUT, INPUT)),
        Supposition("x.2023", tie_breaks=("lots",), pack="2024"),
    ],
)
def test_what_makes_no_sense_asks_nobody(of: Supposition) -> None:
    with pytest.raises(Fault):
        require_sense(of)


@pytest.mark.parametrize("option", [("--quota", "medal=1"), ("--quota", "flag=0"), ("--tie-breaks", "coin"), ()])
def test_a_command_that_makes_no_sense_says_so_in_two_languages(option: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THIDUA_TOKEN", "token")
    for service, url in URLS.items():
        monkeypatch.setenv(f"THIDUA_{service.upper()}_URL", url)
    answer = CliRunner().invoke(app, ["what-if", *option])
    assert answer.exit_code != 0
