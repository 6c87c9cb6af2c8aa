"""Every way of the catalogue: from a command in the chat to its medium there, in the form that belongs there."""

import asyncio
import itertools
import os
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.providers.offers import Offer
from bot.providers.wire import Task
from sandbox.providers import filming, sounding
from tests import catalogue
from tests.catalogue import CATALOG
from tests.e2e.conftest import picture as jpeg
from tests.e2e.steps import Message, at_rest, newcomer, ours, sentence
from tests.harness import Bot, Sandbox, until, world

pytestmark = pytest.mark.asyncio(loop_scope="module")
COMMANDS = {
    Task.IMAGE: "/imagine",
    Task.BLEND: "/blend",
    Task.UPSCALE: "/upscale",
    Task.CUTOUT: "/removebg",
    Task.VIDEO: "/video",
    Task.SPEECH: "/speak",
    Task.SONG: "/song",
    Task.SOUND: "/sound",
    Task.DESCRIBE: "/describe",
    Task.TRANSCRIBE: "/transcribe",
    Task.CHAT: "/ask",
}
KINDS = {
    Task.VIDEO: ("video",),
    Task.SPEECH: ("voice",),
    Task.SONG: ("audio",),
    Task.SOUND: ("audio", "video"),
    Task.DESCRIBE: ("text",),
    Task.TRANSCRIBE: ("text",),
    Task.CHAT: ("text", "photo"),
}
ALL = [offer for offer in catalogue.OFFERS if not offer.earlier and offer.task in COMMANDS]


def row_of(offer: Offer) -> tuple[object, ...]:
    """What makes an offer's way from the chat to its medium a way of its own."""
    sources = (bool(offer.pictures_least), offer.frames, offer.videos, offer.sounds)
    return (offer.gateway, offer.protocol, offer.task, getattr(offer.wire, "action", ""), *sources)


# One offer of every way; all of them are asked for by `make offers`.
OFFERS = ALL if os.environ.get("EVERY_OFFER") else list({row_of(offer): offer for offer in reversed(ALL)}.values())
PATIENCE_S = 120
_AT_ONCE = 12
_people = itertools.count(20_001)


@dataclass
class Asked:
    """Who asked for an offer's work, and where the person's last message stands."""

    person: int
    after: int


def name_of(offer: Offer) -> str:
    return f"{offer.gateway}-{offer.protocol}-{offer.name}"


def words_of(offer: Offer) -> str:
    """A command that only this offer of its model can serve best: its own shape, size and length."""
    model = CATALOG.models[offer.alias]
    said = [COMMANDS[offer.task], "a red kite over rice fields"]
    if offer.task in (Task.UPSCALE, Task.CUTOUT, Task.TRANSCRIBE):
        said = said[:1]
    said.append(f"--model {model.alias}")
    if offer.ratios and not offer.pictures_least:
        said.append(f"--ar {offer.ratios[-1]}")
    if len(offer.seconds) > 1:
        said.append(f"--seconds {offer.seconds[0]}")
    return " ".join(said)


async def ask(sandbox: Sandbox, offer: Offer) -> Asked:
    person = await newcomer(sandbox, next(_people))
    least = max(
        offer.pictures_least,
        2 if offer.task is Task.BLEND else 1 if offer.task in (Task.UPSCALE, Task.CUTOUT, Task.DESCRIBE) else 0,
    )
    photos = [jpeg((60 * number + 40, 90, 200), (640, 480)) for number in range(least)]
    words = words_of(offer)
    files = [("photo", photo) for photo in photos]
    files += [("video", filming.fixed_film())] * offer.videos
    files += [("voice", sounding.wav(sounding.speech("xin chào", "Kore")))] * offer.sounds
    if photos and len(photos) == len(files):
        sent = (await sandbox.send_photos(*photos, caption=words, person=person))[-1]
    elif len(files) > 1:  # of several kinds the last one replies to the first, about which the bot has asked
        first = (await sandbox.send_file(*files[0], person=person))["message_id"]
        await sentence(sandbox, person, "", after=first)
        sent = await sandbox.send_file(*files[-1], caption=words, person=person, reply_to=first)
    elif files:
        sent = await sandbox.send_file(*files[0], caption=words, person=person)
    else:
        sent = await sandbox.say(words, person=person)
    return Asked(person, sent["message_id"])


class Asking:
    """Asks for a dozen offers at a time, each by a person of its own, while the dozen before is looked at.

    Nothing is asked for that a test of this process does not come near: another process may have the rest.
    """

    def __init__(self, sandbox: Sandbox, bot: Bot) -> None:
        self.sandbox = sandbox
        self.bot = bot
        self._dozens: dict[int, asyncio.Task[list[Asked]]] = {}

    async def of(self, offer: Offer) -> Asked:
        dozen, place = divmod(OFFERS.index(offer), _AT_ONCE)
        mine = self._begin(dozen)
        if place > 0:
            self._begin(dozen + 1)
        return (await mine)[place]

    def _begin(self, dozen: int) -> asyncio.Task[list[Asked]]:
        if dozen not in self._dozens:
            offers = OFFERS[dozen * _AT_ONCE : (dozen + 1) * _AT_ONCE]
            self._dozens[dozen] = asyncio.create_task(self._ask(offers))
        return self._dozens[dozen]

    async def _ask(self, offers: list[Offer]) -> list[Asked]:
        return [await ask(self.sandbox, offer) for offer in offers]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def asking(tmp_path_factory):
    settings = {"BOT_START_CREDITS": "9000000", "BOT_LOG_LEVEL": "INFO", "KEY4U_THREADS": "0", "THUCCHIEN_THREADS": "0"}
    async with world(tmp_path_factory.mktemp("media"), **settings, FLOW_THREADS="0") as (sandbox, bot):
        yield Asking(sandbox, bot)
        await at_rest(bot, PATIENCE_S)


def medium(message: Message) -> str | None:
    kinds = ("photo", "video", "voice", "audio", "document")
    return next((kind for kind in kinds if kind in message), None)


async def result(sandbox: Sandbox, bot: Bot, asked: Asked) -> Message:
    """Wait for what came of it: a message that has buttons and is no card any more."""

    async def look() -> Message | None:
        done = bot.rows(
            "SELECT 1 FROM job JOIN person ON person.uid = person_uid WHERE telegram_id = ? AND shown = 1", asked.person
        )
        messages = await ours(sandbox, asked.person, asked.after)
        refused = messages and not bot.rows(
            "SELECT 1 FROM person JOIN job ON uid = person_uid WHERE telegram_id = ?", asked.person
        )
        return messages[-1] if messages and (done or refused) else None

    return await until(look, PATIENCE_S)


@pytest.mark.parametrize("offer", OFFERS, ids=name_of)
async def test_a_command_brings_the_medium_that_was_asked_for(asking, offer):
    message = await result(asking.sandbox, asking.bot, await asking.of(offer))
    kind = medium(message) or "text"
    said = message.get("text") or message.get("caption")
    assert kind in KINDS.get(offer.task, ("photo", "document")), said
    if kind == "text":
        assert message.get("reply_markup"), said
    if kind == "video":
        film = message["video"]
        assert min(film["width"], film["height"], film["duration"]) > 0
        assert film["thumbnail"]["width"] <= 320
        assert film["mime_type"] == "video/mp4"
    if kind in ("voice", "audio"):
        assert message[kind]["duration"] > 0
    if kind == "voice":
        assert message["voice"]["mime_type"] == "audio/ogg"
    if offer.task is Task.SONG:
        assert message["audio"]["performer"]
