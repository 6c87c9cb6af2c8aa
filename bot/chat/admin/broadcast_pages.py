"""A message to everybody: written, seen as it will be, confirmed once, watched and stopped."""

from __future__ import annotations

import json
from functools import partial

from bot.chat.admin.desk import Desk, Done, Part, Typed
from bot.chat.broadcasting import EACH_S
from bot.chat.pages import Page
from bot.errors import PersonError
from storage import broadcasts
from storage.broadcasts import Broadcast
from storage.database import Tx

_WORDS_MAX = 3000


async def show(desk: Desk, _rest: str) -> Page:
    """Return how the last message to everybody went, or goes."""
    one, said = await desk.room.db.read(broadcasts.latest), desk.said
    rows = [[desk.key("owner-button-compose", "ask", "broadcast")]]
    if one is None:
        return Page(said("owner-broadcast-none"), [*rows, desk.back()])
    if one.state == "sending":
        rows = [
            [
                desk.key("owner-button-stop", "do", "stop", str(one.id)),
                desk.key("owner-button-again", "show", "broadcast"),
            ]
        ]
    return Page(await _told(desk, one), [*rows, desk.back()])


async def _told(desk: Desk, one: Broadcast) -> str:
    left = await desk.room.db.read(broadcasts.left, one.id)
    return desk.said(
        "owner-broadcast",
        state=one.state,
        at=desk.time(one.ended_at or one.created_at),
        sent=one.sent,
        closed=one.closed,
        failed=one.failed,
        left=left,
        words=one.words[:200],
    )


async def compose(desk: Desk, typed: Typed) -> Page:
    """Return the message as it will be, and the question whether to send it to so many."""
    words = typed.words
    if len(words) > _WORDS_MAX:
        raise PersonError("owner-broadcast-long", most=_WORDS_MAX)
    if await desk.room.db.read(broadcasts.under_way) is not None:
        raise PersonError("owner-broadcast-busy")
    count = await desk.room.db.survey(broadcasts.audience)
    told = json.dumps({"words": words, "key": typed.key}, ensure_ascii=False)
    minutes = max(-(-int(count * EACH_S) // 60), 1)
    text = desk.said("owner-broadcast-confirm", count=count, minutes=minutes) + "\n\n" + _preview(desk, words)
    send = desk.key("owner-button-send", "do", "broadcast", told, count=count)
    return Page(text, [[send], desk.back("broadcast")])


def _preview(desk: Desk, words: str) -> str:
    return desk.said("owner-broadcast-preview", words=words[:1500])


async def do_broadcast(desk: Desk, rest: str) -> Done:
    """Begin to send, once for the message that it was written in."""
    told = json.loads(rest)

    async def begin(tx: Tx) -> bool:
        if await broadcasts.under_way(tx) is not None:
            return False
        one = await broadcasts.begin(tx, told["key"], told["words"], desk.actor, desk.now)
        if one is not None:
            await desk.note(tx, "broadcast", f"broadcast:{one.id}", told["words"][:200])
        return one is not None

    begun = await desk.room.db.write(begin)
    desk.room.broadcasting.begin()
    return Done(desk.said.plain("owner-done" if begun else "owner-done-before"), partial(show, desk, ""))


async def do_stop(desk: Desk, rest: str) -> Done:
    """Stop it: whom it has not reached gets nothing."""

    async def stop(tx: Tx) -> None:
        if await broadcasts.finish(tx, int(rest), "stopped", desk.now):
            await desk.note(tx, "broadcast_stop", f"broadcast:{rest}", "")

    await desk.room.db.write(stop)
    return Done(desk.said.plain("owner-done"), partial(show, desk, ""))


PART = Part(shows={"broadcast": show}, deeds={"broadcast": do_broadcast, "stop": do_stop}, forms={"broadcast": compose})
