"""The one seam to the database: `Database.write` and `Database.read` run one small function of a transaction.

A function given to them awaits nothing but its transaction, whose statements never wait: they run right here, between
two awaits of the event loop (microseconds each; a thread of their own would pay for the GIL at every row). Only COMMIT,
which waits for the disk, goes to aiosqlite's thread, once for everybody who has written meanwhile.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import aiosqlite

from storage.connection import BUSY_MS, connect
from storage.transaction import ConstraintError, Row, SqliteTx, StorageError, Tx, roll_back, run_through

__all__ = ["ConstraintError", "Database", "Row", "StorageError", "Tx", "named", "path_of", "wal_is_sound"]

T = TypeVar("T")
P = ParamSpec("P")

_BATCH_MAX = 64  # transactions in one COMMIT: bounds how long the event loop is theirs
_FOLD_WAIT_MS = 100
_URL_START = "sqlite:///"


class _Work:
    """One waiting transaction: how to start it, and how it ended."""

    __slots__ = ("error", "future", "result", "start")

    def __init__(self, start: Callable[[Tx], Coroutine[Any, Any, Any]], future: asyncio.Future[Any]) -> None:
        self.start = start
        self.future = future
        self.result: Any = None
        self.error: BaseException | None = None

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


def _run_batch(connection: sqlite3.Connection, batch: Sequence[_Work]) -> None:
    """Run a batch in the open transaction, each work in a savepoint of its own unless it is alone."""
    tx = SqliteTx(connection)
    savepoints = len(batch) > 1
    for work in batch:
        try:
            if savepoints:
                connection.execute("SAVEPOINT work")
            work.result = run_through(work.start(tx))
            if savepoints:
                connection.execute("RELEASE work")
        except Exception as error:  # noqa: BLE001 (it belongs to its caller, whatever it is)
            work.error = error
            if not _undo(connection, savepoints=savepoints):
                for other in batch:
                    if other is not work:
                        other.fail("another transaction ended badly", error)
                return


def _undo(connection: sqlite3.Connection, *, savepoints: bool) -> bool:
    """Take back one failed work; return False where that took the transaction of the whole batch."""
    if connection.in_transaction and savepoints:
        try:
            connection.execute("ROLLBACK TO work")
            connection.execute("RELEASE work")
        except sqlite3.Error:
            pass
        else:
            return True
    roll_back(connection)
    return False


class _Writer:
    """The connection that writes, and the one task that may use it."""

    def __init__(self, connection: sqlite3.Connection, thread: aiosqlite.Connection, *, locked: bool) -> None:
        """``thread`` is aiosqlite's thread around the same connection; ``locked`` as with `Database.open`."""
        self._connection = connection
        self._thread = thread
        self._locked = locked
        self._waiting: deque[_Work] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._folds: list[asyncio.Future[None]] = []
        self._task = asyncio.create_task(self._serve(), name="database writer")

    @classmethod
    async def open(cls, path: Path, journal: str, *, locked: bool) -> _Writer:
        # Opened here, not in the thread: aiosqlite leaves its thread behind when opening fails.
        connection = connect(path, journal)
        thread = await aiosqlite.Connection(lambda: connection, 64)
        return cls(connection, thread, locked=locked)

    def ask(self, start: Callable[[Tx], Coroutine[Any, Any, Any]]) -> asyncio.Future[Any]:
        """Put a transaction in line. It will run even if the caller does not wait for it."""
        if self._closing:
            raise StorageError("the database is closed")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Work(start, future))
        self._wake.set()
        return future

    def fold(self) -> asyncio.Future[None]:
        """Put a checkpoint in line, between two batches."""
        if self._closing:
            raise StorageError("the database is closed")
        self._folds.append(asyncio.get_running_loop().create_future())
        self._wake.set()
        return self._folds[-1]

    async def close(self) -> None:
        """Finish what waits, then close. A second call does nothing."""
        self._closing = True
        self._wake.set()
        await asyncio.wait([self._task])

    async def _serve(self) -> None:
        batch: list[_Work] = []
        try:
            while self._waiting or not self._closing:
                if self._folds:
                    await self._fold()
                    continue
                if not self._waiting:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _BATCH_MAX))]
                await self._settle(batch)
        except BaseException:
            # The loop is ending under us. Whether the last batch was stored is not known here; nobody waits for ever.
            for work in (*batch, *self._waiting):
                work.future.cancel()
            raise
        finally:
            self._closing = True
            for fold in self._folds:
                fold.cancel()
            await self._thread.close()

    async def _fold(self) -> None:
        folds, self._folds = self._folds, []
        try:
            await self._thread.execute(f"PRAGMA busy_timeout = {_FOLD_WAIT_MS}")  # nobody else may write meanwhile
            [row] = await self._thread.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            await self._thread.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
            error = StorageError("a reader holds the log") if row[0] else None
        except sqlite3.Error as trouble:
            error = StorageError(f"the log cannot be folded: {trouble}")
        for fold in folds:
            if fold.done():
                continue
            if error is None:
                fold.set_result(None)
            else:
                fold.set_exception(error)

    async def _settle(self, batch: Sequence[_Work]) -> None:
        """Store a batch and tell everybody their outcome; raises nothing."""
        try:
            await self._store(batch)
        except Exception as error:  # noqa: BLE001 (the writer must go on, and nobody may wait for ever)
            roll_back(self._connection)
            for work in batch:
                work.fail("the transaction failed", error)
        for work in batch:
            work.tell()

    async def _store(self, batch: Sequence[_Work]) -> None:
        if self._locked:
            self._connection.execute("BEGIN IMMEDIATE")
        else:
            await self._thread.execute("BEGIN IMMEDIATE")  # it may have to wait for a foreign writer
        _run_batch(self._connection, batch)
        if self._connection.in_transaction:
            await self._thread.commit()


class _Reader:
    """The connection that reads: all reads of one turn of the event loop share one snapshot, begun by the first.

    A write that was answered is in it: whoever is answered runs in a later turn.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._is_open = True

    def run(self, fn: Callable[[Tx], Coroutine[Any, Any, T]]) -> T:
        self._begin()
        return run_through(fn(SqliteTx(self._connection)))

    def _begin(self) -> None:
        try:
            if self._connection.in_transaction:
                return
            self._connection.execute("BEGIN")
        except sqlite3.Error as error:
            raise StorageError(f"nothing could be read: {error}") from error
        asyncio.get_running_loop().call_soon(self._let_go)

    def _let_go(self) -> None:
        if self._is_open:
            roll_back(self._connection)

    def close(self) -> None:
        self._let_go()
        self._is_open = False
        self._connection.close()


class Database:
    """A SQLite database on local disk: one connection that writes, one that reads."""

    def __init__(self, path: Path, writer: _Writer, reader: _Reader) -> None:
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
        try:
            writer = await _Writer.open(path, journal, locked=locked)
        except sqlite3.Error as error:
            raise StorageError(f"{path} cannot be opened: {error}") from error
        try:
            return cls(path, writer, _Reader(connect(path, None)))
        except sqlite3.Error as error:
            await writer.close()
            raise StorageError(f"{path} cannot be read: {error}") from error

    async def write(
        self, fn: Callable[Concatenate[Tx, P], Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` in a transaction and return its result once that is committed.

        An exception of ``fn`` takes back this transaction alone. Whether a cancelled caller's transaction happened
        is what the database says: it is never torn. Raises StorageError where nothing could be stored.
        """
        result: T = await self._writer.ask(lambda tx: fn(tx, *args, **kwargs))
        return result

    async def read(
        self, fn: Callable[Concatenate[Tx, P], Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run ``fn(tx, …)`` over one snapshot that holds every write that was answered; it cannot write.

        It is over before anything else runs: what takes longer than some milliseconds belongs to `survey`.
        """
        return self._reader.run(lambda tx: fn(tx, *args, **kwargs))

    async def survey(
        self, fn: Callable[Concatenate[Tx, P], Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do as `read` does, in a thread and on a connection of its own: for what looks at whole tables.

        There ``fn`` touches nothing but ``tx`` and its arguments.
        """

        def look() -> T:
            connection = connect(self.path, None)
            try:
                return _read(connection, fn(SqliteTx(connection), *args, **kwargs))
            finally:
                connection.close()

        return await asyncio.to_thread(look)

    async def fold(self) -> None:
        """Write the log into the file and empty it, so that nothing deleted stands in it; raises StorageError."""
        await self._writer.fold()

    async def close(self) -> None:
        """Finish what waits and close. A second call does nothing."""
        self._reader.close()
        await self._writer.close()  # last, so that it folds the WAL into the file


def _read(connection: sqlite3.Connection, coroutine: Coroutine[Any, Any, T]) -> T:
    try:
        connection.execute("BEGIN")
    except sqlite3.Error as error:
        coroutine.close()
        raise StorageError(f"nothing could be read: {error}") from error
    try:
        return run_through(coroutine)
    finally:
        roll_back(connection)


def named(row: Any) -> dict[str, object]:  # noqa: ANN401 (any flat dataclass with slots)
    """Return the fields of a row to be stored by name (`dataclasses.asdict` would copy each of them deeply)."""
    return {name: getattr(row, name) for name in row.__slots__}


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
