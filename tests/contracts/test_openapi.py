"""What the services offer over HTTP is what is frozen, and is an OpenAPI 3.1 document that says the truth of refusals."""

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from contracts.topics import SERVICES
from infra.local.freeze import OPENAPI, openapi_of

DIFFERENCES_SHOWN_MAX = 10


def differences(old: Any, new: Any, path: str = "#") -> list[str]:
    """Name the places where two documents differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [f"{path}/{name} is gone" for name in sorted(old.keys() - new.keys())]
        added = [f"{path}/{name} is new" for name in sorted(new.keys() - old.keys())]
        within = [
            line for name in sorted(old.keys() & new.keys()) for line in differences(old[name], new[name], f"{path}/{name}")
        ]
        return gone + added + within
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [line for place, (one, other) in pairs for line in differences(one, other, f"{path}/{place}")]
    return [] if old == new else [f"{path} was {json.dumps(old)[:80]} and is {json.dumps(new)[:80]}"]


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_offered_is_what_is_frozen(service: str):
    """A difference is a conversation with whoever calls us; `make freeze` records its outcome."""
    frozen = json.loads((OPENAPI / f"{service}.json").read_bytes())
    found = differences(frozen, openapi_of(service))
    shown = "\n  ".join(found[:DIFFERENCES_SHOWN_MAX])
    assert not found, f"{service}: {len(found)} differences from contracts/openapi/{service}.json:\n  {shown}"


@pytest.mark.parametrize("service", SERVICES)
def test_it_is_a_valid_document(service: str):
    document = json.loads((OPENAPI / f"{service}.json").read_bytes())
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_is_a_problem_and_says_so(service: str):
    document = json.loads((OPENAPI / f"{service}.json").read_bytes())
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, item in document["paths"].items():
        for method, operation in item.items():
            for status, answer in operation["responses"].items():
                if status >= "400" and path != "/health/ready":
                    assert list(answer["content"]) == ["application/problem+json"], (method, path, status)


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_open_but_health_and_public_keys(service: str):
    document = json.loads((OPENAPI / f"{service}.json").read_bytes())
    unguarded = {path for path, item in document["paths"].items() for one in item.values() if not one.get("security")}
    open_to_all = {"/health/live", "/health/ready", "/keys"}
    if service == "awards":
        # What anybody may ask of the register: of public facts alone, so often from one address.
        open_to_all |= {"/public/awards/{number}", "/public/awards/{number}/proof", "/public/asyncapi.json"}
        open_to_all |= {"/public/units", "/public/units/{unit}/honours"}
    assert unguarded == open_to_all


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_asks_for_its_key(service: str):
    document = json.loads((OPENAPI / f"{service}.json").read_bytes())
    commands = [item["post"] for path, item in document["paths"].items() if path.startswith("/commands/")]
    assert commands
    for command in commands:
        required = {one["name"] for one in command["parameters"] if one["required"]}
        assert required == {"Idempotency-Key"}
        assert command["requestBody"]["required"]


def test_a_difference_is_named_by_its_place():
    old = {"paths": {"/units": {"get": {"limit": 50}}, "/clusters": {}}, "tags": [1]}
    new = {"paths": {"/units": {"get": {"limit": 200}}, "/seasons": {}}, "tags": [1, 2]}
    assert differences(old, new) == [
        "#/paths//clusters is gone",
        "#/paths//seasons is new",
        "#/paths//units/get/limit was 50 and is 200",
        "#/tags was [1] and is [1, 2]",
    ]
