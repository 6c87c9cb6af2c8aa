"""The star of a result, the same under it and in the gallery: what is made and looks alike in both places."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.chat.signing import Signer
from storage import buttons, library
from storage.database import Tx
from storage.jobs import Job

_KEPT, _NOT_KEPT = "★", "☆"


def star(gallery: str = "", *, kept: bool) -> tuple[str, str]:
    """Return what stands on a result's star and what stands behind it, the argument of the action ``favourite``.

    The argument says what the press will do (1: keep, 0: no more), so that a second tap changes nothing, and in which
    ``gallery`` (its number) the star hangs. It is the owner's of the result alone.
    """
    return (_KEPT if kept else _NOT_KEPT), f"{gallery}:{0 if kept else 1}"


async def favourite_button(tx: Tx, job: Job, signer: Signer, now: int, gallery: str = "") -> InlineKeyboardButton:
    """Return the star of a result in the job's chat: made once, and found again."""
    label, argument = star(gallery, kept=await library.is_favourite(tx, job.person_uid, job.id))
    nonce = await buttons.of_job(tx, job.id, "favourite", argument, job.chat_id)
    if nonce is None:
        nonce = await buttons.mint(tx, "favourite", job.chat_id, now, job.id, argument, person_uid=job.person_uid)
    return InlineKeyboardButton(label, callback_data=signer.data(nonce))
