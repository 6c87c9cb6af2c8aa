"""Stretches of time that the owner looks at, in the zone of the bot: today, yesterday, seven days, this month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from storage.figures import Hour

SPANS = ("today", "yesterday", "week", "month")
_WEEK_DAYS = 7


def stretch(span: str, now: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return when it began and when it ended, or now; the end itself is no part of it."""
    today = datetime.fromtimestamp(now, UTC).astimezone(zone).date()
    if span == "yesterday":
        return _midnight(today - timedelta(days=1), zone), _midnight(today, zone)
    first = {"week": today - timedelta(days=_WEEK_DAYS - 1), "month": today.replace(day=1)}.get(span, today)
    return _midnight(first, zone), now + 1


def _midnight(day: date, zone: ZoneInfo) -> int:
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
