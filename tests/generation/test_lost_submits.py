"""What happens to work whose submit went wrong: found again only where it is ours surely, sent again only if wanted."""

import itertools

import pytest

from bot.generation import endings
from bot.generation.fallback import _later
from bot.generation.found import adopt
from bot.generation.request import GenerationRequest, Reference
from bot.providers.wire import Failed, FailureKind
from storage import attempts, jobs, ledger, people
from storage.attempts import NewAttempt
from storage.database import Database
from storage.jobs import NewJob
from storage.migrate import migrate

NOW = 1_790_000_000
PHOTO = (Reference(file_id="f"),)


@pytest.fixture
async def db(tmp_path):
    database = await Database.open(f"sqlite:///{tmp_path}/a.db", locked=True)
    await migrate(database, NOW)
    yield database
    await database.close()


numbers = itertools.count(1)


async def lost(db, prompt: str, photos=(), offer="flow", **more):
    """Somebody's attempt whose answer never came."""

    async def write(tx):
        number = next(numbers)
        person = await people.meet(tx, number, "P", "en", NOW)
        await ledger.open_account(tx, f"tab:{person.uid}", "CRD")
        await ledger.open_account(tx, "rev", "CRD")
        request = GenerationRequest(prompt=prompt, model="flow", references=photos, **more).model_dump_json()
        job = await jobs.add(
            tx, NewJob(f"m:{number}", person.uid, f"tab:{person.uid}", 1, "en", "flow", request, 1, 1), NOW
        )
        attempt = await attempts.add(tx, NewAttempt(job.id, 0, 1, person.uid, "flow", offer, 1, f"r{number}"), NOW)
        await ledger.hold(tx, f"h:{job.id}", job.payer_id, "rev", 1, "gen", NOW, job.id)
        await attempts.move(tx, attempt.id, ("waiting",), "submitting", submitted_at=NOW, slot=1)
        return attempt

    return await db.write(write)


async def test_the_only_work_with_our_words_is_ours(db):
    mine = await lost(db, "a kite")
    assert await db.write(adopt, mine, ("gw-1",), NOW) == "gw-1"
    assert (await db.read(attempts.get, mine.id)).state == "running"


async def test_a_work_that_somebody_has_already_is_not_ours(db):
    first, second = await lost(db, "a kite"), await lost(db, "a kite")
    await db.write(attempts.move, first.id, ("submitting",), "running", remote_id="gw-1")
    assert await db.write(adopt, second, ("gw-1",), NOW) is None


async def test_while_another_waits_with_the_same_words_one_work_is_nobodys(db):
    first, second = await lost(db, "a kite"), await lost(db, "a kite")
    assert await db.write(adopt, second, ("gw-1",), NOW) is None
    assert await db.write(adopt, first, ("gw-1",), NOW) is None


async def test_two_works_for_two_with_the_same_words_are_one_for_each(db):
    first, second = await lost(db, "a kite"), await lost(db, "a kite")
    assert await db.write(adopt, second, ("gw-2", "gw-1"), NOW) == "gw-2"
    assert await db.write(adopt, first, ("gw-2", "gw-1"), NOW) == "gw-1"


async def test_with_photos_the_same_words_do_not_tell_whose_picture_it_is(db):
    first, second = await lost(db, "make it night", PHOTO), await lost(db, "make it night", PHOTO)
    assert await db.write(adopt, first, ("gw-1", "gw-2"), NOW) is None
    assert await db.write(adopt, second, ("gw-1", "gw-2"), NOW) is None


@pytest.mark.parametrize(
    "theirs",
    [
        {"aspect_ratio": "16:9"},
        {"size": "4K"},
        {"seconds": 6},
        {"choices": {"voice": "charon"}},
        {"offer": "flow-video"},
        {"photos": PHOTO},
        {"photos": (Reference(file_id="a", kind="sound"),)},
    ],
)
async def test_the_same_words_for_another_thing_do_not_tell_whose_work_it_is(db, theirs):
    mine, other = await lost(db, "a kite"), await lost(db, "a kite", **theirs)
    for one in (mine, other):
        assert await db.write(adopt, one, ("gw-1", "gw-2"), NOW) is None


async def test_words_are_the_same_as_the_gateway_was_told_them(db):
    mine, other = await lost(db, "a kite", lead="Rewrite:"), await lost(db, "Rewrite:\n\na kite")
    for one in (mine, other):
        assert await db.write(adopt, one, ("gw-1", "gw-2"), NOW) is None
    alone = await lost(db, "kite", lead="Rewrite: a")
    assert await db.write(adopt, alone, ("gw-1",), NOW) == "gw-1"


async def test_other_words_do_not_stand_in_the_way(db):
    mine = await lost(db, "a kite")
    await lost(db, "a boat")
    assert await db.write(adopt, mine, ("gw-1",), NOW) == "gw-1"


BUSY = Failed(FailureKind.EXHAUSTED, "too many requests", retry_after_s=5)


async def test_work_that_the_gateway_puts_off_waits_in_line_again(db):
    mine = await lost(db, "a kite")
    await db.write(_later, mine, BUSY, NOW)
    row = await db.read(attempts.get, mine.id)
    assert (row.state, row.slot, row.not_before_at) == ("waiting", 0, NOW + 5)


async def test_work_that_was_cancelled_meanwhile_is_never_sent_again(db):
    mine = await lost(db, "a kite")
    await db.write(endings.cancel, await db.read(jobs.get, mine.job_id), NOW)
    await db.write(_later, mine, BUSY, NOW)
    row = await db.read(attempts.get, mine.id)
    assert (row.state, row.slot) == ("failed", 0)


async def test_a_work_that_may_belong_to_somebody_who_was_sent_away_is_nobodys(db):
    theirs = await lost(db, "make it night", PHOTO)
    await db.write(endings.part_failed, theirs, "unclear", "never answered", NOW)
    mine = await lost(db, "make it night", PHOTO)
    assert await db.write(adopt, mine, ("gw-1",), NOW) is None
