"""Queries of the rules: packs as they were adopted, as they ship and as they are drafted, and how two of them differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query

from contracts.registry import PackCopied
from contracts.rules import SourceKind
from infra.runtime.errors import NotFound, Problem
from infra.runtime.http import Reading
from infra.runtime.paging import Listing, Paged
from services.registry.commands import (
    PackContent,
)
from services.registry.contradictions import contradictions
from services.registry.figures import PARTS, Figure, figures, with_figure
from services.registry.pack_views import (
    ContradictionView,
    FigureDifference,
    FigureView,
    NamedFigure,
    RulePackContent,
    RulePackDetail,
    RulePackDiff,
    RulePackDraft,
    RulePackVersion,
    RulePackView,
)
from services.registry.queries import QUERIES, At, On, Word, found, of
from services.registry.rule_packs import shipped_as
from services.registry.shipped import SHIPPED

DRAFT: Final = "draft"
REFERENCE: Final = re.compile(r"(?:(shipped|draft):)?([a-z0-9][a-z0-9-]{0,62})(?:@([1-9][0-9]{0,8}))?")
Reference = Annotated[str, Query(alias="with", max_length=100, description="`[shipped:|draft:]pack[@version]`")]
AVersion = Annotated[int | None, Query(ge=1, le=10**9)]
router = APIRouter()


class BadPackReference(Problem):
    """What names a pack is written in no way that is read."""

    status = 400
    code = "bad-rule-pack-reference"
    vi = "Không đọc được «{reference}». Viết tên bộ quy tắc như 2024, 2024@1, shipped:2024@2 hoặc draft:2024."
    en = "`{reference}` names no rule pack. Write it like 2024, 2024@1, shipped:2024@2 or draft:2024."


@router.get("/rule-packs")
async def rule_packs(at: At, page: Paged, on: On = None) -> Listing[RulePackView]:
    """Rule packs that the authority adopted, whole, each in its last version."""
    return page.listing(await QUERIES.rule_packs(at.conn, **of(at, page), day=on), _adopted)


@router.get("/rule-packs/{pack}")
async def rule_pack(at: At, pack: Word, version: AVersion = None) -> RulePackDetail:
    """One adopted rule pack in its last version, or in the one asked for; and all versions that were adopted."""
    whose = {"pack": pack, "authority": at.caller.authority}
    row = await found(QUERIES.rule_pack_by_id(at.conn, **whose, version=version), "rule pack")
    versions = tuple(RulePackVersion(**dict(row)) for row in await QUERIES.rule_pack_versions(at.conn, **whose))
    return RulePackDetail(**dict(_adopted(row)), versions=versions)


@router.get("/rule-packs/{pack}/diff")
async def rule_pack_diff(at: At, pack: Word, other: Reference) -> RulePackDiff:
    """Where two packs differ, figure by figure, with both values and both bases; `pack` is written as `with` is."""
    left, right = await _named(at, pack), await _named(at, other)
    ours, theirs = figures(left), figures(right)
    names = dict.fromkeys([*ours, *theirs])
    differing = [name for name in names if ours.get(name) != theirs.get(name)]
    differences = (
        FigureDifference(figure=name, left=_figure(ours.get(name)), right=_figure(theirs.get(name))) for name in differing
    )
    return RulePackDiff(left=_name(pack, left), right=_name(other, right), differences=tuple(differences))


@router.get("/rule-pack-drafts")
async def rule_pack_drafts(at: At, page: Paged) -> Listing[RulePackDraft]:
    """The packs that the authority is drafting, each with what would keep it from being adopted."""
    rows = await QUERIES.rule_pack_drafts(at.conn, **of(at, page), pack=None)
    changes = {row["pack"]: await _changes(at, row) for row in rows}
    return page.listing(rows, lambda row: _draft(row, changes[row["pack"]]))


@router.get("/rule-pack-drafts/{pack}")
async def rule_pack_draft(at: At, pack: Word) -> RulePackDraft:
    """One draft as it stands, its figures under their names, and what would keep it from being adopted."""
    row = await _draft_row(at, pack)
    return _draft(row, await _changes(at, row))


@router.get("/shipped-packs")
async def shipped_packs(_: At) -> Listing[RulePackContent]:
    """The rule packs that ship with the software and can be adopted, every version."""
    return Listing(items=tuple(RulePackContent(**dict(pack)) for pack in SHIPPED.values()), next=None)


async def _named(at: Reading, reference: str) -> PackContent:
    kind, pack, version = _parts(reference)
    match kind:
        case "shipped":
            content = shipped_as(SHIPPED, pack, version)
            if content is None:
                raise NotFound(what="rule pack")
            return content
        case "draft":
            row = await _draft_row(at, pack)
            return _drafted(row, await _changes(at, row))
        case _:
            query = QUERIES.rule_pack_by_id(at.conn, pack=pack, authority=at.caller.authority, version=version)
            return _content(await found(query, "rule pack"))


def _parts(reference: str) -> tuple[str | None, str, int | None]:
    read = REFERENCE.fullmatch(reference)
    if read is None or (read[1] == DRAFT and read[3]):
        raise BadPackReference(reference=reference)
    return read[1], read[2], int(read[3]) if read[3] else None


def _name(reference: str, content: PackContent) -> str:
    kind, pack, _ = _parts(reference)
    return f"{kind}:{pack}@{content.version}" if kind else f"{pack}@{content.version}"


async def _draft_row(at: Reading, pack: str) -> Any:
    rows = await QUERIES.rule_pack_drafts(at.conn, authority=at.caller.authority, pack=pack, after=None, rows=1)
    if not rows:
        raise NotFound(what="draft of a rule pack")
    return rows[0]


async def _changes(at: Reading, row: Any) -> Sequence[Any]:
    whose = {"authority": row["authority"], "pack": row["pack"], "drafted_at": row["drafted_at"]}
    return list(await QUERIES.rule_pack_draft_changes(at.conn, **whose))


def _content(row: Any, **fields: Any) -> PackContent:
    rules: dict[str, Any] = {part: model.model_validate_json(row[part]) for part, model in PARTS.items() if row[part] is not None}
    said = {name: row[name] for name in PackContent.model_fields if name not in PARTS and name not in fields}
    return PackContent(**said, **fields, **rules)


def _adopted(row: Any) -> RulePackView:
    copied = None if row["copied_from"] is None else PackCopied.model_validate_json(row["copied_from"])
    return RulePackView(**dict(_content(row)), authority=row["authority"], document=row["document"], copied_from=copied)


def _drafted(row: Any, changes: Sequence[Any]) -> PackContent:
    content = _content(row, verified=False)
    for change in changes:
        figure = Figure(orjson.loads(change["value"]), SourceKind(change["kind"]), change["basis"], change["verified"])
        content = with_figure(content, change["figure"], figure)
    return content


def _draft(row: Any, changes: Sequence[Any]) -> RulePackDraft:
    content = _drafted(row, changes)
    told = (found.to_document() for found in contradictions(content))
    return RulePackDraft(
        **dict(content),
        authority=row["authority"],
        copied_from=PackCopied.model_validate_json(row["copied_from"]),
        edits=row["edits"],
        figures=tuple(NamedFigure(figure=name, **asdict(figure)) for name, figure in figures(content).items()),
        contradictions=tuple(ContradictionView(**said) for said in told),
    )


def _figure(figure: Figure | None) -> FigureView | None:
    return None if figure is None else FigureView(**asdict(figure))
