"""Days and months in the zone the owner chose: which one a quota counts in, when it began and when it ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_NIGHT_FROM, _NIGHT_TO = 22, 7  # o'clock


@lru_cache(maxsize=16)  # whoever asks in the same second is counted in the same day
def day(now: int, zone: ZoneInfo) -> str:
    """Return the day as ``2026-11-21``."""
    return _local(now, zone).strftime("%Y-%m-%d")


@lru_cache(maxsize=16)
def month(now: int, zone: ZoneInfo) -> str:
    """Return the month as ``2026-11``."""
    return _local(now, zone).strftime("%Y-%m")


def next_month(now: int, zone: ZoneInfo) -> datetime:
    """Return when the month's budgets come back, in the zone."""
    today = _local(now, zone).date()
    return datetime(today.year + today.month // 12, today.month % 12 + 1, 1, tzinfo=zone)


def next_midnight(now: int, zone: ZoneInfo) -> datetime:
    """Return when the day's quotas come back, in the zone."""
    tomorrow = _local(now, zone).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=zone)


def day_start(now: int, zone: ZoneInfo, days_before: int = 0) -> int:
    """Return when today began in the zone, or a day so many days before it."""
    there = _local(now, zone).date() - timedelta(days=days_before)
    return int(datetime(there.year, there.month, there.day, tzinfo=zone).timestamp())


def month_start(now: int, zone: ZoneInfo) -> int:
    """Return when the month began, in the zone."""
    here = _local(now, zone)
    return int(datetime(here.year, here.month, 1, tzinfo=zone).timestamp())


def is_night(now: int, zone: ZoneInfo) -> bool:
    """Whether people sleep: from ten in the evening to seven."""
    hour = _local(now, zone).hour
    return hour >= _NIGHT_FROM or hour < _NIGHT_TO


def _local(now: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(now, UTC).astimezone(zone)
