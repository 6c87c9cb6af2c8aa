"""Prices: what each model costs us where, what people pay, and what is left; the owner puts per cent on top of all."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from fractions import Fraction
from functools import partial

from bot.chat import pages
from bot.chat.admin.desk import ACTION, NOTHING, Desk, Done, Part, Typed, read_reason
from bot.chat.pages import Page
from bot.errors import PersonError
from bot.generation.accents import without_accents
from bot.providers.money import SCALES, Cost, shown
from bot.providers.offers import Gateway, Model, Need, Offer
from bot.providers.pricing import cost_of, credits_of
from bot.web.sheets import decimal
from storage import markup as kept
from storage.database import Tx

_TARGET = "markup"
_WORDS_MAX = 40
_PAGE = re.compile(r"(?:(.*)/)?([0-9]{1,5})", re.DOTALL)


async def prices(desk: Desk, rest: str) -> Page:
    """Return a page of models, each offer with cost, price and what is left of it.

    ``rest`` is the number of a page, words that stand in a model's name, or ``words/number``.
    """
    said, room = desk.said, desk.room
    asked = _PAGE.fullmatch(rest)
    words, wanted = (asked[1] or "", int(asked[2])) if asked else (rest[:_WORDS_MAX], 1)
    models = [model for model in room.quoting.menu() if room.quoting.sold(model) and _is_named(model, words)]
    if words and not models:
        raise PersonError("owner-no-model", word=words)
    shown_here, number, count = pages.cut(models, wanted)
    lines = [said("owner-prices", page=number, pages=count)]
    for gateway in room.catalog.gateways.values():
        if gateway.name in room.quoting.switched_on():
            rate = int(gateway.credits_per_unit)
            lines.append(said("owner-rate", title=gateway.title, unit=gateway.currency, credits=rate))
    lines.append(said("owner-markup", percent=room.quoting.markup))
    for model in shown_here:
        lines += ["", *_model(desk, model)]
    lines += ["", said("owner-prices-where", dollar=room.rules.dollar_costs or 0)]
    if count > 1 and not words:
        lines.append(said("owner-prices-find"))
    leaf = pages.leafing(ACTION, f"show:prices:{words}/" if words else "show:prices:", number, count)
    return Page("\n".join(lines), [*leaf, [desk.key("owner-button-markup", "ask", "markup")], desk.back()])


async def markup(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to put so many per cent on top of every price."""
    word, _, why = typed.words.partition(" ")
    digits = word.removesuffix("%")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 4 and int(digits) <= kept.MOST):
        raise PersonError("owner-percent", word=word[:40] or NOTHING, most=kept.MOST)
    percent, reason = int(digits), read_reason(why)
    told = json.dumps({"percent": percent, "reason": reason}, ensure_ascii=False)
    text = desk.said("owner-markup-confirm", now=desk.room.quoting.markup, percent=percent, reason=reason)
    return Page(text, [[desk.key("owner-button-confirm", "do", "markup", told)], desk.back("prices")])


async def do_markup(desk: Desk, rest: str) -> Done:
    """Put it on top from now on; a button that names an older price begins nothing dearer."""
    told = json.loads(rest)
    percent = told["percent"]

    async def change(tx: Tx) -> None:
        if await kept.percent(tx) != percent:
            await kept.set_to(tx, percent, desk.actor, desk.now)
            await desk.note(tx, "markup", _TARGET, f"{percent} %: {told['reason']}")

    await desk.room.db.write(change)
    await desk.room.switchboard.load()
    return Done(desk.said.plain("owner-done"), partial(prices, desk, ""))


def _is_named(model: Model, words: str) -> bool:
    name = without_accents(f"{model.title} {model.alias}")
    return all(word in name for word in without_accents(words).split())


def _model(desk: Desk, model: Model) -> list[str]:
    offers = {_offer(desk, one): one for one in reversed(desk.room.quoting.sold(model))}  # some differ in form alone
    told = list(reversed(offers.values()))
    often = Counter(one.gateway for one in told)
    lines = [_offer(desk, one, one.name if often[one.gateway] > 1 else "none") for one in told]
    return [desk.said("owner-model", title=model.title), *lines]


def _offer(desk: Desk, offer: Offer, name: str = "none") -> str:
    """Return the line of an offer; ``name``: what it is called in the catalogue, where its gateway has others."""
    gateway = desk.room.catalog.gateways[offer.gateway]
    cost = cost_of(offer, Need(offer.task))
    price, ours = credits_of(cost, gateway, desk.room.quoting.markup), _in_credits(desk, cost, gateway)
    left = price - (ours or 0)
    kind = "rate" if ours is None else "loss" if left < 0 else "known"
    told, share = decimal(shown(cost), desk.said.language), round(100 * abs(left) / price)
    money = {"cost": told, "credits": price, "left": abs(left), "share": share, "kind": kind}
    return desk.said("owner-offer", title=gateway.title, name=name, **money)


def _in_credits(desk: Desk, cost: Cost, gateway: Gateway) -> int | None:
    """Return a cost in credits, of which one is one dong; None where nobody said what its unit costs the owner."""
    rate = gateway.unit_costs or (1 if cost.unit == "VND" else desk.room.rules.dollar_costs)
    return None if rate is None else math.ceil(cost.amount * Fraction(rate) / 10 ** SCALES[cost.unit])


PART = Part(shows={"prices": prices}, deeds={"markup": do_markup}, forms={"markup": markup})
