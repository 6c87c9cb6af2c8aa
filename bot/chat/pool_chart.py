"""Who spent what of a group's pool this month, as a picture: a row for each member, the highest first."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message

from bot.chat.pool_pages import Spender, counter
from bot.chat.preferences import chosen_by
from bot.chat.press import Press
from bot.chat.receipt import beginning, one_line
from bot.chat.replying import Spot
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.media.chart import PHONE, Chart, Series, Size, Theme
from bot.web.sheets import thousands

_ROWS, _ROWS_LEAST, _NAME_MAX = 8, 2, 40  # what is too long still is cut where it is drawn
_HEAD, _ROW = 305, 110  # pixels


async def press_chart(press: Press) -> str:
    """Send the picture below, light or dark as who presses likes charts; the list stays."""
    room, person = press.room, press.person
    if press.button.person_uid != person.uid:
        raise PersonError("pool-not-yours")
    if not room.taps.note(press.button.nonce):
        return press.said.plain("press-batch-below")
    at = await counter(room, person, press.chat_id)
    theme = (await room.db.read(chosen_by, person.uid, 0)).own.theme

    async def show() -> None:
        chart = chart_of(at.said, (await at.look()).month, theme)
        picture = None if chart is None else await room.charts.png(chart)
        if picture is None:
            return

        async def send(spot: Spot) -> Message:
            return await room.bot.send_photo(photo=picture, **spot.names)

        await room.replying.send(press, send, answer=True)

    room.errands.send(f"pool_chart:{press.query.id}", show)
    return press.said.plain("press-batch-below")


def chart_of(said: Texts, month: Sequence[Spender], theme: Theme) -> Chart | None:
    """Return the chart; None where nobody spent anything."""
    if not month:
        return None
    shown = month[:_ROWS] if len(month) <= _ROWS else month[: _ROWS - 1]
    rows = [(_short(said, one.name), one.spent) for one in shown]
    if len(shown) < len(month):
        others = said.plain("pool-others", count=len(month) - len(shown))
        rows.append((others, sum(one.spent for one in month[len(shown) :])))
    total = sum(one.spent for one in month)
    return Chart(
        title=said.plain("pool-chart"),
        labels=tuple(name for name, _ in rows),
        series=(Series("", tuple(spent for _, spent in rows)),),
        kind="rows",
        headline=said.plain("pool-credits", credits=total),
        theme=theme,
        nameless=said.plain("pool-nobody"),
        has_rest=len(shown) < len(month),
        group=thousands(said.language),
        size=Size(PHONE.width, _HEAD + _ROW * max(len(rows), _ROWS_LEAST), PHONE.text),
    )


def _short(said: Texts, name: str) -> str:
    return beginning(one_line(name), _NAME_MAX) or said.plain("pool-nobody")
