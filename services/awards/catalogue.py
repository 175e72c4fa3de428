"""The catalogue on a day: which awards there are, by whom and for whom, their multiple, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request

from contracts.base import VIETNAM
from contracts.rules import AwardCode, AwardForm, CatalogueEntry
from infra.runtime.chain import Summary
from infra.runtime.http import runtime_of
from infra.runtime.paging import View
from services.awards import refusals
from services.awards.known_rows import CATALOGUE, packs_of
from services.awards.money import base_salary_on, money, pack_on
from services.awards.queries import At
from services.awards.season_rows import QUERIES as SEASON
from services.awards.season_rows import base_salaries_of
from services.awards.summaries import AWARDS

router = APIRouter(tags=["awards"])
On = Annotated[date | None, Query(description="the day of a decision; today if it is not named")]


class GivenBy(StrEnum):
    """Who gives an award."""

    STATE = "state"
    PROVINCE = "province"
    UNIT = "unit"


GIVEN_BY: Final[Mapping[AwardCode, GivenBy]] = {
    AwardCode.GOVERNMENT_FLAG: GivenBy.STATE,
    AwardCode.PRIME_MINISTER_CERTIFICATE: GivenBy.STATE,
    AwardCode.PROVINCIAL_FLAG: GivenBy.PROVINCE,
    AwardCode.PROVINCIAL_CERTIFICATE: GivenBy.PROVINCE,
    AwardCode.EXCELLENT_LABOUR_COLLECTIVE: GivenBy.PROVINCE,
    AwardCode.ADVANCED_LABOUR_COLLECTIVE: GivenBy.UNIT,
    AwardCode.COMMENDATION_LETTER: GivenBy.UNIT,
}


class AwardKindView(View):
    """One award: `amount` is its multiple of the base salary, rounded up once; without a multiple `missing` says so.

    `kind` and `verified` tell what the multiple rests on, and whether a person compared it with that.
    """

    award: AwardCode
    name: str
    given_by: GivenBy
    form: AwardForm
    recipients: str
    multiple: Decimal | None
    amount: int | None
    missing: Summary | None
    basis: str
    verified: bool


class CatalogueView(View):
    """The catalogue of the pack that holds on the day, and the base salary of that day."""

    on: date
    pack: str
    pack_version: int
    base_salary: int
    rounded_up_to: int
    awards: tuple[AwardKindView, ...]


@router.get("/catalogue")
async def catalogue(request: Request, at: At, on: On = None, award: AwardCode | None = None) -> CatalogueView:
    """The awards that there are on a day, and what each comes to; asked for one without a multiple, it is refused."""
    day = on or (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    authority = at.caller.authority
    pack = pack_on(await packs_of(at.read, authority), day)
    if pack is None:
        raise refusals.PackMissing(day=day.isoformat())
    salary = base_salary_on(await base_salaries_of(at.conn, authority), day)
    if salary is None:
        raise refusals.BaseSalaryMissing(day=day.isoformat())
    if award is not None and getattr(pack.catalogue.get(award), "multiple", None) is None:
        raise refusals.AwardNotComputable(pack=pack.name, award=award)
    entries = CATALOGUE.validate_json(await SEASON.catalogue(at.conn, authority=authority, pack=pack.name, version=pack.version))
    return CatalogueView(
        on=day,
        pack=pack.name,
        pack_version=pack.version,
        base_salary=salary,
        rounded_up_to=pack.rounded_up_to,
        awards=tuple(_kind(each, pack.name, salary, pack.rounded_up_to) for each in entries if award in (None, each.award)),
    )


def _kind(entry: CatalogueEntry, pack: str, salary: int, rounded_up_to: int) -> AwardKindView:
    amount = None if entry.multiple is None else money(entry.multiple, salary, rounded_up_to)
    lacks = refusals.AwardNotComputable(pack=pack, award=entry.award).to_document()
    return AwardKindView(
        award=entry.award,
        name=AWARDS[entry.award],
        given_by=GIVEN_BY[entry.award],
        form=entry.form,
        recipients="collective",
        multiple=entry.multiple,
        amount=amount,
        missing=None if amount is not None else Summary(vi=lacks["vi"], en=lacks["en"]),
        basis=entry.basis,
        verified=entry.verified,
    )
