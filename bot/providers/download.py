"""Outputs → checked files on our disk: written aside, looked at, synced, and only then given their name.

What is under the final name is whole and is what was promised: a picture as it came, a film or a sound in the form that
Telegram takes, or words. Inline data is decoded, a file behind our key is fetched with it, a link is fetched without it
and under the rules of `bot.providers.outbound`.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from bot.errors import AtelierError
from bot.media import convert, reel
from bot.media.check import BYTES_MAX, NotAPictureError
from bot.providers.outbound import BlockedAddressError, place
from bot.providers.shaping import SavedFile, create, save_text, shaped, write_whole
from bot.providers.transport import MIB, NoAnswerError, Stream, TooLargeError, Transport, capped
from bot.providers.wire import PICTURES, About, BodyFile, InlineFile, KeyedFile, Output, RemoteFile, Task, TextOutput

log = logging.getLogger(__name__)
_REDIRECTS_MAX = 3
_COVER_BYTES_MAX = 10 * MIB
_PIECE = MIB // 4  # in memory of each file under way; hundreds may be
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
    """How much and how long; ``hosts`` are those a link may lead to beside the gateway's own.

    ``bytes_max`` None is what the task's files may have: films are larger than pictures.
    """

    bytes_max: int | None = None
    timeout_s: float = 300
    hosts: tuple[str, ...] = ()


async def save(
    output: Output,
    transport: Transport,
    folder: Path,
    stem: str,
    *,
    task: Task = Task.IMAGE,
    limits: Limits | None = None,
) -> SavedFile:
    """Bring one output to ``folder/stem.<type>``; repeatable, an older file of that name is replaced whole.

    Raises:
        OutputGoneError: the gateway or the link says that there is nothing (404, 410; a link also 403: it ran out).
        BadOutputError: not what the task promises, cut short, too large, or an address that is not allowed.
        ConversionError: our machine could not bring it into form.
        NotSentError, NoAnswerError: no connection, no whole answer, or a server's trouble (429, 5xx).
        OSError: our disk.

    """
    limits = limits or Limits()
    bytes_max = limits.bytes_max or (BYTES_MAX if task in PICTURES else reel.DOWNLOAD_BYTES_MAX)
    part = folder / f".{stem}.part"
    may_change = isinstance(output, RemoteFile | KeyedFile)
    try:
        match output:
            case TextOutput():
                return await asyncio.to_thread(save_text, output, part, folder / stem)
            case InlineFile():
                await asyncio.to_thread(_decode, output.base64, part, bytes_max)
            case BodyFile():
                await asyncio.to_thread(write_whole, output.data, part)
            case _:
                await _fetch(output, transport, part, limits, bytes_max)
        saved = await shaped(part, folder / stem, output.about, task)
        cover = await _cover(output.about, transport, folder / stem, limits) if saved.thumb is None else saved.thumb
        return replace(saved, thumb=cover)
    except (NotAPictureError, reel.NotAReelError) as error:
        raise BadOutputError(error.reason, may_change=may_change) from None
    except (BlockedAddressError, TooLargeError) as error:
        raise BadOutputError(str(error), may_change=False) from None
    except TimeoutError:
        raise NoAnswerError(f"no whole file in {limits.timeout_s:g} s") from None
    finally:
        part.unlink(missing_ok=True)


def _decode(text: str, part: Path, bytes_max: int) -> None:
    if len(text) > bytes_max // 3 * 4 + 1024:
        raise BadOutputError(f"a file of more than {bytes_max} bytes", may_change=False)
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = _forgiving(text)
    with create(part) as file:
        file.write(data)


def _forgiving(text: str) -> bytes:
    """Read base64 with line breaks, without padding or in its address-safe letters."""
    letters = "".join(text.split()).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(letters + "=" * (-len(letters) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise BadOutputError("not base64", may_change=False) from None


async def _cover(about: About, transport: Transport, target: Path, limits: Limits) -> Path | None:
    """Fetch the picture that a gateway gives beside a song; without it the song is as good."""
    if not about.cover_url:
        return None
    part, thumb = target.with_name(f".{target.name}.cover"), target.with_name(f"{target.name}-thumb.jpg")
    try:
        await _fetch(RemoteFile(about.cover_url), transport, part, limits, _COVER_BYTES_MAX)
        return await convert.thumbnail(part, thumb)
    except (AtelierError, NotAPictureError, BlockedAddressError, TimeoutError) as error:
        log.info("cover.left_out", extra={"error": type(error).__name__})
        return None
    finally:
        part.unlink(missing_ok=True)


async def _fetch(
    output: KeyedFile | RemoteFile, transport: Transport, part: Path, limits: Limits, bytes_max: int
) -> None:
    keyed = isinstance(output, KeyedFile)
    link = "" if isinstance(output, KeyedFile) else output.url
    async with asyncio.timeout(limits.timeout_s):
        for _ in range(_REDIRECTS_MAX + 1):
            opened: AbstractAsyncContextManager[Stream]
            if keyed and isinstance(output, KeyedFile):
                opened = transport.stream(output.call, timeout_s=limits.timeout_s)
            else:
                plain = isinstance(output, RemoteFile) and output.plain
                where = place(link, transport.base_url, limits.hosts, plain=plain)
                opened = transport.stream_link(where, timeout_s=limits.timeout_s)
            async with opened as stream:
                moved = _moved(stream)
                if moved is None:
                    _refuse_status(stream, keyed=keyed)
                    await _write(stream, part, bytes_max)
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
    waiting = bytearray()
    file = await asyncio.to_thread(create, part)
    try:
        async for chunk in capped(stream, bytes_max):
            waiting += chunk
            if len(waiting) >= _PIECE:
                await asyncio.to_thread(file.write, waiting)
                waiting = bytearray()
        await asyncio.to_thread(_close, file, waiting)
    finally:
        file.close()


def _close(file: BinaryIO, rest: bytearray) -> None:
    file.write(rest)
    file.close()
