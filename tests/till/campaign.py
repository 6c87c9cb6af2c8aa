"""Thousands of payments, many told of twice, some never, some given back: after one sweep none is double, none is lost.

``python -m tests.till.campaign`` is the long form (`make payments`); `test_till.py` runs a short one in the suite.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from storage import invariants, orders, payments
from storage.database import Database, Tx
from storage.migrate import migrate
from storage.orders import NewOrder
from storage.payments import Payer
from tests.harness import FAST, Bot, Sandbox, quick_catalog, sandbox_process, until

TWICE, LOST, BACK = 0.30, 0.05, 0.05
STARS, CREDITS = 50, 15_000
_AT_ONCE = 16
_FIRST = 20_001


@dataclass
class Played:
    """What was done to whom, as the till should have it in the end."""

    orders: dict[int, str]  # each person's invoice, paid again and again
    bought: Counter[int] = field(default_factory=Counter)
    back: Counter[int] = field(default_factory=Counter)
    told: Counter[int] = field(default_factory=Counter)  # by how often the bot was told

    def credits_of(self, person: int) -> int:
        """What is left of what a person bought: nobody spends anything here."""
        return CREDITS * (self.bought[person] - self.back[person])


async def play(sandbox: Sandbox, folder: Path, count: int, people: int, seed: int) -> Played:
    """Pay ``count`` times with everything that goes wrong, sweep once, and judge."""
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    quick_catalog(folder / "catalog")
    played = Played(await _invoices(sandbox, folder, people))
    bot = Bot(sandbox, folder, {"BOT_START_CREDITS": "0", "BOT_LOG_LEVEL": "INFO"})
    await bot.start()
    try:
        await _pay(sandbox, played, count, random.Random(seed))  # noqa: S311 (a test's dice)
        await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"), 300)
        await bot.stop()
        before = bot.rows("SELECT count(*) FROM payment")[0][0]
        assert before < count or not played.told[0]
        await bot.start()  # it reads Telegram's list then
        listed = len((await sandbox.get("/control/stars"))["transactions"])
        await until(lambda: bot.rows("SELECT seen FROM star_list") == [(listed,)], 300)
    finally:
        await bot.stop()
    await judge(sandbox, folder, bot, played)
    return played


async def _invoices(sandbox: Sandbox, folder: Path, people: int) -> dict[int, str]:
    """Make people with an invoice each, as the bot writes them."""
    numbers = range(_FIRST, _FIRST + people)
    for number in numbers:
        await sandbox.post("/control/people", {"id": number, "first_name": f"P{number}"})
        await sandbox.post("/control/stars/purse", {"person": number, "stars": 10**9})
    folder.mkdir(parents=True, exist_ok=True)
    database = await Database.open(f"sqlite:///{folder}/atelier.db", locked=True)
    now = int(time.time())

    async def order(tx: Tx, number: int) -> str:
        uid = await payments.meet(tx, Payer(number, f"P{number}", "en"), now)
        return (await orders.add(tx, NewOrder(uid, f"w:{uid}", STARS, CREDITS, number), now)).id

    try:
        await migrate(database, now)
        return {number: await database.write(order, number) for number in numbers}
    finally:
        await database.close()


async def _pay(sandbox: Sandbox, played: Played, count: int, chance: random.Random) -> None:
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(person: int, times: int, back: str) -> None:
        async with turns:
            body = {"from": person, "payload": played.orders[person], "stars": STARS, "times": times}
            charge = (await sandbox.post("/control/stars/play", body))["charge_id"]
            if back:
                told = {"charge": charge, "told": back == "told"}
                await sandbox.post("/control/stars/chargeback", told)

    work = []
    for _ in range(count):
        person, dice = chance.choice([*played.orders]), chance.random()
        times = 0 if dice < LOST else 2 if dice < LOST + TWICE else 1
        back = chance.choice(["told", "untold"]) if chance.random() < BACK else ""
        played.bought[person] += 1
        played.back[person] += bool(back)
        played.told[times] += 1
        work.append(one(person, times, back))
    await asyncio.gather(*work)


async def judge(sandbox: Sandbox, folder: Path, bot: Bot, played: Played) -> None:
    """Compare every wallet with what was bought, and our Stars with Telegram's."""
    left = dict(
        bot.rows(
            "SELECT telegram_id, credits_posted - debits_posted FROM person JOIN account ON account.id = 'w:' || uid"
        )
    )
    assert left == {person: played.credits_of(person) for person in played.orders}, "double or lost credits"
    states = dict(bot.rows("SELECT state, count(*) FROM payment GROUP BY state"))
    bought, back = played.bought.total(), played.back.total()
    assert states == {state: n for state, n in (("credited", bought - back), ("refunded", back)) if n}, states
    assert bot.rows("SELECT sum(debits_posted - credits_posted) FROM account WHERE id LIKE 'chargeback:%'") == [(None,)]
    stars = (await sandbox.get("/control/stars"))["balance"]
    assert bot.rows("SELECT debits_posted - credits_posted FROM account WHERE id = 'stars:bal'") == [(stars,)]
    database = await Database.open(f"sqlite:///{folder}/atelier.db", locked=True)
    try:
        assert await database.read(invariants.broken) == []
    finally:
        await database.close()


async def campaign(count: int, seed: int) -> int:
    """Play the long form and say what came of it."""
    began = time.monotonic()
    async with sandbox_process() as sandbox:
        with tempfile.TemporaryDirectory() as folder:
            played = await play(sandbox, Path(folder) / "data", count, min(count // 10 + 1, 500), seed)
    words = f"{played.told[2]} told of twice, {played.told[0]} never, {played.back.total()} given back"
    sys.stdout.write(f"seed {seed}: {count} payments, {words}; 0 double, 0 lost, {time.monotonic() - began:.0f} s\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    sys.exit(asyncio.run(campaign(arguments.count, arguments.seed)))
