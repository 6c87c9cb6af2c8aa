"""``/admin gateways``: for the bot's owners, how each gateway is and what it counts beside our books."""

from __future__ import annotations

import asyncio
import contextlib
import json
from decimal import Decimal
from typing import Any

from bot.chat import pages
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.refunding import refund_page
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.generation.reconcile import GatewayState
from bot.providers.money import Cost, shown
from storage.people import Person
from storage.reports import AccountRow

_LOOK_S = 10
_GONE_MAX = 10


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer an owner in private; anybody else is told whose command it is."""
    said = texts(person.language)
    if not room.access.is_admin(incoming.sender_id):
        await room.answer(incoming, said("admin-not-yours"))
    elif not incoming.is_private:
        await room.answer(incoming, said("admin-private"))
    elif incoming.words.startswith("refund "):
        page = await refund_page(room, person, incoming.words.removeprefix("refund ").strip())
        await pages.open_page(room, incoming, person, page)
    elif incoming.words.strip().casefold() != "gateways":
        await room.answer(incoming, said("admin-usage"))
    else:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_S):  # what does not answer by then is shown as it was last told
                await room.reconciling.look()
        states = await room.reconciling.states()
        told = [_page(room, state, said) for state in states] or [said("admin-none")]
        await room.answer(incoming, "\n\n".join(told))


def _page(room: Room, state: GatewayState, said: Texts) -> str:
    rests = said("admin-rests", minutes=-(-state.rest_s // 60), reason=state.reason) if state.rest_s else ""
    threads, cap = state.threads or "none", "none" if state.cap is None else state.cap
    lines = [
        said("admin-gateway", title=state.title) + (rests or said("admin-well")),
        said("admin-work", flying=state.flying, threads=threads, waiting=state.waiting),
        said("admin-made", made=state.made, cap=cap),
    ]
    if state.row is not None:
        lines += _told(room, state.row, said)
    else:
        lines.append(said("admin-untold"))
    return "\n".join(lines)


def _told(room: Room, row: AccountRow, said: Texts) -> list[str]:
    told: dict[str, Any] = json.loads(row.said)
    unit = room.catalog.gateways[row.gateway].currency
    lines = [] if told["ok"] else [said("admin-refused")]
    ours = shown(Cost(row.posted, unit))
    if row.drift is None:
        lines.append(said("admin-ours", ours=ours))
    else:
        drift = shown(Cost(abs(row.drift), unit))
        sign = "over" if row.is_over else "same" if row.drift == 0 else "more" if row.drift > 0 else "less"
        lines.append(said("admin-spent", there=shown(Cost(row.spent or 0, unit)), ours=ours, drift=drift, sign=sign))
    if told["left"]:
        lines.append(said("admin-left", left=f"{Decimal(told['left']).normalize():f} {told['unit']}"))
    lines += [
        said("admin-fact", fact=name.replace(" ", "-"), name=name, value=value) for name, value in told["facts"].items()
    ]
    if told["gone"]:
        more = len(told["gone"]) - _GONE_MAX
        lines.append(said("admin-gone", names=", ".join(told["gone"][:_GONE_MAX]), more=max(more, 0)))
    lines.append(said("admin-told", minutes=(room.clock.now() - row.at) // 60))
    return lines


COMMAND = Command(
    "admin",
    run,
    {"en": "for the owner: gateways and what they count", "vi": "cho chủ bot: các cổng và chi phí ở đó"},
    order=97,
    for_owner=True,
)
