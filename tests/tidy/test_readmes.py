"""Each room has a README, and what a README points at is there."""

import re
from pathlib import Path

import pytest

from contracts.topics import SERVICES
from infra.local.places import ROOT

ROOMS = [
    *(
        ".",
        "bench",
        "contracts",
        "infra",
        "infra/audit",
        "infra/docker",
        "infra/kafka",
        "infra/local",
        "infra/papers",
        "infra/postgres",
        "infra/prometheus",
        "infra/subscriber",
        "infra/workbook",
        "services",
        "tests",
    ),
    "tests/faults",
    *(f"services/{service}" for service in SERVICES),
    "services/scoring/workbooks",
]
READMES = [path for path in (ROOT / room / "README.md" for room in ROOMS) if path.is_file()]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for(room: str):
    readme = ROOT / room / "README.md"
    assert readme.is_file()
    assert readme.read_text().startswith("# ")


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_readme_points_at_is_there(path: Path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []
