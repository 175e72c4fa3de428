"""PostgreSQL comes back as an older copy of itself, or has no room."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from infra.local import accounts
from infra.local.faults import Fault
from infra.local.postgres import Postgres
from tests.faults.outages.repairs import restore
from tests.faults.outages.rooms import room
from tests.faults.outages.small import Small, nothing_lost, wait
from tests.zygote import Zygote


def brought_back(small: Small, older: Path) -> None:
    small.postgres.stop()
    shutil.rmtree(small.postgres.data)
    subprocess.run(["cp", "-a", older, small.postgres.data], check=True)
    small.postgres.start()


def test_an_older_copy_is_noticed_before_a_command_is_accepted_and_restored_from_the_topic(small: Small) -> None:
    """The service runs on, its gate open: it finds another database under the head's lock.

    What heals it by the operator's hand: `thidua restore`. Taken out: the guard in `EventLog._append`.
    """
    process = small.service()
    older = small.directory / "older"
    with small.load() as load:
        load.accepted(10)
    small.postgres.stop()
    subprocess.run(["cp", "-a", small.postgres.data, older], check=True)
    small.postgres.start()
    with small.load() as load:
        load.accepted(30)
    nothing_lost(small)
    brought_back(small, older)
    with small.load() as load:
        wait(lambda: "does not have" in (process.health() or {}).get("checks", {}).get("history", ""), what="the gate says why")
        wait(lambda: load.answers[503] > 3, what="refused")
        assert load.answers[200] == 0
        assert restore(small) > 0
        load.accepted(20)
    shutil.rmtree(older)
    nothing_lost(small)


@pytest.mark.parametrize("table", ["runtime.event_log", pytest.param("figure", marks=pytest.mark.campaign)])
def test_a_full_disk_of_the_log_or_of_the_read_model_loses_and_parks_nothing(small: Small, table: str) -> None:
    """Refused while there is no room for the log; late while there is none for the read model; then all goes on.

    Taken out: class 53 in `is_infrastructure`. Then good events are parked, and commands get 500.
    """
    if table == "figure":
        schema = small.psql("select schema from runtime.generation where active")
        table = f"{schema}.figure"
    process = small.service()
    place = small.postgres.directory / "room"
    with room(place, 16, accounts.unprivileged()) as disk:
        small.psql(f"create tablespace small location '{place}'")
        small.psql(f"alter table {table} set tablespace small")
        try:
            disk.fill()
            said = len(process.log.read_text())
            with small.load(pause_s=0) as load:
                if table == "runtime.event_log":
                    wait(lambda: load.answers[503] > 5, what="commands are refused")
                    assert "could not extend file" in process.log.read_text()[said:]
                else:
                    wait(lambda: "could not extend file" in process.log.read_text()[said:], what="the projector says so")
                    load.accepted(20)
                disk.empty()
                load.accepted(20)
            nothing_lost(small)
        finally:
            small.psql(f"alter table {table} set tablespace pg_default")
            small.psql("drop tablespace small")


@pytest.mark.campaign
def test_a_postgresql_that_has_no_room_for_its_own_log_loses_nothing_that_was_answered(
    stack_directory: Path, zygote: Zygote
) -> None:
    """It may end itself; started again with room, all goes on."""
    directory = stack_directory / "no-room"
    place = stack_directory / "no-room-postgres"
    with room(place, 240) as disk:
        place.chmod(0o755)
        with Small.started(directory, zygote, postgres=Postgres(place / "postgres")) as small:
            with small.load(pause_s=0) as load:
                load.accepted(30)
                small.psql("alter system set wal_recycle = off")
                disk.fill()
                wait(lambda: no_room(small), what="PostgreSQL cannot begin another file of its log")
                wait(lambda: load.answers[503] + load.answers[0] > 10, what="commands are refused")
                disk.empty()
                if small.postgres.pid is None:
                    small.postgres.kill()
                    small.postgres.start()
                load.accepted(30)
            nothing_lost(small)


def no_room(small: Small) -> bool:
    """Let PostgreSQL begin another file of its log; whether that was more than it could."""
    try:
        small.psql("select pg_switch_wal(); create table room (); drop table room")
    except Fault:
        return True
    return False
