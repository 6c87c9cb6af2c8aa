"""Buttons that begin work: each is good for one job, and what takes its place means the same."""

from __future__ import annotations

import pytest

from bot.chat.boards import Spec, in_rows
from bot.chat.instead import WayOut
from bot.chat.keyboard import end_keyboard, renewed_keyboard
from bot.chat.signing import Signer
from bot.generation.request import GenerationRequest
from storage import buttons, jobs, ledger, people
from storage.jobs import NewJob

NOW = 1_795_000_000
SIGNER = Signer(b"k" * 32)
ASKED = GenerationRequest(prompt="a boat", model="imagen")
OTHER = [
    WayOut("button-retry", ASKED, 300, action="again"),
    WayOut("button-instead", ASKED, 100, {"model": "Imagen"}, "instead"),
]


async def an_ended_one(tx):
    person = await people.meet(tx, 5, "Ana", "en", NOW)
    await ledger.open_account(tx, "w:a", "CRD")
    job = await jobs.add(tx, NewJob("m:5:1", person.uid, "w:a", 5, "en", "banana", "{}", 1, 10), NOW)
    await jobs.resolve(tx, job.id, ("working",), "voided", NOW, outcome="exhausted")
    return await jobs.get(tx, job.id)


def shown(keyboard):
    return {button.text: button.callback_data for row in keyboard.inline_keyboard for button in row}


@pytest.mark.parametrize("pressed", ["🔁 Try again · 300\u00a0₫", "With Imagen · 100\u00a0₫"])
async def test_what_was_pressed_is_renewed_and_what_stands_beside_it_stays(db, pressed):
    job = await db.write(an_ended_one)
    before = shown(await db.write(end_keyboard, job, SIGNER, NOW, OTHER))
    assert list(before) == ["🔁 Try again · 300\u00a0₫", "With Imagen · 100\u00a0₫"]
    used = await db.read(buttons.find, SIGNER.nonce(before[pressed]))
    for _ in range(2):  # the second press of the same one changes nothing more
        after = shown(await db.write(renewed_keyboard, used, job, SIGNER, NOW, OTHER))
        assert list(after) == list(before)
        assert [label for label in after if after[label] != before[label]] == [pressed]
        assert await db.write(lambda tx: tx.value("SELECT count(*) FROM button")) == 3


def test_short_labels_stand_five_in_a_row_and_those_that_a_phone_would_cut_alone():
    labels = ["U1", "U2", "U3", "U4", "🔄", "V1", "Upscale (Subtle)", "Upscale (Creative)", "Vary (Strong)", "❤️"]
    rows = in_rows([Spec(label, "follow", "x") for label in labels])
    assert [[button.label for button in row] for row in rows] == [
        ["U1", "U2", "U3", "U4", "🔄"],
        ["V1"],
        ["Upscale (Subtle)"],
        ["Upscale (Creative)"],
        ["Vary (Strong)"],
        ["❤️"],
    ]
