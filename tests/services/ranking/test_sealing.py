"""A sealed paper tells nothing without the committee's key, and with it what was voted, never by whom."""

from __future__ import annotations

import subprocess
from uuid import UUID

import pytest
from hypothesis import given as drawn_from
from hypothesis import settings
from hypothesis import strategies as st

from services.ranking.sealing import Paper, SealBroken, is_usable, public_of, seal, unseal
from tests.services.ranking.voting import KEY, NONCE, POLL, SEAL

CHOICES = ["yes", "no", "blank", str(UUID(int=7))]
papers = st.builds(
    Paper,
    ballot=st.uuids(),
    candidate=st.none() | st.uuids(),
    choice=st.sampled_from(CHOICES),
    nonce=st.binary(min_size=16, max_size=64).map(bytes.hex),
)


@settings(max_examples=50)
@drawn_from(papers, st.binary(min_size=32, max_size=32).map(bytes.hex))
def test_what_was_sealed_comes_back_without_the_nonce(paper: Paper, key: str) -> None:
    found = unseal(seal(paper, public_of(key)), paper.ballot, paper.candidate, key)
    assert (found.choice, found.receipt, found.candidate) == (paper.choice, paper.receipt.hex(), paper.candidate)


def test_every_paper_has_one_length_whatever_it_says() -> None:
    assert len({len(seal(Paper(POLL, None, choice, NONCE), SEAL)) for choice in CHOICES}) == 1


def test_the_same_paper_is_sealed_into_the_same_bytes_and_any_other_into_others() -> None:
    paper = Paper(POLL, None, "yes", NONCE)
    others = [
        Paper(POLL, None, "no", NONCE),
        Paper(POLL, None, "yes", NONCE[:-1] + "0"),
        Paper(POLL, UUID(int=1), "yes", NONCE),
        Paper(UUID(int=1), None, "yes", NONCE),
    ]
    assert seal(paper, SEAL) == seal(paper, SEAL)
    whole = [seal(each, SEAL) for each in (paper, *others)]
    assert len({sealed[:32] for sealed in whole}) == len({sealed[32:64] for sealed in whole}) == 5


@pytest.mark.parametrize("place", [0, 31, 32, 60, 115])
def test_a_changed_paper_is_noticed(place: int) -> None:
    sealed = bytearray(seal(Paper(POLL, None, "yes", NONCE), SEAL))
    sealed[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), POLL, None, KEY)


@pytest.mark.parametrize(
    ("ballot", "candidate", "key"), [(UUID(int=1), None, KEY), (POLL, UUID(int=1), KEY), (POLL, None, "6b" * 32)]
)
def test_a_paper_holds_for_its_ballot_its_candidate_and_its_key(ballot: UUID, candidate: UUID | None, key: str) -> None:
    with pytest.raises(SealBroken):
        unseal(seal(Paper(POLL, None, "yes", NONCE), SEAL), ballot, candidate, key)


def test_a_voter_makes_the_receipt_with_sha256sum() -> None:
    line = f"printf '%s\\0%s\\0%s\\0%s' {POLL} tie blank {NONCE} | sha256sum"
    printed = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=True, text=True).stdout
    assert printed.split()[0] == Paper(POLL, None, "blank", NONCE).receipt.hex()


def test_keys_of_openssl_are_ours() -> None:
    """What the README tells the committee to do."""
    shell = "openssl genpkey -algorithm X25519 -outform DER | tee /dev/stderr | openssl pkey -inform DER -pubout -outform DER"
    made = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, check=True)
    assert public_of(made.stderr[-32:].hex()) == made.stdout[-32:].hex()


def test_a_key_that_seals_for_everybody_is_none() -> None:
    assert is_usable(SEAL)
    assert not is_usable("00" * 32)
    assert not is_usable("01" + "00" * 31)
