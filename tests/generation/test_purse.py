"""Who pays: the pool within its limits, then grants by their end, then the wallet, each by a hold of its own."""

from dataclasses import replace

import pytest

from bot.errors import PersonError
from bot.generation import endings, period, purse
from bot.generation.accounts import welcome
from bot.generation.admission import Ask
from bot.generation.request import GenerationRequest
from bot.generation.rules import GroupLimits, Rules
from storage import attempts, grants, ledger, pools, quotas
from storage.assets import NewAsset
from storage.grants import NewGrant

NOWHERE = "http://127.0.0.1:9"
GROUP, EACH = -1, 100  # one picture of flow's own model costs so much


@pytest.fixture
def there(house):
    made = house(flow=NOWHERE)
    made.rules = made.admission._rules = Rules(billing="credits", start_credits=150, jobs_at_once=None)
    return made


async def member(there, who=1):
    return await there.db.write(welcome, who, "P", "en", there.rules, 0)


async def pool_with(there, amount, **rules):
    await there.db.write(pools.grant, GROUP, amount, f"adm:{amount}", 0)
    pool = await there.db.read(pools.find, GROUP)
    for name, value in rules.items():
        pool = await there.db.write(pools.set_rule, pool, name, value)
    return pool


async def left(there, account_id):
    balance = await there.db.read(ledger.balance, account_id)
    return balance.posted, balance.held


async def give(there, person, name, amount, ends=None):
    await there.db.write(grants.give, NewGrant(person.uid, name, "gift", amount, ends), there.clock.now())


async def finish(there, job, made):
    """Let a job end with so many pictures, and take the money for them."""
    files = [NewAsset(job.id, 0, place, f"p{place}", "s", "image/png", 1, 1, 1) for place in range(1, made + 1)]
    for attempt in await there.db.read(attempts.of_job, job.id):
        await there.db.write(attempts.move, attempt.id, ("waiting",), "running")
        mine = [replace(one, attempt_id=attempt.id) for one in files[: attempt.count]]
        files = files[len(mine) :]
        if mine:
            await there.db.write(endings.part_done, attempt, mine, None, there.clock.now())
        else:
            await there.db.write(endings.part_failed, attempt, "broken", "", there.clock.now())
    await there.db.write(endings.capture, job, there.clock.now())


async def shares(there, job, amount=None):
    """Return who pays so much of a job (all of it), by the kind of account."""
    found = await there.db.read(purse.shares_of, job.id, job.price if amount is None else amount)
    return [(one.account_id.partition(":")[0], one.amount) for one in found]


async def used(there, scope):
    return await there.db.read(quotas.usage, scope, "credits", period.day(there.clock.now(), there.rules.zone))


async def test_grants_burn_by_their_end_before_the_wallet_is_touched(there, clock):
    person = await member(there)
    await give(there, person, "for-ever", 70)
    await give(there, person, "late", 60, clock.now() + 90)
    await give(there, person, "soon", 50, clock.now() + 60)
    job = (await there.admit("flow", count=2)).job
    shares = await there.db.read(purse.shares_of, job.id, job.price)
    assert [(one.account_id, one.amount) for one in shares] == [
        (f"g:{person.uid}:soon", 50),
        (f"g:{person.uid}:late", 60),
        (f"g:{person.uid}:for-ever", 70),
        (f"w:{person.uid}", 20),
    ]
    assert job.payer_id == f"g:{person.uid}:soon"


async def test_a_pool_pays_first_and_the_member_what_it_cannot(there):
    person, pool = await member(there), await pool_with(there, 130)
    await give(there, person, "gift", 20)
    made = [(await there.admit("flow", chat_id=GROUP)).job for _ in range(2)]
    assert [await shares(there, job) for job in made] == [[("pool", 100)], [("pool", 30), ("g", 20), ("w", 50)]]
    assert made[0].payer_id == pool.account_id
    assert await used(there, pool.scope()) == await used(there, pool.scope(person.uid)) == (0, 130)
    third = (await there.admit("flow", chat_id=GROUP)).job
    assert await shares(there, third) == [("w", 100)]
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", chat_id=GROUP)
    assert (caught.value.key, caught.value.values) == ("not-enough", {"price": 100, "available": 0})


async def test_what_is_left_everywhere_is_told_where_all_together_does_not_suffice(there):
    await pool_with(there, 40)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", chat_id=GROUP, count=3)
    assert caught.value.values == {"price": 300, "available": 190}
    assert await there.db.read(attempts.open_ones) == []


async def test_work_in_private_and_in_another_group_never_touches_a_pool(there):
    pool = await pool_with(there, 1000)
    assert await shares(there, (await there.admit("flow")).job) == [("w", 100)]
    assert await shares(there, (await there.admit("flow", chat_id=-2, who=2)).job) == [("w", 100)]
    assert await left(there, pool.account_id) == (1000, 0)


@pytest.mark.parametrize(
    ("rules", "key", "available", "limit"),
    [
        ({}, "pool-short-pool", 250, 0),
        ({"member_max": 220}, "pool-short-cap", 220, 220),
        ({"member_max": 220, "day_max": 210}, "pool-short-day", 210, 210),
        ({"member_max": 0}, "pool-short-cap", 0, 0),
    ],
)
async def test_a_group_that_pays_alone_refuses_what_its_pool_or_a_limit_cannot_pay(there, rules, key, available, limit):
    await pool_with(there, 250, when_empty="refuse", **rules)
    with pytest.raises(PersonError) as caught:
        await there.admit("flow", chat_id=GROUP, count=3)
    told = caught.value.values
    assert (caught.value.key, told["price"], told["available"], told["limit"]) == (key, 300, available, limit)
    assert await there.db.read(attempts.open_ones) == []


async def test_a_member_s_share_of_the_day_binds_that_member_alone_and_comes_back_with_the_next(there, clock):
    await pool_with(there, 1000, when_empty="refuse", member_max=100)
    await there.admit("flow", chat_id=GROUP)
    with pytest.raises(PersonError, match="pool-short-cap"):
        await there.admit("flow", chat_id=GROUP)
    await there.admit("flow", chat_id=GROUP, who=2)
    clock.move(86_400)
    await there.admit("flow", chat_id=GROUP)


async def test_what_was_not_made_goes_back_to_who_would_have_paid_it_last(there, clock):
    person, pool = await member(there), await pool_with(there, 130)
    await give(there, person, "gift", 80)
    job = (await there.admit("flow", count=3, chat_id=GROUP)).job
    assert await shares(there, job) == [("pool", 130), ("g", 80), ("w", 90)]
    await finish(there, job, 2)
    assert await left(there, pool.account_id) == (0, 0)
    assert await left(there, f"g:{person.uid}:gift") == (10, 0)
    assert await left(there, f"w:{person.uid}") == (150, 0)
    assert await used(there, pool.scope(person.uid)) == (130, 0)
    assert await shares(there, job, 200) == [("pool", 130), ("g", 70)]


async def test_a_job_that_ends_without_a_result_gives_everything_back_to_where_it_came_from(there, clock):
    person, pool = await member(there), await pool_with(there, 30)
    await give(there, person, "gift", 20, clock.now() + 60)
    job = (await there.admit("flow", chat_id=GROUP)).job
    clock.move(60)
    assert await there.db.write(grants.expire, clock.now()) == 0
    assert await there.db.write(endings.cancel, job, clock.now())
    assert await left(there, pool.account_id) == (30, 0)
    assert await left(there, f"w:{person.uid}") == (150, 0)
    assert await used(there, pool.scope(person.uid)) == (0, 0)
    assert await there.db.write(grants.expire, clock.now()) == 1  # it ended while it was at work: nobody has it again
    assert await left(there, "breakage") == (20, 0)


async def test_a_batch_is_paid_by_the_pool_as_far_as_it_reaches_and_refused_as_a_whole(there):
    pool = await pool_with(there, 250, when_empty="refuse")
    person = await member(there)
    request = there.quoting.complete(GenerationRequest(prompt="a boat", model="flow"))

    async def nothing(tx):
        pass

    def asks(count, of):
        return [Ask(f"q:{of}:{n}", person, GROUP, None, 1, request, GroupLimits(), None) for n in range(count)]

    with pytest.raises(PersonError) as caught:
        await there.admission.admit_all(asks(4, 1), there.quoting.quotes, nothing)
    assert (caught.value.key, caught.value.values["price"], caught.value.values["available"]) == (
        "pool-short-pool",
        400,
        250,
    )
    assert await left(there, pool.account_id) == (250, 0)
    await there.db.write(pools.set_rule, pool, "when_empty", "own")
    await there.admission.admit_all(asks(4, 2), there.quoting.quotes, nothing)
    assert await left(there, pool.account_id) == (250, 250)
    assert await left(there, f"w:{person.uid}") == (150, 150)


async def test_where_nobody_pays_a_pool_does_not_either(there):
    pool = await pool_with(there, 1000)
    there.rules = there.admission._rules = Rules()
    assert await shares(there, (await there.admit("flow", chat_id=GROUP, who=2)).job) == [("tab", 100)]
    assert await left(there, pool.account_id) == (1000, 0)
