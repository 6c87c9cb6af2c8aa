"""Pools keep their money through every move of the group, and grants end without taking what is at work."""

from __future__ import annotations

import pytest

from storage import grants, invariants, ledger, people, pools
from storage.grants import NewGrant

NOW = 1_790_000_000
DAY_S = 86_400


async def left(house, account_id):
    return (await house.db.read(ledger.balance, account_id)).available


async def test_a_pool_is_made_once_and_an_owners_grant_is_given_once(house):
    assert await house.db.read(pools.find, -5) is None
    pool = await house.db.write(pools.pool_of, -5, NOW)
    assert await house.db.write(pools.pool_of, -5, NOW) == pool
    assert await house.db.write(pools.grant, -5, 900, "adm:1:2", NOW)
    assert not await house.db.write(pools.grant, -5, 900, "adm:1:2", NOW)
    assert await left(house, pool.account_id) == 900


async def test_a_group_that_moves_keeps_money_rules_and_its_name_in_the_books(house):
    pool = await house.db.write(pools.pool_of, -5, NOW)
    await house.db.write(pools.set_rule, pool, "member_max", 300)
    await house.db.write(pools.set_rule, pool, "when_empty", "refuse")
    await house.db.write(people.migrate_chat, -5, -1005)
    moved = await house.db.write(pools.pool_of, -1005, NOW)
    assert (moved.pid, moved.member_max, moved.when_empty) == (pool.pid, 300, "refuse")
    assert await house.db.write(pools.pool_of, -5, NOW) == moved  # by its old id too


async def test_what_was_given_in_the_new_chat_before_the_move_was_told_comes_into_the_one_pool(house):
    old = await house.db.write(pools.pool_of, -5, NOW)
    await house.db.write(pools.grant, -5, 500, "a", NOW)
    await house.db.write(pools.grant, -1005, 70, "b", NOW)
    young = await house.db.write(pools.pool_of, -1005, NOW)
    await house.db.write(people.migrate_chat, -5, -1005)
    await house.db.write(people.migrate_chat, -5, -1005)
    await house.db.write(pools.gather, NOW)
    await house.db.write(pools.gather, NOW)
    assert await left(house, old.account_id) == 570
    assert await left(house, young.account_id) == 0
    assert (await house.db.read(pools.find, -1005)).pid == old.pid
    assert await house.db.read(invariants.broken) == []


async def test_grants_burn_by_their_end_then_by_their_age(house):
    person = await house.person()
    for name, ends, at in (("never", None, 0), ("late", 9, 0), ("soon2", 5, 1), ("soon1", 5, 0), ("gone", -1, 0)):
        expires_at = None if ends is None else NOW + ends
        assert await house.db.write(grants.give, NewGrant(person.uid, name, "gift", 10, expires_at), NOW + at - 2)
    assert not await house.db.write(grants.give, NewGrant(person.uid, "late", "gift", 99), NOW)
    found = await house.db.read(grants.usable, person.uid, NOW)
    assert [one.grant_id for one in found] == ["soon1", "soon2", "late", "never"]


async def test_what_an_ended_grant_has_left_goes_to_breakage_and_what_is_at_work_when_it_comes_back(house):
    person = await house.person()
    new = NewGrant(person.uid, "daily", "daily", 100, NOW + 10)
    await house.db.write(grants.give, new, NOW)
    job = await house.job(await house.person(money=10))
    await house.db.write(ledger.hold, f"h:{job.id}:2", new.account_id, "rev", 30, "gen", NOW, job.id)
    assert await house.db.write(grants.expire, NOW + 9) == 0
    assert await house.db.write(grants.expire, NOW + 10) == 1
    assert await left(house, "breakage") == 70
    assert await house.db.write(grants.expire, NOW + 11) == 0
    await house.db.write(ledger.void, f"h:{job.id}:2", NOW + 12)
    assert await house.db.read(grants.usable, person.uid, NOW + 12) == []
    assert await house.db.write(grants.expire, NOW + 13) == 1
    assert await house.db.write(grants.expire, NOW + DAY_S) == 0
    assert await left(house, "breakage") == 100


async def test_of_a_crowds_grants_so_many_end_at_a_time(house):
    person = await house.person()
    for number in range(5):
        await house.db.write(grants.give, NewGrant(person.uid, f"g{number}", "gift", 10, NOW + 10), NOW)
    assert [await house.db.write(grants.expire, NOW + 10, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert await left(house, "breakage") == 50


async def test_a_rule_that_a_pool_does_not_have_cannot_be_set(house):
    pool = await house.db.write(pools.pool_of, -5, NOW)
    with pytest.raises(KeyError):
        await house.db.write(pools.set_rule, pool, "pid", "x")
