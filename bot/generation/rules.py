"""The owner's rules as one value, and a group's: what binds a person before work starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from bot.providers.money import NO_BUDGET, Budget


@dataclass(frozen=True, slots=True)
class Rules:
    """Limits are whole numbers; None means unlimited, 0 means none."""

    billing: Literal["off", "credits"] = "off"
    start_credits: int = 0
    pictures_per_day: int | None = None
    credits_per_day: int | None = None
    jobs_at_once: int | None = 3
    budget: Budget = NO_BUDGET  # of the whole bot: what gateways take, in credits
    daily_credits: int = 0
    invite_credits: int = 0
    invites_most: int | None = 10
    dollar_costs: int | None = None  # what the owner pays for one, in dong
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass(frozen=True, slots=True)
class GroupLimits:
    """What a group's admins allow: so many requests a day of each member, so many credits for one. None: no limit."""

    jobs_per_day: int | None = None
    price_max: int | None = None
