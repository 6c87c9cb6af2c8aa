"""Every shape, size and option that our catalogue offers over openai_images is one that the gateway's twin takes."""

from __future__ import annotations

import pytest

from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.protocols.openai_images import PROTOCOL
from bot.providers.wire import Submission, Succeeded
from tests.twins import photo

SAMPLES = {"text": "rain", "number": "7", "flag": "on"}
OFFERS = [
    offer
    for model in load_catalog(SHIPPED, protocols=protocols()).models.values()
    for offer in model.offers
    if offer.protocol == PROTOCOL.name
]


def looks(offer):
    """Every ratio, size and value, each once: the usual request with one thing changed."""
    yield {}
    yield from ({"size": size, "aspect_ratio": ratio} for size in offer.sizes for ratio in (None, *offer.ratios))
    for name, kind in offer.options.items():
        for value in (SAMPLES[kind],) if isinstance(kind, str) else kind:
            yield {"choices": {name: value}}


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.gateway}-{offer.name}")
async def test_every_shape_size_and_option_is_taken_by_the_twin(gateways, offer):
    gateways.work(offer.gateway, latency_s=0, credits=10_000)
    files = (photo(),) * (offer.edit if offer.edit_only else 0)
    for look in looks(offer):
        count = offer.count_per_call
        asked = Submission(offer.remote_model, "a red kite", count, files=files, options=offer.wire, **look)
        done = await gateways.make(offer.gateway, PROTOCOL, asked)
        assert isinstance(done, Succeeded), (look, done)
        assert len(done.outputs) == count
