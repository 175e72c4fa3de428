"""Which files scoring's log cites, and what `verify` says of those that are gone or changed."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from contracts.examples import changed
from contracts.examples.registry import CLUSTER
from contracts.examples.scoring import (
    CROSS_SHEET_SUBMITTED,
    EVIDENCE,
    SELF_SCORING_OPENED,
    SELF_SHEET_SUBMITTED,
    SHEET_EXPLAINED,
)
from infra.runtime.files.cited import CitedFiles
from infra.runtime.files.store import FileStore
from infra.runtime.verify import Findings, verify_files
from services.scoring.citations import citations
from services.scoring.evidence_rules import UNSTATED
from tests.runtime.files.made import pdf

CONTENTS = {name: pdf(name) for name in ("một", "hai", "ba")}
OPENED = changed(SELF_SCORING_OPENED, evidence=UNSTATED)


def piece(name: str, file_name: str | None = None):
    content = CONTENTS[name]
    return changed(EVIDENCE, sha256=sha256(content).hexdigest(), size=len(content), file_name=file_name or f"{name}.pdf")


def sheet(*names: str, fact=SELF_SHEET_SUBMITTED):
    first, *others = fact.entries
    return changed(fact, entries=(changed(first, evidence=tuple(map(piece, names))), *others))


def cited(*facts) -> CitedFiles:
    files = CitedFiles(citations())
    for position, fact in enumerate(facts, start=1):
        files.meet(f"scoring@{position}", fact)
    return files


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    store = FileStore(tmp_path)
    store.prepare()
    for content in CONTENTS.values():
        with store.receiving() as incoming:
            incoming.write(content)
            incoming.keep()
    return store


def verified(store: FileStore, files: CitedFiles) -> Findings:
    found = Findings()
    assert list(verify_files(store, files, found)) == list(range(1, len(files) + 1))
    return found


def test_every_version_of_every_layer_cites_and_a_file_is_read_once(store: FileStore) -> None:
    files = cited(OPENED, sheet("một", "hai"), sheet("hai"), sheet("ba", fact=CROSS_SHEET_SUBMITTED))
    assert (len(files), files.pieces) == (3, 4)
    found = verified(store, files)
    assert (found.failed, found.checked) == ([], {"files": {"cited": 3, "citations": 4}})


def test_an_explanation_cites_too() -> None:
    first, *others = SHEET_EXPLAINED.explanations
    explained = changed(SHEET_EXPLAINED, explanations=(changed(first, evidence=(piece("ba"),)), *others))
    assert cited(OPENED, explained).hashes() == [piece("ba").sha256]


def test_a_season_that_did_not_ask_for_content_cites_nothing_that_has_to_be_there() -> None:
    other = changed(OPENED, cluster=SELF_SHEET_SUBMITTED.unit)
    assert SELF_SHEET_SUBMITTED.cluster == CLUSTER
    assert len(cited(SELF_SCORING_OPENED, sheet("một"))) == len(cited(other, sheet("một"))) == 0


def test_what_is_missing_or_altered_is_named_with_unit_leaf_and_file(store: FileStore) -> None:
    files = cited(OPENED, sheet("một", "hai", "ba"), sheet("hai"))
    store.path(piece("một").sha256).unlink()
    store.path(piece("hai").sha256).write_bytes(CONTENTS["hai"][:-1])
    failed = {finding.where: finding for finding in verified(store, files).failed}
    unit, leaf = SELF_SHEET_SUBMITTED.unit, SELF_SHEET_SUBMITTED.entries[0].leaf
    place = f"scoring@2 đơn vị · unit {unit}, tiêu chí · leaf {leaf}, "
    assert {where: finding.en for where, finding in failed.items()} == {
        f"{place}một.pdf": "the file is missing",
        f"{place}hai.pdf (+1)": "the file was altered",
    }
    assert all(finding.check == "file" for finding in failed.values())
    assert piece("một").sha256 in failed[f"{place}một.pdf"].vi
