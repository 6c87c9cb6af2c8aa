"""What answers the question of a command that lacked its words: words, and a photo only where it is about one."""

from types import SimpleNamespace

import pytest

from bot.chat import unfinished
from bot.chat.asking import Asker
from bot.chat.command import Command
from bot.chat.early_card import EarlyCards
from bot.chat.errands import Errands
from bot.chat.incoming import Incoming
from bot.chat.pacing import Pacer
from bot.chat.preferences import NO_RULES
from bot.chat.press import Press, begin
from bot.errors import PersonError
from bot.generation.admission import Admitted, Taken
from bot.generation.request import GenerationRequest, Reference
from bot.generation.rules import Rules
from bot.providers.wire import Task
from storage import jobs, ledger, people, questions
from storage.buttons import Button
from storage.jobs import NewJob
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


CLOCK = FakeClock()
EARLIER, LATER = '[{"file_id": "earlier"}]', '[{"file_id": "later"}]'


async def ask(db, person, about):
    await db.write(questions.ask, 5, person.uid, about, CLOCK.now())


async def is_asked(db, person):
    found = await db.read(questions.find, 5, person.uid, 0)
    return None if found is None else found.about


@pytest.mark.parametrize(("raised", "left"), [(None, None), (LATER, LATER)])
async def test_an_answer_closes_its_own_question_and_none_that_it_raises(db, raised, left):
    person = await db.write(people.meet, 5, "Ana", "en", 0)

    async def run(_room, incoming, _person):
        if not incoming.files:
            raise PersonError("ask-prompt")
        if raised is not None:
            await ask(db, person, raised)

    room = SimpleNamespace(db=db, clock=CLOCK)
    command = Command("imagine", run, {"en": ""}, task=Task.IMAGE)
    with pytest.raises(PersonError):
        await unfinished.run(room, command, sent(), person)
    assert await unfinished.complete(room, {"imagine": command}, sent("", "picture"), person)
    assert await is_asked(db, person) == left


class Drawing(Asker):
    """Draws whatever it is told."""

    async def wish(self, _room, _incoming, _chosen):
        return GenerationRequest(prompt="a kite", model="m")


async def ask_for_a_kite(db, person, *, pressed, raised=None):
    """Ask by a press or by words, while something else is ``raised``; returns the chats where it was asked who may."""
    chats = []

    async def take(tx, also):
        await ledger.open_account(tx, "w", "CRD")
        job = await jobs.add(tx, NewJob("m:5:1", person.uid, "w", 5, "en", "m", "{}", 1, 100), CLOCK.now())
        return Admitted(job, fresh=True, extra=await also(tx, Taken(job, [], fresh=True)))

    async def admit(_ask, _quotes, also):
        if raised is not None:
            await ask(db, person, raised)
        return await db.write(take, also)

    async def check_may_ask(_rules, chat_id, _person_id):
        chats.append(chat_id)

    async def open_card(*_):
        return True

    room = SimpleNamespace(
        db=db,
        clock=CLOCK,
        rules=Rules(),
        chosen=SimpleNamespace(group=NO_RULES),
        leaders=SimpleNamespace(check_may_ask=check_may_ask),
        admission=SimpleNamespace(admit=admit),
        errands=SimpleNamespace(send=lambda *_: None),
        cards=SimpleNamespace(open=open_card),
        early_cards=EarlyCards(None, Pacer(CLOCK), Errands(), lambda: False),
        line=SimpleNamespace(wake_all=lambda: None),
    )
    if pressed:
        press = Press(room, SimpleNamespace(message=None), Button("n", "again", None, "", 5, person.uid), person, None)
        await begin(press, "b:n", GenerationRequest(prompt="a kite", model="m"))
    else:
        await Drawing()(room, sent("blue"), person)
    return chats


@pytest.mark.parametrize("pressed", [True, False])
@pytest.mark.parametrize(("raised", "left"), [(None, None), (LATER, LATER)])
async def test_what_is_asked_while_a_job_is_admitted_stays_open(db, pressed, raised, left):
    person = await db.write(people.meet, 5, "Ana", "en", 0)
    await ask(db, person, EARLIER)
    await ask_for_a_kite(db, person, pressed=pressed, raised=raised)
    assert await is_asked(db, person) == left


@pytest.mark.parametrize("pressed", [True, False])
async def test_it_is_asked_once_who_may_ask_there(db, pressed):
    person = await db.write(people.meet, 5, "Ana", "en", 0)
    assert await ask_for_a_kite(db, person, pressed=pressed) == [5]
