"""The library: my own results, leafed through in one message, kept as favourites, found by words, sent anew."""

from functools import partial

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, newcomer, ours, picture, said, sentence
from tests.e2e.test_buttons import swapped
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
BACK, ON = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"

REST = ["Pictures", "Films", "Sounds"]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("library"), BOT_START_CREDITS="9000000") as both:
        yield both


def labels(message):
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


async def now_at(sandbox, message):
    found = await sandbox.messages(message["chat"]["id"], message["message_id"] - 1)
    return next(one for one in found if one["message_id"] == message["message_id"])


async def shows(sandbox, message, part):
    """Wait until a message has these words below its picture."""

    async def look():
        now = await now_at(sandbox, message)
        return now if part in now.get("caption", "") else None

    return await until(look)


async def make(sandbox, bot, person, *prompts, chat=None):
    for prompt in prompts:
        sent = await sandbox.say(prompt, person=person, chat=chat)
        words = prompt.partition(" --")[0].split(" ", 1)[1]
        await said(
            sandbox,
            chat or person,
            lambda one, words=words: words in one.get("caption", ""),
            after=sent["message_id"],
            seconds=40,
        )
    await at_rest(bot)  # what stands in the chat is paid, and so in the library, a moment later


async def library(sandbox, person, words="", chat=None):
    sent = await sandbox.say(f"/library {words}".strip(), person=person, chat=chat)
    return await said(sandbox, chat or person, lambda one: "/" in one.get("caption", ""), after=sent["message_id"])


async def uploads(sandbox):
    """How many files the bot has given to Telegram so far."""
    calls = await sandbox.requests("telegram")
    return sum("filename" in str(call["body"]) for call in calls)


async def test_an_empty_library_says_how_to_fill_it(sandbox, person):
    await sandbox.say("/library", person=person)
    await sentence(sandbox, person, "try /imagine a red kite")
    await sandbox.say("/library kite", person=person)
    await sentence(sandbox, person, "Nothing of yours has “kite” in it")


async def test_one_message_leafs_through_all_results_without_an_upload(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine a red kite", "/imagine two boats --n 2", "/song rain over the town")
    before = await uploads(sandbox)
    page = await library(sandbox, person)
    assert "audio" in page
    assert page["caption"].startswith("rain over the town\n")
    assert "· 1/3" in page["caption"]
    assert page["caption"].endswith("Find one: /library cat. In any chat: @atelier_bot cat")
    assert labels(page)[:4] == [BACK, "☆", ON, "📤 Send it here"]
    assert labels(page)[4:] == ["• All", "★ Favourites", *REST]
    await sandbox.press(page, ON, person=person)
    second = await shows(sandbox, page, "two boats")
    assert "photo" in second
    await sandbox.press(second, ON, person=person)
    third = await shows(sandbox, page, "a red kite")
    assert third["caption"].endswith("· 3/3")  # how to search was said once
    await sandbox.press(third, ON, person=person)
    await shows(sandbox, page, "1/3")
    await sandbox.press(page, BACK, person=person)
    await shows(sandbox, page, "3/3")
    assert await uploads(sandbox) == before


async def test_taps_in_a_row_end_where_the_last_one_meant(sandbox, bot, person):
    await make(sandbox, bot, person, *[f"/imagine kite {number}" for number in range(4)])
    page = await library(sandbox, person)
    for _ in range(3):
        await sandbox.press(page, ON, person=person)
    await shows(sandbox, page, "kite 0")


async def test_a_star_keeps_a_result_here_and_under_it(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine a red kite", "/imagine a blue kite")
    page = await library(sandbox, person)
    assert (await sandbox.press(page, "★", person=person))["text"].startswith("No favourites yet")
    [red] = [one for one in await ours(sandbox, person) if one.get("caption", "").startswith("a red kite\n")]
    red = await swapped(sandbox, red, "More", person)
    assert (await sandbox.press(red, "☆", person=person))["text"] == "★ Kept: /library"
    starred = await until(lambda: _with(sandbox, red, "★"))
    assert [one for one in labels(starred) if one != "★"] == [one for one in labels(red) if one != "☆"]
    await sandbox.press(page, "• All", person=person)
    await sandbox.press(await now_at(sandbox, page), "★", person=person)
    shown = await shows(sandbox, page, "a red kite")
    assert shown["caption"].endswith("1/1")
    assert labels(shown) == ["★", "📤 Send it here", "All", "• ★ Favourites", *REST]
    await sandbox.press(shown, "★", person=person)
    await until(lambda: _with(sandbox, page, "☆"))
    assert bot.rows("SELECT 1 FROM favourite JOIN person ON uid = person_uid WHERE telegram_id = ?", person) == []


async def _with(sandbox, message, label):
    now = await now_at(sandbox, message)
    return now if label in labels(now) else None


async def test_words_are_found_as_they_are_written_and_without_their_accents(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine Một con MÈO đỏ", "/imagine a red kite")
    for words in ("mèo", "con meo", "ĐỎ meo", "do"):
        page = await library(sandbox, person, words)
        assert "1/1" in page["caption"], words
        assert page["caption"].startswith("Một con MÈO đỏ\n")
    await sandbox.say("/library méo", person=person)
    await sentence(sandbox, person, "Nothing of yours has “méo”")


async def test_sent_anew_it_has_its_next_steps_and_they_work_there(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine two boats --n 2")
    page = await library(sandbox, person)
    assert (await sandbox.press(page, "Send it here", person=person))["text"] == "Here it is ↓"
    again = await picture(sandbox, person, after=page["message_id"], words="two boats")
    assert labels(again) == ["1", "2", "🔁 Again · 3,496 ₫", "⋯ More"]
    await sandbox.press(again, "2", person=person)
    await picture(sandbox, person, after=again["message_id"], words="picture 2 of 2")
    await sandbox.press(again, "Again", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person)[1:])


async def test_a_group_shows_what_i_made_there_and_its_copy_at_home_works_at_home(sandbox, bot):
    ana, ben = await newcomer(sandbox, 7901), await newcomer(sandbox, 7902)
    group = -1007901
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [ana, ben]})
    await make(sandbox, bot, ana, "/imagine a private kite")
    await make(sandbox, bot, ana, "/imagine two group kites --n 2", chat=group)
    await make(sandbox, bot, ben, "/imagine of another", chat=group)
    page = await library(sandbox, ana, chat=group)
    assert "1/1" in page["caption"]
    assert "two group kites" in page["caption"]
    assert "somebody else" in (await sandbox.press(page, "☆", person=ben))["text"]
    home = await library(sandbox, ana)
    assert "two group kites" in home["caption"]
    assert "1/2" in home["caption"]
    await sandbox.press(home, "Send it here", person=ana)
    here = await picture(sandbox, ana, after=home["message_id"], words="two group kites")
    seen = (await ours(sandbox, group))[-1]["message_id"]
    await sandbox.press(here, "2", person=ana)
    await picture(sandbox, ana, after=here["message_id"], words="picture 2 of 2")
    assert (await ours(sandbox, group))[-1]["message_id"] == seen


async def test_a_voice_plays_in_the_gallery_as_a_sound_and_is_sent_as_a_voice(sandbox, bot, person):
    sent = await sandbox.say("/speak good morning", person=person)
    await said(sandbox, person, lambda one: "voice" in one, after=sent["message_id"])
    await at_rest(bot)  # what stands in the chat is paid, and so in the library, a moment later
    page = await library(sandbox, person)
    assert page["audio"]["mime_type"] == "audio/mpeg"
    await sandbox.press(page, "Send it here", person=person)
    await said(sandbox, person, lambda one: "voice" in one, after=page["message_id"])


async def test_a_film_stands_on_its_shelf(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine a red kite", "/video a slow river")
    page = await library(sandbox, person)
    assert "video" in page
    await sandbox.press(page, "Pictures", person=person)
    await shows(sandbox, page, "a red kite")
    assert "No sounds here yet" in (await sandbox.press(page, "Sounds", person=person))["text"]
    await sandbox.press(page, "Films", person=person)
    assert "video" in await shows(sandbox, page, "a slow river")


async def test_results_of_before_are_uploaded_when_shown_and_learnt_then_and_a_restart_changes_nothing(
    sandbox, bot, person
):
    await make(sandbox, bot, person, "/imagine a red kite", "/imagine a blue kite")
    page = await library(sandbox, person)
    await bot.stop()
    bot.write("DELETE FROM sent_file WHERE kind = 'photo'")
    bot.write("UPDATE sent_file SET file_id = 'AgACAgold'")
    await bot.start()
    before = await uploads(sandbox)
    for part in ("a red kite", "a blue kite", "a red kite"):
        await sandbox.press(page, ON, person=person)
        await shows(sandbox, page, part)
    assert await uploads(sandbox) == before + 2


async def test_a_result_whose_file_is_gone_is_passed_over(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine a red kite", "/imagine a lost kite", "/imagine a blue kite")
    [(job,)] = bot.rows("SELECT id FROM job WHERE chat_id = ? AND request LIKE '%lost kite%'", person)
    page = await library(sandbox, person)
    await bot.stop()
    bot.write("DELETE FROM sent_file")
    for file in (bot.folder / "jobs" / str(job)).iterdir():
        file.unlink()
    await bot.start()
    await sandbox.press(page, ON, person=person)
    await shows(sandbox, page, "a red kite")
    await sandbox.press(page, BACK, person=person)
    await shows(sandbox, page, "a blue kite")


async def test_every_button_works_after_a_restart_and_none_for_another(sandbox, bot):
    ana, ben = await newcomer(sandbox, 7911), await newcomer(sandbox, 7912)
    group = -1007911
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [ana, ben]})
    await make(sandbox, bot, ana, "/imagine a red kite", "/imagine a blue kite", chat=group)
    page = await library(sandbox, ana, chat=group)
    await bot.stop()
    await bot.start()
    for row in page["reply_markup"]["inline_keyboard"]:
        for button in row:
            told = await sandbox.press_data(page, button["callback_data"], person=ben)
            assert told["text"].startswith("This button is somebody else's."), button
    told, stands_on = {}, {ON: "a red kite", BACK: "a blue kite"}
    for label in (ON, "☆", BACK, "Send it here", "Pictures", "Films", "Sounds", "★", "All"):
        shown = await until(partial(_having, sandbox, page, label))
        told[label] = (await sandbox.press(shown, label, person=ana))["text"]
        if label in stands_on:
            await shows(sandbox, page, stands_on[label])
    assert told.pop("☆") == "★ Kept: /library"
    assert told.pop("Send it here") == "Here it is ↓"
    assert told.pop("Films").startswith("No films")
    assert told.pop("Sounds").startswith("No sounds")
    assert set(told.values()) <= {None, ""}
    await picture(sandbox, group, after=page["message_id"])
    await shows(sandbox, page, "a blue kite")


async def _having(sandbox, message, part):
    now = await now_at(sandbox, message)
    return now if any(part in label for label in labels(now)) else None
