"""Switches: all spending, and requests while the house is mended; what runs comes to its end with either."""

from __future__ import annotations

from functools import partial

from bot.chat.admin.desk import Desk, Done, Part, Typed, read_reason
from bot.chat.admin.gateway_pages import throw
from bot.chat.pages import Page
from bot.errors import PersonError
from storage import switches

_NAMES = (switches.SPENDING, switches.MAINTENANCE)


async def show(desk: Desk, _rest: str) -> Page:
    """Return what is off, since when and why, with a button for each switch."""
    off, said = await desk.room.db.read(switches.all_off), desk.said
    lines, rows = [said("owner-switches")], []
    for name in _NAMES:
        switch = off.get(name)
        if switch is None:
            lines.append(said("owner-switch-on", what=name))
        else:
            lines.append(said("owner-switch-off", what=name, at=desk.time(switch.at), reason=switch.reason or "none"))
        state = "on" if switch is not None else "off"
        rows.append([desk.key("owner-button-switch", "do", "switch", f"{state}:{name}", what=name, to=state)])
    rows.append([desk.key("owner-button-maintenance-words", "ask", "maintenance")])
    rows.append([desk.key("owner-menu", "show", "gateways", page="gateways")])
    return Page("\n".join(lines), [*rows, desk.back()])


async def do_switch(desk: Desk, rest: str) -> Done:
    """Throw a switch as the button said; once is enough."""
    word, _, name = rest.partition(":")
    if name not in _NAMES:
        raise PersonError("press-old")
    await throw(desk, name, is_off=word == "off")
    return Done(desk.said.plain("owner-done"), partial(show, desk, ""))


async def maintenance(desk: Desk, typed: Typed) -> Page:
    """Begin to mend the house, with words that everybody who asks is told."""
    await throw(desk, switches.MAINTENANCE, is_off=True, reason=read_reason(typed.words))
    return await show(desk, "")


PART = Part(shows={"switches": show}, deeds={"switch": do_switch}, forms={"maintenance": maintenance})
