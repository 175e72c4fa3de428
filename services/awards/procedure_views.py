"""What awards' queries answer about dossiers, submissions and votes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

import orjson

from contracts.procedure import PaperDocument, PaperSource, Stance
from contracts.rules import AwardCode, AwardLevel, ProcedureStep, Threshold
from infra.runtime.paging import View


class DossierState(StrEnum):
    """Where a dossier stands; `not-stated` where no pack says what it needs."""

    INCOMPLETE = "incomplete"
    RETURNED = "returned"
    COMPLETE = "complete"
    REFUSED = "refused"
    SUBMITTED = "submitted"
    NOT_STATED = "not-stated"


class PaperView(View):
    """One paper of the checklist; `source` and `received_on` are None while it is missing."""

    paper: str
    name: str
    source: PaperSource | None
    received_on: date | None


class DossierView(View):
    """A nomination's dossier against the checklist of `pack`, the rule pack that it goes by today.

    Once the council has voted, `yes` of `base` were in favour, and it `passed` or not.
    """

    cluster: UUID
    number: int | None
    name: str | None
    season: str
    unit: UUID
    unit_name: str | None
    award: AwardCode
    rank: int
    state: DossierState
    pack: str | None
    papers: tuple[PaperView, ...]
    missing: tuple[str, ...]
    returned_on: date | None
    returned_reason: str | None
    refused_on: date | None
    refused_reason: str | None
    submission: UUID | None
    yes: int | None
    base: int | None
    passed: bool | None


class SubmissionSummary(View):
    """A submission; on one `for_government` the Government decides, one that was withdrawn is nobody's any more."""

    submission: UUID
    authority: str
    season: str
    issuer: str
    submission_number: str
    submitted_on: date
    title: str
    level: AwardLevel
    pack: str
    nominations: int
    appraisal_due_on: date | None
    appraised_on: date | None
    decisions: tuple[UUID, ...]
    for_government: bool
    withdrawn_on: date | None


class StepView(View):
    """A step before the decision: `required` by the pack of `pack`, None where it does not say; `due_on` warns alone."""

    step: ProcedureStep
    required: bool | None
    due_on: date | None
    concluded_on: date | None


class VoteView(View):
    """In favour are `yes` of `base`; `recused` are opaque ids."""

    session: int
    yes: int
    no: int
    blank: int
    invalid: int
    recused: tuple[UUID, ...]
    base: int
    threshold: Threshold
    passed: bool
    pack: str
    ballot: UUID | None


class SubmittedView(View):
    """A submitted nomination, and what the council said on it last."""

    cluster: UUID
    number: int | None
    name: str | None
    unit: UUID
    unit_name: str | None
    award: AwardCode
    rank: int
    vote: VoteView | None


class OpinionView(View):
    opinion: UUID
    name: str
    unit: UUID | None
    asked_on: date
    due_on: date | None
    received_on: date | None
    stance: Stance | None
    document: PaperDocument | None
    remarks: str | None
    closed_on: date | None
    closed_reason: str | None


class SessionView(View):
    """A session of the council; `members` and `present` are opaque ids."""

    session: int
    council: UUID
    held_on: date
    minutes: str
    members: tuple[UUID, ...]
    present: tuple[UUID, ...]
    absent: tuple[UUID, ...]
    repeats: str | None


class ForwardedView(View):
    """Under which number it was proposed to the Government, and when."""

    addressee: str
    issuer: str
    number: str
    forwarded_on: date

    @classmethod
    def of(cls, stored: str | None) -> ForwardedView | None:
        if stored is None:
            return None
        said = orjson.loads(stored)
        return cls(**{**said, "number": f"{said['number']}/{said['series']}"})


class HigherDecisionView(View):
    """What the Government decided on it; the award stands in no register here."""

    decided_on: date
    document: UUID
    given: tuple[UUID, ...]

    @classmethod
    def of(cls, stored: str | None) -> HigherDecisionView | None:
        return None if stored is None else cls.model_validate_json(stored)


class SubmissionView(SubmissionSummary):
    """A submission whole; `forwarded` is what was proposed to the Government, `higher_decision` what it decided."""

    signer_name: str
    signer_title: str
    appraisal_document: PaperDocument | None
    conclusion: str | None
    steps: tuple[StepView, ...]
    items: tuple[SubmittedView, ...]
    opinions: tuple[OpinionView, ...]
    sessions: tuple[SessionView, ...]
    withdrawn_reason: str | None
    forwarded: ForwardedView | None
    higher_decision: HigherDecisionView | None
