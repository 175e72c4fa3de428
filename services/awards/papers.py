"""Awards' papers: the submission, the decision with its annex, those that amend it, and the certificate of each award."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.amendments import AmendmentKind
from contracts.rules import AwardCode
from infra.papers.endpoints import FILE, InForm, answered
from infra.papers.paper import Paper
from infra.runtime.http import Reading
from services.awards.amendment_paper import Amended, Back, amendment_paper
from services.awards.amendment_refusals import NotInForce
from services.awards.known_rows import AMENDMENTS
from services.awards.paper_facts import Line, Signed, certificate, decision_paper, submission_paper
from services.awards.procedure_queries import submission
from services.awards.queries import INSIDERS, QUERIES, READERS, Number, award_of_authority
from services.awards.queries import decision as decision_of
from services.awards.register_queries import amendment
from services.awards.views import BasisView

router = APIRouter()


@router.get("/decisions/{decision}/paper.{form}", **FILE)
async def paper_of_decision(request: Request, decision: UUID, form: InForm) -> Response:
    """A decision with the annex of its awards, as it was signed; before that to be signed, and marked as a draft."""
    return await answered(request, form, INSIDERS, partial(_decision, of=decision))


@router.get("/amendments/{decision}/paper.{form}", **FILE)
async def paper_of_amendment(request: Request, decision: UUID, form: InForm) -> Response:
    """A decision that corrects, cancels or revokes, as it was signed."""
    return await answered(request, form, INSIDERS, partial(_amendment, of=decision))


@router.get("/submissions/{submission}/paper.{form}", **FILE)
async def paper_of_submission(request: Request, submission: UUID, form: InForm) -> Response:
    """A submission (tờ trình) with the list of its nominations."""
    return await answered(request, form, INSIDERS, partial(_submission, request, of=submission))


@router.get("/awards/{number}/certificate.{form}", **FILE)
async def certificate_of_award(request: Request, number: Number, form: InForm) -> Response:
    """The certificate of one award of the register, to be printed: flag, certificate of merit or title."""
    return await answered(request, form, READERS, partial(_certificate, number=number))


async def _decision(at: Reading, of: UUID) -> Paper:
    found = await decision_of(at, of)
    names = {of.cluster: of.name for of in found.clusters}
    if found.signed_on is not None:
        lines = [
            Line(item.award, item.unit_name, names.get(item.cluster), item.amount, item.register_number) for item in found.items
        ]
    else:
        order = {of.cluster: place for place, of in enumerate(found.clusters)}
        rows = await QUERIES.nominations(at.conn, clusters=list(order))
        lines = [
            Line(row["award"], row["unit_name"] or str(row["unit"]), names.get(row["cluster"]))
            for row in sorted(rows, key=lambda row: order[row["cluster"]])
            if row["refused_on"] is None and row["passed"] is not False
        ]
    return decision_paper(found, lines)


async def _submission(request: Request, at: Reading, of: UUID) -> Paper:
    return submission_paper(await submission(request, at, of))


async def _certificate(at: Reading, number: str) -> Paper:
    found = await award_of_authority(at, number)
    if not found.is_in_force:
        raise NotInForce(numbers=number)
    signed = await QUERIES.decision_by_id(at.conn, decision=found.decision, authority=at.caller.authority)
    name, title = (signed[f"{part}_now"] or signed[part] for part in ("signer_name", "signer_title"))
    return certificate(found, Signed(signed["signed_on"], name, title))


async def _amendment(at: Reading, of: UUID) -> Paper:
    found = await amendment(at, of)
    decision = found.amends
    if not found.withdrawals and found.kind is AmendmentKind.CANCELLATION:
        decision = (await amendment(at, decision)).amends
    items = await QUERIES.decision_items(at.conn, decision=decision)
    wordings = () if found.rewording is None else (found.rewording.old, found.rewording.new)
    named = [basis for wording in wordings for basis in wording.bases]
    documents = {row["document"]: BasisView(**dict(row)) for row in await QUERIES.documents_by_id(at.conn, documents=named)}
    amended = Amended({row["award_id"]: (row["unit_name"], AwardCode(row["award"])) for row in items}, documents)
    return amendment_paper(found, amended, Back(**dict(await AMENDMENTS.demanded_by(at.conn, decision=of))))
