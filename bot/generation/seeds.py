"""What a result was drawn from, where a gateway tells that only to who asks."""

from __future__ import annotations

from bot.providers.gateways import Gateways
from storage import assets
from storage.attempts import Attempt
from storage.database import Database


class Seeds:
    """Asks for seeds, and keeps what it is told beside the result."""

    def __init__(self, db: Database, gateways: Gateways) -> None:
        self._db = db
        self._gateways = gateways
        self._asked: set[int] = set()

    async def learn(self, attempt: Attempt) -> bool:
        """Ask for the seed of what an attempt made; False where nobody tells, or is being asked already."""
        if attempt.id in self._asked:
            return False
        self._asked.add(attempt.id)
        try:
            return await self._learn(attempt)
        finally:
            self._asked.discard(attempt.id)

    async def _learn(self, attempt: Attempt) -> bool:
        try:
            offer = self._gateways.offer(attempt.gateway, attempt.model)
        except LookupError:
            return False
        seed = await self._gateways.seed(offer, attempt.remote_id) if attempt.remote_id else ""
        if seed:
            await self._db.write(assets.note_seed, attempt.id, seed)
        return bool(seed)
