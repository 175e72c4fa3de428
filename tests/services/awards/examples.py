"""What the tests of awards build from: they change one field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts.awards import (
    CouncilResult,
    DecisionDrafted,
    DossiersReceived,
    Nomination,
    NominationsDrafted,
    Proposal,
    TakenSubmission,
)
from contracts.base import Contract
from contracts.registry import QuotaPlaces
from contracts.rules import (
    AwardCode,
    AwardForm,
    AwardLevel,
    CalendarRules,
    CalendarYear,
    CouncilVote,
    Deadline,
    Dossier,
    Paper,
    ProcedureStep,
    Share,
    SourceKind,
    Step,
    Threshold,
    VoteBase,
)
from services.awards.commands import SignDecision
from services.awards.kept_procedure import Kept, procedure_from
from services.awards.known import Known, Published, Unit
from services.awards.money import BaseSalary, Entry, Pack
from services.awards.places import Ranked
from services.awards.procedure import Procedure

SEASON = "bac-lieu.2023"
CLUSTER = UUID("018c0000-0000-7000-8000-0000000000c1")
OTHER_CLUSTER = UUID("018c0000-0000-7000-8000-0000000000c2")
DECISION = UUID("018c0000-0000-7000-8000-0000000000d1")
BASIS = UUID("018c0000-0000-7000-8000-0000000000b1")
DIGEST = "ab" * 32
FLAG, CERTIFICATE = AwardCode.PROVINCIAL_FLAG, AwardCode.PROVINCIAL_CERTIFICATE
PLACES = (
    QuotaPlaces(award=FLAG, from_rank=1, to_rank=3),
    QuotaPlaces(award=CERTIFICATE, from_rank=4, to_rank=4),
)


def unit(number: int) -> UUID:
    return UUID(int=number)


def catalogue(**multiples: str) -> dict[AwardCode, Entry]:
    forms = {FLAG: AwardForm.TITLE, CERTIFICATE: AwardForm.REWARD}
    return {
        award: Entry(form, Decimal(multiples[award.name.lower()]) if award.name.lower() in multiples else None)
        for award, form in forms.items()
    }


PAPERS = (Paper(code="achievement-report", name="Báo cáo thành tích"), Paper(code="review-minutes", name="Biên bản họp"))
FOUNDED = {"kind": SourceKind.DEFAULT, "basis": "Vector"}
MORE_THAN_HALF = Threshold(of=VoteBase.TOTAL, share=Share(part=1, whole=2), more_than=True)
STEPS = (ProcedureStep.OPINIONS, ProcedureStep.APPRAISAL, ProcedureStep.VOTE)
ENTRIES: dict[str, tuple[Contract, ...]] = {
    "dossiers": tuple(Dossier(award=award, papers=PAPERS, **FOUNDED) for award in (FLAG, CERTIFICATE)),
    "steps": tuple(Step(step=step, level=level, required=True, **FOUNDED) for step in STEPS for level in AwardLevel),
    "votes": tuple(CouncilVote(award=award, threshold=MORE_THAN_HALF, **FOUNDED) for award in (FLAG, CERTIFICATE)),
    "deadlines": tuple(
        Deadline(step=step, level=AwardLevel.PROVINCIAL, working_days=days, **FOUNDED)
        for step, days in ((ProcedureStep.OPINIONS, 10), (ProcedureStep.APPRAISAL, 30))
    ),
}
"""What the packs here say of the procedure: two papers, every step, more than half of all members."""
CALENDAR = CalendarRules(
    weekdays=(1, 2, 3, 4, 5),
    years=tuple(CalendarYear(year=year, holidays=(), **FOUNDED) for year in (2023, 2024)),
    basis="Vector",
)


def procedure(named: str) -> Procedure:
    kept = Kept(**{name: ENTRIES[name] for name in ("dossiers", "steps")}, quorum=Share(part=2, whole=3))  # type: ignore[arg-type]
    return procedure_from(named, kept, ENTRIES["votes"], ENTRIES["deadlines"], CALENDAR)  # type: ignore[arg-type]


PROCEDURE = procedure("2017@3")
SWITCHED_OFF = replace(PROCEDURE, steps={(step, level): False for step in STEPS for level in AwardLevel})
"""The same without any step: for what is about something else."""

PACK_2017 = Pack(
    name="2017",
    version=1,
    valid_from=date(2017, 10, 1),
    valid_to=date(2024, 1, 1),
    rounded_up_to=10_000,
    catalogue=catalogue(provincial_flag="8", provincial_certificate="2"),
    procedure=PROCEDURE,
)
PACK_2024 = Pack(
    name="2024",
    version=1,
    valid_from=date(2024, 1, 1),
    valid_to=date(2025, 7, 1),
    rounded_up_to=10_000,
    catalogue=catalogue(provincial_flag="8", provincial_certificate="3"),
    procedure=procedure("2024@3"),
)
SALARIES = (
    BaseSalary(date(2019, 7, 1), 1_490_000),
    BaseSalary(date(2023, 7, 1), 1_800_000),
    BaseSalary(date(2024, 7, 1), 2_340_000),
    BaseSalary(date(2026, 7, 1), 2_530_000),
)
PUBLISHED = Published(
    season=SEASON,
    authority="bac-lieu",
    publication=1,
    published_on=date(2023, 12, 20),
    digest=DIGEST,
    pack="2017",
    ranked=tuple(Ranked(unit(n), n) for n in range(1, 6)),
)
UNITS = {unit(n): Unit(f"Đơn vị {n}") for n in range(1, 10)}


def known(**changes: object) -> Known:
    values: dict[str, object] = {
        "published": PUBLISHED,
        "places": PLACES,
        "units": UNITS,
        "packs": (PACK_2017, PACK_2024),
        "base_salaries": SALARIES,
        "documents": frozenset({BASIS}),
    }
    return Known(**{**values, **changes})  # type: ignore[arg-type]


NOMINATIONS = (
    Nomination(unit=unit(1), award=FLAG, rank=1),
    Nomination(unit=unit(2), award=FLAG, rank=2),
    Nomination(unit=unit(3), award=FLAG, rank=3),
    Nomination(unit=unit(4), award=CERTIFICATE, rank=4),
)
NOMINATED = NominationsDrafted(
    cluster=CLUSTER,
    season=SEASON,
    authority="bac-lieu",
    publication=1,
    published_on=PUBLISHED.published_on,
    standings_digest=DIGEST,
    pack="2017",
    places=PLACES,
    nominations=NOMINATIONS,
    open_places=(),
)
SUBMISSION = UUID("018c0000-0000-7000-8000-0000000000e1")
MEMBERS = tuple(UUID(int=100 + number) for number in range(9))
"""The council: its second member sits for unit 1, the others for nobody here."""
RECEIVED = DossiersReceived(cluster=CLUSTER, received_on=date(2023, 12, 22))
DRAFTED = DecisionDrafted(
    decision=DECISION,
    authority="bac-lieu",
    season=SEASON,
    title="Tặng Cờ thi đua và Bằng khen năm 2023",
    proposals=(
        Proposal(
            cluster=CLUSTER,
            published_on=NOMINATED.published_on,
            received_on=RECEIVED.received_on,
            nominations=NOMINATIONS,
            submission=SUBMISSION,
            results=tuple(CouncilResult(unit=n.unit, award=n.award, yes=6, present=8, members=len(MEMBERS)) for n in NOMINATIONS),
        ),
    ),
    submissions=(
        TakenSubmission(
            submission=SUBMISSION,
            number="412/TTr-SNV",
            submitted_on=date(2023, 12, 22),
            opinions_on=date(2023, 12, 25),
            appraised_on=date(2023, 12, 26),
            voted_on=date(2023, 12, 27),
        ),
    ),
)
SIGN = SignDecision(
    decision=DECISION,
    issuer="Chủ tịch Ủy ban nhân dân tỉnh Bạc Liêu",
    series="QĐ-UBND",
    number=2135,
    signed_on=date(2023, 12, 28),
    signer_name="Nguyễn Văn Mẫu",
    signer_title="Chủ tịch",
    bases=(BASIS,),
)
