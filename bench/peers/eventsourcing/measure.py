"""eventsourcing: 32 threads that save one event each, then its own projection of them into PostgreSQL.

Arguments: the database's URL, seconds of appending, events to project. The last line of output is JSON.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.utils import get_topic
from psycopg.sql import SQL, Identifier

CLIENTS = 32
STREAMS = 200


class Unit(Aggregate):
    @event("FiguresRecorded")
    def record(self, staff: int, women: int) -> None:
        self.staff, self.women = staff, women


class Units(Application[UUID]):
    pass


class Figures(PostgresTrackingRecorder):
    """The read model: the last figures of each unit, in one transaction with how far it has come."""

    def __init__(self, datastore, **given):
        super().__init__(datastore, **given)
        table = Identifier(self.datastore.schema), Identifier("unit_figures")
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {0}.{1} (unit uuid PRIMARY KEY, staff int, women int)").format(*table)
        )
        self.put_statement = SQL(
            "INSERT INTO {0}.{1} VALUES (%s, %s, %s)"
            " ON CONFLICT (unit) DO UPDATE SET staff = excluded.staff, women = excluded.women"
        ).format(*table)

    def put(self, unit: UUID, staff: int, women: int, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(self.put_statement, (unit, staff, women), prepare=True)


class FiguresProjection(Projection[Figures]):
    name = "figures"
    topics = (get_topic(Unit.FiguresRecorded),)

    @singledispatchmethod
    def process_event(self, _, tracking):
        self.view.insert_tracking(tracking)

    @process_event.register
    def _(self, recorded: Unit.FiguresRecorded, tracking):
        self.view.put(recorded.originator_id, recorded.staff, recorded.women, tracking)


def main(url: str, seconds: float, events: int) -> None:
    parts = urlsplit(url)
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path[1:],
        "POSTGRES_HOST": parts.hostname,
        "POSTGRES_PORT": str(parts.port),
        "POSTGRES_USER": parts.username,
        "POSTGRES_PASSWORD": unquote(parts.password),
        "POSTGRES_POOL_SIZE": str(CLIENTS),
        "POSTGRES_MAX_OVERFLOW": "8",
        "POSTGRES_MAX_WAITING": str(CLIENTS),
    }
    with Units(env) as app:
        appends = append(app, seconds)
        fill(app, events)
        last = app.recorder.max_notification_id()
    with ProjectionRunner(application_class=Units, projection_class=FiguresProjection, view_class=Figures, env=env) as runner:
        begin, before = time.perf_counter(), runner.view.max_tracking_id("Units") or 0
        runner.wait(last, timeout=600)
        projected = (last - before) / (time.perf_counter() - begin)
    sys.stdout.write(json.dumps({"appends": appends, "projection": projected}) + "\n")


def append(app: Units, seconds: float) -> float:
    units = [Unit() for _ in range(CLIENTS)]
    app.save(*units)
    until = time.perf_counter() + seconds

    def client(unit: Unit) -> int:
        done = 0
        while time.perf_counter() < until:
            unit.record(done, 4)
            app.save(unit)
            done += 1
        return done

    begin = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        done = sum(threads.map(client, units))
    return done / (time.perf_counter() - begin)


def fill(app: Units, events: int) -> None:
    for _ in range(0, events, STREAMS * 10):
        units = [Unit() for _ in range(STREAMS)]
        for unit in units:
            for staff in range(10):
                unit.record(staff, 4)
        app.save(*units)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
