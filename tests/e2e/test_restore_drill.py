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
from tests.harness import Bot, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
CROWD = range(6201, 6205)


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
            last = (await sandbox.from_bot(CROWD[0]))[-1]["message_id"]
            await sandbox.press(first, "Again", person=CROWD[0])
            await said(sandbox, CROWD[0], lambda one: "the first boat" in one.get("caption", ""), after=last)
        finally:
            await anew.stop(9)
        assert await wrong_in(anew) == []
