"""The first minutes: a greeting that can be tapped, links that open a page, menus for each kind of chat."""

import asyncio
import itertools
import json

import pytest

from tests.e2e.steps import at_rest, calls, greeting, newcomer, ours, picture, said, sentence
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
_groups = itertools.count(-1009700, -1)
TAP_S = 5.1
PARTY = "5046509860389126442"


def labels(message):
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


async def test_who_starts_sees_what_can_be_made_and_has_a_first_picture_one_tap_later(sandbox, bot, person):
    await sandbox.say("/start", person=person)
    shown = await greeting(sandbox, person)
    assert labels(shown) == ["🎨 Draw me something · 1,748 ₫", "✏️ Change a photo", "🎬 Make a film"]
    assert (await sandbox.press(shown, "Draw me", person=person))["text"] == "On it."
    await picture(sandbox, person, after=shown["message_id"])
    await at_rest(bot)
    assert bot.rows("SELECT price, state FROM job WHERE chat_id = ?", person) == [(1748, "captured")]


async def test_the_first_picture_is_drawn_once_however_often_it_is_tapped_and_again_when_it_is_there(
    sandbox, bot, person
):
    await sandbox.say("/start", person=person)
    shown = await greeting(sandbox, person)
    await sandbox.gateways(latency_s=7)
    try:
        await sandbox.press(shown, "Draw me", person=person)
        assert (await sandbox.press(shown, "Draw me", person=person))["text"] == "Already under way."
        await asyncio.sleep(TAP_S)
        assert (await sandbox.press(shown, "Draw me", person=person))["text"] == "Already under way."
    finally:
        await sandbox.gateways(latency_s=0.15)
    await at_rest(bot)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 1
    await asyncio.sleep(TAP_S)
    assert (await sandbox.press(shown, "Draw me", person=person))["text"] == "On it."
    await at_rest(bot)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person)) == 2


@pytest.mark.parametrize(
    ("label", "part"),
    [("Change a photo", "write what to change · 1,748 ₫,"), ("Make a film", "write “a boat in rain”")],
)
async def test_the_other_buttons_say_in_a_line_how_it_is_done(sandbox, bot, person, label, part):
    await sandbox.say("/start", person=person)
    shown = await greeting(sandbox, person)
    for _ in range(2):
        await sandbox.press(shown, label, person=person)
    await sentence(sandbox, person, part)
    await asyncio.sleep(0.3)
    assert len(await ours(sandbox, person)) == 2
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_after_change_a_photo_words_wait_for_the_photo_and_cost_nothing(sandbox, bot, person, photo):
    await sandbox.say("/start", person=person)
    await sandbox.press(await greeting(sandbox, person), "Change a photo", person=person)
    await sentence(sandbox, person, "Send me a photo")
    await sandbox.say("make it snow", person=person)
    asked = await sentence(sandbox, person, "Which photo?")
    assert labels(asked) == ["Draw it anyway · 1,748 ₫"]
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.send_photos(photo, person=person)
    await picture(sandbox, person, words="make it snow")
    await at_rest(bot)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert len(json.loads(request)["references"]) == 1
    sent = await sandbox.say("a kite", person=person)  # nothing is asked any more
    await picture(sandbox, person, words="a kite", after=sent["message_id"])


async def test_the_first_picture_is_drawn_by_ones_usual_model(sandbox, bot, person):
    await sandbox.say("/start", person=person)
    dear = await greeting(sandbox, person)
    sent = await sandbox.say("/settings", person=person)
    page = await sentence(sandbox, person, "Your settings", after=sent["message_id"])
    await sandbox.press(page, "Pictures", person=person)
    page = await shows(sandbox, page, "Which model for pictures")
    await sandbox.press(page, "Imagen (Flow)", person=person)
    await shows(sandbox, page, "Imagen (Flow)")
    sent = await sandbox.say("/start", person=person)
    cheap = await greeting(sandbox, person, after=sent["message_id"])
    assert labels(cheap)[0] == "🎨 Draw me something · 100 ₫"
    for shown in (cheap, dear):
        await sandbox.press(shown, "Draw me", person=person)
        await at_rest(bot)
    assert bot.rows("SELECT model, price FROM job WHERE chat_id = ?", person) == [("flow", 100)] * 2


async def shows(sandbox, page, part):
    async def look():
        found = await sandbox.messages(page["chat"]["id"], page["message_id"] - 1)
        now = next(one for one in found if one["message_id"] == page["message_id"])
        return now if part in now["text"] else None

    return await until(look)


async def test_the_picture_of_the_greeting_is_uploaded_once(sandbox, bot, person):
    for who in (person, person + 70_000):
        await newcomer(sandbox, who)
        await sandbox.say("/start", person=who)
        await greeting(sandbox, who)
    [(kept,)] = bot.rows("SELECT sent_id FROM upload")
    sent = await calls(sandbox, "sendPhoto")
    assert kept in str(sent[-1]["body"])


async def test_a_greeting_whose_picture_telegram_has_lost_is_uploaded_anew(sandbox, bot, person):
    await sandbox.say("/start", person=person)
    first = await greeting(sandbox, person)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: wrong file identifier"}'
    await sandbox.fault("telegram", "status", "sendPhoto", status=400, body=body, times=1)
    await sandbox.say("/start", person=person)
    assert len((await greeting(sandbox, person, after=first["message_id"]))["reply_markup"]["inline_keyboard"]) == 2


async def test_where_no_photo_is_taken_the_greeting_is_words(sandbox, person):
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: not enough rights to send photos"}'
    await sandbox.fault("telegram", "status", "sendPhoto", status=400, body=body, times=2)
    await sandbox.say("/start", person=person)
    assert "🎬 Make a film" in labels(await sentence(sandbox, person, "Hello"))


@pytest.mark.parametrize(
    ("payload", "part"),
    [
        ("help", "Draw: write what"),
        ("models", "by what they make"),
        ("nano-banana-2", "--model nano-banana-2"),
        ("suno-4_5", "--model suno-4.5"),
        ("settings", "Your settings"),
        ("balance", "You have"),
    ],
)
async def test_a_link_opens_its_page(sandbox, bot, person, payload, part):
    await sandbox.say(f"/start {payload}", person=person)
    assert part in (await sentence(sandbox, person, part))["text"]
    assert len(await ours(sandbox, person)) == 1


async def test_in_a_group_the_start_is_one_quiet_line(sandbox, person):
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "Quiet", "members": [person]})
    await sandbox.say("/start@atelier_bot help", person=person, chat=group)
    shown = await sentence(sandbox, group, "Hello!")
    assert "reply_markup" not in shown
    assert len(await ours(sandbox, group)) == 1


@pytest.mark.parametrize(("language", "part"), [("en", "make a picture"), ("vi", "vẽ ảnh"), ("fr", "make a picture")])
async def test_the_menu_is_in_ones_language_and_fits_the_chat(sandbox, person, language, part):
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "Menu", "members": [person]})
    alone = await sandbox.get("/control/commands", chat=person, language=language)
    together = await sandbox.get("/control/commands", chat=group, language=language, **{"as": person})
    names = [{one["command"] for one in seen["commands"]} for seen in (alone, together)]
    assert names[0] - names[1] == {
        "start", "balance", "history", "invite", "promo", "topup", "paysupport", "terms", "mydata", "deleteme",
        "privacy",
    }  # fmt: skip
    assert part in str(alone["commands"])
    assert part in str(together["commands"])
    assert alone["description"]
    assert alone["short_description"]
    assert alone["menu_button"] == {"type": "commands"}


async def test_the_greeting_lives_through_a_restart_and_is_nobody_elses(sandbox, bot, person):
    await sandbox.say("/start", person=person)
    shown = await greeting(sandbox, person)
    await bot.stop()
    await bot.start()
    assert (await sandbox.press(shown, "Draw me", person=person))["text"] == "On it."
    await picture(sandbox, person, after=shown["message_id"])
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person))


async def test_the_very_first_picture_is_a_little_party_and_no_other(sandbox, bot, person):
    group = next(_groups)
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})
    await sandbox.say("/imagine a cup", person=person, chat=group)
    assert "effect_id" not in await picture(sandbox, group)
    friend = await newcomer(sandbox, person + 40000)
    await sandbox.say("/speak a song is no picture", person=friend)
    await said(sandbox, friend, lambda one: "voice" in one)
    await at_rest(bot)
    await sandbox.say("a kite", person=friend)
    first = await picture(sandbox, friend, words="a kite")
    assert first["effect_id"] == PARTY
    await sandbox.say("a boat", person=friend)
    assert "effect_id" not in await picture(sandbox, friend, words="a boat")
    assert len(await sandbox.from_bot(friend)) == 3


async def test_where_telegram_takes_no_effect_the_picture_comes_on_its_card(sandbox, bot, person):
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: EFFECT_ID_INVALID"}'
    await sandbox.fault("telegram", "status", "sendMessage", status=400, body=body, after=1)
    asked = await sandbox.say("a kite", person=person)
    shown = await picture(sandbox, person)
    assert shown["message_id"] == asked["message_id"] + 1
    assert "effect_id" not in shown


async def test_an_effect_that_is_refused_as_forbidden_costs_no_picture(sandbox, person):
    body = '{"ok": false, "error_code": 403, "description": "Forbidden: PREMIUM_ACCOUNT_REQUIRED"}'
    await sandbox.fault("telegram", "status", "sendMessage", status=403, body=body, after=1)
    await sandbox.say("a kite", person=person)
    await picture(sandbox, person)
