"""Row changes: a batch in one go leaves what its changes leave one by one."""

from __future__ import annotations

import random
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import asyncpg
import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from contracts.examples.scoring import SELF_SHEET_SUBMITTED
from infra.runtime.changes import Change, Patch, Put, Remove
from infra.runtime.rows import COPY_ROWS_MIN, BadChange, Batch, RowWriter, _Table
from infra.runtime.sql import Connection

COLUMNS = ("k", "a", "b")
TABLE = _Table(name="t", columns=COLUMNS, keys=("k",), documents=frozenset(), upsert="", remove="")
Rows = dict[int, dict[str, Any]]


def one_by_one(rows: Rows, changes: Sequence[Change]) -> Rows:
    """A slow model: each change as its docstring says; KeyError where a row is missing."""
    rows = {key: dict(row) for key, row in rows.items()}
    for change in changes:
        key = change.key["k"]
        match change:
            case Put(row=row):
                rows[key] = {"a": None, "b": None, **row}
            case Patch(changes=changed):
                rows[key] = {**rows[key], **changed}
            case Remove():
                rows.pop(key, None)
    return rows


keys = st.integers(0, 2)
values = st.integers(0, 9)
some = st.dictionaries(st.sampled_from(["a", "b"]), values)
changes = st.lists(
    st.builds(lambda k, row: Put("t", {"k": k}, row), keys, some)
    | st.builds(lambda k, row: Patch("t", {"k": k}, row), keys, st.dictionaries(st.sampled_from(["a", "b"]), values, min_size=1))
    | st.builds(lambda k: Remove("t", {"k": k}), keys),
    max_size=12,
)
standing = st.dictionaries(keys, st.fixed_dictionaries({"a": values, "b": values}))


ROW = {"k": 0}
STANDS: Rows = {0: {"a": 1, "b": 1}}


@settings(max_examples=200, deadline=None)
@given(standing, changes)
@example(STANDS, [Patch("t", ROW, {"a": 2}), Patch("t", ROW, {"b": 3})])
@example({}, [Put("t", ROW, {"a": 2}), Patch("t", ROW, {"b": 3})])
@example({}, [Patch("t", ROW, {"a": 2}), Put("t", ROW, {"b": 3})])
@example(STANDS, [Remove("t", ROW), Patch("t", ROW, {"b": 3})])
def test_coalesced_changes_leave_what_they_leave_one_by_one(rows: Rows, changes: list[Change]) -> None:
    """Taken out: any branch of `_merged`. Taken out: `overtaken`. Then a patch of a missing row passes in one batch that
    fails in two, and what is parked depends on how records came in.
    """
    try:
        expected: Rows | None = one_by_one(rows, changes)
    except KeyError:
        expected = None
    batch = Batch({"t": TABLE})
    try:
        batch.add(changes)
        written: Rows | None = write(rows, batch)
    except BadChange:
        written = None
    assert written == expected


def write(rows: Rows, batch: Batch) -> Rows:
    """What RowWriter does with a batch, on a dict: patches that were overtaken, then each row's last change."""
    for ahead in (batch.overtaken, batch.rows):
        for (key,), change in ahead.get("t", {}).items():
            if isinstance(change, Patch) and key not in rows:
                raise BadChange(key)
            rows = one_by_one(rows, [change])
    return rows


# ── on PostgreSQL ────────────────────────────────────────────────────────────────────────────────────────────────

DDL = """
create schema rows_test;
create table rows_test.t (k integer primary key, a integer, b integer);
create table rows_test.everything (
    id uuid, day date, text text, number numeric, money bigint, flag boolean, at timestamptz, document jsonb,
    primary key (id, day)
);
create table rows_test.only_keys (a uuid, "B c" integer, primary key (a, "B c"));
"""


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[Connection]:
    await pool.execute(DDL)
    async with pool.acquire() as connection:
        yield connection


@pytest.fixture
async def writer(connection: Connection) -> RowWriter:
    return await RowWriter.open(connection, "rows_test")


async def wrote(connection: Connection, writer: RowWriter, *changes: Change) -> None:
    async with connection.transaction():
        batch = writer.batch()
        batch.add(changes)
        await writer.write(connection, batch)


async def test_postgresql_does_as_the_model_says(connection: Connection, writer: RowWriter) -> None:
    """The same sequences through the real statements, in batches of every size up to all at once."""
    for number, found in enumerate(_examples()):
        await connection.execute("delete from rows_test.t")
        size = 1 + number % 6
        batches = [found[start : start + size] for start in range(0, len(found), size)]
        try:
            expected: Rows | None = one_by_one({}, found)
        except KeyError:
            expected = None
        try:
            for batch in batches:
                await wrote(connection, writer, *batch)
        except BadChange:
            assert expected is None
            continue
        rows = await connection.fetch("select k, a, b from rows_test.t")
        assert {r["k"]: {"a": r["a"], "b": r["b"]} for r in rows} == expected


def _examples() -> list[list[Change]]:
    chance = random.Random(7)

    def change() -> Change:
        key = {"k": chance.randint(0, 2)}
        row = {name: chance.randint(0, 9) for name in chance.sample(["a", "b"], chance.randint(0, 2))}
        patch = Patch("t", key, row or {"a": 0})
        return chance.choice([Put("t", key, row), Put("t", key, row), patch, Remove("t", key)])

    return [[change() for _ in range(chance.randint(1, 10))] for _ in range(60)]


async def test_every_type_comes_back_as_it_was(connection: Connection, writer: RowWriter) -> None:
    """Taken out: `_document`. Then jsonb columns take no dicts."""
    first, second = uuid.uuid4(), uuid.uuid4()
    day = date(2023, 12, 31)
    at = datetime(2023, 12, 31, 17, 0, 0, 123456, tzinfo=UTC)
    document = {"điểm": "12.50", "list": [1, None, {"đ": True}], "id": str(first)}
    row = {"text": "Xã Hòa Bình", "number": Decimal("948600000.10"), "money": 10**15, "flag": False, "at": at}
    await wrote(
        connection,
        writer,
        Put("everything", {"id": first, "day": day}, {**row, "document": document}),
        Put("everything", {"id": second, "day": day}, {"document": [Decimal("1.50"), first, day]}),
    )
    await wrote(
        connection, writer, Patch("everything", {"id": second, "day": day}, {"document": None, "number": Decimal("0.10")})
    )
    one, two = [
        dict(await connection.fetchrow("select * from rows_test.everything where id = $1", id_)) for id_ in (first, second)
    ]
    assert orjson.loads(one.pop("document")) == document
    assert one == {"id": first, "day": day, **row}
    assert str(one["number"]) == "948600000.10"
    assert str(two["number"]) == "0.10"
    assert two["document"] is None


async def test_decimals_ids_and_days_in_documents_are_text(connection: Connection, writer: RowWriter) -> None:
    id_, day = uuid.uuid4(), date(2023, 12, 31)
    await wrote(connection, writer, Put("everything", {"id": id_, "day": day}, {"document": [Decimal("1.50"), id_, day]}))
    assert orjson.loads(await connection.fetchval("select document from rows_test.everything")) == [
        "1.50",
        str(id_),
        "2023-12-31",
    ]


async def test_a_table_of_keys_alone_and_names_that_need_quotes(connection: Connection, writer: RowWriter) -> None:
    key = {"a": uuid.uuid4(), "B c": 3}
    await wrote(connection, writer, Put("only_keys", key, {}))
    await wrote(connection, writer, Put("only_keys", key, {}))
    assert await connection.fetchval("select count(*) from rows_test.only_keys") == 1
    await wrote(connection, writer, Remove("only_keys", key))
    assert await connection.fetchval("select count(*) from rows_test.only_keys") == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Patch("t", {"k": 9}, {"a": 1}), "instead of 1 rows"),
        (Patch("t", {"k": 1}, {"c": 1}), r"t has no column \['c'\]"),
        (Put("t", {"k": 1}, {"c": 1}), r"t has no column \['c'\]"),
        (Put("u", {"k": 1}, {}), r"u has no key \['k'\]"),
        (Put("t", {"a": 1}, {}), r"t has no key \['a'\]"),
        (Remove("t", {}), r"t has no key \[\]"),
    ],
)
async def test_what_a_table_cannot_hold_is_refused_and_nothing_written(
    connection: Connection, writer: RowWriter, change: Change, words: str
) -> None:
    """Taken out: the checks in `Batch.add`, and the count behind an update. Then a misspelt projection loses data."""
    with pytest.raises(BadChange, match=words):
        await wrote(connection, writer, Put("t", {"k": 1}, {"a": 1}), change)
    assert await connection.fetchval("select count(*) from rows_test.t") == 0


async def test_a_patch_overtaken_by_a_removal_still_needs_its_row(connection: Connection, writer: RowWriter) -> None:
    """Taken out: `overtaken`. Then the same two events are parked when they come apart, and pass when they come together."""
    for later in (Remove("t", {"k": 1}), Put("t", {"k": 1}, {"a": 2})):
        with pytest.raises(BadChange):
            await wrote(connection, writer, Patch("t", {"k": 1}, {"a": 1}), later)
    await wrote(connection, writer, Put("t", {"k": 1}, {"a": 1}))
    await wrote(connection, writer, Patch("t", {"k": 1}, {"b": 1}), Remove("t", {"k": 1}))
    assert await connection.fetchval("select count(*) from rows_test.t") == 0


async def test_many_rows_are_copied_in_until_one_takes_the_place_of_another(connection: Connection, writer: RowWriter) -> None:
    """Taken out: the savepoint. Then a batch with one key that was there is lost, with all that came with it."""
    many = range(2 * COPY_ROWS_MIN)
    await wrote(connection, writer, *(Put("t", {"k": k}, {"a": k}) for k in many[:COPY_ROWS_MIN]))
    await wrote(connection, writer, *(Put("t", {"k": k}, {"b": k}) for k in many[5:]))
    await wrote(connection, writer, *(Put("t", {"k": k}, {"a": 0, "b": k}) for k in many[10:]))
    rows = await connection.fetch("select k, a, b from rows_test.t order by k")
    expected = [(k, k, None) if k < 5 else (k, None, k) if k < 10 else (k, 0, k) for k in many]
    assert [tuple(row) for row in rows] == expected


async def test_a_contracts_own_model_stands_in_a_document_as_in_its_event(connection: Connection, writer: RowWriter) -> None:
    """Taken out: `_plain`'s Fragment. Then the document holds the model's representation as one text."""
    sheet = SELF_SHEET_SUBMITTED.entries
    id_, day = uuid.uuid4(), date(2023, 12, 31)
    await wrote(connection, writer, Put("everything", {"id": id_, "day": day}, {"document": sheet}))
    stands = orjson.loads(await connection.fetchval("select document from rows_test.everything where id = $1", id_))
    assert stands == [entry.model_dump(mode="json") for entry in sheet]
