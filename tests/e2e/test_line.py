"""The line and the gateways that turn work down for a moment: nobody is sent away for it, and nothing is paid twice."""

import signal

import pytest

from tests.crash.campaign import SECOND_OFFER
from tests.e2e.conftest import picture as photo_of
from tests.e2e.steps import bot_on, faults, picture
from tests.harness import LAN, quick_catalog, sandbox_process, until

BUSY = {
    "match": "images/generations",
    "kind": "status",
    "status": 429,
    "body": '{"error": {"message": "Limit type: r"}}',
}


@pytest.fixture
async def sandbox():
    async with sandbox_process() as running:
        yield running


@pytest.mark.slow
async def test_one_429_sends_nobody_away_who_waits_in_line(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path, THUCCHIEN_THREADS="1", BOT_JOBS_AT_ONCE="unlimited") as bot:
        await faults(sandbox, "thucchien", {**BUSY, "headers": {"Retry-After": "3"}, "times": 1})
        for number in range(6):
            await sandbox.say(f"/imagine boat {number}")
        await until(lambda: len(bot.rows("SELECT 1 FROM job WHERE state = 'captured'")) == 6, 40)


async def test_every_part_of_a_job_finds_the_next_gateway(sandbox, tmp_path):
    quick_catalog(tmp_path / "data" / "catalog")
    with (tmp_path / "data" / "catalog" / "key4u.toml").open("a") as file:
        file.write(SECOND_OFFER.replace("count_max = 1", "count_max = 4"))
    async with bot_on(sandbox, tmp_path) as bot:
        await faults(sandbox, "thucchien", {**BUSY, "status": 402, "times": 0})
        await sandbox.say("/imagine four boats --n 4")
        await picture(sandbox, LAN)
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'captured' AND paid = price"))
        assert len(await sandbox.tasks()) == 4


async def test_an_edit_of_four_pictures_gives_four(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path) as bot:
        await sandbox.send_photos(photo_of((90, 10, 10)), caption="make it night --n 4")
        await picture(sandbox, LAN)
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'captured' AND paid = price AND count = 4"))


async def test_a_stop_lets_a_call_come_back_whose_result_nobody_could_ask_for_later(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path) as bot:
        await sandbox.gateways(latency_s=2)
        await sandbox.say("/imagine a boat")
        await until(lambda: bot.rows("SELECT 1 FROM attempt WHERE state = 'submitting'"))
        assert await bot.stop(signal.SIGTERM) == 0
        assert bot.rows("SELECT state FROM attempt") == [("done",)]
        await bot.start()
        await picture(sandbox, LAN)


async def test_an_update_that_waited_long_does_not_stop_the_sale(sandbox, tmp_path):
    async with bot_on(sandbox, tmp_path) as bot:
        await bot.stop()
        await bot.start(CRASH_AT="intake.stored")
        await sandbox.say("/imagine a boat")
        await bot.wait()
        bot.write("UPDATE inbox SET received_at = received_at - 3600 WHERE state = 'new'")
        await bot.start()
        await picture(sandbox, LAN)


SIZES = """
[models.nano-banana-pro]
title = "Nano Banana Pro"
description = { vi = "-", en = "-" }
protocol = "gemini_generate_content"
remote_model = "gemini-3-pro-image-preview"
pictures = 3
ratios = ["1:1", "16:9"]
sizes = ["1K", "2K", "4K"]
count_max = 1
price = { "1K" = "1", "2K" = "2", "4K" = "4" }
"""


async def test_a_size_and_a_ratio_reach_the_gateway_and_the_price(sandbox, tmp_path):
    quick_catalog(tmp_path / "data" / "catalog")
    with (tmp_path / "data" / "catalog" / "key4u.toml").open("a") as file:
        file.write(SIZES)
    async with bot_on(sandbox, tmp_path) as bot:
        await sandbox.gateways(fixed_picture=False)
        await sandbox.say("/imagine a boat --model nano-banana-pro --size 2k --ar 16:9")
        await picture(sandbox, LAN, seconds=40)
        [asked] = [one for one in await sandbox.requests("key4u") if "generateContent" in one["path"]]
        assert asked["body"]["generationConfig"]["imageConfig"] == {"aspectRatio": "16:9", "imageSize": "2K"}
        [(width, height)] = bot.rows("SELECT width, height FROM asset")
        assert (width, round(width / height, 1)) == (2048, 1.8)
        await until(lambda: bot.rows("SELECT 1 FROM job WHERE state = 'captured' AND paid = 6000"))
