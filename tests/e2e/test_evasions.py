"""No way around by leaving and coming back, by another door, or past the end of a door that stays open for all."""

import io
import itertools
import json
import zipfile

import pytest
import pytest_asyncio

from tests.e2e.desk import OWNER, opened
from tests.e2e.steps import at_rest, bot_on, handled, newcomer, ours, picture, sentence, wallet
from tests.e2e.test_a_pool_of_five import fill
from tests.e2e.test_groups import new_group
from tests.e2e.test_inline_mode import ask as ask_inline
from tests.e2e.test_stars import has_link
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")
PRICE = 1748
_numbers = itertools.count(8401)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def house(town, tmp_path_factory):
    async with bot_on(town, tmp_path_factory.mktemp("house"), BOT_ADMIN_IDS=str(OWNER)) as bot:
        await newcomer(town, OWNER)
        yield bot


@pytest_asyncio.fixture(loop_scope="module")
async def ana(town, house):
    """Somebody the bot has met."""
    number = await newcomer(town, next(_numbers))
    await town.say("/balance", person=number)
    await sentence(town, number, "200,000 ₫")
    return number


async def leave(sandbox, bot, person):
    asked = await sandbox.say("/deleteme", person=person)
    page = await sentence(sandbox, person, "Forget you?", after=asked["message_id"])
    await sandbox.press(page, "Forget me", person=person)
    done = await sentence(sandbox, person, "You are forgotten", after=asked["message_id"])
    await until(lambda: not bot.rows("SELECT 1 FROM erasure"), 40)
    return done


async def come_back(sandbox, person):
    asked = await sandbox.say("/balance", person=person)
    await sentence(sandbox, person, "You have 0 ₫", after=asked["message_id"])


async def buy(sandbox, person, chat=None, payer=None):
    """Pay for the small package of the /topup that a person asks for; returns the checkout as it ended."""
    chat = chat or person
    asked = await sandbox.say("/topup@atelier_bot", person=person, chat=chat)
    menu = await said_one(sandbox, chat, lambda one: "reply_markup" in one, asked["message_id"])
    await sandbox.press(menu, "⭐ 50", person=person)
    invoice = await said_one(sandbox, chat, lambda one: "invoice" in one or has_link(one), menu["message_id"])
    return await pay(sandbox, invoice, payer or person)


async def pay(sandbox, invoice, payer):
    body = {"from": payer, "chat": invoice["chat"]["id"], "message": invoice["message_id"]}
    number = (await sandbox.post("/control/stars/pay", body))["checkout"]

    async def ended():
        told = await sandbox.get(f"/control/stars/checkouts/{number}")
        return told if told["state"] != "waiting" else None

    return await until(ended)


async def said_one(sandbox, chat, wanted, after):
    async def look():
        return next((one for one in await ours(sandbox, chat, after) if wanted(one)), None)

    return await until(look)


async def test_a_members_share_of_a_pool_is_not_renewed_by_leaving_the_bot(town, house, ana):
    chat = await new_group(town, ana)
    await fill(town, chat, ana, 20000)
    await house.stop()
    house.write(f"UPDATE pool SET member_max = 2000, when_empty = 'refuse' WHERE chat_id = {chat}")  # noqa: S608
    await house.start()
    await town.say("/imagine@atelier_bot a first boat", person=ana, chat=chat)
    await picture(town, chat, words="a first boat")
    await leave(town, house, ana)
    await come_back(town, ana)
    asked = await town.say("/imagine@atelier_bot a second boat", person=ana, chat=chat)
    told = await said_one(town, chat, lambda one: "reply_to_message" in one or "photo" in one, asked["message_id"])
    await at_rest(house)
    assert house.rows("SELECT used, held FROM quota WHERE scope GLOB 'pool:*' AND scope NOT GLOB '*:u:*'") == [
        (PRICE, 0)
    ], told


async def test_a_charge_back_waits_for_who_left_and_came_back(town, house, ana):
    paid = await buy(town, ana)
    assert paid["state"] == "paid"
    await until(lambda: wallet(house, ana) == (215000, 0))
    await fill(town, await new_group(town, ana), ana, 215000)  # all of it is a friend's now
    await leave(town, house, ana)
    await town.post("/control/stars/chargeback", {"charge": paid["charge_id"], "told": True})
    await come_back(town, ana)
    await until(
        lambda: house.rows("SELECT state FROM payment WHERE charge_id = ?", paid["charge_id"]) == [("refunded",)]
    )
    asked = await town.say("/imagine a boat on credit", person=ana)
    await sentence(town, ana, "15,000 ₫ of a payment taken back are still owed", after=asked["message_id"])


async def test_who_is_kept_out_and_left_pays_no_groups_invoice_and_stays_out(town, house, ana):
    friend = await newcomer(town, next(_numbers))
    chat = await new_group(town, friend, ana)
    asked = await town.say("/topup@atelier_bot", person=friend, chat=chat)
    menu = await said_one(town, chat, lambda one: "reply_markup" in one, asked["message_id"])
    await town.press(menu, "⭐ 50", person=friend)
    invoice = await said_one(town, chat, lambda one: "invoice" in one, menu["message_id"])
    await opened(town, f"block {ana} spam", "spam")
    asked = await town.say("/deleteme", person=ana)
    page = await sentence(town, ana, "Forget you?", after=asked["message_id"])
    answer = await town.press(page, "Forget me", person=ana)
    assert answer["text"] == "Done"  # who is kept out may ask to be forgotten all the same
    await sentence(town, ana, "You are forgotten", after=asked["message_id"])
    await until(lambda: not house.rows("SELECT 1 FROM erasure"), 40)
    paid = await pay(town, invoice, ana)
    assert paid["state"] != "paid"
    assert not house.rows("SELECT 1 FROM person WHERE telegram_id = ?", ana)
    asked = await town.say("/imagine a boat", person=ana)
    await sentence(town, ana, "You cannot use this bot any more", after=asked["message_id"])


async def test_who_is_kept_out_finds_nothing_in_inline_mode_and_nobody_while_the_house_is_mended(town, house, ana):
    await town.say("/imagine a red kite", person=ana)
    await picture(town, ana, words="a red kite")
    await at_rest(house)
    assert len((await ask_inline(town, ana, "kite"))["results"]) == 1
    await opened(town, "maintenance soon back", "soon back")
    shut = await ask_inline(town, ana, "kite  ")
    page = await opened(town, "switches", "soon back")
    await town.press(page, "Open again", person=OWNER)
    assert (shut["results"], shut["button"]["text"]) == ([], "🛠 Closed for a moment")


async def test_my_data_has_nothing_that_others_wrote(town, house, ana):
    other = await newcomer(town, next(_numbers))
    chat = await new_group(town, ana, other)
    mine = await town.say("/imagine@atelier_bot a boat of mine", person=ana, chat=chat)
    await picture(town, chat, words="a boat of mine")
    theirs = await town.say(
        "/jobs@atelier_bot QUILLWORT of theirs", person=other, chat=chat, reply_to=mine["message_id"]
    )
    await town.say("/jobs@atelier_bot", person=ana, chat=chat, reply_to=theirs["message_id"])
    user = {"id": other, "is_bot": False, "first_name": f"P{other}"}
    mention = {
        "type": "text_mention",
        "offset": 0,
        "length": 2,
        "user": {"id": ana, "is_bot": False, "first_name": "A"},
    }
    private = {"message_id": 990, "date": 1, "chat": {"id": other, "type": "private"}, "from": user}
    private |= {"text": "A. QUILLWORT, in private", "entities": [mention]}
    sent = await town.post("/control/update", {"message": private})
    await handled(house, [sent["update_id"]])
    await town.say("/mydata", person=ana)
    message = await said_one(town, ana, lambda one: "document" in one, 0)
    data = await town.session.get(f"{town.url}/files/{message['document']['file_unique_id']}")
    packed = zipfile.ZipFile(io.BytesIO(await data.read()))
    told = json.loads(packed.read("messages.json"))
    everything = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".json")).decode()
    assert "a boat of mine" in json.dumps(told)
    assert "QUILLWORT" not in everything
    assert str(other) not in everything
