"""Whatever people send: every message ends in a picture or in one sentence, and nothing stops the next one."""

import asyncio
import hashlib
import time
import zlib
from io import BytesIO

import aiohttp
import pytest
import pytest_asyncio
from PIL import Image

from tests.e2e.steps import at_rest, greeting, newcomer, ours, picture, said, sentence, wallet
from tests.harness import until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
OWNER = 7001
RICH = 200000


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def pair(tmp_path_factory):
    async with world(tmp_path_factory.mktemp("inputs"), BOT_ADMIN_IDS=str(OWNER)) as both:
        await newcomer(both[0], OWNER)
        yield both


def raw(person, number=5000, **content):
    """A message as Telegram would send it."""
    who = {"id": person, "is_bot": False, "first_name": "P", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": "P"}
    return {"message_id": number, "date": int(time.time()), "from": who, "chat": chat, **content}


async def send_raw(sandbox, person, number=5000, **content):
    await sandbox.post("/control/update", {"message": raw(person, number, **content)})


async def send_file(sandbox, person, data, *, name, mime, caption):
    form = aiohttp.FormData()
    for field in ("from", "chat"):
        form.add_field(field, str(person))
    form.add_field("caption", caption)
    form.add_field("document", data, filename=name, content_type=mime)
    async with sandbox.session.post(f"{sandbox.url}/control/send", data=form) as reply:
        assert reply.status == 200, await reply.text()
        return (await reply.json())["messages"][0]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("x" * 10000, "4,000 characters"),
        ("--ar 16:9 --n 2", "Tell me what to draw"),
        ("/imagine --ar 16:9", "Tell me what to draw"),
        ("/imagine@atelier_bot", "Tell me what to draw"),
        ("a cat --stylize 100", "--stylize"),
        ("a cat --n 4 --n 2", "twice"),
        ("a cat --n ٤", "--n 4"),
        ("a cat --n 99", "at most 4"),
        ("/language klingon", "klingon"),
        ("a cat --ar 0:9", "--ar 16:9"),
        ("a cat --model ../../etc/passwd", "There is no model"),
        ("a cat --model <b>x</b>", "There is no model"),
        ("/nonsense", "/nonsense"),
        ("/models <i>", "There is no model"),
        ("thanks", "You are welcome"),
        ("help", "Draw: write what"),
        ("what can you do?", "Draw: write what"),
        ("cảm ơn", "You are welcome"),
    ],
)
async def test_what_cannot_be_made_is_told_in_one_sentence(sandbox, bot, person, words, part):
    entities = [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}] if words[0] == "/" else []
    await send_raw(sandbox, person, text=words, entities=entities)
    await sentence(sandbox, person, part)
    assert len(await ours(sandbox, person)) == 1
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


@pytest.mark.parametrize(
    ("words", "prompt"),
    [
        ("قطة على القمر --ar 16:9", "قطة على القمر"),
        ("👩‍👩‍👧‍👦🇻🇳 family --n 1", "👩‍👩‍👧‍👦🇻🇳 family"),
        ("con mèo: đang ngủ — ngoài hiên --ar\uff1a16\uff1a9", "con mèo: đang ngủ — ngoài hiên"),
        ("<b>bold</b> & <script>alert(1)</script>", "<b>bold</b> & <script>alert(1)</script>"),
        ("*stars* _under_ [link](tg://user?id=1) `code`", "*stars* _under_ [link](tg://user?id=1) `code`"),
        ("say \"hello\" 'there' \\ --size 1K", "say \"hello\" 'there' \\"),
        ("well--known state-of-the-art—thing", "well--known state-of-the-art—thing"),
        ("line one\nline two\n\n--ar 1:1", "line one\nline two"),
        ("null\u0000bell\u0007end", "null\u0000bell\u0007end"),
        ("{prompt} %s {{x}} ${HOME} { $x }", "{prompt} %s {{x}} ${HOME} { $x }"),
        ("'; DROP TABLE job; --ar 1:1", "'; DROP TABLE job;"),
        ("z" * 4000, "z" * 4000),
        ("half \ud83d a smile", "half \ufffd a smile"),
    ],
)
async def test_words_reach_the_gateway_as_they_were_written(sandbox, person, words, prompt):
    before = len(await sandbox.tasks())
    await send_raw(sandbox, person, text=words)
    shown = await picture(sandbox, person)
    [task] = (await sandbox.tasks())[before:]
    assert task["prompt"].partition("\n(variation")[0] == prompt
    assert not shown.get("caption_entities") or {one["type"] for one in shown["caption_entities"]} <= {
        "italic", "mention", "url", "hashtag", "bot_command", "text_link", "email", "cashtag", "phone_number",
    } - {"text_link"}  # fmt: skip
    assert len(await ours(sandbox, person)) == 1


FILM = {"file_id": "v", "file_unique_id": "v", "duration": 3}
PAPER = {"file_id": "d", "file_unique_id": "d"}
STICKER = {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 9, "height": 9,
           "is_animated": False, "is_video": False}  # fmt: skip
PLACE = {"latitude": 21.0, "longitude": 105.8}
POLL = {
    "id": "1",
    "question": "?",
    "options": [],
    "total_voter_count": 0,
    "type": "regular",
    "is_anonymous": True,
    **dict.fromkeys(("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"), False),
}


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ({"sticker": STICKER}, "Nice one!"),
        ({"video": FILM | {"width": 9, "height": 9}, "caption": "make it a painting"}, "with this film?"),
        ({"animation": FILM | {"width": 9, "height": 9}, "document": PAPER, "caption": "slower"}, "with this film?"),
        ({"animation": FILM | {"width": 9, "height": 9}, "document": PAPER}, "GIFs"),
        ({"video_note": FILM | {"length": 9}}, "round videos"),
        ({"location": PLACE}, "from a pin"),
        ({"venue": {"location": PLACE, "title": "T", "address": "A"}, "location": PLACE}, "from a pin"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "contacts"),
        ({"poll": POLL}, "not vote"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "Good luck"),
        ({"document": PAPER | {"mime_type": "application/pdf"}, "caption": "draw it"}, "words, photos, films"),
        ({"document": PAPER}, "words, photos, films"),
    ],
    ids=lambda content: next(iter(content)) if isinstance(content, dict) else "",
)
async def test_what_is_neither_words_nor_photo_is_told_apart_and_never_paid(sandbox, bot, person, content, part):
    await send_raw(sandbox, person, **content)
    await sentence(sandbox, person, part)
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


@pytest.mark.parametrize("kind", ["voice", "audio"])
async def test_a_recording_that_telegram_no_longer_has_is_told_and_never_paid(sandbox, bot, person, kind):
    words = {"caption": "/transcribe", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 11}]}
    await send_raw(sandbox, person, **{kind: FILM}, **(words if kind == "audio" else {}))
    await sentence(sandbox, person, "could not fetch that file")
    assert bot.rows("SELECT state, outcome, paid FROM job WHERE chat_id = ?", person) == [("voided", "picture-gone", 0)]


async def test_a_recording_that_cannot_be_played_is_not_blamed_on_the_studio(sandbox, bot, person):
    sent = await sandbox.send_file("document", b"OggS, but no sound", person=person)
    await send_raw(sandbox, person, audio={**sent["document"], "duration": 3}, caption="/transcribe",
                   caption_entities=[{"type": "bot_command", "offset": 0, "length": 11}])  # fmt: skip
    told = await sentence(sandbox, person, "not something I can play")
    assert "Nothing was charged" in told["text"]
    assert bot.rows("SELECT outcome, paid FROM job WHERE chat_id = ?", person) == [("recording-bad", 0)]


async def test_updates_that_cannot_be_read_are_set_aside_and_the_next_is_handled_at_once(sandbox, bot, person):
    who = {"id": person, "is_bot": False, "first_name": "P"}
    good = raw(person, 6000, text="a boat after the storm")
    bad = [
        {"message": {**raw(person, 5999, text="x"), "date": 10**20}},
        {"message": {**raw(person, 5998), "text": "x", "chat": {"id": person}}},
        {"message": {}},
        {"message": "words"},
        {"message": [1, 2]},
        {"message": None},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": "here"}}},
        {"message": {**raw(person, 5997), "text": 5}},
        {"message": {**raw(person, 5996), "text": "/start", "entities": [{"type": "bot_command", "offset": 0}]}},
        {"message": {**raw(person, 5995), "photo": "no list"}},
        {"message": {**raw(person, 5994), "photo": []}},
        {"callback_query": {"id": "1", "from": who}},
        {"callback_query": {"id": "1", "from": who, "chat_instance": "x", "message": "gone", "data": "v1"}},
        {"callback_query": {"id": "1", "from": "me", "message": 7}},
        {"edited_message": 7},
        {"my_chat_member": {"chat": {"id": person, "type": "private"}, "from": who}},
        {"pre_checkout_query": "money"},
    ]
    for update in bad:
        await sandbox.post("/control/update", update)
    began = time.monotonic()
    await sandbox.post("/control/update", {"message": good})
    await picture(sandbox, person, words="a boat after the storm")
    assert time.monotonic() - began < 5
    await until(lambda: bot.rows("SELECT count(*) FROM inbox WHERE state = 'new'") == [(0,)])
    [(aside,)] = bot.rows("SELECT count(*) FROM inbox WHERE state = 'aside'")
    assert aside >= 8
    await sentence(sandbox, OWNER, "could not be read")
    assert len(await ours(sandbox, OWNER)) == 1


async def test_a_command_entity_that_lies_about_its_length_harms_nothing(sandbox, person):
    await send_raw(sandbox, person, text="/start", entities=[{"type": "bot_command", "offset": 0, "length": 9999}])
    await greeting(sandbox, person)


async def test_a_file_over_twenty_megabytes_is_told_before_it_is_paid(sandbox, bot, person):
    document = {"file_id": "big", "file_unique_id": "big", "mime_type": "image/jpeg", "file_size": 21 * 2**20}
    await send_raw(sandbox, person, document=document, caption="make it night")
    await sentence(sandbox, person, "over 20 MB")
    await send_raw(sandbox, person, 5001, document=document, caption="/imagine make it night",
                   caption_entities=[{"type": "bot_command", "offset": 0, "length": 8}])  # fmt: skip
    await said(sandbox, person, lambda one: one["message_id"] > 5001 and "over 20 MB" in one.get("text", ""))
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


@pytest.mark.parametrize(
    ("name", "mime"), [("IMG_1.HEIC", "image/heic"), ("moving.gif", "image/gif"), ("drawing.svg", "image/svg+xml")]
)
async def test_pictures_of_other_kinds_are_refused_in_words_that_help(sandbox, bot, person, name, mime):
    await send_file(sandbox, person, b"\0" * 500, name=name, mime=mime, caption="make it night")
    await sentence(sandbox, person, "JPEG, PNG or WebP")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


def wide_png(side):
    """A PNG of side x side white pixels in a few kilobytes: small to send, huge to decode."""
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    packed = zlib.compressobj(9)
    body = b"".join(packed.compress(row) for _ in range(side)) + packed.flush()

    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("words.jpg", b"these are words, no picture"),
        ("empty.jpg", b"\xff"),
        ("half.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 200),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("bomb.png", None),
    ],
)
async def test_a_file_that_only_claims_to_be_a_picture_is_told_and_not_charged(sandbox, bot, person, name, data):
    before, data = len(await sandbox.tasks()), data or wide_png(20000)
    await send_file(sandbox, person, data, name=name, mime="image/jpeg", caption="make it night")
    await sentence(sandbox, person, "not a picture I can read")
    await at_rest(bot)
    assert wallet(bot, person) == (RICH, 0)
    assert len(await sandbox.tasks()) == before
    assert len(await ours(sandbox, person)) == 1


async def test_where_a_photo_was_taken_never_leaves_the_house(sandbox, bot, person):
    file, exif = BytesIO(), Image.Exif()
    exif[0x8825] = {1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 12.0)}
    exif[0x010F] = "SecretCamera"
    Image.new("RGB", (640, 480), (90, 140, 60)).save(file, "JPEG", exif=exif, comment=b"SecretComment")
    original = file.getvalue()
    assert b"SecretCamera" in original
    await send_file(sandbox, person, original, name="holiday.jpg", mime="image/jpeg",
                    caption="make it night --model flow")  # fmt: skip
    await picture(sandbox, person)
    [(job,)] = bot.rows("SELECT id FROM job WHERE chat_id = ?", person)
    [sent] = (bot.folder / "jobs" / str(job)).glob("in-0-clean.*")
    cleaned = sent.read_bytes()
    uploads = [one for one in await sandbox.requests("flow") if one["path"].endswith("upload-image")]
    assert hashlib.sha256(cleaned).hexdigest() in str(uploads[-1]["body"])
    assert hashlib.sha256(original).hexdigest() not in str(uploads)
    assert not Image.open(BytesIO(cleaned)).getexif()
    assert not any(word in cleaned for word in (b"Secret", b"Exif", b"GPS", b"http://ns.adobe.com"))


def colours(count):
    for number in range(count):
        file = BytesIO()
        Image.new("RGB", (64, 48), (20 * number, 90, 40)).save(file, "JPEG")
        yield file.getvalue()


async def test_an_album_of_ten_is_one_edit_of_ten_in_order(sandbox, bot, person):
    sent = await sandbox.send_photos(*colours(10), caption="a quilt --model nano-banana-2", person=person)
    await picture(sandbox, person)
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    places = [request.index(message["photo"][-1]["file_id"]) for message in sent]
    assert places == sorted(places)
    [call] = [one for one in await sandbox.requests("thucchien") if "a quilt" in str(one["body"])]
    assert str(call["body"]).count("inline") == 10


async def test_too_many_pictures_for_a_model_are_told_before_they_are_paid(sandbox, bot, person):
    await sandbox.send_photos(*colours(4), caption="a quilt --model flow", person=person)
    await sentence(sandbox, person, "3 pictures at most; you sent 4")
    assert bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person) == []


async def test_the_words_of_an_album_may_stand_under_any_of_its_pictures(sandbox, bot, person):
    photos = [message["photo"] for message in await sandbox.send_photos(*colours(3), person=person)]
    await sentence(sandbox, person, "these 3 together")
    for number, photo in enumerate(photos):
        words = {"caption": "a row of three"} if number == 1 else {}
        await send_raw(sandbox, person, 6000 + number, photo=photo, media_group_id="m1", **words)
    await picture(sandbox, person, words="a row of three")
    [(request,)] = bot.rows("SELECT request FROM job WHERE chat_id = ?", person)
    assert request.count("file_id") == 3


async def test_a_picture_that_comes_after_its_album_was_begun_is_told_and_starts_nothing(sandbox, bot, person):
    photos = [message["photo"] for message in await sandbox.send_photos(*colours(3), person=person)]
    await sentence(sandbox, person, "these 3 together")
    await send_raw(sandbox, person, 6000, photo=photos[0], media_group_id="m2", caption="two of three")
    await send_raw(sandbox, person, 6001, photo=photos[1], media_group_id="m2")
    await picture(sandbox, person, words="two of three")
    await send_raw(sandbox, person, 6005, photo=photos[2], media_group_id="m2")
    await sentence(sandbox, person, "too late")
    await asyncio.sleep(0.3)
    assert len(bot.rows("SELECT 1 FROM job WHERE chat_id = ?", person)) == 1


async def test_four_versions_of_one_photo_are_four_pictures(sandbox, bot, person, photo):
    await sandbox.send_photos(photo, caption="at night --n 4", person=person)
    shown = await picture(sandbox, person)
    assert [button["text"] for button in shown["reply_markup"]["inline_keyboard"][0]] == ["1", "2", "3", "4"]
    [(parts, done)] = bot.rows(
        "SELECT count(*), sum(attempt.state = 'done') FROM attempt JOIN job ON job.id = job_id WHERE chat_id = ?",
        person,
    )
    assert parts == done
