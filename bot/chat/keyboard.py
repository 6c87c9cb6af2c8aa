"""The buttons under a card that has ended: made once for each job and found again when it is shown once more.

A button that begins work is good for one job. Once it was used another that means the same takes its place, and the
card shows the newest: so that it works as often as people like, and each press of it once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat.instead import Other
from bot.chat.signing import Signer
from bot.chat.standing import price_of
from bot.chat.texts import Texts, texts
from bot.generation.request import GenerationRequest
from bot.providers.wire import Task
from storage import assets, attempts, buttons
from storage.assets import Asset
from storage.buttons import Button
from storage.database import Tx
from storage.jobs import Job

_PER_ROW, _LONG_PER_ROW = 5, 2
_SHORT_LABEL = 4  # characters that five in a row leave room for on a phone
_FOLLOW_UPS_MAX = 20
_LABEL_MAX = 24
_REPEATABLE = (
    "exhausted",
    "broken",
    "unclear",
    "unshowable",
    "interrupted",
    "expired",
    "cancelled",
)  # may do another time


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
        nonce = await buttons.of_job(self.tx, self.job.id, action, argument)
        if nonce is None:
            owner = self.job.person_uid if owned else None
            chat_id = self.job.chat_id
            nonce = await buttons.mint(self.tx, action, chat_id, self.now, self.job.id, argument, person_uid=owner)
        return InlineKeyboardButton(label, callback_data=self.signer.data(nonce))

    async def again(self, label: str) -> InlineKeyboardButton:
        return await self.button(label, "again", owned=True)

    async def follow_ups(self) -> list[InlineKeyboardButton]:
        found = []
        for attempt in await attempts.of_job(self.tx, self.job.id):
            for place, (label, _) in enumerate(json.loads(attempt.follow_ups or "[]")[:_FOLLOW_UPS_MAX]):
                found.append(await self.button(label[:_LABEL_MAX] or "…", "follow", f"{attempt.id}:{place}"))
        return found

    async def original(self, number: int) -> InlineKeyboardButton:
        return await self.button(self.said.plain("button-original"), "original", str(number))


async def result_keyboard(tx: Tx, job: Job, files: Sequence[Asset], signer: Signer, now: int) -> InlineKeyboardMarkup:
    """Return numbers for several results, what the gateway offers next, then "again" and what else makes sense."""
    make, count = _Maker(tx, job, signer, now), len(files)
    numbers = [await make.button(str(number), "picture", str(number)) for number in range(1, count + 1)]
    rows = in_rows(numbers) if count > 1 else []
    rows += in_rows(await make.follow_ups())
    last = [await make.again(make.said.plain("button-again"))]
    mimes = {file.mime for file in files}
    if mimes == {"text/plain"} and _describes(job):
        rows.append(await _drawing(make))
    elif count == 1 and all(mime.startswith("image/") for mime in mimes):
        last.append(await make.original(1))
    if all(mime.startswith("image/") for mime in mimes) and is_edit(job):
        last.append(await make.button(make.said.plain("button-back"), "back"))
    return InlineKeyboardMarkup([*rows, last])


async def _drawing(make: _Maker) -> list[InlineKeyboardButton]:
    """Return what draws the words that came; of a better prompt there are two, theirs and ours."""
    if not GenerationRequest.model_validate_json(make.job.request).lead:
        return [await make.button(make.said.plain("button-draw"), "draw", "1")]
    return [
        await make.button(make.said.plain("button-draw-better"), "draw", "1"),
        await make.button(make.said.plain("button-draw-mine"), "draw", "mine"),
    ]


def is_edit(job: Job) -> bool:
    """Whether a job changed pictures that somebody sent or we made."""
    return bool(GenerationRequest.model_validate_json(job.request).of_kind("picture"))


def _describes(job: Job) -> bool:
    """Whether the words that came say what a picture could show; an answer to a question does not."""
    request = GenerationRequest.model_validate_json(job.request)
    return request.task in (Task.DESCRIBE, Task.TRANSCRIBE) or bool(request.lead)


def in_rows(row: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Return buttons in rows, in their order: five short ones, or two where a phone would cut the labels."""
    rows: list[list[InlineKeyboardButton]] = []
    for is_short, alike in groupby(row, lambda button: len(button.text) <= _SHORT_LABEL):
        buttons_, most = list(alike), _PER_ROW if is_short else _LONG_PER_ROW
        rows += [buttons_[at : at + most] for at in range(0, len(buttons_), most)]
    return rows


async def picture_keyboard(tx: Tx, job: Job, number: int, signer: Signer, now: int) -> InlineKeyboardMarkup:
    """Return the button under one picture of several, sent on its own: its own file."""
    return InlineKeyboardMarkup([[await _Maker(tx, job, signer, now).original(number)]])


async def end_keyboard(
    tx: Tx, job: Job, signer: Signer, now: int, other: Other | None = None
) -> InlineKeyboardMarkup | None:
    """Return "try again", and another model that could do it, under an end without a picture; None where both are vain.

    What was refused, or could not be taken as it was, would be so again.
    """
    if job.state != "voided" or job.outcome not in _REPEATABLE:
        return None
    make = _Maker(tx, job, signer, now)
    rows = [[await make.again(make.said.plain("button-retry"))]]
    if other is not None:
        label = make.said.plain("button-instead", model=other.title, price=price_of(job, other.price))
        rows.append([await make.button(label, "instead", other.alias, owned=True)])
    return InlineKeyboardMarkup(rows)


async def renewed_keyboard(
    tx: Tx, used: Button, job: Job, signer: Signer, now: int, other: Other | None
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a card one of whose was used: another that means the same takes its place."""
    if await buttons.of_job(tx, job.id, used.action, used.argument) == used.nonce:
        await buttons.mint(tx, used.action, job.chat_id, now, job.id, used.argument, person_uid=used.person_uid)
    if job.state == "voided":
        return await end_keyboard(tx, job, signer, now, other)
    return await result_keyboard(tx, job, await assets.of_job(tx, job.id), signer, now)


async def claim_keyboard(tx: Tx, request: str, ended: Job, signer: Signer, now: int) -> InlineKeyboardMarkup:
    """Return the button that makes a request its presser's, once more: the job begun with the last came to nothing."""
    make = _Maker(tx, ended, signer, now)
    return InlineKeyboardMarkup([[await make.button(make.said.plain("button-claim"), "claim", request)]])
