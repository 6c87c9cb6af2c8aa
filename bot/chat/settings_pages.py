"""The settings as pages of one message: a person's own, and a group's for its admins. Each line says what holds now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import CallbackQuery

from bot.chat import models_pages, pages
from bot.chat.pages import Key, Page
from bot.chat.preferences import Chosen, chosen_by
from bot.chat.room import Room
from bot.chat.texts import Texts, languages, texts
from bot.errors import PersonError
from bot.providers.offers import Model
from bot.providers.wire import Task
from storage import choices
from storage.buttons import Button
from storage.people import Person

OWN, GROUP = "settings", "group-settings"
OPEN = "open"  # a button of nobody's own, whose presser is shown the page
_OWN_LINES = ("picture_model", "video_model", "ratio", "size", "count", "delivery", "language", "quiet", "theme")
_GROUP_LINES = ("who", "jobs_per_day", "price_max", "price_for", "buttons", "picture_model", "video_model")
_TASKS = {"picture_model": Task.IMAGE, "video_model": Task.VIDEO}
_RATIOS = ("1:1", "4:5", "3:4", "2:3", "9:16", "5:4", "4:3", "3:2", "16:9", "21:9")
_SIZES = ("512", "1K", "2K", "4K")
_COUNTS = ("1", "2", "3", "4")
_WORDS = {
    "delivery": ("grid", "album", "files"),
    "theme": ("light", "dark"),
    "who": ("everybody", "admins"),
    "price_for": ("all", "members"),
    "buttons": ("usual", "asker", "everybody"),
}
_LIMITS = {"price_max": (500, 1000, 2000, 5000, 10000, 30000), "jobs_per_day": (1, 3, 5, 10, 20, 50)}
_SHORT_PER_ROW, _LIMITS_PER_ROW = 5, 3


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose settings are on the table. ``action`` is their buttons', ``chat_id`` 0 for a person's own."""

    room: Room
    said: Texts
    person: Person
    action: str
    chat_id: int = 0

    @property
    def holder(self) -> str:
        """Return whose choices they are, as the storage names it."""
        return choices.of_chat(self.chat_id) if self.chat_id else choices.of_person(self.person.uid)

    def value(self, chosen: Chosen, name: str) -> str:
        """Return what is chosen; empty where nothing is."""
        if name == "language":
            return self.said.language
        if name == "quiet":
            return "yes" if chosen.own.quiet else "no"
        value = getattr(chosen.group if self.chat_id else chosen.own, name)
        return str(value) if value else ""

    async def chosen(self) -> Chosen:
        """Return everything that holds, as it is now: a press may just have changed it."""
        return await self.room.db.read(chosen_by, self.person.uid, self.chat_id)

    def model(self, value: str) -> Model | None:
        """Return a chosen model that is still on the menu."""
        model = self.room.catalog.find(value) if value else None
        return model if model in self.room.quoting.menu() else None


def own_desk(room: Room, person: Person) -> Desk:
    """Return a person's own settings."""
    return Desk(room, texts(person.language), person, OWN)


def group_desk(room: Room, person: Person, chat_id: int) -> Desk:
    """Return a group's settings, in the language of the admin who looks at them."""
    return Desk(room, texts(person.language), person, GROUP, chat_id)


async def pressed(room: Room, query: CallbackQuery, button: Button, person: Person) -> str:
    """Do what a press on a page says and turn to the page it leads to; returns what answers the press."""
    if button.person_uid != person.uid and button.argument != OPEN:
        raise PersonError("press-not-yours")
    desk = own_desk(room, person)
    what, _, rest = button.argument.partition(":")
    if button.action == GROUP and query.message is not None:
        desk = group_desk(room, person, query.message.chat.id)
        if not await room.leaders.lead(desk.chat_id, person.telegram_id, fresh=what == "set"):
            raise PersonError("settings-group-closed", me=room.me)
    name, _, value = rest.partition(":")
    turn = partial(main_page, desk)
    if what == "pick":
        turn = partial(_pick_page, desk, name, int(value))
    elif what == "set" and name == "language":
        await room.persons.set_language(person, value)
        turn = partial(main_page, Desk(room, texts(value), person, OWN))
    elif what == "set":
        await room.db.write(choices.choose, desk.holder, name, value)
    pages.turn_to(room, query, person, turn)
    return ""


async def main_page(desk: Desk) -> Page:
    """Return all settings with what holds now, and a button for each."""
    said, chosen, lines, keys = desk.said, await desk.chosen(), [], []
    for name in _GROUP_LINES if desk.chat_id else _OWN_LINES:
        value = desk.value(chosen, name)
        lines.append(said("settings-line", what=name, value=_now(desk, chosen, name)))
        if name == "quiet":
            argument = f"set:quiet:{'' if value == 'yes' else 'yes'}"
        else:
            argument = f"pick:{name}:{_page_of(desk, name, value)}"
        keys.append(Key(said.plain("settings-name", what=name), desk.action, argument))
    title = said("settings-of-group" if desk.chat_id else "settings-of-you")
    end = [] if desk.chat_id else ["", said("settings-words-win")]
    return Page("\n".join([title, "", *lines, *end]), pages.in_pairs(keys))


def _now(desk: Desk, chosen: Chosen, name: str) -> str:
    """Return in words what holds of a setting."""
    said, value = desk.said, desk.value(chosen, name)
    if name in _TASKS:
        return _model_now(desk, name, value)
    if name == "language":
        return languages()[value]
    if name in ("ratio", "size") and value:
        model = _usual_model(desk, chosen)
        if model is None or value in _values_of(desk, name, model):
            return value
        return said.plain("settings-cannot", value=value, model=model.title)
    return _word_now(said, name, value)


def _word_now(said: Texts, name: str, value: str) -> str:
    if name in _WORDS or name == "quiet":
        return said.plain("settings-word", word=value or _WORDS[name][0])
    if name in _LIMITS:
        return said.plain("settings-limit", what=name, value=int(value or 0))
    return value or said.plain("settings-open", what=name)


def _model_now(desk: Desk, name: str, value: str) -> str:
    said, model = desk.said, desk.model(value)
    if model is not None:
        return model.title
    if desk.chat_id:
        return said.plain("settings-open-group")
    usual = desk.model(desk.room.quoting.usual(_TASKS[name]) or "")
    return said.plain("settings-open-model", model=usual.title) if usual else said.plain("settings-open", what=name)


def _usual_model(desk: Desk, chosen: Chosen) -> Model | None:
    return desk.model(chosen.own.picture_model) or desk.model(desk.room.quoting.usual(Task.IMAGE) or "")


def _page_of(desk: Desk, name: str, value: str) -> int:
    """Return the page of a long list on which the present choice stands."""
    if name not in _TASKS:
        return 1
    aliases = [model.alias for model in models_pages.choosable(desk.room.quoting, _TASKS[name])]
    return aliases.index(value) // pages.PER_PAGE + 1 if value in aliases else 1


async def _pick_page(desk: Desk, name: str, number: int) -> Page:
    """Return what one setting may be, with what it is now marked."""
    said, value = desk.said, desk.value(await desk.chosen(), name)
    back = [Key(said.plain("button-back"), desk.action, "")]
    text = said("settings-ask", what=name)
    if name in _TASKS:
        rows = _models(desk, name, value, number)
    elif name == "language":
        rows = [[_choice(desk, name, code, label, value)] for code, label in languages().items()]
    elif name in _WORDS:
        words = _WORDS[name]
        now = value or words[0]
        rows = [[_choice(desk, name, word, said.plain("settings-word", word=word), now)] for word in words]
    elif name in _LIMITS:
        rows = _limits(desk, name, value)
    else:
        rows = _values(desk, name, value)
    return Page(text, [*rows, back])


def _models(desk: Desk, name: str, value: str, number: int) -> list[Sequence[Key]]:
    quoting = desk.room.quoting
    shown, number, count = pages.cut(models_pages.choosable(quoting, _TASKS[name]), number)
    label = desk.said.plain("settings-open-group") if desk.chat_id else desk.said.plain("settings-open", what=name)
    return [
        [_choice(desk, name, "", label, value)],
        *([_choice(desk, name, one.alias, models_pages.label_of(quoting, desk.said, one), value)] for one in shown),
        *pages.leafing(desk.action, f"pick:{name}:", number, count),
    ]


def _limits(desk: Desk, name: str, value: str) -> list[Sequence[Key]]:
    """Return the steps of a limit, of prices those that leave something on the menu, and none at all."""
    quoting, said = desk.room.quoting, desk.said
    least = min((quoting.price_from(model) for model in quoting.menu()), default=0) if name == "price_max" else 0
    keys = [
        _choice(desk, name, str(one), said.plain("settings-limit-short", what=name, value=one), value)
        for one in _LIMITS[name]
        if one >= least
    ]
    rows: list[Sequence[Key]] = [keys[at : at + _LIMITS_PER_ROW] for at in range(0, len(keys), _LIMITS_PER_ROW)]
    return [*rows, [_choice(desk, name, "", said.plain("settings-limit", what=name, value=0), value)]]


def _values(desk: Desk, name: str, value: str) -> list[Sequence[Key]]:
    """Return the values that some picture model on the menu can do, and the one that leaves it to the model."""
    able = {one for model in desk.room.quoting.menu(Task.IMAGE) for one in _values_of(desk, name, model)}
    listed = {"ratio": _RATIOS, "size": _SIZES, "count": _COUNTS}[name]
    keys = [_choice(desk, name, one, one, value or "1") for one in listed if one in able]
    rows: list[Sequence[Key]] = [keys[at : at + _SHORT_PER_ROW] for at in range(0, len(keys), _SHORT_PER_ROW)]
    if name == "count":
        return rows
    return [*rows, [_choice(desk, name, "", desk.said.plain("settings-open", what=name), value)]]


def _values_of(desk: Desk, name: str, model: Model) -> set[str]:
    """Return what a model that is sold can do of a setting, from words alone."""
    offers = [offer for offer in desk.room.quoting.sold(model) if not offer.pictures_least]
    if name == "count":
        return {str(count) for offer in offers for count in range(1, offer.count_max + 1)}
    return {one for offer in offers for one in (offer.ratios if name == "ratio" else offer.sizes)}


def _choice(desk: Desk, name: str, value: str, label: str, now: str) -> Key:
    label = label[:1].upper() + label[1:]
    return Key(f"✓ {label}" if value == now else label, desk.action, f"set:{name}:{value}")
