"""The plan is the same each time, and every command of it fits the door it is meant for."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256
from importlib import import_module

import pytest

from contracts.topics import SERVICES
from infra.local.demo.plan import Plan
from infra.local.demo.season import season
from infra.local.issuer import Persona
from infra.runtime.doors import Door


@cache
def doors(service: str) -> dict[str, Door]:
    return {door.name: door for door in import_module(f"services.{service}.api").COMMANDS}


def fingerprint(plan: Plan) -> str:
    said = sha256()
    for command in plan.commands:
        said.update(f"{command.service} {command.method} {command.path} {command.key} {command.actor}".encode() + command.body)
    return said.hexdigest()


def test_another_process_makes_the_same_plan():
    """Nothing in it hangs on hash seeds, the clock or the order of a set."""
    program = "from tests.local.demo.test_plan import *; print(fingerprint(season()))"
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == fingerprint(season())


def test_each_command_has_a_key_of_its_own():
    keys = Counter(command.key for command in season().commands)
    assert set(keys.values()) == {1}
    assert all(1 <= len(key) <= 200 and key.isascii() and " " not in key for key in keys)


def test_days_run_forward_from_january_to_april():
    days = [phase.day for phase in season().phases]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (date(2023, 1, 16), date(2024, 4, 2))


def test_how_often_each_command_is_given():
    given = Counter(command.name for command in season().commands if not command.address)
    assert (given["sign-agreement"], given["submit-self-sheet"]) == (175 + 13, 175)
    assert given["register-unit"] == 175 + 12
    assert given["submit-cross-sheet"] == 350
    assert given["form-cluster"] == given["register-rotating-flag"] == given["hand-over-rotating-flag"] == 20 + 1
    assert given["recognise-leaders"] == 20 + 1 + 1
    assert given["lock-scores"] == given["publish-standings"] == 20 + 1
    assert (given["grant-awards"], given["cast-vote"]) == (20, 5)
    assert (given["set-report-due-days"], given["record-report-receipts"], given["enter-ledger-entry"]) == (20, 60, 15)
    assert given["sign-decision"] == given["adopt-rule-pack"] == given["set-base-salary"] == 2


@pytest.mark.parametrize("service", SERVICES)
def test_commands_fit_their_doors(service):
    """Strictly valid as they are sent, and given by somebody who may."""
    for command in season().commands:
        if command.service != service or command.address or command.late:
            continue
        door = doors(service)[command.name]
        door.command.model_validate_json(command.body)
        assert Persona(command.actor.persona).role in door.roles, command.key
