"""Exports: ledger, jobs, people's balances and the audit log as CSV or JSON, sent as files to the owner alone."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Sequence
from functools import partial

from telegram import InputFile, Message

from bot.chat.admin.desk import Desk, Done, Part
from bot.chat.pages import Page
from bot.chat.replying import Place, Spot
from bot.errors import PersonError
from bot.web.spreadsheet import as_csv, harmless
from storage import audit, exports

_WHAT = ("ledger", "jobs", "balances", "audit")
_FORMS = ("csv", "json")
_SEND_MAX_BYTES = 45 * 2**20  # Telegram takes 50 MB
_PACK_FROM_BYTES = 5 * 2**20


async def show(desk: Desk, _rest: str) -> Page:
    """Return what can be had."""
    rows = [
        [desk.key("owner-button-export", "do", "export", f"{what}:{form}", what=what, form=form) for form in _FORMS]
        for what in _WHAT
    ]
    return Page(desk.said("owner-export"), [*rows, desk.back()])


async def do_export(desk: Desk, rest: str) -> Done:
    """Write the file and send it; a second tap on a slow line sends it once."""
    what, _, form = rest.partition(":")
    if what not in _WHAT or form not in _FORMS:
        raise PersonError("press-old")
    if desk.room.taps.note(f"export:{rest}:{desk.person.uid}"):
        desk.room.errands.send(f"export:{what}", partial(_send, desk, what, form))
    return Done(desk.said.plain("owner-export-begun"), partial(show, desk, ""))


async def _send(desk: Desk, what: str, form: str) -> None:
    room, name = desk.room, f"{what}.{form}"
    names, rows = await room.db.survey(exports.rows_of, what)
    data = await asyncio.to_thread(written, names, rows, form)
    if len(data) > _PACK_FROM_BYTES:
        data, name = await asyncio.to_thread(_packed, data, name), f"{name}.zip"
    if len(data) > _SEND_MAX_BYTES:
        await room.bot.send_message(desk.chat_id, desk.said.plain("owner-export-large"))
        return
    await room.db.write(audit.note, desk.actor, "export", what, f"{form}, {len(rows)} rows", desk.now)
    file = InputFile(data, filename=name)

    async def send(spot: Spot) -> Message:
        caption = desk.said("owner-exported", what=what, count=len(rows))
        return await room.bot.send_document(document=file, caption=caption, parse_mode="HTML", **spot.names)

    await room.replying.send(Place(desk.chat_id), send)


def written(names: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> bytes:
    """Return the rows as CSV or JSON."""
    if form == "json":
        told = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    return as_csv(names, ([harmless(cell) for cell in row] for row in rows))


def _packed(data: bytes, name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(name, data)
    return file.getvalue()


PART = Part(shows={"export": show}, deeds={"export": do_export})
