"""One cluster of fifteen whose pairs have equal totals, each parted by another step: scored, locked, drawn."""

from __future__ import annotations

from typing import Any

from tests.rules.province import Province, entries, group, leaf

HALF = {"kind": "direct", "points_each": "0.5"}
CRITERIA = [
    group("I", "50", leaf("I.1", "50", **HALF)),
    group("II", "30", leaf("II.1", "30", **HALF)),
    group(
        "III",
        "20",
        leaf("III.1", "20", **HALF),
        leaf("III.2", "0", kind="plus-minus", points_plus="1", points_minus="1", lowest="-5", highest="5"),
    ),
]
# Points of group I, II, III; bonus and penalty counts beside them.
UNITS: dict[str, tuple[int, int, int, tuple[int, int]]] = {
    "A": (48, 28, 19, (0, 0)),
    "B1": (45, 25, 20, (0, 0)),
    "B2": (44, 26, 20, (0, 0)),
    "C1": (40, 25, 15, (0, 0)),
    "C2": (40, 24, 16, (0, 0)),
    "D1": (35, 20, 15, (0, 0)),
    "D2": (35, 20, 14, (0, 0)),  # and a ministry's flag: +1
    "E1": (30, 20, 10, (0, 0)),
    "E2": (30, 20, 10, (1, 1)),
    "F1": (25, 15, 10, (0, 0)),  # and a deduction of 0.2
    "F2": (25, 15, 10, (0, 0)),  # and a late report, which is 0.2 too
    "G1": (20, 10, 10, (0, 0)),
    "G2": (20, 10, 10, (0, 0)),
    "H1": (10, 10, 10, (0, 0)),
    "H2": (10, 10, 10, (0, 0)),
}
STAFF = {**dict.fromkeys(UNITS, (100, 30)), "G1": (10, 7), "G2": (100, 69)}
DUE = ["2023-04-14", "2023-07-14", "2023-10-13"]
PARTED_BY = {"B": "group-1", "C": "group-2", "D": "group-3", "E": "fewer-deductions", "F": "no-late-report", "G": "women-share"}


def test_each_step_parts_one_pair_and_a_tie_over_no_border_stays(province: Province) -> None:
    cluster, units = province.cluster({name: STAFF[name] for name in UNITS})
    of = {"cluster": cluster}
    province.agreed(cluster, units, CRITERIA)
    province.board("scoring", "set-report-due-days", **of, due=DUE, document=province.plan)
    for number, day in enumerate(DUE, start=1):
        receipts = [{"unit": unit, "received_at": f"{day}T09:00:00+07:00"} for name, unit in units.items() if name != "F2"]
        late = {"unit": units["F2"], "received_at": f"{day[:8]}27T09:00:00+07:00" if number == 2 else f"{day}T09:00:00+07:00"}
        province.board("scoring", "record-report-receipts", **of, report=number, receipts=[*receipts, late])
    for name, (first, second, third, beside) in UNITS.items():
        sheet = entries(I_1=2 * first, II_1=2 * second, III_1=2 * third, III_2=beside)
        province.officer(units[name], "scoring", "submit-self-sheet", **of, unit=units[name], entries=sheet)
    _enter(province, cluster, units["D2"], figure="ministry-flag")
    _enter(province, cluster, units["F1"], points="-0.2")
    province.board("scoring", "close-self-scoring", **of)
    for unit in units.values():
        province.officer(province.verifier(units, unit), "scoring", "verify-sheet", **of, unit=unit, changes=[])
        province.board("scoring", "appraise-sheet", **of, unit=unit, changes=[])
    province.board("scoring", "lock-scores", **of)

    drawn = province.waits("ranking", f"/standings/{cluster}", lambda found: found["rows"])
    rows = {row["name"]: row for row in drawn["rows"]}
    order = {name: row["rank"] for name, row in rows.items()}
    assert order == {name: min(number, 14) for number, name in enumerate(UNITS, start=1)}
    for pair, step in PARTED_BY.items():
        better, worse = rows[f"{pair}1"], rows[f"{pair}2"]
        assert better["total"] == worse["total"], pair
        assert better["decided_by"] == worse["decided_by"] == [step], pair
    assert rows["H1"]["decided_by"] == []
    assert drawn["unresolved"] == []


def _enter(province: Province, cluster: str, unit: str, **entered: Any) -> None:
    about = {"cluster": cluster, "unit": unit, "entry": unit, "ground": "Theo quyết định.", "document": province.plan}
    province.board("scoring", "enter-ledger-entry", **about, **entered)
