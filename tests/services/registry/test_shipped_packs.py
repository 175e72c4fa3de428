"""The packs that ship: which days they hold, what each figure rests on, what the calendar says."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

import services.registry
from contracts.rules import AwardCode, CalendarRules, OfficialLayer, ScaleFigureCode, SourceKind, TieBreak
from contracts.working_days import WorkingDays
from services.registry.contradictions import contradictions
from services.registry.figures import OF_PACK, figures
from services.registry.shipped import SHIPPED

EVERY = pytest.mark.parametrize("pack", SHIPPED.values(), ids=lambda pack: f"{pack.pack}@{pack.version}")
NEWEST = {pack.pack: pack for pack in SHIPPED.values()}
WHOLE = pytest.mark.parametrize("pack", NEWEST.values(), ids=lambda pack: pack.pack)
UNSTATED = {f"pack.{name}" for name in OF_PACK}

FIRST = {
    "2017.json": "cad792224041585ea7aec8b8749b52cb8c09eb738807210ff92954087d6daa8b",
    "2024.json": "1e604eb60d0f4d9af00082fc00cba66bf0f63f40668ba3c5c15e0f72bba65700",
    "2017.v2.json": "43bb377ea0d2250a89972c3f1b11307f2deae29560c83cd1376c29e313008ae1",
    "2024.v2.json": "9f9883d1417aff0642ca7628447f396080ddbdd1d59ae0baca480f50dd8167a0",
    "2025.json": "4bed8ea996f099af109c6aec8a5ed79292757392b58c25a2247fce8c5080d97c",
    "2026.json": "066a03c9cfd81ea1e9d48840ace418b965110bca0789ebce6b597643571a5669",
}


@pytest.mark.parametrize("name", FIRST)
def test_a_pack_that_somebody_may_have_adopted_is_never_edited(name: str):
    """Ship another version instead: two installations that adopted one version hold the same figures."""
    file = Path(services.registry.__file__).parent / "packs" / name
    assert hashlib.sha256(file.read_bytes()).hexdigest() == FIRST[name]


def test_each_pack_ships_whole_in_its_last_version():
    versions = {"2017": 3, "2024": 3, "2025": 2, "2026": 2}
    assert list(SHIPPED) == [(pack, version + 1) for pack, last in versions.items() for version in range(last)]


def test_the_shipped_packs_follow_one_another():
    days = [(pack.valid_from, pack.valid_to) for pack in NEWEST.values()]
    assert days == [
        (date(2017, 10, 1), date(2024, 1, 1)),
        (date(2024, 1, 1), date(2025, 7, 1)),
        (date(2025, 7, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), None),
    ]
    assert {(p.pack, p.valid_from, p.valid_to) for p in SHIPPED.values()} == {(n, *d) for n, d in zip(NEWEST, days, strict=True)}


@EVERY
def test_no_two_entries_of_a_shipped_pack_contradict_each_other(pack):
    assert contradictions(pack) == []


@EVERY
def test_every_figure_of_a_shipped_pack_names_what_it_rests_on(pack):
    assert {name for name, figure in figures(pack).items() if figure.basis is None} == UNSTATED
    assert {entry.award for entry in pack.awards.catalogue} == set(AwardCode)
    assert not pack.verified


@WHOLE
def test_a_pack_states_every_figure_that_it_can(pack):
    """What a pack leaves out nobody may assume: the last version of each states it all."""
    for part in (pack.clusters, pack.scoring, pack.ranking, pack.awards, pack.calendar):
        assert part is not None
        assert {name for name, value in dict(part).items() if value is None or value == ()} == set()


BY_LAW = {
    "awards.deadlines.appraisal.state", "awards.deadlines.opinions.state", "awards.deadlines.return.provincial",
    "awards.deadlines.return.state", "awards.dossiers_keep_pack_of_receipt", "awards.government_flag_leaders_percent",
    "awards.money_rounded_up_to", "awards.only_highest_title_paid", "awards.steps.appraisal.state",
    "awards.steps.opinions.state", "awards.votes.government-flag", "calendar.weekdays", "ranking.women_percent",
}  # fmt: skip


@WHOLE
def test_what_is_our_own_choice_is_not_shipped_as_law(pack):
    law = {name for name, figure in figures(pack).items() if figure.kind is SourceKind.LAW}
    assert {name for name in law if not name.startswith(("awards.catalogue.", "calendar.years."))} == BY_LAW
    assert SourceKind.REGULATION not in {figure.kind for figure in figures(pack).values()}


def test_nothing_that_was_copied_for_the_new_law_is_called_verified():
    days = {name for name in figures(NEWEST["2026"]) if name.startswith("calendar.")}
    assert not any(figure.verified for name, figure in figures(NEWEST["2026"]).items() if name not in days)


@WHOLE
def test_the_figures_of_scoring(pack):
    rules = pack.scoring
    assert (rules.scales, rules.leaf_step, rules.peers, rules.decimal_places) == ((100, 1000), pytest.approx(0.5), 2, 2)
    assert rules.layers == tuple(OfficialLayer)
    assert (rules.evidence_megabytes_max, rules.periodic_reports) == (10, 3)
    lenient = (rules.lenient_full_marks_percent, rules.lenient_raise_percent, rules.lenient_one_way_percent)
    assert (*lenient, rules.lenient_changes_min) == (95, 1, 90, 10)
    thousand = {entry.figure.value: str(entry.points) for entry in rules.by_scale if entry.scale == 1000}
    assert thousand == {
        "ministry-flag": "10", "government-flag": "15", "late-report": "-2", "missing-report": "-5",
        "reports-floor": "-20", "bonus-cap": "30", "deduction-cap": "-50",
    }  # fmt: skip
    points = {(entry.figure, entry.scale): entry.points for entry in rules.by_scale}
    assert all(points[figure, 100] * 10 == points[figure, 1000] for figure in ScaleFigureCode)


@WHOLE
def test_the_figures_of_ranking(pack):
    rules = pack.ranking
    assert (rules.tie_breaks, rules.women_percent, rules.complaint_window_working_days) == (tuple(TieBreak), 70, 5)
    assert (rules.suspended_keep_rank, rules.suspension_reserve_working_days) == (False, 30)
    assert (rules.ballot_quorum.part, rules.ballot_quorum.whole) == (2, 3)
    more_than_half = rules.cluster_confirmation
    assert (more_than_half.of, more_than_half.share.part, more_than_half.share.whole) == ("present", 1, 2)
    assert more_than_half.more_than


@WHOLE
def test_the_figures_of_awards(pack):
    rules = pack.awards
    votes = {v.award.value: (v.threshold.of.value, v.threshold.share.part, v.threshold.share.whole) for v in rules.votes}
    assert votes == {
        "provincial-flag": ("total", 1, 2), "provincial-certificate": ("total", 1, 2), "government-flag": ("total", 4, 5)
    }  # fmt: skip
    assert {v.award.value for v in rules.votes if v.threshold.more_than} == {"provincial-flag", "provincial-certificate"}
    days = {(d.step.value, d.level.value): d.working_days for d in rules.deadlines}
    assert days == {
        ("opinions", "state"): 10, ("opinions", "provincial"): 10, ("appraisal", "state"): 30,
        ("appraisal", "provincial"): 30, ("return", "state"): 15, ("return", "provincial"): 15,
    }  # fmt: skip
    assert (rules.government_flag_leaders_percent, rules.quota_base, rules.money_rounded_up_to) == (
        20, "members-when-set", 10_000
    )  # fmt: skip
    assert (rules.only_highest_title_paid, rules.dossiers_keep_pack_of_receipt) == (True, True)


@WHOLE
def test_the_procedure_before_a_decision(pack):
    """Every step and three papers, four for the awards of the State; our own choice, but for what the law says of the State's."""
    rules = pack.awards
    assert {(entry.step.value, entry.level.value) for entry in rules.steps if entry.required} == {
        (step, level) for step in ("opinions", "appraisal", "vote") for level in ("state", "provincial")
    }
    papers = {dossier.award: [paper.code for paper in dossier.papers] for dossier in rules.dossiers}
    assert set(papers) == set(AwardCode)
    assert papers[AwardCode.PROVINCIAL_FLAG] == ["unit-proposal", "achievement-report", "review-minutes"]
    assert {award for award, listed in papers.items() if len(listed) == 4} == {
        AwardCode.GOVERNMENT_FLAG, AwardCode.PRIME_MINISTER_CERTIFICATE
    }  # fmt: skip


def multiples(name: str, *, verified: bool) -> dict[str, str]:
    entries = NEWEST[name].awards.catalogue
    return {e.award.value: str(e.multiple) for e in entries if e.multiple is not None and e.verified is verified}


LOWER = {
    "government-flag": "12", "prime-minister-certificate": "7", "excellent-labour-collective": "1.5",
    "advanced-labour-collective": "0.8", "commendation-letter": "0.6",
}  # fmt: skip
OURS = {"provincial-flag": "8", "provincial-certificate": "3"}


def test_pack_2017_gives_multiples_for_flag_and_certificate_alone():
    assert multiples("2017", verified=True) == {"provincial-flag": "8", "provincial-certificate": "2"}
    assert multiples("2017", verified=False) == {}


def test_later_packs_mark_the_multiples_that_nobody_compared_with_the_law():
    assert (multiples("2024", verified=True), multiples("2024", verified=False)) == (OURS, LOWER)
    assert (multiples("2025", verified=True), multiples("2025", verified=False)) == ({**LOWER, **OURS}, {})
    assert (multiples("2026", verified=True), multiples("2026", verified=False)) == ({}, {**LOWER, **OURS})


def test_a_new_version_of_a_pack_changes_no_figure_of_an_earlier_one():
    for (name, version), pack in SHIPPED.items():
        newest = figures(NEWEST[name])
        assert {figure: newest[figure] for figure in figures(pack)} == figures(pack), (name, version)


# The calendar -----------------------------------------------------------------------------------------------------


def calendar() -> CalendarRules:
    (listed,) = {pack.calendar for pack in NEWEST.values()}
    assert listed is not None
    return listed


DAYS = WorkingDays.of(calendar())


def off(first: str, last: str | None = None) -> bool:
    """Nobody works from the first day to the last, both included; the days around them are not asked about."""
    span = range(date.fromisoformat(first).toordinal(), date.fromisoformat(last or first).toordinal() + 1)
    return not any(DAYS.is_working_day(date.fromordinal(day)) for day in span)


def test_the_calendar_lists_2023_to_2026_and_says_which_lists_were_compared():
    assert {year.year: year.verified for year in calendar().years} == {2023: True, 2024: True, 2025: True, 2026: False}


def test_tet_is_off():
    assert off("2023-01-20", "2023-01-26")
    assert off("2024-02-08", "2024-02-14")
    assert off("2025-01-25", "2025-02-02")
    assert off("2026-02-14", "2026-02-22")
    around = ("2023-01-19", "2023-01-27", "2024-02-07", "2024-02-15", "2025-01-24", "2025-02-03", "2026-02-13", "2026-02-23")
    assert all(DAYS.is_working_day(date.fromisoformat(day)) for day in around)


def test_the_fixed_holidays_are_off():
    for year in (2023, 2024, 2025, 2026):
        assert off(f"{year}-01-01")
        assert off(f"{year}-04-30", f"{year}-05-01")
        assert off(f"{year}-09-02")
    assert off("2023-09-01")
    assert off("2024-09-03")
    assert off("2025-09-01")
    assert off("2026-09-01")


def test_the_kings_day_is_off_on_the_tenth_of_the_third_lunar_month():
    assert all(off(day) for day in ("2023-04-29", "2024-04-18", "2025-04-07", "2026-04-26"))


def test_days_off_in_lieu_and_exchanged_days_are_listed():
    assert off("2023-01-02")
    assert off("2023-05-02", "2023-05-03")
    assert off("2023-09-04")
    assert off("2024-04-29")
    assert off("2025-05-02")
    assert off("2026-04-27")
    assert all(DAYS.is_working_day(day) for year in calendar().years for day in year.make_up_days)
    assert {day.isoformat() for year in calendar().years for day in year.make_up_days} == {
        "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"
    }  # fmt: skip


def test_a_complaint_against_results_of_28_december_2023_may_come_until_5_january():
    assert DAYS.due_day(date(2023, 12, 28), 5) == date(2024, 1, 5)
