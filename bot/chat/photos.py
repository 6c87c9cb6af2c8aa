"""Pictures that people send: fetched from Telegram, cleaned and kept for the job; their address holds our token.

Implements the generation's `Sources`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from weakref import WeakValueDictionary

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.pacing import WAITS_S, seconds_of
from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.request import Reference
from bot.media import convert
from bot.media.check import NotAPictureError

_TRIES = 4


class Photos:
    """Fetches by file id; nothing of Telegram's address ever leaves this module."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._locks: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, reference: Reference, folder: Path, name: str) -> Path:
        """Download and clean one picture; one that is there already is used again, by every part of the job."""
        lock = self._locks.setdefault(folder / name, asyncio.Lock())
        async with lock:
            return _cleaned_before(folder, name) or await self._fetch(reference, folder, name)

    async def _fetch(self, reference: Reference, folder: Path, name: str) -> Path:
        raw = folder / f"{name}.raw"
        try:
            await self._download(reference.file_id, raw)
            return await convert.clean(raw, folder / f"{name}-clean")
        except NotAPictureError:
            raise PersonError("picture-bad") from None
        finally:
            raw.unlink(missing_ok=True)

    async def _download(self, file_id: str, path: Path) -> None:
        for tries in range(_TRIES):
            try:
                file = await self._bot.get_file(file_id)
                await file.download_to_drive(path)
            except RetryAfter as error:
                await self._clock.sleep(seconds_of(error))
            except (BadRequest, Forbidden):
                raise PersonError("picture-gone") from None
            except NetworkError:
                await self._clock.sleep(WAITS_S[tries])
            except TelegramError:  # a file's 404 among them, which PTB takes for a wrong token
                raise PersonError("picture-gone") from None
            else:
                return
        raise PersonError("picture-gone")


def _cleaned_before(folder: Path, name: str) -> Path | None:
    """Return what an earlier run left there; makes the folder where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return next(iter(folder.glob(f"{name}-clean.*")), None)
