"""Somebody pays while five thousand messages wait before them: how soon is Telegram's question before it answered?"""

from __future__ import annotations

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Any

from tests.harness import FAST, LAN, Bot, Sandbox, sandbox_process, until

_AHEAD, _PEOPLE = 5_000, 1_000
_FIRST = 730_000_001
_PATIENCE_S = 120
_WORDS = ("/imagine a boat", "/balance", "/models", "/imagine two boats --n 2", "/help")
_ANSWER = "/answerPreCheckoutQuery"


async def measure(folder: Path) -> None:
    """Print how long the answer took from the moment the bot could fetch the first of what waited."""
    async with sandbox_process() as sandbox:
        await sandbox.gateways(**FAST)
        bot = Bot(sandbox, folder, {})
        await bot.start()
        menu = await sandbox.say("/topup")
        found = await until(lambda: _first(sandbox, menu["message_id"], "reply_markup"))
        await sandbox.press(found, "⭐")
        invoice = await until(lambda: _first(sandbox, found["message_id"], "invoice"))
        await bot.stop()
        await asyncio.gather(
            *[
                sandbox.post("/control/people", {"id": _FIRST + number, "first_name": f"P{number}"})
                for number in range(_PEOPLE)
            ]
        )
        for number in range(_AHEAD):
            words = _WORDS[number // _PEOPLE % len(_WORDS)]
            await sandbox.say(words, person=_FIRST + number % _PEOPLE)
        paying = {"from": LAN, "chat": LAN, "message": invoice["message_id"]}
        checkout = (await sandbox.post("/control/stars/pay", paying))["checkout"]
        await bot.start()
        began = time.time()
        try:
            answered = await until(lambda: _answered(sandbox), _PATIENCE_S, 0.2)
            state = (await sandbox.get(f"/control/stars/checkouts/{checkout}"))["state"]
            print(f"checkout behind {_AHEAD} updates: answered {answered - began:.2f} s after the start, {state}")
        finally:
            with contextlib.suppress(TimeoutError):
                await bot.stop()


async def _first(sandbox: Sandbox, after: int, field: str) -> dict[str, Any] | None:
    return next((one for one in await sandbox.from_bot(LAN, after) if field in one), None)


async def _answered(sandbox: Sandbox) -> float | None:
    return next((one["at"] for one in await sandbox.requests("telegram") if one["path"].endswith(_ANSWER)), None)
