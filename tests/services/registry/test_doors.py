"""Who may bring which command, and what its decision reads."""

import pytest

from infra.runtime.decisions import Role
from services.registry.api import COMMANDS
from services.registry.commands import (
    RecordLegalDocument,
)
from services.registry.domain import CATEGORIES
from tests.services.registry.examples import ADOPT, EVERY_COMMAND, FORM, REGISTER, but
from tests.services.registry.work_examples import EVERY_WORK_COMMAND
from tests.specification import Given, context

DOORS = {door.command: door for door in COMMANDS}


def streams_of(command):
    return [stream.name for stream in DOORS[type(command)].streams(command)]


BOARD, BOARD_AND_UNITS = frozenset({Role.BOARD_OFFICER}), frozenset({Role.BOARD_OFFICER, Role.UNIT_OFFICER})


def test_every_command_has_a_door_and_only_the_board_comes_in():
    """But for what a unit proposes, hands in or has done in the work around the season."""
    assert list(DOORS) == [type(command) for command in (*EVERY_COMMAND, *EVERY_WORK_COMMAND)]
    for command in (*EVERY_COMMAND, *EVERY_WORK_COMMAND):
        of_units = type(command).__name__ in (
            "CompletePlannedTask",
            "ReceiveReviewReport",
            "ProposeExemplaryModel",
            "WithdrawExemplaryModel",
            "ProposeInitiative",
        )
        assert DOORS[type(command)].roles == (BOARD_AND_UNITS if of_units else BOARD)


def test_a_door_names_the_streams_in_the_order_of_its_decision():
    assert streams_of(ADOPT) == ["rule-pack/bac-lieu.2017", f"document/{ADOPT.document}"]
    assert streams_of(but(REGISTER, parent=None)) == [f"unit/{REGISTER.unit}", f"document/{REGISTER.document}"]
    assert streams_of(REGISTER)[2:] == [f"unit/{REGISTER.parent}"]
    assert streams_of(FORM)[:3] == [f"cluster/{FORM.cluster}", "season/bac-lieu.2023", f"document/{FORM.document}"]
    assert streams_of(FORM)[3:] == [f"unit/{unit}" for unit in FORM.members]


@pytest.mark.parametrize("command", [*EVERY_COMMAND, *EVERY_WORK_COMMAND], ids=lambda command: type(command).__name__)
def test_a_door_s_decision_takes_the_states_of_its_streams(command):
    """In a world without facts all but the first are refused: no decision takes more or other states than its door gives."""
    door = DOORS[type(command)]
    streams = door.streams(command)
    assert all(stream.category in CATEGORIES for stream in streams)
    decided = Given(tuple(stream.category.initial for stream in streams)).when(door.decide, command, context("2024-06-01T08:00"))
    assert (decided.refusal is None) == isinstance(command, RecordLegalDocument)
