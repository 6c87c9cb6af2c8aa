"""Which buttons stand under a result: at most two rows, the rest behind ⋯ More, which takes their place.

Rows are values here; the storage and the prices behind them are somebody else's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.chat.naming import named, read_price, takes_half
from bot.chat.next_steps import NextSteps, Step
from bot.chat.result import Result, is_edit
from bot.chat.standing import price_of
from bot.chat.star import star
from bot.chat.texts import Texts, texts
from bot.generation.unsaid import MILDER
from bot.providers.wire import PICTURES, Task
from storage.buttons import Button
from storage.jobs import Job

_LABEL_MAX = 24
_SHORT_LABEL = 4  # characters that five in a row leave room for on a phone
_NUMBERS_PER_ROW = 5
_SHORT_PER_ROW = 4
_SHORT = re.compile(r"[^\W\d_]\d")  # U1, V4: the numbers of a grid that came as one picture

_REROLL = "🔄"  # the gateway's own word for Again


@dataclass(frozen=True, slots=True)
class Spec:
    """A button to be made. ``owned``: only who asked for the result may press it."""

    label: str
    action: str
    argument: str
    owned: bool = True


Rows = list[list[Spec]]


def place_of(button: Button) -> str:
    """Return which message of its job a button stands under, as `Result.place` says it."""
    match button.action:
        case "again":
            return read_price(button.argument)[0]
        case "follow":
            return read_price(button.argument)[0].partition(":")[2].partition(":")[2]
        case "step" | "board":
            return button.argument.partition("/")[0]
        case "edit" | "details" | "delete" | "back":
            return button.argument
        case _:
            return ""


def rows(board: str, result: Result, steps: NextSteps) -> Rows:
    """Return the buttons of a board (see `_BOARDS`); of one that there is no more, the first ones."""
    made = _Board(result, steps, texts(result.job.language))
    return [row for row in _BOARDS.get(board, _Board.main)(made) if row]


def price_below(found: Rows, job: Job) -> list[str]:
    """Return what the numbers of a gateway's own grid cost, as a fact for the caption: on them is no room for it."""
    numbers = [spec for row in found for spec in row if spec.action == "follow"]
    price = price_of(job, read_price(numbers[0].argument)[1] or 0) if numbers else 0
    if not price:
        return []
    first, last = numbers[0].label, numbers[-1].label
    return [texts(job.language).plain("caption-steps", first=first, last=last, price=price)]


@dataclass(frozen=True, slots=True)
class _Board:
    """Makes the rows of one message."""

    result: Result
    steps: NextSteps
    said: Texts

    def main(self) -> Rows:
        """Return the most loved next steps for what it is."""
        shown = self.result.shown
        if shown is None:
            return self._several()
        match shown.mime.partition("/")[0]:
            case "image":
                return self._picture()
            case "text":
                return self._words()
            case _:
                return self._recording()

    def more(self) -> Rows:
        """Return all the rest."""
        others, shape = self._offered(), self._shape()
        kinds = () if self.result.follow_ups() else ("subtle", "strong", "upscale")
        found = [self.step(step) for kind in kinds if (step := self.steps.find(self.result, kind)) is not None]
        choose = [shape] if shape is not None else []
        if self.steps.models(self.result):
            choose.append(self.swap(self.said.plain("button-models"), "models"))
        return [
            *in_rows(others),
            [self._original()] if self._short() or self._can_step_back() else [],
            *_in_pairs([*found, *choose]),
            [
                self._star(),
                Spec(self.said.plain("button-details"), "details", self.result.place),
                self.swap(self.said.plain("button-delete"), "delete"),
            ],
            [self.back("main")],
        ]

    def shapes(self) -> Rows:
        """Return the other shapes, the usual price first."""
        found = self.steps.shapes(self.result)
        usual = _usual_price(found)
        found.sort(key=lambda step: step.price != usual)
        return [*self._choices(found), [self.back("more")]]

    def voices(self) -> Rows:
        """Return other voices."""
        return [*self._choices(self.steps.voices(self.result)), [self.back("main")]]

    def models(self) -> Rows:
        """Return other models, each with its price."""
        found = []
        for step in self.steps.models(self.result):
            title, price = self.steps.title(step.what), step.told
            found.append([self._begin(step, self.said.plain("button-instead", model=title, price=price))])
        return [*found, [self.back("more")]]

    def delete(self) -> Rows:
        """Ask once more."""
        yes = Spec(self.said.plain("button-delete-yes"), "delete", self.result.place)
        return [[yes, self.swap(self.said.plain("button-delete-no"), "main")]]

    def _several(self) -> Rows:
        numbers = [Spec(str(one), "picture", str(one), owned=False) for one in range(1, len(self.result.files) + 1)]
        return [*_in_rows(numbers, _NUMBERS_PER_ROW), *_in_pairs([self._again(), self._more()])]

    def _picture(self) -> Rows:
        short = self._short()
        if short:  # a grid: there is no one picture in it to work on
            return self._grid(short)
        before = Spec(self.said.plain("button-before"), "back", self.result.place, owned=False)
        animate = self.steps.find(self.result, "animate")
        edit = [self._edit()] if self.steps.can_edit(self.result) else []
        rest = [before if self._can_step_back() else self._original(), self._more()]
        return [*_in_pairs([self._again(), *([self.step(animate)] if animate is not None else [])]), edit + rest]

    def _can_step_back(self) -> bool:
        return self.result.picture is not None and is_edit(self.result.job)

    def _grid(self, short: list[Spec]) -> Rows:
        """Return the numbers of a grid as people know them from Midjourney, in rows of four."""
        numbers = _in_rows(short, _SHORT_PER_ROW) if len(short[0].label) <= _SHORT_LABEL else _in_pairs(short)
        return [*numbers, *_in_pairs([self._again(), self._more()])]

    def _recording(self) -> Rows:
        longer, voices = self.steps.find(self.result, "extend"), self.steps.voices(self.result)
        first = [self.step(longer)] if longer is not None else []
        if voices:
            label = self.said.plain("step-voices", price=self.steps.told(_usual_price(voices)))
            first.append(self.swap(label, "voices"))
        mime = self.result.shown.mime if self.result.shown is not None else ""
        if mime == "audio/mpeg":  # it is a file as it stands there
            return [first, [self._again()], [self._more()]]
        paid = [self._again(), *first]
        alone = mime.startswith("audio/")  # a phone shows a sound narrower than a picture
        return [*([[one] for one in paid] if alone else _in_pairs(paid)), [self._original(), self._more()]]

    def _words(self) -> Rows:
        request = self.result.request
        price = self.steps.price_of_words(request.then) if self._describes() else None
        draw = []
        if price is not None:
            drawn = request.then is None or request.then.task in PICTURES
            price = self.steps.told(price)
            label = self.said.plain("step-draw" if drawn else "step-make", price=price)
            draw = [Spec(label, "draw", named("1", price), owned=False)]
            if request.lead and request.lead != MILDER:  # they may like their own words more
                label = self.said.plain("button-draw-mine", price=price)
                draw.append(Spec(label, "draw", named("mine", price), owned=False))
        return [*_in_pairs(draw), *_in_pairs([self._again(), self._more()])]

    def _describes(self) -> bool:
        """Whether the words that came say what a picture could show; an answer to a question does not."""
        request = self.result.request
        return request.task in (Task.DESCRIBE, Task.TRANSCRIBE) or bool(request.lead)

    def _short(self) -> list[Spec]:
        """Return the numbers of the gateway's own grid: eight prices find no room there, the caption names it.

        Where it was made while nobody paid the caption names none, and they do.
        """
        found = []
        for number, kept in self._follows():
            price = read_price(kept)[1] or 0
            label = number if price_of(self.result.job, price) else self._priced(number, price)
            found += [Spec(label, "follow", kept, owned=False)] if _SHORT.fullmatch(number) else []
        return found[: 2 * _SHORT_PER_ROW]

    def _priced(self, what: str, price: int) -> str:
        return self.said.plain("choice-priced", what=what, price=price)

    def _offered(self) -> list[Spec]:
        """Return what the gateway itself names beside what stands in the first row."""
        first, made = {spec.argument for spec in self._short()}, []
        for label, kept in self._follows():
            if kept not in first and label != _REROLL:
                price = read_price(kept)[1] or 0
                told = self._priced(label[:_LABEL_MAX] or "…", price)
                made.append(Spec(told, "follow", kept, owned=False))
        return made

    def _follows(self) -> list[tuple[str, str]]:
        """Return label and argument of each of the gateway's own next steps, which all have one price."""
        step = self.steps.find(self.result, "follow")
        found = self.result.follow_ups()
        return found if step is None else [(label, named(argument, step.told)) for label, argument in found]

    def _shape(self) -> Spec | None:
        found = self.steps.shapes(self.result)
        if not found:
            return None
        return self.swap(self.said.plain("step-shapes", price=self.steps.told(_usual_price(found))), "shapes")

    def step(self, step: Step) -> Spec:
        """Return the button that takes a step, with its price."""
        return self._begin(step, self.said.plain(f"step-{step.kind}", price=step.told))

    def swap(self, label: str, name: str) -> Spec:
        """Return a button that swaps the buttons."""
        return Spec(label, "board", f"{self.result.place}/{name}")

    def back(self, name: str) -> Spec:
        """Return the way back."""
        return self.swap(self.said.plain("button-back"), name)

    def _choices(self, steps: Sequence[Step]) -> Rows:
        return in_rows([self._begin(step, self._priced(step.what, step.told)) for step in steps])

    def _begin(self, step: Step, label: str) -> Spec:
        return Spec(label, "step", f"{self.result.place}/{step.argument}")

    def _again(self) -> Spec:
        """Return the button that makes the same once more; where nobody makes it just now, a press says so."""
        step, place = self.steps.find(self.result, "again"), self.result.place
        price = 0 if step is None else step.told
        argument = place if step is None else named(place, price)
        return Spec(self.said.plain("button-again", price=price), "again", argument)

    def _edit(self) -> Spec:
        return Spec(self.said.plain("button-edit"), "edit", self.result.place)

    def _original(self) -> Spec:
        return Spec(self.said.plain("button-file"), "original", str(self.result.number), owned=False)

    def _star(self) -> Spec:
        label, argument = star(kept=self.result.kept)
        return Spec(label, "favourite", argument)

    def _more(self) -> Spec:
        return self.swap(self.said.plain("button-more"), "more")


def _usual_price(steps: Sequence[Step]) -> int:
    """Return the price that most of them have."""
    return Counter(step.price for step in steps).most_common(1)[0][0] if steps else 0


def in_rows(specs: Sequence[Spec]) -> Rows:
    """Return buttons in rows, in their order: five short ones, else two where a phone would not cut the labels."""
    found: Rows = []
    for is_short, group in groupby(specs, lambda spec: len(spec.label) <= _SHORT_LABEL):
        alike = list(group)
        found += _in_rows(alike, _NUMBERS_PER_ROW) if is_short else _in_pairs(alike)
    return found


def _in_pairs(specs: Sequence[Spec]) -> Rows:
    """Return buttons two in a row where both fit."""
    found: Rows = []
    for spec in specs:
        last = found[-1] if found else []
        if len(last) == 1 and takes_half(last[0].label) and takes_half(spec.label):
            last.append(spec)
        else:
            found.append([spec])
    return found


def _in_rows(specs: Sequence[Spec], most: int) -> Rows:
    return [list(specs[at : at + most]) for at in range(0, len(specs), most)]


_BOARDS: Mapping[str, Callable[[_Board], Rows]] = {
    "main": _Board.main,
    "more": _Board.more,
    "shapes": _Board.shapes,
    "voices": _Board.voices,
    "models": _Board.models,
    "delete": _Board.delete,
}
