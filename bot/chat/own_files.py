"""Files that we made ourselves and keep: worked on from our own disk, in full, not as Telegram shrank them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from storage import assets
from storage.database import Database


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """Finds a file by its number."""

    db: Database
    data_dir: Path

    async def find(self, asset_id: int) -> Path | None:
        """Return where it lies; None where it is no more what it was."""
        asset = await self.db.read(assets.find, asset_id)
        if asset is None or not await asyncio.to_thread(assets.is_whole, self.data_dir, asset):
            return None
        return self.data_dir / asset.path
