"""A file that the running bot touches: its age tells a health check that the loop turns and Telegram is heard."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock

log = logging.getLogger(__name__)
BEAT_S = 10.0
STALE_S = 60.0
SILENT_S = 120.0  # an empty poll takes 30 s
_NAME = "heartbeat"


async def beat(data_dir: Path, clock: Clock, silence_s: Callable[[], float]) -> None:
    """Touch the file every few seconds until cancelled, then remove it; not while Telegram is silent for long.

    A disk that does not take it is told by the file's age, and ends nothing.
    """
    file, written = data_dir / _NAME, True
    try:
        while True:
            if silence_s() < SILENT_S:
                written = _touch(file, written)
            await clock.sleep(BEAT_S)
    finally:
        with contextlib.suppress(OSError):
            file.unlink()


def _touch(file: Path, written_before: bool) -> bool:  # noqa: FBT001 (handed round)
    try:
        file.touch()
    except OSError as error:
        if written_before:
            log.warning("heartbeat.not_written", extra={"file": str(file), "error": error.strerror})
        return False
    return True


def is_alive(data_dir: Path) -> bool:
    """Say whether the bot of this folder showed life within the last minute."""
    try:
        return time.time() - (data_dir / _NAME).stat().st_mtime < STALE_S
    except OSError:
        return False
