"""What projectors and rebuilds are measured on has to be what a log is, or a replay refuses it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from uuid import uuid4

from bench.copies import INSTALLATION, SIGNER, copies
from contracts.base import Fact
from contracts.examples import changed, envelope_of
from contracts.examples.heads import HEAD_SIGNED
from contracts.examples.registry import RULE_PACK_ADOPTED, UNIT_REGISTERED
from contracts.topics import log_of
from infra.runtime.history import History
from infra.runtime.history import envelope_of as envelope_in

FACTS: tuple[Fact, ...] = (RULE_PACK_ADOPTED, UNIT_REGISTERED, HEAD_SIGNED, changed(UNIT_REGISTERED, unit=uuid4()), HEAD_SIGNED)
SOURCE = log_of("registry").source(INSTALLATION)


def season() -> list[bytes]:
    versions: Counter[str] = Counter()
    bodies = []
    for position, fact in enumerate(FACTS, 1):
        versions[fact.stream] += 1
        at = envelope_of(fact).time + timedelta(hours=position)
        event = envelope_of(fact, sequence=f"{position:020}", streamversion=versions[fact.stream], time=at)
        bodies.append(event.to_json())
    return bodies


def test_copies_of_a_season_are_one_right_log():
    """Seen to fail with the heads left as they came, with the versions left, and with the times left."""
    history = History(SOURCE, {SIGNER.key_id: SIGNER.public_key})
    faults = [history.step(envelope_in(body), body) for _, body in copies("registry", season(), 3)]
    assert faults == [[]] * 3 * len(FACTS)
    assert (history.heads, history.unknown_keys) == (6, set())


def test_a_copy_is_the_season_of_another_authority():
    """Each copy has streams of its own; only the heads of the log follow one another."""
    found = [json.loads(body) for _, body in copies("registry", season(), 3)]
    streams = Counter(event["subject"] for event in found)
    assert streams["head/registry"] == 6
    assert len(streams) == 1 + 3 * 3
    assert {event["authority"] for event in found} == {"bac-lieu", "bac-lieu-00001", "bac-lieu-00002"}
