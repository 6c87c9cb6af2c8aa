"""The buttons under a card that has ended: made once for each job and found again when it is shown once more.

A button that begins work is good for one job. Once it was used another that means the same takes its place, and the
card shows the newest: so that it works as often as people like, and each press of it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.boards import Rows
from bot.chat.instead import WayOut
from bot.chat.naming import named
from bot.chat.signing import Signer
from bot.chat.texts import Texts, texts
from storage import buttons
from storage.buttons import Button
from storage.database import Tx
from storage.jobs import Job


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes buttons of one job, and finds those that were made before."""

    tx: Tx
    job: Job
    signer: Signer
    now: int

    @property
    def said(self) -> Texts:
        return texts(self.job.language)

    async def button(self, label: str, action: str, argument: str = "", *, owned: bool = False) -> InlineKeyboardButton:
        chat_id = self.job.chat_id
        nonce = await buttons.of_job(self.tx, self.job.id, action, argument, chat_id)
        if nonce is None:
            owner = self.job.person_uid if owned else None
            nonce = await buttons.mint(self.tx, action, chat_id, self.now, self.job.id, argument, person_uid=owner)
        return InlineKeyboardButton(label, callback_data=self.signer.data(nonce))


async def minted(
    tx: Tx, job: Job, rows: Rows, signer: Signer, now: int, used: Button | None = None
) -> InlineKeyboardMarkup:
    """Return the keyboard of a result; in the place of a ``used`` button one that means the same is made."""
    if used is not None:
        await _renew(tx, used, job, now)
    make = _Maker(tx, job, signer, now)
    return InlineKeyboardMarkup(
        [[await make.button(one.label, one.action, one.argument, owned=one.owned) for one in row] for row in rows]
    )


async def end_keyboard(
    tx: Tx, job: Job, signer: Signer, now: int, ways: Sequence[WayOut] = ()
) -> InlineKeyboardMarkup | None:
    """Return the ways out under an end without a picture, at the prices that are told; None where all are vain."""
    if job.state != "voided":
        return None
    make = _Maker(tx, job, signer, now)
    made = [await make.button(way.label(make.said), way.action, way.argument(), owned=True) for way in ways]
    return InlineKeyboardMarkup([[button] for button in made]) if made else None


async def renewed_keyboard(
    tx: Tx, used: Button, job: Job, signer: Signer, now: int, ways: Sequence[WayOut]
) -> InlineKeyboardMarkup | None:
    """Return the buttons under an end one of whose was used: another that means the same takes its place."""
    await _renew(tx, used, job, now)
    return await end_keyboard(tx, job, signer, now, ways)


async def _renew(tx: Tx, used: Button, job: Job, now: int) -> None:
    if await buttons.of_job(tx, job.id, used.action, used.argument, used.chat_id) == used.nonce:
        await buttons.mint(tx, used.action, job.chat_id, now, job.id, used.argument, person_uid=used.person_uid)


async def claim_keyboard(
    tx: Tx, request: str, ended: Job, price: int, signer: Signer, now: int
) -> InlineKeyboardMarkup:
    """Return the button that makes a request its presser's, once more: the job begun with the last came to nothing."""
    make = _Maker(tx, ended, signer, now)
    label = make.said.plain("button-make", price=price)
    return InlineKeyboardMarkup([[await make.button(label, "claim", named(request, price))]])
