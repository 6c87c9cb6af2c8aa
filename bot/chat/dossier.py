"""Everything about one person as a ZIP that they can read: JSON in plain words, and their files as far as they fit."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.media.reel import UPLOAD_BYTES_MAX
from storage.dossier import Dossier

_PER_FILE_BYTES = 400
_TIMES = (
    "at",
    "created_at",
    "finished_at",
    "returned_at",
    "received_at",
    "asked_at",
    "paid_at",
    "paid_until",
    "refunded_at",
    "given_at",
    "expires_at",
    "ended_at",
)
_JSON = ("request", "requests", "pictures", "words", "raw")
_IN_YOU = ("settings", "balances", "limits", "questions", "searches", "waiting_words", "notes_of_the_owner")
_MONEY = ("payments", "orders", "grants", "promos", "invites")


def write(path: Path, dossier: Dossier, data_dir: Path, zone: ZoneInfo, is_theirs: Callable[[str, str], bool]) -> int:
    """Write the ZIP; returns how many files had no room in it. Blocking.

    ``is_theirs`` tells by its token whether waiting words are the person's.
    """
    waiting = [row for row in dossier.waiting_words if is_theirs(row.pop("token"), row["words"])]
    texts = dict(_texts(dossier, waiting, zone))
    left = UPLOAD_BYTES_MAX - sum(len(text) for text in texts.values()) - 500_000
    inside = _that_fit(dossier, data_dir, left)
    files = [{**row, "in_this_zip": row["path"] in inside} for row in dossier.files]
    texts["files.json"] = _text(files)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in texts.items():
            packed.writestr(name, text)
        for name in inside:
            packed.write(data_dir / name, name, zipfile.ZIP_STORED)
    return sum(not row["in_this_zip"] for row in files)


def _texts(dossier: Dossier, waiting: list[dict[str, Any]], zone: ZoneInfo) -> Iterator[tuple[str, bytes]]:
    you: dict[str, Any] = {"person": _row(dossier.person, zone)}
    for name in _IN_YOU:
        rows = waiting if name == "waiting_words" else getattr(dossier, name)
        you[name] = [_row(row, zone) for row in rows]
    yield "you.json", _text(you)
    yield "requests.json", _text([_row(row, zone) for row in dossier.jobs])
    yield "batches.json", _text([_row(row, zone) for row in dossier.batches])
    yield "charges.json", _text([_row(row, zone) for row in dossier.charges])
    money = {name: [_row(row, zone) for row in getattr(dossier, name)] for name in _MONEY}
    yield "payments.json", _text(money)
    yield "messages.json", _text([_row(row, zone) for row in dossier.updates])


def _row(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return a row as a person reads it: times as dates, and what is JSON in it unfolded."""
    return {name: _value(name, value, zone) for name, value in row.items()}


def _value(name: str, value: object, zone: ZoneInfo) -> object:
    if name in _TIMES and isinstance(value, int):
        return datetime.fromtimestamp(value, zone).isoformat()
    if name in _JSON and isinstance(value, str) and value[:1] in "[{":
        try:
            return json.loads(value)
        except ValueError:  # words that begin like JSON
            return value
    return bool(value) if name == "favourite" else value


def _that_fit(dossier: Dossier, data_dir: Path, left: int) -> set[str]:
    """Return the paths of the files that are there and fit, favourites first and then the newest."""
    starred = {row["id"] for row in dossier.jobs if row["favourite"]}
    inside = set()
    for row in sorted(dossier.files, key=lambda row: row["job_id"] not in starred):
        size = row["size_bytes"] + _PER_FILE_BYTES
        if size <= left and (data_dir / row["path"]).is_file():
            inside.add(row["path"])
            left -= size
    return inside


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
