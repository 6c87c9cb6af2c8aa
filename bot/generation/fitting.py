"""Whether a model can do what is asked of it, and else the sentence that says why not."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import PersonError
from bot.generation.few import few
from bot.generation.request import GenerationRequest
from bot.generation.styles import words_of
from bot.providers.offers import Model, Need
from bot.providers.wire import PICTURES


def check(model: Model, request: GenerationRequest, menu: Sequence[Model]) -> None:
    """Raise PersonError where the model cannot do it; of the ``menu`` the sentence names one that can."""
    need = request.need()
    sent = need.pictures
    if not sent and not model.words:
        raise PersonError("model-edit-only", model=model.title)
    if sent > model.references_max:
        if model.references_max == 0:
            other = next((one.alias for one in menu if one.references_max >= sent), "none")
            raise PersonError("model-no-edit", model=model.title, other=other)
        raise PersonError("model-references", model=model.title, most=model.references_max, sent=sent)
    if not any(offer.takes_sources(need) for offer in model.offers):
        raise PersonError("model-sources", model=model.title, needs=_needs(model))
    most = max(offer.words_max for offer in model.offers)
    if len(request.prompt) + len(words_of(request.style)) > most:
        raise PersonError("prompt-too-long", most=most)
    _check_options(model, request, need)


def _check_options(model: Model, request: GenerationRequest, need: Need) -> None:
    ratios = model.ratios_for(need.pictures)
    if request.aspect_ratio and request.aspect_ratio not in ratios:
        listed = few(ratios, request.aspect_ratio)
        raise PersonError("model-ratio", model=model.title, ratio=request.aspect_ratio, list=listed)
    if request.size and request.size not in model.sizes:
        listed = few(model.sizes, request.size)
        raise PersonError("model-size", model=model.title, size=request.size, list=listed)
    if request.seconds and model.task in PICTURES:
        raise PersonError("picture-seconds")
    if request.seconds and request.seconds not in model.seconds:
        listed = few([str(one) for one in sorted(model.seconds)], str(request.seconds))
        raise PersonError("model-seconds", model=model.title, seconds=request.seconds, list=listed)
    if request.count > model.count_max:
        raise PersonError("model-count", model=model.title, most=model.count_max)
    if not any(offer.takes(need) for offer in model.offers):
        raise PersonError("model-together", model=model.title)


def spelled(model: Model, name: str, value: str) -> str:
    """Return a choice as the catalogue spells it; raises PersonError."""
    values = model.options.get(name)
    if values is None:
        listed = few([f"--{one}" for one in model.options], f"--{name}")
        raise PersonError("model-option", model=model.title, option=f"--{name}", list=listed)
    if isinstance(values, str):
        return value
    for one in values:
        if one.casefold() == value.casefold():
            return one
    raise PersonError("model-choice", model=model.title, option=f"--{name}", value=value, list=few(values, value))


def _needs(model: Model) -> str:
    """Name what a model works from, as the text ``model-sources`` knows it."""
    offer = model.offers[0]
    if offer.earlier:
        return "earlier"
    if offer.videos:
        return "video-sound" if offer.sounds else "video"
    if offer.sounds:
        return "picture-sound" if offer.pictures_least else "sound"
    return f"pictures-{offer.pictures_least}" if offer.pictures_least > 1 else "pictures"
