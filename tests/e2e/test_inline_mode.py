"""Inline mode: my results in any chat, and words that find their way into the private chat to be made."""

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, newcomer, picture, said, sentence
from tests.e2e.test_buttons import swapped
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
GROUP = -1007801


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("inline"), BOT_START_CREDITS="9000000") as both:
        yield both


async def ask(sandbox, person, query, **more):
    """A person types behind the bot's name; returns the bot's answer."""
    body = {"from": person, "query": query, **more}
    number = (await sandbox.post("/control/inline", body))["inline_query_id"]

    async def answered():
        answer = await sandbox.get(f"/control/inline/{number}")
        return answer | {"id": number} if answer["answered"] else None

    return await until(answered)


async def make(sandbox, bot, person, *prompts):
    for prompt in prompts:
        sent = await sandbox.say(prompt, person=person)
        await said(sandbox, person, lambda one: "photo" in one or "video" in one, after=sent["message_id"], seconds=40)
    await at_rest(bot)  # what Telegram calls a file is noted after it was shown


async def test_my_results_that_match_are_offered_favourites_first_and_shared_without_starting_work(
    sandbox, bot, person
):
    ben = await newcomer(sandbox, 7801)
    await sandbox.post("/control/chats", {"id": GROUP, "title": "G", "members": [person, ben]})
    await make(
        sandbox, bot, person, "/imagine a red kite", "/imagine a blue kite", "/imagine a boat", "/video a kite rises"
    )
    await make(sandbox, bot, ben, "/imagine a kite of another")
    first = next(one for one in await sandbox.from_bot(person) if one.get("caption", "").startswith("a red kite"))
    await sandbox.press(await swapped(sandbox, first, "More", person), "☆", person=person)
    answer = await ask(sandbox, person, "KITE", chat=GROUP)
    assert [one["title"] for one in answer["results"]] == ["a red kite", "a kite rises", "a blue kite"]
    assert [one["type"] for one in answer["results"]] == ["photo", "video", "photo"]
    assert (answer["is_personal"], answer["cache_time"] <= 10, answer["next_offset"]) == (True, True, "")
    before = bot.rows("SELECT count(*) FROM job")
    for chat in (GROUP, person):
        body = {"from": person, "chat": chat, "inline_query_id": answer["id"], "result": answer["results"][0]["id"]}
        [shared] = (await sandbox.post("/control/choose", body))["messages"]
        assert shared["photo"]
    await sandbox.say("/imagine a last one", person=person)
    await picture(sandbox, person, words="a last one", after=shared["message_id"])
    assert bot.rows("SELECT count(*) FROM job") == [(before[0][0] + 1,)]


async def test_a_shared_picture_is_edited_by_a_reply_like_any_other(sandbox, bot, person):
    await make(sandbox, bot, person, "/imagine a red kite")
    answer = await ask(sandbox, person, "")
    body = {"from": person, "chat": person, "inline_query_id": answer["id"], "result": answer["results"][0]["id"]}
    [shared] = (await sandbox.post("/control/choose", body))["messages"]
    sent = await sandbox.say("make it night", person=person, reply_to=shared["message_id"])
    await picture(sandbox, person, words="make it night", after=sent["message_id"])


async def test_many_results_come_page_by_page(sandbox, bot, person):
    await make(sandbox, bot, person, *[f"/imagine kite {number}" for number in range(12)])
    first = await ask(sandbox, person, "kite")
    second = await ask(sandbox, person, "kite", offset=first["next_offset"])
    assert [len(first["results"]), len(second["results"])] == [10, 2]
    assert second["next_offset"] == ""
    assert (first["button"] is None, second["button"] is None) == (False, True)


async def test_words_are_made_behind_a_deep_link_with_their_price_and_once(sandbox, bot, person):
    answer = await ask(sandbox, person, "  a green   dragon ")
    assert answer["results"] == []
    assert answer["button"]["text"] == "🎨 Make “a green dragon”"
    await bot.stop()
    await bot.start()  # the words are kept over a restart
    await sandbox.say(f"/start {answer['button']['start_parameter']}", person=person)
    offer = await sentence(sandbox, person, "Shall I make this? a green dragon")
    [[button]] = offer["reply_markup"]["inline_keyboard"]
    assert button["text"] == "✨ Make it · 1,748 ₫"
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    assert (await sandbox.press(offer, "Make it", person=person))["text"] == "On it."
    made = await picture(sandbox, person, words="a green dragon", after=offer["message_id"])
    assert "1,748 ₫" in made["caption"]
    await sandbox.press(offer, "Make it", person=person)
    await at_rest(bot)
    assert bot.rows("SELECT state FROM job WHERE chat_id = ?", person) == [("captured",)]


async def test_nobody_follows_the_link_of_another_and_an_unknown_one_greets(sandbox, bot, person):
    answer = await ask(sandbox, person, "a secret plan")
    ben = await newcomer(sandbox, 7802)
    for link in (answer["button"]["start_parameter"], "make-nothing", "inline"):
        sent = await sandbox.say(f"/start {link}", person=ben)
        greeting = await said(sandbox, ben, lambda one: "caption" in one or "text" in one, after=sent["message_id"])
        assert "Hello P7802!" in greeting.get("caption", greeting.get("text"))


async def test_options_in_the_words_count_and_wrong_ones_are_told(sandbox, bot, person):
    for query, told in (("a kite --n 2", "Make it · 3,496 ₫"), ("a kite --ratio no", "not something I can use")):
        answer = await ask(sandbox, person, query)
        sent = await sandbox.say(f"/start {answer['button']['start_parameter']}", person=person)
        if "₫" in told:
            offer = await sentence(sandbox, person, "Shall I make this?", after=sent["message_id"])
            assert told in offer["reply_markup"]["inline_keyboard"][0][0]["text"]
        else:
            await sentence(sandbox, person, told, after=sent["message_id"])


async def test_who_has_nothing_yet_is_shown_the_way_and_nobody_is_met_by_typing(sandbox, bot, person):
    answer = await ask(sandbox, person, "")
    assert (answer["results"], answer["button"]["start_parameter"]) == ([], "inline")
    assert bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", person) == []
    assert bot.rows("SELECT 1 FROM inbox WHERE raw LIKE '%inline_query%'") == []


SHUT = "INSERT INTO switch (name, reason, actor, at) VALUES ('maintenance', 'x', 'u:x', 1)"
KEPT_OUT = "INSERT INTO block (holder, reason, actor, at) SELECT 'u:' || uid, 'x', 'u:x', 1 FROM person"


@pytest.mark.parametrize(
    ("setting", "written", "undone", "told", "sentence_there"),
    [
        ({"BOT_ACCESS": "closed"}, "", "", "This bot is private", "To be let in"),
        ({}, SHUT, "DELETE FROM switch", "Closed for a moment", "Closed for a moment"),
        ({}, KEPT_OUT, "DELETE FROM block", "cannot use this bot", "cannot use this bot"),
    ],
)
async def test_who_is_not_let_in_has_no_results_and_a_button_that_says_why(  # noqa: PLR0917
    sandbox, bot, person, setting, written, undone, told, sentence_there
):
    await make(sandbox, bot, person, "/imagine a red kite")
    await bot.stop()
    if written:
        bot.write(written)
    await bot.start(**setting)
    try:
        for query in ("kite", f"{told} or a kite", ""):
            answer = await ask(sandbox, person, query)
            assert answer["results"] == []
            assert told in answer["button"]["text"]
        assert bot.rows("SELECT 1 FROM kept_words WHERE words LIKE '% or a kite'") == []
        link = answer["button"]["start_parameter"]
        asked = await sandbox.say(f"/start {link}", person=person)
        await sentence(sandbox, person, sentence_there, after=asked["message_id"])
    finally:
        await bot.stop()
        if undone:
            bot.write(undone)
        await bot.start()


async def test_during_maintenance_owners_and_strangers_are_told_apart_and_nobody_is_met(sandbox, bot, person):
    stranger = await newcomer(sandbox, 7803)
    await make(sandbox, bot, person, "/imagine a red kite")
    await bot.stop()
    bot.write(SHUT)
    await bot.start(BOT_ADMIN_IDS=str(person))
    try:
        assert (await ask(sandbox, person, "kite"))["results"]
        assert "Closed for a moment" in (await ask(sandbox, stranger, ""))["button"]["text"]
        assert bot.rows("SELECT 1 FROM person WHERE telegram_id = ?", stranger) == []
    finally:
        await bot.stop()
        bot.write("DELETE FROM switch")
        await bot.start()
