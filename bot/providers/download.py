"""Outputs → checked files on our disk: written aside, looked at, synced, and only then given their name.

What is under the final name is whole and is a picture. Inline data is decoded, a file behind our key is fetched with
it, a link is fetched without it and under the rules of `bot.providers.outbound`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import os
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from bot.errors import AtelierError
from bot.media.check import NotAPictureError, look
from bot.providers.outbound import BlockedAddressError, place
from bot.providers.transport import MIB, NoAnswerError, Stream, TooLargeError, Transport
from bot.providers.wire import InlineFile, KeyedFile, Output, RemoteFile
from storage.folder import sync_names

_REDIRECTS_MAX = 3
_GONE = frozenset({404, 410})


class OutputGoneError(AtelierError):
    """Not there, or not yet: ask the gateway again."""


class BadOutputError(AtelierError):
    """What came is nothing to show. ``may_change``: a second fetch may bring another answer."""

    def __init__(self, reason: str, *, may_change: bool) -> None:
        super().__init__(reason)
        self.may_change = may_change


@dataclass(frozen=True, slots=True)
class Limits:
    """How much and how long; ``hosts`` are those a link may lead to beside the gateway's own."""

    bytes_max: int = 64 * MIB
    timeout_s: float = 300
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A picture on our disk: type by its bytes, sizes in pixels and bytes."""

    path: Path
    sha256: str
    mime: str
    width: int
    height: int
    size_bytes: int


async def save(
    output: Output, transport: Transport, folder: Path, stem: str, *, limits: Limits | None = None
) -> SavedFile:
    """Bring one output to ``folder/stem.<type>``; repeatable, an older file of that name is replaced whole.

    Raises:
        OutputGoneError: the gateway or the link says that there is nothing (404, 410; a link also 403: it ran out).
        BadOutputError: no picture, cut short, too large, or an address that is not allowed.
        NotSentError, NoAnswerError: no connection, no whole answer, or a server's trouble (429, 5xx).
        OSError: our disk.

    """
    limits = limits or Limits()
    part = folder / f".{stem}.part"
    may_change = not isinstance(output, InlineFile)
    try:
        if isinstance(output, InlineFile):
            return await asyncio.to_thread(_decoded, output.base64, part, folder / stem, limits.bytes_max)
        await _fetch(output, transport, part, limits)
        return await asyncio.to_thread(_settle, part, folder / stem)
    except NotAPictureError as error:
        raise BadOutputError(error.reason, may_change=may_change) from None
    except (BlockedAddressError, TooLargeError) as error:
        raise BadOutputError(str(error), may_change=False) from None
    except TimeoutError:
        raise NoAnswerError(f"no whole file in {limits.timeout_s:g} s") from None
    finally:
        part.unlink(missing_ok=True)


def _create(part: Path) -> BinaryIO:
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _decode(text: str, part: Path, bytes_max: int) -> None:
    if len(text) > bytes_max // 3 * 4 + 1024:
        raise BadOutputError(f"a file of more than {bytes_max} bytes", may_change=False)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = _forgiving(text)
    with _create(part) as file:
        file.write(data)


def _decoded(text: str, part: Path, target: Path, bytes_max: int) -> SavedFile:
    _decode(text, part, bytes_max)
    return _settle(part, target)


def _forgiving(text: str) -> bytes:
    """Read base64 with line breaks, without padding or in its address-safe letters."""
    letters = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadOutputError("not base64", may_change=False) from None


def _settle(part: Path, target: Path) -> SavedFile:
    """Check, sync and name the file; blocking, so it runs in a thread."""
    picture = look(part)
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    path = target.with_name(target.name + picture.suffix)
    size = part.stat().st_size
    part.replace(path)
    # The folder's own name too: it may be new.
    sync_names(path.parent)
    sync_names(path.parent.parent)
    return SavedFile(path, digest, picture.mime, picture.width, picture.height, size)


async def _fetch(output: KeyedFile | RemoteFile, transport: Transport, part: Path, limits: Limits) -> None:
    keyed = isinstance(output, KeyedFile)
    link = "" if isinstance(output, KeyedFile) else output.url
    async with asyncio.timeout(limits.timeout_s):
        for _ in range(_REDIRECTS_MAX + 1):
            opened: AbstractAsyncContextManager[Stream]
            if keyed and isinstance(output, KeyedFile):
                opened = transport.stream(output.call, timeout_s=limits.timeout_s)
            else:
                opened = transport.stream_link(
                    place(link, transport.base_url, limits.hosts), timeout_s=limits.timeout_s
                )
            async with opened as stream:
                moved = _moved(stream)
                if moved is None:
                    _refuse_status(stream, keyed=keyed)
                    await _write(stream, part, limits.bytes_max)
                    return
            # From here on without the key: it is for the gateway's own paths only.
            link, keyed = urljoin(link or f"{transport.base_url}/", moved), False
    raise BadOutputError("too many redirects", may_change=False)


def _moved(stream: Stream) -> str | None:
    if stream.status not in {301, 302, 303, 307, 308}:
        return None
    return stream.headers.get("location", "")


def _refuse_status(stream: Stream, *, keyed: bool) -> None:
    status = stream.status
    if status in _GONE or (status == 403 and not keyed):
        raise OutputGoneError(f"status {status}")
    if status in {408, 425, 429} or status >= 500:
        raise NoAnswerError(f"status {status}")
    if status != 200:
        raise BadOutputError(f"status {status}", may_change=True)


async def _write(stream: Stream, part: Path, bytes_max: int) -> None:
    """Write as it comes; small files in one go, so that the loop does not wait for the disk."""
    length = stream.headers.get("content-length", "")
    size, waiting = 0, bytearray()
    if length.isdecimal() and int(length) > bytes_max:
        raise TooLargeError(f"a file of more than {bytes_max} bytes")
    file = await asyncio.to_thread(_create, part)
    try:
        async for chunk in stream.chunks:
            size += len(chunk)
            if size > bytes_max:
                raise TooLargeError(f"a file of more than {bytes_max} bytes")
            waiting += chunk
            if len(waiting) >= MIB:
                await asyncio.to_thread(file.write, bytes(waiting))
                waiting.clear()
        await asyncio.to_thread(_close, file, [bytes(waiting)])
    finally:
        file.close()


def _close(file: BinaryIO, rest: Iterable[bytes]) -> None:
    file.writelines(rest)
    file.close()
