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
    assert labels(end) == ["✍️ Reword it · 52\xa0₫"]
    pressed = await asyncio.gather(*[sandbox.press(end, "Reword", person=person) for _ in range(2)])
    assert sorted(answer["text"] for answer in pressed) == ["Already under way.", "On it."]
    words = await sentence(sandbox, person, "Yours: a FORBIDDEN castle", after=end["message_id"])
    assert words["text"].startswith("a castle, ")
    assert labels(words) == ["🎨 Draw this · 1,748\xa0₫", "🔁 Again · 52 ₫", "⋯ More"]
    await sandbox.press(words, "Draw this", person=person)
    await picture(sandbox, person, words="a castle", after=words["message_id"])
    asked = last_request(bot, person)
    assert (asked["aspect_ratio"], asked["style"], asked["then"]) == ("16:9", "ink", None)
    await at_rest(bot)
    assert wallet(bot, person) == (START - WORDS - PRICE, 0)


async def test_milder_words_of_a_film_make_a_film_and_name_its_price(sandbox, person):
    await sandbox.say("/video a FORBIDDEN storm", person=person)
    end = await sentence(sandbox, person, "content rules")
    await sandbox.press(end, "Reword", person=person)
    words = await sentence(sandbox, person, "Yours:", after=end["message_id"])
    assert labels(words)[0] == "✨ Make this · 1,200\xa0₫"
    await sandbox.press(words, "Make this", person=person)
    await said(sandbox, person, lambda one: "video" in one, after=words["message_id"])


async def test_a_refused_edit_takes_other_words_for_the_same_photo(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="make it FORBIDDEN", person=person)
    end = await sentence(sandbox, person, "content rules")
    assert labels(end) == ["✍️ Reword it · 52\xa0₫", "✏️ Other words"]
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
    told = await sentence(sandbox, person, "3 of today's 3 results are left. More in ")
    assert "(00:00), or ask the owner." in told["text"]
    assert labels(told) == ["Make 3 · 5,244 ₫"]
    await sandbox.press(told, "Make 3", person=person)
    grid = await picture(sandbox, person, words="four boats")
    await sandbox.say("a boat more", person=person)
    assert labels(await sentence(sandbox, person, "Today's 3 results are used")) == []
    pressed = await sandbox.press(grid, "Again", person=person)
    assert pressed["show_alert"]
    assert "are used. More in" in pressed["text"]
    await at_rest(bot)
    assert wallet(bot, person) == (START - 3 * PRICE, 0)


async def test_who_has_too_little_is_offered_what_they_can_pay_in_a_group_too(sandbox, bot, person):
    await sandbox.say("/video a calm sea --model flow-video", person=person)
    shown = await said(sandbox, person, lambda one: "video" in one)
    await sandbox.say("two boats --n 2", person=person)
    told = await sentence(sandbox, person, "This costs 3,496 ₫ and you have 2,000 ₫. Ask the owner")
    assert labels(told) == ["Make one · 1,748 ₫", "With Imagen (Flow) · 200 ₫"]
    for _ in range(2):  # a press is told its way out as well, and a second tap is one tap
        await sandbox.press(shown, "Again", person=person)
    told = await sentence(sandbox, person, "This costs 6,000 ₫", after=told["message_id"])
    assert labels(told) == ["With MiniMax Video-01 (Replicate) · 1,200 ₫"]
    assert sum("This costs 6,000 ₫" in one.get("text", "") for one in await ours(sandbox, person)) == 1
    group = -1000800 - person
    await sandbox.post("/control/chats", {"id": group, "title": "G", "members": [person]})
    await sandbox.say("/imagine two boats --n 2", person=person, chat=group)
    told = await sentence(sandbox, group, "This costs 3,496 ₫")
    assert told["silent"] is True
    assert "2,000" not in told["text"]  # nobody else reads what they have
    assert labels(told) == ["Make one · 1,748 ₫", "With Imagen (Flow) · 200 ₫"]
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
        ("a cat --n 99", "at most 4", ["Make 4 · 6,992 ₫"]),
        ("a cat --seed 7 --model flow", "no --seed", ["With Imagen 4 · 150 ₫"]),
        ("a cat --ar 9:1 --model flow", "no 9:1", ["16:9 · 100\xa0₫"]),
        ("/video a cat --seconds 7 --model flow-video", "no 7 s", ["6 s · 6,000\xa0₫", "With Kling Omni · 1,200 ₫"]),
        ("a cat --model flov", "There is no model", ["With Imagen (Flow) · 100 ₫"]),
        ("a cat --model qqqq", "There is no model", []),
    ],
)
async def test_what_one_model_cannot_another_is_offered_for(sandbox, person, words, part, offered):
    await sandbox.say(words, person=person)
    assert labels(await sentence(sandbox, person, part)) == offered


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
