"""The rows that the agreement's events leave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from contracts.base import Event
from contracts.scoring import (
    AgreementClosed,
    AgreementSigned,
    AnnexIssued,
    ScorecardDrafted,
    ScorecardIssued,
    TargetsSet,
)
from infra.runtime.changes import Change, Patch, Put
from services.scoring.agreement_state import AgreementFact


def rows_of_agreement(event: Event, fact: AgreementFact) -> Iterator[Change]:
    of = {"cluster": fact.cluster}
    withdrawn = {"digest": None, "issued_at": None, "members": None}
    match fact:
        case ScorecardDrafted(version=version):
            now = {"season": fact.season, "authority": fact.authority, "version": version, "closed_at": None}
            yield Put("agreement", of, {**now, **withdrawn})
            row = {
                "total": fact.total,
                "pack": fact.pack,
                "criteria": [criterion.model_dump(mode="json") for criterion in fact.criteria],
                "copied_from": None if fact.copied_from is None else fact.copied_from.model_dump(mode="json"),
                "drafted_at": event.time,
                "drafted_by": event.actor,
            }
            yield Put("scorecard", {**of, "version": version}, row)
        case TargetsSet():
            yield _targets(fact)
            yield Patch("agreement", of, withdrawn)
        case AnnexIssued():
            yield _targets(fact)
            yield Put("annex", {**of, "unit": fact.unit}, {"digest": fact.digest})
        case ScorecardIssued(digest=digest, members=members):
            issued = {"digest": digest, "issued_at": event.time, "members": [str(unit) for unit in members]}
            yield Patch("agreement", of, issued)
        case AgreementSigned(version=version, digest=digest):
            row = {"version": version, "digest": digest, "signed_at": event.time, "signed_by": event.actor}
            yield Put("signature", {**of, "unit": fact.unit}, row)
        case AgreementClosed():
            yield Patch("agreement", of, {"closed_at": event.time})
        case _:
            assert_never(fact)


def _targets(fact: TargetsSet | AnnexIssued) -> Put:
    aims = fact.model_dump(mode="json", include={"targets", "not_assigned"})
    return Put("targets", {"cluster": fact.cluster, "unit": fact.unit}, {"version": fact.version, **aims})
