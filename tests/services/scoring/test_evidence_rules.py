"""What a sheet may cite: given the season's rules and what the store has, every fault is named, by leaf and file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from contracts.examples import changed
from contracts.examples.registry import RULE_PACK_ADOPTED
from contracts.examples.scoring import EVIDENCE
from contracts.rules import EvidenceKind
from contracts.scoring import MEGABYTE, EvidenceRules
from infra.runtime.decisions import KeptFile
from services.scoring import refusals as no
from services.scoring.commands import CloseSelfScoring, SubmitCrossSheet, SubmitSelfSheet
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.evidence_rules import UNSTATED, is_outside, rules_of
from tests.services.scoring.cluster import CLUSTER, GRAIN, MODELS, board, entries, member, officer, opened
from tests.services.scoring.test_season import A, B, C
from tests.specification import given

RULES = EvidenceRules(megabytes_max=1, per_leaf_max=2, kinds=(EvidenceKind.PDF, EvidenceKind.IMAGE))
OPENED = opened(member(A), member(B), member(C), evidence=RULES)
SILENT = opened(member(A), member(B), member(C))
KEPT = KeptFile(EVIDENCE.size, "pdf")
FIRST, END = date(2023, 1, 1), date(2024, 1, 1)


def sheet(*evidence, unit=A) -> SubmitSelfSheet:
    grain, order, models, honours = entries()
    return SubmitSelfSheet(
        cluster=CLUSTER,
        unit=unit,
        entries=(changed(grain, evidence=evidence), order, changed(models, evidence=evidence), honours),
    )


def when(facts, command, *, files=None, who=A):
    return given(SCORESHEET, *facts).when(decide_season, command, replace(officer(who), files=files or {}))


def faults(outcome) -> list[str]:
    return [f"{fault['code']} {fault['at']}" for fault in outcome.then_rejected(no.SheetUnsound).fields["faults"]]


def test_what_was_uploaded_may_be_cited():
    outcome = when([OPENED], sheet(EVIDENCE), files={EVIDENCE.sha256: KEPT})
    assert outcome.refusal is None
    assert outcome.facts[0].entries[0].evidence == (EVIDENCE,)


def test_what_was_not_uploaded_is_refused_with_every_leaf_and_file():
    refused = when([OPENED], sheet(EVIDENCE), files={"ab" * 32: KEPT})
    assert faults(refused) == [f"evidence-not-uploaded {GRAIN}", f"evidence-not-uploaded {MODELS}"]
    fault = refused.refusal.fields["faults"][0]
    assert (fault["file_name"], fault["sha256"]) == (EVIDENCE.file_name, EVIDENCE.sha256)
    assert EVIDENCE.file_name in fault["vi"]


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        (replace(KEPT, size=EVIDENCE.size + 1), "evidence-size-differs"),
        (replace(KEPT, kind="office"), "evidence-kind-not-taken"),
    ],
)
def test_what_the_store_has_must_be_what_the_sheet_says(kept, code):
    assert faults(when([OPENED], sheet(EVIDENCE), files={EVIDENCE.sha256: kept})) == [f"{code} {GRAIN}", f"{code} {MODELS}"]


def test_the_seasons_bounds_hold():
    """Two to a leaf and a megabyte each, as the opened season says, although registry's pack may say more by now."""
    files = {EVIDENCE.sha256: KEPT}
    assert when([OPENED], sheet(EVIDENCE, EVIDENCE), files=files).refusal is None
    assert faults(when([OPENED], sheet(EVIDENCE, EVIDENCE, EVIDENCE), files=files))[0] == f"evidence-too-many {GRAIN}"
    large = changed(EVIDENCE, size=MEGABYTE + 1)
    assert f"evidence-too-large {GRAIN}" in faults(when([OPENED], sheet(large), files=files))
    backwards = changed(EVIDENCE, period_to=date(2022, 12, 31))
    assert faults(when([OPENED], sheet(backwards), files=files)) == [f"period-backwards {GRAIN}", f"period-backwards {MODELS}"]


def test_a_season_that_says_nothing_takes_what_is_declared_within_the_old_bounds():
    assert when([SILENT], sheet(*[EVIDENCE] * 10)).refusal is None
    assert faults(when([SILENT], sheet(*[EVIDENCE] * 11)))[0] == f"evidence-too-many {GRAIN}"
    assert f"evidence-too-large {GRAIN}" in faults(when([SILENT], sheet(changed(EVIDENCE, size=10 * MEGABYTE + 1))))


def test_a_peers_evidence_is_asked_for_too():
    facts = [OPENED]
    for unit in (A, B, C):
        facts += when(facts, sheet(unit=unit), who=unit).facts
    facts += given(SCORESHEET, *facts).when(decide_season, CloseSelfScoring(cluster=CLUSTER), board()).facts
    crossed = SubmitCrossSheet(cluster=CLUSTER, unit=A, peer=B, entries=sheet(EVIDENCE).entries)
    assert faults(when(facts, crossed, who=B)) == [f"evidence-not-uploaded {GRAIN}", f"evidence-not-uploaded {MODELS}"]
    assert when(facts, crossed, files={EVIDENCE.sha256: KEPT}, who=B).refusal is None


def test_what_a_pack_leaves_open_is_as_it_was_before():
    silent = RULE_PACK_ADOPTED.scoring
    assert rules_of(silent) is None
    only_kinds = rules_of(changed(silent, evidence_kinds=(EvidenceKind.PDF,)))
    assert only_kinds == changed(UNSTATED, kinds=(EvidenceKind.PDF,))
    whole = changed(silent, evidence_megabytes_max=1, evidence_per_leaf_max=2, evidence_kinds=RULES.kinds)
    assert rules_of(whole) == RULES


@pytest.mark.parametrize(
    ("dated", "period", "outside"),
    [
        ("2023-01-01", ("2023-01-01", "2023-12-31"), False),
        ("2023-12-31", ("2022-01-01", "2023-01-01"), False),
        ("2022-12-31", ("2023-01-01", "2023-12-31"), True),
        ("2024-01-01", ("2023-01-01", "2023-12-31"), True),
        ("2023-06-01", ("2022-01-01", "2022-12-31"), True),
        ("2023-06-01", ("2024-01-01", "2024-01-31"), True),
        ("2023-06-01", ("2023-12-31", "2024-06-30"), False),
    ],
)
def test_flagged_when_the_date_lies_outside_the_seasons_days_or_the_period_does_not_overlap_them(dated, period, outside):
    """The day behind the season's last is no longer in it; one common day is an overlap."""
    day = date.fromisoformat
    evidence = changed(EVIDENCE, document_date=day(dated), period_from=day(period[0]), period_to=day(period[1]))
    assert is_outside(evidence, FIRST, END) is outside
