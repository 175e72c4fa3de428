"""infra/README.md says what is so: the tests that it names exist, and its settings are the settings."""

from __future__ import annotations

import ast
import re
from enum import Enum
from functools import cache
from pathlib import Path

import pytest

from infra.runtime.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "infra/README.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(?:\w+::)?(test_\w+)`", README)


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_named_test_exists(file: str, name: str) -> None:
    assert name in functions_in(file)


def test_every_promise_names_a_test() -> None:
    [section] = re.findall(r"## What is promised.*?(?=\n## )", README, re.DOTALL)
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 13
    assert [row for row in rows if "::test_" not in row] == []


def test_the_settings_table_has_every_setting_with_its_default() -> None:
    [section] = re.findall(r"## Settings.*?(?=\n## )", README, re.DOTALL)
    written = dict(re.findall(r"^\| `(THIDUA_\w+)` \| ([^|]*?) \|", section, re.MULTILINE))
    settings = {}
    for name, field in Settings.model_fields.items():
        default = field.default.value if isinstance(field.default, Enum) else field.default
        settings[PREFIX + name.upper()] = "required" if field.is_required() else "none" if default is None else f"`{default}`"
    assert written == settings


def test_every_decision_says_what_was_rejected_and_when_to_look_again() -> None:
    pages = sorted((ROOT / "infra/decisions").glob("*.md"))
    assert pages
    for page in pages:
        text = page.read_text()
        assert text.startswith("# "), page.name
        assert "## Rejected" in text, page.name
        assert "## Look again" in text, page.name
