"""Words from inline mode on their way into the private chat: a deep link names them, one button makes them."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.asking import Asker, make_button
from bot.chat.incoming import Incoming
from bot.chat.receipt import shorten
from bot.chat.room import Room
from bot.chat.texts import texts
from storage import kept_words
from storage.people import Person

_START = "make-"


async def keep(room: Room, telegram_id: int, words: str) -> str:
    """Keep words for the person who typed them; returns the parameter of the deep link that brings them back."""
    token = _token(room, telegram_id, words)
    await room.db.write(kept_words.keep, token, words, room.clock.now())
    return f"{_START}{token}"


async def propose_kept(room: Room, incoming: Incoming, person: Person) -> bool:
    """Propose to make the words that a deep link names, with their price on the button; False where it names none.

    Raises PersonError where the words cannot be made as they are.
    """
    token = incoming.words.removeprefix(_START)
    if token == incoming.words or not incoming.is_private or person.telegram_id is None:
        return False
    words = await room.db.read(kept_words.find, token)
    if words is None or token != _token(room, person.telegram_id, words):  # nobody follows another person's link
        return False
    await propose(room, replace(incoming, words=words, command=None), person, Asker())
    return True


async def propose(room: Room, incoming: Incoming, person: Person, asker: Asker) -> None:
    """Propose to make the words of a message, with their price on the button; raises PersonError where nobody can."""
    keyboard = await make_button(room, incoming, person, asker)
    text = texts(person.language)("kept-proposal", words=shorten(incoming.words))
    await room.answer(incoming, text, reply_markup=keyboard)


def _token(room: Room, telegram_id: int, words: str) -> str:
    return room.signer.token(f"{telegram_id}:{words}")
