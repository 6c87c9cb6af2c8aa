"""The one seam to the database: `Database.write` and `Database.read` run one small function of a transaction.

A function given to them awaits nothing but its transaction. That is what lets a whole batch of them run in the
database's own thread between one BEGIN and one COMMIT: one thread hop and one fsync for everybody who waits.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from urllib.parse import quote

import aiosqlite

T = TypeVar("T")
P = ParamSpec("P")
Row = sqlite3.Row
"""One row: ``row["column"]``, ``row[0]``, and it unpacks in the order of the columns."""

_BATCH_MAX = 256  # transactions in one COMMIT: bounds how long the first of them waits for the last
_URL_START = "sqlite:///"


class StorageError(Exception):
    """The database cannot do what was asked; nothing of that transaction was stored."""


class ConstraintError(StorageError):
    """The schema refused a row. ``constraint`` is what it names: a CHECK's name, or ``table.column`` of a UNIQUE."""

    def __init__(self, message: str) -> None:
        """Keep the database's sentence and the part of it that names the constraint."""
        super().__init__(message)
        self.constraint = message.rpartition("failed: ")[2]


class Tx(Protocol):
    """One transaction. Parameters are named: ``await tx.one("SELECT … WHERE id = :id", id=7)``."""

    async def execute(self, sql: str, /, **params: object) -> int:
        """Run one statement; return how many rows it changed."""
        ...

    async def one(self, sql: str, /, **params: object) -> Row | None:
        """Return the first row, or None."""
        ...

    async def all(self, sql: str, /, **params: object) -> list[Row]:
        """Return every row."""
        ...

    async def value(self, sql: str, /, **params: object) -> Any:  # noqa: ANN401 (a column of any type)
        """Return the first column of the first row, or None."""
        ...


class _SqliteTx:
    """`Tx` on a connection of the thread we are in: nothing here ever waits, so a coroutine of it runs through."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _run(self, sql: str, params: dict[str, object]) -> sqlite3.Cursor:
        if not self._connection.in_transaction:
            # SQLite gives up a whole transaction on a full disk; a statement after that would commit by itself.
            raise StorageError("the transaction was lost")
        try:
            return self._connection.execute(sql, params)
        except sqlite3.IntegrityError as error:
            raise ConstraintError(str(error)) from error

    async def execute(self, sql: str, /, **params: object) -> int:
        return self._run(sql, params).rowcount

    async def one(self, sql: str, /, **params: object) -> Row | None:
        # Fetched to the end: an INSERT … RETURNING left half read would still be open at COMMIT.
        rows: list[Row] = self._run(sql, params).fetchall()
        return rows[0] if rows else None

    async def all(self, sql: str, /, **params: object) -> list[Row]:
        return self._run(sql, params).fetchall()

    async def value(self, sql: str, /, **params: object) -> Any:  # noqa: ANN401 (see Tx)
        row = await self.one(sql, **params)
        return None if row is None else row[0]


class _Work:
    """One waiting transaction: how to start it, and how it ended."""

    __slots__ = ("error", "future", "result", "start")

    def __init__(self, start: Callable[[Tx], Coroutine[Any, Any, Any]], future: asyncio.Future[Any]) -> None:
        self.start = start
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, tx: Tx) -> None:
        """Run to the end, or raise."""
        coroutine = self.start(tx)
        try:
            coroutine.send(None)
        except StopIteration as end:
            self.result = end.value
            return
        coroutine.close()
        raise StorageError("a transaction may await nothing but its own statements")

    def fail(self, why: str, cause: BaseException) -> None:
        """Fail with an error of its own, unless it has failed already: one instance must not be raised twice."""
        if self.error is None:
            self.error = StorageError(f"nothing was stored: {why} ({cause})")
            self.error.__cause__ = cause

    def tell(self) -> None:
        """Give the outcome to whoever still waits for it."""
        if self.future.done():
            return  # its caller was cancelled; what was committed stays
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


RunBatch = Callable[[sqlite3.Connection, Sequence[_Work]], None]


class _Connection(aiosqlite.Connection):
    """aiosqlite's thread and connection, asked to run a whole function there instead of one statement."""

    async def run(self, run_batch: RunBatch, batch: Sequence[_Work]) -> None:
        await self._execute(run_batch, self._conn, batch)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped


async def _connected(path: Path, journal: str | None) -> _Connection:
    connection = _Connection(lambda: _connect(path, journal), 64)
    try:
        await connection
    except sqlite3.Error as error:
        raise StorageError(f"{path} cannot be opened: {error}") from error
    return connection


def _write_batch(connection: sqlite3.Connection, batch: Sequence[_Work]) -> None:
    """Run a batch in one transaction, each work in a savepoint of its own."""
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        _fail_all(batch, "the database is not ready", error)
        return
    tx = _SqliteTx(connection)
    savepoints = len(batch) > 1
    for index, work in enumerate(batch):
        try:
            if savepoints:
                connection.execute("SAVEPOINT work")
            work.run(tx)
            if savepoints:
                connection.execute("RELEASE work")
        except BaseException as error:  # noqa: BLE001 (it belongs to its caller, whatever it is)
            work.error = error
            if not _undo(connection, savepoints=savepoints):
                _fail_all(batch[:index], "the transaction was lost", error)
                if batch[index + 1 :]:
                    _write_batch(connection, batch[index + 1 :])
                return
    _commit(connection, batch)


def _undo(connection: sqlite3.Connection, *, savepoints: bool) -> bool:
    """Take back the failed work; return False where the transaction of the whole batch is gone."""
    if not connection.in_transaction:
        return False
    try:
        if savepoints:
            connection.execute("ROLLBACK TO work")
            connection.execute("RELEASE work")
    except sqlite3.Error:
        _roll_back(connection)
        return False
    return True


def _commit(connection: sqlite3.Connection, batch: Sequence[_Work]) -> None:
    if len(batch) == 1 and batch[0].error is not None:
        _roll_back(connection)  # it had no savepoint
        return
    try:
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        _roll_back(connection)
        _fail_all(batch, "the commit failed", error)


def _read_batch(connection: sqlite3.Connection, batch: Sequence[_Work]) -> None:
    """Run a batch of reads over one snapshot."""
    try:
        connection.execute("BEGIN")
    except sqlite3.Error as error:
        _fail_all(batch, "the database is not ready", error)
        return
    tx = _SqliteTx(connection)
    for work in batch:
        try:
            work.run(tx)
        except BaseException as error:  # noqa: BLE001 (it belongs to its caller, whatever it is)
            work.error = error
    _roll_back(connection)


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _fail_all(batch: Sequence[_Work], why: str, cause: BaseException) -> None:
    for work in batch:
        work.fail(why, cause)


class _Worker:
    """One connection, and the one task that may use it."""

    def __init__(self, connection: _Connection, run_batch: RunBatch) -> None:
        self._connection = connection
        self._run_batch = run_batch
        self._waiting: deque[_Work] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._task = asyncio.create_task(self._serve(), name="database")

    def ask(self, start: Callable[[Tx], Coroutine[Any, Any, Any]]) -> asyncio.Future[Any]:
        """Put a transaction in line. It will run even if the caller does not wait for it."""
        if self._closing:
            raise StorageError("the database is closed")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Work(start, future))
        self._wake.set()
        return future

    async def close(self) -> None:
        """Finish what waits, then close."""
        if self._closing:
            return
        self._closing = True
        self._wake.set()
        try:
            await self._task
        finally:
            await self._connection.close()

    async def _serve(self) -> None:
        while True:
            if not self._waiting:
                if self._closing:
                    return
                self._wake.clear()
                await self._wake.wait()
                continue
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH_MAX))]
            try:
                await self._connection.run(self._run_batch, batch)
            except asyncio.CancelledError:
                self._abandon(batch)
                raise
            except Exception as error:  # noqa: BLE001 (the writer must go on, and nobody may wait for ever)
                _fail_all(batch, "the database thread failed", error)
            for work in batch:
                work.tell()

    def _abandon(self, batch: Sequence[_Work]) -> None:
        """The loop is ending under us: whether this batch was stored is not known here."""
        self._closing = True
        for work in (*batch, *self._waiting):
            work.future.cancel()


class Database:
    """A SQLite database on local disk: one connection that writes, one that reads."""

    def __init__(self, path: Path, writer: _Worker, reader: _Worker) -> None:
        """Use `open`."""
        self.path = path
        self._writer = writer
        self._reader = reader

    @classmethod
    async def open(cls, url: str, *, locked: bool = False) -> Database:
        """Open ``sqlite:///relative`` or ``sqlite:////absolute`` and make its folder (0700) where it is missing.

        ``locked``: this process holds the lock of the data folder (`storage.folder.lock_folder`), so no other
        connection writes or checkpoints, and WAL is safe on every version of SQLite. Raises StorageError.
        """
        path = path_of(url)
        _make_private(path)
        journal = "WAL" if locked or wal_is_sound(sqlite3.sqlite_version_info) else "TRUNCATE"
        writer = await _connected(path, journal)
        try:
            reader = await _connected(path, None)
        except StorageError:
            await writer.close()
            raise
        return cls(path, _Worker(writer, _write_batch), _Worker(reader, _read_batch))

    async def write(
        self, fn: Callable[Concatenate[Tx, P], Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in a transaction and return its result once that is committed.

        An exception of ``fn`` takes back this transaction alone. Whether a cancelled caller's transaction happened
        is what the database says: it is never torn. ``fn`` runs in the database's thread: it touches nothing but
        ``tx`` and its arguments. Raises StorageError where nothing could be stored.
        """
        result: T = await self._writer.ask(lambda tx: fn(tx, *args, **kwargs))
        return result

    async def read(
        self, fn: Callable[Concatenate[Tx, P], Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` over one snapshot that holds every write that was answered; it cannot write."""
        result: T = await self._reader.ask(lambda tx: fn(tx, *args, **kwargs))
        return result

    async def close(self) -> None:
        """Finish what waits and close. A second call does nothing."""
        try:
            await self._reader.close()
        finally:
            await self._writer.close()  # last, so that it folds the WAL into the file


def path_of(url: str) -> Path:
    """Return the file of a ``sqlite:///`` URL; raise StorageError for another kind of URL."""
    path = url.removeprefix(_URL_START)
    if path == url or not path or path.startswith(":"):
        raise StorageError("DATABASE_URL must look like sqlite:///var/atelier.db or sqlite:////absolute/path.db")
    return Path(path)


def wal_is_sound(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite is free of the WAL-reset bug (two connections that checkpoint may lose commits).

    Fixed in 3.51.3 and carried back to 3.50.7 and 3.44.6: https://sqlite.org/wal.html#the_wal_reset_bug
    """
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def _make_private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StorageError(f"{path} cannot be opened: {error.strerror}") from error


def _connect(path: Path, journal: str | None) -> sqlite3.Connection:
    """Open one connection; ``journal`` None opens it for reading only."""
    mode = "ro" if journal is None else "rw"
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512)
    connection.row_factory = sqlite3.Row
    pragmas = ["busy_timeout = 5000", "foreign_keys = ON", "trusted_schema = OFF", "synchronous = FULL"]
    if journal is not None:
        pragmas.append(f"journal_mode = {journal}")
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # a file that is no database says so now
    except sqlite3.Error:
        connection.close()
        raise
    return connection
