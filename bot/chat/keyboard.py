"""The buttons under a result: made once for each job and found again when a delivery is repeated."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.signing import Signer
from bot.chat.texts import texts
from storage import buttons
from storage.database import Tx
from storage.jobs import Job

_PER_ROW = 5


async def result_keyboard(tx: Tx, job: Job, count: int, signer: Signer, now: int) -> InlineKeyboardMarkup:
    """Return numbers for several pictures, then "original file" for one, and "again"."""
    said = texts(job.language)

    async def button(label: str, action: str, argument: str = "") -> InlineKeyboardButton:
        nonce = await _nonce(tx, job, action, argument, now)
        return InlineKeyboardButton(label, callback_data=signer.data(nonce))

    rows: list[list[InlineKeyboardButton]] = []
    if count > 1:
        numbers = [await button(str(number), "picture", str(number)) for number in range(1, count + 1)]
        rows += [numbers[at : at + _PER_ROW] for at in range(0, count, _PER_ROW)]
        rows.append([await button(said.plain("button-again"), "again")])
    else:
        rows.append(
            [
                await button(said.plain("button-again"), "again"),
                await button(said.plain("button-original"), "original", "1"),
            ]
        )
    return InlineKeyboardMarkup(rows)


async def _nonce(tx: Tx, job: Job, action: str, argument: str, now: int) -> str:
    known = await buttons.of_job(tx, job.id, action, argument)
    if known is not None:
        return known
    owner = job.person_uid if action == "again" else None
    return await buttons.mint(tx, action, job.chat_id, now, job_id=job.id, argument=argument, person_uid=owner)
