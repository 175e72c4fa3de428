"""Who knows one service knows four: the same files, decisions without I/O, read models that can be built again."""

import ast
import re
from pathlib import Path

import pytest

from contracts.topics import SERVICES
from infra.local.places import ROOT
from tests.tidy.reading import DECIDING, PROJECTING, calls, imports, name_of, tree_of

FILES = {
    *("README.md", "__init__.py", "__main__.py", "app.py", "api.py", "domain.py"),
    *("projections.py", "queries.py", "queries.sql", "migrations/0001.sql"),
}
WORLD = {
    *("aiokafka", "asyncio", "asyncpg", "builtins", "faststream", "fastapi", "glob", "httpx", "http", "importlib", "io"),
    *("logging", "multiprocessing", "os", "pathlib", "psutil", "random", "secrets", "shutil", "signal", "socket"),
    *("sqlite3", "structlog", "subprocess", "sys", "tempfile", "threading", "time", "urllib", "uvicorn", "zoneinfo"),
    *("infra.runtime.clock", "infra.runtime.ids", "infra.runtime.database", "infra.runtime.reading"),
}
CLOCK_AND_CHANCE = {"now", "today", "utcnow", "fromtimestamp", "time", "monotonic", "uuid1", "uuid4", "uuid7", "random"}
TOLD_APART = {"command", "fact", "data", "event.data"}
INEXACT = {"float", "open", "eval", "exec", "input", "hash", "id"}

each_service = pytest.mark.parametrize("service", SERVICES)
each_pure = pytest.mark.parametrize("path", sorted({*DECIDING, *PROJECTING}), ids=name_of)


@each_service
def test_a_service_has_the_files_that_all_have(service: str):
    folder = ROOT / "services" / service
    assert {name for name in FILES if not (folder / name).is_file()} == set()
    assert (ROOT / "tests" / "services" / service).is_dir()


def test_there_is_no_service_beside_those_of_the_contracts():
    folders = {path.parent.name for path in (ROOT / "services").glob("*/domain.py")}
    assert folders == set(SERVICES)


@each_service
def test_rows_and_summaries_beside_a_projection_are_held_to_the_same(service: str):
    """All but those that read the read model back, which no projection imports."""
    beside = {name_of(path) for kind in ("rows", "summaries") for path in (ROOT / "services" / service).glob(f"*_{kind}.py")}
    read_back = {f"services/awards/{name}_rows.py" for name in ("known", "season")}
    assert beside - set(map(name_of, PROJECTING)) == beside & read_back


@each_pure
def test_deciding_and_projecting_touch_nothing(path: Path):
    """No file, no socket, no clock, no chance: what they need comes in, what they say goes out."""
    found = [
        f"{name_of(path)}:{line}: {name}"
        for name, line in imports(path)
        if any(name == world or name.startswith(f"{world}.") for world in WORLD)
    ]
    assert found == []


@each_pure
def test_deciding_and_projecting_know_no_clock_and_no_chance(path: Path):
    """`hash` and `id` differ from process to process; `float` is not exact."""
    named = {name.rpartition(".")[2] for name, _ in imports(path)} | set(INEXACT)
    found = [
        f"{name_of(path)}:{line}: {name}()"
        for name, line in calls(path)
        if name in CLOCK_AND_CHANCE or (name in INEXACT and name in named and not _is_method(path, name, line))
    ]
    assert found == []


def _is_method(path: Path, name: str, line: int) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name and node.lineno == line
        for node in ast.walk(tree_of(path))
    )


@each_pure
def test_deciding_and_projecting_wait_for_nothing(path: Path):
    waiting = ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith
    assert [node.lineno for node in ast.walk(tree_of(path)) if isinstance(node, waiting)] == []


@pytest.mark.parametrize("path", DECIDING, ids=name_of)
def test_decisions_know_no_floats(path: Path):
    floats = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    assert [node.lineno for node in floats] == []


@each_pure
def test_deciding_evolving_and_projecting_close_their_match(path: Path):
    """A new type turns the type checker red where it matters; what claims or mentions a few types may stay open."""
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith(("decide", "evolve", "project")):
            inside = list(ast.walk(node))
            told_apart = [match for match in inside if isinstance(match, ast.Match) and ast.unparse(match.subject) in TOLD_APART]
            closed = [name for name in inside if isinstance(name, ast.Name) and name.id == "assert_never"]
            assert len(closed) >= len(told_apart), f"{name_of(path)}: {node.name}"


STATEMENTS = sorted((ROOT / "services").rglob("*.sql")) + sorted((ROOT / "infra").rglob("*.sql"))


@pytest.mark.parametrize("path", [path for path in STATEMENTS if "-- name:" in path.read_text()], ids=name_of)
def test_every_statement_says_what_it_is_for(path: Path):
    lines = [*path.read_text().splitlines(), ""]
    named = [(line, lines[place + 1]) for place, line in enumerate(lines) if line.startswith("-- name:")]
    assert [name for name, following in named if not following.startswith("-- ")] == []


@each_service
def test_a_read_model_can_be_built_again_from_events_alone(service: str):
    """No serials, clocks or chance, which differ from run to run; no foreign keys or types, which tie rows and plans."""
    ddl = (ROOT / "services" / service / "migrations" / "0001.sql").read_text()
    bare = re.sub(r"--.*", "", ddl).lower()
    forbidden = (
        r"\b(serial|bigserial|generated|identity|references|foreign|now\(|current_|random\(|gen_random"
        r"|create (type|domain|function|trigger))"
    )
    assert [match[0] for match in re.finditer(forbidden, bare)] == []
    tables = re.findall(r"create table (\w+)(.*?);", bare, re.DOTALL)
    assert tables
    assert [name for name, body in tables if "primary key" not in body] == []
