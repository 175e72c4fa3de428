"""Look at our own code: which files there are, what they import, what they say."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from contracts.topics import SERVICES
from infra.local.places import ROOT

PACKAGES = ("contracts", "infra", "services")


def modules() -> list[Path]:
    """Every Python file of the product; tests are not part of it."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Yield every name that a module imports, with its line: `uuid.uuid4`, `contracts.base.Fact`, `time`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def deciding_modules(service: str) -> list[Path]:
    """A service's modules that decide, `domain.py` first, and what they import of their own service, however far."""
    folder = ROOT / "services" / service
    return _with_what_they_import(service, [path for path in folder.glob("*.py") if path.name == "domain.py" or _decides(path)])


def projecting_modules(service: str) -> list[Path]:
    """A service's `projections.py` and summaries, and what they import of their own service, however far: its rows."""
    folder = ROOT / "services" / service
    starts = [folder / "projections.py", *folder.glob("*summaries.py")]
    return _with_what_they_import(service, starts)


def _with_what_they_import(service: str, starts: list[Path]) -> list[Path]:
    found: list[Path] = []
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.append(path)
        for name, _ in imports(path):
            parts = name.split(".")
            for length in (len(parts), len(parts) - 1):
                candidate = ROOT.joinpath(*parts[:length]).with_suffix(".py")
                if parts[:2] == ["services", service] and candidate.is_file():
                    waiting.append(candidate)
    return sorted(found)


def _decides(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == "decide" for node in tree_of(path).body)


DECIDING = [path for service in SERVICES for path in deciding_modules(service)]
PROJECTING = [path for service in SERVICES for path in projecting_modules(service)]


def texts(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the strings of a module with their lines; f-strings with a blank for each hole, docstrings not at all."""
    tree = tree_of(path)
    words = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node.value, node.lineno
        elif isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "_" for part in node.values)
            yield "".join(str(part) for part in parts), node.lineno


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the last name of everything that is called: `now` for `datetime.now()`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node.lineno
