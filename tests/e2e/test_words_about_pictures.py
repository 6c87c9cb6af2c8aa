"""Words about a picture that is there: the latest one, one replied to, or the next photo; changed, or set in motion."""

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, picture, said, sentence, wallet
from tests.e2e.test_buttons import labels
from tests.e2e.test_ways_out import last_request
from tests.harness import world

pytestmark = pytest.mark.asyncio(loop_scope="module")
START, FILM = 8000, 1200


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("moving"), BOT_START_CREDITS=str(START)) as both:
        yield both


async def test_words_about_it_are_about_the_latest_picture(sandbox, bot, person):
    await sandbox.say("a red boat", person=person)
    shown = await picture(sandbox, person)
    await at_rest(bot)
    await sandbox.say("make it bluer", person=person)
    question = await sentence(sandbox, person, "the latest picture? If not, send me", after=shown["message_id"])
    assert labels(question) == ["Use the latest picture · 1,748 ₫", "Draw it anyway · 1,748 ₫"]
    await sandbox.press(question, "Use the latest", person=person)
    await picture(sandbox, person, words="make it bluer", after=question["message_id"])
    assert len(last_request(bot, person)["references"]) == 1


async def test_make_it_a_video_makes_a_film_of_the_latest_picture(sandbox, bot, person):
    await sandbox.say("a red boat", person=person)
    shown = await picture(sandbox, person)
    await at_rest(bot)
    money, _ = wallet(bot, person)
    await sandbox.say("make it a video", person=person)
    question = await sentence(sandbox, person, "the latest picture?", after=shown["message_id"])
    assert labels(question) == ["🎬 Film of the latest picture · 1,200 ₫", "✏️ Edit the latest picture · 1,748 ₫"]
    await sandbox.press(question, "Film", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=question["message_id"])
    await at_rest(bot)
    asked = last_request(bot, person)
    assert (asked["task"], len(asked["references"])) == ("video", 1)
    assert wallet(bot, person) == (money - FILM, 0)


@pytest.mark.parametrize("words", ["make it a video", "make it night", "/video the wind blows", "/upscale"])
async def test_of_a_grid_it_is_asked_which_one(sandbox, bot, person, words):
    await sandbox.say("two boats --n 2", person=person)
    grid = await picture(sandbox, person)
    await at_rest(bot)
    before = wallet(bot, person)
    await sandbox.say(words, person=person, reply_to=grid["message_id"])
    await sentence(sandbox, person, "Which of these? Press its number")
    assert wallet(bot, person) == before
    await sandbox.press(grid, "2", person=person)
    second = await picture(sandbox, person, after=grid["message_id"])
    await sandbox.say("make it night", person=person, reply_to=second["message_id"])
    await picture(sandbox, person, words="make it night")


async def test_animate_this_below_a_picture_asks_film_or_picture(sandbox, bot, person):
    await sandbox.say("a red boat", person=person)
    shown = await picture(sandbox, person)
    await sandbox.say("animate this", person=person, reply_to=shown["message_id"])
    question = await sentence(sandbox, person, "A film of it?")
    assert labels(question) == ["🎬 Film · 1,200 ₫", "✏️ No, edit it · 1,748 ₫"]
    await sandbox.press(question, "Film", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=question["message_id"])
    asked = last_request(bot, person)
    assert (asked["task"], len(asked["references"])) == ("video", 1)


async def test_a_length_beside_the_words_is_the_films(sandbox, bot, person):
    await sandbox.say("a red boat", person=person)
    shown = await picture(sandbox, person)
    await sandbox.say("make it a video --seconds 8", person=person, reply_to=shown["message_id"])
    question = await sentence(sandbox, person, "A film of it?")
    [film] = labels(question)
    assert film.startswith("🎬 Film · ")
    await sandbox.press(question, "Film", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=question["message_id"])
    asked = last_request(bot, person)
    assert (asked["seconds"], len(asked["references"])) == (8, 1)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("animate this --sekonds 8", "I don't know --sekonds"),
        ("make it a video --seed -5", "--seed … is not something I can use. Like this: --seed 7"),
        ("bring it to life --n 4 --model kling-v2-6", "at most 1"),
    ],
)
async def test_a_wrong_option_is_named_and_nothing_is_offered_without_the_photo(sandbox, person, words, part):
    await sandbox.say(words, person=person)
    told = await sentence(sandbox, person, part)
    assert "reply_markup" not in told


async def test_a_film_of_too_many_photos_says_so_and_offers_the_edit(sandbox, bot, person, photo):
    await sandbox.send_photos(*[photo] * 8, caption="make it a video", person=person)
    told = await said(sandbox, person, lambda one: "No, edit it" in str(one.get("reply_markup")))
    assert "8" in told["text"]
    assert wallet(bot, person) == (START, 0)


async def test_words_about_it_do_not_say_what_a_film_shall_show(sandbox, bot, person):
    await sandbox.say("/video", person=person)
    asked = await sentence(sandbox, person, "Tell me what happens")
    await sandbox.say("make it bluer", person=person)
    await picture(sandbox, person, after=asked["message_id"])
    assert last_request(bot, person)["task"] == "image"


async def test_a_question_is_not_painted_before_it_is_asked_about(sandbox, bot, person):
    await sandbox.say("how do i save a favourite?", person=person)
    told = await sentence(sandbox, person, "A question? How I work: /help")
    assert labels(told) == ["💬 Answer it · 52 ₫", "🎨 Picture · 1,748 ₫"]
    assert wallet(bot, person) == (START, 0)
    await sandbox.press(told, "Answer it", person=person)
    await said(sandbox, person, lambda one: "save a favourite" in one.get("text", ""), after=told["message_id"])
    assert last_request(bot, person)["task"] == "chat"


async def test_animate_with_nothing_there_asks_for_the_photo_and_keeps_the_words(sandbox, bot, person, photo):
    await sandbox.say("bring this photo to life", person=person)
    question = await sentence(sandbox, person, "Which photo?")
    assert labels(question) == ["🎬 Film · 1,200 ₫", "Draw it anyway · 1,748 ₫"]
    await sandbox.send_photos(photo, person=person)
    question = await sentence(sandbox, person, "A film of it?")
    assert labels(question) == ["🎬 Film · 1,200 ₫", "✏️ No, edit it · 1,748 ₫"]
    assert wallet(bot, person) == (START, 0)
    await sandbox.press(question, "Film", person=person)
    await said(sandbox, person, lambda one: "video" in one)
    asked = last_request(bot, person)
    assert (asked["prompt"], len(asked["references"])) == ("bring this photo to life", 1)


async def test_this_picture_may_be_the_one_that_came_last(sandbox, bot, person):
    await sandbox.say("a red kite --model flow", person=person)
    await picture(sandbox, person, words="a red kite")
    await at_rest(bot)
    await sandbox.say("làm ảnh này tối hơn", person=person)
    told = await sentence(sandbox, person, "the latest picture?")
    assert labels(told) == ["Use the latest picture · 1,748 ₫", "Draw it anyway · 1,748 ₫"]
    await sandbox.press(told, "the latest", person=person)
    await picture(sandbox, person, words="làm ảnh này tối hơn")
    asked = last_request(bot, person)
    [(asset, job)] = bot.rows("SELECT id, job_id FROM asset WHERE job_id = ?", asked["before"])
    assert [one["asset_id"] for one in asked["references"]] == [asset]
    assert asked["before"] == job
