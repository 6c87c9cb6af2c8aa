"""After the result: what its buttons make, at the price they name, from the very picture they stand under."""

import asyncio
import json
import re

import pytest

from tests.e2e.steps import Message, at_rest, bot_on, newcomer, picture, said, sentence, wallet
from tests.e2e.test_buttons import labels, now_at, renewed, swapped
from tests.harness import sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH, PRICE = 200000, 1748
MAIN = ["Again", "Film", "Edit", "File", "More"]


def plain(message: Message) -> list[str]:
    """The labels without their pictures and prices."""
    return [re.sub(r"^\S{1,2} ", "", label).split(" · ")[0] for label in labels(message)]


def price_on(message: Message, label: str) -> int:
    [found] = [one for one in labels(message) if label in one]
    return int(re.sub(r"\D", "", found.split(" · ")[1]))


async def a_picture(sandbox, person, words="a red kite", **more):
    await sandbox.say(f"/imagine {words}", person=person, **more)
    return await picture(sandbox, more.get("chat", person), words=words.split(" --")[0])


def asked(bot, chat):
    """What the newest job of a chat asks for."""
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", chat)
    return json.loads(request)


async def test_more_and_back_take_each_others_place_and_leave_no_message(sandbox, person):
    shown = await a_picture(sandbox, person)
    assert plain(shown) == MAIN
    more = await swapped(sandbox, shown, "More", person)
    assert plain(more) == ["Subtle", "Strong", "Upscale", "Shape", "Other model", "☆", "Details", "Delete", "Back"]
    for name in ("Shape", "Other model"):
        inner = await swapped(sandbox, more, name, person)
        assert labels(await swapped(sandbox, inner, "Back", person)) == labels(more)
    back = await swapped(sandbox, more, "Back", person)
    assert labels(back) == labels(shown)
    assert len(await sandbox.from_bot(person)) == 1


@pytest.mark.parametrize(
    ("label", "what"), [("Film", "video"), ("Subtle", "photo"), ("Strong", "photo"), ("Upscale", "photo")]
)
async def test_a_step_is_made_from_this_picture_at_the_price_its_button_named_and_once(
    sandbox, bot, person, label, what
):
    shown = await a_picture(sandbox, person)
    here = shown if label == "Film" else await swapped(sandbox, shown, "More", person)
    price = price_on(here, label)
    answers = await asyncio.gather(*[sandbox.press(here, label, person=person) for _ in range(2)])
    assert sorted(one["text"] for one in answers) == ["Already under way.", "On it."]
    made = await said(sandbox, person, lambda one: what in one, after=shown["message_id"])
    assert "a red kite" in made["caption"]
    assert label in made["caption"]
    await at_rest(bot)
    assert wallet(bot, person) == (RICH - PRICE - price, 0)
    [(asset,)] = bot.rows("SELECT asset.id FROM asset JOIN job ON job.id = job_id WHERE chat_id = ? LIMIT 1", person)
    assert [one["asset_id"] for one in asked(bot, person)["references"]] == [asset]
    assert labels(await now_at(sandbox, shown)) == labels(shown)  # it closes behind the choice


async def test_a_picture_chosen_from_a_grid_goes_its_own_way(sandbox, bot, person):
    grid = await a_picture(sandbox, person, "three moons --n 3")
    assert plain(grid) == ["1", "2", "3", "Again", "More"]
    await sandbox.press(grid, "2", person=person)
    one = await picture(sandbox, person, after=grid["message_id"])
    assert plain(one) == MAIN
    more = await swapped(sandbox, one, "More", person)
    await sandbox.press(more, "Strong", person=person)
    varied = await picture(sandbox, person, after=one["message_id"])
    [(second,)] = bot.rows(
        "SELECT asset.id FROM asset JOIN job ON job.id = job_id WHERE chat_id = ? AND position = 2", person
    )
    assert asked(bot, person)["references"][0]["asset_id"] == second
    assert labels(await now_at(sandbox, one)) == labels(one)
    assert labels(await now_at(sandbox, grid)) == labels(grid)
    await sandbox.press(one, "Again", person=person)
    await picture(sandbox, person, after=varied["message_id"])
    assert asked(bot, person)["count"] == 1


async def test_another_shape_and_another_model_keep_the_words(sandbox, bot, person):
    shown = await a_picture(sandbox, person)
    shapes = await swapped(sandbox, await swapped(sandbox, shown, "More", person), "Shape", person)
    await sandbox.press(shapes, "16:9", person=person)
    wide = await picture(sandbox, person, after=shown["message_id"])
    assert asked(bot, person)["aspect_ratio"] == "16:9"
    models = await swapped(sandbox, await swapped(sandbox, wide, "More", person), "Other model", person)
    offered = labels(models)
    assert len(offered) == 5
    title, price = re.fullmatch(r"With (.+) · ([\d,]+) ₫", offered[0]).groups()
    await sandbox.press(models, title, person=person)
    other = await picture(sandbox, person, after=wide["message_id"])
    assert other["caption"] == f"a red kite\n{title} · {price} ₫"
    assert asked(bot, person)["aspect_ratio"] == "16:9"


async def test_edit_asks_for_words_and_takes_the_next_ones(sandbox, bot, person):
    first = await a_picture(sandbox, person)
    await a_picture(sandbox, person, "a boat")
    told = await sandbox.press(first, "Edit", person=person)
    assert told["show_alert"]
    assert "Your next message edits this picture · 1,748 ₫." in told["text"]
    sent = await sandbox.say("make it blue", person=person)
    await picture(sandbox, person, after=sent["message_id"], words="make it blue")
    [(asset,)] = bot.rows("SELECT asset.id FROM asset JOIN job ON job.id = job_id WHERE chat_id = ? LIMIT 1", person)
    assert asked(bot, person)["references"][0]["asset_id"] == asset


async def test_a_press_that_begins_something_else_ends_the_question_of_edit(sandbox, bot, person):
    first = await a_picture(sandbox, person)
    await sandbox.press(first, "Edit", person=person)
    await sandbox.press(first, "Again", person=person)
    again = await picture(sandbox, person, after=first["message_id"])
    await sandbox.say("a blue boat", person=person)
    await picture(sandbox, person, words="a blue boat", after=again["message_id"])
    assert asked(bot, person)["references"] == []


@pytest.mark.parametrize("way", ["Edit", "Subtle"])
async def test_before_shows_our_own_result_with_its_buttons(sandbox, bot, person, way):
    first = await a_picture(sandbox, person)
    if way == "Edit":
        await sandbox.press(first, "Edit", person=person)
        await sandbox.say("make it blue", person=person)
    else:
        await sandbox.press(await swapped(sandbox, first, "More", person), "Subtle", person=person)
    changed = await picture(sandbox, person, after=first["message_id"])
    await sandbox.press(changed, "Before", person=person)
    back = await picture(sandbox, person, after=changed["message_id"])
    assert back["caption"] == (await now_at(sandbox, first))["caption"]
    assert plain(back) == MAIN


async def test_an_edit_that_was_said_as_a_reply_leaves_the_next_words_alone(sandbox, bot, person):
    shown = await a_picture(sandbox, person)
    await sandbox.press(shown, "Edit", person=person)
    sent = await sandbox.say("make it blue", person=person, reply_to=shown["message_id"])
    await picture(sandbox, person, after=sent["message_id"], words="make it blue")
    await a_picture(sandbox, person, "a boat")
    assert asked(bot, person)["references"] == []


async def test_a_picture_that_is_no_more_there_is_not_worked_on(sandbox, bot, person):
    shown = await a_picture(sandbox, person)
    [(path,)] = bot.rows("SELECT path FROM asset JOIN job ON job.id = job_id WHERE chat_id = ?", person)
    (bot.folder / path).write_bytes(b"spoilt")
    for label in ("Film", "Edit"):
        told = await sandbox.press(shown, label, person=person)
        assert told["show_alert"]
        assert "no longer have that picture" in told["text"]
    assert wallet(bot, person) == (RICH - PRICE, 0)


async def test_details_can_be_copied_and_make_the_same_again(sandbox, bot, person):
    shown = await a_picture(sandbox, person, "a red kite --ar 16:9 --model nano-banana-pro")
    more = await swapped(sandbox, shown, "More", person)
    await asyncio.gather(*[sandbox.press(more, "Details", person=person) for _ in range(2)])
    told = await sentence(sandbox, person, "/imagine")
    assert told["reply_to_message"]["message_id"] == shown["message_id"]
    assert "Nano Banana Pro · 16:9 · 1K" in told["text"]
    code = next(one for one in told["entities"] if one["type"] == "code")
    before = asked(bot, person)
    encoded = told["text"].encode("utf-16-le")
    line = encoded[2 * code["offset"] : 2 * (code["offset"] + code["length"])].decode("utf-16-le")
    sent = await sandbox.say(line, person=person)
    await picture(sandbox, person, after=sent["message_id"])
    assert asked(bot, person) == before
    assert len([one for one in await sandbox.from_bot(person) if "text" in one]) == 1


async def test_details_ask_midjourney_what_it_drew_from_and_keep_it(sandbox, bot, person):
    shown = await a_picture(sandbox, person, "a red kite --model midjourney")
    await at_rest(bot)
    more = await swapped(sandbox, shown, "More", person)
    await sandbox.press(more, "Details", person=person)
    told = await sentence(sandbox, person, "--seed ")
    [(seed,)] = bot.rows("SELECT seed FROM asset JOIN job ON job.id = job_id WHERE chat_id = ?", person)
    assert f"Midjourney · 1K · seed {seed} · 150 ₫\n" in told["text"].replace("\N{NO-BREAK SPACE}", " ")
    assert told["text"].endswith(f"--seed {seed}")


async def test_again_draws_another_picture_also_of_what_was_drawn_from_a_seed(sandbox, bot, person):
    shown = await a_picture(sandbox, person, "a red kite --model midjourney --seed 7 --chaos 9")
    assert asked(bot, person)["choices"] == {"seed": "7", "chaos": "9"}
    await sandbox.press(shown, "Again", person=person)
    await picture(sandbox, person, after=shown["message_id"])
    assert asked(bot, person)["choices"] == {"chaos": "9"}


async def test_what_was_stopped_is_tried_again_from_the_same_seed(sandbox, bot, person):
    await sandbox.gateways(latency_s=3)
    try:
        await sandbox.say("/imagine a red kite --model midjourney --seed 7", person=person)
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person))
        await sandbox.say("/cancel", person=person)
        stopped = await said(sandbox, person, lambda one: "Try again" in str(one.get("reply_markup")))
    finally:
        await sandbox.gateways(latency_s=0.15)
    await sandbox.press(stopped, "Try again", person=person)
    await picture(sandbox, person, words="a red kite")
    assert asked(bot, person)["choices"] == {"seed": "7"}


async def test_details_come_without_a_seed_where_nobody_tells_it(sandbox, bot, person):
    shown = await a_picture(sandbox, person, "a red kite --model midjourney")
    await at_rest(bot)
    await sandbox.fault("key4u", "status", "image-seed", status=502, body="<html>")
    more = await swapped(sandbox, shown, "More", person)
    await sandbox.press(more, "Details", person=person)
    told = await sentence(sandbox, person, "/imagine a red kite")
    await until(lambda: _asked_for_seed(sandbox))
    assert "seed" not in told["text"]
    assert bot.rows("SELECT seed FROM asset JOIN job ON job.id = job_id WHERE chat_id = ?", person) == [("",)]


async def _asked_for_seed(sandbox):
    return [one for one in await sandbox.requests("key4u") if one["path"].endswith("/image-seed")]


async def test_a_prompt_too_long_for_a_message_comes_whole_as_a_file(sandbox, person):
    words = "a kite " * 568 + "& a <b>boat</b>"
    await sandbox.say(f"/imagine {words}", person=person)
    shown = await picture(sandbox, person)
    await sandbox.press(await swapped(sandbox, shown, "More", person), "Details", person=person)
    file = await said(sandbox, person, lambda one: "document" in one)
    assert file["document"]["file_name"] == "prompt.txt"
    assert file["document"]["file_size"] > len(words)
    assert "Nano Banana 2" in file["caption"]


async def test_delete_asks_first_takes_the_message_away_and_keeps_the_money(sandbox, bot, person):
    shown = await a_picture(sandbox, person)
    sure = await swapped(sandbox, await swapped(sandbox, shown, "More", person), "Delete", person)
    assert plain(sure) == ["Yes, delete", "No, keep it"]
    assert plain(await swapped(sandbox, sure, "No", person)) == MAIN
    sure = await swapped(sandbox, await swapped(sandbox, shown, "More", person), "Delete", person)
    assert "There is no refund" in (await sandbox.press(sure, "Yes", person=person))["text"]
    assert await sandbox.from_bot(person) == []
    assert wallet(bot, person) == (RICH - PRICE, 0)


async def test_what_was_deleted_already_is_deleted(sandbox, person):
    shown = await a_picture(sandbox, person)
    sure = await swapped(sandbox, await swapped(sandbox, shown, "More", person), "Delete", person)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: message to delete not found"}'
    await sandbox.fault("telegram", "status", "deleteMessage", status=400, body=body)
    assert "There is no refund" in (await sandbox.press(sure, "Yes", person=person))["text"]


async def test_what_telegram_does_not_let_go_of_is_said_and_stays_as_it_was(sandbox, person):
    shown = await a_picture(sandbox, person)
    sure = await swapped(sandbox, await swapped(sandbox, shown, "More", person), "Delete", person)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: message can\'t be deleted"}'
    await sandbox.fault("telegram", "status", "deleteMessage", status=400, body=body)
    told = await sandbox.press(sure, "Yes", person=person)
    assert told["show_alert"]
    assert "under two days old" in told["text"]
    await until(lambda: _is_main(sandbox, shown))


async def _is_main(sandbox, message):
    return plain(await now_at(sandbox, message)) == MAIN


async def test_a_film_goes_on_and_its_file_can_be_had(sandbox, bot, person):
    await sandbox.say("/video a slow river --model kling-v2-6", person=person)
    film = await said(sandbox, person, lambda one: "video" in one)
    assert plain(film) == ["Again", "Extend", "File", "More"]
    await sandbox.press(film, "File", person=person)
    await said(sandbox, person, lambda one: "document" in one)
    await sandbox.press(film, "Extend", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=film["message_id"])
    assert asked(bot, person)["source"]["kind"] == "video"


async def test_words_are_said_in_another_voice(sandbox, bot, person):
    await sandbox.say("/speak Good morning", person=person)
    voice = await said(sandbox, person, lambda one: "voice" in one)
    voices = await swapped(sandbox, voice, "Voice", person)
    await sandbox.press(voices, "coral", person=person)
    await said(sandbox, person, lambda one: "voice" in one, after=voice["message_id"])
    assert asked(bot, person)["choices"]["voice"] == "coral"


async def test_somebody_else_swaps_nothing_and_is_told_kindly(sandbox, bot, person):
    other = await newcomer(sandbox, person + 70000)
    group = -1000400 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other]})
    await sandbox.say("/imagine@atelier_bot a red kite", person=person, chat=group)
    shown = await picture(sandbox, group)
    for label in ("Film", "Edit", "More"):
        told = await sandbox.press(shown, label, person=other)
        assert told["show_alert"]
        assert "somebody else" in told["text"]
    assert labels(await now_at(sandbox, shown)) == labels(shown)
    told = await sandbox.press(shown, "Edit", person=person)
    assert "Reply to this picture" in told["text"]
    await sandbox.press(await swapped(sandbox, shown, "More", person), "Details", person=person)
    await sentence(sandbox, group, "/imagine")
    assert bot.rows("SELECT count(*) FROM job WHERE chat_id = ?", group) == [(1,)]


async def test_after_a_restart_the_buttons_work_and_a_dearer_step_begins_only_when_its_new_price_was_pressed(tmp_path):
    async with sandbox_process() as own, bot_on(own, tmp_path) as bot:
        ana = await newcomer(own, 7700)
        shown = await a_picture(own, ana)
        more = await swapped(own, shown, "More", ana)
        await at_rest(bot)
        await bot.stop()
        bot.write("UPDATE button SET argument = '/animate//5' WHERE action = 'step' AND argument LIKE '/animate/%'")
        await bot.start()
        assert plain(await swapped(own, more, "Back", ana)) == MAIN
        # As it stood on a phone that saw the old price.
        old = {**more, "reply_markup": shown["reply_markup"]}
        price = price_on(shown, "Film")
        told = await own.press(old, "Film", person=ana, stale=True)
        assert told["show_alert"]
        assert f"it is {price:,} ₫ now" in told["text"].replace("\u00a0", " ")
        assert bot.rows("SELECT count(*) FROM job") == [(1,)]
        fresh = await renewed(own, shown, "Film")
        assert (await own.press(fresh, "Film", person=ana))["text"] == "On it."
        await said(own, ana, lambda one: "video" in one)
        await at_rest(bot)
        assert wallet(bot, ana) == (RICH - PRICE - price, 0)


async def test_where_nobody_pays_no_button_names_a_price(tmp_path):
    async with sandbox_process() as own, bot_on(own, tmp_path, BOT_BILLING="off"):
        ana = await newcomer(own, 7701)
        shown = await a_picture(own, ana)
        more = await swapped(own, shown, "More", ana)
        assert "₫" not in "".join(labels(shown) + labels(more))
        await own.press(more, "Subtle", person=ana)
        await picture(own, ana, after=shown["message_id"])
