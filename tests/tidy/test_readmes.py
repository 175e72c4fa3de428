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


OF_ALL_SERVICES = {"__init__", "__main__", "domain", "api", "projections", "queries", "app"}
"""What `services/README.md` says of each service."""


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_readme_names_its_modules(service: str):
    """Each by its name, or by its ending where several say the same of different things (`…rows.py`); and none that is gone."""
    folder = ROOT / "services" / service
    named = set(re.findall(r"`(…?\w+)\.py`", (folder / "README.md").read_text()))
    own = {path.stem for path in folder.glob("*.py")} - OF_ALL_SERVICES
    assert {module for module in own if not any(_names(name, module) for name in named)} == set()
    there = {path.stem for path in folder.rglob("*.py")}
    assert {name for name in named if not any(_names(name, module) for module in there)} == set()


def _names(name: str, module: str) -> bool:
    return module.endswith(name[1:]) if name.startswith("…") else module == name


@pytest.mark.parametrize("path", READMES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_readme_points_at_is_there(path: Path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    local = [link for link in links if "://" not in link]
    assert [link for link in local if not (path.parent / link).exists()] == []
