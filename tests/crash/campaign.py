"""Kill the bot at a named point, start it again, and look: one result and one capture, or a void and a sentence.

``python -m tests.crash.campaign`` is the long form (`make crash`); `test_crash.py` visits each point once.
"""

import argparse
import asyncio
import random
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from storage import invariants
from storage.database import Database
from tests.crash.payments import BEGUN, kill_at_the_till
from tests.harness import FAST, LAN, ROOT, Bot, Sandbox, quick_catalog, sandbox_process, until

SIGKILLED = -9
_NAME = re.compile(r"""crashpoint\(\s*["']([a-z_.]+)["']""")


@dataclass(frozen=True)
class Way:
    """What a person does, and what goes wrong beside the kill, so that the road passes a point."""

    words: str = "/imagine a boat --model nano-banana-2"
    photos: int = 0
    faults: tuple[dict[str, Any], ...] = ()
    two_gateways: bool = False


# The same model at another gateway for the same credits, so that there is somewhere to go.
SECOND_OFFER = """
[models.nano-banana-2]
title = "Nano Banana 2"
description = { vi = "-", en = "-" }
protocol = "gemini_generate_content"
remote_model = "gemini-3.1-flash-image-preview"
pictures = 3
ratios = ["1:1"]
sizes = ["1K"]
count_max = 1
price = "0.5826"
"""
LOST = {"to": "flow", "match": "text-to-image", "kind": "lost", "times": 1}
BUSY = {"to": "thucchien", "match": "images/generations", "kind": "status", "status": 429, "times": 1}
BUSY_SOON = {**BUSY, "headers": {"Retry-After": "1"}, "body": '{"error": {"message": "Limit type: requests"}}'}
REFUSED = Way("/imagine something forbidden --model nano-banana-2")
FLOW = Way("/imagine a boat --model flow")
RESULTS = {"photo", "video", "voice", "audio"}
EDIT = Way("make it night --model flow", photos=1)
WAYS = {
    "album.complete": Way("join them --model nano-banana-2", photos=2),
    "reference.fetched": EDIT,
    "reference.uploaded": EDIT,
    "submit.recorded": FLOW,
    "poll.answered": FLOW,
    "submit.unclear": Way(FLOW.words, faults=(LOST,)),
    "lookup.answered": Way(FLOW.words, faults=(LOST,)),
    "lookup.adopted": Way(FLOW.words, faults=(LOST,)),
    "fallback.later": Way(faults=(BUSY_SOON,)),
    "fallback.elsewhere": Way(faults=(BUSY,), two_gateways=True),
    "voice.sent": Way("/speak the kite flies"),
    "grid.made": Way("/imagine two boats --n 2 --model flow"),
    "end.before": REFUSED,
    "end.shown": REFUSED,
    "result.sent_anew": Way(faults=({"to": "telegram", "match": "editMessageMedia", "kind": "status", "status": 400,
        "body": '{"ok":false,"error_code":400,"description":"Bad Request: message to edit not found"}', "times": 1},)),
}  # fmt: skip
ASIDE = ("gift.", "leave.", "forget.")  # on no job's road: they have tests of their own beside this


def points() -> list[str]:
    """Every crash point that the code names between an update and its capture."""
    found = {name for file in (ROOT / "bot").rglob("*.py") for name in _NAME.findall(file.read_text())}
    return sorted(name for name in found if not name.startswith(ASIDE))


def photo(shade: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (320, 240), (shade, 90, 40)).save(file, "JPEG")
    return file.getvalue()


async def kill_at(sandbox: Sandbox, folder: Path, point: str, way: Way | None = None) -> str:
    """Visit one point; returns how the request ended. Fails where the person or the books were wronged."""
    if point.startswith(BEGUN):
        return await kill_at_the_till(sandbox, folder, point)
    way = way or WAYS.get(point, Way())
    await sandbox.post("/control/reset")
    await sandbox.gateways(**FAST)
    quick_catalog(folder / "catalog")
    if way.two_gateways:
        with (folder / "catalog" / "key4u.toml").open("a") as file:
            file.write(SECOND_OFFER)
    bot = Bot(sandbox, folder, {})
    try:
        await _visit(sandbox, bot, point, way)
    finally:
        await bot.stop(signal.SIGKILL)
    return await judge(sandbox, bot, point)


async def _visit(sandbox: Sandbox, bot: Bot, point: str, way: Way) -> None:
    await bot.start(CRASH_AT=point)
    if way.faults:
        await sandbox.post("/control/faults", {"faults": list(way.faults)})
    if way.photos:
        await sandbox.send_photos(*[photo(50 * number) for number in range(way.photos)], caption=way.words)
    else:
        await sandbox.say(way.words)
    assert await bot.wait(40) == SIGKILLED, f"{point} was never reached:\n{bot.log.read_text()[-4000:]}"
    await bot.start()
    try:
        await until(lambda: settled(bot), 90)
    except AssertionError as error:
        raise AssertionError(f"{point}: never settled; {state(bot)}\n{bot.log.read_text()[-4000:]}") from error
    assert await bot.stop() == 0, bot.log.read_text()[-3000:]


def settled(bot: Bot) -> bool:
    jobs = bot.rows("SELECT count(*), count(*) FILTER (WHERE shown = 1) FROM job")[0]
    open_rows = bot.rows("SELECT 1 FROM inbox WHERE state = 'new'")
    at_work = bot.rows("SELECT 1 FROM attempt WHERE slot = 1 OR state IN ('waiting', 'running', 'unclear')")
    return jobs[0] >= 1 and jobs[0] == jobs[1] and not open_rows and not at_work


def state(bot: Bot) -> str:
    jobs = bot.rows("SELECT id, state, outcome, shown, card_id FROM job")
    attempts = bot.rows("SELECT job_id, gateway, state, outcome, slot, reason FROM attempt")
    return f"jobs {jobs}, attempts {attempts}"


async def judge(sandbox: Sandbox, bot: Bot, point: str) -> str:
    """Compare what the person sees, what the ledger says and what the gateways did."""
    told = f"{point}: {state(bot)}"
    [(job_id, outcome, price, paid)] = bot.rows("SELECT id, state, price, paid FROM job")
    seen = await sandbox.from_bot(LAN)
    results = [message for message in seen if message.keys() & RESULTS]
    ends = [message for message in seen if "Bạn không mất tiền" in message.get("text", "")]
    kinds = Counter(kind for (kind,) in bot.rows("SELECT kind FROM transfer WHERE job_id = ?", job_id))
    if outcome == "captured":
        # A voice message is sent, not edited into the card: killed before it is written down, it comes once more.
        assert 1 <= len(results) <= (2 if point == "voice.sent" else 1), f"{told}: {len(results)} results shown"
        assert not ends, f"{told}: a result and an apology"
        assert paid == price, told
        assert kinds["capture"] == 1, told
        assert kinds["void"] == 0, told
    else:
        assert outcome == "voided", told
        assert len(ends) == 1, f"{told}: {[message.get('text') for message in seen]}"
        assert not results, told
        assert kinds["void"] == 1, told
        assert kinds["capture"] == 0, told
    assert len(await sandbox.tasks()) <= 1, f"{told}: {await sandbox.tasks()}"
    database = await Database.open(f"sqlite:///{bot.folder}/atelier.db", locked=True)
    try:
        assert await database.read(invariants.broken) == [], told
    finally:
        await database.close()
    return outcome


async def campaign(seconds: float, seed: int) -> int:
    """Kill at random points, several times a request, until the time is up."""
    chance = random.Random(seed)  # noqa: S311 (a test's dice)
    ends = time.monotonic() + seconds
    endings: Counter[str] = Counter()
    async with sandbox_process() as sandbox:
        while time.monotonic() < ends:
            point = chance.choice(points())
            with tempfile.TemporaryDirectory() as folder:
                endings[await kill_at(sandbox, Path(folder), point)] += 1
            sys.stdout.write(f"\r{sum(endings.values())} kills: {dict(endings)} ")
            sys.stdout.flush()
    sys.stdout.write(f"\nseed {seed}: {sum(endings.values())} kills survived, {dict(endings)}\n")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    sys.exit(asyncio.run(campaign(arguments.seconds, arguments.seed)))
