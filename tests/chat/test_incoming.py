"""A message as commands see it: who, where, which words, which pictures."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.incoming import ANONYMOUS_ADMIN, CHANNEL_SENDER, LINKED_CHANNEL, Incoming, merge, read
from bot.chat.updates import Message

ME = "atelier_bot"
ANA = {"id": 5, "is_bot": False, "first_name": "Ana", "last_name": "B"}
PRIVATE = {"id": 5, "type": "private", "first_name": "Ana"}
GROUP = {"id": -1005, "type": "supergroup", "title": "G"}


def message(chat=PRIVATE, sender=ANA, **content):
    return Message.model_validate({"message_id": 7, "date": 1, "chat": chat, "from": sender, **content})


def command(text, **more):
    length = len(text.split(" ")[0])
    return {"text": text, "entities": [{"type": "bot_command", "offset": 0, "length": length}], **more}


def photo(name):
    sizes = [("s", 90), ("m", 320), (name, 1280)]
    return [{"file_id": one, "file_unique_id": one, "width": side, "height": side} for one, side in sizes]


def document(mime, size=1000):
    return {"file_id": "d", "file_unique_id": "d", "mime_type": mime, "file_size": size}


def seen(**content):
    return read(message(**content), ME, "en")


def test_a_command_is_parted_from_its_words_and_from_the_bots_name():
    for text in ("/imagine a red  kite", "/IMAGINE a red  kite", "/imagine@Atelier_Bot a red  kite"):
        found = seen(**command(text))
        assert (found.command, found.words, found.addressed) == ("imagine", "a red  kite", True)


def test_another_bots_command_is_none_of_ours():
    assert seen(**command("/imagine@other_bot a kite")) is None


def test_an_album_is_the_message_that_has_its_words_with_every_file():
    reply = {"message_id": 3, "date": 1, "chat": PRIVATE, "text": "xin chào"}
    spoken = seen(caption="/speak", caption_entities=[{"type": "bot_command", "offset": 0, "length": 6}],
                  photo=photo("b"), reply_to_message=reply)  # fmt: skip
    first = dataclasses.replace(seen(photo=photo("a")), message_id=6)
    whole = merge([spoken, first], "77")
    assert [file.file_id for file in whole.files] == ["a", "b"]
    assert (whole.idem, whole.message_id, whole.kind, whole.addressed) == ("a:5:77", 6, "file", True)
    kept = ("command", "words", "replied_to", "replied_words", "sender_id", "language")
    assert [getattr(whole, name) for name in kept] == [getattr(spoken, name) for name in kept]
    assert whole.replied_words == "xin chào"


def test_a_command_in_the_middle_is_words():
    found = seen(text="say /start now", entities=[{"type": "bot_command", "offset": 4, "length": 6}])
    assert (found.command, found.words) == (None, "say /start now")


def test_offsets_count_as_telegram_counts():
    found = seen(**command("/imagine 🪁🪁 kite"))
    assert found.words == "🪁🪁 kite"


def test_a_command_in_a_caption_has_its_photo():
    caption = {"caption": "/imagine at night", "caption_entities": [{"type": "bot_command", "offset": 0, "length": 8}]}
    found = seen(photo=photo("big"), **caption)
    assert (found.command, found.words, [one.file_id for one in found.files]) == ("imagine", "at night", ["big"])
    assert found.kind == "file"


def mention(text, name="@atelier_bot"):
    """A text as Telegram sends it: the name is marked, counted in UTF-16."""
    before = text[: re.search(name, text, re.IGNORECASE).start()]
    return {"text": text, "entities": [{"type": "mention", "offset": utf16(before), "length": utf16(name)}]}


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@atelier_bot a kite", "a kite"),
        ("a kite @Atelier_Bot", "a kite"),
        ("@atelier_bot, a kite", "a kite"),
        ("@atelier_bot: a kite", "a kite"),
        ("@atelier_bot\na red kite", "a red kite"),
        ("a kite, @atelier_bot!", "a kite"),
        ("a kite? @atelier_bot", "a kite?"),
        ("draw @atelier_bot a kite", "draw a kite"),
        ("🪁🪁 hey @atelier_bot, a kite 🪁", "🪁🪁 hey a kite 🪁"),
        ("a  kite\n@atelier_bot\n--ar 16:9", "a  kite\n\n--ar 16:9"),
        ("(@atelier_bot) a kite", "( ) a kite"),
        ("@atelier_bot", ""),
    ],
)
def test_a_mention_addresses_the_bot_and_is_no_part_of_the_prompt(text, words):
    found = seen(chat=GROUP, **mention(text))
    assert (found.words, found.addressed) == (words, True)


def marked(text):
    """A text as Telegram sends it: names and commands are marked."""
    found = re.finditer(r"(?<!\S)[@/][\w@]+", text)
    kinds = {"@": "mention", "/": "bot_command"}
    marks = [(kinds[one[0][0]], utf16(text[: one.start()]), utf16(one[0])) for one in found]
    return {"text": text, "entities": [{"type": kind, "offset": at, "length": length} for kind, at, length in marks]}


@pytest.mark.parametrize(
    ("text", "command", "words"),
    [
        ("@atelier_bot /imagine a cat", "imagine", "a cat"),
        ("@atelier_bot, /video a 🪁 for @atelier_bot", "video", "a 🪁 for"),
        ("@atelier_bot\n/imagine@atelier_bot a cat", "imagine", "a cat"),
        ("!! @atelier_bot: /imagine a cat", "imagine", "a cat"),
        ("@atelier_bot @atelier_bot /IMAGINE", "imagine", ""),
        ("/imagine @atelier_bot a cat", "imagine", "a cat"),
        ("@atelier_bot /imagine a /video", "imagine", "a /video"),
        ("@atelier_bot what does /imagine do", None, "what does /imagine do"),
        ("@atelier_bot 🪁 /imagine", None, "🪁 /imagine"),
        ("@other_bot @atelier_bot /imagine a cat", None, "@other_bot /imagine a cat"),
    ],
)
def test_a_command_behind_the_bots_name_alone_is_one(text, command, words):
    found = seen(chat=GROUP, **marked(text))
    assert (found.command, found.words, found.addressed) == (command, words, True)


def test_one_bots_name_gives_no_command_to_another():
    assert seen(chat=GROUP, **marked("@atelier_bot /imagine@other_bot a cat")) is None
    assert not seen(chat=GROUP, **marked("@other_bot /imagine a cat")).addressed
    assert not seen(chat=GROUP, **marked("! /imagine a cat")).addressed


def test_the_name_of_another_addresses_nobody_here():
    found = seen(chat=GROUP, **mention("a kite with @atelier_bots", "@atelier_bots"))
    assert (found.words, found.addressed) == ("a kite with @atelier_bots", False)


@given(st.text(max_size=30), st.text(max_size=30))
def test_whatever_stands_around_the_name_is_kept(before, after):
    found = seen(chat=GROUP, **mention(f"{before}@atelier_bot{after}"))
    assert found.addressed
    assert [one for one in found.words if one.isalnum()] == [one for one in before + after if one.isalnum()]


def test_a_reply_to_the_bot_is_addressed_and_brings_the_picture():
    bot = {"id": 1, "is_bot": True, "first_name": "A", "username": ME}
    theirs = {"message_id": 6, "date": 1, "chat": GROUP, "from": bot, "photo": photo("old")}
    found = seen(chat=GROUP, text="bluer", reply_to_message=theirs)
    assert found.addressed
    assert [one.file_id for one in found.all_files] == ["old"]


def test_what_was_forwarded_is_told_from_what_somebody_wrote():
    origin = {"type": "hidden_user", "sender_user_name": "Ben", "date": 1}
    assert seen(**command("/imagine a kite"), forward_origin=origin).is_forwarded
    assert not seen(**command("/imagine a kite")).is_forwarded


@pytest.mark.parametrize(
    ("content", "name"),
    [({"photo": photo("b")}, "b"), ({"document": document("image/png")}, "d"), ({"text": "hi"}, "")],
)
def test_a_reply_knows_what_telegram_calls_the_file(content, name):
    reply = {"message_id": 3, "date": 1, "chat": PRIVATE, **content}
    assert seen(**command("/undo"), reply_to_message=reply).replied_name == name


def test_a_picture_in_reply_to_a_picture_is_work_on_both_and_on_one_where_one_is_all_it_takes():
    theirs = {"message_id": 6, "date": 1, "chat": GROUP, "from": ANA, "photo": photo("old")}
    found = seen(chat=GROUP, caption="bluer", photo=photo("new"), reply_to_message=theirs)
    assert [one.file_id for one in found.all_files] == ["old", "new"]
    assert [one.file_id for one in found.own_files] == ["new"]
    assert not found.addressed


@pytest.mark.parametrize("stand_in", [ANONYMOUS_ADMIN, CHANNEL_SENDER])
def test_nobody_stands_behind_a_mask(stand_in):
    mask = {"id": stand_in, "is_bot": True, "first_name": "Group"}
    assert seen(chat=GROUP, sender=mask, **command("/imagine a kite")).sender_id is None


def test_a_message_without_a_sender_has_none():
    assert seen(chat=GROUP, sender=None, text="x").sender_id is None


def test_posts_of_a_linked_channel_are_none_of_ours():
    linked = {"id": LINKED_CHANNEL, "is_bot": False, "first_name": "Telegram"}
    assert seen(chat=GROUP, sender=linked, **command("/imagine a kite")) is None


def test_a_topic_is_kept_and_a_mere_thread_is_not():
    assert seen(chat=GROUP, text="x", message_thread_id=9, is_topic_message=True).thread_id == 9
    assert seen(chat=GROUP, text="x", message_thread_id=9).thread_id is None


@pytest.mark.parametrize(
    ("content", "kind", "pictures"),
    [
        ({"document": document("image/png")}, "file", 1),
        ({"document": document("image/webp", 20 * 2**20)}, "file", 1),
        ({"document": document("image/jpeg", 20 * 2**20 + 1)}, "too_big", 0),
        ({"document": document("image/heic")}, "unreadable", 0),
        ({"document": document("application/pdf")}, "other", 0),
        ({"document": {"file_id": "d", "file_unique_id": "d"}}, "other", 0),
        ({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}, "file", 1),
        ({"video": {"file_id": "v", "file_unique_id": "v", "duration": 1, "width": 9, "height": 9}}, "file", 1),
        ({"photo": photo("p")}, "file", 1),
        ({"text": "words"}, "text", 0),
    ],
)
def test_what_came_has_one_kind(content, kind, pictures):
    found = seen(**content)
    assert (found.kind, len(found.files)) == (kind, pictures)


SERVICE = {
    "pinned_message": {"message_id": 3, "date": 1, "chat": PRIVATE, "text": "an old one"},
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "chat_background_set": {"type": {"type": "wallpaper"}},
    "write_access_allowed": {"from_request": True},
    "new_chat_members": [ANA],
    "group_chat_created": True,
    "users_shared": {"request_id": 1, "users": []},
}


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
@pytest.mark.parametrize("name", SERVICE)
def test_what_telegram_tells_of_a_chat_is_no_message(name, chat):
    assert seen(chat=chat, **{name: SERVICE[name]}) is None


@pytest.mark.parametrize("name", ["sticker", "dice", "contact", "checklist", "paid_media", "live_photo"])
def test_what_a_person_sends_is_a_message_whatever_it_is(name):
    assert seen(**{name: {}}).kind == "other"


def test_an_album_is_one_message_with_the_words_of_whichever_item_has_them():
    items = [seen(photo=photo(f"p{number}")) for number in range(3)]
    items = [dataclasses.replace(item, message_id=10 + number) for number, item in enumerate(items)]
    items[1] = dataclasses.replace(items[1], words="together", addressed=True)
    whole = merge([items[2], items[0], items[1]], "g1")
    assert isinstance(whole, Incoming)
    assert (whole.idem, whole.words, whole.message_id, whole.addressed) == ("a:5:g1", "together", 10, True)
    assert [one.file_id for one in whole.files] == ["p0", "p1", "p2"]
