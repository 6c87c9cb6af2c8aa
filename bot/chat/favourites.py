"""A press of a star: keeps a result among a person's favourites, where /library and inline mode find it first."""

from __future__ import annotations

from functools import partial

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.chat import gallery
from bot.chat.press import Press
from bot.chat.star import favourite_button
from bot.errors import PersonError
from storage import jobs, library
from storage.database import Tx


async def press_favourite(press: Press) -> str:
    """Keep a result as a favourite, or no more, and show it on the button."""
    room, now = press.room, press.room.clock.now()
    hangs_in, _, wanted = press.button.argument.partition(":")
    kept = wanted == "1"
    job = press.here(await room.db.read(jobs.get, press.button.job_id or 0))
    if job.person_uid != press.person.uid:  # an owner of the bot may press everything, but keeps no results of others
        raise PersonError("press-not-yours")

    async def change(tx: Tx) -> InlineKeyboardButton:
        await library.set_favourite(tx, press.person.uid, job.id, now, kept=kept)
        return await favourite_button(tx, job, room.signer, now)

    fresh = await room.db.write(change)
    if hangs_in:
        gallery.renew(press, int(hangs_in))
    else:
        _show_on_button(press, fresh)
    return press.said.plain("favourite-kept" if kept else "favourite-dropped")


def _show_on_button(press: Press, fresh: InlineKeyboardButton) -> None:
    """Exchange the star that was pressed; whatever else hangs beside it stays."""
    message, room = press.query.message, press.room
    if not isinstance(message, Message) or message.reply_markup is None:
        return
    rows = [
        [fresh if button.callback_data == press.query.data else button for button in row]
        for row in message.reply_markup.inline_keyboard
    ]

    keyboard = InlineKeyboardMarkup(rows)
    room.errands.renew(f"star:{message.chat.id}:{message.message_id}", partial(room.rewrite, message, keyboard))
