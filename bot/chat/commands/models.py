"""``/models``: the menu with prices, by what it makes; ``/models <command>`` and ``/models <name>`` tell more."""

from __future__ import annotations

from collections.abc import Container

from bot.chat.command import Command, find_commands
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.quote import Quoting
from bot.generation.unsaid import INSTEAD
from bot.providers.offers import Model
from bot.providers.wire import Task
from storage.people import Person

_SHORT = 12  # so many lines are read at a glance
_TAPPED_MAX = 65  # with the lines within the hundred entities that Telegram shows of a message
_VALUES_MAX = 40


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the menu, with one kind of work, or with one model's page."""
    said = texts(person.language)
    word = incoming.words.removeprefix("/").casefold()
    tasks = {command.name: command.task for command in reversed([*find_commands().values()]) if command.task}
    sold = [model for model in room.quoting.menu() if model.task is not Task.FOLLOW]  # whose buttons choose it
    menu = sorted(sold, key=room.quoting.price_from)
    if word in tasks:
        await room.answer(incoming, menu_list(room.quoting, said, able_to(menu, tasks[word])))
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
    """Return a line for each model of a menu, cheapest first; of a long one for a few, and the rest by name."""
    if not menu:
        return said("models", count=0)
    special = tuple(model.alias for model in menu if model.by_name)
    usual = {quoting.usual(task) for task in {model.task for model in menu}}
    shown = _shown_first([model for model in menu if not model.by_name], usual)
    also = tuple(model.alias for model in menu if model not in shown and not model.by_name)
    lines = [
        said(
            "models-line",
            alias=model.alias,
            title=model.title,
            price=quoting.price_from(model),
            usual="yes" if model.alias in usual else "no",
        )
        for model in shown
    ]
    if also:
        lines.append(said("models-also", list=also if len(also) <= _TAPPED_MAX else ", ".join(also)))
    if special:
        lines.append(said("models-special", list=special))
    return said("models", count=len(lines)) + "\n" + "\n".join(lines) + "\n\n" + said("models-more")


def _shown_first(menu: list[Model], usual: Container[str | None]) -> list[Model]:
    """Return the models to show with their prices: of a long menu the usual and the cheapest of each family."""
    if len(menu) <= _SHORT:
        return menu
    ordered = sorted(menu, key=lambda model: model.alias not in usual)
    families = {model.title.split()[0].strip(","): model for model in reversed(ordered)}
    ordered.sort(key=lambda model: model not in families.values())
    return ordered[:_SHORT]


def able_to(menu: list[Model], task: Task) -> list[Model]:
    """Return the models for a kind of work: where there is none, those that do it in their place."""
    own = [model for model in menu if model.task is task]
    return own or [model for model in menu if model.task is INSTEAD.get(task) and model.references_max]


def _overview(room: Room, said: Texts, menu: list[Model], names: dict[Task, str]) -> str:
    """One line for each kind of work: how many models, from which price, and where to read on."""
    lines = []
    for task, name in sorted(names.items(), key=lambda pair: list(Task).index(pair[0])):
        found = [model for model in menu if model.task is task]
        if found:
            price = room.quoting.price_from(next((one for one in found if not one.by_name), found[0]))
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
