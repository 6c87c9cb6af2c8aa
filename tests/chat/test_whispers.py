"""Words for one member of a group: heard by that one alone where Telegram can, else a reply without a sound."""

import pytest
from aiohttp import web

from bot.chat.incoming import Incoming
from bot.chat.pacing import Pacer
from bot.chat.replying import Replying
from bot.chat.whispers import Whispers
from tests.chat.bot_api import bot_at, refusal
from tests.clock import FakeClock

GROUP, ANA = -1005, 5
HOUR_S = 3600
FORGET = "it has become an admin"


def asked(chat_id=GROUP, sender_id=ANA):
    private = chat_id > 0
    return Incoming("m:1", chat_id, 7, None, private, sender_id, "Ana", "en", "a boat", command="imagine")


@pytest.fixture
def spoken(db):
    """Return what says something for each message and tells what Telegram was sent; ``knows``: this server can."""

    async def speak(*messages, knows=True, refuses=False, clock=None, texts=("no",)):
        sent, clock = [], clock or FakeClock()

        async def serve(request):
            form = await request.json()
            whisper = "ephemeral_message_parameters" in form
            if whisper:
                assert form["ephemeral_message_parameters"] == {"receiver_user_id": ANA}
                assert "reply_parameters" not in form
            way = "whisper" if whisper else "silent" if "disable_notification" in form else "aloud"
            sent.append(way if form["text"] == "no" else f"{way} {form['text']}")
            if whisper and refuses:
                return refusal(400, "Bad Request: BOT_NOT_ADMIN")
            chat = {"id": form["chat_id"], "type": "supergroup"}
            answer = {"message_id": 9, "date": 1, "chat": chat}
            if whisper and knows:
                answer |= {"message_id": 0, "ephemeral_message_id": 3}
            return web.json_response({"ok": True, "result": answer})

        async with bot_at(serve) as bot:
            whispers = Whispers(bot, Replying(bot, db, Pacer(clock), clock), clock)
            for message in messages:
                if message is FORGET:
                    whispers.forget(GROUP)
                elif isinstance(message, int):
                    await clock.sleep(message)
                else:
                    await whispers.say(message, *texts)
            return sent, whispers.are_heard

    return speak


async def test_a_member_alone_hears_it(spoken):
    assert await spoken(asked(), asked()) == (["whisper", "whisper"], True)


async def test_in_private_and_to_who_cannot_be_seen_nothing_is_whispered(spoken):
    assert await spoken(asked(chat_id=ANA), asked(sender_id=None)) == (["aloud", "silent"], False)


async def test_a_refusal_becomes_a_silent_reply_and_is_remembered_for_an_hour(spoken):
    first, other = asked(), asked(chat_id=-1006)
    sent, heard = await spoken(first, first, other, HOUR_S, first, refuses=True)
    assert sent == ["whisper", "silent", "silent", "whisper", "silent", "whisper", "silent"]
    assert not heard


async def test_where_the_bot_has_become_an_admin_it_is_tried_again_at_once(spoken):
    sent, _ = await spoken(asked(), asked(), FORGET, asked(), refuses=True)
    assert sent == ["whisper", "silent", "silent", "whisper", "silent"]


async def test_a_server_that_knows_no_whispers_says_it_to_all_once_and_is_never_trusted_with_a_secret(spoken):
    assert await spoken(asked(), asked(), asked(chat_id=-1006), knows=False) == (["whisper", "silent", "silent"], False)


PURSE = ("you have 700", "too dear")


async def test_what_is_for_one_person_is_read_by_others_nowhere(spoken):
    sent, _ = await spoken(asked(), asked(), texts=PURSE)
    assert sent == ["whisper too dear", "whisper you have 700"]  # the first shows whether it is heard by one alone
    sent, _ = await spoken(asked(), asked(), refuses=True, texts=PURSE)
    assert sent == ["whisper too dear", "silent too dear", "silent too dear"]
    sent, _ = await spoken(asked(), asked(), knows=False, texts=PURSE)
    assert sent == ["whisper too dear", "silent too dear"]
    sent, _ = await spoken(asked(chat_id=ANA), asked(sender_id=None), texts=PURSE)
    assert sent == ["aloud you have 700", "silent too dear"]
