"""``/models``: the menu with prices, to browse by buttons; ``/models <command>`` and ``/models <name>`` tell more."""

from __future__ import annotations

from bot.chat import models_pages, pages
from bot.chat.command import Command, kinds_of_commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.quote import NAMED_MAX
from bot.providers.offers import Model
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the menu, with one kind of work, or with one model's page."""
    said = texts(person.language)
    word = incoming.words.removeprefix("/").casefold()
    tasks = kinds_of_commands()
    if word in tasks:
        await pages.open_page(room, incoming, person, await models_pages.kind_page(room, said, person, tasks[word], 1))
    elif word:
        model = _find(room, incoming.words)
        await room.answer(incoming, await models_pages.model_text(room, said, model))
    else:
        await pages.open_page(room, incoming, person, await models_pages.first_page(room, said))


def _find(room: Room, words: str) -> Model:
    model = room.catalog.find(words)
    if model is None:
        raise PersonError("model-unknown", name=words, nearest=room.catalog.nearest(words)[:NAMED_MAX] or "none")
    room.quoting.check_cheap(model)
    return model


COMMAND = Command(
    "models",
    run,
    {"en": "models and prices", "vi": "các mô hình và giá"},
    order=30,
    also=("mohinh", "model", "gia", "price", "prices"),
)
