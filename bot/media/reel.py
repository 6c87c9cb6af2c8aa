"""Films and sounds as Telegram takes them: checked, with size and length known, made smaller where they must be.

The work is done by `bot.media.reel_worker` in a process of its own; what is under the final name is whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.media import workshop

Form = Literal["video", "voice", "song"]
DOWNLOAD_BYTES_MAX = 512 * 1024 * 1024  # a minute of 4K; what cannot be sent so large is made smaller
UPLOAD_BYTES_MAX = 50 * 1000 * 1000  # what a bot may upload (PLATFORM.md)
_WORKER = Path(__file__).with_name("reel_worker.py")
_TIMEOUT_S = 300.0
_RATE = re.compile(r"rate=(\d{4,6})")
_PCM = ("audio/l16", "audio/pcm")
_MIMES = {".mp4": "video/mp4", ".ogg": "audio/ogg", ".mp3": "audio/mpeg"}


class NotAReelError(Exception):
    """The file is no film or sound that can be shown; ``reason`` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Reel:
    """What was made: still under its temporary name. ``thumb`` is a JPEG of a film, None for a sound."""

    path: Path
    suffix: str
    mime: str
    width: int
    height: int
    duration_ms: int
    thumb: Path | None


async def ready(source: Path, form: Form, told: str = "") -> Reel:
    """Bring a file into Telegram's form beside ``source``; ``told`` is the content type where bytes do not tell (PCM).

    Raises NotAReelError where it cannot be shown, and `bot.media.workshop.ConversionError` where our machine cannot.
    """
    out, thumb = source.with_name(f"{source.name}.{form}"), source.with_name(f"{source.name}.thumb")
    kind = told.lower().replace(" ", "")
    found = _RATE.search(kind)
    rate = int(found[1]) if found else 24_000
    words = (str(UPLOAD_BYTES_MAX), str(rate if kind.startswith(_PCM) else 0))
    answer = await workshop.run(_WORKER, form, [source, out, thumb], words, _TIMEOUT_S)
    if "suffix" not in answer:
        out.unlink(missing_ok=True)
        thumb.unlink(missing_ok=True)
        raise NotAReelError(str(answer.get("error")))
    return Reel(
        path=out,
        suffix=answer["suffix"],
        mime=_MIMES[answer["suffix"]],
        width=answer.get("width", 0),
        height=answer.get("height", 0),
        duration_ms=answer["ms"],
        thumb=thumb if thumb.exists() else None,
    )
