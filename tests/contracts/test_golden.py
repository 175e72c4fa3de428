"""Events of played seasons, byte for byte as they stood on the topics, are read for ever."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts.base import CATALOGUE, Event
from contracts.examples import envelope_of
from contracts.examples.registry import STAFF_FIGURES_RECORDED, UNIT_REGISTERED
from contracts.freeze import SCHEMAS
from contracts.reading import Reader, header_of
from contracts.upcasting import UPCASTERS
from infra.local import golden
from infra.local.faults import Fault
from infra.local.golden import GOLDEN, PER_TYPE_MAX, read, sample, take, write
from infra.local.kafka import Kafka
from infra.runtime.kafka import KafkaAddress
from infra.runtime.topics import ensure_topics


def _of(log: str, facts: str, reason: str) -> dict[str, str]:
    return {f"vn.thidua.{log}.{fact}.v1": reason for fact in facts.split()}


NOT_PLAYED = {
    **_of(
        "registry",
        "unit-renamed unit-retyped unit-code-changed unit-moved unit-passed unit-split unit-succeeded",
        "neither the season nor the reorganisation of 2025 has such a change of a unit",
    ),
    **_of("registry", "cluster-member-joined cluster-member-left", "no cluster of the season changes its members"),
    **_of("scoring", "annex-issued member-admitted", "no cluster of the season changes its members"),
    **_of("scoring", "unit-departed departure-settled score-inherited", "no unit departs in the season"),
    **_of("registry", "level-quota-set level-places-shared", "the season sets its quotas cluster by cluster"),
    **_of("registry", "rule-pack-drafted rule-pack-figure-changed", "the season adopts packs as they ship"),
    **_of("registry", "council-ended", "the councils of the season stay"),
    **_of("scoring", "step-due-days-set report-extended report-waived", "the season puts no day off and sets none by hand"),
    **_of("scoring", "ledger-entry-cancelled", "no entry of the season's ledgers is taken back"),
    **_of("ranking", "ballot-cancelled lots-cancelled", "ballots and lots of the season are held as they were called"),
    **_of(
        "awards",
        "nominations-amended places-left-empty dossier-refused opinions-closed draft-withdrawn submission-withdrawn"
        " nominations-released government-flag-released revision-case-opened revision-case-closed",
        "nothing of the season's nominations is turned back or decided otherwise than the result",
    ),
    **_of("awards", "higher-decision-recorded amendment-cancelled", "the season ends before"),
}
EVERY = Reader(*CATALOGUE.values())
FILES = sorted(GOLDEN.glob("*/*.jsonl.gz"))


def is_shipped() -> bool:
    return any("x-since" in json.loads(path.read_bytes()) for path in SCHEMAS.glob("*.json"))


def lines() -> Iterator[tuple[Path, bytes]]:
    for path in FILES:
        for line in read(path):
            yield path, line


def test_every_event_type_has_a_golden_line():
    """Or a reason why no season produced it; a reason that no longer holds has to go."""
    if not FILES and not is_shipped():
        pytest.skip("NO GOLDEN LINES YET: nothing is shipped; take them from a played season (infra/local/golden.py)")
    kept = {header_of(line).type for _, line in lines()}
    assert set(CATALOGUE) - kept == set(NOT_PLAYED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_lines_come_back_the_same(path: Path):
    for line in read(path):
        event = EVERY.read(line)
        assert isinstance(event, Event)
        if header_of(line).type in CATALOGUE:
            assert event.to_json() == line
        else:
            assert header_of(line).type in UPCASTERS


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_lines_are_what_the_frozen_schemas_say(path: Path):
    validators = {
        schema.stem: Draft202012Validator(json.loads(schema.read_bytes()), format_checker=FormatChecker())
        for schema in SCHEMAS.glob("*.json")
    }
    for line in read(path):
        document = json.loads(line)
        validators["envelope"].validate(document)
        validators[document["type"]].validate(document["data"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden_lines_stand_in_the_order_of_one_log(path: Path):
    headers = [header_of(line) for line in read(path)]
    positions = [header.position for header in headers]
    assert positions == sorted(set(positions))
    (source,) = {header.source for header in headers}
    assert source.endswith(f"/{path.name.removesuffix('.jsonl.gz')}")


@pytest.mark.parametrize("path", [path for path in FILES if "public" in path.name], ids=lambda path: path.parent.name)
def test_the_public_feed_names_no_person(path: Path):
    """Not even by an opaque id: an id that is always the same tells who did what."""
    assert {json.loads(line)["actor"] for line in read(path)} <= {"system:awards", "system:heads"}


def event(position: int, reason: str = "", fact=UNIT_REGISTERED) -> bytes:
    return envelope_of(fact, sequence=f"{position:020}", subject=f"unit/{reason or position}").to_json()


def test_a_sample_has_the_first_the_last_and_the_largest():
    bodies = [event(position) for position in range(1, 200)]
    bodies[123] = event(124, "x" * 100)
    chosen = sample(bodies)
    assert {bodies[0], bodies[-1], bodies[123]} <= set(chosen)
    assert len(chosen) <= PER_TYPE_MAX + 1
    assert chosen == sorted(chosen, key=lambda body: header_of(body).position)


def test_a_sample_has_every_type_and_each_event_once():
    bodies = [
        event(1),
        event(2, fact=STAFF_FIGURES_RECORDED),
        event(1),
        event(2, fact=STAFF_FIGURES_RECORDED),
        event(3),
    ]
    assert sample(bodies) == [event(1), event(2, fact=STAFF_FIGURES_RECORDED), event(3)]


def test_a_sample_of_large_events_stays_small(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(golden, "BYTES_PER_TYPE_MAX", 10 * len(event(1)))
    assert 3 <= len(sample([event(position) for position in range(1, 100)])) <= 10


def test_the_same_events_give_the_same_file(tmp_path: Path):
    for name in ("one", "two"):
        write([event(1), event(2)], tmp_path / name / "registry.jsonl.gz")
    one, two = ((tmp_path / name / "registry.jsonl.gz") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()
    assert read(one) == [event(1), event(2)]


def test_a_sample_that_is_there_is_never_written_over(tmp_path: Path):
    with pytest.raises(Fault):
        take(KafkaAddress("nowhere:1", {}), "thidua", tmp_path)


@pytest.mark.stack
def test_a_sample_is_taken_from_the_topics(kafka: Kafka, topic_prefix: str, tmp_path: Path):
    """Byte for byte, a repeated event once, a log without events without a file."""
    address = KafkaAddress(kafka.bootstrap, {})
    bodies = [event(1), event(2, fact=STAFF_FIGURES_RECORDED)]

    async def play() -> None:
        await ensure_topics(kafka.bootstrap, topic_prefix)
        producer = address.producer()
        await producer.start()
        for body in (*bodies, bodies[0]):
            await producer.send_and_wait(f"{topic_prefix}.registry", body, partition=0)
        await producer.stop()

    asyncio.run(play())
    counts = take(address, topic_prefix, tmp_path / "1.0.0")
    assert counts == {"registry": 2, "scoring": 0, "ranking": 0, "awards": 0, "awards.public": 0}
    assert [path.name for path in (tmp_path / "1.0.0").iterdir()] == ["registry.jsonl.gz"]
    assert read(tmp_path / "1.0.0" / "registry.jsonl.gz") == bodies
