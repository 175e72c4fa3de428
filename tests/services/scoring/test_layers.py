"""The later layers of a sheet: explanation, field scores, the council's word; and which of them is official."""

from decimal import Decimal
from itertools import pairwise
from uuid import UUID

import pytest

from contracts.examples import changed
from contracts.examples.registry import CLUSTER, DECISION_661, PROVINCE
from contracts.examples.scoring import EVIDENCE
from contracts.rules import OfficialLayer
from contracts.scoring import (
    Actual,
    Cause,
    CouncilWordRecorded,
    Explanation,
    FieldScoringAssigned,
    Input,
    Layer,
    Met,
    PointsStated,
    SheetExplained,
    SheetFieldScored,
    Times,
    UnitLeftOut,
)
from infra.runtime.decisions import Role
from infra.runtime.errors import ForeignAuthority, ForeignUnit
from services.scoring import refusals as no
from services.scoring.commands import AssignFieldScoring, ExplainSheet, FieldScoreSheet, RecordCouncilWord
from services.scoring.domain import SCORESHEET, decide_season
from services.scoring.ledger_refusals import UnknownDocument
from tests.services.scoring.cluster import (
    GRAIN,
    HONOURS,
    LEADER,
    MODELS,
    ORDER,
    board,
    change,
    officer,
)
from tests.services.scoring.test_season import (
    OPENED,
    A,
    B,
    C,
    appraise,
    appraised,
    faults_of,
    history,
    moves,
    own,
    then,
    verified,
    verify,
)
from tests.specification import fold, given

ALL = tuple(OfficialLayer)
LAYERED = changed(OPENED, layers=ALL, leaf_step=Decimal("0.5"), decimal_places=2)
DEPARTMENT, OTHER = PROVINCE, UUID(int=77)
CUT = change(MODELS, Times(times=3), "Một gương chưa có quyết định công nhận.")


def points(stated: str) -> PointsStated:
    return PointsStated(points=Decimal(stated))


def handed_in(*sheets, start=LAYERED):
    return history(*(sheets or (own(A), own(B))), start=start)


def verified_season(*changes, unit: UUID = A):
    return then(handed_in(), verify(unit, *changes), officer(LEADER))


def line(unit: UUID = DEPARTMENT, **how):
    return officer(unit, role=Role.LINE_OFFICER, **how)


def member_of_council(unit: UUID | None = None):
    return officer(unit, role=Role.COUNCIL_MEMBER)  # type: ignore[arg-type]


def explain(unit: UUID, *leaves: str, text: str = "Quyết định số 15 đã công nhận.") -> ExplainSheet:
    said = tuple(Explanation(leaf=leaf, text=text, evidence=(EVIDENCE,)) for leaf in leaves)
    return ExplainSheet(cluster=CLUSTER, unit=unit, explanations=said)


class TestExplanation:
    FACTS = verified_season(CUT)

    def test_it_carries_text_and_evidence_and_moves_no_point(self):
        told = given(SCORESHEET, *self.FACTS).when(decide_season, explain(A, MODELS), officer(A))
        told.then(SheetExplained(cluster=CLUSTER, unit=A, version=1, explanations=explain(A, MODELS).explanations))

    def test_the_same_again_is_nothing_and_another_is_the_next_version(self):
        facts = then(self.FACTS, explain(A, MODELS), officer(A))
        given(SCORESHEET, *facts).when(decide_season, explain(A, MODELS), officer(A)).then()
        again = given(SCORESHEET, *facts).when(decide_season, explain(A, MODELS, text="Xin bổ sung."), officer(A))
        assert again.facts[0].version == 2

    def test_only_on_leaves_that_the_leader_changed_and_once_each(self):
        refused = given(SCORESHEET, *self.FACTS).when(decide_season, explain(A, GRAIN, MODELS, MODELS), officer(A))
        faults = faults_of(refused.then_rejected(no.SheetUnsound))
        assert faults == [f"leaf-twice {MODELS}", f"leaf-not-changed {GRAIN}"]

    def test_only_the_unit_itself_explains(self):
        given(SCORESHEET, *self.FACTS).when(decide_season, explain(A, MODELS), officer(B)).then_rejected(ForeignUnit)

    def test_it_comes_between_verification_and_appraisal(self):
        given(SCORESHEET, *handed_in()).when(decide_season, explain(A, MODELS), officer(A)).then_rejected(no.NotExplainable)
        facts = then(self.FACTS, appraise(A), board())
        given(SCORESHEET, *facts).when(decide_season, explain(A, MODELS), officer(A)).then_rejected(no.AlreadyAppraised)

    def test_a_unit_that_was_left_out_explains_nothing(self):
        facts = [*self.FACTS, UnitLeftOut(cluster=CLUSTER, unit=A)]
        given(SCORESHEET, *facts).when(decide_season, explain(A, MODELS), officer(A)).then_rejected(no.UnitIsLeftOut)


def assign(*branches: str, department: UUID = DEPARTMENT) -> AssignFieldScoring:
    return AssignFieldScoring(cluster=CLUSTER, department=department, branches=branches, document=DECISION_661)


def field(unit: UUID, *changes, department: UUID = DEPARTMENT) -> FieldScoreSheet:
    return FieldScoreSheet(cluster=CLUSTER, unit=unit, department=department, changes=changes)


class TestFieldAssignment:
    def test_the_board_says_beforehand_which_branches_a_department_scores(self):
        said = given(SCORESHEET, LAYERED).when(decide_season, assign("II", "I"), board())
        said.then(
            FieldScoringAssigned(cluster=CLUSTER, department=DEPARTMENT, version=1, branches=("I", "II"), document=DECISION_661)
        )

    def test_the_same_again_is_nothing_and_none_takes_them_back(self):
        facts = then([LAYERED], assign("II"), board())
        given(SCORESHEET, *facts).when(decide_season, assign("II"), board()).then()
        taken = given(SCORESHEET, *facts).when(decide_season, assign(), board()).facts[0]
        assert (taken.version, taken.branches) == (2, ())

    def test_no_two_departments_have_the_same_leaf(self):
        facts = then([LAYERED], assign("II"), board())
        refused = given(SCORESHEET, *facts).when(decide_season, assign("II.1", "IX", department=OTHER), board())
        assert faults_of(refused.then_rejected(no.FieldUnsound)) == ["unknown-branch IX", f"leaf-taken {ORDER}"]

    def test_what_was_scored_is_not_taken_away(self):
        facts = then(verified_season(), assign("II", "III"), board())
        facts = then(facts, field(A, change(ORDER, Met(met=False))), line())
        refused = given(SCORESHEET, *facts).when(decide_season, assign("III"), board())
        assert faults_of(refused.then_rejected(no.FieldUnsound)) == [f"leaf-scored {ORDER}"]

    def test_its_document_has_to_be_on_record(self):
        loose = AssignFieldScoring(cluster=CLUSTER, department=DEPARTMENT, branches=("II",), document=UUID(int=5))
        given(SCORESHEET, LAYERED).when(decide_season, loose, board()).then_rejected(UnknownDocument)

    def test_another_authority_may_not_nor_before_the_opening(self):
        foreign = board(authority="ca-mau")
        given(SCORESHEET, LAYERED).when(decide_season, assign("II"), foreign).then_rejected(ForeignAuthority)
        given(SCORESHEET).when(decide_season, assign("II"), board()).then_rejected(no.ScoringNotOpen)

    def test_a_pack_without_the_layer_has_none(self):
        given(SCORESHEET, OPENED).when(decide_season, assign("II"), board()).then_rejected(no.LayerNotInRules)


class TestFieldScore:
    FACTS = then(verified_season(CUT), assign("I", "II", "III.1"), board())

    def test_points_may_be_stated_directly_and_are_official_after_the_leader(self):
        stated = change(MODELS, points("40.5"), "Theo kết quả kiểm tra của sở.")
        facts = given(SCORESHEET, *self.FACTS).when(decide_season, field(A, stated), line()).facts
        assert facts[0] == SheetFieldScored(cluster=CLUSTER, unit=A, department=DEPARTMENT, version=1, changes=(stated,))
        assert moves(facts) == {A: {MODELS: ("37.50", "40.50")}}
        assert facts[1].cause == Cause(unit=A, layer=Layer.FIELD, version=1)

    def test_stated_points_are_no_figure_that_others_are_compared_with(self):
        """A's 350,000 was the best of 250,000; without it B's 275,000 is."""
        facts = history(own(A, grain="350000"), own(B, grain="275000"), start=LAYERED)
        facts = then(then(facts, verify(A), officer(LEADER)), assign("I"), board())
        after = given(SCORESHEET, *facts).when(decide_season, field(A, change(GRAIN, points("300"))), line()).facts
        assert moves(after) == {A: {GRAIN: ("700.00", "300.00")}, B: {GRAIN: ("437.50", "700.00")}}

    def test_inputs_may_be_stated_too(self):
        after = given(SCORESHEET, *self.FACTS).when(decide_season, field(A, change(MODELS, Times(times=2))), line()).facts
        assert moves(after) == {A: {MODELS: ("37.50", "25.00")}}

    @pytest.mark.parametrize(
        ("leaf", "stated", "fault"),
        [
            (ORDER, points("200.5"), "points-out-of-bounds"),
            (ORDER, points("-0.5"), "points-out-of-bounds"),
            (ORDER, points("100.3"), "points-off-step"),
            (HONOURS, points("0"), "leaf-not-yours"),
            (ORDER, Times(times=1), "wrong-input"),
            (ORDER, Met(met=True), "nothing-changed"),
        ],
    )
    def test_points_lie_within_the_leaf_on_its_step(self, leaf: str, stated: Input, fault: str):
        refused = given(SCORESHEET, *self.FACTS).when(decide_season, field(A, change(leaf, stated)), line())
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"{fault} {leaf}"]

    def test_a_plus_minus_leaf_takes_counts_alone(self):
        facts = then(verified_season(), assign("III.2"), board())
        refused = given(SCORESHEET, *facts).when(decide_season, field(A, change(HONOURS, points("0"))), line())
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"wrong-input {HONOURS}"]

    def test_the_same_again_is_nothing_and_silence_falls_back(self):
        stated = field(A, change(MODELS, points("40")))
        facts = then(self.FACTS, stated, line())
        given(SCORESHEET, *facts).when(decide_season, stated, line()).then()
        after = given(SCORESHEET, *facts).when(decide_season, field(A), line()).facts
        assert moves(after) == {A: {MODELS: ("40.00", "37.50")}}

    def test_each_department_has_its_own_leaves_and_versions(self):
        facts = then(then(verified_season(), assign("II"), board()), assign("III.1", department=OTHER), board())
        facts = then(facts, field(A, change(ORDER, points("150"))), line())
        after = given(SCORESHEET, *facts).when(
            decide_season, field(A, change(MODELS, points("10")), department=OTHER), line(OTHER)
        )
        assert after.facts[0].version == 1
        sheet = fold(SCORESHEET, [*facts, *after.facts]).sheet(A)
        assert (sheet.points[ORDER], sheet.points[MODELS]) == (Decimal(150), Decimal(10))

    def test_between_leader_and_board(self):
        early = then(handed_in(), assign("II"), board())
        given(SCORESHEET, *early).when(decide_season, field(A), line()).then_rejected(no.NotVerified)
        late = then(self.FACTS, appraise(A), board())
        given(SCORESHEET, *late).when(decide_season, field(A), line()).then_rejected(no.AlreadyAppraised)

    def test_who_may_not(self):
        given(SCORESHEET, *self.FACTS).when(decide_season, field(A), line(OTHER)).then_rejected(ForeignUnit)
        other = given(SCORESHEET, *self.FACTS).when(decide_season, field(A, department=OTHER), line(OTHER))
        other.then_rejected(no.NotAssignedToDepartment)
        given(SCORESHEET, *self.FACTS).when(decide_season, field(A, department=A), line(A)).then_rejected(no.OwnSheet)


def council(unit: UUID, *changes) -> RecordCouncilWord:
    return RecordCouncilWord(cluster=CLUSTER, unit=unit, changes=changes, document=DECISION_661)


class TestCouncil:
    FACTS = then(verified_season(CUT), appraise(A, change(MODELS, Times(times=2))), board())
    WORD = council(A, change(MODELS, Times(times=4), "Hội đồng công nhận đủ bốn gương."))

    @pytest.mark.parametrize("who", [board(), member_of_council(), member_of_council(B)])
    def test_it_is_the_last_word(self, who):
        facts = given(SCORESHEET, *self.FACTS).when(decide_season, self.WORD, who).facts
        assert facts[0] == CouncilWordRecorded(
            cluster=CLUSTER, unit=A, version=1, changes=self.WORD.changes, document=DECISION_661
        )
        assert moves(facts) == {A: {MODELS: ("25.00", "50.00")}}
        assert facts[1].cause == Cause(unit=A, layer=Layer.COUNCIL, version=1)

    def test_the_same_again_is_nothing(self):
        facts = then(self.FACTS, self.WORD, board())
        given(SCORESHEET, *facts).when(decide_season, self.WORD, board()).then()

    def test_its_minutes_have_to_be_on_record(self):
        loose = changed(self.WORD, document=UUID(int=5))  # type: ignore[type-var]  # a command has fields to change as a fact does
        given(SCORESHEET, *self.FACTS).when(decide_season, loose, board()).then_rejected(UnknownDocument)

    def test_a_member_is_silent_on_the_own_unit(self):
        given(SCORESHEET, *self.FACTS).when(decide_season, self.WORD, member_of_council(A)).then_rejected(no.OwnSheet)

    def test_it_comes_after_the_board_and_ends_its_word(self):
        given(SCORESHEET, *verified_season(CUT)).when(decide_season, self.WORD, board()).then_rejected(no.NotAppraised)
        facts = then(self.FACTS, self.WORD, board())
        given(SCORESHEET, *facts).when(decide_season, appraise(A), board()).then_rejected(no.CouncilHasSpoken)

    def test_it_changes_something(self):
        idle = council(A, change(MODELS, Times(times=2)))
        refused = given(SCORESHEET, *self.FACTS).when(decide_season, idle, board())
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"nothing-changed {MODELS}"]

    def test_a_pack_without_the_layer_has_none(self):
        facts = then(then(handed_in(start=OPENED), verify(A), officer(LEADER)), appraise(A), board())
        given(SCORESHEET, *facts).when(decide_season, self.WORD, board()).then_rejected(no.LayerNotInRules)


class TestOfficial:
    """Never a maximum or an average: the last of the pack's layers that spoke."""

    INPUTS = {  # noqa: RUF012 - read by every test, changed by none
        OfficialLayer.SELF: 4,
        OfficialLayer.LEADER: 1,
        OfficialLayer.FIELD: 3,
        OfficialLayer.BOARD: 2,
        OfficialLayer.COUNCIL: 5,
    }

    def spoken(self, *layers: OfficialLayer, order=ALL):
        """A season in which these layers spoke on A's models, each with its own count."""

        def said(layer):
            return (change(MODELS, Times(times=self.INPUTS[layer])),) if layer in layers else ()

        facts = history(own(A, models=4), start=changed(LAYERED, layers=order))
        facts += [verified(A, *said(OfficialLayer.LEADER))]
        scored = SheetFieldScored(cluster=CLUSTER, unit=A, department=DEPARTMENT, version=1, changes=said(OfficialLayer.FIELD))
        spoke = CouncilWordRecorded(
            cluster=CLUSTER, unit=A, version=1, changes=said(OfficialLayer.COUNCIL), document=DECISION_661
        )
        return fold(SCORESHEET, [*facts, scored, appraised(A, *said(OfficialLayer.BOARD)), spoke])

    @pytest.mark.parametrize("count", range(1, 6))
    def test_the_last_that_spoke(self, count: int):
        assert self.spoken(*ALL[:count]).official(A, MODELS) == Times(times=self.INPUTS[ALL[count - 1]])

    @pytest.mark.parametrize("silent", ALL[1:])
    def test_a_silent_layer_is_passed_over(self, silent: OfficialLayer):
        spoke = [layer for layer in ALL if layer is not silent]
        season = self.spoken(*spoke)
        assert season.official(A, MODELS) == Times(times=self.INPUTS[spoke[-1]])

    @pytest.mark.parametrize("order", [ALL, (*ALL[:2], ALL[3], ALL[2]), ALL[:2], ALL[:1]])
    def test_the_packs_order_decides(self, order):
        assert self.spoken(*ALL, order=order).official(A, MODELS) == Times(times=self.INPUTS[order[-1]])

    def test_what_holds_below_a_layer_is_what_those_before_it_say(self):
        sheet = self.spoken(*ALL).sheet(A)
        for lower, layer in pairwise(ALL):
            assert sheet.below(layer, ALL)[MODELS] == Times(times=self.INPUTS[lower])

    def test_without_layers_a_season_goes_by_self_leader_and_board(self):
        assert fold(SCORESHEET, [OPENED]).layers == (OfficialLayer.SELF, OfficialLayer.LEADER, OfficialLayer.BOARD)


class TestRulesOfTheSeason:
    def test_a_later_layer_that_the_pack_does_not_have_changes_nothing(self):
        facts = handed_in(start=changed(LAYERED, layers=(OfficialLayer.SELF, OfficialLayer.BOARD)))
        given(SCORESHEET, *facts).when(decide_season, verify(A, CUT), officer(LEADER)).then_rejected(no.LayerNotInRules)
        given(SCORESHEET, *facts).when(decide_season, verify(A), officer(LEADER)).then(verified(A))

    @pytest.mark.parametrize(("places", "expected"), [(2, "525.29"), (1, "525.3"), (0, "525")])
    def test_points_are_rounded_as_the_pack_says(self, places: int, expected: str):
        """B: 350 + 350 · 0.05009/0.1 of 250,000 is 525.29…: one rounding, to the places of the pack."""
        start = changed(LAYERED, decimal_places=places)
        facts = history(own(A, grain="275000"), own(B, grain="262520.5"), start=start)
        assert fold(SCORESHEET, facts).sheet(B).points[GRAIN] == Decimal(expected)

    def test_points_on_a_qualitative_leaf_stand_between_met_and_not_met(self):
        facts = then(handed_in(), verify(A, change(ORDER, points("120.5"))), officer(LEADER))
        assert fold(SCORESHEET, facts).sheet(A).points[ORDER] == Decimal("120.5")

    @pytest.mark.parametrize("leaf", [GRAIN, MODELS, HONOURS])
    def test_no_other_leaf_takes_points_of_leader_or_board(self, leaf: str):
        refused = given(SCORESHEET, *handed_in()).when(decide_season, verify(A, change(leaf, points("1"))), officer(LEADER))
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"wrong-input {leaf}"]

    def test_a_season_without_a_step_takes_none(self):
        facts = handed_in(start=OPENED)
        refused = given(SCORESHEET, *facts).when(decide_season, verify(A, change(ORDER, points("1"))), officer(LEADER))
        assert faults_of(refused.then_rejected(no.SheetUnsound)) == [f"wrong-input {ORDER}"]

    def test_an_actual_of_nothing_is_not_a_missing_one(self):
        facts = handed_in(own(A, grain="0"), own(B))
        season = fold(SCORESHEET, facts)
        assert season.official(A, GRAIN) == Actual(actual=Decimal(0))
        assert season.official(C, GRAIN) is None
