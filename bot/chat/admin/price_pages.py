"""Prices: what each model costs us where, what people pay, and what is left; they are changed in files alone."""

from __future__ import annotations

from bot.chat import pages
from bot.chat.admin.desk import Desk, Part
from bot.chat.pages import Page
from bot.providers.money import shown
from bot.providers.offers import Model, Need, Offer
from bot.providers.pricing import cost_of, credits_of, exact_credits
from bot.web.sheets import decimal


async def prices(desk: Desk, rest: str) -> Page:
    """Return a page of models, each offer with cost, price and what is left of it."""
    said, room = desk.said, desk.room
    models = [model for model in room.quoting.menu() if room.quoting.sold(model)]
    shown_here, number, count = pages.cut(models, int(rest) if rest.isdecimal() and len(rest) < 6 else 1)
    lines = [said("owner-prices", page=number, pages=count)]
    for gateway in room.catalog.gateways.values():
        if gateway.name in room.quoting.switched_on():
            rate = int(gateway.credits_per_unit)
            lines.append(said("owner-rate", title=gateway.title, unit=gateway.currency, credits=rate))
    for model in shown_here:
        lines += ["", *_model(desk, model)]
    lines += ["", said("owner-prices-where")]
    leaf = pages.leafing("admin", "show:prices:", number, count)
    return Page("\n".join(lines), [*leaf, desk.back()])


def _model(desk: Desk, model: Model) -> list[str]:
    offers = dict.fromkeys(_offer(desk, one) for one in desk.room.quoting.sold(model))  # some differ in form alone
    return [desk.said("owner-model", title=model.title), *offers]


def _offer(desk: Desk, offer: Offer) -> str:
    gateway = desk.room.catalog.gateways[offer.gateway]
    cost = cost_of(offer, Need(offer.task))
    price = credits_of(cost, gateway)
    # In dong a credit is one dong; what a dollar costs the owner is not known here.
    left = price - cost.amount if cost.unit == "VND" else price - int(exact_credits(cost, gateway))
    kind = "known" if cost.unit == "VND" else "rate"
    share = round(100 * left / price) if kind == "known" else 0
    told = decimal(shown(cost), desk.said.language)
    return desk.said("owner-offer", title=gateway.title, cost=told, credits=price, left=left, share=share, kind=kind)


PART = Part(shows={"prices": prices})
