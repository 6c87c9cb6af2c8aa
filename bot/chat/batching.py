"""Many requests at once: read from a message, proposed with one price; what cannot be made is named before any is paid.

What is begun are ordinary jobs, admitted together: they wait in the same lines as everybody's, and their results are
shown as any other, without a sound.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.batch_proposal import propose
from bot.chat.batch_reading import BadLine, read_batch
from bot.chat.incoming import Incoming
from bot.chat.receipt import beginning, shorten
from bot.chat.room import Room
from bot.chat.texts import Texts, texts
from bot.chat.there import chosen_there
from storage.people import Person

_BAD_SHOWN, _BAD_WORDS = 5, 60


async def ask_about_batch(room: Room, incoming: Incoming, person: Person | None) -> None:
    """Answer with what would be made and its price, or with what is wrong; raises PersonError.

    Without a person nobody can be seen asking: whoever presses the button makes it theirs.
    """
    chosen = await chosen_there(room, person.uid if person else None, incoming.chat_id)
    if person is not None:
        await room.leaders.check_may_ask(chosen.group, incoming.chat_id, incoming.sender_id)
    requests, bad = await read_batch(room, incoming, chosen)
    said = texts(person.language if person else incoming.language)
    if bad:
        await room.answer(incoming, _complaint(bad, said))
        return
    await propose(room, incoming, person, requests, said)


def _complaint(bad: Sequence[BadLine], said: Texts) -> str:
    lines = [said("batch-bad", count=len(bad))]
    for one in bad[:_BAD_SHOWN]:
        words = beginning(shorten(one.words), _BAD_WORDS)
        why = said(one.error.key, **one.error.values)
        lines.append(f"{said('batch-bad-line', number=one.number, words=words)}\n{why}")
    if len(bad) > _BAD_SHOWN:
        lines.append(said("batch-bad-more", count=len(bad) - _BAD_SHOWN))
    return "\n\n".join(lines)
