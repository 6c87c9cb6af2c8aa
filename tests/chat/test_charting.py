"""The month: what the ledger says was spent, by days where the bot lives, and the same numbers on the picture."""

import asyncio
import random
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.chat import charting
from bot.chat.texts import texts
from bot.generation.rules import Rules
from bot.media.chart import draw
from bot.web.sheets import thousands
from storage import jobs, ledger, people, statement
from storage.database import Database
from storage.migrate import migrate

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = int(datetime(2026, 12, 1, 0, 0, 30, tzinfo=ZONE).timestamp())
RULES = Rules(billing="credits", zone=ZONE)
BY_DAY = (
    "SELECT date(at + 7 * 3600, 'unixepoch') AS day, sum(amount) FROM transfer WHERE kind = 'capture' "
    "AND day > date(:now + 7 * 3600, 'unixepoch', '-30 days') GROUP BY day"
)


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/atelier.db", locked=True)
    await migrate(database, NOW)
    yield database
    await database.close()


async def spend(tx, uid, idem, amount, at):
    wallet = f"w:{uid}"
    job = await jobs.add(tx, jobs.NewJob(idem, uid, wallet, 1, "vi", "m", "{}", 1, amount + 5), at)
    await ledger.hold(tx, f"h:{job.id}", wallet, "rev", amount + 5, "gen", at, job.id)
    await ledger.capture(tx, f"h:{job.id}", amount, at)


async def test_the_picture_says_what_sql_says_of_each_day(db):
    chance = random.Random(3)  # noqa: S311 (the same each time)

    async def live(tx):
        uid = (await people.meet(tx, 1, "An", "vi", NOW)).uid
        await ledger.open_account(tx, "rev", "CRD")
        await ledger.open_account(tx, f"w:{uid}", "CRD")
        for number in range(200):
            await spend(tx, uid, f"m:{number}", chance.randint(1, 4000), NOW - chance.randrange(35 * 86_400))
        await spend(tx, uid, "m:before", 700, NOW - 31)
        await spend(tx, uid, "m:after", 900, NOW - 30)
        return uid

    uid = await db.write(live)
    month = charting.month(await db.read(statement.spent, uid, charting.since(NOW, RULES)), NOW, RULES)
    told = dict(await db.read(lambda tx: tx.all(BY_DAY, now=NOW)))
    assert {str(day): spent for day, spent in zip(month.days, month.spent, strict=True) if spent} == told
    assert len(month.days) == 30
    assert month.spent[-1] >= 900
    svg = (await draw(month.chart(texts("vi"), "dark"), "svg")).decode()
    words = [one.replace("\N{NO-BREAK SPACE}", " ") for one in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]
    assert words[:2] == ["₫ mỗi ngày", "30 ngày qua"]
    assert f"{sum(told.values()):,} ₫".replace(",", ".") in words
    for value in (max(month.spent), month.spent[-1]):
        assert f"{value:,}".replace(",", ".") in words


async def test_nothing_spent_is_nothing_to_draw(db):
    assert charting.month([], NOW, RULES) is None
    assert charting.month([(NOW - 40 * 86_400, 5)], NOW, RULES) is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_charts_part_thousands_as_the_texts_do(language):
    assert texts(language).plain("month-sum", credits=1000)[1] == thousands(language)


async def test_in_a_crowd_the_words_come_at_once_and_who_looks_twice_waits_for_nothing():
    month = charting.month([(NOW - 5, 5)], NOW, RULES).chart(texts("en"), "light")
    charts = charting.Charts(at_once=1)
    first, second = await asyncio.gather(charts.png(month), charts.png(month))
    assert first is not None
    assert second is None
    assert await charts.png(month) is first
