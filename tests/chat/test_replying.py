"""One way to send where a job lives: its topic, as a reply; else the chat alone; and where its group has moved to."""

from types import SimpleNamespace

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TimedOut

from bot.chat.pacing import Pacer
from bot.chat.replying import Replying, Spot
from storage import people
from storage.database import Database
from storage.migrate import migrate
from tests.clock import FakeClock

GROUP, MOVED, FURTHER = -5, -1005, -1006
ASKED = SimpleNamespace(chat_id=GROUP, thread_id=7, message_id=70)
SHUT = BadRequest("Message thread not found")


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(database, 0)
    yield database
    await database.close()


class Greeted:
    """A Telegram that answers a greeting, but for the first few."""

    def __init__(self, *silences):
        self.silences = list(silences)
        self.greeted = 0

    async def get_me(self):
        self.greeted += 1
        if self.silences:
            raise self.silences.pop()


@pytest.fixture
def bot():
    return Greeted()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def replying(bot, db, clock):
    return Replying(bot, db, Pacer(clock), clock)


def telegram(*refusals):
    """A send that is refused so many times; where it went is kept."""
    left = list(refusals)

    async def send(spot):
        send.seen.append((spot.chat_id, spot.thread_id, spot.reply and spot.reply.message_id))
        if left:
            raise left.pop(0)
        return "sent"

    send.seen = []
    return send


async def test_a_reply_in_its_topic(replying):
    send = telegram()
    assert await replying.send(ASKED, send) == "sent"
    assert send.seen == [(GROUP, 7, 70)]


async def test_in_private_there_is_no_need_to_show_whose_it_is(replying):
    send = telegram()
    await replying.send(SimpleNamespace(chat_id=5, thread_id=7, message_id=70), send)
    assert send.seen == [(5, 7, None)]


async def test_a_topic_that_is_shut_is_left_and_one_that_is_shut_altogether_is_told(replying):
    send = telegram(SHUT)
    await replying.send(ASKED, send)
    assert send.seen == [(GROUP, 7, 70), (GROUP, None, None)]
    send = telegram(SHUT, SHUT)
    with pytest.raises(BadRequest):
        await replying.send(ASKED, send)
    assert len(send.seen) == 2


@pytest.mark.parametrize("refusals", [(ChatMigrated(MOVED),), (SHUT, ChatMigrated(MOVED))])
async def test_a_group_that_moved_is_followed_and_the_move_is_known_from_then_on(replying, db, refusals):
    send = telegram(*refusals)
    await replying.send(ASKED, send)
    assert send.seen[-1] == (MOVED, None, None)
    assert await db.read(people.follow_chat, GROUP) == MOVED
    later = telegram()
    await replying.send(ASKED, later)
    assert later.seen == [(MOVED, None, None)]


async def test_a_group_that_moves_on_and_on_is_not_followed_for_ever(replying):
    send = telegram(*[ChatMigrated(number) for number in (MOVED, FURTHER) * 5])
    with pytest.raises(ChatMigrated):
        await replying.send(ASKED, send)


@pytest.mark.parametrize("error", [TimedOut(), Forbidden("kicked"), BadRequest("no")])
async def test_what_may_stand_there_already_and_a_plain_no_are_not_repeated(replying, error):
    send = telegram(error)
    with pytest.raises(type(error)):
        await replying.send(ASKED, send)
    assert len(send.seen) == 1


@pytest.mark.parametrize(
    ("error", "stands"),
    [
        (BadRequest("Message is not modified: same"), True),
        (BadRequest("Message to edit not found"), False),
        (SHUT, False),
        (ChatMigrated(MOVED), False),
    ],
    ids=["same", "gone", "shut", "moved"],
)
async def test_an_edit_tells_whether_it_stands_there(replying, db, error, stands):
    send = telegram(error)
    assert await replying.edit(GROUP, lambda: send(Spot(GROUP))) is stands
    assert await db.read(people.follow_chat, GROUP) == (MOVED if isinstance(error, ChatMigrated) else GROUP)


async def test_a_card_that_telegram_refuses_to_edit_is_told(replying):
    send = telegram(BadRequest("can't parse entities"))
    with pytest.raises(BadRequest):
        await replying.edit(GROUP, lambda: send(Spot(GROUP)))


@pytest.mark.parametrize(("lost", "known", "sends"), [(0, True, 1), (1, True, 2), (2, True, 3), (9, False, 3)])
async def test_what_may_stand_there_already_is_sent_again_twice_at_most(replying, lost, known, sends):
    send = telegram(*[TimedOut()] * lost)
    assert await replying.insist(1, lambda: replying.send(ASKED, send)) is known
    assert len(send.seen) == sends


async def test_nothing_is_sent_again_before_telegram_answers(replying, bot, clock):
    bot.silences, silent = [TimedOut()] * 8, []

    async def send():
        silent.append(len(bot.silences))
        if bot.silences:
            raise TimedOut

    assert await replying.insist(1, send)
    assert silent == [8, 0]
    assert clock.steady() > 60


class Deleting(Greeted):
    """A Telegram where deleting is refused so many times."""

    def __init__(self, *refusals):
        super().__init__()
        self.refusals, self.deleted, self.edits = list(refusals), 0, []

    async def delete_message(self, _chat_id, _message_id):
        if self.refusals:
            raise self.refusals.pop(0)
        self.deleted += 1

    async def edit_message_text(self, text, chat_id, message_id):
        self.edits.append((text, chat_id, message_id))


@pytest.mark.parametrize(
    ("refusals", "deleted", "edits"),
    [
        ([], 1, []),
        ([RetryAfter(7), TimedOut()], 1, []),
        ([BadRequest("Message can't be deleted")], 0, [("below", GROUP, 70)]),
        ([BadRequest("Message to delete not found")], 0, []),
        ([Forbidden("bot was kicked from the group chat")], 0, []),
    ],
)
async def test_a_card_is_taken_away_in_turn_or_becomes_a_line(db, clock, refusals, deleted, edits):
    bot = Deleting(*refusals)
    await Replying(bot, db, Pacer(clock), clock).take_away(GROUP, 70, "below")
    assert (bot.deleted, bot.edits) == (deleted, edits)
