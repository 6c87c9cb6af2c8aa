"""What gateways bill by their own count is what our ledger says, also after a day on which much went wrong."""

import signal
from decimal import Decimal

import pytest

from tests.e2e.steps import at_rest, bot_on, faults, newcomer, sentence
from tests.harness import sandbox_process, until

OWNER, ANA = 7951, 7952
SCALES = {"USD": 1_000_000, "VND": 1}
MODELS = ("nano-banana-2", "flow", "nano-banana-2", "flow", "nano-banana")
WRONG = (
    {"to": "thucchien", "kind": "lost", "match": "images/generations", "after": 1},
    {"to": "thucchien", "kind": "status", "status": 500, "match": "images/generations", "after": 2},
    {"to": "thucchien", "kind": "cut", "match": "images/generations", "after": 1},
    {"to": "flow", "kind": "lost", "match": "text-to-image", "after": 1},
    {"to": "flow", "kind": "status", "status": 502, "match": "/jobs/", "times": 2},
    {"to": "flow", "kind": "status", "status": 500, "match": "/download"},
    {"to": "key4u", "kind": "lost", "match": "/v1", "after": 1},
)


BUSY = "SELECT 1 FROM attempt WHERE state = 'submitting' AND (SELECT count(*) FROM job WHERE state <> 'working') >= ?"


def ours(bot, number):
    """What our books say a request took, by gateway."""
    rows = bot.rows(
        "SELECT substr(debit_id, instr(debit_id, ':') + 1), sum(amount) FROM transfer JOIN job ON job.id = job_id "
        "WHERE code LIKE 'provider_%' AND json_extract(job.request, '$.prompt') LIKE ? GROUP BY 1",
        f"%kite {number} %",
    )
    return dict(rows)


def explained(bot, books):
    """Return what gateways billed, and how much of it stands in our books for the very request it was billed for."""
    billed = found = 0
    for name, book in books.items():
        by_request = {}
        for entry in book["entries"]:
            number = entry["prompt"].split("kite ")[1].split()[0]
            amount = int(Decimal(entry["billed"]) * SCALES[book["unit"]])
            by_request[number] = by_request.get(number, 0) + amount
        rate = {"thucchien": Decimal(26_000), "key4u": Decimal(3000), "flow": Decimal(1)}[name]
        for number, amount in by_request.items():
            known = min(amount, ours(bot, number).get(name, 0))
            billed += amount * rate / SCALES[book["unit"]]
            found += known * rate / SCALES[book["unit"]]
    return billed, found


async def a_day(sandbox, bot):
    """Three times twelve requests: answers are lost, work fails, is refused and cancelled, the bot is killed twice."""
    number = 0
    for wrong, killed in (((), True), (WRONG, False), (WRONG[:1], True)):
        await sandbox.post("/control/faults", {"faults": list(wrong)})
        for place in range(12):
            number += 1
            person = await newcomer(sandbox, ANA + number)
            words = "a forbidden" if place in {2, 10, 11} else "a"
            await sandbox.say(f"/imagine {words} kite {number} high up --model {MODELS[place % 5]}", person=person)
        await sandbox.say("/cancel", person=person)
        if killed:
            await until(lambda number=number: bot.rows(BUSY, number - 11))
            await bot.stop(signal.SIGKILL)
            await bot.start()
        await until(lambda: not bot.rows("SELECT 1 FROM inbox WHERE state = 'new'"))
        await at_rest(bot, 60)
    await faults(sandbox, "telegram")
    return number


@pytest.mark.slow
async def test_after_a_bad_day_our_books_explain_what_gateways_billed_and_a_planted_drift_is_told_once(tmp_path):
    more = {"BOT_ADMIN_IDS": str(OWNER), "BOT_JOBS_AT_ONCE": "unlimited"}
    async with sandbox_process() as sandbox, bot_on(sandbox, tmp_path, **more) as bot:
        await newcomer(sandbox, OWNER)
        await newcomer(sandbox, ANA)
        await sandbox.gateways(latency_s=0.4)
        number = await a_day(sandbox, bot)
        ends = dict(bot.rows("SELECT COALESCE(outcome, state), count(*) FROM job GROUP BY 1"))
        assert sum(ends.values()) == number
        assert ends.keys() >= {"captured", "interrupted", "unclear", "refused", "cancelled"}, ends
        assert ends["captured"] > number / 4, ends
        books = (await sandbox.get("/control/books"))["books"]
        billed, found = explained(bot, books)
        assert billed > 0
        assert found / billed >= Decimal("0.995"), (billed, found, books)
        assert bot.rows("SELECT 1 FROM account WHERE id LIKE 'loss:%' AND debits_posted > 0")

        async def looked():
            asked = await sandbox.say("/admin gateways", person=OWNER)
            await sentence(sandbox, OWNER, "Told just now", after=asked["message_id"])

        for _ in range(3):
            await looked()
        assert await told(sandbox) == []
        body = {"model": "nano-banana-2", "prompt": "a foreign kite"}
        headers = {"Authorization": "Bearer sandbox-thucchien"}
        planted = f"{sandbox.url}/thucchien/images/generations"
        async with sandbox.session.post(planted, json=body, headers=headers) as reply:
            assert reply.status == 200
        for _ in range(4):
            await looked()
        assert len(await told(sandbox)) == 1


async def told(sandbox):
    return [one for one in await sandbox.from_bot(OWNER) if "more than our books" in one.get("text", "")]
