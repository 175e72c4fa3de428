"""Until when the layers of a cluster's sheets are expected: days that warn, and move nothing."""

from __future__ import annotations

from datetime import date

from contracts.examples.registry import CLUSTER, PLAN
from contracts.examples.scoring import STEP_DUE_DAYS_SET
from contracts.scoring import ScoringStep, StepDue
from infra.runtime.errors import ForeignAuthority
from services.scoring import ledger_refusals as no_ledger
from services.scoring import refusals as no
from services.scoring.commands import LockScores, SetStepDueDays
from services.scoring.domain import SCORESHEET, decide_season
from tests.services.scoring.books import FULL, keeper
from tests.services.scoring.cluster import board, officer
from tests.services.scoring.test_leaving import BEST, finished
from tests.services.scoring.test_ledger_over_http import Office, office
from tests.services.scoring.test_season import OPENED, A, B, submit, then
from tests.services.scoring.town import Town
from tests.specification import given

__all__ = ["office"]
SELF, CROSS, VERIFY = ScoringStep.SELF_SHEET, ScoringStep.CROSS_SHEET, ScoringStep.VERIFICATION


def days(**changes: date) -> SetStepDueDays:
    stated = {SELF: date(2023, 11, 10), VERIFY: date(2023, 11, 25)}
    return SetStepDueDays(cluster=CLUSTER, days=stated | {ScoringStep[step]: day for step, day in changes.items()}, document=PLAN)


class TestSetting:
    def test_a_day_that_is_no_working_day_moves_on(self):
        """25/11/2023 is a Saturday."""
        (fact,) = given(SCORESHEET).when(decide_season, days(), keeper()).facts
        assert fact.days == (
            StepDue(step=SELF, stated=date(2023, 11, 10), due=date(2023, 11, 10)),
            StepDue(step=VERIFY, stated=date(2023, 11, 25), due=date(2023, 11, 27)),
        )

    def test_the_same_again_is_nothing_and_others_take_their_place_whole(self):
        facts = then([OPENED], days(), keeper())
        given(SCORESHEET, *facts).when(decide_season, days(), keeper()).then()
        (again,) = given(SCORESHEET, *facts).when(decide_season, days(CROSS_SHEET=date(2023, 11, 20)), keeper()).facts
        assert [each.step for each in again.days] == [SELF, CROSS, VERIFY]

    def test_a_later_step_is_not_due_before_an_earlier_one(self):
        wrong = days(CROSS_SHEET=date(2023, 11, 9))
        given(SCORESHEET, OPENED).when(decide_season, wrong, keeper()).then_rejected(no_ledger.StepsOutOfOrder)

    def test_a_year_without_a_list_of_holidays_is_refused(self):
        wrong = days(VERIFICATION=date(2033, 11, 20))
        refused = given(SCORESHEET, OPENED).when(decide_season, wrong, keeper())
        refused.then_rejected(no_ledger.CalendarNotStated, year=2033)

    def test_another_authority_an_unknown_document_or_an_unknown_cluster(self):
        given(SCORESHEET).when(decide_season, days(), board(FULL, authority="ca-mau")).then_rejected(ForeignAuthority)
        unknown = days().model_copy(update={"document": A})
        given(SCORESHEET).when(decide_season, unknown, keeper()).then_rejected(no_ledger.UnknownDocument)
        given(SCORESHEET).when(decide_season, days(), board(None)).then_rejected(no.UnknownCluster)

    def test_not_after_the_lock(self):
        facts = then(finished(BEST, A, B), LockScores(cluster=CLUSTER), board())
        given(SCORESHEET, *facts).when(decide_season, days(), keeper()).then_rejected(no.ScoresAreLocked)


def test_a_step_is_taken_all_the_same_when_its_day_is_over():
    assert then([STEP_DUE_DAYS_SET, OPENED], submit(A), officer(A, at="2023-11-30T08:00"))


def test_what_is_owed_is_shown_overdue_first(office: Office) -> None:
    """Cross-scores have no day and come first by themselves; verification had until 2023, so it leads."""
    town: Town = office.town
    town.closed()
    office.does("set-step-due-days", days={"verify-sheet": "2023-11-25"})
    found = town.board.found(f"/scoresheets/{town.cluster}/waiting")["items"]
    assert [each["step"] for each in found] == ["verify-sheet"] * 4 + ["submit-cross-sheet"] * 8
    assert {(each["due"], each["overdue"]) for each in found} == {("2023-11-27", True), (None, False)}
    for overdue, step in (("true", "verify-sheet"), ("false", "submit-cross-sheet")):
        assert {each["step"] for each in town.board.found("/waiting", overdue=overdue)["items"]} == {step}
    page = town.board.found(f"/scoresheets/{town.cluster}/waiting?limit=5")
    rest = town.board.found(f"/scoresheets/{town.cluster}/waiting?limit=50&after={page['next']}")
    assert page["items"] + rest["items"] == found
    town.officer(town.leader).accepted("verify-sheet", town.changes(town.units[2]))
