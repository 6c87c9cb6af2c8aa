"""Money of groups and gifts moves by the right person's own press, once; all else is refused and nothing moves."""

import asyncio

import pytest

from tests.e2e.steps import BOT, handled, newcomer, ours, picture, sentence, wallet
from tests.e2e.test_a_pool_of_five import fill, page_of, turned
from tests.e2e.test_buttons import swapped
from tests.e2e.test_groups import new_group
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH, PRICE = 200000, 1748
MOVES = "SELECT COUNT(*) FROM transfer WHERE code IN ('pool_in', 'gift')"


async def two(sandbox, person, **more):
    """A group that the test's person created; somebody else is in it, and known to the bot."""
    other = await newcomer(sandbox, person + 80000)
    return await new_group(sandbox, person, other, **more), other


def rules(bot, chat):
    return bot.rows("SELECT member_max, day_max, when_empty FROM pool WHERE chat_id = ?", chat)


def in_pool(bot, chat):
    [found] = bot.rows(
        "SELECT credits_posted - debits_posted FROM account JOIN pool ON account.id = 'pool:' || pid WHERE chat_id = ?",
        chat,
    )
    return found[0]


async def asked_to_give(sandbox, chat, person, words="2000", **more):
    asked = await sandbox.say(f"/gift@atelier_bot {words}", person=person, chat=chat, **more)
    return await sentence(sandbox, chat, "of yours", after=asked["message_id"])


async def met(sandbox, person):
    await sandbox.say("/balance", person=person)
    await sentence(sandbox, person, "200,000 ₫")


async def test_a_member_who_is_no_admin_sees_no_rules_and_cannot_set_any_by_an_admins_buttons(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    page = await page_of(sandbox, chat, other)
    assert "Members" not in str(page["reply_markup"])
    page = await page_of(sandbox, chat, person)
    answer = await sandbox.press(page, "Members", person=other)
    assert answer["show_alert"] is True
    assert "Write /pool" in answer["text"], "where the own page is, not how a picture is changed"
    await sandbox.press(page, "Members", person=person)
    page = await turned(sandbox, page, "How much may each member")
    assert (await sandbox.press(page, "3,000 ₫", person=other))["show_alert"] is True
    assert rules(bot, chat) == [(None, None, "own")]
    await sandbox.press(page, "3,000 ₫", person=person)
    await turned(sandbox, page, "3,000 ₫ a day")
    assert rules(bot, chat) == [(3000, None, "own")]


async def test_an_admin_who_is_none_any_more_sets_nothing_by_old_buttons(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    promoted = {"chat": chat, "user": other, "by": person}
    await sandbox.post("/control/member", {**promoted, "status": "administrator"})
    page = await page_of(sandbox, chat, other)
    await sandbox.press(page, "When empty", person=other)
    page = await turned(sandbox, page, "What if the pool")
    await sandbox.post("/control/member", {**promoted, "status": "member"})
    answer = await sandbox.press(page, "Nothing is made", person=other)
    assert "Only admins" in answer["text"]
    assert rules(bot, chat) == [(None, None, "own")]


async def test_a_gift_is_given_once_however_often_its_button_is_pressed_and_by_the_giver_alone(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    page = await asked_to_give(sandbox, chat, person)
    [moves] = bot.rows(MOVES)
    assert (await sandbox.press(page, "Give", person=other))["show_alert"] is True
    assert bot.rows(MOVES) == [moves]
    await asyncio.gather(*[sandbox.press(page, "Give", person=person, stale=True) for _ in range(8)])
    assert in_pool(bot, chat) == 2000
    assert wallet(bot, person) == (RICH - 2000, 0)
    await turned(sandbox, page, "the pool has 2,000 ₫ now")
    assert "given before" in (await sandbox.press(page, "Give", person=person, stale=True))["text"]
    assert in_pool(bot, chat) == 2000


async def test_forged_and_foreign_button_data_moves_nothing(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    elsewhere = await new_group(sandbox, person, other)
    page = await asked_to_give(sandbox, chat, person)
    here = await page_of(sandbox, elsewhere, person)
    data = page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    [moves] = bot.rows(MOVES)
    forged = [data[:-1] + ("A" if data[-1] != "A" else "B"), data.replace(".", ""), "yes:pool:2000:x", f"gift.{data}"]
    for one in forged:
        await sandbox.press_data(page, one, person=person, stale=True)
    await sandbox.press_data(here, data, person=person, stale=True)  # another group's message with this group's button
    assert bot.rows(MOVES) == [moves]
    assert wallet(bot, person) == (RICH, 0)


@pytest.mark.parametrize("command", ["/gift 2000", "/pool"])
async def test_a_forwarded_command_opens_and_moves_nothing(sandbox, bot, person, command):
    chat, other = await two(sandbox, person)
    said = await sandbox.say(command, person=other, chat=chat)  # to no bot by name, but ours hears it
    await until(lambda: bot.rows("SELECT 1 FROM button WHERE chat_id = ?", chat))
    before, [count] = await ours(sandbox, chat), bot.rows("SELECT COUNT(*) FROM button")
    for there in (chat, person):
        told = {"forward": {"chat": chat, "message": said["message_id"]}, "from": person, "chat": there}
        sent = await sandbox.post("/control/send", told)
        await handled(bot, sent["update_ids"])
    assert await ours(sandbox, chat) == before
    await sentence(sandbox, person, "")
    assert bot.rows("SELECT COUNT(*) FROM button") == [count]


async def test_more_than_one_has_is_refused_to_that_person_alone(sandbox, bot, person):
    chat, _ = await two(sandbox, person)
    page = await asked_to_give(sandbox, chat, person, "300000")
    answer = await sandbox.press(page, "Give", person=person)
    assert answer["show_alert"] is True
    assert "You have 200,000 ₫ of your own" in answer["text"]
    assert wallet(bot, person) == (RICH, 0)
    assert "200,000" not in str(await ours(sandbox, chat))


@pytest.mark.parametrize("words", ["0", "-5", "10.500", "10,500", "1e3", "all", "9999999999", "5000 6000"])
async def test_an_amount_that_could_mean_something_else_is_asked_for_again(sandbox, bot, person, words):
    chat, _ = await two(sandbox, person)
    asked = await sandbox.say(f"/gift@atelier_bot {words}", person=person, chat=chat)
    await sentence(sandbox, chat, "In digits alone", after=asked["message_id"])
    assert bot.rows("SELECT 1 FROM button WHERE action = 'give' AND chat_id = ?", chat) == []


async def test_a_gift_in_reply_goes_from_wallet_to_wallet(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    await met(sandbox, other)
    words = await sandbox.say("thank me", person=other, chat=chat)
    page = await asked_to_give(sandbox, chat, person, "2k", reply_to=words["message_id"])
    assert f"Give P{other} 2,000 ₫" in page["text"]
    await sandbox.press(page, "Give", person=person)
    await turned(sandbox, page, f"gave P{other} 2,000 ₫")
    assert (wallet(bot, person), wallet(bot, other)) == ((RICH - 2000, 0), (RICH + 2000, 0))
    told = await sentence(sandbox, other, "gave you 2,000 ₫")
    assert "Your wallet now has 202,000 ₫" in told["text"]
    mine = await sandbox.say("mine", person=person, chat=chat)
    asked = await sandbox.say("/gift@atelier_bot 5", person=person, chat=chat, reply_to=mine["message_id"])
    await sentence(sandbox, chat, "That is you", after=asked["message_id"])


async def test_who_would_give_in_private_is_told_where_and_how(sandbox, person):
    await newcomer(sandbox, person)
    asked = await sandbox.say("/gift 5000", person=person)
    told = await sentence(sandbox, person, "given in a group", after=asked["message_id"])
    assert "/gift 5000" in told["text"]


async def test_an_anonymous_admin_opens_the_pool_by_a_button_and_gives_only_as_a_person(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    asked = await sandbox.say("/pool@atelier_bot", person=person, chat=chat, anonymous=True)
    page = await sentence(sandbox, chat, "can't see who", after=asked["message_id"])
    await sandbox.press(page, "pool", person=person)
    page = await turned(sandbox, page, "in this group's pool")
    await sandbox.press(page, "Members", person=person)
    await turned(sandbox, page, "How much may each member")
    anonymous = await sandbox.say("hello", person=person, chat=chat, anonymous=True)
    asked = await sandbox.say("/gift@atelier_bot 5", person=other, chat=chat, reply_to=anonymous["message_id"])
    await sentence(sandbox, chat, "can't see who wrote", after=asked["message_id"])


async def test_a_pool_follows_its_group_and_outlives_the_bot_s_being_put_out(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    await fill(sandbox, chat, person, 5000)
    page = await page_of(sandbox, chat, person)
    await sandbox.press(page, "Members", person=person)
    page = await turned(sandbox, page, "How much may each member")
    await sandbox.press(page, "3,000 ₫", person=person)
    await turned(sandbox, page, "3,000 ₫ a day")
    await sandbox.say("/imagine@atelier_bot a boat", person=other, chat=chat)
    shown = await picture(sandbox, chat, words="a boat")
    assert "1,748 ₫ by the group" in shown["caption"]
    await sandbox.press(await swapped(sandbox, shown, "More", other), "Details", person=other)
    assert "1K · 1,748 ₫ by the group" in (await sentence(sandbox, chat, "/imagine a boat"))["text"]
    await until(lambda: in_pool(bot, chat) == 5000 - PRICE)
    bot_in = {"chat": chat, "user": BOT, "by": person}
    await sandbox.post("/control/member", {**bot_in, "status": "kicked"})
    await sandbox.post("/control/member", {**bot_in, "status": "member"})
    await sandbox.post("/control/member", {"chat": chat, "user": other, "by": other, "status": "left"})
    await sandbox.post("/control/member", {"chat": chat, "user": other, "by": other, "status": "member"})
    new = chat - 1_000_000_000_000
    await sandbox.post("/control/migrate", {"chat": chat, "to": new})
    page = await page_of(sandbox, new, other)
    assert "3,252 ₫ in this group's pool" in page["text"]
    assert "3,000 ₫ a day, you spent 1,748" in page["text"]
    assert in_pool(bot, new) == 5000 - PRICE


async def asked_to_give_to(sandbox, chat, giver, receiver):
    """Ask to give somebody something, by a reply to what they wrote."""
    theirs = await sandbox.say("good night", person=receiver, chat=chat)
    return await asked_to_give(sandbox, chat, giver, reply_to=theirs["message_id"])


def give_data(page):
    return page["reply_markup"]["inline_keyboard"][0][0]["callback_data"]


async def shut(bot, sql):
    await bot.stop()
    bot.write(sql)
    await bot.start()


def keep_out(person):
    found = f"SELECT 'u:' || uid, 'x', 'u:x', 1 FROM person WHERE telegram_id = {person}"  # noqa: S608
    return f"INSERT INTO block (holder, reason, actor, at) {found}"


async def test_who_is_given_to_is_told_once_and_quietly_in_private(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    await met(sandbox, other)
    page = await asked_to_give_to(sandbox, chat, person, other)
    await asyncio.gather(*[sandbox.press(page, "Give", person=person, stale=True) for _ in range(4)])
    told = await sentence(sandbox, other, f"P{person} gave you 2,000 ₫. Your wallet now has 202,000 ₫")
    assert told["silent"] is True
    assert wallet(bot, other) == (RICH + 2000, 0)
    assert sum("gave you" in one.get("text", "") for one in await ours(sandbox, other)) == 1


async def test_who_never_opened_the_bot_is_given_to_all_the_same_and_not_written_to(sandbox, bot, person):
    other = person + 80000
    await sandbox.post("/control/people", {"id": other, "first_name": "P", "language_code": "en", "started": False})
    chat = await new_group(sandbox, person, other)
    await sandbox.say("/gift@atelier_bot 1", person=other, chat=chat)  # met in the group alone
    await sentence(sandbox, chat, "1 ₫ of yours")
    page = await asked_to_give_to(sandbox, chat, person, other)
    await sandbox.press(page, "Give", person=person)
    await until(lambda: wallet(bot, other) == (RICH + 2000, 0))
    assert await ours(sandbox, other) == []


@pytest.mark.parametrize("who", ["the giver", "the receiver", "everybody"])
async def test_nothing_is_given_by_or_to_who_is_kept_out_nor_while_all_is_shut(sandbox, bot, person, who):
    chat, other = await two(sandbox, person)
    await met(sandbox, other)
    page = await asked_to_give_to(sandbox, chat, person, other)
    switch = "INSERT INTO switch (name, reason, actor, at) VALUES ('maintenance', 'x', 'u:x', 1)"
    await shut(bot, switch if who == "everybody" else keep_out(person if who == "the giver" else other))
    try:
        answer = await sandbox.press(page, "Give", person=person, stale=True)
        assert answer["show_alert"] is True
        theirs = await sandbox.say("good day", person=other, chat=chat)
        asked = await sandbox.say("/gift@atelier_bot 5", person=person, chat=chat, reply_to=theirs["message_id"])
        refused = await sentence(sandbox, chat, "", after=asked["message_id"])
        assert "of yours" not in refused["text"]
        assert (wallet(bot, person), wallet(bot, other)) == ((RICH, 0), (RICH, 0))
    finally:
        await shut(bot, "DELETE FROM switch")
        await shut(bot, "DELETE FROM block")
    await sandbox.press(page, "Give", person=person, stale=True)
    await until(lambda: wallet(bot, other) == (RICH + 2000, 0))


async def test_who_owes_gives_nothing_away(sandbox, bot, person):
    chat, other = await two(sandbox, person)
    await met(sandbox, other)
    page = await asked_to_give_to(sandbox, chat, person, other)
    await bot.stop()
    uid = f"(SELECT uid FROM person WHERE telegram_id = {person})"  # noqa: S608
    bot.write(f"INSERT INTO account (id, unit, guard) SELECT 'chargeback:' || {uid}, 'CRD', 0")
    transfer = "INSERT INTO transfer (id, kind, debit_id, credit_id, amount, code, at) SELECT "
    bot.write(f"{transfer} 'owed:{person}', 'post', 'chargeback:' || {uid}, 'fx:crd', 999999, 'chargeback', 1")
    await bot.start()
    answer = await sandbox.press(page, "Give", person=person, stale=True)
    assert "still owed" in answer["text"]
    assert wallet(bot, other) == (RICH, 0)
