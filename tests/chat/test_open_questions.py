"""What answers the question of a command that lacked its words: words, and a photo only where it is about one."""

from types import SimpleNamespace

import pytest

from bot.chat import unfinished
from bot.chat.command import Command
from bot.chat.incoming import Incoming
from bot.errors import PersonError
from bot.generation.request import Reference
from bot.providers.wire import Task
from storage import people
from tests.clock import FakeClock

SEES, DEAF_AND_BLIND, HEARS_FILMS = {"pictures": 1}, {}, {"videos": 1}
ABLE = {Task.CHAT: SEES, Task.SONG: DEAF_AND_BLIND, Task.SOUND: HEARS_FILMS}


def menu(task):
    """Models that work from words, and from what they are able to."""

    def takes(need):
        given = {name: getattr(need, name) for name in ("pictures", "sounds", "videos") if getattr(need, name)}
        return given in ({}, ABLE.get(task, {}))

    return [SimpleNamespace(offers=[SimpleNamespace(takes_sources=takes)])]


def sent(words="", *kinds):
    files = tuple(Reference(file_id=kind, kind=kind) for kind in kinds)
    return Incoming("m:1", 5, 1, None, is_private=True, sender_id=5, sender_name="", language="en", words=words,
                    files=files)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "task", "asks", "answer", "completes"),
    [
        ("song", Task.SONG, "ask-words-song", sent("rain"), True),
        ("song", Task.SONG, "ask-words-song", sent("", "picture"), False),
        ("song", Task.SONG, "ask-words-song", sent("make it night", "picture"), False),
        ("ask", Task.CHAT, "ask-words-chat", sent("what is this?", "picture"), True),
        ("ask", Task.CHAT, "ask-words-chat", sent("", "picture"), False),
        ("better", Task.CHAT, "ask-words-better", sent("make it night", "picture"), False),
        ("sound", Task.SOUND, "ask-words-sound", sent("waves", "video"), True),
        ("sound", Task.SOUND, "ask-words-sound", sent("waves", "picture"), False),
        ("video", Task.VIDEO, "ask-words-video", sent("", "picture"), True),
        ("removebg", Task.CUTOUT, "ask-picture", sent("", "picture"), True),
        ("imagine", Task.IMAGE, "ask-prompt", sent("", "picture"), True),
        ("batch", None, "batch-usage", sent("make it night", "picture"), True),
    ],
)
async def test_a_photo_belongs_to_a_question_only_where_it_answers_it(db, name, task, asks, answer, completes):
    person, ran = await db.write(people.meet, 5, "Ana", "en", 0), []

    async def run(_room, incoming, _person):
        ran.append(incoming.words)
        if len(ran) == 1:
            raise PersonError(asks)

    room = SimpleNamespace(db=db, clock=FakeClock(), quoting=SimpleNamespace(menu=menu))
    command = Command(name, run, {"en": ""}, task=task)
    with pytest.raises(PersonError):
        await unfinished.run(room, command, sent(), person)
    assert await unfinished.complete(room, {name: command}, answer, person) is completes
    assert ran == (["", answer.words] if completes else [""])
