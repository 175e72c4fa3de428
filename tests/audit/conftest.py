"""An export of a real log, and the verifier where nothing of ours can be imported."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra.local.postgres import Postgres
from infra.runtime.event_log import EventLog
from infra.runtime.export import VERIFIER, LogFolder, heads_of
from infra.runtime.heads import HeadSigner
from infra.runtime.migrate import migrate
from tests.runtime import parts
from tests.runtime.conftest import log, pool

__all__ = ["log", "pool"]

NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")
KEYS = {"keys": [HeadSigner(parts.KEY).public_jwk()]}
BOOTSTRAP = """
import runpy, sys
sys.path.append(sys.argv.pop(1))
for ours in ("contracts", "infra", "services", "pydantic"):
    try:
        __import__(ours)
    except ModuleNotFoundError:
        continue
    sys.exit(f"{ours} can be imported")
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture(scope="session")
def template(postgres: Postgres) -> str:
    """A database with the runtime's own tables."""
    postgres.psql("CREATE DATABASE template_audit")

    async def fill() -> None:
        async with asyncpg.create_pool(postgres.url("template_audit"), min_size=1, max_size=1) as pool:
            await migrate(pool)

    asyncio.run(fill())
    return "template_audit"


@dataclass(frozen=True)
class Verdict:
    code: int
    said: str


class Verifier:
    """`python verify.py …` as an auditor runs it: another folder, the standard library and `cryptography`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._packages = directory / "packages"
        self._packages.mkdir()
        installed = Path(sysconfig.get_path("platlib"))
        for name in NEEDED:
            for path in [*installed.glob(name), *installed.glob(f"{name}.*")]:
                (self._packages / path.name).symlink_to(path)
        shutil.copy(VERIFIER, directory / "verify.py")

    def __call__(self, *arguments: object) -> Verdict:
        given = [sys.executable, "-I", "-S", "-c", BOOTSTRAP, self._packages, self.directory / "verify.py", *arguments]
        done = subprocess.run([str(each) for each in given], cwd=self.directory, capture_output=True, timeout=60)
        said = done.stdout.decode() + done.stderr.decode()
        assert "Traceback" not in said, said
        return Verdict(done.returncode, said)


@pytest.fixture(scope="session")
def verify(tmp_path_factory: pytest.TempPathFactory) -> Verifier:
    return Verifier(tmp_path_factory.mktemp("auditor"))


async def export(pool: asyncpg.Pool, directory: Path) -> Path:
    """Export the log; the folder of its own."""
    [head] = await heads_of(pool)
    folder = LogFolder(directory / head.log, head)
    reached = [position async for position in folder.export(pool, KEYS)]
    assert reached[-1] == head.position
    return folder.at


@pytest.fixture
async def exported(log: EventLog, pool: asyncpg.Pool, tmp_path: Path) -> Path:
    """A log of nine events, the fourth and the ninth of them signed heads."""
    unit = parts.registered()
    await parts.write(log, unit, parts.figures(unit.unit), parts.registered())
    await log.append([], sign=True)
    await parts.write(log, parts.registered(), parts.figures(unit.unit, 11), parts.registered(), parts.registered())
    await log.append([], sign=True)
    return await export(pool, tmp_path / "export")


Change = Callable[[list[bytes]], Sequence[bytes]]


def rewrite(folder: Path, change: Change) -> None:
    """Change the events of an export as somebody does who knows the format: `head.json` and `heads.jsonl` fit again."""
    path = folder / "events.jsonl"
    lines = change(path.read_bytes().splitlines())
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    head = json.loads((folder / "head.json").read_text())
    chain = hashlib.sha256(head["source"].encode()).digest()
    for line in lines:
        chain = hashlib.sha256(chain + line).digest()
    head |= {"position": len(lines), "chain": chain.hex()}
    (folder / "head.json").write_text(json.dumps(head, ensure_ascii=False, indent=2) + "\n")
    heads = [event["data"] for event in map(json.loads, lines) if event["type"].startswith("vn.thidua.log.head-signed")]
    (folder / "heads.jsonl").write_text("".join(json.dumps(h, separators=(",", ":")) + "\n" for h in heads))


def forge(folder: Path, key: Ed25519PrivateKey, change: Change) -> None:
    """Change the events, number, chain and sign them anew with another key: a flawless history that never was."""
    signer = HeadSigner(key)
    events = [json.loads(line) for line in change((folder / "events.jsonl").read_bytes().splitlines())]
    chain = hashlib.sha256(parts.SOURCE.encode()).digest()
    lines = []
    for position, event in enumerate(events, start=1):
        event["sequence"] = f"{position:020d}"
        if "signature" in event["data"]:
            event["data"] = signer.sign("registry", parts.SOURCE, position - 1, chain).model_dump(mode="json")
        lines.append(json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
        chain = hashlib.sha256(chain + lines[-1]).digest()
    rewrite(folder, lambda _: lines)
