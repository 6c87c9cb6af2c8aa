"""A card that has to wait is announced by a reaction, which goes when it comes; one that comes at once by nothing."""

import asyncio
from types import SimpleNamespace

import pytest
from aiohttp import web

from bot.chat import noticing
from bot.chat.errands import Errands
from bot.chat.noticing import soon
from bot.chat.pacing import Pacer
from tests.chat.bot_api import bot_at, refusal
from tests.clock import FakeClock

GROUP = -1005


@pytest.fixture(autouse=True)
def as_the_client_has_it(monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def pacer():
    return Pacer(FakeClock())


async def told(pacer, *, message_id=7, refused=None):
    """Let a card come; returns what Telegram and the person were told, in order."""
    said = []

    async def serve(request):
        said.append("seen" if (await request.json()).get("reaction") else "taken away")
        return refused or web.json_response({"ok": True, "result": True})

    async def show_card():
        await pacer.turn(GROUP)
        said.append("card")

    errands = Errands()
    async with bot_at(serve) as bot:
        line = SimpleNamespace(wake_all=lambda: said.append("work begins"))
        room = SimpleNamespace(bot=bot, pacer=pacer, line=line, errands=errands)
        await soon(room, SimpleNamespace(id=1, chat_id=GROUP, message_id=message_id), show_card)
        await asyncio.gather(*errands._tasks)
    return said


async def full(pacer):
    for _ in range(19):
        await pacer.turn(GROUP)


async def test_a_card_that_comes_at_once_makes_no_noise(pacer):
    assert await told(pacer) == ["card"]


async def test_a_card_that_waits_is_announced_and_takes_the_reaction_away(pacer):
    await full(pacer)
    said = await told(pacer)
    assert said == ["work begins", "seen", "card", "taken away"]


async def test_a_press_has_no_message_to_react_to(pacer):
    await full(pacer)
    assert await told(pacer, message_id=None) == ["card"]


async def test_where_telegram_said_slow_down_there_is_no_reaction(pacer):
    pacer.halt(GROUP, 30)
    assert await told(pacer) == ["work begins", "card"]


@pytest.mark.parametrize(
    ("refused", "strict"),
    [
        (refusal(400, "Bad Request: REACTION_INVALID"), False),
        (refusal(429, "Too Many Requests: retry after 9", retry_after=9), True),
    ],
)
async def test_a_reaction_that_is_refused_holds_up_no_card_and_is_not_tried_again(pacer, refused, strict):
    await full(pacer)
    said = await told(pacer, refused=refused)
    assert (said.count("card"), len(said)) == (1, 3)
    assert pacer.is_strict(GROUP) is strict


async def test_a_card_that_telegram_holds_up_holds_up_no_next_message(pacer, monkeypatch):
    monkeypatch.setattr(noticing, "_HELD_UP_S", 0.05)
    let_go, said, errands = asyncio.Event(), [], Errands()

    async def show_card():
        await let_go.wait()
        said.append("card")

    room = SimpleNamespace(pacer=pacer, errands=errands)
    await soon(room, SimpleNamespace(id=1, chat_id=GROUP, message_id=7), show_card)
    assert said == []
    let_go.set()
    await asyncio.gather(*errands._tasks)
    assert said == ["card"]


async def test_what_goes_wrong_with_a_card_is_told_to_who_asked_for_it(pacer):
    async def show_card():
        raise ValueError("no card")

    with pytest.raises(ValueError, match="no card"):
        await soon(SimpleNamespace(pacer=pacer), SimpleNamespace(id=1, chat_id=GROUP, message_id=7), show_card)
