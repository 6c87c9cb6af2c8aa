"""Talking to pictures: what is sent without words is asked about, any picture can be changed, and every step undone."""

import asyncio
import io
import itertools
import json

import pytest
from PIL import Image

from sandbox.providers import filming, sounding
from tests.e2e.conftest import picture as painted
from tests.e2e.steps import at_rest, newcomer, ours, picture, said, sentence
from tests.e2e.test_buttons import swapped
from tests.e2e.test_groups import new_group
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
_groups = itertools.count(-1009800, -1)


def labels(message):
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def photo_of(message):
    return message["photo"][-1]["file_id"]


async def edited(sandbox, person, words, to):
    """Reply with words to a picture and wait for what becomes of it."""
    asked = await sandbox.say(words, person=person, reply_to=to["message_id"])
    return await picture(sandbox, person, after=asked["message_id"], words=words)


async def test_a_photo_without_words_is_asked_about_with_prices(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, person=person)
    asked = await sentence(sandbox, person, "What shall I change?")
    assert "Write it · 1,748 ₫, or tap" in asked["text"]
    works = [label.partition(" · ")[0] for label in labels(asked)]
    assert works == ["✨ Nicer", "🖍 Anime", "🎬 Film", "👁 Describe", "🔎 Upscale", "✂️ Cut out"]
    assert all(label.endswith("₫") for label in labels(asked))
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


@pytest.mark.parametrize(
    ("label", "kind"),
    [("Nicer", "photo"), ("Film", "video"), ("Describe", "text"), ("Upscale", "photo"), ("Cut out", "photo")],
)
async def test_each_button_under_the_question_makes_what_it_says_once_at_its_price(
    sandbox, bot, person, photo, label, kind
):
    await sandbox.send_photos(photo, person=person)
    asked = await sentence(sandbox, person, "What shall I change?")
    price = next(one for one in labels(asked) if label in one).partition(" · ")[2].removesuffix(" ₫").replace(",", "")
    assert (await sandbox.press(asked, label, person=person))["text"] == "On it."
    assert (await sandbox.press(asked, label, person=person))["text"] == "Already under way."
    await said(sandbox, person, lambda one: kind in one and "reply_markup" in one, after=asked["message_id"])
    await at_rest(bot)
    assert bot.rows("SELECT state, price FROM job WHERE chat_id = ?", person) == [("captured", int(price))]


@pytest.mark.parametrize("way", ["/describe", "Mô tả"])
async def test_a_picture_is_described_in_the_persons_language(sandbox, person, photo, way):
    linh = await newcomer(sandbox, person + 60_000, "vi")
    before = len(await sandbox.requests("thucchien"))
    if way == "/describe":
        await sandbox.send_photos(photo, caption=way, person=linh)
    else:
        await sandbox.send_photos(photo, person=linh)
        await sandbox.press(await sentence(sandbox, linh, "Bạn muốn sửa gì?"), way, person=linh)
    await said(sandbox, linh, lambda one: "Gemini Look" in one.get("text", ""))
    asked = (await sandbox.requests("thucchien"))[before:]
    assert any("Answer in Ti" in json.dumps(one, ensure_ascii=False) for one in asked)


async def test_what_nobody_said_is_shown_as_the_work_it_was_in_lists_too(sandbox, bot, person, photo):
    linh = await newcomer(sandbox, person + 60_000, "vi")
    await sandbox.send_photos(photo, caption="/removebg", person=linh)
    shown = await picture(sandbox, linh, words="✂️ Xóa nền")
    await at_rest(bot)
    await sandbox.say("/library", person=linh)
    await picture(sandbox, linh, words="✂️ Xóa nền\n", after=shown["message_id"])


async def test_the_buttons_work_after_a_restart_and_are_the_senders_own(sandbox, bot, person, photo):
    other, group = await newcomer(sandbox, person + 80_000), next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "Pictures", "members": [person, other]})
    await sandbox.send_photos(photo, caption="@atelier_bot", person=person, chat=group)
    asked = await sentence(sandbox, group, "What shall I change?")
    await bot.stop()
    await bot.start()
    assert "somebody else" in (await sandbox.press(asked, "Describe", person=other))["text"]
    assert (await sandbox.press(asked, "Describe", person=person))["text"] == "On it."
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", group))


async def test_the_next_words_change_each_photo_of_an_album_by_itself_at_one_price(sandbox, bot, person, photo):
    sent = await sandbox.send_photos(photo, painted((9, 9, 9)), person=person)
    asked = await sentence(sandbox, person, "these 2 together")
    assert (await sandbox.press(asked, "Each", person=person))["text"] == "Write what to change."
    await sentence(sandbox, person, "each of the 2 photos", after=asked["message_id"])
    await sandbox.say("make it snow", person=person)
    offer = await sentence(sandbox, person, "📦 2 photos", after=sent[-1]["message_id"])
    assert labels(offer)[0] == "✨ Make all 2 · 3,496 ₫"
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.press(offer, "Make all 2", person=person)
    await sentence(sandbox, person, "2 of 2", after=offer["message_id"])
    requests = [request for (request,) in bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id", person)]
    assert [photo_of(one) in request for one, request in zip(sent, requests, strict=True)] == [True, True]
    assert all(request.count("file_id") == 1 for request in requests)


async def test_an_album_without_words_can_be_blended_by_a_tap(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, painted((9, 9, 9)), person=person)
    asked = await sentence(sandbox, person, "these 2 together")
    assert "🧩 Blend" in labels(asked)[1]
    await sandbox.press(asked, "Blend", person=person)
    await picture(sandbox, person, words="🧩 Blend")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 2


async def test_a_sound_file_is_asked_about_and_a_voice_message_is_not(sandbox, bot, person):
    tune = sounding.wav(sounding.speech("xin chào", "Kore"))
    await sandbox.send_file("audio", tune, person=person)
    asked = await sentence(sandbox, person, "this recording")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.press(asked, "Write it down", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person))
    await sandbox.send_file("voice", tune, person=person)
    await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person)) == 2)


async def test_a_film_is_asked_about_where_some_model_can_go_on_with_it(sandbox, bot, person):
    await sandbox.send_file("video", filming.fixed_film(), person=person)
    asked = await sentence(sandbox, person, "this film")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.press(asked, "Add sound", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person))


async def test_a_command_as_the_caption_of_a_photo_asks_as_a_photo_alone_does(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="/imagine", person=person)
    assert len(labels(await sentence(sandbox, person, "What shall I change?"))) == 6


async def test_a_tap_on_a_button_ends_the_question_and_the_next_words_are_a_new_picture(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, person=person)
    asked = await sentence(sandbox, person, "What shall I change?")
    await sandbox.press(asked, "Describe", person=person)
    await sandbox.say("a stone in the sea", person=person)
    await picture(sandbox, person, words="a stone in the sea")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", person)
    assert "file_id" not in request


async def test_a_second_picture_in_reply_to_a_first_is_work_on_both(sandbox, bot, person, photo):
    [first] = await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    second = await sandbox.send_file(
        "photo", painted((5, 5, 200)), caption="put them together", person=person, reply_to=first["message_id"]
    )
    await picture(sandbox, person, words="put them together")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.index(photo_of(first)) < request.index(photo_of(second))


async def test_a_chain_of_edits_goes_on_from_each_and_steps_back_to_the_first_photo_for_nothing(
    sandbox, bot, person, photo
):
    [mine] = await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    one = await edited(sandbox, person, "make it night", mine)
    two = await edited(sandbox, person, "add a moon", one)
    three = await edited(sandbox, person, "add a boat", two)
    requests = [request for (request,) in bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id", person)]
    for source, request in zip((mine, one, two), requests, strict=True):
        assert photo_of(source) in request
    await at_rest(bot)
    paid = bot.rows("SELECT sum(paid) FROM job WHERE chat_id = ?", person)

    assert (await sandbox.press(three, "Before", person=person))["text"].startswith("Here is the one before")
    shown = await picture(sandbox, person, after=three["message_id"], words="add a moon")
    assert labels(shown) == labels(two)
    asked = await sandbox.say("/undo", person=person, reply_to=shown["message_id"])
    shown = await picture(sandbox, person, after=asked["message_id"], words="make it night")
    await sandbox.say("/undo", person=person)
    shown = await picture(sandbox, person, after=shown["message_id"])
    assert labels(shown)[0].startswith("✨ Nicer")
    assert Image.open(io.BytesIO(await content(sandbox, shown))).size == Image.open(io.BytesIO(photo)).size
    assert bot.rows("SELECT sum(paid) FROM job WHERE chat_id = ?", person) == paid


async def content(sandbox, message):
    async with sandbox.session.get(f"{sandbox.url}/files/{message['photo'][-1]['file_unique_id']}") as reply:
        return await reply.read()


async def test_what_was_stepped_back_to_can_be_changed_another_way_and_stepped_back_from(sandbox, bot, person, photo):
    [mine] = await sandbox.send_photos(photo, caption="make it night", person=person)
    one = await picture(sandbox, person, words="make it night", after=mine["message_id"])
    two = await edited(sandbox, person, "add a moon", one)
    await at_rest(bot)
    await sandbox.press(two, "Before", person=person)
    shown = await picture(sandbox, person, after=two["message_id"], words="make it night")
    other = await edited(sandbox, person, "add a kite", shown)
    await at_rest(bot)
    await sandbox.press(other, "Before", person=person)
    await picture(sandbox, person, after=other["message_id"], words="make it night")


async def test_a_file_that_was_changed_comes_back_as_a_file(sandbox, bot, person, photo):
    [mine] = await sandbox.send_photos(photo, caption="make it night", person=person, kind="document")
    one = await picture(sandbox, person, words="make it night", after=mine["message_id"])
    await sandbox.press(one, "Before", person=person)
    shown = await said(sandbox, person, lambda one: "document" in one or "photo" in one, after=one["message_id"])
    assert labels(shown)[0].startswith("✨ Nicer")


@pytest.mark.parametrize("words", ["/undo", "/imagine a cat"])
async def test_where_there_is_no_picture_before_it_is_said(sandbox, person, words):
    await sandbox.say(words, person=person)
    if words != "/undo":
        shown = await picture(sandbox, person)
        assert not any("Before" in label for label in labels(shown))
        await sandbox.say("/undo", person=person, reply_to=shown["message_id"])
    await sentence(sandbox, person, "There is no picture before")


async def test_the_last_edit_is_stepped_back_from_though_something_new_was_drawn_since(sandbox, bot, person):
    await sandbox.say("a boat", person=person)
    boat = await picture(sandbox, person, words="a boat")
    night = await edited(sandbox, person, "make it night", boat)
    await sandbox.say("a kite", person=person)
    await picture(sandbox, person, words="a kite", after=night["message_id"])
    await at_rest(bot)
    asked = await sandbox.say("/undo", person=person)
    shown = await picture(sandbox, person, words="a boat", after=asked["message_id"])
    assert labels(shown) == labels(boat)
    asked = await sandbox.say("/undo", person=person)  # it stands before nothing any more
    await sentence(sandbox, person, "There is no picture before", after=asked["message_id"])


async def test_an_old_photo_of_a_person_is_changed_by_words_in_reply(sandbox, bot, person, photo):
    [mine] = await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    for words in ("a boat", "a kite"):
        await sandbox.say(words, person=person, reply_to=None if words == "a kite" else mine["message_id"])
        await picture(sandbox, person, words=words)
    await edited(sandbox, person, "make it green", mine)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", person)
    assert photo_of(mine) in request


async def test_a_sticker_is_answered_once_and_in_a_group_never(sandbox, bot, person):
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "Stickers", "members": [person]})
    sticker = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
               "is_animated": False, "is_video": False}  # fmt: skip
    who = {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"}
    for number in range(3):
        chat = {"id": person, "type": "private", "first_name": "P"}
        message = {"message_id": 800 + number, "date": 1, "from": who, "chat": chat, "sticker": sticker}
        await sandbox.post("/control/update", {"message": message})
    here = {"message_id": 900, "date": 1, "from": who, "chat": {"id": group, "type": "supergroup", "title": "S"}}
    await sandbox.post("/control/update", {"message": here | {"sticker": sticker}})
    await sentence(sandbox, person, "Nice one!")
    await asyncio.sleep(0.5)
    assert len(await ours(sandbox, person)) == 1
    assert await ours(sandbox, group) == []


async def forwarded(sandbox, person, message):
    body = {
        "from": person,
        "chat": person,
        "forward": {"chat": message["chat"]["id"], "message": message["message_id"]},
    }
    return (await sandbox.post("/control/send", body))["messages"][0]


async def sent_anew(sandbox, person, words):
    """Send a result anew from the library; returns the copy."""
    await sandbox.say(f"/library {words}", person=person)
    opened = await said(sandbox, person, lambda one: "📤 Send it here" in labels(one))
    await sandbox.press(opened, "Send it here", person=person)
    return await picture(sandbox, person, words=words, after=opened["message_id"])


async def test_a_copy_and_one_of_several_are_stepped_back_from_and_to_as_their_cards_are(sandbox, bot, person):
    await sandbox.say("/imagine two moons --n 2", person=person)
    grid = await picture(sandbox, person)
    await sandbox.press(grid, "2", person=person)
    second = await picture(sandbox, person, after=grid["message_id"])
    await edited(sandbox, person, "make it gold", second)
    await at_rest(bot)
    copy = await sent_anew(sandbox, person, "make it gold")
    asked = await sandbox.say("/undo", person=person, reply_to=copy["message_id"])
    back = await picture(sandbox, person, after=asked["message_id"])
    assert "picture 2 of 2" in back["caption"]
    # What is made from a copy knows what it was made from.
    again = await edited(sandbox, person, "make it red", copy)
    await at_rest(bot)
    await sandbox.press(again, "Before", person=person)
    await picture(sandbox, person, words="make it gold", after=again["message_id"])


async def test_a_variation_steps_back_to_the_picture_it_was_made_from(sandbox, bot, person):
    await sandbox.say("/imagine a moon", person=person)
    first = await picture(sandbox, person)
    await sandbox.press(await swapped(sandbox, first, "More", person), "Strong", person=person)
    varied = await picture(sandbox, person, after=first["message_id"])
    await at_rest(bot)
    await sandbox.press(varied, "Before", person=person)
    back = await picture(sandbox, person, after=varied["message_id"])
    assert labels(back) == labels(first)


async def test_who_was_sent_a_result_is_not_shown_what_it_was_made_from(sandbox, bot, person, photo):
    [mine] = await sandbox.send_photos(photo, caption="make it night", person=person)
    shown = await picture(sandbox, person, words="make it night", after=mine["message_id"])
    other = await newcomer(sandbox, person + 50000)
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other], "bot": "left"})
    body = {"from": person, "chat": group, "forward": {"chat": person, "message": shown["message_id"]}}
    [there] = (await sandbox.post("/control/send", body))["messages"]
    copy = await forwarded(sandbox, other, there)
    await sentence(sandbox, other, "What shall I change?")
    await sandbox.say("/undo", person=other, reply_to=copy["message_id"])
    await sentence(sandbox, other, "There is no picture before")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", other) == []


async def test_ones_own_result_in_a_group_is_stepped_back_from_there_without_its_private_words(
    sandbox, bot, person, photo
):
    [mine] = await sandbox.send_photos(photo, caption="make it a secret dusk", person=person)
    first = await picture(sandbox, person, words="make it a secret dusk", after=mine["message_id"])
    second = await edited(sandbox, person, "add a comet", first)
    await at_rest(bot)
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})

    async def undone(result):
        body = {"from": person, "chat": group, "forward": {"chat": person, "message": result["message_id"]}}
        [there] = (await sandbox.post("/control/send", body))["messages"]
        await sandbox.say("/undo", person=person, chat=group, reply_to=there["message_id"])
        return await said(sandbox, group, lambda one: "photo" in one, after=there["message_id"])

    assert "Nicer" in str(await undone(first))
    assert (await undone(second))["caption"] == "original file"


async def test_a_forwarded_photo_is_asked_about_whatever_stands_below_it(sandbox, bot, person, photo):
    [mine] = await sandbox.send_photos(photo, caption="make it night", person=person)
    await picture(sandbox, person, words="make it night")
    await forwarded(sandbox, person, mine)
    asked = await sentence(sandbox, person, "What shall I change?")
    assert any("Describe" in label for label in labels(asked))
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 1
    await sandbox.say("add a moon", person=person)
    await picture(sandbox, person, words="add a moon")


async def test_forwarded_words_are_made_by_a_press_that_names_the_price(sandbox, bot, person):
    other = await newcomer(sandbox, person + 60000)
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other], "bot": "left"})
    theirs = await sandbox.say("a boat in the fog", person=other, chat=group)
    await forwarded(sandbox, person, theirs)
    asked = await sentence(sandbox, person, "Shall I make this? a boat in the fog")
    assert labels(asked) == ["✨ Make it · 1,748 ₫"]
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.press(asked, "Make it", person=person)
    await picture(sandbox, person, words="a boat in the fog")


async def test_nobody_is_led_back_from_a_group_to_a_photo_that_was_sent_in_private(sandbox, bot, person, photo):
    other = await newcomer(sandbox, person + 70000)
    [secret] = await sandbox.send_photos(photo, caption="make it night", person=person)
    first = await picture(sandbox, person)
    await at_rest(bot)
    chat = await new_group(sandbox, person, other)
    where = {"chat": person, "message": first["message_id"]}
    sent = await sandbox.post("/control/send", {"from": person, "chat": chat, "forward": where})
    shared = sent["messages"][0]["message_id"]
    asked = await sandbox.say("/imagine@atelier_bot make it snow", person=person, chat=chat, reply_to=shared)
    second = await picture(sandbox, chat, after=asked["message_id"])
    await at_rest(bot)
    await sandbox.press(second, "Before", person=other)
    copy = await picture(sandbox, chat, after=second["message_id"])
    told = await sandbox.press(copy, "Before", person=other)
    assert "no picture before" in told["text"]
    seen = [one["photo"][-1]["file_unique_id"] for one in await ours(sandbox, chat) if "photo" in one]
    assert secret["photo"][-1]["file_unique_id"] not in seen
