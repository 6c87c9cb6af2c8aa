"""What a group speaks and who leads it: asked of Telegram at most once a minute, whatever it answers."""

import pytest
from aiohttp import web

from bot.chat.leaders import Leaders
from tests.chat.bot_api import bot_at, refusal
from tests.clock import FakeClock

GROUP, ADMIN = -1005, 5


@pytest.mark.parametrize(
    "refused",
    [
        (400, "Bad Request: chat not found", {}),
        (403, "Forbidden: bot was kicked", {}),
        (429, "Too Many Requests: retry after 7", {"retry_after": 7}),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1006}),
    ],
)
async def test_where_telegram_does_not_tell_the_admins_it_is_asked_once_a_minute(db, refused, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # as bot.chat.client has it
    asked, clock = [], FakeClock()
    status, description, parameters = refused

    async def serve(request):
        asked.append(request.path)
        if len(asked) == 1:
            return refusal(status, description, **parameters)
        user = {"id": ADMIN, "is_bot": False, "first_name": "A"}
        return web.json_response({"ok": True, "result": [{"status": "creator", "user": user, "is_anonymous": False}]})

    async with bot_at(serve) as bot:
        leaders = Leaders(bot, db, "b_bot", clock)
        assert await leaders.language(GROUP) == "en"
        assert not await leaders.lead(GROUP, ADMIN)
        assert len(asked) == 1
        await clock.sleep(61)
        assert await leaders.lead(GROUP, ADMIN)
