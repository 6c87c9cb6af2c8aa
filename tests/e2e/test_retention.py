"""What is old goes by the owner's settings: words and files; favourites stay, and old results are still shown."""

import time
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.keeping import Keeping, KeepingRules
from storage.database import Database
from tests.e2e.steps import at_rest, bot_on, newcomer, picture, said, sentence
from tests.harness import sandbox_process

pytestmark = pytest.mark.asyncio(loop_scope="module")
ANA = 6301
MONTH_S = 31 * 86_400


class Nobody:
    """Whom nothing has to be told, and nobody asked to be forgotten."""

    def tell(self, kind, what, **values):
        raise AssertionError(what)


async def a_month_passes(bot, **rules):
    """Make everything there a month older, and let go what is old; the bot must have stopped."""
    bot.write(f"UPDATE job SET created_at = created_at - {MONTH_S}, finished_at = finished_at - {MONTH_S}")  # noqa: S608 (a number from above)
    bot.write(f"UPDATE batch SET created_at = created_at - {MONTH_S}")  # noqa: S608 (as above)
    bot.write(f"UPDATE button SET created_at = created_at - {MONTH_S}")  # noqa: S608 (as above)
    bot.write(f"UPDATE gallery SET at = at - {MONTH_S}")  # noqa: S608 (as above)
    bot.write(f"UPDATE inbox SET received_at = received_at - {MONTH_S}")  # noqa: S608 (as above)
    database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
    kept = KeepingRules(**{"words_days": 30, "files_days": 30, "backup_every_hours": 0, "backup_keep": 1, **rules})
    try:
        keeping = Keeping(database, SystemClock(), Nobody(), forgetting=None, rules=kept, data_dir=bot.folder)
        await keeping.hourly()
    finally:
        await database.close()


def files(bot):
    return sorted(path.name for path in (Path(bot.folder) / "jobs").iterdir())


async def test_old_words_and_files_go_favourites_stay_and_old_results_are_still_shown(tmp_path):
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path) as bot:
        await newcomer(sandbox, ANA)
        await sandbox.say("/imagine a plain kite", person=ANA)
        plain = await picture(sandbox, ANA, words="plain")
        await sandbox.say("/imagine a dear kite", person=ANA)
        dear = await picture(sandbox, ANA, words="dear")
        await at_rest(bot)
        await sandbox.say("/library dear", person=ANA)
        shelf = await picture(sandbox, ANA, after=dear["message_id"])
        await sandbox.press(shelf, "☆", person=ANA)
        await sandbox.say("/imagin a plain mistake", person=ANA)
        await sentence(sandbox, ANA, "/imagine", after=shelf["message_id"])
        await at_rest(bot)
        await bot.stop()
        assert len(bot.rows("SELECT 1 FROM inbox WHERE raw LIKE '%plain%'")) >= 2
        await a_month_passes(bot, words_days=None, files_days=None)
        assert files(bot) == ["1", "2"]
        await a_month_passes(bot)
        assert files(bot) == ["2"]
        assert [("plain" in one, "dear" in one) for (one,) in bot.rows("SELECT request FROM job ORDER BY id")] == [
            (False, False),
            (False, True),
        ]
        assert bot.rows("SELECT job_id FROM job_words") == [(2,)]
        assert bot.rows("SELECT words FROM gallery") == [("[]",)]
        assert bot.rows("SELECT 1 FROM inbox WHERE raw LIKE '%plain%'") == []
        assert bot.rows("SELECT 1 FROM button WHERE argument LIKE '%plain%'") == []
        await a_month_passes(bot)  # a second time changes nothing
        await bot.start()

        assert "I no longer know what was asked" in (await sandbox.press(plain, "Again", person=ANA))["text"]
        assert "too old" in (await sandbox.press(plain, "File", person=ANA))["text"]
        await sandbox.press(dear, "File", person=ANA)
        await said(sandbox, ANA, lambda one: "document" in one, after=shelf["message_id"])
        last = (await sandbox.from_bot(ANA))[-1]["message_id"]
        await sandbox.say("/library", person=ANA)
        gallery = await picture(sandbox, ANA, after=last)
        await sandbox.press(gallery, "›", person=ANA)  # noqa: RUF001 (as the button says)

        await said(sandbox, ANA, lambda one: "photo" in one and "2/2" in one.get("caption", ""), after=last)
        assert "picture.lost" not in bot.log.read_text()
        await sandbox.say("make it night", person=ANA, reply_to=plain["message_id"])
        await picture(sandbox, ANA, words="night")  # from what Telegram keeps of it


async def test_a_copy_is_made_when_one_is_due(tmp_path):
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path) as bot:
        await bot.stop()
        folder = bot.folder / "backups"
        for _ in range(2):  # the second finds one that is young enough
            await a_month_passes(bot, backup_every_hours=24, backup_keep=2)
        [made] = folder.iterdir()
        made.rename(folder / "atelier-20200101-000000.zip")
        (folder / "atelier-20190101-000000.zip").write_bytes(b"older")
        began = time.time()
        await a_month_passes(bot, backup_every_hours=24, backup_keep=2)
        left = sorted(path.name for path in folder.iterdir())
        assert left[0] == "atelier-20200101-000000.zip"
        assert len(left) == 2
        assert time.time() - began < 20
        await bot.start()
