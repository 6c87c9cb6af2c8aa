"""Outputs → the card, safe to repeat: a result replaces the card, so showing it twice shows it once.

One picture is shown as a photo; several as one grid with numbered buttons, and a number sends that picture in full.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaDocument, InputMediaPhoto, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.chat.keyboard import picture_keyboard, result_keyboard
from bot.chat.pacing import Pacer
from bot.chat.receipt import caption
from bot.chat.refusals import is_gone, is_no_photo, is_same, is_topic_shut, is_unreachable
from bot.chat.replying import send_there
from bot.chat.signing import Signer
from bot.chat.texts import texts
from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.ports import Shown
from bot.generation.rules import Rules
from bot.media import check, convert
from bot.providers.catalog import Catalog
from storage import jobs, people
from storage.assets import Asset, forget, is_whole, of_job
from storage.crashpoint import crashpoint
from storage.database import Database, Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_PHOTO_RATIO_MAX = 20
_CARDS_MAX = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A file ready to be shown: ``as_photo`` is False where Telegram takes it as a document only."""

    path: Path
    as_photo: bool


class Delivery:
    """Shows results and sends single pictures."""

    def __init__(  # noqa: PLR0913 (the parts it works with)
        self,
        bot: Bot,
        db: Database,
        pacer: Pacer,
        *,
        signer: Signer,
        catalog: Catalog,
        rules: Rules,
        clock: Clock,
        data_dir: Path,
    ) -> None:
        self._bot = bot
        self._db = db
        self._pacer = pacer
        self._signer = signer
        self._catalog = catalog
        self._rules = rules
        self._clock = clock
        self._data_dir = data_dir

    async def show(self, job: Job, assets: Sequence[Asset], *, anew: bool = False) -> Shown:
        """Replace the card by the pictures; sends one of its own where there is no card (any more), or ``anew``.

        The files were looked at by whoever ends the job; ``anew`` may be weeks later, so they are looked at here.
        """
        if anew:
            for asset in [asset for asset in assets if not await self._is_whole(job, asset)]:
                await self._db.write(forget, asset.id)  # the buttons count what is left
            assets = await self._db.read(of_job, job.id)
            if not assets:
                return Shown.UNREACHABLE
        picture, count, now = await self._face(job, assets), len(assets), self._clock.now()

        async def prepare(tx: Tx) -> tuple[Job, int, str, InlineKeyboardMarkup]:
            fresh = await jobs.get(tx, job.id)  # its card may have come since
            if anew:
                fresh = replace(fresh, card_id=None)
            text = await caption(tx, fresh, count, self._catalog, self._rules, now)
            keyboard = await result_keyboard(tx, fresh, count, self._signer, now)
            return fresh, await people.follow_chat(tx, fresh.chat_id), text, keyboard

        fresh, chat_id, text, keyboard = await self._db.write(prepare)
        try:
            await self._put(fresh, chat_id, picture, text, keyboard)
        except (Forbidden, BadRequest) as error:
            if not is_unreachable(error):
                raise
            log.info("delivery.unreachable", extra={"job": job.id, "error": str(error)})
            return Shown.UNREACHABLE
        return Shown.YES

    async def send_one(self, job: Job, asset: Asset, chat_id: int, text: str, *, number: int, as_file: bool) -> None:
        """Send one picture of a job in full, with a button for its file; as a file its bytes are kept as they are.

        Raises PersonError where the file is no more what it was.
        """
        if not await self._is_whole(job, asset):
            raise PersonError("press-lost")
        picture, keyboard = Picture(self._data_dir / asset.path, as_photo=False), None
        if not as_file:
            picture = await self._fit(self._data_dir / asset.path, asset)
            keyboard = await self._db.write(picture_keyboard, job, number, self._signer, self._clock.now())
        await self._send(job, chat_id, picture, text, keyboard)

    async def _send(
        self, job: Job, chat_id: int, picture: Picture, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        async def send(thread_id: int | None, reply: ReplyParameters | None) -> Message:
            send_file = self._bot.send_photo if picture.as_photo else self._bot.send_document

            async def call() -> Message:
                with picture.path.open("rb") as file:
                    return await send_file(
                        chat_id,
                        _stream(file, picture.path, attach=False),
                        caption=text,
                        parse_mode=ParseMode.HTML,
                        message_thread_id=thread_id,
                        reply_parameters=reply,
                        reply_markup=keyboard,
                    )

            return await self._pacer.say(chat_id, call, repeatable=False)

        await send_there(job, send)

    async def _put(self, job: Job, chat_id: int, picture: Picture, text: str, keyboard: InlineKeyboardMarkup) -> None:
        card_id = job.card_id if chat_id == job.chat_id else None  # another group's card cannot be edited from here
        for _ in range(_CARDS_MAX):
            if card_id is None:
                card_id = await self._new_card(job, chat_id)
            try:
                await self._edit(chat_id, card_id, picture, text, keyboard)
            except ChatMigrated as error:
                await self._db.write(people.migrate_chat, chat_id, error.new_chat_id)
                chat_id, card_id = error.new_chat_id, None
                job = await self._db.read(jobs.get, job.id)  # what it hung on did not move along
            except BadRequest as error:
                if is_same(error):
                    return
                if not is_gone(error) and not is_topic_shut(error):
                    raise
                card_id = None
            else:
                return
        # Not even a fresh card can be edited: better a picture that a crash may show twice than none.
        await self._send(job, chat_id, picture, text, keyboard)

    async def _new_card(self, job: Job, chat_id: int) -> int:
        """Send a card of words first: turning it into the picture may be repeated, sending a photo may not."""

        async def send(thread_id: int | None, reply: ReplyParameters | None) -> Message:
            async def call() -> Message:
                return await self._bot.send_message(
                    chat_id,
                    texts(job.language)("card-here"),
                    message_thread_id=thread_id,
                    reply_parameters=reply,
                )

            return await self._pacer.say(chat_id, call, repeatable=False)

        message = await send_there(job, send)
        crashpoint("result.sent_anew")
        await self._db.write(jobs.set_card, job.id, message.message_id)
        return message.message_id

    async def _edit(
        self, chat_id: int, card_id: int, picture: Picture, text: str, keyboard: InlineKeyboardMarkup
    ) -> None:
        async def edit(shown: Picture) -> Message | bool:
            with shown.path.open("rb") as file:
                kind = InputMediaPhoto if shown.as_photo else InputMediaDocument
                media = kind(_stream(file, shown.path, attach=True), caption=text, parse_mode=ParseMode.HTML)
                return await self._bot.edit_message_media(
                    media, chat_id=chat_id, message_id=card_id, reply_markup=keyboard
                )

        try:
            await self._pacer.say(chat_id, lambda: edit(picture), repeatable=True)
        except BadRequest as error:
            if not picture.as_photo or not is_no_photo(error):
                raise
            document = Picture(picture.path, as_photo=False)
            await self._pacer.say(chat_id, lambda: edit(document), repeatable=True)

    async def _face(self, job: Job, assets: Sequence[Asset]) -> Picture:
        """Return what the card shows: the picture itself, or the grid of several."""
        if len(assets) == 1:
            return await self._fit(self._data_dir / assets[0].path, assets[0])
        # Named by what is in it: a file that was spoilt may be another when the job is shown.
        name = "-".join(["grid", *(asset.sha256[:8] for asset in assets)])
        out = self._data_dir / "jobs" / str(job.id) / f"{name}.jpg"
        if not await _is_picture(out):
            await convert.grid([self._data_dir / asset.path for asset in assets], out)
            crashpoint("grid.made")
        return Picture(out, as_photo=True)

    async def _fit(self, path: Path, asset: Asset) -> Picture:
        """Return the picture as Telegram takes it: as a photo, a smaller photo, or a document where it is too long."""
        if convert.fits_photo(check.Picture(asset.mime, asset.width, asset.height), asset.size_bytes):
            return Picture(path, as_photo=True)
        if max(asset.width, asset.height) > _PHOTO_RATIO_MAX * min(asset.width, asset.height):
            return Picture(path, as_photo=False)
        smaller = path.with_name(f"small-{asset.sha256[:8]}.jpg")
        if not await _is_picture(smaller):
            await convert.shrink(path, smaller)
        return Picture(smaller, as_photo=True)

    async def _is_whole(self, job: Job, asset: Asset) -> bool:
        whole = await asyncio.to_thread(is_whole, self._data_dir, asset)
        if not whole:
            log.error("picture.lost", extra={"job": job.id, "path": asset.path})
        return whole


async def _is_picture(path: Path) -> bool:
    """Whether what we made before is there and whole; else it is made again."""
    try:
        await asyncio.to_thread(check.look, path)
    except (FileNotFoundError, check.NotAPictureError):
        return False
    return True


def _stream(file: BinaryIO, path: Path, *, attach: bool) -> InputFile:
    # Without reading it into memory: many results may be under way at once.
    return InputFile(file, filename=path.name, attach=attach, read_file_handle=False)
