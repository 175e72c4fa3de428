"""A pack whose entries contradict each other is refused: each rule, by a shipped pack with one thing wrong."""

from __future__ import annotations

import pytest

from contracts.rules import SourceKind
from services.registry import contradictions as rules
from services.registry import pack_refusals as refusals
from services.registry.commands import (
    PackContent,
)
from services.registry.contradictions import contradictions
from services.registry.figures import Figure, with_figure
from services.registry.shipped import SHIPPED

SOUND = SHIPPED["2025", 2]
PAPER = {"code": "achievement-report", "name": "Báo cáo thành tích"}
STEPS = ["group-1", "group-2", "group-3", "fewer-deductions", "no-late-report", "women-share", "ballot", "lots"]


def figure(value: object) -> Figure:
    return Figure(value, SourceKind.REGULATION, "Quy chế.")


def changed(*changes: tuple[str, object]) -> PackContent:
    pack = SOUND
    for name, value in changes:
        pack = with_figure(pack, name, figure(value))
    return pack


def with_twice(part: str, field: str) -> PackContent:
    """The sound pack, whose list names its first entry twice."""
    section = getattr(SOUND, part)
    entries = getattr(section, field)
    return SOUND.model_copy(update={part: section.model_copy(update={field: (entries[0], *entries)})})


def without_basis() -> PackContent:
    return SOUND.model_copy(update={"scoring": SOUND.scoring.model_copy(update={"sources": SOUND.scoring.sources[1:]})})


def vote(part: int, whole: int, *, more_than: bool) -> dict[str, object]:
    return {"threshold": {"of": "total", "share": {"part": part, "whole": whole}, "more_than": more_than}}


def days(year: int, *off: str, made_up: tuple[str, ...] = ()) -> tuple[str, object]:
    holidays = [{"name": "Nghỉ lễ", "days": [day], "verified": False} for day in off]
    return f"calendar.years.{year}", {"holidays": holidays, "make_up_days": list(made_up)}


CASES = {
    "ends before it begins": (changed(("pack.valid_to", "2025-06-30")), refusals.ValidityReversed),
    "ends on its first day": (changed(("pack.valid_to", "2025-07-01")), refusals.ValidityReversed),
    "figure without basis": (without_basis(), refusals.FigureWithoutBasis),
    "basis given twice": (with_twice("ranking", "sources"), refusals.FigureWithoutBasis),
    "scale twice": (changed(("scoring.scales", [100, 1000, 1000])), refusals.ScaleTwice),
    "leaf step does not divide": (changed(("scoring.leaf_step", "0.3")), refusals.LeafStepDoesNotDivide),
    "leaf step is nothing": (changed(("scoring.leaf_step", "0")), refusals.LeafStepDoesNotDivide),
    "leaf step is too fine": (changed(("scoring.leaf_step", "0.25")), refusals.LeafStepDoesNotDivide),
    "layer twice": (changed(("scoring.layers", ["self", "board", "board"])), refusals.LayerTwice),
    "somebody before the unit": (changed(("scoring.layers", ["leader", "self"])), refusals.SelfLayerNotFirst),
    "no layer": (changed(("scoring.layers", [])), refusals.SelfLayerNotFirst),
    "tie-break twice": (changed(("ranking.tie_breaks", ["group-1", *STEPS])), refusals.TieBreakTwice),
    "lots before ballot": (changed(("ranking.tie_breaks", [*STEPS[:6], "lots", "ballot"])), refusals.LotsBeforeBallot),
    "computed behind ballot": (changed(("ranking.tie_breaks", ["ballot", *STEPS[:6], "lots"])), refusals.ComputedStepAfterBallot),
    "computed behind lots": (changed(("ranking.tie_breaks", ["lots", "group-1"])), refusals.ComputedStepAfterBallot),
    "flag for more than all": (changed(("awards.government_flag_leaders_percent", 101)), refusals.PercentOverHundred),
    "lenient beyond all": (changed(("scoring.lenient_full_marks_percent", 101)), refusals.PercentOverHundred),
    "threshold over 100 %": (changed(("awards.votes.government-flag", vote(6, 5, more_than=False))), refusals.ShareOverWhole),
    "more than all votes": (changed(("awards.votes.government-flag", vote(5, 5, more_than=True))), refusals.ThresholdOutOfReach),
    "no vote needed": (changed(("awards.votes.government-flag", vote(0, 5, more_than=False))), refusals.ThresholdOfNone),
    "ballot's quorum of 0": (changed(("ranking.ballot_quorum", {"part": 0, "whole": 3})), refusals.QuorumOfNone),
    "council's quorum of 0": (changed(("awards.council_quorum", {"part": 0, "whole": 3})), refusals.QuorumOfNone),
    "quorum of more than all": (changed(("awards.council_quorum", {"part": 4, "whole": 3})), refusals.ShareOverWhole),
    "award twice": (with_twice("awards", "catalogue"), refusals.AwardTwice),
    "vote twice": (with_twice("awards", "votes"), refusals.EntryTwice),
    "deadline twice": (with_twice("awards", "deadlines"), refusals.EntryTwice),
    "step twice": (with_twice("awards", "steps"), refusals.EntryTwice),
    "dossier twice": (with_twice("awards", "dossiers"), refusals.EntryTwice),
    "dossier for an award that is not there": (
        changed(("awards.dossiers.commendation-letter", {"papers": []}), ("awards.catalogue.commendation-letter", None)),
        refusals.DossierOfUnknownAward,
    ),
    "paper twice": (changed(("awards.dossiers.provincial-flag", {"papers": [PAPER, PAPER]})), refusals.PaperTwice),
    "return switched off": (changed(("awards.steps.return.state", {"required": False})), refusals.StepNotSwitched),
    "deduction twice": (with_twice("scoring", "by_scale"), refusals.EntryTwice),
    "year twice": (with_twice("calendar", "years"), refusals.EntryTwice),
    "vote on an award that is not there": (changed(("awards.catalogue.government-flag", None)), refusals.VoteOnUnknownAward),
    "figure for another scale": (changed(("scoring.by_scale.late-report.500", {"points": "-1"})), refusals.ScaleUnknown),
    "figure for one scale alone": (changed(("scoring.by_scale.late-report.100", None)), refusals.ScaleLeftOut),
    "deduction adds": (changed(("scoring.by_scale.late-report.1000", {"points": "2"})), refusals.DeductionAboveZero),
    "floor above zero": (changed(("scoring.by_scale.reports-floor.1000", {"points": "20"})), refusals.DeductionAboveZero),
    "bonus takes away": (changed(("scoring.by_scale.ministry-flag.1000", {"points": "-1"})), refusals.BonusBelowZero),
    "cap below a bonus": (changed(("scoring.by_scale.bonus-cap.1000", {"points": "14"})), refusals.BoundBelowEntry),
    "floor above a deduction": (changed(("scoring.by_scale.reports-floor.1000", {"points": "-4"})), refusals.BoundBelowEntry),
    "late worse than missing": (changed(("scoring.by_scale.late-report.1000", {"points": "-6"})), refusals.LateWorseThanMissing),
    "least above most": (changed(("clusters.members_min", 21), ("clusters.members_max", 19)), refusals.SizesReversed),
    "usual beyond allowed": (changed(("clusters.usual_members_max", 31)), refusals.SizesReversed),
    "no working weekday": (changed(("calendar.weekdays", [])), refusals.WeekdaysWrong),
    "weekday twice": (changed(("calendar.weekdays", [1, 1, 2])), refusals.WeekdaysWrong),
    "holiday outside its year": (changed(days(2024, "2023-12-31")), refusals.DayOutsideYear),
    "make-up day outside its year": (changed(days(2024, made_up=("2025-01-04",))), refusals.DayOutsideYear),
    "holiday twice": (changed(days(2024, "2024-05-01", "2024-05-01")), refusals.HolidayTwice),
    "made up on a holiday": (changed(days(2024, "2024-05-04", made_up=("2024-05-04",))), refusals.MakeUpDayOff),
    "made up on a weekday": (changed(days(2024, made_up=("2024-05-03",))), refusals.MakeUpDayWorkedAnyway),
    "made up twice": (changed(days(2024, made_up=("2024-05-04", "2024-05-04"))), refusals.MakeUpDayWorkedAnyway),
}


@pytest.mark.parametrize(("pack", "refusal"), CASES.values(), ids=CASES)
def test_a_pack_that_contradicts_itself_says_how_in_both_languages(pack, refusal):
    found = contradictions(pack)
    assert refusal in {type(one) for one in found}
    for one in found:
        said = one.to_document()
        assert said["vi"]
        assert said["en"]
        assert "{" not in said["vi"] + said["en"]


def test_what_is_sound_contradicts_nothing():
    assert contradictions(SOUND) == []


def test_every_contradiction_has_a_case_and_a_code_of_its_own():
    every = {
        value
        for value in vars(refusals).values()
        if isinstance(value, type) and issubclass(value, refusals.Contradiction) and value is not refusals.Contradiction
    }
    assert {refusal for _, refusal in CASES.values()} == every
    assert len({refusal.code for refusal in every}) == len(every)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_every_rule_finds_something_that_no_other_finds(rule, monkeypatch):
    """Taken out of the list, a rule leaves some case without its refusal."""
    monkeypatch.setattr(rules, "RULES", tuple(other for other in rules.RULES if other is not rule))
    missed = [name for name, (pack, refusal) in CASES.items() if refusal not in {type(one) for one in contradictions(pack)}]
    assert missed
