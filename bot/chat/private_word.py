"""A word to somebody in private that they did not ask for: without a sound, and only logged where they are closed."""

from __future__ import annotations

import logging
from functools import partial

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.chat.room import Room
from bot.chat.texts import texts
from storage import ledger, people, pools

log = logging.getLogger(__name__)


async def tell(room: Room, uid: str, key: str, **values: object) -> None:
    """Say the text of the key to a person, in their language."""
    person = await room.db.read(people.find, uid)
    if person is None or person.telegram_id is None:
        return
    chat_id, text = person.telegram_id, texts(person.language)(key, **values)
    try:
        call = partial(room.bot.send_message, chat_id, text, parse_mode=ParseMode.HTML, disable_notification=True)
        await room.pacer.say(chat_id, call, repeatable=False)
    except TelegramError as error:
        log.info("private.not_told", extra={"key": key, "error": type(error).__name__})


def tell_pool_given(room: Room, chat_id: int, amount: int, name: str) -> None:
    """Tell a group soon, without a sound, what the owner gave its pool and what is in it then."""

    async def say() -> None:
        now = room.clock.now()
        pool = await room.db.write(pools.pool_of, chat_id, now)
        left = (await room.db.read(ledger.balance, pool.account_id)).available
        text = texts(await room.leaders.language(chat_id))("pool-given", credits=amount, left=left)
        call = partial(room.bot.send_message, chat_id, text, parse_mode=ParseMode.HTML, disable_notification=True)
        try:
            await room.pacer.say(chat_id, call, repeatable=False)
        except TelegramError as error:
            log.info("group.not_told", extra={"key": "pool-given", "error": type(error).__name__})

    room.errands.send(f"given:{name}", say)


def tell_given(room: Room, uid: str, amount: int, name: str, *, giver: str = "") -> None:
    """Tell soon who gave somebody so much, and what their wallet has then; without a giver it was the owner.

    ``name`` is that of the gift, for the log.
    """

    async def say() -> None:
        wallet = await room.db.read(ledger.balance, f"w:{uid}")
        by = "person" if giver else "owner"
        await tell(room, uid, "gift-told", by=by, giver=giver, credits=amount, left=wallet.available)

    room.errands.send(f"given:{name}", say)
