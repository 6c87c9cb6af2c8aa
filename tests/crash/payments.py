"""Kill the bot while money comes in or goes back: afterwards it has come, or gone, once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storage import invariants
from storage.database import Database
from tests.harness import FAST, LAN, Bot, Sandbox, quick_catalog, until

SIGKILLED = -9
BEGUN = ("payment.", "refund.")
_CREDITS = 15_000


async def kill_at_the_till(sandbox: Sandbox, folder: Path, point: str) -> str:
    """Visit one point; returns the state that the payment ended in."""
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    quick_catalog(folder / "catalog")
    bot = Bot(sandbox, folder, {"BOT_ADMIN_IDS": str(LAN), "BOT_START_CREDITS": "0"})
    refunds = point.startswith("refund.")
    await bot.start(**({} if refunds else {"CRASH_AT": point}))
    asked = await _answer(sandbox, "/topup", "⭐ 50 ")
    await sandbox.press(asked, "⭐ 50 ")
    invoice = await until(lambda: _seen(sandbox, "invoice"))
    body = {"from": LAN, "chat": LAN, "message": invoice["message_id"]}
    await sandbox.post("/control/stars/pay", body)
    if refunds:
        await until(lambda: _states(bot) == [("credited", 1)])
        await bot.stop()
        await bot.start(CRASH_AT=point)
        [(charge,)] = bot.rows("SELECT charge_id FROM payment")
        asked = await _answer(sandbox, f"/admin refund {charge}", "Hoàn 50 ⭐")
        button = asked["reply_markup"]["inline_keyboard"][0][0]
        press = {"from": LAN, "chat": LAN, "message": asked["message_id"], "data": button["callback_data"]}
        await sandbox.post("/control/press", press)
    assert await bot.wait(40) == SIGKILLED, f"{point} was never reached:\n{bot.log.read_text()[-4000:]}"
    await bot.start()
    wanted = "refunded" if refunds else "credited"
    await until(lambda: _states(bot) == [(wanted, 1)], 60)
    assert await bot.stop() == 0
    await _judge(sandbox, bot, 0 if refunds else _CREDITS)
    return wanted


def _states(bot: Bot) -> list[tuple[Any, ...]]:
    return (
        bot.rows("SELECT state, told FROM payment") if not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'") else []
    )


async def _answer(sandbox: Sandbox, words: str, label: str) -> Mapping[str, Any]:
    await sandbox.say(words)

    async def look() -> Mapping[str, Any] | None:
        for one in await sandbox.from_bot(LAN):
            rows = one.get("reply_markup", {}).get("inline_keyboard", [])
            if any(label in button["text"] for row in rows for button in row) and "invoice" not in one:
                return one
        return None

    found: Mapping[str, Any] = await until(look)
    return found


async def _seen(sandbox: Sandbox, field: str) -> Mapping[str, Any] | None:
    return next((one for one in await sandbox.from_bot(LAN) if field in one), None)


async def _judge(sandbox: Sandbox, bot: Bot, wanted: int) -> None:
    [(left,)] = bot.rows("SELECT credits_posted - debits_posted FROM account WHERE id LIKE 'w:%'")
    stars = (await sandbox.get("/control/stars"))["balance"]
    assert (left, stars) == (wanted, 50 if wanted else 0)
    assert bot.rows("SELECT debits_posted - credits_posted FROM account WHERE id = 'stars:bal'") == [(stars,)]
    database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
    try:
        assert await database.read(invariants.broken) == []
    finally:
        await database.close()
