"""The fund's balance: allotted, forecast, committed, paid, to be returned, returned. Every figure is a sum of the same rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request

from contracts.base import VIETNAM
from contracts.rules import AwardCode
from infra.runtime.http import runtime_of
from infra.runtime.paging import View
from services.awards.known_rows import AMENDMENTS, QUERIES, packs_of
from services.awards.money import BaseSalary, Pack, base_salary_on, day_of_pack, money, pack_on
from services.awards.queries import Inside

router = APIRouter(tags=["awards"])
FundYear = Annotated[int, Path(ge=1945, le=2199)]


class ForecastView(View):
    """Nominations of one award that no signed decision holds yet, each at its whole value as if signed on the day asked for.

    `submitted` are those whose dossiers the deciding authority received. Without an amount it cannot be computed.
    """

    award: AwardCode
    nominated: int
    submitted: int
    amount: int | None


class FundWarning(View):
    code: str
    vi: str
    en: str


class FundView(View):
    """A fund on a day, in whole đồng; decisions take of the fund of the year in which they were signed.

    `committed` is what is in force of signed decisions, `to_pay` what of it was not paid yet; `to_return` is owed back and
    not here. So paid - returned = committed - to_pay + to_return, and `left` = allotted - committed, below zero where
    more was committed than allotted. `forecast` is None where the day lies outside the year.
    """

    authority: str
    year: int
    on: date
    allotted: int | None
    document: UUID | None
    awards: int
    committed: int
    paid: int
    to_pay: int
    to_return: int
    returned: int
    left: int | None
    forecast: tuple[ForecastView, ...] | None
    forecast_amount: int
    warnings: tuple[FundWarning, ...]


class FundYearsView(View):
    years: tuple[int, ...]


@router.get("/funds")
async def funds(at: Inside) -> FundYearsView:
    """The years of which the authority has a fund, or decisions that take of one."""
    rows = await AMENDMENTS.fund_years(at.conn, authority=at.caller.authority)
    return FundYearsView(years=tuple(row["year"] for row in rows))


@router.get("/funds/{year}")
async def fund(request: Request, at: Inside, year: FundYear, on: date | None = None) -> FundView:
    """A year's fund; `on` is the day by whose pack and base salary nominations are priced, today by default."""
    day = on or (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    authority = at.caller.authority
    allotted = await AMENDMENTS.fund(at.conn, authority=authority, year=year)
    sums = await AMENDMENTS.fund_sums(at.conn, authority=authority, year=year)
    forecast: tuple[ForecastView, ...] | None = None
    if day.year == year:
        rows = await AMENDMENTS.forecast(at.conn, authority=authority, on=day)
        salaries = [BaseSalary(**dict(row)) for row in await QUERIES.base_salaries(at.conn, authority=authority)]
        forecast = _forecast(rows, day, await packs_of(at.read, authority), base_salary_on(salaries, day))
    amount = sum(each.amount or 0 for each in forecast or ())
    whole = None if allotted is None else allotted["amount"]
    return FundView(
        authority=authority,
        year=year,
        on=day,
        allotted=whole,
        document=None if allotted is None else allotted["document"],
        awards=sums["awards"],
        committed=sums["committed"],
        paid=sums["paid"],
        to_pay=sums["committed"] - sums["paid"] + sums["demanded"],
        to_return=sums["demanded"] - sums["returned"],
        returned=sums["returned"],
        left=None if whole is None else whole - sums["committed"],
        forecast=forecast,
        forecast_amount=amount,
        warnings=tuple(_warnings(whole, sums["committed"], amount)),
    )


def _forecast(rows: Sequence[Any], day: date, packs: Sequence[Pack], base_salary: int | None) -> tuple[ForecastView, ...]:
    found: dict[AwardCode, list[tuple[int, bool, int | None]]] = {}
    for row in rows:
        award, received = AwardCode(row["award"]), row["received_on"]
        each = _price(award, day, received or day, packs, base_salary)
        found.setdefault(award, []).append((row["count"], received is not None, each))
    return tuple(
        ForecastView(
            award=award,
            nominated=sum(count for count, _, _ in of),
            submitted=sum(count for count, is_submitted, _ in of if is_submitted),
            amount=None if any(each is None for _, _, each in of) else sum(count * (each or 0) for count, _, each in of),
        )
        for award, of in found.items()
    )


def _price(award: AwardCode, day: date, received_on: date, packs: Sequence[Pack], base_salary: int | None) -> int | None:
    pack = pack_on(packs, day_of_pack(packs, signed_on=day, received_on=received_on))
    entry = None if pack is None else pack.catalogue.get(award)
    if pack is None or entry is None or entry.multiple is None or base_salary is None:
        return None
    return money(entry.multiple, base_salary, pack.rounded_up_to)


def _warnings(allotted: int | None, committed: int, forecast: int) -> Iterator[FundWarning]:
    if allotted is None:
        if committed or forecast:
            yield FundWarning(
                code="nothing-allotted",
                vi="Chưa ghi văn bản giao quỹ của năm này.",
                en="No document that allots this year's fund was recorded.",
            )
    elif committed > allotted:
        yield FundWarning(
            code="committed-beyond-fund",
            vi=f"Đã quyết định vượt quỹ {committed - allotted} đồng.",
            en=f"Decisions go {committed - allotted} đồng beyond the fund.",
        )
    elif committed + forecast > allotted:
        yield FundWarning(
            code="forecast-beyond-fund",
            vi=f"Nếu tặng hết các đề nghị thì vượt quỹ {committed + forecast - allotted} đồng.",
            en=f"If all that is nominated were given, it would go {committed + forecast - allotted} đồng beyond the fund.",
        )
