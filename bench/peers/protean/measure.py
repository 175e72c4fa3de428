"""protean: 32 threads that save one event each, then its own projector of them into PostgreSQL.

Arguments: the database's URL, seconds of appending, events to project. The last line of output is JSON. It runs beside
`node_modules`, where the SQL of Message DB lies, which is protean's event store on PostgreSQL.
"""

import asyncio
import json
import logging
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
from protean import Domain, apply, current_domain
from protean.core.projector import on
from protean.fields import Identifier, Integer
from protean.server.engine import Engine

CLIENTS = 32
MESSAGE_DB = Path(__file__).with_name("node_modules") / "@eventide" / "message-db" / "database"
# In the order of its install.sh. Left out: role and grants, because the account of the URL owns all of it; and pgcrypto,
# from which it takes only a function that PostgreSQL has had in itself since 13.
PARTS = ("schema", "tables", "types", "functions", "indexes", "views")
SEARCH_PATH = "options=-csearch_path%3Dmessage_store%2Cpublic"
# A unit's staff is the position of its event, so that the last of each can be held against what was projected.
WRITTEN = """
SELECT sum(events)::int, count(*)::int, sum(last)::int
FROM (SELECT count(*) AS events, max(position) AS last FROM messages GROUP BY stream_name) AS streams
"""
READ = "SELECT count(*)::int, sum(staff)::int FROM figures"

domain = Domain(name="Measured", config={"server": {"health": {"enabled": False}}})


@domain.event(part_of="Unit")
class FiguresRecorded:
    unit: Identifier(required=True)
    staff: Integer(required=True)
    women: Integer(required=True)


@domain.aggregate(event_sourced=True)
class Unit:
    unit: Identifier(identifier=True)
    staff: Integer()
    women: Integer()

    def record(self, staff: int, women: int) -> None:
        self.raise_(FiguresRecorded(unit=self.unit, staff=staff, women=women))

    @apply
    def recorded(self, event: FiguresRecorded) -> None:
        self.unit, self.staff, self.women = event.unit, event.staff, event.women


@domain.projection
class Figures:
    """The read model: the last figures of each unit."""

    unit: Identifier(identifier=True)
    staff: Integer()
    women: Integer()


class Progress:
    """How far the projector has come, and what is done when it is through."""

    applied = 0
    wanted = 0
    ended = 0.0
    engine: Engine

    @classmethod
    def count(cls) -> None:
        cls.applied += 1
        if cls.applied == cls.wanted:
            cls.ended = time.perf_counter()
            cls.stopping = asyncio.get_running_loop().create_task(cls.engine.shutdown())


@domain.projector(projector_for=Figures, aggregates=[Unit], subscription_profile="projection")
class FiguresProjector:
    """One unit of work an event: the row looked up, changed, written."""

    @on(FiguresRecorded)
    def record(self, event: FiguresRecorded) -> None:
        repository = current_domain.repository_for(Figures)
        figures = repository.get_or_none(event.unit) or Figures(unit=event.unit)
        figures.staff, figures.women = event.staff, event.women
        repository.add(figures)
        Progress.count()


def main(url: str, seconds: float, events: int) -> None:
    store = f"{url}?{SEARCH_PATH}"
    install(store)
    domain.config["databases"]["default"] = {"provider": "postgresql", "database_uri": url}
    domain.config["event_store"] = {"provider": "message_db", "database_uri": store}
    domain.init(traverse=False)
    with domain.domain_context():
        domain.setup_database()
    appends = append(seconds)
    fill(events)
    total, *written = asked(store, WRITTEN)
    projected = project(total)
    read = asked(url, READ)
    if read != written:
        raise SystemExit(f"units and the sum of their last figures: {written} were written, {read} were projected")
    sys.stdout.write(json.dumps({"appends": appends, "projection": projected}) + "\n")


def install(url: str) -> None:
    with psycopg.connect(url) as connection:
        for part in PARTS:
            for statements in sorted((MESSAGE_DB / part).glob("*.sql")):
                connection.execute(statements.read_text())


def asked(url: str, query: str) -> list[int]:
    with psycopg.connect(url) as connection:
        return list(connection.execute(query).fetchone())


def append(seconds: float) -> float:
    until = time.perf_counter() + seconds

    def client(unit: Unit) -> int:
        done = 0
        with domain.domain_context():
            repository = current_domain.repository_for(Unit)
            while time.perf_counter() < until:
                unit.record(done, 4)
                repository.add(unit)
                done += 1
        return done

    with domain.domain_context():
        units = [Unit(unit=str(uuid4())) for _ in range(CLIENTS)]
    begin = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        done = sum(threads.map(client, units))
    return done / (time.perf_counter() - begin)


def fill(events: int) -> None:
    with domain.domain_context():
        repository = current_domain.repository_for(Unit)
        for _ in range(0, events, 10):
            unit = Unit(unit=str(uuid4()))
            for staff in range(10):
                unit.record(staff, 4)
            repository.add(unit)


def project(total: int) -> float:
    """Run the engine as its server does; its test mode ends after a second, whatever is left to do."""
    with domain.domain_context():
        Progress.wanted = total
        Progress.engine = Engine(domain)
        begin = time.perf_counter()
        Progress.engine.run()
    return total / (Progress.ended - begin)


if __name__ == "__main__":
    os.environ["PROTEAN_NO_AUTO_LOGGING"] = "1"
    logging.disable(logging.INFO)
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
