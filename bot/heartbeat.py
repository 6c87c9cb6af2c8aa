"""A file that the running bot touches: its age tells a health check that the loop turns and Telegram is heard."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from bot.clock import Clock

BEAT_S = 10.0
STALE_S = 60.0
SILENT_S = 120.0  # an empty poll takes 30 s
_NAME = "heartbeat"


async def beat(data_dir: Path, clock: Clock, silence_s: Callable[[], float]) -> None:
    """Touch the file every few seconds until cancelled, then remove it; not while Telegram is silent for long."""
    file = data_dir / _NAME
    try:
        while True:
            if silence_s() < SILENT_S:
                file.touch()
            await clock.sleep(BEAT_S)
    finally:
        file.unlink(missing_ok=True)


def is_alive(data_dir: Path) -> bool:
    """Say whether the bot of this folder showed life within the last minute."""
    try:
        return time.time() - (data_dir / _NAME).stat().st_mtime < STALE_S
    except OSError:
        return False
