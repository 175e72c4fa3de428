"""The journal of a stream, a unit or an act: what happened, when, by whom, under which document, and what came of it.

It is read as an auditor reads: over HTTP, with a token, from each service that keeps a log. A person's name comes from
registry's person table, as long as it stands there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

import httpx

import contracts.shapes  # noqa: F401 - fills the catalogue
from contracts.base import CATALOGUE, VIETNAM
from contracts.topics import ALL_LOGS
from infra.local.faults import Fault

PAGE: Final = 200
TIMEOUT_S: Final = 60.0
DETAILS_MAX: Final = 4
DETAIL_LENGTH_MAX: Final = 60
WITHOUT_NAME: Final = "system:"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in a log."""

    event: Mapping[str, Any]

    @property
    def log(self) -> str:
        return str(self.event["source"]).rsplit("/", 1)[1]

    @property
    def position(self) -> int:
        return int(self.event["sequence"])

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.event["time"]).astimezone(VIETNAM)

    @property
    def order(self) -> tuple[datetime, str, int]:
        return self.at, self.log, self.position

    @property
    def words(self) -> tuple[str, str]:
        """What happened, in Vietnamese and English; the bare type where this version does not know it."""
        fact = CATALOGUE.get(self.event["type"])
        return (fact.vi, fact.en()) if fact else (self.event["type"], self.event["type"])

    @property
    def details(self) -> str:
        """The plain values of the fact that say most at a glance: no ids, no lists."""
        plain = [(k, v) for k, v in self.event["data"].items() if isinstance(v, str | int) and not _is_id(v)]
        return ", ".join(f"{key}={str(value)[:DETAIL_LENGTH_MAX]}" for key, value in plain[:DETAILS_MAX])


@dataclass(frozen=True, slots=True)
class Act:
    """A command that was accepted: its events in order, each with the acts that it caused."""

    entries: tuple[Entry, ...]
    caused: Mapping[str, tuple[Act, ...]] = field(default_factory=dict)


class Journal:
    """The logs of all services, as one authority's auditor may read them."""

    def __init__(self, urls: Mapping[str, str], token: str) -> None:
        self._urls = urls
        self._http = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_S)
        self._person = cache(self._ask_person)
        self._document = cache(self._ask_document)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def stream(self, name: str) -> list[Entry]:
        """What happened in one stream."""
        return self._everywhere(stream=name)

    def mentioning(self, thing: UUID) -> list[Entry]:
        """What happened that names an id: of a unit, a cluster, a document, a decision."""
        return self._everywhere(mention=str(thing))

    def act_behind(self, event: UUID) -> Act:
        """The act that an event goes back to, whatever service it was in, with all that came of it.

        Raises `Fault` if no log that may be read has the event.
        """
        found = next((entry for entry in self.mentioning(event) if entry.event["id"] == str(event)), None)
        if found is None:
            raise Fault(
                f"Không sổ nào được xem có sự kiện {event}. Kiểm tra mã, và thẻ là của cơ quan nào.",
                f"No log that may be read has the event {event}. Check the id, and whose authority's token it is.",
            )
        return tree_of(self._everywhere(mention=found.event["correlationid"]), found)

    def who(self, entry: Entry) -> str:
        """A person's name, or the id alone where no name is kept (any more)."""
        actor = str(entry.event["actor"])
        return actor if actor.startswith(WITHOUT_NAME) else self._person(actor) or f"{actor} (không còn tên · no name kept)"

    def under(self, entry: Entry) -> str | None:
        """The legal document that an event rests on, by number and day."""
        basis = entry.event.get("legalbasis")
        return None if basis is None else self._document(str(basis)) or str(basis)

    def _everywhere(self, **asked: str) -> list[Entry]:
        return sorted((e for log in ALL_LOGS for e in self._pages(log.service, log.log_id, asked)), key=lambda e: e.order)

    def _pages(self, service: str, log: str, asked: Mapping[str, str]) -> Iterator[Entry]:
        after: int | None = 0
        while after is not None:
            page = self._get(service, f"/logs/{log}/events", {**asked, "after": str(after), "limit": str(PAGE)})
            if page is None:
                return
            yield from map(Entry, page["items"])
            after = page["next"]

    def _ask_person(self, person: str) -> str | None:
        found = self._get("registry", f"/people/{person}", {})
        return None if found is None else str(found["name"])

    def _ask_document(self, document: str) -> str | None:
        found = self._get("registry", f"/documents/{document}", {})
        return None if found is None else f"{found['number']} ({_day(found['issued_on'])})"

    def _get(self, service: str, path: str, asked: Mapping[str, str]) -> Any:
        try:
            answer = self._http.get(self._urls[service] + path, params=dict(asked))
        except httpx.TransportError as error:
            raise Fault(
                f"Không hỏi được {service}: {error}. Xem dịch vụ có chạy không: thidua status",
                f"{service} cannot be asked: {error}. See whether it runs: thidua status",
            ) from error
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        if answer.is_error:
            problem = answer.json() if "json" in answer.headers.get("content-type", "") else {}
            said = {language: _said(problem, language) or answer.text[:200] for language in ("vi", "en")}
            raise Fault(f"{service} từ chối: {said['vi']}", f"{service} refuses: {said['en']}")
        return answer.json()


def tree_of(entries: Iterable[Entry], one: Entry) -> Act:
    """Lay out the acts of one correlation as a tree, from the act that a given event goes back to."""
    by_command: dict[str, list[Entry]] = defaultdict(list)
    by_id: dict[str, Entry] = {}
    for entry in entries:
        by_command[entry.event["commandid"]].append(entry)
        by_id[entry.event["id"]] = entry
    answers: dict[str, list[str]] = defaultdict(list)
    for command, told in by_command.items():
        if (cause := told[0].event.get("causationid")) is not None:
            answers[cause].append(command)

    def act(command: str) -> Act:
        told = tuple(by_command[command])
        return Act(told, {e.event["id"]: tuple(map(act, answers[e.event["id"]])) for e in told if e.event["id"] in answers})

    while (cause := by_id.get(one.event.get("causationid") or "")) is not None:
        one = cause
    return act(one.event["commandid"])


def _said(problem: Mapping[str, Any], language: str) -> str:
    """What a refusal says, and each fault of the input that it names."""
    faults = problem.get("errors") or ()
    return " ".join([problem.get(language, ""), *(f"[{each.get('pointer')}: {each.get(language)}]" for each in faults)]).strip()


def _is_id(value: object) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


def _day(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%d/%m/%Y")
