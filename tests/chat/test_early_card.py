"""The first word that comes before a job where very many ask at once."""

import asyncio

import pytest
from aiohttp import web

from bot.chat.early_card import EarlyCards
from bot.chat.errands import Errands
from bot.chat.incoming import Incoming
from bot.chat.pacing import Pacer
from bot.chat.replying import Replying
from bot.clock import SystemClock
from bot.errors import PersonError
from tests.chat.bot_api import bot_at, message, refusal
from tests.clock import FakeClock
from tests.harness import until


def asked(chat, *, private=True):
    return Incoming(
        f"m:{chat}:1", chat, 1, None, is_private=private, sender_id=5, sender_name="", language="en", words="a boat"
    )


def cards(bot, *, rushed=True):
    pacer = Pacer(FakeClock())
    return EarlyCards(Replying(bot, None, pacer, SystemClock()), pacer, Errands(), lambda: rushed)


async def sent(early, incoming, language="en"):
    async with early.ahead(incoming, language) as card_id:
        return card_id


async def test_it_comes_in_private_where_many_ask_and_nowhere_else():
    said = []

    async def handle(request):
        said.append(await request.json())
        return web.json_response(message(5, 71))

    async with bot_at(handle) as bot:
        assert await sent(cards(bot), asked(5), "vi") == 71
        assert await sent(cards(bot, rushed=False), asked(5), "en") is None
        assert await sent(cards(bot), asked(-5, private=False), "en") is None
    assert [(one["chat_id"], one["text"][:1]) for one in said] == [(5, "👌")]
    assert "nhận" in said[0]["text"]


async def test_the_books_wait_until_others_have_their_first_word_but_not_for_ever():
    slow = asyncio.Event()

    async def handle(request):
        if (await request.json())["chat_id"] == 6:
            await slow.wait()
        return web.json_response(message(5, 71))

    async with bot_at(handle) as bot:
        early = cards(bot)
        first, second = (asyncio.create_task(sent(early, asked(chat))) for chat in (5, 6))
        done, _ = await asyncio.wait({first}, timeout=0.3)
        assert not done, "it went on while another had heard nothing"
        slow.set()
        assert await second == 71
        assert await first == 71
        slow.clear()
        stuck = asyncio.create_task(sent(early, asked(6)))
        await asyncio.sleep(0)
        assert await sent(early, asked(5)) == 71
        assert not stuck.done()
        slow.set()
        await stuck


async def test_who_is_answered_last_does_not_go_on_first():
    answered, begun = [], []

    async def handle(request):
        answered.append((await request.json())["chat_id"])
        return web.json_response(message(5, 71))

    async def go(early, chat):
        async with early.ahead(asked(chat), "en"):
            begun.append(chat)

    async with bot_at(handle) as bot:
        early = cards(bot)
        await asyncio.gather(*(go(early, chat) for chat in range(5, 25)))
    assert sorted(begun) == sorted(answered)
    assert begun.index(answered[-1]) >= len(begun) - 4, "four may be under way at once"


async def test_where_telegram_refuses_it_the_job_goes_on_without_it():
    async def handle(_request):
        return refusal(403, "Forbidden: bot was blocked by the user")

    async with bot_at(handle) as bot:
        assert await sent(cards(bot), asked(5)) is None


async def test_it_goes_where_nothing_comes_of_the_request():
    methods = []

    async def handle(request):
        methods.append(request.path.rpartition("/")[2])
        return web.json_response(message(5, 71) if methods[-1] == "sendMessage" else {"ok": True, "result": True})

    async with bot_at(handle) as bot:
        with pytest.raises(PersonError):
            async with cards(bot).ahead(asked(5), "en"):
                raise PersonError("ask-prompt")
        await until(lambda: methods == ["sendMessage", "deleteMessage"])


async def test_one_word_that_is_stuck_holds_up_nobody_for_long_and_lets_nobody_pass_others():
    stuck, slow = asyncio.Event(), asyncio.Event()

    async def handle(request):
        held = {5: stuck, 6: slow}.get((await request.json())["chat_id"])
        if held is not None:
            await held.wait()
        return web.json_response(message(5, 71))

    async with bot_at(handle) as bot:
        early = cards(bot)
        first = asyncio.create_task(sent(early, asked(5)))
        await asyncio.sleep(1.2)  # what the module waits for a word, and a little
        second = asyncio.create_task(sent(early, asked(6)))
        third = asyncio.create_task(sent(early, asked(7)))
        done, _ = await asyncio.wait({third}, timeout=0.3)
        assert not done, "it passed somebody who had heard nothing yet"
        slow.set()
        assert await asyncio.gather(second, third) == [71, 71]
        assert not first.done()
        stuck.set()
        await first


async def test_a_chat_that_has_to_be_slow_is_booked_without_it():
    pacer = Pacer(FakeClock())
    pacer.halt(5, 30)
    early = EarlyCards(None, pacer, Errands(), lambda: True)
    assert await sent(early, asked(5)) is None
