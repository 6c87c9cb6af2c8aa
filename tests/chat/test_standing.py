"""What a card says of a job: its own gateway's line and times, and a number that can be found again."""

from dataclasses import replace

import pytest

from bot.chat.standing import Standing, look, sentence
from bot.chat.texts import texts
from bot.generation.request import GenerationRequest, Source
from bot.providers.wire import Task
from storage import attempts, jobs, ledger, people
from storage.attempts import NewAttempt
from storage.jobs import Job, NewJob

NOW = 1_795_000_000


async def a_job(tx):
    person = await people.meet(tx, 5, "Ana", "en", NOW)
    await ledger.open_account(tx, "w:a", "CRD")
    number = await tx.value("SELECT count(*) FROM job")
    return await jobs.add(tx, NewJob(f"m:5:{number}", person.uid, "w:a", 5, "en", "banana", "{}", 1, 10), NOW)


async def a_try(tx, job, gateway, number=1):
    new = NewAttempt(job.id, 1, number, job.person_uid, gateway, "banana", 1, f"{gateway}-{job.id}-{number}")
    return await attempts.add(tx, new, NOW)


async def a_finished_one(tx, gateway, seconds):
    done = await a_try(tx, await a_job(tx), gateway)
    await attempts.claim(tx, gateway, None, None, NOW)
    await attempts.move(tx, done.id, ("starting",), "done", slot=0, submitted_at=NOW - seconds, finished_at=NOW)


async def test_after_a_fallback_the_wait_is_learnt_from_where_it_waits_now(db):
    async def begin(tx):
        await a_finished_one(tx, "slow", 500)
        await a_finished_one(tx, "quick", 4)
        job = await a_job(tx)
        first = await a_try(tx, job, "slow")
        await attempts.move(tx, first.id, ("waiting",), "failed")
        await a_try(tx, job, "quick", 2)
        return job

    standing = await db.read(look, (await db.write(begin)).id, NOW)
    assert (standing.ahead, standing.typical_s, standing.wait_s) == (0, 4, 4)


@pytest.mark.parametrize("language", ["en", "vi"])
async def test_a_reference_number_is_written_as_a_name_not_as_an_amount(db, language):
    job = await db.write(a_job)
    standing = await db.read(look, job.id, NOW)
    told = replace(standing, job=replace(job, id=12345, state="voided", outcome="broken"))
    assert "12345" in sentence(told, texts(language))


@pytest.mark.parametrize(
    ("payer", "at_work", "says"),
    [
        ("w:a", False, "🎨 Được rồi, bắt đầu ngay… · 1.500\xa0₫"),
        ("w:a", True, "⏳ Sắp đến lượt bạn · 1.500\xa0₫"),
        ("tab:{uid}", True, "⏳ Sắp đến lượt bạn"),
    ],
)
async def test_a_fresh_card_says_its_place_and_what_it_costs_where_somebody_pays(db, payer, at_work, says):
    async def begin(tx):
        if at_work:
            await a_try(tx, await a_job(tx), "slow")
            await attempts.claim(tx, "slow", None, None, NOW)
        job = await a_job(tx)
        await a_try(tx, job, "slow")
        return job

    job = await db.write(begin)
    standing = await db.read(look, job.id, NOW)
    told = replace(standing, job=replace(job, price=1500, payer_id=payer.format(uid=job.person_uid)))
    assert sentence(told, texts("vi")) == says


def test_a_lost_answer_is_told_without_a_price_beside_you_pay_only():
    job = Job(1, "i", "a", "w:a", 5, None, None, "en", "m", "{}", 1, 10, 0, "working", None, 7, 0, NOW, None)
    unclear = Standing(job, NOW, "picture", None, None, None, None, unclear=True, fresh=False, idle=False)
    assert "₫" not in sentence(unclear, texts("en"))
    assert sentence(replace(unclear, unclear=False), texts("en")) == "🎨 Painting… · 10\xa0₫"


async def test_work_that_takes_longer_than_a_minute_says_for_how_long_it_goes_on(db):
    async def begin(tx):
        job = await a_job(tx)
        await a_try(tx, job, "slow")
        await attempts.claim(tx, "slow", None, None, NOW)
        return job

    job = await db.write(begin)

    async def told(seconds, language="en"):
        return sentence(await db.read(look, job.id, NOW + seconds), texts(language))

    assert await told(59) == "🎨 Painting… · 10\xa0₫"
    assert await told(125) == "🎨 Painting… · 2 min · 10\xa0₫"
    assert await told(3600, "vi") == "🎨 Đang vẽ… · 60 phút · 10\xa0₫"


@pytest.mark.parametrize(
    ("lasting_s", "says"),
    [
        (1, "🎨 Painting… usually 2 s"),
        (4, "🎨 Painting… usually 2 s"),
        (5, "🎨 Painting… longer than usual: 5 s"),
        (29, "🎨 Painting… longer than usual: 25 s"),
        (47, "🎨 Painting… longer than usual: 40 s"),
        (150, "🎨 Painting… longer than usual: 2 min"),
    ],
)
async def test_a_card_whose_work_takes_longer_than_usual_says_so_in_steps(db, lasting_s, says):
    async def begin(tx):
        await a_finished_one(tx, "slow", 2)
        job = await a_job(tx)
        await a_try(tx, job, "slow")
        await attempts.claim(tx, "slow", None, None, NOW)
        return job

    job = await db.write(begin)
    assert sentence(await db.read(look, job.id, NOW + lasting_s), texts("en")) == f"{says} · 10\xa0₫"


def test_work_within_its_usual_minutes_is_not_late_and_a_percentage_says_enough():
    job = Job(1, "i", "a", "w:a", 5, None, None, "vi", "m", "{}", 1, 10, 0, "working", None, 7, 0, NOW, None)
    film = Standing(job, NOW, "film", None, None, 90, None, unclear=False, fresh=False, idle=False, lasting_s=80)
    assert sentence(film, texts("vi")) == "🎬 Đang quay… thường mất 90 giây · 1 phút · 10\xa0₫"
    assert "lâu hơn mọi khi: 5 phút" in sentence(replace(film, lasting_s=330), texts("vi"))
    assert "lâu hơn mọi khi: 5 giây" in sentence(replace(film, typical_s=0, lasting_s=9), texts("vi"))
    assert "lâu hơn" not in sentence(replace(film, percent=40, lasting_s=330), texts("vi"))


@pytest.mark.parametrize(("kind", "work"), [("sound", "sound"), ("video", "film")])
async def test_what_goes_on_is_made_like_what_it_goes_on_from(db, kind, work):
    async def begin(tx):
        job = await a_job(tx)
        source = Source(gateway="g", protocol="p", remote_id="7", kind=kind)
        request = GenerationRequest(prompt="the sea", model="m", task=Task.EXTEND, source=source)
        await tx.execute(
            "UPDATE job SET request = :request WHERE id = :id", request=request.model_dump_json(), id=job.id
        )
        return job

    assert (await db.read(look, (await db.write(begin)).id, NOW)).work == work
