"""All scenarios, in the order in which they run and stand in the table."""

from __future__ import annotations

from bench.figures import Scenario
from bench.scenarios import commands, correction, http, idle, peers, projector, rebuild, relay, visible

SCENARIOS: tuple[Scenario, ...] = (
    commands.SCENARIO,
    http.SCENARIO,
    visible.SCENARIO,
    relay.SCENARIO,
    correction.SCENARIO,
    idle.SCENARIO,
    projector.SCENARIO,
    rebuild.SCENARIO,
    peers.SCENARIO,
    rebuild.LARGE,
)
