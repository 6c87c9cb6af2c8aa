"""storage.quotas: all or nothing, never above the limit, and what comes back comes back to its own day."""

from __future__ import annotations

import asyncio

import pytest

from storage import quotas
from storage.quotas import Limit, QuotaError

DAY = "2026-11-21"


def pictures(amount: int = 1, limit: int | None = 3, scope: str = "u:an", period: str = DAY) -> Limit:
    return Limit(scope, "pictures", period, amount, limit)


async def used(db, scope: str = "u:an", metric: str = "pictures", period: str = DAY) -> tuple[int, int]:
    return await db.read(quotas.usage, scope, metric, period)


async def test_up_to_the_limit_and_not_one_more(db):
    for number in range(3):
        await db.write(quotas.reserve, f"j:{number}", [pictures()])
    with pytest.raises(QuotaError) as refused:
        await db.write(quotas.reserve, "j:9", [pictures()])
    error = refused.value
    assert (error.scope, error.metric, error.limit, error.used, error.held) == ("u:an", "pictures", 3, 0, 3)
    await db.write(quotas.settle, "j:0", {"pictures": 1})
    with pytest.raises(QuotaError) as refused:
        await db.write(quotas.reserve, "j:9", [pictures()])
    assert (refused.value.used, refused.value.held) == (1, 2)
    await db.write(quotas.release, "j:1")
    await db.write(quotas.reserve, "j:9", [pictures()])
    assert await used(db) == (1, 2)


async def test_an_amount_above_the_limit_is_refused_on_the_first_day_too(db):
    with pytest.raises(QuotaError):
        await db.write(quotas.reserve, "j:1", [pictures(4)])
    with pytest.raises(QuotaError):
        await db.write(quotas.reserve, "j:1", [pictures(1, 0)])
    assert await used(db) == (0, 0)


async def test_one_refusal_takes_back_the_others(db):
    with pytest.raises(QuotaError):
        await db.write(quotas.reserve, "j:1", [pictures(), pictures(5, 4, scope="z"), pictures(scope="all")])
    assert await used(db) == await used(db, "all") == (0, 0)


async def test_no_limit_still_counts_and_nothing_asked_is_nothing_held(db):
    await db.write(quotas.reserve, "j:1", [pictures(1000, None), pictures(0, 0, scope="all")])
    assert await used(db) == (0, 1000)
    await db.write(quotas.settle, "j:1", {"pictures": 7})
    assert await used(db) == (7, 0)
    assert await used(db, "all") == (0, 0)


async def test_settling_counts_at_most_what_was_reserved_of_each_metric_and_only_once(db):
    money = Limit("u:an", "credits", DAY, 50, 100)
    await db.write(quotas.reserve, "j:1", [pictures(2), money])
    for _ in range(2):
        await db.write(quotas.settle, "j:1", {"pictures": 9, "credits": 20, "songs": 4})
    await db.write(quotas.release, "j:1")
    assert await used(db) == (2, 0)
    assert await used(db, metric="credits") == (20, 0)


async def test_what_comes_back_after_midnight_comes_back_to_its_own_day(db):
    await db.write(quotas.reserve, "j:1", [pictures()])
    await db.write(quotas.reserve, "j:2", [pictures(period="2026-11-22")])
    await db.write(quotas.release, "j:1")
    assert await used(db) == (0, 0)
    assert await used(db, period="2026-11-22") == (0, 1)


async def test_fifty_at_once_on_a_limit_of_one_and_one_wins(db):
    asks = (db.write(quotas.reserve, f"j:{n}", [pictures(1, 1)]) for n in range(50))
    outcomes = await asyncio.gather(*asks, return_exceptions=True)
    assert outcomes.count(None) == 1
    assert sum(isinstance(one, QuotaError) for one in outcomes) == 49
    assert await used(db) == (0, 1)


async def test_what_the_members_of_a_group_used_moves_along_with_it(db):
    old, new = "c:-7:u:an", "c:-1007:u:an"
    await db.write(quotas.reserve, "j:1", [pictures(2, None, old), pictures(1, None, "c:-70:u:an")])
    await db.write(quotas.reserve, "j:2", [pictures(1, None, new)])
    await db.write(quotas.move, "c:-7", "c:-1007")
    assert (await used(db, old), await used(db, new), await used(db, "c:-70:u:an")) == ((0, 0), (0, 3), (0, 1))
    await db.write(quotas.settle, "j:1", {"pictures": 1})
    assert await used(db, new) == (1, 1)
