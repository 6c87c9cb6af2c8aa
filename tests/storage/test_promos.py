"""A code gives once to each person, so often and so long as was set; what it refuses it says why."""

import asyncio

import pytest

from storage import invites, promos
from storage.database import StorageError
from storage.invites import Invite
from storage.promos import PromoError
from tests.storage.conftest import NOW


async def reason(db, *asked):
    with pytest.raises(PromoError) as refused:
        await db.write(promos.redeem, *asked)
    return refused.value.reason


async def test_thirty_at_once_use_a_code_for_ten_ten_times(house):
    people = [await house.person(f"P{number}") for number in range(30)]
    await house.db.write(lambda tx: promos.create(tx, "tet", 5, NOW, uses_max=10))

    async def use(person):
        try:
            return await house.db.write(promos.redeem, "TET", person.uid, NOW)
        except PromoError as error:
            return error.reason

    answers = await asyncio.gather(*[use(one) for one in people for _ in range(2)])
    assert sum(not isinstance(one, str) for one in answers) == 10
    assert (await house.db.read(promos.find, "Tet")).uses == 10
    assert await house.db.read(lambda tx: tx.value("SELECT count(*) FROM promo_use")) == 10


async def test_each_refusal_says_what_it_is(house):
    db, an, bo = house.db, await house.person("An"), await house.person("Bo")
    await db.write(lambda tx: promos.create(tx, "once", 5, NOW, uses_max=1, ends_at=NOW + 10))
    assert await reason(db, "nothing", an.uid, NOW) == "unknown"
    assert await reason(db, "bad code!", an.uid, NOW) == "unknown"
    assert await reason(db, "once", an.uid, NOW + 10) == "ended"
    assert (await db.write(promos.redeem, " once ", an.uid, NOW + 9)).credits == 5
    assert await reason(db, "once", an.uid, NOW) == "used_before"
    assert await reason(db, "once", bo.uid, NOW) == "used_up"
    assert await db.write(promos.end, "once", NOW)
    assert not await db.write(promos.end, "once", NOW)


async def test_a_code_has_one_maker_and_a_name_that_can_be_typed(house):
    assert await house.db.write(promos.create, "Tet-2027", 5, NOW)
    assert not await house.db.write(promos.create, "tet-2027", 9, NOW)
    with pytest.raises(StorageError):
        await house.db.write(promos.create, "a b", 5, NOW)
    assert [one.code for one in await house.db.read(promos.page, "", 9)] == ["TET-2027"]


async def test_a_host_is_counted_up_to_the_cap_whatever_waits(house):
    db, host = house.db, await house.person("Host")
    guests = [await house.person(f"G{number}") for number in range(3)]
    for guest in guests:
        assert await db.write(invites.come, Invite(guest.uid, host.uid, 5, 2, NOW))
        assert not await db.write(invites.come, Invite(guest.uid, host.uid, 5, 2, NOW))
    assert not await db.write(invites.come, Invite(host.uid, host.uid, 5, 2, NOW))
    ended = [await db.write(invites.end, guest.uid, NOW) for guest in guests]
    assert [one is not None for one in ended] == [True, True, False]
    assert await db.write(invites.end, guests[0].uid, NOW) is None
    assert await db.read(invites.guests, host.uid) == (2, 0)
    assert len(await db.write(invites.take_untold)) == 2
    assert await db.write(invites.take_untold) == []
