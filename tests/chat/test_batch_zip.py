"""The ZIPs of a batch: every original as it is, none larger than Telegram takes."""

import asyncio
import hashlib
import zipfile
from types import SimpleNamespace

import pytest
from telegram.error import TimedOut

from bot.chat.batch_presses import _groups, _write, pack, sweep_zips
from bot.chat.errands import Errands
from bot.chat.press import Press
from bot.chat.replying import Spot
from bot.chat.taps import Taps
from bot.chat.texts import texts
from storage import assets, batches, buttons
from storage.assets import Asset, NewAsset
from storage.batches import NewBatch
from tests.clock import FakeClock
from tests.storage.conftest import NOW, House

WANTED = '{"prompt": "a kite", "model": "x"}'


def asset(number, size_bytes=1, content=b"?"):
    sha256 = hashlib.sha256(content).hexdigest()
    return Asset(number, 1, 1, 1, f"{number}.png", sha256, "image/png", 1, 1, size_bytes, 0, None, "", "", "", 1)


def test_as_many_go_into_one_as_telegram_takes_and_what_alone_is_too_large_into_none():
    megabytes = [30, 15, 10, 60, 45, 4]
    files = [(str(number), asset(number, size * 1_000_000)) for number, size in enumerate(megabytes)]
    assert [[name for name, _ in group] for group in _groups(files)] == [["0", "1"], ["2"], ["4", "5"]]


def test_what_is_gone_or_spoilt_is_left_out(tmp_path):
    (tmp_path / "1.png").write_bytes(b"a picture")
    (tmp_path / "2.png").write_bytes(b"spoilt")
    files = [(f"0{number}-mèo", asset(number, content=b"a picture")) for number in (1, 2, 3)]
    assert _write(tmp_path / "all.zip", tmp_path, files) == 1
    with zipfile.ZipFile(tmp_path / "all.zip") as packed:
        assert packed.namelist() == ["01-mèo.png"]
        assert packed.read("01-mèo.png") == b"a picture"


class Telegram:
    """Takes a ZIP when its gate opens, or loses the answer; keeps what was said."""

    def __init__(self):
        self.gate, self.lost, self.uploads, self.said = asyncio.Event(), False, 0, []

    async def send(self, _to, call):
        return await call(Spot(1))

    async def send_document(self, **_):
        self.uploads += 1
        await self.gate.wait()
        if self.lost:
            raise TimedOut

    async def answer(self, _to, text):
        self.said.append(text)


@pytest.fixture
async def press(db, tmp_path):
    """A press for the ZIP of a batch with one picture, which is in ``tmp_path``."""
    house = House(db)
    person = await house.person(money=100)
    batch_id = await db.write(batches.add, NewBatch(person.uid, 1, None, 9, "en", "[]", 10), NOW)
    job = await house.job(person)
    attempt = await house.in_line(job)
    (tmp_path / "1.png").write_bytes(b"a picture")
    sha256 = hashlib.sha256(b"a picture").hexdigest()
    await db.write(assets.add, NewAsset(job.id, attempt.id, 1, "1.png", sha256, "image/png", 1, 1, 9), NOW)
    await house.capture(job, 10)

    async def join(tx):
        await tx.execute("UPDATE job SET batch_id = :id, request = :wanted", id=batch_id, wanted=WANTED)

    await db.write(join)
    clock, telegram, errands = FakeClock(), Telegram(), Errands()
    room = SimpleNamespace(
        db=db,
        bot=telegram,
        replying=telegram,
        answer=telegram.answer,
        taps=Taps(clock),
        clock=clock,
        errands=errands,
        data_dir=tmp_path,
    )
    nonce = await db.write(buttons.lasting, "batch_zip", 1, NOW, str(batch_id), person.uid)
    yield Press(room, SimpleNamespace(message=None), await db.read(buttons.find, nonce), person, texts("en"))
    await errands.stop()


async def at_rest(room):
    for task in list(room.errands._tasks):
        await task


async def test_while_one_is_under_way_a_tap_sends_no_second(press):
    room = press.room
    assert await pack(press) == "Packing, one moment…"
    room.clock.move(60)
    assert await pack(press) == "Already under way."
    room.bot.gate.set()
    await at_rest(room)
    assert (room.bot.uploads, room.bot.said) == (1, [])
    assert await pack(press) == "Packing, one moment…"
    await at_rest(room)
    assert room.bot.uploads == 2
    assert list((room.data_dir / "zips").iterdir()) == []


async def test_a_lost_answer_is_told_and_the_next_tap_counts(press):
    room = press.room
    room.bot.gate.set()
    room.bot.lost = True
    await pack(press)
    await at_rest(room)
    assert room.bot.said == ["🗜 The ZIP did not go through. If it is not here, tap for it once more."]
    await pack(press)
    await at_rest(room)
    assert room.bot.uploads == 2


async def test_where_nothing_is_left_that_is_told_and_no_empty_zip_is_sent(press):
    (press.room.data_dir / "1.png").unlink()
    press.room.bot.gate.set()
    await pack(press)
    await at_rest(press.room)
    assert press.room.bot.uploads == 0
    assert press.room.bot.said == ["🗜 I can't pack these originals: they are too large or gone."]


def test_what_a_kill_left_of_them_is_swept(tmp_path):
    sweep_zips(tmp_path)  # there may be none
    (tmp_path / "zips").mkdir()
    (tmp_path / "zips" / "batch-1.zip").write_bytes(b"half of it")
    sweep_zips(tmp_path)
    assert not (tmp_path / "zips").exists()
