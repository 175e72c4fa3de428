"""A rule pack as a list of figures: each under a dotted name, with its value and what it rests on.

`scoring.peers` is a field of a pack's scoring rules; `awards.catalogue.provincial-flag` is an entry of a list, named by
what tells the entries apart; `pack.valid_to` is one of the pack itself. A value is JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import to_json

from contracts.base import Contract
from contracts.rules import AwardRules, CalendarRules, ClusterRules, RankingRules, ScoringRules, SourceKind
from services.registry.commands import (
    PackContent,
)

PARTS: Final[Mapping[str, type[Contract]]] = {
    "clusters": ClusterRules,
    "scoring": ScoringRules,
    "ranking": RankingRules,
    "awards": AwardRules,
    "calendar": CalendarRules,
}
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "by_scale": ("figure", "scale"),
    "catalogue": ("award",),
    "votes": ("award",),
    "deadlines": ("step", "level"),
    "steps": ("step", "level"),
    "dossiers": ("award",),
    "years": ("year",),
}
"""What tells the entries of a list apart; each entry says itself what it rests on."""
PACK: Final = "pack"
OF_PACK: Final = ("title", "valid_from", "valid_to")
FOUNDATION: Final = ("kind", "basis", "verified")
NOT_FIGURES: Final = frozenset({"basis", "sources"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `kind` and `basis` are None for what the pack says of itself, and where an older pack gave none."""

    value: Any
    kind: SourceKind | None = None
    basis: str | None = None
    verified: bool = False


class NoSuchFigure(LookupError):
    """A pack has no figure of this name."""


class BadFigure(ValueError):
    """The value does not fit the figure; the message says what it should be."""


def figures(pack: PackContent) -> dict[str, Figure]:
    """Every figure that a pack states, by its dotted name."""
    said = pack.model_dump(mode="json")
    found = {f"{PACK}.{name}": Figure(said[name]) for name in OF_PACK}
    for part in PARTS:
        found |= dict(_figures_of(part, said.get(part) or {}))
    return found


def _figures_of(part: str, rules: Mapping[str, Any]) -> Iterator[tuple[str, Figure]]:
    sources = {source["figure"]: source for source in rules.get("sources", ())}
    for name, value in rules.items():
        if name in KEYS:
            for entry in value:
                yield f"{part}.{name}.{_key(name, entry)}", _figure_of_entry(name, entry)
        elif name not in NOT_FIGURES:
            source = sources.get(name, {})
            yield f"{part}.{name}", Figure(value, **_foundation(source))


def _figure_of_entry(name: str, entry: Mapping[str, Any]) -> Figure:
    value = {field: inner for field, inner in entry.items() if field not in {*KEYS[name], *FOUNDATION}}
    # An award's multiple was always a figure of the law: its entry does not say so where nothing else is said.
    return Figure(value, **{"kind": SourceKind.LAW, **_foundation(entry)})


def _foundation(said: Mapping[str, Any]) -> dict[str, Any]:
    found = {field: said[field] for field in FOUNDATION if field in said}
    return {**found, "kind": SourceKind(found["kind"])} if "kind" in found else found


def _key(name: str, entry: Mapping[str, Any]) -> str:
    return ".".join(str(entry[field]) for field in KEYS[name])


def with_figure(pack: PackContent, name: str, figure: Figure) -> PackContent:
    """The pack with one figure changed, added, or taken out (a value of None), and its foundation with it.

    Raises:
        NoSuchFigure: no pack can have a figure of this name.
        BadFigure: the value does not fit.
    """
    part, _, rest = name.partition(".")
    said = pack.model_dump(mode="json")
    if part == PACK and rest in OF_PACK:
        said[rest] = figure.value
    elif part in PARTS:
        rules = said.get(part) or {"basis": figure.basis}
        field, _, key = rest.partition(".")
        if field not in PARTS[part].model_fields or field in NOT_FIGURES or bool(key) != (field in KEYS):
            raise NoSuchFigure(name)
        said[part] = _with_entry(rules, field, key, figure) if key else _with_field(rules, part, field, figure)
    else:
        raise NoSuchFigure(name)
    return _read(said, name)


def _with_field(rules: dict[str, Any], part: str, field: str, figure: Figure) -> dict[str, Any]:
    sources = [source for source in rules.get("sources", ()) if source["figure"] != field]
    kept = {name: value for name, value in rules.items() if name != field}
    if figure.value is not None:
        kept[field] = figure.value
        sources.append({"figure": field, **_said(figure)})
    order = list(PARTS[part].model_fields)
    return {**kept, "sources": sorted(sources, key=lambda source: order.index(source["figure"]))}


def _with_entry(rules: dict[str, Any], field: str, key: str, figure: Figure) -> dict[str, Any]:
    parts = key.split(".")
    if len(parts) != len(KEYS[field]):
        raise NoSuchFigure(f"{field}.{key}")
    named = {name: int(word) if word.isdecimal() else word for name, word in zip(KEYS[field], parts, strict=True)}
    founded = {"kind": None} if field == "catalogue" and figure.kind is SourceKind.LAW else {}
    entry = None if figure.value is None else {**_fields_of(figure.value), **named, **_said(figure), **founded}
    entries = list(rules.get(field, ()))
    place = next((place for place, other in enumerate(entries) if _key(field, other) == key), None)
    match place, entry:
        case None, None:
            raise NoSuchFigure(f"{field}.{key}")
        case None, _:
            entries.append(entry)
        case int(), None:
            del entries[place]
        case int(), _:
            entries[place] = entry
    return {**rules, field: entries}


def _fields_of(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or {*FOUNDATION} & set(value):
        raise BadFigure("expected an object with the entry's own fields")
    return value


def _said(figure: Figure) -> dict[str, Any]:
    return {field: getattr(figure, field) for field in FOUNDATION}


def _read(said: dict[str, Any], name: str) -> PackContent:
    try:
        return PackContent.model_validate_json(to_json(said))
    except ValidationError as refused:
        fault = refused.errors(include_url=False, include_input=False, include_context=False)[0]
        raise BadFigure(f"{name}: {fault['msg']}") from None
