"""Habits of the whole code that no other tool keeps."""

import ast
import re
import sys

import pytest

from tests.tidy.reading import imports, modules, name_of, texts, tree_of

SQL = re.compile(
    r"\bSELECT\s+\S+.*\bFROM\b|\bINSERT\s+INTO\b|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|\bCOPY\s+\S+\s+(FROM|TO)\b"
    r"|\b(CREATE|ALTER|DROP|TRUNCATE)\s+(TABLE|SCHEMA|DATABASE|ROLE|INDEX|VIEW|TYPE|FUNCTION)\b",
    re.DOTALL,
)

each_module = pytest.mark.parametrize("path", modules(), ids=name_of)


def test_the_search_for_sql_finds_sql():
    for statement in ("SELECT a FROM b", "INSERT INTO a VALUES (1)", "UPDATE a SET b = 1", "DROP SCHEMA a", "DELETE FROM a"):
        assert SQL.search(statement)
    for words in ("Select one from the list", "The update was set", "created from a table"):
        assert not SQL.search(words)


@each_module
def test_sql_lies_in_sql_files(path):
    found = [f"{name_of(path)}:{line}: {text[:60]!r}" for text, line in texts(path) if SQL.search(text)]
    assert found == [], "give the statement a name in a .sql file"


@each_module
def test_nothing_prints(path):
    """Services log; the command line talks through its console."""
    bare = [
        node.lineno
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert bare == []


@each_module
def test_a_module_says_what_it_is(path):
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body


@pytest.mark.parametrize("path", [path for path in modules() if "contracts" in path.parts], ids=name_of)
def test_contracts_need_pydantic_alone(path):
    """Whoever reads our events can take this package and nothing else."""
    roots = {name.partition(".")[0] for name, _ in imports(path)}
    assert roots - sys.stdlib_module_names <= {"contracts", "pydantic", "pydantic_core"}


@each_module
def test_nothing_is_left_to_be_done(path):
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|NotImplementedError", path.read_text())
