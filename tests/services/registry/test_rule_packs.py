"""How an authority comes by its rule packs: adopted as they ship, or drafted from another and adopted."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.base import Contract
from contracts.examples import changed
from contracts.examples.registry import (
    DECREE_91,
    PLAN,
    RULE_PACK_ADOPTED,
    RULE_PACK_DRAFTED,
    RULE_PACK_FIGURE_CHANGED,
)
from contracts.registry import PackCopied, RulePackAdopted
from contracts.rules import SourceKind
from infra.runtime.errors import ForeignAuthority
from services.registry.commands import (
    PackContent,
)
from services.registry.domain import DOCUMENT, RULE_PACK, decide
from services.registry.figures import KEYS, figures
from services.registry.pack_refusals import LotsBeforeBallot
from services.registry.refusals import (
    FigureDoesNotFit,
    NoRulePackDraft,
    PackAlreadyAdopted,
    PackNotAdopted,
    UnknownDocument,
    UnknownFigure,
    UnknownPack,
)
from services.registry.shipped import SHIPPED
from tests.services.registry.examples import (
    ADOPT,
    ADOPT_DRAFT,
    CHANGE,
    DECREE_RECORDED,
    DRAFT,
    ELSEWHERE,
    FOREIGN_PLAN,
    PLAN_RECORDED,
    but,
)
from tests.specification import Given, context, fold, given

SHIPPING = context(known=SHIPPED)
COPY = but(DRAFT, copied_from=PackCopied(pack="2025", version=1, shipped=True))
MORE_THAN_HALF = {"of": "present", "share": {"part": 1, "whole": 2}, "more_than": True}
NEW_YEAR_2027 = {"name": "Tết Dương lịch", "days": ["2027-01-01"], "verified": True}


def adopted_as_shipped(pack: str, version: int) -> RulePackAdopted:
    return RulePackAdopted(authority="bac-lieu", document=DECREE_91, **dict(SHIPPED[pack, version]))


def drafted(*more, copy=COPY):
    """The facts of a stream that begins with a draft."""
    return (*given(RULE_PACK).when(decide, copy, SHIPPING).facts, *more)


def changing(figure, value, kind=SourceKind.REGULATION, basis="Quy chế của tỉnh."):
    return but(CHANGE, figure=figure, value=value, kind=kind, basis=basis)


# As they ship -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "version"), SHIPPED)
def test_a_shipped_pack_is_adopted_whole(name, version):
    asked = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED)
    (fact,) = asked.when(decide, but(ADOPT, pack=name, version=version), SHIPPING).facts
    assert dict(fact) == {**dict(SHIPPED[name, version]), "authority": "bac-lieu", "document": DECREE_91, "copied_from": None}


def test_without_a_version_the_newest_is_adopted():
    newest = but(ADOPT, version=None)
    (fact,) = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED).when(decide, newest, SHIPPING).facts
    assert (fact.pack, fact.version) == ("2017", 3)


@pytest.mark.parametrize(("pack", "version"), [("1954", None), ("2017", 4)])
def test_a_pack_that_does_not_ship_is_not_adopted(pack, version):
    asked = given(RULE_PACK).also(DOCUMENT, DECREE_RECORDED)
    refusal = asked.when(decide, but(ADOPT, pack=pack, version=version), SHIPPING).then_rejected(UnknownPack)
    assert refusal.fields["shipped"] == ", ".join(f"{name}@{number}" for name, number in SHIPPED)


def test_a_later_version_follows_an_earlier_one_and_never_the_other_way_round():
    has_first = given(RULE_PACK, adopted_as_shipped("2017", 1)).also(DOCUMENT, DECREE_RECORDED)
    (fact,) = has_first.when(decide, but(ADOPT, version=2), SHIPPING).facts
    assert fact.version == 2
    has_both = given(RULE_PACK, adopted_as_shipped("2017", 1), fact).also(DOCUMENT, DECREE_RECORDED)
    for version in (1, 2):
        has_both.when(decide, but(ADOPT, version=version), SHIPPING).then_rejected(PackAlreadyAdopted, adopted=2)


def test_adopting_a_pack_takes_a_document_of_the_same_authority():
    given(RULE_PACK).also(DOCUMENT).when(decide, ADOPT, SHIPPING).then_rejected(UnknownDocument)
    given(RULE_PACK).also(DOCUMENT, FOREIGN_PLAN).when(decide, ADOPT, SHIPPING).then_rejected(ForeignAuthority)
    ready = given(RULE_PACK, *drafted())
    ready.also(DOCUMENT).when(decide, ADOPT_DRAFT).then_rejected(UnknownDocument)
    ready.also(DOCUMENT, FOREIGN_PLAN).when(decide, ADOPT_DRAFT).then_rejected(ForeignAuthority)


@pytest.mark.parametrize("command", [ADOPT, DRAFT, CHANGE, ADOPT_DRAFT], ids=lambda command: type(command).__name__)
def test_nobody_adopts_or_drafts_for_another_authority(command):
    asked = Given((fold(RULE_PACK, drafted()),) + (() if command in (DRAFT, CHANGE) else (fold(DOCUMENT, [DECREE_RECORDED]),)))
    asked.when(decide, but(command, authority=ELSEWHERE), SHIPPING).then_rejected(ForeignAuthority)


# Drafted from another ---------------------------------------------------------------------------------------------


def test_a_draft_begins_as_a_copy_of_a_shipped_pack():
    (fact,) = given(RULE_PACK).when(decide, COPY, SHIPPING).facts
    source = SHIPPED["2025", 1]
    assert (fact.scoring, fact.ranking, fact.awards) == (source.scoring, source.ranking, source.awards)
    assert (fact.clusters, fact.calendar) == (source.clusters, source.calendar)
    assert (fact.title, fact.valid_from, fact.valid_to) == (DRAFT.title, date(2024, 1, 1), date(2025, 1, 1))


def test_a_draft_begins_as_a_copy_of_an_adopted_pack():
    given(RULE_PACK).also(RULE_PACK, RULE_PACK_ADOPTED).when(decide, DRAFT, SHIPPING).then(RULE_PACK_DRAFTED)


def test_a_draft_may_be_the_next_version_of_the_pack_it_is_copied_from():
    own = but(DRAFT, pack="2017")
    given(RULE_PACK, RULE_PACK_ADOPTED).when(decide, own, SHIPPING).then(changed(RULE_PACK_DRAFTED, pack="2017"))
    state = fold(RULE_PACK, [RULE_PACK_ADOPTED, changed(RULE_PACK_DRAFTED, pack="2017")])
    assert (state.version, state.draft.version) == (1, 2)


def test_what_was_never_adopted_or_never_shipped_cannot_be_copied():
    given(RULE_PACK).also(RULE_PACK).when(decide, DRAFT, SHIPPING).then_rejected(PackNotAdopted, pack="2017@1")
    later = but(DRAFT, copied_from=PackCopied(pack="2017", version=2, shipped=False))
    given(RULE_PACK).also(RULE_PACK, RULE_PACK_ADOPTED).when(decide, later, SHIPPING).then_rejected(PackNotAdopted)
    unknown = but(DRAFT, copied_from=PackCopied(pack="2025", version=9, shipped=True))
    given(RULE_PACK).when(decide, unknown, SHIPPING).then_rejected(UnknownPack, pack="2025@9")


def test_the_same_draft_again_changes_nothing_and_another_takes_its_place():
    begun = given(RULE_PACK, *drafted())
    begun.when(decide, COPY, SHIPPING).then()
    (fact,) = given(RULE_PACK, *drafted(RULE_PACK_FIGURE_CHANGED)).when(decide, COPY, SHIPPING).facts
    assert fold(RULE_PACK, [*drafted(RULE_PACK_FIGURE_CHANGED), fact]).draft.scoring.peers == 2


# Figure by figure -------------------------------------------------------------------------------------------------


def test_a_figure_is_changed_with_what_it_rests_on():
    given(RULE_PACK, *drafted()).when(decide, CHANGE).then(RULE_PACK_FIGURE_CHANGED)
    changed_one = fold(RULE_PACK, drafted(RULE_PACK_FIGURE_CHANGED)).draft
    figure = figures(changed_one)["scoring.peers"]
    assert (figure.value, figure.kind, figure.basis, figure.verified) == (3, CHANGE.kind, CHANGE.basis, True)
    before = figures(fold(RULE_PACK, drafted()).draft)
    assert {name for name, other in figures(changed_one).items() if before[name] != other} == {"scoring.peers"}


def test_the_same_figure_again_changes_nothing():
    given(RULE_PACK, *drafted(RULE_PACK_FIGURE_CHANGED)).when(decide, CHANGE).then()


def test_there_is_nothing_to_change_or_to_adopt_without_a_draft():
    adopted = given(RULE_PACK, RULE_PACK_ADOPTED)
    adopted.when(decide, CHANGE).then_rejected(NoRulePackDraft)
    adopted.also(DOCUMENT, PLAN_RECORDED).when(decide, ADOPT_DRAFT).then_rejected(NoRulePackDraft)


@pytest.mark.parametrize(
    "figure",
    [
        "peers", "scoring", "scoring.", "scoring.basis", "scoring.sources", "scoring.by_scale", "scoring.peers.2", "pack.version",
        "awards.catalogue", "awards.catalogue.a.b", "awards.votes.provincial-flag.total", "nothing.peers", "calendar.years",
    ],
)  # fmt: skip
def test_a_figure_that_no_pack_has_is_refused(figure):
    given(RULE_PACK, *drafted()).when(decide, changing(figure, 1)).then_rejected(UnknownFigure, figure=figure)


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("scoring.peers", "3"), ("scoring.peers", 3.5), ("scoring.peers", -1), ("scoring.peers", None),
        ("scoring.leaf_step", 0.5), ("scoring.scales", []),
        ("ranking.tie_breaks", ["chance"]), ("scoring.by_scale.late-report.1000", -3),
        ("scoring.by_scale.late-report.1000", {"points": -3}),
        ("scoring.by_scale.late-report.1000", {"points": "-3", "basis": "x"}),
        ("scoring.by_scale.chance.1000", {"points": "-3"}), ("pack.valid_to", "2023-02-30"), ("pack.title", ""),
        ("calendar.years.2023", {"holidays": [{"name": "x", "days": ["2023-02-30"]}], "make_up_days": []}),
        ("clusters.members_max", 31), ("awards.catalogue.provincial-flag", {"form": "title", "multiple": 8}),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_and_says_what_would(figure, value):
    refusal = given(RULE_PACK, *drafted()).when(decide, changing(figure, value)).then_rejected(FigureDoesNotFit, figure=figure)
    assert refusal.fields["reason"]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("scoring.by_scale.late-report.1000", {"points": "-3"}),
        ("awards.deadlines.opinions.state", {"working_days": 7}),
        ("ranking.tie_breaks", ["group-1", "ballot", "lots"]),
        ("awards.votes.commendation-letter", {"threshold": MORE_THAN_HALF}),
        ("awards.catalogue.provincial-flag", {"form": "title", "multiple": "9"}),
        ("calendar.years.2027", {"holidays": [NEW_YEAR_2027], "make_up_days": []}),
        ("pack.valid_to", None),
        ("clusters.members_min", 4),
    ],
)  # fmt: skip
def test_entries_and_lists_are_figures_too(figure, value):
    (fact,) = given(RULE_PACK, *drafted()).when(decide, changing(figure, value)).facts
    after = figures(fold(RULE_PACK, drafted(fact)).draft)
    assert after[figure].value == value
    if not figure.startswith("pack."):
        assert (after[figure].kind, after[figure].basis) == (SourceKind.REGULATION, "Quy chế của tỉnh.")


def test_a_figure_is_taken_out_with_its_basis():
    out = [changing("scoring.periodic_reports", None), changing("awards.votes.provincial-flag", None)]
    facts = list(drafted())
    for command in out:
        facts += given(RULE_PACK, *facts).when(decide, command).facts
    after = fold(RULE_PACK, facts).draft
    assert not {"scoring.periodic_reports", "awards.votes.provincial-flag"} & set(figures(after))
    assert "periodic_reports" not in {source.figure for source in after.scoring.sources}
    given(RULE_PACK, *facts).when(decide, out[1]).then_rejected(UnknownFigure)


def test_what_an_older_pack_does_not_state_can_be_stated():
    """Version 1 knows no clusters' rules: the first figure of them brings them into being."""
    old = but(COPY, copied_from=PackCopied(pack="2017", version=1, shipped=True))
    begun = drafted(copy=old)
    (fact,) = given(RULE_PACK, *begun).when(decide, changing("clusters.members_min", 5)).facts
    assert fold(RULE_PACK, [*begun, fact]).draft.clusters.members_min == 5


def every_figure() -> dict[str, object]:
    return {name: figure.value for name, figure in figures(SHIPPED["2025", 1]).items()}


@pytest.mark.parametrize("name", every_figure())
def test_every_figure_can_be_given_another_basis_and_nothing_else_moves(name):
    before = fold(RULE_PACK, drafted()).draft
    answer = given(RULE_PACK, *drafted()).when(decide, changing(name, figures(before)[name].value))
    after = fold(RULE_PACK, drafted(*answer.facts)).draft
    moved = {n for n, figure in figures(after).items() if figures(before)[n] != figure}
    assert moved == (set() if name.startswith("pack.") else {name})
    assert len(figures(after)) == len(figures(before))


def test_every_list_of_entries_is_told_apart_by_its_keys():
    """A list that grows in the contract has to say what tells its entries apart."""
    lists = {
        name
        for part in ("clusters", "scoring", "ranking", "awards", "calendar")
        for name, value in dict(getattr(SHIPPED["2025", 2], part)).items()
        if name != "sources" and isinstance(value, tuple) and isinstance(value[0], Contract)
    }
    assert lists == set(KEYS)


# Adopted ----------------------------------------------------------------------------------------------------------


def test_a_draft_is_adopted_as_the_pack_s_next_version():
    facts = drafted(RULE_PACK_FIGURE_CHANGED)
    (fact,) = given(RULE_PACK, *facts).also(DOCUMENT, PLAN_RECORDED).when(decide, ADOPT_DRAFT).facts
    content = PackContent(**{name: getattr(fact, name) for name in PackContent.model_fields})
    assert content == fold(RULE_PACK, facts).draft
    assert (fact.version, fact.verified, fact.document, fact.copied_from) == (1, False, PLAN, COPY.copied_from)
    after = fold(RULE_PACK, [*facts, fact])
    assert (after.version, after.draft, after.adopted[1].scoring.peers) == (1, None, 3)


def test_a_shipped_version_that_is_adopted_meanwhile_leaves_the_draft_open():
    own = changed(RULE_PACK_DRAFTED, pack="2017")
    state = fold(RULE_PACK, [RULE_PACK_ADOPTED, own, adopted_as_shipped("2017", 2)])
    assert (state.version, state.draft.version) == (2, 3)


def test_a_draft_that_contradicts_itself_is_not_adopted_until_it_is_mended():
    wrong = given(RULE_PACK, *drafted()).when(decide, changing("ranking.tie_breaks", ["lots", "ballot"])).facts
    begun = given(RULE_PACK, *drafted(*wrong))
    begun.also(DOCUMENT, PLAN_RECORDED).when(decide, ADOPT_DRAFT).then_rejected(LotsBeforeBallot)
    mended = begun.when(decide, changing("ranking.tie_breaks", ["ballot", "lots"])).facts
    assert given(RULE_PACK, *drafted(*wrong, *mended)).also(DOCUMENT, PLAN_RECORDED).when(decide, ADOPT_DRAFT).facts


def test_versions_of_the_edits_never_come_again():
    """What a client read of an older draft must not open a newer one."""
    own = changed(RULE_PACK_ADOPTED, pack="bac-lieu-2024", copied_from=COPY.copied_from)
    edits, facts = [], []
    for more in (drafted(), [RULE_PACK_FIGURE_CHANGED], [own], drafted()):
        facts += more
        edits.append(fold(RULE_PACK, facts).edits)
    assert edits == [1, 2, 2, 3]
