"""Five sheets with a leaf of each kind, worked out by a person, and told to the services as five units would.

On 100 points: I.1 to I.3 of 10, I.4 of 4.5, I.5 of 15.5 at 2.5 each; II.1 and II.2 of 20, met or not; III.1 of 10, on which
nobody has anything; III.2 at +3 and -2 within -4 and 5.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.province import Province, entries, group, leaf, said

HIGHER, LOWER = {"kind": "quantitative", "lower_is_better": False}, {"kind": "quantitative", "lower_is_better": True}
CRITERIA = [
    group(
        "I",
        "50",
        leaf("I.1", "10", **HIGHER),
        leaf("I.2", "10", **HIGHER),
        leaf("I.3", "10", **LOWER),
        leaf("I.4", "4.5", **HIGHER),
        leaf("I.5", "15.5", kind="direct", points_each="2.5"),
    ),
    group("II", "40", leaf("II.1", "20", kind="qualitative"), leaf("II.2", "20", kind="qualitative")),
    group(
        "III",
        "10",
        leaf("III.1", "10", **HIGHER),
        leaf("III.2", "0", kind="plus-minus", points_plus="3", points_minus="2", lowest="-4", highest="5"),
    ),
]
ASSIGNED: dict[str, tuple[dict[str, str], list[str]]] = {
    "Mot": ({"I.1": "100", "I.3": "10", "I.4": "30"}, []),
    "Hai": ({"I.1": "50", "I.3": "10", "I.4": "30"}, []),
    "Ba": ({"I.1": "80", "I.3": "0", "I.4": "30"}, []),
    "Bon": ({"I.1": "100", "I.3": "4"}, ["I.4"]),
    "Nam": ({"I.1": "100", "I.3": "0"}, ["I.4"]),
}
NOBODYS = {"III_1": "0"}
SHEETS = {
    "Mot": entries(I_1="120", I_2="150", I_3="8", I_4="7", I_5=3, II_1=True, II_2=True, **NOBODYS, III_2=(2, 0)),
    "Hai": entries(I_1="60", I_2="100", I_3="5", I_4="30", I_5=7, II_1=True, II_2=True, **NOBODYS, III_2=(0, 3)),
    "Ba": entries(I_1="80", I_2="75", I_3="0", I_4="45", I_5=0, II_1=False, II_2=True, **NOBODYS, III_2=(1, 1)),
    "Bon": entries(I_1="50", I_2="0", I_3="16", I_5=1, II_1=True, II_2=False, **NOBODYS, III_2=(0, 0)),
    "Nam": entries(I_1="0", I_2="30", I_3="3", I_5=2, II_1=False, II_2=False, **NOBODYS, III_2=(0, 3)),
}
POINTS = {
    "Mot": "10.00 10.00 7.00 0.53 7.50 20.00 20.00 0.00 5.00",  # I.3 is 5 + 5 · 0.2/0.5; I.4 is 0.525
    "Hai": "10.00 6.67 10.00 2.25 15.50 20.00 20.00 0.00 -4.00",
    "Ba": "5.00 5.00 10.00 4.50 0.00 0.00 20.00 0.00 1.00",
    "Bon": "2.50 0.00 1.25 2.50 20.00 0.00 0.00 0.00",
    "Nam": "0.00 2.00 0.00 5.00 0.00 0.00 0.00 -4.00",
}
DUE = ["2023-04-14", "2023-07-15", "2023-10-13"]  # the second is a Saturday: due on Monday the 17th
IN_TIME = ("2023-04-14T23:59:00+07:00", "2023-07-17T23:59:59+07:00", "2023-10-13T08:00:00+07:00")


@pytest.fixture
def cluster(province: Province) -> tuple[str, dict[str, str]]:
    """The five sheets are in, the reports received, self-scoring closed, and peers have said what they would."""
    cluster, units = province.cluster(dict.fromkeys(SHEETS, (40, 12)))
    of = {"cluster": cluster}
    province.agreed(cluster, units, CRITERIA, **ASSIGNED)
    province.board("scoring", "set-report-due-days", **of, due=DUE, document=province.plan)
    for number, at in enumerate(IN_TIME, start=1):
        received = [{"unit": units[name], "received_at": at} for name in ("Mot", "Hai", "Ba")]
        if number < 3:
            # Bon is a second late with the second one, and never hands in the third; Nam hands in none.
            late = "2023-07-18T00:00:00+07:00"
            received.append({"unit": units["Bon"], "received_at": late if number == 2 else at})
        province.board("scoring", "record-report-receipts", **of, report=number, receipts=received)
    for name, sheet in SHEETS.items():
        province.officer(units[name], "scoring", "submit-self-sheet", **of, unit=units[name], entries=sheet)
    province.board("scoring", "close-self-scoring", **of)
    for peer in ("Hai", "Ba"):
        nothing = [each if each["leaf"] != "II.1" else {**each, "input": said(value=False)} for each in SHEETS["Mot"]]
        province.officer(units[peer], "scoring", "submit-cross-sheet", **of, unit=units["Mot"], peer=units[peer], entries=nothing)
    return cluster, units


def test_five_sheets_worked_out_by_hand(province: Province, cluster: tuple[str, dict[str, str]]) -> None:
    key, units = cluster
    for name, expected in POINTS.items():
        assert " ".join(province.points(key, units[name]).values()) == expected, name
    # Bon: 26.25 of 95.5 is 27.49 of 100, less 0.2 for a late and 0.5 for a missing report; Nam: 7.33, less 4, less 3 · 0.5.
    assert province.totals(key, units) == {"Mot": "80.03", "Hai": "80.42", "Ba": "45.50", "Bon": "26.79", "Nam": "1.83"}


def test_the_ledger_is_cut_by_its_sums(province: Province, cluster: tuple[str, dict[str, str]]) -> None:
    """1 + 1.5 + 1.5 is 4, of which the cap leaves 3; 5 beside 1.5 for reports is 6.5, of which it leaves 5: below zero."""
    key, units = cluster
    for number, figure in enumerate(("ministry-flag", "government-flag", "government-flag")):
        _enter(province, key, units["Ba"], number, figure=figure)
    _enter(province, key, units["Nam"], 9, points="-5")
    totals = province.totals(key, units)
    assert (totals["Ba"], totals["Nam"]) == ("48.50", "-1.67")


def test_the_last_word_is_official_and_who_is_out_is_no_best(province: Province, cluster: tuple[str, dict[str, str]]) -> None:
    """The leader leaves Hai 5 counts, the board gives 6; suspended, Hai is the best of I.3 still, disqualified no more."""
    key, units = cluster
    of, hai = {"cluster": key}, units["Hai"]
    for name, unit in units.items():
        cut = [_change("I.5", 5)] if name == "Hai" else []
        province.officer(province.verifier(units, unit), "scoring", "verify-sheet", **of, unit=unit, changes=cut)
    assert province.totals(key, units)["Hai"] == "77.42"
    province.board("scoring", "appraise-sheet", **of, unit=hai, changes=[_change("I.5", 6)])
    assert province.totals(key, units)["Hai"] == "79.92"
    about = {"unit": hai, "document": province.plan}
    suspended = {"ground": "inspection", "reason": "Đang thanh tra.", "valid_from": "2023-12-01"}
    province.board("registry", "suspend-unit", **about, **suspended)
    assert province.points(key, units["Mot"])["I.3"] == "7.00"
    province.board("registry", "disqualify-unit", **about, season=province.season, on="2023-12-10", ground="Vi phạm.")
    path = f"/scoresheets/{key}/units/{hai}"
    province.waits("scoring", path, lambda sheet: sheet["left_out"])
    assert province.points(key, units["Mot"])["I.3"] == "10.00"
    assert province.totals(key, units)["Mot"] == "83.03"


def _change(code: str, value: Any) -> dict[str, Any]:
    return {"leaf": code, "input": said(value), "reason": "Minh chứng chưa đủ."}


def _enter(province: Province, cluster: str, unit: str, number: int, **entered: str) -> None:
    entry = f"{unit[:-1]}{number}"
    about = {"cluster": cluster, "unit": unit, "entry": entry, "ground": "Theo quyết định.", "document": province.plan}
    province.board("scoring", "enter-ledger-entry", **about, **entered)
