"""Events of played seasons, byte for byte as they stood on the topics, are read for ever."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts import amendments, ballots, complaints, government_flag, movements, procedure
from contracts.base import CATALOGUE, Event, facts_in
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

NOT_PLAYED = {
    "vn.thidua.public.results-published.v1": "no golden lines of a season that tells results were taken yet",
    **{
        f"vn.thidua.registry.unit-{change}.v1": "the demonstration has no such change of a unit"
        for change in ("renamed", "retyped", "code-changed", "moved", "passed", "split", "succeeded")
    },
    **{
        f"vn.thidua.registry.unit-{change}.v1": "no golden lines of the reorganisation of 2025 were taken yet"
        for change in ("merged", "dissolved", "took-over")
    },
    **{
        f"vn.thidua.registry.legal-document-{what}.v1": "no golden lines of what replaces which document were taken yet"
        for what in ("validity-set", "superseded")
    },
    **{fact.type: "no golden lines of a season with complaints were taken yet" for fact in facts_in(complaints)},
    **{fact.type: "no golden lines of a season with dossiers and votes were taken yet" for fact in facts_in(procedure)},
    **{fact.type: "no golden lines of a season with a Government flag were taken yet" for fact in facts_in(government_flag)},
    **{fact.type: "no golden lines of the work around the season were taken yet" for fact in facts_in(movements)},
    **{
        f"vn.thidua.registry.{fact}.v1": "the season of the demonstration has no such change of a cluster"
        for fact in ("cluster-member-joined", "cluster-member-left")
    },
    **{
        f"vn.thidua.registry.{fact}.v1": "no golden lines of a season with rotating flags and councils were taken yet"
        for fact in (
            *("rotating-flag-registered", "rotating-flag-handed-over", "leader-rotation-set"),
            *("council-formed", "council-changed", "council-ended"),
        )
    },
    **{fact.type: "the season of the demonstration has no ballot and no lots yet" for fact in facts_in(ballots)},
    "vn.thidua.registry.rule-pack-drafted.v1": "the season of the demonstration adopts packs as they ship",
    "vn.thidua.registry.rule-pack-figure-changed.v1": "the season of the demonstration adopts packs as they ship",
    "vn.thidua.registry.unit-suspended.v1": "the season of the demonstration has no suspension yet",
    "vn.thidua.registry.suspension-lifted.v1": "the season of the demonstration has no suspension yet",
    "vn.thidua.registry.unit-disqualified.v1": "the season of the demonstration has no disqualification yet",
    **{
        f"vn.thidua.scoring.{kept}.v1": "no golden lines of a season with a ledger were taken yet"
        for kept in (
            *("report-due-days-set", "report-received", "report-extended", "report-waived", "reports-missed"),
            *("ledger-entry-entered", "ledger-entry-cancelled"),
        )
    },
    **{
        f"vn.thidua.scoring.{fact}.v1": "no golden lines of a season with all layers were taken yet"
        for fact in (
            "sheet-explained",
            "field-scoring-assigned",
            "sheet-field-scored",
            "council-word-recorded",
            "scores-reopened",
        )
    },
    **{
        f"vn.thidua.scoring.{fact}.v1": "in the demonstration nobody joins late, and the board sets no due days of steps"
        for fact in ("annex-issued", "member-admitted", "step-due-days-set")
    },
    **{
        f"vn.thidua.registry.{fact}.v1": "no golden lines of a season with quotas of levels were taken yet"
        for fact in ("level-quota-set", "level-places-taken", "level-places-shared")
    },
    **{
        f"vn.thidua.awards.{fact}.v1": "no golden lines of a season whose nominations change were taken yet"
        for fact in (
            "nominations-amended",
            "places-left-empty",
            "revision-case-opened",
            "revision-case-closed",
            "government-flag-proposed",
        )
    },
    "vn.thidua.scoring.unit-left-out.v1": "the season of the demonstration has no disqualification yet",
    **{fact.type: "no golden lines of what comes behind a signature were taken yet" for fact in facts_in(amendments)},
    **{
        f"vn.thidua.public.award-{what}.v1": "no golden lines of what comes behind a signature were taken yet"
        for what in ("corrected", "revoked")
    },
    **{
        f"vn.thidua.scoring.{change}.v1": "no unit departs in the season of the demonstration"
        for change in ("unit-departed", "departure-settled", "score-inherited")
    },
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
