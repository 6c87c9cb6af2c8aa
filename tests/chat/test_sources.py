"""Pictures people send are fetched once for a job, however many of its parts ask, and told apart when they are gone."""

import asyncio
import hashlib
import inspect
import re
from io import BytesIO

import pytest
from aiohttp import web
from PIL import Image

from bot.chat import sources
from bot.chat.own_files import OwnFiles
from bot.chat.sources import TelegramSources
from bot.errors import PersonError
from bot.generation import endings
from bot.generation.request import Reference
from bot.providers.wire import FailureKind
from storage import assets, attempts, jobs, ledger, people
from storage.assets import NewAsset
from storage.attempts import NewAttempt
from storage.jobs import NewJob
from tests.chat.bot_api import bot_at, refusal
from tests.clock import FakeClock

PHOTO = Reference(file_id="p")


def jpeg():
    file = BytesIO()
    Image.new("RGB", (64, 48), (200, 20, 20)).save(file, "JPEG")
    return file.getvalue()


class Telegram:
    """Serves one photo after the answers it was given first."""

    def __init__(self, *first):
        self.first = list(first)
        self.asked = []

    async def __call__(self, request):
        is_file = request.path.startswith("/file/")
        self.asked.append("file" if is_file else "getFile")
        if self.first and self.first[0][0] == self.asked[-1]:
            return self.first.pop(0)[1]
        if is_file:
            return web.Response(body=jpeg())
        return web.json_response({"ok": True, "result": {"file_id": "p", "file_unique_id": "p", "file_path": "p.jpg"}})


async def test_parts_of_one_job_that_ask_at_once_get_one_picture(tmp_path):
    telegram = Telegram()
    async with bot_at(telegram) as bot:
        photos = TelegramSources(bot, FakeClock())
        paths = await asyncio.gather(*[photos.fetch(PHOTO, tmp_path / "1", "in-0") for _ in range(4)])
    assert set(paths) == {tmp_path / "1" / "in-0-clean.jpg"}
    assert telegram.asked == ["getFile", "file"]
    assert [path.name for path in (tmp_path / "1").iterdir()] == ["in-0-clean.jpg"]


async def test_telegrams_wish_to_wait_is_heeded_for_files_too(tmp_path, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    clock = FakeClock()
    wait = refusal(429, "Too Many Requests: retry after 7", retry_after=7)
    async with bot_at(Telegram(("getFile", wait))) as bot:
        await TelegramSources(bot, clock).fetch(PHOTO, tmp_path, "in-0")
    assert clock.slept == [7]


@pytest.mark.parametrize("waits_s", [[7200], [25, 25, 25, 25]], ids=["for hours", "again and again"])
async def test_nobodys_turn_is_held_for_long_by_a_file_that_telegram_does_not_hand_out_now(
    tmp_path, monkeypatch, waits_s
):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    clock = FakeClock()
    waits = [("getFile", refusal(429, "Too Many Requests", retry_after=wait_s)) for wait_s in waits_s]
    async with bot_at(Telegram(*waits)) as bot:
        with pytest.raises(PersonError) as caught:
            await TelegramSources(bot, clock).fetch(PHOTO, tmp_path, "in-0")
    assert caught.value.key == "picture-gone"
    assert clock.steady() <= 60


async def test_what_is_wrong_with_a_file_is_told_before_what_is_wrong_with_us():
    raised = re.findall(r'PersonError\("([a-z-]+)"\)', inspect.getsource(sources))
    told = endings.TELLING
    assert {"picture-bad", "picture-gone", "recording-bad"} <= set(raised)
    assert [key for key in raised if key not in told or told.index(key) > told.index("exhausted")] == []
    assert [kind for kind in FailureKind if kind.value not in told] == []


@pytest.mark.parametrize(("where", "status"), [("getFile", 400), ("getFile", 403), ("file", 404), ("getFile", 404)])
async def test_a_file_that_telegram_no_longer_has_is_gone_at_once(tmp_path, where, status):
    telegram = Telegram((where, refusal(status, "wrong file_id or the file is temporarily unavailable")))
    async with bot_at(telegram) as bot:
        with pytest.raises(PersonError) as caught:
            await TelegramSources(bot, FakeClock()).fetch(PHOTO, tmp_path, "in-0")
    assert caught.value.key == "picture-gone"
    assert telegram.asked.count("getFile") == 1
    assert list(tmp_path.iterdir()) == []


async def test_a_telegram_that_stumbles_is_asked_again(tmp_path):
    async with bot_at(Telegram(("getFile", refusal(502, "Bad Gateway")))) as bot:
        assert (await TelegramSources(bot, FakeClock()).fetch(PHOTO, tmp_path, "in-0")).exists()


async def own_picture(db, tmp_path):
    (tmp_path / "p.jpg").write_bytes(jpeg())
    sha256 = hashlib.sha256(jpeg()).hexdigest()

    async def add(tx):
        person = await people.meet(tx, 5, "Ana", "en", 1)
        await ledger.open_account(tx, "w:a", "CRD")
        job = await jobs.add(tx, NewJob("m:5:1", person.uid, "w:a", 5, "en", "banana", "{}", 1, 10), 1)
        attempt = await attempts.add(tx, NewAttempt(job.id, 0, 1, person.uid, "g", "m", 1, "ref"), 1)
        file = NewAsset(job.id, attempt.id, 1, "p.jpg", sha256, "image/jpeg", 64, 48, len(jpeg()))
        return await assets.add(tx, file, 1)

    return (await db.write(add)).id


async def test_a_picture_that_we_made_is_read_from_our_own_disk(db, tmp_path):
    telegram, own = Telegram(), Reference(asset_id=await own_picture(db, tmp_path))
    async with bot_at(telegram) as bot:
        sources = TelegramSources(bot, FakeClock(), OwnFiles(db, tmp_path))
        assert await sources.fetch(own, tmp_path / "2", "in-0") == tmp_path / "2" / "in-0-clean.jpg"
    assert telegram.asked == []


@pytest.mark.parametrize("file_id", ["", "p"])
async def test_one_that_our_disk_lost_is_gone_unless_the_chat_has_it(db, tmp_path, file_id):
    own = Reference(asset_id=await own_picture(db, tmp_path), file_id=file_id)
    (tmp_path / "p.jpg").write_bytes(b"spoilt")
    async with bot_at(Telegram()) as bot:
        sources = TelegramSources(bot, FakeClock(), OwnFiles(db, tmp_path))
        if file_id:
            assert (await sources.fetch(own, tmp_path / "2", "in-0")).exists()
            return
        with pytest.raises(PersonError) as caught:
            await sources.fetch(own, tmp_path / "2", "in-0")
    assert caught.value.key == "picture-gone"
