"""What the end-to-end tests do again and again: wait for an answer, look at the bot's database, open its books."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from storage import invariants
from storage.database import Database
from tests.harness import FAST, Bot, Sandbox, until

Message = dict[str, Any]
BOT = 4242424242
IDLE = "SELECT 1 FROM attempt WHERE slot = 1 OR state IN ('waiting', 'starting', 'submitting', 'running', 'unclear')"


async def ours(sandbox: Sandbox, chat: int, after: int = 0) -> list[Message]:
    """Return what our bot wrote in a chat; other bots, and masks that Telegram calls bots, write there too."""
    return [one for one in await sandbox.from_bot(chat, after) if one["from"]["id"] == BOT]


async def said(sandbox: Sandbox, chat: int, wanted: Callable[[Message], bool], *, after: int = 0, seconds: float = 20):
    """Wait for the bot's first message in a chat that is as wanted."""

    async def look() -> Message | None:
        return next((one for one in await ours(sandbox, chat, after) if wanted(one)), None)

    try:
        return await until(look, seconds)
    except AssertionError:
        seen = [one.get("text") or one.get("caption") or list(one) for one in await ours(sandbox, chat, after)]
        raise AssertionError(f"not said in chat {chat}; what the bot said there: {seen}") from None


async def picture(sandbox: Sandbox, chat: int, *, after: int = 0, seconds: float = 20, words: str = "") -> Message:
    """Wait for a photo whose caption has the words."""
    return await said(
        sandbox, chat, lambda one: "photo" in one and words in one.get("caption", ""), after=after, seconds=seconds
    )


async def sentence(sandbox: Sandbox, chat: int, part: str, *, after: int = 0, seconds: float = 20) -> Message:
    """Wait for a text that has the part."""
    return await said(sandbox, chat, lambda one: part in one.get("text", ""), after=after, seconds=seconds)


async def greeting(sandbox: Sandbox, chat: int, *, after: int = 0) -> Message:
    """Wait for the greeting: a picture with its words and buttons."""
    return await picture(sandbox, chat, after=after, words="Hello")


async def faults(sandbox: Sandbox, to: str, *wrong: dict[str, Any]) -> None:
    """Set what goes wrong, all at once: a new list replaces the old one."""
    await sandbox.post("/control/faults", {"faults": [{"to": to, **one} for one in wrong]})


async def newcomer(sandbox: Sandbox, number: int, language: str = "en") -> int:
    await sandbox.post("/control/people", {"id": number, "first_name": f"P{number}", "language_code": language})
    return number


async def handled(bot: Bot, update_ids: list[int], seconds: float = 20) -> None:
    """Wait until the bot is through with these updates."""

    def through() -> bool:
        marks = ",".join("?" * len(update_ids))
        open_ones = f"SELECT COUNT(*) FROM inbox WHERE update_id IN ({marks}) AND state <> 'new'"  # noqa: S608
        return bot.rows(open_ones, *update_ids) == [(len(update_ids),)]

    await until(through, seconds)


async def at_rest(bot: Bot, seconds: float = 20) -> None:
    """Wait until every job has ended and shows it, and no gateway is at work for us."""
    await until(lambda: not bot.rows("SELECT 1 FROM job WHERE shown <> 1") and not bot.rows(IDLE), seconds)


async def check_books(bot: Bot) -> None:
    """Nothing set aside, and every invariant holds; the bot must have stopped and be at rest."""
    database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
    try:
        assert await database.read(invariants.broken) == []
    finally:
        await database.close()
    assert bot.rows("SELECT id, debits_held, credits_held FROM account WHERE debits_held + credits_held > 0") == []
    assert bot.rows("SELECT scope, metric, held FROM quota WHERE held > 0") == []


@asynccontextmanager
async def bot_on(sandbox: Sandbox, folder: Path, **settings: str) -> AsyncIterator[Bot]:
    """A bot of its own on a fresh sandbox; its books are checked at the end."""
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    bot = Bot(sandbox, folder / "data", settings)
    await bot.start()
    try:
        yield bot
        await at_rest(bot)
    finally:
        with contextlib.suppress(TimeoutError):
            assert await bot.stop() == 0
    await check_books(bot)


def wallet(bot: Bot, person: int, kind: str = "w") -> tuple[int, int]:
    """Return what a person's account has posted (credits - debits) and held."""
    [(posted, held)] = bot.rows(
        "SELECT credits_posted - debits_posted, debits_held FROM account JOIN person ON account.id = ? || ':' || uid "
        "WHERE telegram_id = ?",
        kind,
        person,
    )
    return posted, held


def used(bot: Bot, scope: str = "u:", metric: str = "pictures") -> tuple[int, int]:
    """Return what is used and held of a quota, over all whose scope begins so."""
    [(done, held)] = bot.rows(
        "SELECT COALESCE(SUM(used), 0), COALESCE(SUM(held), 0) FROM quota WHERE scope LIKE ? AND metric = ?",
        f"{scope}%",
        metric,
    )
    return done, held


async def calls(sandbox, method):
    """What Telegram was asked for by this method; its names are case-insensitive."""
    return [one for one in await sandbox.requests("telegram") if one["path"].lower().endswith(f"/{method.lower()}")]
