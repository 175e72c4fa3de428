"""What a subscriber takes in and what stops it: repeats, holes, another past, another log, a forged head."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.examples import changed, envelope_of
from contracts.examples.public import HEAD_REPEATED, PUBLIC_AWARD_GRANTED
from contracts.topics import log_of
from infra.runtime.heads import HeadSigner
from infra.subscriber.subscriber import Hole, Store, Unbelievable, keys_in
from tests.runtime import parts

SOURCE = log_of("awards.public").source("test")
OURS, THIEF = HeadSigner(parts.KEY), HeadSigner(Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))


def feed(count: int, signer: HeadSigner = OURS, source: str = SOURCE, name: str = "Huyện Phước Long") -> list[bytes]:
    """So many events of a public log, every fourth of them a signed head."""
    chain, bodies = hashlib.sha256(source.encode()).digest(), []
    for position in range(1, count + 1):
        fact = changed(PUBLIC_AWARD_GRANTED, unit_name=name)
        if position % 4 == 0:
            fact = signer.sign("awards.public", source, position - 1, chain)
        bodies.append(envelope_of(fact, source=source, sequence=f"{position:020}").to_json())
        chain = hashlib.sha256(chain + bodies[-1]).digest()
    return bodies


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"keys": [OURS.public_jwk()]}))
    kept = Store(tmp_path / "feed.db", keys_in(keys))
    yield kept
    kept.close()


def refused(store: Store, bodies: list[bytes], kind: type[Unbelievable] = Unbelievable) -> str:
    """What is said of a batch that is refused; nothing of it is taken in."""
    before = store.ask("place"), store.position
    with pytest.raises(kind) as said:
        store.take(bodies)
    assert (store.ask("place"), store.position) == before
    return str(said.value)


def test_what_comes_again_is_dropped(store: Store) -> None:
    bodies = feed(9)
    assert store.take(bodies[:5]) == 5
    assert store.take(bodies[2:7]) == 2
    assert store.take([*bodies[:7], bodies[7], bodies[7], bodies[8]]) == 2
    assert [store.ask("body_at", position)[0][0] for position in range(1, 10)] == bodies
    assert (store.position, store.signed) == (9, 7)
    assert store.ask("head_at", SOURCE, 3)


def test_a_hole_is_noticed(store: Store) -> None:
    bodies = feed(9)
    store.take(bodies[:3])
    assert "Event 4 is missing: 5 came" in refused(store, bodies[4:], Hole)
    assert "Event 6 is missing" in refused(store, [*bodies[3:5], *bodies[6:]], Hole)


def test_another_past_is_noticed(store: Store) -> None:
    store.take(feed(6))
    other = feed(9, name="Huyện Hồng Dân")
    assert "history was rewritten" in refused(store, other)
    # Even if only what follows is told: the next head is about another chain.
    assert "does not fit the events before it" in refused(store, other[6:])


def test_another_log_and_what_is_no_event_are_noticed(store: Store) -> None:
    store.take(feed(2))
    assert "An event of another log" in refused(store, feed(3, source="/elsewhere/awards/awards.public")[2:])
    for nothing in (b"", b"{}", b"[]", b"x"):
        assert "Not an event" in refused(store, [nothing])


def test_a_head_of_another_key_is_noticed(store: Store) -> None:
    assert "which is not pinned" in refused(store, feed(4, signer=THIEF))
    bodies = feed(4)
    bodies[3] = feed(4, signer=THIEF)[3].replace(THIEF.key_id.encode(), OURS.key_id.encode())
    assert "The signature of the head" in refused(store, bodies)


def test_two_histories_of_a_repeated_log_are_noticed(store: Store) -> None:
    """Another log's key is not pinned here; that its heads contradict one another is seen all the same."""
    for position, chain in ((1, "ab"), (2, "cd")):
        head = changed(HEAD_REPEATED, chain=chain * 32)
        body = envelope_of(head, source=SOURCE, sequence=f"{position:020}").to_json()
        if position == 1:
            store.take([body])
        else:
            assert "has two histories at position" in refused(store, [body])
