"""Who is no owner, or does not act in person and in private, moves nothing: no credit, no switch, no row of the log."""

import pytest
import pytest_asyncio

from tests.e2e.desk import MINH, OWNER, books, data_of, opened, turned
from tests.e2e.steps import handled, newcomer, ours, sentence, wallet
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
GROUP = -1007914001
DEEDS = (
    f"grant {MINH} 5000 gift",
    f"block {OWNER} x",
    f"cap {OWNER} 1 x",
    f"pool {GROUP} 5 x",
    f"bar {GROUP} x",
    "maintenance x",
    "promo FREE2027 5000 9 9",
    "broadcast hello",
    "export",
    "switches",
    "gateways",
    "check",
    "audit",
    f"person {OWNER}",
    "",
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("refusals"), BOT_ADMIN_IDS=str(OWNER)) as both:
        for number in (OWNER, MINH):
            await newcomer(both[0], number)
            await both[0].say("/balance", person=number)
            await sentence(both[0], number, "200,000")
        chat = {"id": GROUP, "title": "G", "type": "supergroup", "members": [OWNER, MINH]}
        await both[0].post("/control/chats", chat)
        yield both


async def asked_for(sandbox, bot, message, **more):
    sent = await sandbox.post("/control/send", message)
    await handled(bot, sent["update_ids"])
    return sent["messages"][0]


@pytest_asyncio.fixture(loop_scope="module")
async def question(sandbox):
    """The owner was asked whether to give Minh 5,000, and has not answered."""
    return await opened(sandbox, f"grant {MINH} 5000 gift", "Give 5,000")


async def test_who_is_no_owner_is_refused_every_form_and_page_and_nothing_moves(sandbox, bot):
    before = books(bot)
    for words in DEEDS:
        await opened(sandbox, words, "owners of this bot", person=MINH)
    assert books(bot) == before
    assert not [one for one in await ours(sandbox, MINH) if "reply_markup" in one and "Yes" in str(one["reply_markup"])]


async def test_a_command_written_in_a_group_by_an_owner_moves_nothing(sandbox, bot):
    before = books(bot)
    for words in DEEDS[:3]:
        asked = await sandbox.say(f"/admin {words}", person=OWNER, chat=GROUP)
        await sentence(sandbox, GROUP, "private chat", after=asked["message_id"])
    assert books(bot) == before


async def test_an_anonymous_admin_is_no_owner(sandbox, bot):
    before = books(bot)
    await asked_for(
        sandbox, bot, {"from": OWNER, "chat": GROUP, "text": f"/admin grant {MINH} 5000 x", "anonymous": True}
    )
    assert books(bot) == before


async def test_a_forwarded_command_moves_nothing(sandbox, bot):
    before = books(bot)
    wrote = await sandbox.say(f"/admin grant {MINH} 5000 gift", person=MINH, chat=GROUP)
    forward = {"chat": GROUP, "message": wrote["message_id"]}
    sent = await asked_for(sandbox, bot, {"from": OWNER, "chat": OWNER, "text": "", "forward": forward})
    assert not [one for one in await ours(sandbox, OWNER, sent["message_id"]) if "Give" in one.get("text", "")]
    assert books(bot) == before


async def test_a_forwarded_message_does_not_fill_in_a_form_that_waits(sandbox, bot):
    page, _ = await turned(sandbox, await opened(sandbox, f"person {MINH}", "Spent"), "Give credits", "How much")
    before = books(bot)
    wrote = await sandbox.say("5000 gift", person=MINH, chat=GROUP)
    forward = {"chat": GROUP, "message": wrote["message_id"]}
    sent = await asked_for(sandbox, bot, {"from": OWNER, "chat": OWNER, "text": "", "forward": forward})
    assert not [one for one in await ours(sandbox, OWNER, sent["message_id"]) if "Give 5,000" in one.get("text", "")]
    assert books(bot) == before
    await turned(sandbox, page, "Back", "Spent")


async def test_an_edited_message_does_not_become_a_command(sandbox, bot):
    asked = await sandbox.say("/balance", person=OWNER)
    await sentence(sandbox, OWNER, "₫", after=asked["message_id"])
    before = books(bot)
    edited = await sandbox.post(
        "/control/edit",
        {"from": OWNER, "chat": OWNER, "message": asked["message_id"], "text": f"/admin grant {MINH} 5000 gift"},
    )
    last = await sandbox.say("/balance", person=OWNER)
    await sentence(sandbox, OWNER, "₫", after=last["message_id"])
    assert edited["messages"]
    assert not [one for one in await ours(sandbox, OWNER, asked["message_id"]) if "Give" in one.get("text", "")]
    assert books(bot) == before


async def test_an_owners_button_pressed_by_somebody_else_moves_nothing(sandbox, bot, question):
    before = books(bot)
    for person, chat in ((MINH, OWNER), (MINH, MINH), (MINH, GROUP)):
        await press_raw(sandbox, bot, question, data_of(question, "Yes"), person, chat)
    assert books(bot) == before


async def test_an_owners_button_shown_in_another_chat_moves_nothing(sandbox, bot, question):
    before = books(bot)
    await press_raw(sandbox, bot, question, data_of(question, "Yes"), OWNER, GROUP)
    assert books(bot) == before


async def test_forged_and_edited_button_data_moves_nothing(sandbox, bot, question):
    before = books(bot)
    real = data_of(question, "Yes")
    other = "A" if real[-1] != "A" else "B"
    deed = f"do:grant:{{'uid':'{MINH}','amount':5000}}"
    for data in (
        real[:-1] + other,
        other + real[1:],
        real + "A",
        real[: len(real) // 2],
        deed,
        "admin",
        "",
        "v1..",
        "\x00",
    ):
        answer = await sandbox.press_data(question, data, person=OWNER, stale=True) if data else {"text": "too old"}
        assert "Done" not in answer["text"]
    assert books(bot) == before


async def test_a_replayed_press_and_a_replayed_message_give_once(sandbox, bot, question):
    before, rows = wallet(bot, MINH)[0], bot.rows("SELECT count(*) FROM audit")[0][0]
    data = data_of(question, "Yes")
    for _ in range(4):
        await sandbox.press_data(question, data, person=OWNER, stale=True)
    asked = question["message_id"] - 1
    text = f"/admin grant {MINH} 5000 gift"
    raw = {"message_id": asked, "date": 1, "chat": {"id": OWNER, "type": "private"}, "text": text}
    raw |= {"from": {"id": OWNER, "is_bot": False, "first_name": "P"}}
    raw |= {"entities": [{"type": "bot_command", "offset": 0, "length": 6}]}
    again = await sandbox.post("/control/update", {"message": raw})
    await until(lambda: bot.rows("SELECT 1 FROM inbox WHERE update_id = ? AND state = 'done'", again["update_id"]))
    second = (await ours(sandbox, OWNER))[-1]
    assert "Give 5,000" in second["text"], "a second question about the same message"
    assert (await sandbox.press(second, "Yes", person=OWNER))["text"] == "That was done before."
    assert wallet(bot, MINH)[0] == before + 5000
    assert bot.rows("SELECT count(*) FROM audit") == [(rows + 1,)]


async def test_who_is_an_owner_no_more_cannot_press_what_they_were_shown(sandbox, bot, question):
    await bot.stop()
    await bot.start(BOT_ADMIN_IDS="1")
    try:
        before = books(bot)
        answer = await sandbox.press_data(question, data_of(question, "Yes"), person=OWNER, stale=True)
        assert "owners of this bot" in answer["text"]
        assert books(bot) == before
    finally:
        await bot.stop()
        await bot.start()


async def press_raw(sandbox, bot, message, data, person, chat):
    """A press as a client may send it that is not Telegram's own."""
    query = {"id": f"{person}{chat}{message['message_id']}", "chat_instance": "1", "data": data}
    query |= {"from": {"id": person, "is_bot": False, "first_name": "P"}}
    kind = "private" if chat > 0 else "supergroup"
    query |= {"message": {**message, "chat": {"id": chat, "type": kind, "title": "G", "first_name": "P"}}}
    given = await sandbox.post("/control/update", {"callback_query": query})
    await until(lambda: bot.rows("SELECT 1 FROM inbox WHERE update_id = ? AND state <> 'new'", given["update_id"]))
