"""The star of a result, the same under it and in the gallery: what is made and looks alike in both places."""

from __future__ import annotations

from telegram import InlineKeyboardButton

from bot.chat.signing import Signer
from storage import buttons, library
from storage.database import Tx
from storage.jobs import Job

_KEPT, _NOT_KEPT = "★", "☆"


async def favourite_button(tx: Tx, job: Job, signer: Signer, now: int, gallery: str = "") -> InlineKeyboardButton:
    """Return the star of a result in the job's chat; in a ``gallery`` (its number) it hangs with the others there.

    What the button will do stands behind it (1: keep, 0: no more), so that a second tap changes nothing.
    """
    kept = await library.is_favourite(tx, job.person_uid, job.id)
    argument = f"{gallery}:{0 if kept else 1}"
    nonce = await buttons.of_job(tx, job.id, "favourite", argument, job.chat_id)
    if nonce is None:
        nonce = await buttons.mint(tx, "favourite", job.chat_id, now, job.id, argument, person_uid=job.person_uid)
    return InlineKeyboardButton(_KEPT if kept else _NOT_KEPT, callback_data=signer.data(nonce))
