"""``/privacy``: what is kept, how long, where it goes and how to be forgotten."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with the owner's own rules as they are set."""
    said, facts = texts(person.language), room.privacy
    parts = [
        said("privacy-kept", words=facts.words_days or 0, files=facts.files_days or 0),
        said("privacy-gone", gateways=", ".join(facts.gateways), count=len(facts.gateways)),
        said("privacy-yours", days=facts.backup_days),
    ]
    if facts.url is not None:
        parts.append(said("privacy-more", url=facts.url))
    await room.answer(incoming, "\n\n".join(parts))


COMMAND = Command(
    "privacy",
    run,
    {"en": "what is kept, and how to delete it", "vi": "mình giữ gì, và cách xóa"},
    order=92,
    also=("riengtu", "quyenriengtu"),
    where="private",
)
