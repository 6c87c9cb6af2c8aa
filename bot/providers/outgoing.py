"""The body of a call: small ones are made in memory; a large file stays on our disk and is read while it is sent."""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.providers.wire import Call, FileText

_THREAD_FROM = 1024 * 1024
_PIECE = 384 * 1024  # a multiple of three: the base64 of the pieces is the base64 of the file


@dataclass(frozen=True, slots=True)
class Mixed:
    """A body of ``size`` bytes, in pieces: bytes, a file as it is, or a file in base64. May be read more than once."""

    pieces: Sequence[bytes | Path | FileText]
    size: int

    async def read(self) -> AsyncIterator[bytes]:
        """Yield it; raises OSError where a file is not there any more."""
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
                continue
            with await asyncio.to_thread(_path(piece).open, "rb") as file:
                while data := await asyncio.to_thread(file.read, _PIECE):
                    yield base64.b64encode(data) if isinstance(piece, FileText) else data


async def json_body(tree: Mapping[str, Any]) -> bytes | Mixed:
    """Encode JSON; a body with pictures in it in a thread, so that others are not kept waiting."""
    return _encode(tree) if _weight(tree) < _THREAD_FROM else await asyncio.to_thread(_encode, tree)


def large_form(call: Call) -> tuple[Mixed, str] | None:
    """Return a form with a file that is on disk, and its content type; None where all of it is in memory (RFC 7578)."""
    if not any(isinstance(part.data, Path) for part in call.files):
        return None
    mark = secrets.token_hex(16)
    pieces: list[bytes | Path | FileText] = []
    for name, value in call.form.items():
        pieces.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for part in call.files:
        place = f'form-data; name="{part.field}"; filename="{part.filename}"'
        head = f"--{mark}\r\nContent-Disposition: {place}\r\nContent-Type: {part.mime}\r\n\r\n"
        pieces += [head.encode(), part.data, b"\r\n"]
    pieces.append(f"--{mark}--\r\n".encode())
    return _mixed(pieces), f"multipart/form-data; boundary={mark}"


def _encode(tree: Mapping[str, Any]) -> bytes | Mixed:
    files: list[FileText] = []
    mark = secrets.token_hex(16)

    def later(value: object) -> str:
        if not isinstance(value, FileText):
            raise TypeError(f"{type(value).__name__} cannot stand in JSON")
        files.append(value)
        return mark

    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), default=later)
    if not files:
        return text.encode("utf-8", "replace")
    first, *others = (part.encode("utf-8", "replace") for part in text.split(mark))
    pieces: list[bytes | Path | FileText] = [first]
    for file, rest in zip(files, others, strict=True):
        pieces += [file.prefix.encode(), file, rest]
    return _mixed(pieces)


def _mixed(pieces: Sequence[bytes | Path | FileText]) -> Mixed:
    return Mixed(tuple(pieces), sum(map(_size, pieces)))


def _size(piece: bytes | Path | FileText) -> int:
    if isinstance(piece, bytes):
        return len(piece)
    size = _path(piece).stat().st_size
    return (size + 2) // 3 * 4 if isinstance(piece, FileText) else size


def _path(piece: Path | FileText) -> Path:
    return piece.path if isinstance(piece, FileText) else piece


def _weight(tree: Any) -> int:  # noqa: ANN401 (JSON)
    if isinstance(tree, str):
        return len(tree)
    if isinstance(tree, Mapping):
        return sum(map(_weight, tree.values()))
    return sum(map(_weight, tree)) if isinstance(tree, list | tuple) else 8
