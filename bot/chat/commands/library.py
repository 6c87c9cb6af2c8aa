"""``/library``: leaf through what was made for you; ``/library words`` finds it by its words."""

from __future__ import annotations

from bot.chat.command import Command
from bot.chat.gallery import open_gallery, wanted
from bot.chat.incoming import Incoming
from bot.chat.room import Room
from bot.chat.texts import texts
from storage.people import Person


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Answer with a gallery of the person's own results, in a group of those made there."""
    said = texts(person.language)
    words = wanted(incoming.words)
    if await open_gallery(room, incoming, person, words, said):
        return
    await room.answer(incoming, said("library-none-of", words=" ".join(words)) if words else said("library-none"))


COMMAND = Command(
    "library",
    run,
    {"en": "your results, with favourites and search", "vi": "ảnh, video, nhạc bạn đã làm"},
    order=40,
    also=("thuvien", "gallery", "favourites", "favorites", "yeuthich", "album", "my"),
)
