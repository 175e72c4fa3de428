"""docker-compose.yml as it is read: by our own few lines always, by the official parser where Go is installed."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from infra.local.places import ROOT

COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "infra" / "docker" / "Dockerfile"
EXAMPLE_ENV = ROOT / "infra" / "docker" / "example.env"
VALIDATE = Path(__file__).parent / "validate"

Project = dict[str, Any]


def example_environment() -> dict[str, str]:
    """What `.env` says after `cp infra/docker/example.env .env`."""
    lines = [line.partition("=") for line in EXAMPLE_ENV.read_text().splitlines() if line and not line.startswith("#")]
    return {name: value for name, _, value in lines}


def interpolated(text: str, environment: dict[str, str]) -> str:
    """Fill in `${NAME:-default}` and `${NAME:?message}`, the two forms that the file uses."""

    def value(match: re.Match[str]) -> str:
        name, kind, rest = match.groups()
        if given := environment.get(name):
            return given
        assert kind == "-", f"{name}: {rest}"
        return rest

    return re.sub(r"\$\{([A-Z_]+):([-?])([^}]*)\}", value, text)


@pytest.fixture(scope="session")
def project() -> Project:
    loaded: Project = yaml.safe_load(interpolated(COMPOSE.read_text(), example_environment()))
    return loaded


@pytest.fixture(scope="session")
def make_secrets() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_secrets", ROOT / "infra" / "docker" / "make_secrets.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def secrets(make_secrets: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory: Path = tmp_path_factory.mktemp("secrets")
    make_secrets.make(directory)
    return directory


@pytest.fixture(scope="session")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program around the official parsers, built once; Go keeps what it fetched and built in its own caches."""
    if not shutil.which("go"):
        pytest.skip("Go is not installed: docker-compose.yml and the Dockerfile are NOT checked by the official parsers")
    program = tmp_path_factory.mktemp("validate") / "validate"
    command = ["go", "build", "-mod=readonly", "-o", str(program), "."]
    built = subprocess.run(command, cwd=VALIDATE, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return program


def validate(
    program: Path, environment: dict[str, str], compose: Path = COMPOSE, dockerfile: Path = DOCKERFILE
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("THIDUA_")}
    command = [str(program), str(compose), str(dockerfile)]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def official(validator: Path) -> Project:
    """The project as the official parser understands it."""
    answer = validate(validator, example_environment())
    assert answer.returncode == 0, answer.stderr
    loaded: Project = json.loads(answer.stdout)
    return loaded
