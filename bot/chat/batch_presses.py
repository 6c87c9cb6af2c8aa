"""Presses of a batch's buttons: begin it, leave it, stop what waits, make what is missing, and a ZIP of all of it."""

from __future__ import annotations

import asyncio
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from telegram import InlineKeyboardMarkup, Message

from bot.chat import faces
from bot.chat.batch_card import missing
from bot.chat.batch_proposal import REQUESTS, proposal, propose, whole_price
from bot.chat.cancelling import cancel
from bot.chat.faces import Face
from bot.chat.instead import REPEATABLE
from bot.chat.naming import read_price
from bot.chat.press import Alert, Press
from bot.chat.receipt import file_name
from bot.chat.replying import Spot
from bot.chat.suggesting import priced
from bot.chat.there import rules_there
from bot.errors import PersonError
from bot.generation.admission import Ask
from bot.generation.quote import Quote
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits
from bot.media.reel import UPLOAD_BYTES_MAX
from storage import assets, batches, jobs
from storage.assets import Asset
from storage.batches import Batch
from storage.database import Tx
from storage.jobs import Job

_ZIPS = "zips"
_PER_FILE_BYTES = 300  # what a ZIP adds for each file, with room to spare
_ZIP_BYTES_MAX = UPLOAD_BYTES_MAX - 100_000


async def begin(press: Press) -> str:
    """Begin all of it: holds, quotas and jobs in one transaction, at no more than the button named, and only once."""
    room, batch = press.room, await _batch(press)
    rules = await rules_there(room, batch.chat_id)
    await room.leaders.check_may_ask(rules, batch.chat_id, press.person.telegram_id)
    requests = REQUESTS.validate_json(batch.requests)
    price, told = whole_price(room, requests), read_price(press.button.argument)[1] or 0
    if priced(room, price) > told and batch.state == "offered":
        _propose_anew(press, replace(batch, price=price))
        return Alert(press.said.plain("press-dearer", price=price))
    message = press.query.message

    async def first(tx: Tx) -> None:
        card_id = message.message_id if message is not None else None
        if not await batches.begin(tx, batch.id, press.person.uid, press.person.language, card_id, price):
            raise PersonError("press-again-used" if (await batches.get(tx, batch.id)).state == "begun" else "press-old")

    await room.admission.admit_all(_asks(press, batch, requests, rules.limits), partial(_no_dearer, press), first)
    room.batch_cards.show(batch.id)
    room.line.wake_all()
    return press.said.plain("press-begun")


async def leave(press: Press) -> str:
    """Leave what was proposed: nothing is made."""
    room, batch = press.room, await _batch(press)
    if not await room.db.write(batches.leave, batch.id):
        return press.said.plain("press-old" if batch.state == "left" else "press-again-used")
    _edit(press, press.said("batch-left"), None)
    return ""


async def stop(press: Press) -> str:
    """Cancel what no gateway has yet; what is being made still comes."""
    room, batch = press.room, await _batch(press)
    waiting = await room.db.read(_jobs_of, batch.id, ("working",))
    stopped = await cancel(room, waiting, unsent=True)
    room.batch_cards.show(batch.id)
    return press.said.plain("press-batch-stopped", count=stopped) if stopped else press.said.plain("press-too-late")


async def rest(press: Press) -> str:
    """Propose once more what came to nothing and may do another time: once, until that is left."""
    room, batch = press.room, await _batch(press)
    requests = REQUESTS.validate_json(batch.requests)
    numbers = missing(await room.db.read(batches.members, batch.id), REPEATABLE)
    if not numbers:
        return press.said.plain("press-old")
    again = [requests[number - 1] for number in numbers]
    if room.taps.note(press.button.nonce):
        try:
            await propose(room, batch, press.person, again, press.said, rest_of=batch.id)
        except Exception:
            room.taps.forget(press.button.nonce)
            raise
    return press.said.plain("press-batch-below")


async def pack(press: Press) -> str:
    """Send every file as it was made, in as many ZIPs as Telegram's limit asks for; a second tap sends them once."""
    room, batch = press.room, await _batch(press)
    errand = f"zip:{batch.id}"
    if room.errands.is_under_way(errand):
        return press.said.plain("press-again-used")
    if room.taps.note(press.button.nonce):
        room.errands.renew(errand, partial(_send_zips, press, batch))
    return press.said.plain("press-batch-zip")


def sweep_zips(data_dir: Path) -> None:
    """Remove what a kill left of ZIPs that were being sent."""
    shutil.rmtree(data_dir / _ZIPS, ignore_errors=True)


async def _batch(press: Press) -> Batch:
    """Return the batch whose button it is, in the chat as it is called now: its group may have moved since."""
    batch = await press.room.db.read(batches.get, int(read_price(press.button.argument)[0]))
    if batch.chat_id == press.chat_id:
        return batch
    return replace(batch, chat_id=press.chat_id, thread_id=press.thread_id, message_id=None, card_id=None)


def _asks(press: Press, batch: Batch, requests: Sequence[GenerationRequest], limits: GroupLimits) -> list[Ask]:
    return [
        Ask(
            idem=f"q:{batch.id}:{number}",
            person=press.person,
            chat_id=batch.chat_id,
            thread_id=batch.thread_id,
            message_id=batch.message_id,
            request=request,
            limits=limits,
            batch_id=batch.id,
        )
        for number, request in enumerate(requests, start=1)
    ]


def _no_dearer(press: Press, request: GenerationRequest) -> list[Quote]:
    """Return the offers that cost what was told: the cheapest, and others at its price."""
    quotes = press.room.quoting.quotes(request)
    return [quote for quote in quotes if quote.price <= quotes[0].price]


def _propose_anew(press: Press, batch: Batch) -> None:
    """Ask once more, by other buttons: the row and the buttons that hang there keep the price that they named."""

    async def show() -> None:
        _edit(press, *await press.room.db.write(proposal, press.room, batch, press.said))

    press.room.errands.send(f"propose:{batch.id}", show)


def _edit(press: Press, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
    message = press.query.message
    if message is not None:
        press.room.errands.send(f"batch:{message.message_id}", partial(press.room.rewrite, message, keyboard, text))


async def _jobs_of(tx: Tx, batch_id: int, states: Sequence[str]) -> list[Job]:
    return [await jobs.get(tx, one.job_id) for one in await batches.members(tx, batch_id) if one.state in states]


async def _send_zips(press: Press, batch: Batch) -> None:
    room = press.room

    async def read(tx: Tx) -> list[tuple[str, Asset]]:
        found = []
        for one in await batches.members(tx, batch.id):
            files = await assets.of_job(tx, one.job_id) if one.state == "captured" else []
            name = file_name(await jobs.get(tx, one.job_id), one.number) if files else ""
            found += [(f"{one.number:02}-{name}-{place}", file) for place, file in enumerate(files, start=1)]
        return found

    groups = list(_groups(await room.db.read(read)))
    try:
        sent = sum([await _send_group(press, batch, group, (at, len(groups))) for at, group in enumerate(groups, 1)])
    except Exception:
        room.taps.forget(press.button.nonce)
        await room.answer(batch, press.said("batch-zip-failed"))
        raise  # to the log
    if not sent:
        await room.answer(batch, press.said("batch-zip-none"))


async def _send_group(press: Press, batch: Batch, files: Sequence[tuple[str, Asset]], place: tuple[int, int]) -> int:
    """Send one ZIP, number such of so many, and return how many files are in it; nothing where all are gone."""
    room, (number, of) = press.room, place
    folder = room.data_dir / _ZIPS
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / (f"batch-{batch.id}.zip" if of == 1 else f"batch-{batch.id}-{number}.zip")
    try:
        count = await asyncio.to_thread(_write, path, room.data_dir, files)
        if count:
            text = press.said("batch-zip", count=count, number=number, of=of)
            await room.replying.send(batch, partial(_send_zip, press, path, text))
    finally:
        path.unlink(missing_ok=True)
    return count


async def _send_zip(press: Press, path: Path, text: str, spot: Spot) -> Message:
    return await faces.send(press.room.bot, Face("document", path), text, **spot.names)


def _groups(files: Sequence[tuple[str, Asset]]) -> Iterator[list[tuple[str, Asset]]]:
    """Yield as many at a time as one ZIP may hold; what alone is too large for that is left out."""
    group: list[tuple[str, Asset]] = []
    size = 0
    for name, file in files:
        more = file.size_bytes + _PER_FILE_BYTES + 2 * len(name.encode())
        if more > _ZIP_BYTES_MAX:
            continue
        if size + more > _ZIP_BYTES_MAX:
            yield group
            group, size = [], 0
        group.append((name, file))
        size += more
    if group:
        yield group


def _write(path: Path, data_dir: Path, files: Sequence[tuple[str, Asset]]) -> int:
    """Write the files that are still what they were into a ZIP, as they are; returns how many. Runs in a thread."""
    whole = [(name, file) for name, file in files if assets.is_whole(data_dir, file)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, file in whole:
            packed.write(data_dir / file.path, f"{name}{Path(file.path).suffix}")
    return len(whole)
