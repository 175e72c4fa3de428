"""The secrets that containers get, and the databases that they open."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from contracts.topics import SERVICES
from infra.local.places import ROOT
from infra.local.postgres import ADMINISTRATOR, Postgres
from tests.compose.conftest import Project

SERVICES_SH = ROOT / "infra" / "postgres" / "services.sh"


def test_every_secret_that_compose_names_is_made_and_no_other(secrets: Path, project: Project):
    assert {path.name for path in secrets.iterdir()} == set(project["secrets"])


def test_making_them_again_changes_nothing(make_secrets: ModuleType, tmp_path: Path):
    made = make_secrets.make(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == sorted(before)
    assert make_secrets.make(tmp_path) == []
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_is_missing_is_made_to_fit_what_is_there(make_secrets: ModuleType, tmp_path: Path):
    make_secrets.make(tmp_path)
    (tmp_path / "registry_database_url").unlink()
    assert make_secrets.make(tmp_path) == ["registry_database_url"]
    assert (tmp_path / "registry_password").read_text() in (tmp_path / "registry_database_url").read_text()


def test_the_directory_is_its_owners_alone(secrets: Path):
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700


def test_every_secret_differs(secrets: Path):
    contents = [path.read_bytes() for path in secrets.iterdir()]
    assert len(set(contents)) == len(contents)


def test_the_signing_keys_are_signing_keys(secrets: Path):
    for service in SERVICES:
        key = load_pem_private_key((secrets / f"{service}_head_key").read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)


def run_services_sh(environment: dict[str, str]) -> None:
    ran = subprocess.run(["sh", str(SERVICES_SH)], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_the_databases_script_is_run_and_not_sourced():
    """The image sources what is not executable; `set -u` would then hold for the image's own script."""
    assert os.access(SERVICES_SH, os.X_OK)


@pytest.fixture
def server(stack_directory: Path) -> Iterator[Postgres]:
    """A server of our own: the roles have the names that other tests may use on the shared one."""
    with Postgres(stack_directory / "compose") as running:
        yield running


@pytest.mark.stack
async def test_each_role_opens_its_own_database_and_no_other(server: Postgres, secrets: Path):
    """The container's script, run against a real server; twice, because it may be run again after a change."""
    directory = server._programs.bin
    environment = {
        **os.environ,
        "PATH": f"{directory}{os.pathsep}{os.environ['PATH']}",
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGPASSWORD": server._password(ADMINISTRATOR),
        "THIDUA_SECRETS": str(secrets),
        "THIDUA_STATEMENTS": str(ROOT / "infra" / "local" / "service_database.sql"),
    }
    for _ in range(2):
        run_services_sh(environment)

    for service in SERVICES:
        url = (secrets / f"{service}_database_url").read_text().replace("postgres:5432", f"127.0.0.1:{server.port}")
        connection = await asyncpg.connect(url)
        assert (
            await connection.fetchval("SELECT current_database() || ' ' || current_user") == f"thidua_{service} thidua_{service}"
        )
        await connection.execute("CREATE SCHEMA a; CREATE TABLE a.b (c int); DROP SCHEMA a CASCADE")
        await connection.close()
        for other in set(SERVICES) - {service}:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(f"{url.removesuffix(service)}{other}")
