"""Buttons under what has ended: each press makes one job, and every setback has a way on."""

import asyncio

import pytest

from tests.e2e.steps import Message, at_rest, bot_on, calls, faults, newcomer, picture, said, sentence, wallet
from tests.harness import LAN, sandbox_process, until

pytestmark = pytest.mark.asyncio(loop_scope="module")
RICH, PRICE = 200000, 1748
SUBMIT = "images/generations"
TAP_S = 5.1  # so long a second tap counts as the first
LITE = "--model nano-banana-2-lite"
RETRY = "🔁 Try again · 874 ₫"


def labels(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def data_of(message: Message, label: str) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    return next(button["callback_data"] for row in rows for button in row if label in button["text"])


async def now_at(sandbox, message: Message) -> Message:
    found = await sandbox.messages(message["chat"]["id"], message["message_id"] - 1)
    return next(one for one in found if one["message_id"] == message["message_id"])


async def swapped(sandbox, message: Message, label: str, person: int) -> Message:
    """Press a button that puts others in its place; returns the message as it is then."""
    await sandbox.press(message, label, person=person)

    async def changed():
        now = await now_at(sandbox, message)
        return now if labels(now) != labels(message) else None

    return await until(changed)


async def renewed(sandbox, message: Message, label: str) -> Message:
    """Wait until the button means something else than it did."""

    async def changed():
        now = await now_at(sandbox, message)
        return now if data_of(now, label) != data_of(message, label) else None

    return await until(changed)


def job_count(bot, person, state="captured"):
    return len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = ?", person, state))


async def test_taps_in_a_row_make_one_picture_though_the_button_was_renewed_between(sandbox, bot, person):
    await sandbox.say("/imagine a flute", person=person)
    shown = await picture(sandbox, person)
    first = await sandbox.press(shown, "Again", person=person)
    fresh = await renewed(sandbox, shown, "Again")
    second = await sandbox.press(fresh, "Again", person=person)
    assert (first["text"], second["text"]) == ("On it.", "Already under way.")
    await at_rest(bot)
    assert job_count(bot, person) == 2


async def test_again_works_as_often_as_people_like_also_where_its_fresh_button_was_lost(sandbox, bot, person):
    await sandbox.say("/imagine a harp", person=person)
    shown = await picture(sandbox, person)
    body = '{"ok": false, "error_code": 400, "description": "Bad Request: message is too old"}'
    await sandbox.fault("telegram", "status", "editMessageReplyMarkup", status=400, body=body)
    await sandbox.press(shown, "Again", person=person)
    await until(lambda: job_count(bot, person) == 2)
    await asyncio.sleep(TAP_S)
    assert "Press once more" in (await sandbox.press(shown, "Again", person=person))["text"]
    fresh = await renewed(sandbox, shown, "Again")
    assert job_count(bot, person) == 2
    assert labels(fresh) == labels(shown)
    assert (await sandbox.press(fresh, "Again", person=person))["text"] == "On it."
    await renewed(sandbox, fresh, "Again")
    await until(lambda: job_count(bot, person) == 3)
    assert wallet(bot, person) == (RICH - 3 * PRICE, 0)


@pytest.mark.parametrize(
    ("fault", "told"),
    [({"kind": "html"}, "can't tell what came of this"), ({"kind": "not_a_picture"}, "failed at this one")],
    ids=["unclear", "broken"],
)
async def test_a_failure_has_a_button_that_tries_once_more(sandbox, bot, person, fault, told):
    await sandbox.fault("thucchien", match=SUBMIT, **fault)
    await sandbox.say(f"/imagine a boat {LITE}", person=person)
    failed = await sentence(sandbox, person, told)
    assert labels(failed) == [RETRY, "With Imagen (Flow) · 100 ₫"]
    pressed = await asyncio.gather(*[sandbox.press(failed, "Try again", person=person) for _ in range(2)])
    assert sorted(answer["text"] for answer in pressed) == ["Already under way.", "On it."]
    shown = await picture(sandbox, person, after=failed["message_id"])
    assert "a boat" in shown["caption"]
    await renewed(sandbox, failed, "Try again")
    await at_rest(bot)
    assert (job_count(bot, person, "voided"), job_count(bot, person)) == (1, 1)


async def test_what_was_stopped_can_be_begun_again_by_its_owner_only(sandbox, bot, person):
    other = await newcomer(sandbox, person + 50000)
    group = -1000200 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other]})
    await sandbox.gateways(latency_s=3)
    try:
        await sandbox.say("/imagine a slow snail", person=person, chat=group)
        await sandbox.press(await sentence(sandbox, group, "🎨"), "Cancel", person=person)
        stopped = await sentence(sandbox, group, "Stopped")
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert labels(stopped) == ["🔁 Try again · 1,748 ₫"]
    refused = await sandbox.press(stopped, "Try again", person=other)
    assert refused["show_alert"]
    assert "somebody else" in refused["text"]
    await sandbox.press(stopped, "Try again", person=person)
    await picture(sandbox, group)


async def test_what_would_be_refused_again_is_not_tried_again(sandbox, person):
    await sandbox.fault("thucchien", match=SUBMIT, kind="status", status=400)
    await sandbox.say(f"/imagine a boat {LITE}", person=person)
    assert labels(await sentence(sandbox, person, "could not take")) == ["With Imagen (Flow) · 100 ₫"]


async def test_a_picture_chosen_from_a_grid_brings_its_own_file(sandbox, bot, person):
    await sandbox.say("/imagine three moons --n 3", person=person)
    grid = await picture(sandbox, person)
    await sandbox.press(grid, "2", person=person)
    one = await picture(sandbox, person, after=grid["message_id"])
    assert [label.split(" · ")[0] for label in labels(one)] == [
        "🔁 Again",
        "🎬 Film",
        "✏️ Edit",
        "⬇️ File",
        "⋯ More",
    ]
    assert (await sandbox.press(one, "File", person=person))["text"] == "The file is here ↓"
    file = await said(sandbox, person, lambda message: "document" in message)
    sizes = bot.rows(
        "SELECT size_bytes FROM asset JOIN job ON job.id = job_id WHERE chat_id = ? ORDER BY asset.position", person
    )
    assert (file["document"]["file_size"],) == sizes[1]
    assert "picture 2 of 3" in file["caption"]


async def test_original_says_its_own_words(sandbox, person):
    await sandbox.say("/imagine a stone", person=person)
    shown = await picture(sandbox, person)
    assert (await sandbox.press(shown, "File", person=person))["text"] == "The file is here ↓"


async def test_a_model_nobody_takes_work_for_names_another_with_its_price(tmp_path):
    async with sandbox_process() as own, bot_on(own, tmp_path):
        ana = await newcomer(own, 7700)
        await faults(own, "", {"to": "thucchien", "match": SUBMIT, "kind": "status", "status": 402, "times": 0})
        await own.say(f"/imagine a boat {LITE}", person=ana)
        end = await sentence(own, ana, "not taking work")
        assert labels(end) == [RETRY, "With Imagen (Flow) · 100 ₫"]
        assert (await own.press(end, "With Imagen", person=ana))["text"] == "On it."
        shown = await picture(own, ana, after=end["message_id"])
        assert "Imagen (Flow) · 100 ₫" in shown["caption"]
        assert labels(await renewed(own, end, "With Imagen")) == labels(end)
        await faults(own, "")


async def test_a_card_says_place_and_price_from_the_first_moment(tmp_path):
    async with sandbox_process() as own, bot_on(own, tmp_path, THUCCHIEN_THREADS="1") as crowded:
        people = [await newcomer(own, 7800 + number, "vi" if number == 2 else "en") for number in range(3)]
        await own.gateways(latency_s=2)
        first_words = []
        for person in people:
            await own.say("/imagine a boat", person=person)
            await sentence(own, person, "₫")
            sent = [one["body"] for one in await calls(own, "sendMessage")]
            first_words.append(sent[-1]["text"])
            await until(lambda: crowded.rows("SELECT 1 FROM attempt WHERE slot = 1"))
        assert first_words == [
            "🎨 Got it, starting… · 1,748 ₫",
            "⏳ You are next · 1,748 ₫",
            "⏳ Xếp thứ 2 · 1.748 ₫",
        ]
        for person in people:
            await picture(own, person, seconds=30)


async def test_a_card_names_no_price_where_nobody_pays(tmp_path):
    async with sandbox_process() as own, bot_on(own, tmp_path, BOT_BILLING="off"):
        await own.gateways(latency_s=1)
        await own.say("/imagine con thuyền")
        card = await sentence(own, LAN, "🎨")
        assert "₫" not in card["text"]
        await picture(own, LAN)
