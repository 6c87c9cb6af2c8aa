"""A batch whose group moves while it runs has a card there too: with Stop, as quiet as the first, and one."""

import pytest
from telegram.error import TimedOut

from bot.chat.batch_card import BatchCards
from bot.chat.errands import Errands
from bot.chat.pacing import Pacer
from bot.chat.replying import Replying
from bot.chat.signing import Signer
from bot.generation.rules import Rules
from storage import batches, buttons, people
from storage.batches import NewBatch
from tests.clock import FakeClock
from tests.storage.conftest import NOW, House

OLD, NEW = -17, -10017


class Telegram:
    """Keeps what was sent and edited; may lose the answer to what it was sent."""

    def __init__(self):
        self.sent, self.edited, self.loses = [], [], False

    async def send_message(self, chat_id, text, reply_markup, disable_notification, **_):
        self.sent.append((chat_id, text, reply_markup.inline_keyboard[0][0], disable_notification))
        if self.loses:
            raise TimedOut
        return type("Sent", (), {"message_id": 70 + len(self.sent)})

    async def edit_message_text(self, text, chat_id, message_id, **_):
        self.edited.append((chat_id, message_id, text))


@pytest.fixture
async def there(db):
    """Return the number of a batch that began in a group, its cards, Telegram and the clock; the group has moved."""
    house, clock, telegram = House(db), FakeClock(), Telegram()
    person = await house.person(money=100)
    batch_id = await db.write(batches.add, NewBatch(person.uid, OLD, None, 9, "en", "[]", 20), NOW)
    await db.write(batches.begin, batch_id, person.uid, "en", 8, 20)
    for _ in range(2):
        await house.in_line(await house.job(person))

    async def join(tx):
        await tx.execute("UPDATE job SET batch_id = :batch_id, chat_id = :chat", batch_id=batch_id, chat=OLD)

    await db.write(join)
    await db.write(people.migrate_chat, OLD, NEW)
    pacer = Pacer(clock)
    where = {"errands": Errands(), "signer": Signer(b"k" * 32), "rules": Rules(billing="credits"), "clock": clock}
    cards = BatchCards(telegram, db, pacer, Replying(telegram, db, pacer, clock), **where)
    return batch_id, cards, telegram, clock


async def test_it_gets_one_with_stop_where_the_group_is_now(db, there):
    batch_id, cards, telegram, clock = there
    await cards._show(batch_id)
    [(chat, text, button, silent)] = telegram.sent
    assert (chat, text, button.text, silent) == (NEW, "📦 0 of 2 · 2 in line · 20\xa0₫", "Stop the rest", True)
    found = await db.read(buttons.find, Signer(b"k" * 32).nonce(button.callback_data))
    assert (found.action, found.chat_id) == ("batch_stop", NEW)
    assert (await db.read(batches.get, batch_id)).card_id == 71
    clock.move(60)
    await cards._show(batch_id)
    clock.move(60)

    async def one_is_made(tx):
        await tx.execute("UPDATE job SET state = 'captured' WHERE id = (SELECT MIN(id) FROM job)")

    await db.write(one_is_made)
    await cards._show(batch_id)
    assert telegram.edited[-1] == (NEW, 71, "📦 1 of 2 · 1 in line · 20\xa0₫")
    assert len(telegram.sent) == 1


async def test_a_lost_answer_does_not_fill_the_chat_with_cards(there):
    batch_id, cards, telegram, clock = there
    telegram.loses = True
    for _ in range(30):
        await cards._show(batch_id)
        clock.move(1)
    assert len(telegram.sent) == 1
