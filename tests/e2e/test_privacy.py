"""Privacy end to end: who asks to be forgotten is found nowhere, the books are whole, and nothing is given twice."""

import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from tests.e2e.conftest import picture as drawn
from tests.e2e.steps import at_rest, bot_on, handled, ours, picture, sentence, wallet
from tests.harness import LAN, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
NHI = 7_123_456_789
NAME, USER = "Quỳnh-Nhi-0451", "quynh_nhi_0451"
WORDS = "zephyrine"  # stands in everything that she writes
GROUP = -700_451
START = 200_000
PRICE = 1748


async def move_in(sandbox, language="en"):
    person = {"id": NHI, "first_name": NAME, "username": USER, "language_code": language}
    await sandbox.post("/control/people", person)
    await sandbox.post("/control/chats", {"id": GROUP, "title": "G", "members": [NHI, LAN]})


async def live(sandbox, bot):
    """Leave something everywhere: pictures, an edit, a search, a favourite, settings, a batch, a question, a group."""
    await sandbox.say(f"/imagine {WORDS} over the sea", person=NHI)
    shown = await picture(sandbox, NHI)
    await at_rest(bot)
    await sandbox.say("/library", person=NHI)
    gallery = await picture(sandbox, NHI, after=shown["message_id"])
    await sandbox.press(gallery, "☆", person=NHI)
    await sandbox.send_photos(drawn((200, 120, 40)), caption=f"paint it {WORDS}", person=NHI)
    await picture(sandbox, NHI, after=gallery["message_id"])
    await at_rest(bot)
    await sandbox.say(f"/library {WORDS}", person=NHI)
    await sandbox.say(f"/batch\n{WORDS} one\n{WORDS} two", person=NHI)
    await sentence(sandbox, NHI, "2 ")
    await sandbox.send_photos(drawn((200, 120, 40)), person=NHI)
    await sandbox.say(f"/imagine {WORDS} in a group", person=NHI, chat=GROUP)
    await picture(sandbox, GROUP, words=WORDS)
    await sandbox.say(f"/imagin {WORDS}", person=NHI)


async def delete_me(sandbox, *, told=""):
    await sandbox.say("/deleteme", person=NHI)
    asked = await sentence(sandbox, NHI, "Forget you?")
    assert told in asked["text"]
    await sandbox.press(asked, "Forget me", person=NHI)
    return await sentence(sandbox, NHI, "You are forgotten")


async def forgotten(bot):
    await until(lambda: bot.rows("SELECT * FROM erasure") == [], 40)


def found(folder: Path, *needles: str) -> list[tuple[str, str]]:
    """Return which files of a folder, names included, hold one of the strings."""
    hits = []
    for path in sorted(folder.rglob("*")):
        text = path.read_bytes() if path.is_file() else b""
        hits += [(path.name, one) for one in needles if one.encode() in text or one in path.name]
    return hits


async def test_who_asks_to_be_forgotten_is_found_nowhere(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_BACKUP_EVERY_HOURS="0") as bot:
        await move_in(town)
        await live(town, bot)
        needles = (NAME, USER, WORDS, str(NHI))
        assert {needle for _, needle in found(bot.folder, *needles)} >= {NAME, WORDS}
        await at_rest(bot)
        [(uid,)] = bot.rows("SELECT uid FROM person WHERE telegram_id = ?", NHI)
        books = bot.rows("SELECT * FROM transfer WHERE kind <> 'void' ORDER BY id")
        left, held = wallet(bot, NHI)
        await delete_me(town, told=f"You lose {left + held:,} ₫")
        await forgotten(bot)
        await until(lambda: not found(bot.folder, *needles))
        assert bot.rows("SELECT telegram_id, name FROM person WHERE uid = ?", uid) == [(None, "")]
        assert [row for row in books if row not in bot.rows("SELECT * FROM transfer")] == []
        [(lost,)] = bot.rows("SELECT credits_posted - debits_posted FROM account WHERE id = 'breakage'")
        assert lost == START - 3 * PRICE
        assert list((bot.folder / "jobs").iterdir()) == []


async def test_coming_back_is_a_new_person_without_a_second_grant(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="1") as bot:
        await move_in(town)
        await town.say(f"/imagine {WORDS}", person=NHI)
        await picture(town, NHI)
        await until(lambda: wallet(bot, NHI) == (START - PRICE, 0))  # it is shown a moment before it is paid
        [(before,)] = bot.rows("SELECT uid FROM person WHERE telegram_id = ?", NHI)
        done = await delete_me(town, told=f"You lose {START - PRICE:,} ₫")
        await forgotten(bot)
        await town.say("/balance", person=NHI)
        await sentence(town, NHI, "You have 0 ₫", after=done["message_id"])
        assert wallet(bot, NHI) == (0, 0)
        [(after,)] = bot.rows("SELECT uid FROM person WHERE telegram_id = ?", NHI)
        assert after != before
        await town.say("/imagine one more for free", person=NHI)
        await sentence(town, NHI, "1 of 1 today, back at midnight", after=done["message_id"])
        await delete_me(town)
        await forgotten(bot)
        assert len(bot.rows("SELECT mark FROM forgotten")) == 1


async def test_work_under_way_is_stopped_and_costs_nothing(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await town.gateways(latency_s=1.5)
        await move_in(town)
        await town.say(f"/imagine {WORDS}", person=NHI)
        await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state IN ('submitting', 'running')"))
        await delete_me(town, told="One job under way stops")
        await forgotten(bot)
        assert bot.rows("SELECT state, outcome, gone FROM job") == [("voided", "cancelled", 3)]
        await until(lambda: not found(bot.folder, WORDS, NAME, str(NHI)))


async def test_a_kill_in_the_middle_is_gone_on_with_at_the_start(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await move_in(town)
        await town.say(f"/imagine {WORDS}", person=NHI)
        await picture(town, NHI)
        await bot.stop(9)
        bot.write(f"INSERT INTO erasure SELECT uid, telegram_id, {int(time.time()) + 1} FROM person")  # noqa: S608
        bot.write("UPDATE person SET telegram_id = NULL, name = ''")
        await bot.start()
        await forgotten(bot)
        await until(lambda: not found(bot.folder, WORDS, NAME, str(NHI)))


async def test_nothing_is_asked_in_a_group_and_a_foreign_press_forgets_nobody(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await move_in(town)
        for command in ("deleteme", "mydata"):
            await town.say(f"/{command}", person=NHI, chat=GROUP)
            await sentence(town, GROUP, f"Ask me in private: @atelier_bot, /{command}")
        await town.say("/deleteme", person=NHI)
        asked = await sentence(town, NHI, "Forget you?")
        await town.press(asked, "No, stay", person=NHI)
        await sentence(town, NHI, "Nothing was deleted")
        assert bot.rows("SELECT telegram_id FROM person WHERE telegram_id = ?", NHI) == [(NHI,)]
        go = asked["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
        version, nonce, signature = go.split(".")
        pressed = {"id": "1", "chat_instance": "1", "message": asked}
        forged = f"{version}.{nonce}.{signature[::-1]}"
        presses = [(LAN, go), (NHI, forged), (NHI, go.swapcase()), (NHI, "deleteme")]
        numbers = []
        for presser, data in presses:
            query = {**pressed, "from": {"id": presser, "is_bot": False, "first_name": "X"}, "data": data}
            numbers.append((await town.post("/control/update", {"callback_query": query}))["update_id"])
        await handled(bot, numbers)
        assert bot.rows("SELECT * FROM erasure") == []
        assert bot.rows("SELECT mark FROM forgotten") == []


async def test_a_wallet_that_grew_since_is_asked_about_again(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await move_in(town)
        await town.say("/deleteme", person=NHI)
        asked = await sentence(town, NHI, f"You lose {START:,} ₫")
        await bot.stop()
        [(uid,)] = bot.rows("SELECT uid FROM person WHERE telegram_id = ?", NHI)
        bot.write(
            "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, code, at) "  # noqa: S608
            f"VALUES ('more', 'post', 'grant_src', 'w:{uid}', 5, 'grant', 1)"
        )
        await bot.start()
        told = await town.press(asked, "Forget me", person=NHI)
        assert "You now have 200,005" in told["text"]
        assert bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", NHI) == [(1,)]
        again = await sentence(town, NHI, "You lose 200,005 ₫")
        await town.press(again, "Forget me", person=NHI)
        await forgotten(bot)


async def my_data(sandbox):
    await sandbox.say("/mydata", person=NHI)

    async def sent():
        return next((one for one in await ours(sandbox, NHI) if "document" in one), None)

    message = await until(sent)
    data = await sandbox.session.get(f"{sandbox.url}/files/{message['document']['file_unique_id']}")
    return message, zipfile.ZipFile(io.BytesIO(await data.read()))


async def test_everything_about_a_person_comes_as_one_zip(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await move_in(town)
        await live(town, bot)
        await town.say("/imagine secret of somebody else", person=LAN)
        await picture(town, LAN)
        message, packed = await my_data(town)
        assert message["document"]["file_name"] == "mydata.zip"
        assert message["caption"] == "All I keep about you."
        files = {name: packed.read(name) for name in packed.namelist()}
        read = {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}
        assert read["you.json"]["person"]["name"] == NAME
        assert [one["request"]["prompt"] for one in read["requests.json"]] == [
            f"{WORDS} in a group",
            f"paint it {WORDS}",
            f"{WORDS} over the sea",
        ]
        assert [one["favourite"] for one in read["requests.json"]] == [False, False, True]
        paid = [one["amount"] for one in read["charges.json"] if one["kind"] == "capture"]
        assert paid == [PRICE] * 3
        assert len([name for name in files if name.startswith("jobs/")]) == 3
        assert all(one["in_this_zip"] for one in read["files.json"])
        assert WORDS in files["messages.json"].decode()
        assert WORDS in files["batches.json"].decode()
        assert "secret of somebody else" not in b"".join(files.values()).decode("utf-8", "replace")
        await town.say("/mydata", person=NHI)
        await sentence(town, NHI, "You have just had it. Again in 60 minutes.")
        await until(lambda: list((bot.folder / "zips").iterdir()) == [])


async def test_privacy_says_what_the_owner_has_set(town, tmp_path):
    url = "https://example.com/privacy"
    settings = {"BOT_KEEP_PROMPTS_DAYS": "7", "BOT_KEEP_FILES_DAYS": "unlimited", "BOT_PRIVACY_URL": url}
    async with bot_on(town, tmp_path, **settings):
        await move_in(town)
        await town.say("/privacy", person=NHI)
        said = (await sentence(town, NHI, "What I keep"))["text"]
        assert "Your words: 7 days" in said
        assert "until you delete it" in said
        assert "AI Thực Chiến" in said
        assert "/deleteme forgets you" in said
        assert "backups go after 7 days" in said
        assert said.endswith(url)
