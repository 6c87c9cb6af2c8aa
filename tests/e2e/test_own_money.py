"""What a person has, was given and paid: /balance, /history with receipts, daily credits, invitations, codes."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest

from storage import promos
from storage.database import Database
from tests.e2e.steps import at_rest, bot_on, newcomer, picture, said, sentence, wallet
from tests.e2e.test_library import labels, shows
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
BACK, ON = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
PRICE = 1748
ANA, BEN, CAT, DAN = 6201, 6202, 6203, 6204
SPENT = (
    "SELECT coalesce(sum(amount), 0) FROM transfer JOIN person ON debit_id = 'w:' || uid OR debit_id LIKE 'g:' || uid "
    "|| ':%' WHERE telegram_id = ? AND kind = 'capture'"
)
HAS = (
    "SELECT sum(credits_posted - debits_posted) FROM account JOIN person ON account.id = 'w:' || uid "
    "OR account.id LIKE 'g:' || uid || ':%' WHERE telegram_id = ?"
)


async def make(town, person, words="a boat"):
    sent = await town.say(f"/imagine {words}", person=person)
    return await picture(town, person, after=sent["message_id"], words=words.partition(" --")[0])


async def asked(town, person, words, part):
    """Say something and wait for an answer, in words or below a picture, that has the part."""
    sent = await town.say(words, person=person)
    after = sent["message_id"]
    return await said(town, person, lambda one: part in one.get("text", one.get("caption", "")), after=after)


def signed(amount):
    return int(re.sub(r"\D", "", amount)) * (1 if amount.startswith("+") else -1)


async def test_the_month_comes_as_a_picture_once_there_is_something_to_draw(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_PICTURES_PER_DAY="20", BOT_START_CREDITS="20000") as bot:
        await newcomer(town, ANA)
        empty = await asked(town, ANA, "/balance", "You have 20,000 ₫")
        assert "photo" not in empty
        assert "0 of 20 today, back at midnight" in empty["text"]
        await make(town, ANA, "two boats --n 2")
        await at_rest(bot)
        drawn = await asked(town, ANA, "/balance", f"You have {20000 - 2 * PRICE:,} ₫")
        assert "photo" in drawn
        assert "2 of 20 today, back at midnight" in drawn["caption"]
        assert labels(drawn) == ["🧾 History", "🌙 Dark"]
        await town.press(drawn, "🌙 Dark", person=ANA)
        await until(lambda: bot.rows("SELECT value FROM choice WHERE name = 'theme'") == [("dark",)])

        async def light():
            found = await town.messages(ANA, drawn["message_id"] - 1)
            return labels(found[0]) == ["🧾 History", "☀️ Light"] and found[0]["photo"] != drawn["photo"]

        await until(light)
        group = -1009006201
        await town.post("/control/chats", {"id": group, "title": "Home", "members": [ANA]})
        await town.say("/balance", person=ANA, chat=group)
        await said(town, group, lambda one: "write /balance to" in one.get("text", ""))
        await town.say("/history", person=ANA, chat=group)
        await said(town, group, lambda one: "write /history to" in one.get("text", ""))
        assert not [one for one in await town.from_bot(group) if "photo" in one or "16,5" in one.get("text", "")]


async def test_the_history_has_every_charge_with_its_picture_and_adds_up_to_the_ledger(town, tmp_path):
    settings = {"BOT_START_CREDITS": "10000", "BOT_DAILY_CREDITS": "2000"}
    async with bot_on(town, tmp_path, **settings) as bot:
        await newcomer(town, ANA)
        await asked(town, ANA, "/history", "Welcome gift")
        await make(town, ANA, "a red kite")
        await make(town, ANA, "two boats --n 2")
        await at_rest(bot)
        shown = await asked(town, ANA, "/history", "two boats")
        assert "photo" in shown
        assert f"\N{MINUS SIGN}{2 * PRICE:,} ₫ · today" in shown["caption"]
        paid_from = f"from today's free credits {2000 - PRICE} ₫ + wallet {3 * PRICE - 2000:,} ₫"
        assert f"Nano Banana 2 · {paid_from}" in shown["caption"]
        assert labels(shown) == [ON, "🧾 Receipt", "• All", "Paid", "Received"]
        seen = [shown["caption"]]
        for number, part in ((2, "a red kite"), (3, "Free for the day"), (4, "Welcome gift")):
            await town.press(await now(town, shown), ON, person=ANA)
            seen.append((await shows(town, shown, f"{number}/4"))["caption"])
            assert part in seen[-1]
        sums = [signed(one.split("\n")[1].split("₫")[0]) for one in seen]
        assert [(sum(sums),)] == bot.rows(HAS, ANA)
        assert [(-sum(one for one in sums if one < 0),)] == bot.rows(SPENT, ANA)
        await town.press(await now(town, shown), "Paid", person=ANA)
        paid = await shows(town, shown, "1/2")
        await town.press(paid, "🧾 Receipt", person=ANA)
        receipt = await sentence(town, ANA, "Receipt", after=shown["message_id"])
        assert f"Wallet: \N{MINUS SIGN}{3 * PRICE - 2000:,} ₫" in receipt["text"]
        assert f"In all: \N{MINUS SIGN}{2 * PRICE:,} ₫" in receipt["text"]
        await bot.stop()
        await bot.start()
        await town.press(await now(town, shown), "Received", person=ANA)
        await shows(town, shown, "Free for the day")


async def test_sounds_words_and_lost_files_have_their_page_too(town, tmp_path):
    async with bot_on(town, tmp_path) as bot:
        await newcomer(town, ANA)
        await make(town, ANA, "a lost boat")
        sent = await town.say("/speak hello there", person=ANA)
        await said(town, ANA, lambda one: "voice" in one, after=sent["message_id"])
        await asked(town, ANA, "/ask why is the sky blue?", "₫")
        await at_rest(bot)
        bot.write("DELETE FROM sent_file")
        for lost in (bot.folder / "jobs" / "1").iterdir():
            lost.unlink()
        shown = await asked(town, ANA, "/history", "why is the sky blue?")
        assert "photo" in shown
        for number, part, kind in (
            (2, "hello there", "audio"),
            (3, "a lost boat", "photo"),
            (4, "Welcome gift", "photo"),
        ):
            await town.press(await now(town, shown), ON, person=ANA)
            page = await shows(town, shown, f"{number}/4")
            assert part in page["caption"]
            assert kind in page
        await town.press(await now(town, shown), BACK, person=ANA)
        await shows(town, shown, "3/4")


async def now(town, message):
    found = await town.messages(message["chat"]["id"], message["message_id"] - 1)
    return next(one for one in found if one["message_id"] == message["message_id"])


async def test_daily_credits_come_with_the_first_thing_asked_and_are_burnt_before_the_wallet(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_START_CREDITS="0", BOT_DAILY_CREDITS=str(PRICE + 50)) as bot:
        await newcomer(town, ANA)
        await make(town, ANA)
        await at_rest(bot)
        assert wallet(bot, ANA) == (0, 0)
        left = await asked(town, ANA, "/balance", "You have 50 ₫")
        assert "50 ₫ of it free today, back at midnight" in left["caption"]
        refused = await asked(town, ANA, "/imagine one more boat", "you have 50 ₫")
        assert refused
        [(expires, given)] = bot.rows("SELECT expires_at, given_at FROM credit_grant")
        midnight = datetime.fromtimestamp(expires, UTC) + timedelta(hours=7)
        assert (midnight.hour, midnight.minute, midnight.second) == (0, 0, 0)
        assert 0 < expires - given <= 86_400


async def test_topup_and_a_payment_tell_the_same_whole_as_balance(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_DAILY_CREDITS="2000", BOT_START_CREDITS="500") as bot:
        await newcomer(town, ANA)
        await asked(town, ANA, "/balance", "You have 2,500 ₫")
        menu = await asked(town, ANA, "/topup", "You have 2,500 ₫")
        await town.press(menu, "⭐ 50", person=ANA)
        invoice = await said(town, ANA, lambda one: "invoice" in one, after=menu["message_id"])
        await town.post("/control/stars/pay", {"from": ANA, "chat": ANA, "message": invoice["message_id"]})
        await sentence(town, ANA, "You now have 17,500 ₫")
        assert wallet(bot, ANA) == (15_500, 0)


async def test_an_invitation_gives_both_once_and_only_to_newcomers_up_to_the_cap(town, tmp_path):
    settings = {"BOT_START_CREDITS": "4000", "BOT_INVITE_CREDITS": "500", "BOT_INVITES_MOST": "1"}
    async with bot_on(town, tmp_path, **settings) as bot:
        await newcomer(town, ANA)
        link = await asked(town, ANA, "/invite", "?start=inv-")
        code = re.search(r"start=(inv-[\w-]+)", link["text"])[1]
        await asked(town, ANA, f"/start {code}", "Hello")  # one's own link
        await newcomer(town, BEN)
        await asked(town, BEN, f"/start {code}", "A friend brought you")
        await newcomer(town, CAT)
        await asked(town, CAT, f"/start {code}", "A friend brought you")
        assert bot.rows("SELECT count(*) FROM credit_grant") == [(0,)]
        await make(town, BEN)
        await make(town, CAT)  # the host is full now
        await make(town, BEN, "another boat")
        await at_rest(bot)
        assert bot.rows("SELECT kind, amount, count(*) FROM credit_grant GROUP BY 1, 2") == [("invite", 500, 2)]
        assert bot.rows(HAS, ANA) == [(4500,)]
        assert bot.rows(HAS, BEN) == [(4500 - 2 * PRICE,)]
        assert bot.rows(HAS, CAT) == [(4000 - PRICE,)]
        await asked(town, ANA, "/invite", "So far: 1 of 1")
        await newcomer(town, DAN)
        await make(town, DAN)
        await asked(town, DAN, f"/start {code}", "Hello")  # known before
        assert bot.rows("SELECT count(*) FROM invite JOIN person ON guest_uid = uid WHERE telegram_id = ?", DAN) == [
            (0,)
        ]


async def test_a_code_gives_once_and_says_why_it_gives_nothing(town, tmp_path):
    async with bot_on(town, tmp_path, BOT_START_CREDITS="0") as bot:
        await newcomer(town, ANA)
        await newcomer(town, BEN)
        await asked(town, ANA, "/promo", "Send the code with it")
        await bot.stop()
        database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
        await database.write(lambda tx: promos.create(tx, "tet-2027", 5000, 1, uses_max=1, keeps_days=30))
        await database.write(lambda tx: promos.create(tx, "OLD", 5000, 1, ends_at=2))
        await database.close()
        await bot.start()
        await asyncio.gather(*[town.say("/promo Tet-2027", person=ANA) for _ in range(3)])
        await sentence(town, ANA, "5,000 ₫ for you, until")
        await sentence(town, ANA, "You have used this code before")
        await asked(town, BEN, "/start promo-tet-2027", "This code is used up")
        await asked(town, BEN, "/promo old", "This code has ended")
        await asked(town, BEN, "/promo what'; DROP TABLE promo", "There is no such code")
        for _ in range(18):
            await town.say("/promo guess", person=BEN)
        await asked(town, BEN, "/promo once-more", "Too many wrong codes today")
        assert bot.rows(HAS, ANA) == [(5000,)]
        assert bot.rows(HAS, BEN) == [(0,)]
        gift = await asked(town, ANA, "/balance", "5,000 ₫ of it a gift, until")
        assert "You have 5,000 ₫" in gift["text"]
