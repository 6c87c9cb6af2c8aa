"""What becomes of the rest of a batch where one of its results could not be shown."""

from pathlib import Path

import pytest
from telegram.error import BadRequest, Forbidden

from bot.chat.card import Cards
from bot.chat.delivery import Delivery
from bot.generation.rules import Rules
from storage import batches, jobs
from storage.batches import NewBatch
from tests.clock import FakeClock
from tests.storage.conftest import NOW, House


class Telegram:
    """A way to Telegram that always ends the same: in three lost answers, or in an error."""

    def __init__(self, error):
        self.error = error

    async def insist(self, _job_id, _show):
        if self.error is not None:
            raise self.error
        return False

    async def edit(self, *_):
        return False


async def begun(house):
    """Begin two jobs of a batch that no gateway has yet; returns their ids."""
    person = await house.person(money=100)
    batch_id = await house.db.write(batches.add, NewBatch(person.uid, 1, None, 1, "en", "[]", 20), NOW)
    ids = []
    for _ in range(2):
        job = await house.job(person)
        await house.in_line(job)
        ids.append(job.id)

    async def join(tx):
        await tx.execute("UPDATE job SET batch_id = :batch_id", batch_id=batch_id)

    await house.db.write(join)
    return ids


@pytest.mark.parametrize(
    ("error", "left"),
    [
        (None, "working"),
        (BadRequest("Topic_closed"), "working"),
        (BadRequest("not enough rights to send photos to the chat"), "working"),
        (Forbidden("bot was blocked by the user"), "voided"),
        (BadRequest("Chat not found"), "voided"),
    ],
)
async def test_it_is_given_up_only_where_the_chat_is_closed(db, error, left):
    ids, clock, replying = await begun(House(db)), FakeClock(), Telegram(error)
    where = {"signer": None, "catalog": None, "rules": Rules(), "clock": clock, "data_dir": Path(), "steps": None}
    delivery = Delivery(None, db, replying, **where)
    cards = Cards(None, db, None, replying, delivery=delivery, signer=None, clock=clock)
    await cards.show_result(await db.read(jobs.get, ids[0]), [])
    assert (await db.read(jobs.get, ids[1])).state == left
