"""Outputs → the card, safe to repeat: a result replaces the card, so showing it twice shows it once.

One result is shown as what it is. Several pictures are one grid with numbered buttons, and a number sends that picture
in full, unless the person prefers them all at once; of several films or sounds the card shows the first. A voice
message has to be sent: it becomes the card. What Telegram does not take as what it is comes as a plain file.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from telegram import Bot, InlineKeyboardMarkup, Message
from telegram.error import BadRequest, Forbidden

from bot.chat import faces
from bot.chat.boards import price_below, rows
from bot.chat.faces import Face
from bot.chat.keyboard import minted
from bot.chat.next_steps import NextSteps
from bot.chat.preferences import Chosen, chosen_by
from bot.chat.receipt import caption, file_name
from bot.chat.refusals import is_closed, is_unreachable
from bot.chat.replying import Replying, Spot
from bot.chat.result import Result, read_result
from bot.chat.several import Manner, manner_of, send_several
from bot.chat.signing import Signer
from bot.chat.texts import escape, texts, units
from bot.clock import Clock
from bot.errors import PersonError
from bot.generation.ports import Shown
from bot.generation.rules import Rules
from bot.media import check, convert
from bot.providers.catalog import Catalog
from storage import attempts, jobs, sent
from storage.aging import are_files_gone
from storage.assets import Asset, forget, is_whole, of_job
from storage.crashpoint import crashpoint
from storage.database import Database, StorageError, Tx
from storage.jobs import Job

log = logging.getLogger(__name__)
_PHOTO_RATIO_MAX = 20
_CARDS_MAX = 2
_PARTY = "5046509860389126442"  # 🎉, one of the effects that are everybody's
_WORDS_MAX = 3000  # UTF-16 units; with the line below within Telegram's 4,096


class Delivery:
    """Shows results and sends single pictures."""

    def __init__(  # noqa: PLR0913 (the parts it works with)
        self,
        bot: Bot,
        db: Database,
        replying: Replying,
        *,
        signer: Signer,
        catalog: Catalog,
        rules: Rules,
        clock: Clock,
        data_dir: Path,
        steps: NextSteps,
    ) -> None:
        self._steps = steps
        self._bot = bot
        self._db = db
        self._replying = replying
        self._signer = signer
        self._catalog = catalog
        self._rules = rules
        self._clock = clock
        self._data_dir = data_dir
        self._celebrated: set[str] = set()

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
        try:
            known = await self._replying.insist(job.id, lambda: self._show(job, assets, anew=anew))
        except (Forbidden, BadRequest) as error:
            shown = Shown.UNREACHABLE if is_unreachable(error) else Shown.REFUSED
            shown = Shown.CLOSED if is_closed(error) else shown
            log.warning("delivery.not_shown", extra={"job": job.id, "shown": shown.value, "error": str(error)})
            return shown
        return Shown.YES if known else Shown.UNREACHABLE

    async def _show(self, job: Job, assets: Sequence[Asset], *, anew: bool) -> None:
        count, now = len(assets), self._clock.now()

        async def read(tx: Tx) -> tuple[Result, Chosen]:
            made = Result(job, assets, await attempts.of_job(tx, job.id))
            return made, await chosen_by(tx, job.person_uid, job.chat_id)

        # Ahead of the transaction that writes, which others wait for.
        result, chosen = await self._db.read(read)
        buttons = rows("main", result, self._steps.up_to(chosen.group.price_max))

        async def prepare(tx: Tx) -> tuple[Job, str, InlineKeyboardMarkup, Manner, bool]:
            fresh = await jobs.get(tx, job.id)  # its card may have come since
            alone = fresh.chat_id > 0 and fresh.batch_id is None  # of a batch many would be first
            first = alone and not anew and not await jobs.has_picture(tx, job.person_uid)
            text = await caption(tx, fresh, count, self._catalog, self._rules, now, price_below(buttons, job))
            keyboard = await minted(tx, fresh, buttons, self._signer, now)
            manner = manner_of(chosen, self._rules, now)
            if job.batch_id is not None and not anew:  # the end of its batch is heard
                manner = replace(manner, silent=True)
            return replace(fresh, card_id=None) if anew else fresh, text, keyboard, manner, first

        fresh, text, keyboard, manner, first = await self._db.write(prepare)
        if first and all(asset.mime.startswith("image/") for asset in assets):
            fresh = await self._celebrate(fresh, silent=manner.silent)

        async def put(face: Face) -> None:
            await self._put(fresh, face, text, keyboard, silent=manner.silent)

        if await self._show_apart(job, assets, manner, put):
            return
        await self._or_as_file(job, await self._face(job, assets), put)

    async def _show_apart(
        self, job: Job, assets: Sequence[Asset], manner: Manner, put: Callable[[Face], Awaitable[object]]
    ) -> bool:
        """Show several pictures one by one below their card, where the person prefers that; False where not."""
        pictures = [asset for asset in assets if asset.mime.startswith("image/")]
        if manner.way == "grid" or len(pictures) < 2:
            return False
        await put(Face("text", self._data_dir))
        if manner.way == "album":
            single = [await self._fit(job, asset) for asset in pictures]
        else:
            numbered = enumerate(pictures, 1)
            single = [Face("document", self._data_dir / one.path, name=file_name(job, at)) for at, one in numbered]
        return await send_several(self._bot, self._db, self._replying, job, single, silent=manner.silent)

    async def send_one(self, job: Job, asset: Asset, text: str, *, number: int, as_file: bool) -> None:
        """Send one result of a job in full, with its next steps; as a file its bytes are kept as they are.

        Raises PersonError where the file is no more what it was.
        """
        if not await self._is_whole(job, asset):
            raise PersonError("press-lost")
        path, keyboard = self._data_dir / asset.path, None
        face = Face("document", path, name=file_name(job, number), asset_id=asset.id)
        if not as_file:
            face = await self._fit(job, asset)
            result = await self._db.read(read_result, job, str(number))
            chosen = await self._db.read(chosen_by, job.person_uid, job.chat_id)
            buttons = rows("main", result, self._steps.up_to(chosen.group.price_max))
            keyboard = await self._db.write(minted, job, buttons, self._signer, self._clock.now())
        await self._or_as_file(job, face, lambda taken: self._send(job, taken, text, keyboard))

    async def _or_as_file(self, job: Job, face: Face, put: Callable[[Face], Awaitable[object]]) -> None:
        """Put a face where it belongs; what Telegram refuses as it is goes as a plain file, once."""
        try:
            await put(face)
        except BadRequest as error:
            if face.kind == "document":
                raise
            log.info("delivery.as_file", extra={"job": job.id, "kind": face.kind, "error": str(error)})
            await put(face.as_document())

    async def _send(
        self, job: Job, face: Face, text: str, keyboard: InlineKeyboardMarkup | None = None, *, silent: bool = False
    ) -> Message:
        async def send(spot: Spot) -> Message:
            more = {"reply_markup": keyboard, "disable_notification": silent or None}
            return await faces.send(self._bot, face, text, **more, **spot.names)

        message = await self._replying.send(job, send)
        await self.learn(face, message)
        return message

    async def learn(self, face: Face, answer: object) -> None:
        """Note what Telegram calls a file from now on; a result that is shown does not depend on it."""
        known = None if face.sent is not None else faces.learnt(face, answer)
        if known is None:
            return
        try:
            await self._db.write(sent.learn, known, self._clock.now())
        except StorageError:
            log.exception("delivery.not_learnt", extra={"asset": known.asset_id})

    async def _put(self, job: Job, face: Face, text: str, keyboard: InlineKeyboardMarkup, *, silent: bool) -> None:
        if face.kind == "voice":
            await self._speak(job, face, text, keyboard, silent=silent)
            return
        card = None if job.card_id is None else {"chat_id": job.chat_id, "message_id": job.card_id}
        for _ in range(_CARDS_MAX):
            where = card or await self._new_card(job, silent=silent)
            if await self._replying.edit(where["chat_id"], partial(self.put_on, where, face, text, keyboard)):
                return
            card = None
        # Not even a fresh card can be edited: better a picture that a crash may show twice than none.
        await self._send(job, face, text, keyboard, silent=silent)

    async def put_on(self, where: dict[str, int], face: Face, text: str, keyboard: InlineKeyboardMarkup) -> object:
        """Turn a message into a face, and note what Telegram calls it."""
        answer = await faces.edit(self._bot, face, text, where, keyboard)
        await self.learn(face, answer)
        return answer

    async def _celebrate(self, job: Job, *, silent: bool) -> Job:
        """Let a person's very first picture come with an effect, which only a new message can have: a new card.

        Where Telegram does not take that the card stays the one that it is; it is tried once.
        """
        if job.person_uid in self._celebrated:  # another of theirs may be ready in the same moment
            return job
        self._celebrated.add(job.person_uid)
        try:
            card = await self._new_card(job, silent=silent, effect=_PARTY)
        except (BadRequest, Forbidden) as error:  # whether the chat is closed the card itself will tell
            log.info("effect.refused", extra={"job": job.id, "error": str(error)})
            return job
        if job.card_id is not None:
            await self._replying.take_away(job.chat_id, job.card_id, texts(job.language)("card-below"))
        return replace(job, card_id=card["message_id"])

    async def is_silent(self, job: Job) -> bool:
        """Whether what is sent now of a job comes without a sound: at night, where its person wants that."""
        chosen = await self._db.read(chosen_by, job.person_uid, job.chat_id)
        return manner_of(chosen, self._rules, self._clock.now()).silent

    async def _new_card(self, job: Job, *, silent: bool, effect: str | None = None) -> dict[str, int]:
        """Send a card of words first: turning it into the picture may be repeated, sending a photo may not."""

        async def send(spot: Spot) -> Message:
            # One with an effect may be left behind, where its answer is lost: what it says is true all the same.
            text = texts(job.language)("card-here" if effect is None else "card-first")
            return await self._bot.send_message(
                text=text, disable_notification=silent or None, message_effect_id=effect, **spot.names
            )

        message = await self._replying.send(job, send)
        crashpoint("result.sent_anew")
        await self._db.write(jobs.set_card, job.id, message.message_id)
        return {"chat_id": message.chat.id, "message_id": message.message_id}

    async def _speak(self, job: Job, face: Face, text: str, keyboard: InlineKeyboardMarkup, *, silent: bool) -> None:
        """Send a voice message, which becomes the card, and take the card of words away.

        That it was sent is written down at once: only a crash between the two shows it twice.
        """
        message = await self._send(job, face, text, keyboard, silent=silent)
        crashpoint("voice.sent")
        await self._db.write(jobs.show_on, job.id, message.message_id)
        if job.card_id is not None:
            await self._replying.take_away(job.chat_id, job.card_id, texts(job.language)("card-below"))

    async def face(self, job: Job, assets: Sequence[Asset]) -> Face:
        """Return what shows a result, made of its files. Raises PersonError where they are no more what they were."""
        for asset in assets:
            if not await self._is_whole(job, asset):
                raise PersonError("press-lost")
        return await self._face(job, assets)

    async def _face(self, job: Job, assets: Sequence[Asset]) -> Face:
        """Return what the card shows: the result itself, or the grid of several pictures."""
        pictures = [asset for asset in assets if asset.mime.startswith("image/")]
        if len(pictures) < 2:
            return await self._fit(job, assets[0])
        # Named by what is in it: a file that was spoilt may be another when the job is shown.
        name = "-".join(["grid", *(asset.sha256[:8] for asset in pictures)])
        out = self._data_dir / "jobs" / str(job.id) / f"{name}.jpg"
        if not await _is_picture(out):
            await convert.grid([self._data_dir / asset.path for asset in pictures], out)
            crashpoint("grid.made")
        return Face("photo", out, asset_id=pictures[0].id, grid=True)

    async def _fit(self, job: Job, asset: Asset) -> Face:
        """Return a result as Telegram takes it."""
        return replace(await self._fitted(job, asset), asset_id=asset.id)

    async def _fitted(self, job: Job, asset: Asset) -> Face:
        path = self._data_dir / asset.path
        thumb = self._data_dir / asset.thumb if asset.thumb else None
        seconds = round(asset.duration_ms / 1000)
        match asset.mime:
            case "video/mp4":
                return Face("video", path, asset.width, asset.height, seconds, thumb)
            case "audio/mpeg":
                model = self._catalog.find(job.model)
                return Face("audio", path, 0, 0, seconds, thumb, asset.title, model.title if model else "")
            case "audio/ogg":
                return Face("voice", path, seconds=seconds)
            case "text/plain":
                words = await asyncio.to_thread(path.read_text, "utf-8")
                return Face("text", path, words=escape(words)) if units(words) <= _WORDS_MAX else Face("document", path)
            case _:
                return await self._fit_picture(path, asset)

    async def _fit_picture(self, path: Path, asset: Asset) -> Face:
        """Return a picture as a photo, a smaller photo, or a document where it is too long."""
        if convert.fits_photo(check.Picture(asset.mime, asset.width, asset.height), asset.size_bytes):
            return Face("photo", path)
        if max(asset.width, asset.height) > _PHOTO_RATIO_MAX * min(asset.width, asset.height):
            return Face("document", path)
        smaller = path.with_name(f"small-{asset.sha256[:8]}.jpg")
        if not await _is_picture(smaller):
            await convert.shrink(path, smaller)
        return Face("photo", smaller)

    async def _is_whole(self, job: Job, asset: Asset) -> bool:
        whole = await asyncio.to_thread(is_whole, self._data_dir, asset)
        if not whole and await self._db.read(are_files_gone, job.id):
            raise PersonError("press-aged")
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
