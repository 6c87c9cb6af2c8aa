"""The menu of models as pages of one message: kinds of work, the models of a kind, one model; and the same as words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import partial

from telegram import CallbackQuery

from bot.chat import pages
from bot.chat.command import names_of_kinds
from bot.chat.pages import Key, Page
from bot.chat.preferences import chosen_by
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.errors import PersonError
from bot.generation.quote import Quoting, model_off
from bot.generation.unsaid import INSTEAD
from bot.providers.offers import Model
from bot.providers.wire import Task
from storage import attempts, choices
from storage.buttons import Button
from storage.database import Tx
from storage.people import Person

ACTION = "models"
USUAL_NAMES: Mapping[Task, str] = {Task.IMAGE: "picture_model", Task.VIDEO: "video_model"}
_SHORT = 12  # so many lines are read at a glance
_VALUES_MAX = 40
_MINUTES_FROM_S = 100


def on_the_menu(quoting: Quoting) -> list[Model]:
    """Return what people may choose, cheapest first."""
    sold = [model for model in quoting.menu() if model.task is not Task.FOLLOW]  # whose buttons choose it
    return sorted(sold, key=quoting.price_from)


async def pressed(room: Room, query: CallbackQuery, button: Button, person: Person) -> str:
    """Turn the page that a press asks for; returns what answers the press."""
    if button.person_uid != person.uid:
        raise PersonError("press-not-yours")
    said = texts(person.language)
    what, _, rest = button.argument.partition(":")
    number, _, name = rest.partition(":")
    told = ""
    if what == "kind":
        turn = partial(kind_page, room, said, person, Task(name), int(number))
    elif what in ("model", "usual", "unusual"):
        model = room.catalog.find(name)
        if model is None or model not in room.quoting.menu():
            raise model_off(name)
        if what != "model":
            told = await _make_usual(room, said, person, model, usual=what == "usual")
        turn = partial(model_page, room, said, person, model, int(number))
    else:
        turn = partial(first_page, room, said)
    pages.turn_to(room, query, person, turn)
    return told


async def _make_usual(room: Room, said: Texts, person: Person, model: Model, *, usual: bool) -> str:
    value = model.alias if usual else ""
    await room.db.write(choices.choose, choices.of_person(person.uid), USUAL_NAMES[model.task], value)
    return said.plain("models-made-usual" if usual else "models-made-unusual", title=model.title)


async def first_page(room: Room, said: Texts) -> Page:
    """Return the kinds of work, each with a button."""
    menu = on_the_menu(room.quoting)
    names = names_of_kinds()
    kinds = [task for task in Task if task in names and any(model.task is task for model in menu)]
    keys = [Key(said.plain("models-kind-name", work=str(task)), ACTION, f"kind:1:{task}") for task in kinds]
    if len(menu) <= _SHORT:
        return Page(menu_list(room.quoting, said, menu), pages.in_pairs(keys))
    return Page(_overview(room.quoting, said, menu, kinds), pages.in_pairs(keys))


async def kind_page(room: Room, said: Texts, person: Person, task: Task, number: int) -> Page:
    """Return some of the models for a kind of work as buttons; raises PersonError where there is none."""
    menu = _in_order(room.quoting, able_to(on_the_menu(room.quoting), task))
    if not menu:
        raise PersonError("task-none")
    shown, number, count = pages.cut(menu, number)
    own = (await room.db.read(chosen_by, person.uid, 0)).usual.models.get(task)
    usual = own or room.quoting.usual(task)

    def key(model: Model) -> Key:
        label = label_of(room.quoting, said, model, usual=model.alias == usual)
        return Key(label, ACTION, f"model:{number}:{model.alias}")

    rows = [[key(model)] for model in shown]
    leaves = pages.leafing(ACTION, "kind:", number, count)
    leaves = [[Key(key.label, key.action, f"{key.argument}:{task}") for key in row] for row in leaves]
    back = Key(said.plain("button-back"), ACTION, "")
    text = said("models-of-kind", kind=said.plain("models-kind-name", work=str(task)), page=number, pages=count)
    return Page(text, [*rows, *leaves, [back]])


async def model_page(room: Room, said: Texts, person: Person, model: Model, number: int) -> Page:
    """Return everything about one model, with the way back to the page of its kind that it stood on."""
    rows = []
    if model.task in USUAL_NAMES and not model.by_name and model.words:
        chosen = await room.db.read(chosen_by, person.uid, 0)
        is_usual = model.alias in (chosen.own.picture_model, chosen.own.video_model)
        label = said.plain("button-unusual" if is_usual else "button-usual")
        rows.append([Key(label, ACTION, f"{'unusual' if is_usual else 'usual'}:{number}:{model.alias}")])
    rows.append([Key(said.plain("button-back"), ACTION, f"kind:{number}:{model.task}")])
    return Page(await model_text(room, said, model), rows)


def label_of(quoting: Quoting, said: Texts, model: Model, *, usual: bool = False) -> str:
    """Return a model as a button: name and lowest price, with a star where it is the usual one."""
    price = quoting.price_from(model)
    return said.plain("models-button", title=model.title, price=price, usual="yes" if usual else "no")


def choosable(quoting: Quoting, task: Task) -> list[Model]:
    """Return the models that may become somebody's usual one, the most likely first."""
    menu = [model for model in on_the_menu(quoting) if model.task is task and model.words and not model.by_name]
    return _in_order(quoting, menu)


def _in_order(quoting: Quoting, menu: list[Model]) -> list[Model]:
    """Return a long menu with the usual and the cheapest of each family first, special work last."""
    usual = {quoting.usual(task) for task in {model.task for model in menu}}
    plain = [model for model in menu if not model.by_name]
    return [*_families_first(plain, usual), *(model for model in menu if model.by_name)]


def menu_list(quoting: Quoting, said: Texts, menu: list[Model]) -> str:
    """Return a line for each model of a short menu, cheapest first; those for special work by name."""
    if not menu:
        return said("models", count=0)
    special = tuple(model.alias for model in menu if model.by_name)
    usual = {quoting.usual(task) for task in {model.task for model in menu}}
    lines = [
        said(
            "models-line",
            alias=model.alias,
            title=model.title,
            price=quoting.price_from(model),
            usual="yes" if model.alias in usual else "no",
        )
        for model in menu
        if not model.by_name
    ]
    if special:
        lines.append(said("models-special", list=special))
    return said("models", count=len(lines)) + "\n" + "\n".join(lines) + "\n\n" + said("models-more")


def _families_first(menu: list[Model], usual: Container[str | None]) -> list[Model]:
    """Return a menu with the usual model and the cheapest of each family before the others."""
    ordered = sorted(menu, key=lambda model: model.alias not in usual)
    families = {model.title.split()[0].strip(","): model for model in reversed(ordered)}
    return sorted(ordered, key=lambda model: model not in families.values())


def able_to(menu: list[Model], task: Task) -> list[Model]:
    """Return the models for a kind of work: where there is none, those that do it in their place."""
    own = [model for model in menu if model.task is task]
    return own or [model for model in menu if model.task is INSTEAD.get(task) and model.references_max]


def _overview(quoting: Quoting, said: Texts, menu: list[Model], kinds: Iterable[Task]) -> str:
    """One line for each kind of work: how many models, and from which price."""
    lines = []
    for task in kinds:
        found = [model for model in menu if model.task is task]
        price = quoting.price_from(next((one for one in found if not one.by_name), found[0]))
        kind = said.plain("models-kind-name", work=str(task))
        lines.append(said("models-kind", kind=kind, count=len(found), price=price))
    return said("models-kinds") + "\n" + "\n".join(lines) + "\n\n" + said("models-more")


async def model_text(room: Room, said: Texts, model: Model) -> str:
    """Return what one model can do, costs and takes, and how it is asked."""
    lines = [
        said("model-title", title=model.title, alias=model.alias),
        said("model-about", about=model.description(said.language)),
    ]
    sold = room.quoting.sold(model)
    if sold:
        lines.append(said("model-price", price=room.quoting.price_from(model)))

    async def learnt(tx: Tx) -> list[int | None]:
        return [await attempts.typical_s(tx, offer.gateway, offer.name) for offer in sold]

    known = [seconds for seconds in await room.db.read(learnt) if seconds is not None]
    if known:
        seconds = max(min(known), 1)
        wait, unit = (seconds, "seconds") if seconds < _MINUTES_FROM_S else (round(seconds / 60), "minutes")
        lines.append(said("model-time", wait=wait, unit=unit))
    return "\n".join([*lines, *_abilities(said, model), *_example(said, model)])


def _abilities(said: Texts, model: Model) -> list[str]:
    lines = []
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
    return lines + [_option(said, name, values) for name, values in model.options.items()]


def _example(said: Texts, model: Model) -> list[str]:
    """Return how the model is asked, in a line that a tap copies; nothing where no command asks for its kind."""
    name = names_of_kinds().get(model.task)
    if name is None:
        return []
    words = said.plain("model-example-words", work=str(model.task))
    command = " ".join(part for part in (f"/{name}", words, "--model", model.alias) if part)
    return ["", said("model-example", command=command, files="no" if model.words else "yes")]


def _option(said: Texts, name: str, values: tuple[str, ...] | str) -> str:
    known = ", ".join(values[:_VALUES_MAX]) if isinstance(values, tuple) else said.plain(f"kind-{values}")
    return said("model-takes", option=f"--{name}", list=known)
