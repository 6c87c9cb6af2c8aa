"""``/help`` as pages of one message: what to do in a few lines, and a short page for each topic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from telegram import CallbackQuery

from bot.chat import pages
from bot.chat.command import Command, find_commands, useful
from bot.chat.pages import Key, Page
from bot.chat.room import Room
from bot.chat.texts import Texts, escape, texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.providers.offers import Model
from bot.providers.wire import PICTURES, Task
from storage.buttons import Button
from storage.people import Person

ACTION, ALL = "help", "all"
# What each topic's page lists; a command that is in none of them stands in the list of all.
_TOPICS: Mapping[str, tuple[str, ...]] = {
    "photos": ("upscale", "removebg", "blend", "describe", "undo"),
    "pictures": ("imagine", "better", "styles", "batch"),
    "video": ("video", "animate", "extend"),
    "sound": ("speak", "song", "sound", "transcribe"),
    "groups": (),
    "money": ("models", "balance"),
}
_OTHER_MEDIA = ("video", "song", "speak")
_PRICED = (Task.IMAGE, Task.VIDEO, Task.SONG)


async def pressed(room: Room, query: CallbackQuery, button: Button, person: Person) -> str:
    """Turn the page that a press asks for."""
    if button.person_uid != person.uid:
        raise PersonError("press-not-yours")
    private, owner = button.chat_id > 0, room.access.is_admin(query.from_user.id)
    pages.turn_to(room, query, person, partial(page, room, person, button.argument, private=private, owner=owner))
    return ""


async def page(room: Room, person: Person, topic: str, *, private: bool, owner: bool) -> Page:
    """Return the page of a topic; the first one where there is no such topic."""
    said, known = texts(person.language), _known(room, owner=owner and private)
    shown = [name for name, listed in _TOPICS.items() if not listed or any(one in known for one in listed)]
    if topic not in (*shown, ALL):
        keys = [Key(said.plain("help-topic", topic=name), ACTION, name) for name in (*shown, ALL)]
        return Page(_first(room, said, known, private=private), pages.in_pairs(keys))
    paid = "yes" if room.rules.billing == "credits" else "no"
    more = said("balance-more", sold="yes" if room.till.shop.sells else "no")
    listed = known if topic == ALL else [one for one in _TOPICS[topic] if one in known]
    more = said("balance-more", sold="yes" if room.till.shop.sells else "no")
    lines = [
        f"<b>{said('help-topic', topic=topic)}</b>",
        *([] if topic == ALL else [said("help-about", topic=topic, me=room.me, paid=paid)]),
        *([*price_lines(room, said), more] if topic == "money" and paid == "yes" else []),
        *([] if topic == ALL else [""]),
        *[f"/{name} — {escape(known[name].summary_in(said))}" for name in listed],
        *(["", useful_options(said, room.quoting.menu())] if topic == "pictures" else []),
    ]
    return Page("\n".join(lines).strip(), [[Key(said.plain("button-back"), ACTION, "")]])


def _known(room: Room, *, owner: bool) -> dict[str, Command]:
    """Return the commands that somebody has a use for, by name."""
    able = useful(find_commands().values(), {model.task for model in room.quoting.menu()})
    return {one.name: one for one in able if one.name != "help" and (owner or not one.for_owner)}


def price_lines(room: Room, said: Texts) -> Iterator[str]:
    """Yield what one of each kind costs that plain words get."""
    for task in _PRICED:
        try:
            price = room.quoting.price_of(room.quoting.complete(GenerationRequest(prompt="", model="", task=task)))
        except PersonError:  # nobody makes it here
            continue
        yield said("help-price", work=task, price=price)


def _first(room: Room, said: Texts, known: Mapping[str, Command], *, private: bool) -> str:
    place = "private" if private else "group"
    draws = any(model.task in PICTURES for model in room.quoting.menu())
    names = ("photos", "pictures") if draws else ()
    lines = [said("help-how", what=name, place=place, me=room.me) for name in names]
    media = ", ".join(f"/{name}" for name in _OTHER_MEDIA if name in known)
    lines += [said("help-media", list=media)] if media else []
    return "\n".join([*lines, said(f"help-in-{place}", me=room.me)])


def useful_options(said: Texts, menu: Sequence[Model]) -> str:
    """Return the line that names the options that some model on the menu has a use for."""
    shapes = any(model.ratios or model.edit_ratios for model in menu)
    several, sizes = (any(model.count_max > 1 for model in menu), any(len(model.sizes) > 1 for model in menu))
    found = [
        said("help-ar") if shapes else "",
        said("help-n") if several else "",
        said("help-size") if sizes else "",
        said("help-seconds") if any(len(model.seconds) > 1 for model in menu) else "",
        said("help-model"),
    ]
    return said("help-options") + " " + ", ".join(text for text in found if text)
