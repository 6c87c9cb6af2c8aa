"""Words of which nothing is seen ask for nothing: it is as if none had been written."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bot.chat.batch_reading import read_batch
from bot.chat.incoming import Incoming
from bot.chat.wishes import wish
from bot.errors import PersonError
from bot.generation.request import Reference
from bot.providers.wire import Task
from tests.playing import play_catalog, quoting_of

UNSEEN = ["\u200b\u200b\u200b", "\u2800", "\u3164", "\u202e\u2060"]


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    catalog = play_catalog(tmp_path_factory.mktemp("catalog"))
    return SimpleNamespace(quoting=quoting_of(catalog, "nano-banana-2"), catalog=catalog)


def said(words, **more):
    return Incoming(
        "m:1:1", 5, 1, None, is_private=True, sender_id=5, sender_name="", language="en", words=words, **more
    )


@pytest.mark.parametrize("words", UNSEEN)
@pytest.mark.parametrize(
    ("task", "asked"),
    [
        (Task.IMAGE, "ask-prompt"),
        (Task.VIDEO, "ask-words-video"),
        (Task.SPEECH, "ask-words-speech"),
        (Task.SONG, "ask-words-song"),
        (Task.CHAT, "ask-words-chat"),
    ],
)
async def test_words_that_nobody_sees_begin_nothing(room, words, task, asked):
    for incoming in (said(words), said("", replied_words=words)):
        with pytest.raises(PersonError, match=asked):
            await wish(room, incoming, task)


async def test_under_a_photo_they_ask_what_to_change(room):
    with pytest.raises(PersonError, match="ask-edit"):
        await wish(room, said("\u200b", files=(Reference(file_id="p"),)))


async def test_lines_that_nobody_sees_are_no_batch(room):
    room.me = "atelier_bot"
    for words, files in (("\u200b\n\u2800\n\u3164", ()), ("\u2800", (Reference(file_id="p"),) * 2)):
        with pytest.raises(PersonError, match="batch-usage"):
            await read_batch(room, said(words, files=files), None)
