"""What if, asked across the services: a changed input goes to scoring, its totals to ranking, its ranks to awards.

Each service computes its own part with its own rules and writes nothing; this only hands their answers on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import httpx

from infra.local.faults import MISUSE, Fault

PAGE: Final = 200
TIMEOUT_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Input:
    """One unit's input on one leaf, as it is supposed to be, in JSON."""

    unit: UUID
    leaf: str
    stated: str


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of a season, or of one of its clusters; what is not named stays as it is."""

    season: str
    cluster: UUID | None = None
    quota: tuple[Mapping[str, Any], ...] = ()
    tie_breaks: tuple[str, ...] = ()
    pack: str | None = None
    inputs: tuple[Input, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Found:
    """The services' answers, in the order in which they were asked."""

    scoring: tuple[Mapping[str, Any], ...]
    ranking: tuple[Mapping[str, Any], ...]
    awards: Mapping[str, Any]


def require_sense(of: Supposition) -> None:
    """Refuse a question that no service could answer, before any is asked."""
    if not (of.quota or of.tie_breaks or of.pack or of.inputs):
        raise Fault(
            "Chưa nêu giả định: dùng --quota, --tie-breaks, --pack hoặc --input.",
            "Nothing is supposed: use --quota, --tie-breaks, --pack or --input.",
            MISUSE,
        )
    if of.inputs and of.cluster is None:
        raise Fault("--input cần --cluster: số liệu thuộc một cụm, khối.", "--input needs --cluster.", MISUSE)
    if len(of.inputs) > 1:
        raise Fault("Mỗi lần chỉ giả định một số liệu.", "One changed input is supposed at a time.", MISUSE)
    if of.tie_breaks and of.pack:
        raise Fault(
            "Bộ quy tắc đã nêu tiêu chí phụ: dùng --pack hoặc --tie-breaks, không cả hai.",
            "A pack states tie-breaks itself: use --pack or --tie-breaks, not both.",
            MISUSE,
        )


class Asking:
    """The services, asked with one token."""

    def __init__(self, urls: Mapping[str, str], token: str) -> None:
        self._urls = urls
        self._http = httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=TIMEOUT_S)

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def what_if(self, of: Supposition) -> Found:
        """Walk from the input to the awards, as far back as what is supposed makes it necessary."""
        require_sense(of)
        scores = tuple(self._scores(of.cluster, each) for each in of.inputs)
        pack = None if of.pack is None else self._pack(of.pack)
        ranked = tuple(self._ranks(cluster, of, scores, pack) for cluster in self._clusters_to_rank(of))
        lines = [line if of.cluster is None else {**line, "cluster": str(of.cluster)} for line in of.quota]
        body = {"quota": lines, "standings": ranked, **({} if pack is None else {"pack": pack})}
        return Found(scores, ranked, self._post("awards", f"/seasons/{of.season}/what-if", body))

    def _scores(self, cluster: UUID | None, each: Input) -> Mapping[str, Any]:
        path = f"/scoresheets/{cluster}/units/{each.unit}/what-if"
        return self._get("scoring", path, leaf=each.leaf, stated=each.stated)

    def _clusters_to_rank(self, of: Supposition) -> Iterable[str]:
        if not (of.inputs or of.tie_breaks or of.pack):
            return ()
        if of.cluster is not None:
            return (str(of.cluster),)
        return [row["cluster"] for row in self._get("ranking", "/standings", season=of.season, limit=PAGE)["items"]]

    def _ranks(
        self, cluster: str, of: Supposition, scores: tuple[Mapping[str, Any], ...], pack: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        body: dict[str, Any] = {}
        if of.tie_breaks:
            body["tie_breaks"] = of.tie_breaks
        if pack is not None:
            body["pack"] = pack
        if scores:
            body["points"] = scores[0]
        return self._post("ranking", f"/standings/{cluster}/what-if", body)

    def _pack(self, named: str) -> Mapping[str, Any]:
        pack, _, version = named.partition("@")
        if version and not version.isdigit():
            vi, en = f"«{named}» không phải bộ quy tắc: viết 2024 hoặc 2024@2.", f"Write a pack as 2024 or 2024@2, not {named}."
            raise Fault(vi, en, MISUSE)
        wanted = {"version": version} if version else {}
        return {"pack": pack, "version": self._get("registry", f"/rule-packs/{pack}", **wanted)["version"]}

    def _get(self, service: str, path: str, **wanted: Any) -> dict[str, Any]:
        return _answer(service, self._http.get(self._urls[service] + path, params=wanted))

    def _post(self, service: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return _answer(service, self._http.post(self._urls[service] + path, json=body))


def _answer(service: str, answer: httpx.Response) -> dict[str, Any]:
    document: dict[str, Any] = answer.json()
    if answer.is_success:
        return document
    raise Fault(f"{service}: {document.get('vi', answer.text)}", f"{service}: {document.get('en', answer.text)}")
