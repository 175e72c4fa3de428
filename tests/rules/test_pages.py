"""The tests that the pages of this room name exist, and each rule names one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(Path(__file__).parent.glob("*.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(?:(\w+)::)?(test_\w+)`")


@cache
def functions_in(file: str) -> frozenset[tuple[str, str]]:
    """The tests of a file, each with its class, or with nothing."""
    tree = ast.parse((ROOT / file).read_text())
    own = {("", node.name) for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return frozenset(
        own | {(each.name, node.name) for each in classes for node in each.body if isinstance(node, ast.FunctionDef)}
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_rule_names_a_test_that_exists(page: Path) -> None:
    rows = [line for line in page.read_text().splitlines() if line.startswith("| ")]
    rules = [line for line in rows if not line.startswith(("| rule |", "| trap |", "| question |"))]
    assert rules
    for line in rules:
        named = NAMED.findall(line)
        assert named, line
        assert [(of, name) for file, of, name in named if (of, name) not in functions_in(file)] == [], line
