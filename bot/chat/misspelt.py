"""A command that is none: the nearest one takes its words and files by a press, at the price that the button names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat.asking import Asker
from bot.chat.command import Command, nearest
from bot.chat.incoming import Incoming
from bot.chat.mended import in_other_words
from bot.chat.room import Room
from bot.chat.there import chosen_there
from bot.chat.way_out import UnableError, propose_way_out
from bot.errors import PersonError
from bot.generation.request import GenerationRequest
from storage.people import Person

_WORDS_MAX = 300  # that are written out to be copied


async def answer_misspelt(
    room: Room, commands: Mapping[str, Command], incoming: Incoming, person: Person, name: str
) -> None:
    """Propose what may be meant, with its words; raises PersonError where there is nothing to press."""
    is_owner = room.access.is_admin(incoming.sender_id)
    theirs = {one.name: one for one in commands.values() if is_owner or not one.for_owner}
    near = nearest(name, theirs)
    if near is None:
        raise PersonError("command-unknown", name=f"/{name}", nearest="none")
    asker, words = commands[near].run, incoming.words
    if isinstance(asker, Asker):
        chosen = await chosen_there(room, person.uid, incoming.chat_id)

        async def read(words: str) -> GenerationRequest:
            return await asker.wish(room, replace(incoming, command=near, words=words), chosen)

        ways = await in_other_words(room, read, words, "button-use", what=f"/{near}")
        meant = PersonError("command-unknown", name=f"/{name}", nearest=(f"/{near}",))
        if ways and await propose_way_out(room, incoming, person, UnableError(meant, ways=ways)):
            return
    whole = f"/{near} {words}"  # to be copied: a tap on the name alone would lose the words
    raise PersonError(
        "command-unknown", name=f"/{name}", nearest=(whole,) if words and len(whole) <= _WORDS_MAX else f"/{near}"
    )
