"""``/models``: the menu with prices; ``/models <name>`` tells what one of them can do."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.providers.catalog import Model
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the menu, or with one model's page."""
    said = texts(person.language)
    if incoming.words:
        model = room.catalog.find(incoming.words)
        if model is None:
            raise PersonError(
                "model-unknown", name=incoming.words, nearest=room.catalog.nearest(incoming.words) or "none"
            )
        await room.answer(incoming, _page(room, said, model))
        return
    menu = sorted(room.quoting.menu(), key=room.quoting.price_from)
    lines = [_line(room, said, model) for model in menu]
    await room.answer(
        incoming, said("models", count=len(lines)) + "\n" + "\n".join(lines) + "\n\n" + said("models-more")
    )


def _line(room: Room, said: Texts, model: Model) -> str:
    return said("models-line", alias=model.alias, title=model.title, price=room.quoting.price_from(model))


def _page(room: Room, said: Texts, model: Model) -> str:
    lines = [
        said("model-title", title=model.title, alias=model.alias),
        said("model-about", about=model.description(said.language)),
        said("model-price", price=room.quoting.price_from(model)),
        said("model-ratios", list=", ".join(model.ratios or model.edit_ratios) or "-"),
        said("model-sizes", list=", ".join(model.sizes) or "-"),
        said("model-counts", most=model.count_max),
        said("model-edits", most=model.references_max),
    ]
    return "\n".join(lines)


COMMAND = Command("models", run, {"en": "models and prices", "vi": "các mô hình và giá"}, order=30)
