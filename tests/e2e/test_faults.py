"""Gateways that misbehave: the person gets a sentence or the picture, the money is right, others go on."""

import asyncio
import itertools
import re

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, check_books, faults, greeting, newcomer, picture, said, sentence, wallet
from tests.harness import quick_catalog, until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000
SUBMIT = "images/generations"
LOST = "I can't tell what came of this"
LOST_VI = "Bạn không mất tiền"
_numbers = itertools.count(7100)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    impatient(folder / "data" / "catalog")
    async with world(folder, BOT_ADMIN_IDS=str(OWNER)) as both:
        await newcomer(both[0], OWNER)
        yield both
        await at_rest(both[1])
        await both[1].stop()
        await check_books(both[1])


def impatient(folder):
    """The owner's own catalogue files: gateways get two seconds for an answer."""
    quick_catalog(folder)
    for file in folder.glob("*.toml"):
        file.write_text(re.sub(r"submit_s = \d+", "submit_s = 2", file.read_text()))


@pytest_asyncio.fixture(loop_scope="module")
async def person(sandbox):
    return await newcomer(sandbox, next(_numbers))


async def others_go_on(sandbox):
    other = await newcomer(sandbox, next(_numbers))
    await sandbox.say("/imagine a calm lake --model nano-banana", person=other)
    await picture(sandbox, other)


@pytest.mark.parametrize(
    ("fault", "words", "told"),
    [
        ({"kind": "status", "status": 500}, "a boat", LOST),
        ({"kind": "status", "status": 502}, "a boat", LOST),
        ({"kind": "status", "status": 503, "headers": {"Retry-After": "1"}}, "a boat", LOST),
        ({"kind": "html"}, "a boat", LOST),
        ({"kind": "cut"}, "a boat", LOST),
        ({"kind": "lost"}, "a boat", LOST),
        ({"kind": "refuse_connection"}, "a boat", LOST),
        ({"kind": "hang"}, "a boat", LOST),
        ({"kind": "drip"}, "a boat", LOST),
        ({"kind": "not_a_picture"}, "a boat", "The AI failed at this one"),
        ({"kind": "status", "status": 200, "body": '{"data": [{"b64_json": "%%%"}]}'}, "a boat", "failed at this one"),
        ({"kind": "status", "status": 200, "body": "[" * 9999}, "a boat", LOST),
        ({"kind": "status", "status": 200, "body": ""}, "a boat", LOST),
        ({"kind": "status", "status": 400}, "a boat", "could not take this"),
        (None, "something forbidden", "content rules refused"),
    ],
    ids=lambda value: " ".join(map(str, value.values()))[:30] if isinstance(value, dict) else None,
)
async def test_a_gateway_that_fails_costs_nothing_and_the_next_request_goes_through(
    sandbox, bot, person, fault, words, told
):
    if fault:
        await sandbox.fault("thucchien", match=SUBMIT, **fault)
    await sandbox.say(f"/imagine {words} --model nano-banana-2-lite", person=person)
    await asyncio.gather(sentence(sandbox, person, told), others_go_on(sandbox))
    [shown] = await sandbox.from_bot(person)
    assert "Nothing was charged" in shown["text"]
    assert ("Try again" in str(shown.get("reply_markup"))) == (
        told in (LOST, "The AI failed at this one", "failed at this one")
    )
    assert wallet(bot, person) == (RICH, 0)
    await sandbox.say("/imagine a boat --model nano-banana-2-lite", person=person)
    await picture(sandbox, person)


async def test_the_sentence_is_in_the_persons_language(sandbox):
    person = await newcomer(sandbox, next(_numbers), "vi")
    await sandbox.fault("thucchien", "html", SUBMIT)
    await sandbox.say("/imagine con thuyền --model nano-banana-2-lite", person=person)
    await sentence(sandbox, person, LOST_VI)


async def test_flow_under_every_fault_delivers_each_picture_once(sandbox, bot):
    asked = "GET /flow/public/api/v1/jobs/"
    await faults(
        sandbox,
        "flow",
        {"match": "text-to-image", "kind": "lost"},
        {"match": "text-to-image", "kind": "cut"},
        {"match": "my-jobs", "kind": "status", "status": 503},
        {"match": "image?index=0", "kind": "cut"},
        {"match": "image?index=0", "kind": "not_a_picture"},
        {"match": asked, "kind": "status", "status": 500, "times": 2},
        {"match": asked, "kind": "html"},
    )
    people = [await newcomer(sandbox, next(_numbers)) for _ in range(4)]
    before = len(await sandbox.tasks())
    for person in people:
        await sandbox.say(f"/imagine a boat of number {person} --model flow", person=person)
    await asyncio.gather(*[picture(sandbox, person, words=f"number {person}", seconds=40) for person in people])
    await at_rest(bot)
    assert [task["gateway"] for task in (await sandbox.tasks())[before:]] == ["flow"] * 4
    for person in people:
        assert wallet(bot, person) == (RICH - 100, 0)
        assert len(await sandbox.from_bot(person)) == 1


async def test_a_card_that_telegram_asks_to_wait_for_comes_later(sandbox, bot, person):
    wait = {"kind": "status", "status": 429, "headers": {"Retry-After": "1"}}
    await faults(sandbox, "telegram", {**wait, "match": "sendMessage"}, {**wait, "match": "editMessageMedia"})
    await sandbox.say("a boat", person=person)
    await picture(sandbox, person)
    assert len(await sandbox.from_bot(person)) == 1


async def test_a_telegram_that_stumbles_delays_and_loses_nothing(sandbox, bot, person):
    methods = ("sendMessage", "editMessageMedia")
    wrong = [{"kind": "status", "status": status, "match": method} for method in methods for status in (500, 502)]
    await faults(sandbox, "telegram", *wrong)
    await sandbox.say("a boat", person=person)
    await picture(sandbox, person)
    await at_rest(bot)
    assert wallet(bot, person)[1] == 0


@pytest.mark.parametrize(("method", "most"), [("sendMessage", 2), ("editMessageMedia", 1)])
async def test_a_lost_answer_of_telegram_shows_the_picture_once(sandbox, bot, person, method, most):
    await sandbox.fault("telegram", "lost", method)
    await sandbox.say("/imagine a boat", person=person)
    await picture(sandbox, person)
    await at_rest(bot)
    seen = await sandbox.from_bot(person)
    assert len([one for one in seen if "photo" in one]) == 1
    assert len(seen) <= most
    assert bot.rows("SELECT state FROM job WHERE chat_id = ?", person) == [("captured",)]


async def test_who_blocked_the_bot_before_the_card_pays_nothing_and_nothing_is_made(sandbox, bot, person):
    before = len(await sandbox.tasks())
    body = '{"ok": false, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}'
    await sandbox.fault("telegram", "status", "sendMessage", status=403, body=body, times=2)
    await sandbox.say("/imagine a boat", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND shown = 1", person))
    assert bot.rows("SELECT state, outcome FROM job WHERE chat_id = ?", person) == [("voided", "unreachable")]
    assert len(await sandbox.tasks()) == before
    assert wallet(bot, person) == (RICH, 0)
    await faults(sandbox, "telegram")
    await sandbox.say("/start", person=person)
    await greeting(sandbox, person)
    await sandbox.say("/imagine a boat", person=person)
    await picture(sandbox, person)


async def test_who_blocked_the_bot_at_work_gets_the_picture_at_the_next_start(sandbox, bot, person):
    await sandbox.gateways(latency_s=0.8)
    try:
        await sandbox.say("/imagine a boat for later", person=person)
        await until(lambda: bot.rows("SELECT 1 FROM job JOIN attempt ON job_id = job.id WHERE chat_id = ? AND "
                                     "attempt.state = 'submitting'", person))  # fmt: skip
        await sandbox.post("/control/block", {"person": person})
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person))
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert bot.rows("SELECT outcome FROM job WHERE chat_id = ?", person) == [("unreachable",)]
    await sandbox.post("/control/block", {"person": person, "blocked": False})
    sent = await sandbox.say("/start", person=person)
    await picture(sandbox, person, words="a boat for later", after=sent["message_id"])  # where they look now
    await sandbox.say("/start", person=person)
    await until(lambda: bot.rows("SELECT 1 FROM inbox WHERE state = 'done' AND raw LIKE ?",
                                 f'%"message_id": {sent["message_id"]}, %"id": {person},%'))  # fmt: skip
    assert len([one for one in await sandbox.from_bot(person) if "for later" in one.get("caption", "")]) == 1


async def test_the_result_of_a_deleted_card_comes_in_a_new_one(sandbox, bot, person):
    await sandbox.gateways(latency_s=0.8)
    try:
        await sandbox.say("/imagine a boat", person=person)
        card = await sentence(sandbox, person, "🎨")
        token = (await sandbox.get("/control/world"))["token"]
        await sandbox.post(f"/bot{token}/deleteMessage", {"chat_id": person, "message_id": card["message_id"]})
        shown = await picture(sandbox, person)
    finally:
        await sandbox.gateways(latency_s=0.15)
    assert shown["message_id"] > card["message_id"]
    await at_rest(bot)
    assert wallet(bot, person)[1] == 0


@pytest_asyncio.fixture(loop_scope="module")
async def rested(sandbox, bot):
    """For tests that send gateways to rest: a bot that has just started thinks well of every gateway."""
    await restart(bot)
    yield bot
    await faults(sandbox, "")
    await at_rest(bot)
    await restart(bot)


async def test_a_gateway_that_asks_to_wait_is_asked_again_and_one_that_names_no_time_can_be_cancelled(sandbox, rested):
    bot = rested
    soon, long = [await newcomer(sandbox, next(_numbers)) for _ in range(2)]
    await faults(
        sandbox,
        "thucchien",
        {"match": SUBMIT, "kind": "status", "status": 429, "headers": {"Retry-After": "1"}},
        {"to": "key4u", "match": "generateContent", "kind": "status", "status": 429},
    )
    await sandbox.say("/imagine a boat --model nano-banana-2-lite", person=soon)
    await sandbox.say("/imagine a boat --model nano-banana", person=long)
    await picture(sandbox, soon)
    await until(lambda: bot.rows("SELECT 1 FROM job JOIN attempt ON job_id = job.id WHERE chat_id = ? AND "
                                 "attempt.state = 'waiting' AND not_before_at > 0", long))  # fmt: skip
    await sandbox.say("/cancel", person=long)
    await sentence(sandbox, long, "Stopped")
    assert wallet(bot, long) == (RICH, 0)
    assert len(await sandbox.requests("key4u")) >= 1


async def test_a_refused_key_or_no_credit_tells_the_owner_once(sandbox, rested):
    bot = rested
    closed = (("thucchien", SUBMIT, 401), ("key4u", "generateContent", 403), ("flow", "text-to-image", 402))
    wrong = [{"to": to, "match": match, "kind": "status", "status": status, "times": 0} for to, match, status in closed]
    await faults(sandbox, "", *wrong)
    models = ("nano-banana-2-lite", "nano-banana", "flow")
    people = [await newcomer(sandbox, next(_numbers)) for _ in range(6)]
    for person, model in zip(people, models * 2, strict=True):
        await sandbox.say(f"/imagine a boat --model {model}", person=person)
    await asyncio.gather(*[said(sandbox, person, tells_of_no_room) for person in people])
    await at_rest(bot)
    assert all([tells_of_no_room((await sandbox.from_bot(person))[-1]) for person in people])
    assert all(wallet(bot, person) == (RICH, 0) for person in people)
    alerts = [one["text"] for one in await sandbox.from_bot(OWNER)]
    for gateway in ("thucchien", "key4u", "flow"):
        assert len([one for one in alerts if f"{gateway} takes no work" in one]) == 1, alerts


def tells_of_no_room(message):
    return any(words in message.get("text", "") for words in ("is not taking work", "is resting"))


async def restart(bot):
    assert await bot.stop() == 0
    await bot.start()
