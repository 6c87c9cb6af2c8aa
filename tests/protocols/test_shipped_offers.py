"""Whatever our catalogue offers (every ratio, size, length and option) is something that the gateway's twin takes."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.money import SCALES
from bot.providers.offers import Need
from bot.providers.play_prices import play_prices
from bot.providers.pricing import cost_of
from bot.providers.wire import Accepted, SourceFile, Submission, Succeeded
from sandbox.providers import filming, sounding
from tests import catalogue
from tests.twins import photo

PROTOCOLS = protocols()
SAMPLES = {"text": "rain", "number": "1", "flag": "on"}
ALL = [
    offer
    for offer in catalogue.OFFERS
    if not offer.earlier  # needs a finished job of its own: each protocol's own tests go on from one
]


def kind_of(offer):
    """What an offer is asked for by: those of one kind are asked for alike."""
    wire = offer.wire.model_dump(exclude_defaults=True) if offer.wire is not None else {}
    sources = (offer.pictures_least, offer.frames, offer.videos, offer.sounds)
    told = (offer.ratios, offer.sizes, offer.seconds, dict(offer.options))
    return str((offer.gateway, offer.protocol, offer.task, wire, sources, told))


# Of offers that are asked for alike one; all of them by `make offers`.
OFFERS = ALL if os.environ.get("EVERY_OFFER") else list({kind_of(offer): offer for offer in reversed(ALL)}.values())


def looks(offer):
    """The usual request with one thing changed: every shape at every size, every length, every value of an option.

    Where nothing was chosen, the first length and the first voice are the usual ones.
    """
    usual = {"seconds": next(iter(offer.seconds), None)}
    voices = offer.options.get("voice", ())
    voice = {"voice": voices[0]} if voices and not isinstance(voices, str) else {}
    yield usual | {"choices": voice}
    for size in offer.sizes:
        for ratio in (None, *offer.ratios):
            yield usual | {"choices": voice, "size": size, "aspect_ratio": ratio}
    for seconds in offer.seconds:
        yield {"choices": voice, "seconds": seconds}
    for name, kind in offer.options.items():
        for value in (SAMPLES[kind],) if isinstance(kind, str) else kind:
            yield usual | {"choices": voice | {name: value}}


async def sources(gateways, offer):
    pictures = [photo() for _ in range(offer.pictures if offer.pictures_least else 0)]
    if offer.frames and pictures:
        pictures = [replace(one, role=role) for one, role in zip(pictures, ("first", "last"), strict=False)]
    found = pictures
    if offer.sounds:
        found.append(SourceFile("audio/mpeg", sounding.encoded(sounding.melody("x", 2), "mp3"), role="sound"))
    if offer.videos:
        found.append(SourceFile("video/mp4", filming.fixed_film(), role="video"))
    protocol = PROTOCOLS[offer.protocol]
    if protocol.upload is None:
        return tuple(found)
    uploaded = []
    for one in found:
        path = protocol.read_upload(await gateways.send(offer.gateway, protocol.upload(one)))
        assert isinstance(path, str), path
        uploaded.append(replace(one, remote_path=path))
    return tuple(uploaded)


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.gateway}-{offer.name}")
async def test_every_shape_size_length_and_option_is_taken_by_the_twin(gateways, offer):
    gateways.work(offer.gateway, latency_s=0, credits=100_000, threads=0, fixed_picture=True)
    files = await sources(gateways, offer)
    for look in looks(offer):
        asked = Submission(
            offer.remote_model, "a red kite", offer.count_per_call, files=files, options=offer.wire, **look
        )
        outcome = await gateways.make(offer.gateway, PROTOCOLS[offer.protocol], asked)
        assert isinstance(outcome, Accepted | Succeeded), (look, outcome)


BILLED_AS_BOOKED = [
    offer
    for offer in OFFERS
    if offer.gateway == "thucchien" or (offer.gateway == "key4u" and offer.prices and offer.per in ("output", "call"))
]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The offers as they are in play, by gateway and name: one without a price has a made-up one."""
    folder = tmp_path_factory.mktemp("catalog")
    for name, text in play_prices(catalogue.CATALOG).items():
        (folder / name).write_text(text)
    models = load_catalog(SHIPPED, folder, protocols=PROTOCOLS).models.values()
    return {(offer.gateway, offer.name): offer for model in models for offer in model.offers}


@pytest.mark.parametrize("offer", BILLED_AS_BOOKED, ids=lambda offer: f"{offer.gateway}-{offer.name}")
async def test_the_twin_bills_what_the_bot_books(gateways, played, offer):
    gateways.work(offer.gateway, credits=100_000, threads=0, fixed_picture=True)
    files, words = await sources(gateways, offer), "a red kite over the sea " * 5
    usual = {"seconds": next(iter(offer.seconds), None), "choices": next(looks(offer))["choices"]}
    for size in offer.sizes:
        asked = Submission(
            offer.remote_model, words.strip(), offer.count_per_call, files=files, options=offer.wire, size=size, **usual
        )
        outcome = await gateways.finish(offer.gateway, PROTOCOLS[offer.protocol], asked)
        assert isinstance(outcome, Succeeded), outcome
        billed = Decimal(gateways.world.tasks[-1].billed)
        need = Need(offer.task, size, count=asked.count, seconds=asked.seconds, characters=len(asked.prompt))
        booked = Decimal(cost_of(played[offer.gateway, offer.name], need).amount).scaleb(-SCALES[offer.unit])
        if offer.prices:
            assert abs(billed - booked) <= booked / 100, (size, billed, booked)
            assert outcome.cost is None or abs(Decimal(outcome.cost) - billed) <= booked / 100
        assert billed <= booked * Decimal("1.01"), (size, billed, booked)
