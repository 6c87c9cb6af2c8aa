"""Who may use the bot: closed by default; admins, invited people and allowed groups come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Access:
    """Numeric ids only: names can be changed by anybody."""

    mode: Literal["closed", "open"] = "closed"
    admin_ids: frozenset[int] = frozenset()
    allowed_ids: frozenset[int] = frozenset()

    def admits(self, person_id: int | None, chat_id: int) -> bool:
        """Whether this person may ask here; in an allowed group everybody may."""
        if self.mode == "open":
            return True
        return person_id in self.admin_ids or person_id in self.allowed_ids or chat_id in self.allowed_ids

    def is_admin(self, person_id: int | None) -> bool:
        """Whether this is one of the bot's owners."""
        return person_id in self.admin_ids
