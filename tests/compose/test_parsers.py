"""The official parsers accept our files, and would not accept broken ones."""

from pathlib import Path

import pytest

from tests.compose.conftest import COMPOSE, DOCKERFILE, Project, example_environment, validate

# The first build fetches and compiles the parsers.
pytestmark = pytest.mark.timeout(600)


def test_our_reading_is_the_official_one(official: Project, project: Project):
    assert set(official["services"]) == set(project["services"])
    for name, service in project["services"].items():
        seen = official["services"][name]
        assert seen.get("environment", {}) == service.get("environment", {})
        assert seen.get("image") == service.get("image")
        assert seen.get("command") == service.get("command")
        assert sorted(seen.get("networks", {})) == sorted(service["networks"])
        assert {secret["source"] for secret in seen.get("secrets", [])} == {
            secret if isinstance(secret, str) else secret["source"] for secret in service.get("secrets", [])
        }
        assert {name: how["condition"] for name, how in seen.get("depends_on", {}).items()} == {
            name: how["condition"] for name, how in service.get("depends_on", {}).items()
        }


@pytest.mark.parametrize("name", ["THIDUA_INSTALLATION", "THIDUA_TOKEN_ISSUER", "THIDUA_TOKEN_JWKS"])
def test_what_is_missing_is_named(validator: Path, name: str):
    environment = {key: value for key, value in example_environment().items() if key != name}
    answer = validate(validator, environment)
    assert answer.returncode == 1
    assert name in answer.stderr


def test_a_wrong_compose_file_is_refused(validator: Path, tmp_path: Path):
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.read_text().replace("condition: service_healthy", "condition: service_wealthy", 1))
    assert validate(validator, example_environment(), compose=wrong).returncode == 1


def test_a_wrong_dockerfile_is_refused(validator: Path, tmp_path: Path):
    wrong = tmp_path / "Dockerfile"
    wrong.write_text(DOCKERFILE.read_text().replace("COPY requirements.lock /app/", "COPY requirements.lock"))
    assert validate(validator, example_environment(), dockerfile=wrong).returncode == 1
