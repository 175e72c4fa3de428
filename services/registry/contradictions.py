"""Which entries of a rule pack cannot both hold: a list of small rules, each with the refusal it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeVar

from contracts.base import Contract
from contracts.rules import CalendarYear, OfficialLayer, ProcedureStep, ScaleFigureCode, Share, Threshold, TieBreak
from services.registry import pack_refusals as refusals
from services.registry.commands import (
    PackContent,
)
from services.registry.figures import KEYS, NOT_FIGURES, PARTS
from services.registry.pack_refusals import Contradiction

BY_PEOPLE: Final = (TieBreak.BALLOT, TieBreak.LOTS)
BONUSES: Final = (ScaleFigureCode.MINISTRY_FLAG, ScaleFigureCode.GOVERNMENT_FLAG)
REPORTS: Final = (ScaleFigureCode.LATE_REPORT, ScaleFigureCode.MISSING_REPORT)
BOUNDS: Final = (
    (ScaleFigureCode.BONUS_CAP, BONUSES),
    (ScaleFigureCode.REPORTS_FLOOR, REPORTS),
    (ScaleFigureCode.DEDUCTION_CAP, REPORTS),
)
"""The bounds of a sum, and the entries of which none may go beyond it alone."""
FINEST_STEP: Final = Decimal("0.1")
"""A criterion's maximum has one decimal place."""

Found = Iterator[Contradiction]
Value = TypeVar("Value")


def contradictions(pack: PackContent) -> list[Contradiction]:
    """Everything in a pack that contradicts something else in it, in the order of the rules."""
    return [found for rule in RULES for found in rule(pack)]


def _days(pack: PackContent) -> Found:
    if pack.valid_to is not None and pack.valid_to <= pack.valid_from:
        yield refusals.ValidityReversed(valid_from=pack.valid_from, valid_to=pack.valid_to)


def _bases(pack: PackContent) -> Found:
    for part in PARTS:
        rules: Contract | None = getattr(pack, part)
        if rules is None:
            continue
        stated = {name for name, value in dict(rules).items() if _stands_alone(rules, name) and value is not None}
        sources = [source.figure for source in dict(rules)["sources"]]
        for name in sorted(stated.symmetric_difference(sources) | set(_twice(sources))):
            yield refusals.FigureWithoutBasis(figure=f"{part}.{name}")


def _stands_alone(rules: Contract, name: str) -> bool:
    """Is it a figure of its own, and no list whose entries say themselves what they rest on?"""
    return name in type(rules).model_fields and name not in NOT_FIGURES and name not in KEYS


def _scales(pack: PackContent) -> Found:
    step = pack.scoring.leaf_step
    for scale in _twice(pack.scoring.scales):
        yield refusals.ScaleTwice(scale=scale)
    for scale in pack.scoring.scales:
        if step == 0 or step % FINEST_STEP or scale % step:
            yield refusals.LeafStepDoesNotDivide(step=step, scale=scale)


def _layers(pack: PackContent) -> Found:
    layers = pack.scoring.layers
    if layers is None:
        return
    for layer in _twice(layers):
        yield refusals.LayerTwice(layer=layer)
    if layers[:1] != (OfficialLayer.SELF,):
        yield refusals.SelfLayerNotFirst(first=layers[0] if layers else "—")


def _tie_breaks(pack: PackContent) -> Found:
    steps = pack.ranking.tie_breaks
    for step in _twice(steps):
        yield refusals.TieBreakTwice(step=step)
    for earlier, later in pairwise(steps):
        if earlier is TieBreak.LOTS and later is TieBreak.BALLOT:
            yield refusals.LotsBeforeBallot()
        elif earlier in BY_PEOPLE and later not in BY_PEOPLE:
            yield refusals.ComputedStepAfterBallot(step=later)


def _percents(pack: PackContent) -> Found:
    for part in ("scoring", "awards"):
        for name, value in dict(getattr(pack, part)).items():
            if name.endswith("_percent") and value is not None and value > 100:
                yield refusals.PercentOverHundred(figure=f"{part}.{name}", percent=value)


def _quorums(pack: PackContent) -> Found:
    quorums = {"ranking.ballot_quorum": pack.ranking.ballot_quorum, "awards.council_quorum": pack.awards.council_quorum}
    for figure, quorum in quorums.items():
        if quorum is not None and quorum.part == 0:
            yield refusals.QuorumOfNone(figure=figure)
        if quorum is not None:
            yield from _over_whole(figure, quorum)


def _thresholds(pack: PackContent) -> Found:
    for figure, threshold in _all_thresholds(pack):
        share = threshold.share
        yield from _over_whole(figure, share)
        if threshold.more_than and share.part == share.whole:
            yield refusals.ThresholdOutOfReach(figure=figure)
        if not threshold.more_than and share.part == 0:
            yield refusals.ThresholdOfNone(figure=figure)


def _all_thresholds(pack: PackContent) -> Iterator[tuple[str, Threshold]]:
    if pack.ranking.cluster_confirmation is not None:
        yield "ranking.cluster_confirmation", pack.ranking.cluster_confirmation
    for vote in pack.awards.votes:
        yield f"awards.votes.{vote.award}", vote.threshold


def _over_whole(figure: str, share: Share) -> Found:
    if share.part > share.whole:
        yield refusals.ShareOverWhole(figure=figure, part=share.part, whole=share.whole)


def _awards(pack: PackContent) -> Found:
    catalogue = [entry.award for entry in pack.awards.catalogue]
    for award in _twice(catalogue):
        yield refusals.AwardTwice(award=award)
    for vote in pack.awards.votes:
        if vote.award not in catalogue:
            yield refusals.VoteOnUnknownAward(award=vote.award)


def _procedure(pack: PackContent) -> Found:
    catalogue = [entry.award for entry in pack.awards.catalogue]
    for dossier in pack.awards.dossiers:
        if dossier.award not in catalogue:
            yield refusals.DossierOfUnknownAward(award=dossier.award)
        for paper in _twice([paper.code for paper in dossier.papers]):
            yield refusals.PaperTwice(award=dossier.award, paper=paper)
    for entry in pack.awards.steps:
        if entry.step is ProcedureStep.RETURN:
            yield refusals.StepNotSwitched(step=entry.step)


def _entries(pack: PackContent) -> Found:
    for part in PARTS:
        rules: Contract | None = getattr(pack, part)
        for name in KEYS:
            entries = () if name == "catalogue" or rules is None else getattr(rules, name, ())
            for key in _twice([".".join(str(getattr(entry, key)) for key in KEYS[name]) for entry in entries]):
                yield refusals.EntryTwice(figure=f"{part}.{name}.{key}")


def _ledger(pack: PackContent) -> Found:
    for entry in pack.scoring.by_scale:
        figure, points = f"{entry.figure}.{entry.scale}", entry.points
        adds = entry.figure in BONUSES or entry.figure is ScaleFigureCode.BONUS_CAP
        if entry.scale not in pack.scoring.scales:
            yield refusals.ScaleUnknown(figure=entry.figure, scale=entry.scale)
        if adds and points < 0:
            yield refusals.BonusBelowZero(figure=figure, points=points)
        if not adds and points > 0:
            yield refusals.DeductionAboveZero(figure=figure, points=points)
    for named in dict.fromkeys(entry.figure for entry in pack.scoring.by_scale):
        for scale in pack.scoring.scales:
            if named not in _points_on(pack, scale):
                yield refusals.ScaleLeftOut(figure=named, scale=scale)


def _bounds(pack: PackContent) -> Found:
    for scale in pack.scoring.scales:
        points = _points_on(pack, scale)
        for bound, entries in BOUNDS:
            for entry in entries:
                if bound in points and entry in points and abs(points[entry]) > abs(points[bound]):
                    said = {"bound": f"{bound}.{scale}", "limit": points[bound], "points": points[entry]}
                    yield refusals.BoundBelowEntry(entry=f"{entry}.{scale}", **said)
        late, missing = (points.get(report) for report in REPORTS)
        if late is not None and missing is not None and late < missing:
            yield refusals.LateWorseThanMissing(scale=scale, late=late, missing=missing)


def _points_on(pack: PackContent, scale: int) -> dict[ScaleFigureCode, Decimal]:
    return {entry.figure: entry.points for entry in pack.scoring.by_scale if entry.scale == scale}


def _sizes(pack: PackContent) -> Found:
    if pack.clusters is None:
        return
    order = ("members_min", "usual_members_min", "usual_members_max", "members_max")
    stated = [(name, size) for name in order if (size := getattr(pack.clusters, name)) is not None]
    for (smaller, least), (larger, most) in pairwise(stated):
        if least > most:
            yield refusals.SizesReversed(smaller=smaller, least=least, larger=larger, most=most)


def _weekdays(pack: PackContent) -> Found:
    weekdays = () if pack.calendar is None else pack.calendar.weekdays
    if pack.calendar is not None and (not weekdays or _twice(weekdays)):
        yield refusals.WeekdaysWrong(weekdays=", ".join(map(str, weekdays)) or "—")


def _holidays(pack: PackContent) -> Found:
    for listed in () if pack.calendar is None else pack.calendar.years:
        off = _days_off(listed)
        for day in (*off, *listed.make_up_days):
            if day.year != listed.year:
                yield refusals.DayOutsideYear(day=day, year=listed.year)
        for day in _twice(off):
            yield refusals.HolidayTwice(day=day)


def _make_up_days(pack: PackContent) -> Found:
    if pack.calendar is None:
        return
    for listed in pack.calendar.years:
        for day in listed.make_up_days:
            if day in _days_off(listed):
                yield refusals.MakeUpDayOff(day=day)
            elif day.isoweekday() in pack.calendar.weekdays:
                yield refusals.MakeUpDayWorkedAnyway(day=day)
        for day in _twice(listed.make_up_days):
            yield refusals.MakeUpDayWorkedAnyway(day=day)


def _days_off(listed: CalendarYear) -> list[date]:
    return [day for holiday in listed.holidays for day in holiday.days]


def _twice(values: Iterable[Value]) -> list[Value]:
    seen = list(values)
    return sorted({value for value in seen if seen.count(value) > 1}, key=str)


RULES: Final[tuple[Callable[[PackContent], Found], ...]] = (
    _days,
    _bases,
    _scales,
    _layers,
    _tie_breaks,
    _percents,
    _quorums,
    _thresholds,
    _awards,
    _procedure,
    _entries,
    _ledger,
    _bounds,
    _sizes,
    _weekdays,
    _holidays,
    _make_up_days,
)
