"""One transaction: what a function of it may do (`Tx`), and how it runs through on an open connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
Row = sqlite3.Row
"""One row: ``row["column"]``, ``row[0]``, and it unpacks in the order of the columns."""


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


class SqliteTx:
    """`Tx` on an open connection: nothing here ever waits, so a coroutine of it runs through."""

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
        except sqlite3.Error as error:
            raise StorageError(str(error)) from error

    async def execute(self, sql: str, /, **params: object) -> int:
        """Run one statement, as `Tx` says."""
        return self._run(sql, params).rowcount

    async def one(self, sql: str, /, **params: object) -> Row | None:
        """Return the first row, as `Tx` says."""
        # Fetched to the end: an INSERT … RETURNING left half read would still be open at COMMIT.
        rows: list[Row] = self._run(sql, params).fetchall()
        return rows[0] if rows else None

    async def all(self, sql: str, /, **params: object) -> list[Row]:
        """Return every row, as `Tx` says."""
        return self._run(sql, params).fetchall()

    async def value(self, sql: str, /, **params: object) -> Any:  # noqa: ANN401 (see Tx)
        """Return the first column, as `Tx` says."""
        row = await self.one(sql, **params)
        return None if row is None else row[0]


def run_through(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a transaction's function to its end without giving way to anything else."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise StorageError("a transaction may await nothing but its own statements")


def roll_back(connection: sqlite3.Connection) -> None:
    """End the open transaction, if there is one, as if it had not been."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
