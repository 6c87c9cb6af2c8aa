"""Figures for the owners: today as one picture, and a link to the dashboard on the web."""

from __future__ import annotations

import dataclasses
import logging
from functools import partial

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat.admin.desk import Desk, Done, Part
from bot.chat.pages import Page
from bot.chat.preferences import chosen_by
from bot.chat.room import Room
from bot.errors import PersonError
from bot.media.chart import Chart, Size, Theme, Tile, Tiles, board
from bot.media.workshop import ConversionError
from bot.web.drawing import chart_of
from bot.web.passes import LASTS_S
from bot.web.readings import Readings
from bot.web.sheets import Drawing, Sheet, Table, written
from bot.web.watch import Watch
from storage import choices

log = logging.getLogger(__name__)
_SIZE = Size(1080, 560, 34)
_HEAD = Size(1080, 660, 34)
_LEFT_OUT = ("cancelled", "given")  # three rows of three are seen at a glance
_ROW = 104
_ROWS_MAX = 6


def readings(room: Room) -> Readings:
    """Return where figures are read, for the picture and for the dashboard."""
    watch = Watch(room.db, room.catalog, room.reconciling, room.budgets, lambda: room.admission.selling)
    return Readings(watch, room.clock, room.rules.zone)


async def today(desk: Desk, _rest: str) -> Page:
    """Send today at a glance as a picture of its own, and stay at the desk; words where it cannot be drawn."""
    room = desk.room
    theme = (await room.db.read(chosen_by, desk.person.uid, 0)).own.theme
    sheet = await readings(room).sheet("overview", "today", desk.said)
    caption = _caption(desk, sheet)
    try:
        photo = await board(_parts(desk, sheet, theme))
        await room.bot.send_photo(desk.chat_id, photo, caption=caption, parse_mode=ParseMode.HTML)
    except (ConversionError, TelegramError) as error:
        log.warning("today.not_shown", extra={"error": type(error).__name__})
        return Page(caption, [desk.back()])
    other: Theme = "light" if theme == "dark" else "dark"
    again = [
        desk.key("today-again", "show", "today"),
        desk.key("button-theme", "do", "today_theme", other, theme=other),
    ]
    return Page(desk.said("today-above"), [again, desk.back()])


async def do_theme(desk: Desk, rest: str) -> Done:
    """Draw light or dark from now on, and today once more so."""
    theme = "dark" if rest == "dark" else "light"
    await desk.room.db.write(choices.choose, choices.of_person(desk.person.uid), "theme", theme)
    return Done("", partial(today, desk, ""))


async def web(desk: Desk, _rest: str) -> Page:
    """Give a link to the dashboard that opens it once."""
    dashboard = desk.room.dashboard
    if dashboard is None:
        raise PersonError("web-off")
    link = await dashboard.link(desk.chat_id, desk.said.language)
    return Page(desk.said("web-link", link=link, minutes=LASTS_S["link"] // 60), [desk.back()])


def _caption(desk: Desk, sheet: Sheet) -> str:
    figures = {one.name: one.value or 0 for one in sheet.figures}
    names = ("made", "shown", "failed", "earned", "spent")
    return desk.said("today-caption", **{name: figures[name] for name in names})


def _parts(desk: Desk, sheet: Sheet, theme: Theme) -> list[Chart | Tiles]:
    said, zone = desk.said, desk.room.rules.zone
    tiles = tuple(
        Tile(
            said.plain("web-word", word=one.name), written(one.value, one.kind, said, zone), one.note, is_bad=one.is_bad
        )
        for one in sheet.figures
        if one.name not in _LEFT_OUT
    )
    head = Tiles(said.plain("today-title", at=desk.time(sheet.until - 1)), tiles, theme=theme, size=_HEAD)
    tables = {one.name: one for one in sheet.tables}
    gateways = tables["gateways"]
    drawn = [
        chart_of(Drawing(tables["time"], ("shown", "failed")), said, _SIZE, _ROW),
        chart_of(Drawing(gateways, ("earned",), "rows", _ROWS_MAX), said, _SIZE, _ROW, _spent(desk, gateways)),
        chart_of(Drawing(tables["models"], ("earned",), "rows", _ROWS_MAX), said, _SIZE, _ROW),
    ]
    return [head, *(dataclasses.replace(one, theme=theme) for one in drawn if one is not None)]


def _spent(desk: Desk, gateways: Table) -> list[str]:
    """Name each gateway with what it took in its own money and how long people waited."""
    names, found = [one.name for one in gateways.columns], []
    for row in gateways.rows:
        told = dict(zip(names, row, strict=True))
        cost = written(told["cost"], "cost", desk.said, desk.room.rules.zone)
        times = {"usual": told["p50"] or 0, "most": told["p95"] or 0}
        times["same"] = "yes" if times["usual"] == times["most"] else "no"
        found.append(desk.said.plain("today-gateway", title=told["gateway"], cost=cost, **times))
    return found


PART = Part(shows={"today": today, "web": web}, deeds={"today_theme": do_theme})
