"""What people send in: fetched from Telegram, cleaned and kept for the job; its address there holds our token.

Implements the generation's `Sources`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from weakref import WeakValueDictionary

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.chat.own_files import OwnFiles
from bot.chat.pacing import WAITS_S, seconds_of
from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.request import Reference
from bot.media import convert, reel
from bot.media.check import NotAPictureError
from bot.media.workshop import ConversionError

_TRIES = 4
_PATIENCE_S = 60.0  # a thread of the gateway is held meanwhile


class TelegramSources:
    """Fetches by file id; nothing of Telegram's address ever leaves this module."""

    def __init__(self, bot: Bot, clock: Clock, own: OwnFiles | None = None) -> None:
        self._bot = bot
        self._own = own
        self._clock = clock
        self._locks: WeakValueDictionary[Path, asyncio.Lock] = WeakValueDictionary()

    async def fetch(self, reference: Reference, folder: Path, name: str) -> Path:
        """Download and clean one file; one that is there already is used again, by every part of the job."""
        lock = self._locks.setdefault(folder / name, asyncio.Lock())
        async with lock:
            return _cleaned_before(folder, name) or await self._fetch(reference, folder, name)

    async def _fetch(self, reference: Reference, folder: Path, name: str) -> Path:
        raw, clean = folder / f"{name}.raw", folder / f"{name}-clean"
        kept = await self._own.find(reference.asset_id) if self._own and reference.asset_id is not None else None
        try:
            if kept is not None and reference.kind == "picture":
                return await convert.clean(kept, clean)
            if not reference.file_id:
                raise PersonError("picture-gone")
            await self._download(reference.file_id, raw)
            match reference.kind:
                case "picture":
                    return await convert.clean(raw, clean)
                case "mask":
                    return await convert.mask(raw, clean)
                case "sound" | "video":
                    return await _played(raw, clean, "video" if reference.kind == "video" else "song")
        except NotAPictureError:
            raise PersonError("picture-bad") from None
        except (reel.NotAReelError, ConversionError):
            raise PersonError("recording-bad") from None
        finally:
            raw.unlink(missing_ok=True)

    async def _download(self, file_id: str, path: Path) -> None:
        patience_s = _PATIENCE_S
        for tries in range(_TRIES):
            try:
                file = await self._bot.get_file(file_id)
                await file.download_to_drive(path)
            except RetryAfter as error:
                wait_s = seconds_of(error)
            except (BadRequest, Forbidden):
                break
            except NetworkError:
                wait_s = WAITS_S[tries]
            except TelegramError:  # a file's 404 among them, which PTB takes for a wrong token
                break
            else:
                return
            patience_s -= wait_s
            if patience_s < 0:
                break
            await self._clock.sleep(wait_s)
        raise PersonError("picture-gone")


async def _played(raw: Path, clean: Path, form: reel.Form) -> Path:
    made = await reel.ready(raw, form)
    if made.thumb is not None:
        made.thumb.unlink()
    return await asyncio.to_thread(made.path.replace, clean.with_name(clean.name + made.suffix))


def _cleaned_before(folder: Path, name: str) -> Path | None:
    """Return what an earlier run left there; makes the folder where there is none."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return next(iter(folder.glob(f"{name}-clean.*")), None)
