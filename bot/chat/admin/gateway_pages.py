"""Gateways: how each is and what it counts beside our books, and its switch: what is off is sent nothing new."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from bot.chat.admin.desk import Desk, Done, Part
from bot.chat.pages import Page
from bot.chat.texts import Texts
from bot.errors import PersonError
from bot.generation.budgets import BudgetState, amount_of
from bot.generation.reconcile import GatewayState
from bot.providers.offers import Plan
from bot.web.sheets import decimal
from storage import switches
from storage.database import Tx
from storage.reports import AccountRow
from storage.switches import Switch

_LOOK_S = 10
_GONE_MAX = 10


async def gateways(desk: Desk, _rest: str) -> Page:
    """Return how every gateway is, after each was asked once more."""
    room = desk.room
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LOOK_S):  # what does not answer by then is shown as it was last told
            await room.reconciling.look()
    return await _page(desk)


async def do_switch(desk: Desk, rest: str) -> Done:
    """Switch a gateway off or on, as the button said; once is enough."""
    word, _, gateway = rest.partition(":")
    if gateway not in desk.room.catalog.gateways:
        raise PersonError("press-old")
    await throw(desk, switches.of_gateway(gateway), is_off=word == "off")
    return Done(desk.said.plain("owner-done"), partial(_page, desk))


async def throw(desk: Desk, name: str, *, is_off: bool, reason: str = "") -> None:
    """Throw a switch, write it down, and let the lines look at it now; a new ``reason`` takes an older one's place."""

    async def change(tx: Tx) -> None:
        was_off = (reason or not is_off) and await switches.turn_on(tx, name)
        if is_off and await switches.turn_off(tx, name, reason, desk.actor, desk.now):
            await desk.note(tx, "switch_off", name, reason)
        elif was_off:
            await desk.note(tx, "switch_on", name, "")

    await desk.room.db.write(change)
    await desk.room.switchboard.load()
    desk.room.line.wake_all()


async def _page(desk: Desk) -> Page:
    room, said = desk.room, desk.said
    states = await room.reconciling.states()
    off = await room.db.read(switches.all_off)
    told = [_told(desk, state, off, await room.budgets.states(state.name)) for state in states]
    told = told or [said("admin-none")]
    if whole := await room.budgets.states():
        told.append("\n".join([said("admin-budget-whole"), *(_budget(desk, one) for one in whole)]))
    keys = [
        [
            desk.key(
                "owner-button-gateway",
                "do",
                "gateway",
                f"{'on' if switches.of_gateway(state.name) in off else 'off'}:{state.name}",
                title=state.title,
                off="yes" if switches.of_gateway(state.name) in off else "no",
            )
        ]
        for state in states
    ]
    again = [desk.key("owner-button-again", "show", "gateways")]
    return Page("\n\n".join(told), [*keys, again, desk.back()])


def _told(desk: Desk, state: GatewayState, off: Mapping[str, Switch], budgets: Sequence[BudgetState]) -> str:
    said = desk.said
    threads, cap = state.threads or "none", "none" if state.cap is None else state.cap
    lines = [
        said("admin-gateway", title=state.title) + _well(desk, state, off),
        said("admin-work", flying=state.flying, threads=threads, waiting=state.waiting),
        said("admin-made", made=state.made, cap=cap),
    ]
    lines += [_budget(desk, one) for one in budgets]
    if state.plan is not None:
        lines.append(_plan(desk, state.plan))
    lines += [said("admin-untold")] if state.row is None else _account(desk, state.row)
    return "\n".join(lines)


def _amount(amount: int, unit: str, said: Texts) -> str:
    """Return so much money; dong are written as credits are, with their thousands."""
    return decimal(amount_of(amount, unit), said.language) if unit == "USD" else said("admin-money", amount=amount)


def _budget(desk: Desk, state: BudgetState) -> str:
    used, most = (_amount(amount, state.unit, desk.said) for amount in (state.used, state.most))
    held = _amount(state.held, state.unit, desk.said) if state.held else "none"
    return desk.said("admin-budget", span=state.span, used=used, most=most, held=held, percent=state.percent)


def _plan(desk: Desk, plan: Plan) -> str:
    least, said = plan.top_up_least, desk.said
    told = "none" if least is None else _amount(least.amount, least.unit, said)
    return said("admin-plan", title=plan.titles[said.language], refund=plan.refund_percent or "none", least=told)


def _well(desk: Desk, state: GatewayState, off: Mapping[str, Switch]) -> str:
    switch = off.get(switches.of_gateway(state.name)) or off.get(switches.SPENDING)
    if switch is not None:
        return desk.said("owner-gateway-off", at=desk.time(switch.at))
    if state.rest_s:
        return desk.said("admin-rests", minutes=-(-state.rest_s // 60), reason=state.reason)
    return desk.said("admin-well")


def _account(desk: Desk, row: AccountRow) -> Sequence[str]:
    said = desk.said
    told: dict[str, Any] = json.loads(row.said)
    unit = desk.room.catalog.gateways[row.gateway].currency
    lines = [] if told["ok"] else [said("admin-refused")]
    ours = _amount(row.posted, unit, said)
    if row.drift is None:
        lines.append(said("admin-ours", ours=ours))
    else:
        drift = _amount(abs(row.drift), unit, said)
        sign = "over" if row.is_over else "same" if row.drift == 0 else "more" if row.drift > 0 else "less"
        lines.append(said("admin-spent", there=_amount(row.spent or 0, unit, said), ours=ours, drift=drift, sign=sign))
    if told["left"]:
        left = f"{Decimal(told['left']).normalize():f} {told['unit']}"
        lines.append(said("admin-left", left=decimal(left, said.language)))
    facts = [
        said("admin-fact", fact=name.replace(" ", "-"), name=name, value=_fact(str(value), said))
        for name, value in told["facts"].items()
    ]
    lines += [" · ".join(facts)] if facts else []
    if told["gone"]:
        more = len(told["gone"]) - _GONE_MAX
        lines.append(said("admin-gone", names=", ".join(told["gone"][:_GONE_MAX]), more=max(more, 0)))
    lines.append(said("admin-told", minutes=(desk.now - row.at) // 60))
    return lines


def _fact(value: str, said: Texts) -> str:
    return decimal(value, said.language) if value.isascii() and value.isdecimal() else value


PART = Part(shows={"gateways": gateways}, deeds={"gateway": do_switch})
