"""The export: it goes on where it stopped, and writes over nothing that is not its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from infra.local.places import ROOT
from infra.runtime import export as exporting
from infra.runtime.event_log import EventLog
from infra.runtime.export import ExportRefused, LogFolder, heads_of
from tests.audit.conftest import Verifier, export
from tests.runtime import parts


async def test_an_export_is_the_logs_own_bytes(exported: Path, pool: asyncpg.Pool) -> None:
    assert (exported / "events.jsonl").read_bytes() == b"".join(body + b"\n" for body in await parts.bodies(pool))
    assert [json.loads(line)["position"] for line in (exported / "heads.jsonl").read_text().splitlines()] == [3, 8]


async def test_an_export_grows_with_its_log(exported: Path, log: EventLog, pool: asyncpg.Pool, verify: Verifier) -> None:
    kept = exported.parent / "kept.json"
    (exported / "head.json").rename(kept)
    await parts.write(log, parts.registered(), parts.registered())
    assert await export(pool, exported.parent) == exported
    assert len((exported / "events.jsonl").read_bytes().splitlines()) == 11
    assert verify(exported, "--head", kept).code == 0


async def test_an_export_goes_on_wherever_it_was_stopped(
    exported: Path, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut off behind any byte. Taken out: the truncation to whole lines in `_begin`."""
    monkeypatch.setattr(exporting, "BATCH", 2)
    path = exported / "events.jsonl"
    whole = path.read_bytes()
    heads = (exported / "heads.jsonl").read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        await export(pool, exported.parent)
        assert path.read_bytes() == whole
        assert (exported / "heads.jsonl").read_bytes() == heads


async def test_a_stopped_export_has_no_head(exported: Path, log: EventLog, pool: asyncpg.Pool, verify: Verifier) -> None:
    await parts.write(log, parts.registered())
    [head] = await heads_of(pool)
    steps = LogFolder(exported, head).export(pool, {"keys": []})
    assert await anext(steps) == 9
    await steps.aclose()  # type: ignore[attr-defined]
    assert verify(exported).code == 1
    await export(pool, exported.parent)
    assert verify(exported).code == 0


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def refusal(pool: asyncpg.Pool, folder: Path) -> str:
    """What the export says when it refuses; it must have changed nothing."""
    before = contents(folder)
    with pytest.raises(ExportRefused) as refused:
        await export(pool, folder.parent)
    assert contents(folder) == before
    return str(refused.value)


async def test_a_folder_with_another_log_is_refused(exported: Path, pool: asyncpg.Pool) -> None:
    path = exported / "events.jsonl"
    path.write_bytes(path.read_bytes().replace(parts.SOURCE.encode(), b"/other/registry/registry"))
    said = await refusal(pool, exported)
    assert "holds another log (/other/registry/registry)" in said
    assert "giữ sổ khác" in said


async def test_a_folder_with_a_longer_log_is_refused(exported: Path, pool: asyncpg.Pool) -> None:
    path = exported / "events.jsonl"
    whole = path.read_bytes()
    for more in (whole + whole.splitlines(keepends=True)[-1], whole + b"{"):
        path.write_bytes(more)
        assert "holds more than the 9 events" in await refusal(pool, exported)


async def test_a_folder_whose_bytes_differ_is_refused(exported: Path, pool: asyncpg.Pool) -> None:
    """Taken out: the comparison of the chain, and of the rest behind the last whole line."""
    path = exported / "events.jsonl"
    whole = path.read_bytes()
    for other in (whole.replace(b'"staff":10', b'"staff":11', 1), whole[:-30] + b"?", b"garbage", whole[:400] + b"\n"):
        path.write_bytes(other)
        assert "hoose another folder" in await refusal(pool, exported)


async def test_a_folder_with_other_things_is_left_alone(log: EventLog, pool: asyncpg.Pool, tmp_path: Path) -> None:
    """`thidua export registry services` must not write over a README."""
    await parts.write(log, parts.registered())
    folder = tmp_path / "registry"
    folder.mkdir()
    (folder / "README.md").write_text("mine")
    assert "holds something else" in await refusal(pool, folder)


async def test_a_log_that_was_tampered_with_is_not_exported_as_if_it_were_sound(
    log: EventLog, pool: asyncpg.Pool, tmp_path: Path
) -> None:
    """Taken out: the comparison of the chain with the log's head."""
    await parts.write(log, parts.registered(), parts.registered())
    await pool.execute("update runtime.log_head set chain = $1", bytes(32))
    with pytest.raises(ExportRefused, match="does not fit its own head"):
        await export(pool, tmp_path)
    assert not (tmp_path / "registry" / "head.json").exists()


async def test_an_event_that_was_changed_is_named_by_the_export(log: EventLog, pool: asyncpg.Pool, tmp_path: Path) -> None:
    """Before, the last position was named, wherever the event was. Taken out: the comparison with each row's chain."""
    await parts.write(log, parts.registered(), parts.registered(), parts.registered())
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("alter table runtime.event_log disable trigger user")
        await connection.execute("update runtime.event_log set body = body || ' '::bytea where position = 2")
        await connection.execute("alter table runtime.event_log enable trigger user")
    with pytest.raises(ExportRefused, match="at position 2:"):
        await export(pool, tmp_path)


def listening_to_ctrl_c() -> None:
    """Whoever runs the tests in the background may have them ignore Ctrl-C, and a child would inherit that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Program:
    """`thidua export` as a person runs it."""

    def __init__(self, database: str, key: Path) -> None:
        self.environment = {**os.environ, "THIDUA_DATABASE_URL": database, "THIDUA_HEAD_KEY": str(key)}

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "infra.local.cli", "export", *map(str, arguments)]
        return subprocess.Popen(
            command,
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=listening_to_ctrl_c,
        )

    def run(self, *arguments: object) -> tuple[int, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=60)
        assert "Traceback" not in err, err
        return process.returncode, out + err


@pytest.fixture
def program(database: str, tmp_path: Path) -> Program:
    key = tmp_path / "key.pem"
    key.write_bytes(parts.KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Program(database, key)


async def test_the_command_exports_and_says_so(program: Program, exported: Path, tmp_path: Path, verify: Verifier) -> None:
    fresh = tmp_path / "fresh"
    code, said = program.run("registry", fresh)
    assert code == 0, said
    assert "registry  9/9" in said
    assert "còn · left 0 s" in said
    assert verify(fresh).code == 0
    code, said = program.run("registry", fresh, "--json")
    [told] = json.loads(said)["logs"]
    assert (told["position"], told["added"], told["heads"], told["source"]) == (9, 0, 2, parts.SOURCE)
    assert program.run("nothing", fresh)[0] == 2
    spaced = tmp_path / "Bản xuất 2023"
    assert f"python '{spaced}/registry/verify.py' '{spaced}'" in program.run("registry", spaced)[1]
    assert program.run("registry", exported / "events.jsonl")[0] == 2


async def test_the_command_can_be_interrupted_and_goes_on(
    program: Program, log: EventLog, pool: asyncpg.Pool, tmp_path: Path, verify: Verifier
) -> None:
    """Ctrl-C in the middle of an export: a sentence, no traceback, and the same command goes on."""
    await log.append([parts.proposal(parts.registered()) for _ in range(50)])
    assert program.run("registry", tmp_path / "long")[0] == 0
    await log.append([parts.proposal(parts.registered()) for _ in range(50)])
    await log.append([], sign=True)
    async with pool.acquire() as holder:
        # Held up at its first look into the log, so that it is in the middle however fast the machine is.
        transaction = holder.transaction()
        await transaction.start()
        await holder.execute("lock table runtime.event_log in access exclusive mode")
        process = program.start("registry", tmp_path / "long")
        waits = "select count(*) from pg_locks where relation = 'runtime.event_log'::regclass and not granted"
        await parts.until(lambda: holder.fetchval(waits))
        process.send_signal(signal.SIGINT)
        _, err = await asyncio.to_thread(process.communicate, timeout=60)
        await transaction.rollback()
    assert process.returncode == 130, err
    assert "The same command goes on where it stopped" in err
    assert "Traceback" not in err
    code, said = program.run("registry", tmp_path / "long", "--json")
    assert code == 0, said
    [told] = json.loads(said)["logs"]
    assert (told["added"], told["position"]) == (51, 101)
    assert verify(tmp_path / "long").code == 0
