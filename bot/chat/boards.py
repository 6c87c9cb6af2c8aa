"""Which buttons stand under a result: at most two rows, the rest behind ⋯ More, which takes their place.

Rows are values here; the storage and the prices behind them are somebody else's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.chat.naming import named
from bot.chat.next_steps import NextSteps, Step
from bot.chat.result import Result, is_edit
from bot.chat.standing import price_of
from bot.chat.star import star
from bot.chat.texts import Texts, texts
from bot.generation.unsaid import MILDER
from bot.providers.wire import PICTURES, Task
from storage.buttons import Button

_LABEL_MAX = 24
_SHORT_LABEL = 4  # characters that five in a row leave room for on a phone
_NUMBERS_PER_ROW, _VOICES_PER_ROW = 5, 3
_SHORT_PER_ROW = 4  # beside them is room for one more
_PAIR_MAX = 18  # characters of each that leave two room beside each other on a phone
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
            return button.argument
        case "follow":
            return button.argument.partition(":")[2].partition(":")[2]
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
        """Return the other shapes; one whose price is not the usual one names it."""
        found = self.steps.shapes(self.result)
        usual = _usual_price(found)
        plain = [self._choice(step, step.what, usual) for step in found if step.price == usual]
        other = [self._choice(step, step.what, usual) for step in found if step.price != usual]
        return [*_in_rows(plain, _NUMBERS_PER_ROW), *_in_rows(other, 2), [self.back("more")]]

    def voices(self) -> Rows:
        """Return other voices."""
        found = self.steps.voices(self.result)
        usual = _usual_price(found)
        return [
            *_in_rows([self._choice(step, step.what, usual) for step in found], _VOICES_PER_ROW),
            [self.back("main")],
        ]

    def models(self) -> Rows:
        """Return other models, each with its price."""
        found = []
        for step in self.steps.models(self.result):
            title, price = self.steps.title(step.what), price_of(self.result.job, step.price)
            found.append([self._begin(step, self.said.plain("button-instead", model=title, price=price))])
        return [*found, [self.back("more")]]

    def delete(self) -> Rows:
        """Ask once more."""
        yes = Spec(self.said.plain("button-delete-yes"), "delete", self.result.place)
        return [[yes, self.swap(self.said.plain("button-delete-no"), "main")]]

    def _several(self) -> Rows:
        numbers = [Spec(str(one), "picture", str(one), owned=False) for one in range(1, len(self.result.files) + 1)]
        return [*_in_rows(numbers, _NUMBERS_PER_ROW), [self._again(), self._more()]]

    def _picture(self) -> Rows:
        short = self._short()
        if short:  # a grid: there is no one picture in it to work on
            return self._grid(short)
        before = Spec(self.said.plain("button-before"), "back", self.result.place, owned=False)
        first, second = [self._again()], [before if self._can_step_back() else self._original(), self._more()]
        animate = self.steps.find(self.result, "animate")
        edit = [self._edit()] if self.steps.can_edit(self.result) else []
        if animate is None:
            return [first + edit, second]
        return [[*first, self.step(animate)], edit + second]  # a price makes it long: two such fit beside each other

    def _can_step_back(self) -> bool:
        return self.result.picture is not None and is_edit(self.result.job)

    def _grid(self, short: list[Spec]) -> Rows:
        """Return the numbers of a grid as people know them from Midjourney: two rows of four and one."""
        if len(short) <= _SHORT_PER_ROW:
            return [short, [self._again(), self._more()]]
        again = Spec(self.said.plain("button-again-short"), "again", self.result.place)
        more = self.swap(self.said.plain("button-more-short"), "more")
        return [[*short[:_SHORT_PER_ROW], again], [*short[_SHORT_PER_ROW:], more]]

    def _recording(self) -> Rows:
        longer, voices = self.steps.find(self.result, "extend"), self.steps.voices(self.result)
        first = [self.step(longer)] if longer is not None else []
        if voices:
            label = self.said.plain("step-voices", price=self._told(_usual_price(voices)))
            first.append(self.swap(label, "voices"))
        if self.result.shown is not None and self.result.shown.mime == "audio/mpeg":  # it is a file as it stands there
            return [first, [self._again(), self._more()]]
        return [[self._again(), *first], [self._original(), self._more()]]

    def _words(self) -> Rows:
        request = self.result.request
        price = self.steps.price_of_words(request.then) if self._describes() else None
        draw = []
        if price is not None:
            drawn = request.then is None or request.then.task in PICTURES
            price = self._told(price)
            label = self.said.plain("step-draw" if drawn else "step-make", price=price)
            draw = [Spec(label, "draw", named("1", price), owned=False)]
            if request.lead and request.lead != MILDER:  # they may like their own words more
                draw.append(Spec(self.said.plain("button-draw-mine"), "draw", "mine", owned=False))
        return [*_in_pairs(draw), [self._again(), self._more()]]

    def _describes(self) -> bool:
        """Whether the words that came say what a picture could show; an answer to a question does not."""
        request = self.result.request
        return request.task in (Task.DESCRIBE, Task.TRANSCRIBE) or bool(request.lead)

    def _short(self) -> list[Spec]:
        found = [(label, argument) for label, argument in self.result.follow_ups() if _SHORT.fullmatch(label)]
        return [Spec(label, "follow", argument, owned=False) for label, argument in found][: 2 * _SHORT_PER_ROW]

    def _offered(self) -> list[Spec]:
        """Return what the gateway itself names beside what stands in the first row."""
        first = {spec.argument for spec in self._short()}
        return [
            Spec(label[:_LABEL_MAX] or "…", "follow", argument, owned=False)
            for label, argument in self.result.follow_ups()
            if argument not in first and label != _REROLL
        ]

    def _shape(self) -> Spec | None:
        found = self.steps.shapes(self.result)
        if not found:
            return None
        return self.swap(self.said.plain("step-shapes", price=self._told(_usual_price(found))), "shapes")

    def step(self, step: Step) -> Spec:
        """Return the button that takes a step, with its price."""
        return self._begin(step, self.said.plain(f"step-{step.kind}", price=self._told(step.price)))

    def swap(self, label: str, name: str) -> Spec:
        """Return a button that swaps the buttons."""
        return Spec(label, "board", f"{self.result.place}/{name}")

    def back(self, name: str) -> Spec:
        """Return the way back."""
        return self.swap(self.said.plain("button-back"), name)

    def _choice(self, step: Step, label: str, usual: int) -> Spec:
        other = self._told(step.price) if step.price != usual else 0
        return self._begin(step, self.said.plain("choice-priced", what=label, price=other))

    def _begin(self, step: Step, label: str) -> Spec:
        return Spec(label, "step", f"{self.result.place}/{step.argument}")

    def _told(self, price: int) -> int:
        return price_of(self.result.job, price)

    def _again(self) -> Spec:
        return Spec(self.said.plain("button-again"), "again", self.result.place)

    def _edit(self) -> Spec:
        return Spec(self.said.plain("button-edit"), "edit", self.result.place)

    def _original(self) -> Spec:
        is_picture = self.result.picture is not None
        label = self.said.plain("button-original" if is_picture else "button-file")
        return Spec(label, "original", str(self.result.number), owned=False)

    def _star(self) -> Spec:
        label, argument = star(kept=self.result.kept)
        return Spec(label, "favourite", argument)

    def _more(self) -> Spec:
        return self.swap(self.said.plain("button-more"), "more")


def _usual_price(steps: Sequence[Step]) -> int:
    """Return the price that most of them have."""
    return Counter(step.price for step in steps).most_common(1)[0][0] if steps else 0


def in_rows(specs: Sequence[Spec]) -> Rows:
    """Return buttons in rows, in their order: five short ones, or two where a phone would cut the labels."""
    found: Rows = []
    for is_short, alike in groupby(specs, lambda spec: len(spec.label) <= _SHORT_LABEL):
        found += _in_rows(list(alike), _NUMBERS_PER_ROW if is_short else 2)
    return found


def _in_pairs(specs: Sequence[Spec]) -> Rows:
    """Return buttons two in a row where both fit."""
    found: Rows = []
    for spec in specs:
        last = found[-1] if found else []
        if len(last) == 1 and max(len(last[0].label), len(spec.label)) <= _PAIR_MAX:
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
