"""``/batch``: many prompts or photos asked for at once; one price, one card, nothing twice, and a ZIP at the end."""

import hashlib
import io
import itertools
import signal
import zipfile

import aiohttp
import pytest

from tests.e2e.conftest import picture as painted
from tests.e2e.steps import at_rest, newcomer, ours, said, sentence, wallet
from tests.harness import FAST, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
_groups = itertools.count(-1009700, -1)
MODEL = "--model nano-banana-2"


def labels(message):
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


async def send_list(sandbox, person, name, text, caption=""):
    form = aiohttp.FormData({"from": str(person), "chat": str(person), "caption": caption})
    form.add_field("document", text.encode("utf-8-sig"), filename=name, content_type="application/octet-stream")
    async with sandbox.session.post(f"{sandbox.url}/control/send", data=form) as reply:
        assert reply.status == 200, await reply.text()
        return (await reply.json())["messages"][0]


async def proposed(sandbox, person, text, **more):
    """Write it and wait for the question about it."""
    sent = await sandbox.say(text, person=person, **more)
    return await said(sandbox, sent["chat"]["id"], lambda one: labels(one)[:1], after=sent["message_id"])


async def ended(sandbox, chat, after):
    return await sentence(sandbox, chat, "are here", after=after["message_id"], seconds=60)


def jobs(bot, chat):
    return bot.rows("SELECT state, paid FROM job WHERE chat_id = ? ORDER BY id", chat)


def prompts(bot, chat):
    asked = "SELECT json_extract(request, '$.prompt') FROM job WHERE chat_id = ? ORDER BY id"
    return [prompt for (prompt,) in bot.rows(asked, chat)]


async def test_each_line_is_made_at_the_price_on_the_button_and_all_of_it_comes_as_a_zip(sandbox, bot, person):
    asked = await proposed(
        sandbox, person, f"/batch {MODEL}\n1. a red kite\n2. a blue kite --ar 16:9\n\n3. a grey kite"
    )
    assert asked["text"].splitlines() == [
        "📦 3 lines, one by one · Nano Banana 2",
        "a red kite … a grey kite",
    ]
    assert jobs(bot, person) == []
    whole = int(labels(asked)[0].removeprefix("✨ Make all 3 · ").removesuffix(" ₫").replace(",", ""))
    money, _ = wallet(bot, person)
    assert (await sandbox.press(asked, "Make all 3", person=person))["text"] == "On it."
    assert (await sandbox.press(asked, "Make all 3", person=person, stale=True))["text"] == "Already under way."
    end = await ended(sandbox, person, asked)
    assert end["text"] == f"📦 3 of 3 are here · {whole:,} ₫"
    assert prompts(bot, person) == ["a red kite", "a blue kite", "a grey kite"]
    assert wallet(bot, person) == (money - whole, 0)
    seen = await ours(sandbox, person, asked["message_id"] - 1)
    assert asked["message_id"] not in [one["message_id"] for one in seen]  # the card has moved below the results
    assert all("effect_id" not in one for one in seen)  # three parties at once are none
    captions = sorted(one["caption"].splitlines()[1].partition(" · ")[0] for one in seen if "photo" in one)
    assert captions == ["1/3", "2/3", "3/3"]

    await bot.stop(signal.SIGKILL)
    (bot.folder / "zips").mkdir()
    (bot.folder / "zips" / "batch-0.zip").write_bytes(b"left by a kill")
    await bot.start()
    await sandbox.press(end, "ZIP", person=person)
    packed = await said(sandbox, person, lambda one: "document" in one, after=end["message_id"])
    assert packed["caption"] == "🗜 3 originals"
    assert packed["document"]["file_name"].startswith("batch-")
    async with sandbox.session.get(f"{sandbox.url}/files/{packed['document']['file_unique_id']}") as reply:
        files = zipfile.ZipFile(io.BytesIO(await reply.read()))
    assert [name.partition("-1.")[0] for name in files.namelist()] == [
        "01-a-red-kite-1", "02-a-blue-kite-2", "03-a-grey-kite-3",
    ]  # fmt: skip
    inside = {hashlib.sha256(files.read(name)).hexdigest() for name in files.namelist()}
    made = bot.rows("SELECT sha256 FROM asset JOIN job ON job.id = job_id WHERE chat_id = ?", person)
    assert inside == {sha256 for (sha256,) in made}
    await until(lambda: list((bot.folder / "zips").iterdir()) == [])


async def test_bad_lines_are_named_before_anything_is_paid(sandbox, bot, person):
    sent = await sandbox.say("/batch\na kite\na boat --ra 16:9\na fox --model nano-banana-3x", person=person)
    told = await sentence(sandbox, person, "Nothing was begun", after=sent["message_id"])
    assert "2. a boat --ra 16:9\nI don't know --ra. Did you mean --ar?" in told["text"]
    assert "3. a fox --model nano-banana-3x\nThere is no model" in told["text"]
    assert "1. " not in told["text"]
    await sandbox.say("/batch\n" + "\n".join(f"kite {number}" for number in range(51)), person=person)
    await sentence(sandbox, person, "51 at once; I take 50 at most")
    await sandbox.say("/batch", person=person)
    await sentence(sandbox, person, "one picture on each line")
    await sandbox.send_file("document", b"?", caption="/batch make it night", person=person)
    await sentence(sandbox, person, "I work with words, photos")
    assert bot.rows("SELECT 1 FROM batch WHERE chat_id = ?", person) == []


async def test_lines_in_reply_to_a_picture_are_edits_of_it(sandbox, bot, person, photo):
    [sent] = await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    asked = await proposed(sandbox, person, f"/batch\nmake it night\nmake it snow {MODEL}", reply_to=sent["message_id"])
    assert asked["text"].startswith("📦 2 lines, one by one")
    [(requests,)] = bot.rows("SELECT requests FROM batch WHERE chat_id = ?", person)
    assert requests.count(sent["photo"][-1]["file_id"]) == 2


async def test_a_table_is_asked_about_without_a_word_and_may_be_left(sandbox, bot, person):
    table = 'prompt;options;ar\n"a cat; wet";--n 2;\na dog;;16:9\n'
    sent = await send_list(sandbox, person, "prompts.csv", table)
    asked = await sentence(sandbox, person, "2 lines", after=sent["message_id"])
    assert "a cat; wet … a dog" in asked["text"]
    assert "· 3 results" in asked["text"]
    await sandbox.press(asked, "No, leave it", person=person)
    await sentence(sandbox, person, "Nothing was made")
    assert (await sandbox.press(asked, "Make all 2", person=person, stale=True))["text"].startswith("This button does")
    sent = await send_list(sandbox, person, "prompts.txt", "a hen\na cow\n", f"/batch {MODEL} --ar 16:9")
    asked = await sentence(sandbox, person, "2 lines", after=sent["message_id"])
    await sandbox.press(asked, "Make all 2", person=person)
    await ended(sandbox, person, asked)
    assert prompts(bot, person) == ["a hen", "a cow"]
    ratios = bot.rows("SELECT json_extract(request, '$.aspect_ratio') FROM job WHERE chat_id = ?", person)
    assert ratios == [("16:9",), ("16:9",)]


async def test_each_photo_of_an_album_is_changed_on_its_own(sandbox, bot, person):
    photos = [painted((60 * number, 90, 40)) for number in range(3)]
    await sandbox.send_photos(*photos, caption=f"/batch make it night {MODEL}", person=person)
    asked = await sentence(sandbox, person, "3 photos, one by one")
    await sandbox.press(asked, "Make all 3", person=person)
    await ended(sandbox, person, asked)
    sent = "SELECT json_array_length(request, '$.references') FROM job WHERE chat_id = ?"
    assert bot.rows(sent, person) == [(1,), (1,), (1,)]


async def test_what_one_cannot_pay_is_not_begun_at_all(sandbox, bot, person):
    lines = "\n".join(f"kite {number}" for number in range(50))
    asked = await proposed(sandbox, person, f"/batch {MODEL} --size 4K --n 4\n{lines}")
    answer = await sandbox.press(asked, "Make all 50", person=person)
    assert answer["show_alert"], answer
    assert "and you have 200,000" in answer["text"]
    assert jobs(bot, person) == []
    assert wallet(bot, person)[1] == 0


async def test_what_has_become_dearer_is_not_begun_before_the_button_says_so(sandbox, bot, person):
    asked = await proposed(sandbox, person, f"/batch {MODEL}\na kite\na fox")
    label = labels(asked)[0]
    [(price,)] = bot.rows("SELECT price FROM batch WHERE chat_id = ?", person)
    assert label == f"✨ Make all 2 · {price:,} ₫"
    assert await bot.stop() == 0
    bot.write("UPDATE batch SET price = 1")
    bot.write(
        "UPDATE button SET argument = substr(argument, 1, instr(argument, '/')) || 1 WHERE action = 'batch_begin'"
    )
    await bot.start()
    for _ in range(2):  # the second tap of a double tap is on the button that named the old price
        told = await sandbox.press(asked, "Make all 2", person=person, stale=True)
        assert told["text"].startswith("Price changed")
    assert jobs(bot, person) == []
    fresh = await said(sandbox, person, lambda one: labels(one) == labels(asked) and one != asked)
    assert (await sandbox.press(fresh, "Make all 2", person=person))["text"] == "On it."
    await ended(sandbox, person, asked)


async def test_who_blocks_the_bot_pays_for_nothing_that_was_not_begun(sandbox, bot, person):
    await sandbox.gateways(latency_s=1)
    try:
        lines = "\n".join(f"kite {number}" for number in range(30))
        asked = await proposed(sandbox, person, f"/batch {MODEL}\n{lines}")
        await sandbox.press(asked, "Make all 30", person=person)
        await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE slot = 1"))
        await sandbox.post("/control/block", {"person": person})
        await until(lambda: bot.rows("SELECT 1 FROM batch WHERE chat_id = ? AND shown = 1", person), 60)
    finally:
        await sandbox.gateways(**FAST)
    ends = set(bot.rows("SELECT state, outcome, paid > 0 FROM job WHERE chat_id = ?", person))
    assert ends == {("captured", "unreachable", 1), ("voided", "unreachable", 0)}


async def test_a_kill_in_the_middle_loses_nothing_and_makes_nothing_twice(sandbox, bot, person):
    words = [f"kite of {person} number {number}" for number in range(6)]
    asked = await proposed(sandbox, person, f"/batch {MODEL}\n" + "\n".join(words))
    money, _ = wallet(bot, person)
    await sandbox.press(asked, "Make all 6", person=person)
    await bot.stop(signal.SIGKILL)
    await bot.start()
    await until(lambda: ("captured",) in bot.rows("SELECT state FROM job WHERE chat_id = ?", person))
    await bot.stop(signal.SIGKILL)
    await bot.start()
    end = await said(
        sandbox, person, lambda one: "of 6" in one.get("text", "") and "ZIP" in str(labels(one)), seconds=60
    )
    await at_rest(bot, 60)
    found = jobs(bot, person)
    made = [paid for state, paid in found if state == "captured"]
    assert len(found) == 6
    assert f"{len(made)} of 6 are here" in end["text"]
    assert wallet(bot, person) == (money - sum(made), 0)
    photos = [one for one in await ours(sandbox, person) if "photo" in one]
    assert len(photos) == len(made)
    asked_there = [task for task in await sandbox.tasks() if f"kite of {person}" in task["prompt"]]
    assert len({task["prompt"] for task in asked_there}) == len(asked_there) <= 6


async def test_in_a_group_only_who_asked_may_begin_and_the_list_is_short(sandbox, bot, person):
    other, group = await newcomer(sandbox, person + 80_000), next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "Many", "members": [person, other]})
    await sandbox.say("/batch\n" + "\n".join(f"kite {n}" for n in range(11)), person=person, chat=group)
    await sentence(sandbox, group, "in a group I take 10 at most")
    asked = await proposed(sandbox, person, f"/batch {MODEL}\na kite\na fox", chat=group)
    assert "somebody else" in (await sandbox.press(asked, "Make all 2", person=other))["text"]
    await sandbox.press(asked, "Make all 2", person=person)
    await ended(sandbox, group, asked)
    results = [one for one in await ours(sandbox, group, asked["message_id"]) if "photo" in one]
    assert {one["reply_to_message"]["message_id"] for one in results} == {asked["reply_to_message"]["message_id"]}
    asked = await proposed(sandbox, person, f"/batch {MODEL}\na mask\na hat", chat=group, anonymous=True)
    assert "I can't see who asks" in asked["text"]
    await sandbox.press(asked, "Make all 2", person=other)
    await ended(sandbox, group, asked)
    [(who, count)] = bot.rows(
        "SELECT telegram_id, count(*) FROM job JOIN person ON uid = person_uid WHERE chat_id = ? "
        "AND request LIKE '%\"a mask%' GROUP BY 1",
        group,
    )
    assert (who, count) == (other, 1)

    asked = await proposed(sandbox, person, f"/batch {MODEL}\na roof\na wall", chat=group)
    new = group - 5_000_000
    await sandbox.post("/control/migrate", {"chat": group, "to": new})
    there = await sandbox.say("/batch", person=person, chat=new)
    await sentence(sandbox, new, "one picture on each line")
    begin = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert (await sandbox.press_data(there, begin, person=person, stale=True))["text"] == "On it."
    await ended(sandbox, new, there)
    assert len(jobs(bot, new)) == 2


@pytest.mark.slow
async def test_it_leaves_room_for_others_and_what_waits_can_be_stopped_and_is_offered_again(sandbox, bot, person, slow):
    lines = "\n".join(f"kite {number}" for number in range(12))
    asked = await proposed(sandbox, person, f"/batch {MODEL}\n{lines}")
    await sandbox.press(asked, "Make all 12", person=person)
    card = await sentence(sandbox, person, "0 of 12 · ")
    at_work = "SELECT COUNT(*) FROM attempt JOIN job ON job.id = job_id WHERE slot = 1 AND chat_id = ?"
    await until(lambda: bot.rows(at_work, person) == [(3,)])
    other = await newcomer(sandbox, person + 80_000)
    await sandbox.say(f"/imagine a hen {MODEL}", person=other)
    await until(lambda: bot.rows(at_work, other) == [(1,)])  # ahead of the nine that wait
    assert bot.rows(at_work, person) == [(3,)]
    stopped = (await sandbox.press(card, "Stop the rest", person=person))["text"]
    assert stopped.endswith("What is being made still comes.")
    await sandbox.say("/cancel all", person=person)
    end = await sentence(sandbox, person, "None of 12", after=asked["message_id"])
    assert "Stopped, not charged: no. 1-12" in end["text"]
    await sandbox.press(end, "Make the missing 12", person=person)
    again = await sentence(sandbox, person, "12 lines", after=end["message_id"])
    assert labels(again)[0].startswith("✨ Make all 12")
    assert wallet(bot, person) == (200_000, 0)
