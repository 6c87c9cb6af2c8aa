"""A command that asks for what it lacks hears the answer: the next words, lines or photo are for it, once."""

import pytest

from tests.e2e.steps import at_rest, greeting, newcomer, picture, said, sentence
from tests.e2e.test_groups import new_group
from tests.harness import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


def made(bot, chat):
    return bot.rows("SELECT json_extract(request, '$.task'), json_extract(request, '$.prompt'), count FROM job "
                    "WHERE chat_id = ? ORDER BY id", chat)  # fmt: skip


@pytest.mark.parametrize(
    ("command", "asks", "job"),
    [
        ("/song", "sing about", ("song", "rain in Hanoi", 1)),
        ("/imagine --n 2", "what to draw", ("image", "a red kite", 2)),
        ("/speak", "what to say", ("speech", "Good day!", 1)),
        ("/video", "what happens", ("video", "a boat in rain", 1)),
    ],
)
async def test_the_next_words_are_what_the_command_lacked(sandbox, bot, person, command, asks, job):
    await sandbox.say(command, person=person)
    await sentence(sandbox, person, asks)
    await sandbox.say("/help", person=person)
    await sandbox.say(job[1], person=person)
    await until(lambda: made(bot, person))
    await sandbox.say("a lake", person=person)
    await until(lambda: len(made(bot, person)) == 2)
    assert made(bot, person) == [job, ("image", "a lake", 1)]


async def test_the_next_photo_is_what_the_command_lacked(sandbox, bot, person, photo):
    await sandbox.say("/removebg", person=person)
    await sentence(sandbox, person, "Which picture?")
    await sandbox.send_photos(photo, person=person)
    await picture(sandbox, person)
    assert [task for task, *_ in made(bot, person)] == ["cutout"]


async def test_what_the_answer_makes_the_bot_ask_hears_its_answer_too(sandbox, bot, person, photo):
    await sandbox.say("/imagine", person=person)
    await sentence(sandbox, person, "what to draw")
    await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    await sandbox.say("make it blue", person=person)
    await until(lambda: made(bot, person))
    await sandbox.say("/video", person=person)
    asked = await sentence(sandbox, person, "what happens")
    await sandbox.say("make this photo dance", person=person)
    await said(sandbox, person, lambda one: "reply_markup" in one, after=asked["message_id"] + 1)
    await sandbox.send_photos(photo, person=person)
    await until(lambda: len(made(bot, person)) == 2)
    assert made(bot, person) == [("image", "make it blue", 1), ("video", "make this photo dance", 1)]
    files = bot.rows(
        "SELECT json_array_length(json_extract(request, '$.references')) FROM job WHERE chat_id = ?", person
    )
    assert files == [(1,), (1,)]


async def test_the_next_lines_are_the_list_of_a_batch(sandbox, bot, person):
    await sandbox.say("/batch", person=person)
    asked = await sentence(sandbox, person, "/batch")
    await sandbox.say("a kite\na boat", person=person)
    await sentence(sandbox, person, "2 lines", after=asked["message_id"])
    assert made(bot, person) == []


async def test_the_greetings_film_is_of_the_next_words(sandbox, bot, person):
    await sandbox.say("/start", person=person)
    await sandbox.press(await greeting(sandbox, person), "film", person=person)
    await sentence(sandbox, person, "write “a boat in rain”")
    await sandbox.say("a boat in rain", person=person)
    await until(lambda: made(bot, person))
    assert made(bot, person) == [("video", "a boat in rain", 1)]


async def test_another_request_ends_what_was_asked(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    await sandbox.say("/imagine a bamboo", person=person)
    await picture(sandbox, person, words="a bamboo")
    await sandbox.say("a golden dragon", person=person)
    await picture(sandbox, person, words="a golden dragon")
    assert bot.rows("SELECT json_extract(request, '$.references') FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1",
                    person) == [("[]",)]  # fmt: skip


async def test_in_a_group_only_what_is_said_to_the_bot_answers_it(sandbox, bot, person):
    other = await newcomer(sandbox, person + 80000)
    group = await new_group(sandbox, person, other)
    asked = await sandbox.say("/song@atelier_bot", person=person, chat=group)
    question = await sentence(sandbox, group, "sing about", after=asked["message_id"])
    await sandbox.say("hello all", person=person, chat=group)
    await sandbox.say("a kite", person=other, chat=group, reply_to=question["message_id"])
    await sandbox.say("rain", person=person, chat=group, reply_to=question["message_id"])
    await until(lambda: len(made(bot, group)) == 2)
    await at_rest(bot)
    assert sorted(task for task, *_ in made(bot, group)) == ["image", "song"]


async def test_words_where_a_photo_is_lacking_are_drawn_by_one_press_and_the_photo_may_still_come(
    sandbox, bot, person, photo
):
    await sandbox.say("/removebg", person=person)
    asked = await sentence(sandbox, person, "Which picture?")
    for words in ("hello there my friend", "a red boat"):
        await sandbox.say(words, person=person)
        asked = await sentence(sandbox, person, "Which picture?", after=asked["message_id"])
    assert bot.rows("SELECT length(pictures) < 200 FROM question WHERE chat_id = ?", person) == [(1,)]
    assert made(bot, person) == []
    await sandbox.press(asked, "Draw it anyway", person=person)
    await picture(sandbox, person, words="a red boat")
    await sandbox.say("/removebg", person=person)
    await sandbox.say("it comes in a moment", person=person)
    await sandbox.send_photos(photo, person=person)
    await until(lambda: len(made(bot, person)) == 2)
    assert [job[0] for job in made(bot, person)] == ["image", "cutout"]
