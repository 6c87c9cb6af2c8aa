"""A reaction on a person's own message says that it was seen, where its card has to wait; the card takes it away.

Where the card comes at once there is none: never both a noise and a card. What Telegram counts of reactions it does not
tell, so each is tried once, and a chat that it has just told to slow down gets none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from telegram.error import RetryAfter, TelegramError

from bot.chat.pacing import seconds_of
from bot.chat.room import Room
from storage.jobs import Job

log = logging.getLogger(__name__)
_SOON_S = 2.0
_HELD_UP_S = 3.0
_SEEN = "👀"


async def soon(room: Room, job: Job, show_card: Callable[[], Awaitable[None]]) -> None:
    """Show the card of what was asked for in a message; where that takes a while, the next message need not wait."""
    if not job.message_id or room.pacer.foresee_s(job.chat_id) < _SOON_S:
        await _show_for_now(room, job, show_card)
        return

    async def show_late() -> None:
        async with _seen(room, job):
            await show_card()

    room.line.wake_all()
    room.errands.send(f"card:{job.id}", show_late)


async def _show_for_now(room: Room, job: Job, show_card: Callable[[], Awaitable[None]]) -> None:
    """Show it; where Telegram holds it up all the same, the next message (to cancel it, perhaps) need not wait."""
    showing = asyncio.ensure_future(show_card())
    try:
        done, _ = await asyncio.wait({showing}, timeout=_HELD_UP_S)
    except asyncio.CancelledError:
        showing.cancel()
        raise
    if done:
        showing.result()  # raises what went wrong with it
        return

    async def go_on() -> None:
        await showing

    room.errands.send(f"card:{job.id}", go_on)


@asynccontextmanager
async def _seen(room: Room, job: Job) -> AsyncIterator[None]:
    shown = not room.pacer.is_strict(job.chat_id) and await _react(room, job, _SEEN)
    try:
        yield
    finally:
        if shown:
            await _react(room, job, None)


async def _react(room: Room, job: Job, emoji: str | None) -> bool:
    """Set the one reaction that a bot may have on a message, or take it away; False where that cannot be."""
    try:
        await room.bot.set_message_reaction(job.chat_id, job.message_id or 0, emoji)
    except RetryAfter as error:
        room.pacer.halt(job.chat_id, seconds_of(error))
    except TelegramError as error:
        log.info("reaction.not_set", extra={"job": job.id, "error": str(error)})
    else:
        return True
    return False
