"""storage.assets and storage.buttons: files in their positions, buttons and what they mean."""

from __future__ import annotations

import asyncio
import re
from dataclasses import asdict, replace

import pytest

from storage import assets, buttons
from storage.assets import NewAsset
from storage.database import ConstraintError

NOW = 1_790_000_000


async def test_files_come_back_by_position(house):
    job = await house.job(await house.person(money=100))
    attempt = await house.in_line(job)
    second = NewAsset(job.id, attempt.id, 2, "out/2.png", "ab" * 32, "image/png", 64, 48, 1234)
    first = replace(second, position=1, path="out/1.png")
    added = [await house.db.write(assets.add, one, NOW) for one in (second, first)]
    found = await house.db.read(assets.of_job, job.id)
    assert found == [added[1], added[0]]
    assert asdict(first).items() <= asdict(found[0]).items()
    with pytest.raises(ConstraintError):
        await house.db.write(assets.add, first, NOW)


async def test_a_button_keeps_what_it_means(house):
    job = await house.job(await house.person(money=100))
    nonce = await house.db.write(buttons.mint, "send", 77, NOW, job.id, "3", job.person_uid)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", nonce)
    button = await house.db.read(buttons.find, nonce)
    assert button == buttons.Button(nonce, "send", job.id, "3", 77, job.person_uid)
    assert await house.db.read(buttons.find, "guess") is None


async def test_a_jobs_button_is_found_again_by_what_it_does(house):
    job = await house.job(await house.person(money=100))
    nonce = await house.db.write(buttons.mint, "send", 77, NOW, job.id, "3")
    assert await house.db.read(buttons.of_job, job.id, "send", "3") == nonce
    assert await house.db.read(buttons.of_job, job.id, "send") is None
    assert await house.db.read(buttons.of_job, job.id + 1, "send", "3") is None


async def test_of_a_button_and_those_that_took_its_place_the_newest_is_found(house):
    job = await house.job(await house.person(money=100))
    nonces = [await house.db.write(buttons.mint, "send", 77, NOW, job.id, "3") for _ in range(5)]
    assert await house.db.read(buttons.of_job, job.id, "send", "3") == nonces[-1]


async def test_who_has_work_under_way_from_a_button_has_it_from_what_took_its_place_too(house):
    ana, ben = await house.person("Ana", 100), await house.person("Ben", 100)
    shown = await house.job(ana)
    used = await house.db.write(buttons.mint, "follow", 77, NOW, shown.id, "1:0")
    nonce = await house.db.write(buttons.mint, "follow", 77, NOW, shown.id, "1:0")
    other = await house.db.write(buttons.mint, "follow", 77, NOW, shown.id, "1:1")
    job = await house.job(ana, idem=buttons.idem_for(used, ana.uid))

    async def under_way():
        found = [await house.db.read(buttons.find, one) for one in (nonce, other)]
        return [await house.db.read(buttons.is_under_way, one, who.uid) for one in found for who in (ana, ben)]

    assert await under_way() == [True, False, False, False]
    await house.void(job)
    assert await under_way() == [False] * 4


async def test_nonces_do_not_repeat(db):
    nonces = await asyncio.gather(*(db.write(buttons.mint, "x", 1, NOW) for _ in range(200)))
    assert len(set(nonces)) == 200
