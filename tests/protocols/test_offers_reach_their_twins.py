"""Every offer of these gateways as the catalogue has it: each ratio, size, length and option is taken by the twin."""

from __future__ import annotations

import itertools

import pytest

from bot.providers.catalog import SHIPPED, load_catalog
from bot.providers.discovery import protocols
from bot.providers.wire import Accepted, Earlier, Submission, Succeeded, Task
from tests.twins import photo

MINE = {"replicate", "fal_queue", "midjourney_proxy", "ideogram"}
OFFERS = [
    offer
    for model in load_catalog(SHIPPED, protocols=protocols()).models.values()
    for offer in model.offers
    if offer.protocol in MINE and offer.task is not Task.FOLLOW
]


def submissions(offer):
    """Yield enough of them that each choice is made once."""
    words = {"text": ("blurry",), "number": ("7",), "flag": ("on",)}
    rows = [words.get(kind, kind) if isinstance(kind, str) else kind for kind in offer.options.values()]
    columns = itertools.zip_longest(offer.ratios, offer.sizes, offer.seconds, *rows)
    for ratio, size, seconds, *chosen in itertools.islice(columns, 0, None):
        yield Submission(
            offer.remote_model,
            "a kite",
            aspect_ratio=ratio or (offer.ratios or (None,))[0],
            size=size or offer.sizes[0],
            seconds=seconds or (offer.seconds or (None,))[0],
            count=offer.count_per_call,
            files=tuple(photo() for _ in range(max(offer.edit_least, offer.edit_only))),
            choices={name: one for name, one in zip(offer.options, chosen, strict=True) if one},
            earlier=Earlier("1", "1") if offer.earlier else None,
            options=offer.wire,
        )


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.name)
async def test_all_that_is_offered_is_taken(gateways, offer):
    protocol = protocols()[offer.protocol]
    gateways.work("key4u", threads=0)
    for submission in submissions(offer):
        outcome = await gateways.make("key4u", protocol, submission)
        assert isinstance(outcome, Accepted | Succeeded), (submission, outcome)
