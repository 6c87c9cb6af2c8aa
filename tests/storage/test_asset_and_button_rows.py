"""storage.assets and storage.buttons: files in their positions, and presses that count once."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict, replace

import pytest

from storage import assets, buttons
from storage.assets import NewAsset
from storage.database import ConstraintError

NOW = 1_790_000_000


async def test_files_come_back_by_position_with_the_name_the_chat_gave(house):
    job = await house.job(await house.person(money=100))
    attempt = await house.in_line(job)
    second = NewAsset(job.id, attempt.id, 2, "out/2.png", "ab" * 32, "image/png", 64, 48, 1234)
    first = replace(second, position=1, path="out/1.png")
    added = [await house.db.write(assets.add, one, NOW) for one in (second, first)]
    await house.db.write(assets.set_sent, added[0].id, "AgAC")
    found = await house.db.read(assets.of_job, job.id)
    assert found == [added[1], replace(added[0], sent_id="AgAC")]
    assert asdict(first).items() <= asdict(found[0]).items()
    with pytest.raises(ConstraintError):
        await house.db.write(assets.add, first, NOW)


async def test_a_button_keeps_what_it_means(house):
    job = await house.job(await house.person(money=100))
    nonce = await house.db.write(buttons.mint, "send", 77, NOW, job.id, "3", job.person_uid)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", nonce)
    button = await house.db.read(buttons.find, nonce)
    assert button == buttons.Button(nonce, "send", job.id, "3", 77, job.person_uid, None)
    assert await house.db.read(buttons.find, "guess") is None


async def test_of_many_presses_at_once_one_counts(db):
    nonce = await db.write(buttons.mint, "cancel", 1, NOW)
    presses = await asyncio.gather(*(db.write(buttons.use, nonce, NOW + n) for n in range(40)))
    assert presses.count(True) == 1
    assert (await db.read(buttons.find, nonce)).used_at == NOW + presses.index(True)
    assert await db.write(buttons.use, "guess", NOW) is False


async def test_nonces_do_not_repeat(db):
    nonces = await asyncio.gather(*(db.write(buttons.mint, "x", 1, NOW) for _ in range(200)))
    assert len(set(nonces)) == 200
