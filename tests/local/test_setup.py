"""The set-up: what it finds missing, what it says, what it shows."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.bootstrap import system
from infra.local.bootstrap.commands import run
from infra.local.bootstrap.progress import Board
from infra.local.faults import Fault
from infra.local.places import POM, ROOT, kafka_home
from infra.papers import fonts

SETUP = ROOT / "infra" / "local" / "setup.py"


def only(*tools: str):
    return lambda tool: f"/usr/bin/{tool}" if tool in tools else None


def test_missing_maven_is_named_with_its_installer_where_we_may_not_install_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", only("brew"))
    with pytest.raises(Fault, match="brew install maven") as refused:
        system.require_means(["maven"])
    assert refused.value.code == 2


def test_without_root_and_sudo_debians_command_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", only("apt-get"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Fault, match="sudo apt-get install maven"):
        system.require_means(["maven"])


def test_nothing_is_missing_where_kafka_is_elsewhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", only())
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "kafka.example:9092")
    assert "maven" not in system.missing_packages()


def test_the_font_of_papers_is_brought_where_that_may_be_and_keeps_nobody_waiting_elsewhere(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fonts, "font_directory", lambda: None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(shutil, "which", only("apt-get"))
    assert "fonts-croscore" in system.missing_packages()
    monkeypatch.setattr(shutil, "which", only("brew"))
    assert "fonts-croscore" not in system.missing_packages()


def test_a_failed_command_is_told_with_its_last_words():
    with pytest.raises(Fault, match="last words"):
        run([sys.executable, "-c", "import sys; print('last words'); sys.exit(4)"], lambda _: None)


def test_progress_is_plain_lines_where_there_is_no_terminal():
    screen = io.StringIO()
    with Board(["One", "Two"], screen) as board:
        board.steps[0].start()
        board.steps[0].finish("3/3")
        board.steps[1].finish("nothing to do")
    assert screen.getvalue().splitlines() == ["[1/2] One … 3/3 (0 s) ✓", "[2/2] Two … nothing to do ✓"]


def test_jars_are_named_by_the_pom(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("KAFKA_HOME", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kafka_home().parent == tmp_path / "thidua"
    assert "<version>4.4.0</version>" in POM.read_text()


def test_the_setup_needs_no_package_of_ours():
    """It runs before there are any: isolated from site-packages it still says what it would do."""
    check = "import runpy, sys; sys.argv = ['setup.py']; runpy.run_path(sys.path.pop(), run_name='imported')"
    answer = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.append({str(SETUP)!r}); {check}"], capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr


def test_locks_hold_hashes_and_no_addresses():
    for lock in [*ROOT.glob("requirements*.lock"), *ROOT.glob("infra/local/*.lock")]:
        lines = lock.read_text().splitlines()
        assert not any("//" in line for line in lines), lock
        assert sum("==" in line for line in lines) <= sum("--hash=sha256:" in line for line in lines), lock
