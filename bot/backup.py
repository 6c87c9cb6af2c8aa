"""Copies of what must survive, made while the bot runs: database, keys and the owner's own gateway files in one ZIP.

A copy is checked before it is called good, and is there as a whole or not at all. The files of results are listed, not
copied. A restore goes into an empty folder only, and checks as much.
"""

from __future__ import annotations

import asyncio
import calendar
import hashlib
import json
import os
import re
import shutil
import struct
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import AtelierError
from storage import copies
from storage.copies import Look
from storage.database import Database
from storage.folder import lock_folder, sync_names
from storage.migrate import migrate

FOLDER = "backups"
_FORMAT = 1
_DATABASE, _MANIFEST = "atelier.db", "manifest.json"
_KEYS = ("button.key", "forget.key")
_STAMP = "atelier-%Y%m%d-%H%M%S.zip"
_NAME = re.compile(r"atelier-(\d{8}-\d{6})\.zip")
_OWN = re.compile(r"catalog/[\w.-]+\.toml")
_WORK = ".backup-"
_LEFT_S = 86_400
# What reading a file raises that has a bit turned, an end cut off, or is another program's.
_SPOILT = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, TypeError, KeyError,
    AttributeError, OverflowError,
)  # fmt: skip


class BackupError(AtelierError):
    """A copy could not be made or put back; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """A good copy, and what it does not hold: the files that the database tells of."""

    path: Path
    size_bytes: int
    files: int
    files_bytes: int


def name_at(now: int) -> str:
    """Return the name of a copy made at that time."""
    return time.strftime(_STAMP, time.gmtime(now))


def newest(folder: Path) -> int | None:
    """Return when the newest copy in a folder was made; None where there is none."""
    return max((at for at, _ in _in(folder)), default=None)


def thin_out(folder: Path, keep: int) -> None:
    """Delete all but the newest copies, and what a kill left half made."""
    for _, path in sorted(_in(folder), reverse=True)[keep:]:
        path.unlink()
    for left in folder.glob(f"{_WORK}*"):
        if time.time() - left.stat().st_mtime > _LEFT_S:
            shutil.rmtree(left, ignore_errors=True)


async def make(database: Path, data_dir: Path, target: Path, now: int) -> Made:
    """Copy what must survive into ``target``, which must not be there; nothing of the running bot is held up.

    Raises BackupError where the copy is not sound, StorageError, OSError.
    """
    _prepare(target)
    with _work_folder(target.parent) as work:
        copy = work / _DATABASE
        await asyncio.to_thread(copies.take, database, copy)
        look = await copies.look(copy)
        if look.wrong:
            raise BackupError("The copy is not sound, nothing was kept of it. " + " ".join(look.wrong))
        size_bytes = await asyncio.to_thread(_pack, work, data_dir, look, now, target)
    return Made(target, size_bytes, len(look.files), sum(file.size_bytes for file in look.files))


async def restore(source: Path, data_dir: Path, database: Path, now: int, say: Callable[[str], None]) -> None:
    """Put a copy into an empty folder, checked and brought up to date; says what it does not hold.

    Raises BackupError, FolderBusyError, StorageError, OSError; then the folder is as it was.
    """
    with lock_folder(data_dir):
        _check_empty(data_dir, database)
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _work_folder(data_dir) as work:
            manifest = await asyncio.to_thread(_unpack, source, work)
            look = await _bring_up(work / _DATABASE, now)
            for name in [*_KEYS, "catalog"]:
                if (work / name).exists():
                    (work / name).replace(data_dir / name)
            shutil.move(work / _DATABASE, database)
        for folder in {data_dir, database.parent}:
            sync_names(folder)
    made = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(manifest["made_at"]))
    say(f"Restored {database} as it was at {made}; its books are in order.")
    for name in _KEYS:
        if not (data_dir / name).exists():
            say(f"{name} was not in the copy: a new one is made at the start.")
    if look.files:
        size = sum(file.size_bytes for file in look.files)
        say(f"Not in the copy: {len(look.files)} files of results ({size:,} bytes), listed in its {_MANIFEST}.")
        say(f"Copy the folder jobs to {data_dir} where you have it; what is missing is shown as Telegram keeps it.")
    say("People who asked to be forgotten since then are back: their /deleteme has to be done once more.")


def _in(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("atelier-*.zip"):
        if match := _NAME.fullmatch(path.name):
            yield calendar.timegm(time.strptime(match[1], "%Y%m%d-%H%M%S")), path


@contextmanager
def _work_folder(folder: Path) -> Iterator[Path]:
    """A private folder on the same disk, which goes with whatever happens."""
    work = Path(tempfile.mkdtemp(prefix=_WORK, dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _prepare(target: Path) -> None:
    if target.exists():
        raise BackupError(f"{target} is there already; name another file.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)


def _pack(work: Path, data_dir: Path, look: Look, now: int, target: Path) -> int:
    """Put everything into the file that is wanted, there as a whole or not at all; returns its size."""
    sources = {_DATABASE: work / _DATABASE, **{name: data_dir / name for name in _KEYS}}
    sources |= {f"catalog/{file.name}": file for file in sorted((data_dir / "catalog").glob("*.toml"))}
    sources = {name: path for name, path in sources.items() if path.is_file()}
    manifest = {
        "format": _FORMAT,
        "made_at": now,
        "schema": look.schema,
        "sha256": {name: _sha256(path) for name, path in sources.items()},
        "files_not_in_here": [asdict(file) for file in look.files],
    }
    packed = work / "packed.zip"
    descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
            for name, path in sources.items():
                archive.write(path, name)
        file.flush()
        os.fsync(file.fileno())
        size_bytes = file.tell()
    packed.replace(target)
    sync_names(target.parent)
    return size_bytes


def _check_empty(data_dir: Path, database: Path) -> None:
    there = sorted(path.name for path in data_dir.iterdir() if path.name != "lock")
    if there:
        raise BackupError(f"{data_dir} is not empty ({there[0]} …); a copy is put into an empty folder only.")
    if database.exists():
        raise BackupError(f"{database} is there already; move it away first.")


def _unpack(source: Path, work: Path) -> dict[str, int]:
    """Take out what a copy of ours holds, and nothing else, each checked against its sum."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read(_MANIFEST))
            if manifest["format"] > _FORMAT:
                raise BackupError(f"{source} was made by a newer program; restore it with that one.")
            for name, sha256 in manifest["sha256"].items():
                _check_name(source, name)
                _extract(archive, name, work / name)
                if _sha256(work / name) != sha256:
                    raise BackupError(f"{source} is damaged: {name} is not what was packed.")
            made_at = int(manifest["made_at"])
    except _SPOILT as error:
        raise BackupError(f"{source} is no whole copy of ours ({type(error).__name__}).") from error
    if not (work / _DATABASE).exists():
        raise BackupError(f"{source} holds no database.")
    return {"made_at": made_at}


def _check_name(source: Path, name: str) -> None:
    if name not in (_DATABASE, *_KEYS) and not _OWN.fullmatch(name):
        raise BackupError(f"{source} holds {name!r}, which is nothing of ours.")


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    target.parent.mkdir(mode=0o700, exist_ok=True)
    with archive.open(name) as packed, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())


async def _bring_up(copy: Path, now: int) -> Look:
    database = await Database.open(copies.url_of(copy), locked=True)
    try:
        await migrate(database, now)
    finally:
        await database.close()
    look = await copies.look(copy)
    if look.wrong:
        raise BackupError("The copy is not sound, nothing was restored. " + " ".join(look.wrong))
    return look


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
