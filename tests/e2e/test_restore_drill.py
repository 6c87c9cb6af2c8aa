"""The restore drill: a copy taken while people press, put into an empty folder, goes on, later payments included."""

import asyncio
import json
import sqlite3
import sys
import zipfile

import pytest

from storage import invariants
from storage.database import Database
from tests.e2e.steps import at_rest, bot_on, newcomer, picture, said
from tests.e2e.test_stars import Shop
from tests.forked import ROOT
from tests.harness import ALEX, FAMILY, Bot, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
CROWD = range(6201, 6205)
NEWCOMER = 6299


async def ask_bot(bot, *words, code=0):
    """Run ``python -m bot`` with a bot's settings beside it; returns what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--env-file", "", *words,
        cwd=ROOT, env=bot.environment(BOT_LOG_LEVEL="ERROR"),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _ = await process.communicate()
    assert process.returncode == code, told.decode()
    return told.decode()


async def press_on(sandbox, person, stop):
    """Ask for one picture after the other until it is enough."""
    number = 0
    while not stop.is_set():
        number += 1
        await sandbox.say(f"/imagine boat {number}", person=person)
        await asyncio.sleep(0.3)


def bot_has(bot, charge_id):
    return bot.rows("SELECT state, came_by FROM payment WHERE charge_id = ?", charge_id)


def committed(bot):
    return {row[0] for row in bot.rows("SELECT id FROM transfer")}


async def buy_after_the_copy(shop):
    """Make and pay invoices of which the copy knows nothing: of somebody known, a newcomer, and for a group's pool.

    Returns what each account must have got, by charge.
    """
    sandbox = shop.sandbox
    await newcomer(sandbox, NEWCOMER)
    bought = {}
    for person, chat in ((CROWD[2], CROWD[2]), (NEWCOMER, NEWCOMER), (ALEX, FAMILY)):
        paid = await shop.pay(await shop.invoice(person=person, chat=chat), person)
        assert paid["state"] == "paid"
        bought[paid["charge_id"]] = person if chat == person else chat
    forged = {"from": CROWD[3], "payload": "o1.A.B...50.15000.0.AAAA", "stars": 50}
    bought[(await sandbox.post("/control/stars/play", forged))["charge_id"]] = None
    return bought


async def late_ones_are_credited_once(bot, late):
    """What was paid by invoices whose rows are gone is credited where it belongs, once, however often it is read."""
    for _ in range(2):
        await until(lambda: all(bot_has(bot, charge) for charge in late))
        for charge, who in late.items():
            assert bot_has(bot, charge) == [("credited" if who else "aside", "list")]
        found = bot.rows(
            "SELECT charge_id, COALESCE(telegram_id, chat_id) FROM payment "
            "LEFT JOIN person ON account_id = 'w:' || uid LEFT JOIN pool ON account_id = 'pool:' || pid "
            "WHERE state = 'credited'"
        )
        assert {charge: who for charge, who in found if charge in late} == {k: v for k, v in late.items() if v}
        moved = bot.rows("SELECT ref, count(*), sum(amount) FROM transfer WHERE code = 'topup' GROUP BY ref")
        assert {row for row in moved if row[0] in late} == {(charge, 1, 15000) for charge, who in late.items() if who}
        await bot.stop()
        await bot.start()


async def wrong_in(bot):
    """Check the books of a bot that was killed; what was under way in the copy may still be."""
    database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
    try:
        return await database.survey(invariants.broken)
    finally:
        await database.close()


async def test_a_copy_under_load_is_restored_whole_and_goes_on(tmp_path):
    file = tmp_path / "copies" / "one.zip"
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path, BOT_JOBS_AT_ONCE="unlimited") as bot:
        for person in CROWD:
            await newcomer(sandbox, person)
        await sandbox.say("/imagine the first boat", person=CROWD[0])
        first = await picture(sandbox, CROWD[0])
        shop = Shop(sandbox, bot, CROWD[1])
        invoice = await shop.invoice(person=CROWD[1])
        stop = asyncio.Event()
        crowd = [asyncio.create_task(press_on(sandbox, person, stop)) for person in CROWD]
        await until(lambda: bot.rows("SELECT count(*) FROM job")[0][0] >= 8)
        before = committed(bot)
        told = await ask_bot(bot, "backup", str(file))
        after = committed(bot)
        stop.set()
        await asyncio.gather(*crowd)
        assert "checked and good" in told
        assert len(after) > len(before), "nobody pressed meanwhile"
        assert file.stat().st_mode & 0o777 == 0o600
        assert list(file.parent.iterdir()) == [file]
        assert json.loads(zipfile.ZipFile(file).read("manifest.json"))["files_not_in_here"]
        paid = await shop.pay(invoice, CROWD[1])  # nothing of it is in the copy
        assert paid["state"] == "paid"
        late = await buy_after_the_copy(shop)
        refused, _ = await asyncio.gather(ask_bot(bot, "restore", str(file), code=75), at_rest(bot, 60))
        assert "another process works in" in refused
        await bot.stop()

        anew = Bot(sandbox, tmp_path / "anew", bot.settings)
        told = await ask_bot(anew, "restore", str(file))
        assert "its books are in order" in told
        assert "files of results" in told
        assert before <= committed(anew) <= after
        for name in ("atelier.db", "button.key", "forget.key"):
            assert (anew.folder / name).stat().st_mode & 0o777 == 0o600
        with sqlite3.connect(anew.folder / "atelier.db") as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        await anew.start()
        try:
            [bought] = await until(lambda: bot_has(anew, paid["charge_id"]))
            assert bought == ("credited", "list")
            await late_ones_are_credited_once(anew, late)
            last = (await sandbox.from_bot(CROWD[0]))[-1]["message_id"]
            await sandbox.press(first, "Again", person=CROWD[0])
            await said(sandbox, CROWD[0], lambda one: "the first boat" in one.get("caption", ""), after=last)
        finally:
            await anew.stop(9)
        assert await wrong_in(anew) == []
