"""Whatever stands in a command or an address, no service fails at it: it is taken, or refused in two languages.

The services hold a whole season, so that what is drawn gets as far as decisions and rows.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.topics import SERVICES
from infra.local.freeze import OPENAPI
from infra.local.postgres import Postgres
from infra.runtime.doors import Door
from services.awards.api import COMMANDS as AWARDS
from services.ranking.api import COMMANDS as RANKING
from services.registry.api import COMMANDS as REGISTRY
from services.scoring.api import COMMANDS as SCORING
from tests.faults.load import Load
from tests.faults.town import Town, town
from tests.services.nasty import ADDRESSED, IDS, RAW, TEXTS, command_documents, places, spoilt
from tests.system import NO_TLS, Client, System
from tests.zygote import Zygote

DOORS = [
    (service, door)
    for service, doors in zip(SERVICES, (REGISTRY, SCORING, RANKING, AWARDS), strict=True)
    for door in doors
    if door.roles
]
QUERY = dict(zip(SERVICES, ("/units", "/scoresheets", "/standings", "/awards"), strict=True))
SPOILT_MAX = 8
TODAY = "2023-12-29T08:00:00+07:00"
FAILED = 500


@dataclass
class Province:
    """An authority whose season was played to its awards, and the values that its addresses and commands are made of."""

    system: System
    town: Town
    home: dict[str, list[Any]]

    def person(self, service: str, door: Door) -> Client:
        role = sorted(door.roles)[0]
        return self.system.client(service, role, authority=self.town.authority, unit=uuid.UUID(self.town.units[0]))


@pytest.fixture(scope="module")
def province(stack_directory: Path, postgres: Postgres, kafka: object, zygote: Zygote) -> Iterator[Province]:
    system = System(stack_directory / "nasty", postgres, kafka.bootstrap, zygote=zygote)  # type: ignore[attr-defined]
    try:
        urls = {service: system.service(service).url for service in SERVICES}
        for service in SERVICES:
            operator = system.client(service, "operator")
            assert operator.http.post("/demo/clock", json={"now": TODAY}).status_code == 200
        load = Load(urls, system.directory / "issuer", town, people=1, pause_s=0)
        played = Town(load, random.Random(20231229))
        asyncio.run(played.play())
        yield Province(system, played, _home(system, played))
    finally:
        system.stop()


def _home(system: System, played: Town) -> dict[str, list[Any]]:
    auditor = system.client("awards", "auditor", authority=played.authority)
    awards = auditor.found("/awards")["items"]
    units = played.units
    return {
        "authority": [played.authority],
        "season": [f"{played.authority}.2023"],
        "cluster": [played.cluster],
        "clusters": [played.cluster],
        "document": [played.plan],
        "documents": [played.plan],
        "bases": [played.plan],
        "minutes": [played.plan],
        "council": [played.council],
        "submission": [played.submission],
        "submissions": [played.submission],
        "decision": [played.decision],
        "corrects": [played.decision],
        "cancels": [played.decision],
        "revokes": [played.decision],
        "person": played.members,
        "present": played.members,
        "opinion": [played.opinion],
        "award_id": [each["award_id"] for each in awards],
        "awards": [each["award_id"] for each in awards],
        "number": [each["register_number"] for each in awards],
        "pack": ["2017"],
        "leaf": ["I.1", "I.2", "II.1", "II.2", "III.1", "III.2"],
        "leaves": ["I.1", "II.2"],
        "branches": ["I", "II.2"],
        "drawing": [1],
        "version": [1],
        "publication": [1],
        "year": [2023],
        **dict.fromkeys(("unit", "units", "members", "leader", "deputies", "peer", "about", "successor", "candidates"), units),
        **dict.fromkeys(("joined", "left", "department", "candidate", "holder", "takes", "parent"), units),
    }


def require_a_sentence(answer: httpx.Response, what: object) -> None:
    """Whatever the answer is, it is no failure, and a refusal says in both languages what to do."""
    assert answer.status_code < FAILED or answer.json()["code"] in {"not-yet-seen", "not-ready"}, (what, answer.text)
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json", (what, answer.text)
        assert problem["vi"], (what, problem)
        assert problem["en"], (what, problem)


@pytest.mark.parametrize(("service", "door"), DOORS, ids=[f"{service}-{door.name}" for service, door in DOORS])
def test_no_command_fails_whatever_it_says(province: Province, service: str, door: Door) -> None:
    person = province.person(service, door)

    @settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def said(data: st.DataObject) -> None:
        document = data.draw(command_documents(door.command, province.home))
        require_a_sentence(person.command(door.name, document), document)
        chance = data.draw(st.randoms(use_true_random=False))
        for place in chance.sample(found := list(places(document)), min(SPOILT_MAX, len(found))):
            raw = chance.choice((*RAW, *map(json.dumps, TEXTS)))
            require_a_sentence(person.command(door.name, spoilt(document, place, raw)), (place, raw))

    said()


@dataclass(frozen=True)
class Asked:
    """An address that can be asked, and what is tried at each of its parameters; `in_query` are those behind the `?`."""

    service: str
    path: str
    tried: dict[str, tuple[str, ...]]
    in_query: frozenset[str]


def addresses() -> Iterator[Asked]:
    for service in SERVICES:
        document = json.loads((OPENAPI / f"{service}.json").read_bytes())
        for path, item in document["paths"].items():
            if "get" in item and not path.startswith(("/health", "/public/stream")):
                parameters = [each for each in item["get"].get("parameters", ()) if each["in"] in ("path", "query")]
                tried = {each["name"]: IDS if '"uuid"' in json.dumps(each) else ADDRESSED for each in parameters}
                yield Asked(service, path, tried, frozenset(each["name"] for each in parameters if each["in"] == "query"))


@pytest.mark.parametrize("asked", list(addresses()), ids=lambda asked: f"{asked.service}{asked.path}")
def test_no_address_fails_whatever_stands_in_it(province: Province, asked: Asked) -> None:
    person = province.system.client(asked.service, "board-officer", authority=province.town.authority)
    home = {name: str(province.home.get(name, ["x"])[0]) for name in asked.tried}
    for name, value in [("", ""), *((name, value) for name, values in asked.tried.items() for value in values)]:
        path, filled = asked.path, {**home, name: value}
        for each in asked.tried.keys() - asked.in_query:
            path = path.replace("{" + each + "}", _encoded(filled[each]) or "%20")
        query = f"?{name}={_encoded(value)}" if name in asked.in_query else ""
        require_a_sentence(person.http.get(path + query), path + query)


def _encoded(value: str) -> str:
    return value if value.startswith("%") else quote(value, safe="")


HEADERS = ("If-Match", "Thidua-Seen", "Thidua-As-Of", "Idempotency-Key", "Authorization", "traceparent", "Content-Type")
HEADER_VALUES = (
    b"\xff\xfe",
    b"\x00",
    b"x" * 4000,
    b"NaN",
    b'"1e400"',
    b"registry@99999999999999999999",
    b"Bearer " + b"W" * 8000,
    b"0001-01-01",
    b"9999-12-31",
    b"",
)


@pytest.mark.parametrize("service", SERVICES)
def test_no_header_fails_whatever_it_says(province: Province, service: str) -> None:
    person = province.system.client(service, "board-officer", authority=province.town.authority)
    for name in HEADERS:
        for value in HEADER_VALUES:
            headers = {"Authorization": person.http.headers["Authorization"], "Idempotency-Key": uuid.uuid4().hex}
            raw = [(k.encode(), v.encode()) for k, v in headers.items() if k != name] + [(name.encode(), value)]
            with httpx.Client(base_url=person.http.base_url, timeout=30, verify=NO_TLS) as stranger:
                try:
                    asked = stranger.get(QUERY[service], headers=raw)
                    told = stranger.post(f"/commands/{_door(service)}", content=b"{}", headers=raw)
                except httpx.LocalProtocolError:
                    continue  # the client itself does not send it
            for answer in (asked, told):
                if "json" in answer.headers.get("content-type", ""):
                    require_a_sentence(answer, (name, value))
                assert answer.status_code < FAILED or answer.status_code == 503, (name, value, answer.text)


def _door(service: str) -> str:
    return next(door.name for of, door in DOORS if of == service)
