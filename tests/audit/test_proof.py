"""The proof of one award, and consistency between two heads: what the verifier lets pass, and what it does not."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.examples import changed
from contracts.examples.public import HEAD_REPEATED, PUBLIC_AWARD_GRANTED
from contracts.topics import log_of
from infra.audit import verify as verifier
from infra.runtime.clock import RealClock
from infra.runtime.event_log import QUERIES, EventLog
from infra.runtime.heads import HeadSigner
from infra.runtime.proof import NotSignedYet, walks
from services.awards.certificates import PROOF
from tests.audit.conftest import KEYS, Verifier
from tests.runtime import parts

FEED = log_of("awards.public")
SOURCE = FEED.source(parts.INSTALLATION)
THIEF = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
NUMBERS = [f"bac-lieu.2023.2135-QĐ-UBND.{item:03d}" for item in range(1, 6)]


@dataclass
class Kept:
    """A public log of nine events, as files: two decisions, each granted in one go and signed, and an older head."""

    directory: Path
    bodies: list[bytes]
    proofs: dict[str, dict[str, Any]]

    def proof(self, number: str, change: Callable[[dict[str, Any]], Any] = lambda _: None) -> Path:
        document = json.loads(json.dumps(self.proofs[number]))
        change(document)
        return self.write("proof.json", document)

    def head(self, position: int, **changes: Any) -> Path:
        """The signed head of a position, found in the event behind it."""
        head = json.loads(self.bodies[position])["data"]
        return self.write(f"head-{position}.json", {**head, **changes})

    def write(self, name: str, document: Any) -> Path:
        path = self.directory / name
        path.write_text(json.dumps(document, ensure_ascii=False))
        return path

    @property
    def keys(self) -> Path:
        return self.write("keys.json", KEYS)

    @property
    def events(self) -> Path:
        path = self.directory / "events.jsonl"
        path.write_bytes(b"".join(body + b"\n" for body in self.bodies))
        return path


def granted(number: str) -> Any:
    return changed(PUBLIC_AWARD_GRANTED, award_id=uuid.uuid4(), register_number=number)


@pytest.fixture
async def kept(pool: asyncpg.Pool, tmp_path: Path) -> Kept:
    log = EventLog(
        pool,
        installation=parts.INSTALLATION,
        addresses={"main": log_of("awards"), "public": FEED},
        claims=lambda _: (),
        clock=RealClock(),
        signer=HeadSigner(parts.KEY),
    )
    await log.open()
    await parts.write(log, *map(granted, NUMBERS[:3]))
    await parts.write(log, HEAD_REPEATED)
    await parts.write(log, *map(granted, NUMBERS[3:]))
    await parts.write(log, changed(HEAD_REPEATED, position=HEAD_REPEATED.position + 1))
    rows = await QUERIES.events_after(pool, log=FEED.log_id, position=0, count=100)
    assert [row["type"].split(".")[3] for row in rows] == [
        *("award-granted", "award-granted", "award-granted", "head-signed", "head-repeated"),
        *("award-granted", "award-granted", "head-signed", "head-repeated"),
    ]
    proofs = {}
    async with pool.acquire() as connection:
        for number, position in zip(NUMBERS, (1, 2, 3, 6, 7), strict=True):
            steps = await walks(connection, log=FEED.log_id, source=SOURCE, positions=[position], told=len(rows))
            proofs[number] = {"proof": PROOF, "register_number": number, "source": SOURCE, "steps": steps}
        with pytest.raises(NotSignedYet):
            await walks(connection, log=FEED.log_id, source=SOURCE, positions=[9], told=len(rows))
    return Kept(tmp_path, [row["body"] for row in rows], proofs)


def test_the_proof_of_an_award_holds_without_anything_of_ours(verify: Verifier, kept: Kept) -> None:
    for number in NUMBERS:
        verdict = verify("proof", kept.proof(number), "--keys", kept.keys, "--number", number)
        assert verdict.code == 0, verdict.said
        assert (
            f"granted provincial-flag to Huyện Phước Long on 2023-12-28, decision 2135/QĐ-UBND, number {number}" in verdict.said
        )
        assert "look the number up to know whether it is in force now" in verdict.said
    # As long as what was granted together, whatever stands before and behind it.
    assert [len(kept.proofs[number]["steps"][0]["events"]) for number in NUMBERS] == [3, 2, 1, 2, 1]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_byte_changed_anywhere_in_what_is_proved_is_found(kept: Kept, data: st.DataObject) -> None:
    """Taken out: the comparison with the signed head, or its signature."""

    def change(document: dict[str, Any]) -> None:
        step = document["steps"][0]
        where = data.draw(st.sampled_from(["event", "before", "chain", "signature", "position"]))
        if where == "event":
            place = data.draw(st.integers(0, len(step["events"]) - 1))
            text = step["events"][place]
            at = data.draw(st.integers(0, len(text) - 1))
            other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[at]))
            step["events"][place] = text[:at] + other + text[at + 1 :]
        elif where == "position":
            step["position"] += data.draw(st.sampled_from([1, 2, 7]))
        else:
            holder = step if where == "before" else step["head"]
            text = holder[where]
            at = data.draw(st.integers(0, len(text) - 1))
            other = data.draw(st.sampled_from("0123456789abcdef").filter(lambda c: c != text[at]))
            holder[where] = text[:at] + other + text[at + 1 :]

    assert not verifier.verify_proof(kept.proof(NUMBERS[0], change), kept.keys, None, NUMBERS[0])


def test_another_key_is_found(verify: Verifier, kept: Kept) -> None:
    other = kept.write("other.json", {"keys": [HeadSigner(THIEF).public_jwk()]})
    verdict = verify("proof", kept.proof(NUMBERS[0]), "--keys", other)
    assert verdict.code == 1
    assert "signed by an unknown key" in verdict.said
    assert verify("proof", kept.proof(NUMBERS[0])).code == 2


def test_a_cut_path_is_found(verify: Verifier, kept: Kept) -> None:
    for cut in (slice(1, None), slice(None, -1), slice(0, 1)):

        def shorten(document: dict[str, Any], cut: slice = cut) -> None:
            document["steps"][0]["events"] = document["steps"][0]["events"][cut]

        verdict = verify("proof", kept.proof(NUMBERS[0], shorten), "--keys", kept.keys)
        assert verdict.code == 1
        assert "it was cut or changed" in verdict.said


def test_another_awards_proof_is_found(verify: Verifier, kept: Kept) -> None:
    verdict = verify("proof", kept.proof(NUMBERS[1]), "--keys", kept.keys, "--number", NUMBERS[0])
    assert verdict.code == 1
    assert f"not {NUMBERS[0]}" in verdict.said
    # Labelled with a number that its path does not have.
    renamed = kept.proof(NUMBERS[3], lambda document: document.update(register_number=NUMBERS[0]))
    verdict = verify("proof", renamed, "--keys", kept.keys, "--number", NUMBERS[0])
    assert verdict.code == 1
    assert "is not granted on this path" in verdict.said


def test_a_kept_head_that_says_otherwise_is_found(verify: Verifier, kept: Kept) -> None:
    proof = kept.proof(NUMBERS[0])
    verdict = verify("proof", proof, "--keys", kept.keys, "--head", kept.head(3))
    assert verdict.code == 0
    assert "it agrees with the kept head at position 3" in verdict.said
    unsigned = {"source": SOURCE, "position": 3, "chain": "ab" * 32}
    verdict = verify("proof", proof, "--keys", kept.keys, "--head", kept.write("kept.json", unsigned))
    assert verdict.code == 1
    assert "The kept head at position 3 says otherwise: history was rewritten" in verdict.said
    # One that the path does not pass proves nothing: that is said, and no more.
    verdict = verify("proof", proof, "--keys", kept.keys, "--head", kept.head(7))
    assert verdict.code == 0
    assert "lies off the path and was NOT compared" in verdict.said


def test_what_is_no_proof_cannot_be_used(verify: Verifier, kept: Kept) -> None:
    for document in (
        {},
        [],
        {"proof": PROOF},
        {**kept.proofs[NUMBERS[0]], "steps": []},
        {**kept.proofs[NUMBERS[0]], "steps": [{}]},
    ):
        verdict = verify("proof", kept.write("broken.json", document), "--keys", kept.keys)
        assert verdict.code == 2, verdict.said
        assert "cannot be used" in verdict.said


def test_a_newer_head_goes_on_from_an_older_one(verify: Verifier, kept: Kept) -> None:
    old, new = kept.head(3), kept.head(7)
    verdict = verify("consistency", old, new, kept.events, "--keys", kept.keys)
    assert verdict.code == 0, verdict.said
    assert "4 events join the two heads: nothing before position 7 was rewritten" in verdict.said
    between = kept.directory / "between.jsonl"
    between.write_bytes(b"".join(body + b"\n" for body in kept.bodies[3:7]))
    assert verify("consistency", old, new, between, "--keys", kept.keys).code == 0
    assert verify("consistency", old, new, kept.events.parent, "--keys", kept.keys).code == 0
    assert verify("consistency", new, old, between, "--keys", kept.keys).code == 2


def test_a_history_that_does_not_join_two_heads_is_found(verify: Verifier, kept: Kept) -> None:
    between = kept.directory / "between.jsonl"
    lines = [body + b"\n" for body in kept.bodies[3:7]]
    changed_, cut = [*lines[:2], lines[2].replace(b"flag", b"flog"), lines[3]], lines[:3]
    for broken, said in (
        (changed_, "does not lead from one head to the other"),
        (cut, "The events reach position 6, not 7"),
        ([lines[0], *lines[2:]], "Position 5: missing"),
        ([b"{}\n", *lines], "Position 4: missing, no event, or cut"),
        ([*lines[:3], lines[3][:-1]], "Position 7: missing, no event, or cut"),
    ):
        between.write_bytes(b"".join(broken))
        verdict = verify("consistency", kept.head(3), kept.head(7), between, "--keys", kept.keys)
        assert verdict.code == 1
        assert said in verdict.said, verdict.said


def test_a_forged_newer_head_is_found(verify: Verifier, kept: Kept) -> None:
    """A flawless other history, signed with another key, or with none."""
    chain = bytes.fromhex(json.loads(kept.bodies[3])["data"]["chain"])
    other = [body.replace(b"flag", b"flog") for body in kept.bodies[3:7]]
    for body in other:
        chain = hashlib.sha256(chain + body).digest()
    between = kept.directory / "between.jsonl"
    between.write_bytes(b"".join(body + b"\n" for body in other))
    forged = HeadSigner(THIEF).sign(FEED.log_id, SOURCE, 7, chain).model_dump(mode="json")
    for head, said in (
        (forged, "signed by an unknown key"),
        ({**forged, "key_id": KEYS["keys"][0]["kid"]}, "the signature is wrong"),
    ):
        verdict = verify("consistency", kept.head(3), kept.write("new.json", head), between, "--keys", kept.keys)
        assert verdict.code == 1
        assert said in verdict.said
