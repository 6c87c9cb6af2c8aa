"""Aggregators: one dialect, but every model has its own input names; the offer's ``wire`` table says where words go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from bot.providers.bodies import WORDS, Body
from bot.providers.job_api import JobOptions
from bot.providers.wire import Submission

CHOICES = frozenset(
    {"seed", "no", "style", "quality", "speed", "strength", "raw", "magic", "enhance", "sound", "safety", "steps"}
)
_NUMBERS = frozenset({"strength"})


def _known(word: str) -> str:
    if word not in WORDS | CHOICES:
        raise ValueError(f"{word!r} is none of our words: {', '.join(sorted(WORDS | CHOICES))}")
    return word


Ours = Annotated[str, AfterValidator(_known)]
Place = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]\w*(\.[A-Za-z]\w*)*(\[\](\.[A-Za-z]\w*)?)?$")]
Scalar = bool | int | float | str


class MappedOptions(JobOptions):
    """Where a model's inputs are, beside its ``action``.

    ``put``: our word -> its input, as in `Body`. ``values``: our word -> our spelling -> its value
    (an object for sizes in pixels). ``fixed``: inputs
    that are always sent. ``texts``: whole numbers that it wants as text.
    """

    put: Mapping[Ours, Place] = Field(default_factory=lambda: {"prompt": "prompt"})
    values: Mapping[Ours, Mapping[str, Scalar | Mapping[str, int]]] = Field(default_factory=dict)
    fixed: Mapping[Place, Scalar] = Field(default_factory=dict)
    texts: frozenset[Ours] = frozenset()


def inputs(submission: Submission) -> dict[str, Any]:
    """Return a model's inputs; ``on`` and ``off`` are true and false where ``values`` does not say otherwise."""
    options = submission.options if isinstance(submission.options, MappedOptions) else MappedOptions()
    switch = {word: {"on": True, "off": False} for word in options.put if word in CHOICES}
    values = {**{word: known for word, known in switch.items() if _switched(word, submission)}, **options.values}
    body = Body("", options.put, fixed=options.fixed, values=values, texts=options.texts, numbers=_NUMBERS)
    return body.json(submission)


def _switched(word: str, submission: Submission) -> bool:
    return submission.choices.get(word) in {"on", "off"}
