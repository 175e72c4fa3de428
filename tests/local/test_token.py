"""The demonstration's issuer."""

import json
import stat
from pathlib import Path
from uuid import UUID

import jwt
import pytest

from infra.local.faults import Fault
from infra.local.issuer import ISSUER, Persona, ensure_issuer, person_id, require_demo, sign
from infra.local.state import State
from tests.local.conftest import StackProgram

UNIT = UUID("8a0b9f52-3a48-4d0e-9a4e-0c1f7f1b2d11")


def verify(directory: Path, token: str) -> dict[str, object]:
    keys = jwt.PyJWKSet.from_dict(json.loads((directory / "jwks.json").read_text()))
    key = keys[jwt.get_unverified_header(token)["kid"]]
    return jwt.decode(token, key.key, algorithms=["EdDSA"], audience="thidua", issuer=ISSUER)


def test_a_token_carries_the_persona(tmp_path: Path):
    ensure_issuer(tmp_path)
    claims = verify(tmp_path, sign(tmp_path, Persona.UNIT_OFFICER, UNIT))
    assert claims["roles"] == ["unit-officer"]
    assert claims["unit"] == str(UNIT)
    assert claims["authority"] == "bac-lieu"
    assert claims["sub"] == str(person_id(Persona.UNIT_OFFICER, UNIT))


def test_a_leading_units_officer_is_a_unit_officer(tmp_path: Path):
    """Leaders are looked up; a token never makes one."""
    ensure_issuer(tmp_path)
    assert verify(tmp_path, sign(tmp_path, Persona.LEADER_OFFICER, UNIT))["roles"] == ["unit-officer"]


def test_the_key_stays_the_same_and_is_the_owners_alone(tmp_path: Path):
    ensure_issuer(tmp_path)
    token = sign(tmp_path, Persona.AUDITOR)
    ensure_issuer(tmp_path)
    assert verify(tmp_path, token)["roles"] == ["auditor"]
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_another_key_does_not_verify(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    ensure_issuer(tmp_path / "a")
    ensure_issuer(tmp_path / "b")
    with pytest.raises((jwt.InvalidTokenError, KeyError)):
        verify(tmp_path / "a", sign(tmp_path / "b", Persona.BOARD_OFFICER))


def test_people_are_the_same_every_time_and_differ_by_unit():
    assert person_id(Persona.UNIT_OFFICER, UNIT) == person_id(Persona.UNIT_OFFICER, UNIT)
    assert person_id(Persona.UNIT_OFFICER, UNIT) != person_id(Persona.UNIT_OFFICER)


@pytest.mark.parametrize("state", [None, State(profile="production")])
def test_tokens_are_refused_where_no_demonstration_runs(monkeypatch: pytest.MonkeyPatch, state: State | None):
    monkeypatch.delenv("THIDUA_PROFILE", raising=False)
    with pytest.raises(Fault) as refused:
        require_demo(state)
    assert refused.value.code == 2


def test_the_command_is_refused_outside_the_demonstration(stack: StackProgram):
    stack.root.mkdir()
    ensure_issuer(stack.layout.issuer)
    State().write(stack.layout.state)
    assert stack.run("token", "auditor").returncode == 0
    refused = stack.run("token", "auditor", THIDUA_PROFILE="production")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "THIDUA_PROFILE=demo" in refused.stderr
    assert "Traceback" not in refused.stderr
