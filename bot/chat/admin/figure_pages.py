"""Figures for the owners: today as one picture, and a link to the dashboard on the web."""

from __future__ import annotations

import logging

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat.admin.desk import Desk, Part
from bot.chat.pages import Page
from bot.errors import PersonError
from bot.media.chart import Chart, Size, Tile, Tiles, board
from bot.media.workshop import ConversionError
from bot.web.drawing import chart_of
from bot.web.passes import LASTS_S
from bot.web.readings import Readings
from bot.web.sheets import Drawing, Sheet, Table, written

log = logging.getLogger(__name__)
_SIZE = Size(1080, 560, 34)
_HEAD = Size(1080, 660, 34)
_ROW = 104
_ROWS_MAX = 6


async def today(desk: Desk, _rest: str) -> Page:
    """Send today at a glance as a picture of its own, and stay at the desk; words where it cannot be drawn."""
    room = desk.room
    books = Readings(room.db, room.catalog, room.reconciling, room.clock, room.rules.zone)
    sheet = await books.sheet("overview", "today", desk.said)
    caption = _caption(desk, sheet)
    try:
        photo = await board(_parts(desk, sheet))
        await room.bot.send_photo(desk.chat_id, photo, caption=caption, parse_mode=ParseMode.HTML)
    except (ConversionError, TelegramError) as error:
        log.warning("today.not_shown", extra={"error": type(error).__name__})
        return Page(caption, [desk.back()])
    return Page(desk.said("today-above"), [[desk.key("today-again", "show", "today")], desk.back()])


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


def _parts(desk: Desk, sheet: Sheet) -> list[Chart | Tiles]:
    said, zone = desk.said, desk.room.rules.zone
    tiles = tuple(
        Tile(
            said.plain("web-word", word=one.name), written(one.value, one.kind, said, zone), one.note, is_bad=one.is_bad
        )
        for one in sheet.figures
        if one.name != "cancelled"
    )
    head = Tiles(said.plain("today-title", at=desk.time(sheet.until - 1)), tiles, size=_HEAD)
    tables = {one.name: one for one in sheet.tables}
    gateways = tables["gateways"]
    drawn = [
        chart_of(Drawing(tables["time"], ("shown", "failed")), said, _SIZE, _ROW),
        chart_of(Drawing(gateways, ("earned",), "rows", _ROWS_MAX), said, _SIZE, _ROW, _spent(desk, gateways)),
        chart_of(Drawing(tables["models"], ("earned",), "rows", _ROWS_MAX), said, _SIZE, _ROW),
    ]
    return [head, *(one for one in drawn if one is not None)]


def _spent(desk: Desk, gateways: Table) -> list[str]:
    """Name each gateway with what it took in its own money and how long people waited."""
    names, found = [one.name for one in gateways.columns], []
    for row in gateways.rows:
        told = dict(zip(names, row, strict=True))
        cost = written(told["cost"], "cost", desk.said, desk.room.rules.zone)
        times = {"usual": told["p50"] or 0, "most": told["p95"] or 0}
        found.append(desk.said.plain("today-gateway", title=told["gateway"], cost=cost, **times))
    return found


PART = Part(shows={"today": today, "web": web})
