"""Prompt or photo in, picture out: the way that everybody goes, from the chat and back."""

import asyncio
import hashlib

import pytest

from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def result(sandbox, chat, after=0):
    """The first message of the bot that shows a picture."""

    async def shown():
        return next((one for one in await sandbox.from_bot(chat, after) if "photo" in one), None)

    return await until(shown)


async def answer(sandbox, chat, after=0):
    async def said():
        return next((one for one in await sandbox.from_bot(chat, after) if "text" in one), None)

    return await until(said)


async def content(sandbox, message):
    largest = message["photo"][-1]
    async with sandbox.session.get(f"{sandbox.url}/files/{largest['file_unique_id']}") as reply:
        assert reply.status == 200
        return await reply.read()


async def test_imagine_turns_its_card_into_the_picture_and_charges_once(sandbox, bot, person):
    await sandbox.say("/imagine a red kite over rice fields", person=person)
    shown = await result(sandbox, person)
    assert "a red kite over rice fields" in shown["caption"]
    assert len(await sandbox.from_bot(person)) == 1  # the card itself became the result
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person))
    [(price, paid)] = bot.rows("SELECT price, paid FROM job WHERE chat_id = ?", person)
    assert price == paid > 0


async def test_plain_words_in_private_are_a_prompt(sandbox, person):
    await sandbox.say("a lighthouse in fog", person=person)
    assert "a lighthouse in fog" in (await result(sandbox, person))["caption"]


async def test_different_prompts_give_different_pictures(sandbox, person):
    await sandbox.gateways(fixed_picture=False)
    try:
        first = await sandbox.say("a cat at night", person=person)
        one = await content(sandbox, await result(sandbox, person, first["message_id"]))
        second = await sandbox.say("the sea at noon", person=person)
        two = await content(sandbox, await result(sandbox, person, second["message_id"]))
    finally:
        await sandbox.gateways(fixed_picture=True)
    assert hashlib.sha256(one).digest() != hashlib.sha256(two).digest()


async def test_a_photo_with_a_caption_is_an_edit(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="make it night", person=person)
    shown = await result(sandbox, person)
    assert "make it night" in shown["caption"]
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 1


async def test_an_image_file_with_a_caption_is_an_edit(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="sepia please", person=person, kind="document")
    assert "sepia please" in (await result(sandbox, person))["caption"]


async def test_two_photos_as_an_album_are_one_edit(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, photo, caption="put them together", person=person)
    await result(sandbox, person)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 2


async def test_a_reply_to_a_picture_with_words_edits_it(sandbox, bot, person, photo):
    [sent] = await sandbox.send_photos(photo, person=person)
    asked = await answer(sandbox, person)
    assert "change" in asked["text"]
    await sandbox.say("make it blue", person=person, reply_to=sent["message_id"])
    assert "make it blue" in (await result(sandbox, person))["caption"]
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 1


async def test_words_after_a_picture_without_words_are_for_that_picture(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, photo, person=person)
    assert "these 2 together" in (await answer(sandbox, person))["text"]
    await sandbox.say("make it blue", person=person)
    assert "make it blue" in (await result(sandbox, person))["caption"]
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 2
    await sandbox.say("a stone in the sea", person=person)
    await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 2)
    assert "file_id" not in bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC", person)[0][0]


async def test_four_pictures_come_as_a_grid_whose_numbers_send_each(sandbox, person):
    await sandbox.say("/imagine four moons --n 4", person=person)
    grid = await result(sandbox, person)
    labels = [button["text"] for row in grid["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[:4] == ["1", "2", "3", "4"]
    for number in "1234":
        pressed = await sandbox.press(grid, number, person=person)
        assert number in pressed["text"]

    async def all_four():
        return len([one for one in await sandbox.from_bot(person, grid["message_id"]) if "photo" in one]) == 4

    await until(all_four)


async def test_a_double_tap_sends_one_picture(sandbox, person):
    await sandbox.say("/imagine two moons --n 2", person=person)
    grid = await result(sandbox, person)
    await asyncio.gather(*[sandbox.press(grid, "1", person=person) for _ in range(3)])
    await asyncio.sleep(0.5)
    assert len([one for one in await sandbox.from_bot(person, grid["message_id"]) if "photo" in one]) == 1


async def test_the_original_comes_as_a_file_with_its_bytes(sandbox, bot, person):
    await sandbox.say("/imagine a stone", person=person)
    shown = await result(sandbox, person)
    await sandbox.press(shown, "File", person=person)

    async def file():
        return next((one for one in await sandbox.from_bot(person) if "document" in one), None)

    document = (await until(file))["document"]
    [(size,)] = bot.rows("SELECT size_bytes FROM asset JOIN job ON job.id = job_id WHERE chat_id = ?", person)
    assert document["file_size"] == size


async def test_again_makes_one_more_and_a_second_press_none(sandbox, bot, person):
    await sandbox.say("/imagine a drum", person=person)
    shown = await result(sandbox, person)
    await asyncio.gather(*[sandbox.press(shown, "Again", person=person) for _ in range(2)])
    await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person)) == 2)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 2


async def test_cancel_stops_a_running_job_and_gives_the_money_back(sandbox, bot, person):
    await sandbox.gateways(latency_s=3)
    try:
        await sandbox.say("/imagine a slow snail", person=person)
        card = await answer(sandbox, person)
        pressed = await sandbox.press(card, "Cancel", person=person)
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert pressed["text"] == "Stopped."

    async def said():
        return "Nothing was charged" in (await answer(sandbox, person))["text"]

    await until(said)
    [(state, outcome)] = bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", person)
    assert (state, outcome) == ("voided", "cancelled")
    [(held, debits)] = bot.rows(
        "SELECT debits_held, debits_posted FROM account JOIN person ON account.id = 'w:' || uid WHERE telegram_id = ?",
        person,
    )
    assert (held, debits) == (0, 0)


async def test_an_edited_message_never_starts_work(sandbox, bot, person):
    sent = await sandbox.say("/imagine a first thought", person=person)
    await result(sandbox, person)
    await sandbox.post(
        "/control/edit",
        {"from": person, "chat": person, "message": sent["message_id"], "text": "/imagine a second thought"},
    )
    await sandbox.say("/jobs", person=person)
    await until(lambda: len(bot.rows("SELECT 1 FROM inbox WHERE state = 'done' AND raw LIKE ?", f"%{person}%")) >= 2)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 1


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("/imagine", "Tell me what to draw"),
        ("/imagine a cat --sice 2K", "Did you mean --size?"),
        ("/imagine a cat --n 99", "at most 4"),
        ("/imagine a cat --ar wide", "--ar 16:9"),
        ("/imagine a cat --model nana-banana", "Did you mean"),
        ("/imagine a cat --model nan", "nano-banana, nano-banana-pro?"),
        ("/imagin a cat", "/imagine"),
        ("/models", "--model"),
        ("/balance", "200,000"),
        ("/balance", "For more credits: /topup"),
        ("/jobs", "Nothing in line"),
        ("/cancel", "Nothing in line"),
        ("/help", "Edit: send a photo"),
        ("/help all", "/imagine"),
        ("/language vi", "tiếng Việt"),
    ],
)
async def test_every_command_answers_in_a_sentence(sandbox, person, words, part):
    await sandbox.say(words, person=person)
    assert part in (await answer(sandbox, person))["text"]


async def test_vietnamese_is_spoken_to_those_whose_phone_does(sandbox, person):
    await sandbox.post("/control/people", {"id": person + 40000, "first_name": "Hà", "language_code": "vi"})
    await sandbox.say("/start", person=person + 40000)
    assert "Chào Hà" in (await result(sandbox, person + 40000))["caption"]
