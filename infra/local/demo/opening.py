"""The first months: documents, rule packs, salaries, units, the season, its clusters, leaders and quotas (registry)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from infra.local.demo.around import (
    council_changed,
    council_formed,
    flag_of,
    leader_changed,
)
from infra.local.demo.files import table
from infra.local.demo.hearing import line_department
from infra.local.demo.ids import AUTHORITY, SEASON, YEAR, document_id
from infra.local.demo.plan import BOARD, Command, Phase, Track, command, entry, side_by_side
from infra.local.demo.procedure import council_formed as provincial_council
from infra.local.demo.south_west import neighbours, south_west_formed, south_west_led
from infra.local.demo.units import ENTERPRISES, Cluster, Unit, clusters, person_name
from infra.local.issuer import Persona, person_id

NEW_YEAR = date(YEAR, 1, 1)
OF_A_UNIT = (Persona.UNIT_OFFICER, Persona.LEADER_OFFICER, Persona.LINE_OFFICER)
QUOTA = (("provincial-flag", 1, 3), ("provincial-certificate", 4, 4))


def record_documents(*, after: date, up_to: date) -> list[Command]:
    """Record the documents that were issued between two days."""
    return [record(entry) for entry in table("documents")["document"] if after < entry["issued_on"] <= up_to]


def record(entry: Mapping[str, Any]) -> Command:
    return command(
        "registry",
        "record-legal-document",
        BOARD,
        entry["key"],
        document=document_id(entry["key"]),
        authority=AUTHORITY,
        kind=entry["kind"],
        number=entry["number"],
        issuer=entry["issuer"],
        issued_on=entry["issued_on"],
        abstract=entry["abstract"],
    )


def adopt(pack: str, document: str) -> Command:
    return command("registry", "adopt-rule-pack", BOARD, pack, authority=AUTHORITY, pack=pack, document=document_id(document))


def _set_salary(amount: int, valid_from: date, document: str) -> Command:
    return command(
        "registry",
        "set-base-salary",
        BOARD,
        valid_from,
        authority=AUTHORITY,
        amount=amount,
        valid_from=valid_from,
        document=document_id(document),
    )


def _register(unit: Unit) -> Command:
    return command(
        "registry",
        "register-unit",
        BOARD,
        unit.code,
        unit=unit.id,
        authority=AUTHORITY,
        kind=unit.kind,
        name=unit.name,
        code=unit.code,
        parent=unit.parent,
        valid_from=NEW_YEAR,
        document=document_id("units"),
    )


def _count_people(unit: Unit) -> Command:
    return command(
        "registry",
        "record-staff-figures",
        BOARD,
        unit.code,
        unit=unit.id,
        on=NEW_YEAR,
        staff=unit.staff,
        women=unit.women,
    )


def _enter(persona: Persona, name: str, unit: Unit | None = None) -> Command:
    """Enter a person; events will carry the id alone."""
    contact = f"{persona}{'.' + unit.code.lower() if unit else ''}@mau.invalid"
    person = person_id(persona, unit.id if unit else None)
    return entry("registry", f"people/{person}", BOARD, name=name, contact=contact, unit=unit.id if unit else None)


def _arrive(unit: Unit) -> Track:
    """Register a unit, its staff and its officers: who scores a branch of others is one of its own."""
    officers = [_enter(Persona.UNIT_OFFICER, unit.officer_name, unit)]
    if unit.id == line_department():
        officers.append(_enter(Persona.LINE_OFFICER, person_name(Persona.LINE_OFFICER), unit))
    return _register(unit), _count_people(unit), *officers


def _form(cluster: Cluster, day: date) -> Track:
    """Form a cluster; the enterprise block's has a council of its own."""
    form = command(
        "registry",
        "form-cluster",
        BOARD,
        cluster.number,
        cluster=cluster.id,
        season=SEASON,
        number=cluster.number,
        name=cluster.name,
        kind=cluster.kind,
        level=cluster.level,
        members=[unit.id for unit in cluster.units],
        valid_from=day,
        document=document_id("clusters"),
    )
    return (form, council_formed()) if cluster.number == ENTERPRISES else (form,)


def opening() -> list[Phase]:
    """January to March, and the base salary of July."""
    every = clusters()
    units = [unit for cluster in every for unit in cluster.units]
    first, formed, led = date(YEAR, 1, 16), date(YEAR, 2, 22), date(YEAR, 3, 13)
    return [
        Phase(
            "documents",
            "Văn bản, bộ quy tắc, lương cơ sở / documents, rule pack, base salary",
            first,
            (
                *side_by_side(record_documents(after=date.min, up_to=date(YEAR, 1, 4))),
                (*record_documents(after=date(YEAR, 1, 4), up_to=first), adopt("2017", "adoption")),
            ),
        ),
        Phase(
            "units",
            "Đơn vị, nhân sự, cán bộ / units, staff, officers",
            date(YEAR, 1, 17),
            (
                (_set_salary(1_490_000, date(2019, 7, 1), "decree-38-2019"),),
                *(_arrive(unit) for unit in units if unit.parent is None),
                *neighbours(),
                *side_by_side(_enter(persona, person_name(persona)) for persona in Persona if persona not in OF_A_UNIT),
            ),
        ),
        Phase(
            "communes",
            "Xã, phường, thị trấn / communes",
            date(YEAR, 1, 18),
            tuple(_arrive(unit) for unit in units if unit.parent),
        ),
        Phase(
            "season",
            "Mở năm thi đua / the season opens",
            date(YEAR, 2, 21),
            (
                (command("registry", "open-season", BOARD, SEASON, authority=AUTHORITY, year=YEAR, pack="2017"),),
                *side_by_side(record_documents(after=first, up_to=date(YEAR, 2, 21))),
            ),
        ),
        Phase(
            "clusters",
            "Thành lập cụm, khối / clusters and blocks",
            formed,
            (*(_form(cluster, formed) for cluster in every), south_west_formed(), (provincial_council(formed),)),
        ),
        Phase(
            "decision-661",
            "Văn bản tháng 3 / documents of March",
            led,
            side_by_side(record_documents(after=formed, up_to=led)),
        ),
        Phase(
            "leaders",
            "Công nhận trưởng, phó; giao chỉ tiêu khen thưởng / leaders, deputies, quotas",
            date(YEAR, 3, 14),
            (
                *(
                    (
                        command(
                            "registry",
                            "recognise-leaders",
                            BOARD,
                            cluster.number,
                            cluster=cluster.id,
                            leader=cluster.leader.id,
                            deputies=[unit.id for unit in cluster.deputies],
                            valid_from=date(YEAR, 3, 14),
                            document=document_id("decision-661"),
                        ),
                        command(
                            "registry",
                            "set-cluster-quota",
                            BOARD,
                            cluster.number,
                            cluster=cluster.id,
                            places=[{"award": award, "from_rank": low, "to_rank": high} for award, low, high in QUOTA],
                            document=document_id("quotas"),
                        ),
                        _enter(Persona.LEADER_OFFICER, cluster.leader.leading_officer_name, cluster.leader),
                        *flag_of(cluster),
                    )
                    for cluster in every
                ),
                south_west_led(),
            ),
        ),
    ]


def _enter_new_leader() -> Command:
    block = next(cluster for cluster in clusters() if cluster.number == ENTERPRISES)
    leader, _ = block.autumn
    return _enter(Persona.LEADER_OFFICER, leader.leading_officer_name, leader)


def summer() -> list[Phase]:
    """The base salary from July on, and Decision 1352."""
    may, july = date(YEAR, 5, 22), date(YEAR, 7, 24)
    salary = _set_salary(1_800_000, date(YEAR, 7, 1), "decree-24-2023")
    return [
        Phase(
            "base-salary",
            "Lương cơ sở mới / the new base salary",
            may,
            ((*record_documents(after=date(YEAR, 3, 13), up_to=may), salary),),
        ),
        Phase(
            "decision-1352",
            "Quyết định 1352 / Decision 1352",
            july,
            ((*record_documents(after=may, up_to=july), council_changed(), leader_changed(), _enter_new_leader()),),
        ),
    ]
