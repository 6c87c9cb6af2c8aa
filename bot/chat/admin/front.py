"""The way into the owners' desk: ``/admin`` with or without words, and every press on its pages.

Owners only, by their number, in their private chat, by a message they wrote themselves; a button is looked up by its
nonce, so nothing that a client sends names what is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from telegram import CallbackQuery

from bot.chat import pages, unfinished
from bot.chat.admin import (
    audit_pages,
    broadcast_pages,
    check_pages,
    export_pages,
    figure_pages,
    gateway_pages,
    group_pages,
    payment_pages,
    people_pages,
    price_pages,
    promo_pages,
    refund_pages,
    switch_pages,
)
from bot.chat.admin.desk import Deed, Desk, Form, Part, Show, Typed
from bot.chat.incoming import Incoming
from bot.chat.pages import Page
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from storage import questions, switches
from storage.buttons import Button
from storage.people import Person

PARTS: tuple[Part, ...] = (
    figure_pages.PART,
    people_pages.PART,
    payment_pages.PART,
    group_pages.PART,
    gateway_pages.PART,
    switch_pages.PART,
    price_pages.PART,
    promo_pages.PART,
    broadcast_pages.PART,
    check_pages.PART,
    audit_pages.PART,
    export_pages.PART,
    refund_pages.PART,
)
# The buttons of the first page, each with the text owner-menu-<name>; another part adds itself here and above.
MENU = (
    "today",
    "web",
    "people",
    "groups",
    "payments",
    "gateways",
    "switches",
    "prices",
    "promos",
    "broadcast",
    "check",
    "audit",
    "export",
)
_NAMES_MAX = 40


async def typed(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer ``/admin`` with a page, or a form that was filled in with what it leads to; raises PersonError."""
    check_owner(room, incoming)
    desk = Desk(room, texts(person.language), person, incoming.chat_id)
    name, _, rest = incoming.words.partition(" ")
    name, rest = name.casefold().strip(), rest.strip()
    if "\n" in name:
        name, _, more = name.partition("\n")
        rest = f"{more} {rest}".strip()
    if not name:
        page = await main(desk, "")
    elif rest and name in FORMS:
        about, _, words = rest.partition(" ") if name in ABOUT else ("", "", rest)
        page = await FORMS[name](desk, Typed(about, words.strip(), incoming.idem))
    elif name in SHOWS and (rest or name not in STARTS):
        page = await SHOWS[name](desk, rest)
    elif name in STARTS:
        page = await SHOWS[STARTS[name]](desk, "")
    else:
        raise PersonError("owner-usage", word=name[:_NAMES_MAX])
    await pages.open_page(room, incoming, person, page)


def check_owner(room: Room, incoming: Incoming) -> None:
    """Raise PersonError unless an owner wrote this in private, and wrote it here."""
    if not room.access.is_admin(incoming.sender_id):
        raise PersonError("admin-not-yours")
    if not incoming.is_private or incoming.chat_id != incoming.sender_id:
        raise PersonError("admin-private")
    if incoming.is_forwarded:
        raise PersonError("owner-forwarded")


async def pressed(room: Room, query: CallbackQuery, button: Button, person: Person) -> str:
    """Do what a button of a page says; raises PersonError where it is no owner's, or not pressed where it hangs."""
    if not room.access.is_admin(query.from_user.id) or button.person_uid != person.uid:
        raise PersonError("admin-not-yours")
    if query.message is None or query.message.chat.id != query.from_user.id:
        raise PersonError("admin-private")
    desk = Desk(room, texts(person.language), person, query.from_user.id)
    leads, _, named = button.argument.partition(":")
    name, _, rest = named.partition(":")
    if leads == "ask" and name in FORMS:
        await unfinished.remember(room, desk.chat_id, person, "admin", f"{name} {rest}".strip())
        pages.turn_to(room, query, person, partial(_form, desk, name, rest))
        return ""
    await _leave_form(desk)
    if leads == "do" and name in DEEDS:
        done = await DEEDS[name](desk, rest)
        pages.turn_to(room, query, person, done.then)
        return done.toast
    if leads == "show" and name in SHOWS:
        pages.turn_to(room, query, person, partial(SHOWS[name], desk, rest))
        return ""
    raise PersonError("press-old")


async def main(desk: Desk, _rest: str) -> Page:
    """Return the first page: what is not as it should be, and a button for each part."""
    said, off = desk.said, await desk.room.db.read(switches.all_off)
    lines = [said("owner-title")]
    lines += [said("owner-now-off", what=desk.target(name)) for name in off]
    if not desk.room.admission.selling:
        lines.append(said("owner-now-broken"))
    if len(lines) == 1:
        lines.append(said("owner-now-well"))
    return Page("\n".join(lines), pages.in_pairs([desk.key("owner-menu", "show", name, page=name) for name in MENU]))


async def _form(desk: Desk, name: str, rest: str) -> Page:
    leads = FORM_BACK.get(name, "main")
    return Page(desk.said("owner-ask", form=name), [desk.back(leads, rest if name in ABOUT else "")])


async def _leave_form(desk: Desk) -> None:
    """Forget the form that waits for words: the owner went on to something else."""
    if await unfinished.command_open(desk.room, desk.chat_id, desk.person) == "admin":
        await desk.room.db.write(questions.drop, desk.chat_id, desk.person.uid)


SHOWS: Mapping[str, Show] = {"main": main} | {name: one for part in PARTS for name, one in part.shows.items()}
DEEDS: Mapping[str, Deed] = {name: one for part in PARTS for name, one in part.deeds.items()}
FORMS: Mapping[str, Form] = {name: one for part in PARTS for name, one in part.forms.items()}
ABOUT = frozenset().union(*(part.about for part in PARTS))
# Where a form that is not filled in leads back to.
FORM_BACK: Mapping[str, str] = {
    "find": "people",
    "grant": "person",
    "cap": "person",
    "block": "person",
    "forgive": "person",
    "settle": "payment",
    "settleto": "payment",
    "giveback": "payment",
    "group": "groups",
    "pool": "group",
    "bar": "group",
    "promo": "promos",
    "broadcast": "broadcast",
    "maintenance": "switches",
    "markup": "prices",
}
# The page from which each begins that was typed without words; of one person or group, the list to choose from.
_LISTS: Mapping[str, str] = {"person": "people", "group": "groups", "payment": "payments"}
STARTS: Mapping[str, str] = {
    **{name: _LISTS.get(leads, leads) for name, leads in FORM_BACK.items()},
    **_LISTS,
    "refund": "payments",
}
