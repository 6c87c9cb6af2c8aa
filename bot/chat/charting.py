"""A person's month as a picture: what was spent on each of the last thirty days, light or dark as they like it."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.chat.texts import Texts
from bot.generation import period
from bot.generation.rules import Rules
from bot.media.chart import PHONE, Chart, Series, Theme, draw
from bot.media.workshop import ConversionError
from bot.web.sheets import thousands

log = logging.getLogger(__name__)
_DAYS = 30
_DRAWN_MAX = 64  # charts that are remembered: who looks twice sees the same
_AT_ONCE = 6  # drawn or waiting; whoever comes then has the words at once
_TIMEOUT_S = 15.0  # then the words have to do


@dataclass(frozen=True, slots=True)
class Month:
    """The last days with what was spent on each, today last."""

    days: tuple[date, ...]
    spent: tuple[int, ...]

    def chart(self, said: Texts, theme: Theme) -> Chart:
        """Return it as a chart."""
        return Chart(
            title=said.plain("month-title", days=len(self.days)),
            labels=tuple(said.plain("short-day", day=str(day.day), month=day.month) for day in self.days),
            series=(Series("", self.spent),),
            headline=said.plain("month-sum", credits=sum(self.spent)),
            note=said.plain("month-note"),
            mark=len(self.days) - 1,
            theme=theme,
            group=thousands(said.language),
            size=PHONE,
        )


def since(now: int, rules: Rules) -> int:
    """Return when the first of the days began."""
    return period.day_start(now, rules.zone, _DAYS - 1)


def month(spent: Sequence[tuple[int, int]], now: int, rules: Rules) -> Month | None:
    """Lay times and amounts out by day; None where nothing was spent, and so there is nothing to draw."""
    today, sums = datetime.fromtimestamp(now, rules.zone).date(), Counter[date]()
    for at, amount in spent:
        sums[datetime.fromtimestamp(at, rules.zone).date()] += amount
    days = tuple(today - timedelta(days=back) for back in reversed(range(_DAYS)))
    by_day = tuple(sums[day] for day in days)
    return Month(days, by_day) if any(by_day) else None


class Charts:
    """Draws what is asked for, and remembers it."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._drawn: OrderedDict[Chart, bytes] = OrderedDict()
        self._at_once = at_once
        self._under_way = 0

    async def png(self, chart: Chart) -> bytes | None:
        """Return the picture; None where this machine cannot draw it now, or too many wait for theirs."""
        if chart in self._drawn:
            self._drawn.move_to_end(chart)
            return self._drawn[chart]
        if self._under_way >= self._at_once:
            return None
        self._under_way += 1
        try:
            drawn = await draw(chart, timeout_s=_TIMEOUT_S)
        except (ConversionError, OSError) as error:
            log.warning("chart.not_drawn", extra={"error": str(error)})
            return None
        finally:
            self._under_way -= 1
        self._drawn[chart] = drawn
        if len(self._drawn) > _DRAWN_MAX:
            self._drawn.popitem(last=False)
        return drawn
