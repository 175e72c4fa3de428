"""One cluster in a directory."""

import multiprocessing
import os
import signal
import stat
from pathlib import Path

import asyncpg
import pytest

from infra.local import processes
from infra.local.faults import Fault
from infra.local.ports import free_port
from infra.local.postgres import Postgres


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_a_service_owns_its_database_and_enters_no_other(postgres: Postgres):
    registry = postgres.ensure_service_database("registry")
    postgres.ensure_service_database("scoring")
    assert await ask(registry, "SELECT current_user::text") == "thidua_registry"
    assert await ask(registry, "SELECT has_database_privilege(current_database(), 'CREATE')") is True
    foreign = registry.rpartition("/")[0] + "/thidua_scoring"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ask(foreign, "SELECT 1")


def test_a_database_may_be_asked_for_again(postgres: Postgres):
    assert postgres.ensure_service_database("ranking") == postgres.ensure_service_database("ranking")


async def test_what_is_committed_is_on_disk(postgres: Postgres):
    url = postgres.ensure_service_database("awards")
    assert [await ask(url, f"SELECT current_setting('{name}')") for name in ("fsync", "synchronous_commit")] == ["on", "on"]


async def test_passwords_are_needed_and_only_the_owner_reads_them(postgres: Postgres):
    file = postgres.directory / "passwords.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(f"postgresql://postgres:guess@127.0.0.1:{postgres.port}/postgres", "SELECT 1")


async def test_committed_rows_outlive_a_power_cut(directory: Path):
    with Postgres(directory) as cluster:
        await ask(cluster.url("postgres"), "CREATE TABLE kept AS SELECT 7 AS seven")
        cluster.kill()
        assert list(processes.marked(directory)) == []
        cluster.start()
        assert await ask(cluster.url("postgres"), "SELECT seven FROM kept") == 7


def start_and_die(directory: Path) -> None:
    Postgres(directory).start()
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_orphan_of_a_killed_parent_is_reaped_at_the_next_start(directory: Path):
    parent = multiprocessing.get_context("spawn").Process(target=start_and_die, args=[directory])
    parent.start()
    parent.join()
    orphans = list(processes.marked(directory))
    assert orphans
    with Postgres(directory) as cluster:
        assert not any(map(processes.is_alive, orphans))
        assert cluster.psql("SELECT 1") == "1"
    assert list(processes.marked(directory)) == []


def test_a_directory_serves_one_at_a_time(postgres: Postgres):
    with pytest.raises(Fault, match="in use by another process"):
        Postgres(postgres.directory).start()
    assert postgres.psql("SELECT 1") == "1"


def test_a_taken_port_is_named_in_both_languages(postgres: Postgres, directory: Path):
    with pytest.raises(Fault) as refused:
        Postgres(directory, port=postgres.port).start()
    assert f"Cổng {postgres.port}" in refused.value.vi
    assert f"Port {postgres.port}" in refused.value.en
    assert refused.value.code == 2


def test_a_given_port_is_used(directory: Path):
    port = free_port()
    with Postgres(directory, port=port) as cluster:
        assert cluster.port == port


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its cluster to another user")
def test_a_directory_that_the_account_cannot_reach_is_replaced_by_one_that_it_can(tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Postgres(closed / "postgres")
    with cluster:
        assert not cluster.data.is_relative_to(tmp_path)
    cluster.erase()
    assert not cluster.data.exists()
