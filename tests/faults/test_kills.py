"""kill -9 under load: whatever is killed when, nothing accepted is lost, doubled, changed or reordered.

What each mechanism keeps is shown in `tests/runtime`, where it is taken out; here everything is killed while people work.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from pathlib import Path

import pytest

from contracts.topics import SERVICES
from infra.local.places import ROOT
from tests.faults.campaign import Campaign, at_random, each_step_once
from tests.faults.installation import Installation
from tests.faults.load import Load
from tests.faults.trace import STEPS

SEED = int(os.environ.get("SEED", "1"))
KILLS = int(os.environ.get("KILLS", "1000"))
A_ROUND = 60
TRIES = 3


def say(line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stdout.flush()


def test_every_named_step_kills_somewhere() -> None:
    """A step that nobody is killed at shows nothing: it is either one of the campaign's, or a test's own."""
    runtime = (path.read_text() for path in (ROOT / "infra" / "runtime").glob("*.py"))
    named = {step for text in runtime for step in re.findall(r'steps\.reached\("([^"]+)"\)', text)}
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert set(STEPS) <= named
    assert {step for step in named - set(STEPS) if step not in tests} == set()


@pytest.mark.timeout(300)
def test_killed_at_each_step_under_load(installation: Installation, load: Load) -> None:
    """Each step kills a service once, PostgreSQL and Kafka are killed under one step each; then the look."""
    campaign = Campaign(installation, load, seed=SEED, say=say)
    load.wait_for_towns(1)
    left = each_step_once(random.Random(SEED))
    for _ in range(TRIES):
        campaign.kill(left)
        left = [kill for kill in left if not campaign.record.has(kill)]
    say(campaign.record.table())
    assert not left
    campaign.look()


@pytest.mark.campaign
@pytest.mark.timeout(6 * 3600)
def test_the_campaign(installation: Installation, load: Load) -> None:
    """A thousand kills that hit, in rounds, services whole and split into their roles, with a look after each round."""
    chance = random.Random(SEED)
    campaign = Campaign(installation, load, seed=SEED, say=say)
    say(f"seed {SEED}, {KILLS} kills that have to hit")
    load.wait_for_towns(1)
    try:
        while campaign.record.total < KILLS:
            campaign.arrange(service for service in SERVICES if chance.random() < 0.4)
            campaign.kill(at_random(chance, min(A_ROUND, KILLS - campaign.record.total)))
            campaign.look()
            say(f"{campaign.record.summary()}; {load.counts.accepted} commands, {load.counts.towns} towns")
        load.stop()
        campaign.look_at_everything()
    finally:
        say(campaign.record.table())
        if to := os.environ.get("JSON"):
            Path(to).write_text(campaign.record.to_json(SEED) + "\n")
