"""A copy of a database while others write it: one snapshot, taken by a connection that only reads."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from storage import invariants
from storage.connection import connect
from storage.database import Database, StorageError, Tx


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the database tells of, below the data folder."""

    path: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Look:
    """What a copy is: what is wrong with it, how new its schema is, and which files belong to it."""

    wrong: list[str]
    schema: str
    files: list[Listed]


def take(source: Path, target: Path) -> None:
    """Write the database as it is now into a new private file; blocking. Raises StorageError.

    The source is neither written nor checkpointed (see `wal_is_sound`), and what was deleted there is not copied.
    """
    if not source.exists():
        raise StorageError(f"there is no database {source}")
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        connection = connect(source, None)
        try:
            connection.execute("VACUUM INTO :target", {"target": str(target)})
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise StorageError(f"{source} cannot be copied: {error}") from error


def url_of(path: Path) -> str:
    """Return how a database file is named."""
    return f"sqlite:///{path.absolute()}"


async def look(path: Path) -> Look:
    """Check a copy that nobody works on, page by page and then the books. Raises StorageError."""
    database = await Database.open(url_of(path), locked=True)
    try:
        return await database.survey(_look)
    finally:
        await database.close()


async def _look(tx: Tx) -> Look:
    pages = [str(row[0]) for row in await tx.all("PRAGMA integrity_check")]
    if pages != ["ok"]:
        return Look([f"The file is damaged: {pages[0]}"], "", [])
    schema = await tx.value("SELECT name FROM migration ORDER BY number DESC LIMIT 1")
    rows = await tx.all("SELECT path, sha256, size_bytes FROM asset JOIN job ON job.id = job_id WHERE gone & 2 = 0")
    return Look(await invariants.broken(tx), str(schema), [Listed(*row) for row in rows])
