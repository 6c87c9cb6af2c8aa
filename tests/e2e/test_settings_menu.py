"""/settings and /models: one message that is gone down and back in, whose choices the next request follows."""

import itertools
from datetime import UTC, datetime

import pytest

from tests.e2e.steps import at_rest, bot_on, calls, newcomer, picture, said, sentence, wallet
from tests.e2e.test_buttons import data_of, labels, now_at
from tests.harness import sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH = 200000
BACK, ON = "\u2039", "\u203a"
_groups = itertools.count(9700)


async def turned(sandbox, page, label, wanted, person):
    """Press a button of a page and wait for the page that it leads to, in the same message."""
    answer = await sandbox.press(page, label, person=person)
    assert not answer.get("show_alert"), answer

    async def look():
        now = await now_at(sandbox, page)
        return now if wanted in now["text"] else None

    return await until(look)


async def opened(sandbox, words, wanted, person, chat=None):
    asked = await sandbox.say(words, person=person, chat=chat)
    return await sentence(sandbox, chat or person, wanted, after=asked["message_id"])


async def new_group(sandbox, *members):
    chat = -1000000 - next(_groups)
    await sandbox.post("/control/chats", {"id": chat, "title": "G", "members": list(members)})
    return chat


async def test_what_is_chosen_is_shown_and_used_by_words_that_say_nothing_else(sandbox, bot, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    assert "🎨 Pictures: Nano Banana 2 · automatic" in page["text"]
    page = await turned(sandbox, page, "Pictures", "Which model for pictures", person)
    page = await turned(sandbox, page, "Imagen (Flow)", "🎨 Pictures: Imagen (Flow)", person)
    page = await turned(sandbox, page, "Shape", "Which shape", person)
    page = await turned(sandbox, page, "16:9", "📐 Shape: 16:9", person)
    page = await turned(sandbox, page, "How many", "How many pictures", person)
    page = await turned(sandbox, page, "2", "🔢 How many: 2", person)
    page = await turned(sandbox, page, "Shape", "Which shape", person)
    assert "✓ 16:9" in labels(page)
    page = await turned(sandbox, page, "« Back", "Your settings", person)
    await sandbox.say("a quiet harbour", person=person)
    shown = await picture(sandbox, person)
    assert "Imagen (Flow) · 200 ₫" in shown["caption"]
    assert labels(shown)[:2] == ["1", "2"]
    await sandbox.say("a loud harbour --n 1 --model nano-banana-2 --ar 1:1", person=person)
    assert "Nano Banana 2 · 1,748 ₫" in (await picture(sandbox, person, words="a loud harbour"))["caption"]
    requests = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id", person)
    assert ['"16:9"' in request for (request,) in requests] == [True, False]


async def test_what_a_person_is_used_to_makes_no_button_dearer_than_it_says(sandbox, bot, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Shape", "Which shape", person)
    page = await turned(sandbox, page, "16:9", "📐 Shape: 16:9", person)
    page = await turned(sandbox, page, "How many", "How many pictures", person)
    await turned(sandbox, page, "2", "🔢 How many: 2", person)
    await sandbox.say("/better a quiet harbour", person=person)
    better = await sentence(sandbox, person, "Yours: a quiet harbour")
    assert labels(better)[0] == "🎨 Draw this · 1,748 ₫"
    await sandbox.press(better, "Draw this", person=person)
    await picture(sandbox, person, after=better["message_id"])
    [(request, price)] = bot.rows("SELECT request, price FROM job WHERE chat_id = ? AND model LIKE 'nano%'", person)
    assert ('"16:9"' in request, price) == (True, 1748)


async def test_a_setting_refuses_nothing_and_says_that_the_model_does_not_have_it(sandbox, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Pictures", "Which model", person)
    page = await turned(sandbox, page, "Imagen (Flow)", "Imagen (Flow)", person)
    page = await turned(sandbox, page, "Size", "Which size", person)
    await turned(sandbox, page, "4K", "🔍 Size: 4K (not with Imagen (Flow))", person)
    await sandbox.say("a small boat", person=person)
    assert "Imagen (Flow) · 100 ₫" in (await picture(sandbox, person))["caption"]


async def test_the_language_of_the_page_follows_its_own_button(sandbox, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Language", "Which language", person)
    page = await turned(sandbox, page, "Tiếng Việt", "Cài đặt của bạn", person)
    assert "🌐 Ngôn ngữ" in labels(page)
    await turned(sandbox, page, "Ban đêm", "không báo chuông", person)


async def test_pages_are_their_openers_alone_and_live_through_a_restart(sandbox, bot, person):
    other = await newcomer(sandbox, person + 50000)
    group = await new_group(sandbox, person, other)
    menu = await opened(sandbox, "/models@atelier_bot", "by what they make", person, group)
    page = await opened(sandbox, "/settings@atelier_bot", "Settings of this group", person, group)
    for message, label in ((menu, "Pictures"), (page, "Who may ask")):
        refused = await sandbox.press(message, label, person=other)
        assert (refused["show_alert"], "somebody else" in refused["text"]) == (True, True)
    assert await bot.stop() == 0
    await bot.start()
    page = await turned(sandbox, page, "Who may ask", "Who may ask me here", person)
    await turned(sandbox, menu, "Pictures", "🎨 Pictures, page 1", person)


@pytest.mark.parametrize(("way", "kind"), [("as an album", "photo"), ("as single files", "document")])
async def test_several_pictures_come_as_people_like_below_a_card_with_the_buttons(sandbox, bot, person, way, kind):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Delivery", "How shall several", person)
    page = await turned(sandbox, page, way.capitalize(), f"Several pictures: {way}", person)
    await sandbox.say("/imagine three kites --n 3", person=person)
    card = await sentence(sandbox, person, "three kites")
    await at_rest(bot)
    assert labels(card) == ["1", "2", "3", "🔁 Again · 5,244 ₫", "⋯ More"]
    album = [one for one in await sandbox.from_bot(person, card["message_id"]) if kind in one]
    assert len(album) == 3
    assert len({one["media_group_id"] for one in album}) == 1
    assert wallet(bot, person) == (RICH - 3 * 1748, 0)
    await sandbox.press(card, "2", person=person)
    assert "⬇️ File" in labels(await picture(sandbox, person, after=album[-1]["message_id"]))
    await sandbox.say("make it night --n 1", person=person, reply_to=album[0]["message_id"])
    await picture(sandbox, person, words="make it night")


async def test_an_album_that_telegram_does_not_take_becomes_the_grid(sandbox, bot, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Delivery", "How shall several", person)
    await turned(sandbox, page, "As an album", "Several pictures: as an album", person)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: PHOTO_INVALID_DIMENSIONS"}'
    await sandbox.fault("telegram", "status", "sendMediaGroup", status=400, body=body)
    await sandbox.say("/imagine two kites --n 2", person=person)
    grid = await picture(sandbox, person, words="two kites")
    assert labels(grid)[:2] == ["1", "2"]
    await at_rest(bot)
    assert wallet(bot, person) == (RICH - 2 * 1748, 0)


def zone_where_it_is(hour: int) -> str:
    """Return a zone where it is about that hour now."""
    east = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}"


@pytest.mark.parametrize(("hour", "silent"), [(23, True), (12, None)])
async def test_nights_are_silent_where_wanted(tmp_path, hour, silent):
    async with sandbox_process() as own, bot_on(own, tmp_path, BOT_TIMEZONE=zone_where_it_is(hour)) as _:
        ana = await newcomer(own, 7900)
        page = await opened(own, "/settings", "Your settings", ana)
        await turned(own, page, "Nights", ": silent", ana)
        await own.say("/speak good night", person=ana)
        await said(own, ana, lambda one: "voice" in one)
        sent = [one["body"] for one in await calls(own, "sendVoice")]
        assert len(sent) == 1
        assert ("disable_notification" in str(sent[0])) is bool(silent)
        await own.gateways(refuse_words=["forbidden"])
        await own.fault("telegram", "status", "sendMessage", status=500, times=1)  # there is no card to say it on
        await own.say("/imagine something forbidden", person=ana)
        assert (await sentence(own, ana, "content rules")).get("silent") is silent


async def test_only_admins_set_up_a_group_and_what_they_set_holds(sandbox, bot, person):
    other = await newcomer(sandbox, person + 50000)
    group = await new_group(sandbox, person, other)
    assert await opened(sandbox, "/settings@atelier_bot", "Only admins set up", other, group)
    page = await opened(sandbox, "/settings@atelier_bot", "Settings of this group", person, group)
    page = await turned(sandbox, page, "Pictures", "Which model", person)
    page = await turned(sandbox, page, "Imagen (Flow)", "Pictures: Imagen (Flow)", person)
    await sandbox.say("/imagine@atelier_bot a boat", person=other, chat=group)
    assert "Imagen (Flow)" in (await picture(sandbox, group))["caption"]
    page = await turned(sandbox, page, "Who may ask", "Who may ask me here", person)
    page = await turned(sandbox, page, "Admins only", "Who may ask: admins only", person)
    refused = await opened(sandbox, "/imagine@atelier_bot a ship", "only admins may ask", other, group)
    assert "₫" not in refused["text"]
    await sandbox.say("/imagine@atelier_bot a raft", person=person, chat=group)
    await picture(sandbox, group, words="a raft")
    await at_rest(bot)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", group)) == 2


async def test_an_admin_no_more_may_not_go_on_with_an_open_page(sandbox, bot, person):
    other = await newcomer(sandbox, person + 50000)
    group = await new_group(sandbox, other, person)
    await sandbox.post("/control/member", {"chat": group, "user": person, "status": "administrator", "by": other})
    page = await opened(sandbox, "/settings@atelier_bot", "Settings of this group", person, group)
    await sandbox.post("/control/member", {"chat": group, "user": person, "status": "member", "by": other})
    await bot.stop()  # who leads is remembered for a minute
    await bot.start()
    refused = await sandbox.press(page, "Who may ask", person=person)
    assert "Only admins" in refused["text"]


@pytest.mark.parametrize(
    ("choice", "again", "original"),
    [(None, False, True), ("Everybody", True, True), ("Who asked", False, False)],
    ids=["as each button has it", "everybody", "asker"],
)
async def test_whose_the_buttons_are_the_groups_setting_says(sandbox, bot, person, choice, again, original):
    other = await newcomer(sandbox, person + 50000)
    group = await new_group(sandbox, person, other)
    if choice:
        page = await opened(sandbox, "/settings@atelier_bot", "Settings of this group", person, group)
        page = await turned(sandbox, page, "Buttons", "Whose are the buttons", person)
        await turned(sandbox, page, choice, f"Buttons under results: {choice.lower()}", person)
    await sandbox.say("/imagine@atelier_bot a boat", person=person, chat=group)
    shown = await picture(sandbox, group)
    for label, may in (("Again", again), ("File", original)):
        pressed = await sandbox.press(shown, label, person=other)
        assert ("somebody else" in pressed["text"]) is not may, (label, pressed)
    await at_rest(bot)
    payers = bot.rows("SELECT telegram_id FROM job JOIN person ON uid = person_uid WHERE chat_id = ?", group)
    assert sorted(payers) == sorted([(person,), (other,)] if again else [(person,)])
    assert (await sandbox.press(shown, "File", person=person))["text"] == "The file is here ↓"


async def test_the_menu_of_models_is_browsed_in_one_message_and_makes_one_usual(sandbox, bot, person):
    await sandbox.say("/imagine a quick one --model flow", person=person)
    await picture(sandbox, person)
    menu = await opened(sandbox, "/models", "by what they make", person)
    first = menu["text"]
    rows = menu["reply_markup"]["inline_keyboard"]
    assert max(len(row) for row in rows) == 2
    kind = await turned(sandbox, menu, "Pictures", "🎨 Pictures, page 1", person)
    assert labels(kind)[0] == "⭐ Nano Banana 2 · 1,748 ₫"
    assert len([label for label in labels(kind) if "₫" in label]) == 8
    second = await turned(sandbox, kind, ON, "page 2", person)
    kind = await turned(sandbox, second, BACK, "page 1", person)
    model = await turned(sandbox, kind, "Imagen (Flow)", "--model flow", person)
    assert "Usually takes" in model["text"]
    assert "/imagine a red kite over rice fields --model flow" in model["text"]
    assert "usual" in (await sandbox.press(model, "Make it my usual", person=person))["text"]
    model = await until(lambda: _with(sandbox, model, "My usual"))
    kind = await turned(sandbox, model, "« Back", "page 1", person)
    assert "⭐ Imagen (Flow) · 100 ₫" in labels(kind)
    again = await turned(sandbox, kind, "« Back", "by what they make", person)
    assert again["text"] == first
    await sandbox.say("a boat", person=person)
    assert "Imagen (Flow)" in (await picture(sandbox, person, words="a boat"))["caption"]
    assert data_of(again, "Pictures") == data_of(menu, "Pictures")


async def _with(sandbox, message, label):
    now = await now_at(sandbox, message)
    return now if any(label in one for one in labels(now)) else None


async def test_an_anonymous_admin_opens_the_page_by_a_press(sandbox, person):
    other = await newcomer(sandbox, person + 50000)
    group = await new_group(sandbox, person, other)
    await sandbox.say("/settings@atelier_bot", person=person, chat=group, anonymous=True)
    door = await sentence(sandbox, group, "can't see who is asking")
    assert "Only admins" in (await sandbox.press(door, "Open settings", person=other))["text"]
    page = await turned(sandbox, door, "Open settings", "Settings of this group", person)
    await turned(sandbox, page, "Who may ask", "Who may ask me here", person)


async def test_an_album_whose_answer_is_lost_is_paid_once(sandbox, bot, person):
    page = await opened(sandbox, "/settings", "Your settings", person)
    page = await turned(sandbox, page, "Delivery", "How shall several", person)
    await turned(sandbox, page, "As an album", "Several pictures: as an album", person)
    await sandbox.fault("telegram", "lost", "sendMediaGroup", times=1)
    await sandbox.say("/imagine two drums --n 2", person=person)
    await sentence(sandbox, person, "two drums")
    await at_rest(bot)
    shown = [one for one in await sandbox.from_bot(person) if "photo" in one]
    assert len(shown) == 4  # Telegram had the first too
    assert bot.rows("SELECT state, shown FROM job WHERE chat_id = ?", person) == [("captured", 1)]
    assert wallet(bot, person) == (RICH - 2 * 1748, 0)
