"""A file that the running bot touches: its age tells a container's health check that the event loop still turns."""

from __future__ import annotations

import time
from pathlib import Path

from bot.clock import Clock

BEAT_S = 10.0
STALE_S = 60.0
_NAME = "heartbeat"


async def beat(data_dir: Path, clock: Clock) -> None:
    """Touch the file every few seconds until cancelled, then remove it."""
    file = data_dir / _NAME
    try:
        while True:
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
