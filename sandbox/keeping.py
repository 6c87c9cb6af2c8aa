"""Keeps the world on disk: one JSON snapshot, written whole and atomically soon after a change and at the end."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from sandbox.world import World

_DEBOUNCE_S = 0.2


class Keeper:
    """Writes the world's snapshot into ``folder`` and reads it at the start."""

    def __init__(self, world: World, folder: Path) -> None:
        """Keep this world in this folder (made when missing)."""
        self._world = world
        self._path = folder / "state.json"
        self._waiting: asyncio.TimerHandle | None = None
        folder.mkdir(parents=True, exist_ok=True)
        world.on_touch = self._touched

    def load(self) -> bool:
        """Take back what was kept; says whether there was anything."""
        if not self._path.exists():
            return False
        self._world.restore(json.loads(self._path.read_text()))
        return True

    def save(self) -> None:
        """Write the snapshot now."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        partial = self._path.with_suffix(".partial")
        partial.write_text(json.dumps(self._world.snapshot(), ensure_ascii=False))
        partial.replace(self._path)

    def _touched(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(_DEBOUNCE_S, self.save)
