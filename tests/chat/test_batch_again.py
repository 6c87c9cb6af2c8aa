"""What is missing in a batch is proposed once more, and not again while that stands or is made."""

from types import SimpleNamespace

import pytest
from telegram.error import NetworkError

from bot.chat.batch_presses import rest
from bot.chat.batch_proposal import REQUESTS
from bot.chat.press import Press
from bot.chat.signing import Signer
from bot.chat.taps import Taps
from bot.chat.texts import texts
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from bot.generation.rules import Rules
from storage import batches, buttons
from storage.batches import NewBatch
from tests.clock import FakeClock
from tests.storage.conftest import NOW, House


class Telegram:
    """Keeps what is sent, and stumbles first."""

    def __init__(self):
        self.stumbles, self.sent = 1, 0

    async def answer(self, _to, _text, **_):
        if self.stumbles:
            self.stumbles -= 1
            raise NetworkError("Bad Gateway")
        self.sent += 1


async def pressed(db, clock, telegram):
    """Make a batch of two that came to nothing; returns a press of what makes it again."""
    house = House(db)
    person = await house.person(money=100)
    wanted = REQUESTS.dump_json((GenerationRequest(prompt="a kite", model="x"),) * 2).decode()
    batch_id = await db.write(batches.add, NewBatch(person.uid, 1, None, 9, "en", wanted, 20), NOW)
    await db.write(batches.begin, batch_id, person.uid, "en", 7, 0)
    for _ in range(2):
        await house.void(await house.job(person))

    async def join(tx):
        await tx.execute("UPDATE job SET batch_id = :batch_id", batch_id=batch_id)

    await db.write(join)
    room = SimpleNamespace(
        db=db,
        clock=clock,
        taps=Taps(clock),
        signer=Signer(b"k" * 32),
        rules=Rules(),
        answer=telegram.answer,
        catalog=SimpleNamespace(find=lambda _: None),
        quoting=SimpleNamespace(quotes=lambda _: [SimpleNamespace(price=10)]),
    )
    nonce = await db.write(buttons.lasting, "batch_rest", 1, NOW, str(batch_id), person.uid)
    return Press(room, SimpleNamespace(message=None), await db.read(buttons.find, nonce), person, texts("en"))


async def test_the_missing_ones_are_proposed_until_somebody_takes_them(db):
    clock, telegram = FakeClock(), Telegram()
    press = await pressed(db, clock, telegram)
    with pytest.raises(NetworkError):
        await rest(press)
    assert await rest(press) == "See below ↓"  # at once: nothing came of the first
    assert await rest(press) == "See below ↓"
    assert telegram.sent == 1
    clock.move(60)
    with pytest.raises(PersonError, match="press-again-used"):
        await rest(press)

    async def newest(tx):
        return await tx.value("SELECT MAX(id) FROM batch")

    await db.write(batches.leave, await db.read(newest))
    assert await rest(press) == "See below ↓"
    await db.write(batches.begin, await db.read(newest), press.person.uid, "en", 8, 0)
    clock.move(60)
    with pytest.raises(PersonError, match="press-again-used"):
        await rest(press)
    assert telegram.sent == 2
