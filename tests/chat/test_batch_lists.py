"""A list of prompts in a file, before anything of it is asked about."""

import time
from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.chat.batching import ask_about_batch
from bot.chat.incoming import Incoming, Listing
from bot.errors import PersonError


class File:
    """What Telegram keeps: two bytes for each line, as many lines as a file may have."""

    async def download_as_bytearray(self):
        return bytearray(b"a\n" * 2**19)


class Bot:
    async def get_file(self, _file_id):
        return File()


async def test_items_without_words_are_no_list(db):
    room = SimpleNamespace(db=db, chosen=None, quoting=SimpleNamespace(choices=dict))
    empty = Incoming(
        "m:1:1", 5, 1, None, is_private=True, sender_id=None, sender_name="", language="en", words="-\n-\n- "
    )
    with pytest.raises(PersonError, match="batch-usage"):
        await ask_about_batch(room, empty, None)


@pytest.mark.parametrize("is_table", [True, False])
async def test_a_long_list_is_counted_before_it_is_read_and_others_are_answered_meanwhile(db, is_table):
    incoming = Incoming("m:1:1", 5, 1, None, is_private=True, sender_id=None, sender_name="", language="en", words="")
    quoting = SimpleNamespace(choices=dict)
    room = SimpleNamespace(db=db, chosen=None, bot=Bot(), me="atelier_bot", quoting=quoting)
    begun = time.thread_time()
    with pytest.raises(PersonError, match="batch-many") as raised:
        await ask_about_batch(room, replace(incoming, listing=Listing("f", is_table, 2**20)), None)
    assert raised.value.values["count"] == 2**19
    assert time.thread_time() - begun < 0.5  # of this thread, which all others wait for
