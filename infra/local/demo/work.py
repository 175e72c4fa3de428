"""The work around the season: what replaces which law; plans, training, reviews, movements, models, initiatives (registry).

It is given beside what happens on the season's own days, so that it costs the play no day of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from infra.local.demo.files import table
from infra.local.demo.ids import AUTHORITY, LAST_DAY, SEASON, YEAR, document_id, id_of
from infra.local.demo.opening import record
from infra.local.demo.plan import BOARD, Actor, Command, Track, command
from infra.local.demo.units import Unit, clusters
from infra.local.issuer import Persona, person_id

INITIATIVE_COUNCIL = id_of("council", "initiative")


def work() -> dict[str, tuple[Track, ...]]:
    """What is done beside the season's phases, by the phase on whose day it is done."""
    work = table("work")
    spring, summer = date(YEAR, 5, 22), date(YEAR, 7, 24)
    return {
        "season": (_laws(),),
        "decision-661": ((_record("work-plan"), _plan("plan")), (_plan("training"),), (_initiative_council(),)),
        "leaders": ((_record("cluster-work-plan"), _plan("cluster_plan", cluster=1)),),
        "base-salary": (
            *_done(after=date.min, up_to=spring),
            (_record("mid-year"), _call("mid_year", "mid-year")),
            (_record("movements"), *(_launch(movement) for movement in work["movement"])),
        ),
        "decision-1352": (
            *_done(after=spring, up_to=summer),
            _reports("mid_year", "mid-year"),
            (_record("models"), *(each for model in work["model"] for each in _model(model))),
            *((_initiative(entry),) for entry in work["initiative"]),
            (_supersede("decree-38-2019", "decree-24-2023", "replaced", date(YEAR, 7, 1)),),
        ),
        "appraisal": (
            *_done(after=summer, up_to=date(YEAR, 12, 8)),
            (_record("year-end"), _call("year_end", "year-end")),
            (_record("initiatives"), *(each for entry in work["initiative"] for each in _examined(entry))),
            tuple(each for model in work["model"] for each in _after(model)),
            (_record("movement-results"), *(_close(movement) for movement in work["movement"] if "closed" in movement)),
        ),
        "dossiers-provincial": (
            *_done(after=date(YEAR, 12, 8), up_to=LAST_DAY),
            _reports("year_end", "year-end"),
        ),
        "decision-delegated": ((_supersede("decree-91-2017", "decree-98-2023", "replaced", date(YEAR + 1, 1, 1)),),),
    }


def _by(name: str, actor: Actor, /, *about: object, **body: Any) -> Command:
    return command("registry", name, actor, *about, **body)


def _record(key: str) -> Command:
    return record(next(entry for entry in table("work")["document"] if entry["key"] == key))


def _laws() -> Track:
    """What is real: the Law of 2003, its amendment of 2013, and the Law of 2022 that replaced both from 2024 on."""
    new_law = date(YEAR + 1, 1, 1)
    validity = {"document": document_id("law-2022"), "effective_from": new_law}
    return (
        _supersede("law-2003", "law-2013", "amended", date(2014, 6, 1)),
        _by("set-document-validity", BOARD, "law-2022", **validity),
        _supersede("law-2003", "law-2022", "replaced", new_law),
        _supersede("law-2013", "law-2022", "replaced", new_law),
    )


def _supersede(document: str, by: str, manner: str, valid_from: date) -> Command:
    named = {"document": document_id(document), "by": document_id(by)}
    return _by("supersede-document", BOARD, document, by, **named, manner=manner, valid_from=valid_from)


def _plan(name: str, cluster: int | None = None) -> Command:
    plan = table("work")[name]
    who = None if cluster is None else clusters()[cluster - 1]
    unit = None if who is None else who.leader.id
    tasks = [{"task": task["task"], "title": task["title"], "due": task["due"], "unit": unit} for task in plan["tasks"]]
    body = {
        "plan": id_of("plan", plan["key"]),
        "season": SEASON,
        "cluster": who and who.id,
        "document": document_id(plan["document"]),
    }
    return _by("plan-work", BOARD, plan["key"], **body, kind=plan["kind"], title=plan["title"], tasks=tasks)


def _done(*, after: date, up_to: date) -> tuple[Track, ...]:
    """The tasks that were done between two days, a track a plan; those of the cluster by its leading unit's officer."""
    leader = Actor(Persona.UNIT_OFFICER, clusters()[0].leader.id)
    whose = (("plan", BOARD), ("training", BOARD), ("cluster_plan", leader))
    return tuple(
        tuple(
            _complete(table("work")[name], task, actor) for task in table("work")[name]["tasks"] if _between(task, after, up_to)
        )
        for name, actor in whose
    )


def _between(task: Mapping[str, Any], after: date, up_to: date) -> bool:
    return "done" in task and after < task["done"] <= up_to


def _complete(plan: Mapping[str, Any], task: Mapping[str, Any], actor: Actor) -> Command:
    said = {"plan": id_of("plan", plan["key"]), "task": task["task"], "on": task["done"], "attended": task.get("attended")}
    return _by("complete-planned-task", actor, plan["key"], task["task"], **said, result="Đã hoàn thành (dữ liệu mẫu).")


def _call(name: str, kind: str) -> Command:
    leaders = [cluster.leader.id for cluster in clusters()]
    body = {"review": id_of("review", kind), "season": SEASON, "kind": kind, "document": document_id(kind)}
    return _by("call-review", BOARD, kind, **body, units=leaders, reports_due=table("work")[name]["reports_due"])


def _reports(name: str, kind: str) -> Track:
    """The reports that came in, entered by the board with the moment of their receipt, and the review's conclusion."""
    review, said = id_of("review", kind), table("work")[name]
    received = tuple(
        _by(
            "receive-review-report",
            BOARD,
            kind,
            cluster.number,
            review=review,
            unit=cluster.leader.id,
            received_at=said["late"].get(str(cluster.number), said["received"]),
        )
        for cluster in clusters()
        if cluster.number not in said["missing"]
    )
    minutes, conclusion = document_id(f"{kind}-minutes"), said["conclusion"]
    concluded = _by("conclude-review", BOARD, kind, review=review, on=said["held"], conclusion=conclusion, minutes=minutes)
    return (*received, _record(f"{kind}-minutes"), concluded)


def _launch(movement: Mapping[str, Any]) -> Command:
    said = {name: movement[name] for name in ("name", "aim", "first_day", "end_day")}
    named = {"movement": id_of("movement", movement["key"]), "authority": AUTHORITY, "document": document_id("movements")}
    return _by("launch-movement", BOARD, movement["key"], **named, **said)


def _close(movement: Mapping[str, Any]) -> Command:
    named = {"movement": id_of("movement", movement["key"]), "document": document_id("movement-results")}
    return _by("close-movement", BOARD, movement["key"], **named, on=movement["closed"], results=movement["results"])


def _unit(entry: Mapping[str, Any]) -> Unit:
    cluster: int = entry["cluster"]
    place: int = entry["place"]
    return clusters()[cluster - 1].units[place - 1]


def _officer(unit: Unit) -> Actor:
    return Actor(Persona.UNIT_OFFICER, unit.id)


def _model(entry: Mapping[str, Any]) -> Track:
    """Proposed by the unit's officer, and confirmed by the board where it was."""
    unit = _unit(entry)
    model, person = id_of("model", unit.code), person_id(Persona.UNIT_OFFICER, unit.id) if entry.get("person") else None
    said = {"season": SEASON, "unit": unit.id, "person": person, "title": entry["title"], "merits": entry["merits"]}
    proposed = _by("propose-exemplary-model", _officer(unit), unit.code, model=model, **said)
    if "confirmed" not in entry:
        return (proposed,)
    paper = {"on": entry["confirmed"], "document": document_id("models")}
    return proposed, _by("confirm-exemplary-model", BOARD, unit.code, model=model, **paper)


def _after(entry: Mapping[str, Any]) -> Track:
    code = _unit(entry).code
    model = id_of("model", code)
    if "publicised" in entry:
        said = {"on": entry["publicised"], "where": entry["where"], "document": document_id("plan-24")}
        return (_by("publicise-exemplary-model", BOARD, code, model=model, **said),)
    if "withdrawn" in entry:
        return (_by("withdraw-exemplary-model", BOARD, code, model=model, on=entry["withdrawn"], reason=entry["reason"]),)
    return ()


def _initiative_council() -> Command:
    """Form the council that examines initiatives: a chair of the authority's own, and officers of four leading units."""
    members = [cluster.leader for cluster in clusters()[:4]]
    seats = [
        {"person": person_id(Persona.COUNCIL_MEMBER), "unit": None, "role": "chair"},
        *({"person": person_id(Persona.UNIT_OFFICER, unit.id), "unit": unit.id, "role": "member"} for unit in members),
    ]
    formed = {
        "council": INITIATIVE_COUNCIL,
        "authority": AUTHORITY,
        "kind": "initiative",
        "name": "Hội đồng Sáng kiến tỉnh Bạc Liêu",
    }
    days = {"valid_from": date(YEAR, 1, 12), "valid_to": None, "document": document_id("initiative-council")}
    return _by("form-council", BOARD, "initiative", **formed, cluster=None, seats=seats, **days)


def _initiative(entry: Mapping[str, Any]) -> Command:
    unit = _unit(entry)
    named = {"initiative": id_of("initiative", unit.code), "season": SEASON, "unit": unit.id}
    authors = [person_id(Persona.UNIT_OFFICER, unit.id)]
    said = {"authors": authors, "title": entry["title"], "abstract": "Giải pháp của đơn vị (dữ liệu mẫu)."}
    return _by("propose-initiative", _officer(unit), unit.code, **named, **said)


def _examined(entry: Mapping[str, Any]) -> Track:
    code = _unit(entry).code
    said = {"initiative": id_of("initiative", code), "on": date(YEAR, 11, 20), "document": document_id("initiatives")}
    said["council"] = INITIATIVE_COUNCIL
    if "scope" in entry:
        return (_by("recognise-initiative", BOARD, code, **said, scope=entry["scope"]),)
    return (_by("decline-initiative", BOARD, code, **said, reason=entry["reason"]),) if "reason" in entry else ()
