"""A text that a phone cut into several messages is told from two requests, and is put together as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import halves
from bot.chat.incoming import Incoming

LONG = "rice fields " * 330


def message(words, **more):
    whole = Incoming(
        idem="m:5:1", chat_id=5, message_id=1, thread_id=None, is_private=True, sender_id=5, sender_name="Ana",
        language="en", words=words,
    )  # fmt: skip
    return replace(whole, **more)


@pytest.mark.parametrize(
    ("piece", "before", "belongs"),
    [
        (message(LONG), None, True),
        (message("🎈" * 1100), None, True),  # two units each
        (message("a cat"), None, False),
        (message(LONG, is_private=False), None, False),
        (message(LONG, kind="file"), None, False),
        (message("the end"), message(LONG), True),
        (message("the end"), message("a cat"), False),
        (message("all", command="cancel"), message(LONG), False),
        (message("the end", kind="file"), message(LONG), False),
        (message("the end", is_forwarded=True), message(LONG), False),
    ],
)
def test_what_follows_a_long_message_belongs_to_it(piece, before, belongs):
    assert halves.belongs(piece, before) == belongs


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (message("a" * 4096), message("b c"), "a" * 4096 + "b c"),
        (message("a" * 4087, command="imagine"), message("b c"), "a" * 4087 + "b c"),
        (message("a" * 4095 + ","), message("b c"), "a" * 4095 + ", b c"),
        (message("a" * 4000), message("b c"), "a" * 4000 + " b c"),
        (message("a\n" * 1500 + "c"), message("b"), "a\n" * 1500 + "c\nb"),
    ],
)
def test_the_halves_are_joined_where_they_were_cut(first, second, words):
    assert halves.join([first, second]) == replace(first, words=words)
