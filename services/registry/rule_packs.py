"""How an authority comes by its rule packs: adopted as they ship, or copied, changed figure by figure and adopted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, assert_never

from pydantic_core import from_json, to_json

from contracts.base import Fact
from contracts.registry import PackCopied, RulePackAdopted, RulePackDrafted, RulePackFigureChanged
from contracts.rules import ClusterRules, QuotaBase
from infra.runtime.decisions import Context
from services.registry import refusals
from services.registry.commands import (
    AdoptDraftedRulePack,
    AdoptRulePack,
    ChangeRulePackFigure,
    DraftRulePack,
    PackContent,
    Shipped,
)
from services.registry.contradictions import contradictions
from services.registry.figures import PARTS, BadFigure, Figure, NoSuchFigure, with_figure
from services.registry.requirements import Document, require_document


@dataclass(frozen=True, slots=True)
class Pack:
    """The versions of one pack that were adopted, and the draft of the next one; `edits` counts what changed the draft."""

    authority: str = ""
    adopted: Mapping[int, PackContent] = field(default_factory=lambda: MappingProxyType({}))
    draft: PackContent | None = None
    copied_from: PackCopied | None = None
    edits: int = 0

    @property
    def version(self) -> int:
        return max(self.adopted, default=0)

    @property
    def valid_from(self) -> date:
        return self.adopted[self.version].valid_from

    @property
    def valid_to(self) -> date | None:
        return self.adopted[self.version].valid_to

    @property
    def clusters(self) -> ClusterRules | None:
        return self.adopted[self.version].clusters

    @property
    def quota_base(self) -> QuotaBase | None:
        return self.adopted[self.version].awards.quota_base


def adopt_shipped(command: AdoptRulePack, context: Context[Shipped], pack: Pack, document: Document) -> list[Fact]:
    context.require_authority(command.authority)
    content = _shipped(context.known, command.pack, command.version)
    if content.version <= pack.version:
        raise refusals.PackAlreadyAdopted(pack=command.pack, version=content.version, adopted=pack.version)
    require_document(document, command.document, context)
    _require_consistent(content)
    return [RulePackAdopted(authority=command.authority, document=command.document, **dict(content))]


def draft(command: DraftRulePack, context: Context[Shipped], pack: Pack, source: Pack | None = None) -> list[Fact]:
    context.require_authority(command.authority)
    copied = command.copied_from
    if copied.shipped:
        content = _shipped(context.known, copied.pack, copied.version)
    else:
        adopted = (pack if source is None else source).adopted
        if copied.version not in adopted:
            raise refusals.PackNotAdopted(pack=f"{copied.pack}@{copied.version}")
        content = adopted[copied.version]
    rules = {name: getattr(content, name) for name in PARTS}
    fact = RulePackDrafted(**{**rules, **vars(command)})
    if (pack.draft, pack.copied_from) == (drafted(fact, version=pack.version + 1), copied):
        return []
    return [fact]


def change_figure(command: ChangeRulePackFigure, context: Context[Any], pack: Pack) -> list[Fact]:
    context.require_authority(command.authority)
    if pack.draft is None:
        raise refusals.NoRulePackDraft(pack=command.pack)
    figure = Figure(command.value, command.kind, command.basis, command.verified)
    try:
        changed = with_figure(pack.draft, command.figure, figure)
    except NoSuchFigure:
        raise refusals.UnknownFigure(figure=command.figure) from None
    except BadFigure as bad:
        raise refusals.FigureDoesNotFit(figure=command.figure, reason=str(bad)) from None
    if changed == pack.draft:
        return []
    said = {name: value for name, value in dict(command).items() if name != "value"}
    return [RulePackFigureChanged(value=to_json(command.value).decode(), **said)]


def adopt_draft(command: AdoptDraftedRulePack, context: Context[Any], pack: Pack, document: Document) -> list[Fact]:
    context.require_authority(command.authority)
    if pack.draft is None:
        raise refusals.NoRulePackDraft(pack=command.pack)
    require_document(document, command.document, context)
    _require_consistent(pack.draft)
    whole = {**dict(pack.draft), "copied_from": pack.copied_from}
    return [RulePackAdopted(authority=command.authority, document=command.document, **whole)]


def evolve_pack(state: Pack, fact: RulePackDrafted | RulePackFigureChanged | RulePackAdopted) -> Pack:
    match fact:
        case RulePackDrafted():
            content = drafted(fact, version=state.version + 1)
            return replace(state, authority=fact.authority, draft=content, copied_from=fact.copied_from, edits=state.edits + 1)
        case RulePackFigureChanged(figure=name):
            if state.draft is None:
                raise AssertionError(f"{fact.stream}: a figure was changed where there is no draft")
            figure = Figure(from_json(fact.value), fact.kind, fact.basis, fact.verified)
            return replace(state, draft=with_figure(state.draft, name, figure), edits=state.edits + 1)
        case RulePackAdopted():
            content = PackContent(**{name: getattr(fact, name) for name in PackContent.model_fields})
            adopted = MappingProxyType({**state.adopted, fact.version: content})
            if fact.copied_from is not None:
                return Pack(fact.authority, adopted, edits=state.edits)
            following = None if state.draft is None else state.draft.model_copy(update={"version": fact.version + 1})
            return replace(state, authority=fact.authority, adopted=adopted, draft=following)
    assert_never(fact)


def drafted(fact: RulePackDrafted, *, version: int) -> PackContent:
    """What a draft says before any figure was changed, as the version that it would be adopted as."""
    said = {name: getattr(fact, name) for name in PackContent.model_fields if name not in ("version", "verified")}
    return PackContent(version=version, verified=False, **said)


def _shipped(shipped: Shipped, pack: str, version: int | None) -> PackContent:
    content = shipped_as(shipped, pack, version)
    if content is None:
        named = pack if version is None else f"{pack}@{version}"
        raise refusals.UnknownPack(pack=named, shipped=", ".join(f"{name}@{number}" for name, number in shipped))
    return content


def shipped_as(shipped: Shipped, pack: str, version: int | None) -> PackContent | None:
    """A pack that ships, in the version named or its last one."""
    versions = [content for (name, number), content in shipped.items() if name == pack and version in (None, number)]
    return versions[-1] if versions else None


def _require_consistent(content: PackContent) -> None:
    found = contradictions(content)
    if found:
        raise found[0]
