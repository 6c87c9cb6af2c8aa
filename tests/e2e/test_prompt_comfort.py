"""Comfort of prompts: options however they are written, styles for any model, a better prompt beside one's own."""

import asyncio
import json

import pytest

from tests.e2e.steps import at_rest, ours, picture, said, sentence
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def labels(message):
    return [button["text"] for row in message["reply_markup"]["inline_keyboard"] for button in row]


@pytest.mark.parametrize(
    ("written", "ratio"),
    [("--ar dọc", "3:4"), ("-ar ngang", "4:3"), ("--AR: vuông", "1:1"), ("—ar portrait --model gpt-image-1.5", "2:3")],
)
async def test_a_shape_by_its_word_is_a_ratio_that_the_model_has(sandbox, bot, person, written, ratio):
    await sandbox.say(f"a tall tree {written}", person=person)
    await picture(sandbox, person, words="a tall tree")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert json.loads(request)["aspect_ratio"] == ratio


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("stop", "Nothing"),
        ("undo", "no picture before"),
        ("how much does it cost?", "A picture: 1,748 ₫"),
        ("nạp tiền thế nào?", "For more credits: /topup"),
        ("giúp mình với", "Draw: write what"),
        ("wow nice", "makes me happy"),
        ("mày ngu quá", "Sorry that it went wrong"),
        ("👍", "makes me happy"),
        ("?", "Write what you want to see"),
        ("🐱", "/imagine 🐱"),
    ],
)
async def test_words_to_the_bot_are_answered_and_not_painted(sandbox, bot, person, words, part):
    await sandbox.say(words, person=person)
    await sentence(sandbox, person, part)
    assert len(await ours(sandbox, person)) == 1
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_a_prompt_that_the_phone_cut_in_two_is_one_prompt(sandbox, bot, person):
    text = "see: " + "a market by night, " * 230
    first, second = text[:4096], f"{text[4096:]}and a red kite --model gpt-image-1.5"
    for piece in (first, second):
        await sandbox.say(piece, person=person)
    await picture(sandbox, person)
    await at_rest(bot)
    asked = [json.loads(one)["prompt"] for (one,) in bot.rows("SELECT request FROM job WHERE chat_id = ?", person)]
    assert asked == [f"{text}and a red kite"]


async def test_what_is_too_long_in_two_messages_is_said_once_and_nothing_is_painted(sandbox, bot, person):
    for piece in ("/imagine " + "a boat " * 584, "and a very small kite --model imagen-4"):
        await sandbox.say(piece, person=person)
    await sentence(sandbox, person, "too long")
    await asyncio.sleep(0.3)
    assert len(await ours(sandbox, person)) == 1
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_a_style_goes_to_the_gateway_in_english_and_is_named_under_the_picture(sandbox, person):
    before = len(await sandbox.tasks())
    await sandbox.say("--style sơn mài con trâu bên ao sen", person=person)
    shown = await picture(sandbox, person)
    assert shown["caption"].startswith("con trâu bên ao sen\n")
    assert "Lacquer" in shown["caption"]
    [task] = (await sandbox.tasks())[before:]
    assert task["prompt"].startswith("con trâu bên ao sen, as a Vietnamese lacquer painting")


async def test_again_keeps_the_style(sandbox, bot, person):
    await sandbox.say("a rook --style oil", person=person)
    shown = await picture(sandbox, person)
    await sandbox.press(shown, "Again", person=person)
    await picture(sandbox, person, after=shown["message_id"])
    assert [json.loads(one)["style"] for (one,) in bot.rows("SELECT request FROM job WHERE chat_id = ?", person)] == [
        "oil",
        "oil",
    ]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("a cat --style animee", "--style anime"),
        ("a cat --style qqq", "All of them: /styles"),
        ("a cat --style vivid --model nano-banana-2", "/styles"),
    ],
)
async def test_a_style_that_nobody_knows_is_answered_with_the_nearest(sandbox, bot, person, words, part):
    await sandbox.say(words, person=person)
    assert part in (await sentence(sandbox, person, "I don't know the style"))["text"]
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_a_models_own_style_stays_its_own(sandbox, bot, person):
    await sandbox.say("a cat --style vivid --model dall-e-3", person=person)
    await picture(sandbox, person)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert (json.loads(request)["choices"], json.loads(request)["style"]) == ({"style": "vivid"}, "")


async def test_the_styles_are_listed_with_an_example(sandbox, person):
    await sandbox.say("/styles", person=person)
    shown = await sentence(sandbox, person, "--style lacquer")
    assert "/imagine a cat on a rainy roof --style watercolour" in shown["text"]


@pytest.mark.parametrize(("label", "mine"), [("Draw this", False), ("Draw mine", True)])
async def test_a_better_prompt_stands_beside_ones_own_and_either_is_drawn(sandbox, bot, person, label, mine):
    await sandbox.say("/better a red kite", person=person)
    better = await said(sandbox, person, lambda one: "reply_markup" in one and "Yours: a red kite" in one["text"])
    names = ["🎨 Draw this", "✍️ Draw mine", "🔁 Again", "⋯ More"]
    assert [label.split(" · ")[0] for label in labels(better)] == names
    await sandbox.press(better, label, person=person)
    await picture(sandbox, person, after=better["message_id"])
    await at_rest(bot)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", person)
    assert (json.loads(request)["prompt"] == "a red kite") is mine
    assert json.loads(request)["task"] == "image"


async def test_options_beside_a_prompt_to_be_made_better_are_for_its_picture(sandbox, bot, person):
    await sandbox.say("/better a red kite --ar dọc --style sơn mài --model flow", person=person)
    better = await said(sandbox, person, lambda one: "reply_markup" in one and "Yours: a red kite" in one["text"])
    assert labels(better)[0] == "🎨 Draw this · 100 ₫"  # what this one costs, not the usual one
    for label in ("Draw this", "Draw mine"):
        await sandbox.press(better, label, person=person)
    await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND state = 'captured'", person)) == 3)
    rows = bot.rows("SELECT request FROM job WHERE chat_id = ? AND model = 'flow'", person)
    drawn = [json.loads(request) for (request,) in rows]
    assert {(one["aspect_ratio"], one["style"]) for one in drawn} == {("3:4", "lacquer")}
    assert [one["prompt"] == "a red kite" for one in drawn] == [False, True]


async def test_what_cannot_be_drawn_is_told_before_its_prompt_is_made_better(sandbox, bot, person):
    await sandbox.say("/better a red kite --ar 7:8", person=person)
    await sentence(sandbox, person, "has no 7:8")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_a_very_long_prompt_is_cut_under_the_picture_and_nowhere_else(sandbox, bot, person):
    words = " ".join(f"word{number}" for number in range(450))
    await sandbox.say(words, person=person)
    shown = await picture(sandbox, person)
    assert "word0 word1" in shown["caption"]
    assert "…" in shown["caption"]
    assert len(shown["caption"]) < 400
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert json.loads(request)["prompt"] == words
    assert len(await ours(sandbox, person)) == 1
