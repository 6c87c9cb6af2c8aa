"""Groups: what their pools have and who spent it; credits for a pool, and a block, each with its reason."""

from __future__ import annotations

import asyncio
import json
from functools import partial

from telegram.error import TelegramError

from bot.chat.admin.desk import ACTION, MONTH_S, Desk, Done, Part, Typed, read_amount, read_group, read_reason
from bot.chat.pages import Key, Page
from bot.chat.private_word import tell_pool_given
from bot.errors import PersonError
from bot.generation.accents import without_accents
from storage import audit, blocks, ledger, lookup, people, pools
from storage.blocks import Block
from storage.database import Tx
from storage.ledger import Balance
from storage.lookup import Activity

_LISTED_MAX = 8
_SPENDERS_MAX = 5
_LOOKED_AT_MAX, _AT_ONCE = 200, 10
_ACTS_SHOWN = 3


async def groups(desk: Desk, _rest: str) -> Page:
    """Return the groups that worked lately, have a pool or are kept out."""
    found = await desk.room.db.survey(lookup.groups, _LISTED_MAX)
    rows = [[Key(await title_of(desk, chat_id), ACTION, f"show:group:{chat_id}")] for chat_id in found]
    text = desk.said("owner-groups", count=len(found))
    return Page(text, [*rows, [desk.key("owner-button-find-group", "ask", "group")], desk.back()])


async def find(desk: Desk, typed: Typed) -> Page:
    """Return whichever group the words may mean: its number, its @name, or a part of its title; accents may miss."""
    words = typed.words.strip()
    if words.startswith("-"):
        return await group(desk, words)
    if words.startswith("@"):
        return await group(desk, str(await _number_of(desk, words)))
    plain = without_accents(words)
    known = await desk.room.db.survey(lookup.groups, _LOOKED_AT_MAX)
    turns = asyncio.Semaphore(_AT_ONCE)  # nobody's titles are kept here: Telegram is asked

    async def titled(chat_id: int) -> tuple[int, str]:
        async with turns:
            return chat_id, await title_of(desk, chat_id)

    titles = await asyncio.gather(*(titled(chat_id) for chat_id in known))
    found = [(chat_id, title) for chat_id, title in titles if plain in without_accents(title)]
    if not found:
        raise PersonError("owner-no-group", word=words[:40])
    if len(found) == 1:
        return await group(desk, str(found[0][0]))
    rows = [[Key(title, "admin", f"show:group:{chat_id}")] for chat_id, title in found[:_LISTED_MAX]]
    again = [desk.key("owner-button-find-group", "ask", "group")]
    return Page(desk.said("owner-found-groups", words=words[:40]), [*rows, again, desk.back("groups")])


async def _number_of(desk: Desk, name: str) -> int:
    """Return the number of a public group; raises PersonError where there is none of that name."""
    try:
        chat = await desk.room.bot.get_chat(name)
    except TelegramError:
        chat = None
    if chat is None or chat.id >= 0:
        raise PersonError("owner-no-group", word=name[:40])
    return chat.id


async def group(desk: Desk, rest: str) -> Page:
    """Return what we know of a group, with what can be done."""
    chat_id = await desk.room.db.read(people.follow_chat, read_group(rest))
    since, said = desk.now - MONTH_S, desk.said

    async def read(tx: Tx) -> tuple[Balance, list[tuple[str, int]], Activity, Block | None, list[audit.Entry]]:
        pool, spent = await pools.find(tx, chat_id), []
        balance = Balance(0, 0, 0) if pool is None else await ledger.balance(tx, pool.account_id)
        if pool is not None:
            for uid, amount in [*(await pools.spent_by(tx, pool, since)).items()][:_SPENDERS_MAX]:
                who = await lookup.person(tx, uid)
                spent.append((desk.name(who), amount))
        block = await blocks.find(tx, blocks.of_chat(chat_id))
        acts = await audit.about(tx, blocks.of_chat(chat_id), _ACTS_SHOWN)
        return balance, spent, await lookup.in_group(tx, chat_id, since), block, acts

    balance, spent, activity, block, acts = await desk.room.db.survey(read)
    lines = [said("owner-group", title=await title_of(desk, chat_id), id=str(chat_id))]
    lines.append(said("owner-pool", credits=balance.available, held=balance.held))
    lines.append(said("owner-did", jobs=activity.jobs, made=activity.made, voided=activity.voided))
    lines += [said("owner-spender", name=name, credits=amount) for name, amount in spent]
    if block is not None:
        lines.append(said("owner-blocked", at=desk.time(block.at), reason=block.reason))
    lines += [desk.act(one) for one in acts]
    key = desk.key("owner-button-block", "ask", "bar", str(chat_id))
    if block is not None:
        key = desk.key("owner-button-unblock", "do", "unbar", str(chat_id))
    give = desk.key("owner-button-grant", "ask", "pool", str(chat_id))
    return Page("\n".join(lines), [[give, key], desk.back("groups")])


async def pool(desk: Desk, typed: Typed) -> Page:
    """Return the question whether to give a group's pool credits; nothing moves before it is confirmed."""
    chat_id = await desk.room.db.read(people.follow_chat, read_group(typed.about))
    amount, _, why = typed.words.partition(" ")
    credit, reason = read_amount(amount), read_reason(why)
    told = json.dumps({"chat": chat_id, "amount": credit, "reason": reason, "key": typed.key}, ensure_ascii=False)
    text = desk.said("owner-grant-confirm", credits=credit, name=await title_of(desk, chat_id), reason=reason)
    return Page(text, [[desk.key("owner-button-confirm", "do", "pool", told)], desk.back("group", str(chat_id))])


async def do_pool(desk: Desk, rest: str) -> Done:
    """Give the credits, once for the message that asked for it."""
    told = json.loads(rest)
    chat_id, amount = told["chat"], told["amount"]

    async def give(tx: Tx) -> bool:
        fresh = await pools.grant(tx, chat_id, amount, told["key"], desk.now)
        if fresh:
            await desk.note(tx, "pool_grant", blocks.of_chat(chat_id), f"{amount} CRD: {told['reason']}")
        return fresh

    fresh = await desk.room.db.write(give)
    if fresh:
        tell_pool_given(desk.room, chat_id, amount, told["key"])
    return Done(desk.said.plain("owner-done" if fresh else "owner-done-before"), partial(group, desk, str(chat_id)))


async def bar(desk: Desk, typed: Typed) -> Page:
    """Keep a group out."""
    chat_id = await desk.room.db.read(people.follow_chat, read_group(typed.about))
    reason = read_reason(typed.words)

    async def change(tx: Tx) -> None:
        if await blocks.block(tx, blocks.of_chat(chat_id), reason, desk.actor, desk.now):
            await desk.note(tx, "block", blocks.of_chat(chat_id), reason)

    await desk.room.db.write(change)
    return await group(desk, str(chat_id))


async def do_unbar(desk: Desk, rest: str) -> Done:
    """Let a group in again."""
    holder = blocks.of_chat(read_group(rest))

    async def change(tx: Tx) -> None:
        if await blocks.unblock(tx, holder):
            await desk.note(tx, "unblock", holder, "")

    await desk.room.db.write(change)
    return Done(desk.said.plain("owner-done"), partial(group, desk, rest))


async def title_of(desk: Desk, chat_id: int) -> str:
    """Return what Telegram calls a group; its number where the bot is no longer in it."""
    try:
        return ((await desk.room.bot.get_chat(chat_id)).title or str(chat_id))[:40]
    except TelegramError:
        return str(chat_id)


PART = Part(
    shows={"groups": groups, "group": group},
    deeds={"pool": do_pool, "unbar": do_unbar},
    forms={"group": find, "pool": pool, "bar": bar},
    about=frozenset({"pool", "bar"}),
)
