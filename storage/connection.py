"""How a connection to SQLite is opened here: private, strict, and what is deleted is overwritten."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

BUSY_MS = 5000


def connect(path: Path, journal: str | None) -> sqlite3.Connection:
    """Open one connection; ``journal`` None opens it for reading only.

    The writer's is used by two threads, never at once: the loop waits while the other commits.
    """
    mode = "ro" if journal is None else "rw"
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, cached_statements=512, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    pragmas = [f"busy_timeout = {BUSY_MS}", "foreign_keys = ON", "trusted_schema = OFF", "synchronous = FULL"]
    if journal is not None:
        # What a savepoint may have to take back is kept in memory: past 64 kB of it SQLite would write a file of it.
        # What is deleted is overwritten: a person who asks to be forgotten is not left in free pages.
        pragmas += ["temp_store = MEMORY", "secure_delete = ON", f"journal_mode = {journal}"]
    try:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()  # a file that is no database says so now
    except sqlite3.Error:
        connection.close()
        raise
    return connection
