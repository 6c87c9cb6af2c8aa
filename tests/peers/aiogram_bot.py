"""A small bot on aiogram. In a module of its own: importing aiogram takes seconds, which only its tests should wait."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandObject
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
)
from PIL import Image


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


@asynccontextmanager
async def running(url: str, token: str) -> AsyncIterator[None]:
    """Let the bot poll a Bot API server."""
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.include_router(small_bot())
    await bot.set_my_commands([BotCommand(command="draw", description="Draw")])
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=1))
    yield
    await dispatcher.stop_polling()
    await polling
