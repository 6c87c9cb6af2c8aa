"""A press is held to the price that its button named, however often and by whomever it is pressed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.chat import batch_presses
from bot.chat.batching import REQUESTS
from bot.chat.naming import named, read_price
from bot.chat.texts import texts
from bot.generation.request import GenerationRequest
from storage import batches, people
from storage.batches import NewBatch

SAID = texts("en")


@pytest.mark.parametrize(
    ("argument", "read"),
    [
        (named('{"prompt":"a/1"}', 1748), ('{"prompt":"a/1"}', 1748)),
        ('{"prompt":"1/2"}', ('{"prompt":"1/2"}', None)),
        ("imagen", ("imagen", None)),
        ("7", ("7", None)),
        ("", ("", None)),
    ],
)
def test_a_button_that_named_no_price_means_what_it_meant(argument, read):
    assert read_price(argument) == read


@pytest.mark.parametrize("with_price", [True, False])
async def test_a_batch_that_has_become_dearer_is_begun_by_no_tap_on_the_old_button(db, with_price):
    person = await db.write(people.meet, 5, "Ana", "en", 0)
    requests = REQUESTS.dump_json((GenerationRequest(prompt="a boat", model="imagen"),) * 3).decode()
    batch_id = await db.write(batches.add, NewBatch(person.uid, 5, None, 1, "en", requests, 300), 0)
    offered, begun, price = [], [], 200

    class Admission:
        async def admit_all(self, asks, quotes, first):
            await db.write(first)
            begun.append(sum(quotes(one.request)[0].price for one in asks))

    room = SimpleNamespace(
        db=db,
        rules=SimpleNamespace(billing="credits"),
        quoting=SimpleNamespace(quotes=lambda request: [SimpleNamespace(price=price)]),
        admission=Admission(),
        batch_cards=SimpleNamespace(show=lambda number: None),
        line=SimpleNamespace(wake_all=lambda: None),
        errands=SimpleNamespace(send=lambda name, errand: offered.append(name)),
    )
    message = SimpleNamespace(message_id=9, chat=SimpleNamespace(id=5))
    argument = named(str(batch_id), 300) if with_price else str(batch_id)
    button = SimpleNamespace(argument=argument, nonce="n")
    query = SimpleNamespace(message=message)
    press = SimpleNamespace(room=room, button=button, person=person, said=SAID, query=query)
    for _ in range(2):
        assert await batch_presses.begin(press) == SAID.plain("press-dearer", price=600)
    assert (len(offered), begun) == (2, [])
    button.argument = named(str(batch_id), 600)  # the one that took its place
    assert await batch_presses.begin(press) == "On it."
    assert begun == [600]
    assert (await db.read(batches.get, batch_id)).price == 600
