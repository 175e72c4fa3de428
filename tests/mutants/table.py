"""One mutant a promise: the mechanism that keeps it, taken out by changing one place of one file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]


class Mutant(NamedTuple):
    """`promise` begins the row of infra/README.md whose tests have to notice."""

    promise: str
    mechanism: str
    file: str
    old: str
    new: str


RUNTIME = "infra/runtime/"
MUTANTS = (
    Mutant(
        "two writers cannot both win",
        "expected versions are compared under the head's lock",
        RUNTIME + "event_log.py",
        "if any(self._versions.get(stream, 0) != version for stream, version in proposal.expected.items()):",
        "if False:",
    ),
    Mutant(
        "… nor across streams",
        "claims are compared with those that stand",
        RUNTIME + "claims.py",
        "elif any(h.overlaps(claim) for h in held):",
        "elif False:",
    ),
    Mutant(
        "a repeated command changes nothing",
        "stored commands are looked up",
        RUNTIME + "event_log.py",
        "if stored := self._stored.get(proposal.command_id):",
        "if stored := None:",
    ),
    Mutant(
        "two writers cannot both win",
        "what a group of ours stands behind is compared under the head's lock",
        RUNTIME + "event_log.sql",
        "where h.log = :log and h.position = :left_position and h.chain = :left_chain",
        "where h.log = :log and (true or h.position = :left_position and h.chain = :left_chain)",
    ),
    Mutant(
        "positions have no gap",
        "time runs behind the head's",
        RUNTIME + "event_log.py",
        "head.recorded_at = max(self._now, head.recorded_at + TICK)",
        "head.recorded_at = self._now",
    ),
    Mutant(
        "nothing committed is lost",
        "an event is applied if it is the next",
        RUNTIME + "batches.py",
        "if position > place.position + 1:",
        "if False:",
    ),
    Mutant(
        "nothing committed is lost",
        "a batch stands where the one before it ended",
        RUNTIME + "relay.py",
        "self._require_end(end, offset)",
        "pass",
    ),
    Mutant(
        "each event changes a read model exactly once",
        "repeats are dropped",
        RUNTIME + "batches.py",
        "if position <= place.position:",
        "if False:",
    ),
    Mutant(
        "a zombie can do no harm",
        "the checkpoint is locked",
        RUNTIME + "read_model.sql",
        'select log, source, position, "offset", event_id from checkpoint order by log for update;',
        'select log, source, position, "offset", event_id from checkpoint order by log;',
    ),
    Mutant(
        "a standby takes over within 15 s",
        "a lease runs out",
        RUNTIME + "lease.sql",
        "where lease.owner = excluded.owner or lease.until < clock_timestamp()",
        "where lease.owner = excluded.owner",
    ),
    Mutant(
        "a bad event holds up its own stream only",
        "what follows a parked event is parked",
        RUNTIME + "batches.py",
        "if parked and (record.log, envelope.subject) in parked:",
        "if False:",
    ),
    Mutant(
        "infrastructure that fails parks and loses nothing",
        "a fault of the database is told apart from one of the data",
        RUNTIME + "database.py",
        "    return isinstance(error, OSError)",
        "    return False",
    ),
    Mutant(
        "a restored or forked history is noticed",
        "bytes are compared",
        RUNTIME + "relay.py",
        "if any(copy.value != bodies[position] for copy in copies):",
        "if False:",
    ),
    Mutant(
        "a restored or forked history is noticed",
        "the gate asks which database this is",
        RUNTIME + "gate.py",
        "        if self.reason is None and database != self._database:",
        "        if False:",
    ),
    Mutant(
        "history cannot be rewritten unseen",
        "each event is chained to the one before it",
        RUNTIME + "event_log.py",
        "return hashlib.sha256(chain + body).digest()",
        "return hashlib.sha256(body).digest()",
    ),
    Mutant(
        "an event is answered once",
        "a command's id comes from its event",
        RUNTIME + "reactor.py",
        'return uuid5(COMMANDS, f"{self.name}/{event_id}/{number}")',
        "return __import__('uuid').uuid4()",
    ),
    Mutant(
        "what one has written, one reads",
        "a query waits for what its client has seen",
        RUNTIME + "reading.py",
        "if covers(read.cut, needed):",
        "if True:",
    ),
    Mutant(
        "no one acts or sees beyond their role",
        "roles are compared",
        RUNTIME + "http.py",
        "if not caller.roles & roles:",
        "if False:",
    ),
    Mutant(
        "old events are read for ever",
        "older versions are brought up to date",
        "contracts/reading.py",
        'while document["type"] in UPCASTERS:',
        "while False:",
    ),
    Mutant(
        "bad input gets a clear refusal",
        "writers are strict",
        "contracts/base.py",
        'ConfigDict(strict=True, extra="forbid",',
        'ConfigDict(strict=False, extra="ignore",',
    ),
)


def shown_by(promise: str) -> list[str]:
    """The tests that the table of promises names for a promise."""
    text = (ROOT / "infra/README.md").read_text(encoding="utf-8")
    [row] = [line for line in text.splitlines() if line.startswith(f"| {promise}") and "::test_" in line]
    return list(dict.fromkeys(re.findall(r"`(tests/[\w/]+\.py::\w+)`", row)))
