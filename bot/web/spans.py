"""Stretches of time that the owner looks at, in the zone of the bot: today, seven days, this month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.figures import Hour

SPANS = ("today", "week", "month")
_WEEK_DAYS = 7


def since(span: str, now: int, zone: ZoneInfo) -> int:
    """Return when it began; it lasts until now."""
    day = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    if span == "week":
        day -= timedelta(days=_WEEK_DAYS - 1)
    elif span == "month":
        day = day.replace(day=1)
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


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
