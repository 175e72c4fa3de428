"""The rules of evidence (minh chứng): which files a sheet may cite, and which of them lie outside the season's days."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from contracts.rules import EvidenceKind, ScoringRules
from contracts.scoring import MEGABYTE, Entry, Evidence, EvidenceRules, Explanation
from infra.runtime.decisions import KeptFile
from services.scoring.faults import Fault

UNSTATED = EvidenceRules(megabytes_max=10, per_leaf_max=10, kinds=tuple(EvidenceKind))
"""What holds where a rule pack is silent: the bounds that were there before packs stated any."""


def rules_of(rules: ScoringRules) -> EvidenceRules | None:
    """What a pack says of evidence; None where it says nothing, and evidence is declared without its content."""
    stated = (rules.evidence_megabytes_max, rules.evidence_per_leaf_max, rules.evidence_kinds)
    if stated == (None, None, None):
        return None
    megabytes, per_leaf, kinds = stated
    return EvidenceRules(
        megabytes_max=megabytes or UNSTATED.megabytes_max,
        per_leaf_max=per_leaf or UNSTATED.per_leaf_max,
        kinds=UNSTATED.kinds if kinds is None else kinds,
    )


def cited(command: object) -> Collection[str]:
    """The files that a sheet names, by their SHA-256."""
    said: Collection[Entry | Explanation] = getattr(command, "entries", ()) or getattr(command, "explanations", ())
    return {evidence.sha256 for each in said for evidence in each.evidence}


def evidence_faults(
    rules: EvidenceRules | None, entries: Collection[Entry | Explanation], files: Mapping[str, KeptFile]
) -> Iterator[Fault]:
    """What is wrong with the evidence of a sheet; `files` are those that the store has."""
    bounds = rules or UNSTATED
    for entry in entries:
        if len(entry.evidence) > bounds.per_leaf_max:
            yield Fault("evidence-too-many", entry.leaf, {"count": len(entry.evidence), "limit": bounds.per_leaf_max})
        for evidence in entry.evidence:
            yield from _faults(bounds, entry.leaf, evidence)
            if rules is not None:
                yield from _content_faults(rules, entry.leaf, evidence, files.get(evidence.sha256))


def _faults(bounds: EvidenceRules, leaf: str, evidence: Evidence) -> Iterator[Fault]:
    named = {"file_name": evidence.file_name}
    if evidence.period_to < evidence.period_from:
        yield Fault("period-backwards", leaf, named)
    if evidence.size > bounds.megabytes_max * MEGABYTE:
        yield Fault("evidence-too-large", leaf, {**named, "limit": bounds.megabytes_max})


def _content_faults(rules: EvidenceRules, leaf: str, evidence: Evidence, kept: KeptFile | None) -> Iterator[Fault]:
    named = {"file_name": evidence.file_name, "sha256": evidence.sha256}
    if kept is None:
        yield Fault("evidence-not-uploaded", leaf, named)
        return
    if kept.size != evidence.size:
        yield Fault("evidence-size-differs", leaf, {**named, "size": evidence.size, "kept": kept.size})
    if kept.kind not in rules.kinds:
        yield Fault("evidence-kind-not-taken", leaf, {**named, "kind": kept.kind, "kinds": ", ".join(rules.kinds)})


def is_outside(evidence: Evidence, first: date, end: date) -> bool:
    """Say whether a document's date lies outside the season's days, or its period does not overlap them.

    `end` is the day behind the last. A flag for those who look at the sheet, and no ground to refuse it.
    """
    dated = first <= evidence.document_date < end
    overlaps = evidence.period_from < end and evidence.period_to >= first
    return not (dated and overlaps)
