"""A complaint about a late report, through the doors of scoring and ranking as both run; registry speaks by a voice."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.base import VIETNAM
from contracts.examples import changed
from contracts.examples.registry import CLUSTER_QUOTA_SET, LEGAL_DOCUMENT_RECORDED, RULE_PACK_ADOPTED
from contracts.rules import CalendarRules, CalendarYear, SourceKind
from infra.local.postgres import Postgres
from tests.services.scoring.books import PACK
from tests.services.scoring.test_ledger_over_http import DUE
from tests.services.scoring.town import ACT_S_MAX, Town
from tests.services.voice import Voice
from tests.system import Client, System
from tests.zygote import Zygote

YEAR = datetime.now(UTC).astimezone(VIETNAM).year
CALENDAR = CalendarRules(
    weekdays=(1, 2, 3, 4, 5),
    years=tuple(
        CalendarYear(kind=SourceKind.DEFAULT, basis="Không có ngày nghỉ.", year=year, holidays=())
        for year in sorted({2023, YEAR, YEAR + 1})
    ),
    basis="Thứ Hai đến thứ Sáu.",
)
"""The season's year, for its reports, and those of today, for the window of complaints."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[System]:
    running = System(tmp_path_factory.mktemp("both"), postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    yield running
    running.stop()


def until(ask: Callable[[], Any], holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + ACT_S_MAX
    while True:
        document = dict(ask().json())
        if holds(document):
            return document
        assert time.monotonic() < deadline, document
        time.sleep(0.05)


def of_ranking(town: Town, persona: str, unit: uuid.UUID | None = None) -> Client:
    return town.system.client("ranking", persona, authority=town.authority, unit=unit).has_seen(town.board)


def test_the_receipt_is_corrected_and_ranking_revises(both: System) -> None:
    """The first has 93.50 less 0.20 for a report that came a second late, the second 93.40. It had come in time after all."""
    town = Town(both, Voice(both)).founded()
    first = town.units[0]
    declared = PACK.scoring.model_copy(
        update={"evidence_megabytes_max": None, "evidence_per_leaf_max": None, "evidence_kinds": None}
    )
    town.says(
        changed(RULE_PACK_ADOPTED, authority=town.authority, scoring=declared, calendar=CALENDAR),
        changed(LEGAL_DOCUMENT_RECORDED, document=town.document, authority=town.authority, number=f"24/KH-{town.document}"),
        changed(CLUSTER_QUOTA_SET, cluster=town.cluster),
    )
    town.board.accepted("set-report-due-days", town.body(due=DUE, document=town.document))
    for report in (1, 2, 3):
        receipts = [{"unit": str(unit), "received_at": "2023-04-28T08:00:00+07:00"} for unit in town.units]
        if report == 1:
            receipts[0]["received_at"] = "2023-05-02T00:00:00+07:00"
        town.board.accepted("record-report-receipts", town.body(report=report, receipts=receipts))
    town.locked("100", "99.75", "25", "80")

    board, standings = of_ranking(town, "board-officer"), f"/standings/{town.cluster}"
    drawn = until(lambda: board.get(standings), lambda found: found.get("drawing") == 1)
    assert places(drawn) == [("Hai", 1, "93.40"), ("Mot", 2, "93.30"), ("Bon", 3, "85.50"), ("Ba", 4, "63.50")]
    board.accepted("publish-standings", {"cluster": str(town.cluster), "drawing": 1})
    officer = of_ranking(town, "unit-officer", first).has_seen(board)
    complaint = {"complaint": str(uuid.uuid4()), "cluster": str(town.cluster)}
    said = {"unit": str(first), "about": str(first), "ground": "periodic-reports", "text": "Báo cáo đã gửi ngày 28/4."}
    officer.accepted("file-complaint", {**complaint, **said})
    board.has_seen(officer)
    verdict = {"verdict": "upheld", "reason": "Dấu bưu điện ngày 28/4.", "document": str(town.document), "ledgers": [str(first)]}
    board.accepted("decide-complaint", {**complaint, **verdict})

    found = until(lambda: town.board.get(f"/scoresheets/{town.cluster}/after-lock"), lambda after: bool(after.get("reopenings")))
    assert found["reopenings"][0]["ledgers"] == [str(first)]
    corrected = {"unit": str(first), "received_at": "2023-04-28T08:00:00+07:00", "reason": "Dấu bưu điện ngày 28/4."}
    town.board.accepted("record-report-receipts", town.body(report=1, receipts=[corrected]))
    town.board.accepted("lock-scores", town.body())

    board.has_seen(town.board)
    newer = until(lambda: board.get(standings), lambda found: found.get("newer_drawing") == 2)
    assert places(newer) == places(drawn)
    revise = {"cluster": str(town.cluster), "drawing": 2, "reason": "Theo kiến nghị.", "document": str(town.document)}
    board.accepted("publish-standings", revise)
    revised = board.found(standings)
    assert places(revised)[:2] == [("Mot", 1, "93.50"), ("Hai", 2, "93.40")]
    assert revised["publication"] == 2


def places(standing: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(row["name"], row["rank"], row["total"]) for row in standing["rows"]]
