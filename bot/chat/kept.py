"""Words from inline mode on their way into the private chat: a deep link names them, one button makes them."""

from __future__ import annotations

from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.asking import Asker
from bot.chat.incoming import Incoming
from bot.chat.naming import named
from bot.chat.preferences import chosen_by
from bot.chat.receipt import shorten
from bot.chat.room import Room
from bot.chat.suggesting import priced
from bot.chat.texts import texts
from storage import buttons, kept_words
from storage.people import Person

_START = "make-"


async def keep(room: Room, telegram_id: int, words: str) -> str:
    """Keep words for the person who typed them; returns the parameter of the deep link that brings them back."""
    token = _token(room, telegram_id, words)
    await room.db.write(kept_words.keep, token, words, room.clock.now())
    return f"{_START}{token}"


async def offer_kept(room: Room, incoming: Incoming, person: Person) -> bool:
    """Offer to make the words that a deep link names, with their price on the button; False where it names none.

    Raises PersonError where the words cannot be made as they are.
    """
    token = incoming.words.removeprefix(_START)
    if token == incoming.words or not incoming.is_private or person.telegram_id is None:
        return False
    words = await room.db.read(kept_words.find, token)
    if words is None or token != _token(room, person.telegram_id, words):  # nobody follows another person's link
        return False
    await offer(room, replace(incoming, words=words, command=None), person, Asker())
    return True


async def offer(room: Room, incoming: Incoming, person: Person, asker: Asker) -> None:
    """Offer to make the words of a message, with their price on the button; raises PersonError where nobody can."""
    said = texts(person.language)
    request = await asker.wish(room, incoming, await room.db.read(chosen_by, person.uid, incoming.chat_id))
    price = priced(room, room.quoting.quotes(request)[0].price)
    nonce = await room.db.write(
        buttons.mint,
        "claim",
        incoming.chat_id,
        room.clock.now(),
        argument=named(request.model_dump_json(), price),
        person_uid=person.uid,
    )
    button = InlineKeyboardButton(said.plain("button-make", price=price), callback_data=room.signer.data(nonce))
    text = said("kept-offer", words=shorten(incoming.words))
    await room.answer(incoming, text, reply_markup=InlineKeyboardMarkup([[button]]))


def _token(room: Room, telegram_id: int, words: str) -> str:
    return room.signer.token(f"{telegram_id}:{words}")
