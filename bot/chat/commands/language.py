"""``/language``: choose the language of everything the bot says to you."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import languages, texts
from storage import buttons
from storage.database import Tx
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Set the language named behind the command, or show buttons."""
    wanted = incoming.words.casefold()
    code = next((code for code, name in languages().items() if wanted in (code, name.casefold())), None)
    if code is not None:
        await room.persons.set_language(person, code)
        await room.answer(incoming, texts(code)("language-set"))
        return

    async def mint(tx: Tx) -> list[tuple[str, str]]:
        return [
            (
                name,
                await buttons.mint(
                    tx, "language", incoming.chat_id, room.clock.now(), argument=one, person_uid=person.uid
                ),
            )
            for one, name in languages().items()
        ]

    row = [
        InlineKeyboardButton(name, callback_data=room.signer.data(nonce)) for name, nonce in await room.db.write(mint)
    ]
    said = texts(person.language)
    question = said("language-unknown", name=incoming.words) + " " if wanted else ""
    question += said("language-choose")
    await room.answer(incoming, question, reply_markup=InlineKeyboardMarkup([row]))


COMMAND = Command(
    "language", run, {"en": "choose your language", "vi": "chọn ngôn ngữ"}, order=80, also=("ngonngu", "lang")
)
