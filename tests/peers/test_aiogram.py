"""aiogram, an independent client, runs a small bot against the sandbox: an outside check of the Bot API's shapes."""

from __future__ import annotations

import asyncio
import io

import httpx
import pytest
from PIL import Image

from sandbox.app import start

aiogram = pytest.importorskip("aiogram", reason="the peers extra is not installed")
from aiogram import Bot, Dispatcher, F, Router  # noqa: E402 (after the check)
from aiogram.client.session.aiohttp import AiohttpSession  # noqa: E402
from aiogram.client.telegram import TelegramAPIServer  # noqa: E402
from aiogram.filters import Command, CommandObject  # noqa: E402
from aiogram.types import (  # noqa: E402
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)


def picture(color="teal") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (900, 600), color).save(written, "JPEG")
    return written.getvalue()


def small_bot() -> Router:
    router = Router()

    @router.message(Command("draw"))
    async def draw(message: Message, command: CommandObject) -> None:
        more = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="more", callback_data="more:2")]])
        card = await message.reply("in line", reply_markup=more)
        drawn = InputMediaPhoto(media=BufferedInputFile(picture(), "a.jpg"), caption=command.args)
        await card.edit_media(drawn, reply_markup=more)

    @router.message(Command("album"))
    async def album(message: Message) -> None:
        photos = [BufferedInputFile(picture(color), f"{color}.jpg") for color in ("red", "blue")]
        await message.answer_media_group([InputMediaPhoto(media=photo) for photo in photos])

    @router.message(F.photo)
    async def give_back(message: Message, bot: Bot) -> None:
        content = await bot.download(message.photo[-1])
        with Image.open(content) as shown:
            await message.answer_photo(message.photo[-1].file_id, caption=f"{shown.width}x{shown.height}")

    @router.callback_query(F.data.startswith("more:"))
    async def more(query: CallbackQuery) -> None:
        await query.answer("coming")
        await query.message.edit_caption(caption="more")

    return router


class World:
    """The running sandbox with a small bot in it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def send(self, **content):
        return (await self.client.post("/control/send", json={"from": 1001, "chat": 1001} | content)).json()

    async def until(self, count):
        """Wait until the chat has so many messages and the bot has stopped changing them."""
        async with asyncio.timeout(10):
            while True:
                shown = (await self.client.get("/control/chats/1001/messages")).json()["messages"]
                if len(shown) >= count:
                    return shown
                await asyncio.sleep(0.02)


@pytest.fixture
async def world():
    sandbox = await start("127.0.0.1", 0)
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = Bot(sandbox.world.token, session=session)
    dispatcher = Dispatcher()
    dispatcher.include_router(small_bot())
    await bot.set_my_commands([BotCommand(command="draw", description="Draw")])
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
    async with httpx.AsyncClient(base_url=sandbox.url, timeout=10) as client:
        yield World(client)
        asked = (await client.get("/control/requests?to=telegram")).json()["requests"]
    await dispatcher.stop_polling()
    await polling
    await sandbox.stop()
    # aiogram speaks a newer Bot API than 10.0, yet everything this bot sends must be known to it.
    assert [problem for request in asked for problem in request["problems"]] == []
    assert {request["status"] for request in asked} <= {200, 0}


async def test_a_command_becomes_a_card_and_the_card_a_picture_with_a_button(world):
    await world.send(text="/draw a lotus")
    async with asyncio.timeout(10):
        while "photo" not in (card := (await world.until(2))[1]):
            await asyncio.sleep(0.02)
    assert (card["caption"], card["reply_to_message"]["text"]) == ("a lotus", "/draw a lotus")
    pressed = {"from": 1001, "chat": 1001, "message": card["message_id"], "data": "more:2"}
    callback = (await world.client.post("/control/press", json=pressed)).json()["callback_query_id"]
    async with asyncio.timeout(10):
        while (await world.until(2))[1].get("caption") != "more":
            await asyncio.sleep(0.02)
    answered = (await world.client.get(f"/control/callbacks/{callback}")).json()
    assert (answered["answered"], answered["text"]) == (True, "coming")


async def test_a_photo_is_taken_down_and_given_back(world):
    files = {"photo": ("a.jpg", picture())}
    await world.client.post("/control/send", data={"from": 1001, "chat": 1001}, files=files)
    sent, returned = await world.until(2)
    assert returned["caption"] == "900x600"
    assert returned["photo"][-1]["file_unique_id"] == sent["photo"][-1]["file_unique_id"]


async def test_an_album_goes_out_as_one(world):
    await world.send(text="/album")
    _, first, second = await world.until(3)
    assert first["media_group_id"] == second["media_group_id"]
