"""Bring a database to the schema of this code: numbered files, in order, each in one transaction, never changed."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database, StorageError, Tx

FOLDER = Path(__file__).parent / "migrations"
_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_TABLE = """
CREATE TABLE IF NOT EXISTS migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sha256: str
    sql: str


async def migrate(db: Database, now: int, folder: Path = FOLDER) -> list[str]:
    """Apply what is missing and return the names applied.

    Raises StorageError, before anything is changed, when the database is newer than the code, an applied file was
    changed, or a number is missing.
    """
    files = read_folder(folder)
    await db.write(_create_table)
    done = await db.read(_applied)
    _compare(files, done)
    missing = files[len(done) :]
    for migration in missing:
        await db.write(_apply, migration, now)
    return [migration.name for migration in missing]


def read_folder(folder: Path) -> list[Migration]:
    """Return the files of a folder in order; raise StorageError for a wrong name or a gap."""
    files = []
    for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None or int(match[1]) != number:
            raise StorageError(f"{path.name}: migrations are numbered without a gap, here must be {number:04d}_*.sql")
        text = path.read_text(encoding="utf-8")
        files.append(Migration(number, path.name, hashlib.sha256(text.encode()).hexdigest(), text))
    return files


def split(sql: str) -> list[str]:
    """Split a script into statements; the semicolons inside a trigger or a string do not end one."""
    statements = []
    text = ""
    for piece in re.split(r"(?<=;)", sql):
        text += piece
        if sqlite3.complete_statement(text):
            statements.append(text.strip())
            text = ""
    if _without_comments(text).strip():
        raise StorageError(f"a migration ends inside a statement: {text.strip()[:80]}")
    return statements


def _without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*|/\*.*?\*/", "", sql, flags=re.DOTALL)


def _compare(files: Sequence[Migration], done: Sequence[tuple[int, str, str]]) -> None:
    if len(done) > len(files):
        raise StorageError(f"the database is newer than this program: it has {done[-1][1]}; run the newer program")
    for file, (number, name, sha256) in zip(files, done, strict=False):
        if number != file.number:
            raise StorageError(f"the database lacks migration {file.number:04d} but has {name}; restore a backup")
        if sha256 != file.sha256:
            raise StorageError(f"{file.name} was changed after it was applied; add a new migration instead")


async def _create_table(tx: Tx) -> None:
    await tx.execute(_TABLE)


async def _applied(tx: Tx) -> list[tuple[int, str, str]]:
    rows = await tx.all("SELECT number, name, sha256 FROM migration ORDER BY number")
    return [(row["number"], row["name"], row["sha256"]) for row in rows]


async def _apply(tx: Tx, migration: Migration, now: int) -> None:
    for statement in split(migration.sql):
        await tx.execute(statement)
    await tx.execute(
        "INSERT INTO migration (number, name, sha256, applied_at) VALUES (:number, :name, :sha256, :now)",
        number=migration.number,
        name=migration.name,
        sha256=migration.sha256,
        now=now,
    )
