"""Stretches of time that the owner looks at, in the zone of the bot: today, yesterday, seven days, this month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.generation import period
from storage.figures import Hour

SPANS = ("today", "yesterday", "week", "month")
_WEEK_DAYS = 7


def stretch(span: str, now: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return when it began and when it ended, or now; the end itself is no part of it."""
    if span == "yesterday":
        return period.day_start(now, zone, 1), period.day_start(now, zone)
    if span == "month":
        return period.month_start(now, zone), now + 1
    return period.day_start(now, zone, _WEEK_DAYS - 1 if span == "week" else 0), now + 1


def by_day(hours: Sequence[Hour], zone: ZoneInfo) -> list[tuple[str, Hour]]:
    """Add hours up to days, each under its date; of a single day return its hours, each under its own."""
    local = [(datetime.fromtimestamp(hour.at, UTC).astimezone(zone), hour) for hour in hours]
    if len({when.date() for when, _ in local}) <= 1:
        return [(f"{when:%H}h", hour) for when, hour in local]
    days: dict[str, Hour] = {}
    for when, hour in local:
        label = f"{when:%d/%m}"
        had = days.get(label, Hour(hour.at, 0, 0, 0, 0))
        days[label] = Hour(
            had.at, had.made + hour.made, had.shown + hour.shown, had.failed + hour.failed, had.earned + hour.earned
        )
    return list(days.items())
