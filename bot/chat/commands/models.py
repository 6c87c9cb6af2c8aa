"""``/models``: the menu with prices, by what it makes; ``/models <command>`` and ``/models <name>`` tell more."""

from __future__ import annotations

from bot.chat.command import Command, find_commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.providers.offers import Model
from bot.providers.wire import Task
from storage.people import Person

_SHORT = 12  # so many lines are read at a glance
_LINES_MAX = 60
_VALUES_MAX = 40


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the menu, with one kind of work, or with one model's page."""
    said = texts(person.language)
    word = incoming.words.removeprefix("/").casefold()
    tasks = {command.name: command.task for command in reversed([*find_commands().values()]) if command.task}
    menu = sorted(room.quoting.menu(), key=room.quoting.price_from)
    if word in tasks:
        await room.answer(
            incoming, menu_list(room.quoting, said, [model for model in menu if model.task is tasks[word]])
        )
    elif word:
        await room.answer(incoming, _page(room, said, _find(room, incoming.words)))
    elif len(menu) <= _SHORT:
        await room.answer(incoming, menu_list(room.quoting, said, menu))
    else:
        await room.answer(incoming, _overview(room, said, menu, {task: name for name, task in tasks.items()}))


def _find(room: Room, words: str) -> Model:
    model = room.catalog.find(words)
    if model is None:
        raise PersonError("model-unknown", name=words, nearest=room.catalog.nearest(words) or "none")
    return model


def menu_list(quoting: Quoting, said: Texts, menu: list[Model]) -> str:
    """Return a line for each model, cheapest first; of a long menu the rest by name, so that it fits a message."""
    special = [model.alias for model in menu if model.offers[0].by_name]
    plain = [model for model in menu if model.alias not in special]
    usual = {quoting.usual(task) for task in {model.task for model in menu}}
    lines = [
        said(
            "models-line",
            alias=model.alias,
            title=model.title,
            price=quoting.price_from(model),
            usual="yes" if model.alias in usual else "no",
        )
        for model in plain[:_LINES_MAX]
    ]
    if plain[_LINES_MAX:]:
        lines.append(said("models-also", list=", ".join(model.alias for model in plain[_LINES_MAX:])))
    if special:
        lines.append(said("models-special", list=", ".join(special)))
    return said("models", count=len(lines)) + "\n" + "\n".join(lines) + "\n\n" + said("models-more")


def _overview(room: Room, said: Texts, menu: list[Model], names: dict[Task, str]) -> str:
    """One line for each kind of work: how many models, from which price, and where to read on."""
    lines = []
    for task, name in sorted(names.items(), key=lambda pair: list(Task).index(pair[0])):
        found = [model for model in menu if model.task is task]
        if found:
            price = room.quoting.price_from(next((one for one in found if not one.offers[0].by_name), found[0]))
            lines.append(said("models-kind", work=str(task), count=len(found), price=price, name=name))
    return said("models-kinds") + "\n" + "\n".join(lines) + "\n\n" + said("models-more")


def _page(room: Room, said: Texts, model: Model) -> str:
    lines = [
        said("model-title", title=model.title, alias=model.alias),
        said("model-about", about=model.description(said.language)),
    ]
    if any(offer.prices for offer in model.offers if offer.gateway in room.quoting.switched_on()):
        lines.append(said("model-price", price=room.quoting.price_from(model)))
    if model.ratios or model.edit_ratios:
        lines.append(said("model-ratios", list=", ".join(model.ratios or model.edit_ratios)))
    if len(model.sizes) > 1:
        lines.append(said("model-sizes", list=", ".join(model.sizes)))
    if model.seconds:
        lines.append(said("model-lengths", list=", ".join(map(str, sorted(model.seconds)))))
    if model.count_max > 1:
        lines.append(said("model-counts", most=model.count_max))
    if model.task is Task.IMAGE:
        lines.append(said("model-edits", most=model.references_max))
    if model.task is Task.VIDEO:
        lines.append(said("model-films", most=model.references_max))
    lines += [_option(said, name, values) for name, values in model.options.items()]
    return "\n".join(lines)


def _option(said: Texts, name: str, values: tuple[str, ...] | str) -> str:
    known = ", ".join(values[:_VALUES_MAX]) if isinstance(values, tuple) else said.plain(f"kind-{values}")
    return said("model-takes", option=f"--{name}", list=known)


COMMAND = Command(
    "models",
    run,
    {"en": "models and prices", "vi": "các mô hình và giá"},
    order=30,
    also=("mohinh", "model", "gia", "price", "prices"),
)
