"""storage.database: what is answered is stored, what failed is not, and nobody harms their neighbour."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

from storage.database import ConstraintError, Database, StorageError, Tx, path_of, wal_is_sound
from tests.harness import within


async def add(tx: Tx, number: int) -> int:
    await tx.execute("INSERT INTO note (number) VALUES (:number)", number=number)
    return number


async def add_then_fail(tx: Tx, number: int) -> None:
    await add(tx, number)
    raise ValueError(number)


async def numbers(tx: Tx) -> list[int]:
    return [row["number"] for row in await tx.all("SELECT number FROM note ORDER BY number")]


@pytest.fixture
async def notes(url: str):
    database = await Database.open(url, locked=True)

    async def create(tx: Tx) -> None:
        await tx.execute(
            "CREATE TABLE note (number INTEGER PRIMARY KEY, CONSTRAINT small CHECK (number < 1000)) STRICT"
        )
        await tx.execute(
            "CREATE TABLE mark (note INTEGER REFERENCES note (number) DEFERRABLE INITIALLY DEFERRED) STRICT"
        )

    await database.write(create)
    yield database
    await database.close()


def on_disk(database: Database) -> list[int]:
    """What another process would find."""
    with sqlite3.connect(database.path) as connection:
        found = [row[0] for row in connection.execute("SELECT number FROM note ORDER BY number")]
    connection.close()
    return found


async def test_what_was_answered_is_on_disk_and_can_be_read(notes):
    assert await notes.write(add, 1) == 1
    assert on_disk(notes) == [1]
    assert await notes.read(numbers) == [1]


async def test_one_failure_in_a_batch_takes_back_itself_alone(notes):
    works = [notes.write(add_then_fail if number == 25 else add, number) for number in range(50)]
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert isinstance(outcomes[25], ValueError)
    assert [one for one in outcomes if not isinstance(one, ValueError)] == [n for n in range(50) if n != 25]
    assert on_disk(notes) == [n for n in range(50) if n != 25]


async def test_a_failure_alone_takes_back_itself(notes):
    with pytest.raises(ValueError, match="7"):
        await notes.write(add_then_fail, 7)
    assert on_disk(notes) == []
    assert await notes.write(add, 8) == 8


async def test_transactions_that_wait_share_one_commit(notes):
    commits = []
    notes._writer._connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
    await asyncio.gather(*(notes.write(add, number) for number in range(60)))
    assert len(commits) <= 2


async def test_transactions_run_in_the_order_they_were_asked_for(notes):
    order: list[int] = []

    async def note(tx: Tx, number: int) -> None:
        order.append(number)

    await asyncio.gather(*(notes.write(note, number) for number in range(200)))
    assert order == list(range(200))


async def test_a_failed_commit_fails_everyone_in_it_and_the_writer_goes_on(notes):
    async def dangle(tx: Tx) -> None:
        await tx.execute("INSERT INTO mark (note) VALUES (99)")  # a foreign key that is looked at on COMMIT

    works = [notes.write(add, 1), notes.write(dangle), notes.write(add, 2)]
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert [type(one) for one in outcomes] == [StorageError] * 3
    assert len({id(one) for one in outcomes}) == 3, "one exception must not be raised in several tasks"
    assert on_disk(notes) == []
    assert await notes.write(add, 3) == 3


async def test_a_full_disk_stores_nothing_of_what_it_refuses_and_the_writer_goes_on(notes):
    async def fill(tx: Tx) -> None:
        await tx.execute("CREATE TABLE big (data BLOB)")
        for _ in range(100):
            await tx.execute("INSERT INTO big VALUES (randomblob(100000))")

    pages = notes._writer._connection.execute("PRAGMA page_count").fetchone()[0]
    notes._writer._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
    outcomes = await asyncio.gather(notes.write(add, 1), notes.write(fill), notes.write(add, 2), return_exceptions=True)
    assert isinstance(outcomes[1], StorageError)
    assert "full" in str(outcomes[1])
    kept = [one for one in (outcomes[0], outcomes[2]) if isinstance(one, int)]
    assert on_disk(notes) == kept, "whoever was answered is stored, whoever got an error is not"
    notes._writer._connection.execute("PRAGMA max_page_count = 1000000")
    await notes.write(add, 5)
    assert on_disk(notes) == [*kept, 5]


async def test_a_transaction_that_was_lost_inside_cannot_go_on_by_accident(notes):
    async def lose(tx: Tx) -> None:
        await tx.execute("ROLLBACK")  # as SQLite does by itself when the disk fails
        await add(tx, 2)

    outcomes = await asyncio.gather(notes.write(add, 1), notes.write(lose), notes.write(add, 3), return_exceptions=True)
    assert [type(one) for one in outcomes] == [StorageError] * 3
    assert on_disk(notes) == []
    with pytest.raises(StorageError, match="lost"):
        await notes.write(lose)
    assert await notes.write(add, 4) == 4


async def test_a_cancelled_caller_tears_nothing(notes):
    async def pair(tx: Tx, number: int) -> None:
        await add(tx, number)
        await add(tx, number + 500)

    tasks = [asyncio.create_task(notes.write(pair, number)) for number in range(200)]
    for turn, task in enumerate(tasks):
        if turn % 3 == 0:
            await asyncio.sleep(0)
        if turn % 2:
            task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await notes.write(add, 999)
    stored = set(on_disk(notes)) - {999}
    assert all((number + 500 in stored) for number in stored if number < 500)
    answered = {number for number, one in enumerate(outcomes) if one is None}
    assert answered <= stored
    assert any(isinstance(one, asyncio.CancelledError) for one in outcomes)


async def test_a_transaction_that_awaits_something_else_is_refused(notes):
    async def doze(tx: Tx) -> None:
        await add(tx, 1)
        await asyncio.sleep(0)

    with pytest.raises(StorageError, match="await nothing but"):
        await notes.write(doze)
    with pytest.raises(StorageError, match="await nothing but"):
        await notes.read(doze_reading)
    assert on_disk(notes) == []


async def doze_reading(tx: Tx) -> None:
    await asyncio.sleep(0)


async def test_reading_cannot_write(notes):
    with pytest.raises(StorageError, match="readonly"):
        await notes.read(add, 1)
    with pytest.raises(StorageError, match="readonly"):
        await notes.survey(add, 1)
    assert await notes.read(numbers) == []


async def test_a_survey_sees_what_was_answered(notes):
    await notes.write(add, 4)
    assert await notes.survey(numbers) == [4]


async def test_a_refused_row_names_its_constraint(notes):
    await notes.write(add, 1)
    with pytest.raises(ConstraintError) as twice:
        await notes.write(add, 1)
    with pytest.raises(ConstraintError) as large:
        await notes.write(add, 1000)
    assert twice.value.constraint == "note.number"
    assert large.value.constraint == "small"


async def test_closing_finishes_what_waits_and_refuses_what_comes(url):
    database = await Database.open(url, locked=True)

    async def create(tx: Tx) -> None:
        await tx.execute("CREATE TABLE note (number INTEGER PRIMARY KEY)")

    await database.write(create)
    works = [asyncio.create_task(database.write(add, number)) for number in range(300)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*works) == list(range(300))
    assert len(on_disk(database)) == 300
    with pytest.raises(StorageError, match="closed"):
        await database.write(add, 1)
    with pytest.raises(StorageError, match="closed"):
        await database.read(numbers)
    await database.close()
    assert not Path(f"{database.path}-wal").exists(), "the last close folds the WAL into the file"


def test_a_loop_that_ends_without_close_leaves_no_thread_and_nobody_waiting(tmp_path):
    async def forget_to_close() -> tuple[Database, asyncio.Task[None]]:
        database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
        task = asyncio.create_task(database.write(numbers_of_nothing))
        await asyncio.sleep(0)
        return database, task

    threads = set(threading.enumerate())
    database, task = asyncio.run(within(forget_to_close(), 10))
    for thread in set(threading.enumerate()) - threads:
        thread.join(5)
        assert not thread.is_alive()
    assert task.done()
    database._reader.close()


async def numbers_of_nothing(tx: Tx) -> None:
    await tx.all("SELECT 1")


async def test_the_settings_are_the_safe_ones(notes):
    async def ask(tx: Tx) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "busy_timeout")
        return {name: await tx.value(f"PRAGMA {name}") for name in names}

    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "busy_timeout": 5000}
    assert await notes.write(ask) == expected
    assert stat.S_IMODE(notes.path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(notes.path.stat().st_mode) == 0o600


async def test_without_the_lock_an_unsound_sqlite_gets_no_wal(url):
    database = await Database.open(url)

    async def create(tx: Tx) -> str:
        await tx.execute("CREATE TABLE note (number INTEGER PRIMARY KEY)")
        return str(await tx.value("PRAGMA journal_mode"))

    sound = wal_is_sound(sqlite3.sqlite_version_info)
    assert await database.write(create) == ("wal" if sound else "truncate")
    assert await asyncio.gather(*(database.write(add, number) for number in range(50))) == list(range(50))
    assert len(await database.read(numbers)) == 50
    await database.close()


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_wal_is_sound_in_the_lines_that_were_mended(version, sound):
    assert wal_is_sound(version) is sound


async def test_a_foreign_writer_is_waited_for_without_holding_up_the_loop(url):
    database = await Database.open(url)

    async def create(tx: Tx) -> None:
        await tx.execute("CREATE TABLE note (number INTEGER PRIMARY KEY)")

    await database.write(create)
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    work = asyncio.create_task(database.write(add, 1))
    await asyncio.sleep(0.05)
    assert not work.done()
    other.execute("COMMIT")
    other.close()
    assert await within(work, 5) == 1
    await database.close()


async def test_a_database_that_stays_locked_is_an_error_and_the_writer_goes_on(notes):
    other = sqlite3.connect(notes.path, isolation_level=None)
    notes._writer._connection.execute("PRAGMA busy_timeout = 10")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked"):
        await notes.write(add, 1)
    other.execute("COMMIT")
    other.close()
    assert await notes.write(add, 2) == 2


@pytest.mark.parametrize("url", ["postgresql://x/y", "sqlite://x.db", "sqlite:///", "sqlite:///:memory:", "x.db"])
def test_another_kind_of_address_is_refused_in_a_sentence(url):
    with pytest.raises(StorageError, match="DATABASE_URL must look like"):
        path_of(url)


def test_addresses_are_relative_or_absolute():
    assert path_of("sqlite:///var/a.db") == Path("var/a.db")
    assert path_of("sqlite:////srv/a b?.db") == Path("/srv/a b?.db")


async def test_odd_names_of_folders_are_just_names(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/ảnh 100% #1?/a&b.db", locked=True)
    await database.close()
    assert (tmp_path / "ảnh 100% #1?" / "a&b.db").exists()


async def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "a.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StorageError, match="cannot be opened"):
        await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)


async def test_a_folder_in_place_of_the_file_is_refused(tmp_path):
    with pytest.raises(StorageError, match="cannot be opened"):
        await Database.open(f"sqlite:///{tmp_path}", locked=True)


async def test_a_transaction_has_the_write_lock_from_its_first_moment(notes):
    async def intrude(tx: Tx) -> None:
        other = sqlite3.connect(notes.path, isolation_level=None, timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await notes.write(intrude)


async def test_the_log_is_emptied_between_two_batches_and_at_any_time(url, tmp_path):
    database = await Database.open(url, locked=True)
    await database.write(_make)
    await database.fold()
    log = database.path.with_name("atelier.db-wal")
    assert log.stat().st_size == 0
    writing = [asyncio.create_task(database.write(_add, number)) for number in range(200)]
    folding = [asyncio.create_task(database.fold()) for _ in range(5)]
    await asyncio.gather(*writing, *folding)
    closing = asyncio.create_task(database.fold())
    await asyncio.sleep(0)
    await within(database.close(), 5)  # also while one is under way
    await asyncio.gather(closing, return_exceptions=True)
    with pytest.raises(StorageError):
        await database.fold()


async def test_a_log_that_is_being_read_is_not_waited_for(url):
    database = await Database.open(url, locked=True)
    await database.write(_make)
    reader = sqlite3.connect(database.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()
    await database.write(_add, 1)
    began = time.monotonic()
    with pytest.raises(StorageError, match="reader"):
        await database.fold()
    assert time.monotonic() - began < 2
    reader.close()
    await database.fold()
    await database.close()


async def _make(tx):
    await tx.execute("CREATE TABLE t (n INTEGER)")


async def _add(tx, number):
    await tx.execute("INSERT INTO t VALUES (:number)", number=number)
