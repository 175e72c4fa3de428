"""All that is said of a sheet, and the way to whoever decides it: layers, line departments, advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from contracts.base import Fact
from contracts.scoring import (
    CouncilWordRecorded,
    CrossSheetSubmitted,
    FieldScoringAssigned,
    SelfSheetSubmitted,
    SheetAppraised,
    SheetExplained,
    SheetFieldScored,
    SheetVerified,
)
from infra.runtime.decisions import Context
from services.scoring.advice import AdviceCommand, AdviceFact, decide_advice, evolve_advice
from services.scoring.commands import (
    AppraiseSheet,
    AssignFieldScoring,
    ExplainSheet,
    FieldScoreSheet,
    RecordCouncilWord,
    SubmitCrossSheet,
    SubmitSelfSheet,
    VerifySheet,
)
from services.scoring.field import FieldCommand, FieldFact, decide_field, evolve_field
from services.scoring.known import Known
from services.scoring.layers import LayerCommand, LayerFact, decide_layers, evolve_layers
from services.scoring.season import Scoresheet

SheetCommand = LayerCommand | FieldCommand | AdviceCommand
SheetFact = LayerFact | FieldFact | AdviceFact


def decide_sheets(command: SheetCommand, context: Context[Known], season: Scoresheet) -> Sequence[Fact]:
    """Decide what is said of a sheet."""
    match command:
        case SubmitSelfSheet() | VerifySheet() | AppraiseSheet() | RecordCouncilWord():
            return decide_layers(command, context, season)
        case AssignFieldScoring() | FieldScoreSheet():
            return decide_field(command, context, season)
        case SubmitCrossSheet() | ExplainSheet():
            return decide_advice(command, context, season)
        case _:
            assert_never(command)


def evolve_sheets(season: Scoresheet, fact: SheetFact) -> Scoresheet:
    match fact:
        case SelfSheetSubmitted() | SheetVerified() | SheetAppraised() | CouncilWordRecorded():
            return evolve_layers(season, fact)
        case FieldScoringAssigned() | SheetFieldScored():
            return evolve_field(season, fact)
        case CrossSheetSubmitted() | SheetExplained():
            return evolve_advice(season, fact)
        case _:
            assert_never(fact)
