"""Habits of the whole code that no other tool keeps."""

import ast
import re
import sys

from infra.local.places import ROOT
from tests.tidy.reading import imports, modules, name_of, texts, tree_of

SQL = re.compile(
    r"\bSELECT\s+\S+.*\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|\bCOPY\s+\S+\s+(FROM|TO)\b"
    r"|\b(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|SCHEMA|DATABASE|ROLE|INDEX|VIEW|TYPE|FUNCTION)\b",
    re.DOTALL,
)


def test_the_search_for_sql_finds_sql():
    for statement in ("SELECT a FROM b", "INSERT INTO a VALUES (1)", "UPDATE a SET b = 1", "DROP SCHEMA a", "DELETE FROM a"):
        assert SQL.search(statement)
    for words in ("Select one from the list", "The update was set", "created from a table"):
        assert not SQL.search(words)


def test_sql_lies_in_sql_files():
    """Give the statement a name in a .sql file."""
    found = [f"{name_of(path)}:{line}: {text[:60]!r}" for path in modules() for text, line in texts(path) if SQL.search(text)]
    assert found == []


def test_nothing_prints():
    """Services log; the command line talks through its console."""
    bare = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert bare == []


def test_a_module_says_what_it_is():
    silent = [name_of(path) for path in modules() if tree_of(path).body and not ast.get_docstring(tree_of(path))]
    assert silent == []


def test_contracts_need_pydantic_alone():
    """Whoever reads our events can take this package and nothing else."""
    ours = [path for path in modules() if path.is_relative_to(ROOT / "contracts")]
    roots = {name.partition(".")[0] for path in ours for name, _ in imports(path)}
    assert roots - sys.stdlib_module_names == {"contracts", "pydantic", "pydantic_core"}


def test_nothing_is_left_to_be_done():
    undone = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError")
    assert [name_of(path) for path in modules() if undone.search(path.read_text())] == []
