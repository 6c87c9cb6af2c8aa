"""``/mydata``: everything the bot holds about a person, as one ZIP, in private and once an hour."""

from __future__ import annotations

import asyncio
import secrets
from functools import partial

from telegram import Message

from bot.chat import dossier, faces
from bot.chat.command import Command
from bot.chat.faces import Face
from bot.chat.incoming import Incoming
from bot.chat.replying import Spot
from bot.chat.room import Room
from bot.chat.texts import texts
from bot.errors import PersonError
from storage import dossier as tables
from storage.people import Person

_EVERY_S = 3600
_FOLDER = "zips"  # swept at the start


async def run(room: Room, incoming: Incoming, person: Person) -> None:
    """Say that it comes, and send it as soon as it is packed."""
    if not incoming.is_private:
        raise PersonError("mydata-private", me=room.me)
    wait_s = await room.db.write(tables.may_ask, person.uid, room.clock.now(), _EVERY_S)
    if wait_s:
        raise PersonError("mydata-wait", minutes=-(-wait_s // 60))
    await room.answer(incoming, texts(person.language)("mydata-packing"))
    room.errands.send("mydata", partial(_send, room, incoming, person))


async def _send(room: Room, incoming: Incoming, person: Person) -> None:
    said, folder = texts(person.language), room.data_dir / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"mydata-{secrets.token_hex(8)}.zip"
    try:
        rows = await room.db.survey(tables.read, person.uid, person.telegram_id or 0)
        zone = room.rules.zone
        left_out = await asyncio.to_thread(
            dossier.write, path, rows, room.data_dir, zone, lambda token, words: _is_theirs(room, person, token, words)
        )
        text = said("mydata-here", left=left_out, jobs=len(rows.jobs), files=len(rows.files))

        async def send(spot: Spot) -> Message:
            return await faces.send(room.bot, Face("document", path, name="mydata"), text, **spot.names)

        await room.replying.send(incoming, send, answer=True)
    except Exception:
        await room.db.write(tables.take_back, person.uid)
        await room.answer(incoming, said("mydata-failed"))
        raise  # to the log
    finally:
        path.unlink(missing_ok=True)


def _is_theirs(room: Room, person: Person, token: str, words: str) -> bool:
    return room.signer.token(f"{person.telegram_id}:{words}") == token


COMMAND = Command(
    "mydata",
    run,
    {"en": "everything I keep about you", "vi": "mọi thứ mình giữ về bạn"},
    order=91,
    also=("dulieu", "dulieucuatoi", "export", "data"),
    where="private",
)
