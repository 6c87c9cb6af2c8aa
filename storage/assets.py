"""The files we keep: what a job brought, where it lies below the data folder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from storage.database import Tx, named

_COLUMNS = (
    "id, job_id, attempt_id, position, path, sha256, mime, width, height, size_bytes, duration_ms, thumb, title, "
    "remote_key, seed, created_at"
)
_SELECT = "SELECT " + _COLUMNS + " FROM asset "  # noqa: S608 (names written above)
_INSERT = (
    "INSERT INTO asset (job_id, attempt_id, position, path, sha256, mime, width, height, size_bytes, duration_ms, "
    "thumb, title, remote_key, seed, created_at) VALUES (:job_id, :attempt_id, :position, :path, :sha256, :mime, "
    ":width, :height, :size_bytes, :duration_ms, :thumb, :title, :remote_key, :seed, :now) RETURNING "
)


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A checked file. ``position`` is 1 … count as the buttons say it; ``path`` and ``thumb`` are below our folder.

    ``remote_key`` is the gateway's own name of it, for going on from it; ``seed`` the digits that it was drawn
    from, where the gateway told.
    """

    job_id: int
    attempt_id: int
    position: int
    path: str
    sha256: str
    mime: str
    width: int
    height: int
    size_bytes: int
    duration_ms: int = 0
    thumb: str | None = None
    title: str = ""
    remote_key: str = ""
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """One row of ``asset``."""

    id: int
    job_id: int
    attempt_id: int
    position: int
    path: str
    sha256: str
    mime: str
    width: int
    height: int
    size_bytes: int
    duration_ms: int
    thumb: str | None
    title: str
    remote_key: str
    seed: str
    created_at: int


async def add(tx: Tx, new: NewAsset, now: int) -> Asset:
    """Record a file. Raises ConstraintError where the attempt has one at that position."""
    row = await tx.one(_INSERT + _COLUMNS, now=now, **named(new))
    assert row is not None  # noqa: S101 (an INSERT without ON CONFLICT returns its row or raises)
    return Asset(*row)


async def of_job(tx: Tx, job_id: int) -> list[Asset]:
    """Return a job's files by position."""
    rows = await tx.all(_SELECT + "WHERE job_id = :job_id ORDER BY position, id", job_id=job_id)
    return [Asset(*row) for row in rows]


async def find(tx: Tx, asset_id: int) -> Asset | None:
    """Return a file by its number; None where it was forgotten."""
    row = await tx.one(_SELECT + "WHERE id = :id", id=asset_id)
    return None if row is None else Asset(*row)


async def note_seed(tx: Tx, attempt_id: int, seed: str) -> None:
    """Note what the files of an attempt were drawn from."""
    await tx.execute("UPDATE asset SET seed = :seed WHERE attempt_id = :attempt_id", seed=seed, attempt_id=attempt_id)


async def forget(tx: Tx, asset_id: int) -> None:
    """Drop the row of a file that is there no more, and with it the grid that shows it."""
    await tx.execute(
        "DELETE FROM sent_file WHERE kind = 'grid' AND asset_id IN "
        "(SELECT id FROM asset WHERE job_id = (SELECT job_id FROM asset WHERE id = :id))",
        id=asset_id,
    )
    await tx.execute("DELETE FROM asset WHERE id = :id", id=asset_id)


def is_whole(data_dir: Path, asset: Asset) -> bool:
    """Tell whether the file is what was recorded; reads all of it, so it belongs in a thread. Raises OSError."""
    try:
        with (data_dir / asset.path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == asset.sha256
    except FileNotFoundError:
        return False
