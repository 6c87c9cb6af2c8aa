"""What the owner has set about what is kept and how long, as people are told it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """Days are None where nothing goes by age; ``backup_days`` is 0 where the bot makes no copies by itself."""

    words_days: int | None = 30
    files_days: int | None = 30
    backup_days: int = 0
    url: str | None = None
    gateways: tuple[str, ...] = ()
