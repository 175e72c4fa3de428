"""2024, behind the season: the fund, what was paid of it, a correction, a revocation and what comes back of it (awards)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from infra.local.demo.client import Client
from infra.local.demo.closing import DELEGATED, ISSUER, PROVINCIAL, SERIES, SIGNER_NAME, SIGNER_TITLE
from infra.local.demo.contest import Contest, contests
from infra.local.demo.files import table
from infra.local.demo.ids import AUTHORITY, YEAR, document_id, id_of
from infra.local.demo.opening import record
from infra.local.demo.plan import BOARD, Command, Phase, Track, command
from infra.local.demo.procedure import AWARDS

NEXT: Final = YEAR + 1
ALLOTTED: Final = {YEAR: 620_000_000, NEXT: 350_000_000}
COUNTED: Final = date(NEXT, 1, 8)
PAID, CORRECTED, REVOKED = date(NEXT, 1, 25), date(NEXT, 2, 20), date(NEXT, 3, 15)
RETURNED, RETURNED_AT_LAST = date(NEXT, 3, 25), date(NEXT, 4, 2)
OWED: Final = 14_400_000
PARTS: Final = (8_000_000, 6_400_000)


def funds_recorded() -> dict[str, tuple[Track, ...]]:
    """The documents that allot the funds, by the phase on whose day they are recorded."""
    return {"published-delegated": tuple((_recorded(f"fund-{year}"),) for year in ALLOTTED)}


def afterwards() -> list[Phase]:
    """January to April 2024; what a decision rests on is recorded on the day before it."""
    told = table("afterwards")
    revoked, revoking = _award(told["revocation"]), id_of("decision", "revocation")
    corrected, item = _award(told["correction"]), told["correction"]
    return [
        Phase(
            "payments",
            "Giao quỹ, chi tiền thưởng / the fund allotted, awards paid",
            PAID,
            (
                *(
                    (_allotted(year, amount), _paid(year, decision))
                    for (year, amount), decision in zip(ALLOTTED.items(), (PROVINCIAL, DELEGATED), strict=True)
                ),
                (_recorded("correction"),),
            ),
        ),
        Phase(
            "correction",
            "Quyết định đính chính / a decision corrects another",
            CORRECTED,
            (
                (
                    _signed(
                        "correct-decision",
                        id_of("decision", "correction"),
                        item,
                        CORRECTED,
                        corrects=DELEGATED,
                        items=[
                            {
                                "award_id": corrected,
                                "reason": "spelling",
                                "explanation": item["explanation"],
                                "unit_name": item["unit_name"],
                            }
                        ],
                    ),
                ),
                (_recorded("revocation"),),
            ),
        ),
        Phase(
            "revocation",
            "Quyết định thu hồi một cờ thi đua / a decision revokes a flag",
            REVOKED,
            (
                (
                    _signed(
                        "revoke-awards",
                        revoking,
                        told["revocation"],
                        REVOKED,
                        revokes=PROVINCIAL,
                        awards=[revoked],
                        ground="false-declaration",
                    ),
                ),
            ),
        ),
        Phase(
            "returns",
            "Nộp lại cờ và một phần tiền thưởng / the flag and a part of the money come back",
            RETURNED,
            ((_acts("return-object", "flag", award_id=revoked, returned_on=RETURNED), _money_back(revoked, 1, RETURNED)),),
        ),
        Phase(
            "recovered",
            "Thu hồi xong / all is back",
            RETURNED_AT_LAST,
            ((_money_back(revoked, 2, RETURNED_AT_LAST),),),
        ),
    ]


def _acts(name: str, *about: object, **body: Any) -> Command:
    return command("awards", name, BOARD, *about, **body)


def _recorded(key: str) -> Command:
    return record(next(entry for entry in table("afterwards")["document"] if entry["key"] == key))


def _allotted(year: int, amount: int) -> Command:
    return _acts("allot-fund", year, authority=AUTHORITY, year=year, amount=amount, document=document_id(f"fund-{year}"))


def _paid(year: int, decision: UUID) -> Command:
    """All that a decision gave, under one voucher."""
    delegated = decision == DELEGATED
    given = [
        _award_id(decision, contest, place.unit, AWARDS[place.rank])
        for contest in contests()
        for place in contest.places
        if contest.cluster.is_delegated is delegated and place.rank in AWARDS
    ]
    return _acts("record-payment", year, awards=given, paid_on=PAID, voucher=f"MAU-UNC-{year}")


def _signed(name: str, decision: UUID, told: Mapping[str, Any], on: date, **body: Any) -> Command:
    return _acts(
        name,
        decision=decision,
        issuer=ISSUER,
        series=SERIES,
        number=told["number"],
        signed_on=on,
        signer_name=SIGNER_NAME,
        signer_title=SIGNER_TITLE,
        bases=[document_id("decree-98-2023"), document_id(told["document"])],
        reason=told["reason"],
        **body,
    )


def _money_back(award: UUID, part: int, on: date) -> Command:
    body = {"award_id": award, "amount": PARTS[part - 1], "returned_on": on, "voucher": f"MAU-NT-{part}"}
    return _acts("return-money", part, **body)


def _award(told: Mapping[str, Any]) -> UUID:
    contest = contests()[told["cluster"] - 1]
    unit = next(place.unit for place in contest.places if place.rank == told["rank"])
    return _award_id(DELEGATED if contest.cluster.is_delegated else PROVINCIAL, contest, unit, AWARDS[told["rank"]])


def _award_id(decision: UUID, contest: Contest, unit: UUID, award: str) -> UUID:
    """An award's id follows from its decision, cluster, unit and what it is."""
    return uuid5(decision, f"{contest.cluster.id}/{unit}/{award}")


async def faults_afterwards(client: Client) -> list[str]:
    """What awards says otherwise of 2024: the correction, the flag that is no longer in force, the fund, what came back."""
    told = table("afterwards")
    awards = {UUID(award["award_id"]): award for award in await client.pages("awards", f"/awards?season={AUTHORITY}.{YEAR}")}
    corrected, revoked = awards[_award(told["correction"])], awards[_award(told["revocation"])]
    recoveries = await client.pages("awards", "/recoveries")
    funds = [await client.ask("awards", f"/funds/{year}") for year in ALLOTTED]
    then = [[await client.ask("awards", f"/funds/{year}?on={day}") for year in ALLOTTED] for day in (COUNTED, REVOKED)]
    compared: Iterable[tuple[str, object, object]] = (
        ("the corrected name", corrected["unit_name"], told["correction"]["unit_name"]),
        ("no longer in force", [str(one) for one, award in awards.items() if not award["is_in_force"]], [revoked["award_id"]]),
        ("recoveries", [(row["award_id"], row["money_left"]) for row in recoveries], [(revoked["award_id"], 0)]),
        ("allotted", [fund["allotted"] for fund in funds], list(ALLOTTED.values())),
        ("committed", sum(fund["committed"] for fund in funds), 934_200_000),
        ("committed then", [sum(fund["committed"] for fund in each) for each in then], [948_600_000, 934_200_000]),
        ("paid less returned", sum(fund["paid"] - fund["returned"] for fund in funds), 934_200_000),
        ("to return", sum(fund["to_return"] for fund in funds), 0),
        ("returned", sum(fund["returned"] for fund in funds), OWED),
    )
    return [f"{what}: {is_} instead of {should}" for what, is_, should in compared if is_ != should]
