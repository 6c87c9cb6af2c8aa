"""Going on from what came: longer films and songs, the gateway's own buttons, a drawing of words, a voice as words."""

import asyncio
import itertools
import json

import pytest
import pytest_asyncio

from bot.providers.wire import Task
from sandbox.providers import sounding
from tests.catalogue import CATALOG, OFFERS
from tests.e2e.steps import at_rest, newcomer, picture, said, sentence, wallet
from tests.harness import FAST, until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
CHARACTER = next(offer for offer in OFFERS if offer.name == "sora-character")  # its result is a name, not a film
LONGER = [offer for offer in OFFERS if offer.task is Task.EXTEND and offer is not CHARACTER]
RICH = 9_000_000
TAP_S = 5.1  # so long a second tap counts as the first


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("steps"), BOT_START_CREDITS=str(RICH)) as both:
        yield both


def first_of(longer):
    """An offer whose result this one can go on from: made from words alone, at the same gateway, in the same way.

    Rather one of the same model there, and one that a command can mean.
    """
    able = [
        offer
        for offer in OFFERS
        if (offer.gateway, offer.protocol) == (longer.gateway, longer.protocol)
        and offer.task in (Task.VIDEO, Task.SONG)
        and not (offer.pictures_least or offer.sounds or offer.videos or offer.earlier)
        and (not longer.after or offer.alias in longer.after)
    ]
    return min(able, key=lambda offer: (offer.remote_model != longer.remote_model, only_here(offer) is None))


def only_here(base):
    """The fewest options that no other way of the model takes together; None where they can all do the same."""
    ways = CATALOG.models[base.alias].offers
    others = [one for one in ways if (one.gateway, one.protocol) != (base.gateway, base.protocol)]
    flags = [
        ("options", name, f"--{name} {'rain' if kind == 'text' else kind[0]}") for name, kind in base.options.items()
    ]
    flags += [("seconds", one, f"--seconds {one}") for one in base.seconds]
    flags += [("sizes", one, f"--size {one}") for one in base.sizes]
    for chosen in (some for number in range(3) for some in itertools.combinations(flags, number)):
        if not any(all(value in getattr(one, field) for field, value, _ in chosen) for one in others):
            return " ".join(text for *_, text in chosen)
    return None


async def made_first(sandbox, person, longer):
    base = first_of(longer)
    command = "/video" if base.task is Task.VIDEO else "/song"
    await sandbox.say(f"{command} a slow river --model {base.alias} {only_here(base) or ''}", person=person)
    return await said(sandbox, person, lambda one: "video" in one or "audio" in one)


@pytest.mark.parametrize("longer", LONGER, ids=lambda offer: offer.name)
async def test_a_reply_goes_on_from_a_film_or_a_song(sandbox, person, longer):
    made = await made_first(sandbox, person, longer)
    sent = await sandbox.say(
        f"/extend and then the sea --model {longer.alias}", person=person, reply_to=made["message_id"]
    )
    more = await said(sandbox, person, lambda one: "video" in one or "audio" in one, after=sent["message_id"])
    assert ("video" in more) == ("video" in made)


async def test_a_copy_from_the_library_can_be_gone_on_from_too(sandbox, bot, person):
    await sandbox.say("/video a slow river --model kling-v2-6", person=person)
    await said(sandbox, person, lambda one: "video" in one)
    await at_rest(bot)
    await sandbox.say("/library", person=person)
    opened = await said(sandbox, person, lambda one: _has_button(one, "Send it here"))
    await sandbox.press(opened, "Send it here", person=person)
    copy = await said(sandbox, person, lambda one: "video" in one, after=opened["message_id"])
    await sandbox.say("/extend and then the sea", person=person, reply_to=copy["message_id"])
    await said(sandbox, person, lambda one: "video" in one, after=copy["message_id"])
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", person)
    assert json.loads(request)["source"]["kind"] == "video"


async def test_a_reply_makes_a_character_of_a_film(sandbox, person):
    made = await made_first(sandbox, person, CHARACTER)
    sent = await sandbox.say(f"/extend --model {CHARACTER.alias}", person=person, reply_to=made["message_id"])
    await sentence(sandbox, person, "@kite.", after=sent["message_id"])


async def test_only_a_result_of_ours_can_be_gone_on_from(sandbox, person):
    sent = await sandbox.say("/extend and then the sea", person=person)
    await sentence(sandbox, person, "Reply to a film or a song")
    await sandbox.say("/extend and then the sea", person=person, reply_to=sent["message_id"])
    await sentence(sandbox, person, "Reply to a film or a song", after=sent["message_id"] + 1)


@pytest.mark.parametrize("words", ["/extend and then the sea", "/upscale", "/animate", "/transcribe"])
async def test_who_replies_to_what_is_still_being_made_is_told_to_wait(sandbox, person, words):
    await sandbox.gateways(latency_s=4)
    try:
        sent = await sandbox.say("/video a slow river", person=person)
        card = await sentence(sandbox, person, "ilming", after=sent["message_id"])
        await sandbox.say(words, person=person, reply_to=card["message_id"])
        await sentence(sandbox, person, "still being made", after=sent["message_id"])
        await sandbox.say("/cancel", person=person)
    finally:
        await sandbox.gateways(**FAST)


async def test_a_film_that_nothing_goes_on_from_costs_nothing_more_and_others_are_named(sandbox, bot, person):
    base = first_of(CHARACTER)
    await sandbox.say(f"/video a slow river --model {base.alias} {only_here(base) or ''}", person=person)
    made = await said(sandbox, person, lambda one: "video" in one)
    await sandbox.say("/extend and then the sea", person=person, reply_to=made["message_id"])
    told = await sentence(sandbox, person, "cannot be made longer", after=made["message_id"])
    assert "What these make can be: " in told["text"]
    assert bot.rows("SELECT count(*) FROM job WHERE chat_id = ?", person) == [(1,)]


async def test_the_gateways_own_buttons_make_its_next_steps_and_are_paid_once(sandbox, bot, person):
    await sandbox.say("/imagine a red kite --model midjourney", person=person)
    grid = await picture(sandbox, person)
    labels = [button["text"] for row in grid["reply_markup"]["inline_keyboard"] for button in row]
    assert {"U1", "U4", "V1"} <= set(labels)
    await at_rest(bot)
    before = wallet(bot, person)[0]
    assert (await sandbox.press(grid, "U1", person=person))["text"] == "On it."
    upscaled = await picture(sandbox, person, after=grid["message_id"], words="a red kite · U1\nMidjourney ·")
    assert upscaled["message_id"] != grid["message_id"]
    await until(lambda: wallet(bot, person)[1] == 0)
    paid = before - wallet(bot, person)[0]
    assert paid > 0
    await until(lambda: bot.rows("SELECT count(*) FROM job WHERE chat_id = ? AND shown = 1", person) == [(2,)])
    await asyncio.sleep(TAP_S)
    assert "Press once more" in (await sandbox.press(grid, "U1", person=person, stale=True))["text"]
    assert before - wallet(bot, person)[0] == paid


@pytest.mark.parametrize("end", ["failed", "cancelled"])
async def test_a_next_step_that_came_to_nothing_can_be_taken_again(sandbox, bot, person, end):
    await sandbox.say("/imagine a red kite --model midjourney", person=person)
    grid = await picture(sandbox, person)
    if end == "failed":
        await sandbox.fault("key4u", "status", "mj/submit", status=400, body='{"error": {"message": "bad"}}')
    else:
        await sandbox.gateways(latency_s=3)
    assert (await sandbox.press(grid, "V1", person=person))["text"] == "On it."
    if end == "cancelled":
        await sandbox.say("/cancel", person=person)
        await sandbox.gateways(**FAST)
    await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'voided' AND shown = 1", person))
    await asyncio.sleep(TAP_S)
    fresh = await said(sandbox, person, lambda one: one["message_id"] == grid["message_id"])
    assert (await sandbox.press(fresh, "V1", person=person))["text"] == "On it."
    await picture(sandbox, person, after=grid["message_id"])


async def test_each_has_a_next_step_of_their_own_and_one_at_a_time(sandbox, bot, person):
    other = await newcomer(sandbox, person + 60000)
    group = -1000300 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other]})
    await sandbox.say("/imagine@atelier_bot a red kite --model midjourney", person=person, chat=group)
    grid = await picture(sandbox, group)
    await sandbox.gateways(latency_s=9)
    try:
        assert (await sandbox.press(grid, "U1", person=other))["text"] == "On it."
        assert (await sandbox.press(grid, "U1", person=person, stale=True))["text"] == "On it."
        await asyncio.sleep(TAP_S)
        now = await said(sandbox, group, lambda one: one["message_id"] == grid["message_id"])
        assert now["reply_markup"] != grid["reply_markup"]
        for shown in (grid, now):
            assert (await sandbox.press(shown, "U1", person=other, stale=True))["text"] == "Already under way."
    finally:
        await sandbox.gateways(**FAST)
    assert bot.rows("SELECT count(*) FROM job WHERE chat_id = ?", group) == [(3,)]


async def test_words_whose_picture_failed_can_be_drawn_again(sandbox, bot, person):
    await sandbox.say("/better a red kite", person=person)
    better = await said(sandbox, person, lambda one: _has_button(one, "Draw this"))
    await sandbox.fault("thucchien", "status", "images/generations", status=400, body='{"error": {"message": "bad"}}')
    await sandbox.press(better, "Draw this", person=person)
    await sentence(sandbox, person, "could not take", after=better["message_id"])
    await asyncio.sleep(TAP_S)
    fresh = await said(sandbox, person, lambda one: one["message_id"] == better["message_id"])
    assert (await sandbox.press(fresh, "Draw this", person=person))["text"] == "On it."
    await picture(sandbox, person, after=better["message_id"])


async def test_a_voice_message_becomes_words_and_the_words_a_picture(sandbox, person):
    await sandbox.send_file("voice", sounding.encoded(sounding.speech("a red kite", "Kore"), "opus"), person=person)
    written = await said(
        sandbox, person, lambda one: "text" in one and one.get("reply_markup", {}).get("inline_keyboard")
    )
    written = await until(lambda: said(sandbox, person, lambda one: _has_button(one, "Draw this")))
    assert (await sandbox.press(written, "Draw this", person=person))["text"] == "On it."
    await picture(sandbox, person, after=written["message_id"])


async def test_few_words_become_a_good_prompt_that_can_be_drawn(sandbox, person):
    await sandbox.say("/better con diều đỏ", person=person)
    better = await said(sandbox, person, lambda one: _has_button(one, "Draw this"))
    await sandbox.press(better, "Draw this", person=person)
    await picture(sandbox, person, after=better["message_id"])


async def test_a_picture_of_ours_can_be_worked_on_by_a_reply(sandbox, person):
    await sandbox.say("/imagine a red kite", person=person)
    made = await picture(sandbox, person)
    for words, kind in (("/animate", "video"), ("/describe", "text"), ("/removebg", "photo")):
        sent = await sandbox.say(words, person=person, reply_to=made["message_id"])
        await said(
            sandbox, person, lambda one, kind=kind: kind in one and _has_button(one, ""), after=sent["message_id"]
        )


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("/speak", "what to say"),
        ("/song", "sing about"),
        ("/video", "what happens"),
        ("/animate", "Which picture"),
        ("/upscale", "Which picture"),
        ("/blend", "Which pictures"),
        ("/transcribe", "Which recording"),
        ("/ask", "Ask me"),
        ("/sound", "the sound"),
        ("/speak hi --voice Nobody --model gpt-4o-mini-tts", "Nobody is none of"),
        ("/video a kite --seconds 99 --model luma-ray", "99"),
        ("/imagine a kite --voice alloy", "has no --voice"),
    ],
)
async def test_what_is_missing_or_wrong_is_told_and_costs_nothing(sandbox, bot, person, words, part):
    await sandbox.say(words, person=person)
    await sentence(sandbox, person, part)
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_an_answer_shows_its_words_while_they_come(sandbox, person):
    await sandbox.gateways(latency_s=10)  # a busy machine shows progress late
    try:
        await sandbox.say("/ask why is the sky blue?", person=person)
        begun = await said(sandbox, person, lambda one: one.get("text", "").endswith(" …") and "sandbox" in one["text"])
        whole = await said(sandbox, person, lambda one: _has_button(one, "Again"))
    finally:
        await sandbox.gateways(**FAST)
    assert whole["message_id"] == begun["message_id"]
    assert whole["text"].startswith(begun["text"].removesuffix(" …"))


async def test_an_answer_too_long_for_a_message_as_telegram_counts_comes_whole_as_a_file(sandbox, person):
    words = "🪁" * 2900
    body = json.dumps({"choices": [{"index": 0, "message": {"content": words}, "finish_reason": "stop"}]})
    headers = {"content-type": "application/json"}
    await sandbox.fault("thucchien", "status", "chat/completions", status=200, body=body, headers=headers)
    await sandbox.say("/ask draw kites --model gemini-2.5-flash", person=person)
    sent = await said(sandbox, person, lambda one: "document" in one)
    assert sent["document"]["file_size"] == len(words.encode())


async def test_words_of_another_message_can_be_spoken(sandbox, person):
    first = await sandbox.say("a boat in the fog", person=person)
    await picture(sandbox, person)
    sent = await sandbox.say("/speak", person=person, reply_to=first["message_id"])
    voice = await said(sandbox, person, lambda one: "voice" in one, after=sent["message_id"])
    assert voice["voice"]["duration"] > 0

    async def only_the_voice():
        return ["voice" in one for one in await sandbox.from_bot(person, sent["message_id"])] == [True]

    await until(only_the_voice)  # the card of words is gone: the voice message took its place


def _has_button(message, label):
    return any(
        label in button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row
    )
