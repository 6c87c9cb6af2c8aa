"""Our own disk fails: nobody pays for a file that is not what was saved, and what can be had again is fetched again."""

import pytest
import pytest_asyncio

from tests.e2e.moved_bot import MovedBot
from tests.e2e.steps import at_rest, check_books, faults, greeting, newcomer, picture, sentence, wallet
from tests.harness import ALEX, FAST, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000
FLOW = "/imagine a boat --model flow"
SORRY = "The AI failed at this one"
SWEEP_S = 31
STUMBLES = {"kind": "status", "status": 502, "times": 0, "match": "editMessageMedia"}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def sandbox():
    async with sandbox_process() as process:
        yield process


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox, tmp_path):
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    await newcomer(sandbox, OWNER)
    moved = MovedBot(sandbox, tmp_path / "data", BOT_ADMIN_IDS=str(OWNER))
    await moved.start()
    try:
        yield moved
        await at_rest(moved)
    finally:
        await moved.stop()
    await check_books(moved)


def empty(file):
    file.write_bytes(b"")


def cut_short(file):
    file.write_bytes(file.read_bytes()[:-100])


def garble(file):
    data = bytearray(file.read_bytes())
    data[200:] = bytes(len(data) - 200)
    file.write_bytes(data)


def drop(file):
    file.unlink()


def files(bot):
    """The saved results in their order."""
    return [bot.folder / path for (path,) in bot.rows("SELECT path FROM asset ORDER BY position")]


async def saved_and_not_shown(sandbox, bot, words):
    """Stop the bot when the files are saved and Telegram has not taken them yet."""
    await faults(sandbox, "telegram", STUMBLES)
    await sandbox.say(words, person=ALEX)
    await ready(bot)
    assert await bot.stop() == 0
    return files(bot)


async def ready(bot):
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'ready'"))


async def end_of(sandbox, bot, *wrong):
    """Start again with a Telegram that works; returns how the job ended."""
    await faults(sandbox, "flow", *wrong)
    await bot.start()
    await again(bot)
    return bot.rows("SELECT state, outcome FROM job")


async def again(bot):
    """Let sweeps pass until all is at rest."""

    async def rests():
        bot.pass_time(SWEEP_S)
        return not bot.rows("SELECT 1 FROM job WHERE shown <> 1")

    await until(rests, every=0.3)


def losses(bot):
    return bot.rows("SELECT debit_id FROM transfer WHERE code = 'provider_loss'")


@pytest.mark.parametrize("harm", [empty, cut_short, garble, drop])
async def test_a_file_that_broke_before_it_was_shown_costs_the_house_and_nobody_else(sandbox, bot, harm):
    [file] = await saved_and_not_shown(sandbox, bot, "/imagine a boat")
    harm(file)
    assert await end_of(sandbox, bot) == [("voided", "broken")]
    await sentence(sandbox, ALEX, SORRY)
    assert not [one for one in await sandbox.from_bot(ALEX) if "photo" in one]
    assert wallet(bot, ALEX) == (RICH, 0)
    assert len(losses(bot)) == 1
    await sentence(sandbox, OWNER, "gone or broken on our disk")


@pytest.mark.parametrize("harm", [garble, drop])
async def test_what_the_gateway_still_has_is_fetched_again(sandbox, bot, harm):
    for file in await saved_and_not_shown(sandbox, bot, f"{FLOW} --n 2"):
        harm(file)
    assert await end_of(sandbox, bot) == [("captured", None)]
    await picture(sandbox, ALEX)
    assert wallet(bot, ALEX) == (RICH - 200, 0)
    assert len(await sandbox.tasks()) == 1
    assert bot.rows("SELECT count(*) FROM asset") == [(2,)]


async def test_what_breaks_again_is_not_fetched_for_ever(sandbox, bot):
    [file] = await saved_and_not_shown(sandbox, bot, FLOW)
    garble(file)
    await bot.start()  # Telegram stumbles still
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'working'"))
    bot.pass_time(SWEEP_S)
    await ready(bot)
    assert await bot.stop() == 0
    garble(file)
    assert await end_of(sandbox, bot) == [("voided", "broken")]
    await sentence(sandbox, ALEX, SORRY)
    assert wallet(bot, ALEX) == (RICH, 0)


async def test_what_the_gateway_has_no_more_is_told_and_its_price_stays_a_loss_of_the_house(sandbox, bot):
    [file] = await saved_and_not_shown(sandbox, bot, FLOW)
    drop(file)
    body = '{"success": true, "status": "failed", "error": "expired"}'
    gone = {"kind": "status", "status": 200, "body": body, "match": "GET /flow/public/api/v1/jobs/"}
    assert await end_of(sandbox, bot, gone) == [("voided", "broken")]
    assert wallet(bot, ALEX) == (RICH, 0)
    assert losses(bot) == [("loss:flow",)]


async def test_of_several_files_those_that_are_whole_are_shown_and_paid(sandbox, bot):
    first, second, _ = await saved_and_not_shown(sandbox, bot, "/imagine three boats --n 3 --model nano-banana")
    garble(first)
    [(price,)] = bot.rows("SELECT price FROM job")
    assert await end_of(sandbox, bot) == [("captured", None)]
    shown = await picture(sandbox, ALEX)
    assert wallet(bot, ALEX) == (RICH - price * 2 // 3, 0)
    before = len(await sandbox.from_bot(ALEX))
    await sandbox.press(shown, "1", person=ALEX)
    assert len(await sandbox.from_bot(ALEX)) == before + 1
    assert files(bot)[0] == second, "the buttons count what was shown"


@pytest.mark.parametrize("harm", [garble, drop])
async def test_a_press_for_a_file_that_broke_since_is_told_so(sandbox, bot, harm):
    await sandbox.say("/imagine a boat", person=ALEX)
    shown = await picture(sandbox, ALEX)
    await at_rest(bot)
    [file] = files(bot)
    harm(file)
    answer = await sandbox.press(shown, "File", person=ALEX)
    assert "no longer have that picture" in answer["text"]
    assert len(await sandbox.from_bot(ALEX)) == 1
    await until(lambda: bot.rows("SELECT 1 FROM inbox WHERE state <> 'done'") == [])


async def test_a_grid_that_broke_is_made_again(sandbox, bot):
    await faults(sandbox, "telegram", STUMBLES)
    await sandbox.say(f"{FLOW} --n 2", person=ALEX)
    [grid] = await until(lambda: [*bot.folder.glob("jobs/*/grid*.jpg")])
    assert await bot.stop() == 0
    whole = grid.read_bytes()
    cut_short(grid)
    assert await end_of(sandbox, bot) == [("captured", None)]
    await picture(sandbox, ALEX)
    assert grid.read_bytes() == whole


async def test_who_comes_back_to_a_picture_that_broke_is_greeted_all_the_same(sandbox, bot):
    await sandbox.gateways(latency_s=0.8)
    await sandbox.say("/imagine two boats --n 2", person=ALEX)
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'submitting'"))
    await sandbox.post("/control/block", {"person": ALEX})
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'captured' AND outcome = 'unreachable'"))
    await sandbox.post("/control/block", {"person": ALEX, "blocked": False})
    first, second = files(bot)
    drop(first)
    await sandbox.say("/start", person=ALEX)
    await picture(sandbox, ALEX, words="two boats")
    assert files(bot) == [second]
    await greeting(sandbox, ALEX)
