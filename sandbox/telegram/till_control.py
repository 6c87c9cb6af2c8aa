"""The control API's third about Stars: people pay, and what goes wrong with payments. Contract: docs/sandbox.md."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.forms import number, read_fields
from sandbox.telegram import paying
from sandbox.telegram.people import PeopleError, find_chat_of, find_person
from sandbox.telegram.stars import Delivery, Invoice
from sandbox.telegram.state import Telegram

_MANY = 10_000


class TillControl:
    """Handlers of ``/control/stars/…``."""

    def __init__(self, telegram: Telegram) -> None:
        """Control this Telegram."""
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get("/control/stars", self.show),
            web.get("/control/stars/invoice", self.show_invoice),
            web.post("/control/stars/pay", self.pay),
            web.get("/control/stars/checkouts/{checkout_id}", self.show_checkout),
            web.post("/control/stars/play", self.play),
            web.post("/control/stars/purse", self.fill),
            web.post("/control/stars/delivery", self.deliver),
            web.post("/control/stars/chargeback", self.charge_back),
            web.post("/control/stars/renew", self.renew),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """Tell the bot's Stars and transactions, with ``as`` also a person's."""
        shop = self._telegram.stars
        told: dict[str, Any] = {"balance": shop.balance(), "transactions": shop.transactions}
        if "as" in request.query:
            told["has"] = shop.has(number(request.query["as"]))
        return web.json_response(told)

    async def show_invoice(self, request: web.Request) -> web.Response:
        """Tell what a link asks for, and what a person has (``as``)."""
        query = request.query
        person = find_person(self._telegram, number(query.get("as")))
        chat = find_chat_of(self._telegram, person, number(query.get("chat", str(person.user["id"]))))
        message = number(query["message"]) if "message" in query else None
        invoice = paying.find_invoice(self._telegram, chat, message, query.get("link"))
        shown = invoice.shown() | {"period": invoice.period, "has": self._telegram.stars.has(person.user["id"])}
        return web.json_response(shown)

    async def pay(self, request: web.Request) -> web.Response:
        """Let a person press Pay: ``message`` in ``chat``, or a ``link``."""
        given = await read_fields(request, "from")
        person = find_person(self._telegram, given["from"])
        chat = find_chat_of(self._telegram, person, given.get("chat", person.user["id"]))
        if given.get("link"):
            chat = self._telegram.chats[person.user["id"]]
        invoice = paying.find_invoice(self._telegram, chat, given.get("message"), given.get("link"))
        return web.json_response({"checkout": paying.ask(self._telegram, person, chat, invoice)})

    async def show_checkout(self, request: web.Request) -> web.Response:
        """Tell how a payment stands: waiting, paid or refused."""
        shop = self._telegram.stars
        checkout = shop.checkouts.get(request.match_info["checkout_id"])
        if checkout is None:
            raise PeopleError("there is no such checkout")
        state = shop.state_of(checkout)
        return web.json_response({"state": state, "error": checkout.error, "charge_id": checkout.charge_id})

    async def play(self, request: web.Request) -> web.Response:
        """Pay without asking the bot, as a forged or very old invoice would: ``payload`` and ``stars`` are free.

        ``times``: how often the bot is told of it; ``affiliate``: of a thousand so many go to who brought the buyer.
        """
        given = await read_fields(request, "from", "payload", "stars")
        person = find_person(self._telegram, given["from"])
        chat = self._telegram.chats[person.user["id"]]
        invoice = Invoice(
            "-",
            "-",
            str(given["payload"]),
            number(given["stars"]),
            period=number(given.get("period", 0)),
            affiliate=number(given.get("affiliate", 0)),
        )
        times = number(given["times"]) if "times" in given else None
        return web.json_response({"charge_id": paying.pay(self._telegram, person, chat, invoice, times=times)})

    async def fill(self, request: web.Request) -> web.Response:
        """Set the Stars that a person has."""
        given = await read_fields(request, "person", "stars")
        person = find_person(self._telegram, given["person"])
        self._telegram.stars.purses[person.user["id"]] = number(given["stars"])
        self._telegram.world.touch()
        return web.json_response({"ok": True})

    async def deliver(self, request: web.Request) -> web.Response:
        """Say how many of the next payments the bot is told of ``twice``, and of how many never (``lost``)."""
        given = await read_fields(request)
        twice, lost = number(given.get("twice", 0)), number(given.get("lost", 0))
        if not 0 <= twice <= _MANY or not 0 <= lost <= _MANY:
            raise PeopleError(f"twice and lost are numbers up to {_MANY}")
        self._telegram.stars.delivery = Delivery(twice, lost)
        return web.json_response({"ok": True})

    async def charge_back(self, request: web.Request) -> web.Response:
        """Have a buyer's bank take a payment back; the bot is not told but in its list."""
        given = await read_fields(request, "charge")
        paying.refund(self._telegram, str(given["charge"]), told=given.get("told") is True)
        return web.json_response({"ok": True})

    async def renew(self, request: web.Request) -> web.Response:
        """Let a month of a subscription pass."""
        given = await read_fields(request, "charge")
        return web.json_response({"charge_id": paying.renew(self._telegram, str(given["charge"]))})
