"""A person's very first picture comes with a little party: one, however many are made at once."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from telegram.error import TimedOut

from bot.chat.delivery import Delivery
from bot.generation.rules import Rules
from storage import jobs
from tests.clock import FakeClock
from tests.storage.conftest import House


class Telegram:
    """Keeps the effects that messages came with, and what they said; may lose the answer."""

    def __init__(self):
        self.effects, self.said, self.loses = [], [], False

    async def send(self, _to, call):
        return await call(SimpleNamespace(names={}))

    async def send_message(self, text, message_effect_id, **_):
        self.effects.append(message_effect_id)
        self.said.append(text)
        if self.loses:
            raise TimedOut
        return SimpleNamespace(message_id=70 + len(self.effects), chat=SimpleNamespace(id=1))


async def test_of_several_that_are_ready_at_once_only_one_is_celebrated(db):
    house, telegram = House(db), Telegram()
    person, other = await house.person(money=100), await house.person(money=100)
    where = {"signer": None, "catalog": None, "rules": Rules(), "clock": FakeClock(), "data_dir": Path(), "steps": None}
    delivery = Delivery(telegram, db, telegram, **where)
    first, second = await house.job(person), await house.job(person)
    assert (await delivery._celebrate(first, silent=False)).card_id == 71
    assert await delivery._celebrate(second, silent=False) == second
    assert await delivery._celebrate(await db.read(jobs.get, first.id), silent=False) == replace(first, card_id=71)
    await delivery._celebrate(await house.job(other), silent=False)
    assert len(telegram.effects) == 2


async def test_a_line_whose_answer_was_lost_is_true_where_it_stands(db):
    """The picture takes the place of the card above it then, so that nothing comes below the line any more."""
    house, telegram = House(db), Telegram()
    person = await house.person(money=100)
    where = {"signer": None, "catalog": None, "rules": Rules(), "clock": FakeClock(), "data_dir": Path(), "steps": None}
    delivery, job = Delivery(telegram, db, telegram, **where), await house.job(person)
    telegram.loses = True
    with pytest.raises(TimedOut):
        await delivery._celebrate(job, silent=False)
    telegram.loses = False
    assert await delivery._celebrate(job, silent=False) == job
    assert telegram.said == ["🎉 Bức đầu tiên của bạn!"]
