"""The fund's balance: allotted, forecast, committed, paid, to be returned, returned. Every figure is a sum of the same rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request

from contracts.base import VIETNAM
from contracts.rules import AwardCode
from infra.runtime.http import Reading, runtime_of
from infra.runtime.paging import View
from services.awards.forecast import Nominated, forecasts
from services.awards.known_rows import AMENDMENTS, QUERIES, given_from, packs_of
from services.awards.money import BaseSalary, Pack, base_salary_on, day_of_pack, money, pack_on
from services.awards.paying import Given, Price
from services.awards.queries import Inside

router = APIRouter(tags=["awards"])
FundYear = Annotated[int, Path(ge=1945, le=2199)]


class ForecastView(View):
    """Nominations of one award that no decision held on the day asked for, as if signed on it.

    `value` counts each whole, `amount` what would be paid: of a unit's titles of a season the highest alone, beside what it was
    given. `submitted` are those whose dossiers the deciding authority received. Without an amount it cannot be computed.
    """

    award: AwardCode
    nominated: int
    submitted: int
    value: int | None
    amount: int | None


class FundWarning(View):
    code: str
    vi: str
    en: str


class FundView(View):
    """A fund as it stood on a day, by the days that decisions, payments and returns bear, in whole đồng.

    Decisions take of the fund of the year in which they were signed.

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
    """A year's fund as it stood on a day, today by default; nominations are priced by that day's pack and base salary."""
    day = on or (at.known_on or runtime_of(request).clock.now()).astimezone(VIETNAM).date()
    authority = at.caller.authority
    of = {"authority": authority, "year": year, "on": day}
    allotted, sums = await AMENDMENTS.fund(at.conn, **of), await AMENDMENTS.fund_sums(at.conn, **of)
    forecast: tuple[ForecastView, ...] | None = None
    if day.year == year:
        forecast = await _forecast_on(at, day)
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


async def _forecast_on(at: Reading, day: date) -> tuple[ForecastView, ...]:
    authority = at.caller.authority
    rows = await AMENDMENTS.forecast(at.conn, authority=authority, on=day)
    given: dict[tuple[str, UUID], list[Given]] = defaultdict(list)
    for row in await AMENDMENTS.given_on(at.conn, authority=authority, on=day, units=[row["unit"] for row in rows]):
        given[row["season"], row["unit"]].append(given_from(row))
    salaries = [BaseSalary(**dict(row)) for row in await QUERIES.base_salaries(at.conn, authority=authority)]
    packs, base_salary = await packs_of(at.read, authority), base_salary_on(salaries, day)
    nominated = [
        Nominated(
            season=row["season"],
            award=AwardCode(row["award"]),
            is_received=row["received_on"] is not None,
            price=_price(row, day, packs, base_salary),
        )
        for row in rows
    ]
    return tuple(ForecastView(**each._asdict()) for each in forecasts(nominated, given))


def _price(row: Any, day: date, packs: Sequence[Pack], base_salary: int | None) -> Price | None:
    pack = pack_on(packs, day_of_pack(packs, signed_on=day, received_on=row["received_on"] or day))
    entry = None if pack is None else pack.catalogue.get(AwardCode(row["award"]))
    if pack is None or entry is None or entry.multiple is None or base_salary is None:
        return None
    return Price(row["unit"], entry.form, money(entry.multiple, base_salary, pack.rounded_up_to), pack)


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
