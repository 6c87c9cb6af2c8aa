"""What came to nothing says what can be done instead, and one press does it at the price it named."""

import asyncio
import json

import pytest
import pytest_asyncio

from tests.e2e.steps import at_rest, faults, newcomer, ours, picture, said, sentence, wallet
from tests.e2e.test_buttons import labels
from tests.e2e.test_group_rules import whispered
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
START, PRICE, WORDS, FILM = 8000, 1748, 52, 1200


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    settings = {"BOT_PICTURES_PER_DAY": "3", "BOT_START_CREDITS": str(START)}
    async with world(tmp_path_factory.mktemp("ways"), **settings) as both:
        yield both


def last_request(bot, person):
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ? ORDER BY id DESC LIMIT 1", person)
    return json.loads(request)


async def test_a_refused_prompt_is_reworded_beside_ones_own_and_made_as_it_was_asked_for(sandbox, bot, person):
    await sandbox.say("/imagine a FORBIDDEN castle --ar 16:9 --style ink", person=person)
    end = await sentence(sandbox, person, "other words may do")
    assert labels(end) == ["✍️ Reword it · 52 ₫"]
    pressed = await asyncio.gather(*[sandbox.press(end, "Reword", person=person) for _ in range(2)])
    assert sorted(answer["text"] for answer in pressed) == ["Already under way.", "On it."]
    words = await sentence(sandbox, person, "Yours: a FORBIDDEN castle", after=end["message_id"])
    assert words["text"].startswith("a castle, ")
    assert labels(words) == ["🎨 Draw this · 1,748 ₫", "🔁 Again · 52 ₫", "⋯ More"]
    await sandbox.press(words, "Draw this", person=person)
    await picture(sandbox, person, words="a castle", after=words["message_id"])
    asked = last_request(bot, person)
    assert (asked["aspect_ratio"], asked["style"], asked["then"]) == ("16:9", "ink", None)
    await at_rest(bot)
    assert wallet(bot, person) == (START - WORDS - PRICE, 0)


async def test_words_that_name_a_film_are_asked_about_before_anything_is_paid(sandbox, bot, person):
    await sandbox.say("a video of a cat on a roof", person=person)
    question = await sentence(sandbox, person, "A film or a picture?")
    assert labels(question) == ["🎬 Film · 1,200 ₫", "🎨 Picture · 1,748 ₫"]
    assert wallet(bot, person) == (START, 0)
    await sandbox.press(question, "Film", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=question["message_id"])
    await at_rest(bot)
    assert wallet(bot, person) == (START - FILM, 0)
    await sandbox.say("/imagine a video of a cat on a roof", person=person)
    await picture(sandbox, person, words="a video of")


async def test_in_a_group_that_hears_whispers_the_question_has_its_buttons_too(sandbox, bot, person):
    led = -1000870 - person
    await sandbox.post("/control/chats", {"id": led, "title": "G", "members": [person], "bot": "administrator"})
    await sandbox.say("@atelier_bot a video of a cat on a roof", person=person, chat=led)
    question = await sentence(sandbox, led, "A film or a picture?")
    await sandbox.press(question, "Picture", person=person)
    await picture(sandbox, led, words="a video of")


async def test_milder_words_of_a_film_make_a_film_and_name_its_price(sandbox, person):
    await sandbox.say("/video a FORBIDDEN storm", person=person)
    end = await sentence(sandbox, person, "content rules")
    await sandbox.press(end, "Reword", person=person)
    words = await sentence(sandbox, person, "Yours:", after=end["message_id"])
    assert labels(words)[0] == "✨ Make this · 1,200 ₫"
    await sandbox.press(words, "Make this", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=words["message_id"])


async def test_a_refused_edit_takes_other_words_for_the_same_photo(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="make it FORBIDDEN", person=person)
    end = await sentence(sandbox, person, "content rules")
    assert labels(end) == ["✍️ Reword it · 52 ₫", "✏️ Other words"]
    assert "Write what to change" in (await sandbox.press(end, "Other words", person=person))["text"]
    await sentence(sandbox, person, "What shall I change?", after=end["message_id"])
    await sandbox.say("make it winter", person=person)
    await picture(sandbox, person, words="make it winter")
    assert len(last_request(bot, person)["references"]) == 1


async def test_where_rewording_makes_no_sense_no_button_offers_it_and_nobody_presses_anothers(sandbox, person):
    other = await newcomer(sandbox, person + 50000)
    await sandbox.say("/ask FORBIDDEN?", person=person)
    assert labels(await sentence(sandbox, person, "content rules")) == []
    group = -1000700 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person, other]})
    await sandbox.say("/imagine FORBIDDEN", person=person, chat=group)
    end = await sentence(sandbox, group, "content rules")
    refused = await sandbox.press(end, "Reword", person=other)
    assert "somebody else" in refused["text"]


async def test_a_quota_says_what_is_left_makes_that_and_says_when_it_comes_back(sandbox, bot, person):
    await sandbox.say("/imagine four boats --n 4", person=person)
    told = await sentence(sandbox, person, "0 of 3 today and this takes 4, back at midnight (in ")
    assert "), or ask the owner." in told["text"]
    assert labels(told) == ["Make 3 · 5,244 ₫"]
    await sandbox.press(told, "Make 3", person=person)
    grid = await picture(sandbox, person, words="four boats")
    await sandbox.say("a boat more", person=person)
    assert labels(await sentence(sandbox, person, "3 of 3 today, back at midnight")) == []
    pressed = await sandbox.press(grid, "Again", person=person)
    assert pressed["show_alert"]
    assert "back at midnight (in " in pressed["text"]
    await at_rest(bot)
    assert wallet(bot, person) == (START - 3 * PRICE, 0)


async def test_who_has_too_little_is_offered_what_they_can_pay_in_a_group_too(sandbox, bot, person):
    await sandbox.say("/video a calm sea --model flow-video", person=person)
    shown = await said(sandbox, person, lambda one: "video" in one)
    await sandbox.say("two boats --n 2", person=person)
    told = await sentence(sandbox, person, "This costs 3,496 ₫ and you have 2,000 ₫. For more: /topup")
    assert labels(told) == ["Make one · 1,748 ₫", "With Imagen (Flow) · 200 ₫", "⭐ Top up"]
    for _ in range(2):  # a press is told its way out as well, and a second tap is one tap
        await sandbox.press(shown, "Again", person=person)
    told = await sentence(sandbox, person, "This costs 6,000 ₫", after=told["message_id"])
    assert labels(told) == ["With MiniMax Video-01 (Replicate) · 1,200 ₫", "⭐ Top up"]
    assert sum("This costs 6,000 ₫" in one.get("text", "") for one in await ours(sandbox, person)) == 1
    group = -1000800 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})
    await sandbox.say("/imagine two boats --n 2", person=person, chat=group)
    told = await sentence(sandbox, group, "This costs 3,496 ₫")
    assert told["silent"] is True
    assert "2,000" not in told["text"]  # nobody else reads what they have
    assert labels(told) == ["Make one · 1,748 ₫", "With Imagen (Flow) · 200 ₫", "⭐ Top up"]
    led = -1000850 - person
    await sandbox.post("/control/chats", {"id": led, "title": "G", "members": [person], "bot": "administrator"})
    await sandbox.say("/imagine two boats --sise 2", person=person, chat=led)
    await whispered(sandbox, led, person, "--sise")
    await sandbox.say("/imagine two boats --n 2", person=person, chat=led)
    await whispered(sandbox, led, person, "you have 2,000 ₫")
    assert "more than you have" in (await sentence(sandbox, led, "This costs 3,496 ₫"))["text"]
    await sandbox.press(told, "With Imagen", person=person)
    await picture(sandbox, group, words="two boats")
    await at_rest(bot)
    assert wallet(bot, person) == (START - 6000 - 200, 0)


@pytest.mark.parametrize(
    ("words", "part", "offered"),
    [
        ("/video a cat --ar 16:9 --n 4", "at most 1 at a time", ["Make one · 1,200 ₫"]),
        ("a cat --n 12", "at most 4", ["Make 4 · 6,992 ₫", "Make 10 with GPT Image 2 · 1,500 ₫"]),
        ("a cat --n 6 --model nano-banana-2", "at most 4", ["Make 4 · 6,992 ₫", "Make 6 with GPT Image 2 · 900 ₫"]),
        ("a cat --n 6 --model flow", "at most 4", ["Make 4 · 400 ₫"]),  # twice of it is 600, of others 900
        ("a cat --seed 7 --model flow", "no --seed", ["Draw without it · 100 ₫", "With Imagen 4 · 150 ₫"]),
        ("a cat --size 8K --model flow", "no size 8K", ["Draw without it · 100 ₫"]),
        ("a cat --ar 99:1", "no 99:1", ["8:1 · 12,000 ₫", "21:9 · 1,748 ₫"]),
        ("a cat --ar 9:1 --model flow", "no 9:1", ["16:9 · 100 ₫"]),
        (
            "/video a cat --seconds 7 --model flow-video",
            "no 7 s",
            ["6 s · 6,000 ₫", "8 s · 6,000 ₫", "With Kling Omni · 1,200 ₫"],
        ),
        ("/video a cat --seconds 60", "no 60 s", ["25 s · 1,200 ₫"]),
        (
            "/video a cat --seconds 7 --model replicate-video-01",
            "one length",
            ["Make without it · 1,200 ₫", "With Kling Omni · 1,200 ₫"],
        ),
        ("/song rain --seconds 60", "one length", ["Make without it · 360 ₫"]),
        (
            "a cat --seconds 5 --ar 16:9 --n 2",
            "no length",
            ["Draw without it · 3,496 ₫", "🎬 Film, 5 s · 1,200 ₫"],
        ),
        ("a cat --seconds 60 --model flow", "no length", ["Draw without it · 100 ₫", "🎬 Film, 25 s · 1,200 ₫"]),
        ("a cat --model flov", "There is no model", ["With Imagen (Flow) · 100 ₫"]),
        ("a cat --sise 2K", "mean --size?", ["Use --size · 12,000 ₫", "Draw without it · 1,748 ₫"]),
        ("/video a cat --turbo --ar 16:9", "know --turbo", ["Make without it · 1,200 ₫"]),
        ("/song rain --voise kore", "mean --voice?", ["Make without it · 360 ₫"]),
        ("a cat --sise 2K --ar wide", "mean --size?", ["Draw without it · 1,748 ₫"]),
        ("a cat --ar wide", "--ar 16:9", ["Draw without it · 1,748 ₫"]),
        ("/song rain --n two", "--n 4", ["Make without it · 360 ₫"]),
        ("--sise 2K", "mean --size?", []),
        ("an ink-black cat --style animee", "--style anime?", ["Use --style anime · 1,748 ₫"]),
        ("a cat --model qqqq", "There is no model", []),
    ],
)
async def test_what_one_model_cannot_another_is_offered_for(sandbox, person, words, part, offered):
    await sandbox.say(words, person=person)
    assert labels(await sentence(sandbox, person, part)) == offered


async def test_an_option_that_is_none_is_put_right_or_left_out_by_a_press_and_nothing_is_paid_before(
    sandbox, bot, person
):
    await sandbox.say("--trubo a cat on a roof --ar 16:9", person=person)
    told = await sentence(sandbox, person, "know --trubo")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    await sandbox.press(told, "without it", person=person)
    await picture(sandbox, person, words="a cat on a roof")
    asked = last_request(bot, person)
    assert (asked["prompt"], asked["aspect_ratio"]) == ("a cat on a roof", "16:9")


@pytest.mark.parametrize(
    ("words", "answer", "offered"),
    [
        ("/vidio a cat runs", "I don't know /vidio. Perhaps /video?", ["Use /video · 1,200 ₫"]),
        ("/vẽ con mèo --ar 16:9", "I don't know /vẽ. Perhaps /imagine?", ["Use /imagine · 1,748 ₫"]),
        ("/vidio", "I don't know /vidio. Perhaps /video?", []),
        ("/vidio a cat --sise 2K", "I don't know /vidio. Perhaps /video a cat --sise 2K?", []),
        ("/libary con mèo", "I don't know /libary. Perhaps /library con mèo?", []),
        ("/qqqqqq a cat", "I don't know /qqqqqq. All commands: /help", []),
    ],
)
async def test_a_misspelt_command_keeps_its_words_and_waits_for_a_press(sandbox, bot, person, words, answer, offered):
    await sandbox.say(words, person=person)
    told = await sentence(sandbox, person, "I don't know")
    assert (told["text"], labels(told)) == (answer, offered)
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []
    if offered:
        await sandbox.press(told, "Use", person=person)
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person))
        asked = last_request(bot, person)
        assert (asked["task"], asked["prompt"]) in {("video", "a cat runs"), ("image", "con mèo")}


async def test_a_misspelt_command_under_a_photo_keeps_the_photo(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="/removbg", person=person)
    told = await sentence(sandbox, person, "Perhaps /removebg?")
    await sandbox.press(told, "Use /removebg", person=person)
    await picture(sandbox, person)
    asked = last_request(bot, person)
    assert (asked["task"], len(asked["references"])) == ("cutout", 1)


async def test_words_about_a_photo_that_is_not_there_wait_for_it(sandbox, bot, person, photo):
    await sandbox.say("make this photo look like winter --ar 16:9", person=person)
    told = await sentence(sandbox, person, "Which photo?")
    assert labels(told) == ["Draw it anyway · 1,748 ₫"]
    await sandbox.send_photos(photo, person=person)
    await picture(sandbox, person, words="this photo look")
    asked = last_request(bot, person)
    assert (asked["prompt"], len(asked["references"])) == ("make this photo look like winter", 1)
    await sandbox.say("a red kite", person=person)
    await picture(sandbox, person, words="a red kite")
    await at_rest(bot)
    assert wallet(bot, person) == (START - 2 * PRICE, 0)


async def test_other_words_are_not_for_the_photo_that_never_came_and_a_press_draws_it_anyway(sandbox, bot, person):
    await sandbox.say("/video my old photo in the rain", person=person)
    told = await sentence(sandbox, person, "Which photo?")
    assert labels(told) == ["Make it anyway · 1,200 ₫"]
    await sandbox.say("a red kite", person=person)
    await picture(sandbox, person, words="a red kite")
    assert last_request(bot, person)["prompt"] == "a red kite"
    await sandbox.press(told, "Make it anyway", person=person)
    await said(sandbox, person, lambda one: "video" in one)
    assert last_request(bot, person)["prompt"] == "my old photo in the rain"


async def test_words_about_a_photo_that_is_there_are_work_on_it_at_once(sandbox, bot, person, photo):
    [sent] = await sandbox.send_photos(photo, person=person)
    await sentence(sandbox, person, "What shall I change?")
    await sandbox.say("make this photo blue", person=person)
    await picture(sandbox, person, words="this photo blue")
    await sandbox.say("this picture in red", person=person, reply_to=sent["message_id"])
    await picture(sandbox, person, words="this picture in red")
    assert [
        len(json.loads(one)["references"]) for (one,) in bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    ] == [1, 1]


async def test_a_misspelt_style_is_put_right_as_a_whole(sandbox, bot, person):
    await sandbox.say("con trâu bên ao --style sơn mìa", person=person)
    told = await sentence(sandbox, person, "the style “sơn mìa”")
    await sandbox.press(told, "Use --style lacquer", person=person)
    await picture(sandbox, person, words="con trâu bên ao")
    asked = last_request(bot, person)
    assert (asked["prompt"], asked["style"]) == ("con trâu bên ao", "lacquer")


async def test_words_under_a_film_are_answered_with_what_can_be_done_with_it(sandbox, person):
    film = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "duration": 3, "file_size": 30}
    who = {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": "P"}
    message = {"message_id": 5000, "date": 1, "from": who, "chat": chat, "video": film, "caption": "make it night"}
    await sandbox.post("/control/update", {"message": message})
    assert any("Add sound" in label for label in labels(await sentence(sandbox, person, "do with this film")))


async def test_while_gateways_rest_every_medium_has_a_way_on(sandbox, bot, person, photo):
    """Last of its file: the gateways rest for five minutes."""
    wrong = {"match": "POST", "kind": "status", "status": 402, "times": 0}
    await faults(sandbox, "", *[{"to": name, **wrong} for name in ("thucchien", "key4u")])
    for words in ("a boat --model nano-banana-2-lite", "a boat --model nano-banana"):
        await sandbox.say(words, person=person)
    await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE chat_id = ? AND outcome = 'exhausted'", person)) == 2)
    film, picture_, again = "With Veo 3.1 (Flow) · 6,000 ₫", "With Imagen (Flow) · 100 ₫", "🔁 Try again"
    media = {"/imagine a boat": picture_, "/video a boat": film, "/song a boat": again, "/speak a boat": again}
    media |= {"/sound a boat": again, "/ask why?": again}
    for words, offered in media.items():
        sent = await sandbox.say(words, person=person)
        told = await sentence(sandbox, person, "is resting for about 5 min", after=sent["message_id"])
        assert labels(told)[0].startswith(f"{offered} · " if offered == again else offered)
    [sent] = await sandbox.send_photos(photo, caption="make it night", person=person)
    told = await sentence(sandbox, person, "is resting", after=sent["message_id"])
    assert labels(told) == [picture_]
    await sandbox.press(told, "With Imagen", person=person)
    await picture(sandbox, person, words="make it night")
    await sandbox.say("/song một bài ca", person=await newcomer(sandbox, person + 60000, "vi"))
    told = await sentence(sandbox, person + 60000, "5 phút nữa làm lại")
    pressed = await sandbox.press(told, "Thử lại", person=person + 60000)
    assert pressed["show_alert"]
    assert "đang tạm nghỉ" in pressed["text"]
    await faults(sandbox, "")
