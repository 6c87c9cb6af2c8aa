"""The owners' desk end to end: each thing an owner does, done once, and written down."""

import csv
import io
import json

import pytest
import pytest_asyncio

from bot.chat.pages import ON
from tests.e2e.desk import MINH, OWNER, labels, opened, turned
from tests.e2e.steps import at_rest, newcomer, ours, picture, said, sentence, wallet
from tests.harness import FAST, until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
START = 200_000


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("desk")
    async with world(folder, BOT_ADMIN_IDS=str(OWNER), BOT_START_CREDITS=str(START)) as both:
        await both[0].post("/control/people", {"id": OWNER, "first_name": "Owner", "language_code": "en"})
        await both[0].post("/control/people", {"id": MINH, "first_name": "Minh Đức", "language_code": "en"})
        await both[0].say("/balance", person=MINH)
        await sentence(both[0], MINH, "200,000")
        yield both


async def of_minh(sandbox):
    return await opened(sandbox, f"person {MINH}", "Minh Đức")


def last_deed(bot):
    return bot.rows("SELECT action, detail FROM audit ORDER BY id DESC LIMIT 1")[0]


async def test_the_menu_leads_to_every_part_and_back(sandbox):
    page = await opened(sandbox, "", "Your desk")
    assert len(labels(page)) == 13
    for label, part in {
        "Groups": "group",
        "Payments": "set aside",
        "Switches": "Switches",
        "Prices": "Prices",
        "Promo": "promo",
        "Broadcast": "Message",
        "Check": "All holds",
        "Log": "whole",
        "Export": "keep it safe",
        "Gateways": "AI Thực Chiến",
    }.items():
        page, _ = await turned(sandbox, page, label, part)
        page, _ = await turned(sandbox, page, "Back", "Your desk")


@pytest.mark.parametrize(
    ("word", "part"),
    {
        "promo": "promo",
        "grant": "asked",
        "person": "asked",
        "cap": "asked",
        "block": "asked",
        "pool": "group",
        "group": "group",
        "maintenance": "Switches",
        "markup": "Markup on all of it",
        "settle": "set aside",
        "refund": "set aside",
        "broadcast": "Message",
    }.items(),
)
async def test_a_command_without_its_words_opens_the_page_it_begins_from(sandbox, word, part):
    page = await opened(sandbox, word)
    assert part in page["text"]
    assert "reply_markup" in page


async def test_credits_are_given_with_a_reason_after_a_yes_and_once(sandbox, bot):
    await turned(sandbox, await of_minh(sandbox), "Give credits", "How much")
    before = wallet(bot, MINH)[0]
    asked = await sandbox.say("5000 birthday", person=OWNER)
    question = await sentence(sandbox, OWNER, "Give 5,000", after=asked["message_id"])
    assert "birthday" in question["text"]
    assert wallet(bot, MINH)[0] == before, "nothing moves before the yes"
    data = question["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    _, toast = await turned(sandbox, question, "Yes", "Minh Đức")
    assert toast == "Done"
    assert wallet(bot, MINH)[0] == before + 5000
    [(code, ref)] = bot.rows("SELECT code, ref FROM transfer WHERE id = ?", f"adm:{OWNER}:{asked['message_id']}")
    assert code == "grant"
    assert ref.startswith("u:")
    assert last_deed(bot) == ("grant", "5000 CRD: birthday")
    told = await sentence(sandbox, MINH, "The owner of this bot gave you 5,000 ₫")
    assert f"now has {before + 5000:,} ₫" in told["text"]
    assert "birthday" not in told["text"], "the reason is for the owners' books"
    again = await sandbox.press_data(question, data, person=OWNER, stale=True)
    assert again["text"] == "That was done before."
    assert wallet(bot, MINH)[0] == before + 5000
    assert sum("gave you 5,000 ₫" in one.get("text", "") for one in await ours(sandbox, MINH)) == 1


@pytest.mark.parametrize("words", ["5.000 x", "-5 x", "0 x", "1e3 x", "5000", "", "99999999999999999999 x", "٣ x"])
async def test_an_amount_that_may_mean_two_things_or_has_no_reason_moves_nothing(sandbox, bot, words):
    before = wallet(bot, MINH)
    asked = await sandbox.say(f"/admin grant {MINH} {words}".strip(), person=OWNER)
    answer = await said(sandbox, OWNER, lambda one: True, after=asked["message_id"])
    assert "Give" not in answer["text"]
    assert wallet(bot, MINH) == before


async def test_people_are_found_by_name_without_accents_and_by_number(sandbox):
    for words in ("minh duc", "Minh", str(MINH)):
        assert "Minh Đức" in (await opened(sandbox, f"find {words}", "Minh"))["text"]
    await opened(sandbox, "find nobody at all", "have not met")


async def test_who_asked_to_be_forgotten_is_named_by_words(sandbox, bot):
    gone = await newcomer(sandbox, 7999)
    asked = await sandbox.say("/imagine a boat", person=gone)
    await picture(sandbox, gone, after=asked["message_id"])
    await at_rest(bot)
    await sandbox.say("/deleteme", person=gone)
    question = await sentence(sandbox, gone, "Forget you?")
    await sandbox.press(question, "Forget me", person=gone)
    await until(lambda: bot.rows("SELECT 1 FROM person WHERE telegram_id IS NULL"))
    page = await opened(sandbox, "people", "asked last")
    assert "None" not in labels(page)
    page, _ = await turned(sandbox, page, "Somebody", "One request")
    assert "Somebody" in page["text"]


async def test_a_cap_binds_the_one_person_it_was_set_for(sandbox, bot):
    await opened(sandbox, f"cap {MINH} 100 a child", "At most 100")
    asked = await sandbox.say("/imagine a boat", person=MINH)
    await sentence(sandbox, MINH, "100", after=asked["message_id"])
    assert bot.rows("SELECT 1 FROM job JOIN person ON uid = person_uid WHERE telegram_id = ?", MINH) == []
    page = await opened(sandbox, f"cap {MINH} none grown up", "Minh")
    assert "At most" not in page["text"]
    await sandbox.say("/imagine a boat", person=MINH)
    await picture(sandbox, MINH)
    await at_rest(bot)


async def test_who_is_kept_out_is_told_kindly_and_begins_nothing_until_let_in(sandbox, bot):
    page = await opened(sandbox, f"block {MINH} spam", "Kept out since")
    jobs = bot.rows("SELECT count(*) FROM job")
    asked = await sandbox.say("/imagine a boat", person=MINH)
    await sentence(sandbox, MINH, "cannot use this bot", after=asked["message_id"])
    shown = await picture(sandbox, MINH)
    assert "cannot use" in (await sandbox.press(shown, "Again", person=MINH))["text"]
    assert bot.rows("SELECT count(*) FROM job") == jobs
    asked = await sandbox.say("/deleteme", person=MINH)
    await sandbox.press(await sentence(sandbox, MINH, "Forget you?", after=asked["message_id"]), "stay", person=MINH)
    await sentence(sandbox, MINH, "Nothing was deleted", after=asked["message_id"])  # that is everybody's right
    assert last_deed(bot) == ("block", "spam")
    page, _ = await turned(sandbox, page, "Let in", "Minh")
    asked = await sandbox.say("/models", person=MINH)
    await said(sandbox, MINH, lambda one: "cannot use" not in one["text"], after=asked["message_id"])
    await opened(sandbox, f"block {OWNER} oops", "Owners cannot")


async def test_during_maintenance_people_are_told_what_the_owner_wrote_and_running_work_ends(sandbox, bot):
    await sandbox.gateways(latency_s=1.5)
    begun = await sandbox.say("/imagine a slow boat", person=MINH)
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state IN ('submitting', 'running')"))
    page = await opened(sandbox, "maintenance Back at nine.", "Maintenance since")
    asked = await sandbox.say("/imagine another boat", person=MINH)
    await sentence(sandbox, MINH, "Back at nine.", after=asked["message_id"])
    await picture(sandbox, MINH, after=begun["message_id"])
    await turned(sandbox, page, "Open again", "Requests: open")
    await sandbox.gateways(**FAST)
    await at_rest(bot)


async def test_a_gateway_that_is_off_gets_no_new_work_also_after_a_restart_and_another_serves(sandbox, bot):
    page = await opened(sandbox, "gateways", "AI Thực Chiến")
    page, _ = await turned(sandbox, page, "Switch AI Thực Chiến off", "switched off since")
    await bot.stop()
    await bot.start()
    asked = await sandbox.say("/imagine a boat --model nano-banana-2", person=MINH)
    await picture(sandbox, MINH, after=asked["message_id"])
    await at_rest(bot)
    assert bot.rows("SELECT gateway FROM attempt ORDER BY id DESC LIMIT 1") == [("key4u",)]
    page = await opened(sandbox, "gateways", "AI Thực Chiến")
    page, _ = await turned(sandbox, page, "Switch AI Thực Chiến on", "AI Thực Chiến · ✅")
    assert last_deed(bot)[0] == "switch_on"


async def test_with_all_spending_off_nothing_is_submitted_and_what_waits_is_given_back(sandbox, bot):
    money = wallet(bot, MINH)[0]
    await sandbox.gateways(latency_s=1.5)
    await bot.stop()
    await bot.start(THUCCHIEN_THREADS="1", KEY4U_API_KEY="", FLOW_API_KEY="")
    calls = len(await sandbox.tasks())
    await sandbox.say("/imagine the first", person=MINH)
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'submitting'"))
    await sandbox.say("/imagine the second", person=MINH)
    await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'waiting'"))
    page = await opened(sandbox, "switches", "Spending: on")
    page, _ = await turned(sandbox, page, "Stop all spending", "off since")
    asked = await sandbox.say("/imagine the third", person=MINH)
    await sentence(sandbox, MINH, "Nothing new can be made just now", after=asked["message_id"])
    await at_rest(bot)
    assert len(await sandbox.tasks()) == calls + 1
    assert bot.rows("SELECT state FROM job ORDER BY id DESC LIMIT 2") == [("voided",), ("captured",)]
    assert wallet(bot, MINH)[0] == money - 1748
    await turned(sandbox, page, "Spend again", "Spending: on")
    await sandbox.gateways(**FAST)
    await bot.stop()
    await bot.start()


async def test_a_code_is_made_shown_and_ended(sandbox, bot):
    question = await opened(sandbox, "promo TET2027 5000 100 30", "Make TET2027")
    page, _ = await turned(sandbox, question, "Yes", "used 0 of 100")
    assert bot.rows("SELECT credits, uses_max FROM promo") == [(5000, 100)]
    await turned(sandbox, page, "End TET2027", "ended")
    assert last_deed(bot)[0] == "promo_end"
    await opened(sandbox, "promo TET2027 5000 100 30", "already")
    question = await opened(sandbox, "promo SHORT 500 - 30 14", "they last 14 days?")
    await sandbox.press(question, "Yes", person=OWNER)
    await until(lambda: bot.rows("SELECT keeps_days FROM promo WHERE code = 'SHORT'") == [(14,)])
    await opened(sandbox, "promo TET 5,000 100 30", "is no amount")


async def test_however_many_codes_there_are_each_can_be_seen_and_ended(sandbox, bot):
    await bot.stop()
    bot.write(
        "INSERT INTO promo (code, credits, created_at) WITH RECURSIVE number (i) AS "
        "(SELECT 10 UNION ALL SELECT i + 1 FROM number WHERE i < 34) SELECT 'MANY-' || i, 5, 1 FROM number"
    )
    await bot.start()
    page = await opened(sandbox, "promos", "MANY-10")
    assert "MANY-34" not in page["text"]
    page, _ = await turned(sandbox, page, "\u203a", "MANY-34")
    await turned(sandbox, page, "End MANY-34", "MANY-10")
    assert bot.rows("SELECT code FROM promo WHERE ends_at IS NOT NULL AND code LIKE 'MANY-%'") == [("MANY-34",)]


async def test_a_groups_pool_is_given_credits_and_a_group_is_kept_out(sandbox, bot):
    group = -1007911001
    await sandbox.post("/control/chats", {"id": group, "title": "Kites", "type": "supergroup", "members": [MINH]})
    question = await opened(sandbox, f"pool {group} 700 for the club", "Give 700")
    await turned(sandbox, question, "Yes", "Pool: 700")
    await sentence(sandbox, group, "The owner of this bot gave the pool 700 ₫. It now has 700 ₫.")
    log = await opened(sandbox, "audit", "for the club")
    assert "→ Kites\n700 ₫ (for the club)" in log["text"]
    assert bot.rows("SELECT credits_posted FROM account WHERE id LIKE 'pool:%'") == [(700,)]
    page = await opened(sandbox, f"bar {group} noise", "Kept out since")
    asked = await sandbox.say("/imagine a boat", person=MINH, chat=group)
    await sentence(sandbox, group, "cannot use the bot", after=asked["message_id"])
    quiet = await sandbox.say("/imagine a boat", person=MINH, chat=group)
    await turned(sandbox, page, "Let in", "Kites")
    assert await ours(sandbox, group, quiet["message_id"]) == []


async def test_groups_are_found_by_title_without_accents_and_by_number(sandbox):
    for group, title in ((-1007911002, "Đội bóng"), (-1007911003, "Đội cờ")):
        await sandbox.post("/control/chats", {"id": group, "title": title, "type": "supergroup", "members": [MINH]})
        question = await opened(sandbox, f"pool {group} 10 for the club", "Give 10")
        await turned(sandbox, question, "Yes", "Pool: 10")
    await opened(sandbox, "group doi bong", "Đội bóng · -1007911002")
    await opened(sandbox, "group -1007911003", "Đội cờ")
    page = await opened(sandbox, "group đội", "may be")
    assert set(labels(page)[:2]) == {"Đội cờ", "Đội bóng"}
    await turned(sandbox, page, "Đội cờ", "-1007911003")
    await opened(sandbox, "group nowhere at all", "in no group")
    await opened(sandbox, "group @nobody_at_all", "in no group")


async def test_the_exports_come_as_files_and_no_cell_of_them_is_a_formula(sandbox, bot):
    await sandbox.post("/control/people", {"id": 7913, "first_name": "=1+cmd", "language_code": "en"})
    await sandbox.say("/balance", person=7913)
    await sentence(sandbox, 7913, "₫")
    page = await opened(sandbox, "export", "keep it safe")
    for label, name in {"Balances · CSV": "balances.csv", "Ledger · JSON": "ledger.json"}.items():
        await sandbox.press(page, label, person=OWNER)
        sent = await said(sandbox, OWNER, lambda one, name=name: one.get("document", {}).get("file_name") == name)
        async with sandbox.session.get(f"{sandbox.url}/files/{sent['document']['file_unique_id']}") as reply:
            data = await reply.read()
        if name.endswith("json"):
            assert len(json.loads(data)) == bot.rows("SELECT count(*) FROM transfer")[0][0]
        else:
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
            assert "'=1+cmd" in [row["name"] for row in rows]
            assert {row["telegram_id"]: int(row["wallet"]) for row in rows}[str(MINH)] == wallet(bot, MINH)[0]


async def test_the_log_tells_who_did_what_to_whom_and_why_and_the_check_holds(sandbox):
    page = await opened(sandbox, "audit", "the log is whole")
    assert "→" in page["text"]
    await opened(sandbox, f"cap {MINH} 900 for the log", "At most 900")
    page = await opened(sandbox, "audit", "for the log")
    assert "Owner: cap → Minh Đức" in page["text"]
    assert "900 ₫ (for the log)" in page["text"]
    await opened(sandbox, f"cap {MINH} none done", "no limit (done)")
    await opened(sandbox, "check", "All holds")


async def test_the_markup_is_put_on_every_price_after_a_yes_and_binds_also_after_a_restart(sandbox, bot):
    first = await sandbox.say("/imagine a boat --model nano-banana-2", person=MINH)
    shown = await picture(sandbox, MINH, after=first["message_id"])
    await at_rest(bot)  # a picture is paid for once it has come
    before = wallet(bot, MINH)[0]
    page = await opened(sandbox, "prices", "Markup on all of it: 0 %")
    assert "Key4U: costs 0.05 USD → 150 ₫, 25 ₫ lost (17%)" in page["text"].replace("\u00a0", " ")
    await turned(sandbox, page, "Change the markup", "How many per cent")
    asked = await sandbox.say("50% the dollar rose", person=OWNER)
    question = await sentence(sandbox, OWNER, "Put 50 % on every price (now 0 %)?", after=asked["message_id"])
    await turned(sandbox, question, "Yes", "Markup on all of it: 50 %")
    assert last_deed(bot) == ("markup", "50 %: the dollar rose")
    await bot.stop()
    await bot.start(BOT_DOLLAR_COSTS="20000")
    try:
        await sandbox.press(shown, "Again", person=MINH)  # it names the price of before
        await at_rest(bot)
        assert wallet(bot, MINH)[0] == before, "nothing dearer begins than its button names"
        asked = await sandbox.say("/imagine a boat --model nano-banana-2", person=MINH)
        await picture(sandbox, MINH, after=asked["message_id"])
        await at_rest(bot)
        assert wallet(bot, MINH)[0] == before - 2621  # 0.0672 USD at 26,000 a dollar and half as much again
        page = await opened(sandbox, "prices", "A dollar costs you 20,000")
        told = page["text"].replace("\u00a0", " ")
        assert "AI Thực Chiến: costs 0.05 USD → 1,950 ₫, 950 ₫ left (49%)" in told
        assert "Key4U: costs 0.05 USD → 225 ₫, 50 ₫ left (22%)" in told, "its USD is no dollar"
    finally:
        question = await opened(sandbox, "markup 0 back", "Put 0 %")
        await turned(sandbox, question, "Yes", "Markup on all of it: 0 %")
        await bot.stop()
        await bot.start()


async def test_prices_are_found_by_the_name_of_a_model(sandbox):
    page = await opened(sandbox, "prices", "Find one: /admin prices kling")
    assert "Kling" not in page["text"]
    page = await opened(sandbox, "prices KLING", "Kling")
    assert "Nano Banana" not in page["text"]
    assert "Find one" not in page["text"]
    page, _ = await turned(sandbox, page, ON, "2/")
    assert "Kling" in page["text"]
    assert "Nano Banana" not in page["text"]
    page = await opened(sandbox, "prices nano banana 2", "Nano Banana 2")
    assert "1/1" in page["text"]
    await opened(sandbox, "prices <b>qqq", "I sell nothing called “<b>qqq”.")


async def test_two_prices_of_one_gateway_say_which_is_which(sandbox):
    page, found = await opened(sandbox, "prices", "Prices"), False
    while not found:
        for model in page["text"].split("\n\n")[1:-1]:
            named = [line.partition(":")[0] for line in model.split("\n")[1:]]
            assert len(named) == len(set(named)), model
            found = found or any("Key4U (" in one for one in named)
        number = int(page["text"].split("\n")[0].split()[-1].partition("/")[0])
        page, _ = await turned(sandbox, page, "\u203a", f"Prices {number + 1}/")


@pytest.mark.parametrize("words", ["50", "1000 x", "-5 x", "5.5 x", "٣ x", "x 5"])
async def test_a_markup_that_is_none_or_has_no_reason_changes_nothing(sandbox, bot, words):
    asked = await sandbox.say(f"/admin markup {words}", person=OWNER)
    answer = await said(sandbox, OWNER, lambda one: True, after=asked["message_id"])
    assert "Put" not in answer["text"]
    assert bot.rows("SELECT percent FROM markup") in ([], [(0,)])
